"""Households (户): who lives together, by the label that the village uses."""

from __future__ import annotations

from collections.abc import Iterable

from yigong.store.records import Volunteer


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
