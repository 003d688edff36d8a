"""The signed scorecards, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.dates.date_words import date_text, days_text
from yigong.store.language import N_, _
from yigong.store.score_records import Scorecard
from yigong.store.scores.score_words import SUBJECT_NAMES, card_state
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class CardsPage(ListPage[None]):
    """Lists the signed scorecards, those that hold no more dimmed; Enter opens one."""

    PURPOSE = N_("See the scorecards that were signed.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the scorecard under the cursor.")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"scorecards"})
    EMPTY = N_("No scorecard is signed yet. On the page of scores s signs the one shown.")

    def heading(self) -> list[Piece]:
        """What this is."""
        return [(_("Signed scorecards"), STRONG)]

    def columns(self) -> Sequence[ListColumn]:
        """The code, whom it is of, its days, when and by whom, what became of it."""
        return [
            ListColumn(_("Code"), 4),
            ListColumn(_("Rows"), 11, snug=True),
            ListColumn(_("Period"), 0, most=40),
            ListColumn(_("Signed on"), 14, snug=True, least=60),
            ListColumn(_("Signed by"), 9, snug=True, least=60),
            ListColumn("", 20, snug=True),
        ]

    def reload(self) -> None:
        """List them."""
        cards = self.village.scorecards
        found = sorted(cards.all().values(), key=lambda card: -card.number)
        self.rows.show([self._row(card, cards.replaced_by(card.number)) for card in found])

    def _row(self, card: Scorecard, later: Scorecard | None) -> ListRow:
        state = card_state(card, later)
        cells = [
            card.code,
            _(SUBJECT_NAMES[card.of]),
            days_text(card.first, card.last),
            date_text(card.at),
            card.by,
            state,
        ]
        return ListRow(card.number, cells, QUIET if state else PLAIN)

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the card."""
        from yigong.tui.screens.scores.card_page import CardPage

        if isinstance(event.key, int):
            self.app.push_screen(CardPage(event.key))
