"""What may be written into the ledger of points; the answers of pure functions over its entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from yigong.store.errors import Refused
from yigong.store.people.age import MIN_NAMED_AGE, is_minor
from yigong.store.points_records import Gift, PointsEntry
from yigong.store.records import Volunteer


def reversed_codes(entries: Iterable[PointsEntry]) -> set[str]:
    """The codes of the entries that were reversed."""
    return {entry.reverses for entry in entries if entry.reverses}


def refuse_reversing(entry: PointsEntry, gone: Collection[str]) -> None:
    """Refuse to reverse an entry a second time, and to reverse a reversal.

    Args:
        entry: The entry.
        gone: The codes of those that were reversed.

    Raises:
        Refused: It is a reversal, or was reversed before.
    """
    if entry.kind == "reversal":
        raise Refused("{code} is a reversal and is not reversed.", code=entry.code)
    if entry.code in gone:
        raise Refused("{code} was reversed already.", code=entry.code)


def redeemed_counts(entries: Iterable[PointsEntry]) -> dict[int, int]:
    """How many of each gift were redeemed and not given back, by the gift's number."""
    entries = list(entries)
    undone, counts = reversed_codes(entries), dict[int, int]()
    for entry in entries:
        if entry.kind == "gift" and entry.code not in undone:
            counts[entry.gift] = counts.get(entry.gift, 0) + entry.pieces
    return counts


def gifts_left(gift: Gift, redeemed: Mapping[int, int]) -> int | None:
    """How many of a gift are left; `None`: they are not counted.

    Args:
        gift: The gift.
        redeemed: How many of each were redeemed (see `redeemed_counts`).
    """
    return None if gift.stock < 0 else gift.stock - redeemed.get(gift.number, 0)


def refuse_inactive(person: Volunteer) -> None:
    """Refuse an archived person.

    Raises:
        Refused: They are archived.
    """
    if person.archived:
        raise Refused("{name} {code} is archived.", name=person.name, code=person.code)


def spendable(person: Volunteer, own: int, together: int, today: date) -> int:
    """How many points somebody may spend: those of their household, who is under 18 their own.

    Args:
        person: Who spends.
        own: Their own points.
        together: Those of their account.
        today: The day.

    Raises:
        Refused: A child does not redeem alone.
    """
    if person.born and today.year - person.born < MIN_NAMED_AGE:
        raise Refused(
            "{name} is under {age} and does not redeem alone; an adult of the household does.",
            name=person.name,
            age=MIN_NAMED_AGE,
        )
    return min(own, together) if is_minor(person, today) else together


def refuse_redeeming(gift: Gift, count: int, left: int | None, points: int) -> None:
    """Refuse to give a gift away.

    Args:
        gift: The gift.
        count: How many.
        left: How many are left; `None`: they are not counted.
        points: The points that may be spent.

    Raises:
        Refused: It is archived, there are not so many, or the points are not enough.
    """
    if gift.archived:
        raise Refused("{name} {code} is archived.", name=gift.name, code=gift.code)
    if left is not None and left < count:
        if left <= 0:
            raise Refused("There is no {gift} left.", gift=gift.name)
        raise Refused("There are only {n} of {gift} left.", gift=gift.name, n=left)
    missing = gift.points * count - points
    if missing > 0:
        raise Refused("Points missing: {n}.", n=missing)


def cleared_points(balance: int, gained_later: int) -> int:
    """What a reset takes from a balance: what was gained after its day stays.

    What was spent later counts as spent of what was there before.
    """
    return max(0, balance - max(0, gained_later))
