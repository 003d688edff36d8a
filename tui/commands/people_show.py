"""``yigong people show``: one person, their squads, sign-ups and hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from yigong.store.attendance.hours import hours_text
from yigong.store.language import _, ngettext
from yigong.store.people import stars
from yigong.store.people.retired import aliases
from yigong.store.records import Credit, Volunteer, code
from yigong.tui.commands import command_words, output
from yigong.tui.commands.arguments import add_person_argument
from yigong.tui.commands.grammar import CommandGroup
from yigong.tui.commands.people_lookup import person_meant

if TYPE_CHECKING:
    from yigong.store.attendance.by_person import PersonAttendance
    from yigong.store.village.village import Village
    from yigong.tui.commands.call import Call


def register(group: CommandGroup) -> None:
    """Add the part to ``yigong people``."""
    part = group.add("show", show_person, _("show one person, their squads, sign-ups and hours"))
    add_person_argument(part)


def show_person(call: Call) -> None:
    """Show one person, with whole phone numbers: it is their own page."""
    from yigong.store.attendance.by_person import AttendanceByPerson, upcoming_sign_ups
    from yigong.store.errors import DataError
    from yigong.tui.text.words import not_counted

    village, person = call.village, person_meant(call)
    unreadable: list[DataError] = []
    parts = AttendanceByPerson(village.registers, person.number).read(
        village.settings.hours, unreadable
    )
    ahead = upcoming_sign_ups(parts, village.now())
    if call.options.json:
        output.print_json(person_report(village, person, parts, ahead))
    else:
        output.print_line(f"{person.code}  {person.name}  {person.reading}")
        output.print_table(particulars_lines(village, person))
        for line in person.note.splitlines():
            output.print_line(line)
        output.print_line()
        output.print_table(service_lines(village, parts))
        output.print_table(sign_up_lines(ahead))
    if unreadable:
        output.print_remark(not_counted(unreadable))


def particulars_lines(village: Village, person: Volunteer) -> Iterator[Sequence[object]]:
    """Phone, squads and the rest, as far as they are known."""
    others = [code("V", n) for n in aliases(village.people.all(), person.number)]
    rows = [
        [_("Phone"), person.phone],
        [_("Group"), person.group],
        [_("Squads"), "  ".join(_squads(village, person.number))],
        [_("Tags"), " ".join(person.tags)],
        [_("Born"), str(person.born or "")],
        [_("Guardians"), "; ".join(_guardians(person))],
        [_("Joined"), str(person.joined or "")],
        [_("Consent"), str(person.consent or _("not on record"))],
        [_("Earlier codes"), " ".join(others)],
        [_("Archived"), _("yes") if person.archived else ""],
    ]
    yield from (row for row in rows if row[1])


def _squads(village: Village, number: int) -> Iterator[str]:
    """The squads somebody is in, with the office they have."""
    squads = village.squads.all()
    for squad in (squads[n] for n in village.squads.of(number)):
        office = _("leader") if squad.leader == number else ""
        office = office or (_("deputy") if number in squad.deputies else "")
        yield f"{squad.name} ({office})" if office else squad.name


def _guardians(person: Volunteer) -> Iterator[str]:
    for guardian in person.guardians:
        yield " ".join(filter(None, (guardian.name, guardian.phone, guardian.relation)))


def service_lines(
    village: Village, parts: Sequence[PersonAttendance]
) -> Iterator[Sequence[object]]:
    """Times, hours by origin, stars."""
    from yigong.store.attendance.by_person import total_credit

    credit, thresholds = total_credit(parts), village.settings.stars
    times = sum(part.entry.present for part in parts)
    yield [_("Came"), ngettext("{n} time", "{n} times", times).format(n=times)]
    yield [_("Hours"), hours_text(credit.total), _origins(credit)]
    if thresholds:
        row: list[object] = [_("Stars"), str(stars.stars_for(credit.total, thresholds))]
        if short := stars.minutes_missing(credit.total, thresholds):
            row.append(_("{hours} hours to the next").format(hours=hours_text(short)))
        yield row


def _origins(credit: Credit) -> str:
    return _("clocked {clocked}, filled in {filled}, granted {granted}").format(
        clocked=hours_text(credit.clocked),
        filled=hours_text(credit.filled),
        granted=hours_text(credit.granted),
    )


def sign_up_lines(ahead: Sequence[PersonAttendance]) -> Iterator[Sequence[object]]:
    """What they are expected at."""
    for part in ahead:
        waits = _("waiting") if part.entry.waiting else ""
        start = part.head.start
        yield [part.key, f"{command_words.day_text(start)} {start:%H:%M}", part.head.title, waits]


def person_report(
    village: Village,
    person: Volunteer,
    parts: Sequence[PersonAttendance],
    ahead: Sequence[PersonAttendance],
) -> dict[str, Any]:
    """All of it as plain data."""
    from yigong.store.attendance.by_person import total_credit

    credit, thresholds = total_credit(parts), village.settings.stars
    everybody = village.people.all()
    return {
        **output.person_data(person, full_phones=True),
        "squads": [code("S", number) for number in village.squads.of(person.number)],
        "earlier_codes": [code("V", number) for number in aliases(everybody, person.number)],
        "attendances": sum(part.entry.present for part in parts),
        "minutes": output.credit_data(credit),
        "stars": stars.stars_for(credit.total, thresholds),
        "missing": stars.minutes_missing(credit.total, thresholds),
        "to_come": [
            {"key": part.key, "title": part.head.title, "waiting": part.entry.waiting}
            for part in ahead
        ],
    }
