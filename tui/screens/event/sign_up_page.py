"""The pages that pick one person after the other: sign-up for an occurrence, a squad's members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance_records import Entry
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.people.finder import Rank
from yigong.store.records import Squad, Volunteer
from yigong.store.squads.staffing import asked_squads, post_staffing
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK, FinderPage
from yigong.tui.screens.base.page import HELP_F1, needs_writing
from yigong.tui.screens.base.questions import AskOption, AskYes
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide
from yigong.tui.text.attendance_words import role_letters
from yigong.tui.text.words import day_name, entry_state
from yigong.tui.view.desk_answers import distinct_name, sign_up_words, signed_up_elsewhere_words
from yigong.tui.view.entry_marks import state_mark
from yigong.tui.view.post_words import (
    overlapping_posts,
    post_list,
    sign_up_options,
    withdrawal_options,
)
from yigong.tui.view.roll_call_words import moved_up_words
from yigong.tui.view.trip_words import ridden_words, ride_options, wanted_words
from yigong.tui.widgets.canvas import PLAIN, STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListColumn, ListRow


class PickPage(FinderPage[None]):
    """A finder that picks people until Escape. A subclass says what a pick does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Sign up / take back"),
            tooltip=N_("Sign up the person under the cursor, or take the sign-up back."),
        ),
        Binding("ctrl+n", "new_person", N_("Walk-in"), priority=True),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    DEFAULT_CSS = """
    PickPage PersonFinder { height: 1fr; margin-top: 1; }
    PickPage PersonFinder #candidates { height: 1fr; margin-top: 1; }
    """

    _first: tuple[int, ...] | None = None

    def body(self) -> ComposeResult:
        """The finder; while nothing is typed, it lists `likely` people."""
        yield PersonFinder(
            self.village.people.find,
            self._row,
            [
                ListColumn("", 0, most=28),
                ListColumn("", 6),
                ListColumn("", 18, least=48),
                ListColumn("", 6, least=48),
                ListColumn("", 8, least=70),
                ListColumn("", 20, most=48, snug=True),
            ],
            rank=self.rank,
            limit=200,
            everybody=self.likely,
            typed=self.typed,
            guard=self.report_refusals,
            placeholder=_("name, pinyin or initials, phone tail, code"),
            empty=_("Nobody is on the roster yet. ^N adds a person."),
        )

    def reload(self) -> None:
        """List the same people with their present states."""
        self.finder.refresh_candidates()

    def rank(self) -> Rank:
        """The order of the people found."""
        return {}

    def likely(self) -> list[Volunteer]:
        """The people listed for an empty query, in one order while the page is open: who is picked
        stays where the cursor is."""
        if self._first is None:
            self._first = tuple(self.first_people())
        return _active_people(self.village.people.all(), self._first)

    def first_people(self) -> Iterable[int]:
        """The numbers of the people listed before all others."""
        raise NotImplementedError

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """The state of a person, and the style of their row."""
        raise NotImplementedError

    def mark(self, person: Volunteer) -> Style:
        """The colour of that state."""
        return PLAIN

    def pick(self, person: Volunteer) -> str:
        """Add a person, or remove them; return what was done, or nothing if it is asked first."""
        raise NotImplementedError

    def _row(self, person: Volunteer) -> ListRow:
        squads = self.village.squads.names(self.village.squads.of(person.number))
        state, style = self.state(person)
        tail = f"..{person.phone[-4:]}" if person.phone else ""  # tells namesakes apart
        cells = [person.name, person.code, squads, tail, person.group, state]
        return ListRow(person.number, cells, style, mark=self.mark(person))

    @on(PersonFinder.Picked)
    @needs_writing
    def picked(self, event: PersonFinder.Picked) -> None:
        """Pick the person that Enter chose."""
        self.say_picked(self.pick(self.village.people.get(event.number)))

    def say_picked(self, text: str) -> None:
        """Say what was done, and make ready for the next person; nothing for an empty text."""
        if not text:
            return
        if self.finder.query_text:
            self.finder.clear()
        else:
            self.finder.refresh_candidates()
            self.finder.action_move(0)
        self.status.good(text)

    @needs_writing
    @work
    async def action_new_person(self) -> None:
        """Add a new person to the roster, and take them at once."""
        from yigong.tui.screens.people.person_form import WalkInForm

        person = await self.ask(WalkInForm(self.finder.query_text))
        if person is not None:
            self.finder.clear()
            self.say_picked(self.pick(person))


