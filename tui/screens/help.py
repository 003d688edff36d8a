"""The keys of the page one came from, and the way around."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from store.language import N_, _
from tui.screens.page import BACK, Page
from tui.screens.places import PLACES
from tui.widgets.bar import key_name
from tui.widgets.painted import STRONG, Piece
from tui.widgets.rows import Column, Row, Rows

_EVERYWHERE = (
    (N_("arrows, PgUp, PgDn"), N_("move")),
    ("Tab", N_("to the next field or list")),
    ("Esc", N_("back; nothing is lost by it")),
    ("^P", N_("all commands, by name")),
    ("^Q", N_("quit; everything is saved already")),
)
_DESK = (
    ("zxm, zhangxm, 张xm", N_("initials, pinyin, characters, or mixed")),
    ("5678, V0123", N_("the end of a phone number, a code")),
    (N_("a badge"), N_("is read wherever you are; what you typed stays")),
    ("Enter", N_("checks in on one clear hit, or on the row you chose")),
    ("", N_("on somebody here: offers to check out; left: to return")),
    ("^B", N_("ticks the household and counts others: 1 2")),
    ("^O", N_("checks out all who are still here, with one time")),
    ("^Z", N_("takes the last thing back, as often as you like")),
)


class HelpPage(Page[None]):
    """Help."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,down", "none", N_("Scroll"), key_display="Up/Down"),
        BACK,
    ]
    DEFAULT_CSS = "HelpPage #help { margin-top: 1; }"

    def __init__(self, below: Screen[object]) -> None:
        """Help for a page."""
        super().__init__()
        self._below = below

    def heading(self) -> list[Piece]:
        """Help."""
        return [(_("Help"), STRONG)]

    def body(self) -> ComposeResult:
        """One list."""
        yield Rows([Column("", 20), Column("", 0)], heads=False, id="help")

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.query_one("#help"))

    def reload(self) -> None:
        """The page's keys first."""
        rows: list[tuple[str, str]] = [(_("On this page"), "")]
        for binding in getattr(type(self._below), "BINDINGS", []):
            if isinstance(binding, Binding) and binding.description:
                keys = " ".join(key_name(key) for key in binding.key.split(","))
                rows.append((f"  {keys}", _(binding.description)))
        rows += [("", ""), (_("Everywhere"), "")]
        rows += [(f"  {_(key)}", _(words)) for key, words in _EVERYWHERE]
        rows += [("", ""), (_("From the calendar"), "")]
        rows += [
            (f"  {place.key}", f"{_(place.title)}: {_(place.purpose)}")
            for place in PLACES.values()
            if place.key
        ]
        rows += [("", ""), (_("At the desk"), "")]
        rows += [(f"  {_(key)}" if key else "", _(words)) for key, words in _DESK]
        self.query_one("#help", Rows).show(
            [
                Row(i, row, STRONG if row[0] and not row[1] else Row(0, ()).style)
                for i, row in enumerate(rows)
            ]
        )

    def action_none(self) -> None:
        """Scrolling is the list's; it stands here for the line of keys."""
