"""The review of a roster import: every row with its verdict; doubtful rows are decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import Refused, YigongError
from yigong.store.language import N_, _
from yigong.store.roster.matching import candidate_name
from yigong.store.roster.plan import VERDICTS, Choice, DecisionRule, RowVerdict, Verdict
from yigong.store.village.village import Village
from yigong.tui.background.progress import ProgressReporter, WorkCancelled, progress_bar
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import HELP
from yigong.tui.text.display_text import harmless_line
from yigong.tui.view.roster_words import (
    ROW_VERDICT_NAMES,
    left_out_words,
    roster_done_words,
    roster_plan_words,
    row_details,
    row_summary,
    verdict_counts,
)
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import BAD, GOOD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.detail_pane import DetailPane
from yigong.tui.widgets.header_footer import FooterLine
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from yigong.store.roster.plan import Roster, RosterPlan, RosterResult
    from yigong.store.roster.source_table import Progress

_STYLES = {"doubtful": STRONG, "refused": BAD, "same": QUIET}
_MARKS = {"new": "green", "update": "yellow", "doubtful": "red", "refused": "red"}
_RULES: tuple[DecisionRule, ...] = ("new", "update", "skip")
_PROGRESS = N_("{stage} {bar} {done} of {total}")


class RosterReviewPage(ListPage[str]):
    """Shows the plan of an import, and applies it. It returns what was done, in words."""

    PURPOSE = N_("See what each row of the file would change before it does.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", N_("Take in")),
        Binding("space", "decide", N_("Decide")),
        Binding("d", "decide_all", N_("Decide all")),
        Binding("tab", "narrow(1)", N_("Show only")),
        Binding("shift+tab", "narrow(-1)", show=False),
        Binding("s", "squads", N_("Squads")),
        Binding("escape", "back", N_("Back, take nothing")),
        HELP,
    ]
    BOOKS = frozenset({"people", "squads"})
    EMPTY = N_("reading ..")

    def __init__(self, name: str, raw: bytes) -> None:
        """Review a file.

        Args:
            name: The file's name.
            raw: Its content.
        """
        super().__init__()
        self._file = name
        self._raw = raw
        self._roster: Roster | None = None
        self._plan: RosterPlan | None = None
        self._by_line: Mapping[int, RowVerdict] = {}
        self._choices: Mapping[int, Choice] = {}
        self._rule: DecisionRule = "skip"
        self._with_squads = True
        self._only: Verdict | None = None
        self._writing = False

    def heading(self) -> list[Piece]:
        """The file, and the verdict whose rows are listed."""
        only = _("only {what}").format(what=_(ROW_VERDICT_NAMES[self._only])) if self._only else ""
        return [(_("Take in a roster"), STRONG), f"  {self._file}  ", (only, STRONG)]

    def above(self) -> ComposeResult:
        """The plan in a few lines."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The row, its verdict, the name, and what would change."""
        return [
            ListColumn(_("Row"), 6, right=True),
            ListColumn("", 8),
            ListColumn(_("Name"), 14),
            ListColumn("", 0),
        ]

    def below(self) -> ComposeResult:
        """The row under the cursor in full."""
        yield DetailPane()

    # -- work in a thread ----------------------------------------------------

    def reload(self) -> None:
        """Judge the rows against the village as it is now."""
        if self._writing:
            return
        people, squads = self.village.people.all(), self.village.squads.all()
        today, raw, known = self.village.now().date(), self._raw, self._roster
        choices, with_squads = self._choices, self._with_squads

        def judge(progress: Progress) -> None:
            from yigong.store.roster import reader, verdicts

            roster = known or reader.read_roster(raw, today, progress)
            plan = verdicts.judge_roster(
                roster, people, squads, choices=choices, with_squads=with_squads, progress=progress
            )
            self.call_later(self._show, plan)

        self._run(judge)

    def _judge_again(self, choices: Mapping[int, Choice], *, with_squads: bool) -> None:
        """Judge the rows by other decisions."""

        def judge(plan: RosterPlan, progress: Progress) -> RosterPlan:
            from yigong.store.roster import verdicts

            return verdicts.judge_again(
                plan, choices=choices, with_squads=with_squads, progress=progress
            )

        self._change_plan(judge)

    def _change_plan(self, change: Callable[[RosterPlan, Progress], RosterPlan]) -> None:
        plan = self._plan
        if plan is not None and not self._writing:
            self._run(lambda progress: self.call_later(self._show, change(plan, progress)))

    def _run(self, work: Callable[[Progress], object]) -> None:
        """Run long work in a thread; whatever ran before is cancelled."""

        def run() -> None:
            reporter = ProgressReporter(self, _progress_words)
            try:
                work(lambda stage, done, total: reporter.report(done, total, stage))
            except WorkCancelled:
                return
            except YigongError as error:
                self.call_later(self._show_refusal, str(error))

        self.run_worker(run, group="roster", exclusive=True, thread=True)

    def _show_refusal(self, reason: str) -> None:
        if self._writing:
            self._writing = False
            self.refresh_page()
        else:
            self._plan, self._by_line = None, {}
            self.rows.show([], empty=_("Nothing can be taken in. Esc goes back."))
            self.query_one(DetailPane).show("", [])
        self.status.bad(reason)
        self.query_one(FooterLine).refresh()

    def _show(self, plan: RosterPlan) -> None:
        """Show a plan."""
        self._plan, self._roster = plan, plan.roster
        self._by_line = {row.line: row for row in plan.rows}
        self._choices, self._with_squads = plan.choices, plan.with_squads
        if self._only and not plan.count(self._only):
            self._only = None
        self.status.show("")
        lines: list[list[Piece]] = [
            [(verdict_counts(plan) or _("The roster has no rows."), STRONG)]
        ]
        lines.append(
            [(roster_plan_words(plan), PLAIN if plan.empty else GOOD), self._squads_piece(plan)]
        )
        if left := left_out_words(plan):
            lines.append([(left, QUIET)])
        lines += [[(note, QUIET)] for note in plan.roster.notes]
        self.query_one(TextBlock).show(lines)
        self._show_rows(plan)
        self.show_heading()
        self.query_one(FooterLine).refresh()

    def _squads_piece(self, plan: RosterPlan) -> Piece:
        """What the import does with the squads that the roster names."""
        if not any(row.squads for row in plan.rows):
            return ""
        if not plan.with_squads:
            return ("  " + _("nobody joins a squad"), QUIET)
        if not plan.founded:
            return ""
        return (f"  ({' '.join(plan.founded)})", QUIET)

    def _show_rows(self, plan: RosterPlan) -> None:
        rows = [row for row in plan.rows if self._only in (None, row.verdict)]
        rows.sort(key=lambda row: VERDICTS.index(row.verdict))
        name_of = partial(_candidate, plan, self._by_line)
        empty = _("The roster has no rows. Esc goes back.")
        self.rows.show([_row(row, name_of) for row in rows], empty=empty)
        self._show_details()

    # -- the rows --------------------------------------------------------------

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another row: show its details."""
        self._show_details()

    @property
    def _row_at_cursor(self) -> RowVerdict | None:
        key = self.rows.key
        return self._by_line.get(key) if isinstance(key, int) else None

    def _show_details(self) -> None:
        row, plan = self._row_at_cursor, self._plan
        if row is None or plan is None:
            self.query_one(DetailPane).show("", [])
            return
        code = candidate_name(row.number, row.name) if row.number > 0 else row.name
        details = row_details(row, partial(_candidate, plan, self._by_line))
        self.query_one(DetailPane).show(code, details)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        plan = self._plan
        if action == "take":
            return plan is not None and not plan.empty and not self._writing
        if action in ("decide", "decide_all"):
            return plan is not None and bool(plan.count("doubtful")) and not self._writing
        if action in ("narrow", "squads"):
            return plan is not None and bool(plan.rows) and not self._writing
        return super().check_action(action, parameters)

    def action_narrow(self, step: int) -> None:
        """Show only the rows of the next result, or all rows."""
        plan = self._plan
        if plan is None:
            return
        stops: list[Verdict | None] = [None, *(name for name in VERDICTS if plan.count(name))]
        self._only = stops[(stops.index(self._only) + step) % len(stops)]
        self.rows.reset_cursor()
        self._show_rows(plan)
        self.show_heading()

    def action_decide(self) -> None:
        """Decide a doubtful row: a candidate, a new person, or skip it."""
        row = self._row_at_cursor
        if row is None or row.verdict != "doubtful":
            self.status.show(_("Only doubtful rows are decided; Tab shows them alone."))
            return
        choices: list[Choice] = ["skip", *row.who, "new"]
        choice = choices[(choices.index(row.choice) + 1) % len(choices)]
        self._judge_again({**self._choices, row.line: choice}, with_squads=self._with_squads)

    def action_decide_all(self) -> None:
        """Decide all doubtful rows alike: new people, the candidates, or skip them."""
        self._rule = rule = _RULES[(_RULES.index(self._rule) + 1) % len(_RULES)]

        def decide(plan: RosterPlan, progress: Progress) -> RosterPlan:
            from yigong.store.roster import verdicts

            return verdicts.decide_all(plan, rule, progress)

        self._change_plan(decide)

    def action_squads(self) -> None:
        """Take in the squads that the roster names, or leave them out."""
        self._judge_again(self._choices, with_squads=not self._with_squads)

    # -- the import --------------------------------------------------------------

    @on(RowList.Chosen)
    def action_take(self) -> None:
        """Take in the rows, all of them or none."""
        plan = self._plan
        if plan is None or self._writing:
            return
        if plan.empty:
            if plan.count("doubtful"):
                raise Refused("Decide the doubtful rows first: Space the one, d all of them.")
            raise Refused("There is nothing to take in: all of it is here, or refused.")
        self.refuse_reader()
        self._writing = True
        context, note = self.context, harmless_line(self._file)[:80]
        self.query_one(FooterLine).refresh()

        def apply(progress: Progress) -> None:
            village = Village.open(context.folder, context.actor, clock=context.clock)
            result = village.apply_roster(plan, note, progress)
            self.call_later(self._finish, result)

        self._run(apply)

    def _finish(self, result: RosterResult) -> None:
        self.dismiss(_("{done}; ^Z takes it back.").format(done=roster_done_words(result)))

    def action_back(self) -> None:
        """Go back; nothing is taken in.

        Reading or comparing is cancelled.
        """
        if self._writing:
            self.status.show(_("It is being written; that takes a moment."))
            return
        self.workers.cancel_group(self, "roster")
        super().action_back()


def _progress_words(stage: str, done: int, total: int) -> str:
    if not total:
        return f"{_(stage)} .."
    return _(_PROGRESS).format(
        stage=_(stage), bar=progress_bar(done, total), done=done, total=total
    )


def _candidate(plan: RosterPlan, by_line: Mapping[int, RowVerdict], number: int) -> str:
    """The code and name of a candidate; below zero it is a row of the file."""
    if number > 0:
        return candidate_name(number, plan.people[number].name)
    row = by_line.get(-number)
    return candidate_name(number, row.name if row else "")


def _row(row: RowVerdict, name_of: Callable[[int], str]) -> ListRow:
    cells = [str(row.line), _(ROW_VERDICT_NAMES[row.verdict]), row.name, row_summary(row, name_of)]
    mark = swatch(_MARKS[row.verdict]) if row.verdict in _MARKS else PLAIN
    return ListRow(row.line, cells, _STYLES.get(row.verdict, PLAIN), mark=mark)
