"""Who is enrolled in a programme, who waits for a place, and who their mentors are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from yigong.store.errors import Refused, Stale
from yigong.store.language import N_
from yigong.store.people.people import People
from yigong.store.programme_records import Enrolment
from yigong.store.programmes import enrolment_rules
from yigong.store.programmes.programmes import Programmes
from yigong.store.records import code
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session
from yigong.store.validate import clean_paragraph

MAX_CHILDREN = 20
"""The most children that one guardian has places for."""


class Enrolments:
    """The enrolments in the programmes of a village."""

    def __init__(
        self, book: Book[Enrolment], session: Session, programmes: Programmes, people: People
    ) -> None:
        self._book = book
        self._session = session
        self._programmes = programmes
        self._people = people
        self._by_programme: tuple[Mapping[int, Enrolment], dict[int, list[Enrolment]]] | None = None
        """The enrolments of each programme, and of which snapshot of the book."""

        book.guards.append(
            lambda draft: enrolment_rules.refuse_twice_or_overfull(draft, programmes.all())
        )

    def all(self) -> Mapping[int, Enrolment]:
        """Every enrolment by number, also of those who left."""
        return self._book.read().records

    def of(self, programme: int) -> list[Enrolment]:
        """The enrolments of one programme: with a place, then waiting in turn, then who left."""
        own = self._grouped().get(programme, [])
        placed = sorted(filter(enrolment_rules.is_enrolled, own), key=enrolment_rules.turn)
        left = sorted(
            (each for each in own if each.until), key=lambda each: (each.until, each.number)
        )
        return [*placed, *enrolment_rules.waitlist(own), *reversed(left)]

    def _grouped(self) -> dict[int, list[Enrolment]]:
        """The enrolments of each programme."""
        enrolments = self.all()
        if self._by_programme is None or self._by_programme[0] is not enrolments:
            groups: dict[int, list[Enrolment]] = {}
            for each in enrolments.values():
                groups.setdefault(each.programme, []).append(each)
            self._by_programme = enrolments, groups
        return self._by_programme[1]

    def of_person(self, person: int) -> list[Enrolment]:
        """The enrolments of one person, ended ones too."""
        return [each for each in self.all().values() if each.person == person]

    def current(self, programme: int, person: int) -> Enrolment:
        """The enrolment that a person has in a programme now, with a place or waiting.

        Raises:
            Refused: They have none.
        """
        return self._current(self.all(), programme, person)

    def add(
        self,
        programme: int,
        people: Iterable[int],
        *,
        children: int = 0,
        since: date | None = None,
        note: str = "",
    ) -> list[Enrolment]:
        """Enrol people, all or none; who finds no place waits, and so does who comes after them.

        Args:
            programme: The number of the programme.
            people: Their numbers; of nursery places the guardians'.
            children: How many children each has places for; 0: the place is their own.
            since: The day; `None`: today.
            note: A note.

        Raises:
            Refused: There is no such programme or person; the programme is archived; somebody is
                enrolled already.
        """
        self._check_children(children)
        day = self._day(since)
        note = clean_paragraph(note, N_("The note"))
        with self._session.change(self._book, ChangeReason("enrolment.add")) as draft:
            target = self._programmes.get(programme)
            if target.archived:
                raise Refused("{name} is archived.", name=target.name)
            added = []
            for person in people:
                new = Enrolment(
                    programme=programme,
                    person=self._people.get_unerased(person).number,
                    children=children,
                    since=day,
                    note=note,
                )
                own = enrolment_rules.enrolments_of(draft.records, programme)
                taken = enrolment_rules.enrolled_places(own)
                waiting = bool(enrolment_rules.waitlist(own)) or not enrolment_rules.has_room(
                    new.places, taken, target.places
                )
                new = msgspec.structs.replace(new, number=draft.next_number(), waiting=waiting)
                added.append(draft.put(new))
            return added

    def end(
        self,
        programme: int,
        people: Iterable[int],
        *,
        until: date | None = None,
        moved_up: list[Enrolment] | None = None,
    ) -> list[Enrolment]:
        """End the enrolment of people, all or none; those who wait move up.

        Args:
            programme: The number of the programme.
            people: Their numbers.
            until: The day they left; `None`: today.
            moved_up: Collects who moved up from the waitlist.

        Raises:
            Refused: Somebody is not enrolled, or was not yet on that day.
        """
        day = self._day(until)
        with self._session.change(self._book, ChangeReason("enrolment.end")) as draft:
            target = self._programmes.get(programme)
            ended = []
            for person in people:
                current = self._current(draft.records, programme, person)
                if day < current.since:
                    raise Refused(
                        "Nobody leaves before the day they came: {date}.", date=current.since
                    )
                ended.append(draft.put(msgspec.structs.replace(current, until=day, waiting=False)))
            promoted = enrolment_rules.promote(draft, target)
            if moved_up is not None:
                moved_up += promoted
            return ended

    def put_back(self, number: int) -> Enrolment:
        """Take back that an enrolment ended.

        Raises:
            Refused: It did not end, they are enrolled anew, or others have the places by now.
        """
        with self._session.change(self._book, ChangeReason("enrolment.back")) as draft:
            current = _enrolment_in(draft, number)
            if current.until is None:
                raise Refused("This enrolment did not end.")
            self._people.get_unerased(current.person)
            target = self._programmes.get(current.programme)
            own = enrolment_rules.enrolments_of(draft.records, target.number)
            taken = enrolment_rules.enrolled_places(own)
            if enrolment_rules.waitlist(own) or not enrolment_rules.has_room(
                current.places, taken, target.places
            ):
                raise Refused("Others have the place by now; enrol them anew, and they wait.")
            return draft.put(msgspec.structs.replace(current, until=None))

    def save(self, enrolment: Enrolment, moved_up: list[Enrolment] | None = None) -> Enrolment:
        """Change the children, the day and the note of an enrolment.

        Args:
            enrolment: As it shall be, with the revision the change was made from.
            moved_up: Collects who moved up, if it needs fewer places.

        Raises:
            Stale: Somebody changed it in the meantime.
            Refused: There are not so many places.
        """
        self._check_children(enrolment.children)
        since = self._day(enrolment.since)
        with self._session.change(self._book, ChangeReason("enrolment.change")) as draft:
            current = _enrolment_in(draft, enrolment.number)
            if current.rev != enrolment.rev:
                raise Stale(current, enrolment)
            if current.until is not None and current.until < since:
                raise Refused("Nobody leaves before the day they came: {date}.", date=since)
            ready = msgspec.structs.replace(
                current,
                children=enrolment.children,
                since=since,
                note=clean_paragraph(enrolment.note, N_("The note")),
            )
            if ready == current:
                return current
            target = self._programmes.get(current.programme)
            taken = enrolment_rules.enrolled_places(
                enrolment_rules.enrolments_of(draft.records, target.number)
            )
            more = ready.places - current.places
            if (
                enrolment_rules.is_enrolled(current)
                and more > 0
                and not enrolment_rules.has_room(more, taken, target.places)
            ):
                raise Refused(
                    "All {n} places of {programme} are taken.",
                    n=target.places,
                    programme=target.name,
                )
            stored = draft.put(ready)
            promoted = enrolment_rules.promote(draft, target)
            if moved_up is not None:
                moved_up += promoted
            return draft.records[stored.number]

    def set_mentors(self, programme: int, person: int, mentors: Iterable[int]) -> Enrolment:
        """Say who the mentors of an enrolled person are, in place of those they had.

        Raises:
            Refused: They are not enrolled; they would be their own mentor; there would be more
                than the programme has for each.
        """
        with self._session.change(self._book, ChangeReason("enrolment.mentors")) as draft:
            target = self._programmes.get(programme)
            current = self._current(draft.records, programme, person)
            numbers = tuple(
                dict.fromkeys(self._people.get_unerased(each).number for each in mentors)
            )
            if current.person in numbers:
                raise Refused("Nobody is their own mentor.")
            added = {*numbers}.difference(current.mentors)
            if added and not target.mentors_each:
                raise Refused(
                    "{programme} has no mentors; say first how many each has.",
                    programme=target.name,
                )
            if added and len(numbers) > target.mentors_each:
                raise Refused(
                    "{programme} has {n} mentors for each, not {count}.",
                    programme=target.name,
                    n=target.mentors_each,
                    count=len(numbers),
                )
            if numbers == current.mentors:
                return current
            return draft.put(msgspec.structs.replace(current, mentors=numbers))

    def _current(
        self, enrolments: Mapping[int, Enrolment], programme: int, person: int
    ) -> Enrolment:
        number = self._people.get(person).number
        for each in enrolments.values():
            if (each.programme, each.person, each.until) == (programme, number, None):
                return each
        raise Refused(
            "{code} is not enrolled in {programme}.",
            code=code("V", number),
            programme=self._programmes.get(programme).name,
        )

    def _day(self, day: date | None) -> date:
        """A day, today if none is given; refused if it is still to come."""
        today = self._session.now().date()
        if day is not None and day > today:
            raise Refused("{date} is still to come.", date=day)
        return day or today

    def _check_children(self, children: int) -> None:
        if not 0 <= children <= MAX_CHILDREN:
            raise Refused("One guardian has places for 0 to {most} children.", most=MAX_CHILDREN)


def _enrolment_in(draft: Draft[Enrolment], number: int) -> Enrolment:
    current = draft.records.get(number)
    if current is None:
        raise Refused("There is no such enrolment.")
    return current
