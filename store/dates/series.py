"""Plans that follow one another: where one ends, where the next begins, which UID each has.

An event is one plan until somebody changes "this and following", or until it is changed after
people came: what happened keeps the plan it happened under (`Event.earlier`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import structs

from yigong.store.dates import rrule
from yigong.store.dates.recurrence import HORIZON, all_plans, planned_starts
from yigong.store.records import ByRRule, Change, Event, Repeat

_SHARED = (
    "title", "kind", "minutes", "place", "notes", "lead", "needs", "capacity", "geo",
    "travel", "programme", "cancelled", "reason",
)  # fmt: skip
"""What "all dates" means for every plan; date and rule are the present one's alone."""


def newest_sequence(event: Event) -> int:
    """The highest SEQUENCE that an event, or one of its plans or dates, ever went out with."""
    return max(
        max(plan.sequence, *(change.sequence for change in plan.changes.values()), 0)
        for plan in (*event.earlier, event)
    )


def plan_alone(plan: Event) -> Event:
    """A plan as it is kept in `Event.earlier`."""
    return structs.replace(plan, number=0, rev=0, keys="", earlier=())


def join_plans(chain: Sequence[Event], event: Event) -> Event:
    """One event of several plans, the last of them the present one.

    Args:
        chain: The plans, oldest first.
        event: Gives number, revision and keys.
    """
    return structs.replace(
        chain[-1],
        number=event.number,
        rev=event.rev,
        keys=event.keys,
        earlier=tuple(map(plan_alone, chain[:-1])),
    )


def with_plan(event: Event, plan: Event) -> Event:
    """An event with one of its plans, known by its UID, as it is given."""
    return join_plans([plan if one.uid == plan.uid else one for one in all_plans(event)], event)


def with_changes_of(event: Event, plan: Event, first: date) -> Event:
    """A plan for what is left of an event: what differs on later dates goes over to it."""
    later = {
        day: change
        for one in all_plans(event)
        for day, change in one.changes.items()
        if day >= first.isoformat()
    }
    return structs.replace(
        plan, earlier=(), changes=changes_of_plan(plan, {**later, **plan.changes})
    )


def restored_event(old: Event, current: Event, now: datetime) -> Event:
    """An event as it was before a change, but newer: phones that took the change take this too.

    Args:
        old: The event before the change.
        current: The event as it is now.
        now: The time, aware.
    """
    sequence, stamped = max(newest_sequence(old), newest_sequence(current)) + 1, now.astimezone(UTC)
    known = {plan.uid: plan for plan in all_plans(current)}

    def back(plan: Event) -> Event:
        theirs = known.get(plan.uid)
        if theirs is not None and plan_alone(theirs) == plan_alone(plan):
            return plan
        changes = dict(plan.changes)
        for day in theirs.changes if theirs else ():
            change = plan.changes.get(day, Change())
            changes[day] = structs.replace(change, sequence=sequence, stamped=stamped)
        return structs.replace(plan, sequence=sequence, stamped=stamped, changes=changes)

    return join_plans([back(plan) for plan in all_plans(old)], old)


def event_content(event: Event) -> Event:
    """An event but for its counters, which an undo raises where it brings old content back."""
    changes = {
        day: structs.replace(change, sequence=0, stamped=None)
        for day, change in event.changes.items()
    }
    changes = {day: change for day, change in changes.items() if change != Change()}
    return structs.replace(
        event,
        rev=0,
        sequence=0,
        stamped=None,
        changes=changes,
        earlier=tuple(map(event_content, event.earlier)),
    )


def spread_edit(current: Event, asked: Event) -> Event:
    """What is asked of the present plan, asked of the earlier ones, too, where they have the same.

    Args:
        current: The event.
        asked: Its present plan as it shall be. It cannot begin before the earlier ones end.
    """
    if not current.earlier:
        return asked
    new = {
        name: getattr(asked, name)
        for name in _SHARED
        if getattr(asked, name) != getattr(current, name)
    }
    same_days = asked.all_day == current.all_day
    moved = same_days and asked.start.time() != current.start.time()
    earlier = []
    for plan in current.earlier:
        mine = dict(new)
        if plan.all_day != asked.all_day:
            mine.pop("minutes", None)
        elif moved:
            mine["start"] = datetime.combine(plan.start.date(), asked.start.time())
        earlier.append(structs.replace(plan, **mine))
    last = _last_before(earlier[-1], current.start)
    present = plan_beginning(asked, last.date() + timedelta(days=1)) if last else asked
    return structs.replace(present or asked, earlier=tuple(earlier))


