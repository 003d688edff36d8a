"""``yigong close``: what is open or odd is listed first, and signed only when that is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from yigong.store.attendance import written_times
from yigong.store.attendance.posts import whole_hours
from yigong.store.attendance.register import Register
from yigong.store.attendance.settlement_rules import OddEntry, odd_entries
from yigong.store.dates.clock_parser import looks_like_clock, parse_clock
from yigong.store.errors import Refused, WrongUsage
from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.statistics.summary import summarise
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.text.tally_words import numbers_text, people_notes


def close_register(call: Call) -> None:
    """Close a register: open stints end, minutes are credited.

    Raises:
        Refused: Something is open or odd, or it is not over, and ``--yes`` was not given.
    """
    village, occurrence = call.village, call.occurrence("settle")
    settlement, now = village.registers.settlement, village.now()
    register, head = village.registers.read(occurrence.key), village.registers.head(occurrence)
    ends = _ends(call, occurrence, register)
    odd = [
        each
        for each in odd_entries(
            register, head, settlement.policy(register), now, village.elsewhere.stints(occurrence)
        )
        if each.number not in ends
    ]
    end = whole_hours(head).end
    over = now >= end
    if (odd or not over) and not register.closed and not call.options.yes:
        if call.options.json:
            data = _odd_data(call, register, odd)
            output.print_json({"code": register.key, "over": over, "odd": data})
        else:
            if not over:
                text = _("It is not over: it goes on until {time}.")
                output.print_line(text.format(time=written_times.dated_clock(end, head)))
            _print_odd(call, occurrence, register, odd)
        raise Refused("Nothing was signed. --yes takes what is proposed, --end says otherwise.")
    proposed = {each.number: each.proposed for each in odd if each.proposed is not None}
    from_start = [each.number for each in odd if each.proposed_start is not None]
    book = settlement.close(
        occurrence, ends={**proposed, **ends}, from_start=from_start, rev=register.rev
    )
    print_register(call, occurrence, book, odd=_odd_data(call, register, odd))
    for request in village.requests.answered_by(occurrence.event):
        text = _("{code} waits for this: `yigong request done {code} TEXT --event {key}`.")
        output.print_remark(text.format(code=request.code, key=occurrence.key))


def _ends(call: Call, occurrence: Occurrence, register: Register) -> dict[int, datetime]:
    """When people left, by person, from ``--end V0123=11:00`` and ``--until 11:00``.

    Raises:
        WrongUsage: An option is not of this form, or two name one person.
        Refused: A time is not at the time of the occurrence, or lies ahead.
    """
    now = call.village.now()
    ends: dict[int, datetime] = {}
    for word in call.options.end:
        query, equals, clock = word.rpartition("=")
        if not equals or not query or not looks_like_clock(clock):
            raise WrongUsage("Write --end as V0123=11:00, not {text}.", text=word[:40])
        number = call.village.people.person_for(query).number
        if number in ends:
            raise WrongUsage("--end names {text} twice.", text=query[:40])
        entry = register.entries.get(number)
        came = entry.stints[-1].start if entry is not None and entry.stints else None
        ends[number] = written_times.place_departure(_clock(clock), occurrence, now, after=came)
    if call.options.until is not None:
        until = written_times.place_departure(call.options.until, occurrence, now)
        for entry in register.here:
            if entry.stints[-1].start <= until:
                ends.setdefault(entry.number, until)
    return ends


def _clock(text: str) -> time:
    """Read a time of day outside argparse; refuse others as wrong usage."""
    try:
        return parse_clock(text)
    except Refused as refusal:
        raise WrongUsage(refusal.sentence, **refusal.fields) from None


def _print_odd(
    call: Call, occurrence: Occurrence, register: Register, odd: Sequence[OddEntry]
) -> None:
    """Print what is open or odd, and the times that are proposed for each."""
    from yigong.tui.view.odd_words import odd_words, proposal_words, unchanged_words

    people, rows = call.village.people.all(), []
    for each in odd:
        stint, person = register.entries[each.number].stints[each.stint], people.get(each.number)
        came = written_times.dated_clock(stint.start, occurrence)
        left = written_times.dated_clock(stint.end, occurrence) if stint.end else ""
        proposed = proposal_words(each, stint, occurrence)
        proposed = f"-> {proposed}" if proposed else unchanged_words(stint)
        name, code = (person.name, person.code) if person else ("", "")
        rows.append((code, name, f"{came}-{left}", odd_words(each, occurrence), proposed))
    output.print_table(rows)
    if any("missing" in each.reasons for each in odd):
        text = _(
            "Not back: `yigong trip board {key} PERSON --leg {leg}` writes in who rode, `yigong "
            "trip stays {key} PERSON` who stayed."
        )
        output.print_line(text.format(key=occurrence.key, leg=len(occurrence.legs)))


def _odd_data(call: Call, register: Register, odd: Sequence[OddEntry]) -> list[dict[str, Any]]:
    """What is open or odd as plain data: times in ISO 8601, null for none."""
    people = call.village.people.all()
    data = []
    for each in odd:
        stint, person = register.entries[each.number].stints[each.stint], people.get(each.number)
        data.append(
            {
                "code": person.code if person else "",
                "name": person.name if person else "",
                "reasons": each.reasons,
                "start": stint.start,
                "end": stint.end,
                "proposed": each.proposed,
                "proposed_start": each.proposed_start,
                "elsewhere": each.elsewhere.key if each.elsewhere else None,
            }
        )
    return data


def print_register(call: Call, occurrence: Occurrence, book: Register, **more: Any) -> None:
    """Print whether a register is closed, and its totals; as JSON all of it, and `more`."""
    if call.options.json:
        head = output.record_data(book.head) if book.head else None
        counted_by = call.village.registers.head(occurrence)
        entries = [output.entry_data(call, each, counted_by) for each in book.entries.values()]
        numbers = output.register_data(call.village, book)
        output.print_json(
            {"code": book.key, "head": head, "numbers": numbers, "entries": entries, **more}
        )
        return
    text = _("✓ {key} {title} is closed.") if book.closed else _("✓ {key} {title} is open again.")
    output.print_line(text.format(key=occurrence.key, title=occurrence.event.title))
    if book.closed:
        total = summarise([book], call.village.registers.settlement.policy(book)).total
        for line in (numbers_text(total), *people_notes(total, brief=True)):
            output.print_line(line)
