"""Apply a file's VEVENTs to an event: to the plans they belong to, if the revision is newer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.exports.ical.calendar_file import write_event
from yigong.exports.ical.importing import override_reader, time_reader
from yigong.exports.ical.importing.event_reader import build_event
from yigong.exports.ical.importing.known_uids import UidTarget
from yigong.exports.ical.importing.parser import Component, read_components
from yigong.exports.ical.importing.vevents import Vevent, VeventGroup
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Change, Event
from yigong.store.language import _
from yigong.store.plan_context import PlanContext
from yigong.store.settings_records import Settings


class VeventRequest(NamedTuple):
    """A VEVENT, the event it belongs to, and the METHOD of its calendar."""

    target: UidTarget
    vevent: Vevent
    method: str
    """In capitals; empty: none (RFC 5546 1.4)."""


class EventBundle(NamedTuple):
    """All VEVENTs of a file that belong to one event."""

    number: int
    """The event's; 0: it is new."""

    requests: list[VeventRequest]


def apply_bundle(
    bundle: EventBundle,
    before: Event | None,
    facts: tuple[Settings, PlanContext],
    village: ZoneInfo,
    reasons: list[str],
) -> Event:
    """Return the event as importing the bundle would leave it.

    Args:
        bundle: The VEVENTs.
        before: The village's event; `None`: it is new.
        facts: The village's settings, and what the numbers in its plans stand for.
        village: The village's zone.
        reasons: Gets the remarks for the user, translated.

    Raises:
        Refused: The store cannot hold it, or it is an older revision.
    """
    for request in bundle.requests:
        if request.target.post:
            raise Refused("It is somebody's post or ride; change it on the event's page.")
        if not request.vevent.component.complete:
            raise Refused("The file ends in the middle of it.")
        if request.method not in ("", "PUBLISH", "REQUEST", "CANCEL"):
            raise Refused(
                "It is an answer to an invitation ({method}).", method=request.method[:20]
            )
    if before is None:
        if any(request.method == "CANCEL" for request in bundle.requests):
            raise Refused("It calls off an event that is not here.")
        group = _group(bundle.requests, reasons)
        built = build_event(group, None, village)
        reasons += built.remarks
        return built.event
    event = before
    for index, plan in enumerate(recurrence.all_plans(before)):
        requests = [request for request in bundle.requests if request.target.plan == index]
        if requests:
            changed = _apply_to_plan(requests, plan, facts, village, reasons)
            if changed == plan:
                continue
            if _means_present_plan(bundle, before, plan, changed):
                event = _change_present_plan(requests, event, village)
            else:
                revised = _with_revision(requests, plan, changed, reasons)
                event = _replace_plan(event, index, plan, revised)
    return event


def _means_present_plan(bundle: EventBundle, before: Event, plan: Event, changed: Event) -> bool:
    """Whether a file changes the present plan under the UID of an earlier one.

    Once people have attended, a changed rule starts a new plan with its own UID, which other
    programs do not know; our own files have both.
    """
    present = len(before.earlier)
    has_present = any(request.target.plan == present for request in bundle.requests)
    same_rule = structs.replace(changed, changes={}) == structs.replace(plan, changes={})
    return bool(before.earlier) and plan.uid != before.uid and not has_present and not same_rule


def _change_present_plan(
    requests: Sequence[VeventRequest], event: Event, village: ZoneInfo
) -> Event:
    """Apply to the present plan a file that does not know of earlier ones.

    Raises:
        Refused: Its rule counts from its start, which differs from the present plan's.
    """
    present = structs.replace(event, earlier=())
    changed = build_event(_group(requests, []), present, village).event
    repeat = changed.repeat
    counts = isinstance(repeat, ByRRule) and re.search("COUNT|INTERVAL", repeat.rule)
    begin = datetime.combine(present.start.date(), datetime.min.time())
    until = begin + timedelta(days=recurrence.HORIZON_DAYS)
    first = next(recurrence.planned_starts(changed, begin, until), None)
    if counts or first is None or repeat is None:
        raise Refused("It differs in the plan that was replaced here; change it here by hand.")
    later = {day: c for day, c in changed.changes.items() if day >= first.date().isoformat()}
    changed = structs.replace(changed, start=first, changes=later)
    if changed != present:
        changed = _with_revision(requests, present, changed, [])
    return structs.replace(changed, earlier=event.earlier)


def _replace_plan(event: Event, index: int, plan: Event, changed: Event) -> Event:
    """Return an event with one of its plans replaced.

    Raises:
        Refused: It is an earlier plan, and more than its single dates differ.
    """
    if index == len(event.earlier):
        return structs.replace(changed, earlier=event.earlier)
    if structs.replace(changed, changes={}) != structs.replace(plan, changes={}):
        raise Refused("It differs in the plan that was replaced here; change it here by hand.")
    earlier = list(event.earlier)
    earlier[index] = structs.replace(earlier[index], changes=changed.changes)
    return structs.replace(event, earlier=tuple(earlier))


