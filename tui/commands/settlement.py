"""After the day: paper, close, reopen."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from yigong.store.errors import DataError, WrongUsage
from yigong.store.language import _, ngettext
from yigong.tui.commands import output
from yigong.tui.commands.attendance import add_event_argument, end_of_day
from yigong.tui.commands.grammar import Subparsers, a_time, add_command

if TYPE_CHECKING:
    from datetime import datetime, time

    from yigong.store.attendance.register import Register
    from yigong.store.attendance.sheet_rules import LineResult, SheetResult
    from yigong.store.records import Occurrence
    from yigong.tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the commands."""
    part = add_command(
        commands, "paper", type_sheet_in, _("type the paper sheet back: row, time in, time out")
    )
    add_event_argument(part)
    part.add_argument("file", metavar="FILE|-", help=_("a line for each row, like 3 0852 1110"))
    part.add_argument(
        "--dry-run", action="store_true", help=_("say what each line would do, write nothing")
    )
    part = add_command(
        commands, "grant", grant_hours, _("grant hours that no clock saw, or take them back")
    )
    add_event_argument(part)
    part.add_argument("person", metavar="P", help=_("a code, a phone, or a name only one has"))
    part.add_argument(
        "length", nargs="?", metavar="LENGTH", help=_("90 (minutes) or 1.5h; not with --back")
    )
    part.add_argument("--why", required=True, metavar="REASON", help=_("why"))
    part.add_argument(
        "--back", action="store_true", help=_("take back the last they were granted for it")
    )
    part = add_command(commands, "report", write_report, _("say in a sentence how it went"))
    add_event_argument(part)
    part.add_argument("text", metavar="TEXT", help=_("for the ledger; empty takes it away"))
    part = add_command(commands, "close", close_register, _("close the register"))
    add_event_argument(part)
    part.add_argument("--until", type=a_time, metavar="HH:MM", help=_("when those still here left"))
    part.add_argument(
        "--end",
        action="append",
        default=[],
        metavar="P=HH:MM",
        help=_("when this person left, like V0123=11:00; as often as needed"),
    )
    part = add_command(
        commands, "reopen", reopen_register, _("reopen a closed register to correct it")
    )
    add_event_argument(part)
    part.add_argument("--why", required=True, metavar="REASON", help=_("why"))


def type_sheet_in(call: Call) -> None:
    """Type a sheet back: all of its lines, or none."""
    village, dry = call.village, call.options.dry_run
    one = village.events.occurrence_for(call.options.event)
    text = _text(call, call.options.file)
    typed = village.registers.settlement.type_in(one, text, dry=True)
    if dry and call.options.json:
        output.emit([_line_data(call, told) for told in typed.lines])
        return
    if dry or (typed.faults and not call.options.json):
        _say_lines(typed)
    if dry:
        return
    typed = village.registers.settlement.type_in(one, text)
    if call.options.json:
        output.emit([_line_data(call, told) for told in typed.lines])
        return
    said = ngettext("✓ {n} row is typed in.", "✓ {n} rows are typed in.", len(typed.lines))
    output.say(said.format(n=len(typed.lines)))


def _text(call: Call, name: str) -> str:
    """What was typed from paper, from a file or standard input.

    Raises:
        DataError: It cannot be read, or is no text.
    """
    try:
        return call.read(name).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(
            "{path} cannot be read ({reason}).", path=name, reason="not UTF-8"
        ) from None


def _say_lines(typed: SheetResult) -> None:
    """Each line with what it would do, or why it cannot."""
    output.print_table(
        [
            (told.line.at, told.line.text, f"! {told.fault}" if told.fault else told.says)
            for told in typed.lines
        ],
        right=(0,),
    )
    fine, faults = len(typed.lines) - len(typed.faults), len(typed.faults)
    output.say_aside(_("right {n}").format(n=fine) + "   " + _("with a fault {n}").format(n=faults))


