"""The codes in an event's JSON: printed for the numbers of what it refers to, and read for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yigong.store.event_records import Event
from yigong.store.records import code
from yigong.store.village.village import Village
from yigong.tui.commands.output import record_data

Convert = Callable[[Any], Any]
"""Gives a code for a number, or a number for a code or a name; what is neither stays."""


def event_data(event: Event) -> dict[str, Any]:
    """An event as plain data, with the codes of its programme, venues, squads, people and
    requests."""
    return {"code": event.code, **_converted(record_data(event), _code_of)}


def with_numbers(event: dict[str, Any], village: Village) -> dict[str, Any]:
    """An event as plain data, with the numbers of what codes and names mean.

    Raises:
        Refused: There is no such programme, venue, squad, person or request.
    """
    find: dict[str, Callable[[str], int]] = {
        "P": lambda text: village.programmes.find(text).number,
        "L": lambda text: village.venues.find(text).number,
        "S": lambda text: village.squads.find(text).number,
        "V": lambda text: village.people.person_for(text).number,
        "Q": lambda text: village.requests.find(text).number,
    }

    def number_of(letter: str) -> Convert:
        return lambda value: find[letter](value) if isinstance(value, str) and value else value

    return _converted(event, number_of)


def _code_of(letter: str) -> Convert:
    return lambda number: code(letter, number) if number else number


def _converted(event: dict[str, Any], converter: Callable[[str], Convert]) -> dict[str, Any]:
    """An event whose references are converted, in its earlier plans and single dates, too."""
    person, squad = converter("V"), converter("S")

    def post(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        found = {"squad": squad, "lead": person}
        return {k: found[k](v) if k in found else v for k, v in value.items()}

    def leg(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {k: convert("venues", v) if k == "vehicles" else v for k, v in value.items()}

    def host(value: Any) -> Any:
        if not isinstance(value, dict):
            return {"squad": squad(value)}
        return {k: squad(v) if k == "squad" else v for k, v in value.items()}

    def change(value: Any) -> Any:
        return {k: convert(k, v) for k, v in value.items()} if isinstance(value, dict) else value

    whole: dict[str, Convert] = {
        "programme": converter("P"),
        "booker": person,
        "booked_for": squad,
    }
    each: dict[str, Convert] = {
        **{"venues": converter("L"), "answers": converter("Q")},
        **{"posts": post, "hosts": host, "legs": leg},
    }

    def convert(name: str, value: Any) -> Any:
        if name in whole:
            return whole[name](value)
        if name in each and isinstance(value, list | tuple):
            return [each[name](item) for item in value]
        if name == "changes" and isinstance(value, dict):
            return {day: change(item) for day, item in value.items()}
        if name == "earlier" and isinstance(value, list | tuple):
            return [change(plan) for plan in value]
        return value

    return {name: convert(name, value) for name, value in event.items()}
