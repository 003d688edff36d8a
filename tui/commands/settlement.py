"""``yigong grant``, ``report``, ``close`` and ``reopen``: settle a register after the day."""

from __future__ import annotations

from yigong.store.attendance.hours import hours_text
from yigong.store.dates.clock_parser import parse_clock
from yigong.store.errors import Refused, Unsure, WrongUsage
from yigong.store.language import _
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.closing import close_register, print_register
from yigong.tui.commands.grammar import Commands
from yigong.tui.text.typed_values import read_minutes


def register(commands: Commands) -> None:
    """Add the commands."""
    part = commands.add("grant", grant_hours, _("grant hours that no clock saw, or take them back"))
    part.add_event()
    part.add_person()
    part.add_value("length", "LENGTH", _("90 (minutes) or 1.5h; not with --back"), nargs="?")
    part.add_value("--why", "REASON", _("why"), required=True)
    part.add_flag("--back", _("take back the last they were granted for it"))
    part.add_flag("--yes", _("grant it though it looks like a slip"))
    part = commands.add("report", write_report, _("say in a sentence how it went"))
    part.add_event()
    part.add_value("text", "TEXT", _("for the ledger; empty takes it away"))
    part = commands.add("close", close_register, _("close the register"))
    part.add_event()
    part.add_value("--until", "HH:MM", _("when those still here left"), type=parse_clock)
    part.add_repeated(
        "--end", "P=HH:MM", _("when this person left, like V0123=11:00; as often as needed")
    )
    part.add_flag("--yes", _("sign what is open or odd with the ends proposed"))
    part = commands.add("reopen", reopen_register, _("reopen a closed register to correct it"))
    part.add_event()
    part.add_value("--why", "REASON", _("why"), required=True)


def grant_hours(call: Call) -> None:
    """Grant hours, or revoke the last grant."""
    options, grants = call.options, call.village.registers.grants
    if (options.length is None) is not options.back:
        raise WrongUsage("Give how long, or --back to take the last back.")
    occurrence, person = call.occurrence("settle"), call.person()
    if options.back:
        entry = grants.revoke_grant(occurrence, person.number, options.why)
        text = _("✓ {name} {code} is granted {hours} h for {title} now.")
        minutes = sum(grant.minutes for grant in entry.grants)
    else:
        minutes = read_minutes(options.length)
        try:
            entry = grants.grant(occurrence, person.number, minutes, options.why, sure=options.yes)
        except Unsure as doubt:
            raise Refused("{doubt} Nothing was granted; --yes grants it.", doubt=doubt) from None
        text = _("✓ {hours} h are granted to {name} {code} for {title}.")
    sentence = text.format(
        hours=hours_text(minutes), name=person.name, code=person.code, title=occurrence.event.title
    )
    output.answer_entry(call, occurrence, entry, sentence)


def write_report(call: Call) -> None:
    """Write 小结, the report on how an occurrence went, for the ledger."""
    occurrence = call.occurrence("settle")
    book = call.village.registers.settlement.report(occurrence, call.options.text)
    sentence = _("✓ The report of {key} {title} is kept.").format(
        key=occurrence.key, title=occurrence.event.title
    )
    report = book.head.report if book.head else ""
    output.answer(call, {"code": book.key, "report": report}, sentence)


def reopen_register(call: Call) -> None:
    """Reopen a closed register."""
    occurrence = call.occurrence("settle")
    book = call.village.registers.settlement.reopen(occurrence, call.options.why)
    print_register(call, occurrence, book)
