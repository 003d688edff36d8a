"""What a line of the history says to a person: of whom or what it is, and from what to what."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from store.book import HEAD
from store.history import Line
from store.language import N_, _
from store.records import code
from store.village import Village
from tui.words import act_name

_LETTERS = {"people": "V", "squads": "S", "events": "E"}

_FIELDS = {
    "name": N_("Name"),
    "title": N_("Title"),
    "phone": N_("Phone"),
    "reading": N_("Reading"),
    "group": N_("Group"),
    "tags": N_("Tags"),
    "note": N_("Note"),
    "gender": N_("Gender"),
    "archived": N_("Archived"),
    "members": N_("Members"),
    "leader": N_("Leader"),
    "start": N_("Start"),
    "minutes": N_("Minutes"),
    "place": N_("Place"),
    "repeat": N_("Repeats"),
    "notes": N_("Notes"),
    "lead": N_("In charge"),
    "needs": N_("Needs"),
    "capacity": N_("Places"),
    "changes": N_("Single dates"),
    "cancelled": N_("Cancelled"),
    "reason": N_("Reason"),
    "stints": N_("In and out"),
    "expected": N_("Signed up"),
    "waiting": N_("Waiting"),
    "mark": N_("Roll call"),
    "adults": N_("Adults along"),
    "children": N_("Children along"),
    "credit": N_("Credited"),
    "squad": N_("Squad"),
    "closed": N_("Closed"),
    "closed_by": N_("Closed by"),
}
_SILENT = {"rev", "number", "keys", "sequence", "stamped"}
"""Counters and what is worked out from other fields."""


def subject(village: Village, line: Line) -> str:
    """Of whom or what a line is."""
    if line.book.startswith("registers/"):
        key = line.book.rpartition("/")[2]
        if line.key == HEAD:
            return key
        person = village.people.all().get(line.key)
        return f"{person.name if person else '?'} {code('V', line.key)}  {key}"
    record = line.new or line.old or {}
    named = str(record.get("name") or record.get("title") or "")
    letter = _LETTERS.get(line.book)
    return f"{code(letter, line.key)} {named}" if letter else named


def reason(line: Line) -> str:
    """Why, as far as it was said; of an undo, what it took back."""
    if line.act != "undo":
        return line.note
    act, _space, why = line.note.partition(" ")
    return f"{act_name(act)} {why}".strip()


def differences(line: Line) -> list[tuple[str, str, str]]:
    """The fields a change touched: name, what it was, what it is."""
    old, new = line.old or {}, line.new or {}
    fields = [name for name in dict.fromkeys([*old, *new]) if name not in _SILENT]
    return [
        (_(_FIELDS.get(name, name)), _said(old.get(name)), _said(new.get(name)))
        for name in fields
        if old.get(name) != new.get(name)
    ]


def _said(value: Any) -> str:
    """A stored value in a line of words."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " / ".join(_said(item) for item in value) or "-"
    if isinstance(value, dict):
        return " ".join(f"{name}={_said(item)}" for name, item in value.items()) or "-"
    return str(value).replace("\n", " ")


def wanted(village: Village, query: str) -> Callable[[Line], bool]:
    """Whether a line is among those that a query asks for.

    Args:
        village: The village.
        query: A person (name, pinyin, initials, code), an event or squad (title, code), an
            organiser, a desk, an act, a date (``2026-11-25``); empty: all.
    """
    plain = _plain(query)
    if not plain:
        return bool
    people = {person.number for person in village.people.find(query, 50, archived=True)}

    def asked(line: Line) -> bool:
        of_person = line.book == "people" or line.book.startswith("registers/")
        if of_person and line.key in people:
            return True
        words = (line.by, line.desk, act_name(line.act), subject(village, line), line.note)
        return plain in _plain(" ".join((*words, f"{line.at:%Y-%m-%d}")))

    return asked


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
