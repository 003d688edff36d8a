"""The repeats a form offers for a start, and how a repeat changes with the start and the end."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from yigong.store.dates import lunar
from yigong.store.dates.day_parser import parse_day
from yigong.store.dates.lunar import NEW_YEARS_EVE
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, LeapMonth, Repeat
from yigong.tui.text.repeat_words import WEEKDAY_CODES, repeat_sentence

_TERM_SEARCH_DAYS = 20
"""More than the days from one solar term to the next, at most 16."""


class RepeatOffer(NamedTuple):
    """A repeat that fits a start."""

    shape: str
    """The kind of repeat, by which it is found again among the offers for another start."""

    repeat: Repeat | None
    text: str


def repeat_offers(start: datetime) -> list[RepeatOffer]:
    """The repeats a form offers for a start, the commonest first; they have no end."""
    day = WEEKDAY_CODES[start.weekday()]
    nth = (start.day - 1) // 7
    last = monthrange(start.year, start.month)[1]
    rules = {
        "daily": "FREQ=DAILY",
        "weekly": f"FREQ=WEEKLY;BYDAY={day}",
        "fortnightly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        "monthly": f"FREQ=MONTHLY;BYMONTHDAY={start.day}",
        "month end": "FREQ=MONTHLY;BYMONTHDAY=-1" if start.day == last else "",
        "nth": f"FREQ=MONTHLY;BYDAY={nth + 1 if nth < 4 else -1}{day}",
        "yearly": f"FREQ=YEARLY;BYMONTH={start.month};BYMONTHDAY={start.day}",
    }
    found: dict[str, Repeat | None] = {"once": None}
    found |= {shape: ByRRule(rule) for shape, rule in rules.items() if rule}
    found |= _lunar_and_term_repeats(start.date())
    return [
        RepeatOffer(shape, repeat, repeat_sentence(repeat, start))
        for shape, repeat in found.items()
    ]


def _lunar_and_term_repeats(day: date) -> dict[str, Repeat | None]:
    found: dict[str, Repeat | None] = {}
    lunar_day = lunar.lunar_date(day)
    if lunar_day is None:  # outside the years of the lunar calendar
        return found
    tomorrow = lunar.lunar_date(day + timedelta(days=1))
    last = tomorrow is not None and tomorrow.day == 1
    if lunar_day.month == 12 and last:
        found["eve"] = NEW_YEARS_EVE
    if lunar_day.month != 12 or lunar_day.day != 30:  # 腊月三十 is 除夕
        leap: LeapMonth = "leap" if lunar_day.leap else "first"
        found["lunar yearly"] = ByLunar(month=lunar_day.month, day=lunar_day.day, leap=leap)
    if lunar_day.day != 30:
        found["lunar monthly"] = ByLunar(month=0, day=lunar_day.day)
    if last:
        found["lunar month end"] = ByLunar(month=0, day=30)
    term = next_term(day)
    if term:
        found["term"] = ByTerm(term)
    return found


def next_term(day: date) -> str:
    """The solar term on a day, or the next one after it; empty where none is known."""
    terms = (lunar.term_of(day + timedelta(days=days)) for days in range(_TERM_SEARCH_DAYS))
    return next(filter(None, terms), "")


def shift_repeat(repeat: Repeat | None, old: datetime, new: datetime) -> Repeat | None:
    """The repeat of the same shape for another start: "monthly on this day" follows the day.

    A rule that is not among the offers for the old start stays as it is; so do 除夕 and a solar
    term, which are chosen by name. The options for leap and short months, and the end, stay.
    """
    bare = repeat_without_end(repeat)
    plain = repeat_without_options(_explicit(bare, old))
    shape = next(
        (o.shape for o in repeat_offers(old) if repeat_without_options(o.repeat) == plain), ""
    )
    fitting = {offer.shape: offer.repeat for offer in repeat_offers(new)}
    if repeat is None or shape in ("", "eve", "term") or shape not in fitting:
        return repeat
    after = fitting[shape]
    if isinstance(after, ByLunar) and isinstance(bare, ByLunar):
        after = msgspec.structs.replace(after, leap=bare.leap, short=bare.short)
    return repeat_with_end(after, repeat_end(repeat), new) if after != bare else repeat


def repeat_without_options(repeat: Repeat | None) -> Repeat | None:
    """A repeat without its options for leap and short months, which the form asks separately."""
    return ByLunar(month=repeat.month, day=repeat.day) if isinstance(repeat, ByLunar) else repeat


def _explicit(repeat: Repeat | None, start: datetime) -> Repeat | None:
    """An RRULE that takes its day from the start (RFC 5545 3.3.10), with that day written out."""
    if not isinstance(repeat, ByRRule):
        return repeat
    parts = {
        "FREQ=WEEKLY": f";BYDAY={WEEKDAY_CODES[start.weekday()]}",
        "FREQ=WEEKLY;INTERVAL=2": f";BYDAY={WEEKDAY_CODES[start.weekday()]}",
        "FREQ=MONTHLY": f";BYMONTHDAY={start.day}",
        "FREQ=YEARLY": f";BYMONTH={start.month};BYMONTHDAY={start.day}",
    }
    return ByRRule(repeat.rule + parts.get(repeat.rule, ""))


# -- the end ---------------------------------------------------------------


def repeat_without_end(repeat: Repeat | None) -> Repeat | None:
    """A repeat without its end."""
    if isinstance(repeat, ByRRule):
        ends = ("UNTIL=", "COUNT=")
        parts = repeat.rule.split(";")
        return ByRRule(";".join(part for part in parts if not part.upper().startswith(ends)))
    return msgspec.structs.replace(repeat, until=None, count=0) if repeat else None


def repeat_end(repeat: Repeat | None) -> str:
    """The end of a repeat, as a form shows it: ``2027-06-30``, ``10``, or empty."""
    if isinstance(repeat, ByRRule):
        parts = dict(part.partition("=")[::2] for part in repeat.rule.upper().split(";"))
        until = parts.get("UNTIL", "")
        return f"{until[:4]}-{until[4:6]}-{until[6:8]}" if until else parts.get("COUNT", "")
    if repeat is None:
        return ""
    return repeat.until.isoformat() if repeat.until else str(repeat.count or "")


def repeat_with_end(repeat: Repeat | None, end: str, start: datetime) -> Repeat | None:
    """Give a repeat without an end the typed one: a last date, a number of times, or none.

    Raises:
        Refused: The end is neither a date nor a number of times, or too early; or nothing repeats.
    """
    if not end:
        return repeat
    if repeat is None:
        raise Refused("It does not repeat, so it needs no end: leave Until empty.")
    count = repeat_count(end)
    if count:
        if isinstance(repeat, ByRRule):
            return ByRRule(f"{repeat.rule};COUNT={count}")
        return msgspec.structs.replace(repeat, count=count)
    until = parse_day(end, start.date())
    if until < start.date():
        raise Refused("The end of the repeat is before its start.")
    if isinstance(repeat, ByRRule):
        return ByRRule(f"{repeat.rule};UNTIL={until:%Y%m%d}")
    return msgspec.structs.replace(repeat, until=until)


def repeat_count(end: str) -> int:
    """The number of times of a typed end: ``10``, ``10次``, ``10 times``; 0 where it is none."""
    plain = end.strip().lower()
    for word in ("times", "次", "场", "x"):
        plain = plain.removesuffix(word).strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 4 else 0
