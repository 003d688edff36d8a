"""The fields of a venue's form."""

from __future__ import annotations

from collections.abc import Sequence

from yigong.store.language import N_, _
from yigong.store.venue_records import VENUE_KIND_NAMES, Venue
from yigong.store.venues.venue_rules import rule_source, rules_of
from yigong.store.village.village import Village
from yigong.tui.text.typed_openings import openings_text, read_openings, read_shut, shut_text
from yigong.tui.text.typed_values import coordinates, geo_text, read_minutes
from yigong.tui.view.form_fields import Field, count_field
from yigong.tui.view.venue_words import rule_text, venue_label


def venue_fields(village: Village, venue: Venue) -> Sequence[Field]:
    """The fields of a venue, in their order."""
    return [
        *_what(village, venue),
        *_hours(village, venue),
        *_booking(village, venue),
        *_where(village, venue),
    ]


def _what(village: Village, venue: Venue) -> list[Field]:
    kinds: list[tuple[object, str]] = [(kind, _(name)) for kind, name in VENUE_KIND_NAMES.items()]
    wholes: list[tuple[object, str]] = [(0, _("of nothing"))]
    wholes += [
        (other.number, venue_label(other))
        for other in village.venues.all().values()
        if other.number == venue.part_of or (other.number != venue.number and not other.archived)
    ]
    return [
        Field("name", _("Venue"), venue.name, hint=_("needed")),
        Field("kind", _("Kind"), venue.kind, options=kinds),
        Field(
            "part_of",
            _("Part of"),
            venue.part_of,
            options=wholes,
            hint=_("who holds the whole holds its parts"),
        ),
        count_field("seats", _("Seats"), venue.seats),
    ]


_HINTS = {
    "opens": (N_("Mon-Fri 9-21, Sat 10-17"), N_("always")),
    "buffer": (N_("minutes after each use"), N_("none")),
    "needs_approval": (N_("its keeper is named below"), ""),
    "max_minutes": (N_("minutes, or 4 h"), N_("any")),
    "max_days_ahead": (N_("at most"), N_("any")),
    "max_per_month": (N_("by one person or squad"), N_("any")),
}
"""How a rule is typed, and what it is without one; msgids."""


def rule_hint(village: Village, part_of: int, rule: str) -> str:
    """How a rule is typed, and what it is where none is: that of the whole, or none.

    Args:
        village: The village.
        part_of: The whole, by number; 0: it is part of nothing.
        rule: One of `INHERITED`.
    """
    venues = village.venues.all()
    typed, without = _HINTS[rule]
    whole = venues.get(part_of)
    source = whole and rule_source(whole, venues, rule)
    if source is not None and getattr(source, rule):
        text = _("empty: as {venue}, {rule}")
        if rule == "needs_approval":
            text = _("as {venue}: {rule}")
        return text.format(venue=source.name, rule=rule_text(source, rule))
    return _("{how}; empty: {none}").format(how=_(typed), none=_(without)) if without else _(typed)


def namesake_words(village: Village, name: str) -> str:
    """That an archived venue has the name of a new one; empty: none has it."""
    namesake = village.venues.archived_namesake(name)
    if namesake is None:
        return ""
    return _("{code} of this name is archived: h lists it, A takes it back").format(
        code=namesake.code
    )


def _hours(village: Village, venue: Venue) -> list[Field]:
    today = village.now().date()
    return [
        Field(
            "opens",
            _("Open at"),
            openings_text(venue.opens) if venue.opens else "",
            read=read_openings,
            hint=rule_hint(village, venue.part_of, "opens"),
            section=_("Opening hours"),
        ),
        Field(
            "shut",
            _("Shut on"),
            shut_text(venue.shut, today),
            read=lambda text: read_shut(text, today, venue.shut),
            hint=_("12-13 cleaning; 2026-10-01..10-07 holiday"),
        ),
        Field(
            "buffer",
            _("Kept free after"),
            str(venue.buffer or ""),
            read=read_minutes,
            hint=rule_hint(village, venue.part_of, "buffer"),
        ),
    ]


def _booking(village: Village, venue: Venue) -> list[Field]:
    whole = village.venues.all().get(venue.part_of)
    follows = whole is not None and rules_of(whole, village.venues.all()).needs_approval
    approval: list[tuple[object, str]] = [
        (False, _("as its whole") if follows else _("booked at once")),
        (True, _("its keeper must approve")),
    ]
    return [
        Field(
            "needs_approval",
            _("Bookings"),
            venue.needs_approval,
            options=approval,
            hint=rule_hint(village, venue.part_of, "needs_approval"),
            section=_("Rules for bookings"),
        ),
        Field(
            "max_minutes",
            _("Longest"),
            str(venue.max_minutes or ""),
            read=read_minutes,
            hint=rule_hint(village, venue.part_of, "max_minutes"),
        ),
        count_field(
            "max_days_ahead",
            _("Days ahead"),
            venue.max_days_ahead,
            rule_hint(village, venue.part_of, "max_days_ahead"),
        ),
        count_field(
            "max_per_month",
            _("Times a month"),
            venue.max_per_month,
            rule_hint(village, venue.part_of, "max_per_month"),
        ),
    ]


def _where(village: Village, venue: Venue) -> list[Field]:
    keeper = village.people.all().get(venue.keeper)

    def read_keeper(text: str) -> int:
        return village.people.person_for(text).number if text else 0

    return [
        Field(
            "keeper",
            _("Keeper"),
            keeper.code if keeper else "",
            read=read_keeper,
            hint=keeper.name if keeper else _("a code or a name"),
            section=_("Who and where"),
        ),
        Field("address", _("Address"), venue.address),
        Field("geo", _("Coordinates"), geo_text(venue.geo), read=coordinates, hint="30.27, 120.15"),
        Field("note", _("Note"), venue.note),
    ]
