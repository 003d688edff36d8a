"""The form of a visit, made for writing down twenty in a row: day and visitors stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar, cast

import msgspec
from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused, Stale, YigongError
from yigong.store.language import N_, _, ngettext
from yigong.store.people.households import households
from yigong.store.records import Volunteer
from yigong.store.request_records import Request, Urgency, Visit
from yigong.store.requests.request_words import URGENCY_NAMES
from yigong.store.requests.visit_words import VISIT_WAY_NAMES, met_words, visited_words
from yigong.store.requests.visits import UnknownHousehold
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.screens.base.page import HELP_F1, NEXT_FIELD, needs_writing
from yigong.tui.screens.base.questions import AskOption
from yigong.tui.screens.people.person_form import PersonForm
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
        Binding("ctrl+g", "nobody", N_("Nobody met")),
        Binding("ctrl+t", "find_person", N_("Find")),
        Binding("ctrl+n", "new_person", N_("New person")),
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
        self._nobody = False
        """Whether it is being saved as one on which nobody was met."""

    def heading(self) -> list[Piece]:
        """Which visit; of new ones how many were written down."""
        if not self._new:
            return [(_("Change visit {code}").format(code=self.record.code), STRONG)]
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
            Field("urgency", _("How urgent"), ("plain", False), options=_urgencies()),
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
        yield from self.side_below()

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
        if name == "request":
            self.show_row("urgency", bool(text))
        elif name == "who":
            self.explain(name, lambda: visited_hint(self.village, text) if text else "")
            self.reload_side_soon()
        elif name == "day":
            self.explain(name, lambda: day_meaning(parse_day(text, today, last=today), today))

    def begin(self) -> None:
        """Ask how urgent a request is once one is typed."""
        super().begin()
        self.show_row("urgency", False)

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
            self._take(self.village.people.get(number))

    def _take(self, person: Volunteer) -> None:
        """Let the visit be to a person."""
        self.set_value("who", f"{person.name} {person.code}")
        self.focus_on(self.query_one("#field-met"))

    @needs_writing
    @work
    async def action_new_person(self) -> None:
        """Add whoever is typed to the roster; the visit is to them."""
        await self._add_person()

    async def _add_person(self) -> None:
        typed = str(self.values()["who"])
        if typed in households(self.village.people.listed()):
            filled = Volunteer(name="", home=typed)
        else:
            filled = Volunteer(name="" if self._is_somebody() else typed)
        person = await self.ask(PersonForm(filled=filled))
        if person is not None:
            self._take(person)
            text = _("{name} is on the roster: {code}")
            self.status.good(text.format(name=person.name, code=person.code))

    def _is_somebody(self) -> bool:
        """Whether what is typed finds people."""
        try:
            return bool(self._visited().number)
        except Refused:
            return True

    # -- saving ------------------------------------------------------------

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Save it; a new one makes room for the next, day and visitors stay.

        Of a name that is nobody's it is asked whether they are added or it is a household.
        """
        await self._save()

    @needs_writing
    @work
    async def action_nobody(self) -> None:
        """Save that nobody was met."""
        self._nobody = True
        await self._save()

    async def _save(self) -> None:
        try:
            self.save_and_close()
        except UnknownHousehold as doubt:
            await self._ask_what(doubt)
        finally:
            self.sure = self._nobody = False

    async def _ask_what(self, doubt: UnknownHousehold) -> None:
        """Ask whether a name is that of somebody new or of a household."""
        options: list[tuple[object, str]] = [
            ("person", _("a person: add them to the roster")),
            ("home", _("a household: save it so")),
        ]
        question = _(
            "On the roster {name} is nobody's name and no household's. Which is it?"
        ).format(name=doubt.home)
        answer = await self.ask(AskOption(question, options, "person"))
        if answer == "person":
            await self._add_person()
        elif answer == "home":
            self.sure = True
            self.save_and_close()

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
        self.set_value("urgency", ("plain", False))
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
            met=bool(values["met"]) and not self._nobody,
            note=self._note(str(values["note"])),
            day=parse_day(str(values["day"]), today, last=today),
            by=tuple(number for number, _part in by) if isinstance(by, tuple) else (),
            how=values["how"],
        )
        text = str(values["request"])
        urgency, secret = cast("tuple[Urgency, bool]", values["urgency"])
        asked = Request(at=village.now(), text=text, urgency=urgency, secret=secret)
        heard = [asked] if text else []
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


def _urgencies() -> list[tuple[object, str]]:
    """How urgent a request is, and whether it is secret."""
    levels = [(level, _(name)) for level, name in URGENCY_NAMES.items()]
    options: list[tuple[object, str]] = [((level, False), name) for level, name in levels]
    for level, name in levels:
        options.append(((level, True), _("{name}, secret").format(name=name)))
    return options


def _nothing(_width: int) -> StyledLines:
    return []
