"""``yigong trip``: who boards a leg of a trip, arrives, is missing, stays, and the list of them."""

from __future__ import annotations

from typing import Any

from yigong.store.attendance import rides, written_times
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.attendance.register import Register
from yigong.store.attendance.rides import leg_name
from yigong.store.attendance.waitlist import waitlist_turns
from yigong.store.attendance_records import Head
from yigong.store.dates.clock_parser import parse_clock
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.command_words import noted
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.text.attendance_words import attendance_note
from yigong.tui.view.trip_words import (
    leg_counts_words,
    leg_line,
    missing_words,
    ride_words,
    seat_words,
    shortage_words,
    wanted_words,
)

_NO_SEAT = N_("{why} {name} {code} was not let in; `--admit` lets them in all the same.")


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("trip", _("a trip: who boards, arrives, is missing, stays"))
    part = group.add("board", board, _("let people board a leg"))
    part.add_event()
    part.add_people()
    _add_leg(part)
    part.add_value("--seat", "N", _("the number of the seat"), type=count_argument, default=0)
    part.add_role()
    part.add_along()
    part.add_flag("--admit", _("let them in though no seat is theirs"))
    part.add_flag("--back", _("take it back: they did not board"))
    part = group.add("arrive", arrive, _("let everybody on board arrive"))
    part.add_event()
    _add_leg(part)
    part.add_value("--at", "HH:MM", _("when (else now)"), type=parse_clock)
    part = group.add(
        "missing",
        show_missing,
        _("who came and has not boarded a leg; of leg 1, who was to and did not"),
    )
    part.add_event()
    _add_leg(part)
    part = group.add("stays", stay, _("note who does not ride back"))
    part.add_event()
    part.add_person()
    part.add_flag("--back", _("they ride back after all"))
    part = group.add("list", list_leg, _("who is to board a leg, and who did"))
    part.add_event()
    _add_leg(part)


def _add_leg(part: Parser) -> None:
    part.add_value("--leg", "N", _("the leg, from 1"), type=count_argument, required=True)


def board(call: Call) -> None:
    """Let people board, or take it back."""
    options, village = call.options, call.village
    occurrence = call.occurrence("door")
    people = [village.people.person_for(query) for query in options.people]
    if len(people) > 1 and (options.seat or options.adults or options.children):
        raise Refused("A seat, and who comes along, is said of one person at a time.")
    answers = [_board_one(call, occurrence, person) for person in people]
    if options.json:
        output.print_json([data for data, _sentence in answers])
        return
    for _data, sentence in answers:
        output.print_line(sentence)


def _board_one(call: Call, occurrence: Occurrence, person: Volunteer) -> tuple[Any, str]:
    options, boarding = call.options, call.village.registers.boarding
    words = {"name": person.name, "code": person.code, "leg": leg_name(options.leg, occurrence)}
    if options.back:
        entry = boarding.unboard(occurrence, person.number, options.leg)
        head = call.village.registers.head(occurrence)
        text = _("✓ {leg}: {name} {code} did not board.")
        return output.entry_data(call, entry, head), text.format(**words)
    arrival = boarding.board(
        occurrence,
        person.number,
        options.leg,
        seat=options.seat,
        admit=options.admit,
        role=options.role or "",
        adults=options.adults,
        children=options.children,
    )
    if arrival.shortage is not None:
        why = shortage_words(arrival.shortage, call.village.people, occurrence)
        raise Refused(_NO_SEAT, why=why, name=person.name, code=person.code)
    entry, head = arrival.entry, call.village.registers.head(occurrence)
    text = _("✓ {leg}: {name} {code} is on board.")
    if arrival.answer.tone is Tone.HERE:
        text = _("{leg}: {name} {code} had boarded already.")
    legs = wanted_words(entry, occurrence)
    note = [attendance_note(entry, head, last=True)]
    note += [_("only {leg}").format(leg=legs)] if legs else []
    if entry.seat:
        note.insert(0, _("seat {seat}").format(seat=seat_words(entry, options.leg, head)))
    data = {"tone": arrival.answer.tone.value, **output.entry_data(call, entry, head)}
    return data, noted(text.format(**words), _(", ").join(filter(None, note)))


