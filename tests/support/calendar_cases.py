"""Events for the tests of calendar files: one for each feature that readers may get wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Change, Event
from yigong.store.settings_records import Settings

STAMP = datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)
LATER = datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC)
VILLAGE = Settings(name="青山村", uid_domain="0123456789ab.yigong")


def planned(**fields) -> Event:
    """An event with the fields that the store fills in."""
    defaults = {
        "number": 42,
        "title": "村民义务日",
        "start": datetime(2026, 11, 25, 8, 30),
        "minutes": 180,
        "uid": "a1b2c3",
        "stamped": STAMP,
    }
    return Event(**(defaults | fields))


def every(rule: str, **fields) -> Event:
    return planned(repeat=ByRRule(rule=rule), **fields)


def changed(**fields) -> Change:
    return Change(stamped=LATER, **({"sequence": 1} | fields))


MONTHLY = "FREQ=MONTHLY;BYMONTHDAY=25"
SATURDAYS = "FREQ=WEEKLY;BYDAY=SA"
SATURDAY = datetime(2026, 11, 7, 9)
NEW_YORK = "America/New_York"

CASES = {
    "once": planned(),
    "once, cancelled": planned(cancelled=True, reason="下雪", sequence=1),
    "once, moved": planned(
        changes={"2026-11-25": changed(start=datetime(2026, 11, 28, 14), minutes=60, place="祠堂")}
    ),
    "once, called off as a date": planned(changes={"2026-11-25": changed(cancelled=True)}),
    "monthly on the 25th": every(MONTHLY),
    "monthly on the 31st": every("FREQ=MONTHLY;BYMONTHDAY=31", start=datetime(2026, 12, 31, 8)),
    "last Friday": every("FREQ=MONTHLY;BYDAY=-1FR", start=datetime(2026, 11, 27, 8)),
    "Saturdays until a day": every(f"{SATURDAYS};UNTIL=20261219", start=SATURDAY),
    "Saturdays until a moment": every(f"UNTIL=20261219T090000;{SATURDAYS}", start=SATURDAY),
    "Saturdays until just before": every(f"{SATURDAYS};UNTIL=20261219T085959Z", start=SATURDAY),
    "five Saturdays": every(f"rrule:{SATURDAYS.lower()};count=5", start=SATURDAY),
    "early on Saturdays, still Friday in UTC": every(
        f"{SATURDAYS};UNTIL=20261219", start=datetime(2026, 11, 7, 6)
    ),
    "one moved": every(
        MONTHLY, changes={"2026-12-25": changed(start=datetime(2026, 12, 27, 14), minutes=90)}
    ),
    "one moved across another": every(
        SATURDAYS, start=SATURDAY, changes={"2026-11-14": changed(start=datetime(2026, 11, 29, 9))}
    ),
    "one cancelled": every(MONTHLY, changes={"2026-12-25": changed(cancelled=True, reason="雪")}),
    "the first cancelled": every(MONTHLY, changes={"2026-11-25": changed(cancelled=True)}),
    "one left out": every(MONTHLY, changes={"2026-12-25": changed(left_out=True)}),
    "the first left out": every(MONTHLY, changes={"2026-11-25": changed(left_out=True)}),
    "one of many days left out": every(
        f"{SATURDAYS};COUNT=6",
        start=datetime(2026, 11, 7),
        all_day=True,
        minutes=1440,
        changes={"2026-11-21": changed(left_out=True, start=datetime(2026, 11, 22))},
    ),
    "New York, left out where the clocks change": every(
        f"{SATURDAYS};UNTIL=20270424",
        start=datetime(2026, 10, 3, 20),
        zone=NEW_YORK,
        changes={
            "2026-10-31": changed(left_out=True),
            "2026-11-28": changed(left_out=True, cancelled=True),
        },
    ),
    "one restored": every(MONTHLY, changes={"2026-12-25": changed(sequence=3)}),
    "one elsewhere": every(MONTHLY, changes={"2026-12-25": changed(place="祠堂")}),
    "all of it cancelled": every(
        MONTHLY,
        cancelled=True,
        sequence=2,
        changes={"2026-12-25": changed(start=datetime(2026, 12, 27, 14))},
    ),
    "all day": planned(start=datetime(2026, 11, 25), all_day=True, minutes=1440),
    "three whole days": planned(start=datetime(2026, 11, 25), all_day=True, minutes=3 * 1440),
    "all day, weekly until": every(
        f"{SATURDAYS};UNTIL=20261219",
        start=datetime(2026, 11, 7),
        all_day=True,
        minutes=1440,
        changes={
            "2026-11-14": changed(start=datetime(2026, 11, 15)),
            "2026-11-21": changed(cancelled=True),
        },
    ),
    "overnight": every(SATURDAYS, start=datetime(2026, 11, 7, 22), minutes=480),
    "several days": planned(minutes=60 * 50),
    "abroad once": planned(zone=NEW_YORK),
    "abroad without summer time": every(MONTHLY, zone="Asia/Tokyo"),
    "half an hour off": every(MONTHLY, zone="Asia/Kolkata"),
    "New York, into winter and summer": every(
        f"{SATURDAYS};UNTIL=20270424",
        start=datetime(2026, 10, 3, 20),
        zone=NEW_YORK,
        changes={
            "2026-11-07": changed(start=datetime(2026, 10, 31, 9)),
            "2027-03-20": changed(cancelled=True),
        },
    ),
    "New York, in the night the clocks go back": every(
        "FREQ=DAILY;COUNT=4", start=datetime(2026, 10, 31, 0, 30), zone=NEW_YORK, minutes=45
    ),
    "Sydney, the other way round": every(SATURDAYS, start=SATURDAY, zone="Australia/Sydney"),
    "Casablanca, where summer time follows the moon": every(
        "FREQ=DAILY", start=datetime(2026, 11, 7, 9), zone="Africa/Casablanca"
    ),
    "summer time in Shanghai, 1988, once": planned(start=datetime(1988, 7, 1, 8)),
    "summer time in Shanghai, 1988, weekly": every(SATURDAYS, start=datetime(1988, 8, 6, 8)),
}
"""The events whose occurrences are compared in the 240 days around their start."""


def by(repeat, start, **fields) -> Event:
    return planned(repeat=repeat, start=start, **fields)


NINTH = datetime(2026, 10, 18, 9)
"""九月初九 of 2026."""

LONG_CASES = {
    "九月初九": by(ByLunar(9, 9), NINTH),
    "九月初九, one moved, one cancelled": by(
        ByLunar(9, 9),
        NINTH,
        changes={
            "2026-10-18": changed(start=datetime(2026, 10, 24, 14), minutes=60),
            "2027-10-08": changed(cancelled=True, reason="雨"),
        },
    ),
    "九月初九, one left out": by(
        ByLunar(9, 9), NINTH, changes={"2027-10-08": changed(left_out=True)}
    ),
    "除夕, all day": by(ByLunar(12, 30), datetime(2026, 2, 16), all_day=True, minutes=1440),
    "the thirtieth, left out of short months": by(
        ByLunar(0, 30, short="skip"), datetime(2026, 2, 16, 18)
    ),
    "a leap month, both": by(ByLunar(6, 15, leap="both"), datetime(2025, 7, 9, 9)),
    "a leap month, the leap one": by(ByLunar(6, 15, leap="leap"), datetime(2025, 8, 8, 9)),
    "每月初一, overnight": by(ByLunar(0, 1), datetime(2026, 1, 19, 22), minutes=480),
    "秋分": by(ByTerm("秋分"), datetime(2025, 9, 23, 9)),
    "秋分, all of it cancelled": by(
        ByTerm("秋分"), datetime(2025, 9, 23, 9), cancelled=True, sequence=2
    ),
    "清明 abroad": by(ByTerm("清明"), datetime(2026, 4, 5, 9), zone=NEW_YORK),
    "three times 九月初九": by(ByLunar(9, 9, count=3), NINTH),
    "九月初九 before China had one time all year": by(ByLunar(5, 5), datetime(1987, 5, 31, 9)),
    "an earlier plan by rule": by(
        ByLunar(0, 15),
        datetime(2027, 2, 20, 9),
        title="新",
        earlier=(
            every(
                f"{MONTHLY};UNTIL=20270125T235959",
                uid="older",
                sequence=3,
                changes={"2026-12-25": changed(start=datetime(2026, 12, 27, 9))},
            ),
        ),
    ),
    "two earlier plans": every(
        SATURDAYS,
        start=datetime(2027, 3, 6, 10),
        title="第三",
        earlier=(
            by(ByLunar(0, 1, until=date(2026, 12, 31)), datetime(2026, 11, 9, 8), uid="p1"),
            every("FREQ=WEEKLY;UNTIL=20270227T235959", start=datetime(2027, 1, 2, 9), uid="p2"),
        ),
    ),
    "Shanghai, every week through its summer times of 1986 to 1991": every(
        SATURDAYS, start=datetime(1986, 1, 4, 8), stamped=None
    ),
    "Shanghai, in the nights its clocks went forward": every(
        "FREQ=DAILY;UNTIL=19910430", start=datetime(1986, 4, 20, 3, 30), minutes=45
    ),
    "Rome, overnight through every change of its clocks": every(
        "FREQ=WEEKLY;BYDAY=SA,SU", start=datetime(2026, 1, 3, 22), minutes=480, zone="Europe/Rome"
    ),
    "New York, every whole day, of 23 and of 25 hours, too": every(
        "FREQ=DAILY", start=datetime(2026, 10, 1), all_day=True, minutes=1440, zone=NEW_YORK
    ),
    "New York, all day": every(
        MONTHLY, start=datetime(2026, 11, 25), all_day=True, minutes=2880, zone=NEW_YORK
    ),
}
"""The events whose occurrences are compared for six years."""

SIX_YEARS = 6 * 366

TEXTS = {
    "emoji": "番薯节 🍠 👨‍👩‍👧‍👦 🇨🇳",
    "commas and such": '挖番薯,烤番薯;吃\\番薯: "好"',
    "newlines": "第一行\r\n第二行\n第三行\u2028第四行",
    "control characters": "a\x00b\x07c\x1b[31md\x7fe\ufefff\x85g\th",
    "what looks escaped": "\\n and \\N and \\, stay",
    "a fold in every place": "义a" * 120,
    "what looks like a line": "END:VEVENT\r\nBEGIN:VEVENT",
    "markup and formulas": "[/] [red]x[/] =SUM(A1) <b>x</b> &amp; ${x}",
}
"""Texts, each for title, place and notes at once."""
