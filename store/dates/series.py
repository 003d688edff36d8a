"""Plans of an event that follow one another: where each ends and begins, and which UID it has.

An event has one plan until somebody changes "this and following", or changes it after people
came: past occurrences keep the plan they happened under (`Event.earlier`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import structs

from yigong.store.dates import rrule
from yigong.store.dates.recurrence import HORIZON_DAYS, all_plans, plan_starts
from yigong.store.event_records import ByRRule, Change, Event, Repeat

_SHARED_FIELDS = (
    "title", "kind", "role", "minutes", "place", "venues", "notes", "lead", "hosts", "needs",
    "posts", "capacity", "geo", "travel", "programme", "answers", "cancelled", "reason",
)  # fmt: skip
"""The fields that an edit of "all dates" changes in every plan; not the date and the rule."""


def highest_sequence(event: Event) -> int:
    """The highest SEQUENCE of an event, its plans and their changed occurrences."""
    return max(
        max(plan.sequence, *(change.sequence for change in plan.changes.values()), 0)
        for plan in (*event.earlier, event)
    )


def as_earlier_plan(plan: Event) -> Event:
    """A plan in the form it has in `Event.earlier`: without number, keys and plans of its own."""
    return structs.replace(plan, number=0, rev=0, keys="", earlier=())


def join_plans(chain: Sequence[Event], event: Event) -> Event:
    """One event of several plans, the last of them the current one.

    Args:
        chain: The plans, oldest first.
        event: The event whose number, revision and keys it gets.
    """
    return structs.replace(
        chain[-1],
        number=event.number,
        rev=event.rev,
        keys=event.keys,
        earlier=tuple(map(as_earlier_plan, chain[:-1])),
    )


def with_plan(event: Event, plan: Event) -> Event:
    """An event with one of its plans, found by UID, replaced."""
    return join_plans([plan if p.uid == plan.uid else p for p in all_plans(event)], event)


def with_later_changes(event: Event, plan: Event, first: date) -> Event:
    """A plan for the rest of an event, with the event's changes on dates from a day on."""
    later = {
        day: change
        for old in all_plans(event)
        for day, change in old.changes.items()
        if day >= first.isoformat()
    }
    return structs.replace(
        plan, earlier=(), changes=changes_of_plan(plan, {**later, **plan.changes})
    )


def restored_event(old: Event, current: Event, now: datetime) -> Event:
    """An event as it was before a change, with a higher SEQUENCE, so that calendars accept it.

    Args:
        old: The event before the change.
        current: The event as it is now.
        now: The time, aware.
    """
    sequence, stamped = (
        max(highest_sequence(old), highest_sequence(current)) + 1,
        now.astimezone(UTC),
    )
    known = {plan.uid: plan for plan in all_plans(current)}

    def restored(plan: Event) -> Event:
        now_there = known.get(plan.uid)
        if now_there is not None and as_earlier_plan(now_there) == as_earlier_plan(plan):
            return plan
        changes = dict(plan.changes)
        for day in now_there.changes if now_there else ():
            change = plan.changes.get(day, Change())
            changes[day] = structs.replace(change, sequence=sequence, stamped=stamped)
        return structs.replace(plan, sequence=sequence, stamped=stamped, changes=changes)

    return join_plans([restored(plan) for plan in all_plans(old)], old)


def event_content(event: Event) -> Event:
    """An event without its counters, which an undo raises when it restores the content."""
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


def edit_all_plans(current: Event, asked: Event) -> Event:
    """Apply an edit of the current plan to the earlier plans too.

    Args:
        current: The event.
        asked: Its current plan as it shall be. It cannot begin before the earlier ones end.
    """
    if not current.earlier:
        return asked
    new = {
        name: getattr(asked, name)
        for name in _SHARED_FIELDS
        if getattr(asked, name) != getattr(current, name)
    }
    same_days = asked.all_day == current.all_day
    moved = same_days and asked.start.time() != current.start.time()
    earlier = []
    for plan in current.earlier:
        fields = dict(new)
        if plan.all_day != asked.all_day:
            fields.pop("minutes", None)
        elif moved:
            fields["start"] = datetime.combine(plan.start.date(), asked.start.time())
        earlier.append(structs.replace(plan, **fields))
    last = _last_start_before(earlier[-1], current.start)
    latest = plan_from(asked, last.date() + timedelta(days=1)) if last else asked
    return structs.replace(latest or asked, earlier=tuple(earlier))


def raise_sequences(current: Event, new: Event, stamp: datetime) -> Event:
    """A new version of an event in which the plans that differ have a higher SEQUENCE."""
    sequence = max(highest_sequence(current) + 1, new.sequence)
    known = {plan.uid: as_earlier_plan(plan) for plan in all_plans(current)}
    chain = [
        plan
        if as_earlier_plan(plan) == known.get(plan.uid)
        else structs.replace(plan, sequence=sequence, stamped=stamp)
        for plan in all_plans(new)
    ]
    return join_plans(chain, new)


