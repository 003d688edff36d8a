"""The page on which several people are picked, who are awarded points at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _, ngettext
from yigong.store.records import Volunteer
from yigong.tui.screens.event.sign_up_page import PickPage
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import PLAIN, STRONG, Piece

_CHOSEN = Style(bold=True)


class AwardPeoplePage(PickPage):
    """Picks people; the award is written down when all are picked."""

    PURPOSE = N_("Pick who is awarded points; ^S goes on to the points and the reason.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Pick / not"),
            tooltip=N_("Pick the person under the cursor, or pick them no more."),
        ),
        Binding("ctrl+s", "go_on", N_("Go on"), priority=True),
        *PickPage.BINDINGS[1:],
    ]
    BOOKS = frozenset({"people", "squads"})

    def __init__(self) -> None:
        """Begin with nobody."""
        super().__init__()
        self._picked: dict[int, None] = {}
        self.chosen: tuple[int, ...] = ()
        """Who is awarded, once the page was left by ^S."""

    def heading(self) -> list[Piece]:
        """How many are picked."""
        count = ngettext("{n} person", "{n} people", len(self._picked)).format(n=len(self._picked))
        return [(_("Award points"), STRONG), f"  {count}"]

    def first_people(self) -> Iterable[int]:
        """Everybody."""
        return [person.number for person in self.village.people.listed()]

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """Whether they are picked."""
        return (_("picked"), _CHOSEN) if person.number in self._picked else (person.home, PLAIN)

    def mark(self, person: Volunteer) -> Style:
        """Green for who is picked."""
        return swatch("green") if person.number in self._picked else PLAIN

    def pick(self, person: Volunteer) -> str:
        """Pick a person, or no more."""
        picked = person.number not in self._picked
        if picked:
            self._picked[person.number] = None
        else:
            del self._picked[person.number]
        self.show_heading()
        text = _("{name} is picked; ^S goes on") if picked else _("{name} is picked no more")
        return text.format(name=person.name)

    def action_go_on(self) -> None:
        """Go on to how many points, and why."""
        self.chosen = tuple(self._picked)
        self.dismiss()
