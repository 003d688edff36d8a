"""The numbers of a tally in words: occurrences, heads and people by role, each kind of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from yigong.store.attendance.by_person import PersonAttendance
from yigong.store.attendance.hours import Credit, HoursParts, hours_parts, hours_tenths, tenths_text
from yigong.store.attendance.role_words import role_name
from yigong.store.attendance_records import ServiceTime
from yigong.store.language import _, ngettext
from yigong.store.records import ROLES, Role
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import Tally

GAP = "   "
"""What stands between two groups of numbers."""


class NamedNumber(NamedTuple):
    """A number with its name."""

    name: str
    value: str


NumberGroup = Sequence[NamedNumber]
"""A number, and the parts that are printed with it."""


def grouped(number: int) -> str:
    """A whole number, its thousands apart: ``2 075``."""
    return f"{number:,}".replace(",", " ")


def grouped_hours(minutes: int) -> str:
    """Minutes as hours with one decimal, their thousands apart: ``3 627.3``."""
    return grouped_tenths(hours_tenths(minutes))


def missing_hours(minutes: int, missing: int) -> str:
    """The hours missing to a star beside what there is, so that both add up; a minute is 0.1."""
    return grouped_tenths(max(1, hours_tenths(minutes + missing) - hours_tenths(minutes)))


def grouped_tenths(tenths: int) -> str:
    """Tenths of an hour as hours, their thousands apart."""
    return grouped(tenths // 10) + tenths_text(tenths)[-2:]


def number_groups(tally: Tally) -> list[NumberGroup]:
    """场次, 人次 by role, 人数, 服务时长; 学时 and what was paid for only where there is any.

    人次 never stands without its parts: alone it is taken for 人数, or for volunteers.
    """
    heads, persons, credit = tally.heads, tally.persons, tally.credit
    groups: list[NumberGroup] = [
        [NamedNumber(_("occ."), grouped(tally.occurrences))],
        [
            NamedNumber(_("heads"), grouped(heads.total)),
            NamedNumber(_("vol"), grouped(heads.volunteers)),
            NamedNumber(_("part"), grouped(heads.participants)),
            *[NamedNumber(_("guests"), grouped(heads.guests))] * bool(heads.guests),
        ],
        [
            NamedNumber(_("people"), grouped(tally.people)),
            NamedNumber(_("vol"), grouped(persons.volunteer)),
        ],
        [
            NamedNumber(
                _("service"), _("{hours} h").format(hours=grouped_hours(tally.service.total))
            )
        ],
    ]
    if learning := credit.learning.minutes:
        groups.append([NamedNumber(_("learning hours"), grouped_hours(learning))])
    if heads.paid or credit.labour.minutes:
        groups.append(
            [
                NamedNumber(_("paid heads"), grouped(heads.paid)),
                NamedNumber(_("people"), grouped(persons.paid)),
                NamedNumber(_("paid hours"), grouped_hours(credit.labour.minutes)),
            ]
        )
    return groups


def numbers_text(tally: Tally) -> str:
    """All numbers in one line: ``场次 112   人次 2 075 志愿 1 448 参加 627   人数 161 ..``."""
    return GAP.join(map(group_text, number_groups(tally)))


def group_text(group: NumberGroup) -> str:
    """A number and its parts: ``人次 2 075 志愿 1 448 参加 627``."""
    return " ".join(f"{number.name} {number.value}" for number in group)


def origins_text(service: ServiceTime) -> str:
    """服务时长 by origin; the three add up to the total that is shown beside them."""
    parts = hours_parts(service)
    return _("clocked {clocked}, filled in {filled}, granted {granted}").format(
        **{name: grouped_tenths(getattr(parts, name)) for name in HoursParts._fields[1:]}
    )


def origin_cells(service: ServiceTime) -> list[str]:
    """The same as cells, empty where there is nothing of an origin."""
    return [grouped_tenths(part) if part else "" for part in hours_parts(service)[1:]]


def times_by_role(attendances: Iterable[PersonAttendance]) -> dict[Role, int]:
    """How often a person came as what, without what they never were."""
    times = Counter(attendance.role for attendance in attendances if attendance.entry.present)
    return {role: times[role] for role in ROLES if times[role]}


def role_times(times: Mapping[Role, int]) -> list[str]:
    """``志愿 9``, ``参加 3``; nothing where all were as a volunteer."""
    if times.keys() <= {"volunteer"}:
        return []
    return [f"{role_name(role)} {grouped(n)}" for role, n in times.items()]


def other_time_words(credit: Credit) -> list[str]:
    """学时 and 工时, where there is any; they are part of no other sum."""
    found = (
        (credit.learning.minutes, _("learning hours {hours}")),
        (credit.labour.minutes, _("paid hours {hours}")),
    )
    return [text.format(hours=grouped_hours(minutes)) for minutes, text in found if minutes]


def old_rule_warning(summary: Summary) -> list[str]:
    """How many occurrences were signed before there were roles, if any, and count otherwise."""
    count = summary.credited_alike
    text = ngettext(
        "{n} occurrence by the old rule, see yigong roles review",
        "{n} occurrences by the old rule, see yigong roles review",
        count,
    )
    return [text.format(n=count)] if count else []


def summary_warnings(summary: Summary) -> list[str]:
    """What is not settled in a summary: what was signed by the old rule, and what is unsigned."""
    warnings = old_rule_warning(summary)
    if summary.unsigned:
        text = ngettext(
            "{n} register unsigned: its hours may change",
            "{n} registers unsigned: their hours may change",
            summary.unsigned,
        )
        warnings.append(text.format(n=summary.unsigned))
    return warnings


def people_notes(tally: Tally, *, brief: bool = False) -> list[str]:
    """Who is among the people of a tally: who is left out, and, if not brief, who counts as a
    volunteer."""
    notes = []
    if nameless := tally.heads.nameless:
        text = ngettext(
            "{n} nameless, not among the people", "{n} nameless, not among the people", nameless
        )
        notes.append(text.format(n=grouped(nameless)))
    if not brief and tally.people != tally.persons.volunteer:
        notes.append(_("of the people, volunteers (vol) served at least once"))
    return notes
