"""All programmes: how far each has come, who is enrolled, what is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _
from yigong.store.named_records import in_use
from yigong.store.programme_records import Programme
from yigong.store.programmes.enrolment_rules import enrolled_places
from yigong.store.programmes.goal_progress import (
    ProgrammeProgress,
    current_season,
    progress_by_number,
)
from yigong.store.statistics.summary import Summary
from yigong.tui.background.programme_figures import programme_figures
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskOption, AskYes
from yigong.tui.screens.programmes.programme_actions import ProgrammeActions
from yigong.tui.screens.programmes.programme_form import ProgrammeForm
from yigong.tui.text.words import unreadable_text
from yigong.tui.view.programme_lines import (
    attendance_lines,
    mentees_lines,
    people_lines,
    programme_panel,
)
from yigong.tui.view.programme_rows import ProgrammeFigures, programme_columns, programme_row
from yigong.tui.view.programme_words import against
from yigong.tui.view.season_timeline import season_timeline
from yigong.tui.widgets.canvas import STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class ProgrammesPage(ProgrammeActions):
    """Lists the programmes; Enter opens one."""

    DEFAULT_CSS = """
    ProgrammesPage RowList { height: auto; min-height: 4; max-height: 60%; }
    ProgrammesPage #about { height: 1fr; margin: 1 1 0 1; }
    ProgrammesPage #programme { margin-top: 1; }
    """
    PURPOSE = MAIN_PAGES["programmes"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the programme under the cursor.")),
        Binding("n", "new", N_("New programme")),
        Binding("e", "edit", N_("Edit")),
        Binding("g", "goals", N_("Goals, seasons")),
        Binding("m", "merge", N_("Merge")),
        Binding("o", "progress('html')", N_("Print")),
        Binding("x", "progress('xlsx')", "Excel"),
        Binding("A", "archive", N_("Archive / take back")),
        Binding("h", "archived", N_("Archived, too")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    EMPTY = N_("No programmes yet. n makes one, such as a year with its seasons.")

    _show_archived = False
    _progress: Mapping[int, ProgrammeProgress] = {}
    """How far each has come; empty while that is added up."""

    _figures: ProgrammeFigures | None = None
    """Of the programme under the cursor; `None`: they are being looked up."""

    def heading(self) -> list[Piece]:
        """What this is."""
        return [(_("Programmes"), STRONG)]

    def columns(self) -> Sequence[ListColumn]:
        """The programme, its season now, its goals, who is enrolled."""
        return programme_columns()

    def below(self) -> ComposeResult:
        """The programme under the cursor, where there is no column for it."""
        yield Panel(id="about")

    def side(self) -> Iterable[Widget]:
        """The programme under the cursor, and today."""
        yield Panel(id="programme")
        yield from super().side()

    def reload_side(self) -> None:
        """Show beside the list the programme under the cursor."""
        super().reload_side()
        panel = self.query_one("#programme", Panel)
        panel.fill(partial(self._about_lines, panel))

    def _about_lines(self, panel: Panel, width: int) -> StyledLines:
        """The programme under the cursor in full."""
        programme, figures = self._at_cursor(), self._figures
        if programme is None:
            return []
        about = programme_panel(
            panel,
            programme,
            self.village.squads.all(),
            self.village.enrolments.of(programme.number),
            figures.progress if figures else None,
            figures.seasons if figures else (),
            self.village.now().date(),
            width,
        )
        return [[(programme.name, STRONG), f"  {programme.code}"], *about]

    def _below_lines(self, width: int) -> StyledLines:
        """Below the list the programme in full, or where a column has that, its occurrences and
        who is enrolled."""
        panel, programme, figures = (
            self.query_one("#about", Panel),
            self._at_cursor(),
            self._figures,
        )
        if not self.has_side:
            return self._about_lines(panel, width)
        if programme is None or figures is None:
            return []
        lines = attendance_lines(panel, figures.occurrences, figures.heads, figures.states, width)[
            : max(8, panel.size.height // 2)
        ]
        if lines:
            lines.append([])
        programmes = in_use(self.village.programmes.all())
        seasons = season_timeline(panel, programmes, self.village.now().date(), width)
        rest = max(0, panel.size.height - len(lines) - len(seasons) - bool(seasons))
        enrolled, people = self.village.enrolments.of(programme.number), self.village.people.all()
        lines += people_lines(enrolled, people, width, rest)
        if len(lines) + len(seasons) < panel.size.height:
            lines += [[], *seasons]
        rest = panel.size.height - len(lines) - 1
        mentors = mentees_lines(enrolled, people, width)
        return [*lines, [], *mentors] if len(mentors) <= rest else lines

    def _at_cursor(self) -> Programme | None:
        number = self.rows.key
        return self.village.programmes.all().get(number) if isinstance(number, int) else None

    def reload(self) -> None:
        """List the programmes at once, archived ones last; their numbers are added up in a
        thread."""
        self._show()
        unreadable: list[DataError] = []

        def show(summary: Summary) -> None:
            self._progress = progress_by_number(self.village.programmes.all(), summary)
            self._show()
            if unreadable:
                self.status.bad(unreadable_text(unreadable))

        run_task(
            self, lambda: self.village.summary(None, None, unreadable=unreadable), show, "numbers"
        )

    def _show(self) -> None:
        programmes = self.village.programmes.all()
        self.rows.show(
            [
                self._row(each)
                for each in sorted(programmes.values(), key=lambda p: (p.archived, p.number))
                if self._show_archived or not each.archived
            ]
        )
        self._look_up()

    def _look_up(self) -> None:
        """Look up the programme under the cursor, in a thread, and show it."""
        programme = self._at_cursor()
        if programme is None:
            self._show_about(None)
            return
        unreadable: list[DataError] = []
        run_task(
            self,
            lambda: programme_figures(self.village, programme, unreadable),
            self._show_about,
            "figures",
        )

    def _row(self, programme: Programme) -> ListRow:
        season = current_season(programme, self.village.now().date())
        taken = enrolled_places(self.village.enrolments.of(programme.number))
        enrolled = against(taken, programme.places) if taken or programme.places else ""
        return programme_row(
            programme,
            season.name if season else "",
            enrolled,
            self._progress.get(programme.number),
        )

    def _show_about(self, figures: ProgrammeFigures | None) -> None:
        """Show the programme under the cursor, beside the list or below it."""
        self._figures = figures
        self.query_one("#about", Panel).fill(self._below_lines)
        if self.has_side:
            self.reload_side()

    def programme(self) -> Programme:
        """The programme under the cursor."""
        number = self.rows.key
        if not isinstance(number, int):
            raise Refused("There is no programme yet; n makes one.")
        return self.village.programmes.get(number)

    def show_programme(self, programme: Programme) -> None:
        """Put the cursor on a programme."""
        self.refresh_page()
        self.rows.move_to(programme.number)

    # -- what can be done --------------------------------------------------

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another programme: show that."""
        self.when_rested(self._look_up)

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the programme's page."""
        from yigong.tui.screens.programmes.programme_page import ProgrammePage

        if isinstance(event.key, int):
            self.app.push_screen(ProgrammePage(event.key))

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Make a new programme."""
        await self.fill_in(ProgrammeForm())

    @needs_writing
    @work
    async def action_merge(self) -> None:
        """Make the programme under the cursor part of another, whose second spelling it is."""
        merged = self.programme()
        others: list[tuple[object, str]] = [
            (each.number, f"{each.name} {each.code}")
            for each in self.village.programmes.all().values()
            if each.number != merged.number and not each.archived
        ]
        if not others:
            raise Refused("There is no other programme to merge it with.")
        question = _("{name} is a second spelling of").format(name=merged.name)
        kept = await self.ask(AskOption(question, others, others[0][0]))
        if not isinstance(kept, int):
            return
        name = self.village.programmes.get(kept).name
        details = _(
            "Its events, its numbers and who is enrolled count for {name} then; u takes it back."
        )
        sure = AskYes(
            _("Make {gone} part of {name}?").format(gone=merged.name, name=name),
            details.format(name=name),
        )
        if await self.ask(sure):
            self.show_programme(self.village.merge_programmes(kept, merged.number))
            self.status.good(_("{gone} is {name} now").format(gone=merged.name, name=name))

    def action_archived(self) -> None:
        """List archived programmes, too, or hide them again."""
        self._show_archived = not self._show_archived
        self.refresh_page()
        self.status.show(_("archived programmes are listed, too") if self._show_archived else "")
