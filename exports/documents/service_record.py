"""The service record (服务记录单): one person's signed hours on paper, with a number of its own.

It holds what 令67号 art. 7 asks of a record: 活动名称 日期 地点 服务内容 服务时间 组织单位 负责人.
It is no 证明: that one is issued by the ministry's system alone, and the paper says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from yigong.exports.documents.html_page import html_page
from yigong.exports.documents.ledger import date_and_times
from yigong.exports.documents.summary_tables import hours_note
from yigong.exports.documents.table import Column, LabelledText, Table, Value
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phone
from yigong.store.attendance.by_person import AttendanceByPerson, PersonAttendance, total_credit
from yigong.store.attendance.hours import hours_text
from yigong.store.language import N_, _, ngettext
from yigong.store.records import KIND_NAMES, Credit, Issue, Settings, Squad, Volunteer

if TYPE_CHECKING:
    from yigong.store.village.village import Village

_COLUMNS = (
    Column(N_("Event"), 17, left=True),
    Column(N_("Date"), 11),
    Column(N_("Place"), 14, left=True),
    Column(N_("What was done"), 13, left=True),
    Column(N_("Time served"), 12),
    Column(N_("Hours"), 11),
    Column(N_("Organised by"), 12, left=True),
    Column(N_("In charge"), 10),
)
"""活动名称 日期 地点 服务内容 服务时间 时长 组织单位 负责人 (令67号 art. 7); msgids."""

_ORIGINS = (N_("clocked"), N_("filled in"), N_("granted"))


def issue_service_record(
    village: Village,
    number: int,
    first: date | None = None,
    last: date | None = None,
    *,
    full_phones: bool = False,
) -> tuple[str, bytes]:
    """Issue somebody's service record: it gets its running number in `Village.issued`.

    Args:
        village: The village.
        number: Whose.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        full_phones: Show their phone number whole.

    Returns:
        The name of its file, and the page.

    Raises:
        Refused: There is no such person, or this user may only read.
    """
    person = village.people.get(number)
    parts = [
        part
        for part in AttendanceByPerson(village.registers, person.number).read(
            village.settings.hours
        )
        if part.counts
        and (first is None or first <= part.head.start.date())
        and (last is None or part.head.start.date() <= last)
    ]
    signed = [part for part in parts if part.head.closed is not None]
    shown = int(full_phones and bool(person.phone))
    minutes = total_credit(signed).total
    issue = village.issued.record(person.number, first, last, minutes, count=shown)
    squads, settings = village.squads.all(), village.settings
    table = service_record(person, parts, issue, squads, settings, full_phones=full_phones)
    return f"record-{issue.code}-{person.code}.html", html_page(table).encode()


def service_record(
    person: Volunteer,
    parts: Iterable[PersonAttendance],
    issue: Issue,
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    full_phones: bool = False,
) -> Table:
    """Put a service record together. Only what is signed is on it; it says what is left out.

    Args:
        person: Whose.
        parts: What they were in, by date.
        issue: Its number, period and date.
        squads: The squads by number, for their names.
        settings: The village's.
        full_phones: Show their phone number whole; that somebody asked is kept by the caller.
    """
    parts = list(parts)
    signed = [part for part in parts if part.head.closed is not None]
    unit = one_line(settings.unit or settings.name)
    added = total_credit(signed)
    return Table(
        _("Volunteer service record"),
        [
            (_("Record no."), issue.code),
            (_("Recording unit"), unit),
            (_("Name"), one_line(f"{person.name} {person.code}")),
            (
                _("Phone number"),
                one_line(person.phone if full_phones else mask_phone(person.phone)),
            ),
            (_("Period"), _period(issue, signed)),
        ],
        [column._replace(name=_(column.name)) for column in _COLUMNS],
        [*(_line(part, squads, unit) for part in signed), _sum(signed, added)],
        [
            *_totals(added),
            (_("Date"), f"{issue.at:%Y-%m-%d}"),
            (_("Recorded by"), one_line(issue.by)),
            (_("Signature"), ""),
        ],
        _notes(len(parts) - len(signed), any(map(_less_travel, signed))),
        sums=1,
        seal=_("Seal of the recording unit"),
        name=issue.code,
    )


def _line(part: PersonAttendance, squads: Mapping[int, Squad], unit: str) -> tuple[Value, ...]:
    head, entry = part.head, part.entry
    squad = squads.get(entry.squad)
    done = [_(KIND_NAMES[head.kind]), one_line(squad.name) if squad else ""]
    times = [
        f"{stint.start.astimezone(head.start.tzinfo):%H:%M}-"
        f"{stint.end.astimezone(head.start.tzinfo):%H:%M}"
        for stint in entry.stints
        if stint.end is not None
    ]
    return (
        one_line(head.title),
        date_and_times(head.start, head.end).partition("\n")[0],
        one_line(head.place),
        "\n".join(filter(None, done)),
        "\n".join(times),
        "\n".join(_hours(part.credit)),
        unit,
        one_line(head.lead),
    )


def _sum(signed: Sequence[PersonAttendance], added: Credit) -> tuple[Value, ...]:
    came = sum(part.entry.present for part in signed)
    times = ngettext("Total: {n} attendance", "Total: {n} attendances", came).format(n=came)
    return (times, None, None, None, None, hours_text(added.total), None, None)


def _less_travel(part: PersonAttendance) -> bool:
    """Whether time on the way was taken off."""
    policy = part.head.policy
    return bool(part.head.travel and policy and not policy.travel and part.entry.present)


def _hours(credit: Credit) -> list[str]:
    """Hours by origin, each on its line: ``2.5 clocked``."""
    minutes = (credit.clocked, credit.filled, credit.granted)
    origins = zip(minutes, _ORIGINS, strict=True)
    said = [f"{hours_text(found)} {_(name)}" for found, name in origins if found]
    return said or [hours_text(0)]


def _totals(added: Credit) -> list[LabelledText]:
    """The three origins, each with its hours, also where there are none."""
    return [
        (_("Clocked hours"), hours_text(added.clocked)),
        (_("Filled-in hours"), hours_text(added.filled)),
        (_("Granted hours"), hours_text(added.granted)),
    ]


def _period(issue: Issue, signed: Sequence[PersonAttendance]) -> str:
    """From when to when; where that was left open, from the first time to the day of issue."""
    first = issue.first or (signed[0].head.start.date() if signed else None)
    return f"{first or ''} .. {issue.last or issue.at.date()}".strip()


def _notes(unsigned: int, travel: bool) -> list[str]:
    said = [
        _(
            "This is a record of this unit, no certificate: certificates of volunteer service are "
            "issued through the national volunteer service information system only."
        ),
        hours_note(),
    ]
    if travel:
        said.append(_("Time on the way is not counted."))
    if unsigned:
        text = ngettext(
            "{n} attendance is left out: its register is not signed yet.",
            "{n} attendances are left out: their registers are not signed yet.",
            unsigned,
        )
        said.append(text.format(n=unsigned))
    return said
