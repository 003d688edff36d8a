"""``yigong event list``, ``clashes``, ``invite``: events, dates, conflicts, whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from yigong.exports.privacy import mask_phone
from yigong.store.dates import recurrence
from yigong.store.dates.clashes import Clash
from yigong.store.errors import DataError, Refused
from yigong.store.event_records import Event, Occurrence
from yigong.store.kinds import BOOKING, kind_name
from yigong.store.language import _
from yigong.store.records import code
from yigong.tui.commands import command_words, output
from yigong.tui.commands.call import Call
from yigong.tui.commands.event_codes import event_data
from yigong.tui.commands.squad_lists import standing_data

if TYPE_CHECKING:
    from yigong.store.attendance.register import Register
    from yigong.store.squads.leaderboard import Standing


def occurrence_data(occurrence: Occurrence) -> dict[str, Any]:
    """An occurrence as plain data, without the whole event."""
    return {
        "code": occurrence.key,
        "event": occurrence.event.code,
        "title": occurrence.event.title,
        "planned": occurrence.planned.isoformat(),
        "start": occurrence.start.isoformat(),
        "end": occurrence.end.isoformat(),
        "place": occurrence.place,
        "venues": [code("L", venue) for venue in occurrence.venues],
        "booking": occurrence.booking,
        "override": occurrence.override,
        "cancelled": occurrence.cancelled,
        "moved": occurrence.moved,
        "reason": occurrence.reason,
    }


def occurrence_state(occurrence: Occurrence) -> str:
    """Cancelled and why, or moved and from which day; empty: as planned."""
    if occurrence.cancelled:
        reason = occurrence.reason
        return _("cancelled: {reason}").format(reason=reason) if reason else _("cancelled")
    return _("moved from {day}").format(day=occurrence.planned) if occurrence.moved else ""


def day_and_hours(occurrence: Occurrence, zone: ZoneInfo) -> tuple[str, str]:
    """The day and the hours of an occurrence in a time zone, as two cells of a table."""
    start, end = occurrence.start.astimezone(zone), occurrence.end.astimezone(zone)
    hours = command_words.span_text(start, end, all_day=occurrence.event.all_day)
    return command_words.day_text(start), hours


def list_events(call: Call) -> None:
    """List events; with a period, the occurrences in it."""
    village, options = call.village, call.options
    first = call.day(options.first) if options.first else None
    last = call.day(options.last, near=first, first=first) if options.last else None
    events = list(village.events.all().values())
    if call.options.search is not None:
        events = village.events.search(call.options.search, limit=len(events))
    if not call.options.bookings:
        events = [event for event in events if event.kind != BOOKING]
    found: list[Occurrence] = []
    if first or last:
        first = first or village.now().date()
        last = last or first + timedelta(days=365)
        if last < first:
            raise Refused("The end of the period is before its start.")
        found = recurrence.occurrences(events, first, last, village.zone)
        numbers = {occurrence.event.number for occurrence in found}
        events = [event for event in events if event.number in numbers]
    if call.options.json:
        output.print_json([event_data(event) for event in events])
    elif first:
        output.print_table(_agenda(call, found))
    else:
        output.print_table(_event_row(call, event) for event in events)


def _agenda(call: Call, found: list[Occurrence]) -> list[list[object]]:
    zone = call.village.zone
    return [
        [
            occurrence.key,
            *day_and_hours(occurrence, zone),
            kind_name(occurrence.event.kind),
            occurrence.event.title,
            occurrence.place,
            occurrence_state(occurrence),
        ]
        for occurrence in found
    ]


def _event_row(call: Call, event: Event) -> list[object]:
    from yigong.tui.text.repeat_words import repeat_text

    near = call.village.events.nearest(event, call.village.now().replace(tzinfo=None))
    return [
        event.code,
        command_words.day_text(near.start) if near else "-",
        command_words.span_text(near.start, near.end, all_day=event.all_day) if near else "",
        kind_name(event.kind),
        event.title,
        event.place,
        repeat_text(event) if event.repeat else "",
        _("cancelled") if event.cancelled else "",
    ]


def list_clashes(call: Call) -> None:
    """List the clashes of an event from now on; without an argument, of all events."""
    village = call.village
    events = [call.event()] if call.options.event else list(village.events.all().values())
    found = [clash for event in events for clash in village.events.clashes(event)]
    if len(events) > 1:  # each pair is found twice
        found = [
            clash for clash in found if clash.occurrence.event.number < clash.other.event.number
        ]
        found.sort(key=lambda clash: (clash.occurrence.start, clash.other.start))
    if call.options.json:
        output.print_json(
            [
                {
                    "one": occurrence_data(clash.occurrence),
                    "other": occurrence_data(clash.other),
                    "place": clash.place,
                    "squads": [village.squads.get(n).code for n in clash.squads],
                }
                for clash in found
            ]
        )
    elif found:
        output.print_table(_clash_row(call, clash) for clash in found)
    else:
        output.print_line(_("Nothing shares a place or a squad at the same time."))


def _clash_row(call: Call, clash: Clash) -> list[object]:
    shared = [clash.occurrence.place] if clash.place else []
    shared.append(call.village.squads.names(clash.squads))
    first, second = (
        day_and_hours(occurrence, call.village.zone)
        for occurrence in (clash.occurrence, clash.other)
    )
    return [
        first[0],
        *(clash.occurrence.key, first[1], clash.occurrence.event.title),
        *(clash.other.key, second[1], clash.other.event.title),
        " ".join(filter(None, shared)),
    ]


def list_invitations(call: Call) -> None:
    """List who of squads and programmes is not in the register, who came least lately first; by
    the post that they are asked for, where some lack people."""
    from yigong.store.squads import leaderboard
    from yigong.store.squads.staffing import posts_to_ask_for, unfilled_posts
    from yigong.tui.view.post_words import lacking_words, post_and_hours

    village = call.village
    occurrence = call.occurrence("plan")
    book = village.registers.read(occurrence.key)
    people = village.people.all()
    squads = village.squads.all()
    serves = _asked(call, occurrence, book)
    unreadable: list[DataError] = []
    registers = village.counts.between(None, None, village.settings.hours, unreadable)
    found = leaderboard.invitation_order(serves, people, leaderboard.standings(registers))
    lacking = unfilled_posts(occurrence, book)
    posts = posts_to_ask_for((each.number for each in found), serves, occurrence, book)
    turns = {number: turn for turn, number in enumerate(posts)}
    found.sort(key=lambda each: turns.get(each.number, len(turns)))
    if call.options.json:
        output.print_json(
            [
                {
                    **standing_data(people[standing.number], standing),
                    "squad": squads[squad].code if (squad := serves[standing.number]) else "",
                    "post": posts[standing.number].name if standing.number in posts else "",
                }
                for standing in found
            ]
        )
    elif found:
        asked = {n: post_and_hours(post, occurrence) for n, post in posts.items()}
        if lacking:
            output.print_line(lacking_words(lacking))
        output.print_table(_invitation_rows(call, found, serves, asked), right=(4,))
    else:
        output.print_line(_("All of them are in the register already."))
    output.print_unreadable(unreadable)


def _asked(call: Call, occurrence: Occurrence, register: Register) -> dict[int, int]:
    """Whom to ask, with the squad each would serve in: of the squads and programmes that are
    named, else of the squads that are needed, else of the event's programme. Who is enrolled in a
    programme serves in no squad."""
    from yigong.store.programmes.enrolment_rules import enrolled_to_ask, is_enrolled
    from yigong.store.squads.staffing import asked_squads, people_to_ask, squads_to_ask

    village, options = call.village, call.options
    people = village.people.all()
    squads = [village.squads.find(name) for name in options.squad]
    programmes = [village.programmes.find(name).number for name in options.programme]
    if not (squads or programmes or asked_squads(occurrence)):
        own = occurrence.event.programme
        programmes = [own] if any(map(is_enrolled, village.enrolments.of(own))) else []
    if not (squads or programmes):
        squads = squads_to_ask(occurrence, register, village.squads.all())
    asked = people_to_ask(squads, people, register)
    for programme in programmes:
        enrolled = enrolled_to_ask(village.enrolments.of(programme), people, register)
        asked = dict.fromkeys(enrolled, 0) | asked
    return asked


def _invitation_rows(
    call: Call, found: Iterable[Standing], serves: Mapping[int, int], asked: Mapping[int, str]
) -> list[list[object]]:
    """A heading, and a row for each who is to be asked, with the post where some are lacking."""
    people = call.village.people.all()
    heads: list[object] = [
        _("Code"), _("Name"), _("Squad"), _("Last served"), _("Times"), _("Phone"),
    ]  # fmt: skip
    rows: list[list[object]] = [[*heads, _("Post")] if asked else heads]
    for standing in found:
        person = people[standing.number]
        row: list[object] = [
            person.code,
            person.name,
            call.village.squads.names((serves[standing.number],)),
            standing.last or _("never"),
            standing.times,
            mask_phone(person.phone),
        ]
        rows.append([*row, asked.get(standing.number, "")] if asked else row)
    return rows
