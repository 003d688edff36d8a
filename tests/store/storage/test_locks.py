"""The locks of a village: one writer at a time, a bounded wait, and the holder's name."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from support.replay import assert_history_matches_books
from yigong.store.errors import Busy
from yigong.store.storage import fair_lock
from yigong.store.storage.book import ChangeReason
from yigong.store.storage.folder import Folder
from yigong.store.storage.locks import opened_locks
from yigong.store.storage.village_lock import book_lock


def test_eight_desks_check_the_same_200_people_in_once(village, enrol, duty_day, start):
    enrol(200)
    desks = [
        start("check_in_everyone.py", village.folder, f"{n}号门", duty_day.key) for n in range(8)
    ]
    for desk in desks:
        assert desk.stdout.readline() == "ready\n"
    answers: Counter[str] = Counter()
    for desk in desks:
        desk.stdin.write("\n")
        desk.stdin.flush()
    for desk in desks:
        output, errors = desk.communicate()
        assert desk.returncode == 0, errors
        answers.update(json.loads(output))

    register = village.registers.read(duty_day.key)
    assert len(register.entries) == 200
    assert {len(entry.stints) for entry in register.entries.values()} == {1}
    assert answers == {"welcome": 200, "elsewhere": 1400}
    desks_at_work = {entry.stints[0].desk for entry in register.entries.values()}
    assert len(desks_at_work) > 1, "one desk did it all, so nothing was proved"
    lines = assert_history_matches_books(village.folder)
    arrivals = [line.key for line in lines if line.act == "checkin" and line.key]
    assert sorted(arrivals) == sorted(register.entries)
    assert register.rev == 200


def test_a_holder_that_hangs_is_named_and_nothing_is_changed(village, enrol, duty_day, start):
    (person,) = enrol("张小明")
    village.registers.checkin.check_in(duty_day, person.number)
    book = village.registers.book(duty_day.key)
    before = book.path.read_bytes()
    holder = start("holds_lock.py", village.folder, book.name, "李芳 @ 东门")
    assert holder.stdout.readline() == "held\n"

    with (
        pytest.raises(Busy, match=r"李芳 @ 东门 \(\d+\).*nothing was changed"),
        book.change(village.actor, village.now(), ChangeReason("checkin"), timeout=0.1),
    ):
        pytest.fail("the lock is another's")
    assert book.path.read_bytes() == before
    assert village.registers.read(duty_day.key).here, "reading needs no lock"


def test_a_lock_is_released_when_its_process_ends_however_it_ends(village, enrol, duty_day, start):
    (person,) = enrol("张小明")
    book = village.registers.book(duty_day.key)
    holder = start("holds_lock.py", village.folder, book.name, "李芳")
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    assert village.registers.checkin.check_in(duty_day, person.number).entry.here


def test_the_lock_of_one_book_does_not_block_others(village, enrol, duty_day, start):
    (person,) = enrol("张小明")
    holder = start("holds_lock.py", village.folder, "people", "李芳")
    assert holder.stdout.readline() == "held\n"
    assert village.registers.checkin.check_in(duty_day, person.number).entry.here


def test_a_holders_name_with_escape_sequences_is_harmless(tmp_path):
    folder = Folder(tmp_path)
    with (
        book_lock(folder, "people", "\x1b]0;x\x07李芳\n[/]"),
        pytest.raises(Busy) as busy,
        book_lock(folder, "people", "王强", timeout=0),
    ):
        pytest.fail("the lock is another's")
    assert str(busy.value).isprintable()
    assert "李芳" in str(busy.value)


def test_no_book_shares_a_lock_with_what_is_held_beside_it(tmp_path, monkeypatch):
    """A register did that shared its with the history: each of its changes waited for itself."""
    monkeypatch.setattr(fair_lock, "REGIONS", 8)
    folder = Folder(tmp_path)
    with opened_locks(folder, "李芳") as held:
        for name in ("", "history", "closing"):
            held.take(name, 0)
        for number in range(100):
            with opened_locks(folder, "王强") as others:
                others.take(f"registers/2026/E{number:04}@2026-11-25", 0)
