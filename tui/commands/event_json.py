"""Events as JSON: ``event add`` takes exactly what ``event list --json`` gives."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec

from store import validate
from store.errors import Refused
from store.language import N_
from store.records import ByRRule, Change, Event

_GIVEN_HERE = ("number", "rev", "code")
"""What a village gives by itself: ignored where it is read."""

_WALL_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
MAX_BYTES = 20_000_000


def parse(raw: bytes) -> list[Event]:
    """One event or a list of them.

    Times are the village's wall clock, ``2026-11-25T08:30``.

    Raises:
        Refused: It is no such thing; the sentence names the event (from 1) and the field.
    """
    if len(raw) > MAX_BYTES:
        raise Refused("The file is larger than {mb} MB.", mb=MAX_BYTES // 1_000_000)
    try:
        data = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused("This is not JSON ({reason}).", reason=error) from None
    items = data if isinstance(data, list) else [data]
    return [_event(index, item) for index, item in enumerate(items, 1)]


def _event(index: int, item: Any) -> Event:
    if not isinstance(item, dict):
        raise Refused("Event {index} is not an object with fields.", index=index)
    given = {name: value for name, value in item.items() if name not in _GIVEN_HERE}
    _known(index, "", given, Event.__struct_fields__)
    if isinstance(given.get("start"), str):
        given["start"] = _with_seconds(given["start"])
    if isinstance(given.get("repeat"), dict):
        _known(index, "repeat.", given["repeat"], ("by", *ByRRule.__struct_fields__))
    if isinstance(given.get("changes"), dict):
        given["changes"] = {
            day: _change(index, day, change) for day, change in given["changes"].items()
        }
    try:
        event = msgspec.convert(given, Event, str_keys=True)
    except msgspec.ValidationError as error:
        raise _mistyped(index, str(error)) from None
    if event.stamped is not None and event.stamped.tzinfo is None:
        raise _wrong(index, "stamped", "UTC: 2026-11-25T00:30:00Z")
    return msgspec.structs.replace(
        event,
        changes={day: _checked(index, day, change) for day, change in event.changes.items()},
    )


def _change(index: int, day: str, change: Any) -> Any:
    if not isinstance(change, dict):
        return change
    _known(index, f"changes.{day}.", change, Change.__struct_fields__)
    if isinstance(change.get("start"), str):
        return {**change, "start": _with_seconds(change["start"])}
    return change


def _checked(index: int, day: str, change: Change) -> Change:
    """A change of one occurrence by the rules that `Events.move` has."""
    where = f"changes.{day}"
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Refused("There is no date {date}; write it as 2026-11-25.", date=day[:20]) from None
    if change.start is not None and change.start.tzinfo is not None:
        raise _wrong(index, f"{where}.start", "2026-11-25T08:30")
    if change.start is not None and not 1900 <= change.start.year <= 2200:
        raise Refused("The year {year} is out of range (1900 to 2200).", year=change.start.year)
    if change.minutes is not None and not 1 <= change.minutes <= validate.MAX_MINUTES:
        raise Refused("An event lasts from 1 minute to 31 days.")
    if change.stamped is not None and change.stamped.tzinfo is None:
        raise _wrong(index, f"{where}.stamped", "UTC: 2026-11-25T00:30:00Z")
    place = change.place
    return msgspec.structs.replace(
        change,
        place=None if place is None else validate.line(place, N_("The place"), validate.PLACE),
        reason=validate.line(change.reason, N_("The reason"), validate.TITLE),
    )


def _known(index: int, where: str, given: dict[str, Any], fields: Collection[str]) -> None:
    for name in given:
        if name not in fields:
            raise Refused(
                "Event {index} has a field that is not known: {field}.",
                index=index,
                field=f"{where}{name}"[:60],
            )


def _with_seconds(text: str) -> str:
    return f"{text}:00" if _WALL_CLOCK.fullmatch(text) else text


def _mistyped(index: int, reason: str) -> Refused:
    """msgspec's complaint, ``Expected `int`, got `str` - at `$.minutes` ``, as our sentence."""
    what, _, at = reason.partition(" - at ")
    field = at.strip("`").removeprefix("$").removeprefix(".")
    missing = re.search(r"missing required field `(\w+)`", what)
    if missing:
        return Refused(
            "Event {index} lacks the field {field}.",
            index=index,
            field=".".join(filter(None, (field, missing[1]))),
        )
    return _wrong(index, field or "?", what)


def _wrong(index: int, field: str, reason: str) -> Refused:
    return Refused(
        "Event {index}: the field {field} is not as it should be ({reason}).",
        index=index,
        field=field[:60],
        reason=reason,
    )
