"""Records as books of older formats have them, where a field was of another type.

Such a book is checked, copied and migrated; nobody works with what it holds.
"""

from __future__ import annotations

from yigong.store.event_records import Event


class EventOfFormat5(Event, frozen=True, kw_only=True):
    """An event whose programme is a text."""

    programme: str = ""  # type: ignore[assignment]  # that is the difference
    earlier: tuple[EventOfFormat5, ...] = ()
