"""The kinds of events: the six that every village has, and those that a village adds."""

from __future__ import annotations

from collections.abc import Iterable

from yigong.store.language import N_, _
from yigong.store.records import Event, KindSpec, Role

BUILT_IN: tuple[KindSpec, ...] = (
    KindSpec(name="duty_day", role="volunteer"),
    KindSpec(name="festival"),
    KindSpec(name="class"),
    KindSpec(name="outing"),
    KindSpec(name="meeting"),
    KindSpec(name="other"),
)
"""The kinds of every village, by the word that events store. Who comes is a participant, but for
the duty day."""

NAMES = {
    "duty_day": N_("Duty day"),
    "festival": N_("Festival"),
    "class": N_("Class"),
    "outing": N_("Outing"),
    "meeting": N_("Meeting"),
    "other": N_("Other"),
}


def kind_name(kind: str) -> str:
    """The name of a kind as shown: translated, or as the village wrote it."""
    return _(NAMES.get(kind, kind))


def all_kinds(own: Iterable[KindSpec]) -> tuple[KindSpec, ...]:
    """Every kind that an event of the village can have.

    Args:
        own: The village's (`Settings.kinds`).
    """
    return (*BUILT_IN, *own)


def kind_spec(kind: str, own: Iterable[KindSpec]) -> KindSpec:
    """A kind by its name; one that the village has no more is as a new one would be."""
    return next((each for each in all_kinds(own) if each.name == kind), KindSpec(name=kind))


def event_role(event: Event, own: Iterable[KindSpec]) -> Role:
    """What people are at an event as: as it says itself, else as its kind does."""
    return event.role or kind_spec(event.kind, own).role