def split_event(
    old: Event, new: Event, first: date, stamp: datetime, fresh: Callable[[], str]
) -> tuple[Event | None, Event | None]:
    """Change an event from a day on.

    A plan with dates on both sides becomes two: the one that ends keeps the UID, with a higher
    SEQUENCE; the one that begins gets a new UID. So a calendar keeps the past when it takes in the
    next file (RFC 5545 has RANGE=THISANDFUTURE for it, which phones do not read).

    Args:
        old: The event.
        new: The event as it shall be.
        first: The first day of the new one.
        stamp: The time, UTC.
        fresh: Makes a UID.

    Returns:
        The whole event, `None` if the new one has no dates from that day on; and the old event
        before that day, `None` if it had no dates.
    """
    sequence = max(highest_sequence(old), highest_sequence(new)) + 1
    known = {plan.uid: as_earlier_plan(plan) for plan in all_plans(old)}

    def raised(plan: Event) -> Event:
        if as_earlier_plan(plan) == known.get(plan.uid):
            return plan
        return structs.replace(plan, sequence=sequence, stamped=stamp)

    def continued(plan: Event) -> Event:
        if plan.uid in ended:
            return structs.replace(plan, uid=fresh(), sequence=0, stamped=stamp)
        return raised(plan)

    before = [raised(plan) for plan in (plan_until(plan, first) for plan in all_plans(old)) if plan]
    ended = {plan.uid for plan in before}
    after = [
        continued(plan) for plan in (plan_from(plan, first) for plan in all_plans(new)) if plan
    ]
    ended_event = join_plans(before, old) if before else None
    return (join_plans([*before, *after], new) if after else None), ended_event


def plan_until(plan: Event, first: date) -> Event | None:
    """A plan cut to its dates before a day; `None` if it has none."""
    midnight = datetime.combine(first, time())
    plan = structs.replace(plan, earlier=())
    last = _last_start_before(plan, midnight)
    if last is None:
        return None
    if _next_start(plan, midnight) is None:
        return plan
    changes = {day: change for day, change in plan.changes.items() if day < first.isoformat()}
    return structs.replace(plan, repeat=_repeat_until(plan.repeat, last.date()), changes=changes)


def plan_from(plan: Event, first: date) -> Event | None:
    """A plan cut to its dates from a day on; `None` if it has none.

    The count of a rule is reduced by the dates before.
    """
    midnight = datetime.combine(first, time())
    plan = structs.replace(plan, earlier=())
    if plan.start >= midnight:
        return plan
    start = _next_start(plan, midnight)
    if start is None:
        return None
    rest = structs.replace(plan, start=start, repeat=_repeat_from(plan, midnight))
    return structs.replace(rest, changes=changes_of_plan(rest, plan.changes))


def changes_of_plan(plan: Event, changes: Mapping[str, Change]) -> dict[str, Change]:
    """The changes that belong to a date of the plan."""
    return {
        day: change for day, change in changes.items() if _gives_date(plan, date.fromisoformat(day))
    }


def _gives_date(plan: Event, day: date) -> bool:
    midnight = datetime.combine(day, time())
    return any(plan_starts(plan, midnight, midnight + timedelta(days=1)))


def _next_start(plan: Event, moment: datetime) -> datetime | None:
    return next(plan_starts(plan, moment, moment + timedelta(days=HORIZON_DAYS)), None)


def _last_start_before(plan: Event, moment: datetime) -> datetime | None:
    last = deque(plan_starts(plan, plan.start, moment), maxlen=1)
    return last[0] if last else None


def _repeat_until(repeat: Repeat | None, last: date) -> Repeat | None:
    """A repeat that ends on a day, inclusive."""
    if isinstance(repeat, ByRRule):
        return ByRRule(rrule.rule_ending(repeat.rule, last))
    return repeat and structs.replace(repeat, until=last, count=0)


def _repeat_from(plan: Event, moment: datetime) -> Repeat | None:
    """The repeat of a plan that starts at its first date from a moment on."""
    repeat = plan.repeat
    counts = (
        rrule.has_count(repeat.rule) if isinstance(repeat, ByRRule) else repeat and repeat.count
    )
    if repeat is None or not counts:
        return repeat
    taken = sum(1 for _start in plan_starts(plan, plan.start, moment))
    if isinstance(repeat, ByRRule):
        return ByRRule(rrule.count_reduced(repeat.rule, taken))
    return structs.replace(repeat, count=repeat.count - taken)
