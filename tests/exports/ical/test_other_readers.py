"""Every written file is read back by three other programs, with the store's dates.

recurring_ical_events is based on icalendar, vobject on dateutil; ical.js, of Thunderbird and
Nextcloud, on neither, and it is not Python. Compared are start and end in UTC, title and status.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from support.calendar_cases import CASES, LONG_CASES, SIX_YEARS, TEXTS, VILLAGE, every, planned
from support.calendar_readers import (
    by_javascript,
    by_recurring,
    by_vobject,
    in_store,
    javascript_unavailable,
    with_unknown_zones,
)
from yigong.exports.ical.calendar_file import write_calendar, write_event, write_occurrences
from yigong.exports.plain_text import one_line
from yigong.store import language
from yigong.store.dates import recurrence
from yigong.store.event_records import Event

FILES = {
    **{name: (event, 240) for name, event in CASES.items()},
    **{name: (event, SIX_YEARS) for name, event in LONG_CASES.items()},
    **{
        name: (planned(title=text, place=text, notes=text, lead=text), 240)
        for name, text in TEXTS.items()
    },
}


def span(event: Event, days: int) -> tuple[date, date]:
    first = min(plan.start for plan in recurrence.all_plans(event)).date() - timedelta(days=40)
    return first, first + timedelta(days=days - 41)


def skip_without_javascript():
    reason = javascript_unavailable()
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="module")
def read_by_javascript():
    """The dates that ical.js reads from each file, under zone names it does not know, in one run.

    The language is set here, too, because a module's fixture runs before the test's.
    """
    skip_without_javascript()
    language.use_language("en")
    asked = [
        (with_unknown_zones(write_event(event, VILLAGE)), *span(event, days))
        for event, days in FILES.values()
    ]
    return dict(zip(FILES, by_javascript(asked), strict=True))


@pytest.mark.parametrize("name", FILES)
def test_ical_js_shows_what_the_store_plans(name, read_by_javascript):
    event, days = FILES[name]
    expected = in_store([event], VILLAGE, *span(event, days))
    assert expected
    assert read_by_javascript[name] == expected


@pytest.mark.parametrize("name", [*LONG_CASES, *TEXTS])
def test_icalendar_and_vobject_show_what_the_store_plans(name):
    event, days = FILES[name]
    period = span(event, days)
    expected = in_store([event], VILLAGE, *period)
    data = write_event(event, VILLAGE)
    assert by_recurring(data, *period) == expected
    assert by_recurring(with_unknown_zones(data), *period) == expected
    assert by_vobject(with_unknown_zones(data), *period) == expected


@pytest.mark.parametrize("name", TEXTS)
def test_all_text_of_an_event_is_the_same_for_every_reader(name):
    text = TEXTS[name]
    data = write_event(planned(title=text, place=text, notes=text), VILLAGE)
    import icalendar
    import vobject

    read = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    seen = vobject.readOne(data.decode()).vevent
    assert str(read["LOCATION"]) == seen.location.value == one_line(text)
    assert str(read["DESCRIPTION"]) == seen.description.value


def all_events() -> list[Event]:
    """All events but Casablanca's as one calendar, each with a number and a UID."""
    events = [event for event, _days in FILES.values() if event.zone != "Africa/Casablanca"]
    return [
        msgspec.structs.replace(
            event,
            number=n,
            uid=f"u{n}",
            earlier=tuple(
                msgspec.structs.replace(plan, uid=f"u{n}p{i}")
                for i, plan in enumerate(event.earlier)
            ),
        )
        for n, event in enumerate(events, 1)
    ]


@pytest.mark.parametrize("year", [1988, 2026, 2027])
def test_every_reader_reads_the_whole_calendar_the_same(year):
    events, period = all_events(), (date(year, 1, 1), date(year, 12, 31))
    expected = in_store(events, VILLAGE, *period)
    assert len(expected) > 50
    data = with_unknown_zones(write_calendar(events, VILLAGE))
    assert by_recurring(data, *period) == expected
    assert by_vobject(data, *period) == expected
    if not javascript_unavailable():
        assert by_javascript([(data, *period)]) == [expected]


def test_every_reader_reads_single_dates_the_same():
    first, last = date(2026, 11, 1), date(2027, 4, 30)
    events = all_events()
    occurrences = recurrence.occurrences(
        events, first, last, recurrence.zone_of(planned(zone="Asia/Shanghai"), None)
    )
    data = with_unknown_zones(write_occurrences(occurrences, VILLAGE))
    inner = first + timedelta(days=3), last - timedelta(days=3)
    expected = in_store(events, VILLAGE, *inner)
    assert by_recurring(data, *inner) == expected
    assert by_vobject(data, *inner) == expected
    if not javascript_unavailable():
        assert by_javascript([(data, *inner)]) == [expected]


def test_an_error_of_the_javascript_reader_is_raised():
    skip_without_javascript()
    broken = write_event(every("FREQ=DAILY"), VILLAGE).rpartition(b"END:VCALENDAR")[0]
    with pytest.raises(AssertionError):
        by_javascript([(broken, date(2026, 1, 1), date(2027, 1, 1))])
