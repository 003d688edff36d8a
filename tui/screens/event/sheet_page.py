"""The paper sheet typed back, line by line; what each line will do is shown before any is kept."""

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
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Occurrence, Volunteer
from yigong.tui.screens.base.page import HELP_F1, Page, needs_writing
from yigong.tui.screens.base.questions import ask_to_leave
from yigong.tui.text.words import day_name
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.inputs import LiveInput
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock


class SheetInput(LiveInput):
    """The line being typed; several that are pasted at once are several lines."""

    DEFAULT_CSS = "SheetInput { margin: 0 1; height: 1; }"

    def __init__(self, told: Callable[[], None], pasted: Callable[[list[str]], None]) -> None:
        """Make the input.

        Args:
            told: Called with each change.
            pasted: Called with the lines of a paste that has more than one.
        """
        super().__init__(told, placeholder="3 0852 1110")
        self._pasted = pasted

    def _on_paste(self, event: Paste) -> None:
        lines = event.text.splitlines()
        if len(lines) > 1:
            event.prevent_default()
            event.stop()
            self._pasted(lines)


class SheetPage(Page[int | None]):
    """补录 from the sheet: row, time in, time out. Nothing is written before ^S, then all of it."""

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

    def __init__(self, occurrence: Occurrence) -> None:
        """Type in the sheet of an occurrence."""
        super().__init__()
        self.occurrence = occurrence
        self._lines = [""]
        self._at = 0
        """The line being typed."""

    def heading(self) -> list[Piece]:
        """Which sheet."""
        return [
            (_("Paper sheet"), STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def body(self) -> ComposeResult:
        """How a line is written, the line, and all lines with what becomes of them."""
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

    @property
    def input(self) -> SheetInput:
        """The line being typed."""
        return self.query_one(SheetInput)

    @property
    def dirty(self) -> bool:
        """Whether anything was typed that would be lost."""
        return any(line.strip() for line in self._lines)

    def fingerprint(self) -> object:
        """Also the register: what is clocked meanwhile may contradict the paper."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def begin(self) -> None:
        """Into the line."""
        super().begin()
        self.query_one("#lines", RowList).highlight(True)
        self.focus_on(self.input)

    def reload(self) -> None:
        """Every line with what it would do now."""
        text = "\n".join(self._lines)
        typed = self.village.registers.settlement.type_in(self.occurrence, text, dry=True)
        told = {each.line.at - 1: each for each in typed.lines}
        self.query_one(TextBlock).show(self._plan(typed))
        rows = self.query_one("#lines", RowList)
        owners = self._owners()
        rows.show([self._row(at, told.get(at), owners) for at in range(len(self._lines))])
        rows.move_to(self._at)

    def _plan(self, typed: SheetResult) -> list[list[Piece]]:
        examples = _(
            "Row, in, out: 3 0852 1110   still here: 3 0852   a mark: 3 late, leave, absent"
        )
        blank = _("A blank row with the name or code written on it: 41 V0123 0852 1110")
        faults = len(typed.faults)
        fine = len(typed.lines) - faults
        return [
            [(examples, QUIET)],
            [(blank, QUIET)],
            [],
            [
                (_("right {n}").format(n=fine), ACCENT),
                "   ",
                (_("with a fault {n}").format(n=faults), BAD if faults else QUIET),
            ],
        ]

    def _owners(self) -> dict[int, str]:
        """Whose the printed rows are: names by the number of the row."""
        people = self.village.people.all()
        entries = self.village.registers.read(self.occurrence.key).entries.values()
        return {e.row: people[e.number].name for e in entries if e.row and e.number in people}

    def _whose(self, told: LineResult, owners: Mapping[int, str]) -> str:
        """Whose a faulty row is, as far as that is known: by its number, or by what it says."""
        name = owners.get(_row_of(told.line.text), "")
        if not name and told.line.who:
            with contextlib.suppress(Refused):
                name = self.village.people.person_on_sheet(told.line.who).name
        return name

    def _row(self, at: int, told: LineResult | None, owners: Mapping[int, str]) -> ListRow:
        said, style = "", PLAIN
        if told is not None and told.fault is not None:
            fault, name = str(told.fault), self._whose(told, owners)
            said = f"! {fault}" if name in fault else f"{name} ! {fault}"
            style = BAD
        elif told is not None:
            said = told.summary
        return ListRow(at, [str(at + 1), self._lines[at], said], style)

    # -- typing ------------------------------------------------------------

    def _typed(self) -> None:
        """The line changed under the fingers."""
        if self._lines[self._at] != self.input.value:
            self._lines[self._at] = self.input.value
            self.status.show("")
            self._again()

    def _again(self) -> None:
        with self.report_refusals():
            self.reload()

    def _paste(self, lines: list[str]) -> None:
        """Several lines at once, at the place of an empty one."""
        if not self._lines[self._at].strip():
            del self._lines[self._at]
        self._lines[self._at : self._at] = [line.strip() for line in lines if line.strip()]
        self._lines = self._lines or [""]
        self._at = len(self._lines) - 1
        self._go(len(self._lines))

    def _go(self, at: int) -> None:
        """To another line; an empty one that is left goes, and there is always one at the end."""
        if not self._lines[self._at].strip() and self._at < len(self._lines) - 1:
            del self._lines[self._at]
            at -= at > self._at
        if at >= len(self._lines) and self._lines[-1].strip():
            self._lines.append("")
        self._at = max(0, min(at, len(self._lines) - 1))
        self.input.value = self._lines[self._at]
        self.input.cursor_position = len(self.input.value)
        self._again()

    def action_next(self) -> None:
        """Done with this line: to a new one at the end."""
        self._go(len(self._lines))

    def action_step(self, step: int) -> None:
        """To the line before or after, to mend it."""
        self._go(self._at + step)

    def action_page(self, step: int) -> None:
        """Many lines up or down."""
        self._go(self._at + 10 * step)

    @needs_writing
    @work
    async def action_new_person(self) -> None:
        """Somebody who signed and is not on the roster: put there, with the name on this line."""
        from yigong.tui.screens.people.person_form import WalkInForm

        before = self._lines[self._at - 1] if self._at else ""
        if not self._lines[self._at].strip() and self._unknown(before):
            self._go(self._at - 1)  # Enter was pressed already, and then the fault was seen
        name = _name_on(self._lines[self._at])
        person = await self.ask(WalkInForm(name))
        if person is not None:
            self._name_them(name, person)
            self.refresh_page()
            said = _("{name} is on the roster: {code}")
            self.status.good(said.format(name=person.name, code=person.code))

    def _unknown(self, text: str) -> bool:
        """Whether a line names somebody, and nobody can be told by it."""
        try:
            name = _name_on(text)
            return bool(name and not self.village.people.person_on_sheet(name))
        except Refused:
            return True

    def _name_them(self, typed: str, person: Volunteer) -> None:
        """Where the words of this line do not mean them (a namesake, a name mended): the code.

        A blank row with nobody's name on it gets theirs.
        """
        text, name = self._lines[self._at], f"{person.name} {person.code}"
        row = _row_of(text)
        if typed:
            with contextlib.suppress(Refused):  # nobody or several: the code says who
                if self.village.people.person_on_sheet(typed).number == person.number:
                    return
            text = text.replace(typed, name, 1)
        elif row and row not in self._owners():
            text = re.sub(r"\d+", lambda number: f"{number[0]} {name}", text, count=1)
        self._lines[self._at] = text
        self.input.value = self._lines[self._at]
        self.input.cursor_position = len(self.input.value)

    def action_save(self) -> None:
        """Write all lines, or none: with a fault, go to its line and say it."""
        text = "\n".join(self._lines)
        faults = self.village.registers.settlement.type_in(self.occurrence, text, dry=True).faults
        if faults:
            self._go(faults[0].line.at - 1)
        try:
            typed = self.village.registers.settlement.type_in(self.occurrence, text)
        except Refused:
            self.refresh_page()
            raise
        self.dismiss(len(typed.lines))

    def action_leave(self) -> None:
        """Close; ask first, if lines would be lost."""
        ask_to_leave(self, dirty=self.dirty)


def _row_of(text: str) -> int:
    """The number a line begins with; 0: none."""
    row = re.match(r"\s*(\d{1,4})(?!\d)", text)
    return int(row[1]) if row else 0


def _name_on(text: str) -> str:
    """The name on a line, also on one that is not typed to its end; empty: none."""
    words = " ".join(text.split()[1:])
    for line in parse_sheet(text):
        if line.fault is None:
            words = line.who
    return " ".join(word for word in words.split() if not any(c.isdigit() for c in word))
