"""Households (户): who lives together, by the label that the village uses."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from yigong.store.language import _
from yigong.store.records import Volunteer

MAX_LABEL = 40
"""The most characters of a label."""

_MOST_OF_ONE_PHONE = 8
"""The most people of one phone for it to be that of a household."""


def households(people: Iterable[Volunteer]) -> dict[str, list[Volunteer]]:
    """The people of each household that the village knows, by its label.

    Args:
        people: The people; those who are archived live nowhere.
    """
    found: dict[str, list[Volunteer]] = {}
    for person in people:
        if person.home and not person.archived:
            found.setdefault(person.home, []).append(person)
    return found


def share_household(person: Volunteer, other: Volunteer) -> bool:
    """Whether two people live together: by the label of their household; where one of them has
    none, by their phone."""
    if person.home and other.home:
        return person.home == other.home
    return bool(person.phone) and person.phone == other.phone


class HouseholdProposal(msgspec.Struct, frozen=True, kw_only=True):
    """People who may live together, as they share a phone, and the label they would get."""

    home: str
    people: tuple[Volunteer, ...]
    """Those who have no label yet, by number."""

    joins: tuple[Volunteer, ...] = ()
    """Those who share the phone and have the label already."""


def propose_households(people: Iterable[Volunteer]) -> list[HouseholdProposal]:
    """Who may live together, by their phones; an organiser decides, nothing is changed here.

    A phone of very many is that of an office, and proposes nothing; nor does one whose people have
    different labels already.

    Args:
        people: The people on the roster; those who are archived are left out.
    """
    present = sorted((p for p in people if not p.archived), key=lambda p: p.number)
    by_phone: dict[str, list[Volunteer]] = {}
    for person in present:
        if person.phone:
            by_phone.setdefault(person.phone, []).append(person)
    taken = {person.home for person in present}
    found = []
    for sharing in by_phone.values():
        new = tuple(person for person in sharing if not person.home)
        homes = {person.home for person in sharing if person.home}
        if not new or not 1 < len(sharing) <= _MOST_OF_ONE_PHONE or len(homes) > 1:
            continue
        home = next(iter(homes), "") or _free_label(new[0], taken)
        taken.add(home)
        joins = tuple(person for person in sharing if person.home)
        found.append(HouseholdProposal(home=home, people=new, joins=joins))
    return found


def _free_label(person: Volunteer, taken: set[str]) -> str:
    """A label that no household has: 三组陈月仙家."""
    label = _("{group}{name}'s").format(group=person.group, name=person.name)[:MAX_LABEL]
    return label if label not in taken else f"{label[: MAX_LABEL - 8]} {person.code}"
