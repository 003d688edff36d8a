"""What a power cut leaves of the history, and who sees to it that the next one leaves more.

`tests/faults/test_power_cut.py` tries every cut; here is what each remedy is for.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress

import pytest

from support.replay import assert_history_matches_books
from yigong.store.errors import Damaged
from yigong.store.records import Volunteer
from yigong.store.storage.locks import opened_locks
from yigong.store.village import doctor


def _month(village):
    return village.folder / "history/2026-11.jsonl"


def _tear(path, size, zeros):
    """Zeros in what was appended after a size."""
    raw = bytearray(path.read_bytes())
    begin = size + zeros.start
    end = min(size + zeros.stop, len(raw))
    raw[begin:end] = bytes(end - begin)
    path.write_bytes(raw)


@pytest.fixture
def torn(village, enrol):
    """A village whose last change, of five people, the history lacks; their lines are at hand."""
    enrol("张小明")
    size = _month(village).stat().st_size
    enrol(5)
    return size


@pytest.mark.parametrize("zeros", [slice(0, 99), slice(600, 700), slice(0, 900), slice(300, 9999)])
def test_zeros_where_the_last_change_was_appended_are_no_damage(village, enrol, clock, torn, zeros):
    _tear(_month(village), torn, zeros)
    assert not doctor.examine(village.folder, clock()).faults
    enrol("李秀英")  # brings out what is missing
    assert_history_matches_books(village.folder)


def test_zeros_with_other_changes_behind_them_are_damage_and_nothing_is_cut_off(
    village, enrol, clock, torn
):
    enrol("李秀英")
    _tear(_month(village), torn, slice(600, 700))
    raw = _month(village).read_bytes()
    assert "2026-11.jsonl" in doctor.examine(village.folder, clock()).faults[0].sentence
    with suppress(Damaged):
        enrol("王建国")
    assert _month(village).read_bytes().startswith(raw)


def test_a_long_change_is_appended_in_pieces_that_the_search_for_its_end_goes_through(
    village, monkeypatch
):
    synced, real = Counter(), os.fsync
    monkeypatch.setattr(os, "fsync", lambda d: synced.update([os.fstat(d).st_ino]) or real(d))
    village.session._sync = True
    village.people.add_all(Volunteer(name=f"村民{n}", note="x" * 200) for n in range(1000))
    status = _month(village).stat()
    assert synced[status.st_ino] >= status.st_size / (1 << 16) > 4


def test_two_desks_in_turn_wait_for_the_disk_no_more_often_than_one(
    village, enrol, colleague, duty_day, monkeypatch
):
    enrol(9)
    counted, real = Counter(), os.fsync
    desks = [village, colleague()]
    for desk in desks:
        desk.session._sync = True
    for number in range(1, 9):
        desk = desks[number % 2]
        monkeypatch.setattr(os, "fsync", lambda d, n=number: counted.update([n]) or real(d))
        desk.registers.checkin.check_in(duty_day, number)
    assert set(list(counted.values())[1:]) == {3}, "the book, its name, the history"


def test_who_was_killed_with_a_lock_is_known_to_who_takes_it_next(village):
    with opened_locks(village.root, "李芳") as held:
        held.take("history", 0)
    with opened_locks(village.root, "王强") as held:
        assert not held.is_settled("history")
        assert not held.take("history", 0), "李芳 did not come to it"
        held.settle("history")
    with opened_locks(village.root, "李芳") as held:
        assert held.take("history", 0)
