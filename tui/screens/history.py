"""Who changed what, and when: the newest first."""

from __future__ import annotations

from itertools import islice
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.history import Line
from store.language import N_, _
from store.records import code
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import STRONG, Piece
from tui.widgets.rows import Column, Row, Rows
from tui.words import act_name

_SHOWN = 500


class HistoryPage(Page[None]):
    """The latest changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,down", "none", N_("Scroll"), key_display="Up/Down"),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "events", "settings"})
    DEFAULT_CSS = "HistoryPage #lines { margin-top: 1; }"

    def heading(self) -> list[Piece]:
        """How far back."""
        return [(_("History"), STRONG), "  " + _("the last {n} changes").format(n=_SHOWN)]

    def body(self) -> ComposeResult:
        """One list."""
        yield Rows(
            [
                Column(_("When"), 14),
                Column(_("Who"), 10),
                Column(_("Desk"), 8, least=70),
                Column(_("What"), 16),
                Column(_("Of"), 0),
                Column(_("Why"), 16, least=90),
            ],
            empty=_("Nothing was changed yet."),
            id="lines",
        )

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.query_one("#lines"))

    def watched(self) -> object:
        """Any change at all may change a number or a line here."""
        return self.village.history.signature()

    def reload(self) -> None:
        """Read as far back as is shown."""
        lines = islice((n for n in self.village.history.newest_first() if n.key), _SHOWN)
        self.query_one("#lines", Rows).show(
            [
                Row(
                    (line.at, line.n),
                    [
                        f"{line.at:%m-%d %H:%M:%S}",
                        line.by,
                        line.desk,
                        act_name(line.act),
                        self._subject(line),
                        act_name(line.note),
                    ],
                )
                for line in lines
            ]
        )

    def _subject(self, line: Line) -> str:
        """Whom or what a line is about."""
        if line.book.startswith("registers/"):
            person = self.village.people.all().get(line.key)
            name = person.name if person else code("V", line.key)
            return f"{name}  {line.book.rpartition('/')[2]}"
        record = line.new or line.old or {}
        return str(record.get("name") or record.get("title") or line.key)

    def action_none(self) -> None:
        """Scrolling is the list's; it stands here for the line of keys."""
