"""The service record (服务记录单): one person's signed hours on paper, with a running number.

It holds what 令67号 art. 7 requires: 活动名称 日期 地点 服务内容 服务时间 组织单位 负责人. It is no
证明: only the ministry's system issues that, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from yigong.exports.documents.html_page import html_page
from yigong.exports.documents.ledger import date_and_times
from yigong.exports.documents.summary_tables import hours_note
from yigong.exports.documents.table import Column, LabelledText, Table, Value
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phone
from yigong.store.attendance.by_person import AttendanceByPerson, PersonAttendance, total_credit
from yigong.store.attendance.hours import hours_text
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Issue, ServiceTime, Settings, Squad, Volunteer
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
    """Issue a person's service record under the next running number of `Village.issued`.

    Args:
        village: The village.
        number: The person's number.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        full_phones: Show the phone number whole.

    Returns:
        The name of the file, and the HTML page.

    Raises:
        Refused: There is no such person, or this user may only read.
    """
    person = village.people.get(number)
    attendances = [
        attendance
        for attendance in AttendanceByPerson(village.registers, person.number).read(
            village.settings.hours
        )
        if attendance.counts
        and (first is None or first <= attendance.head.start.date())
        and (last is None or attendance.head.start.date() <= last)
    ]
    signed = [attendance for attendance in attendances if attendance.head.closed is not None]
    phones = int(full_phones and bool(person.phone))
    minutes = total_credit(signed).service.total
    issue = village.issued.add_service_record(person.number, first, last, minutes, count=phones)
    squads, settings = village.squads.all(), village.settings
    table = service_record(person, attendances, issue, squads, settings, full_phones=full_phones)
    return f"record-{issue.code}-{person.code}.html", html_page(table).encode()


def service_record(
    person: Volunteer,
    attendances: Iterable[PersonAttendance],
    issue: Issue,
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    full_phones: bool = False,
) -> Table:
    """Put a service record together.

    Registers that are not signed are left out, and a note says how many.

    Args:
        person: The person.
        attendances: The person's attendances, by date.
        issue: The record's number, period and date.
        squads: The squads by number, for their names.
        settings: The village's.
        full_phones: Show the phone number whole; the caller records this.
    """
    attendances = list(attendances)
    signed = [attendance for attendance in attendances if attendance.head.closed is not None]
    unit = one_line(settings.unit or settings.name)
    credit = total_credit(signed).service
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
        [*(_row(attendance, squads, unit) for attendance in signed), _sum_row(signed, credit)],
        [
            *_totals(credit),
            (_("Date"), f"{issue.at:%Y-%m-%d}"),
            (_("Recorded by"), one_line(issue.by)),
            (_("Signature"), ""),
        ],
        _notes(len(attendances) - len(signed), without_travel=any(map(_excludes_travel, signed))),
        sums=1,
        seal=_("Seal of the recording unit"),
        name=issue.code,
    )


def _row(attendance: PersonAttendance, squads: Mapping[int, Squad], unit: str) -> tuple[Value, ...]:
    head, entry = attendance.head, attendance.entry
    squad = squads.get(entry.squad)
    duties = [kind_name(head.kind), one_line(squad.name) if squad else ""]
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
        "\n".join(filter(None, duties)),
        "\n".join(times),
        "\n".join(_hours_by_origin(attendance.credit.service)),
        unit,
        one_line(head.lead),
    )


def _sum_row(signed: Sequence[PersonAttendance], credit: ServiceTime) -> tuple[Value, ...]:
    count = sum(attendance.entry.present for attendance in signed)
    label = ngettext("Total: {n} attendance", "Total: {n} attendances", count).format(n=count)
    return (label, None, None, None, None, hours_text(credit.total), None, None)


def _excludes_travel(attendance: PersonAttendance) -> bool:
    """Whether travel time was deducted from the hours."""
    policy = attendance.head.policy
    return bool(
        attendance.head.travel and policy and not policy.travel and attendance.entry.present
    )


def _hours_by_origin(credit: ServiceTime) -> list[str]:
    """List hours by origin: ``2.5 clocked``."""
    minutes = (credit.clocked, credit.filled, credit.granted)
    origins = zip(minutes, _ORIGINS, strict=True)
    return [f"{hours_text(m)} {_(name)}" for m, name in origins if m] or [hours_text(0)]


def _totals(credit: ServiceTime) -> list[LabelledText]:
    """Return the hours of each origin, zeros included."""
    return [
        (_("Clocked hours"), hours_text(credit.clocked)),
        (_("Filled-in hours"), hours_text(credit.filled)),
        (_("Granted hours"), hours_text(credit.granted)),
    ]


def _period(issue: Issue, signed: Sequence[PersonAttendance]) -> str:
    """Return the period; if open, from the first attendance, to the day of issue."""
    first = issue.first or (signed[0].head.start.date() if signed else None)
    return f"{first or ''} .. {issue.last or issue.at.date()}".strip()


def _notes(unsigned: int, *, without_travel: bool) -> list[str]:
    notes = [
        _(
            "This is a record of this unit, no certificate: certificates of volunteer service are "
            "issued through the national volunteer service information system only."
        ),
        hours_note(),
    ]
    if without_travel:
        notes.append(_("Time on the way is not counted."))
    if unsigned:
        text = ngettext(
            "{n} attendance is left out: its register is not signed yet.",
            "{n} attendances are left out: their registers are not signed yet.",
            unsigned,
        )
        notes.append(text.format(n=unsigned))
    return notes
