"""Rules about age, by the year of birth, which is all that is stored.

Each rule goes by the age that a person reaches in the current year.
"""

from __future__ import annotations

from datetime import date

from yigong.store.errors import Refused
from yigong.store.records import Volunteer

MIN_NAMED_AGE = 14
"""Younger children are counted among those who came along, and have no record."""

ADULT_AGE = 18


def is_minor(person: Volunteer, today: date) -> bool:
    """Whether a person is under 18 this year; false without a year of birth."""
    return bool(person.born) and today.year - person.born < ADULT_AGE


def lacks_guardian(person: Volunteer, today: date) -> bool:
    """Whether a minor has no guardian on record."""
    return is_minor(person, today) and not person.guardians


def check_birth_year(person: Volunteer, today: date) -> None:
    """Check a year of birth before it is stored.

    Raises:
        Refused: It is in the future, or that of a child under 14.
    """
    if person.born > today.year:
        raise Refused("The year of birth {year} lies ahead.", year=person.born)
    if person.born and today.year - person.born < MIN_NAMED_AGE:
        raise Refused(
            "{name} is under {age}: children are counted as who came along, and not named.",
            name=person.name,
            age=MIN_NAMED_AGE,
        )
