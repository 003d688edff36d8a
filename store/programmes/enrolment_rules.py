"""Places and waitlist of a programme: who is enrolled, who waits, and who moves up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from yigong.store.attendance.register import Register
from yigong.store.errors import Refused
from yigong.store.programme_records import Enrolment, Programme
from yigong.store.records import Volunteer, code
from yigong.store.storage.book import Draft


def is_enrolled(enrolment: Enrolment) -> bool:
    """Whether an enrolment takes places: it neither ended nor waits."""
    return enrolment.until is None and not enrolment.waiting


def is_waiting(enrolment: Enrolment) -> bool:
    """Whether an enrolment is on the waitlist."""
    return enrolment.until is None and enrolment.waiting


def enrolled_places(enrolments: Iterable[Enrolment]) -> int:
    """How many places the enrolments of one programme take."""
    return sum(each.places for each in enrolments if is_enrolled(each))


def has_room(needed: int, taken: int, places: int) -> bool:
    """Whether there are so many places left; of 0 places there is no limit."""
    return not places or taken + needed <= places


def waitlist(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Who waits for a place in one programme, in turn."""
    return sorted(filter(is_waiting, enrolments), key=turn)


def turn(enrolment: Enrolment) -> tuple[date, int]:
    """The sort key of enrolments: whoever came first, then by number."""
    return enrolment.since, enrolment.number


def promotions(enrolments: Iterable[Enrolment], places: int) -> list[Enrolment]:
    """Who moves up from the waitlist of one programme, after it.

    Nobody is overtaken: where the first does not fit, those behind wait, too.
    """
    enrolments = list(enrolments)
    taken, promoted = enrolled_places(enrolments), []
    for enrolment in waitlist(enrolments):
        if not has_room(enrolment.places, taken, places):
            break
        taken += enrolment.places
        promoted.append(msgspec.structs.replace(enrolment, waiting=False))
    return promoted


def promote(draft: Draft[Enrolment], programme: Programme) -> list[Enrolment]:
    """Let the waitlist of a programme move up in a draft of the book; return who did."""
    own = enrolments_of(draft.records, programme.number)
    return [draft.put(each) for each in promotions(own, programme.places)]


def join_doubles(draft: Draft[Enrolment], programme: int) -> None:
    """Let everybody have one enrolment in a programme at a time, after a merge.

    Of two that which has a place stays, or the earlier one; it takes over what it does not say.
    """
    current = [e for e in enrolments_of(draft.records, programme) if e.until is None]
    kept: dict[int, Enrolment] = {}
    for enrolment in sorted(current, key=lambda each: (each.waiting, turn(each))):
        first = kept.setdefault(enrolment.person, enrolment)
        if first is not enrolment:
            draft.remove(enrolment.number)
            mentors, note = first.mentors or enrolment.mentors, first.note or enrolment.note
            joined = msgspec.structs.replace(first, mentors=mentors, note=note)
            if joined != first:
                kept[enrolment.person] = draft.put(joined)


def enrolled_twice(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """The enrolments of people who have an earlier one in the same programme that did not end."""
    seen: set[tuple[int, int]] = set()
    found = []
    for enrolment in sorted(enrolments, key=turn):
        if enrolment.until is None:
            pair = enrolment.programme, enrolment.person
            found += [enrolment] if pair in seen else []
            seen.add(pair)
    return found


def latest_enrolments(enrolments: Iterable[Enrolment]) -> tuple[list[Enrolment], set[int]]:
    """The enrolment of each person in one programme that they have now, or had last.

    Args:
        enrolments: The enrolments of one programme, as `Enrolments.of` has them.

    Returns:
        These, and the numbers of the people who had an earlier one as well (曾在册).
    """
    latest: dict[int, Enrolment] = {}
    back = {each.person for each in enrolments if latest.setdefault(each.person, each) is not each}
    return list(latest.values()), back


def enrolments_of(enrolments: Mapping[int, Enrolment], programme: int) -> list[Enrolment]:
    """The enrolments of one programme, ended ones too."""
    return [each for each in enrolments.values() if each.programme == programme]


def enrolled_to_ask(
    enrolments: Iterable[Enrolment], people: Mapping[int, Volunteer], register: Register
) -> list[int]:
    """Who has a place in a programme and can still be invited: who is in the register is not, nor
    who is archived.

    Args:
        enrolments: The enrolments of the programme.
        people: Everybody, by number.
        register: The register of the occurrence.
    """
    enrolled = (each.person for each in enrolments if is_enrolled(each))
    return [
        number
        for number in enrolled
        if number in people and not people[number].archived and number not in register.entries
    ]


def refuse_twice_or_overfull(draft: Draft[Enrolment], programmes: Mapping[int, Programme]) -> None:
    """Refuse a changed book in which somebody new or back is enrolled twice, or has no place.

    Who has a place keeps it, though there be fewer places by now.

    Raises:
        Refused: The sentence says who, or how many places there are.
    """
    arrived = defaultdict(list)
    for old, new in draft.pending.values():
        if new is not None and new.until is None and (old is None or old.until is not None):
            arrived[new.programme].append(new)
    for number, those in arrived.items():
        programme = programmes.get(number)
        name = programme.name if programme else code("P", number)
        current = [each for each in enrolments_of(draft.records, number) if each.until is None]
        for enrolment in those:
            others = [each for each in current if each.number != enrolment.number]
            _refuse_twice(enrolment.person, others, name)
        places = programme.places if programme else 0
        if any(map(is_enrolled, those)) and not has_room(0, enrolled_places(current), places):
            raise Refused("All {n} places of {programme} are taken.", n=places, programme=name)


def _refuse_twice(person: int, others: list[Enrolment], programme: str) -> None:
    """Refuse somebody who has a place among the other enrolments of a programme, or waits there."""
    who = code("V", person)
    if any(each.person == person and is_enrolled(each) for each in others):
        raise Refused("{code} is enrolled in {programme} already.", code=who, programme=programme)
    for turn_there, each in enumerate(waitlist(others), 1):
        if each.person == person:
            raise Refused(
                "{code} waits for {programme} already, no. {n}.",
                code=who,
                programme=programme,
                n=turn_there,
            )
