"""The day itself: signup, withdraw, checkin, checkout, mark, close, reopen, undo."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from store.errors import Refused, WrongUsage
from store.language import N_, _
from tui.commands import output, words
from tui.commands.arguments import Subparsers, a_time, add_command

if TYPE_CHECKING:
    from datetime import time

    from store.desk import Answer
    from store.records import Entry, Mark, Occurrence
    from store.register import Arrival, Register
    from store.village import Village
    from tui.commands.call import Call

_SENTENCES = {
    "welcome": N_("✓ {name} {code} is checked in at {time}."),
    "stutter": N_("{name} {code} is checked in."),
    "here": N_("{name} {code} is already here since {time}."),
    "elsewhere": N_("{name} {code} is here since {time}, at {desk} by {by}."),
    "back": N_("✓ {name} {code} is back at {time}."),
}
"""The desk's answers, by tone (see `store.desk.Tone`)."""


def register(commands: Subparsers) -> None:
    """Add the commands."""
    part = add_command(commands, "signup", sign_up, _("sign people up for an event"))
    _event(part)
    part.add_argument("people", nargs="+", metavar="P", help=_person_help())
    part.add_argument("--squad", default="", metavar="S", help=_("the squad they serve in"))
    part = add_command(commands, "withdraw", withdraw, _("take a sign-up back"))
    _event_and_person(part)
    part = add_command(commands, "checkin", check_in, _("check a person in"))
    _event_and_person(part)
    part.add_argument("--again", action="store_true", help=_("they left and are back"))
    part.add_argument("--at", type=a_time, metavar="HH:MM", help=_("fill in afterwards: from"))
    part.add_argument("--until", type=a_time, metavar="HH:MM", help=_("fill in afterwards: to"))
    part.add_argument("--why", metavar="REASON", help=_("fill in afterwards: why"))
    part = add_command(commands, "checkout", check_out, _("check a person out"))
    _event_and_person(part)
    part = add_command(commands, "mark", mark, _("note who is late, on leave or absent"))
    _event_and_person(part)
    part.add_argument("mark", choices=("late", "leave", "absent", "none"), help=_("the note"))
    part = add_command(commands, "close", close, _("close the register"))
    _event(part)
    part.add_argument("--until", type=a_time, metavar="HH:MM", help=_("when those still here left"))
    part = add_command(commands, "reopen", reopen, _("reopen a closed register to correct it"))
    _event(part)
    part.add_argument("--why", required=True, metavar="REASON", help=_("why"))
    add_command(commands, "undo", undo, _("take back the last thing you did"))


def _person_help() -> str:
    return _("a code, a phone, or a name only one has")


def _event(part: Any) -> None:
    part.add_argument(
        "event", metavar="E", help=_("E0042, E0042@2026-11-25 or the whole title of an event")
    )


def _event_and_person(part: Any) -> None:
    _event(part)
    part.add_argument("person", metavar="P", help=_person_help())


def _asked(call: Call) -> tuple[Occurrence, int, str, str]:
    """The occurrence, and the person's number, name and code."""
    one = call.village.events.one(call.options.event)
    person = call.village.people.one(call.options.person)
    return one, person.number, person.name, person.code


# -- before the day --------------------------------------------------------


def sign_up(call: Call) -> None:
    """Expect people at an occurrence."""
    village = call.village
    one = village.events.one(call.options.event)
    people = [village.people.one(query) for query in call.options.people]
    squad = village.squads.one(call.options.squad).number if call.options.squad else 0
    entries = village.registers.sign_up(one, *(p.number for p in people), squad=squad)
    if call.options.json:
        output.emit([output.entry_data(call, entry) for entry in entries])
        return
    for person, entry in zip(people, entries, strict=True):
        sentence = (
            _("{name} {code} waits for a place at {title}, {date}.")
            if entry.waiting
            else _("✓ {name} {code} is signed up for {title}, {date}.")
        )
        output.say(
            sentence.format(
                name=person.name, code=person.code, title=one.event.title, date=f"{one.start:%F}"
            )
        )


def withdraw(call: Call) -> None:
    """Take a sign-up back; whoever waits first moves up."""
    one, number, name, code = _asked(call)
    moved_up = call.village.registers.withdraw(one, number)
    if call.options.json:
        output.emit({"moved_up": [output.entry_data(call, entry) for entry in moved_up]})
        return
    output.say(_("✓ {name} {code} is not signed up any more.").format(name=name, code=code))
    for entry in moved_up:
        person = call.village.people.get(entry.number)
        output.say(
            _("{name} {code} waited and has the place now.").format(
                name=person.name, code=person.code
            )
        )


# -- at the door -----------------------------------------------------------


def check_in(call: Call) -> None:
    """Check a person in now, or fill in afterwards when they were there."""
    options = call.options
    afterwards = (options.at, options.until, options.why)
    if any(value is not None for value in afterwards):
        if any(value is None for value in afterwards) or options.again:
            raise WrongUsage("To fill in afterwards give --at, --until and --why together.")
        _fill_in(call)
        return
    one, number, name, code = _asked(call)
    arrival = call.village.registers.check_in(one, number, again=options.again)
    sentence = answer_text(call.village, arrival, name, code, again=options.again)
    if options.json:
        tone = arrival.answer.tone.value
        data = {"tone": tone, "entry": output.entry_data(call, arrival.entry)}
        output.emit({"occurrence": one.key, **data})
    else:
        output.say(sentence)


