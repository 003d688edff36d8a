"""认定: grants hours that were not clocked, with a reason, and takes grants back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.hours import hours_text
from yigong.store.attendance_records import Entry
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK, FinderPage
from yigong.tui.screens.base.form import Form
from yigong.tui.screens.base.page import HELP_F1, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide
from yigong.tui.text.typed_values import read_minutes
from yigong.tui.text.words import day_name, entry_state
from yigong.tui.view.desk_answers import distinct_name
from yigong.tui.view.entry_marks import state_mark
from yigong.tui.view.form_fields import Field
from yigong.tui.view.history_words import undone_words
from yigong.tui.widgets.canvas import ACCENT, STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListColumn, ListRow


class GrantsPage(OccurrenceSide[None], FinderPage[None]):
    """Finds one person after the other, and grants them hours for an occurrence."""

    PURPOSE = N_("Grant hours that no clock saw.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Grant hours"),
            tooltip=N_("Grant hours to the person under the cursor."),
        ),
        Binding("ctrl+r", "take_back", N_("Take back"), priority=True),
        Binding("ctrl+z", "undo", N_("Undo"), priority=True),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads"})
    DEFAULT_CSS = """
    GrantsPage PersonFinder { height: 1fr; margin-top: 1; }
    GrantsPage PersonFinder #candidates { height: 1fr; margin-top: 1; }
    """

    def __init__(self, occurrence: Occurrence, number: int | None = None) -> None:
        """Grant hours for an occurrence.

        Args:
            occurrence: The occurrence.
            number: The person chosen at first, who is listed before all others.
        """
        super().__init__()
        self.occurrence = occurrence
        self._first = number

    def heading(self) -> list[Piece]:
        """The occurrence."""
        title = f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}"
        return [(_("Grant hours"), STRONG), title]

    def fingerprint(self) -> object:
        """The books, and the register, which desks write."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def body(self) -> ComposeResult:
        """The finder; while nothing is typed, it lists the people of the register."""
        yield PersonFinder(
            self.village.people.find,
            self._row,
            [
                ListColumn("", 0, most=20),
                ListColumn("", 6),
                ListColumn("", 6),
                ListColumn("", 12, least=70),
                ListColumn("", 7, right=True),
                ListColumn("", 0),
            ],
            limit=200,
            everybody=self._likely,
            typed=self.typed,
            guard=self.report_refusals,
            placeholder=_("name, pinyin or initials, phone tail, code"),
        )

    def begin(self) -> None:
        """Move to the person who was chosen on the page below."""
        super().begin()
        if self._first is not None:
            self.finder.action_move(0)

    def reload(self) -> None:
        """List the same people with their present grants."""
        self.finder.refresh_candidates()

    def nobody_found(self, query: str) -> str:
        """Without the offer to add a person."""
        return _("Nobody is found by {query}.").format(query=query)

    def _entries(self) -> Mapping[int, Entry]:
        return self.village.registers.read(self.occurrence.key).entries

    def _likely(self) -> list[Volunteer]:
        """The chosen person, people with grants, then the others of the register."""
        people, entries = self.village.people.all(), self._entries()
        granted = [number for number, entry in entries.items() if entry.grants]
        first = [self._first] if self._first is not None else []
        return [people[n] for n in dict.fromkeys([*first, *granted, *entries]) if n in people]

    def _row(self, person: Volunteer) -> ListRow:
        entry = self._entries().get(person.number)
        tail = f"..{person.phone[-4:]}" if person.phone else ""  # tells namesakes apart
        squads = self.village.squads.names(self.village.squads.of(person.number))
        cells = [person.name, person.code, tail, squads]
        if entry is None or not entry.grants:
            state = entry_state(entry) if entry else ""
            return ListRow(person.number, [*cells, "", state], mark=state_mark(entry))
        minutes = sum(grant.minutes for grant in entry.grants)
        reasons = "  ".join(grant.reason for grant in entry.grants)
        granted = [f"+{hours_text(minutes)}", reasons]
        return ListRow(person.number, [*cells, *granted], ACCENT, mark=state_mark(entry))

    @on(PersonFinder.Picked)
    @needs_writing
    @work
    async def picked(self, event: PersonFinder.Picked) -> None:
        """Ask for the hours and the reason, and grant them to the person that Enter chose."""
        entry = await self.ask(GrantForm(self.occurrence, self.village.people.get(event.number)))
        if entry is not None:
            self._show_first(event.number)
            hours = hours_text(entry.grants[-1].minutes)
            text = _("{hours} h are granted to {name}; ^Z takes it back")
            self.status.good(text.format(hours=hours, name=self._distinct_name(event.number)))

    def _distinct_name(self, number: int) -> str:
        return distinct_name(self.village.people.all(), number)

    def _show_first(self, number: int) -> None:
        """Clear the input, and list a person first, with their present grants."""
        self._first = number
        self.finder.clear()
        self.refresh_page()

    @needs_writing
    @work
    async def action_take_back(self) -> None:
        """Take back a person's last grant, with a reason."""
        number = self.finder.number
        entry = self._entries().get(number) if number is not None else None
        if number is None:
            raise Refused("Nobody is chosen.")
        if entry is None or not entry.grants:
            raise Refused("Nothing was granted, so there is nothing to take back.")
        last = entry.grants[-1]
        fields = {"name": self._distinct_name(number), "hours": hours_text(last.minutes)}

        question = _("Take back the {hours} h granted to {name}? Why?").format(**fields)
        revoke = partial(self.village.registers.grants.revoke_grant, self.occurrence, entry.number)
        if await self.ask(AskText(question, f"{last.by}  {last.reason}", act=revoke)) is not None:
            self._show_first(entry.number)
            text = _("the {hours} h granted to {name} are taken back")
            self.status.good(text.format(**fields))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of this register."""
        undone = self.village.undo(self.village.registers.book(self.occurrence.key).name)
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))


class GrantForm(Form[Entry | None]):
    """Asks how many hours to grant a person, and for what."""

    PURPOSE = N_("Say how many hours are granted, and for what.")

    def __init__(self, occurrence: Occurrence, person: Volunteer) -> None:
        """Grant hours to a person."""
        super().__init__()
        self._occurrence = occurrence
        self._person = person

    def heading(self) -> list[Piece]:
        """The person and the event."""
        title = f"  {self._person.code}  {self._occurrence.event.title}"
        return [(_("Grant hours to {name}").format(name=self._person.name), STRONG), title]

    def fields(self) -> Sequence[Field]:
        """The time and the reason."""
        return [
            Field("minutes", _("How long"), hint=_("90 (minutes) or 1.5 h; needed")),
            Field("reason", _("For what"), hint=_("such as preparing at home; needed")),
        ]

    def field_changed(self, name: str) -> None:
        """Show the typed time in hours."""

        def meaning() -> str:
            minutes = read_minutes(self.values()[name])
            return _("{hours} h").format(hours=hours_text(minutes)) if minutes else ""

        if name == "minutes" and self.is_mounted:
            self.explain(name, meaning)

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Grant the hours; what may be a slip is asked about first."""
        await self.save_or_ask()

    def save(self, values: Mapping[str, object]) -> Entry:
        """Grant the hours."""
        minutes = read_minutes(values["minutes"])
        reason = str(values["reason"])
        return self.village.registers.grants.grant(
            self._occurrence, self._person.number, minutes, reason, sure=self.sure
        )
