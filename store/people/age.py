"""How old somebody may be, told from the year of birth alone: that is all that is asked for.

A year leaves half of a year open, so each rule takes the age that they reach in the present one.
"""

from __future__ import annotations

from datetime import date

from yigong.store.errors import Refused
from yigong.store.records import Volunteer

NAMED = 14
"""Younger children are counted among who came along, and not named."""

OF_AGE = 18


def is_minor(person: Volunteer, today: date) -> bool:
    """Whether somebody is under age this year; not where no year of birth is on record."""
    return bool(person.born) and today.year - person.born < OF_AGE


def lacks_guardian(person: Volunteer, today: date) -> bool:
    """Whether somebody under age has no guardian on record."""
    return is_minor(person, today) and not person.guardians


def check_birth_year(person: Volunteer, today: date) -> None:
    """Look at a year of birth before it is kept.

    Raises:
        Refused: It lies ahead, or is that of a child under 14.
    """
    if person.born > today.year:
        raise Refused("The year of birth {year} lies ahead.", year=person.born)
    if person.born and today.year - person.born < NAMED:
        raise Refused(
            "{name} is under {age}: children are counted as who came along, and not named.",
            name=person.name,
            age=NAMED,
        )
