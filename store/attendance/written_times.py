"""Times that are written instead of clocked: on which day they lie, and what cannot have been.

Whoever writes a time of day says no date: it lies within the occurrence, from its first post to the
end of its last, give or take `MARGIN`.
Everything that takes such a time goes by the functions here: desk, commands, paper sheet, closing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

from yigong.store.attendance.hours import minutes_present
from yigong.store.attendance.posts import PostPlan, whole_hours
from yigong.store.attendance_records import Entry, Stint
from yigong.store.dates.date_words import short_date
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.records import elapsed

MARGIN = timedelta(hours=3)
"""How long before and after an occurrence a written time may lie, how long before it a check-in is
clocked without a question, and how long after it a check-out is clocked."""

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def clock_time(hour: int, minute: int) -> time:
    """A time of day; 24:00 is midnight.

    Raises:
        ValueError: There is no such time.
    """
    return time() if (hour, minute) == (24, 0) else time(hour, minute)


def place_arrival(clock: time, occurrence: Occurrence, now: datetime) -> datetime:
    """When somebody came, by a written time of day: before the end of the occurrence.

    Args:
        clock: The time of day, in the zone of the occurrence.
        occurrence: The occurrence.
        now: The time.

    Returns:
        The last such moment that has been; one before the start only if there is no other.

    Raises:
        Refused: It is not when it took place, or lies ahead.
    """
    begin, end = whole_hours(occurrence)
    moments = [moment for moment in _within(clock, occurrence) if moment < end]
    if not moments:
        raise _not_then(occurrence)
    past = [moment for moment in moments if moment <= now]
    if not past:
        raise Refused("What is filled in has happened; this lies ahead.")
    return max(past, key=lambda moment: (moment >= begin, moment))


def place_departure(
    clock: time, occurrence: Occurrence, now: datetime, *, after: datetime | None = None
) -> datetime:
    """When somebody left, by a written time of day.

    Args:
        clock: The time of day, in the zone of the occurrence; the present minute means now, to the
            second.
        occurrence: The occurrence.
        now: The time.
        after: When they came, if one person is meant: a time after it is preferred.

    Returns:
        Today's moment, if it can have been; else the last that has been, one outside of the
        occurrence only if there is no other.

    Raises:
        Refused: It is not when it took place, or lies ahead; also if only today's does.
    """
    moments = list(_within(clock, occurrence))
    if not moments:
        raise _not_then(occurrence)
    past = [moment for moment in moments if moment <= now]
    today = now.astimezone(occurrence.start.tzinfo).date()
    of_today = [moment for moment in moments if _day_of(moment, occurrence) == today]
    if not past or (of_today and of_today[0] > now):
        raise Refused("That lies ahead; nobody has left then yet.")
    if now - past[-1] < _MINUTE:
        return now.astimezone(past[-1].tzinfo)
    came, (begin, end) = after or past[0], whole_hours(occurrence)
    return max(
        past,
        key=lambda left: (
            left > came - _MINUTE,
            _day_of(left, occurrence) == today,
            begin <= left <= end,
            left,
        ),
    )


def place_interval(
    arrival: time, departure: time, occurrence: Occurrence, now: datetime
) -> tuple[datetime, datetime]:
    """From when to when somebody was there, by two written times of day.

    Args:
        arrival: When they came, in the zone of the occurrence.
        departure: When they left: the next such time after they came.
        occurrence: The occurrence.
        now: The time.

    Returns:
        The last such interval that has been; one that begins before the occurrence only if there
        is no other.

    Raises:
        Refused: It is not when it took place, ends before it begins, or lies ahead.
    """
    earliest, latest = whole_hours(occurrence)
    starts = [moment for moment in _within(arrival, occurrence) if moment < latest]
    ends = [moment for moment in _within(departure, occurrence) if moment > earliest]
    if not starts or not ends:
        raise _not_then(occurrence)
    departures = sorted(_moments(departure, occurrence))
    pairs = [
        (start, end)
        for start in starts
        for end in [left for left in departures if left > start][:1]
        if end in ends
    ]
    if not pairs:
        raise Refused("The end is not after the start.")
    past = [(start, end) for start, end in pairs if end <= now]
    if not past:
        raise Refused("What is filled in has happened; this lies ahead.")
    return max(past, key=lambda pair: (pair[0] >= earliest, pair))


def check_interval(start: datetime, end: datetime | None, span: PostPlan) -> None:
    """Check that a stint that is written in lies at the time of an occurrence.

    Args:
        start: From, aware.
        end: To, aware; `None`: still there.
        span: The occurrence, or its register's head.

    Raises:
        Refused: It does not overlap the occurrence, or exceeds it by more than `MARGIN`.
    """
    earliest, latest = _margins(span)
    begins, ends = whole_hours(span)
    comes = earliest <= start and start.timestamp() < ends.timestamp()
    leaves = end is None or (end.timestamp() > begins.timestamp() and end <= latest)
    if not (comes and leaves):
        raise _not_then(span)


def check_departure(left: datetime, span: PostPlan, now: datetime) -> None:
    """Check that an end that is written in can have been.

    Args:
        left: The end, aware.
        span: The occurrence, or its register's head.
        now: The time.

    Raises:
        Refused: It lies ahead, or more than `MARGIN` outside of the occurrence.
    """
    if left > now:
        raise Refused("That lies ahead; nobody has left then yet.")
    earliest, latest = _margins(span)
    if not earliest <= left <= latest:
        raise _not_then(span)


def check_filled(entry: Entry, stint: Stint, span: PostPlan) -> None:
    """Check that no more is filled in for a person than the occurrence lasts.

    Args:
        entry: Theirs, with the stint.
        stint: The stint that is written.
        span: The occurrence, or its register's head.

    Raises:
        Refused: It is.
    """
    length, total = elapsed(*whole_hours(span)), minutes_present(entry, "filled")
    own = elapsed(stint.start, stint.end) if stint.end is not None else 0
    if own > length:
        raise Refused("What is filled in cannot be longer than the event ({n} min).", n=length)
    if total > length:
        raise Refused(
            "{earlier} min are filled in for them already; with these {own} it would be {total}, "
            "longer than the event ({n} min).",
            earlier=total - own,
            own=own,
            total=total,
            n=length,
        )


def is_before_clocking(span: PostPlan, moment: datetime) -> bool:
    """Whether a check-in comes so long before an occurrence that it says nothing on its start."""
    return moment < _margins(span)[0]


def is_past_clocking(span: PostPlan, now: datetime) -> bool:
    """Whether a check-out comes so long after an occurrence that it says nothing on when."""
    return now > _margins(span)[1]


def dated_clock(moment: datetime, span: PostPlan, *, today: datetime | None = None) -> str:
    """A moment by the clock of an occurrence, with its date unless that is the day of the start.

    Args:
        moment: The moment.
        span: The occurrence, or its register's head.
        today: The time, if another day than today has its date in any case.
    """
    zone = span.start.tzinfo
    local = moment.astimezone(zone)
    days = {span.start.date(), today.astimezone(zone).date() if today else span.start.date()}
    return f"{local:%H:%M}" if days == {local.date()} else f"{short_date(local)} {local:%H:%M}"


def dated_interval(start: datetime, end: datetime, span: PostPlan) -> str:
    """Two moments by the clock of an occurrence: ``08:30-11:00``, ``26 Nov 04:00-06:00``."""
    zone = span.start.tzinfo
    same_day = start.astimezone(zone).date() == end.astimezone(zone).date()
    if same_day:
        return f"{dated_clock(start, span)}-{end.astimezone(zone):%H:%M}"
    return f"{dated_clock(start, span)} - {dated_clock(end, span)}"


def _day_of(moment: datetime, span: PostPlan) -> date:
    return moment.astimezone(span.start.tzinfo).date()


def _within(clock: time, occurrence: Occurrence) -> Iterator[datetime]:
    """The moments within the margin that have a time of day, in order."""
    earliest, latest = _margins(occurrence)
    for moment in sorted(_moments(clock, occurrence)):
        if earliest <= moment <= latest:
            yield moment


def _moments(clock: time, occurrence: Occurrence) -> Iterator[datetime]:
    """The moments that have a time of day, from the day before an occurrence to the day after.

    There are two on the night that clocks are set back over it, and none where it is skipped. Each
    has a fixed offset, as it will be read from the register, because Python compares two times of
    one zone by the wall clock.
    """
    zone = occurrence.start.tzinfo
    day, last = occurrence.start.date() - _DAY, occurrence.end.date() + _DAY
    while day <= last:
        wall = datetime.combine(day, clock)
        for offset in {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}:
            moment = wall.replace(tzinfo=timezone(offset or timedelta()))
            if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
                yield moment
        day += _DAY


def _margins(span: PostPlan) -> tuple[datetime, datetime]:
    """The earliest and the latest moment that may be written, in UTC."""
    start, end = whole_hours(span)
    return start.astimezone(UTC) - MARGIN, end.astimezone(UTC) + MARGIN


def _not_then(span: PostPlan) -> Refused:
    zone = span.start.tzinfo
    begins, ends = (moment.astimezone(zone) for moment in whole_hours(span))
    long = ends - begins >= _DAY
    start, until = (
        f"{short_date(at)} {at:%H:%M}" if long else f"{at:%H:%M}" for at in (begins, ends)
    )
    return Refused("That is not when it took place ({start}-{end}).", start=start, end=until)
