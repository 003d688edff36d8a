"""Facts below each other, each behind its label."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.style import Style

from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import PLAIN, QUIET, StyledLines

_LEAST = 8
"""The cells that a value has at least, however long its label is."""


def labelled_lines(facts: Iterable[tuple[str, str, Style]], width: int) -> StyledLines:
    """Facts in lines, their words below each other; longer ones take several lines.

    Args:
        facts: Label, words and style of each.
        width: The cells of a line.
    """
    facts = list(facts)
    indent = max((cell_len(label) for label, *_rest in facts), default=0) + 2
    lines: StyledLines = []
    for label, words, style in facts:
        first, *rest = wrap_text(words, max(_LEAST, width - indent))
        lines.append([(label + " " * (indent - cell_len(label)), QUIET), (first, style)])
        lines += [[" " * indent, (part, style)] for part in rest]
    return lines


def plain_facts(facts: Iterable[tuple[str, str]]) -> list[tuple[str, str, Style]]:
    """Facts in the usual colour, without those that there is nothing to say of."""
    return [(label, words, PLAIN) for label, words in facts if words]
