"""Every text at every entry point of data: stored without harm, or refused in a sentence."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, datetime

import msgspec
import pytest

from hostile.corpus import TEXTS, sample_of, terminal_characters
from yigong.exports.ical.importing.import_plan import plan_import as read_ical
from yigong.store import validate
from yigong.store.attendance.written_times import place_departure
from yigong.store.dates.clock_parser import parse_clock
from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import YigongError
from yigong.store.event_records import ByRRule, ByTerm, Change, Event
from yigong.store.records import Squad, Volunteer
from yigong.store.roster import reader, verdicts
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village
from yigong.tui.commands import call, event_json
from yigong.tui.text import typed_values
from yigong.tui.text.display_text import harmless_line

DAY = date(2026, 11, 25)
START = datetime(2026, 11, 25, 8, 30)


def _event(**fields) -> Event:
    return Event(**{"title": "义务日", "start": START, "minutes": 180, **fields})


def _occurrence(village: Village):
    """An occurrence of today with an entry."""
    if not village.people.all():
        village.people.add(Volunteer(name="张三"))
        village.squads.add(Squad(name="清理队", members=(1,)))
        village.events.add(_event())
        village.registers.checkin.check_in(village.events.occurrence_for("E0001"), 1)
    return village.events.occurrence_for("E0001")


def _person(field: str) -> Callable[[Village, str], object]:
    def entry(village: Village, text: str) -> object:
        value = (text,) if field == "tags" else text
        return village.people.add(Volunteer(**{"name": "张三", field: value}))

    return entry


def _squad(field: str) -> Callable[[Village, str], object]:
    return lambda village, text: village.squads.add(Squad(**{"name": "队", field: text}))


def _plan(field: str) -> Callable[[Village, str], object]:
    return lambda village, text: village.events.add(_event(**{field: text}))


def _changes(**fields: str) -> Callable[[Village, str], object]:
    """A change of one date."""

    def entry(village: Village, text: str) -> object:
        change = Change(**dict.fromkeys(fields, text))
        return village.events.add(_event(changes={DAY.isoformat(): change}))

    return entry


def _settings(field: str) -> Callable[[Village, str], object]:
    def entry(village: Village, text: str) -> object:
        value = {text: text} if field == "organisers" else text
        changed = msgspec.structs.replace(village.settings, **{field: value})
        return village.save_settings(changed)

    return entry


def _reopen(village: Village, text: str) -> object:
    occurrence = _occurrence(village)
    village.registers.settlement.close(occurrence)
    try:
        return village.registers.settlement.reopen(occurrence, text)
    finally:
        if village.registers.read(occurrence.key).closed:
            village.registers.settlement.reopen(occurrence, "更正")


def _revoke(village: Village, text: str) -> object:
    occurrence = _occurrence(village)
    entry = village.registers.checkin.revoke(occurrence, 1, text)
    village.registers.checkin.check_in(occurrence, 1)
    return entry


def _sign(village: Village, text: str) -> object:
    """Make a change as an organiser with a hostile name."""
    options = {"data": "", "lang": "en", "by": text, "desk": text}
    parsed = call.Call(type("Options", (), options)(), {})  # what argparse gives
    actor = parsed.actor()
    other = Village.open(village.folder, actor, clock=village.session._clock)
    return other.people.add(Volunteer(name="张三"))


def _undo(village: Village, text: str) -> object:
    village.session.actor = Actor("李芳")
    person = next(iter(village.people.all().values()), None)
    person = person or village.people.add(Volunteer(name="张三"))
    village.people.save(msgspec.structs.replace(person, archived=not person.archived))
    line = next(iter(village.history.newest_first()))
    village.session.actor = Actor("王强")  # the undo of another organiser's change needs a reason
    return village.undo_change(line.id, text)


def _roster(village: Village, text: str) -> object:
    table = io.StringIO()
    table.write("姓名,电话,小组,备注,标签,队伍\n")
    table.write(",".join(['"' + text.replace('"', '""') + '"'] * 6) + "\n")
    raw = table.getvalue().encode("utf-8", "surrogatepass")
    return _import_roster(village, raw)


def _roster_itself(village: Village, text: str) -> object:
    return _import_roster(village, f"姓名\n{text}\n".encode("utf-8", "surrogatepass"))


def _import_roster(village: Village, raw: bytes) -> object:
    read = reader.read_roster(raw, village.now().date())
    plan = verdicts.judge_roster(read, village.people.all(), village.squads.all())
    village.apply_roster(plan, "roster.csv")
    return list(village.people.all().values())


def _json(village: Village, text: str) -> object:
    fields = dict.fromkeys(("title", "place", "notes", "lead"), text)
    fields["start"] = "2026-11-25T08:30"
    events = event_json.parse_events(json.dumps(fields).encode(), village)
    return [village.events.add(event) for event in events]


def _json_everywhere(village: Village, text: str) -> object:
    for field in ("kind", "start", "minutes", "zone", "repeat", "geo", "changes", "uid", text):
        raw = json.dumps({"title": "x", "start": "2026-11-25T08:30", field: text}).encode()
        with _refusals():
            village.events.add(event_json.parse_events(raw, village)[0])
    return event_json.parse_events(text.encode("utf-8", "surrogatepass"), village)


def _ical(village: Village, text: str) -> object:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", f"UID:{escaped}",
        "DTSTART:20261201T003000Z", "DTEND:20261201T013000Z", f"SUMMARY:{escaped}",
        f"LOCATION:{escaped}", f"DESCRIPTION:{escaped}", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    raw = "\r\n".join(lines).encode("utf-8", "surrogatepass")
    found = read_ical(raw, village.events.all(), village.settings, now=village.now())
    village.events.import_events(found.events("new"), [])
    return [(item.title, item.reasons) for item in found.items]


def _ical_itself(village: Village, text: str) -> object:
    raw = f"BEGIN:VCALENDAR\r\nX:{text}\r\nEND:VCALENDAR".encode("utf-8", "surrogatepass")
    return read_ical(raw, {}, village.settings, now=village.now()).notes


def _look_up(village: Village, text: str) -> object:
    """Give a text to everything that finds a record."""
    for look_up in (
        village.people.find,
        village.people.person_for,
        village.people.person_on_sheet,
        village.squads.find,
        village.events.occurrence_for,
        village.events.search,
        village.history.change,
        village.undo,
    ):
        with _refusals():
            look_up(text)
    return None


def _read_values(village: Village, text: str) -> object:
    """Give a text to everything that reads a date, a time, a number or coordinates."""
    occurrence = _occurrence(village)
    for read in (
        lambda: parse_day(text, DAY),
        lambda: typed_values.read_move(text, occurrence, DAY),
        lambda: typed_values.read_times(text, "1"),
        lambda: typed_values.read_times("8:30", text),
        lambda: typed_values.number_of_people(text),
        lambda: typed_values.coordinates(text),
        lambda: place_departure(parse_clock(text), occurrence, village.now()),
        lambda: village.events.add(_event(repeat=ByTerm(text))),
        lambda: validate.clean_phone(text),
    ):
        with _refusals():
            read()
    return None


class _refusals:  # noqa: N801 - used like a function
    """Suppress refusals with a harmless sentence."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _type, error, _trace) -> bool:
        if isinstance(error, YigongError):
            assert str(error)
            assert not terminal_characters(harmless_line(error))
            return True
        return False


