"""A month of the history goes on in another file when one is full; nothing else notices."""

from __future__ import annotations

import os

import msgspec
import pytest

from support.replay import all_lines, assert_history_matches_books, history_paths, lines_of
from yigong.store.records import Squad
from yigong.store.storage import history
from yigong.store.storage.book import Actor
from yigong.store.storage.files import FILE_MODE
from yigong.store.storage.history_line import HistoryLine, encode_line, with_checksum
from yigong.store.village import backup, doctor, restore
from yigong.store.village.village import Village

NAMES = ("张小明", "李秀英", "王建国", "赵玉兰", "孙桂英", "周德福")


@pytest.fixture
def small(monkeypatch):
    """Files that are full with a line or two."""
    monkeypatch.setattr(history, "ROLL_OVER", 100)


def names(village):
    return [path.name.removesuffix(".jsonl") for path in history_paths(village.folder)][::-1]


def faults(village):
    return doctor.examine(village.folder, village.now()).faults


def test_a_full_file_is_followed_by_another_of_the_same_month(village, enrol, small):
    for name in NAMES:
        enrol(name)
    assert names(village)[:3] == ["2026-11", "2026-11.02", "2026-11.03"]
    lines = assert_history_matches_books(village.folder)
    assert [line.new["name"] for line in lines if line.act == "person.add"] == list(NAMES)
    assert list(village.history.newest_first()) == lines[::-1]
    assert [village.history.change(line.id) for line in lines] == [[line] for line in lines]
    assert faults(village) == []


def test_more_than_99_files_of_a_month_stay_in_their_order(village, monkeypatch):
    monkeypatch.setattr(history, "ROLL_OVER", 1)
    village.squads.add(Squad(name="清理队"))
    for count in range(110):
        squad = village.squads.get(1)
        village.squads.save(msgspec.structs.replace(squad, purpose=f"{count}"))
    assert names(village)[-3:] == ["2026-11.110", "2026-11.111", "2026-11.112"]
    assert_history_matches_books(village.folder)
    assert village.undo().new["purpose"] == "109"
    assert village.undo().new["purpose"] == "108"
    assert faults(village) == []


def test_the_next_month_begins_its_own_file_however_full_the_last_is(village, enrol, small, clock):
    enrol("张小明")
    enrol("李秀英")
    clock.now = clock.now.replace(month=12)
    enrol("王建国")
    assert names(village)[-1] == "2026-12"
    clock.now = clock.now.replace(month=11)
    enrol("赵玉兰")
    enrol("孙桂英")
    assert names(village)[-3:] == ["2026-12", "2026-12.02", "2026-12.03"]
    lines = assert_history_matches_books(village.folder)
    assert [line.id for line in lines[-3:]] == ["2026-12/1", "2026-12.02/1", "2026-12.03/1"]


def test_a_writer_killed_where_the_file_is_full_is_finished_in_the_next(
    village, enrol, duty_day, start, small
):
    first, second = enrol("张小明", "李秀英")
    process = start("dies_before_history.py", village.folder, duty_day.key, first.number)
    assert process.wait() == -9
    village.registers.checkin.check_in(duty_day, second.number)
    assert_history_matches_books(village.folder)
    assert faults(village) == []


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_a_change_of_which_one_file_has_some_lines_and_the_next_the_others_is_one(
    village, colleague, duty_day, enrol, kept, small
):
    """The power failed when some of its lines had reached the disk, and then once more."""
    enrol(*NAMES)
    village.registers.signup.sign_up(duty_day, 1, 2, 3, 4)
    path = history_paths(village.folder)[0]
    lines = path.read_bytes().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b'"act":"signup"' in line)
    path.write_bytes(b"".join(lines[: at + kept]))
    carried = [line for line in map(decoded, lines) if line.act == "signup"]
    before = len(names(village))
    for _power_cut in range(2):  # the second came before the book had its next change
        colleague().history.finish(carried)
        assert len(names(village)) == before + 1
    assert_history_matches_books(village.folder)
    signed = [line for line in all_lines(village.folder) if line.act == "signup"]
    for line in signed:
        assert village.history.change(line.id) == signed
    village.undo()
    assert village.registers.read(duty_day.key).entries == {}
    assert faults(village) == []


def decoded(line):
    return msgspec.json.decode(line, type=HistoryLine)


