"""One person: who they are, which squads, when they came and for how long, what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.by_person import (
    AttendanceByPerson,
    PersonAttendance,
    upcoming_sign_ups,
)
from yigong.store.attendance.hours import hours_text
from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _
from yigong.store.people.retired import aliases
from yigong.store.records import Volunteer, code
from yigong.store.storage.history import HistoryLine
from yigong.tui.background.task import run_task
from yigong.tui.background.undo_task import take_back_people
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.text.words import day_name, entry_state, person_name, unreadable_text
from yigong.tui.view.history_words import history_about, history_cells
from yigong.tui.view.person_words import (
    achievement_words,
    origin_words,
    particulars_words,
    stint_times,
)
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import TextBlock

_CHANGES = 500
"""The most changes listed."""


class PersonPage(Page[None]):
    """One person."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "section(1)", N_("View")),
        Binding("shift+tab", "section(-1)", show=False),
        Binding("e", "edit", N_("Edit")),
        Binding("x", "record", N_("Service record")),
        Binding("m", "merge", N_("Merge")),
        Binding("A", "archive", N_("Archive / take back")),
        Binding("F", "forget", N_("Forget")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "settings"})

    def __init__(self, number: int) -> None:
        """Open somebody's page."""
        super().__init__()
        self._number = number
        self._section = 0
        self._attended: AttendanceByPerson | None = None
        self._parts: list[PersonAttendance] | None = None
        self._changes: list[HistoryLine] | None = None

    @property
    def person(self) -> Volunteer:
        """The person, as they are now; whoever they turned out to be."""
        return self.village.people.get(self._number)

    def heading(self) -> list[Piece]:
        """Who."""
        return [(person_name(self.person), STRONG), f"  {self.person.code}"]

    def body(self) -> ComposeResult:
        """Particulars above, one of three lists below."""
        yield TextBlock()
        yield SectionTabs()
        yield RowList([ListColumn("", 0)], empty=_("adding up .."), id="attendances")

    @property
    def rows(self) -> RowList:
        """The list of the section that is open."""
        return self.query_one("#attendances", RowList)

    def watched(self) -> object:
        """Also the registers: every change of one is in the history."""
        return super().watched(), self.village.history.fingerprint()

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)

    # -- what is shown -----------------------------------------------------

    def reload(self) -> None:
        """Show at once what is known; what the registers say is looked up in a thread."""
        person = self.person
        if person.number != self._number:
            words = _("{code} is {name} {now} now.")
            old = code("V", self._number)
            self.status.show(words.format(code=old, name=person.name, now=person.code))
            self._number, self._attended, self._parts = person.number, None, None
        if self._attended is None:
            self._attended = AttendanceByPerson(self.village.registers, person.number)
        self._show()
        self._look_up(self._attended)

    def _look_up(self, attended: AttendanceByPerson) -> None:
        policy = self.village.settings.hours
        wanted = self._section == 2
        numbers = [self._number, *aliases(self.village.people.all(), self._number)]

        def look() -> tuple[list[PersonAttendance], list[HistoryLine] | None, list[DataError]]:
            unreadable: list[DataError] = []
            parts = attended.read(policy, unreadable)
            lines = history_about(self.village, numbers, _CHANGES) if wanted else None
            return parts, lines, unreadable

        # The screen stays alive: ten years are half a second, and more from a cold disk.
        run_task(self, look, lambda found: self._looked_up(*found), "attended")

    def _looked_up(
        self,
        parts: list[PersonAttendance],
        lines: list[HistoryLine] | None,
        unreadable: list[DataError],
    ) -> None:
        self._parts = parts
        self._changes = lines if lines is not None else self._changes
        self._show()
        if unreadable:
            self.status.bad(unreadable_text(unreadable))

    def _show(self) -> None:
        village, parts = self.village, self._parts
        lines = particulars_words(village, self.person)
        self.query_one(TextBlock).show([*lines, *achievement_words(parts, village.settings.stars)])
        came = [part for part in parts or () if part.counts]
        coming = upcoming_sign_ups(parts or (), village.now())
        names = (_("Attendances"), _("To come"), _("Changes"))
        counts = (len(came), len(coming), None)
        self.query_one(SectionTabs).show(
            [
                f"{name} {count}" if count and parts is not None else name
                for name, count in zip(names, counts, strict=True)
            ],
            self._section,
        )
        if self._section == 0:
            self._show_came(came[::-1])
        elif self._section == 1:
            self._show_coming(coming)
        else:
            self._show_changes()

    def _put(self, rows: Sequence[ListRow], columns: Sequence[ListColumn], empty: str) -> None:
        known = self._parts is not None
        self.rows.show(rows, columns=columns, empty=empty if known else _("adding up .."))

    def _show_came(self, came: Sequence[PersonAttendance]) -> None:
        names = self.village.squads.names
        rows = []
        for part in came:
            first, last = stint_times(part)
            cells = [
                f"{part.head.start:%Y-%m-%d}",
                part.head.title,
                names((part.entry.squad,)) if part.entry.squad else "",
                first,
                last,
                hours_text(part.credit.total),
                origin_words(part),
            ]
            rows.append(ListRow(part.key, cells))
        columns = [
            ListColumn(_("Date"), 10),
            ListColumn(_("Event"), 0, most=44),
            ListColumn(_("Squad"), 12, least=96),
            ListColumn(_("In"), 5),
            ListColumn(_("Out"), 6),
            ListColumn(_("Hours"), 6, right=True),
            ListColumn("", 0, most=31),
        ]
        self._put(rows, columns, _("Never checked in yet."))

    def _show_coming(self, coming: Sequence[PersonAttendance]) -> None:
        names = self.village.squads.names
        rows = [
            ListRow(
                part.key,
                [
                    day_name(part.head.start.date(), year=True),
                    f"{part.head.start:%H:%M}",
                    part.head.title,
                    names((part.entry.squad,)) if part.entry.squad else "",
                    entry_state(part.entry),
                    part.head.place,
                ],
            )
            for part in coming
        ]
        columns = [
            ListColumn(_("Date"), 19),
            ListColumn(_("Time"), 5),
            ListColumn(_("Event"), 0, most=44),
            ListColumn(_("Squad"), 12),
            ListColumn(_("State"), 10),
            ListColumn(_("Place"), 20, least=100),
        ]
        self._put(rows, columns, _("Signed up for nothing that is to come."))

    def _show_changes(self) -> None:
        columns = [
            ListColumn(_("When"), 16),
            ListColumn(_("Who"), 8),
            ListColumn(_("Desk"), 8, least=90),
            ListColumn(_("What"), 16),
            ListColumn(_("Of"), 0),
            ListColumn(_("Why"), 20, least=90),
        ]
        rows = [self._change(line) for line in self._changes or ()]
        empty = _("Nothing was changed yet.") if self._changes is not None else _("adding up ..")
        self._put(rows, columns, empty)

    def _change(self, line: HistoryLine) -> ListRow:
        """A line of the history; whose it is goes without saying, so the event is named."""
        at = f"{line.at.astimezone(self.village.zone):%Y-%m-%d %H:%M}"
        who, desk, what, of, why = history_cells(self.village, line)
        if key := line.register_key:
            titles = {part.key: part.head.title for part in self._parts or ()}
            of = f"{key.partition('@')[2]} {titles.get(key, key)}"
        return ListRow(line.id, [at, who, desk, what, of, why])

    # -- what can be done --------------------------------------------------

    def action_section(self, step: int) -> None:
        """Another of the three lists."""
        self._section = (self._section + step) % 3
        self.rows.reset_cursor()
        self.refresh_page()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Enter: from an attendance to its register, from a change to what it changed."""
        from yigong.tui.screens.village.change_page import ChangePage

        with self.report_refusals():
            if self._section == 2:
                lines = self.village.history.change(str(event.key))
                self.app.push_screen(ChangePage(lines))
            else:
                self.context.open_occurrence(self.village.events.occurrence_for(str(event.key)))

    def action_edit(self) -> None:
        """The form."""
        from yigong.tui.screens.people.person_form import PersonForm

        def saved(person: Volunteer | None) -> None:
            if person is not None:
                self.refresh_page()
                self.status.good(_("{title} is saved").format(title=person.name))

        with self.report_refusals():
            self.refuse_reader()
            self.app.push_screen(PersonForm(self._changeable()), saved)

    def _changeable(self) -> Volunteer:
        """The person, if there is anything of them left to change.

        Raises:
            Refused: They were forgotten.
        """
        person = self.person
        if person.forgotten:
            raise Refused("{code} was forgotten; nothing is left to change.", code=person.code)
        return person

    def action_archive(self) -> None:
        """Off the roster, or back on it; nothing is deleted."""
        with self.report_refusals():
            self.refuse_reader()
            person = self._changeable()
            person = self.village.people.save(
                msgspec.structs.replace(person, archived=not person.archived)
            )
            self.refresh_page()
            said = (
                _("{name} is archived; A takes it back") if person.archived else _("{name} is back")
            )
            self.status.good(said.format(name=person.name))

    def action_merge(self) -> None:
        """The same person is on the roster twice: find the other record, then compare."""
        from yigong.tui.screens.people.merge_partner_page import MergePartnerPage

        def found(other: int) -> None:
            self.call_later(self._compare, other)  # from here, where the answer is wanted

        with self.report_refusals():
            self.refuse_reader()
            self.app.push_screen(MergePartnerPage(self._changeable(), found))

    def _compare(self, other: int) -> None:
        from yigong.tui.screens.people.merge_page import MergePage

        def merged(said: str | None) -> None:
            if said:
                self.refresh_page()
                self.status.good(said)

        self.app.push_screen(MergePage(self._number, other), merged)

    def action_forget(self) -> None:
        """Delete their particulars, at their wish."""
        from yigong.tui.screens.people.erasure_page import ErasurePage

        with self.report_refusals():
            self.refuse_reader()
            self.app.push_screen(ErasurePage(self._changeable()))

    def action_undo(self) -> None:
        """Take back my last change of people."""
        with self.report_refusals():
            take_back_people(self)

    def action_record(self) -> None:
        """Write their service record of a period, a page that prints on A4."""
        from yigong.store.dates.periods import parse_period
        from yigong.tui.screens.base.questions import AskText

        today = self.village.now().date()

        def go(answer: str | None) -> None:
            if answer is not None:
                with self.report_refusals():
                    first, last = parse_period(answer, today) if answer else (None, None)
                    self._write_record(first, last)

        with self.report_refusals():
            self.refuse_reader()
            self._changeable()
            question = _("Service record of {name}: for which period?").format(
                name=self.person.name
            )
            hint = _("2026, 2026-Q4, 2026-11-01..2026-11-25; empty: all of it")
            self.app.push_screen(
                AskText(
                    question, hint, str(today.year), check=lambda text: parse_period(text, today)
                ),
                go,
            )

    def _write_record(self, first: date | None, last: date | None) -> None:
        """In a thread: for a record all registers are looked through."""
        number, outbox = self._number, self.village.outbox()

        def make() -> Path:
            from yigong.exports.documents.service_record import issue_service_record
            from yigong.exports.export_file import write_export

            name, page = issue_service_record(self.village, number, first, last)
            return write_export(outbox / name, page)

        self.status.show(_("adding up .."))
        run_task(self, make, self._record_written, "record", overtakes=False)

    def _record_written(self, path: Path) -> None:
        from yigong.tui.access.fetch_lines import scp_line, this_server
        from yigong.tui.screens.base.copy_page import Block, CopyPage

        blocks = [
            Block(_("On your own computer: fetch the file"), scp_line(path, this_server())),
            Block(_("The file on this server"), str(path.absolute())),
        ]
        title = _("Service record of {name}").format(name=self.person.name)
        done = _("written; it prints on A4 from any browser")
        self.app.push_screen(CopyPage(title, blocks, done))
