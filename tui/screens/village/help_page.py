"""Help: what a page is for, and what its keys do, in groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.events import Resize
from textual.screen import Screen

from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.text.key_names import key_name
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.key_words import key_sentence
from yigong.tui.widgets.canvas import ACCENT, PLAIN, STRONG, Piece
from yigong.tui.widgets.header_footer import declared_bindings
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.wrapped_text import WrappedText

_MOST_KEYS = 18
"""The most cells of the keys."""

_MOVING = frozenset(
    {"up", "down", "left", "right", "tab", "left_square_bracket", "right_square_bracket", "escape"}
)
"""The keys that only move: they stand below those that do something."""

_EVERYWHERE = (
    HELP,
    Binding(
        "0,f10", "app.menu", tooltip=N_("Open the menu of the pages; F10 also while you type.")
    ),
    Binding("ctrl+p", "", tooltip=N_("Find any command by words, pinyin or initials, and run it.")),
    Binding("up,down", "", tooltip=N_("Go to the row or field above or below.")),
    Binding("pageup,pagedown", "", tooltip=N_("Move by a page.")),
    Binding("tab", "", tooltip=N_("Go to the next field, list or view.")),
    BACK,
    Binding("ctrl+l", "", tooltip=N_("Paint the screen anew, if something else wrote on it.")),
    Binding("ctrl+q", "", tooltip=N_("Quit; everything is saved already.")),
)

Rows = list[tuple[str, str]]
"""Keys, and what they do."""


def key_rows(page: type[DOMNode], bindings: Iterable[Binding]) -> Rows:
    """The keys of bindings, and their sentences; keys with the same sentence share a row."""
    keys: dict[str, list[str]] = {}
    for binding in bindings:
        keys.setdefault(key_sentence(page, binding), []).extend(binding.key.split(","))
    return [(" ".join(map(key_name, names)), words) for words, names in keys.items()]


def page_rows(page: type[DOMNode]) -> Rows:
    """What the keys of a page do; those that only move stand last, and main pages are left out."""
    bindings = [
        binding
        for binding in declared_bindings(page)
        if binding.description
        and not binding.action.startswith("app.go")
        and (binding.action != "sort_rows" or (issubclass(page, ListPage) and page.sorts()))
    ]
    moving = [binding for binding in bindings if binding.key.partition(",")[0] in _MOVING]
    return key_rows(page, [each for each in bindings if each not in moving] + moving)


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
        Binding("down,j", "move(1)", N_("Scroll"), key_display="up,down"),
        Binding("up,k", "move(-1)", show=False),
        Binding("space,pagedown", "page(1)", N_("Page down")),
        Binding("pageup,b", "page(-1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
        BACK,
    ]
    DEFAULT_CSS = "HelpPage WrappedText { margin: 1 2 0 2; } HelpPage #help { margin: 1 1 0 1; }"

    def __init__(self, below: Screen[object]) -> None:
        """Make the help for the page below."""
        super().__init__()
        self._below = below

    def heading(self) -> list[Piece]:
        """Help, and the lines in view."""
        return [(_("Help"), STRONG), f"  {self._help.visible_range}"]

    def body(self) -> ComposeResult:
        """What the page is for; the keys, and what they do."""
        if isinstance(self._below, Page) and self._below.PURPOSE:
            yield WrappedText([_(self._below.PURPOSE)])
        yield HelpText([], heads=False, focusable=False, id="help")

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
        """List the keys in groups, those of the page below first."""
        rows = [row for title, group in self._groups() for row in [("", ""), (title, ""), *group]]
        keys = min(_MOST_KEYS, max(cell_len(first) for first, _words in rows))
        width = self._help.size.width or self.app.size.width
        lines = [
            (first if at == 0 else "", line)
            for first, words in rows[1:]
            for at, line in enumerate(wrap_text(words, max(20, width - keys - 3)))
        ]
        self._help.show(
            [
                ListRow(at, line, PLAIN if line[1] else STRONG, {0: ACCENT} if line[1] else {})
                for at, line in enumerate(lines)
            ],
            columns=[ListColumn("", keys), ListColumn("", 0)],
        )
        self.show_heading()

    def _groups(self) -> Iterator[tuple[str, Rows]]:
        """The titles of the groups, and their rows."""
        in_village = not isinstance(self._below, Page) or self._below.IN_VILLAGE
        keys = [each for each in _EVERYWHERE if in_village or each.action != "app.menu"]
        everywhere = key_rows(Page, keys)
        known = {words for _keys, words in everywhere}
        page = type(self._below)
        yield _("On this page"), [row for row in page_rows(page) if row[1] not in known]
        if issubclass(page, Page) and page.TYPED:
            yield _("To find somebody"), [(_(typed), _(words)) for typed, words in page.TYPED]
        yield _("Everywhere"), everywhere
        if in_village:
            yield (
                _("From the calendar"),
                [(main.key, _(main.purpose)) for main in MAIN_PAGES.values() if main.key],
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
