"""Sixteen processes book the same hour: one has it, and the others are told who."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from subprocess import Popen

from yigong.store.venue_records import Venue
from yigong.store.village.village import Village


def test_of_sixteen_desks_one_has_the_hour_and_fifteen_name_it(
    village: Village, start: Callable[..., Popen[str]]
) -> None:
    village.venues.add(Venue(name="会客厅"))
    hour = (datetime.now() + timedelta(days=30)).replace(minute=0, second=0, microsecond=0)
    desks = [
        start("books_one_hour.py", village.folder, f"desk{n:02d}", hour.isoformat())
        for n in range(16)
    ]
    assert [desk.stdout.readline() for desk in desks if desk.stdout] == ["ready\n"] * 16
    for desk in desks:
        assert desk.stdin is not None
        desk.stdin.write("\n")
        desk.stdin.flush()
    said = [desk.communicate(timeout=120)[0].strip() for desk in desks]
    winners = [text for text in said if text.startswith("booked")]
    (event,) = village.events.all().values()
    assert winners == [f"booked {event.code}"]
    others = [text for text in said if not text.startswith("booked")]
    assert len(others) == 15
    assert all(f"{event.title} {event.code}" in text for text in others)