def test_a_file_that_another_program_makes_in_the_same_tick_is_seen(village, colleague, small):
    """The folder's time stays as it is; lines in the file before would be out of order."""
    here, there = village, colleague()
    there.squads.add(Squad(name="清理队"))
    folder = village.folder / "history"
    before = folder.stat().st_mtime_ns
    seen = len(here.history.files())
    while len(names(village)) == seen:
        squad = there.squads.get(1)
        there.squads.save(msgspec.structs.replace(squad, purpose=squad.purpose + "x"))
    os.utime(folder, ns=(before, before))
    here.squads.save(msgspec.structs.replace(here.squads.get(1), purpose="y"))
    lines = assert_history_matches_books(village.folder)
    assert lines[-1].new["purpose"] == "y"


def test_writers_who_fill_files_at_once_lose_and_double_nothing(village, enrol, start):
    writers, times = 3, 25
    enrol(*NAMES[:writers])
    for name in NAMES[:writers]:
        village.squads.add(Squad(name=name))
    folder = village.folder
    running = [start("rolls_over.py", folder, n + 1, times, 2000) for n in range(writers)]
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.stdin.close()
        assert process.wait() == 0, process.stderr.read()
    lines = assert_history_matches_books(folder)
    assert len([line for line in lines if line.by.startswith("desk")]) == writers * times * 2
    assert len(names(village)) > 5
    assert faults(village) == []


def test_who_is_forgotten_is_forgotten_in_every_file(village, enrol, duty_day, small):
    enrol(*NAMES)
    for number in range(1, 7):
        village.registers.checkin.check_in(duty_day, number)
        village.people.save(msgspec.structs.replace(village.people.get(number), note="带了锹"))
    village.erase(2)
    assert len(names(village)) > 5
    assert all("李秀英".encode() not in path.read_bytes() for path in history_paths(village.folder))
    assert_history_matches_books(village.folder)
    assert faults(village) == []


def test_a_backup_has_every_file_and_gives_the_same_village(village, enrol, small, tmp_path):
    for name in NAMES:
        enrol(name)
    archive = tmp_path / "village.zip"
    backup.back_up(village.folder, archive, village.now(), "李芳")
    restored = tmp_path / "restored"
    restore.restore_folder(archive, restored, "李芳")
    assert [p.name for p in history_paths(restored)] == [f"{n}.jsonl" for n in names(village)][::-1]
    assert [p.read_bytes() for p in history_paths(restored)] == [
        p.read_bytes() for p in history_paths(village.folder)
    ]
    again = Village.open(restored, Actor("李芳", "东门"), clock=village.now)
    again.squads.add(Squad(name="清理队"))
    assert again.undo().act == "squad.add"
    assert_history_matches_books(restored)


def test_undo_goes_back_through_the_files(village, enrol, duty_day, small):
    enrol(*NAMES)
    for number in range(1, 7):
        village.registers.checkin.check_in(duty_day, number)
    assert [village.undo().key for _each in range(6)] == [6, 5, 4, 3, 2, 1]
    assert village.registers.read(duty_day.key).entries == {}
    assert faults(village) == []


@pytest.mark.slow
def test_a_month_that_an_older_version_held_for_too_large_takes_the_next_check_in(
    village, enrol, duty_day, tmp_path
):
    """It refused each change once the month's file was beyond 256 MB."""
    enrol("张小明")
    path = history_paths(village.folder)[0]
    lines = lines_of(path)
    last, checksum = lines[-1], lines[-1].sum
    with path.open("ab") as file:
        for count in range(1, 271):
            added = msgspec.structs.replace(last, rev=last.rev + count, note="x" * 1_000_000)
            summed, checksum = with_checksum(added, last.n + count, checksum)
            file.write(encode_line(summed) + b"\n")
    people = village.folder / "people.json"
    tables = msgspec.json.decode(people.read_bytes())
    tables["meta"]["1"] |= {"rev": last.rev + 270, "last": []}
    people.write_bytes(msgspec.json.encode(tables))
    assert path.stat().st_size > 1 << 28
    reopened = Village.open(village.folder, Actor("李芳", "东门"), clock=village.now)
    reopened.registers.checkin.check_in(duty_day, 1)
    assert names(village) == ["2026-11", "2026-11.02"]
    assert next(reopened.history.newest_first()).act == "checkin"
    assert reopened.undo().act == "checkin"
    assert faults(village) == []
    archive = tmp_path / "village.zip"
    backup.back_up(village.folder, archive, village.now(), "李芳")
    restore.restore_folder(archive, tmp_path / "restored", "李芳")
    reopened.erase(1)
    assert path.stat().st_mode & 0o777 == FILE_MODE
    assert faults(village) == []
