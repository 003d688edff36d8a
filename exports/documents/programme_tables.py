"""The tables of programmes: who is enrolled in one, and how far all of them have come."""

from __future__ import annotations

from collections.abc import Mapping

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.summary_tables import hours_note
from yigong.exports.documents.table import Column, Table, Value, heading
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phone
from yigong.store.attendance.hours import hours_tenths
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.language import N_, _, ngettext
from yigong.store.programme_records import Enrolment, Programme
from yigong.store.programmes.enrolment_rules import enrolled_places, waitlist
from yigong.store.programmes.enrolment_words import enrolment_state, waitlist_words
from yigong.store.programmes.goal_progress import ProgrammeProgress, progress_by_number
from yigong.store.records import Volunteer, code
from yigong.store.village.village import Village

_ENROLLED = (
    Column(N_("Name"), 14),
    Column(N_("Code"), 9),
    Column(N_("Group"), 11),
    Column(N_("Phone"), 14),
    Column(N_("Children"), 7, "count"),
    Column(N_("Since"), 12, "date"),
    Column(N_("Mentors"), 18, left=True),
    Column(N_("State"), 15),
)
"""姓名 编号 小组 电话 孩子 入册 导师 状态; msgids."""

_PROGRESS = (
    Column(N_("Programme"), 20, left=True),
    Column(N_("First and last day"), 20),
    Column(N_("Occurrences"), 7, "count"),
    Column(N_("Goal"), 7, "count"),
    Column(N_("Participants"), 8, "count"),
    Column(N_("Goal"), 7, "count"),
    Column(N_("People"), 7, "count"),
    Column(N_("Goal"), 7, "count"),
    Column(N_("Service hours"), 9, "hours"),
    Column(N_("Enrolled"), 8, "count"),
)
"""项目 起止 场次 目标 参加人次 目标 人数 目标 服务时长 在册; msgids."""


def enrolled_file(village: Village, programme: Programme, file_format: str) -> bytes:
    """Write who is enrolled in a programme, and who waits, as a file.

    Args:
        village: The village.
        programme: The programme.
        file_format: One of `exports.documents.formats.FORMATS`.
    """
    enrolments = village.enrolments.of(programme.number)
    table = enrolled_table(programme, enrolments, village.people.all(), village.settings.name)
    return table_file(table, file_format)


def enrolled_table(
    programme: Programme,
    enrolments: list[Enrolment],
    people: Mapping[int, Volunteer],
    village: str,
) -> Table:
    """Put the table together: who has a place, then who waits; who left is not on it.

    Args:
        programme: The programme.
        enrolments: Its enrolments in the order of `Enrolments.of`.
        people: The roster by number.
        village: The village's name.
    """
    rows: list[tuple[Value, ...]] = []
    turn = 0
    for each in enrolments:
        if each.until is None:
            turn += each.waiting
            rows.append((*_person_cells(each, people), enrolment_state(each, turn)))
    taken, waiting = enrolled_places(enrolments), len(waitlist(enrolments))
    counted = ngettext("{n} place taken", "{n} places taken", taken).format(n=taken)
    return Table(
        _("{village}: enrolled in {programme}").format(
            village=one_line(village), programme=one_line(programme.name)
        ),
        [
            (_("Programme"), f"{one_line(programme.name)} {programme.code}"),
            (_("Places"), str(programme.places or "")),
            (_("Enrolled"), f"{counted}  {waitlist_words(waiting)}" if waiting else counted),
        ],
        [column._replace(name=_(column.name)) for column in _ENROLLED],
        rows,
        notes=[_("Children are counted and not named; phone numbers are masked.")],
    )


def _person_cells(enrolment: Enrolment, people: Mapping[int, Volunteer]) -> tuple[Value, ...]:
    person = people.get(enrolment.person)
    mentors = (people[number].name for number in enrolment.mentors if number in people)
    return (
        one_line(person.name if person else ""),
        code("V", enrolment.person),
        one_line(person.group if person else ""),
        one_line(mask_phone(person.phone)) if person else "",
        enrolment.children or None,
        enrolment.since,
        one_line(_(", ").join(mentors)),
    )


def progress_file(village: Village, file_format: str) -> bytes:
    """Write how far the programmes that are not archived have come as a file.

    Args:
        village: The village.
        file_format: One of `exports.documents.formats.FORMATS`.
    """
    programmes = {n: each for n, each in village.programmes.all().items() if not each.archived}
    found = progress_by_number(programmes, village.summary(None, None))
    rows = [
        _progress_row(each, found[number], enrolled_places(village.enrolments.of(number)))
        for number, each in programmes.items()
    ]
    settings = village.settings
    table = Table(
        _("{village}: programmes").format(village=one_line(settings.name)),
        [
            (_("Date"), date_text(village.now())),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
        ],
        [column._replace(name=heading(column.name)) for column in _PROGRESS],
        rows,
        notes=[hours_note()],
        landscape=True,
    )
    return table_file(table, file_format)


def _progress_row(
    programme: Programme, progress: ProgrammeProgress, enrolled: int
) -> tuple[Value, ...]:
    goal, dated = progress.goal, programme.first or programme.last
    return (
        f"{one_line(programme.name)} {programme.code}",
        days_text(programme.first, programme.last) if dated else "",
        progress.occurrences,
        goal.occurrences or None,
        progress.attendances,
        goal.attendances or None,
        progress.people,
        goal.people or None,
        hours_tenths(progress.service),
        enrolled or None,
    )
