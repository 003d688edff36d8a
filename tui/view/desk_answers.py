"""The desk's sentences and questions for the store's answers to a check-in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from yigong.store.attendance import waitlist, written_times
from yigong.store.attendance.capacity import Places
from yigong.store.attendance.checkin_rules import OutsideHours, Tone
from yigong.store.attendance.posts import PostPlan, whole_hours
from yigong.store.attendance.register import Arrival, Register
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.event_records import Occurrence
from yigong.store.language import _, ngettext
from yigong.store.records import Volunteer
from yigong.tui.text.attendance_words import along_words, attendance_note

EnterAction = Literal["in", "again", "outside_hours", "admit", "out"]
"""What Enter does: check in, check in again, although it begins much later or has ended, although
it is full; check out."""


@dataclass(frozen=True)
class DeskQuestion:
    """A question of the desk about a person. Enter answers it; typing anything else drops it."""

    number: int
    """The person's number."""

    action: EnterAction
    fact: str
    """What the store answered, as a sentence of its own."""

    offer: str
    """What Enter would do, as a sentence."""

    elsewhere: Occurrence | None = None
    """The occurrence they are expected at; Tab checks them in there."""

    def __str__(self) -> str:
        return _("{fact} {offer}").format(fact=self.fact, offer=self.offer)


def began_stint(arrival: Arrival, *, again: bool = False) -> bool:
    """Whether a check-in began a stint; `again`: a return was asked for."""
    tone = arrival.answer.tone
    return tone is Tone.WELCOME or (again and tone is Tone.LEFT)


def question_for(arrival: Arrival, name: str, taken: int, places: int) -> DeskQuestion | None:
    """The question to ask where a check-in did not begin a stint; `None` where there is none
    (checked in, or a key pressed twice)."""
    answer, number = arrival.answer, arrival.entry.number
    if answer.tone is Tone.EARLY or answer.tone is Tone.OVER:
        return outside_question(answer.tone, number, name)
    if answer.tone is Tone.FULL:
        fact = full_fact(name, arrival.entry.party, taken, places, waiting=arrival.entry.waiting)
        offer = _("Enter lets them in all the same.")
        return DeskQuestion(number, "admit", fact, offer)
    if answer.stint is None or answer.tone in (Tone.WELCOME, Tone.STUTTER):
        return None
    if answer.tone is Tone.LEFT:
        return left_question(number, name, answer.stint)
    fact = here_since_words(answer.stint, name, elsewhere=answer.tone is Tone.HERE_ELSEWHERE)
    return DeskQuestion(number, "out", fact, _("Enter checks out."))


def left_question(number: int, name: str, stint: Stint) -> DeskQuestion:
    """The question about somebody who came and has left.

    Args:
        number: The person's number.
        name: Their name.
        stint: Their last stint.
    """
    fact = _("{name} left at {time}.").format(name=name, time=_time(stint.end))
    return DeskQuestion(number, "again", fact, _("Back again? Enter checks in once more."))


def full_fact(name: str, heads: int, taken: int, places: int, *, waiting: bool = False) -> str:
    """Why somebody, or several people with their companions (`heads`), has no place."""
    fact = _("All {n} places are taken, and {name} has none.")
    if taken < places:
        fact = _("{name}: {heads} heads, and {free} of {n} places are free.")
    elif waiting:
        fact = _("All {n} places are taken; {name} is on the waitlist.")
    return fact.format(n=places, name=name, heads=heads, free=places - taken)


def sign_up_words(entry: Entry, name: str, register: Register, places: Places) -> str:
    """The sentence after a sign-up, with how many people are expected now, or why they wait."""
    text = _("{name} is signed up; {n} are expected").format(name=name, n=len(register.expected))
    if entry.waiting:
        text = _("{name} is on the waitlist: {why}")
        text = text.format(name=name, why=waiting_reason(entry, register, places))
    return f"{text}  {along_words(entry)}" if entry.party > 1 else text


def waiting_reason(entry: Entry, register: Register, places: Places) -> str:
    """Why somebody waits: for a post, behind others, or as there are no places."""
    entries = [other for other in register.entries.values() if other.number != entry.number]
    if not places.fit(places.needed_by(entry), places.taken(entries)):
        return _("there are not so many places") if entry.party > 1 else _("all places are taken")
    behind = waitlist.waits_behind(entry, entries, places)
    if behind is None:
        return _("others are at the post, or wait for it") if entry.posts else _("others wait, too")
    text = _("who waits before them needs {n} places; free: {free}")
    return text.format(n=behind.needs, free=behind.free)


def outside_question(tone: OutsideHours, number: int, name: str) -> DeskQuestion:
    """The question about a check-in, of one or of several, at what begins much later, or has
    ended."""
    fact = _("It has ended, {name} is not in.")
    offer = _("Enter checks in; p at the event writes it in.")
    if tone is Tone.EARLY:
        fact = _("It begins much later, {name} is not in.")
        offer = _("Enter checks in all the same.")
    return DeskQuestion(number, "outside_hours", fact.format(name=name), offer)