def _line_data(call: Call, told: LineResult) -> dict[str, object]:
    """A line as plain data."""
    entry = output.entry_data(call, told.entry) if told.entry else None
    fault = str(told.fault) if told.fault else None
    line = told.line
    return {"line": line.at, "text": line.text, "row": line.row, "fault": fault, "entry": entry}


def grant_hours(call: Call) -> None:
    """Grant hours, or take the last of them back."""
    from yigong.store.attendance.hours import hours_text
    from yigong.tui.text.typed_values import read_minutes

    options, registers = call.options, call.village.registers
    if (options.length is None) is not options.back:
        raise WrongUsage("Give how long, or --back to take the last back.")
    one = call.village.events.occurrence_for(options.event)
    person = call.village.people.one(options.person)
    if options.back:
        entry = registers.grants.revoke_grant(one, person.number, options.why)
        sentence = _("✓ {name} {code} is granted {hours} h for {title} now.")
        minutes = sum(each.minutes for each in entry.grants)
    else:
        minutes = read_minutes(options.length)
        entry = registers.grants.grant(one, person.number, minutes, options.why)
        sentence = _("✓ {hours} h are granted to {name} {code} for {title}.")
    if options.json:
        output.emit(output.entry_data(call, entry))
        return
    spoken = {"name": person.name, "code": person.code, "title": one.event.title}
    output.say(sentence.format(hours=hours_text(minutes), **spoken))


def write_report(call: Call) -> None:
    """小结: how it went, for the ledger."""
    one = call.village.events.occurrence_for(call.options.event)
    book = call.village.registers.settlement.report(one, call.options.text)
    if call.options.json:
        output.emit({"code": book.key, "report": book.head.report if book.head else ""})
        return
    output.say(
        _("✓ The report of {key} {title} is kept.").format(key=one.key, title=one.event.title)
    )


def close_register(call: Call) -> None:
    """Close a register: what is open ends, minutes are credited."""
    one = call.village.events.occurrence_for(call.options.event)
    at = call.options.until
    book = call.village.registers.settlement.close(
        one, until=None if at is None else end_of_day(call, one, at), ends=_ends(call, one)
    )
    _book(call, one, book)


def _ends(call: Call, one: Occurrence) -> dict[int, datetime]:
    """When people left, from ``--end V0123=11:00``.

    Raises:
        WrongUsage: It is not written so, or says one person twice.
    """
    ends: dict[int, datetime] = {}
    for word in call.options.end:
        who, equals, clock = word.rpartition("=")
        if not equals or not who or not re.fullmatch(r"\d\d?:\d\d", clock):
            raise WrongUsage("Write --end as V0123=11:00, not {text}.", text=word[:40])
        number = call.village.people.one(who).number
        if number in ends:
            raise WrongUsage("--end names {text} twice.", text=who[:40])
        ends[number] = end_of_day(call, one, _clock(clock))
    return ends


def _clock(text: str) -> time:
    """A time of day among other words.

    Raises:
        WrongUsage: There is no such time.
    """
    try:
        return a_time(text)
    except ArgumentTypeError:
        raise WrongUsage("There is no time {time}; write it as 08:30.", time=text[:20]) from None


def reopen_register(call: Call) -> None:
    """Reopen a closed register."""
    one = call.village.events.occurrence_for(call.options.event)
    _book(call, one, call.village.registers.settlement.reopen(one, call.options.why))


def _book(call: Call, one: Occurrence, book: Register) -> None:
    from yigong.store.statistics.summary import summarise
    from yigong.tui.text.words import four_numbers

    if call.options.json:
        head = output.builtins(book.head) if book.head else None
        entries = [output.entry_data(call, entry) for entry in book.entries.values()]
        output.emit({"code": book.key, "head": head, "entries": entries})
    elif book.closed:
        output.say(_("✓ {key} {title} is closed.").format(key=one.key, title=one.event.title))
        policy = call.village.registers.settlement.policy(book)
        output.say(four_numbers(summarise([book], policy).total))
    else:
        output.say(_("✓ {key} {title} is open again.").format(key=one.key, title=one.event.title))