def answer_text(
    village: Village, arrival: Arrival, name: str, code: str, *, again: bool = False
) -> str:
    """The desk's answer as a sentence.

    Raises:
        Refused: They left and are not checked in again unasked.
    """
    answer: Answer = arrival.answer
    tone = answer.tone.value
    stint = answer.stint or arrival.entry.stints[-1]
    zone = village.zone
    if tone == "left" and not again:
        assert stint.end is not None  # noqa: S101 - that is what LEFT means
        raise Refused(
            "{name} {code} left at {time}; `--again` checks them in a second time.",
            name=name,
            code=code,
            time=f"{stint.end.astimezone(zone):%H:%M}",
        )
    if tone == "left":
        tone, stint = "back", arrival.entry.stints[-1]
    return _(_SENTENCES[tone]).format(
        name=name,
        code=code,
        time=f"{stint.start.astimezone(zone):%H:%M}",
        desk=stint.desk or "?",
        by=stint.by or "?",
    )


def _fill_in(call: Call) -> None:
    options = call.options
    one, number, name, code = _asked(call)
    start, end = _span(call, one, options.at, options.until)
    entry = call.village.registers.fill_in(one, number, start, end, options.why)
    _entry(
        call,
        entry,
        _("✓ {name} {code}: {start}-{end} is filled in.").format(
            name=name, code=code, start=f"{start:%H:%M}", end=f"{end:%H:%M}"
        ),
    )


def _span(call: Call, one: Occurrence, at: time, until: time) -> tuple[datetime, datetime]:
    """Two times of the occurrence's day in the village; past midnight where it runs so long."""
    start, end = _moment(call, one, at), _moment(call, one, until)
    overnight = one.end.astimezone(call.village.zone).date() > start.date()
    return start, end + timedelta(days=1) if overnight and end <= start else end


def _moment(call: Call, one: Occurrence, at: time) -> datetime:
    zone = call.village.zone
    return datetime.combine(one.start.astimezone(zone).date(), at, zone)


def check_out(call: Call) -> None:
    """Check a person out."""
    one, number, name, code = _asked(call)
    entry = call.village.registers.check_out(one, number)
    end = entry.stints[-1].end
    assert end is not None  # noqa: S101 - a check-out ends the stint
    _entry(
        call,
        entry,
        _("✓ {name} {code} left at {time}, after {minutes} min.").format(
            name=name,
            code=code,
            time=f"{end.astimezone(call.village.zone):%H:%M}",
            minutes=(end - entry.stints[-1].start) // timedelta(minutes=1),
        ),
    )


def mark(call: Call) -> None:
    """Note late, on leave, absent, or none of them."""
    one, number, name, code = _asked(call)
    wanted: Mark = "" if call.options.mark == "none" else call.options.mark
    entry = call.village.registers.mark(one, number, wanted)
    _entry(
        call,
        entry,
        f"✓ {name} {code} {words.word(words.MARKS, entry.mark)}".rstrip(),
    )


def _entry(call: Call, entry: Entry, sentence: str) -> None:
    if call.options.json:
        output.emit(output.entry_data(call, entry))
    else:
        output.say(sentence)


# -- afterwards ------------------------------------------------------------


def close(call: Call) -> None:
    """Close a register: what is open ends, minutes are credited."""
    one = call.village.events.one(call.options.event)
    until = None
    if call.options.until is not None:
        until = _span(call, one, one.start.astimezone(call.village.zone).time(), call.options.until)
    book = call.village.registers.close(one, until=until[1] if until else None)
    _book(call, one, book)


def reopen(call: Call) -> None:
    """Reopen a closed register."""
    one = call.village.events.one(call.options.event)
    _book(call, one, call.village.registers.reopen(one, call.options.why))


def _book(call: Call, one: Occurrence, book: Register) -> None:
    from store.summary import summarise
    from tui.words import four_numbers

    if call.options.json:
        head = output.builtins(book.head) if book.head else None
        entries = [output.entry_data(call, entry) for entry in book.entries.values()]
        output.emit({"code": book.key, "head": head, "entries": entries})
    elif book.closed:
        output.say(_("✓ {key} {title} is closed.").format(key=one.key, title=one.event.title))
        policy = call.village.registers.policy(book)
        output.say(four_numbers(summarise([book], policy).total))
    else:
        output.say(_("✓ {key} {title} is open again.").format(key=one.key, title=one.event.title))


def undo(call: Call) -> None:
    """Take back the last thing this organiser did (at this desk, where one is named)."""
    line = call.village.undo()
    if call.options.json:
        output.emit(output.history_data(line, full_phones=False))
        return
    person = call.village.people.all().get(line.key)
    about_one = line.book == "people" or (
        line.book.startswith("registers/") and line.act not in ("close", "reopen")
    )
    who = person.name if person and about_one else ""
    output.say(
        _("✓ Undone: {what} {who} {where}").format(
            what=words.word(words.ACTS, line.act), who=who, where=line.book.rpartition("/")[2]
        )
    )
