"""The choice of a calendar filter: some kinds of events, some squads."""

from __future__ import annotations

from yigong.store.kinds import BUILT_IN, kind_name, kinds_in_use
from yigong.store.language import N_, _
from yigong.store.named_records import in_use
from yigong.tui.screens.base.choice_page import TickPage, tick
from yigong.tui.text.day_words import kind_letter
from yigong.tui.view.event_filter import EventFilter
from yigong.tui.view.kind_words import kind_mark
from yigong.tui.widgets.canvas import QUIET
from yigong.tui.widgets.row_list import ListColumn, ListRow


class FilterPage(TickPage[EventFilter]):
    """The kinds, then the squads."""

    PURPOSE = N_("Choose the kinds and squads that the calendar shows.")
    BOOKS = frozenset({"squads", "settings", "events"})
    ASKS = N_("Which events to show")
    COLUMNS = (ListColumn("", 1), ListColumn("", 2), ListColumn("", 0))

    def first(self) -> str:
        """The first kind."""
        return BUILT_IN[0].name

    def reload(self) -> None:
        """List every kind that there is or that events have, and every squad at work."""
        squads = [s for s in in_use(self.village.squads.all()) if not s.only_hosts]
        events = self.village.events.all().values()
        kinds = [
            ListRow(
                kind.name,
                [tick(kind.name in self.now.kinds), kind_letter(kind), kind_name(kind.name)],
                mark=kind_mark(kind),
            )
            for kind in kinds_in_use(self.village.settings.kinds, events)
        ]
        squad_rows = [
            ListRow(squad.number, [tick(squad.number in self.now.squads), "", squad.name])
            for squad in squads
        ]
        rows = [ListRow("", ["", "", _("Kind")], QUIET), *kinds]
        if squad_rows:
            heading = ListRow("", ["", "", _("Squads needed")], QUIET)
            rows += [ListRow(None, []), heading, *squad_rows]
        self.rows.show(rows)

    def toggled(self) -> EventFilter:
        """The filter with the kind or squad under the cursor ticked, or not any more."""
        key, kinds, squads = self.rows.key, self.now.kinds, self.now.squads
        if isinstance(key, int):
            return EventFilter(kinds, squads ^ {key})
        return EventFilter(kinds ^ {key} if isinstance(key, str) and key else kinds, squads)
