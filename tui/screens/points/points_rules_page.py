"""The rules by which points are earned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.points.points_words import rule_sentence
from yigong.store.points_records import PointsRule
from yigong.store.village.undo import last_change
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.points.points_rule_form import PointsRuleForm
from yigong.tui.view.history_words import undone_words
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock


class PointsRulesPage(ListPage[None]):
    """Lists the rules; Enter changes one."""

    PURPOSE = N_("Keep the rules by which points are earned.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Edit"), tooltip=N_("Change the rule under the cursor.")),
        Binding("e", "edit", show=False),
        Binding("n", "new", N_("New rule")),
        Binding("delete,minus", "remove", N_("Remove")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"settings", "programmes"})
    EMPTY = N_("No rule yet. n adds one, such as 1 point for each whole 60 minutes of service.")
    SORTS = False

    def heading(self) -> list[Piece]:
        """What this is."""
        return [(_("Rules of points"), STRONG)]

    def above(self) -> ComposeResult:
        """What a rule does not change."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The rule's name, and what it gives."""
        return [ListColumn(_("Rule"), 0, most=24), ListColumn(_("What it gives"), 0, most=90)]

    def reload(self) -> None:
        """List the rules, each in a sentence."""
        settings, programmes = self.village.settings, self.village.programmes.all()
        text = _(
            "They hold for registers that are signed from now on: each keeps the rules that it was "
            "first signed with. One that was signed before there were points gives none. Who is "
            "paid never earns."
        )
        self.query_one(TextBlock).show([[(text, QUIET)]])
        self.rows.show(
            [
                ListRow(rule, [rule.name, rule_sentence(rule, programmes)])
                for rule in settings.points
            ]
        )

    def _rule(self) -> PointsRule:
        """The rule under the cursor.

        Raises:
            Refused: There is none.
        """
        rule = self.rows.key
        if not isinstance(rule, PointsRule):
            raise Refused("There is no rule yet; n adds one.")
        return rule

    # -- what can be done --------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Change the rule that Enter chose."""
        self.action_edit()

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Add a rule."""
        await self._fill_in(PointsRuleForm())

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the rule under the cursor; signed registers keep it as it was."""
        await self._fill_in(PointsRuleForm(self._rule()))

    async def _fill_in(self, form: PointsRuleForm) -> None:
        rule = await self.ask(form)
        if rule is not None:
            self.refresh_page()
            self.rows.move_to(rule)
            self.status.good(_("{title} is saved").format(title=rule.name))

    @needs_writing
    def action_remove(self) -> None:
        """Remove the rule under the cursor; signed registers keep it."""
        rule = self._rule()
        self.village.save_points_rule(rule, None)
        self.refresh_page()
        self.status.good(_("{title} is removed; u takes it back").format(title=rule.name))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of the rules."""
        village = self.village
        lines = last_change(village.history, village.actor.by, village.actor.desk, "settings")
        old, new = (lines[0].old or {}, lines[0].new or {}) if lines else ({}, {})
        if not lines or old.get("points") == new.get("points"):
            raise Refused("There is nothing of yours to undo.")
        undone = village.undo_change(lines[0].id)
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))
