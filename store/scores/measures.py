"""What indicators count of a squad, a host, a group or the village, and what stands behind it.

Every number comes from where it is counted for other pages, too: occurrences, heads and hours from
a summary, requests and visits from their counts. What stands behind one is counted piece by piece
by the same functions, so that the pieces add up to the cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec

from yigong.store.attendance.counts_cache import RegisterCounts
from yigong.store.people.natural_order import natural_key
from yigong.store.records import Squad, Volunteer, code
from yigong.store.request_records import Request, Visit
from yigong.store.requests.coverage import Coverage, HouseholdVisits, coverage
from yigong.store.requests.request_counts import RequestCounts, count_requests
from yigong.store.score_records import ScoreMeasure, ScoreRow, ScoreRules, ScoreSubject
from yigong.store.scores.score_rules import score_row
from yigong.store.scores.signing_time import COUNTED, Signing, signing_of
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import Tally, register_sum

_MINUTES = 60

FigureKind = Literal["occurrence", "register", "request", "household", "visit"]
"""What a piece behind a cell is."""


class Figure(NamedTuple):
    """A piece behind a cell: an occurrence, a register, a request, a household, a visit."""

    kind: FigureKind
    key: str
    """The occurrence's key, the request's code, the household's label, the visit's code."""

    day: date | None
    title: str
    """The occurrence's title, the request's topic, the household's group, whom a visit was to."""

    amount: int = 0
    """What it adds to the cell: heads, minutes of service, 1 for what counts once."""

    whole: int = 0
    """What it adds to the whole of a share."""

    signing: Signing | None = None
    """How a register stands."""

    request: Request | None = None
    household: HouseholdVisits | None = None
    visit: Visit | None = None


class ScoredSubject(NamedTuple):
    """Whom a row is of."""

    of: ScoreSubject
    key: str
    """As in `ScoreRow`."""

    name: str


class ScoreFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a village has of a period, read once for all rows."""

    summary: Summary
    requests: tuple[Request, ...]
    visits: tuple[Visit, ...]
    people: Mapping[int, Volunteer]
    squads: Mapping[int, Squad]
    groups: tuple[str, ...]
    """Those of the settings."""

    village: str
    """Its name."""

    today: date
    """The day on which what is not done yet is looked at."""


_TALLIED: dict[ScoreMeasure, Callable[[Tally], int]] = {
    "occurrences": lambda tally: tally.occurrences,
    "volunteer_heads": lambda tally: tally.heads.volunteers,
    "participant_heads": lambda tally: tally.heads.participants,
    "service_hours": lambda tally: tally.service.total,
}
"""What a measure adds up of a summary; of hours the minutes."""

_ASKED: dict[ScoreMeasure, Callable[[RequestCounts], tuple[int, int]]] = {
    "requests_done": lambda counts: (counts.done, counts.accepted),
    "requests_in_time": lambda counts: (counts.in_time, counts.timed),
    "requests_satisfied": lambda counts: (counts.good, counts.asked),
}
"""The part and the whole of a share of requests."""


class SubjectFacts:
    """What one squad, host, group or the village has of a period."""

    def __init__(self, facts: ScoreFacts, subject: ScoredSubject, sign_within: int) -> None:
        """Nothing is counted before it is asked for.

        Args:
            facts: What the village has.
            subject: Of whom.
            sign_within: The working days in which a register is signed in time.
        """
        self.subject = subject
        self._facts = facts
        self._within = sign_within

    # -- what is theirs ----------------------------------------------------

    @cached_property
    def summary(self) -> Summary:
        """Their part of the summary."""
        of, key = self.subject.of, self.subject.key
        whole = self._facts.summary
        return whole if of == "village" else whole.within(of, key)

    @cached_property
    def signings(self) -> list[tuple[RegisterCounts, Signing]]:
        """How each of their registers stands, by date."""
        today = self._facts.today
        return [(each, signing_of(each.head, self._within, today)) for each in self.summary.counted]

    @cached_property
    def requests(self) -> list[Request]:
        """Their requests: those given to a squad, also on whose behalf if it hosts, those of a
        group; of any time."""
        return [each for each in self._facts.requests if self._owns_request(each)]

    @cached_property
    def visits(self) -> list[Visit]:
        """The visits that may be theirs: of a squad those that one of its members made; of a group
        and of the village all, as `coverage` tells the groups apart."""
        if self.subject.of not in ("squads", "hosts"):
            return list(self._facts.visits)
        squad = self._facts.squads.get(int(self.subject.key))
        members = frozenset(squad.members) if squad is not None else frozenset[int]()
        return [each for each in self._facts.visits if not members.isdisjoint(each.by)]

    def _owns_request(self, request: Request) -> bool:
        of, key = self.subject.of, self.subject.key
        if of == "village":
            return True
        if of == "groups":
            person = self._facts.people.get(request.who)
            return (request.group or (person.group if person is not None else "")) == key
        number = int(key)
        return request.holding_squad == number or (of == "hosts" and request.squad == number)

    # -- what is counted ---------------------------------------------------

    @cached_property
    def _coverage(self) -> Coverage:
        return self._covered(self.visits)

    def _covered(self, visits: Iterable[Visit]) -> Coverage:
        first, last = self._facts.summary.first, self._facts.summary.last
        group = self.subject.key if self.subject.of == "groups" else None
        return coverage(visits, self._facts.people, first, last, group)

    def _counted_requests(self, requests: Iterable[Request]) -> RequestCounts:
        summary = self._facts.summary
        return count_requests(requests, summary.first, summary.last, self._facts.today)

    def counted(self, measure: ScoreMeasure) -> tuple[int, int]:
        """What a measure counts: the number and 0, or the part and the whole of a share."""
        if measure in _TALLIED:
            found = _TALLIED[measure](self.summary.total)
            return (found // _MINUTES if measure == "service_hours" else found), 0
        if measure in _ASKED:
            return _ASKED[measure](self._counted_requests(self.requests))
        if measure == "signed_in_time":
            states = [signing.state for _register, signing in self.signings]
            return states.count("in_time"), sum(state in COUNTED for state in states)
        if measure == "households_met":
            return self._coverage.met, self._coverage.known
        return self._coverage.visits, 0

    @property
    def late(self) -> int:
        """How many registers were signed late, or are late by now."""
        return sum(signing.state == "late" for _register, signing in self.signings)

    @property
    def undated(self) -> int:
        """How many registers are left out, as the working days on the way to their last day are not
        announced yet, or as it was not kept when they were first signed."""
        return sum(signing.state in ("undated", "unknown") for _register, signing in self.signings)

    @property
    def overdue(self) -> int:
        """By how many days their most belated open request is over its date."""
        last = self._facts.summary.last
        return count_requests(self.requests, None, last, self._facts.today).most_overdue

    # -- what stands behind it ---------------------------------------------

    def behind(self, measure: ScoreMeasure) -> list[Figure]:
        """The pieces behind what a measure counts, which add up to it."""
        if measure in _TALLIED:
            return list(self._behind_tally(_TALLIED[measure]))
        if measure in _ASKED:
            return list(self._behind_requests(_ASKED[measure]))
        if measure == "signed_in_time":
            return [_register_figure(*pair) for pair in self.signings]
        if measure == "households_met":
            found = sorted(self._coverage.households, key=lambda each: not each.met)
            return [_household_figure(each) for each in found]
        return list(self._behind_visits())

    def behind_colour(self) -> list[Figure]:
        """What makes the row yellow or red: late registers, then open requests over their date."""
        late = [_register_figure(*pair) for pair in self.signings if pair[1].state == "late"]
        last, today = self._facts.summary.last, self._facts.today
        found = []
        for request in self.requests:
            over = count_requests([request], None, last, today).most_overdue
            if over:
                found.append(_request_figure(request, over, 0))
        return late + sorted(found, key=lambda figure: -figure.amount)

    def _behind_tally(self, number: Callable[[Tally], int]) -> Iterator[Figure]:
        for register in self.summary.counted:
            amount = number(register_sum(register).tally())
            if amount:
                head = register.head
                yield Figure("occurrence", register.key, head.start.date(), head.title, amount)

    def _behind_requests(
        self, share: Callable[[RequestCounts], tuple[int, int]]
    ) -> Iterator[Figure]:
        for request in self.requests:
            part, whole = share(self._counted_requests([request]))
            if whole:
                yield _request_figure(request, part, whole)

    def _behind_visits(self) -> Iterator[Figure]:
        for visit in self.visits:
            if self._covered([visit]).visits:
                person = self._facts.people.get(visit.who)
                home = visit.home or (person.home if person is not None else "")
                found = Figure("visit", visit.code, visit.day, home or visit.group, 1)
                yield found._replace(visit=visit)


def _register_figure(register: RegisterCounts, signing: Signing) -> Figure:
    head, state = register.head, signing.state
    part, whole = int(state == "in_time"), int(state in COUNTED)
    day = head.start.date()
    return Figure("register", register.key, day, head.title, part, whole, signing=signing)


def _request_figure(request: Request, part: int, whole: int) -> Figure:
    day = request.at.date()
    return Figure("request", request.code, day, request.topic, part, whole, request=request)


def _household_figure(each: HouseholdVisits) -> Figure:
    found = Figure("household", each.home, each.last_met, each.group, int(each.met), 1)
    return found._replace(household=each)


# -- rows --------------------------------------------------------------------


def score_subjects(facts: ScoreFacts, of: ScoreSubject) -> list[ScoredSubject]:
    """Whom a scorecard has rows for: who is not archived, and who has something in the period.

    Args:
        facts: What the village has.
        of: Of what kind.
    """
    if of == "village":
        return [ScoredSubject(of, "", facts.village)]
    if of == "groups":
        lived = {person.group for person in facts.people.values() if not person.archived}
        held = {row.key for row in facts.summary.groups}
        names = dict.fromkeys([*facts.groups, *sorted(lived | held, key=natural_key)])
        return [ScoredSubject(of, name, name) for name in names if name]
    found = facts.summary.squads if of == "squads" else facts.summary.hosts
    seen = {int(row.key or 0): row.label for row in found if row.key not in ("", "0")}
    listed = {
        number: squad.name
        for number, squad in facts.squads.items()
        if not squad.archived and (of == "squads" or squad.hosts)
    }
    names_by_number = {
        number: facts.squads[number].name if number in facts.squads else _name(number, label)
        for number, label in seen.items()
    }
    rows = sorted((names_by_number | listed).items())
    return [ScoredSubject(of, str(number), name) for number, name in rows]


def _name(number: int, label: str) -> str:
    """The name of a squad that is in no book: as registers have it, else its code."""
    return label if label and label != str(number) else code("S", number)


def scored_row(facts: ScoreFacts, subject: ScoredSubject, rules: ScoreRules) -> ScoreRow:
    """Score one squad, host or group, or the village."""
    own = SubjectFacts(facts, subject, rules.sign_within)
    counted = [own.counted(indicator.measure) for indicator in rules.indicators]
    return score_row(rules, subject.key, subject.name, counted, own.late, own.overdue)
