"""Signing people up for an occurrence, one after the other; or putting them into a squad."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.store.people.finder import Rank
from yigong.store.records import Occurrence, Squad, Volunteer
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK, FinderPage
from yigong.tui.screens.base.page import HELP_F1, needs_writing
from yigong.tui.text.words import day_name, entry_state
from yigong.tui.view.desk_answers import distinct_name
from yigong.tui.view.roll_call_words import moved_up_words
from yigong.tui.widgets.canvas import PLAIN, STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListColumn, ListRow


class PickPage(FinderPage[None]):
    """A finder that picks people until Escape. A subclass says what picking does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Sign up / take back")),
        Binding("ctrl+n", "new_person", N_("Walk-in"), priority=True),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    DEFAULT_CSS = """
    PickPage PersonFinder { height: 1fr; margin-top: 1; }
    PickPage PersonFinder #candidates { height: 1fr; margin-top: 1; }
    """

    def body(self) -> ComposeResult:
        """The finder, listing those most likely meant while nothing is typed."""
        yield PersonFinder(
            self.village.people.find,
            self._row,
            [
                ListColumn("", 0, most=28),
                ListColumn("", 6),
                ListColumn("", 18),
                ListColumn("", 6),
                ListColumn("", 8, least=70),
                ListColumn("", 20),
            ],
            rank=self.rank,
            limit=200,
            everybody=self.likely,
            typed=self.typed,
            guard=self.report_refusals,
            placeholder=_("name, pinyin or initials, phone tail, code"),
        )

    def reload(self) -> None:
        """The same search, with states as they are now."""
        self.finder.refresh_candidates()

    def rank(self) -> Rank:
        """Who comes first."""
        return {}

    def likely(self) -> list[Volunteer]:
        """Whom to list before anything is typed."""
        raise NotImplementedError

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """What is said of somebody, and how their row looks."""
        raise NotImplementedError

    def pick(self, person: Volunteer) -> str:
        """Do it, or take it back; returns what was done."""
        raise NotImplementedError

    def _row(self, person: Volunteer) -> ListRow:
        squads = self.village.squads.names(self.village.squads.of(person.number))
        state, style = self.state(person)
        tail = f"..{person.phone[-4:]}" if person.phone else ""  # tells namesakes apart
        cells = [person.name, person.code, squads, tail, person.group, state]
        return ListRow(person.number, cells, style)

    @on(PersonFinder.Picked)
    @needs_writing
    def picked(self, event: PersonFinder.Picked) -> None:
        """Enter on somebody."""
        said = self.pick(self.village.people.get(event.number))
        if self.finder.query_text:
            self.finder.clear()
        else:
            self.finder.refresh_candidates()
            self.finder.action_move(0)
        self.status.good(said)

    @needs_writing
    @work
    async def action_new_person(self) -> None:
        """A new person, then picked."""
        from yigong.tui.screens.people.person_form import WalkInForm

        person = await self.ask(WalkInForm(self.finder.query_text))
        if person is not None:
            self.status.good(self.pick(person))
            self.finder.clear()


class SignUpPage(PickPage):
    """报名."""

    BOOKS = frozenset({"people", "squads"})

    def __init__(self, occurrence: Occurrence) -> None:
        """Sign up for an occurrence."""
        super().__init__()
        self.occurrence = occurrence

    def heading(self) -> list[Piece]:
        """For what."""
        return [
            (_("Sign up"), STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def fingerprint(self) -> object:
        """Also the register: other desks write it."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def likely(self) -> list[Volunteer]:
        """The members of the squads that are needed, then everybody."""
        people = self.village.people.all()
        needed = self.village.squads.members(self.occurrence.event.needs)
        numbers = dict.fromkeys([*needed, *people])
        found = [people[n] for n in numbers if n in people and not people[n].archived]
        return found[:500]

    def rank(self) -> Rank:
        """Squads that are needed first, who is signed up already last."""
        needed = dict.fromkeys(self.village.squads.members(self.occurrence.event.needs), 1)
        return {
            **needed,
            **dict.fromkeys(self.village.registers.read(self.occurrence.key).entries, 9),
        }

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """Whether they are signed up."""
        entry = self.village.registers.read(self.occurrence.key).entries.get(person.number)
        return (entry_state(entry), Style(bold=True)) if entry else ("", PLAIN)

    def pick(self, person: Volunteer) -> str:
        """Sign up, or take that back."""
        registers = self.village.registers
        name = distinct_name(self.village.people.all(), person.number)
        entry = registers.read(self.occurrence.key).entries.get(person.number)
        if entry is not None and entry.expected is not None:
            up = registers.signup.withdraw(self.occurrence, person.number)
            said = _("{name} is not signed up any more").format(name=name)
            return said + moved_up_words(up, self.village.people.all())
        done = registers.signup.sign_up(self.occurrence, person.number)[0]
        if done.waiting:
            return _("{name} is on the waitlist: all places are taken").format(name=name)
        expected = len(registers.read(self.occurrence.key).expected)
        return _("{name} is signed up; {n} are expected").format(name=name, n=expected)


class MembersPage(PickPage):
    """Who is in a squad."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Put in / take out")),
        *PickPage.BINDINGS[1:],
    ]

    BOOKS = frozenset({"people", "squads"})

    def __init__(self, squad: Squad) -> None:
        """Change a squad's members."""
        super().__init__()
        self._number = squad.number

    @property
    def squad(self) -> Squad:
        """The squad, as it is now."""
        return self.village.squads.get(self._number)

    def heading(self) -> list[Piece]:
        """Which squad."""
        return [(self.squad.name, STRONG), "  " + _("who belongs to it")]

    def likely(self) -> list[Volunteer]:
        """The members, then everybody else."""
        people = self.village.people.all()
        numbers = dict.fromkeys([*self.squad.members, *people])
        return [people[n] for n in numbers if n in people and not people[n].archived][:500]

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """Whether they belong to it."""
        inside = person.number in self.squad.members
        return (_("member"), Style(bold=True)) if inside else ("", PLAIN)

    def pick(self, person: Volunteer) -> str:
        """In, or out again."""
        squads = self.village.squads
        if person.number in self.squad.members:
            squads.leave(self._number, person.number)
            return _("{name} left {squad}").format(name=person.name, squad=self.squad.name)
        squads.join(self._number, person.number)
        return _("{name} joined {squad}").format(name=person.name, squad=self.squad.name)
