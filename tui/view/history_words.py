"""A history line in words: its subject, its reason, and the fields that changed."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from yigong.store.attendance_records import Head
from yigong.store.dates.date_words import date_text, short_date
from yigong.store.language import N_, _, ngettext
from yigong.store.people.retired import survivor
from yigong.store.records import Issue, code
from yigong.store.settings_records import HoursPolicy, Settings
from yigong.store.storage.book_file import HEAD
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.schema import record_code, schema_of
from yigong.store.village.village import Village
from yigong.tui.text.words import act_name, changed_events_text, person_name
from yigong.tui.view.desk_answers import distinct_name
from yigong.tui.view.field_names import FIELD_NAMES, MARK_NAMES, POLICY_FIELD_NAMES, SETTINGS_NAMES
from yigong.tui.view.value_words import CHECK_ANSWERS, NOTHING, ValueWords
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.panel import PanelLines
from yigong.tui.widgets.wrapped_text import wrapped_pieces

_SILENT = {
    *("rev", "number", "keys", "sequence", "stamped", "uid", "uid_domain", "policy"),
    *("event", "planned"),
    *("at", "by", "year", "serial"),
}
"""Fields not shown: counters, derived fields, and what the book's name says already."""

_LISTS = ("members", "deputies", "apart", "headcounts")
"""Lists of which only what was added and removed is shown."""

_HEAD_ACTS = {
    *("close", "reopen", "report", "role", "roles", "count", "uncount", "migrate", "undo")
}
"""The acts that are about the head of a register."""

_CALLS: dict[str, str] = {
    "here": N_("present"),
    **{str(mark): name for mark, name in MARK_NAMES.items()},
}
"""What a roll call says of somebody; msgids."""

_OF_REGISTERS = {"close", "reopen", "report", "count", "uncount"}
"""The acts that are about a register, whomever it has."""

_OF_PEOPLE = {"people", "enrolments"}
"""The books beside the registers whose records are each about one person."""

_OF_VISITS = {
    "day": (N_("Day"), "since"),
    "who": (N_("Whom"), "who"),
    "by": (N_("Visitors"), "mentors"),
    "requests": (N_("Requests"), "answers"),
    "how": (N_("How"), "visit_way"),
}
"""The fields of a visit that are called otherwise than those of other records: how, and as which
field their values are said."""

_MAX_SCANNED = 50_000
"""Lines scanned for one person: half a second, and years of a village's changes."""


class FieldDifference(NamedTuple):
    """A field that a change touched: its label, and both values in words."""

    label: str
    before: str
    after: str


def history_subject(village: Village, line: HistoryLine) -> str:
    """The person or record that a line is about, and of a register its event and date."""
    if line.register_key:
        if line.key == HEAD:
            return register_words(village, line)
        person = village.people.all().get(line.key)
        return f"{person_name(person)} {code('V', line.key)}  {register_words(village, line)}"
    record = line.new or line.old or {}
    if line.book == "enrolments":
        values = ValueWords(village)
        programme = values.words("programme", record.get("programme"), record)
        return f"{values.words('person', record.get('person'), record)}  {programme}"
    if line.book == "issued":
        return issue_words(village, record)
    if line.book.startswith("visits/"):
        values = ValueWords(village)
        who = values.words("who", record.get("who"), record) if record.get("who") else ""
        return f"{record_code(line.book, line.key)} {who or record.get('home', '')}".rstrip()
    if line.book.startswith("points/"):
        whose = ValueWords(village).words("person", record.get("person"), record)
        return f"{record_code(line.book, line.key)} {whose}".rstrip()
    if line.book == "requests":
        return f"{code('Q', line.key)} {record.get('topic', '')}".rstrip()
    if line.book == "settings" and line.old and line.new:
        return _changed_settings(line.old, line.new)
    name = str(record.get("name") or record.get("title") or "")
    return f"{record_code(line.book, line.key)} {name}".lstrip()