def renew_event(current: Event, new: Event, stamp: datetime) -> Event:
    """A new version of an event: the plans that differ go out with a higher SEQUENCE."""
    sequence = max(newest_sequence(current) + 1, new.sequence)
    known = {plan.uid: plan_alone(plan) for plan in all_plans(current)}
    chain = [
        plan
        if plan_alone(plan) == known.get(plan.uid)
        else structs.replace(plan, sequence=sequence, stamped=stamp)
        for plan in all_plans(new)
    ]
    return join_plans(chain, new)


def split_event(
    old: Event, new: Event, first: date, stamp: datetime, fresh: Callable[[], str]
) -> tuple[Event | None, Event | None]:
    """An event that is as it was before a day, and as it shall be from then on.

    A plan with dates on both sides becomes two: the one that ends keeps the UID, with a higher
    SEQUENCE; the one that begins has a new one. So nothing that a phone knows of the past is lost
    with the next file (RFC 5545 has RANGE=THISANDFUTURE for it, which phones do not read).

    Args:
        old: The event.
        new: As it shall be.
        first: The first day that is of the new.
        stamp: When, UTC.
        fresh: Gives a UID.

    Returns:
        The whole event, `None` where the new has no dates from then on; and what is left of the
        old one before that day, `None` where it had none.
    """
    sequence = max(newest_sequence(old), newest_sequence(new)) + 1
    known = {plan.uid: plan_alone(plan) for plan in all_plans(old)}

    def raised(plan: Event) -> Event:
        if plan_alone(plan) == known.get(plan.uid):
            return plan
        return structs.replace(plan, sequence=sequence, stamped=stamp)

    def going_on(plan: Event) -> Event:
        if plan.uid in taken:
            return structs.replace(plan, uid=fresh(), sequence=0, stamped=stamp)
        return raised(plan)

    before = [
        raised(plan) for plan in (plan_ending(plan, first) for plan in all_plans(old)) if plan
    ]
    taken = {plan.uid for plan in before}
    after = [
        going_on(plan) for plan in (plan_beginning(plan, first) for plan in all_plans(new)) if plan
    ]
    left = join_plans(before, old) if before else None
    return (join_plans([*before, *after], new) if after else None), left


def plan_ending(plan: Event, first: date) -> Event | None:
    """A plan whose last date lies before a day; `None` where it has none before it."""
    midnight = datetime.combine(first, time())
    plan = structs.replace(plan, earlier=())
    last = _last_before(plan, midnight)
    if last is None:
        return None
    if _next(plan, midnight) is None:
        return plan
    changes = {day: change for day, change in plan.changes.items() if day < first.isoformat()}
    return structs.replace(plan, repeat=_until(plan.repeat, last.date()), changes=changes)


def plan_beginning(plan: Event, first: date) -> Event | None:
    """A plan that begins with its first date on or after a day; `None` where it has none.

    Of a rule that counts its dates, those before that day are taken off.
    """
    midnight = datetime.combine(first, time())
    plan = structs.replace(plan, earlier=())
    if plan.start >= midnight:
        return plan
    start = _next(plan, midnight)
    if start is None:
        return None
    begins = structs.replace(plan, start=start, repeat=_counted_on(plan, midnight))
    return structs.replace(begins, changes=changes_of_plan(begins, plan.changes))


def changes_of_plan(plan: Event, changes: Mapping[str, Change]) -> dict[str, Change]:
    """Those of some changes that are of a date the plan has."""
    return {day: change for day, change in changes.items() if _has(plan, date.fromisoformat(day))}


def _has(plan: Event, day: date) -> bool:
    midnight = datetime.combine(day, time())
    return any(planned_starts(plan, midnight, midnight + timedelta(days=1)))


def _next(plan: Event, moment: datetime) -> datetime | None:
    return next(planned_starts(plan, moment, moment + timedelta(days=HORIZON)), None)


def _last_before(plan: Event, moment: datetime) -> datetime | None:
    last = deque(planned_starts(plan, plan.start, moment), maxlen=1)
    return last[0] if last else None


def _until(repeat: Repeat | None, last: date) -> Repeat | None:
    """A repeat that ends on a day, inclusive."""
    if isinstance(repeat, ByRRule):
        return ByRRule(rrule.rule_ending(repeat.rule, last))
    return repeat and structs.replace(repeat, until=last, count=0)


def _counted_on(plan: Event, moment: datetime) -> Repeat | None:
    """A plan's repeat, for a start at its first date after some moment."""
    repeat = plan.repeat
    counts = (
        rrule.has_count(repeat.rule) if isinstance(repeat, ByRRule) else repeat and repeat.count
    )
    if repeat is None or not counts:
        return repeat
    taken = sum(1 for _start in planned_starts(plan, plan.start, moment))
    if isinstance(repeat, ByRRule):
        return ByRRule(rrule.count_reduced(repeat.rule, taken))
    return structs.replace(repeat, count=repeat.count - taken)
