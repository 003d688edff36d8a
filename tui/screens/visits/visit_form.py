"""The form of a visit, made for writing down twenty in a row: day and visitors stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar

import msgspec
from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused, Stale, YigongError
from yigong.store.language import N_, _, ngettext
from yigong.store.request_records import Request, Visit
from yigong.store.requests.visit_words import VISIT_WAY_NAMES, met_words, visited_words
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.screens.base.page import HELP_F1, NEXT_FIELD, needs_writing
from yigong.tui.screens.visits.visited_page import VisitedPage
from yigong.tui.text.typed_words import day_meaning
from yigong.tui.view.form_fields import Field
from yigong.tui.view.visit_lines import household_panel, visits_to
from yigong.tui.view.visited import Visited, meant_visited, visited_hint
from yigong.tui.widgets.canvas import STRONG, Piece, StyledLines
from yigong.tui.widgets.inputs import TextInput
from yigong.tui.widgets.panel import Panel


class VisitForm(RecordForm[Visit | None, Visit]):
    """Writes down visits, one after the other, or changes one."""

    PURPOSE = N_("Write down visits: who was met, and what they asked for.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save")),
        Binding("ctrl+n", "nobody", N_("Nobody met")),
        Binding("ctrl+t", "find_person", N_("Find")),
        NEXT_FIELD,
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]
    DEFAULT_CSS = "VisitForm #household { margin-top: 1; }"

    def __init__(self, visit: Visit | None = None, *, home: str = "") -> None:
        """Make the form.

        Args:
            visit: The visit to change; `None` writes down new ones until Escape.
            home: The household that a new one is to at first.
        """
        super().__init__()
        self._new = visit is None
        self.record = visit or Visit(day=date.min, home=home)
        self._was = self.record.day
        self._written = 0

    def heading(self) -> list[Piece]:
        """Which visit; of new ones how many were written down."""
        if not self._new:
            return [(_("Visit {code}").format(code=self.record.code), STRONG)]
        if not self._written:
            return [(_("New visit"), STRONG)]
        text = ngettext("{n} written down", "{n} written down", self._written)
        return [(_("New visit"), STRONG), f"  {text.format(n=self._written)}"]

    def fields(self) -> Sequence[Field]:
        """Whom it was to, what was heard; then when, by whom and how, which stay as they are."""
        visit, today = self.record, self.village.now().date()
        people = self.village.people.listed()
        known = self.village.people.all()
        day = today if visit.day == date.min else visit.day
        by = visit.by if visit.day != date.min else self._organiser()
        named = {number: known[number] for number in by if number in known}
        visitors: list[tuple[object, str]] = [
            (person.number, f"{person.name} {person.code}")
            for person in [*named.values(), *(p for p in people if p.number not in named)]
        ]
        ways: list[tuple[object, str]] = [(way, _(name)) for way, name in VISIT_WAY_NAMES.items()]
        met: list[tuple[object, str]] = [(True, _("met")), (False, _("nobody met"))]
        return [
            Field("who", _("Whom"), self._who_text(visit), hint=_("a person or a household")),
            Field("met", _("Met"), visit.met, options=met),
            Field("request", _("Request"), hint=_("what they ask for, in a line; or empty")),
            Field("note", _("Note"), visit.note.replace("\n", " / ")),
            Field("day", _("Day"), day.isoformat(), hint=day_meaning(day, today)),
            Field(
                "by",
                _("Visitors"),
                tuple((number, "") for number in named),
                options=visitors,
                picks=True,
            ),
            Field("how", _("How"), visit.how, options=ways),
        ]

    def _organiser(self) -> tuple[int, ...]:
        """The organiser, if exactly one person on the roster has their name."""
        name = self.village.session.actor.by
        named = [each.number for each in self.village.people.listed() if each.name == name]
        return tuple(named) if len(named) == 1 else ()

    def _who_text(self, visit: Visit) -> str:
        """Whom a visit was to, as it is typed."""
        person = self.village.people.all().get(visit.who)
        return f"{person.name} {person.code}" if person and person.name else visit.home

    def side(self) -> Iterable[Widget]:
        """The household that is typed."""
        yield Panel(id="household")

    def reload_side(self) -> None:
        """Show the household that is typed as it is now."""
        super().reload_side()
        panel, home = self.query_one("#household", Panel), ""
        try:
            home = self._visited().home
        except YigongError:
            home = ""
        if not home:
            panel.fill(_nothing)
            return
        village, today = self.village, self.village.now().date()
        visits = visits_to(village, home)
        panel.fill(lambda width: household_panel(village, home, visits, today, width))

    def field_changed(self, name: str) -> None:
        """Say who or which household is meant, and which day."""
        if not self.is_mounted:
            return
        text, today = str(self.values()[name]), self.village.now().date()
        if name == "who":
            self.explain(name, lambda: visited_hint(self.village, text) if text else "")
            self.reload_side_soon()
        elif name == "day":
            self.explain(name, lambda: day_meaning(parse_day(text, today, last=today), today))

    def _visited(self) -> Visited:
        """The person or household that is typed.

        Raises:
            Refused: Nobody is typed, or several may be meant.
        """
        return meant_visited(self.village, str(self.values()["who"]))

    @on(Input.Submitted, "#field-who")
    def person_typed(self, event: Input.Submitted) -> None:
        """Where several may be meant, Enter opens the finder with what was typed."""
        try:
            self._visited()
        except Refused:
            if event.value.strip():
                event.prevent_default()
                self.action_find_person()

    @work
    async def action_find_person(self) -> None:
        """Find the person in the list."""
        field = self.query_one("#field-who", TextInput)
        typed = "" if field.value == self._who_text(self.record) else field.value
        number = await self.ask(VisitedPage(typed.strip()))
        if number is not None:
            person = self.village.people.get(number)
            self.set_value("who", f"{person.name} {person.code}")
            self.focus_on(self.query_one("#field-met"))

    # -- saving ------------------------------------------------------------

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Save it; a new one makes room for the next, day and visitors stay.

        A household that nobody on the roster lives in is asked about first.
        """
        try:
            await self.save_or_ask()
        finally:
            self.sure = False

    @needs_writing
    def action_nobody(self) -> None:
        """Save that nobody was met."""
        self.set_value("met", False)
        self.action_save()

    def save_and_close(self) -> None:
        """Save; a form of new visits stays open for the next one."""
        if not self._new:
            super().save_and_close()
            return
        visit = self.save(self.values())
        self._written += 1
        self._make_room()
        self.show_heading()
        who = visited_words(visit, self.village.people.all())
        text = _("{code} {who}: {met}. The next one, or Esc.")
        self.status.good(text.format(code=visit.code, who=who, met=met_words(visit)))

    def _make_room(self) -> None:
        """Empty what is of one visit only."""
        for name in ("who", "request", "note"):
            self.set_value(name, "")
        self.set_value("met", True)
        self.record = Visit(day=date.min)
        self._before = self.values()
        self.show_hint("who", self.field("who").hint)
        self.focus_on(self.query_one("#field-who"))
        self.reload_side_soon()

    def save(self, values: Mapping[str, object]) -> Visit:
        """Write the visit down, or save the changes; with it the request that was heard."""
        village, today = self.village, self.village.now().date()
        typed = str(values["who"])
        changed = self.record
        if self._new or typed != self._who_text(self.record):
            found = meant_visited(village, typed)
            home = found.home
            changed = msgspec.structs.replace(changed, who=found.number, home=home)
        by = values["by"]
        changed = msgspec.structs.replace(
            changed,
            met=bool(values["met"]),
            note=self._note(str(values["note"])),
            day=parse_day(str(values["day"]), today, last=today),
            by=tuple(number for number, _part in by) if isinstance(by, tuple) else (),
            how=values["how"],
        )
        text = str(values["request"])
        heard = [Request(at=village.now(), text=text)] if text else []
        if self._new:
            return village.visits.add(changed, heard, unknown_home=self.sure)
        return village.visits.save(changed, self._was, heard, unknown_home=self.sure)

    def _note(self, typed: str) -> str:
        """The note that was typed; untouched it stays as it is, with its lines."""
        before = self.record.note
        return before if typed == before.replace("\n", " / ") else typed.replace(" / ", "\n")

    def adopt_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Continue from the visit that somebody else saved."""
        theirs = super().adopt_theirs(stale)
        self._was = self.record.day
        return theirs


def _nothing(_width: int) -> StyledLines:
    return []
