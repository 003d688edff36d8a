"""Whom a visit was to, read from what is typed: a person, else a household by its label."""

from __future__ import annotations

from typing import NamedTuple

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.people.households import households
from yigong.store.village.village import Village


class Visited(NamedTuple):
    """A person, or a household without one."""

    number: int
    """The person's; 0: somebody of the household."""

    home: str
    """The household; empty: the person has no label of one."""

    words: str
    """Who or which it is, for a hint."""


def meant_visited(village: Village, text: str) -> Visited:
    """The person or household that a text names.

    The whole label of a household comes first; a text that finds nobody is taken for the label of
    one that nobody lives in, which is asked about when it is saved.

    Raises:
        Refused: It is empty, or may be several people.
    """
    typed = text.strip()
    if not typed:
        raise Refused("Whom was the visit to? A name, a phone's end, or a household.")
    living = households(village.people.listed()).get(typed)
    if living:
        names = _(", ").join(person.name for person in living)
        return Visited(0, typed, names)
    code = typed.rpartition(" ")[2]
    query = code if code[:1] in "Vv" and code[1:].isdecimal() else typed
    found = village.people.find(query, 6)
    if not found:
        return Visited(0, typed, _("on the roster nobody and no household; ^N adds a person"))
    exact = [person for person in found if query in (person.name, person.code, person.phone)]
    people = exact or found
    if len(people) > 1:
        raise Refused("{n} people: Enter lists them.", n=len(people))
    (person,) = people
    return Visited(person.number, person.home, f"{person.name} {person.code} {person.home}".strip())


def visited_hint(village: Village, text: str) -> str:
    """Who is meant by what is typed (see `meant_visited`)."""
    return meant_visited(village, text).words
