"""The texts of a foreign VEVENT, cleaned: title, place, notes, and what our own export adds."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from yigong.exports.ical.importing.parser import Component, split_list
from yigong.exports.plain_text import one_line, paragraphs
from yigong.store import validate
from yigong.store.language import N_, _, all_translations
from yigong.store.records import KIND_NAMES, KINDS, Kind

_JOINERS = "\u200d\ufe0f\n"
_DEGREES = r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?"
_UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")
"""Control and direction characters, half characters, and what is no character."""


class EventTexts(NamedTuple):
    """What a VEVENT says in words."""

    title: str
    place: str
    notes: str
    lead: str
    reason: str
    kind: Kind | None
    """By its categories; `None`: they name no kind there is."""

    geo: tuple[float, float] | None
    cut: bool
    """Whether a text was longer than is kept here, and was cut."""


def read_texts(part: Component, *, ours: bool, cancelled: bool) -> EventTexts:
    """Read the texts of a VEVENT.

    Args:
        part: The VEVENT.
        ours: Whether this program may have written it: then its notes begin with who is in charge.
        cancelled: Whether it is called off: then its title may say so.
    """
    title = clean_text_line(part.text("SUMMARY"))
    if cancelled:
        for mark in all_translations("[Cancelled] "):
            title = title.removeprefix(mark.strip()).strip()
    place, notes = clean_text_line(part.text("LOCATION")), clean_text(part.text("DESCRIPTION"))
    reason = lead = ""
    if ours and cancelled:
        reason, notes = _taken_off(notes, N_("Reason: {reason}"))
    if ours:
        lead, notes = _taken_off(notes, N_("In charge: {name}"))
    limits = (
        validate.MAX_TITLE,
        validate.MAX_PLACE,
        validate.MAX_NOTE,
        validate.MAX_NAME,
        validate.MAX_TITLE,
    )
    whole = (title, place, notes, lead, reason)
    short = [text[:limit].strip() for text, limit in zip(whole, limits, strict=True)]
    return EventTexts(
        title=short[0],
        place=short[1],
        notes=short[2],
        lead=short[3],
        reason=short[4],
        kind=_kind(part),
        geo=_geo(part.value("GEO")),
        cut=any(len(text) > limit for text, limit in zip(whole, limits, strict=True)),
    )


def clean_text(text: str) -> str:
    """Text without anything that could drive a terminal; newlines stay."""
    plain = unicodedata.normalize("NFC", paragraphs(text))
    kept = "".join(c for c in plain if c in _JOINERS or unicodedata.category(c) not in _UNSAFE)
    return "\n".join(line.strip(" \t\u3000") for line in kept.split("\n")).strip()


def clean_text_line(text: str) -> str:
    """The same on one line."""
    return one_line(clean_text(text))


def _taken_off(notes: str, message: str) -> tuple[str, str]:
    """What the first line says after a label in any language, and the other lines."""
    first, _newline, rest = notes.partition("\n")
    for label in all_translations(message):
        before, _brace, after = re.sub(r"\{\w+\}", "\0", label).partition("\0")
        if first.startswith(before) and first.endswith(after) and len(first) > len(before):
            return first[len(before) : len(first) - len(after)].strip(), rest.strip()
    return "", notes


def _kind(part: Component) -> Kind | None:
    kinds = _kinds()
    names = (
        n.strip().casefold() for line in part.all("CATEGORIES") for n in split_list(line.value)
    )
    return next((kinds[name] for name in names if name in kinds), None)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, Kind]:
    """The kinds by their names in every language."""
    named = {name.casefold(): kind for kind in KINDS for name in all_translations(KIND_NAMES[kind])}
    return {**named, **{kind: kind for kind in KINDS}}


def _geo(value: str) -> tuple[float, float] | None:
    """GEO (RFC 5545 3.8.1.6); one that is no place on earth is none."""
    parts = value.replace("\\", "").replace(",", ";").split(";")
    if len(parts) != 2 or not all(re.fullmatch(_DEGREES, part.strip()) for part in parts):
        return None
    latitude, longitude = map(float, parts)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def untitled() -> str:
    """What an event without a title is called."""
    return _("Untitled")
