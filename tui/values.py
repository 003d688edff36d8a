"""What a stored value says to a person: the village's times, names for numbers, words for marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from exports.privacy import mask
from store.language import N_, _
from store.records import (
    KIND_NAMES,
    Change,
    Correction,
    Credit,
    Event,
    Kind,
    Repeat,
    Stint,
    code,
)
from store.village import Village
from tui.repeats import repeat_text, sentence
from tui.words import weekday

NOTHING = "-"
_WORDS = {
    "late": N_("late"),
    "leave": N_("on leave"),
    "absent": N_("absent"),
    "f": N_("female"),
    "m": N_("male"),
    "floor": N_("down"),
    "nearest": N_("to the nearest"),
    "none": N_("not at all"),
}


class Values:
    """Says values of one village."""

    def __init__(self, village: Village) -> None:
        self._village = village
        self._ways: dict[str, Callable[[Any], str]] = {
            **dict.fromkeys(("start", "end", "expected", "closed"), self._time),
            "stints": self._stints,
            "changes": self._change,
            "corrections": self._corrections,
            "earlier": self._plans,
            "credit": _credit,
            "leader": self.person,
            "squad": self.squad,
            **dict.fromkeys(("members", "deputies"), self._people),
            "phone": mask,
            "kind": _kind,
            "minutes": _minutes,
            "first_weekday": weekday,
            **dict.fromkeys(("mark", "gender", "rounding"), _word),
        }

    def said(self, field: str, value: Any, record: Mapping[str, Any]) -> str:
        """A value in a line of words; what nobody knows how to say stands as it is stored.

        Args:
            field: The field it is of.
            value: As the history keeps it.
            record: The whole record, where another field is needed to understand this one.
        """
        if value is None or value in ("", [], {}):
            return NOTHING
        way = self._ways.get(field, plain)
        if field in ("repeat", *self._ways):
            try:
                return (self._repeat(value, record) if field == "repeat" else way(value)) or NOTHING
            except (msgspec.ValidationError, ValueError, TypeError, KeyError, IndexError):
                pass  # a history can be edited by hand
        return plain(value)

    def person(self, number: int) -> str:
        """A person by number."""
        person = self._village.people.all().get(number)
        return f"{person.name if person else '?'} {code('V', number)}"

    def squad(self, number: int) -> str:
        """A squad by number; none, where it is 0."""
        if not number:
            return NOTHING
        squad = self._village.squads.all().get(number)
        return squad.name if squad else code("S", number)

    def _people(self, numbers: list[int]) -> str:
        return " / ".join(self.person(number) for number in numbers)

    def _time(self, value: str) -> str:
        """A moment, or a wall-clock time as it is; in the village."""
        at = datetime.fromisoformat(value)
        return f"{at.astimezone(self._village.zone) if at.tzinfo else at:%Y-%m-%d %H:%M}"

    def _stints(self, value: Any) -> str:
        stints = msgspec.convert(value, tuple[Stint, ...])
        return " / ".join(self._stint(stint) for stint in stints)

    def _stint(self, stint: Stint) -> str:
        """``08:52-11:10 at 东门 by 李芳``."""
        zone = self._village.zone
        times = f"{stint.start.astimezone(zone):%H:%M}-"
        times += f"{stint.end.astimezone(zone):%H:%M}" if stint.end else ""
        where = _(" at {desk}").format(desk=stint.desk) if stint.desk else ""
        who = _(" by {by}").format(by=stint.by) if stint.by else ""
        if stint.end_by and stint.end_by != stint.by:
            who += _(", out by {by}").format(by=stint.end_by)
        why = f" ({stint.reason})" if stint.reason else ""
        origin = _(" filled in") if stint.origin == "filled" else ""
        return f"{times}{origin}{where}{who}{why}"

    def _change(self, value: Any) -> str:
        """What is different on one date."""
        change = msgspec.convert(value, Change)
        parts = []
        if change.cancelled:
            parts.append(_("cancelled"))
        if change.start is not None:
            parts.append(f"{change.start:%m-%d %H:%M}")
        if change.minutes is not None:
            parts.append(_("{n} min").format(n=change.minutes))
        parts += [text for text in (change.place, change.reason) if text]
        return "  ".join(parts)

    def _corrections(self, value: Any) -> str:
        corrections = msgspec.convert(value, tuple[Correction, ...])
        return " / ".join(
            f"{one.at.astimezone(self._village.zone):%m-%d %H:%M} {one.by} {one.reason}"
            for one in corrections
        )

    def _repeat(self, value: Any, record: Mapping[str, Any]) -> str:
        start = datetime.fromisoformat(str(record.get("start")))
        return sentence(msgspec.convert(value, Repeat), start)

    def _plans(self, value: Any) -> str:
        return " / ".join(repeat_text(plan) for plan in msgspec.convert(value, tuple[Event, ...]))


def _minutes(value: int) -> str:
    return _("{n} min").format(n=value)


def _word(value: str) -> str:
    """A mark, a gender, a way to round."""
    return _(_WORDS[value])


def _kind(value: Kind) -> str:
    return _(KIND_NAMES[value])


def _credit(value: Any) -> str:
    """Minutes by origin, the three kept apart."""
    credit = msgspec.convert(value, Credit)
    parts = [
        (credit.clocked, N_("{n} min clocked")),
        (credit.filled, N_("{n} min filled in")),
        (credit.granted, N_("{n} min granted")),
    ]
    return ", ".join(_(text).format(n=n) for n, text in parts if n) or _("{n} min").format(n=0)


def plain(value: Any) -> str:
    """Any stored value in a line."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " / ".join(plain(item) for item in value) or NOTHING
    if isinstance(value, dict):
        return " ".join(f"{name}={plain(item)}" for name, item in value.items()) or NOTHING
    return str(value).replace("\n", " ")
