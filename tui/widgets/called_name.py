"""The name that is called now in a roll call, on a ground of its own, with what is known of the
person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual.strip import Strip

from yigong.store.people.pinyin import is_han
from yigong.tui.widgets.bars import ground
from yigong.tui.widgets.canvas import (
    CHOSEN,
    PLAIN,
    QUIET,
    STRONG,
    Canvas,
    StyledLines,
    compose_line,
)

_HIGH = 12
"""Lines from which there is air around the name."""


@dataclass(frozen=True)
class CalledPerson:
    """Who is called, in words."""

    name: str
    reading: str
    position: str
    """Which of how many."""

    about: tuple[str, ...]
    """Code, role, squad; group and phone's tail: what tells namesakes apart."""

    state: str
    colour: str
    """The ground of the name: the state's; empty: none."""

    clocked_by: str
    following: str
    """Who comes next, or nothing."""


class CalledName(Canvas):
    """The person who is called: the name large, with a line or two around it."""

    DEFAULT_CSS = "CalledName { height: 1fr; }"

    _person: CalledPerson | None = None

    def show(self, person: CalledPerson | None) -> None:
        """Show another person; `None`: nobody is called."""
        self._person = person
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The name on its ground, and the lines around it."""
        person = self._person
        if person is None:
            return
        style = ground(self, person.colour) if person.colour else CHOSEN
        high = height >= _HIGH
        name = spaced_name(person.name, width - 4, gap=2)
        air = [""] * (max(4, height // 2 - 4) // 2 if high else 1)
        for text in [*air, name, *[person.reading] * high, *air[high:]]:
            pad = " " * max(0, (width - cell_len(text)) // 2)
            yield compose_line(pad, (text, style + STRONG), width=width, fill=style)
        yield compose_line((f" {person.position}", style), width=width, fill=style)
        words = [(text, PLAIN) for text in person.about]
        words += [(person.state, STRONG), (person.clocked_by, QUIET)]
        lines: StyledLines = [[word] for word in words if word[0]]
        blank: StyledLines = [[]] * high
        following: StyledLines = [[(person.following, QUIET)]]
        for pieces in blank + lines + blank + following:
            yield compose_line("  ", *pieces, width=width)


def spaced_name(name: str, room: int, gap: int = 1) -> str:
    """A name set large: blanks between its Chinese characters, where they fit; `gap` at the
    most."""
    if all(map(is_han, name)):
        for blanks in range(gap, 0, -1):
            wide = (" " * blanks).join(name)
            if cell_len(wide) <= room:
                return wide
    return name
