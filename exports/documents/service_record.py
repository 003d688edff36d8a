"""The service record (服务记录单): one person's signed hours on paper, with a running number.

It holds what 令67号 requires of service (art. 7: 活动名称 日期 地点 服务内容 服务时间 组织单位
负责人), and below it of the training of volunteers (art. 8). Where somebody was served, taught
something else, invited or paid is no service, and is not on it. It is no 证明: only the ministry's
system issues that, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from yigong.exports.documents.html_page import html_page
from yigong.exports.documents.summary_tables import hours_note
from yigong.exports.documents.table import Column, LabelledText, Table, Value, heading
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phone
from yigong.store.attendance.by_person import AttendanceByPerson, PersonAttendance, total_credit
from yigong.store.attendance.counts_cache import is_credited_beyond_kind
from yigong.store.attendance.hours import hours_parts, hours_text, tenths_text
from yigong.store.attendance.record_digest import (
    is_served,
    is_training,
    paper_code,
    record_digest,
    record_lines,
)
from yigong.store.attendance.roles import role_of
from yigong.store.attendance_records import ServiceTime
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.errors import Refused
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Issue, Role, Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.village.village import Village

_COLUMNS = (
    Column(N_("Event"), 14.5, left=True),
    Column(N_("Date"), 15.5),
    Column(N_("Place"), 12.5, left=True),
    Column(N_("What was done"), 12.5, left=True),
    Column(N_("Time served"), 12.5),
    Column(N_("Service hours"), 11),
    Column(N_("Organised by"), 12, left=True),
    Column(N_("In charge"), 9.5),
)
"""活动名称 日期 地点 服务内容 服务时间 服务时长 组织单位 负责人 (令67号 art. 7); msgids."""

_TRAINING = (
    N_("Training"),
    N_("Date"),
    N_("Place"),
    N_("What was taught"),
    N_("Time of training"),
    N_("Learning hours"),
    N_("Organised by"),
    N_("In charge"),
)
"""培训名称 日期 地点 培训内容 培训时间 学时 组织单位 负责人 (art. 8), as the above; msgids."""

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
        Refused: There is no such person, nothing to record, or this user may only read; no number
            is used up.
    """
    person = village.people.get(number)
    attendances = [
        attendance
        for attendance in AttendanceByPerson(village.registers, person.number).read(
            village.settings.hours
        )
        if (first is None or first <= attendance.head.start.date())
        and (last is None or attendance.head.start.date() <= last)
    ]
    signed = [attendance for attendance in attendances if attendance.head.closed is not None]
    lines = record_lines(attendances)
    if not lines:
        raise Refused("Nothing of {name} is signed in this period: no record.", name=person.name)
    phones = int(full_phones and bool(person.phone))
    minutes = total_credit(signed).service.total
    issue = village.issued.add_service_record(
        person.number, first, last, minutes, count=phones, digest=record_digest(lines)
    )
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
    attendances = [each for each in attendances if is_served(each) or is_training(each)]
    signed = [attendance for attendance in attendances if attendance.head.closed is not None]
    unit, code = one_line(settings.unit or settings.name), paper_code(issue.code, issue.digest)
    served = [attendance for attendance in signed if is_served(attendance)]
    trained = [attendance for attendance in signed if is_training(attendance)]
    service = total_credit(signed).service
    rows = [
        *(_service_row(attendance, squads, unit) for attendance in served),
        _sum_row(served, hours_text(service.total)),
    ]
    emphasised = [len(rows) - 1]
    foot = _totals(service)
    if trained:
        learned = hours_text(total_credit(trained).learning.minutes)
        rows += [
            tuple(map(heading, _TRAINING)),
            *(_training_row(attendance, unit) for attendance in trained),
            _sum_row(trained, learned),
        ]
        emphasised += [emphasised[0] + 1, len(rows) - 1]
        foot.append((heading("Learning hours"), learned))
    return Table(
        _("Volunteer service record"),
        [
            (_("Record no."), code),
            (_("Recording unit"), unit),
            (_("Name"), one_line(f"{person.name} {person.code}")),
            (
                _("Phone number"),
                one_line(person.phone if full_phones else mask_phone(person.phone)),
            ),
            (_("Period"), _period(issue, signed)),
        ],
        [column._replace(name=heading(column.name)) for column in _COLUMNS],
        rows,
        [
            *foot,
            (_("Date"), date_text(issue.at)),
            (_("Recorded by"), one_line(issue.by)),
            (_("Signature"), ""),
        ],
        [*_notes(attendances, signed), *_how_to_check(code, issue)],
        emphasised=emphasised,
        seal=_("Seal of the recording unit"),
        name=issue.code,
        scanned=code if issue.digest else "",
    )


