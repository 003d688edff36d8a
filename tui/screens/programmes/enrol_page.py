"""The pages that pick people for a programme: who is enrolled, and the mentors of one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.store.people.finder import Rank
from yigong.store.programme_records import Enrolment
from yigong.store.programmes.enrolment_rules import is_enrolled
from yigong.store.programmes.enrolment_words import enrolment_state
from yigong.store.records import Volunteer
from yigong.tui.screens.event.sign_up_page import PickPage
from yigong.tui.view.programme_words import enrolled_words
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import PLAIN, STRONG, Piece

_CHOSEN = Style(bold=True)


class EnrolPage(PickPage):
    """在册: enrols people in a programme, and ends their enrolment."""

    PURPOSE = N_("Enrol people in the programme, and end their enrolment.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Enrol / end"),
            tooltip=N_("Enrol the person under the cursor, or end their enrolment."),
        ),
        *PickPage.BINDINGS[1:],
    ]
    BOOKS = frozenset({"people", "squads", "programmes", "enrolments"})

    def __init__(self, number: int) -> None:
        """Enrol people in a programme."""
        super().__init__()
        self._number = number

    def heading(self) -> list[Piece]:
        """The programme, and how many are enrolled."""
        programme = self.village.programmes.get(self._number)
        words = enrolled_words(programme, self.village.enrolments.of(self._number))
        return [(programme.name, STRONG), "  " + (words or _("who is enrolled"))]

    def _now(self) -> dict[int, Enrolment]:
        """The enrolments that did not end, by person."""
        enrolments = self.village.enrolments.of(self._number)
        return {each.person: each for each in enrolments if each.until is None}

    def first_people(self) -> Iterable[int]:
        """Who is enrolled."""
        return self._now()

    def rank(self) -> Rank:
        """Who is enrolled comes last: they are here already."""
        return dict.fromkeys(self._now(), 9)

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """Whether they are enrolled, or wait."""
        found = self._now().get(person.number)
        return (enrolment_state(found, self._turn(found)), _CHOSEN) if found else ("", PLAIN)

    def _turn(self, enrolment: Enrolment) -> int:
        waiting = [each.number for each in self.village.enrolments.of(self._number) if each.waiting]
        return waiting.index(enrolment.number) + 1 if enrolment.waiting else 0

    def mark(self, person: Volunteer) -> Style:
        """Green for who has a place, yellow for who waits."""
        found = self._now().get(person.number)
        return swatch("green" if is_enrolled(found) else "yellow") if found else PLAIN

    def pick(self, person: Volunteer) -> str:
        """Enrol a person, or end their enrolment."""
        enrolments = self.village.enrolments
        if person.number not in self._now():
            (added,) = enrolments.add(self._number, [person.number])
            self.show_heading()
            return f"{person.name}: {enrolment_state(added, self._turn(added))}"
        moved_up: list[Enrolment] = []
        enrolments.end(self._number, [person.number], moved_up=moved_up)
        self.show_heading()
        names = _(", ").join(self.village.people.get(each.person).name for each in moved_up)
        left = _("{name} is not enrolled any more").format(name=person.name)
        moved = _("moved up: {names}").format(names=names) if names else ""
        return f"{left}   {moved}".rstrip()


class MentorsPage(PickPage):
    """导师: chooses the mentors of somebody who is enrolled."""

    PURPOSE = N_("Choose the mentors of somebody who is enrolled.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Mentor / not"),
            tooltip=N_("Make the person under the cursor a mentor, or no longer."),
        ),
        *PickPage.BINDINGS[1:],
    ]
    BOOKS = frozenset({"people", "squads", "programmes", "enrolments"})

    def __init__(self, programme: int, person: int) -> None:
        """Choose the mentors of a person in a programme."""
        super().__init__()
        self._programme, self._person = programme, person

    def heading(self) -> list[Piece]:
        """Whose mentors, and how many each has."""
        each = self.village.programmes.get(self._programme).mentors_each
        name = self.village.people.get(self._person).name
        return [(name, STRONG), "  " + _("mentors: at most {n}").format(n=each)]

    def _mentors(self) -> tuple[int, ...]:
        return self.village.enrolments.current(self._programme, self._person).mentors

    def first_people(self) -> Iterable[int]:
        """Their mentors, then who is a mentor of others."""
        enrolments = self.village.enrolments.of(self._programme)
        others = (m for each in enrolments if each.until is None for m in each.mentors)
        return [*self._mentors(), *others]

    def likely(self) -> list[Volunteer]:
        """Everybody but themselves."""
        return [person for person in super().likely() if person.number != self._person]

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """Whether they are a mentor."""
        return (_("mentor"), _CHOSEN) if person.number in self._mentors() else ("", PLAIN)

    def mark(self, person: Volunteer) -> Style:
        """Green for a mentor."""
        return swatch("green") if person.number in self._mentors() else PLAIN

    def pick(self, person: Volunteer) -> str:
        """Make a person a mentor, or no longer."""
        mentors = self._mentors()
        is_mentor = person.number in mentors
        new = [m for m in mentors if m != person.number]
        new += [] if is_mentor else [person.number]
        self.village.enrolments.set_mentors(self._programme, self._person, new)
        text = _("{name} is no mentor any more") if is_mentor else _("{name} is a mentor")
        return text.format(name=person.name)
