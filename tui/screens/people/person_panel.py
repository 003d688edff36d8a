"""The side column of a page about people: who is under its cursor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from yigong.store.attendance.by_person import is_to_come
from yigong.store.attendance.counts_cache import RegisterCounts
from yigong.store.errors import DataError
from yigong.store.squads.staffing import AHEAD
from yigong.store.village.village import Village
from yigong.tui.background.attendance_query import query_attendance
from yigong.tui.screens.base.page import Page
from yigong.tui.view.person_card import PersonCard, SignedUp, attended_by
from yigong.tui.view.person_words import squads_of
from yigong.tui.widgets.canvas import StyledLines, pieces_width
from yigong.tui.widgets.panel import Panel

_YEAR = timedelta(days=365)
_GAP = 4
_OTHER_LINES = 6
"""Lines of a page that are not the column's."""


class PersonPanel(Panel):
    """Shows one person, or several below or beside one another."""

    DEFAULT_CSS = "PersonPanel { margin-top: 1; }"

    def __init__(self, *, beside: bool = False) -> None:
        """Make the panel.

        Args:
            beside: Whether several people stand beside one another.
        """
        super().__init__()
        self._beside = beside

    def show_people(self, page: Page[Any], numbers: Sequence[int]) -> None:
        """Show other people; the registers of a year are read only where they changed.

        Args:
            page: The page.
            numbers: The people's; who is not there any more is left out.
        """
        village = page.village
        today = village.now().date()

        def cards(counts: Sequence[RegisterCounts]) -> list[PersonCard]:
            people = village.people.all()
            return [_card(village, n, counts) for n in numbers if n in people]

        query_attendance(page, today - _YEAR, None, cards, self._show_cards)

    def _show_cards(self, cards: Sequence[PersonCard]) -> None:
        height = self.screen.size.height - _OTHER_LINES
        if cards and self._beside:
            self.fill(lambda width: _beside(self, cards, width, height // 2))
        else:
            self.fill(lambda width: _below(self, cards, width, height // max(1, len(cards))))


def _below(panel: Panel, cards: Sequence[PersonCard], width: int, height: int) -> StyledLines:
    lines: StyledLines = []
    for card in cards:
        lines += [[], []] if lines else []
        lines += card.lines(panel, width, height)
    return lines


def _beside(panel: Panel, cards: Sequence[PersonCard], width: int, height: int) -> StyledLines:
    room = width // len(cards)
    columns = [card.lines(panel, room - _GAP, height) for card in cards]
    lines: StyledLines = []
    for row in zip_longest(*columns, fillvalue=()):
        padded = ([*pieces, " " * (room - pieces_width(pieces))] for pieces in row)
        lines.append([piece for pieces in padded for piece in pieces])
    return lines


def _card(village: Village, number: int, counts: Sequence[RegisterCounts]) -> PersonCard:
    return PersonCard(
        person=village.people.get(number),
        squads=squads_of(village, number),
        today=village.now().date(),
        attended=attended_by(counts, number),
        signed_up=_sign_ups(village, number),
        own_kinds=village.settings.kinds,
    )


def _sign_ups(village: Village, number: int) -> list[SignedUp]:
    """What somebody is signed up for in the next months; what cannot be read is left out."""
    now, found = village.now(), []
    for key in village.registers.near(now.date(), (now + AHEAD).date()):
        try:
            register = village.registers.read(key)
        except DataError:
            continue
        head, entry = register.head, register.entries.get(number)
        if head is not None and entry is not None and is_to_come(head, entry, now):
            found.append(SignedUp(head, entry))
    return sorted(found, key=lambda each: each.head.start.timestamp())