ENTRIES: dict[str, Callable[[Village, str], object]] = {
    **{f"a person's {name}": _person(name) for name in ("name", "reading", "phone", "group")},
    **{f"a person's {name}": _person(name) for name in ("tags", "note")},
    **{f"a squad's {name}": _squad(name) for name in ("name", "purpose")},
    **{f"an event's {name}": _plan(name) for name in ("title", "place", "notes", "lead")},
    **{f"an event's {name}": _plan(name) for name in ("reason", "zone", "kind", "uid")},
    "a rule": lambda village, text: village.events.add(_event(repeat=ByRRule(text))),
    "a place on one day": _changes(place=""),
    "a reason on one day": _changes(reason=""),
    "a day that differs": lambda village, text: village.events.add(
        _event(changes={text: Change(cancelled=True)})
    ),
    "the reason of a cancellation": lambda village, text: village.events.cancel(
        village.events.add(_event()).number, text
    ),
    "the reason to call one off": lambda village, text: (
        village.events.add(_event(title="下月")) and village.events.cancel_occurrence(1, DAY, text)
    ),
    "where one is moved to": lambda village, text: (
        village.events.add(_event()) and village.events.move(1, DAY, START, place=text)
    ),
    "the reason to reopen": _reopen,
    "the reason to take a check-in back": _revoke,
    "the reason to undo": _undo,
    "the reason of what is filled in": lambda village, text: village.registers.settlement.fill_in(
        _occurrence(village),
        1,
        datetime(2026, 11, 25, 8, 31, tzinfo=village.zone),
        datetime(2026, 11, 25, 8, 40, tzinfo=village.zone),
        text,
    ),
    "the village's name": _settings("name"),
    "the village's zone": _settings("zone"),
    "the village's language": _settings("language"),
    "an organiser": _settings("organisers"),
    "the domain of the UIDs": _settings("uid_domain"),
    "a new village": lambda village, text: Village.create(
        village.folder.parent / "other", Settings(name=text), Actor("李芳"), sync=False
    ),
    "who works at which desk": _sign,
    "a roster's cells": _roster,
    "a roster": _roster_itself,
    "an event as JSON": _json,
    "JSON": _json_everywhere,
    "the paper sheet": lambda village, text: village.registers.settlement.type_in(
        _occurrence(village), text
    ),
    "a name on the paper sheet": lambda village, text: village.registers.settlement.type_in(
        _occurrence(village), f"40 {text} 0830 0840"
    ),
    "an iCalendar event": _ical,
    "an iCalendar file": _ical_itself,
    "a search": _look_up,
    "a typed date, time or number": _read_values,
}


