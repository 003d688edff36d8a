"""What a roster would do, row by row; doubtful rows are decided here; Enter does all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from yigong.tui.background import progress
from yigong.tui.background.progress import ProgressTask, WorkCancelled
from yigong.tui.screens.base.page import HELP, Page
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
from yigong.tui.widgets.canvas import BAD, GOOD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.detail_pane import DetailPane
from yigong.tui.widgets.page_lines import FooterLine
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock as Lines

if TYPE_CHECKING:
    from yigong.store.roster.plan import Roster, RosterPlan, RosterResult
    from yigong.store.roster.source_table import Progress

_STYLES = {"new": PLAIN, "update": PLAIN, "same": QUIET, "doubtful": STRONG, "refused": BAD}
_WAYS: tuple[DecisionRule, ...] = ("new", "update", "skip")
_WORDS = N_("{stage} {bar} {done} of {total}")


class RosterReviewPage(Page[str]):
    """The dry run. It gives back what was done, in words."""

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
    DEFAULT_CSS = "RosterReviewPage TextBlock { margin: 1 0; }"

    def __init__(self, name: str, raw: bytes) -> None:
        """Show what a file would do.

        Args:
            name: What the file is called.
            raw: The file.
        """
        super().__init__()
        self._file = name
        self._raw = raw
        self._roster: Roster | None = None
        self._plan: RosterPlan | None = None
        self._by_line: Mapping[int, RowVerdict] = {}
        self._choices: Mapping[int, Choice] = {}
        self._way: DecisionRule = "skip"
        self._with_squads = True
        self._only: Verdict | None = None
        self._writing = False

    def heading(self) -> list[Piece]:
        """The file, and which rows are shown."""
        only = _("only {what}").format(what=_(ROW_VERDICT_NAMES[self._only])) if self._only else ""
        return [(_("Take in a roster"), STRONG), f"  {self._file}  ", (only, STRONG)]

    def body(self) -> ComposeResult:
        """How much of what, the rows, and what there is to say of the chosen one."""
        yield Lines()
        yield RowList(
            [
                ListColumn(_("Row"), 6, right=True),
                ListColumn("", 8),
                ListColumn(_("Name"), 14),
                ListColumn("", 0),
            ],
            empty=_("reading .."),
            id="rows",
        )
        yield DetailPane()

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one("#rows", RowList)

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)

    # -- beside the page -----------------------------------------------------

    def reload(self) -> None:
        """Hold the roster against the village as it is now; the screen stays alive meanwhile."""
        if self._writing:
            return
        people, squads = self.village.people.all(), self.village.squads.all()
        today, raw, known = self.village.now().date(), self._raw, self._roster
        choices, with_squads = self._choices, self._with_squads

        def work(progress: Progress) -> None:
            from yigong.store.roster import reader, verdicts

            read = known or reader.read_roster(raw, today, progress)
            plan = verdicts.judge_roster(
                read, people, squads, choices=choices, with_squads=with_squads, progress=progress
            )
            self.call_later(self._show, plan)

        self._beside(work)

    def _again(self, work: Callable[[RosterPlan, Progress], RosterPlan]) -> None:
        """Judge the rows again, by other decisions."""
        plan = self._plan
        if plan is not None and not self._writing:
            self._beside(lambda progress: self.call_later(self._show, work(plan, progress)))

    def _beside(self, work: Callable[[Progress], object]) -> None:
        """Do something long in a thread; asked for anew, it begins anew."""

        def run() -> None:
            told = ProgressTask(self, _how_far)
            try:
                work(lambda stage, done, total: told.progress(done, total, stage))
            except WorkCancelled:
                return
            except YigongError as error:
                self.call_later(self._refused, str(error))

        self.run_worker(run, group="roster", exclusive=True, thread=True)

    def _refused(self, words: str) -> None:
        if self._writing:
            self._writing = False
            self.refresh_page()
        else:
            self._plan, self._by_line = None, {}
            self.rows.show([], empty=_("Nothing can be taken in."))
            self.query_one(DetailPane).show("", [])
        self.status.bad(words)
        self.query_one(FooterLine).repaint()

    def _show(self, plan: RosterPlan) -> None:
        """The plan as it is now."""
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
            [(roster_plan_words(plan), PLAIN if plan.empty else GOOD), self._squads_said(plan)]
        )
        if left := left_out_words(plan):
            lines.append([(left, QUIET)])
        lines += [[(note, QUIET)] for note in plan.roster.notes]
        self.query_one(Lines).show(lines)
        self._list(plan)
        self.head()
        self.query_one(FooterLine).repaint()

    def _squads_said(self, plan: RosterPlan) -> Piece:
        """What becomes of the squads that the roster names."""
        if not any(row.squads for row in plan.rows):
            return ""
        if not plan.with_squads:
            return ("  " + _("nobody joins a squad"), QUIET)
        if not plan.founded:
            return ""
        return (f"  ({' '.join(plan.founded)})", QUIET)

    def _list(self, plan: RosterPlan) -> None:
        order = {verdict: at for at, verdict in enumerate(VERDICTS)}
        found = [row for row in plan.rows if self._only in (None, row.verdict)]
        found.sort(key=lambda row: order[row.verdict])
        name_of = partial(_who, plan, self._by_line)
        self.rows.show([_row(row, name_of) for row in found], empty=_("The roster has no rows."))
        self._tell()

    # -- the rows --------------------------------------------------------------

    @on(RowList.Moved)
    def moved(self) -> None:
        """Another row."""
        self._tell()

    @property
    def _lit(self) -> RowVerdict | None:
        key = self.rows.key
        return self._by_line.get(key) if isinstance(key, int) else None

    def _tell(self) -> None:
        """Say all of the chosen row."""
        row, plan = self._lit, self._plan
        if row is None or plan is None:
            self.query_one(DetailPane).show("", [])
            return
        code = candidate_name(row.number, row.name) if row.number > 0 else row.name
        said = row_details(row, partial(_who, plan, self._by_line))
        self.query_one(DetailPane).show(code, said)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be done now is not offered."""
        plan = self._plan
        if action == "take":
            return plan is not None and not plan.empty and not self._writing
        if action in ("decide", "decide_all"):
            return plan is not None and bool(plan.count("doubtful")) and not self._writing
        if action in ("narrow", "squads"):
            return plan is not None and bool(plan.rows) and not self._writing
        return super().check_action(action, parameters)

    def action_narrow(self, step: int) -> None:
        """Only the rows of one verdict, of the next one, of all."""
        plan = self._plan
        if plan is None:
            return
        stops: list[Verdict | None] = [None, *(name for name in VERDICTS if plan.count(name))]
        self._only = stops[(stops.index(self._only) + step) % len(stops)]
        self.rows.reset_cursor()
        self._list(plan)
        self.head()

    def action_decide(self) -> None:
        """The next answer for a doubtful row: who it may be, somebody new, leave it out."""
        row = self._lit
        if row is None or row.verdict != "doubtful":
            self.status.show(_("Only doubtful rows are decided; Tab shows them alone."))
            return
        answers: list[Choice] = ["skip", *row.who, "new"]
        choice = answers[(answers.index(row.choice) + 1) % len(answers)]
        choices = {**self._choices, row.line: choice}

        def work(plan: RosterPlan, progress: Progress) -> RosterPlan:
            from yigong.store.roster import verdicts

            return verdicts.judge_again(
                plan, choices=choices, with_squads=plan.with_squads, progress=progress
            )

        self._again(work)

    def action_decide_all(self) -> None:
        """All doubtful rows the same way: somebody new, who they may be, left out."""
        self._way = way = _WAYS[(_WAYS.index(self._way) + 1) % len(_WAYS)]

        def work(plan: RosterPlan, progress: Progress) -> RosterPlan:
            from yigong.store.roster import verdicts

            return verdicts.decide_all(plan, way, progress)

        self._again(work)

    def action_squads(self) -> None:
        """Whether people join the squads that the roster names."""
        with_squads = not self._with_squads

        def work(plan: RosterPlan, progress: Progress) -> RosterPlan:
            from yigong.store.roster import verdicts

            return verdicts.judge_again(
                plan, choices=plan.choices, with_squads=with_squads, progress=progress
            )

        self._again(work)

    # -- taking in ---------------------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Enter in the list takes all of it in, as the line of keys says."""
        self.action_take()

    def action_take(self) -> None:
        """Take in what is new and changed, as one change, beside the page."""
        with self.report_refusals():
            plan = self._plan
            if plan is None or self._writing:
                return
            if plan.empty:
                raise Refused("There is nothing to take in: all of it is here, or refused.")
            self.refuse_reader()
            self._writing = True
            context, note = self.context, harmless_line(self._file)[:80]
            self.query_one(FooterLine).repaint()

            def work(progress: Progress) -> None:
                village = Village.open(context.folder, context.actor, clock=context.clock)
                taken = village.apply_roster(plan, note, progress)
                self.call_later(self._taken, taken)

            self._beside(work)

    def _taken(self, taken: RosterResult) -> None:
        self.dismiss(_("{done}; ^Z takes it back.").format(done=roster_done_words(taken)))

    def action_back(self) -> None:
        """Leave; what is being read or compared is ended, and nothing is taken."""
        if self._writing:
            self.status.show(_("It is being written; that takes a moment."))
            return
        self.workers.cancel_group(self, "roster")
        super().action_back()


def _how_far(stage: str, done: int, total: int) -> str:
    if not total:
        return f"{_(stage)} .."
    return _(_WORDS).format(
        stage=_(stage), bar=progress.progress_bar(done, total), done=done, total=total
    )


def _who(plan: RosterPlan, by_line: Mapping[int, RowVerdict], number: int) -> str:
    """What somebody is called who may be meant."""
    if number > 0:
        return candidate_name(number, plan.people[number].name)
    row = by_line.get(-number)
    return candidate_name(number, row.name if row else "")


def _row(row: RowVerdict, name_of: Callable[[int], str]) -> ListRow:
    cells = [str(row.line), _(ROW_VERDICT_NAMES[row.verdict]), row.name, row_summary(row, name_of)]
    return ListRow(row.line, cells, _STYLES[row.verdict])
