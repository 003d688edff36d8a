"""The filter of the roster: everybody, or only some groups, tags, squads and states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from yigong.store.language import N_, _
from yigong.store.people.age import is_minor, lacks_guardian
from yigong.store.people.natural_order import natural_key
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings

FilterState = Literal[
    "no_consent", "unguarded", "minors", "no_squad", "no_phone", "no_home", "archived"
]
STATE_NAMES: dict[FilterState, str] = {
    "no_consent": N_("no consent on record"),
    "unguarded": N_("minors without a guardian"),
    "minors": N_("minors"),
    "no_squad": N_("in no squad"),
    "no_phone": N_("no phone"),
    "no_home": N_("no household"),
    "archived": N_("archived"),
}
"""The states of a person that can be filtered by, as msgids."""

FilterPart = Literal["states", "groups", "tags", "squads", "homes"]
FilterChoice = tuple[FilterPart, object]
"""A choice to tick: a state, a group, a tag, a squad's number, or a household."""


@dataclass(frozen=True)
class PeopleFilter:
    """A filter of people: any ticked choice of a part, in every part; empty: everybody."""

    states: frozenset[object] = field(default_factory=frozenset)
    groups: frozenset[object] = field(default_factory=frozenset)
    tags: frozenset[object] = field(default_factory=frozenset)
    squads: frozenset[object] = field(default_factory=frozenset)
    homes: frozenset[object] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.states or self.groups or self.tags or self.squads or self.homes)

    def has(self, choice: FilterChoice) -> bool:
        """Whether a choice is ticked."""
        part, value = choice
        return value in getattr(self, part)

    def toggled(self, choice: FilterChoice) -> PeopleFilter:
        """The filter with a choice ticked, or unticked."""
        part, value = choice
        ticked: frozenset[object] = getattr(self, part)
        return replace(self, **{part: ticked ^ {value}})

    def matches(self, person: Volunteer, squads: tuple[int, ...], today: date) -> bool:
        """Whether a person of some squads is shown."""
        if person.archived and "archived" not in self.states and self:
            return False
        return (
            (not self.groups or person.group in self.groups)
            and (not self.tags or not self.tags.isdisjoint(person.tags))
            and (not self.squads or not self.squads.isdisjoint(squads))
            and (not self.homes or person.home in self.homes)
            and (not self.states or bool(self.states & _states(person, squads, today)))
        )

    def description(self, squad_names: Callable[[tuple[int, ...]], str]) -> str:
        """The filter in words, for a heading; empty for an empty filter."""
        if not self:
            return ""
        squads = tuple(n for n in self.squads if isinstance(n, int))
        parts = (
            " ".join(_(name) for state, name in STATE_NAMES.items() if state in self.states),
            " ".join(sorted(map(str, self.groups), key=natural_key)),
            " ".join(sorted(map(str, self.tags), key=natural_key)),
            squad_names(tuple(sorted(squads))) if squads else "",
            " ".join(sorted(map(str, self.homes), key=natural_key)),
        )
        return _("only {what}").format(what=" + ".join(filter(None, parts)))


def _states(person: Volunteer, squads: tuple[int, ...], today: date) -> set[FilterState]:
    """The states of a person."""
    applies: dict[FilterState, bool] = {
        "no_consent": person.consent is None,
        "unguarded": lacks_guardian(person, today),
        "minors": is_minor(person, today),
        "no_squad": not squads,
        "no_phone": not person.phone,
        "no_home": not person.home,
        "archived": person.archived,
    }
    return {state for state, does_apply in applies.items() if does_apply}


def filter_choices(
    people: Iterable[Volunteer],
    squads: Mapping[int, Squad],
    squads_of: Callable[[int], tuple[int, ...]],
    settings: Settings,
    today: date,
) -> dict[FilterChoice, int]:
    """All choices, and how many people each would show: the village's own groups and tags first,
    in their order, then others in use."""
    counts: Counter[FilterChoice] = Counter()
    for person in people:
        member_of = squads_of(person.number)
        states = _states(person, member_of, today)
        if person.archived:
            states = {"archived"}
            member_of = ()
        counts.update(("states", state) for state in states)
        counts.update(("squads", squad) for squad in member_of)
        if not person.archived:
            counts.update(("tags", tag) for tag in person.tags)
            counts.update([("groups", person.group)] if person.group else [])
            counts.update([("homes", person.home)] if person.home else [])
    found: dict[FilterChoice, int] = {("states", state): 0 for state in STATE_NAMES}
    found |= dict.fromkeys((("groups", name) for name in settings.groups), 0)
    found |= dict.fromkeys(_in_use(counts, "groups"), 0)
    found |= dict.fromkeys((("tags", name) for name in settings.tags), 0)
    found |= dict.fromkeys(_in_use(counts, "tags"), 0)
    found |= {("squads", squad.number): 0 for squad in squads.values() if not squad.archived}
    found |= dict.fromkeys(_in_use(counts, "homes"), 0)
    if not _in_use(counts, "homes"):
        found.pop(("states", "no_home"))  # it has no households yet
    return {choice: counts[choice] for choice in found}


def _in_use(counts: Counter[FilterChoice], part: FilterPart) -> list[FilterChoice]:
    return sorted(
        (choice for choice in counts if choice[0] == part), key=lambda c: natural_key(str(c[1]))
    )
