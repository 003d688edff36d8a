"""The day itself: signup, withdraw, checkin, checkout, revoke, mark, undo."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from yigong.store.errors import Refused, WrongUsage
from yigong.store.language import N_, _, ngettext
from yigong.tui.commands import command_words, output
from yigong.tui.commands.grammar import Subparsers, a_time, add_command

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from yigong.store.attendance.checkin_rules import Answer
    from yigong.store.attendance.register import Arrival
    from yigong.store.records import Entry, Mark, Occurrence
    from yigong.store.storage.history import HistoryLine
    from yigong.store.village.village import Village
    from yigong.tui.commands.call import Call

_SENTENCES = {
    "welcome": N_("✓ {name} {code} is checked in at {time}."),
    "stutter": N_("{name} {code} is checked in."),
    "here": N_("{name} {code} is already here since {time}."),
    "elsewhere": N_("{name} {code} is here since {time}, at {desk} by {by}."),
    "back": N_("✓ {name} {code} is back at {time}."),
}
"""The desk's answers, by tone (see `store.attendance.checkin_rules.Tone`)."""


def register(commands: Subparsers) -> None:
    """Add the commands."""
    part = add_command(commands, "signup", sign_up, _("sign people up for an event"))
    add_event_argument(part)
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
    part.add_argument(
        "--admit", action="store_true", help=_("let them in though all places are taken")
    )
    part = add_command(commands, "checkout", check_out, _("check a person out, or everybody"))
    add_event_argument(part)
    part.add_argument("person", nargs="?", metavar="P", help=_person_help())
    part.add_argument("--all", action="store_true", help=_("everybody who is still here"))
    part.add_argument("--at", type=a_time, metavar="HH:MM", help=_("with --all: when (else now)"))
    part = add_command(
        commands, "revoke", revoke_arrival, _("take any check-in back, with a reason")
    )
    _event_and_person(part)
    part.add_argument("--why", required=True, metavar="REASON", help=_("why"))
    part.add_argument(
        "--end-only", action="store_true", help=_("only the check-out: they are here still")
    )
    part = add_command(commands, "mark", mark_entry, _("note who is late, on leave or absent"))
    _event_and_person(part)
    part.add_argument("mark", choices=("late", "leave", "absent", "none"), help=_("the note"))
    part = add_command(
        commands, "undo", undo_last, _("take back the last thing you did, or any change")
    )
    part.add_argument("change", nargs="?", metavar="ID", help=_("a change as `history` names it"))
    part.add_argument("--why", default="", metavar="REASON", help=_("why; needed for another's"))


def _person_help() -> str:
    return _("a code, a phone, or a name only one has")


def add_event_argument(part: Any) -> None:
    """The argument that names an occurrence."""
    part.add_argument(
        "event", metavar="E", help=_("E0042, E0042@2026-11-25 or the whole title of an event")
    )


def _event_and_person(part: Any) -> None:
    add_event_argument(part)
    part.add_argument("person", metavar="P", help=_person_help())


def _asked(call: Call) -> tuple[Occurrence, int, str, str]:
    """The occurrence, and the person's number, name and code."""
    one = call.village.events.occurrence_for(call.options.event)
    person = call.village.people.one(call.options.person)
    return one, person.number, person.name, person.code


# -- before the day --------------------------------------------------------


def sign_up(call: Call) -> None:
    """Expect people at an occurrence."""
    village = call.village
    one = village.events.occurrence_for(call.options.event)
    people = [village.people.one(query) for query in call.options.people]
    squad = village.squads.squad_for(call.options.squad).number if call.options.squad else 0
    before = village.registers.read(one.key).entries
    entries = village.registers.signup.sign_up(one, *(p.number for p in people), squad=squad)
    if call.options.json:
        output.emit([output.entry_data(call, entry) for entry in entries])
        return
    for person, entry in zip(people, entries, strict=True):
        output.say(
            _signed_up(entry, before.get(entry.number)).format(
                name=person.name, code=person.code, title=one.event.title, date=f"{one.start:%F}"
            )
        )


def _signed_up(entry: Entry, before: Entry | None) -> str:
    """What to say of a sign-up: whoever was signed up already is not said to be now, for there is
    nothing that `undo` would take back."""
    if entry.waiting:
        return _("{name} {code} waits for a place at {title}, {date}.")
    if entry == before:
        return _("{name} {code} was signed up already for {title}, {date}; nothing was changed.")
    return _("✓ {name} {code} is signed up for {title}, {date}.")


def withdraw(call: Call) -> None:
    """Take a sign-up back; whoever waits first moves up."""
    one, number, name, code = _asked(call)
    moved_up = call.village.registers.signup.withdraw(one, number)
    if call.options.json:
        output.emit({"moved_up": [output.entry_data(call, entry) for entry in moved_up]})
        return
    output.say(_("✓ {name} {code} is not signed up any more.").format(name=name, code=code))
    _say_moved_up(call, moved_up)