def late_checkout_words(entries: Iterable[Entry], span: PostPlan, now: datetime) -> str:
    """What a check-out long after the occurrence filled in, as its entries have it; empty if it
    was clocked."""
    if not written_times.is_past_clocking(span, now):
        return ""
    ends = [entry.stints[-1].end for entry in entries]
    words, last = [], whole_hours(span).end
    if any(end is not None and end <= last for end in ends):
        words.append(_("It ended long ago, so the planned end is filled in."))
    if any(end is not None and end > last for end in ends):
        words.append(_("Who came after the end has no time filled in."))
    return " ".join(words)


def expected_elsewhere_question(person: Volunteer, elsewhere: Occurrence) -> DeskQuestion:
    """The question about a person who is expected at another occurrence."""
    fact = _("{name} is expected at {title}, {time}.").format(
        name=person.name, title=elsewhere.event.title, time=_time(elsewhere.start)
    )
    return DeskQuestion(person.number, "in", fact, _("Enter checks in here, Tab there."), elsewhere)


def here_since_words(stint: Stint, name: str, *, elsewhere: bool) -> str:
    """Since when a person is here, with the desk and organiser if it was another desk."""
    text = _("{name} is here since {time}.")
    if elsewhere:
        text = _("{name} is here since {time}, at {desk} by {by}.")
    return text.format(
        name=name, time=_time(stint.start), desk=stint.desk or "-", by=stint.by or "?"
    )


def inside_elsewhere_words(inside: tuple[Occurrence, Stint] | None) -> str:
    """Where else, and since when, a person just checked in is still; empty: nowhere."""
    if inside is None:
        return ""
    other, stint = inside
    text = _("still checked in at {title} since {time}")
    return text.format(title=other.event.title, time=_time(stint.start))


def signed_up_elsewhere_words(others: Iterable[Occurrence]) -> str:
    """What else at the same time a person signed up for; empty: nothing."""
    titles = [f"{other.event.title} {other.start:%H:%M}-{other.end:%H:%M}" for other in others]
    return _("at the same time: {titles}").format(titles=_(", ").join(titles)) if titles else ""


def welcome_words(
    arrival: Arrival, name: str, squad: str, needs: Collection[int], head: Head
) -> str:
    """The sentence after a check-in: the post at which they are due, or the squad, if any, and
    whether the event needs it (none: any)."""
    time = _time(arrival.entry.stints[-1].start)
    text = _("{time} {name} is checked in").format(time=time, name=name)
    if note := attendance_note(arrival.entry, head, last=True):
        text = f"{text}  {note}"
    if not squad:
        return text
    if needs and arrival.entry.squad not in needs and not arrival.entry.posts:
        return f"{text}  " + _("{squad}: not among the squads needed").format(squad=squad)
    return f"{text}  {squad}"


def distinct_names(people: Mapping[int, Volunteer], numbers: Iterable[int]) -> dict[int, Volunteer]:
    """People by number, with the code behind a name that others on the roster have, too; unknown
    numbers are left out."""
    found = {number: people[number] for number in numbers if number in people}
    names = {person.name for person in found.values()}
    holders: dict[str, set[int]] = {name: set() for name in names}
    for person in people.values():
        if person.name in names and not person.archived:
            holders[person.name].add(person.number)
    return {
        number: msgspec.structs.replace(person, name=f"{person.name} {person.code}")
        if holders[person.name] - {number}
        else person
        for number, person in found.items()
    }


def distinct_name(people: Mapping[int, Volunteer], number: int) -> str:
    """A person's name, with the code where others have it, too; empty for an unknown number."""
    found = distinct_names(people, [number])
    return found[number].name if found else ""


def waiting_words(waiting: int) -> str:
    """How many questions wait; empty for none."""
    if not waiting:
        return ""
    text = ngettext("{n} more waits for an answer", "{n} more wait for an answer", waiting)
    return text.format(n=waiting)


def hidden_words(count: int, *, truncated: bool) -> str:
    """How many matches are below the last visible row, or that there are more than are listed."""
    if truncated:
        return _("and more than {n} more: type another letter").format(n=count)
    return _("and {n} more: type another letter").format(n=count) if count else ""


def all_left_words(left: int, here: int, time: str) -> str:
    """The sentence after checking everybody out, but for those who came after that time."""
    text = ngettext("{time} {n} person is checked out", "{time} {n} people are checked out", left)
    text = text.format(n=left, time=time)
    if here:
        text += "  " + _("{n} came later and are still here").format(n=here)
    return text


def _time(moment: object) -> str:
    return f"{moment:%H:%M}"
