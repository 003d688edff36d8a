"""The rows of reading in the big village: finder, summary, a month of agenda, a calendar file."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from bench.table import Row, interleaved, milliseconds, missing, percentile, verdict_of
from bench.village import FIRST_YEAR, LAST_YEAR, big_village
from yigong.store.dates import rrule
from yigong.store.people.finder import Finder
from yigong.store.records import ByLunar, ByRRule, Change, Event, Settings, Volunteer
from yigong.store.statistics.summary import summarise
from yigong.store.village.village import Village

EVENTS = 1_000


def read_costs() -> Iterator[Row]:
    """All rows of reading."""
    folder = big_village()
    yield from finder_rows(folder)
    yield summary_row(folder, LAST_YEAR, LAST_YEAR, "one year", 0.15, 5)
    yield summary_row(folder, FIRST_YEAR, LAST_YEAR, "ten years", 1.0, 3)
    yield cached_summary_row(folder)
    yield agenda_row(folder)
    try:
        from yigong.exports.ical.calendar_file import write_calendar
    except ImportError as error:
        yield missing(f"iCalendar export, {EVENTS:,} events", error)
        return
    yield calendar_file_row(write_calendar)


def finder_rows(folder: Path) -> Iterator[Row]:
    """The rows of the finder: queries for 200 people, key by key."""
    people = Village.open(folder).people.all()
    began = time.perf_counter()
    finder = Finder(people)
    index_time = time.perf_counter() - began
    finder_times, plain_times = [], []
    for query in _queries(list(people.values())):
        began = time.perf_counter()
        finder.find(query)
        finder_times.append(time.perf_counter() - began)
        began = time.perf_counter()
        _ = [p for p in people.values() if query in p.name or query in p.reading]
        plain_times.append(time.perf_counter() - began)
    ours, plain = percentile(finder_times, 95), percentile(plain_times, 95)
    yield Row(
        f"finder, one key, p95 of {len(finder_times)}, {len(people):,} people",
        milliseconds(ours),
        f"{milliseconds(plain)} `in` over names and readings",
        f"{ours / plain:.2f}x",
        "<= 30 ms",
        verdict_of(ours <= 0.03),
    )
    yield Row("finder, indexed again after a change of the roster", milliseconds(index_time))


def _queries(people: list[Volunteer]) -> Iterator[str]:
    """The beginnings of queries for 200 people, as they are while one types."""
    rng = random.Random(1)
    for person in rng.sample(people, 200):
        syllables = person.reading.split()
        initials = "".join(syllable[0] for syllable in syllables)
        words = [initials, syllables[0] + initials[1:], person.name[0] + initials[1:], person.name]
        words += [person.phone[-4:]] * bool(person.phone)
        word = rng.choice(words)
        yield from (word[: n + 1] for n in range(len(word)))


def summary_row(folder: Path, first: int, last: int, name: str, budget: float, times: int) -> Row:
    """The summary of some years without a cache, against parsing the same files as JSON.

    By month, event, squad, kind, programme and occurrence, as on the summary page.
    """
    begin, end = date(first, 1, 1), date(last, 12, 31)
    files = [
        path
        for year in range(first, last + 1)
        for path in (folder / "registers" / str(year)).glob("*.json")
    ]

    def ours() -> None:
        village = Village.open(folder)
        policy = village.settings.hours
        summary = summarise(village.counts.between(begin, end, policy), policy)
        assert summary.total.occurrences >= len(files) - 5

    def plain() -> None:
        for path in files:
            json.loads(path.read_bytes())

    seconds, reference = interleaved(times, ours, plain)
    return Row(
        f"summary of {name}, {len(files):,} registers",
        milliseconds(seconds),
        f"{milliseconds(reference)} json.loads of the same",
        f"{seconds / reference:.2f}x",
        f"<= {budget * 1000:.0f} ms",
        verdict_of(seconds <= budget),
    )


def cached_summary_row(folder: Path) -> Row:
    """The summary of ten years from the cache; also by person and group, and the stars."""
    village = Village.open(folder)
    begin, end = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    village.summary(begin, end)

    def again() -> None:
        assert village.summary(begin, end).total.people

    def by_person() -> None:
        summary = village.summary(begin, end)
        assert len(summary.people) >= summary.total.people and summary.groups

    def everybody() -> None:
        assert village.totals()

    second, people, stars = interleaved(3, again, by_person, everybody)
    return Row(
        "the same ten years once more",
        milliseconds(second),
        f"{milliseconds(people)} by person and group, {milliseconds(stars)} all for stars",
        f"{people / second:.1f}x",
        "<= 1000 ms",
        verdict_of(max(second, people, stars) <= 1.0),
    )


def agenda_row(folder: Path) -> Row:
    """The agenda of a month, whose rules begin in the first year."""
    village = Village.open(folder)
    events = folder / "events.json"
    village.events.all()

    def ours() -> None:
        rrule._starts_in_year.cache_clear()  # as in a program that has just started
        rrule._parsed_rule.cache_clear()
        assert village.events.between(date(LAST_YEAR, 11, 1), date(LAST_YEAR, 11, 30))

    def again() -> None:
        assert village.events.between(date(LAST_YEAR, 12, 1), date(LAST_YEAR, 12, 31))

    def plain() -> None:
        json.loads(events.read_bytes())

    cold, warm, reference = interleaved(5, ours, again, plain)
    return Row(
        f"a month of agenda, {len(village.events.all())} events, ten years",
        f"{milliseconds(cold)}, the next {milliseconds(warm)}",
        f"{milliseconds(reference)} json.loads of events.json",
        f"{cold / reference:.1f}x",
    )


def calendar_file_row(write_calendar: object) -> Row:
    """The export of 1 000 events, 100 of them lunar, against icalendar's to_ical of the same."""
    import icalendar

    assert callable(write_calendar)
    settings = Settings(name="大青山村", uid_domain="bench.example")
    events = list(_events())
    written = write_calendar(events, settings)
    same = icalendar.Calendar.from_ical(written)
    seconds, reference = interleaved(3, lambda: write_calendar(events, settings), same.to_ical)
    return Row(
        f"iCalendar export, {EVENTS:,} events ({len(written) // 1000} kB)",
        milliseconds(seconds),
        f"{milliseconds(reference)} icalendar's to_ical",
        f"{seconds / reference:.2f}x",
        "<= 1x",
        verdict_of(seconds <= reference),
    )


def _events() -> Iterator[Event]:
    stamped = datetime.fromisoformat("2026-11-25T00:50:00+00:00")
    for number in range(1, EVENTS + 1):
        start = datetime(2026, 1, 1, 9) + timedelta(days=number % 365)
        repeats, lunar = number % 10 == 0, number % 10 == 5
        moved = (start + timedelta(days=7)).date().isoformat()
        yield Event(
            number=number,
            title=f"第{number}次村民义务日",
            start=start,
            minutes=150,
            place="黄湖镇青山村文化礼堂",
            notes="带手套和水，穿旧衣服。\n下雨改期，见通知。",
            lead="李芳",
            uid=f"{number:020d}",
            stamped=stamped,
            repeat=ByRRule("FREQ=WEEKLY;COUNT=20") if repeats else ByLunar(9, 9) if lunar else None,
            changes={moved: Change(cancelled=True, stamped=stamped)} if repeats else {},
        )
