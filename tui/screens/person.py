"""One person: who they are, which squads, when they came and for how long."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.errors import DataError
from store.hours import credit, hours_text
from store.language import N_, _, ngettext
from store.records import Credit, Volunteer, elapsed
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import ACCENT, QUIET, STRONG, Piece
from tui.widgets.plan import Plan
from tui.widgets.rows import Column, Row, Rows
from tui.words import not_counted


class PersonPage(Page[None]):
    """One person."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,enter", "edit", N_("Edit")),
        Binding("A", "archive", N_("Archive / take back")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "settings"})

    def __init__(self, number: int) -> None:
        """Open somebody's page."""
        super().__init__()
        self._number = number

    @property
    def person(self) -> Volunteer:
        """The person, as they are now."""
        return self.village.people.get(self._number)

    def heading(self) -> list[Piece]:
        """Who."""
        return [(self.person.name, STRONG), f"  {self.person.code}"]

    def body(self) -> ComposeResult:
        """Particulars above, attendances below."""
        yield Plan()
        yield Rows(
            [
                Column(_("Date"), 10),
                Column(_("Event"), 0, most=44),
                Column(_("Squad"), 16),
                Column(_("In"), 5),
                Column(_("Out"), 5),
                Column(_("Hours"), 6, right=True),
                Column("", 8),
            ],
            empty=_("Never checked in yet."),
            id="attendances",
        )

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.query_one("#attendances"))

    def reload(self) -> None:
        """Everything, attendances newest first."""
        person = self.person
        total = Credit()
        rows = []
        names = self.village.squads.names
        unreadable: list[DataError] = []
        for register in self.village.registers.between(None, None, unreadable):
            entry = register.entries.get(person.number)
            if entry is None or not entry.stints or register.head is None:
                continue
            head = register.head
            length = elapsed(head.start, head.end)
            got = entry.credit or credit(entry, length, self.village.registers.policy(register))
            total = Credit(
                clocked=total.clocked + got.clocked,
                filled=total.filled + got.filled,
                granted=total.granted + got.granted,
            )
            end = entry.stints[-1].end
            rows.append(
                Row(
                    register.key,
                    [
                        f"{head.start:%Y-%m-%d}",
                        head.title,
                        names((entry.squad,)) if entry.squad else "",
                        f"{entry.stints[0].start:%H:%M}",
                        f"{end:%H:%M}" if end else "",
                        hours_text(got.total),
                        "" if register.closed else _("unsigned"),
                    ],
                )
            )
        self.query_one(Plan).show(self._particulars(person, len(rows), total))
        self.query_one("#attendances", Rows).show(rows[::-1])
        if unreadable:
            self.status.bad(not_counted(unreadable))

    def _particulars(self, person: Volunteer, times: int, total: Credit) -> list[list[Piece]]:
        genders = {"f": _("female"), "m": _("male"), "": ""}
        who = "  ".join(
            filter(
                None, (person.reading, genders[person.gender], person.group, " ".join(person.tags))
            )
        )
        squads = self.village.squads.names(self.village.squads.of(person.number))
        came = ngettext("came {n} time", "came {n} times", times).format(n=times)
        stars = sum(1 for hours in self.village.settings.stars if total.total >= hours * 60)
        reached = ngettext("{n} star", "{n} stars", stars).format(n=stars) if stars else ""
        origins = _("clocked {clocked}, filled in {filled}, granted {granted}").format(
            clocked=hours_text(total.clocked),
            filled=hours_text(total.filled),
            granted=hours_text(total.granted),
        )
        lines: list[list[Piece]] = [
            [who or (_("nothing more is known"), QUIET)],
            [(person.phone or _("no phone"), STRONG), "   " + (squads or _("in no squad"))],
            [
                (f"{came}   " + _("{n} hours").format(n=hours_text(total.total)), ACCENT),
                (f"   {reached}   {origins}" if reached else f"   {origins}", QUIET),
            ],
        ]
        if person.note:
            lines.append([person.note.replace("\n", "  ")])
        if person.archived:
            lines.append([(_("archived: not offered at the desk"), QUIET)])
        return lines

    def action_edit(self) -> None:
        """The form."""
        from tui.screens.person_form import PersonForm

        def saved(person: Volunteer | None) -> None:
            if person is not None:
                self.refresh_page()
                self.status.good(_("{title} is saved").format(title=person.name))

        with self.telling():
            self.needs_writing()
            self.app.push_screen(PersonForm(self.person), saved)

    def action_archive(self) -> None:
        """Off the roster, or back on it; nothing is deleted."""
        with self.telling():
            self.needs_writing()
            person = self.person
            person = self.village.people.save(
                msgspec.structs.replace(person, archived=not person.archived)
            )
            self.refresh_page()
            said = (
                _("{name} is archived; A takes it back") if person.archived else _("{name} is back")
            )
            self.status.good(said.format(name=person.name))
