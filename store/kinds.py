"""The kinds of events: those that every village has, and those that a village adds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.language import N_, _, all_translations
from yigong.store.records import Role
from yigong.store.settings_records import KindSpec

BUILT_IN: tuple[KindSpec, ...] = (
    KindSpec(name="duty_day", role="volunteer", colour="green"),
    KindSpec(name="festival", colour="red"),
    KindSpec(name="class", colour="blue"),
    KindSpec(name="outing", colour="cyan"),
    KindSpec(name="meeting", colour="yellow"),
    KindSpec(name="other", colour="magenta"),
    KindSpec(name="booking"),
)
"""The kinds of every village, by the word that events store. Who comes is a participant, but for
the duty day."""

BOOKING = "booking"
"""The kind of what only holds a venue."""

NAMES = {
    "duty_day": N_("Duty day"),
    "festival": N_("Festival"),
    "class": N_("Class"),
    "outing": N_("Outing"),
    "meeting": N_("Meeting"),
    "other": N_("Other"),
    "booking": N_("Booking"),
}

COLOURS = {
    "green": N_("green"),
    "red": N_("red"),
    "blue": N_("blue"),
    "cyan": N_("cyan"),
    "yellow": N_("yellow"),
    "magenta": N_("magenta"),
}
"""The colours that a kind may have, and their names as msgids: those of a terminal's own. They are
shown as a ground beside the words: as ink yellow is not legible on white, nor blue on black."""


def kind_name(kind: str) -> str:
    """The name of a kind as shown: translated, or as the village wrote it."""
    return _(NAMES.get(kind, kind))


def all_kinds(own: Iterable[KindSpec]) -> tuple[KindSpec, ...]:
    """Every kind that an event of the village can have, the bookings last.

    Args:
        own: The village's (`Settings.kinds`).
    """
    *events, booking = BUILT_IN
    return (*events, *own, booking)


def kinds_in_use(own: Iterable[KindSpec], events: Iterable[Event]) -> tuple[KindSpec, ...]:
    """Every kind of the village, and after them those that it dropped and that events still have.

    Args:
        own: The village's.
        events: The events.
    """
    kinds = all_kinds(own)
    known = {kind.name for kind in kinds}
    plans = (plan for event in events for plan in (*event.earlier, event))
    dropped = dict.fromkeys(plan.kind for plan in plans if plan.kind not in known)
    return (*kinds, *(KindSpec(name=name) for name in dropped))


def kind_spec(kind: str, own: Iterable[KindSpec]) -> KindSpec:
    """A kind by its name; one that the village has no more is as a new one would be."""
    return next((each for each in all_kinds(own) if each.name == kind), KindSpec(name=kind))


def kind_called(text: str, own: tuple[KindSpec, ...]) -> KindSpec | None:
    """The kind that somebody calls so, by its name in any language or the word that events store.

    Args:
        text: What they call it, in capitals or not.
        own: The village's kinds.

    Returns:
        `None`: there is none.
    """
    return _kinds_by_name(own).get(_folded(text))


@lru_cache(maxsize=4)
def _kinds_by_name(own: tuple[KindSpec, ...]) -> dict[str, KindSpec]:
    return {
        _folded(name): kind
        for kind in all_kinds(own)
        for name in (kind.name, *(all_translations(NAMES[kind.name]) if kind in BUILT_IN else ()))
    }


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def event_role(event: Event, own: Iterable[KindSpec]) -> Role:
    """What people are at an event as: as it says itself, else as its kind does."""
    return event.role or kind_spec(event.kind, own).role


def refuse_unknown_kind(event: Event, before: Event | None, own: Iterable[KindSpec]) -> None:
    """Refuse an event, or an earlier plan of it, of a kind that the village does not have.

    Args:
        event: The event as it shall be.
        before: The event as it is, which may keep a kind that the village dropped; `None`: new.
        own: The village's kinds.

    Raises:
        Refused: There is no such kind; the sentence names those that there are.
    """
    words = [kind.name for kind in all_kinds(own)]
    kept = _plan_kinds(before) if before is not None else set()
    for kind in _plan_kinds(event) - kept:
        if kind not in words:
            raise unknown_kind(kind, own)


def unknown_kind(kind: str, own: Iterable[KindSpec]) -> Refused:
    """The refusal of a kind that there is not."""
    words = _(", ").join(each.name for each in all_kinds(own))
    return Refused("There is no kind of event {kind}; there are: {kinds}.", kind=kind, kinds=words)


def kinds_with_other_roles(before: Iterable[KindSpec], after: Iterable[KindSpec]) -> set[str]:
    """The names of the kinds at which people are there as something else after a change."""
    before, after = tuple(before), tuple(after)
    names = {kind.name for kind in (*before, *after)}
    return {name for name in names if _as_what(name, before) != _as_what(name, after)}


def _as_what(name: str, own: Iterable[KindSpec]) -> tuple[Role, bool]:
    kind = kind_spec(name, own)
    return kind.role, kind.trains


def events_of_kind(kind: str, events: Iterable[Event]) -> list[Event]:
    """The events that have a kind, now or in an earlier plan."""
    return [event for event in events if kind in _plan_kinds(event)]


def _plan_kinds(event: Event) -> set[str]:
    return {plan.kind for plan in (event, *event.earlier)}


def with_kind_changed(
    own: tuple[KindSpec, ...],
    old: KindSpec | None,
    new: KindSpec | None,
    events: Iterable[Event],
) -> tuple[KindSpec, ...]:
    """The village's kinds after a change of one of them.

    Args:
        own: The kinds as they are.
        old: The kind as it was when the change began; `None`: a kind is added.
        new: What it becomes; `None`: it is removed, and events that have it keep the word.
        events: The village's events.

    Raises:
        Refused: Somebody else changed or removed it meanwhile; or it would have another name, and
            events have it.
    """
    at = len(own) if old is None else _index_of(old, own)
    if old is not None and new is not None and new.name != old.name:
        _refuse_in_use(old, events)
    return (*own[:at], *([new] if new is not None else []), *own[at + 1 :])


def _index_of(kind: KindSpec, own: tuple[KindSpec, ...]) -> int:
    if kind not in own:
        raise Refused("Somebody changed the kinds meanwhile; look at them again.")
    return own.index(kind)


def _refuse_in_use(kind: KindSpec, events: Iterable[Event]) -> None:
    for event in events_of_kind(kind.name, events):
        raise Refused(
            "{event} is of the kind {kind}, so its name stays; add another kind beside it.",
            event=f"{event.code} {event.title}",
            kind=kind.name,
        )
