"""``yigong people show``: a person's fields, squads, hours, stars and sign-ups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from yigong.store.attendance.by_person import (
    AttendanceByPerson,
    PersonAttendance,
    total_credit,
    upcoming_sign_ups,
)
from yigong.store.errors import DataError
from yigong.store.language import _, ngettext
from yigong.store.people import stars
from yigong.store.people.retired import aliases
from yigong.store.records import Volunteer, code
from yigong.store.village.village import Village
from yigong.tui.commands import command_words, output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.text import tally_words
from yigong.tui.text.tally_words import grouped_hours, missing_hours, times_by_role


def register(group: Commands) -> None:
    """Add the part to ``yigong people``."""
    part = group.add("show", show_person, _("show one person, their squads, sign-ups and hours"))
    part.add_person()


def show_person(call: Call) -> None:
    """Show one person, with whole phone numbers."""
    village, person = call.village, call.any_person()
    unreadable: list[DataError] = []
    attendances = AttendanceByPerson(village.registers, person.number).read(
        village.settings.hours, unreadable
    )
    sign_ups = upcoming_sign_ups(attendances, village.now())
    if call.options.json:
        output.print_json(_person_data(village, person, attendances, sign_ups))
    else:
        output.print_line(f"{person.code}  {person.name}  {person.reading}")
        output.print_table(_field_rows(village, person))
        for line in person.note.splitlines():
            output.print_line(line)
        output.print_line()
        output.print_table(_service_rows(village, attendances))
        output.print_table(_sign_up_rows(sign_ups))
    output.print_unreadable(unreadable)


def _field_rows(village: Village, person: Volunteer) -> Iterator[Sequence[object]]:
    """The fields of the record that are not empty."""
    given = [(each.name, each.phone, each.relation) for each in person.guardians]
    guardians = [" ".join(filter(None, words)) for words in given]
    earlier = [code("V", n) for n in aliases(village.people.all(), person.number)]
    rows = [
        [_("Phone"), person.phone],
        [_("Group"), person.group],
        [_("Household"), "  ".join(filter(None, (person.home, _household(village, person))))],
        [_("Squads"), "  ".join(_squads(village, person.number))],
        [_("Tags"), " ".join(person.tags)],
        [_("Born"), str(person.born or "")],
        [_("Guardians"), "; ".join(guardians)],
        [_("Emergency contact"), person.emergency],
        [_("Insured until"), str(person.insured or "")],
        [_("Joined"), str(person.joined or "")],
        [_("Consent"), str(person.consent or _("not on record"))],
        [_("Earlier codes"), " ".join(earlier)],
        [_("Archived"), _("yes") if person.archived else ""],
    ]
    yield from (row for row in rows if row[1])


def _household(village: Village, person: Volunteer) -> str:
    """The names of those who live with a person, if they have a label for it."""
    if not person.home:
        return ""
    return _(", ").join(
        f"{p.name} {p.code}" for p in village.people.household(person.number) if p.home
    )


def _squads(village: Village, number: int) -> Iterator[str]:
    """The names of the person's squads, with the office they hold."""
    squads = village.squads.all()
    for squad in (squads[n] for n in village.squads.of(number)):
        office = _("leader") if squad.leader == number else ""
        office = office or (_("deputy") if number in squad.deputies else "")
        yield f"{squad.name} ({office})" if office else squad.name


def _service_rows(
    village: Village, attendances: Sequence[PersonAttendance]
) -> Iterator[Sequence[object]]:
    """Attendances by role, service by origin, other kinds of time, stars."""
    credit, thresholds = total_credit(attendances), village.settings.stars
    service, times = credit.service, tally_words.times_by_role(attendances)
    count = sum(times.values())
    came = ngettext("{n} time", "{n} times", count).format(n=count)
    yield [_("Came"), came, " ".join(tally_words.role_times(times))]
    yield [_("Service"), grouped_hours(service.total), tally_words.origins_text(service)]
    for words in tally_words.other_time_words(credit):
        yield ["", words]
    if thresholds:
        row: list[object] = [_("Stars"), str(stars.stars_for(service.total, thresholds))]
        if missing := stars.minutes_to_next_star(service.total, thresholds):
            hours = missing_hours(service.total, missing)
            row.append(_("{hours} hours to the next").format(hours=hours))
        yield row


def _sign_up_rows(sign_ups: Sequence[PersonAttendance]) -> Iterator[Sequence[object]]:
    """The occurrences they are signed up for."""
    for attendance in sign_ups:
        state = _("waiting") if attendance.entry.waiting else ""
        start = attendance.head.start
        yield [
            attendance.key,
            f"{command_words.day_text(start)} {start:%H:%M}",
            attendance.head.title,
            state,
        ]


def _person_data(
    village: Village,
    person: Volunteer,
    attendances: Sequence[PersonAttendance],
    sign_ups: Sequence[PersonAttendance],
) -> dict[str, Any]:
    """The record, the squads, hours, stars and sign-ups as plain data."""
    credit, thresholds = total_credit(attendances), village.settings.stars
    people, service = village.people.all(), credit.service
    times = times_by_role(attendances)
    return {
        **output.person_data(person, full_phones=True),
        "squads": [code("S", number) for number in village.squads.of(person.number)],
        "household": [
            code("V", each.number) for each in village.people.household(person.number) if each.home
        ],
        "earlier_codes": [code("V", number) for number in aliases(people, person.number)],
        "attendances": sum(times.values()),
        "roles": times,
        **output.time_data(credit),
        "stars": stars.stars_for(service.total, thresholds),
        "missing": stars.minutes_to_next_star(service.total, thresholds),
        "to_come": [
            {
                "key": attendance.key,
                "title": attendance.head.title,
                "waiting": attendance.entry.waiting,
            }
            for attendance in sign_ups
        ],
    }
