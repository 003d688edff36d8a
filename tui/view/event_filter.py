"""Which events a calendar page shows: all, or only some kinds and some squads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yigong.store.language import _
from yigong.store.records import KINDS, Event, Kind
from yigong.tui.text.words import kind_name


@dataclass(frozen=True)
class EventFilter:
    """What to show; an empty one shows everything."""

    kinds: frozenset[Kind] = frozenset()
    """Only these kinds; none: every kind."""

    squads: frozenset[int] = frozenset()
    """Only what needs one of these squads; none: whoever is needed."""

    def __bool__(self) -> bool:
        return bool(self.kinds or self.squads)

    def matches(self, event: Event) -> bool:
        """Whether an event is shown."""
        return (not self.kinds or event.kind in self.kinds) and (
            not self.squads or not self.squads.isdisjoint(event.needs)
        )

    def description(self, squad_names: Callable[[tuple[int, ...]], str]) -> str:
        """What is shown, for a heading; empty where everything is.

        Args:
            squad_names: What squads are called (`store.squads.squads.Squads.names`).
        """
        if not self:
            return ""
        kinds = " ".join(kind_name(kind) for kind in KINDS if kind in self.kinds)
        squads = squad_names(tuple(sorted(self.squads))) if self.squads else ""
        return _("only {what}").format(what=" + ".join(filter(None, (kinds, squads))))
