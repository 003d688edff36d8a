"""The bounds of numbers and dates in a book, within which no calculation with them can fail.

User input is checked far more strictly by `store.validate`. The bounds are for what a hand or
another program wrote into a file: JSON of the right types, with an event in the year 9999.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from yigong.store.attendance_records import Entry, Head
from yigong.store.dates.lunar import TERMS
from yigong.store.event_records import ByLunar, ByTerm, Change, Event, Leg, OrganisedBy, Post
from yigong.store.points_records import Gift, PointsEntry, PointsRule
from yigong.store.programme_records import Enrolment, Programme
from yigong.store.records import Record
from yigong.store.request_records import Request, Visit
from yigong.store.score_records import Scorecard, ScoreRules
from yigong.store.settings_records import HoursPolicy, Settings
from yigong.store.venue_records import Venue

FIRST_YEAR, LAST_YEAR = 1800, 2400
"""Far enough inside the calendar that a week or a time zone more or less stays in it."""

MAX_NUMBER = 9_999_999
"""The highest number of a person, a squad or an event: seven digits, as in their codes."""

_MINUTES = 60 * 24 * 31
_PEOPLE = 9_999
_NAME = 80
"""Characters in the name of a kind or a season, which stands on each page of the calendar."""

MAX_LEGS = 20
"""The most legs of a trip."""

_DAYS_AHEAD = 36_600
"""Days: a century."""

MAX_ANSWER_DAYS = 250
"""Working days: a year."""

MAX_POINTS = 100_000
"""The most points of a rule, and the highest price."""

MAX_STOCK = 1_000_000
"""The most of a gift that there ever were."""

MAX_MARKS = 1_000
"""The most marks of an indicator."""

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
"""A time of the day: ``09:00``."""

_SUM = 10**9
"""For minutes, heads and revisions: far above the sums of any village."""


class OutOfBounds(ValueError):
    """A field is out of bounds; the text is its name."""


def check_bounds(
    records: Mapping[int, Record],
    head: Head | None,
    rev: int,
    highest: int,
    check: Callable[[Any], None] | None = None,
) -> None:
    """Check a book that was just read; twenty thousand people take two milliseconds.

    Args:
        records: Its records by number.
        head: The facts of a register's occurrence.
        rev: The book's revision.
        highest: The highest number it ever assigned.
        check: Checks one record; `None`: the records of this book need no check.

    Raises:
        OutOfBounds: A field is out of bounds.
    """
    _number("rev", rev, 0, _SUM)
    _number("highest", highest)
    if head is not None:
        _head(head)
    if not records:
        return
    _number("number", min(records), 1)
    _number("number", max(records), 1)
    if check is not None:
        for record in records.values():
            check(record)
        if check is check_entry:
            return
    for record in records.values():
        if not 0 <= record.rev <= _SUM:
            raise OutOfBounds("rev")


def _head(head: Head) -> None:
    _number("event", head.event, 1)
    _number("travel", head.travel, 0, _MINUTES)
    check_moments("start", head.start, head.end, head.closed)
    for count in head.headcounts:
        if not (0 <= count.adults <= _PEOPLE and 0 <= count.children <= _PEOPLE):
            raise OutOfBounds("headcounts")
        check_moments("headcounts", count.at)
    _posts(head.posts)
    _legs(head.legs)
    _hosts(head.hosts)
    for venue in head.venues:
        _number("venues", venue)
    for correction in head.corrections:
        check_moments("corrections", correction.at, correction.signed)
    if head.policy is not None:
        _policy(head.policy)
    _points_rules(head.points or ())


def check_entry(entry: Entry) -> None:
    """Check an entry, its revision too.

    It is written out, because reading all registers of ten years checks a hundred thousand.
    """
    if not 0 <= entry.rev <= _SUM:
        raise OutOfBounds("rev")
    for stint in entry.stints:
        start, end = stint.start, stint.end
        if start.tzinfo is None or not FIRST_YEAR <= start.year <= LAST_YEAR:
            raise OutOfBounds("stints")
        if end is not None and (end.tzinfo is None or not FIRST_YEAR <= end.year <= LAST_YEAR):
            raise OutOfBounds("stints")
        if stint.leg and not 0 < stint.leg <= MAX_LEGS:
            raise OutOfBounds("stints")
    if entry.seat or entry.rides:
        _number("seat", entry.seat, 0, _PEOPLE)
        for leg in entry.rides:
            _number("rides", leg, 1, MAX_LEGS)
    if not (0 <= entry.adults <= _PEOPLE and 0 <= entry.children <= _PEOPLE):
        raise OutOfBounds("adults, children")
    if not (0 <= entry.squad <= MAX_NUMBER and 0 <= entry.row <= MAX_NUMBER):
        raise OutOfBounds("squad, row")
    for grant in entry.grants:
        _number("grants", grant.minutes, 1, _MINUTES)
        check_moments("grants", grant.at)
    for post in entry.posts:
        _number("posts", post.post, 1)
        check_moments("posts", post.at)
    moment, credit = entry.expected, entry.credit
    if moment is not None and (moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR):
        raise OutOfBounds("expected")
    if not 0 <= entry.learning.minutes + entry.labour.minutes <= _SUM:
        raise OutOfBounds("learning, labour")
    if credit is not None and not (
        0 <= credit.clocked <= _SUM and 0 <= credit.filled <= _SUM and 0 <= credit.granted <= _SUM
    ):
        raise OutOfBounds("credit")


def check_event(event: Event) -> None:
    """Check an event, its single dates and its earlier plans."""
    _wall_clock("start", event.start)
    _number("minutes", event.minutes, 1, _MINUTES)
    _number("capacity", event.capacity, 0, _PEOPLE)
    _number("travel", event.travel, 0, _MINUTES)
    for squad, count in event.needs.items():
        _number("needs", squad)
        _number("needs", count, 0, _PEOPLE)
    if isinstance(event.programme, int):  # in older books it is a text
        _number("programme", event.programme)
    for number in (event.booker, event.booked_for, *event.venues):
        _number("booker, booked_for, venues", number)
    for request in event.answers:
        _number("answers", request, 1)
    _posts(event.posts)
    _legs(event.legs)
    _hosts(event.hosts)
    _number("sequence", event.sequence, 0, _SUM)
    check_moments("stamped", event.stamped)
    if event.zone:
        try:
            ZoneInfo(event.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise OutOfBounds("zone") from None
    _repeat(event)
    for day, change in event.changes.items():
        _change(day, change)
    for plan in event.earlier:
        if plan.earlier:
            raise OutOfBounds("earlier")
        check_event(plan)


def _repeat(event: Event) -> None:
    repeat = event.repeat
    if isinstance(repeat, ByLunar):
        _number("repeat.month", repeat.month, 0, 12)
        _number("repeat.day", repeat.day, 1, 30)
    elif isinstance(repeat, ByTerm) and repeat.term not in TERMS:
        raise OutOfBounds("repeat.term")
    if isinstance(repeat, ByLunar | ByTerm):
        _number("repeat.count", repeat.count, 0, _PEOPLE)


def _change(day: str, change: Change) -> None:
    try:
        _year("changes", date.fromisoformat(day))
    except ValueError:
        raise OutOfBounds("changes") from None
    if change.start is not None:
        _wall_clock("changes", change.start)
    if change.minutes is not None:
        _number("changes", change.minutes, 1, _MINUTES)
    for venue in change.venues or ():
        _number("changes", venue)
    _posts(change.posts or ())
    _legs(change.legs or ())
    _number("changes", change.sequence, 0, _SUM)
    check_moments("changes", change.stamped)


def _posts(posts: Iterable[Post]) -> None:
    for post in posts:
        _number("posts", post.id, 1)
        _number("posts", post.start, -_MINUTES, _MINUTES)
        _number("posts", post.minutes, 0, _MINUTES)
        _number("posts", post.heads, 0, _PEOPLE)
        _number("posts", post.squad)
        _number("posts", post.lead)


def _legs(legs: Iterable[Leg]) -> None:
    for leg in legs:
        _number("legs", leg.after, 0, _MINUTES)
        _number("legs", leg.minutes, 1, _MINUTES)
        for vehicle in leg.vehicles:
            _number("legs", vehicle, 1)
        for seats in leg.seats:
            _number("legs", seats, 0, _PEOPLE)


def _hosts(hosts: Iterable[OrganisedBy]) -> None:
    for host in hosts:
        _number("hosts", host.squad, 1)


def check_programme(programme: Programme) -> None:
    """Check a programme."""
    for day in (programme.first, programme.last):
        if day is not None:
            _year("first, last", day)
    for season in programme.seasons:
        if not season.name or len(season.name) > _NAME:
            raise OutOfBounds("seasons")
        _year("seasons", season.first)
        _year("seasons", season.last)
    for goal in (programme.goal.occurrences, programme.goal.attendances, programme.goal.people):
        _number("goal", goal, 0, _SUM)
    _hosts(programme.hosts)
    _number("places", programme.places, 0, _PEOPLE)
    _number("mentors_each", programme.mentors_each, 0, _PEOPLE)


def check_enrolment(enrolment: Enrolment) -> None:
    """Check an enrolment."""
    _number("programme", enrolment.programme, 1)
    _number("person", enrolment.person, 1)
    _number("children", enrolment.children, 0, _PEOPLE)
    _year("since", enrolment.since)
    if enrolment.until is not None:
        _year("until", enrolment.until)
    for mentor in enrolment.mentors:
        _number("mentors", mentor, 1)


def check_venue(venue: Venue) -> None:
    """Check a venue."""
    for number in (venue.part_of, venue.keeper):
        _number("part_of, keeper", number)
    for opening in venue.opens:
        for weekday in opening.days:
            _number("opens", weekday, 0, 6)
        for clock in (opening.start, opening.end):
            if not _CLOCK.fullmatch(clock):
                raise OutOfBounds("opens")
    for shut in venue.shut:
        _year("shut", shut.first)
        _year("shut", shut.last)
    for number in (venue.seats, venue.max_per_month):
        _number("seats, max_per_month", number, 0, _PEOPLE)
    for minutes in (venue.buffer, venue.max_minutes):
        _number("buffer, max_minutes", minutes, 0, _MINUTES)
    _number("max_days_ahead", venue.max_days_ahead, 0, _DAYS_AHEAD)


def check_request(request: Request) -> None:
    """Check a request."""
    check_moments("at", request.at)
    for number in (request.who, request.squad, request.holder, request.holding_squad):
        _number("who, squad, holder, holding_squad", number)
    _number("same_as", request.same_as)
    _number("days", request.days, 0, MAX_ANSWER_DAYS)
    for day in (request.due, request.since, *(each.due for each in request.rounds)):
        if day is not None:
            _year("due, since", day)
    for each in request.rounds:
        check_moments("rounds", each.answered, each.asked)
    check_moments("remarks", *(remark.at for remark in request.remarks))
    if request.state == "done" and not request.rounds:
        raise OutOfBounds("rounds")
    if (request.state == "same") != bool(request.same_as):
        raise OutOfBounds("same_as")


def check_visit(visit: Visit) -> None:
    """Check a visit."""
    _year("day", visit.day)
    for number in (visit.who, *visit.by, *visit.requests):
        _number("who, by, requests", number)


def check_gift(gift: Gift) -> None:
    """Check a gift."""
    _number("points", gift.points, 1, MAX_POINTS)
    _number("stock", gift.stock, -1, MAX_STOCK)


def check_points_entry(entry: PointsEntry) -> None:
    """Check an entry of the ledger of points."""
    _number("person", entry.person, 1)
    check_moments("at", entry.at)
    _number("points", entry.points, -_SUM, _SUM)
    _number("gift", entry.gift)
    _number("pieces", entry.pieces, 0, _PEOPLE)


def _points_rules(rules: Iterable[PointsRule]) -> None:
    for rule in rules:
        _number("points", rule.unit, 1, _MINUTES)
        _number("points", rule.points, 1, MAX_POINTS)
        _number("points", rule.programme)
        _number("points", rule.day_most, 0, _SUM)
        if "paid" in rule.roles:
            raise OutOfBounds("points")


def check_scorecard(card: Scorecard) -> None:
    """Check a scorecard."""
    _year("first", card.first)
    _year("last", card.last)
    check_moments("at", card.at)
    _number("replaces", card.replaces)
    if card.withdrawn is not None:
        check_moments("withdrawn", card.withdrawn.at)
    _score_rules(card.rules)
    for row in card.rows:
        if len(row.cells) != len(card.rules.indicators):
            raise OutOfBounds("rows")
        for cell in row.cells:
            _number("rows", cell.marks or 0, 0, _SUM)
            _number("rows", cell.value, 0, _SUM)
            _number("rows", cell.of, 0, _SUM)
        for number in (row.marks, row.full, row.stars or 0, row.late, row.overdue):
            _number("rows", number, 0, _SUM)


def _score_rules(rules: ScoreRules) -> None:
    for indicator in rules.indicators:
        if not indicator.name or len(indicator.name) > _NAME:
            raise OutOfBounds("score")
        _number("score", indicator.full, 1, MAX_MARKS)
        _number("score", indicator.target, 0, _SUM)
        for step in indicator.steps:
            _number("score", step.least, 0, 100)
            _number("score", step.marks, 0, indicator.full)
    for number in (*rules.stars, rules.sign_within, rules.yellow_late, rules.red_late):
        _number("score", number, 0, MAX_MARKS)
    for number in (rules.yellow_overdue, rules.red_overdue):
        _number("score", number, 0, _DAYS_AHEAD)


def check_settings(settings: Settings) -> None:
    """Check the settings."""
    _number("first_weekday", settings.first_weekday, 0, 6)
    _number("years_ahead", settings.years_ahead, 1, 20)
    _policy(settings.hours)
    for hours in settings.stars:
        _number("stars", hours, 1, _SUM)
    days = settings.answer_days
    for number in (days.plain, days.soon, days.now):
        _number("answer_days", number, 1, MAX_ANSWER_DAYS)
    _points_rules(settings.points)
    _score_rules(settings.score)
    for kind in settings.kinds:
        if not kind.name or len(kind.name) > _NAME or len(kind.letter) > 1:
            raise OutOfBounds("kinds")


def _policy(policy: HoursPolicy) -> None:
    _number("round_to", policy.round_to, 1, 240)
    _number("daily_cap", policy.daily_cap, 0, 1440)
    _number("min_presence", policy.min_presence, 0, 100)


def _number(name: str, value: int, least: int = 0, most: int = MAX_NUMBER) -> None:
    if not least <= value <= most:
        raise OutOfBounds(name)


def _wall_clock(name: str, moment: datetime) -> None:
    if moment.tzinfo is not None:
        raise OutOfBounds(name)
    _year(name, moment)


def check_moments(name: str, *moments: datetime | None) -> None:
    """Check that moments are aware and within the years.

    Raises:
        OutOfBounds: One is not; the text is the name of their field.
    """
    for moment in moments:
        if moment is not None:
            if moment.tzinfo is None:
                raise OutOfBounds(name)
            _year(name, moment)


def _year(name: str, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise OutOfBounds(name)
