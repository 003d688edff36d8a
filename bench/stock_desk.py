"""A desk made of stock widgets: the reference for the rows of the desk.

``python -m bench.stock_desk VILLAGE``: an input, an option list of the people found, a table of
those checked in. It searches names, phones and codes as plain text, and writes nothing to disk.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Footer, Input, OptionList, Static

from yigong.store.village.village import Village

SHOWS = "came 0"
_MAX_OPTIONS = 50


class StockDesk(App[None]):
    """The desk: type, then Enter."""

    CSS = "OptionList { height: 9; } DataTable { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", "Quit")]

    def __init__(self, folder: Path) -> None:
        super().__init__()
        people = Village.open(folder).people.all().values()
        self._lines = [
            (f"{p.name} {p.code} {p.phone} {p.group} {p.keys}".lower(), p) for p in people
        ]
        self._count = 0

    def compose(self) -> ComposeResult:
        """Counts, input, candidates, arrivals."""
        yield Static("came 0", id="counts")
        yield Input(placeholder="name, pinyin or initials, phone tail, code")
        yield OptionList()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Make the columns, and focus the input."""
        self.query_one(DataTable).add_columns("time", "name", "code", "group")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """List the people found."""
        query = event.value.strip().lower()
        found = [p for line, p in self._lines if query in line][:_MAX_OPTIONS] if query else []
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([f"{p.name}  {p.code}  {p.group}  ..{p.phone[-4:]}" for p in found])

    @on(Input.Submitted)
    def arrive(self, event: Input.Submitted) -> None:
        """Check in the first person found."""
        query = event.value.strip().lower()
        person = next((p for line, p in self._lines if query and query in line), None)
        if person is None:
            return
        self._count += 1
        now = f"{datetime.now():%H:%M}"
        self.query_one("#counts", Static).update(f"came {self._count}")
        table = self.query_one(DataTable)
        table.add_row(now, person.name, person.code, person.group)
        table.move_cursor(row=table.row_count - 1)
        event.input.value = ""


if __name__ == "__main__":
    StockDesk(Path(sys.argv[1])).run(mouse=False)
