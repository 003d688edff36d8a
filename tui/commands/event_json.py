"""Events read from JSON: ``event add`` accepts exactly what ``event list --json`` prints."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec

from yigong.store import validate
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Change, Event, Repeat
from yigong.store.language import N_, _
from yigong.store.village.village import Village
from yigong.tui.commands.event_codes import with_numbers
from yigong.tui.commands.json_fields import mistyped_field, refuse_unknown, wrong_field

_ASSIGNED = ("number", "rev", "code", "keys")
"""Fields that the village assigns itself; ignored in a file."""

_REPEATS: dict[str, type[Repeat]] = {"rrule": ByRRule, "lunar": ByLunar, "term": ByTerm}

_WALL_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_MAX_BYTES = 20_000_000


def parse_events(raw: bytes, village: Village) -> list[Event]:
    """Parse one event or a list of events.

    Programme, venues, squads and people are named by code, name or number.

    Times are the village's wall clock, ``2026-11-25T08:30``. A repeat is ``{"by": "rrule",
    "rule": "FREQ=..."}``, ``{"by": "lunar", "month": 9, "day": 9}`` (month 0: each) or ``{"by":
    "term", "term": "秋分"}``.

    Raises:
        Refused: It is not that; the sentence names the event (from 1) and the field.
    """
    data = _decoded(raw)
    items = data if isinstance(data, list) else [data]
    return [_event(index, item, village) for index, item in enumerate(items, 1)]


def with_given_fields(event: dict[str, Any], raw: bytes, village: Village) -> Event:
    """Replace fields of an event, which is plain data, by those of a JSON object; refuse as
    `parse_events`."""
    given = _decoded(raw)
    return _event(1, {**event, **given} if isinstance(given, dict) else given, village)


def _decoded(raw: bytes) -> Any:
    if len(raw) > _MAX_BYTES:
        raise Refused("The file is larger than {mb} MB.", mb=_MAX_BYTES // 1_000_000)
    try:
        return msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("This is not JSON ({reason}).", reason=error) from None


def _event(index: int, item: Any, village: Village) -> Event:
    if not isinstance(item, dict):
        raise Refused("Event {index} is not an object with fields.", index=index)
    given = with_numbers(_plan(index, "", item), village)
    if isinstance(given.get("earlier"), list):
        given["earlier"] = [
            with_numbers(_plan(index, f"earlier.{at}.", plan), village)
            if isinstance(plan, dict)
            else plan
            for at, plan in enumerate(given["earlier"])
        ]
    try:
        event = msgspec.convert(given, Event, str_keys=True)
    except msgspec.ValidationError as error:
        raise mistyped_field(index, Event, str(error)) from None
    earlier = [_check_plan(index, f"earlier.{at}.", plan) for at, plan in enumerate(event.earlier)]
    return msgspec.structs.replace(_check_plan(index, "", event), earlier=tuple(earlier))


def _plan(index: int, where: str, item: dict[str, Any]) -> dict[str, Any]:
    """The fields of an event or of one of its earlier plans; an unknown one is refused."""
    given = {name: value for name, value in item.items() if name not in _ASSIGNED}
    _refuse_unknown(index, where, given, Event.__struct_fields__)
    if isinstance(given.get("start"), str):
        given["start"] = _with_seconds(given["start"])
    if isinstance(given.get("role"), str) and given["role"]:
        validate.checked_role(given["role"])  # msgspec would not say which roles there are
    if isinstance(given.get("repeat"), dict):
        kind = _REPEATS.get(str(given["repeat"].get("by", "")))
        if kind is None:
            names = _("one of {names}").format(names=", ".join(_REPEATS))
            raise wrong_field(index, f"{where}repeat.by", names)
        _refuse_unknown(index, f"{where}repeat.", given["repeat"], ("by", *kind.__struct_fields__))
    if isinstance(given.get("changes"), dict):
        given["changes"] = {
            day: _change(index, f"{where}changes.{day}.", change)
            for day, change in given["changes"].items()
        }
    return given


def _check_plan(index: int, where: str, plan: Event) -> Event:
    """A plan whose stamp and changes, which the store writes itself, are checked."""
    if plan.stamped is not None and plan.stamped.tzinfo is None:
        raise _not_in_utc(index, f"{where}stamped")
    changes = {
        day: _check_change(index, f"{where}changes.{day}", day, change)
        for day, change in plan.changes.items()
    }
    return msgspec.structs.replace(plan, changes=changes)


def _change(index: int, where: str, change: Any) -> Any:
    if not isinstance(change, dict):
        return change
    _refuse_unknown(index, where, change, Change.__struct_fields__)
    if isinstance(change.get("start"), str):
        return {**change, "start": _with_seconds(change["start"])}
    return change


def _check_change(index: int, where: str, day: str, change: Change) -> Change:
    """A change of one occurrence, checked by the rules of `Events.move`."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Refused("There is no date {date}; write it as 2026-11-25.", date=day[:20]) from None
    if change.start is not None and change.start.tzinfo is not None:
        raise wrong_field(index, f"{where}.start", _("a time such as 2026-11-25T08:30"))
    if change.start is not None and not 1900 <= change.start.year <= 2200:
        raise Refused("The year {year} is out of range (1900 to 2200).", year=change.start.year)
    if change.minutes is not None and not 1 <= change.minutes <= validate.MAX_MINUTES:
        raise Refused("An event lasts from 1 minute to 31 days.")
    if change.stamped is not None and change.stamped.tzinfo is None:
        raise wrong_field(
            index, f"{where}.stamped", _("a time in UTC such as 2026-11-25T00:30:00Z")
        )
    place = change.place
    return msgspec.structs.replace(
        change,
        place=None
        if place is None
        else validate.clean_line(place, N_("The place"), validate.MAX_PLACE),
        reason=validate.clean_line(change.reason, N_("The reason"), validate.MAX_TITLE),
    )


def _refuse_unknown(index: int, where: str, given: dict[str, Any], fields: Collection[str]) -> None:
    refuse_unknown(index, where, given, fields, hidden=_ASSIGNED)


def _not_in_utc(index: int, field: str) -> Refused:
    return wrong_field(index, field, _("a time in UTC such as 2026-11-25T00:30:00Z"))


def _with_seconds(text: str) -> str:
    return f"{text}:00" if _WALL_CLOCK.fullmatch(text) else text
