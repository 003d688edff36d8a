"""Which households were visited and met, which not, and for how long not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from yigong.store.language import _, ngettext
from yigong.store.people.households import households
from yigong.store.people.natural_order import natural_key
from yigong.store.people.retired import is_retired
from yigong.store.records import Volunteer
from yigong.store.request_records import Visit
from yigong.store.statistics.rates import part_of_text, rate_percent


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

    last_visit: date | None = None
    """The last day on which it was visited, whether anybody was met or not; `None`: never."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """The visits of a period, and the households they reached."""

    visits: int = 0
    """走访次数, also to households that the village has no label for."""

    met: int = 0
    """Of the households those where somebody was met."""

    households: tuple[HouseholdVisits, ...] = ()
    """All that the village knows, who was not met for longest first."""

    unlabelled: int = 0
    """The people who have no label of a household, and so are in none of them."""

    scattered: tuple[str, ...] = ()
    """The labels whose people are of different groups: two households may have one label."""

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

    A visit to a person counts for the household that it names, which is that of the day of the
    visit; where it names none, for the one they live in now.

    Args:
        visits: The visits of the period, and those before it.
        people: The roster, by number.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        group: Only households and visits of this group; `None`: all.
    """
    listed = [person for person in people.values() if not is_retired(person)]
    known = households(listed)
    group_of = {home: household_group(who) for home, who in known.items()}
    wanted = {home for home in known if group is None or group_of[home] == group}
    counts: Counter[str] = Counter()
    last_met: dict[str, date] = {}
    last_visit: dict[str, date] = {}
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
        counts[home] += inside
        last_visit[home] = max(visit.day, last_visit.get(home, visit.day))
        if visit.met:
            last_met[home] = max(visit.day, last_met.get(home, visit.day))
            if inside:
                met.add(home)
    rows = [
        HouseholdVisits(
            home=home,
            group=group_of[home],
            people=tuple(known[home]),
            visits=counts[home],
            met=home in met,
            last_met=last_met.get(home),
            last_visit=last_visit.get(home),
        )
        for home in wanted
    ]
    rows.sort(key=_longest_first)
    return Coverage(
        visits=total,
        met=len(met),
        households=tuple(rows),
        unlabelled=sum(
            not (person.home or person.archived) and group in (None, person.group)
            for person in listed
        ),
        scattered=tuple(
            row.home
            for row in by_label(each for each in rows if len({p.group for p in each.people}) > 1)
        ),
    )


def household_group(people: Iterable[Volunteer]) -> str:
    """The group of a household: that of most of its people, of several the one named first."""
    counts = Counter(person.group for person in people if person.group)
    return max(counts, key=counts.__getitem__, default="")


def _longest_first(row: HouseholdVisits) -> tuple[object, ...]:
    return row.last_met or date.min, natural_key(row.group), natural_key(row.home)


def by_label(rows: Iterable[HouseholdVisits]) -> list[HouseholdVisits]:
    """Households in the order of their groups and labels."""
    return sorted(rows, key=lambda row: (natural_key(row.group), natural_key(row.home)))


class GroupCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """The coverage of one group."""

    group: str
    """Its name; empty: those who are of none."""

    visits: int
    met: int
    known: int


def coverage_by_group(
    visits: Sequence[Visit],
    people: Mapping[int, Volunteer],
    first: date | None,
    last: date | None,
) -> list[GroupCoverage]:
    """The coverage of each group that has households or visits, in the order of their names;
    together they are that of the village. The arguments are those of `coverage`."""
    groups = {row.group for row in coverage((), people, first, last).households}
    found = []
    labels = households(people.values())
    for visit in visits:
        if visit.home not in labels:
            person = people.get(visit.who)
            groups.add(visit.group or (person.group if person is not None else ""))
    for group in sorted(groups, key=natural_key):
        part = coverage(visits, people, first, last, group)
        if part.visits or part.known:
            found.append(
                GroupCoverage(group=group, visits=part.visits, met=part.met, known=part.known)
            )
    return found


def coverage_words(visits: int, met: int, known: int) -> str:
    """``走访 10 次, 覆盖 5/200 = 2.5 %``: never a rate without its counts."""
    times = ngettext("{n} visit", "{n} visits", visits).format(n=visits)
    return _("{visits}, reached {share}").format(visits=times, share=share_words(met, known))


def share_words(met: int, known: int) -> str:
    """``5/200 = 2.5 %``; of few households the counts alone; of none that there are none."""
    if not known:
        return _("no household known")
    percent = rate_percent(met, known)
    counts = part_of_text(met, known)
    return counts if percent is None else f"{counts} = {percent:g} %"
