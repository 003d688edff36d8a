"""What a line of the history says to a person: of whom or what it is, and from what to what."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from yigong.store.language import _, ngettext
from yigong.store.people.retired import survivor
from yigong.store.records import (
    Head,
    HoursPolicy,
    Issue,
    Settings,
    code,
)
from yigong.store.storage.book import HEAD
from yigong.store.storage.history import HistoryLine
from yigong.store.storage.schema import schema_of
from yigong.store.village.village import Village
from yigong.tui.text.words import act_name, person_name
from yigong.tui.view.field_names import FIELD_NAMES, POLICY_FIELD_NAMES
from yigong.tui.view.value_words import ValueWords

_SILENT = {
    *("rev", "number", "keys", "sequence", "stamped", "uid", "uid_domain", "policy"),
    *("event", "planned"),
    *("at", "by", "year", "serial"),
}
"""Counters, what is worked out from other fields, and what is in the name of the book."""

_LISTS = ("members", "deputies", "apart")
"""Of these it is said who came and who went, not who stayed."""

_LOOKED_AT = 50_000
"""Lines looked through for one person: half a second, and years of a village's changes."""


class FieldDifference(NamedTuple):
    """A field that a change touched."""

    field: str
    was: str
    now: str


def history_subject(village: Village, line: HistoryLine) -> str:
    """Of whom or what a line is."""
    if key := line.register_key:
        if line.key == HEAD:
            return key
        person = village.people.all().get(line.key)
        return f"{person_name(person)} {code('V', line.key)}  {key}"
    record = line.new or line.old or {}
    if line.book == "issued":
        return issue_words(village, record)
    named = str(record.get("name") or record.get("title") or "")
    schema = schema_of(line.book)
    return f"{code(schema.letter, line.key)} {named}" if schema and schema.letter else named


def issue_words(village: Village, record: dict[str, Any]) -> str:
    """What was given out: ``2026-0007 张小明 V0123``, or which list (`Values.issued_list`)."""
    try:
        given = msgspec.convert(record, Issue)
    except msgspec.ValidationError:
        return ""  # a history can be edited by hand
    if given.kind == "phones":
        return ValueWords(village).issued_list(given.what)
    return f"{given.code} {ValueWords(village).person(given.person)}"


def history_reason(line: HistoryLine) -> str:
    """Why, as far as it was said; of an undo, what it took back."""
    if line.act != "undo":
        return stored_reason(line)
    act, _space, said = line.note.partition(" ")
    return f"{act_name(act)} {said}".strip()


def stored_reason(line: HistoryLine) -> str:
    """Why something was done; of a list with whole phone numbers, how many are on it."""
    if line.act != "issue.phones":
        return line.note
    count = (line.new or {}).get("count")
    if not isinstance(count, int):
        return line.note  # a history can be edited by hand
    return ngettext("{n} number", "{n} numbers", count).format(n=count)


def history_cells(village: Village, line: HistoryLine) -> list[str]:
    """A line in the columns of a list, but for when it was: who, desk, what, of whom, why."""
    return [
        line.by,
        line.desk,
        act_name(line.act),
        history_subject(village, line),
        history_reason(line),
    ]


def history_about(village: Village, numbers: Collection[int], most: int) -> list[HistoryLine]:
    """What was changed about somebody, the newest first.

    Args:
        village: The village.
        numbers: Theirs; several where records were merged.
        most: No more lines than this.
    """
    lines = islice(village.history.newest_first(), _LOOKED_AT)
    found = (line for line in lines if any(_concerns(line, number) for number in numbers))
    return list(islice(found, most))


def _concerns(line: HistoryLine, number: int) -> bool:
    """Whether a change is one of a person: of their record, in a register, in a squad."""
    if line.register_key:
        return line.key == number
    if line.book == "people":
        return line.key == number or _apart(line.old, number) != _apart(line.new, number)
    if line.book == "issued":
        return (line.new or {}).get("person") == number
    return line.book == "squads" and _in_squad(line.old, number) != _in_squad(line.new, number)


