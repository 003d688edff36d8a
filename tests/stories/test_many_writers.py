"""Several organisers work at once on everything; at the end the books are what the history says."""

from __future__ import annotations

from bench import load
from support.replay import assert_history_is_the_books
from yigong.store.village import doctor

PROCESSES = 6
SECONDS = 3.0


def test_after_a_mixed_load_nothing_is_lost_and_nobody_is_in_a_register_twice(tmp_path):
    """Check-ins, edits, imports and exports by six processes; how fast is bench/'s business."""
    village = load._village(tmp_path / "village")
    reports = load._work(village.folder, PROCESSES, SECONDS)
    done = [work for report in reports for work, times in report["spent"].items() if times]
    assert len(reports) == PROCESSES
    assert {"check in or out", "change a person"} <= set(done)
    found = doctor.examine(village.folder, load.NOW)
    assert found.faults == []
    assert load._twice(village) == 0
    names = {one.by for one in assert_history_is_the_books(village.folder)}
    assert {f"organiser{index}" for index in range(PROCESSES)} <= names