def _how_to_check(code: str, issue: Issue) -> list[str]:
    """How whoever gets the paper finds out whether it still says what is signed."""
    if not issue.digest:
        return []
    text = _(
        "To check it, ask the recording unit for {code}: `yigong verify {code}`, or c on its page "
        "of files, says what must stand here, and what was corrected since."
    )
    return [text.format(code=code)]


def _service_row(
    attendance: PersonAttendance, squads: Mapping[int, Squad], unit: str
) -> tuple[Value, ...]:
    squad = squads.get(attendance.entry.squad)
    duties = [kind_name(attendance.head.kind), one_line(squad.name) if squad else ""]
    hours = "\n".join(_hours_by_origin(attendance.credit.service))
    return _row(attendance, "volunteer", duties, hours, unit)


def _training_row(attendance: PersonAttendance, unit: str) -> tuple[Value, ...]:
    hours = hours_text(attendance.credit.learning.minutes)
    return _row(attendance, "learner", [kind_name(attendance.head.kind)], hours, unit)


def _row(
    attendance: PersonAttendance, role: Role, contents: Sequence[str], hours: str, unit: str
) -> tuple[Value, ...]:
    """Return the cells of an attendance, with the times at which they were there in one role."""
    head, entry = attendance.head, attendance.entry
    times = [
        f"{stint.start.astimezone(head.start.tzinfo):%H:%M}-"
        f"{stint.end.astimezone(head.start.tzinfo):%H:%M}"
        for stint in entry.stints
        if stint.end is not None and role_of(stint, entry, head) == role
    ]
    return (
        one_line(head.title),
        date_text(head.start),
        one_line(head.place),
        "\n".join(filter(None, contents)),
        "\n".join(times),
        hours,
        unit,
        one_line(head.lead),
    )


def _sum_row(signed: Sequence[PersonAttendance], hours: str) -> tuple[Value, ...]:
    count = sum(attendance.entry.present for attendance in signed)
    label = ngettext("Total: {n} attendance", "Total: {n} attendances", count).format(n=count)
    return (label, None, None, None, None, hours, None, None)


def _excludes_travel(attendance: PersonAttendance) -> bool:
    """Whether travel time was deducted from the hours."""
    policy = attendance.head.policy
    return bool(
        attendance.head.travel and policy and not policy.travel and attendance.entry.present
    )


def _hours_by_origin(service: ServiceTime) -> list[str]:
    """List hours by origin: ``2.5 clocked``."""
    minutes = (service.clocked, service.filled, service.granted)
    origins = zip(minutes, hours_parts(service)[1:], _ORIGINS, strict=True)
    shown = [f"{tenths_text(tenths)} {_(name)}" for minutes, tenths, name in origins if minutes]
    return shown or [tenths_text(0)]


def _totals(service: ServiceTime) -> list[LabelledText]:
    """Return the hours of each origin, zeros included."""
    parts = hours_parts(service)
    return [
        (heading("Clocked hours"), tenths_text(parts.clocked)),
        (heading("Filled-in hours"), tenths_text(parts.filled)),
        (heading("Granted hours"), tenths_text(parts.granted)),
    ]


def _period(issue: Issue, signed: Sequence[PersonAttendance]) -> str:
    """Return the period; if open, from the first attendance, to the day of issue."""
    first = issue.first or (signed[0].head.start.date() if signed else None)
    return days_text(first, issue.last or issue.at.date())


def _notes(
    attendances: Sequence[PersonAttendance], signed: Sequence[PersonAttendance]
) -> list[str]:
    """Return the sentences at the foot.

    Args:
        attendances: What would be on the record if it was signed.
        signed: What of it is.
    """
    notes = [
        _(
            "This is a record of this unit, no certificate: certificates of volunteer service are "
            "issued through the national volunteer service information system only."
        ),
        hours_note(),
    ]
    if any(map(_excludes_travel, signed)):
        notes.append(_("Time on the way is not counted."))
    alike = sum(is_credited_beyond_kind(attendance.head) for attendance in signed)
    if alike:
        text = ngettext(
            "{n} attendance was signed before there were roles: it counts as a volunteer's until "
            "it is reviewed.",
            "{n} attendances were signed before there were roles: they count as a volunteer's "
            "until they are reviewed.",
            alike,
        )
        notes.append(text.format(n=alike))
    unsigned = len(attendances) - len(signed)
    if unsigned:
        text = ngettext(
            "{n} attendance is left out: its register is not signed yet.",
            "{n} attendances are left out: their registers are not signed yet.",
            unsigned,
        )
        notes.append(text.format(n=unsigned))
    return notes
