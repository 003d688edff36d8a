"""UIDs of events and dates (RFC 5545 3.8.4.7), which no edit changes: phones update by them."""

from __future__ import annotations

import re
from datetime import date

from yigong.exports.plain_text import one_line
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Event
from yigong.store.settings_records import Settings

_OWN_UID = re.compile(r"([0-9a-f]{2,20}|E\d{4,7})(-[^@]*)?\Z")
"""UIDs that this program generates (`Events.add`), and codes of events without one."""

_LEG_UID = re.compile(r"(?P<base>[^@]+)-leg[0-9]{1,2}(-[0-9r-]*)?(?P<domain>@.*)?")


def series_uid(event: Event, settings: Settings) -> str:
    """Return the UID of a single event, or of a series as a whole."""
    return _with_domain(one_line(event.uid) or event.code, settings)


def date_uid(event: Event, planned: date, settings: Settings) -> str:
    """Return the UID of one date that is written as a VEVENT of its own.

    Lunar dates and solar terms are named by their year: ``<base>-2026@domain`` is 九月初九 of the
    lunar year 2026, and still is when the day of the rule is edited. Dates of an RRULE are named by
    the planned date.

    Args:
        event: Its event.
        planned: Its planned date.
        settings: The village's.
    """
    base, at, domain = (one_line(event.uid) or event.code).partition("@")
    return _with_domain(f"{base}{_date_suffix(event, planned)}{at}{domain}", settings)


def post_uid(event: Event, post: int) -> str:
    """Return the UID that an event has for somebody with a post: ``<base>-p2@domain``.

    Args:
        event: The event.
        post: The post's number in it.
    """
    base, at, domain = (one_line(event.uid) or event.code).partition("@")
    return f"{base}-p{post}{at}{domain}"


def leg_uid(event: Event, leg: int) -> str:
    """Return the UID that a leg of a trip has for somebody who rides it: ``<base>-leg1@domain``.

    Args:
        event: The trip.
        leg: The leg's number, from 1.
    """
    base, at, domain = (one_line(event.uid) or event.code).partition("@")
    return f"{base}-leg{leg}{at}{domain}"


def trip_uid(uid: str) -> str:
    """Return the UID of the trip that a leg belongs to, by the leg's; empty: it is of no leg."""
    found = _LEG_UID.fullmatch(uid)
    return f"{found['base']}{found['domain'] or ''}" if found is not None else ""


def _date_suffix(event: Event, planned: date) -> str:
    match event.repeat:
        case ByTerm():
            return f"-{planned.year}"
        case ByLunar(month=month, leap=leap):
            from yigong.store.dates.lunar import lunar_date

            day = lunar_date(planned)
            if day is None:  # a date of an older rule, outside the lunar tables
                return f"-{planned.isoformat()}"
            month_part = f"-{day.month:02d}" if month == 0 else ""
            leap_mark = "r" if day.leap and (month == 0 or leap == "both") else ""
            return f"-{day.year}{month_part}{leap_mark}"
        case ByRRule():
            return f"-{planned.isoformat()}"
    return ""


def _with_domain(uid: str, settings: Settings) -> str:
    """Add the village's domain to a UID of this program; leave another program's unchanged."""
    domain = one_line(settings.uid_domain)
    return f"{uid}@{domain}" if domain and _OWN_UID.match(uid) else uid
