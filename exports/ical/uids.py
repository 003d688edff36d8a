"""UIDs (RFC 5545 3.8.4.7): by them a phone knows an event again, so they outlive every edit."""

from __future__ import annotations

import re
from datetime import date

from yigong.exports.plain_text import one_line
from yigong.store.records import ByLunar, ByRRule, ByTerm, Event, Settings

_OWN = re.compile(r"([0-9a-f]{2,20}|E\d{4,7})(-[^@]*)?\Z")
"""UIDs that this program gives (`Events.add`), and codes of events that have none."""


def series_uid(event: Event, settings: Settings) -> str:
    """The UID of an event, or of a series as a whole."""
    return _with_domain(one_line(event.uid) or event.code, settings)


def date_uid(event: Event, planned: date, settings: Settings) -> str:
    """The UID of one date that is written as an event of its own.

    Dates by the moon and the sun are named by their place in the calendar, not by their date:
    ``<base>-2026@domain`` is 九月初九 of the lunar year 2026, and stays it when the day of the rule
    is edited. Others are named by the date they were planned for.

    Args:
        event: Its event.
        planned: The date it was planned for.
        settings: The village's.
    """
    base, at, domain = (one_line(event.uid) or event.code).partition("@")
    return _with_domain(f"{base}{_name(event, planned)}{at}{domain}", settings)


def _name(event: Event, planned: date) -> str:
    match event.repeat:
        case ByTerm():
            return f"-{planned.year}"
        case ByLunar(month=month, leap=leap):
            from yigong.store.dates.lunar import lunar_date

            day = lunar_date(planned)
            if day is None:  # a date of an older rule, outside what is known of the moon
                return f"-{planned.isoformat()}"
            of_year = f"-{day.month:02d}" if month == 0 else ""
            again = "r" if day.leap and (month == 0 or leap == "both") else ""
            return f"-{day.year}{of_year}{again}"
        case ByRRule():
            return f"-{planned.isoformat()}"
    return ""


def _with_domain(uid: str, settings: Settings) -> str:
    """A UID given here, with the village's domain; another program's stays as it came."""
    domain = one_line(settings.uid_domain)
    return f"{uid}@{domain}" if domain and _OWN.match(uid) else uid