def _apply_to_plan(
    requests: Sequence[VeventRequest],
    plan: Event,
    facts: tuple[Settings, PlanContext],
    village: ZoneInfo,
    reasons: list[str],
) -> Event:
    """Return a plan of an event as the file has it.

    Raises:
        Refused: The store cannot hold it.
    """
    series = [request for request in requests if request.target.planned is None]
    single_dates = [request for request in requests if request.target.planned is not None]
    changed = plan
    if any(request.method == "CANCEL" for request in series):
        changed = _cancel(series, plan, village)
    elif series:
        group = _group(series, reasons)
        if not _is_own_export(group, plan, *facts):
            built = build_event(group, plan, village)
            reasons += built.remarks
            changed = built.event
    for request in single_dates:
        changed = _with_date(request, changed, village, reasons)
    return changed


def _group(requests: Sequence[VeventRequest], reasons: list[str]) -> VeventGroup:
    """Select the newest VEVENT of the master and of each override."""
    newest: dict[str, Vevent] = {}
    repeated = False
    for request in requests:
        line = request.vevent.component.first("RECURRENCE-ID")
        key = line.value.strip() if line else ""
        repeated |= key in newest
        if key not in newest or _replaces(request.vevent, newest[key]):
            newest[key] = request.vevent
    if repeated:
        reasons.append(_("The file has it more than once; the newest was taken."))
    master = newest.pop("", None)
    return VeventGroup(requests[0].target.uid, master, list(newest.values()))


def _replaces(later: Vevent, earlier: Vevent) -> bool:
    """Whether a VEVENT is at least as new a revision as one before it in the file."""

    def revision(vevent: Vevent) -> tuple[int, float]:
        stamped = time_reader.revision_time(vevent.component)
        return vevent.sequence, stamped.timestamp() if stamped else 0

    return revision(later) >= revision(earlier)


def _with_date(request: VeventRequest, plan: Event, village: ZoneInfo, reasons: list[str]) -> Event:
    """Apply to a plan a date that the file has as an event of its own (`uids.date_uid`)."""
    planned = request.target.planned
    assert planned is not None  # noqa: S101 - the caller has only such
    zone = recurrence.zone_of(plan, village)
    if request.method == "CANCEL":
        change = Change(cancelled=True)
    else:
        change = override_reader.read_date_change(request.vevent, plan, planned, zone, reasons)
    previous = plan.changes.get(planned.isoformat()) or Change()
    merged = override_reader.keep_local_facts(change, previous, plan)
    start = datetime.combine(planned, plan.start.time())
    values = override_reader.change_values(merged, plan, start, zone)
    if values == override_reader.change_values(previous, plan, start, zone):
        return plan
    return structs.replace(plan, changes={**plan.changes, planned.isoformat(): merged})


def _cancel(requests: Sequence[VeventRequest], plan: Event, village: ZoneInfo) -> Event:
    """Apply METHOD:CANCEL (RFC 5546 3.2.5): to the whole event, or to the dates it names."""
    zone = recurrence.zone_of(plan, village)
    changes = dict(plan.changes)
    for request in requests:
        line = request.vevent.component.first("RECURRENCE-ID")
        if line is None:
            return structs.replace(plan, cancelled=True)
        value = time_reader.read_date_time(line, request.vevent.zones)
        day = value.in_zone(zone, request.vevent.zones.floating).date().isoformat()
        changes[day] = structs.replace(changes.get(day) or Change(), cancelled=True)
    return structs.replace(plan, changes=changes)


def _with_revision(
    requests: Sequence[VeventRequest], plan: Event, changed: Event, reasons: list[str]
) -> Event:
    """Give a changed plan the file's SEQUENCE, unless that is an older one (RFC 5546 2.1.5).

    Some programs change an event without raising SEQUENCE; then LAST-MODIFIED must be later than
    the village's last revision.

    Raises:
        Refused: The file is older.
    """
    here = max(plan.sequence, *(change.sequence for change in plan.changes.values()), 0)
    theirs = max(request.vevent.sequence for request in requests)
    if theirs < here:
        in_file = [time_reader.revision_time(request.vevent.component) for request in requests]
        local = [plan.stamped, *(change.stamped for change in plan.changes.values())]
        newest = max((stamp for stamp in local if stamp), default=None)
        if newest is None or not any(stamp and stamp > newest for stamp in in_file):
            raise Refused(
                "It is an older revision than the one here (SEQUENCE {theirs}, here {here}).",
                theirs=theirs,
                here=here,
            )
        reasons.append(_("Its SEQUENCE is lower than here, but it was changed later."))
    return structs.replace(changed, sequence=max(plan.sequence, theirs))


_COMPARED_PROPERTIES = frozenset(
    {
        *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
        *("SUMMARY", "LOCATION", "DESCRIPTION", "CATEGORIES", "STATUS", "GEO"),
    }
)


def _is_own_export(
    group: VeventGroup, plan: Event, settings: Settings, context: PlanContext
) -> bool:
    """Whether a group equals our own export of the event, in the current language."""
    if group.master is None:
        return False
    own = write_event(structs.replace(plan, earlier=()), settings, context=context)
    (calendar,) = read_components(own).calendars
    exported = {_fingerprint(c) for c in calendar.components if c.name == "VEVENT"}
    vevents = (group.master, *group.overrides)
    return exported == {_fingerprint(vevent.component) for vevent in vevents}


def _fingerprint(component: Component) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (line.name, line.params.get("TZID", ""), line.value)
        for line in component.lines
        if line.name in _COMPARED_PROPERTIES
    )
