"""One person: particulars and squads, attendances and hours, sign-ups to come, changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

import msgspec
from rich.cells import cell_len
from rich.style import Style
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.attendance.by_person import (
    AttendanceByPerson,
    PersonAttendance,
    upcoming_sign_ups,
)
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.dates.period_parser import parse_period
from yigong.store.errors import DataError, Refused
from yigong.store.kinds import kind_spec
from yigong.store.language import N_, _
from yigong.store.people.retired import aliases
from yigong.store.records import Volunteer, code
from yigong.store.request_records import Request
from yigong.store.storage.history_line import HistoryLine
from yigong.tui.background.task import run_task
from yigong.tui.background.undo_task import undo_people_change
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.text.tally_words import grouped_hours
from yigong.tui.text.words import day_name, entry_state, person_name, unreadable_text
from yigong.tui.view.history_words import history_about, history_cells, register_words
from yigong.tui.view.kind_words import kind_mark
from yigong.tui.view.person_card import attendance_charts
from yigong.tui.view.person_words import (
    achievement_words,
    attendance_words,
    particulars_words,
    stint_times,
)
from yigong.tui.view.request_lines import request_columns, request_row
from yigong.tui.widgets.canvas import STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import TextBlock, narrow_lines

_MAX_CHANGES = 500
"""The most history lines listed."""


class PersonPage(ListPage[None]):
    """Shows a person; Tab goes through the lists of attendances, sign-ups and changes."""

    PURPOSE = N_("See what somebody came to, signed up for, and what was changed.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "section(1)", N_("View")),
        Binding("shift+tab", "section(-1)", show=False),
        Binding("e", "edit", N_("Edit")),
        Binding("x", "record", N_("Service record")),
        Binding("c", "check", N_("Check a record")),
        Binding("h", "household", N_("Household")),
        Binding("p", "points", N_("Points")),
        Binding("m", "merge", N_("Merge")),
        Binding("A", "archive", N_("Archive / take back")),
        Binding("F", "forget", N_("Forget")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "settings", "requests"})
    DEFAULT_CSS = """
    PersonPage RowList { margin-top: 0; }
    PersonPage.-wide TextBlock, PersonPage.-widest TextBlock { display: none; }
    PersonPage.-wide SectionTabs, PersonPage.-widest SectionTabs { margin: 1 0; }
    PersonPage #person { margin-top: 1; }
    """
    EMPTY = N_("adding up ..")

    def __init__(self, number: int) -> None:
        """Open the page of a person."""
        super().__init__()
        self._number = number
        self._section = 0
        self._reader: AttendanceByPerson | None = None
        self._attendances: list[PersonAttendance] | None = None
        """What the registers have of them; `None`: that is being looked up."""

        self._changes: list[HistoryLine] | None = None
        self._changes_at = 2
        """The section of the changes; before it are their requests, if there are any."""

    @property
    def person(self) -> Volunteer:
        """The person, as they are now; of a merged record, the one it was merged into."""
        return self.village.people.get(self._number)

    def heading(self) -> list[Piece]:
        """Name and code."""
        return [(person_name(self.person), STRONG), f"  {self.person.code}"]

    def above(self) -> ComposeResult:
        """The particulars, where there is no column for them, and the names of the three lists."""
        yield TextBlock()
        yield SectionTabs()

    def side(self) -> Iterable[Widget]:
        """The particulars, the numbers, and the hours of the past twelve months."""
        yield Panel(id="person")

    def reload_side(self) -> None:
        """Show them as they are known now."""
        panel, today = self.query_one("#person", Panel), self.village.now().date()
        attended = self._attendances or ()

        def lines(width: int) -> StyledLines:
            words = narrow_lines(self._words(), width)
            return [*words, *attendance_charts(panel, attended, today, width, self.size.height)]

        panel.fill(lines)

    def _words(self) -> StyledLines:
        """The particulars and the numbers."""
        stars = self.village.settings.stars
        achievements = achievement_words(self._attendances, stars)
        return [*particulars_words(self.village, self.person), [], *achievements]

    def columns(self) -> Sequence[ListColumn]:
        """One, until the first list is read."""
        return [ListColumn("", 0)]

    def fingerprint(self) -> object:
        """The registers, too: every change of one is in the history."""
        return super().fingerprint(), self.village.history.fingerprint()

    # -- what is shown -----------------------------------------------------

    def reload(self) -> None:
        """Show at once what is known; a thread looks up registers and history."""
        person = self.person
        if person.number != self._number:
            text = _("{code} is {name} {now} now.")
            old = code("V", self._number)
            self.status.show(text.format(code=old, name=person.name, now=person.code))
            self._number, self._reader, self._attendances = person.number, None, None
        if self._reader is None:
            self._reader = AttendanceByPerson(self.village.registers, person.number)
        self._show()
        self._look_up(self._reader)

    def _look_up(self, reader: AttendanceByPerson) -> None:
        policy = self.village.settings.hours
        with_changes = self._section == self._changes_at
        numbers = [self._number, *aliases(self.village.people.all(), self._number)]

        def look_up() -> tuple[list[PersonAttendance], list[HistoryLine] | None, list[DataError]]:
            unreadable: list[DataError] = []
            attendances = reader.read(policy, unreadable)
            changes = history_about(self.village, numbers, _MAX_CHANGES) if with_changes else None
            return attendances, changes, unreadable

        # In a thread: ten years take half a second, and longer from a cold disk.
        run_task(self, look_up, lambda found: self._show_found(*found), "attended")

    def _show_found(
        self,
        attendances: list[PersonAttendance],
        changes: list[HistoryLine] | None,
        unreadable: list[DataError],
    ) -> None:
        self._attendances = attendances
        self._changes = changes if changes is not None else self._changes
        self._show()
        if unreadable:
            self.status.bad(unreadable_text(unreadable))

    def _show(self) -> None:
        village, attendances = self.village, self._attendances or ()
        self.query_one(TextBlock).show([line for line in self._words() if line])
        if self.has_side:
            self.reload_side()
        counted = [attendance for attendance in attendances if attendance.counts]
        upcoming = upcoming_sign_ups(attendances, village.now())
        requests = self._requests()
        asked = [(_("Requests"), len(requests))] if requests else []
        self._changes_at = 2 + len(asked)
        named = [(_("Attendances"), len(counted)), (_("To come"), len(upcoming))]
        named += [*asked, (_("Changes"), 0)]
        tabs = [f"{name} {count}" if count else name for name, count in named]
        self.query_one(SectionTabs).show(tabs, self._section)
        if self._section == 0:
            self._show_attendances(counted[::-1])
        elif self._section == 1:
            self._show_upcoming(upcoming)
        elif self._section < self._changes_at:
            self._show_requests(requests)
        else:
            self._show_changes()

    def _show_list(
        self, rows: Sequence[ListRow], columns: Sequence[ListColumn], empty: str
    ) -> None:
        known = self._attendances is not None
        self.rows.show(rows, columns=columns, empty=empty if known else _(self.EMPTY))

    def _squad_name(self, attendance: PersonAttendance) -> str:
        squad = attendance.entry.squad
        return self.village.squads.names((squad,)) if squad else ""

    def _mark(self, attendance: PersonAttendance) -> Style:
        """The mark of the kind."""
        return kind_mark(kind_spec(attendance.head.kind, self.village.settings.kinds))

    def _show_attendances(self, attendances: Sequence[PersonAttendance]) -> None:
        words = [attendance_words(attendance) for attendance in attendances]
        rows = [
            ListRow(
                attendance.key,
                [
                    date_text(attendance.head.start),
                    attendance.head.title,
                    self._squad_name(attendance),
                    *stint_times(attendance),
                    _service(attendance),
                    text,
                ],
                mark=self._mark(attendance),
            )
            for attendance, text in zip(attendances, words, strict=True)
        ]
        columns = [
            ListColumn(_("Date"), 14),
            ListColumn(_("Event"), 0, most=44),
            ListColumn(_("Squad"), 12, least=96),
            ListColumn(_("In"), 5),
            ListColumn(_("Out"), 6),
            ListColumn(_("Service"), 8, right=True),
            ListColumn("", min(31, max(map(cell_len, words), default=0))),
        ]
        self._show_list(rows, columns, _("Never checked in yet. Tab shows what is to come."))

    def _show_upcoming(self, sign_ups: Sequence[PersonAttendance]) -> None:
        rows = [
            ListRow(
                sign_up.key,
                [
                    day_name(sign_up.head.start.date(), year=True),
                    f"{sign_up.head.start:%H:%M}",
                    sign_up.head.title,
                    self._squad_name(sign_up),
                    entry_state(sign_up.entry),
                    sign_up.head.place,
                ],
                mark=self._mark(sign_up),
            )
            for sign_up in sign_ups
        ]
        columns = [
            ListColumn(_("Date"), 19),
            ListColumn(_("Time"), 5),
            ListColumn(_("Event"), 0, most=44),
            ListColumn(_("Squad"), 12),
            ListColumn(_("State"), 10),
            ListColumn(_("Place"), 20, least=100),
        ]
        empty = _("Signed up for nothing that is to come. a on the page of an event signs up.")
        self._show_list(rows, columns, empty)

    def _requests(self) -> list[Request]:
        """What they ask for and what they work on, as it is shown, the latest first."""
        return self.village.requests.of_person(self._number)

    def _show_requests(self, requests: Sequence[Request]) -> None:
        rows = [request_row(self.village, each, self._number) for each in requests]
        self._show_list(rows, request_columns(), "")

    def _show_changes(self) -> None:
        columns = [
            ListColumn(_("When"), 20, snug=True),
            ListColumn(_("Who"), 16, snug=True, least=50),
            ListColumn(_("Desk"), 12, snug=True, least=90),
            ListColumn(_("What"), 14, snug=True),
            ListColumn(_("Of"), 0),
            ListColumn(_("Why"), 20, least=90),
        ]
        rows = [self._change_row(line) for line in self._changes or ()]
        empty = _("Nothing was changed yet.") if self._changes is not None else _(self.EMPTY)
        self._show_list(rows, columns, empty)

    def _change_row(self, line: HistoryLine) -> ListRow:
        """A history line; one of a register names the occurrence, not the person."""
        at = line.at.astimezone(self.village.zone)
        organiser, desk, act, subject, reason = history_cells(self.village, [line])
        if line.register_key:
            subject = register_words(self.village, line)
        time = f"{date_text(at)} {at:%H:%M}"
        return ListRow(line.id, [time, organiser, desk, act, subject, reason])

    # -- what can be done --------------------------------------------------

    def action_section(self, step: int) -> None:
        """Show the next list: attendances, sign-ups, requests if there are any, changes."""
        self._section = (self._section + step) % (self._changes_at + 1)
        self.rows.reset_cursor()
        self.refresh_page()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the occurrence of an attendance, or the details of a change."""
        from yigong.tui.screens.village.change_page import ChangePage

        if self._section == 2 < self._changes_at:
            if isinstance(event.key, int):
                self.context.open_record("Q", event.key)
        elif self._section == self._changes_at:
            lines = self.village.history.change(str(event.key))
            self.app.push_screen(ChangePage(lines))
        else:
            self.context.open_occurrence(self.village.events.occurrence_for(str(event.key)))

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the person's particulars."""
        from yigong.tui.screens.people.person_form import PersonForm

        person = await self.ask(PersonForm(self._changeable()))
        if person is not None:
            self.refresh_page()
            self.status.good(_("{title} is saved").format(title=person.name))

    def _changeable(self) -> Volunteer:
        """The person, unless they were erased.

        Raises:
            Refused: They were.
        """
        person = self.person
        if person.forgotten:
            raise Refused("{code} was forgotten; nothing is left to change.", code=person.code)
        return person

    @needs_writing
    def action_archive(self) -> None:
        """Archive the person, or put them back on the roster."""
        person = self._changeable()
        person = self.village.people.save(
            msgspec.structs.replace(person, archived=not person.archived)
        )
        self.refresh_page()
        text = _("{name} is archived; A takes it back") if person.archived else _("{name} is back")
        self.status.good(text.format(name=person.name))

    def action_points(self) -> None:
        """Open the account of points of the person's household."""
        self.context.open_account(self._number)

    @work
    async def action_household(self) -> None:
        """Open the person's household: who lives there, its visits; or say which it is."""
        person = self._changeable()
        if not person.home:
            self.refuse_reader()
            question = _("In which household does {name} live?").format(name=person.name)
            label = await self.ask(AskText(question, _("as the village says it: 三组2号")))
            if not label:
                return
            person = self.village.people.live_in(label, [person.number])[0]
            self.refresh_page()
        self.context.open_household(person.home)

    @needs_writing
    @work
    async def action_merge(self) -> None:
        """Find the person's other record, and make the two one."""
        from yigong.tui.screens.people.merge_page import MergePage
        from yigong.tui.screens.people.merge_partner_page import MergePartnerPage

        other = await self.ask(MergePartnerPage(self._changeable()))
        if other is None:
            return
        result = await self.ask(MergePage(self._number, other))
        if result:
            self.refresh_page()
            self.status.good(result)

    @needs_writing
    def action_forget(self) -> None:
        """Erase the person's particulars, at their wish."""
        from yigong.tui.screens.people.erasure_page import ErasurePage

        self.app.push_screen(ErasurePage(self._changeable()))

    def action_undo(self) -> None:
        """Take back your last change of the roster."""
        undo_people_change(self)

    @needs_writing
    @work
    async def action_record(self) -> None:
        """Write the person's service record of a period, to print."""
        today, name = self.village.now().date(), self._changeable().name
        question = _("Service record of {name}: for which period?").format(name=name)
        hint = _("2026, 2026-Q4, 2026-11-01..2026-11-25; empty: all of it")
        period = await self.ask(
            AskText(
                question,
                hint,
                str(today.year),
                meaning=lambda text: days_text(*parse_period(text, today)),
            )
        )
        if period is not None:
            first, last = parse_period(period, today) if period else (None, None)
            self._write_record(first, last)

    @work
    async def action_check(self) -> None:
        """Check a service record that somebody brings, by the code on it."""
        from yigong.tui.screens.files.record_check_page import RecordCheckPage, ask_paper_code

        code = await ask_paper_code(self)
        if code:
            self.app.push_screen(RecordCheckPage(code))

    def _write_record(self, first: date | None, last: date | None) -> None:
        """Write a service record; all registers are read for it."""
        from yigong.tui.screens.files.write_file import write_file

        def make() -> tuple[str, bytes]:
            from yigong.exports.documents.service_record import issue_service_record

            return issue_service_record(self.village, self._number, first, last)

        self.status.show(_("adding up .."))
        write_file(self, make, done=_("written; it prints on A4 from any browser"))


def _service(attendance: PersonAttendance) -> str:
    """The service of an attendance; empty where they were there as something else."""
    minutes = attendance.credit.service.total
    return grouped_hours(minutes) if minutes or attendance.role == "volunteer" else ""