def _apart(record: dict[str, Any] | None, number: int) -> bool:
    """Whether a person's record says that they are not this one."""
    others = (record or {}).get("apart")
    return isinstance(others, list) and number in others


def _in_squad(record: dict[str, Any] | None, number: int) -> tuple[bool, ...]:
    """What somebody is in a squad: member, leader, deputy."""
    squad = record or {}
    offices = (squad.get("members"), [squad.get("leader")], squad.get("deputies"))
    return tuple(isinstance(office, list) and number in office for office in offices)


def is_implicit_head(line: HistoryLine) -> bool:
    """Whether a line is a register that takes over its event's plan as somebody signs up."""
    is_head = line.key == HEAD and bool(line.register_key)
    return is_head and line.act not in ("close", "reopen", "report", "undo")


def field_differences(village: Village, line: HistoryLine) -> list[FieldDifference]:
    """The fields that a change touched; of what is kept by date, squad or login, each by itself."""
    values, found = ValueWords(village), []
    schema = schema_of(line.book)
    type_: type[Any] | None = schema.record if schema else None
    if line.key == HEAD and line.register_key:
        type_ = Head
    old, new = _whole(line.old, type_), _whole(line.new, type_)
    for name in dict.fromkeys([*(line.old or ()), *(line.new or ()), *old, *new]):
        was, now = old.get(name), new.get(name)
        if name in _SILENT or was == now:
            continue
        label = _(FIELD_NAMES.get(name, name))
        if name in ("changes", "needs", "organisers", "hours"):
            found += _parts(values, name, label, was or {}, now or {})
            continue
        if isinstance(was, list) and isinstance(now, list) and name in _LISTS:
            was, now = [x for x in was if x not in now], [x for x in now if x not in was]
        found.append(
            FieldDifference(label, values.words(name, was, old), values.words(name, now, new))
        )
    return found


def _whole(record: dict[str, Any] | None, type_: type[Any] | None) -> dict[str, Any]:
    """A record with the plain defaults that its book leaves out; nothing of one that is not."""
    if record is None or type_ is None:
        return record or {}
    defaults = {
        field.name: field.default
        for field in msgspec.structs.fields(type_)
        if isinstance(field.default, str | int)
    }
    whole = {**{name: value for name, value in defaults.items() if value}, **record}
    if type_ is Settings and isinstance(whole.get("hours", {}), dict):
        whole["hours"] = {**msgspec.to_builtins(HoursPolicy()), **whole.get("hours", {})}
    return whole


def _parts(values: ValueWords, name: str, label: str, was: Any, now: Any) -> list[FieldDifference]:
    """What is different in a field that holds several things by name."""
    if not isinstance(was, dict) or not isinstance(now, dict):
        return [FieldDifference(label, values.words(name, was, {}), values.words(name, now, {}))]
    found = []
    for key in dict.fromkeys([*was, *now]):
        if was.get(key) == now.get(key):
            continue
        part = _(POLICY_FIELD_NAMES[key]).strip() if key in POLICY_FIELD_NAMES else f"{label} {key}"
        if name == "changes":
            part = str(key)
        elif name == "needs" and key.isdecimal():
            part = values.squad(int(key))
        of = key if name == "hours" else name
        found.append(
            FieldDifference(
                part, values.words(of, was.get(key), {}), values.words(of, now.get(key), {})
            )
        )
    return found


def history_filter(village: Village, query: str) -> Callable[[HistoryLine], bool]:
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
    everybody = village.people.all()
    people |= {number for number in everybody if survivor(everybody, number) in people}

    def asked(line: HistoryLine) -> bool:
        of_person = line.book == "people" or bool(line.register_key)
        if of_person and line.key in people:
            return True
        words = (line.by, line.desk, act_name(line.act), history_subject(village, line), line.note)
        return plain in _plain(" ".join((*words, f"{line.at:%Y-%m-%d}")))

    return asked


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
