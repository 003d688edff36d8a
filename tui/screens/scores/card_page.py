"""A signed scorecard, and beside it what would be otherwise by now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from yigong.exports.documents.score_table import CardContent, signed_content
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.errors import DataError
from yigong.store.language import N_, _
from yigong.store.score_records import Scorecard
from yigong.store.scores.score_words import SUBJECT_NAMES, difference_texts, standing_lines
from yigong.store.scores.scorecards import RowDifference, Scores
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.scores.score_table_page import ScoreTablePage
from yigong.tui.text.words import unreadable_text
from yigong.tui.view.value_words import NOTHING
from yigong.tui.widgets.canvas import STRONG, Piece


class CardPage(ScoreTablePage):
    """Shows a signed scorecard; a row that would be another one by now is marked."""

    PURPOSE = N_("See a signed scorecard, and what was corrected since.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "behind", N_("What is behind it")),
        Binding("w", "withdraw", N_("Withdraw")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"scorecards"})
    DEFAULT_CSS = "CardPage #notes { max-height: 8; }"

    def __init__(self, number: int) -> None:
        """Open the page of a card, by its number."""
        super().__init__()
        self._number = number
        self._differences: Sequence[RowDifference] | None = None
        """`None`: they are being looked up."""

    def card(self) -> Scorecard:
        """The card."""
        return self.village.scorecards.get(self._number)

    @property
    def content(self) -> CardContent | None:
        """The card."""
        return signed_content(self.card())

    def scores(self) -> Scores:
        """The numbers of its days, by its rules, as they are now."""
        card = self.card()
        return self.village.scorecards.scores(
            card.first, card.last, card.of, rules=card.rules, today=card.at.date()
        )

    def heading(self) -> list[Piece]:
        """Its code, its days, who signed."""
        card = self.card()
        days = days_text(card.first, card.last)
        return [(card.code, STRONG), f"  {_(SUBJECT_NAMES[card.of])}  {days}"]

    def notes(self) -> list[str]:
        """Who signed it, what became of it, what would be otherwise by now."""
        card = self.card()
        later = self.village.scorecards.replaced_by(card.number)
        signed = _("Signed by {by} on {date}.").format(by=card.by or "?", date=date_text(card.at))
        found = [signed, *standing_lines(card, later)]
        for pair in self._differences or ():
            found.append("  ".join(difference_texts(pair, card.rules, NOTHING)))
        if self._differences:
            found.insert(-len(self._differences), _("What would be otherwise by now:"))
        elif self._differences is not None:
            found.append(_("Nothing was corrected since."))
        return found

    def empty_text(self) -> str:
        """A card has rows."""
        return ""

    def fingerprint(self) -> object:
        """The whole history: any correction may make a difference."""
        return self.village.history.fingerprint()

    def reload(self) -> None:
        """Show the card at once; a thread looks up what would be otherwise."""
        self.show_rows()
        card, unreadable = self.card(), list[DataError]()

        def show(found: list[RowDifference]) -> None:
            self._differences = found
            self.changed = frozenset(pair.signed.key for pair in found if pair.signed is not None)
            self.show_rows()
            if unreadable:
                self.status.bad(unreadable_text(unreadable))

        cards = self.village.scorecards
        run_task(self, lambda: cards.differences(card, unreadable), show, "differences")

    @needs_writing
    @work
    async def action_withdraw(self) -> None:
        """Withdraw the card: it stays, and says why it holds no more."""
        card, cards = self.card(), self.village.scorecards
        reason = await self.ask(
            AskText(
                _("Why does {code} hold no more?").format(code=card.code),
                _("It stays in the list, with this reason."),
                act=lambda reason: cards.withdraw(card.number, reason),
            )
        )
        if reason is not None:
            self.refresh_page()
            self.status.good(_("{code} is withdrawn").format(code=card.code))
