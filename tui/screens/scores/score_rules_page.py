"""The rules of scorecards: the indicators in their order, and marks for stars and colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import structs
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.score_records import Indicator, ScoreRules
from yigong.store.scores.checked_rules import usual_score_rules
from yigong.store.scores.score_words import MEASURE_NAMES, indicator_text, rule_lines
from yigong.store.village.undo import last_change
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.screens.scores.indicator_form import IndicatorForm
from yigong.tui.screens.scores.score_limits_form import ScoreLimitsForm
from yigong.tui.view.history_words import undone_words
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import wrapped_line


class ScoreRulesPage(ListPage[None]):
    """Lists the indicators in the order of the columns; Enter changes one."""

    PURPOSE = N_("Say how squads, hosts, groups and the village are scored.")
    SORTS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Edit"), tooltip=N_("Change the indicator under the cursor.")),
        Binding("n", "add", N_("New indicator")),
        Binding("e", "edit", N_("Edit")),
        Binding("delete,minus", "remove", N_("Remove")),
        Binding("m", "move_up", N_("Move up")),
        Binding("s", "limits", N_("Stars, colours")),
        Binding("U", "usual", N_("Usual rules")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"settings"})
    DEFAULT_CSS = """
    ScoreRulesPage RowList { height: auto; max-height: 60%; }
    ScoreRulesPage #limits { margin: 1 1 0 1; }
    """

    def heading(self) -> list[Piece]:
        """What this is, and the full marks."""
        words = _("{full} marks in all").format(full=self._full)
        return [(_("Rules of scores"), STRONG), f"  {words}"]

    @property
    def _rules(self) -> ScoreRules:
        return self.village.settings.score

    @property
    def _full(self) -> int:
        return sum(each.full for each in self._rules.indicators)

    def columns(self) -> Sequence[ListColumn]:
        """The name, what is counted, how that gives marks."""
        return [
            ListColumn(_("Indicator"), 14, snug=True),
            ListColumn(_("Counts"), 0, most=40),
            ListColumn(_("Full"), 4, right=True),
            ListColumn(_("Marks"), 28, snug=True, least=60),
        ]

    def below(self) -> ComposeResult:
        """Stars, colours, and what there is without anything to count."""
        yield Panel(id="limits")

    def reload(self) -> None:
        """Show the rules as they are now."""
        self.rows.show(
            [
                ListRow(
                    at,
                    [
                        each.name,
                        _(MEASURE_NAMES[each.measure]),
                        str(each.full),
                        indicator_text(each),
                    ],
                )
                for at, each in enumerate(self._rules.indicators)
            ]
        )
        lines = [*rule_lines(self._rules), _("Signed scorecards keep the rules of then.")]
        self.query_one("#limits", Panel).fill(
            lambda width: [part for line in lines for part in wrapped_line([(line, QUIET)], width)]
        )

    def _at_cursor(self) -> int:
        """The indicator under the cursor.

        Raises:
            Refused: There is none.
        """
        key = self.rows.key
        if not isinstance(key, int) or key >= len(self._rules.indicators):
            raise Refused("There is no indicator; n makes one.")
        return key

    def _save(self, indicators: Sequence[Indicator], at: int, done: str) -> None:
        """Save the indicators, put the cursor on one, say what was done."""
        settings = self.village.settings
        rules, before = structs.replace(settings.score, indicators=tuple(indicators)), self._full
        self.village.save_settings(structs.replace(settings, score=rules))
        self.refresh_page()
        self.rows.move_to(at)
        self._say(done, before)

    def _say(self, done: str, before: int) -> None:
        """Say what was done; where there are other full marks now, that the stars are as before.

        Args:
            done: What was done.
            before: The full marks before.
        """
        if self._full != before:
            stars = _(", ").join(map(str, self._rules.stars))
            text = _("full marks are {full} now, and stars still at {stars}: s changes them")
            done = _("{done}; {more}").format(
                done=done, more=text.format(full=self._full, stars=stars)
            )
        self.status.good(done)

    # -- keys --------------------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Change the indicator that Enter chose."""
        self.action_edit()

    @needs_writing
    @work
    async def action_add(self) -> None:
        """Add an indicator."""
        before = self._full
        added = await self.ask(IndicatorForm())
        if added is not None:
            self.refresh_page()
            self.rows.move_to(len(self._rules.indicators) - 1)
            self._say(_("{name} is added").format(name=added.name), before)

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the indicator under the cursor."""
        at, before = self._at_cursor(), self._full
        changed = await self.ask(IndicatorForm(self._rules.indicators[at]))
        if changed is not None:
            self.refresh_page()
            self._say(_("{name} is changed").format(name=changed.name), before)

    @needs_writing
    def action_remove(self) -> None:
        """Remove the indicator under the cursor; u takes it back."""
        at, found = self._at_cursor(), list(self._rules.indicators)
        removed = found.pop(at)
        name = removed.name
        self._save(found, min(at, len(found) - 1), _("{name} is removed").format(name=name))

    @needs_writing
    def action_move_up(self) -> None:
        """Move the indicator under the cursor a column to the front; the first becomes the last."""
        at, found = self._at_cursor(), list(self._rules.indicators)
        moved = found.pop(at)
        to = at - 1 if at else len(found)
        found.insert(to, moved)
        self._save(found, to, _("{name} is moved").format(name=moved.name))

    @needs_writing
    @work
    async def action_limits(self) -> None:
        """Change stars, colours, and what there is without anything to count."""
        if await self.ask(ScoreLimitsForm()) is not None:
            self.refresh_page()
            self.status.good(_("saved"))

    @needs_writing
    @work
    async def action_usual(self) -> None:
        """Take the rules that a village begins with; u takes that back."""
        question = AskYes(
            _("Take the usual rules again?"), _("The indicators here go; u takes that back.")
        )
        if await self.ask(question):
            settings = self.village.settings
            usual = usual_score_rules(settings.language)
            self.village.save_settings(structs.replace(settings, score=usual))
            self.refresh_page()
            self.status.good(_("the usual rules are back"))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of these rules."""
        village = self.village
        lines = last_change(village.history, village.actor.by, village.actor.desk, "settings")
        old, new = (lines[0].old or {}, lines[0].new or {}) if lines else ({}, {})
        if not lines or old.get("score") == new.get("score"):
            raise Refused("There is nothing of yours to undo.")
        undone = village.undo_change(lines[0].id)
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(village, undone)))