def _changed_settings(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Which settings a change is about: ``评分规则``."""
    fields = [field for field in {**old, **new} if old.get(field) != new.get(field)]
    names = (SETTINGS_NAMES.get(field) or FIELD_NAMES.get(field) for field in fields)
    return _(", ").join(dict.fromkeys(_(name) for name in names if name))


def register_words(village: Village, line: HistoryLine) -> str:
    """The register that a line is about: ``村民义务日 11月25日``, with the year if it is another.

    Its key stands for an event that is not in the calendar any more.
    """
    number, _at, day = line.register_key.removeprefix("E").partition("@")
    event = village.events.all().get(int(number) if number.isdecimal() else 0)
    try:
        planned = date.fromisoformat(day)
    except ValueError:
        event = None  # a history can be edited by hand
    if event is None:
        return line.register_key
    text = short_date if planned.year == line.at.year else date_text
    return f"{event.title} {text(planned)}"


def issue_words(village: Village, record: dict[str, Any]) -> str:
    """An issue: ``2026-0007 张小明 V0123``, or which list (see `ValueWords.issued_list`)."""
    try:
        issue = msgspec.convert(record, Issue)
    except msgspec.ValidationError:
        return ""  # a history can be edited by hand
    if issue.kind in ("phones", "look"):
        return ValueWords(village).issued_list(issue.what)
    number = issue.what.partition(" ")[0] if issue.kind == "check" else issue.code
    return f"{number} {ValueWords(village).person(issue.person)}"


def undone_words(village: Village, undone: HistoryLine) -> str:
    """What a change did, by a line of it: ``check-out: 3 people``, ``register closed``."""
    return act_words(undone.act, change_subject(village, village.history.change(undone.id)))


def act_words(act: str, of: str) -> str:
    """An act, and whom or what it was about, if that is known."""
    return _("{act}: {of}").format(act=act_name(act), of=of) if of else act_name(act)


def change_subject(village: Village, lines: Sequence[HistoryLine]) -> str:
    """Whom or what a change is about, by all of its lines; of several people, registers or
    events, how many. It is empty where the act alone says it."""
    first = lines[0]
    registers = {line.register_key for line in lines} - {""}
    if first.act in ("person.merge", "programme.merge"):
        return first.note
    if first.book == "events":
        return changed_events_text(lines)
    if len(registers) > 1:
        count = len(registers)
        return ngettext("{n} register", "{n} registers", count).format(n=count)
    if not first.register_key and first.book not in _OF_PEOPLE:
        return history_subject(village, first) if len(lines) == 1 else ""
    if first.act in _OF_REGISTERS:
        return ""
    numbers = changed_people(lines)
    if len(numbers) != 1:
        count = len(numbers)
        return ngettext("{n} person", "{n} people", count).format(n=count) if count else ""
    return distinct_name(village.people.all(), *numbers)


def changed_people(lines: Sequence[HistoryLine]) -> set[int]:
    """The numbers of the people whom a change is about, without those who only moved up."""
    return {_person_of(line) for line in lines if _is_of_person(line)}


def _person_of(line: HistoryLine) -> int:
    """The number of the person whose a line is, as in the roster, registers and enrolments; 0: it
    is about nobody."""
    if line.book != "enrolments":
        return line.key if line.book == "people" or line.register_key else 0
    person = (line.new or line.old or {}).get("person")
    return person if isinstance(person, int) else 0


def _is_of_person(line: HistoryLine) -> bool:
    """Whether a line is about a person, and not only that they moved up from the waitlist."""
    is_entry = bool(line.register_key) and line.key != HEAD
    is_of_waitlist = is_entry or line.book == "enrolments"
    return (is_of_waitlist and not _only_moved_up(line)) or line.book == "people"


def _only_moved_up(line: HistoryLine) -> bool:
    """Whether somebody got a place from the waitlist, by what somebody else has done."""
    old, new = line.old or {}, line.new or {}
    has_place = bool(new) and bool(old.get("waiting")) and not new.get("waiting")
    return has_place and old.get("stints") == new.get("stints")


def history_reason(line: HistoryLine) -> str:
    """The reason of a line, if any; of an undo, the act it took back."""
    if line.act != "undo":
        return stored_reason(line)
    act, _space, reason = line.note.partition(" ")
    return f"{act_name(act)} {reason}".strip()


def stored_reason(line: HistoryLine) -> str:
    """The reason; of a roll call the mark, of a list of phone numbers how many are on it."""
    if line.act == "mark":
        return _(_CALLS.get(line.note, line.note)) if line.note else ""
    if line.act == "issue.check":
        return _(CHECK_ANSWERS.get(line.note, line.note)) if line.note else ""
    if line.act != "issue.phones":
        return line.note
    count = (line.new or {}).get("count")
    if not isinstance(count, int):
        return line.note  # a history can be edited by hand
    return ngettext("{n} number", "{n} numbers", count).format(n=count)


def history_cells(village: Village, lines: Sequence[HistoryLine]) -> list[str]:
    """The lines of a change as cells, without its time: organiser, desk, act, subject, reason."""
    first = lines[0]
    return [
        first.by,
        first.desk,
        change_act(lines),
        lines_subject(village, lines),
        history_reason(first),
    ]


def change_act(lines: Sequence[HistoryLine]) -> str:
    """The act of the lines of a change."""
    return line_act(lines[0]) if len(lines) == 1 else act_name(lines[0].act)


def line_act(line: HistoryLine) -> str:
    """The act of a line, by what it did to its record: others move up where one withdraws, and are
    declined where one is approved."""
    old, new = line.old or {}, line.new or {}
    if line.act == "undo":
        return act_name(line.act)
    if _only_moved_up(line):
        return _("moved up")
    if line.act == "booking.approve" and _answers(new)["declined"] > _answers(old)["declined"]:
        return act_name("booking.decline")
    if line.act == "event.change" and bool(old.get("cancelled")) != bool(new.get("cancelled")):
        return _("event cancelled") if new.get("cancelled") else _("event restored")
    return act_name(line.act)


def _answers(event: dict[str, Any]) -> Counter[object]:
    """How often each answer of the keeper stands in an event as it was written."""
    changes = event.get("changes")
    dates = list(changes.values()) if isinstance(changes, dict) else []
    return Counter(each.get("booking") for each in (event, *dates) if isinstance(each, dict))


def lines_subject(village: Village, lines: Sequence[HistoryLine]) -> str:
    """What lines of a change are about: of several people how many, and the register."""
    first = lines[0]
    if len(lines) == 1:
        return history_subject(village, first)
    register = common_register(village, lines)
    subject = f"{change_subject(village, lines)}  {register}".strip()
    return subject or history_subject(village, first)


def common_register(village: Village, lines: Sequence[HistoryLine]) -> str:
    """The register that all lines of a change are about; empty: there is no such register."""
    keys = {line.register_key for line in lines}
    return register_words(village, lines[0]) if len(keys) == 1 and keys != {""} else ""


def line_subject(village: Village, line: HistoryLine, lines: Sequence[HistoryLine]) -> str:
    """What a line of a change is about, beside the register that all of its lines are about."""
    register = common_register(village, lines)
    return history_subject(village, line).removesuffix(f"  {register}" if register else "")


def change_colour(lines: Sequence[HistoryLine]) -> str:
    """The colour of a change: green for what is new, red for what is gone, yellow for what was
    taken back; empty for what was changed."""
    if all(line.old is None for line in lines):
        return "green"
    if all(line.new is None for line in lines):
        return "red"
    return "yellow" if lines[0].act == "undo" else ""


def change_lines(village: Village, lines: Sequence[HistoryLine]) -> PanelLines:
    """A change in full: what was done, when and by whom, of what, why, and each field before and
    after."""
    first = lines[0]
    at, reason = first.at.astimezone(village.zone), history_reason(first)
    about: list[Piece] = [
        (change_act(lines), STRONG),
        (f"{date_text(at)} {at:%H:%M:%S}  {first.by or '?'}  {first.desk}".rstrip(), QUIET),
        lines_subject(village, lines),
        *[(reason, QUIET)] * bool(reason),
    ]
    for line in lines:
        about.append("")
        if len(lines) > 1:
            about.append(line_subject(village, line, lines))
        for label, before, after in field_differences(village, line):
            about.append((label, QUIET))
            about += [(f"- {before}", QUIET)] * (before != NOTHING)
            about.append(f"+ {after}")

    return lambda width: [[piece] for piece in wrapped_pieces(about, width)]


def history_about(village: Village, numbers: Collection[int], limit: int) -> list[HistoryLine]:
    """The lines about a person, the newest first; several numbers where records were merged."""
    lines = islice(village.history.newest_first(), _MAX_SCANNED)
    found = (line for line in lines if any(concerns(line, number) for number in numbers))
    return list(islice(found, limit))


def concerns(line: HistoryLine, number: int) -> bool:
    """Whether a line is about a person: their record, entry, place in a squad or a programme."""
    if line.register_key:
        return line.key == number
    if line.book == "people":
        return line.key == number or _apart(line.old, number) != _apart(line.new, number)
    if line.book == "issued":
        return (line.new or {}).get("person") == number
    if line.book == "enrolments":
        mentors = [m for record in (line.old, line.new) for m in (record or {}).get("mentors", ())]
        return number in (_person_of(line), *mentors)
    return line.book == "squads" and _in_squad(line.old, number) != _in_squad(line.new, number)


def _apart(record: dict[str, Any] | None, number: int) -> bool:
    """Whether a person's record says that they are not this one."""
    others = (record or {}).get("apart")
    return isinstance(others, list) and number in others


def _in_squad(record: dict[str, Any] | None, number: int) -> tuple[bool, ...]:
    """Whether a person is member, leader, deputy of a squad."""
    squad = record or {}
    offices = (squad.get("members"), [squad.get("leader")], squad.get("deputies"))
    return tuple(isinstance(office, list) and number in office for office in offices)


def is_implicit_head(line: HistoryLine) -> bool:
    """Whether a line is a register's head, written along with its first entry."""
    is_head = line.key == HEAD and bool(line.register_key)
    return is_head and line.act not in _HEAD_ACTS


def field_differences(village: Village, line: HistoryLine) -> list[FieldDifference]:
    """The fields that a change touched; in fields kept by date, squad or login, each key."""
    line = village.requests.secrecy.shown_line(line)
    values, found = ValueWords(village, line.register_key or ""), []
    schema = schema_of(line.book)
    record_type: type[Any] | None = schema.record if schema else None
    if line.key == HEAD and line.register_key:
        record_type = Head
    old, new = _complete(line.old, record_type), _complete(line.new, record_type)
    for name in dict.fromkeys([*(line.old or ()), *(line.new or ()), *old, *new]):
        before, after = old.get(name), new.get(name)
        is_visit = line.book.startswith("visits/") and name in _OF_VISITS
        if (name in _SILENT and not is_visit) or before == after:
            continue
        label = _(FIELD_NAMES.get(name, name))
        if is_visit:
            label, name = _(_OF_VISITS[name][0]), _OF_VISITS[name][1]  # noqa: PLW2901
        if (line.book, name) == ("enrolments", "children"):
            label = _("Children")
        if name == "kinds":
            before, after = _by_name(before), _by_name(after)
        if name in ("changes", "needs", "organisers", "hours", "kinds"):
            found += _key_differences(values, name, label, before or {}, after or {})
            continue
        if isinstance(before, list) and isinstance(after, list) and name in _LISTS:
            before, after = (
                [x for x in before if x not in after],
                [x for x in after if x not in before],
            )
        found.append(
            FieldDifference(label, values.words(name, before, old), values.words(name, after, new))
        )
    return found


def _complete(record: dict[str, Any] | None, record_type: type[Any] | None) -> dict[str, Any]:
    """A record with the defaults that its book leaves out; empty where there is no record."""
    if record is None or record_type is None:
        return record or {}
    defaults = {
        field.name: field.default
        for field in msgspec.structs.fields(record_type)
        if isinstance(field.default, str | int)
    }
    complete = {**{name: value for name, value in defaults.items() if value}, **record}
    if record_type is Settings and isinstance(complete.get("hours", {}), dict):
        complete["hours"] = {**msgspec.to_builtins(HoursPolicy()), **complete.get("hours", {})}
    return complete


def _by_name(kinds: Any) -> Any:
    """A village's kinds of events by their names; what is no list of them stays as it is."""
    if isinstance(kinds, list) and all(isinstance(kind, dict) for kind in kinds):
        return {str(kind.get("name")): kind for kind in kinds}
    return kinds


def _key_differences(
    values: ValueWords, name: str, label: str, before: Any, after: Any
) -> list[FieldDifference]:
    """The differences of a field that is kept by key, one for each key."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [
            FieldDifference(label, values.words(name, before, {}), values.words(name, after, {}))
        ]
    found = []
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) == after.get(key):
            continue
        key_label = f"{label} {key}"
        if name == "hours" and key in POLICY_FIELD_NAMES:
            key_label = _(POLICY_FIELD_NAMES[key]).strip()
        elif name == "changes":
            key_label = str(key)
        elif name == "needs" and key.isdecimal():
            key_label = values.squad(int(key))
        field = key if name == "hours" else name
        found.append(
            FieldDifference(
                key_label,
                values.words(field, before.get(key), {}),
                values.words(field, after.get(key), {}),
            )
        )
    return found


def history_filter(village: Village, query: str) -> Callable[[HistoryLine], bool]:
    """A predicate for the lines that match a query: a person (name, pinyin, initials, code), an
    event or squad (title, code), an organiser, a desk, an act, a date (``2026-11-25``); empty:
    all.
    """
    wanted = _normalised(query)
    if not wanted:
        return bool
    people = {person.number for person in village.people.find(query, 50, archived=True)}
    everybody = village.people.all()
    people |= {number for number in everybody if survivor(everybody, number) in people}

    def matches(line: HistoryLine) -> bool:
        if _person_of(line) in people:
            return True
        words = (line.by, line.desk, act_name(line.act), history_subject(village, line), line.note)
        found = (*words, line.register_key, f"{line.at:%Y-%m-%d}")
        return wanted in _normalised(" ".join(found))

    return matches


def _normalised(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
