"""The fields of the person form: the values for a person, and the person for typed values."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, cast

import msgspec

from yigong.store.errors import Refused
from yigong.store.language import all_translations
from yigong.store.people.natural_order import natural_key
from yigong.store.records import Guardian, Volunteer
from yigong.tui.text.words import read_date

GUARDIANS = 2
"""The least number of fields for guardians; a person with more has more fields."""

_PHONE = re.compile(r"[+0-9][0-9()-]{4,}")
_COMMA = re.compile(r"[,，、;；]")


def person_values(person: Volunteer) -> dict[str, object]:
    """The fields' values for a person."""
    guardians = [guardian_text(each) for each in person.guardians]
    guardians += [""] * (GUARDIANS - len(guardians))
    return {
        "name": person.name,
        "reading": person.reading,
        "phone": person.phone,
        "gender": person.gender,
        "born": str(person.born or ""),
        **{f"guardian-{at}": text for at, text in enumerate(guardians)},
        "group": person.group,
        "tags": " ".join(person.tags),
        "consent": person.consent.isoformat() if person.consent else "",
        "joined": person.joined.isoformat() if person.joined else "",
        "note": person.note.replace("\n", " / "),
        "archived": person.archived,
    }


def read_person(typed: Mapping[str, object], person: Volunteer, today: date) -> Volunteer:
    """The person for typed values.

    Args:
        typed: The values.
        person: The person before; what has no field stays.
        today: The date in the village.

    Raises:
        Refused: A year, a date or a guardian cannot be read.
    """
    text = {name: str(value) for name, value in typed.items()}
    before = person_values(person)
    # Untouched fields stay as they are, whatever blanks and commas another program wrote.
    guardians = tuple(
        person.guardians[int(name.partition("-")[2])]
        if text[name] == before.get(name)
        else read_guardian(text[name])
        for name in text
        if name.startswith("guardian-") and text[name]
    )
    tags = person.tags if text["tags"] == before["tags"] else tuple(read_tags(text["tags"]))
    return msgspec.structs.replace(
        person,
        name=text["name"],
        reading=text["reading"],
        phone=text["phone"],
        gender=cast("Literal['', 'f', 'm']", text["gender"]),
        born=read_year(text["born"]),
        guardians=guardians,
        group=text["group"],
        tags=tags,
        consent=read_plain_day(text["consent"], today),
        joined=read_plain_day(text["joined"], today),
        note=text["note"].replace(" / ", "\n"),
        archived=bool(typed.get("archived", person.archived)),
    )


def read_tags(text: str) -> list[str]:
    """Tags as they are typed: blanks or commas between them."""
    return _COMMA.sub(" ", text).split()


def read_year(text: str) -> int:
    """A year of birth; of a whole date only the year is kept. Empty: 0.

    Raises:
        Refused: There is no year in it.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return 0
    found = re.match(r"(\d{4})(?!\d)", plain)
    if not found:
        raise Refused("A year of birth has four digits: {text}", text=text[:20])
    return int(found[1])


def read_plain_day(text: str, today: date) -> date | None:
    """A date as people type it, ``t`` or ``today`` for today's; empty: none.

    Raises:
        Refused: There is no such date.
    """
    plain = text.strip().lower()
    if not plain:
        return None
    if plain in ("t", *(word.lower() for word in all_translations("today"))):
        return today
    return read_date(plain, today)


def guardian_text(guardian: Guardian) -> str:
    """A guardian in one line, as `read_guardian` reads it back."""
    if guardian.phone:
        return " ".join(filter(None, (guardian.name, guardian.phone, guardian.relation)))
    return ", ".join(filter(None, (guardian.name, guardian.relation)))


def read_guardian(text: str) -> Guardian:
    """A guardian from one line: name, phone, relation to the minor.

    The name stands before the phone, the relation after it. Without a phone they are separated by
    a comma, or by a blank after a name in Chinese characters.

    Raises:
        Refused: There is no name.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    parts = _COMMA.sub(" , ", plain).split()
    phone = next((part for part in parts if _PHONE.fullmatch(part)), "")
    if phone:
        at = parts.index(phone)
        name, relation = parts[:at], parts[at + 1 :]
    elif "," in parts:
        at = parts.index(",")
        name, relation = parts[:at], parts[at + 1 :]
    else:
        at = len(parts) if plain.isascii() else 1
        name, relation = parts[:at], parts[at:]
    if not _joined(name):
        raise Refused("A guardian has a name, then a phone and what they are to the minor.")
    return Guardian(name=_joined(name), phone=phone, relation=_joined(relation))


def _joined(parts: Sequence[str]) -> str:
    return " ".join(part for part in parts if part != ",")


def offered_words(named: Sequence[str], used: Iterable[str]) -> dict[str, int]:
    """The groups or tags to choose from, and how many people have each.

    Args:
        named: Those in the village's settings; they come first, in its order.
        used: Those that people have, once for each person.
    """
    counts = Counter(word for word in used if word)
    others = sorted(counts.keys() - set(named), key=natural_key)
    return {word: counts[word] for word in dict.fromkeys([*named, *others])}
