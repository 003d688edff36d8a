"""The three lines of every page: header, status line, and footer with the keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Self

from rich.cells import cell_len
from rich.style import Style
from textual.binding import Binding
from textual.geometry import Offset, Region, Size
from textual.strip import Strip

from yigong.store.language import _
from yigong.tui.text.key_names import binding_key
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import (
    ACCENT,
    BAD,
    GOOD,
    PLAIN,
    QUIET,
    Canvas,
    Piece,
    StyledLines,
    compose_line,
    pieces_width,
)
from yigong.tui.widgets.text_block import flowing

_ALWAYS = frozenset({"escape", "n,escape", "q", "question_mark,f1", "f1"})
"""Back, Help and Quit are shown however narrow the terminal is."""

_ROOMY = 80
"""Cells from which the keys have one line; else they have two."""

_LEAST_WORDS = 8
"""Cells in which the words behind the title of a page still say something."""

READING = "-reading"
"""The class of an application in reading mode: the terminal's cursor goes to what is said."""

_MAX_STATUS_LINES = 6
"""A sentence with a long path may take as many on a narrow terminal; nearly all take one."""


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
        program: Piece = (" " + _("Yigong") + "  ", ACCENT)
        title, words = self._left[:1], self._left[1:]
        least = pieces_width([program, *title])
        right = f" {self._right} " if least + cell_len(self._right) + 2 <= width else ""
        room = width - cell_len(right)
        if least + pieces_width(words) >= room:
            words = _fitting_words(words, room - least)
        body = compose_line(program, *title, *words, width=room)
        yield Strip.join([body, compose_line((right, QUIET), width=width - room)])


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
        lines = min(_MAX_STATUS_LINES, len(wrap_text(text, room)))
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
        for line in wrap_text(self._text, max(1, width - 2))[:height]:
            yield compose_line((f" {line}", self._style), width=width)


class FooterLine(Canvas):
    """The last line, or two where it is short: the keys of the page, in the order of its bindings.

    Textual's Footer is a widget for each key in a container that scrolls: where a terminal is
    narrow, keys are out of view without a mark, Help and Back among them.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key"}
    DEFAULT_CSS = "FooterLine { height: auto; min-height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, str] = {}

    def rename(self, key: str, name: str) -> None:
        """Name a key after what it does now; an empty name is that of its binding."""
        if self._names.get(key, "") != name:
            self._names[key] = name
            self.refresh()

    def refresh(self, *regions: Region, **options: bool) -> Self:
        """Paint again soon, in as many lines as the keys that are enabled now need."""
        if self.is_mounted and self.size.width:
            options["layout"] = (
                options.get("layout", False)
                or len(self._lines(self.size.width)) != self.size.height
            )
        return super().refresh(*regions, **options)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: the lines that the keys need."""
        return len(self._lines(width))

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The keys as chips, each with what it does."""
        for pieces in self._lines(width)[:height]:
            yield compose_line(" ", *pieces, width=width)

    def _lines(self, width: int) -> StyledLines:
        """As many keys as fit; Back and Help always, and Help says so if there are more."""
        chip = self.get_component_rich_style("footer--key", partial=True)

        def chips(bindings: Iterable[Binding], help_name: str = "") -> Iterator[list[Piece]]:
            for b in bindings:
                name = self._names.get(b.key) or _(b.description)
                name = help_name if help_name and b.action == "app.help" else name
                yield [(f" {binding_key(b)} ", chip), f" {name}"]

        shown = [b for b in self.page_bindings() if b.show and b.description]
        last = [b for b in shown if b.key in _ALWAYS]
        items = [*chips(b for b in shown if b not in last)]
        most = 1 if width >= _ROOMY else 2
        lines = flowing([*items, *chips(last)], width - 1, 2)
        while len(lines) > most and items:
            items.pop()
            lines = flowing([*items, *chips(last, _("More keys"))], width - 1, 2)
        return lines[:most]

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


def _fitting_words(pieces: Sequence[Piece], room: int) -> list[Piece]:
    """As many whole facts behind a title as there is room for, two blanks between them, or as many
    words of the first; none, if there is too little room."""
    if room < _LEAST_WORDS:
        return []
    text = "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)
    facts = [fact.strip() for fact in text.split("  ") if fact.strip()]
    shown = "  ".join(facts)
    while len(facts) > 1 and cell_len(shown) > room - 3:
        facts.pop()
        shown = "  ".join(facts)
    return ["  ", wrap_text(shown, room - 3)[0]]
