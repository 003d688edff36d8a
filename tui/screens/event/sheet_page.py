"""The sheet page: types in the paper sheet, shows what each line will do, writes all or none."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Paste

from yigong.store.attendance.sheet_parser import parse_sheet
from yigong.store.attendance.sheet_rules import LineResult, SheetResult
from yigong.store.attendance_records import Entry
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.screens.base.page import HELP_F1, WIDEST, needs_writing
from yigong.tui.screens.base.questions import ask_to_leave
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide
from yigong.tui.text.words import day_name
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.inputs import LiveInput
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock


class SheetInput(LiveInput):
    """The input of a line; it gives several pasted lines to the page."""

    DEFAULT_CSS = "SheetInput { margin: 0 1; height: 1; }"

    def __init__(self, typed: Callable[[], None], pasted: Callable[[list[str]], None]) -> None:
        """Make the input.

        Args:
            typed: Called with each change.
            pasted: Called with the lines of a paste that has more than one.
        """
        super().__init__(typed)
        self._pasted = pasted

    def _on_paste(self, event: Paste) -> None:
        lines = event.text.splitlines()
        if len(lines) > 1:
            event.prevent_default()
            event.stop()
            self._pasted(lines)


class SheetPage(OccurrenceSide[int | None]):
    """补录 from the sheet: row, time in, time out. Returns how many rows were written."""

    PURPOSE = N_("Type in the sheet that was filled in on paper; all of it is written, or nothing.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", N_("Next line"), priority=True),
        Binding("down", "step(1)", N_("Line after"), show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("ctrl+s", "save", N_("Write all of it"), priority=True),
        Binding("ctrl+n", "new_person", N_("New person"), priority=True),
        Binding("up", "step(-1)", N_("Line before"), priority=True),
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads", "events"})
    SIDE_FROM = WIDEST  # what becomes of a line is long
    DEFAULT_CSS = "SheetPage #details { margin: 1 0 0 0; }"

    def __init__(self, occurrence: Occurrence) -> None:
        """Type in the sheet of an occurrence."""
        super().__init__()
        self.occurrence = occurrence
        self._lines = [""]
        self._at = 0
        """The index of the line in the input."""

    def heading(self) -> list[Piece]:
        """The occurrence."""
        return [
            (_("Paper sheet"), STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def body(self) -> ComposeResult:
        """Examples and counts, the input, all lines with what they will do, and that in full."""
        yield TextBlock()
        yield SheetInput(self._typed, self._paste)
        yield RowList(
            [
                ListColumn(_("Line"), 4, right=True),
                ListColumn(_("As typed"), 20),
                ListColumn(_("What becomes of it"), 0),
            ],
            focusable=False,
            id="lines",
        )
        yield TextBlock(id="details")

    @property
    def input(self) -> SheetInput:
        """The input of the line."""
        return self.query_one(SheetInput)

    @property
    def dirty(self) -> bool:
        """Whether any line is typed."""
        return any(line.strip() for line in self._lines)

    def fingerprint(self) -> object:
        """The books, and the register, as check-ins since may contradict the paper."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def begin(self) -> None:
        """Focus the input."""
        super().begin()
        self.query_one("#lines", RowList).highlight(True)
        self.focus_on(self.input)

    def reload(self) -> None:
        """Show every line with what it would do now."""
        text = "\n".join(self._lines)
        result = self.village.registers.settlement.type_in(self.occurrence, text, dry=True)
        line_results = {each.line.at - 1: each for each in result.lines}
        self.query(TextBlock).first().show(self._summary(result))
        rows = self.query_one("#lines", RowList)
        owners = self._row_owners()
        rows.show([self._row(at, line_results.get(at), owners) for at in range(len(self._lines))])
        rows.move_to(self._at)
        row = rows.rows[self._at]
        self.query_one("#details", TextBlock).show([[(row.cells[-1], row.style)]])

    def _summary(self, result: SheetResult) -> StyledLines:
        faults = len(result.faults)
        right = len(result.lines) - faults
        lines: StyledLines = [[(example, QUIET)] for example in self._examples()]
        wrong = (_("with a fault {n}").format(n=faults), BAD if faults else QUIET)
        return [*lines, [], [(_("right {n}").format(n=right), ACCENT), "   ", wrong]]

    def _examples(self) -> list[str]:
        """Lines for this very sheet, by its rows and hours: each may be typed as it stands."""
        entries = self.village.registers.read(self.occurrence.key).entries
        printed = [e.row for e in sorted(entries.values(), key=_not_come_first) if e.row]
        begin, end, now = self.occurrence.start, self.occurrence.end, self.village.now()
        times = {"come": f"{begin:%H%M}", "left": f"{now if begin < now < end else end:%H%M}"}
        listed = (p.code for p in self.village.people.listed())
        others = (p.code for p in self.village.people.listed() if p.number not in entries)
        blank = _("A blank row with a name or code on it: {row} {code} {come} {left}").format(
            row=max(printed, default=0) + 1, code=next(others, "V0123"), **times
        )
        if not printed and not self.village.registers.head(self.occurrence).rows:
            text = _("A name or code, in, out: {code} {come} {left}")
            return [text.format(code=next(listed, "V0123"), **times)]
        if not printed:
            return [blank]
        rows = dict(zip("abcd", [*printed, *printed[-1:] * 3], strict=False))
        text = _(
            "Row, in, out: {a} {come} {left}   still here: {b} {come}   "
            "a mark: {c} late, leave, absent"
        )
        role = _("a role: {d} guest")
        return [text.format(**rows, **times), f"{blank}   {role.format(**rows)}"]

    def _row_owners(self) -> dict[int, str]:
        """The names of the people by the numbers of their printed rows."""
        people = self.village.people.all()
        entries = self.village.registers.read(self.occurrence.key).entries.values()
        return {
            entry.row: people[entry.number].name
            for entry in entries
            if entry.row and entry.number in people
        }

    def _owner(self, result: LineResult, owners: Mapping[int, str]) -> str:
        """The name for a faulty line, by its row or by its text; empty where neither tells."""
        name = owners.get(_row_number(result.line.text), "")
        if not name and result.line.who:
            with contextlib.suppress(Refused):
                name = self.village.people.person_on_sheet(result.line.who).name
        return name

    def _row(self, at: int, result: LineResult | None, owners: Mapping[int, str]) -> ListRow:
        text, style = "", PLAIN
        if result is not None and result.fault is not None:
            fault, name = str(result.fault), self._owner(result, owners)
            text = f"! {fault}" if name in fault else f"{name} ! {fault}"
            style = BAD
        elif result is not None:
            text = result.summary
        return ListRow(at, [str(at + 1), self._lines[at], text], style)

    # -- typing ------------------------------------------------------------

    def _typed(self) -> None:
        if self._lines[self._at] != self.input.value:
            self._lines[self._at] = self.input.value
            self.status.show("")
            self._reload_lines()

    def _reload_lines(self) -> None:
        with self.report_refusals():
            self.reload()

    def _paste(self, lines: list[str]) -> None:
        """Insert several lines, in the place of the present one if that is empty."""
        if not self._lines[self._at].strip():
            del self._lines[self._at]
        self._lines[self._at : self._at] = [line.strip() for line in lines if line.strip()]
        self._lines = self._lines or [""]
        self._at = len(self._lines) - 1
        self._move_to(len(self._lines))

    def _move_to(self, at: int) -> None:
        """Move to another line: removes the line that is left if it is empty and not the last.

        A move past the last line adds one.
        """
        if not self._lines[self._at].strip() and self._at < len(self._lines) - 1:
            del self._lines[self._at]
            at -= at > self._at
        if at >= len(self._lines) and self._lines[-1].strip():
            self._lines.append("")
        self._at = max(0, min(at, len(self._lines) - 1))
        self._fill_input()
        self._reload_lines()

    def _fill_input(self) -> None:
        self.input.value = self._lines[self._at]
        self.input.cursor_position = len(self.input.value)

    def action_next(self) -> None:
        """Start a new line."""
        self._move_to(len(self._lines))

    def action_step(self, step: int) -> None:
        """Go to the line after or before."""
        self._move_to(self._at + step)

    def action_page(self, step: int) -> None:
        """Go ten lines down or up."""
        self._move_to(self._at + 10 * step)

    @needs_writing
    @work
    async def action_new_person(self) -> None:
        """Put the name on this line on the roster as a new person."""
        from yigong.tui.screens.people.person_form import WalkInForm

        before = self._lines[self._at - 1] if self._at else ""
        if not self._lines[self._at].strip() and self._names_nobody(before):
            self._move_to(self._at - 1)  # Enter was pressed before its fault was seen
        name = _name_in(self._lines[self._at])
        person = await self.ask(WalkInForm(name))
        if person is not None:
            self._write_person(name, person)
            self.refresh_page()
            text = _("{name} is on the roster: {code}")
            self.status.good(text.format(name=person.name, code=person.code))

    def _names_nobody(self, line: str) -> bool:
        """Whether a line has a name by which nobody, or not one person alone, is found."""
        try:
            name = _name_in(line)
            return bool(name and not self.village.people.person_on_sheet(name))
        except Refused:
            return True

    def _write_person(self, typed_name: str, person: Volunteer) -> None:
        """Put name and code into this line, unless the typed name finds the person already.

        It does not if they have a namesake, or if the form corrected the name. The line of a blank
        row without a name gets both, too.
        """
        line, name = self._lines[self._at], f"{person.name} {person.code}"
        row = _row_number(line)
        if typed_name:
            with contextlib.suppress(Refused):  # it finds nobody, or several
                if self.village.people.person_on_sheet(typed_name).number == person.number:
                    return
            line = line.replace(typed_name, name, 1)
        elif row and row not in self._row_owners():
            line = re.sub(r"\d+", lambda number: f"{number[0]} {name}", line, count=1)
        self._lines[self._at] = line
        self._fill_input()

    def action_save(self) -> None:
        """Write all lines; if one is wrong, write none and go to it."""
        text = "\n".join(self._lines)
        faults = self.village.registers.settlement.type_in(self.occurrence, text, dry=True).faults
        if faults:
            self._move_to(faults[0].line.at - 1)
        try:
            result = self.village.registers.settlement.type_in(self.occurrence, text)
        except Refused:
            self.refresh_page()
            raise
        self.dismiss(len(result.lines))

    def action_leave(self) -> None:
        """Go back without saving; what you typed is asked about first."""
        ask_to_leave(self, dirty=self.dirty)


def _not_come_first(entry: Entry) -> tuple[bool, int]:
    """The order of the rows in the examples: nobody who has come is on leave."""
    return bool(entry.stints), entry.row


def _row_number(line: str) -> int:
    """The number a line begins with; 0: none."""
    row = re.match(r"\s*(\d{1,4})(?!\d)", line)
    return int(row[1]) if row else 0


def _name_in(line: str) -> str:
    """The name in a line, also in an incomplete one; empty: none."""
    words = " ".join(line.split()[1:])
    for parsed in parse_sheet(line):
        if parsed.fault is None:
            words = parsed.who
    return " ".join(word for word in words.split() if not any(c.isdigit() for c in word))
