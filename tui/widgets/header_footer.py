"""The three lines of every page: header, status line, and footer with the keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.binding import Binding
from textual.geometry import Offset
from textual.strip import Strip

from yigong.store.language import _
from yigong.tui.text.display_text import harmless_line
from yigong.tui.text.key_names import binding_key
from yigong.tui.widgets.canvas import (
    ACCENT,
    BAD,
    GOOD,
    PLAIN,
    QUIET,
    Canvas,
    Piece,
    compose_line,
)

_ALWAYS = frozenset({"escape", "n,escape", "q", "question_mark,f1", "f1"})
"""Back and Help are shown however narrow the terminal is, Quit from `_NARROW` cells."""

_NARROW = 60

READING = "-reading"
"""The class of an application in reading mode: the terminal's cursor goes to what is said."""

_HELP_KEYS = ("?", "F1")

_MAX_STATUS_LINES = 3
"""A sentence with a long path may take three lines; nearly all take one."""


class HeaderLine(Canvas):
    """The first line: program, page, what is open; organiser and desk on the right."""

    DEFAULT_CSS = "HeaderLine { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._left: Sequence[Piece] = ()
        self._right = ""

    def show(self, left: Sequence[Piece], right: str) -> None:
        """Show other text."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The line."""
        right = self._right if cell_len(self._right) < width // 2 else ""
        room = width - cell_len(right) - 2
        pieces = [(" " + _("Yigong") + "  ", ACCENT), *self._left]
        body = compose_line(*pieces, width=max(room, 0))
        yield Strip.join([body, compose_line((f" {right} ", QUIET), width=width - room)])


class StatusLine(Canvas):
    """The line above the footer: the result of the last action, until the next one."""

    DEFAULT_CSS = "StatusLine { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._style = PLAIN

    @property
    def text(self) -> str:
        """The text it shows."""
        return self._text

    def show(self, text: str, style: Style = PLAIN) -> None:
        """Show a text; an empty one clears the line."""
        self._text, self._style = text, style
        room = max(1, (self.size.width or self.app.size.width) - 2)
        lines = min(_MAX_STATUS_LINES, max(1, -(-cell_len(text) // room)))
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines
        self.refresh()
        if text and self.app.has_class(READING):
            self.call_after_refresh(self._point_at_text)

    def _point_at_text(self) -> None:
        """Put the terminal's cursor on the text, where a screen reader reads on."""
        self.app.cursor_position = self.content_region.offset + Offset(1, 0)
        self.refresh()  # the cursor moves with the next update

    def good(self, text: str) -> None:
        """Show that something is done, and on disk."""
        self.show(f"✓ {text}", GOOD)

    def bad(self, text: str) -> None:
        """Show why something was not done."""
        self.show(f"! {text}", BAD)

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The text; a long one is wrapped."""
        rest = harmless_line(self._text)
        for _row in range(height):
            part = set_cell_size(rest, width - 2).rstrip() if cell_len(rest) > width - 2 else rest
            yield compose_line((f" {part}", self._style), width=width)
            rest = rest[len(part) :].lstrip()


class FooterLine(Canvas):
    """The last line: the keys of the page, in the order of its bindings.

    Textual's Footer is a widget for each key in a container that scrolls: where a terminal is
    narrow, keys are out of view without a mark, Help and Back among them.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key"}
    DEFAULT_CSS = "FooterLine { height: 1; }"

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """As many keys as fit; Back and Help always, and Help says so if there are more."""
        shown = [b for b in self.page_bindings() if b.show and b.description]
        always = _ALWAYS if width >= _NARROW else _ALWAYS - {"q"}
        items = [_item(b) for b in shown if b.key not in always]
        last = [_item(b) for b in shown if b.key in always]
        room = width - 1 - sum(map(_length, last))
        fitting = len(items)
        if sum(map(_length, items)) > room:
            last = [(key, _("More keys") if key in _HELP_KEYS else name) for key, name in last]
            room = width - 1 - sum(map(_length, last))
            lengths = list(accumulate(map(_length, items)))
            fitting = sum(length <= room for length in lengths)
        chip = self.get_component_rich_style("footer--key", partial=True)
        pieces: list[Piece] = [" "]
        for key, name in items[:fitting] + last:
            pieces += [(f" {key} ", chip), f" {name}  "]
        yield compose_line(*pieces, width=width)

    def page_bindings(self) -> list[Binding]:
        """The bindings the page declares whose action is enabled now.

        A focused widget that names its keys takes the page's: what is typed there are letters.
        """
        screen = self.screen
        taken = [b for b in declared_bindings(type(screen.focused)) if b.show and b.description]
        return taken or [
            binding
            for binding in declared_bindings(type(screen))
            if screen.check_action(binding.action.partition("(")[0], ()) is not False
        ]


def declared_bindings(page: type[object]) -> list[Binding]:
    """The bindings that a page declares, then those of its bases whose keys it leaves to them."""
    found: list[Binding] = []
    taken: set[str] = set()
    for base in page.__mro__:
        if base.__module__.startswith("textual."):
            continue
        own = [b for b in base.__dict__.get("BINDINGS", ()) if isinstance(b, Binding)]
        found += [b for b in own if taken.isdisjoint(b.key.split(","))]
        taken.update(key for b in own for key in b.key.split(","))
    return found


def _item(binding: Binding) -> tuple[str, str]:
    return binding_key(binding), _(binding.description)


def _length(item: tuple[str, str]) -> int:
    return cell_len(item[0]) + cell_len(item[1]) + 5
