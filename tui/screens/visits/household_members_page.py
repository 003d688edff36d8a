"""The page that says who lives in a household: one person after the other is found and taken in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _, ngettext
from yigong.store.people.finder import Rank
from yigong.store.people.households import households
from yigong.store.records import Volunteer
from yigong.tui.screens.event.sign_up_page import PickPage
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import PLAIN, STRONG, Piece


class HouseholdMembersPage(PickPage):
    """Takes people into a household, and out of it."""

    PURPOSE = N_("Say who lives in the household.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Lives here / not"),
            tooltip=N_("Say that the person under the cursor lives here, or no longer."),
        ),
        *PickPage.BINDINGS[1:],
    ]
    BOOKS = frozenset({"people", "squads"})

    def __init__(self, home: str) -> None:
        """Say who lives in a household."""
        super().__init__()
        self._home = home

    def heading(self) -> list[Piece]:
        """The household, and how many live there."""
        count = len(self._living())
        text = ngettext("{n} person", "{n} people", count).format(n=count)
        return [(self._home, STRONG), f"  {text}"]

    def _living(self) -> list[Volunteer]:
        return households(self.village.people.listed()).get(self._home, [])

    def first_people(self) -> Iterable[int]:
        """Who lives there, then who has the phone of one of them."""
        living = self._living()
        phones = {person.phone for person in living if person.phone}
        sharing = (p.number for p in self.village.people.listed() if p.phone in phones)
        return [*(person.number for person in living), *sharing]

    def rank(self) -> Rank:
        """Who lives there comes last: they are here already."""
        return {person.number: 9 for person in self._living()}

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """The household they live in."""
        return person.home, PLAIN

    def mark(self, person: Volunteer) -> Style:
        """Green for who lives here."""
        return swatch("green") if person.home == self._home else PLAIN

    def pick(self, person: Volunteer) -> str:
        """Let a person live here, or no longer."""
        lives_here = person.home == self._home
        self.village.people.live_in("" if lives_here else self._home, [person.number])
        self.show_heading()
        if lives_here:
            return _("{name} does not live in {home} any more").format(
                name=person.name, home=self._home
            )
        before = _("(before: {home})").format(home=person.home) if person.home else ""
        text = _("{name} lives in {home} now").format(name=person.name, home=self._home)
        return f"{text}  {before}".rstrip()
