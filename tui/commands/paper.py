"""``yigong paper``: type a filled-in paper sign-in sheet into the register."""

from __future__ import annotations

from yigong.store.attendance.sheet_rules import LineResult, SheetResult
from yigong.store.attendance_records import Head
from yigong.store.errors import DataError
from yigong.store.language import _, ngettext
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    part = commands.add(
        "paper", type_sheet_in, _("type the paper sheet back: row, time in, time out")
    )
    part.add_event()
    part.add_value("file", "FILE|-", _("a line for each row: 3 0852 1110 guest"))
    part.add_flag("--dry-run", _("say what each line would do, write nothing"))


def type_sheet_in(call: Call) -> None:
    """Type a sheet in: all of its lines, or none."""
    settlement, dry = call.village.registers.settlement, call.options.dry_run
    occurrence = call.occurrence("settle")
    text = _sheet_text(call, call.options.file)
    typed = settlement.type_in(occurrence, text, dry=True)
    head = call.village.registers.head(occurrence)
    if dry and call.options.json:
        output.print_json([_line_data(call, result, head) for result in typed.lines])
        return
    if dry or (typed.faults and not call.options.json):
        _print_lines(typed)
    if dry:
        return
    typed = settlement.type_in(occurrence, text)
    if call.options.json:
        output.print_json([_line_data(call, result, head) for result in typed.lines])
        return
    count = len(typed.lines)
    text = ngettext("✓ {n} row is typed in.", "✓ {n} rows are typed in.", count)
    output.print_line(text.format(n=count))


def _sheet_text(call: Call, name: str) -> str:
    """The typed lines, from a file or standard input, which are UTF-8."""
    try:
        return call.read_file(name).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(
            "{path} cannot be read ({reason}).", path=name, reason="not UTF-8"
        ) from None


def _print_lines(typed: SheetResult) -> None:
    """Print each line with what it would do or its fault, and how many have faults."""
    output.print_table(
        [
            (
                result.line.at,
                result.line.text,
                f"! {result.fault}" if result.fault else result.summary,
            )
            for result in typed.lines
        ],
        right=(0,),
    )
    fine, faults = len(typed.lines) - len(typed.faults), len(typed.faults)
    output.print_remark(
        _("right {n}").format(n=fine) + "   " + _("with a fault {n}").format(n=faults)
    )


def _line_data(call: Call, result: LineResult, head: Head) -> dict[str, object]:
    """A line as plain data."""
    entry = output.entry_data(call, result.entry, head) if result.entry else None
    fault = str(result.fault) if result.fault else None
    line = result.line
    return {"line": line.at, "text": line.text, "row": line.row, "fault": fault, "entry": entry}
