"""A village with hostile texts in every text field, written without the program."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hostile.corpus import ALL_IN_ONE
from yigong.store.storage.book_file import FORMAT

KEY = "E0001@2026-11-25"
"""The occurrence whose register has everybody; it began twenty minutes before the tests' clock."""

_AT = "2026-11-20T08:00:00+08:00"

BOOKS = (
    "settings",
    "people",
    "squads",
    "programmes",
    "enrolments",
    "venues",
    "events",
    "issued",
    "requests",
    "gifts",
    "scorecards",
    "visits/2026",
    "points/2026",
    f"registers/2026/{KEY}",
)


def write_village(folder: Path, texts: Iterable[str]) -> None:
    """Write the folder with its books as plain files.

    Event, person and squad 1 have all texts in each field; then there is a person and an event for
    each text, and a squad for every ten.

    Args:
        folder: The folder, which must not exist.
        texts: The texts of the fields.
    """
    every = [ALL_IN_ONE, *texts]
    for part in ("registers/2026", "visits", "points", "history", "outbox"):
        (folder / part).mkdir(parents=True)
    tables: dict[str, dict[str, Any]] = {
        "settings": _numbered([_settings(every)]),
        "people": _numbered(_person(n, text) for n, text in enumerate(every, 1)),
        "squads": _numbered(_squad(n, text) for n, text in enumerate(_joined(every), 1)),
        "programmes": _numbered(_programme(n, text) for n, text in enumerate(every, 1)),
        "enrolments": _numbered(_enrolment(n, text) for n, text in enumerate(every, 1)),
        "venues": _numbered(_venue(n, text) for n, text in enumerate(every, 1)),
        "events": _numbered(_event(n, text) for n, text in enumerate(every, 1)),
        "issued": _numbered(_issue(n, text) for n, text in enumerate(every, 1)),
        "requests": _numbered(_request(n, text) for n, text in enumerate(every, 1)),
        "gifts": _numbered(_gift(n, text) for n, text in enumerate(every, 1)),
        "scorecards": _numbered(_scorecard(n, text) for n, text in enumerate(every, 1)),
        "visits/2026": _numbered(_visit(n, text) for n, text in enumerate(every, 1)),
        "points/2026": _numbered(_points_entry(n, text) for n, text in enumerate(every, 1)),
        f"registers/2026/{KEY}": _register(every),
        "registers/2026/E0002@2026-11-24": _signed_register(every),
    }
    for name, book in tables.items():
        put(folder, name, book)
    history = b"".join(_line(n, text) for n, text in enumerate(every, 1))
    (folder / "history/2026-11.jsonl").write_bytes(history)


