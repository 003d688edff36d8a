"""One programme: its goals and seasons, its events, who is enrolled, their mentors, its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _
from yigong.store.programme_records import Enrolment, Programme
from yigong.store.programmes import enrolment_rules
from yigong.store.programmes.enrolment_words import waitlist_words
from yigong.tui.background.programme_figures import programme_figures
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.screens.programmes.programme_actions import ProgrammeActions
from yigong.tui.text.words import unreadable_text
from yigong.tui.view import programme_rows
from yigong.tui.view.programme_lines import (
    attendance_lines,
    goal_lines,
    mentees_lines,
    mentor_lines,
    people_lines,
    programme_facts,
    programme_panel,
    season_lines,
    season_pieces,
)
from yigong.tui.view.programme_rows import ProgrammeFigures
from yigong.tui.view.programme_words import enrolled_words
from yigong.tui.widgets.canvas import STRONG, Piece, StyledLines
from yigong.tui.widgets.header_footer import FooterLine
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, RowList
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import flowing_lines

_OCCURRENCES, _ENROLLED, _MENTORS, _NUMBERS = range(4)
"""The sections, in their order."""

_USUAL = 60
"""Columns of a terminal whose heading has room for all seasons."""

_FEW = 4
"""Lines below a list that have no room for another one."""

_HIGH = 30
"""Lines of a terminal with room for all seasons above the list."""


class ProgrammePage(ProgrammeActions):
    """Shows a programme; Tab goes through its events, its people, their mentors, its numbers."""

    PURPOSE = N_(
        "See how far a programme has come, and who is enrolled. What counts is each date from its "
        "first to its last day at which somebody was who was not paid, signed or not; cancelled "
        "dates and those left out do not."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "section(1)", N_("View")),
        Binding("shift+tab", "section(-1)", show=False),
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the event or the person.")),
        Binding("n", "new", N_("New event in it")),
        Binding("a", "members", N_("Enrol")),
        Binding("m", "mentors", N_("Mentors")),
        Binding("g", "goals", N_("Goals, seasons")),
        Binding("delete,minus", "leave", N_("End / put back")),
        Binding("c", "children", N_("Children, note")),
        Binding("e", "edit", N_("Edit")),
        Binding("o", "enrolled('html')", N_("Print the enrolled")),
        Binding("x", "enrolled('xlsx')", "Excel"),
        Binding("A", "archive", N_("Archive / take back")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    EMPTY = N_("adding up ..")
    DEFAULT_CSS = """
    ProgrammePage RowList { margin-top: 0; height: auto; min-height: 4; max-height: 60%; }
    ProgrammePage.-people RowList { height: 1fr; max-height: 100%; }
    ProgrammePage #more { height: 1fr; margin: 1 1 0 1; }
    ProgrammePage.-people #more { display: none; }
    ProgrammePage #about { margin: 1 1; }
    ProgrammePage.-wide #about, ProgrammePage.-widest #about { display: none; }
    ProgrammePage.-wide SectionTabs, ProgrammePage.-widest SectionTabs { margin: 1 0; }
    ProgrammePage #programme { margin-top: 1; }
    """

    def __init__(self, number: int) -> None:
        """Open the page of a programme."""
        super().__init__()
        self._number = number
        self._section = _OCCURRENCES
        self._figures: ProgrammeFigures | None = None
        """What registers and calendar say of it; `None`: that is being looked up."""

    def programme(self) -> Programme:
        """The programme, as it is now."""
        return self.village.programmes.get(self._number)

    def heading(self) -> list[Piece]:
        """Name and code, and its seasons, the present one in brackets."""
        programme = self.village.programmes.all().get(self._number)
        if programme is None:
            return []
        seasons = season_pieces(programme, self._today, narrow=self.app.size.width < _USUAL)
        return [(programme.name, STRONG), f"  {programme.code} ", *seasons]

    @property
    def _today(self) -> date:
        return self.village.now().date()

    def above(self) -> ComposeResult:
        """The goals and the present season, where there is no column for them; the sections."""
        yield Panel(id="about")
        yield SectionTabs()

    def below(self) -> ComposeResult:
        """Who is enrolled, or who came when, where the list leaves room."""
        yield Panel(id="more")

    def side(self) -> Iterable[Widget]:
        """The programme in full, and today below it."""
        yield Panel(id="programme")
        yield from self.side_below()

    def reload_side(self) -> None:
        """Show the programme as it is known now."""
        super().reload_side()
        figures, panel = self._figures, self.query_one("#programme", Panel)
        progress, seasons = (figures.progress, figures.seasons) if figures else (None, ())
        panel.fill(
            partial(
                programme_panel,
                panel,
                self.programme(),
                self.village.squads.all(),
                self._enrolments(),
                progress,
                seasons,
                self._today,
            )
        )

    def columns(self) -> Sequence[ListColumn]:
        """One, until the first section is known."""
        return [ListColumn("", 0)]

    def _enrolments(self) -> list[Enrolment]:
        return self.village.enrolments.of(self._number)

    # -- what is shown -----------------------------------------------------

    def reload(self) -> None:
        """Show at once what is known; a thread looks up calendar and registers."""
        if self._number not in self.village.programmes.all():
            self.dismiss()  # that it was added was undone, or it was merged into another one
            return
        self._show()
        unreadable: list[DataError] = []

        def show(figures: ProgrammeFigures) -> None:
            self._figures = figures
            self._show()
            if unreadable:
                self.status.bad(unreadable_text(unreadable))

        programme = self.programme()
        run_task(
            self, lambda: programme_figures(self.village, programme, unreadable), show, "figures"
        )

    def _show(self) -> None:
        self.query_one("#about", Panel).fill(self._about_lines)
        if self.has_side:
            self.reload_side()
        self.query_one(SectionTabs).show(self._tabs(), self._section)
        self._show_section()

    def _tabs(self) -> list[str]:
        """The names of the sections with how many each has; those who wait apart."""
        enrolments, figures = self._enrolments(), self._figures
        taken = enrolment_rules.enrolled_places(enrolments)
        waiting = len(enrolment_rules.waitlist(enrolments))
        mentors = {mentor for each in enrolments if not each.until for mentor in each.mentors}
        counts = {
            _("Occurrences"): str(figures.within) if figures else "",
            _("Enrolled"): f"{taken} {waitlist_words(waiting)}" if waiting else str(taken),
            _("Mentors"): str(len(mentors)),
            _("Numbers"): "",
        }
        return [f"{name} {n}" if n.strip("0") else name for name, n in counts.items()]

    def _about_lines(self, width: int) -> StyledLines:
        """The facts in few lines, the goals, the present season or all of them; in a low terminal
        only what the section does not say itself."""
        programme, panel = self.programme(), self.query_one("#about", Panel)
        facts = flowing_lines(programme_facts(programme, self.village.squads.all()), width + 1)
        lines, low = facts[:2], self.app.size.height < _HIGH
        if enrolled := self._enrolled_words():
            lines.append([enrolled])
        if low and self._section != _OCCURRENCES:
            return lines[-1:]
        if self._figures is None:
            return lines
        lines += goal_lines(panel, self._figures.progress, width)
        seasons, today = self._figures.seasons, self._today
        if low:
            seasons = [e for e in seasons if e.season.first <= today <= e.season.last]
        return [*lines, *season_lines(panel, seasons, today, width)]

    def _enrolled_words(self) -> str:
        return enrolled_words(self.programme(), self._enrolments())

    def _more_lines(self, width: int) -> StyledLines:
        """What stands below the section that is open; nothing where a heading alone has room."""
        panel, figures = self.query_one("#more", Panel), self._figures
        people, enrolled = self.village.people.all(), self._enrolments()
        if self._section == _MENTORS:
            return mentor_lines(self.programme(), enrolled, people, self.rows.key, width)
        if panel.size.height < _FEW:
            return []
        if self._section == _OCCURRENCES and enrolled:
            lines = people_lines(enrolled, people, width, panel.size.height)
            mentors = mentees_lines(enrolled, people, width)
            room = len(lines) + 1 + len(mentors) <= panel.size.height
            return [*lines, [], *mentors] if room else lines
        if figures is None:
            return []
        return attendance_lines(panel, figures.occurrences, figures.heads, figures.states, width)

    def _show_section(self) -> None:
        self.set_class(self._section == _ENROLLED, "-people")
        self.query_one(FooterLine).refresh()  # what the footer offers differs by section
        self.query_one("#more", Panel).fill(self._more_lines)
        people, enrolments = self.village.people.all(), self._enrolments()
        figures, each = self._figures, self.programme().mentors_each
        if self._section == _ENROLLED:
            self.rows.show(
                programme_rows.enrolment_rows(enrolments, people, each),
                columns=programme_rows.enrolment_columns(enrolments),
                empty=_("Nobody is enrolled yet. a enrols people."),
            )
        elif self._section == _MENTORS:
            self.rows.show(
                programme_rows.mentor_rows(enrolments, people),
                columns=programme_rows.mentor_columns(),
                empty=_("No mentors yet. m on somebody who is enrolled chooses them."),
            )
        elif self._section == _NUMBERS:
            self.rows.show(
                programme_rows.figure_rows(figures) if figures else [],
                columns=programme_rows.figure_columns(),
                empty=_(self.EMPTY),
            )
        else:
            self.rows.show(
                programme_rows.occurrence_rows(figures, self._today) if figures else [],
                columns=programme_rows.occurrence_columns(),
                empty=_("No events in it yet. n plans one.") if figures else _(self.EMPTY),
            )

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another mentor: show whose they are."""
        if self._section == _MENTORS:
            self.query_one("#more", Panel).fill(self._more_lines)

    # -- what can be done --------------------------------------------------

    def action_section(self, step: int) -> None:
        """Show the next section, or the one before."""
        self._section = (self._section + step) % 4
        self.rows.reset_cursor()
        self._show()
        self.arrange_rows()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is done with somebody who is enrolled where those are listed."""
        if action in ("mentors", "leave", "children"):
            return self._section == _ENROLLED
        return super().check_action(action, parameters)

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the event or the person."""
        from yigong.tui.screens.people.person_page import PersonPage

        if self._section == _OCCURRENCES and self._figures:
            found = (each for each in self._figures.occurrences if each.key == event.key)
            for occurrence in found:
                self.context.open_occurrence(occurrence)
        elif self._section == _MENTORS and isinstance(event.key, int):
            self.app.push_screen(PersonPage(event.key))
        elif self._section == _ENROLLED:
            self.app.push_screen(PersonPage(self._enrolment().person))

    def _enrolment(self) -> Enrolment:
        """The enrolment under the cursor.

        Raises:
            Refused: There is none.
        """
        key = self.rows.key
        found = self.village.enrolments.all().get(key) if isinstance(key, int) else None
        if self._section != _ENROLLED or found is None:
            raise Refused("Nobody is chosen.")
        return found

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Plan a new event in this programme."""
        from yigong.tui.screens.calendar.event_form import EventForm

        event = await self.ask(EventForm(day=self._today, programme=self._number))
        if event is not None:
            self.refresh_page()
            self.status.good(_("{title} is planned").format(title=event.title))

    @needs_writing
    def action_members(self) -> None:
        """Enrol people, or end their enrolment."""
        from yigong.tui.screens.programmes.enrol_page import EnrolPage

        self._section = _ENROLLED
        self.app.push_screen(EnrolPage(self._number))

    @needs_writing
    def action_mentors(self) -> None:
        """Choose the mentors of who is under the cursor."""
        from yigong.tui.screens.programmes.enrol_page import MentorsPage

        if not self.programme().mentors_each:
            raise Refused(
                "{programme} has no mentors; say first how many each has.",
                programme=self.programme().name,
            )
        person = self._enrolment().person
        self.village.enrolments.current(self._number, person)
        self.app.push_screen(MentorsPage(self._number, person))

    @needs_writing
    @work
    async def action_children(self) -> None:
        """Change the children, the day and the note of who is under the cursor."""
        from yigong.tui.screens.programmes.enrolment_form import EnrolmentForm

        form = EnrolmentForm(self._enrolment())
        saved = await self.ask(form)
        if saved is not None:
            self.refresh_page()
            name = self.village.people.get(saved.person).name
            self.status.good(
                _("{title} is saved").format(title=name)
                + self.moved_up_text([each.person for each in form.moved_up])
            )

    @needs_writing
    @work
    async def action_leave(self) -> None:
        """End the enrolment of who is under the cursor, or take that back."""
        enrolments, current = self.village.enrolments, self._enrolment()
        name = self.village.people.get(current.person).name
        if current.until is not None:
            enrolments.put_back(current.number)
            done = _("{name} is enrolled again").format(name=name)
        else:
            question = _("Does {name} leave {programme}?")
            asked = question.format(name=name, programme=self.programme().name)
            if not await self.ask(AskYes(asked, _("Whoever waits longest moves up."))):
                return
            moved_up: list[Enrolment] = []
            enrolments.end(self._number, [current.person], moved_up=moved_up)
            done = _("{name} is not enrolled any more").format(name=name)
            done += self.moved_up_text([each.person for each in moved_up])
        self.refresh_page()
        self.status.good(done)

    def action_enrolled(self, form: str) -> None:
        """Write who is enrolled as a file; phone numbers are masked.

        Args:
            form: ``html`` to print it, ``xlsx`` for Excel.
        """
        from yigong.exports.documents.programme_tables import enrolled_file
        from yigong.tui.screens.files.write_file import write_file

        programme = self.programme()
        name = f"enrolled-{programme.code}.{form}"
        write_file(self, lambda: (name, enrolled_file(self.village, programme, form)))