def _say_moved_up(call: Call, entries: Sequence[Entry]) -> None:
    for entry in entries:
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
    arrival = call.village.registers.checkin.check_in(
        one, number, again=options.again, admit=options.admit
    )
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
        Refused: They left and are not checked in again unasked, or all places are taken.
    """
    answer: Answer = arrival.answer
    tone = answer.tone.value
    if tone == "full":
        raise Refused(
            "All places are taken and {name} {code} has none; `--admit` lets them in.",
            name=name,
            code=code,
        )
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
    start, end = times_of_day(call, one, options.at, options.until)
    entry = call.village.registers.settlement.fill_in(one, number, start, end, options.why)
    _entry(
        call,
        entry,
        _("✓ {name} {code}: {start}-{end} is filled in.").format(
            name=name, code=code, start=f"{start:%H:%M}", end=f"{end:%H:%M}"
        ),
    )


def times_of_day(call: Call, one: Occurrence, at: time, until: time) -> tuple[datetime, datetime]:
    """Two times of the occurrence's day in the village; past midnight where it runs so long."""
    start, end = time_of_day(call, one, at), time_of_day(call, one, until)
    overnight = one.end.astimezone(call.village.zone).date() > start.date()
    return start, end + timedelta(days=1) if overnight and end <= start else end


def end_of_day(call: Call, one: Occurrence, at: time) -> datetime:
    """When somebody left, as a time of day; past midnight where it runs so long."""
    return times_of_day(call, one, one.start.astimezone(call.village.zone).time(), at)[1]


def time_of_day(call: Call, one: Occurrence, at: time) -> datetime:
    """A time of the occurrence's day in the village."""
    zone = call.village.zone
    return datetime.combine(one.start.astimezone(zone).date(), at, zone)


def check_out(call: Call) -> None:
    """Check a person out now, or everybody who is still here at a time."""
    options = call.options
    if options.all:
        if options.person:
            raise WrongUsage("Either a person or --all, not both.")
        _check_out_all(call)
        return
    if not options.person or options.at is not None:
        raise WrongUsage("Name a person, or give --all, where --at says when.")
    one, number, name, code = _asked(call)
    entry = call.village.registers.checkin.check_out(one, number)
    _entry(call, entry, _left(call, entry, name, code))


def _left(call: Call, entry: Entry, name: str, code: str) -> str:
    """That somebody left, and after how long."""
    last = entry.stints[-1]
    assert last.end is not None  # noqa: S101 - a check-out ends the stint
    return _("✓ {name} {code} left at {time}, after {minutes} min.").format(
        name=name,
        code=code,
        time=f"{last.end.astimezone(call.village.zone):%H:%M}",
        minutes=(last.end - last.start) // timedelta(minutes=1),
    )


def _check_out_all(call: Call) -> None:
    """Check out everybody who is still here, in one change."""
    village, at = call.village, call.options.at
    one = village.events.occurrence_for(call.options.event)
    when = None if at is None else end_of_day(call, one, at)
    entries = village.registers.checkin.check_out_all(one, when)
    still = village.registers.read(one.key).here
    if call.options.json:
        output.emit([output.entry_data(call, entry) for entry in entries])
        return
    for entry in entries:
        person = village.people.get(entry.number)
        output.say(_left(call, entry, person.name, person.code))
    if still:
        text = ngettext(
            "{n} is still here: they came later than that.",
            "{n} are still here: they came later than that.",
            len(still),
        )
        output.say_aside(text.format(n=len(still)))


def revoke_arrival(call: Call) -> None:
    """Take the last check-in of somebody back, or the check-out alone, whoever made it."""
    one, number, name, code = _asked(call)
    end_only = call.options.end_only
    entry = call.village.registers.checkin.revoke(one, number, call.options.why, end_only=end_only)
    sentence = (
        _("✓ The check-out of {name} {code} is taken back.")
        if end_only
        else _("✓ The check-in of {name} {code} is taken back.")
    )
    _entry(call, entry, sentence.format(name=name, code=code))


def mark_entry(call: Call) -> None:
    """Note late, on leave, absent, or none of them; a place given up goes to who waits."""
    one, number, name, code = _asked(call)
    wanted: Mark = "" if call.options.mark == "none" else call.options.mark
    marked = call.village.registers.checkin.mark(one, number, wanted)
    if call.options.json:
        moved_up = [output.entry_data(call, entry) for entry in marked.moved_up]
        output.emit({**output.entry_data(call, marked.entry), "moved_up": moved_up})
        return
    noted = command_words.code_word(command_words.MARKS, marked.entry.mark)
    output.say(f"✓ {name} {code} {noted}".rstrip())
    _say_moved_up(call, marked.moved_up)


def _entry(call: Call, entry: Entry, sentence: str) -> None:
    if call.options.json:
        output.emit(output.entry_data(call, entry))
    else:
        output.say(sentence)


def undo_last(call: Call) -> None:
    """Take back the last thing this organiser did (at this desk, where one is named), or any."""
    options = call.options
    if options.why and not options.change:
        raise WrongUsage("--why goes with a change; `yigong history` names them.")
    village = call.village
    line = village.undo_change(options.change, options.why) if options.change else village.undo()
    if call.options.json:
        output.emit(output.history_data(line, full_phones=False))
        return
    what, of = command_words.code_word(command_words.ACTS, line.act), _undone_of(village, line)
    output.say(_("✓ Undone: {what} {of}").format(what=what, of=of).rstrip())


def _undone_of(village: Village, line: HistoryLine) -> str:
    """Of whom or what an act was that is undone."""
    from yigong.tui.text.words import name_of, of_events
    from yigong.tui.view.history_words import history_subject

    if line.act == "person.import":
        return ""  # the act names the roster already
    if line.book == "events":
        return of_events(village.history.change(line.id))
    key = line.register_key
    if not key:
        return history_subject(village, line)
    person = village.people.all().get(line.key)
    return f"{name_of(person)} {key}" if person else key
