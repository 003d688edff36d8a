"""What a town has to look at: who has not reported, registers that are late or were corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from yigong.store.language import N_, _
from yigong.store.town.town_reading import TownSummary
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.town.town_list_page import TownListPage
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.view.town_rows import attention_rows
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn


class AttentionPage(TownListPage):
    """Lists them, the latest first."""

    PURPOSE = N_("See who has not reported, and which registers are late or were corrected.")
    BINDINGS: ClassVar[list[BindingType]] = [BACK, HELP]
    EMPTY = N_("All have reported, nothing is late and nothing was corrected.")

    def __init__(self, summary: TownSummary) -> None:
        """List what is to be looked at in a summary."""
        super().__init__()
        self._summary = summary

    def heading(self) -> list[Piece]:
        """What it is, and the period."""
        period = SummaryPeriod(self._summary.first, self._summary.last)
        return [(_("To look at"), STRONG), f"  {period.name()}"]

    def columns(self) -> Sequence[ListColumn]:
        """Village, date, what is the matter."""
        return [
            ListColumn(_("Village"), 20, snug=True),
            ListColumn(_("Date"), 10, least=60),
            ListColumn(_("What is the matter"), 0),
        ]

    def reload(self) -> None:
        """List them."""
        self.rows.show(attention_rows(self._summary))
