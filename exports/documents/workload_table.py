"""谁在出力: who carries the hours of a period, and whom one could ask, as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.summary_tables import hours_note
from yigong.exports.documents.table import Column, Table, Value, fitted, heading
from yigong.exports.plain_text import one_line
from yigong.store.attendance.hours import hours_tenths, hours_text
from yigong.store.dates.date_words import days_text
from yigong.store.language import N_, _
from yigong.store.records import Squad, Volunteer, code
from yigong.store.settings_records import Settings
from yigong.store.statistics import workload as rules
from yigong.store.statistics.workload import Workload
from yigong.store.village.outlooks import village_workload
from yigong.store.village.village import Village

_COLUMNS = (
    Column(N_("Whom to ask"), 20, left=True),
    Column(N_("Name"), 14),
    Column(N_("Code"), 9),
    Column(N_("Group"), 11),
    Column(N_("Squads"), 16, left=True),
    Column(N_("Service hours"), 10, "hours"),
    Column(N_("Times served"), 9, "count"),
    Column(N_("Signed up"), 9, "count"),
    Column(N_("Last there"), 12, "date"),
)
"""名单 姓名 编号 村民小组 队伍 服务时长 服务次数 报名 最近一次; msgids."""

SECTION_NAMES = {
    "carriers": N_("who carries it"),
    "unasked": N_("never asked"),
    "missed": N_("not there lately"),
    "once": N_("came once"),
    "seldom": N_("signed up, seldom came"),
}
"""The lists, by the fields of `Workload`; msgids."""


def workload_file(village: Village, first: date | None, last: date | None, form: str) -> bytes:
    """Write who carries a period as a file.

    Args:
        village: The village.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: today.
        form: One of `exports.documents.formats.FORMATS`.
    """
    load = village_workload(village, first, last)
    people, squads = village.people.all(), village.squads.all()
    return table_file(workload_table(load, people, squads, village.settings), form)


def workload_name(first: date | None, last: date | None) -> str:
    """Return the name of its file, without the suffix: ``workload-2026-01-01-2026-12-31``."""
    return f"workload-{first}-{last}" if first and last else "workload-all"


def workload_table(
    load: Workload,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    settings: Settings,
) -> Table:
    """Put the lists together, one below the other; without phone numbers.

    Args:
        load: Who carries the period.
        people: The people by number.
        squads: The squads by number.
        settings: The village's.
    """
    squads_of: dict[int, list[str]] = {}
    for squad in squads.values():
        for member in () if squad.archived else squad.members:
            squads_of.setdefault(member, []).append(one_line(squad.name))
    rows = [
        (
            _(SECTION_NAMES[section]),
            one_line(people[number].name) if number in people else code("V", number),
            code("V", number),
            one_line(people[number].group) if number in people else "",
            " ".join(squads_of.get(number, ())),
            *numbers,
        )
        for section, number, numbers in _rows(load)
    ]
    columns = [column._replace(name=heading(column.name)) for column in _COLUMNS]
    return Table(
        _("Who carries it, and whom to ask"),
        [
            (_("Village"), one_line(settings.name)),
            (_("Period"), days_text(load.first, load.last)),
        ],
        fitted(columns),
        rows,
        notes=[share_sentence(load), *rule_sentences(), hours_note()],
        landscape=True,
        name=_("Who carries it"),
    )


def _rows(load: Workload) -> Iterator[tuple[str, int, Iterable[Value]]]:
    for carrier in load.busiest:
        yield "carriers", carrier.number, (hours_tenths(carrier.minutes), carrier.times, None, None)
    for unasked in load.unasked:
        yield "unasked", unasked.number, (None, None, None, None)
    for section, found in (("missed", load.missed), ("once", load.once)):
        for missed in found:
            yield section, missed.number, (None, missed.times, None, missed.last)
    for seldom in load.seldom:
        yield "seldom", seldom.number, (None, seldom.came, seldom.signed, None)


def share_sentence(load: Workload) -> str:
    """How much of the hours the busiest tenth did, with both counts."""
    if not load.minutes:
        return _("Nobody served in this period.")
    text = _("The busiest {n} of {all} who served did {hours} of {total} hours of service")
    said = text.format(
        n=len(load.busiest),
        all=load.served,
        hours=hours_text(load.busiest_minutes),
        total=hours_text(load.minutes),
    )
    percent = load.busiest_percent
    return said if percent is None else f"{said}  {percent:g} %"


def rule_sentences() -> list[str]:
    """By which rule somebody is on each list."""
    return [
        _(
            "Never asked: in no register so far, in whatever way, and in no programme. "
            "Invitations are not kept, so perhaps somebody did ask."
        ),
        _(
            "Not there lately: for {days} days or longer; in the year before that they served {n} "
            "times or more."
        ).format(n=rules.OFTEN, days=rules.LATELY.days),
        _("Came once: served once, {days} days ago or longer, and was not there again.").format(
            days=rules.LATELY.days
        ),
        _(
            "Signed up, seldom came: had a place {n} times or more and came to fewer than half; "
            "perhaps other times suit better."
        ).format(n=rules.SIGN_UPS),
    ]
