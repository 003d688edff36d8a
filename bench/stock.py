"""The same desk put together from stock widgets: what the rows of the desk are held against.

``python -m bench.stock VILLAGE``: an input, an option list of those it may mean, a table of who
came. It knows names, phones and codes, searches by plain text, and writes nothing to the disk.
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
_MOST = 50


class StockDesk(App[None]):
    """Type, Enter, next."""

    CSS = "OptionList { height: 9; } DataTable { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", "Quit")]

    def __init__(self, folder: Path) -> None:
        super().__init__()
        people = Village.open(folder).people.all().values()
        self._lines = [
            (f"{p.name} {p.code} {p.phone} {p.group} {p.keys}".lower(), p) for p in people
        ]
        self._came = 0

    def compose(self) -> ComposeResult:
        """Counts, input, candidates, arrivals."""
        yield Static("came 0", id="counts")
        yield Input(placeholder="name, pinyin or initials, phone tail, code")
        yield OptionList()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Columns, and into the input."""
        self.query_one(DataTable).add_columns("time", "name", "code", "group")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Whom it may mean."""
        query = event.value.strip().lower()
        found = [p for line, p in self._lines if query in line][:_MOST] if query else []
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([f"{p.name}  {p.code}  {p.group}  ..{p.phone[-4:]}" for p in found])

    @on(Input.Submitted)
    def arrive(self, event: Input.Submitted) -> None:
        """The first one comes in."""
        query = event.value.strip().lower()
        person = next((p for line, p in self._lines if query and query in line), None)
        if person is None:
            return
        self._came += 1
        now = f"{datetime.now():%H:%M}"
        self.query_one("#counts", Static).update(f"came {self._came}")
        table = self.query_one(DataTable)
        table.add_row(now, person.name, person.code, person.group)
        table.move_cursor(row=table.row_count - 1)
        event.input.value = ""


if __name__ == "__main__":
    StockDesk(Path(sys.argv[1])).run(mouse=False)
