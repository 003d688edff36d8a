"""``yigong roles review``: correct what was signed before there were roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yigong.store.attendance.hours import Credit
from yigong.store.errors import DataError, WrongUsage
from yigong.store.language import _, ngettext
from yigong.store.records import code
from yigong.store.village.village import Village
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.text.display_text import columns
from yigong.tui.text.tally_words import GAP

if TYPE_CHECKING:
    from yigong.store.attendance.role_review import ReviewedEntry, ReviewedRegister


def register(commands: Commands) -> None:
    """Add the command and its part."""
    group = commands.group("roles", _("what was signed before there were roles"))
    part = group.add(
        "review", review_roles, _("list what their roles would change, or correct all of it")
    )
    part.add_period("year")
    part.add_flag("--apply", _("correct them, as one change that undo takes back"))
    part.add_value("--why", "REASON", _("why; with --apply"))


def review_roles(call: Call) -> None:
    """List the registers of a period that credit everybody alike, or correct them."""
    options, village = call.options, call.village
    if options.apply is not (options.why is not None):
        raise WrongUsage("To correct give --apply and --why together.")
    period = call.period()
    unreadable: list[DataError] = []
    registers = village.role_review.pending(*period, unreadable)
    if options.apply:
        registers = village.role_review.apply(*period, options.why)
    if options.json:
        _print_data(village, registers, applied=options.apply)
    else:
        _print_text(village, registers, applied=options.apply)
    output.print_unreadable(unreadable)


def _print_text(village: Village, registers: list[ReviewedRegister], *, applied: bool) -> None:
    from yigong.store.attendance.role_review import sum_of_review
    from yigong.tui.view import role_review_words as words

    if not registers:
        output.print_line(_(words.NOTHING))
        return
    if not applied:
        _print_registers(village, registers)
    total = sum_of_review(registers)
    text = (
        "✓ " + ngettext("{n} register is corrected", "{n} registers are corrected", total.registers)
        if applied
        else ngettext("{n} occurrence", "{n} occurrences", total.registers)
    )
    numbers = [text.format(n=total.registers), *words.review_numbers(total)]
    output.print_line(GAP.join(numbers))
    if not applied:
        output.print_line(_("Nothing was changed; --apply --why REASON corrects all of them."))


def _print_registers(village: Village, registers: list[ReviewedRegister]) -> None:
    """Print the table; who stays a volunteer stands below their occurrence."""
    from yigong.tui.view import role_review_words as words

    people = village.people.all()
    rows = [[each.key, *words.register_cells(each)[1:]] for each in registers]
    head, *lines = columns([[_("Code"), *words.register_headings()[1:]], *rows], right=(3, 4, 5))
    print(head)
    for each, line in zip(registers, lines, strict=True):
        print(line)
        for kept_for in words.KEPT_FOR:
            if text := words.kept_text(each, kept_for, people):
                output.print_line(f"    {text}")


def _print_data(village: Village, registers: list[ReviewedRegister], *, applied: bool) -> None:
    from yigong.store.attendance.role_review import sum_of_review

    def data(of: list[ReviewedRegister]) -> dict[str, Any]:
        total = sum_of_review(of)
        return {
            "volunteers": {"before": total.volunteers_before, "after": total.volunteers},
            "before": _credit_data(total.credit_before),
            "after": _credit_data(total.credit),
            "dropped": total.dropped,
        }

    listed = [
        {
            "code": each.key,
            "title": each.after.title,
            "date": f"{each.after.start:%Y-%m-%d}",
            "kind": each.after.kind,
            "role": each.after.role,
            "signed": each.after.closed is not None,
            **data([each]),
            "people": [_entry_data(village, entry) for entry in each.entries],
        }
        for each in registers
    ]
    output.print_json({"applied": applied, **data(registers), "registers": listed})


def _entry_data(village: Village, entry: ReviewedEntry) -> dict[str, Any]:
    number = entry.before.number
    person = village.people.all().get(number)
    return {
        "code": code("V", number),
        "name": person.name if person else "",
        "squad": entry.before.squad,
        "role": entry.role,
        "kept_for": entry.kept_for,
        "before": _credit_data(entry.credit_before),
        "after": _credit_data(entry.credit),
        "dropped": entry.dropped,
    }


def _credit_data(credit: Credit) -> dict[str, Any]:
    """Minutes of each kind of time."""
    return {
        "service": output.credit_data(credit.service),
        "learning": credit.learning.minutes,
        "labour": credit.labour.minutes,
    }
