"""Validation of programmes: what was typed or read becomes a clean record, or is refused."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from yigong.store.errors import Refused
from yigong.store.language import N_
from yigong.store.programme_records import Programme, Season
from yigong.store.validate import MAX_NAME, clean_line, clean_paragraph
from yigong.store.validate_event import checked_hosts

MAX_SEASONS = 60
MAX_MENTORS = 9


def checked_programme(record: Programme) -> Programme:
    """A programme ready to be written, its seasons by date.

    Raises:
        Refused: It has no name, ends before it begins, or two of its seasons overlap.
    """
    if record.first and record.last and record.last < record.first:
        raise Refused("A programme ends on or after its first day.")
    goal = record.goal
    if not all(0 <= n <= 9_999_999 for n in (goal.occurrences, goal.attendances, goal.people)):
        raise Refused("A goal is a number from 0 to 9999999.")
    if not 0 <= record.places <= 9999:
        raise Refused("A number of people is 0 to 9999.")
    if not 0 <= record.mentors_each <= MAX_MENTORS:
        raise Refused("Each may have 0 to {most} mentors.", most=MAX_MENTORS)
    name = clean_line(record.name, N_("The name"), MAX_NAME, needed=True)
    aliases = (clean_line(each, N_("The name"), MAX_NAME) for each in record.aliases)
    return msgspec.structs.replace(
        record,
        name=name,
        aliases=tuple(each for each in dict.fromkeys(aliases) if each and each != name),
        seasons=_checked_seasons(record),
        hosts=checked_hosts(record.hosts),
        lead=clean_line(record.lead, N_("The person in charge"), MAX_NAME),
        note=clean_paragraph(record.note, N_("The note")),
    )


def _checked_seasons(record: Programme) -> tuple[Season, ...]:
    if len(record.seasons) > MAX_SEASONS:
        raise Refused("A programme has at most {most} seasons.", most=MAX_SEASONS)
    seasons = []
    for season in record.seasons:
        name = clean_line(season.name, N_("The season"), MAX_NAME, needed=True)
        if season.last < season.first:
            raise Refused("The season {name} ends before it begins.", name=name)
        if (record.first and season.first < record.first) or (
            record.last and season.last > record.last
        ):
            raise Refused("The season {name} lies outside the programme.", name=name)
        seasons.append(msgspec.structs.replace(season, name=name))
    seasons.sort(key=lambda season: season.first)
    for season, after in pairwise(seasons):
        if after.first <= season.last:
            raise Refused("The seasons {one} and {two} overlap.", one=season.name, two=after.name)
    return tuple(seasons)