ALWAYS_REFUSED = {
    "an event's zone", "an event's kind", "a rule", "the village's zone", "the village's language",
    "a day that differs", "JSON", "the paper sheet", "a name on the paper sheet",
}  # fmt: skip
"""Entry points for which no text of the corpus is valid."""


SLOW = {"a name on the paper sheet": 9, "the reason to reopen": 5, "a search": 5}
"""Entry points that get fewer of the texts, as each does several things."""


@pytest.mark.parametrize("entry", ENTRIES)
def test_any_text_is_stored_harmlessly_or_refused(village, entry):
    accepted = int(entry in ALWAYS_REFUSED)
    for name, text in sample_of(TEXTS.items(), SLOW.get(entry, 2)):
        with _refusals():
            stored = ENTRIES[entry](village, text)
            accepted += 1
            assert not _terminal_characters_in(stored), (name, stored)
    assert accepted, "every text was refused, so nothing was tested"
    for book in (village.folder).rglob("*.json"):
        assert not _terminal_characters_in(json.loads(book.read_bytes())), book
    for line in (village.folder / "history").glob("*.jsonl"):
        for raw in line.read_bytes().splitlines():
            assert not _terminal_characters_in(json.loads(raw))


def _terminal_characters_in(data: object) -> list[str]:
    """The terminal characters in the texts of some data, at any depth."""
    if isinstance(data, str):
        return terminal_characters(data)
    if isinstance(data, msgspec.Struct):
        return _terminal_characters_in(msgspec.to_builtins(data, str_keys=True))
    if isinstance(data, dict):
        return [
            found
            for pair in data.items()
            for part in pair
            for found in _terminal_characters_in(part)
        ]
    if isinstance(data, list | tuple):
        return [found for part in data for found in _terminal_characters_in(part)]
    return []
