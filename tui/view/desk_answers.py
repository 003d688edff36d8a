"""What the desk says to an arrival and what it asks: the store's answers in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from yigong.store.attendance.checkin_rules import Tone
from yigong.store.attendance.register import Arrival
from yigong.store.language import _, ngettext
from yigong.store.records import Occurrence, Stint, Volunteer

EnterAction = Literal["in", "again", "admit", "out"]
"""What Enter does as the answer: check in, once more, although it is full; or check out."""


@dataclass(frozen=True)
class DeskQuestion:
    """What the desk asks about somebody. Enter is the answer; typing anything else drops it."""

    number: int
    action: EnterAction
    fact: str
    """What is known, as a sentence that stands alone."""

    offer: str
    """What Enter would do."""

    elsewhere: Occurrence | None = None
    """Where they are expected instead; Tab checks them in there."""

    def __str__(self) -> str:
        return _("{fact} {offer}").format(fact=self.fact, offer=self.offer)


def began_stint(arrival: Arrival, *, again: bool = False) -> bool:
    """Whether a check-in began a stint.

    Args:
        arrival: The store's answer.
        again: Whether they were to be let back in.
    """
    tone = arrival.answer.tone
    return tone is Tone.WELCOME or (again and tone is Tone.LEFT)


def question_for(arrival: Arrival, name: str, places: int) -> DeskQuestion | None:
    """What to ask instead of checking somebody in.

    Args:
        arrival: The store's answer.
        name: Whose.
        places: How many places the event has.

    Returns:
        The question; `None` where there is none (they are in, or a key was pressed twice).
    """
    answer, number = arrival.answer, arrival.entry.number
    if answer.tone is Tone.FULL:
        fact = _("All {n} places are taken, and {name} has none.")
        if arrival.entry.waiting:
            fact = _("All {n} places are taken; {name} is on the waitlist.")
        offer = _("Enter lets them in all the same.")
        return DeskQuestion(number, "admit", fact.format(n=places, name=name), offer)
    if answer.stint is None or answer.tone in (Tone.WELCOME, Tone.STUTTER):
        return None
    if answer.tone is Tone.LEFT:
        fact = _("{name} left at {time}.").format(name=name, time=_time(answer.stint.end))
        return DeskQuestion(number, "again", fact, _("Back again? Enter checks in once more."))
    fact = here_since_words(answer.stint, name, elsewhere=answer.tone is Tone.HERE_ELSEWHERE)
    return DeskQuestion(number, "out", fact, _("Enter checks out."))


def expected_elsewhere_question(person: Volunteer, there: Occurrence) -> DeskQuestion:
    """What to ask about somebody who is expected at another event.

    Args:
        person: Who.
        there: Where they are expected.
    """
    fact = _("{name} is expected at {title}, {time}.").format(
        name=person.name, title=there.event.title, time=_time(there.start)
    )
    return DeskQuestion(person.number, "in", fact, _("Enter checks in here, Tab there."), there)


def here_since_words(stint: Stint, name: str, *, elsewhere: bool) -> str:
    """Since when somebody is here, and who said so where that was another desk."""
    text = _("{name} is here since {time}.")
    if elsewhere:
        text = _("{name} is here since {time}, at {desk} by {by}.")
    return text.format(
        name=name, time=_time(stint.start), desk=stint.desk or "-", by=stint.by or "?"
    )


def welcome_words(arrival: Arrival, name: str, squad: str, needs: Collection[int]) -> str:
    """What to say when somebody was checked in.

    Args:
        arrival: The store's answer.
        name: Whose.
        squad: The name of the squad they serve in; empty: none.
        needs: The squads the event needs; empty: whoever comes.
    """
    time = _time(arrival.entry.stints[-1].start)
    text = _("{time} {name} is checked in").format(time=time, name=name)
    if not squad:
        return text
    if needs and arrival.entry.squad not in needs:
        return f"{text}  " + _("{squad}: not among the squads needed").format(squad=squad)
    return f"{text}  {squad}"


def distinct_names(people: Mapping[int, Volunteer], numbers: Iterable[int]) -> dict[int, Volunteer]:
    """Some people, with the code behind the name where others on the roster have the same name.

    Args:
        people: The roster.
        numbers: Whom it is about; numbers that nobody has are left out.
    """
    some = {number: people[number] for number in numbers if number in people}
    wanted = {person.name for person in some.values()}
    holders: dict[str, set[int]] = {name: set() for name in wanted}
    for person in people.values():
        if person.name in wanted and not person.archived:
            holders[person.name].add(person.number)
    return {
        number: msgspec.structs.replace(person, name=f"{person.name} {person.code}")
        if holders[person.name] - {number}
        else person
        for number, person in some.items()
    }


def distinct_name(people: Mapping[int, Volunteer], number: int) -> str:
    """A person's name, with the code where others have it, too; empty where there is nobody."""
    some = distinct_names(people, [number])
    return some[number].name if some else ""


def waiting_words(waiting: int) -> str:
    """How many others are to be asked about later; empty for nobody."""
    if not waiting:
        return ""
    text = ngettext("{n} more waits for an answer", "{n} more wait for an answer", waiting)
    return text.format(n=waiting)


def hidden_words(count: int, *, over: bool) -> str:
    """How many people are meant whom one does not see; empty for nobody.

    Args:
        count: How many are in the list, below its last row in view.
        over: Whether the list itself is too short for all.
    """
    if over:
        return _("and more than {n} more: type another letter").format(n=count)
    return _("and {n} more: type another letter").format(n=count) if count else ""


def all_left_words(gone: int, here: int) -> str:
    """What to say when everybody was checked out.

    Args:
        gone: How many were.
        here: How many are here still: they came after the time that was given.
    """
    text = ngettext("{n} person is checked out", "{n} people are checked out", gone).format(n=gone)
    if here:
        text += "  " + _("{n} came later and are still here").format(n=here)
    return text


def _time(moment: object) -> str:
    return f"{moment:%H:%M}"
