"""A story: several organisers write at once, after which history and books agree."""

from __future__ import annotations

from bench import load
from support.replay import assert_history_matches_books
from yigong.store.village import doctor

PROCESSES = 6
SECONDS = 3.0


def test_after_a_mixed_load_no_change_is_lost_and_nobody_is_in_a_register_twice(tmp_path):
    """Check-ins, edits, imports and exports by six processes; bench/load.py measures the times."""
    village = load.make_village(tmp_path / "village")
    reports = load.run_workers(village.folder, PROCESSES, SECONDS)
    done = [work for report in reports for work, times in report["spent"].items() if times]
    assert len(reports) == PROCESSES
    assert {"check in or out", "change a person"} <= set(done)
    assert doctor.examine(village.folder, load.NOW).faults == []
    assert load.count_double_stints(village) == 0
    names = {line.by for line in assert_history_matches_books(village.folder)}
    assert {f"organiser{index}" for index in range(PROCESSES)} <= names
