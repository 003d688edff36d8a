"""A form field that names records of the village, such as venues: space shows what there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.strip import Strip

from yigong.store.language import _
from yigong.tui.widgets.canvas import CHOSEN, PLAIN, QUIET, compose_line
from yigong.tui.widgets.choice_field import ChoiceField

Picks = tuple[tuple[int, str], ...]
"""The numbers of the records that are picked, each with the part it has; empty: it has none."""


class PickField(ChoiceField):
    """Several records, in the order in which they were picked; a list of them opens to change it.

    Its options are their numbers and names.
    """

    def __init__(
        self,
        options: Sequence[tuple[object, str]],
        value: object,
        parts: Sequence[tuple[str, str]] = (),
        *,
        many: bool = True,
        id: str | None = None,
    ) -> None:
        """Make the field.

        Args:
            options: The numbers and names of what there is.
            value: What is picked.
            parts: The parts that each may have, with their names; empty: it is picked or not.
            many: Whether several can be picked.
            id: Its id.
        """
        self.parts = tuple(parts)
        self.many = many
        self._picks: object = value
        self._nothing = ""
        super().__init__(options, value, id=id)

    @property
    def value(self) -> object:
        """What is picked."""
        return self._picks

    def offer(self, options: Sequence[tuple[object, str]], value: object) -> None:
        """Replace what there is and what is picked."""
        self.options, self._picks = list(options), value
        if self.is_mounted:
            self.refresh()

    def choose(self, value: object) -> None:
        """Pick others."""
        self._picks = value
        self.refresh()
        self.post_message(self.Changed(self))

    def say_nothing_picked(self, text: str) -> None:
        """Say what holds while nothing is picked, translated; empty: nothing does."""
        self._nothing = text
        self.refresh()

    def action_step(self, step: int) -> None:
        """Show what there is: one press can say only one of many."""
        self.action_open()

    def words(self, value: object) -> str:
        """What is picked, by name: ``主办 青山农场  承办 修葺队``."""
        names, parts = dict(self.options), dict(self.parts)
        picks = value if isinstance(value, tuple) else ()
        if not parts:
            return _(", ").join(names.get(number, str(number)) for number, _part in picks)
        return "  ".join(
            f"{parts.get(part, part)} {names.get(number, number)}" for number, part in picks
        )

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The names, and how to change them."""
        more = _("Space: choose") if self.has_focus else ""
        style = CHOSEN if self.has_focus else PLAIN
        text = self.words(self._picks) or self._nothing or _("none")
        yield compose_line(("  ", QUIET), (f" {text} ", style), (f"   {more}", QUIET), width=width)
