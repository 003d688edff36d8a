"""``yigong checkin``, ``checkout``, ``revoke`` and ``mark``: at the door."""

from __future__ import annotations

from datetime import datetime

from yigong.store.attendance import written_times
from yigong.store.attendance.register import Arrival
from yigong.store.attendance.role_words import role_name
from yigong.store.attendance.roles import role_of
from yigong.store.attendance_records import Entry, Head, Mark
from yigong.store.dates.clock_parser import parse_clock
from yigong.store.errors import Refused, WrongUsage
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Volunteer, elapsed
from yigong.store.village.village import Village
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.command_words import noted
from yigong.tui.commands.grammar import Commands
from yigong.tui.text.attendance_words import attendance_note

_SENTENCES = {
    "welcome": N_("✓ {name} {code} is checked in at {time}."),
    "stutter": N_("{name} {code} is checked in."),
    "here": N_("{name} {code} is already here since {time}."),
    "elsewhere": N_("{name} {code} is here since {time}, at {desk} by {by}."),
    "back": N_("✓ {name} {code} is back at {time}."),
}
"""The desk's answers, by `checkin_rules.Tone`; ``back``: a second stint."""

_REFUSALS = {
    "party": N_(
        "There are not so many places as {name} {code} needs ({n}); `--admit` lets them in."
    ),
    "full": N_("All places are taken and {name} {code} has none; `--admit` lets them in."),
    "early": N_(
        "It begins much later, and {name} {code} was not checked in; --outside-hours checks "
        "them in all the same."
    ),
    "over": N_(
        "It has ended, and no time of {name} {code} was clocked; --at, --until and --why "
        "write it in, --outside-hours checks them in all the same."
    ),
}
"""Why nobody was checked in, by tone; ``party``: there are places, but not for all of them."""


def register(commands: Commands) -> None:
    """Add the commands."""
    part = commands.add("checkin", check_in, _("check a person in"))
    part.add_event()
    part.add_person()
    part.add_role()
    part.add_along()
    part.add_flag("--again", _("they left and are back"))
    part.add_value("--at", "HH:MM", _("fill in afterwards: from"), type=parse_clock)
    part.add_value("--until", "HH:MM", _("fill in afterwards: to"), type=parse_clock)
    part.add_value("--why", "REASON", _("fill in afterwards: why"))
    part.add_flag("--outside-hours", _("check them in though it begins much later, or has ended"))
    part.add_flag("--admit", _("let them in though all places are taken"))
    part = commands.add("checkout", check_out, _("check a person out, or everybody"))
    part.add_event()
    part.add_person(nargs="?")
    part.add_flag("--all", _("everybody who is still here"))
    part.add_value("--at", "HH:MM", _("with --all: when (else now)"), type=parse_clock)
    part = commands.add("revoke", revoke_arrival, _("take any check-in back, with a reason"))
    part.add_event()
    part.add_person()
    part.add_value("--why", "REASON", _("why"), required=True)
    part.add_flag("--end-only", _("only the check-out: they are here still"))
    part = commands.add("mark", mark_entry, _("note who is late, on leave or absent"))
    part.add_event()
    part.add_person()
    part.add_argument("mark", choices=("late", "leave", "absent", "none"), help=_("the note"))


def check_in(call: Call) -> None:
    """Check a person in now, or fill in a stint afterwards."""
    from yigong.tui.view.desk_answers import inside_elsewhere_words

    options = call.options
    filled = (options.at, options.until, options.why)
    if any(value is not None for value in filled):
        if any(value is None for value in filled) or options.again:
            raise WrongUsage("To fill in afterwards give --at, --until and --why together.")
        if options.adults is not None or options.children is not None:
            raise WrongUsage("What is filled in is one person's; `yigong along` says who came too.")
        _fill_in(call)
        return
    occurrence, person = call.occurrence("door"), call.person()
    registers = call.village.registers
    _refuse_other_role(call, occurrence, person)
    arrival = registers.checkin.check_in(
        occurrence,
        person.number,
        again=options.again,
        outside_hours=options.outside_hours,
        admit=options.admit,
        role=options.role or "",
        adults=options.adults,
        children=options.children,
    )
    head = registers.head(occurrence)
    sentence = arrival_sentence(call.village, arrival, person, head, again=options.again)
    if occurrence.legs:
        output.print_remark(_("It is a trip: `yigong trip board` lets people board a leg."))
    inside = call.village.elsewhere.inside(occurrence, person.number)
    data = {
        "occurrence": occurrence.key,
        "tone": arrival.answer.tone.value,
        "entry": output.entry_data(call, arrival.entry, head),
        "elsewhere": inside[0].key if inside else None,
    }
    output.answer(call, data, noted(sentence, inside_elsewhere_words(inside)))


def _refuse_other_role(call: Call, occurrence: Occurrence, person: Volunteer) -> None:
    """Refuse a role for somebody who is here already, and as something else."""
    registers, asked = call.village.registers, call.options.role
    entry = registers.read(occurrence.key).entries.get(person.number)
    if asked and entry is not None and entry.here:
        role = role_of(entry.stints[-1], entry, registers.head(occurrence))
        if role != asked:
            raise Refused(
                "{name} {code} is here already, as {role}; `yigong role` changes that.",
                name=person.name,
                code=person.code,
                role=role_name(role),
            )


