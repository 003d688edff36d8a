"""The rules of a venue that are in force: its own, else those of what it is part of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

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
    return bool(_to_agree(venues, number))


def keepers_to_agree(venues: Mapping[int, Venue], numbers: Iterable[int]) -> list[int]:
    """The people who are named as keepers of what must be approved for some venues, each once."""
    asked = (venue for number in numbers for venue in _to_agree(venues, number))
    keepers = (rule_source(venue, venues, "keeper").keeper for venue in asked)
    return list(dict.fromkeys(filter(None, keepers)))


def _to_agree(venues: Mapping[int, Venue], number: int) -> list[Venue]:
    """The venues by whose own rule one waits for a keeper."""
    venue = venues.get(number)
    own = [] if venue is None else [rule_source(venue, venues, "needs_approval")]
    parts = (
        part
        for part in venues.values()
        if not part.archived
        and any(whole.number == number for whole in wholes_of(venues, part.number))
    )
    return [each for each in (*own, *parts) if each.needs_approval]
