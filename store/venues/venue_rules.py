"""The rules of a venue that are in force: its own, else those of what it is part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import structs

from yigong.store.venue_records import Venue

INHERITED = (
    *("opens", "buffer", "needs_approval"),
    *("max_minutes", "max_days_ahead", "max_per_month"),
)
"""The fields that are as those of the whole where a venue has none of its own."""


def wholes_of(venues: Mapping[int, Venue], number: int) -> Iterator[Venue]:
    """The venues that one is a part of, the nearest first; a ring in a file ends where it began."""
    seen = {number}
    venue = venues.get(number)
    while venue is not None and venue.part_of and venue.part_of not in seen:
        seen.add(venue.part_of)
        venue = venues.get(venue.part_of)
        if venue is not None:
            yield venue


def rule_source(venue: Venue, venues: Mapping[int, Venue], rule: str) -> Venue:
    """The venue whose rule one goes by: itself, or the nearest whole that has one.

    Args:
        venue: The venue.
        venues: Every venue by number.
        rule: One of `INHERITED`.

    Returns:
        The venue itself, too, where nobody has such a rule.
    """
    if getattr(venue, rule):
        return venue
    return next((w for w in wholes_of(venues, venue.number) if getattr(w, rule)), venue)


def rules_of(venue: Venue, venues: Mapping[int, Venue]) -> Venue:
    """A venue with the rules that are in force for it: its own, else those of its whole."""
    if not venue.part_of:
        return venue
    rules = {rule: getattr(rule_source(venue, venues, rule), rule) for rule in INHERITED}
    return structs.replace(venue, **rules)


def needs_agreement(venues: Mapping[int, Venue], number: int) -> bool:
    """Whether a keeper must approve a booking of a venue: its own, its whole's or a part's."""
    venue = venues.get(number)
    if venue is not None and rules_of(venue, venues).needs_approval:
        return True
    return any(
        part.needs_approval
        and not part.archived
        and any(whole.number == number for whole in wholes_of(venues, part.number))
        for part in venues.values()
    )
