"""Help: the keys of the page below, of every page, of the calendar and of the desk."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.screen import Screen

from yigong.store.language import N_, _
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, Page
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.key_words import key_sentence
from yigong.tui.widgets.canvas import PLAIN, STRONG, Piece
from yigong.tui.widgets.header_footer import declared_bindings, key_name
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_KEYS = 18
"""Cells of the keys."""

_EVERYWHERE = (
    ("0, F10", N_("the menu: every main page")),
    (N_("arrows, PgUp, PgDn"), N_("move")),
    ("Tab", N_("to the next field or list")),
    ("Esc", N_("back; nothing is lost by it")),
    ("^P", N_("all commands, by name")),
    ("^Q", N_("quit; everything is saved already")),
    ("^L", N_("paint the screen anew, if something else wrote on it")),
)
_DESK = (
    ("zxm, zhangxm, 张xm", N_("initials, pinyin, characters, or mixed")),
    ("5678, V0123", N_("the end of a phone number, a code")),
    (N_("a badge"), N_("is read wherever you are; what you typed stays")),
    ("Enter", N_("checks in on one clear hit, or on the row you chose")),
    ("", N_("on somebody here: offers to check out; left: to return")),
    ("^B", N_("ticks the household and counts others: 1 2")),
    ("^T", N_("as what: volunteer, participant, learner, guest, paid")),
    ("^K", N_("counts people who give no name, as with ^B")),
    ("^O", N_("checks out all who are still here, with one time")),
    ("^Z", N_("takes the last thing back, as often as you like")),
)


class HelpText(RowList):
    """A list without a cursor: the keys scroll it."""

    def action_move(self, step: int) -> None:
        """Scroll by lines."""
        self._to(self._top + step)

    def action_page(self, step: int) -> None:
        """Scroll by pages that share a line."""
        self._to(self._top + step * max(1, self._room - 1))

    def action_end(self, step: int) -> None:
        """Scroll to the top or the end."""
        self._to(0 if step < 0 else len(self.rows))

    @property
    def visible_range(self) -> str:
        """The lines in view, of how many; empty if all are."""
        room = self._room
        if len(self.rows) <= room:
            return ""
        return f"{self._top + 1}-{min(self._top + room, len(self.rows))}/{len(self.rows)}"

    def _to(self, top: int) -> None:
        """Put a line at the top, if enough lines follow it."""
        self._top = self.index = max(0, min(top, len(self.rows) - self._room))
        self.refresh()


class HelpPage(Page[None]):
    """Shows the help for a page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", N_("Scroll"), key_display="Up/Down"),
        Binding("up,k", "move(-1)", show=False),
        Binding("space,pagedown", "page(1)", N_("Page down")),
        Binding("pageup,b", "page(-1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
        BACK,
    ]
    DEFAULT_CSS = "HelpPage #help { margin-top: 1; }"

    def __init__(self, below: Screen[object]) -> None:
        """Make the help for the page below."""
        super().__init__()
        self._below = below

    def heading(self) -> list[Piece]:
        """Help, and the lines in view."""
        return [(_("Help"), STRONG), f"  {self._help.visible_range}"]

    def body(self) -> ComposeResult:
        """The keys and what they do."""
        yield HelpText(
            [ListColumn("", _KEYS), ListColumn("", 0)], heads=False, focusable=False, id="help"
        )

    @property
    def _help(self) -> HelpText:
        return self.query_one(HelpText)

    def fingerprint(self) -> object:
        """There is no book to watch, and on the first start no village."""
        return ()

    def on_resize(self, event: Resize) -> None:
        """Wrap the sentences anew, and update the lines in view."""
        self.call_after_refresh(self.refresh_page)

    def reload(self) -> None:
        """List the keys, those of the page below first."""
        rows: list[tuple[str, str]] = [(_("On this page"), "")]
        page = type(self._below)
        for binding in declared_bindings(page):
            if binding.description:
                keys = " ".join(key_name(key) for key in binding.key.split(","))
                rows.append((f"  {keys}", key_sentence(page, binding)))
        rows += [("", ""), (_("Everywhere"), "")]
        rows += [(f"  {_(key)}", _(words)) for key, words in _EVERYWHERE]
        rows += [("", ""), (_("From the calendar"), "")]
        rows += [
            (f"  {main.key}", f"{_(main.title)}: {_(main.purpose)}")
            for main in MAIN_PAGES.values()
            if main.key
        ]
        rows += [("", ""), (_("At the desk"), "")]
        rows += [(f"  {_(key)}" if key else "", _(words)) for key, words in _DESK]
        room = max(20, (self._help.size.width or self.app.size.width) - _KEYS - 3)
        lines = [
            (keys if at == 0 else "", line)
            for keys, words in rows
            for at, line in enumerate(wrap_text(words, room))
        ]
        self._help.show(
            [
                ListRow(i, line, STRONG if line[0] and not line[1] else PLAIN)
                for i, line in enumerate(lines)
            ]
        )

    def action_move(self, step: int) -> None:
        """Scroll by lines."""
        self._help.action_move(step)
        self.show_heading()

    def action_page(self, step: int) -> None:
        """Scroll by pages."""
        self._help.action_page(step)
        self.show_heading()

    def action_end(self, step: int) -> None:
        """Scroll to the top or the end."""
        self._help.action_end(step)
        self.show_heading()
