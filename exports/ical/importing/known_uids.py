"""Which event of the village a UID of a calendar file means: a series, or one date of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from msgspec import structs

from yigong.exports.ical.uids import date_uid, series_uid
from yigong.store.dates import recurrence
from yigong.store.records import Event, Settings

_DATED = re.compile(r"(?P<base>.+?)-(?P<year>[0-9]{4})(?:-[0-9]{2}){0,2}r?(?P<domain>@.*)?")
"""What `exports.ical.uids.date_uid` writes."""


class UidTarget(NamedTuple):
    """What a VEVENT is about."""

    number: int
    """The event; 0: none that is here."""

    plan: int
    """Which of its plans (`store.dates.recurrence.all_plans`)."""

    uid: str
    """As it is kept here."""

    planned: date | None = None
    """The date, where the VEVENT is one date of a series written by itself."""


class KnownUids:
    """The UIDs of a village's events."""

    def __init__(self, events: Mapping[int, Event], settings: Settings) -> None:
        self._settings = settings
        self._plans: dict[str, tuple[Event, int]] = {}
        self._years: dict[tuple[str, int], dict[str, date]] = {}
        for event in events.values():
            for index, plan in enumerate(recurrence.all_plans(event)):
                self._plans[plan.uid] = self._plans[series_uid(plan, settings)] = (plan, index)

    def target(self, uid: str) -> UidTarget:
        """What a UID means; an event that is not here where nothing has it."""
        uid = normal_uid(uid)
        found = self._plans.get(uid)
        if found:
            return UidTarget(found[0].number, found[1], found[0].uid)
        return self._date(uid) or UidTarget(0, 0, uid)

    def _date(self, uid: str) -> UidTarget | None:
        found = _DATED.fullmatch(uid)
        if found is None:
            return None
        base = found["base"]
        plan, index = self._plans.get(f"{base}{found['domain'] or ''}", (None, 0))
        if plan is None or plan.repeat is None:
            return None
        year = int(found["year"])
        if not recurrence.EARLIEST.year < year < recurrence.LATEST.year:
            return None
        planned = self._dates(plan, year).get(uid)
        return UidTarget(plan.number, index, plan.uid, planned) if planned else None

    def _dates(self, plan: Event, year: int) -> dict[str, date]:
        """The dates of a plan by the UIDs they are written under.

        A lunar year begins in February and ends in the next; so does what is looked through.
        """
        if (plan.uid, year) not in self._years:
            first, last = datetime(year, 1, 1), datetime(year + 1, 3, 1)
            plan = structs.replace(plan, earlier=())
            days = [start.date() for start in recurrence.planned_starts(plan, first, last)]
            self._years[plan.uid, year] = {date_uid(plan, d, self._settings): d for d in days}
        return self._years[plan.uid, year]


def normal_uid(uid: str) -> str:
    """A UID as the store keeps it: printable ASCII; any other by a digest, always the same."""
    if re.fullmatch(r"[!-~]{1,200}", uid):
        return uid
    return f"import-{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()[:40]}"
