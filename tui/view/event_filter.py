"""The filter of a calendar page: all events, or only some kinds and some squads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yigong.store.event_records import Event
from yigong.store.kinds import BOOKING, NAMES, kind_name
from yigong.store.language import _


@dataclass(frozen=True)
class EventFilter:
    """A filter of events; an empty one shows all but what only holds a venue."""

    kinds: frozenset[str] = frozenset()
    """The kinds shown; empty: all but bookings, which stand on the page of their venue."""

    squads: frozenset[int] = frozenset()
    """The squads of which an event must need one; empty: any event."""

    def __bool__(self) -> bool:
        return bool(self.kinds or self.squads)

    @property
    def bookings(self) -> bool:
        """Whether bookings are shown."""
        return BOOKING in self.kinds

    def matches(self, event: Event) -> bool:
        """Whether an event is shown."""
        kind_shown = event.kind in self.kinds if self.kinds else event.kind != BOOKING
        needed = {*event.needs, *(post.squad for post in event.posts)}
        return kind_shown and (not self.squads or not self.squads.isdisjoint(needed))

    def description(self, squad_names: Callable[[tuple[int, ...]], str]) -> str:
        """The filter in words, for a heading; empty for an empty filter."""
        if not self:
            return ""
        order = [kind for kind in NAMES if kind in self.kinds]
        order += sorted(self.kinds.difference(NAMES))
        kinds = " ".join(map(kind_name, order))
        squads = squad_names(tuple(sorted(self.squads))) if self.squads else ""
        return _("only {what}").format(what=" + ".join(filter(None, (kinds, squads))))
