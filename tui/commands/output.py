"""What a command prints: records as JSON for scripts, or lines for people."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from yigong.tui.text.display_text import columns, harmless, harmless_line

if TYPE_CHECKING:
    from yigong.store.records import Entry, Volunteer
    from yigong.store.storage.history import HistoryLine
    from yigong.tui.commands.call import Call


def builtins(record: Any) -> Any:
    """A record as plain data, with its ``code`` where it has one."""
    import msgspec

    plain = msgspec.to_builtins(record, str_keys=True)
    code = getattr(record, "code", "")
    return {"code": code, **plain} if code else plain


def person_data(person: Volunteer, *, full_phones: bool) -> dict[str, Any]:
    """A person as plain data; phones masked unless asked for."""
    plain: dict[str, Any] = builtins(person)
    return plain if full_phones else _discreet(plain)


def _discreet(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored record with its phone numbers masked, those of a person's guardians, too."""
    plain = dict(stored)
    if plain.get("phone"):
        plain["phone"] = masked_phone(str(plain["phone"]))
    if plain.get("guardians"):
        plain["guardians"] = [_discreet(guardian) for guardian in plain["guardians"]]
    return plain


def entry_data(call: Call, entry: Entry) -> dict[str, Any]:
    """A register entry as plain data, with the person's code and name."""
    from yigong.store.records import code

    person = call.village.people.all().get(entry.number)
    plain: dict[str, Any] = builtins(entry)
    return {"code": code("V", entry.number), "name": person.name if person else "", **plain}


def history_data(line: HistoryLine, *, full_phones: bool) -> dict[str, Any]:
    """A history line as plain data; phones masked unless asked for."""
    plain: dict[str, Any] = {"id": line.id, **builtins(line)}
    if not full_phones:
        for side in ("old", "new"):
            if plain.get(side):
                plain[side] = _discreet(plain[side])
    return plain


def phones_in(line: HistoryLine) -> int:
    """How many phone numbers a history line holds, before and after."""
    records = [record for record in (line.old, line.new) if record]
    holders = [*records, *(one for record in records for one in record.get("guardians", ()))]
    return sum(bool(holder.get("phone")) for holder in holders)


def masked_phone(phone: str) -> str:
    """A phone as lists show it."""
    from yigong.exports.privacy import mask_phone

    return mask_phone(phone) if phone else ""


def emit(data: Any) -> None:
    """Print plain data as JSON; characters that could drive a terminal are escaped."""
    print(json_text(data))


def json_text(data: Any) -> str:
    """Plain data as indented JSON in harmless characters."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    return re.sub(r"[^\n -~]", _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if harmless(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def say(sentence: object = "") -> None:
    """Print one line for people."""
    print(harmless_line(sentence))


def say_aside(sentence: object) -> None:
    """Print a remark that is not the answer: to standard error."""
    print(harmless_line(sentence), file=sys.stderr)


def print_table(
    rows: Iterable[Sequence[object]], right: Collection[int] = (), *, indent: str = ""
) -> None:
    """Print aligned columns."""
    for line in columns(list(rows), right):
        print(indent + line if line else line)


def send(data: bytes) -> None:
    """Write bytes to standard output, and nothing else."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
