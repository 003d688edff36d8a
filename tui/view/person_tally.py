"""The people behind a number as rows of a list: what each was there as, how often, which hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from yigong.store.attendance.role_words import SHORT_ROLES
from yigong.store.language import N_, _
from yigong.store.records import ROLES, code
from yigong.store.statistics.tally import Tally, TallyRow
from yigong.tui.text.tally_words import grouped_hours, origin_cells
from yigong.tui.text.words import person_name
from yigong.tui.view.summary_rows import NameLookup
from yigong.tui.widgets.canvas import PLAIN, QUIET
from yigong.tui.widgets.row_list import Fill, ListColumn, ListRow

PersonSection = tuple[str, Callable[[TallyRow], object]]
"""Some of the people: its name as a msgid, and who is in it."""


def _took_part(row: TallyRow) -> bool:
    persons = row.tally.persons
    return bool(persons.participant or persons.learner or persons.guest)


PERSON_SECTIONS: tuple[PersonSection, ...] = (
    (N_("everybody"), bool),
    (N_("volunteers"), lambda row: row.volunteers),
    (N_("who took part"), _took_part),
    (N_("who was paid"), lambda row: row.paid),
    (N_("granted only"), lambda row: row.granted and not row.paid),
)
"""Who came in two roles is in two of them."""


class PersonList(NamedTuple):
    """People as columns and rows."""

    columns: list[ListColumn]
    rows: list[ListRow]


def section_sizes(people: Sequence[TallyRow]) -> dict[str, int]:
    """How many are in each section, by its name; without those that are empty, but the first."""
    sizes = {name: sum(map(bool, map(contains, people))) for name, contains in PERSON_SECTIONS}
    return {name: n for at, (name, n) in enumerate(sizes.items()) if n or not at}


def person_list(people: Sequence[TallyRow], total: Tally, names: NameLookup) -> PersonList:
    """Lay out people in their order, in the columns that the total needs; who did not come, or
    only for pay, is quiet."""
    along = bool(total.heads.along)
    learning, paid = bool(total.credit.learning.minutes), bool(total.heads.paid)
    room = 104 if learning or paid else 0
    columns = [
        ListColumn(_("Name"), 0, most=24),
        ListColumn(_("Code"), 6),
        ListColumn(_("Role"), 12, least=56),
        ListColumn(_("Times"), 5, right=True),
        *[ListColumn(_("Along"), 5, right=True, least=62)] * along,
        ListColumn(_("Service h"), 12, right=True),
        ListColumn("", 10, least=room or 86),
        ListColumn(_("Clocked"), 7, right=True, least=room),
        ListColumn(_("Filled in"), 9, right=True, least=room),
        ListColumn(_("Granted"), 7, right=True, least=room),
        *[ListColumn(_("Learning"), 8, right=True)] * learning,
        *[ListColumn(_("Paid"), 5, right=True), ListColumn(_("Paid h"), 6, right=True)] * paid,
        ListColumn(_("Squads"), 20, least=104 if not room else 130),
        ListColumn(_("Group"), 10, least=116 if not room else 142),
    ]

    most = max((found.tally.service.total for found in people), default=0)

    def row(found: TallyRow) -> ListRow:
        number, tally = int(found.key), found.tally
        person, credit = names.person(number), tally.credit
        cells = [
            person_name(person),
            code("V", number),
            roles_text(found),
            str(tally.occurrences),
            *[str(tally.heads.along or "")] * along,
            _hours(tally.service.total),
            "",
            *origin_cells(tally.service),
            *[_hours(credit.learning.minutes)] * learning,
            *[str(tally.heads.paid or ""), _hours(credit.labour.minutes)] * paid,
            names.squads_of.get(number, ""),
            person.group,
        ]
        fills = {5 + along: Fill(tally.service.total, most)}
        return ListRow(number, cells, PLAIN if found.numbers else QUIET, fills=fills)

    return PersonList(columns, [row(found) for found in people])


def roles_text(row: TallyRow) -> str:
    """What a person was there as: ``服 参``; who never came was granted hours only."""
    roles = [role for role in ROLES if getattr(row.tally.heads.present, role)]
    return " ".join(_(SHORT_ROLES[role]) for role in roles) or _("granted only")


def _hours(minutes: int) -> str:
    return grouped_hours(minutes) if minutes else ""
