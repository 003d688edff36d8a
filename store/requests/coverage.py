"""Which households were visited and met, which not, and for how long not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from yigong.store.people.households import households
from yigong.store.records import Volunteer
from yigong.store.request_records import Visit


class HouseholdVisits(msgspec.Struct, frozen=True, kw_only=True):
    """A household, and when it was visited."""

    home: str
    group: str
    people: tuple[Volunteer, ...] = ()
    visits: int = 0
    """In the period."""

    met: bool = False
    """Whether somebody was met in the period."""

    last_met: date | None = None
    """The last day on which somebody was met, in the period or before it; `None`: never."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """The visits of a period, and the households they reached."""

    visits: int = 0
    """走访次数, also to households that the village has no label for."""

    met: int = 0
    """Of the households those where somebody was met."""

    households: tuple[HouseholdVisits, ...] = ()
    """All that the village knows, who was not met for longest first."""

    @property
    def known(self) -> int:
        """How many households there are."""
        return len(self.households)


def coverage(
    visits: Iterable[Visit],
    people: Mapping[int, Volunteer],
    first: date | None,
    last: date | None,
    group: str | None = None,
) -> Coverage:
    """Which households of a village, or of one of its groups, were visited in a period.

    Args:
        visits: The visits of the period, and those before it.
        people: The roster, by number.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        group: Only households and visits of this group; `None`: all.
    """
    known = households(people.values())
    group_of = {home: who[0].group for home, who in known.items()}
    wanted = {home for home in known if group is None or group_of[home] == group}
    counts: dict[str, int] = {}
    last_met: dict[str, date] = {}
    met: set[str] = set()
    total = 0
    for visit in visits:
        person = people.get(visit.who)
        home = visit.home or (person.home if person is not None else "")
        place = group_of.get(home, visit.group or (person.group if person is not None else ""))
        if (last is not None and visit.day > last) or (group is not None and place != group):
            continue
        inside = first is None or first <= visit.day
        total += inside
        if home not in wanted:
            continue
        counts[home] = counts.get(home, 0) + inside
        if visit.met:
            last_met[home] = max(visit.day, last_met.get(home, visit.day))
            if inside:
                met.add(home)
    rows = [
        HouseholdVisits(
            home=home,
            group=group_of[home],
            people=tuple(known[home]),
            visits=counts.get(home, 0),
            met=home in met,
            last_met=last_met.get(home),
        )
        for home in wanted
    ]
    rows.sort(key=lambda row: (row.last_met or date.min, row.group, row.home))
    return Coverage(visits=total, met=len(met), households=tuple(rows))
