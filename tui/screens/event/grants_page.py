"""认定: whom to grant hours that no clock saw, how many, and for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.hours import hours_text
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Entry, Occurrence, Volunteer
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK, FinderPage
from yigong.tui.screens.base.form import Form
from yigong.tui.screens.base.page import HELP_F1, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.text.typed_values import read_minutes
from yigong.tui.text.words import act_name, day_name, entry_state
from yigong.tui.view.desk_answers import distinct_name
from yigong.tui.view.form_fields import Field
from yigong.tui.widgets.canvas import ACCENT, PLAIN, STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListColumn, ListRow


class GrantsPage(FinderPage[None]):
    """Grants hours for an occurrence to one after the other, and takes them back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Grant hours")),
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
            one: The occurrence.
            number: Who is chosen at first; they are listed before all others.
        """
        super().__init__()
        self.occurrence = occurrence
        self._first = number

    def heading(self) -> list[Piece]:
        """For what."""
        title = f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}"
        return [(_("Grant hours"), STRONG), title]

    def fingerprint(self) -> object:
        """Also the register: others write it."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def body(self) -> ComposeResult:
        """The finder; before anything is typed, who is in the register."""
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
        """Onto whoever was chosen on the page below."""
        super().begin()
        if self._first is not None:
            self.finder.action_move(0)

    def reload(self) -> None:
        """The same search, with what was granted by now."""
        self.finder.refresh_candidates()

    def nobody_found(self, query: str) -> str:
        """Nobody new is added here."""
        return _("Nobody is found by {query}.").format(query=query)

    def _entries(self) -> Mapping[int, Entry]:
        return self.village.registers.read(self.occurrence.key).entries

    def _likely(self) -> list[Volunteer]:
        """Who was chosen, who was granted something, then the others of the register."""
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
            return ListRow(person.number, [*cells, "", entry_state(entry) if entry else ""], PLAIN)
        minutes = sum(grant.minutes for grant in entry.grants)
        why = "  ".join(grant.reason for grant in entry.grants)
        return ListRow(person.number, [*cells, f"+{hours_text(minutes)}", why], ACCENT)

    @on(PersonFinder.Picked)
    @needs_writing
    @work
    async def picked(self, event: PersonFinder.Picked) -> None:
        """How much, and for what."""
        entry = await self.ask(GrantForm(self.occurrence, self.village.people.get(event.number)))
        if entry is not None:
            self._show(event.number)
            hours = hours_text(entry.grants[-1].minutes)
            said = _("{hours} h are granted to {name}; ^Z takes it back")
            self.status.good(said.format(hours=hours, name=self._named(event.number)))

    def _named(self, number: int) -> str:
        return distinct_name(self.village.people.all(), number)

    def _show(self, number: int) -> None:
        """Begin anew, with somebody on top: their row says what they have now."""
        self._first = number
        self.finder.clear()
        self.refresh_page()

    @needs_writing
    @work
    async def action_take_back(self) -> None:
        """Take back the last thing somebody was granted, with a reason."""
        number = self.finder.number
        entry = self._entries().get(number) if number is not None else None
        if number is None:
            raise Refused("Nobody is chosen.")
        if entry is None or not entry.grants:
            raise Refused("Nothing was granted, so there is nothing to take back.")
        last = entry.grants[-1]
        spoken = {"name": self._named(number), "hours": hours_text(last.minutes)}

        question = _("Take back the {hours} h granted to {name}? Why?").format(**spoken)
        reason = await self.ask(AskText(question, f"{last.by}  {last.reason}"))
        if reason is not None:
            self.village.registers.grants.revoke_grant(self.occurrence, entry.number, reason)
            self._show(entry.number)
            said = _("the {hours} h granted to {name} are taken back")
            self.status.good(said.format(**spoken))

    @needs_writing
    def action_undo(self) -> None:
        """Take back my last change of this register."""
        year, key = self.occurrence.planned.year, self.occurrence.key
        undone = self.village.undo(f"registers/{year:04d}/{key}")
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=act_name(undone.act)))


class GrantForm(Form[Entry | None]):
    """How many hours somebody is granted, and for what."""

    def __init__(self, occurrence: Occurrence, person: Volunteer) -> None:
        """Grant hours to a person."""
        super().__init__()
        self._occurrence = occurrence
        self._person = person

    def heading(self) -> list[Piece]:
        """Whom, for which occurrence."""
        title = f"  {self._person.code}  {self._occurrence.event.title}"
        return [(_("Grant hours to {name}").format(name=self._person.name), STRONG), title]

    def fields(self) -> Sequence[Field]:
        """How long and why."""
        return [
            Field("minutes", _("How long"), hint=_("90 (minutes) or 1.5 h; needed")),
            Field("reason", _("For what"), hint=_("such as preparing at home; needed")),
        ]

    def changed_field(self, name: str) -> None:
        """What was typed is said in hours."""
        if name == "minutes" and self.is_mounted:
            try:
                minutes = read_minutes(self.values()[name])
            except Refused:  # the whole sentence is longer than the room beside a field
                self.hint(name, _("write 90 (minutes) or 1.5 h"), bad=True)
            else:
                said = _("{hours} h").format(hours=hours_text(minutes))
                self.hint(name, said if minutes else _("90 (minutes) or 1.5 h; needed"))

    def save(self, values: Mapping[str, object]) -> Entry:
        """Grant them."""
        minutes = read_minutes(values["minutes"])
        reason = str(values["reason"])
        return self.village.registers.grants.grant(
            self._occurrence, self._person.number, minutes, reason
        )