def arrive(call: Call) -> None:
    """Let everybody on board arrive."""
    options, village = call.options, call.village
    occurrence = call.occurrence("leave")
    now = village.now()
    at = None
    if options.at is not None:
        at = written_times.place_departure(options.at, occurrence, now)
    entries = village.registers.boarding.arrive(occurrence, options.leg, at)
    head = village.registers.head(occurrence)
    if options.json:
        output.print_json([output.entry_data(call, entry, head) for entry in entries])
        return
    people = sum(entry.party for entry in entries)
    text = _("✓ {leg}: arrived with {n}.")
    output.print_line(text.format(leg=leg_name(options.leg, head), n=people))
    _print_missing(call, occurrence, head)


def _print_missing(call: Call, occurrence: Occurrence, head: Head) -> None:
    """Say who went and did not arrive with this leg."""
    book = call.village.registers.read(occurrence.key)
    if found := rides.missing(book.entries.values(), call.options.leg, head):
        names = missing_words(found, call.village.people)
        output.print_remark(_("Not on board: {names}.").format(names=names))


def show_missing(call: Call) -> None:
    """List who came and has not boarded a leg."""
    occurrence = call.occurrence("door")
    registers = call.village.registers
    head, book = registers.head(occurrence), registers.read(occurrence.key)
    rides.leg_of(head, call.options.leg)
    found = rides.missing(book.entries.values(), call.options.leg, head)
    if call.options.json:
        output.print_json([output.entry_data(call, entry, head) for entry in found])
        return
    if not found:
        output.print_line(_("Nobody is missing."))
    else:
        text = _("{leg}: they came and have not boarded.")
        if call.options.leg == 1:
            text = _("{leg}: they were to board and did not.")
        output.print_remark(text.format(leg=leg_name(call.options.leg, head)))
    people = call.village.people.all()
    for entry in found:
        person = people.get(entry.number)
        name = person.name if person else "?"
        along = f"+{entry.party - 1}" if entry.party > 1 else ""
        output.print_line(f"V{entry.number:04d}  {name}  {along}".rstrip())


def stay(call: Call) -> None:
    """Note that somebody does not ride back."""
    occurrence, person = call.occurrence("door"), call.person()
    stays = not call.options.back
    entry = call.village.registers.boarding.stay(occurrence, person.number, stays=stays)
    text = _("✓ {name} {code} stays there.") if stays else _("✓ {name} {code} rides back.")
    sentence = text.format(name=person.name, code=person.code)
    output.answer_entry(call, occurrence, entry, sentence)


def list_leg(call: Call) -> None:
    """List who is to board a leg, by seat and name; who waits comes last, in turn."""
    occurrence, leg = call.occurrence("door"), call.options.leg
    registers = call.village.registers
    head, book = registers.head(occurrence), registers.read(occurrence.key)
    counts = rides.count_leg(book.entries.values(), leg, head)
    entries = rides.listed_for_leg(book.entries.values(), leg, head)
    if call.options.json:
        listed = [output.entry_data(call, entry, head) for entry in entries]
        output.print_json({**leg_data(book, leg, head), "entries": listed})
        return
    output.print_line(f"{leg_name(leg, head)} {leg}/{len(head.legs)}  {leg_line(leg, head)}")
    output.print_line("   ".join(leg_counts_words(counts)))
    people, turns = call.village.people.all(), waitlist_turns(book.entries.values())
    rows = [
        [
            f"V{entry.number:04d}",
            people[entry.number].name if entry.number in people else "?",
            f"+{entry.party - 1}" if entry.party > 1 else "",
            seat_words(entry, leg, head),
            ride_words(entry, leg, head, turns),
        ]
        for entry in entries
    ]
    output.print_table(rows)


def leg_data(book: Register, leg: int, head: Head) -> dict[str, Any]:
    """A leg in numbers, as plain data."""
    counts = rides.count_leg(book.entries.values(), leg, head)
    ride, hours = rides.leg_of(head, leg), rides.leg_hours(rides.leg_of(head, leg), head)
    return {
        "leg": leg,
        "start": hours.start.isoformat(),
        "end": hours.end.isoformat(),
        "origin": ride.origin,
        "destination": ride.destination,
        "vehicles": list(ride.names),
        "seats": counts.seats,
        "due": counts.due,
        "boarded": counts.boarded,
        "waiting": counts.waiting,
        "arrived": rides.has_arrived(book.entries.values(), leg),
        "missing": len(rides.missing(book.entries.values(), leg, head)),
    }
