"""Words for an import: the differences of an event."""

from __future__ import annotations

from datetime import datetime

from yigong.store.event_records import ByRRule, Event
from yigong.tui.view.import_words import event_differences


def test_every_field_that_differs_is_named_with_both_values():
    before = Event(title="a", start=datetime(2026, 11, 25, 8), minutes=150, uid="u")
    after = Event(
        title="b",
        kind="class",
        start=datetime(2026, 11, 26, 9),
        minutes=1560,
        repeat=ByRRule("FREQ=DAILY"),
        place="祠堂",
        notes="new",
        lead="王强",
        geo=(30.27, 120.15),
        cancelled=True,
        zone="Asia/Tokyo",
        uid="u",
    )
    assert event_differences(before, after) == [
        "Title: a -> b",
        "Kind: Duty day -> Class",
        "Date: 2026-11-25 08:00 -> 2026-11-26 09:00",
        "Length: 2 h 30 min -> 1 d 2 h",
        "Repeats: once -> every day",
        "Time zone: - -> Asia/Tokyo",
        "Place: - -> 祠堂",
        "In charge: - -> 王强",
        "Coordinates: - -> 30.27, 120.15",
        "State: as planned -> cancelled",
        "The notes differ.",
    ]