class SignUpPage(OccurrenceSide[None], PickPage):
    """报名: signs people up for an occurrence, alone or with others."""

    PURPOSE = N_("Sign people up, alone or with others.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Sign up / take back"),
            tooltip=N_(
                "Sign up the person under the cursor, or take the sign-up back; posts, and the "
                "legs of a trip, are asked."
            ),
        ),
        Binding("ctrl+b", "along", N_("Along"), priority=True),
        *PickPage.BINDINGS[1:],
    ]
    BOOKS = frozenset({"people", "squads"})

    def __init__(self, occurrence: Occurrence) -> None:
        """Sign people up for an occurrence."""
        super().__init__()
        self.occurrence = occurrence
        self._last: int | None = None
        """The number of the last person signed up."""

    def heading(self) -> list[Piece]:
        """The occurrence."""
        return [
            (_("Sign up"), STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def fingerprint(self) -> object:
        """The books, and the register, which desks write."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def first_people(self) -> Iterable[int]:
        """The members of the needed squads."""
        return self.village.squads.members(asked_squads(self.occurrence))

    def rank(self) -> Rank:
        """The members of the needed squads first, the people in the register last."""
        members = self.village.squads.members(asked_squads(self.occurrence))
        entries = self.village.registers.read(self.occurrence.key).entries
        return {**dict.fromkeys(members, 1), **dict.fromkeys(entries, 9)}

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """The role and the state of their entry, and how many come along."""
        registers = self.village.registers
        entry = registers.read(self.occurrence.key).entries.get(person.number)
        if entry is None:
            return "", PLAIN
        words = [role_letters(entry, registers.head(self.occurrence)), entry_state(entry)]
        words.append(post_list(entry, self.occurrence))
        words.append(wanted_words(entry, self.occurrence))
        if entry.party > 1:
            words.append(f"+{entry.party - 1}")
        return " ".join(filter(None, words)), Style(bold=True)

    def mark(self, person: Volunteer) -> Style:
        """The colour of the state of their entry."""
        register = self.village.registers.read(self.occurrence.key)
        return state_mark(register.entries.get(person.number))

    def pick(self, person: Volunteer) -> str:
        """Sign up a person, or withdraw them; what has posts or several legs, or is at the time of
        something else, is asked first."""
        entry = self.village.registers.read(self.occurrence.key).entries.get(person.number)
        if self.occurrence.posts:
            self.run_worker(self._ask_post(person, entry))
            return ""
        if entry is not None and entry.expected is not None:
            if len(self.occurrence.legs) > 1:
                self.run_worker(self._ask_rides(person, entry))
                return ""
            return self._withdraw(person, 0)
        if len(self.occurrence.legs) > 1 or self._elsewhere(person, ()):
            self.run_worker(self._ask_and_sign_up(person, ()))
            return ""
        return self._sign_up(person, ())

    async def _ask_post(self, person: Volunteer, entry: Entry | None) -> None:
        """Ask for the post; or from which one they withdraw, if they are signed up."""
        register = self.village.registers.read(self.occurrence.key)
        needs = post_staffing(self.occurrence, register)
        options = sign_up_options(entry, needs, self.occurrence)
        overlapping = overlapping_posts(entry, needs, self.occurrence)
        if entry is not None and entry.expected is not None:
            options += withdrawal_options(entry, self.occurrence)
        name = distinct_name(self.village.people.all(), person.number)
        chosen = await self.ask(AskOption(name, options, options[0][0], not_now=overlapping))
        if not isinstance(chosen, tuple):
            return
        act, post = chosen
        if act == "out":
            self.say_picked(self._withdraw(person, post))
        else:
            await self._ask_and_sign_up(person, [post] if post else [])

    async def _ask_rides(self, person: Volunteer, entry: Entry) -> None:
        """Ask which legs of a trip somebody who is signed up rides, or whether none."""
        name = distinct_name(self.village.people.all(), person.number)
        options = ride_options(entry, self.occurrence)
        chosen = await self.ask(AskOption(name, options, options[0][0]))
        if chosen == "out":
            self.say_picked(self._withdraw(person, 0))
        elif isinstance(chosen, tuple):
            (entry,) = self.village.registers.signup.sign_up(
                self.occurrence, person.number, rides=chosen
            )
            self.say_picked(f"{name}: {ridden_words(entry, self.occurrence)}")

    async def _ask_and_sign_up(self, person: Volunteer, posts: Sequence[int]) -> None:
        """Sign a person up; ask first which legs of a trip they ride, and whether they are meant
        if they are expected elsewhere at that time."""
        also = self._elsewhere(person, posts)
        name = distinct_name(self.village.people.all(), person.number)
        entry = self.village.registers.read(self.occurrence.key).entries.get(person.number)
        rides: tuple[int, ...] | None = None
        if len(self.occurrence.legs) > 1 and (entry is None or entry.expected is None):
            options = ride_options(entry, self.occurrence)
            chosen = await self.ask(AskOption(name, options, options[0][0]))
            if not isinstance(chosen, tuple):
                return
            rides = chosen
        question = _("Sign {name} up all the same?").format(name=name)
        if not also or await self.ask(AskYes(question, also)):
            self.say_picked(self._sign_up(person, posts, rides))

    def _elsewhere(self, person: Volunteer, posts: Sequence[int]) -> str:
        """What else at the same time they signed up for; empty: nothing."""
        wanted = [post for post in self.occurrence.posts if post.id in posts]
        others = self.village.elsewhere.signed_up(self.occurrence, [person.number], wanted)
        return signed_up_elsewhere_words(others.get(person.number, ()))

    def _sign_up(
        self, person: Volunteer, posts: Sequence[int], rides: tuple[int, ...] | None = None
    ) -> str:
        registers = self.village.registers
        (entry,) = registers.signup.sign_up(
            self.occurrence, person.number, posts=posts, rides=rides
        )
        self._last = person.number
        name = distinct_name(self.village.people.all(), person.number)
        register, places = registers.read(self.occurrence.key), registers.places(self.occurrence)
        words = [
            sign_up_words(entry, name, register, places),
            post_list(entry, self.occurrence, hours=True),
            wanted_words(entry, self.occurrence),
        ]
        return "   ".join(filter(None, words))

    def _withdraw(self, person: Volunteer, post: int) -> str:
        """Withdraw from a post, or from all of it."""
        before = self.village.registers.read(self.occurrence.key).entries
        moved_up = self.village.registers.signup.withdraw(self.occurrence, person.number, post)
        name = distinct_name(self.village.people.all(), person.number)
        text = _("{name} is not signed up any more")
        if post:
            text = _("{name} is not at the post any more")
        return text.format(name=name) + moved_up_words(
            moved_up, self.village.people.all(), self.occurrence, before
        )

    @needs_writing
    @work
    async def action_along(self) -> None:
        """Count who comes along with the person under the cursor.

        Or with who was signed up last.
        """
        from yigong.tui.screens.event.heads_page import AlongPage

        number = self.finder.number or self._last
        if number is None:
            raise Refused("Choose somebody first: who do they come with?")
        done = await self.ask(AlongPage(self.occurrence, self.village.people.get(number)))
        if done:
            self._last = number
            self.finder.clear()
            self.status.good(done)


class MembersPage(PickPage):
    """Puts people into a squad and takes them out."""

    PURPOSE = N_("Put people into the squad, and take them out.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Put in / take out"),
            tooltip=N_("Put the person under the cursor into the squad, or take them out."),
        ),
        *PickPage.BINDINGS[1:],
    ]

    BOOKS = frozenset({"people", "squads"})

    def __init__(self, squad: Squad) -> None:
        """Change the members of a squad."""
        super().__init__()
        self._number = squad.number

    @property
    def squad(self) -> Squad:
        """The squad, as it is now."""
        return self.village.squads.get(self._number)

    def heading(self) -> list[Piece]:
        """The squad."""
        return [(self.squad.name, STRONG), "  " + _("who belongs to it")]

    def first_people(self) -> Iterable[int]:
        """The members."""
        return self.squad.members

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """Whether they are a member."""
        member = person.number in self.squad.members
        return (_("member"), Style(bold=True)) if member else ("", PLAIN)

    def pick(self, person: Volunteer) -> str:
        """Put a person into the squad, or take them out."""
        squads = self.village.squads
        if person.number in self.squad.members:
            squads.leave(self._number, person.number)
            return _("{name} left {squad}").format(name=person.name, squad=self.squad.name)
        squads.join(self._number, person.number)
        return _("{name} joined {squad}").format(name=person.name, squad=self.squad.name)


def _active_people(people: Mapping[int, Volunteer], first: Iterable[int]) -> list[Volunteer]:
    """People who are not archived, some of them first; at most 500."""
    numbers = dict.fromkeys([*first, *people])
    found = [people[number] for number in numbers if number in people]
    return [person for person in found if not person.archived][:500]
