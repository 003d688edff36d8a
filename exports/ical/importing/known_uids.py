"""The village's events by UID: to which event, plan or date a UID of a calendar file belongs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from msgspec import structs

from yigong.exports.ical.uids import date_uid, series_uid
from yigong.store.dates import recurrence
from yigong.store.event_records import Event
from yigong.store.settings_records import Settings

_DATE_UID = re.compile(r"(?P<base>.+?)-(?P<year>[0-9]{4})(?:-[0-9]{2}){0,2}r?(?P<domain>@.*)?")
"""The UIDs of `exports.ical.uids.date_uid`."""

_POST_UID = re.compile(r"(?P<base>[^@]+)-(p|leg)[0-9]{1,4}(?P<rest>(-[0-9r-]*)?(@.*)?)")
"""Those of `exports.ical.uids.post_uid` and `leg_uid`, also with a date."""


class UidTarget(NamedTuple):
    """The event, plan or date that a UID belongs to."""

    number: int
    """The event's number; 0: the village has no such event."""

    plan: int
    """The index of its plan (`store.dates.recurrence.all_plans`)."""

    uid: str
    """As the store has it."""

    planned: date | None = None
    """The planned date, if the UID is of a single date (`date_uid`)."""

    post: bool = False
    """Whether it is of somebody's post at the event, or of their ride (`post_uid`, `leg_uid`)."""


class KnownUids:
    """The UIDs of a village's events, plans and dates."""

    def __init__(self, events: Mapping[int, Event], settings: Settings) -> None:
        self._settings = settings
        self._plans: dict[str, tuple[Event, int]] = {}
        self._dates: dict[tuple[str, int], dict[str, date]] = {}
        for event in events.values():
            for index, plan in enumerate(recurrence.all_plans(event)):
                self._plans[plan.uid] = self._plans[series_uid(plan, settings)] = (plan, index)

    def target(self, uid: str) -> UidTarget:
        """Return what a UID belongs to; number 0 where it is unknown."""
        uid = normal_uid(uid)
        known = self._plans.get(uid)
        if known:
            plan, index = known
            return UidTarget(plan.number, index, plan.uid)
        match = _POST_UID.fullmatch(uid)
        if match is not None:
            event = self.target(match["base"] + match["rest"])
            if event.number:
                return event._replace(uid=uid, post=True)
        return self._date_target(uid) or UidTarget(0, 0, uid)

    def _date_target(self, uid: str) -> UidTarget | None:
        match = _DATE_UID.fullmatch(uid)
        if match is None:
            return None
        plan, index = self._plans.get(f"{match['base']}{match['domain'] or ''}", (None, 0))
        if plan is None or plan.repeat is None:
            return None
        year = int(match["year"])
        if not recurrence.EARLIEST.year < year < recurrence.LATEST.year:
            return None
        planned = self._dates_of_year(plan, year).get(uid)
        return UidTarget(plan.number, index, plan.uid, planned) if planned else None

    def _dates_of_year(self, plan: Event, year: int) -> dict[str, date]:
        """Return the dates of a plan by their UIDs, to the end of the lunar year."""
        if (plan.uid, year) not in self._dates:
            first, last = datetime(year, 1, 1), datetime(year + 1, 3, 1)
            plan = structs.replace(plan, earlier=())
            days = [start.date() for start in recurrence.planned_starts(plan, first, last)]
            self._dates[plan.uid, year] = {date_uid(plan, d, self._settings): d for d in days}
        return self._dates[plan.uid, year]


def normal_uid(uid: str) -> str:
    """Return a UID as the store keeps it: printable ASCII, or else a digest of it."""
    if re.fullmatch(r"[!-~]{1,200}", uid):
        return uid
    return f"import-{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()[:40]}"
