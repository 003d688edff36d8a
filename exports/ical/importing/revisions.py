"""An event as a file has it: which of its plans here are meant, and whether the file is newer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.exports.ical.calendar_file import write_event
from yigong.exports.ical.importing import event_reader, time_reader
from yigong.exports.ical.importing.event_reader import Vevent, VeventGroup
from yigong.exports.ical.importing.known_uids import UidTarget
from yigong.exports.ical.importing.parser import Component, read_components
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import ByRRule, Change, Event, Settings


class VeventRequest(NamedTuple):
    """A VEVENT, what it is about, and what its calendar asks to do with it."""

    target: UidTarget
    source: Vevent
    method: str


class EventBundle(NamedTuple):
    """All VEVENTs of a file about one event."""

    number: int
    """0: none that is here."""

    said: list[VeventRequest]


def apply_bundle(
    bundle: EventBundle,
    before: Event | None,
    settings: Settings,
    village: ZoneInfo,
    reasons: list[str],
) -> Event:
    """The event as importing it would leave it.

    Raises:
        Refused: It cannot be kept here.
    """
    for said in bundle.said:
        if not said.source.part.whole:
            raise Refused("The file ends in the middle of it.")
        if said.method not in ("", "PUBLISH", "REQUEST", "CANCEL"):
            raise Refused("It is an answer to an invitation ({method}).", method=said.method[:20])
    if before is None:
        if any(said.method == "CANCEL" for said in bundle.said):
            raise Refused("It calls off an event that is not here.")
        group = _group(bundle.said, reasons)
        built = event_reader.build_event(group, None, village)
        reasons += built.remarks
        return built.event
    event = before
    for index, plan in enumerate(recurrence.all_plans(before)):
        of_plan = [said for said in bundle.said if said.target.plan == index]
        if of_plan:
            changed = _plan(of_plan, plan, settings, village, reasons)
            if changed == plan:
                continue
            if _goes_on(bundle, before, plan, changed):
                event = _from_then_on(of_plan, event, village)
            else:
                event = _put(event, index, plan, _newer_than(of_plan, plan, changed, reasons))
    return event


def _goes_on(bundle: EventBundle, before: Event, plan: Event, changed: Event) -> bool:
    """Whether a file means the present plan by the UID of an earlier one.

    Where people came, a change from outside begins a new plan here, with a UID of its own; the
    file knows only the old one. A file of ours has both.
    """
    last = len(before.earlier)
    both = any(said.target.plan == last for said in bundle.said)
    same_days = structs.replace(changed, changes={}) == structs.replace(plan, changes={})
    return bool(before.earlier) and plan.uid != before.uid and not both and not same_days


def _from_then_on(said: Sequence[VeventRequest], event: Event, village: ZoneInfo) -> Event:
    """An event with its present plan as a file has it that knows nothing of earlier ones.

    Raises:
        Refused: Its rule counts from its beginning, which is another one here.
    """
    present = structs.replace(event, earlier=())
    found = event_reader.build_event(_group(said, []), present, village).event
    counts = isinstance(found.repeat, ByRRule) and re.search("COUNT|INTERVAL", found.repeat.rule)
    begins = datetime.combine(present.start.date(), datetime.min.time())
    until = begins + timedelta(days=recurrence.HORIZON_DAYS)
    first = next(recurrence.planned_starts(found, begins, until), None)
    if counts or first is None or found.repeat is None:
        raise Refused("It differs in the plan that was replaced here; change it here by hand.")
    later = {day: c for day, c in found.changes.items() if day >= first.date().isoformat()}
    found = structs.replace(found, start=first, changes=later)
    if found != present:
        found = _newer_than(said, present, found, [])
    return structs.replace(found, earlier=event.earlier)


def _put(event: Event, index: int, plan: Event, changed: Event) -> Event:
    """An event with one of its plans changed.

    Raises:
        Refused: It is a plan that is over, and more than its single dates differ.
    """
    if index == len(event.earlier):
        return structs.replace(changed, earlier=event.earlier)
    if structs.replace(changed, changes={}) != structs.replace(plan, changes={}):
        raise Refused("It differs in the plan that was replaced here; change it here by hand.")
    earlier = list(event.earlier)
    earlier[index] = structs.replace(earlier[index], changes=changed.changes)
    return structs.replace(event, earlier=tuple(earlier))


def _plan(
    said: Sequence[VeventRequest],
    plan: Event,
    settings: Settings,
    village: ZoneInfo,
    reasons: list[str],
) -> Event:
    """One plan of an event that is here, as the file has it.

    Raises:
        Refused: It cannot be kept here.
    """
    series = [one for one in said if one.target.planned is None]
    dated = [one for one in said if one.target.planned is not None]
    changed = plan
    if any(one.method == "CANCEL" for one in series):
        changed = _called_off(series, plan, village)
    elif series:
        group = _group(series, reasons)
        if not _as_written(group, plan, settings):
            built = event_reader.build_event(group, plan, village)
            reasons += built.remarks
            changed = built.event
    for one in dated:
        changed = _with_date(one, changed, village, reasons)
    return changed


def _group(said: Sequence[VeventRequest], reasons: list[str]) -> VeventGroup:
    """The newest VEVENT of each kind: the event, and each of its dates."""
    found: dict[str, Vevent] = {}
    double = False
    for one in said:
        line = one.source.part.first("RECURRENCE-ID")
        key = line.value.strip() if line else ""
        double |= key in found
        if key not in found or _newer(one.source, found[key]):
            found[key] = one.source
    if double:
        reasons.append(_("The file has it more than once; the newest was taken."))
    master = found.pop("", None)
    return VeventGroup(said[0].target.uid, master, list(found.values()))


def _newer(one: Vevent, other: Vevent) -> bool:
    """Whether one revision replaces another that stands before it in the file."""

    def revision(source: Vevent) -> tuple[int, float]:
        stamped = time_reader.revision_time(source.part)
        return source.sequence, stamped.timestamp() if stamped else 0

    return revision(one) >= revision(other)


def _with_date(one: VeventRequest, plan: Event, village: ZoneInfo, reasons: list[str]) -> Event:
    """A plan with one date as the file has it, which writes that date as an event of its own."""
    planned = one.target.planned
    assert planned is not None  # noqa: S101 - the caller has only such
    zone = recurrence.zone_of(plan, village)
    if one.method == "CANCEL":
        change = Change(cancelled=True)
    else:
        change = event_reader.date_change(one.source, plan, planned, zone, reasons)
    known = plan.changes.get(planned.isoformat()) or Change()
    ready = event_reader.keep_local_facts(change, known, plan)
    start = datetime.combine(planned, plan.start.time())
    said = event_reader.change_values(ready, plan, start, zone)
    if said == event_reader.change_values(known, plan, start, zone):
        return plan
    return structs.replace(plan, changes={**plan.changes, planned.isoformat(): ready})


def _called_off(said: Sequence[VeventRequest], plan: Event, village: ZoneInfo) -> Event:
    """METHOD:CANCEL (RFC 5546 3.2.5): the whole of it, or the dates it names."""
    zone = recurrence.zone_of(plan, village)
    changes = dict(plan.changes)
    for one in said:
        line = one.source.part.first("RECURRENCE-ID")
        if line is None:
            return structs.replace(plan, cancelled=True)
        moment = time_reader.read_date_time(line, one.source.zones)
        day = moment.within(zone, one.source.zones.floating).date().isoformat()
        changes[day] = structs.replace(changes.get(day) or Change(), cancelled=True)
    return structs.replace(plan, changes=changes)


def _newer_than(
    said: Sequence[VeventRequest], plan: Event, changed: Event, reasons: list[str]
) -> Event:
    """A changed plan in the file's revision, if that is not older than ours (RFC 5546 2.1.5).

    Some programs change an event and leave SEQUENCE as it is; they say in LAST-MODIFIED that it
    was changed after we last did.

    Raises:
        Refused: It is older.
    """
    here = max(plan.sequence, *(change.sequence for change in plan.changes.values()), 0)
    theirs = max(one.source.sequence for one in said)
    if theirs < here:
        stamps = [time_reader.revision_time(one.source.part) for one in said]
        ours = [plan.stamped, *(change.stamped for change in plan.changes.values())]
        newest = max((stamp for stamp in ours if stamp), default=None)
        if newest is None or not any(stamp and stamp > newest for stamp in stamps):
            raise Refused(
                "It is an older revision than the one here (SEQUENCE {theirs}, here {here}).",
                theirs=theirs,
                here=here,
            )
        reasons.append(_("Its SEQUENCE is lower than here, but it was changed later."))
    return structs.replace(changed, sequence=max(plan.sequence, theirs))


# -- our own export -------------------------------------------------------------

_SAID = frozenset(
    {
        *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
        *("SUMMARY", "LOCATION", "DESCRIPTION", "CATEGORIES", "STATUS", "GEO"),
    }
)


def _as_written(group: VeventGroup, plan: Event, settings: Settings) -> bool:
    """Whether a group is what our own export of the event says, in the language spoken now."""
    if group.master is None:
        return False
    ours = read_components(write_event(structs.replace(plan, earlier=()), settings))
    written = {_fingerprint(part) for part in ours.calendars[0].parts if part.name == "VEVENT"}
    return written == {_fingerprint(one.part) for one in (group.master, *group.dates)}


def _fingerprint(part: Component) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (line.name, line.params.get("TZID", ""), line.value)
        for line in part.lines
        if line.name in _SAID
    )
