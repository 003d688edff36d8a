"""Read the texts of a VEVENT, cleaned: title, place, notes, and what our own export adds."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from yigong.exports.ical.importing.parser import Component, split_list
from yigong.exports.ical.vevent import in_brackets
from yigong.exports.plain_text import one_line, paragraphs
from yigong.store import validate
from yigong.store.kinds import kind_called
from yigong.store.language import N_, _, all_translations
from yigong.store.plan_context import PlanContext
from yigong.store.settings_records import KindSpec

_ALLOWED = "\u200d\ufe0f\n"
"""Characters of emoji sequences, and newlines."""

_DEGREES = r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?"
_UNSAFE_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")
"""Control and format characters, surrogates, line separators, unassigned characters."""


class EventTexts(NamedTuple):
    """The texts of a VEVENT, with its kind and coordinates."""

    title: str
    place: str
    notes: str
    lead: str
    reason: str
    kind: str | None
    """By its CATEGORIES; `None`: they name no known kind."""

    geo: tuple[float, float] | None
    """Latitude and longitude in degrees."""

    cut: bool
    """Whether a text was longer than the store allows, and was cut."""


def read_texts(
    component: Component, context: PlanContext, *, own: bool, cancelled: bool
) -> EventTexts:
    """Read the texts of a VEVENT.

    Args:
        component: The VEVENT.
        context: What the village has: its own kinds of events, and the venues whose address our
            own export adds to the place.
        own: Whether this program may have written it: then its notes begin with who is in charge.
        cancelled: Whether it is cancelled: then its title may be marked.
    """
    title = clean_text_line(component.text("SUMMARY"))
    if cancelled:
        for mark in all_translations("[Cancelled] "):
            title = title.removeprefix(mark.strip()).strip()
    place = clean_text_line(component.text("LOCATION"))
    if own and "(" in place:
        for venue in context.venues().values():
            place = place.removesuffix(in_brackets(clean_text_line(venue.address)))
    notes = clean_text(component.text("DESCRIPTION"))
    reason = lead = ""
    if own and cancelled:
        reason, notes = _split_labelled_line(notes, N_("Reason: {reason}"))
    if own:
        lead, notes = _split_labelled_line(notes, N_("In charge: {name}"))
    limits = (
        validate.MAX_TITLE,
        validate.MAX_PLACE,
        validate.MAX_NOTE,
        validate.MAX_NAME,
        validate.MAX_TITLE,
    )
    texts = (title, place, notes, lead, reason)
    short = [text[:limit].strip() for text, limit in zip(texts, limits, strict=True)]
    return EventTexts(
        title=short[0],
        place=short[1],
        notes=short[2],
        lead=short[3],
        reason=short[4],
        kind=_kind(component, tuple(context.kinds())),
        geo=_geo(component.value("GEO")),
        cut=any(len(text) > limit for text, limit in zip(texts, limits, strict=True)),
    )


def clean_text(text: str) -> str:
    """Remove all characters that could control a terminal; newlines stay."""
    plain = unicodedata.normalize("NFC", paragraphs(text))
    safe = "".join(
        c for c in plain if c in _ALLOWED or unicodedata.category(c) not in _UNSAFE_CATEGORIES
    )
    return "\n".join(line.strip(" \t\u3000") for line in safe.split("\n")).strip()


def clean_text_line(text: str) -> str:
    """Clean a text like `clean_text`, and join its lines."""
    return one_line(clean_text(text))


def _split_labelled_line(notes: str, message: str) -> tuple[str, str]:
    """Return the value of a first line with a label, in any language, and the other lines."""
    first, _newline, rest = notes.partition("\n")
    for label in all_translations(message):
        before, _brace, after = re.sub(r"\{\w+\}", "\0", label).partition("\0")
        if first.startswith(before) and first.endswith(after) and len(first) > len(before):
            return first[len(before) : len(first) - len(after)].strip(), rest.strip()
    return "", notes


def _kind(component: Component, own_kinds: tuple[KindSpec, ...]) -> str | None:
    names = (name for line in component.all("CATEGORIES") for name in split_list(line.value))
    kinds = (kind_called(name, own_kinds) for name in names)
    return next((kind.name for kind in kinds if kind is not None), None)


def _geo(value: str) -> tuple[float, float] | None:
    """Read GEO (RFC 5545 3.8.1.6); `None` where it is out of range."""
    degrees = value.replace("\\", "").replace(",", ";").split(";")
    if len(degrees) != 2 or not all(re.fullmatch(_DEGREES, text.strip()) for text in degrees):
        return None
    latitude, longitude = map(float, degrees)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def untitled() -> str:
    """Return the title of an event without one."""
    return _("Untitled")
