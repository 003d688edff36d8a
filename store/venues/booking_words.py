"""Words about bookings that a page and a table say alike: who asked, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping

from yigong.store.event_records import Event, Occurrence
from yigong.store.records import Squad, Volunteer


def occurrence_answer(occurrence: Occurrence) -> str:
    """What the keeper answered about a date."""
    change = occurrence.event.changes.get(occurrence.planned.isoformat())
    return (change.reason if change is not None else "") or occurrence.event.answer


def asked_by(event: Event, people: Mapping[int, Volunteer], squads: Mapping[int, Squad]) -> str:
    """Who asked for a venue: a person, a squad, both; empty: an organiser."""
    person, squad = people.get(event.booker), squads.get(event.booked_for)
    return " ".join(each.name for each in (person, squad) if each is not None)
