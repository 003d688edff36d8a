"""The rows of reading in the big village: finder, summary, a month of agenda, a calendar file."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from bench.table import Measurement, Row, compared, interleaved, milliseconds, percentile
from bench.village import FIRST_YEAR, LAST_YEAR, big_village
from yigong.store.dates import rrule
from yigong.store.event_records import ByLunar, ByRRule, Change, Event
from yigong.store.people.finder import Finder
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.statistics.summary import summarise
from yigong.store.village.village import Village

EVENTS = 1_000


def finder_rows() -> Iterator[Row]:
    """The rows of the finder: queries for 200 people, key by key."""
    people = Village.open(big_village()).people.all()
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
    yield compared(
        f"finder, one key, p95 of {len(finder_times)}, {len(people):,} people",
        percentile(finder_times, 95),
        percentile(plain_times, 95),
        "`in` over names and readings",
        6,
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


def summary_rows() -> Iterator[Row]:
    """The summary of one year and of ten without a cache, then of ten once more."""
    yield summary_row(LAST_YEAR, LAST_YEAR, "one year", 5)
    yield summary_row(FIRST_YEAR, LAST_YEAR, "ten years", 3)
    yield from cached_summary_rows()


def summary_row(first: int, last: int, name: str, times: int) -> Row:
    """The summary of some years without a cache, against parsing the same files as JSON.

    By month, event, squad, kind, programme and occurrence, as on the summary page.
    """
    begin, end = date(first, 1, 1), date(last, 12, 31)
    folder = big_village()
    files = _registers(folder, first, last)

    def ours() -> None:
        village = Village.open(folder)
        policy = village.settings.hours
        summary = summarise(village.counts.between(begin, end, policy), policy)
        assert summary.total.occurrences >= len(files) - 5

    seconds, reference = interleaved(times, ours, lambda: _parse(files))
    return compared(
        f"summary of {name}, {len(files):,} registers",
        seconds,
        reference,
        "json.loads of the same",
        1.5,
    )


def cached_summary_rows() -> Iterator[Row]:
    """The summary of ten years from the cache; also by person and group, and the stars."""
    folder = big_village()
    village = Village.open(folder)
    files = _registers(folder, FIRST_YEAR, LAST_YEAR)
    begin, end = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    village.summary(begin, end)

    def again() -> None:
        assert village.summary(begin, end).total.people

    def by_person() -> None:
        summary = village.summary(begin, end)
        assert len(summary.people) >= summary.total.people and summary.groups

    def everybody() -> None:
        assert village.totals()

    works = {
        "the same ten years once more": again,
        "the same by person and group": by_person,
        "the hours of everybody, for stars": everybody,
    }
    *spent, reference = interleaved(3, *works.values(), lambda: _parse(files))
    for name, seconds in zip(works, spent, strict=True):
        yield compared(name, seconds, reference, "json.loads of the same registers", 3)


def _registers(folder: Path, first: int, last: int) -> list[Path]:
    """The registers of some years."""
    years = range(first, last + 1)
    return [path for y in years for path in (folder / "registers" / str(y)).glob("*.json")]


def _parse(files: list[Path]) -> None:
    for path in files:
        json.loads(path.read_bytes())


def agenda_row() -> Iterator[Row]:
    """The agenda of a month, whose rules begin in the first year."""
    folder = big_village()
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
    yield Row(
        f"a month of agenda, {len(village.events.all())} events, ten years",
        f"{milliseconds(cold)}, the next {milliseconds(warm)}",
        f"{milliseconds(reference)} json.loads of events.json",
        f"{cold / reference:.1f}x",
    )


def calendar_file_row() -> Iterator[Row]:
    """The export of 1 000 events, 100 of them lunar, against icalendar's to_ical of the same."""
    import icalendar

    from yigong.exports.ical.calendar_file import write_calendar

    settings = Settings(name="大青山村", uid_domain="bench.example")
    events = list(_events())
    written = write_calendar(events, settings)
    same = icalendar.Calendar.from_ical(written)
    seconds, reference = interleaved(3, lambda: write_calendar(events, settings), same.to_ical)
    yield compared(
        f"iCalendar export, {EVENTS:,} events ({len(written) // 1000} kB)",
        seconds,
        reference,
        "icalendar's to_ical",
        1,
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


READ_COSTS: tuple[Measurement, ...] = (
    finder_rows,
    summary_rows,
    agenda_row,
    calendar_file_row,
)
