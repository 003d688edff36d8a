"""The counts of a register, as the pages of its occurrence show them."""

from __future__ import annotations

from collections.abc import Sequence

from yigong.store.attendance.capacity import is_excused
from yigong.store.attendance.register import Register
from yigong.store.attendance.roles import nameless_heads
from yigong.store.attendance_records import Entry
from yigong.store.language import _
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece


def expected_text(register: Register) -> str:
    """How many people are expected, and how many come along with them: ``expected 4 +3``."""
    return _("expected {n}").format(n=_people_along(register.expected))


def came_text(register: Register) -> str:
    """How many came, in the same form; of them, where any are expected, how many are not."""
    walk_ins = sum(1 for entry in register.present if entry.waiting or not entry.expected)
    told = walk_ins and register.expected
    text = _("came {n} (walk-ins {walk_ins})") if told else _("came {n}")
    return text.format(n=_people_along(register.present), walk_ins=walk_ins)


def register_counts(register: Register, capacity: int) -> list[Piece]:
    """The counts of a register, in one form on the desk, the event's page and the closing page.

    Who is expected is away, came, or has not come yet; who came is one of them or a walk-in. Who
    was counted without a name stands apart, as nobody knows when they leave. Those who came, those
    along with them and those without a name are the sum of the roles (`role_counts`).

    Args:
        register: The register.
        capacity: How many places there are; 0: no limit.
    """
    away = sum(1 for each in register.expected if is_excused(each) and not each.stints)
    nameless = nameless_heads(register.head) if register.head else 0
    taken = register.places_taken
    here = _people_along(register.here)
    counts = [
        (True, expected_text(register), STRONG),
        (away, _("away {n}").format(n=away), PLAIN),
        (True, came_text(register), ACCENT),
        (True, _("still here {n}").format(n=here), STRONG),
        (nameless, _("nameless {n}").format(n=nameless), STRONG),
        (register.waiting, _("waiting {n}").format(n=len(register.waiting)), BAD),
        (capacity, places_text(taken, capacity), BAD if taken >= capacity else QUIET),
    ]
    return [(text, style) for shown, text, style in counts if shown]


def _people_along(entries: Sequence[Entry]) -> str:
    """How many people, and how many come along with them: ``4 +3``."""
    along = sum(entry.party - 1 for entry in entries)
    return f"{len(entries)} +{along}" if along else str(len(entries))


def places_text(taken: int, places: int) -> str:
    """How many of the places are taken."""
    return _("places {taken}/{n}").format(taken=taken, n=places)