def put(folder: Path, name: str, book: object) -> Path:
    """Write a book as JSON in ASCII."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(book), encoding="ascii")
    path.chmod(0o660)
    return path


def take(folder: Path, name: str) -> Any:
    """Read a book as plain data."""
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def _joined(every: list[str]) -> list[str]:
    """The texts joined by tens: a form has a field for each squad, so there are few squads."""
    return [every[0], *("".join(every[n : n + 10]) for n in range(1, len(every), 10))]


def _numbered(records: Iterable[dict[str, Any]]) -> dict[str, Any]:
    table = {str(record["number"]): record for record in records}
    meta = {"1": {"format": FORMAT, "rev": 1, "highest": len(table)}}
    return {"_default": table, "meta": meta}


def _settings(every: list[str]) -> dict[str, Any]:
    organisers = dict(zip(every, every, strict=True))
    kinds = [{"name": text[:80], "letter": text[:1], "colour": text} for text in every if text]
    return {
        "number": 1, "rev": 1, "name": every[0], "organisers": organisers, "language": "en",
        "uid_domain": every[0], "kinds": kinds,
        "points": [{"name": text[:80] or "分", "points": 1} for text in every[:20]],
    }  # fmt: skip


def _person(number: int, text: str) -> dict[str, Any]:
    return {
        "number": number, "rev": 1, "name": text, "reading": text, "keys": text, "phone": text,
        "group": text, "home": text, "tags": [text], "note": text,
    }  # fmt: skip


def _visit(number: int, text: str) -> dict[str, Any]:
    return {
        "number": number, "rev": 1, "day": "2026-11-20", "by": [1], "who": number, "home": text,
        "group": text, "note": text, "met": number % 3 != 0, "requests": [1],
    }  # fmt: skip


def _request(number: int, text: str) -> dict[str, Any]:
    state = ("open", "taken", "doing", "done", "declined")[number % 5]
    asked = {"satisfaction": "bad", "asked": _AT, "said": text} if number % 2 else {}
    done = {"answered": _AT, "by": text, "outcome": text, "links": [KEY], **asked}
    return {
        "number": number, "rev": 1, "at": _AT, "by": text, "source": "visit", "who": 1,
        "asker": text, "squad": 1, "group": text, "secret": number % 7 == 0, "text": text,
        "topic": text, "urgency": "now", "days": 1, "due": "2026-11-20", "holder": 1,
        "holding_squad": 2, "state": state, "reason": text,
        "remarks": [{"at": _AT, "by": text, "text": text}],
        "rounds": [done] if state == "done" or number == 2 else [],
    }  # fmt: skip


def _gift(number: int, text: str) -> dict[str, Any]:
    stock = number % 4 - 1
    return {"number": number, "rev": 1, "name": text, "points": 1, "stock": stock, "note": text}


def _scorecard(number: int, text: str) -> dict[str, Any]:
    indicators = [{"name": text[:80] or "走访", "measure": "visits", "target": 3}] * 2
    cells = [{"marks": 20, "value": 3, "of": 3}, {}]
    rows = [
        {"key": key, "name": text, "cells": cells, "marks": 20, "full": 20} for key in ("1", text)
    ]
    return {
        "number": number, "rev": 1, "first": "2026-07-01", "last": "2026-09-30", "of": "squads",
        "rules": {"indicators": indicators}, "rows": rows, "at": _AT, "by": text, "note": text,
    }  # fmt: skip


def _points_entry(number: int, text: str) -> dict[str, Any]:
    return {
        "number": number, "rev": 1, "person": number, "at": _AT, "by": text, "kind": "award",
        "points": 5, "reason": text,
    }  # fmt: skip


def _squad(number: int, text: str) -> dict[str, Any]:
    return {
        "number": number, "rev": 1, "name": text, "purpose": text, "leader": number,
        "members": [1, 2, number], "hosts": True, "contact": text,
    }  # fmt: skip


def _programme(number: int, text: str) -> dict[str, Any]:
    season = {"name": text[:80] or "季", "first": "2026-11-01", "last": "2026-11-30"}
    return {
        "number": number, "rev": 1, "name": text, "aliases": [text], "seasons": [season],
        "lead": text, "note": text, "places": 3, "mentors_each": 2,
        "hosts": [{"squad": 1, "how": "host"}], "goal": {"occurrences": 30},
    }  # fmt: skip


def _enrolment(number: int, text: str) -> dict[str, Any]:
    ended = {"until": "2026-11-20"} if number % 3 == 0 else {}
    return {
        "number": number, "rev": 1, "programme": 1, "person": number, "since": "2026-11-01",
        "mentors": [1, 2], "note": text, "waiting": not ended and number > 3, **ended,
    }  # fmt: skip


def _venue(number: int, text: str) -> dict[str, Any]:
    shut = {"first": "2026-12-01", "last": "2026-12-02", "reason": text}
    return {
        "number": number, "rev": 1, "name": text, "address": text, "note": text, "keeper": 1,
        "shut": [shut], "part_of": 1 if number == 2 else 0, "needs_approval": True,
    }  # fmt: skip


def _event(number: int, text: str) -> dict[str, Any]:
    repeats = {"repeat": {"by": "rrule", "rule": "FREQ=MONTHLY"}} if number == 1 else {}
    if number == 1:
        post = {"id": 1, "name": text, "heads": 2, "lead": 1, "squad": 1, "note": text}
        hosts = [{"squad": 1}, {"squad": 2, "how": "support"}]
        repeats |= {"programme": 1, "hosts": hosts, "posts": [post], "venues": [2], "answers": [1]}
    if number == 3:
        repeats = {"venues": [1], "booking": "tentative", "answer": text, "override": text}
    change = {"place": text, "reason": text}
    needs = {"1": 3, "2": 1} if number == 1 else {}
    return {
        "number": number, "rev": 1, "title": text, "keys": text, "place": text, "notes": text,
        "kind": "booking" if number == 3 else text, "lead": text, "reason": text, "uid": text,
        "minutes": 180, "needs": needs,
        "start": _start(number),
        "changes": {"2026-12-25": change, "2027-01-25": {"left_out": True}} if number == 1 else {},
        **repeats,
    }  # fmt: skip


def _start(number: int) -> str:
    days = {1: "2026-11-25T08:30:00", 3: "2026-12-08T14:00:00"}
    return days.get(number, f"2026-11-24T09:{number % 60:02d}:00")


def _issue(number: int, text: str) -> dict[str, Any]:
    issue = {"number": number, "rev": 1, "at": "2026-11-25T08:00:00+08:00", "by": text}
    if number % 2:
        return {**issue, "kind": "phones", "what": text, "count": 3}
    return {**issue, "kind": "record", "person": number, "year": 2026, "serial": number}


def _register(every: list[str]) -> dict[str, Any]:
    entries = [
        {
            "number": n, "rev": 1, "expected": "2026-11-20T08:00:00+08:00", "squad": n % 3,
            "stints": [
                {
                    "start": "2026-11-25T08:31:00+08:00", "desk": text, "by": text, "end_by": text,
                    "reason": text, "origin": "filled", "end": "2026-11-25T08:45:00+08:00",
                }
            ]
            * (n % 3 != 0),
        }
        for n, text in enumerate(every, 1)
    ]  # fmt: skip
    head = {
        "event": 1, "planned": "2026-11-25", "title": every[0], "kind": "duty_day",
        "start": "2026-11-25T08:30:00+08:00", "end": "2026-11-25T11:30:00+08:00",
        "place": every[0], "lead": every[0], "closed_by": every[0], "programme": every[0],
        "hosts": [{"squad": 1, "name": every[0]}],
        "posts": [{"id": 1, "name": every[0], "heads": 2, "note": every[0]}],
        "corrections": [{"at": "2026-11-25T08:00:00+08:00", "by": every[0], "reason": every[0]}],
    }  # fmt: skip
    return {**_numbered(entries), "head": {"1": head}}


def _signed_register(every: list[str]) -> dict[str, Any]:
    """A register that was signed before there were roles, of which everybody may be reviewed."""
    register = _register(every)
    for entry in register["_default"].values():
        entry["credit"] = {"filled": 14 * len(entry["stints"])}
    register["head"]["1"] |= {
        "event": 2, "planned": "2026-11-24", "kind": every[0], "policy": {},
        "closed": "2026-11-25T12:00:00+08:00",
    }  # fmt: skip
    return register


def _line(number: int, text: str) -> bytes:
    act = "person.change" if number % 2 else text
    line = {
        "book": "people", "rev": number, "key": number, "act": act,
        "at": "2026-11-25T08:00:00+08:00", "by": text, "desk": text, "note": text,
        "old": {"name": "x", "phone": text, text or "x": text}, "new": _person(number, text),
        "n": number, "sum": "00000000",
    }  # fmt: skip
    # Without spaces, as the program writes: lines are found by their bytes.
    return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"