def arrival_sentence(
    village: Village, arrival: Arrival, person: Volunteer, head: Head, *, again: bool = False
) -> str:
    """The desk's answer to a check-in as a sentence; refuse what began no stint.

    `again`: a second stint was asked for.
    """
    tone = arrival.answer.tone.value
    name, code = person.name, person.code
    reason = "party" if tone == "full" and arrival.entry.party > 1 else tone
    if reason in _REFUSALS:
        raise Refused(_REFUSALS[reason], name=name, code=code, n=arrival.entry.party)
    stint = arrival.answer.stint or arrival.entry.stints[-1]
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
    sentence = _(_SENTENCES[tone]).format(
        name=name,
        code=code,
        time=f"{stint.start.astimezone(zone):%H:%M}",
        desk=stint.desk or "?",
        by=stint.by or "?",
    )
    return noted(sentence, attendance_note(arrival.entry, head, last=True))


def _fill_in(call: Call) -> None:
    options = call.options
    occurrence, person = call.occurrence("settle"), call.person()
    registers = call.village.registers
    start, end = written_times.place_interval(
        options.at, options.until, occurrence, call.village.now()
    )
    entry = registers.settlement.fill_in(
        occurrence, person.number, start, end, options.why, role=options.role or ""
    )
    sentence = _("✓ {name} {code}: {interval} is filled in.").format(
        name=person.name,
        code=person.code,
        interval=written_times.dated_interval(start, end, occurrence),
    )
    if options.role and options.role != "volunteer":
        sentence = noted(sentence, role_name(options.role))
    output.answer_entry(call, occurrence, entry, sentence)


def check_out(call: Call) -> None:
    """Check a person out now, or everybody who is still here, at a time."""
    from yigong.tui.view.desk_answers import late_checkout_words

    options = call.options
    if options.all:
        if options.person:
            raise WrongUsage("Either a person or --all, not both.")
        _check_out_all(call)
        return
    if not options.person or options.at is not None:
        raise WrongUsage("Name a person, or give --all, where --at says when.")
    person = call.person()
    occurrence = call.occurrence("leave", person.number)
    entry = call.village.registers.checkin.check_out(occurrence, person.number)
    now = call.village.now()
    sentence = _departure_sentence(entry, person, occurrence, now)
    if words := late_checkout_words([entry], occurrence, now):
        sentence += " " + words
    output.answer_entry(call, occurrence, entry, sentence)


def _departure_sentence(
    entry: Entry, person: Volunteer, occurrence: Occurrence, now: datetime
) -> str:
    last = entry.stints[-1]
    assert last.end is not None  # noqa: S101 - a check-out ends the stint
    return _("✓ {name} {code} left at {time}, after {minutes} min.").format(
        name=person.name,
        code=person.code,
        time=written_times.dated_clock(last.end, occurrence, today=now),
        minutes=elapsed(last.start, last.end),
    )


def _check_out_all(call: Call) -> None:
    """Check out everybody who is still here, in one change."""
    from yigong.tui.view.desk_answers import late_checkout_words

    village, at = call.village, call.options.at
    occurrence = call.occurrence("leave")
    now = village.now()
    end = None if at is None else written_times.place_departure(at, occurrence, now)
    entries = village.registers.checkin.check_out_all(occurrence, end)
    here = village.registers.read(occurrence.key).here
    if call.options.json:
        head = village.registers.head(occurrence)
        output.print_json([output.entry_data(call, entry, head) for entry in entries])
        return
    for entry in entries:
        person = village.people.get(entry.number)
        output.print_line(_departure_sentence(entry, person, occurrence, now))
    if end is None and (words := late_checkout_words(entries, occurrence, now)):
        output.print_line(words)
    if here:
        text = ngettext(
            "{n} is still here: they came later than that.",
            "{n} are still here: they came later than that.",
            len(here),
        )
        output.print_remark(text.format(n=len(here)))


def revoke_arrival(call: Call) -> None:
    """Revoke a person's last check-in, or the check-out alone, whoever made it."""
    occurrence, person = call.occurrence("door"), call.person()
    end_only = call.options.end_only
    entry = call.village.registers.checkin.revoke(
        occurrence, person.number, call.options.why, end_only=end_only
    )
    sentence = (
        _("✓ The check-out of {name} {code} is taken back.")
        if end_only
        else _("✓ The check-in of {name} {code} is taken back.")
    )
    sentence = sentence.format(name=person.name, code=person.code)
    output.answer_entry(call, occurrence, entry, sentence)


def mark_entry(call: Call) -> None:
    """Mark a person late, on leave or absent, or remove the mark; a freed place is passed on."""
    from yigong.tui.view.field_names import MARK_NAMES

    occurrence, person = call.occurrence("mark"), call.person()
    mark: Mark = "" if call.options.mark == "none" else call.options.mark
    before = call.village.registers.read(occurrence.key).entries
    marked = call.village.registers.checkin.mark(occurrence, person.number, mark)
    word = _(MARK_NAMES[marked.entry.mark]) if marked.entry.mark else ""
    sentence = f"✓ {person.name} {person.code} {word}".rstrip()
    output.answer_entry(call, occurrence, marked.entry, sentence, marked.moved_up, before)
