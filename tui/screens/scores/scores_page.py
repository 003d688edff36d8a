"""The scorecard of a period as it is now: of squads, hosts, groups, or the village."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.documents.score_table import CardContent
from yigong.store.dates.date_words import days_text
from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _
from yigong.store.score_records import SCORE_SUBJECTS, Scorecard, ScoreSubject
from yigong.store.scores.score_words import SUBJECT_NAMES, row_notes
from yigong.store.scores.scorecards import Scores
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.scores.score_table_page import ScoreTablePage
from yigong.tui.text.words import unreadable_text
from yigong.tui.view import summary_period
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.section_tabs import SectionTabs

_EMPTY: dict[ScoreSubject, str] = {
    "squads": N_("No squads yet. On the page of squads (0 s) n makes one."),
    "hosts": N_(
        "No squad hosts anything yet. The form of a squad (0 s, then e) says whether it does."
    ),
    "groups": N_("Nobody is in a group yet. The settings (0 o) have the names of the groups."),
    "village": "",
}
"""What is said where there is nobody to score, as msgids."""


class ScoresPage(ScoreTablePage):
    """Scores a period; Tab goes from squads to hosts, groups and the village."""

    PURPOSE = MAIN_PAGES["scores"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "behind", N_("What is behind it")),
        Binding("tab", "subject(1)", N_("Next rows")),
        Binding("shift+tab", "subject(-1)", show=False),
        Binding("s", "sign", N_("Sign")),
        Binding("c", "cards", N_("Signed ones")),
        Binding("r", "rules", N_("Rules")),
        Binding(
            "left_square_bracket",
            "turn(-1)",
            N_("Turn"),
            key_display="left_square_bracket,right_square_bracket",
        ),
        Binding("right_square_bracket", "turn(1)", show=False),
        Binding("p", "period", N_("Other period")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"settings"})
    DEFAULT_CSS = """
    ScoresPage SectionTabs { margin: 1 1 0 1; }
    ScoresPage.-low SectionTabs { margin: 0 1; }
    ScoresPage CellList { margin-top: 1; }
    ScoresPage.-low CellList { margin-top: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._period: SummaryPeriod | None = None
        self._subject = 0
        self._shown: Scores | None = None
        """The numbers on the screen; `None`: they are being added up."""

        self._undated = 0

    # -- what is shown -----------------------------------------------------

    @property
    def period(self) -> SummaryPeriod:
        """The period; at first this quarter."""
        if self._period is None:
            self._period = summary_period.period_containing("quarter", self._today)
        return self._period

    @property
    def of(self) -> ScoreSubject:
        """Whom there is a row for."""
        return SCORE_SUBJECTS[self._subject]

    @property
    def _today(self) -> date:
        return self.village.now().date()

    @property
    def _standing(self) -> Scorecard | None:
        """The signed card of these days."""
        first, last = self.period.first, self.period.last
        if first is None or last is None:
            return None
        return self.village.scorecards.standing(first, last, self.of)

    def heading(self) -> list[Piece]:
        """The period, and whether it is signed."""
        card = self._standing
        signed = _("{code} is signed").format(code=card.code) if card is not None else ""
        marks = _("marks/full marks")
        pieces: list[Piece] = [(_("Scores"), STRONG), f"  {self.period.name()}"]
        return [*pieces, *(("  " + text, QUIET) for text in (signed, marks) if text)]

    def above(self) -> ComposeResult:
        """The kinds of rows."""
        yield SectionTabs()

    @property
    def content(self) -> CardContent | None:
        """What is shown."""
        if self._shown is None:
            return None
        shown, period = self._shown, self.period
        return CardContent(
            self.of, period.first, period.last, shown.rules, shown.rows, self._undated
        )

    def scores(self) -> Scores:
        """The numbers on the screen."""
        if self._shown is None:
            raise Refused("The numbers are still being added up.")
        return self._shown

    def notes(self) -> list[str]:
        """What was not counted, and that nothing took place."""
        content = self.content
        if content is None or not content.rows:
            return []
        found = []
        if not any(cell.value for row in content.rows for cell in row.cells):
            found.append(_("Nothing took place in this period yet."))
        empty = any(cell.of == 0 for row in content.rows for cell in row.cells)
        return [*found, *row_notes(content.rules, empty, content.undated)]

    def empty_text(self) -> str:
        """The first step where there is nobody to score."""
        return _(_EMPTY[self.of])

    def fingerprint(self) -> object:
        """The whole history: any change may change a score."""
        return self.village.history.fingerprint()

    def reload(self) -> None:
        """Score the period anew, in a thread; the screen keeps the old numbers until then."""
        self.query_one(SectionTabs).show(
            [_(SUBJECT_NAMES[subject]) for subject in SCORE_SUBJECTS], self._subject
        )
        period, of, unreadable = self.period, self.of, list[DataError]()

        def score() -> tuple[Scores, int]:
            found = self.village.scorecards.scores(
                period.first, period.last, of, unreadable=unreadable
            )
            return found, found.undated

        def show(found: tuple[Scores, int]) -> None:
            if (period, of) != (self.period, self.of):
                return
            self._shown, self._undated = found
            self.show_heading()
            self.show_rows()
            if unreadable:
                self.status.bad(unreadable_text(unreadable))

        run_task(self, score, show, "scores")

    def _show_other(self) -> None:
        """Score another period, or other rows."""
        self._shown = None
        self.rows.reset_cursor()
        self.refresh_page()

    # -- keys --------------------------------------------------------------

    def action_subject(self, step: int) -> None:
        """Score the next: squads, hosts, groups, the village."""
        self._subject = (self._subject + step) % len(SCORE_SUBJECTS)
        self._show_other()

    def action_turn(self, step: int) -> None:
        """Show the period before, or the one after."""
        self._period = self.period.shifted(step)
        self._show_other()

    @work
    async def action_period(self) -> None:
        """Choose a period."""
        from yigong.tui.screens.summary.period_page import PeriodPage

        period = await self.ask(PeriodPage(self.period, programmes=False))
        if period is not None:
            self._period = period
            self._show_other()

    @needs_writing
    @work
    async def action_sign(self) -> None:
        """Sign the card of this period, which is never changed then."""
        shown, period, standing = self.scores(), self.period, self._standing
        first, last = period.first, period.last
        if first is None or last is None:
            raise Refused("Only a scorecard with a first and a last day is signed.")
        if last > self._today:
            raise Refused(
                "{days} are not over yet; a scorecard is signed when they are.",
                days=days_text(first, last),
            )
        reason = ""
        if standing is not None:
            question = _("{code} of these days is signed. Why does another take its place?")
            asked = await self.ask(AskText(question.format(code=standing.code)))
            if not asked:
                return
            reason = asked
        rows, of = shown.rows, self.of

        def sign(note: str) -> Scorecard:
            cards = self.village.scorecards
            return cards.sign(first, last, of, note=note, reason=reason, seen=rows)

        title = f"{_(SUBJECT_NAMES[of])}  {period.name()}"
        question = _("Sign {title}? It is never changed then.").format(title=title)
        note = await self.ask(AskText(question, _("A remark on it, or nothing"), act=sign))
        if note is not None:
            self.refresh_page()
            card = self._standing
            if card is not None:
                self.status.good(_("{code} is signed").format(code=card.code))

    def action_cards(self) -> None:
        """List the signed scorecards."""
        from yigong.tui.screens.scores.cards_page import CardsPage

        self.app.push_screen(CardsPage())

    def action_rules(self) -> None:
        """Change indicators, marks, stars and colours."""
        from yigong.tui.screens.scores.score_rules_page import ScoreRulesPage

        self.app.push_screen(ScoreRulesPage())
