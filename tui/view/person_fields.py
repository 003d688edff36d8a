"""The fields of the person form: the values for a person, and the person for typed values."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import methodcaller

import msgspec

from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.people.natural_order import natural_key
from yigong.store.records import Guardian, Volunteer
from yigong.tui.view.field_names import GENDER_NAMES
from yigong.tui.view.form_fields import Field, field_values, with_typed_values

GUARDIANS = 2
"""The least number of fields for guardians; a person with more has more fields."""

_PHONE = re.compile(r"[+0-9][0-9()-]{4,}")
_COMMA = re.compile(r"[,，、;；]")


def person_fields(person: Volunteer, today: date) -> list[Field]:
    """The fields for a person."""
    genders = [("", _("not given")), *((key, _(name)) for key, name in GENDER_NAMES.items())]
    states = [(False, _("on the roster")), (True, _("archived"))]
    guardians = [guardian_text(guardian) for guardian in person.guardians]
    guardians += [""] * (GUARDIANS - len(guardians))
    note = person.note.replace("\n", " / ")
    guardian_hint = _("name, phone, mother or father")

    def read_day(text: str) -> date | None:
        return read_plain_day(text, today)

    def read_coming(text: str) -> date | None:
        return read_coming_day(text, today)

    consent, joined, insured = (
        day.isoformat() if day else "" for day in (person.consent, person.joined, person.insured)
    )
    return [
        Field("name", _("Name"), person.name, hint=_("needed")),
        Field("reading", _("Reading"), person.reading, hint=_("pinyin; empty: worked out")),
        Field("phone", _("Phone"), person.phone),
        Field("gender", _("Gender"), person.gender, options=genders),
        Field(
            "born", _("Born"), str(person.born or ""), read_year, hint=_("the year; empty: of age")
        ),
        *(
            Field(f"guardian-{at}", _("Guardian"), text, hint=guardian_hint)
            for at, text in enumerate(guardians)
        ),
        Field(
            "emergency",
            _("Emergency contact"),
            person.emergency,
            hint=_("whom to call: name, phone"),
        ),
        Field("insured", _("Insured until"), insured, read_coming, hint=_("a date, as for trips")),
        Field("group", _("Group"), person.group),
        Field("home", _("Household"), person.home),
        Field("tags", _("Tags"), " ".join(person.tags), read_tags),
        Field("consent", _("Consent"), consent, read_day, hint=_("when they agreed; t: today")),
        Field("joined", _("Joined"), joined, read_day, hint=_("a date; t: today")),
        Field("note", _("Note"), note, methodcaller("replace", " / ", "\n")),
        Field("archived", _("Roster"), person.archived, options=states),
    ]


def read_person(typed: Mapping[str, object], person: Volunteer, today: date) -> Volunteer:
    """The person for typed values; what has no field stays as it was.

    Raises:
        Refused: A year, a date or a guardian cannot be read.
    """
    fields = person_fields(person, today)
    shown = field_values(fields)
    # Untouched text may hold blanks and commas that another program put in it.
    guardians = tuple(
        person.guardians[int(name.partition("-")[2])]
        if text == shown.get(name)
        else read_guardian(str(text))
        for name, text in typed.items()
        if name.startswith("guardian-") and text
    )
    return msgspec.structs.replace(with_typed_values(person, fields, typed), guardians=guardians)


def read_tags(text: str) -> tuple[str, ...]:
    """Tags as they are typed: blanks or commas between them."""
    return tuple(_COMMA.sub(" ", text).split())


def read_year(text: str) -> int:
    """A year of birth; of a whole date only the year is kept. Empty: 0. Refuse a text without a
    year."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return 0
    found = re.match(r"(\d{4})(?!\d)", plain)
    if not found:
        raise Refused("A year of birth has four digits: {text}", text=text[:20])
    return int(found[1])


def read_plain_day(text: str, today: date) -> date | None:
    """A date as people type it, ``t`` for today's; one without a year is past. Empty: none.
    Refuse what is no date."""
    plain = text.strip()
    if not plain:
        return None
    return today if plain in ("t", "T") else parse_day(plain, today, last=today)


def read_coming_day(text: str, today: date) -> date | None:
    """A date as people type it; one without a year is the next. Empty: none. Refuse what is no
    date."""
    plain = text.strip()
    return parse_day(plain, today, first=today) if plain else None


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
    """The groups or tags to choose from, and how many people have each: those that the village
    names first, in its order."""
    counts = Counter(word for word in used if word)
    others = sorted(counts.keys() - set(named), key=natural_key)
    return {word: counts[word] for word in dict.fromkeys([*named, *others])}
