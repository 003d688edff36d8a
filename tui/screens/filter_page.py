"""Choosing what the calendar shows: some kinds of events, some squads."""

from __future__ import annotations

from store.language import N_, _
from store.records import KINDS, Kind
from tui.day_words import sign
from tui.filters import Filter
from tui.screens.choice_page import TickPage, tick
from tui.widgets.painted import QUIET
from tui.widgets.rows import Column, Row
from tui.words import kind_name


class FilterPage(TickPage[Filter]):
    """The kinds, then the squads."""

    BOOKS = frozenset({"squads"})
    ASKS = N_("Which events to show")
    COLUMNS = (Column("", 1), Column("", 2), Column("", 0))

    def first(self) -> Kind:
        """The first kind."""
        return KINDS[0]

    def reload(self) -> None:
        """Every kind, and every squad that is not archived."""
        squads = [s for s in self.village.squads.all().values() if not s.archived]
        kinds = [
            Row(kind, [tick(kind in self.now.kinds), sign(kind), kind_name(kind)]) for kind in KINDS
        ]
        needed = [
            Row(squad.number, [tick(squad.number in self.now.squads), "", squad.name])
            for squad in squads
        ]
        rows = [Row("", ["", "", _("Kind")], QUIET), *kinds]
        if needed:
            rows += [Row(None, []), Row("", ["", "", _("Squads needed")], QUIET), *needed]
        self.rows.show(rows)

    def toggled(self) -> Filter:
        """With the kind or squad under the cursor, or without it."""
        key, shows = self.rows.key, self.now
        if isinstance(key, int):
            return Filter(shows.kinds, shows.squads ^ {key})
        return Filter(shows.kinds ^ {kind for kind in KINDS if kind == key}, shows.squads)
