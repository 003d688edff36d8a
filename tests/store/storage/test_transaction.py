"""A transaction: all of its books or none, whatever happens in the middle."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import time
from datetime import timedelta

import msgspec
import pytest

from faults.calls import Wrapped
from faults.changes import KEEP, KEY, MERGED, NOW, is_whole, make, opened
from support.replay import all_lines, assert_history_matches_books, books_of, history_paths
from yigong.store.errors import Busy, Damaged, DataError, Newer, Refused, Unconfirmed
from yigong.store.event_records import Event
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage import journal
from yigong.store.storage.book import BULK, Actor, ChangeReason
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.layout import SET_ASIDE
from yigong.store.village import backup, doctor, restore
from yigong.store.village.repair import repair
from yigong.store.village.village import Village


def people_and_squads(village, act="both", name="清理队"):
    """Add a person and a squad with them: two books that refer to each other."""
    with village.transaction(ChangeReason(act)) as change:
        people = change.open(village.book("people"))
        person = people.put(Volunteer(number=people.next_number(), name="张小明"))
        squads = change.open(village.book("squads"))
        squads.put(Squad(number=squads.next_number(), name=name, members=(person.number,)))


def content(village):
    """Every book and the history, as bytes."""
    history = {path.name: path.read_bytes() for path in history_paths(village.folder)}
    return {name: path.read_bytes() for name, path in books_of(village.folder).items()} | history


def traces(folder):
    """Files that a change may leave beside the books."""
    found = [*folder.rglob(f".*{journal.NAME}"), *folder.rglob(".*.tmp")]
    return sorted(path.name for path in found)


def test_a_change_of_several_books_is_one_change_of_the_history(village, colleague):
    people_and_squads(village)
    lines = [line for line in assert_history_matches_books(village.folder) if line.act == "both"]
    assert [(line.book, line.of) for line in lines] == [
        ("people", "people/1"),
        ("squads", "people/1"),
    ]
    assert [line.id for line in village.history.change(lines[1].id)] == [line.id for line in lines]
    assert colleague().squads.members([1]) == [1]
    assert traces(village.folder) == []


def test_a_block_that_raises_changes_no_book(village):
    before = content(village)
    with pytest.raises(KeyError), village.transaction(ChangeReason("both")) as change:
        change.open(village.book("people")).put(Volunteer(number=1, name="张小明"))
        change.open(village.book("squads")).put(Squad(number=1, name="清理队"))
        raise KeyError
    assert content(village) == before
    assert traces(village.folder) == []


def test_a_block_that_changes_nothing_writes_nothing(village, enrol):
    enrol("张小明")
    before = content(village)
    with village.transaction(ChangeReason("both")) as change:
        change.open(village.book("people"))
        change.open(village.book("squads"))
    assert content(village) == before


def test_a_transaction_that_changes_one_book_is_a_change_of_that_book(village, enrol):
    with village.transaction(ChangeReason("person.add")) as change:
        change.open(village.book("squads"))
        change.open(village.book("people")).put(Volunteer(number=1, name="张小明"))
    assert all_lines(village.folder)[-1].of == ""
    assert_history_matches_books(village.folder)


def test_a_book_is_opened_once(village):
    with village.transaction(ChangeReason("both")) as change:
        draft = change.open(village.book("people"))
        draft.put(Volunteer(number=1, name="张小明"))
        assert change.open(village.book("people")) is draft
    assert village.people.get(1).name == "张小明"


def test_nobody_writes_while_the_books_are_changed(village, colleague, enrol):
    enrol("张小明")
    other = colleague()
    other.session.lock_timeout = 0.05
    with village.transaction(ChangeReason("both")) as change:
        change.open(village.book("people"))
        with pytest.raises(Busy, match="changed at once"):
            other.squads.add(Squad(name="清理队"))
    other.squads.add(Squad(name="清理队"))


# -- undo ------------------------------------------------------------------


def test_one_undo_undoes_the_whole_transaction(village):
    before = {name: village.book(name).read().records for name in ("people", "squads")}
    people_and_squads(village)
    assert village.undo().act == "both"
    assert village.people.all() == before["people"] == {}
    assert village.squads.all() == before["squads"] == {}
    undone = [line for line in assert_history_matches_books(village.folder) if line.act == "undo"]
    assert [(line.book, line.undoes) for line in undone] == [("squads", 1), ("people", 1)]
    assert len({line.of for line in undone}) == 1
    with pytest.raises(Refused, match="nothing of yours"):
        village.undo()


@pytest.mark.parametrize("which", [0, 1])
def test_any_line_of_a_transaction_identifies_all_of_it(village, which):
    people_and_squads(village)
    line = [line for line in all_lines(village.folder) if line.act == "both"][which]
    village.undo_change(line.id)
    assert not village.people.all() and not village.squads.all()
    with pytest.raises(Refused, match="taken back already"):
        village.undo_change(line.id)


def test_if_one_book_was_changed_since_no_book_is_undone(village, colleague):
    people_and_squads(village)
    other = colleague()
    other.squads.save(msgspec.structs.replace(other.squads.get(1), purpose="河道"))
    before = content(village)
    with pytest.raises(Refused):
        village.undo()
    assert content(village) == before


def test_undo_in_one_book_finds_only_transactions_that_begin_with_it(village, enrol, duty_day):
    enrol("李秀英")
    village.registers.checkin.check_in(duty_day, 1)
    with village.transaction(ChangeReason("both")) as change:
        person = change.open(village.book("people")).records[1]
        change.open(village.book("people")).put(msgspec.structs.replace(person, note="x"))
        entry = change.open(village.registers.book(duty_day.key)).records[1]
        change.open(village.registers.book(duty_day.key)).put(
            msgspec.structs.replace(entry, adults=1)
        )
    village.registers.checkin.bring(duty_day, 1, adults=2, children=0)
    village.undo(f"registers/2026/{duty_day.key}")
    with pytest.raises(Refused, match="changed this again"):
        village.undo(f"registers/2026/{duty_day.key}")  # the check-in, and not the change of both
    assert village.people.get(1).note == "x"
    assert village.undo("people").act == "both"
    assert village.people.get(1).note == ""
    assert village.undo(f"registers/2026/{duty_day.key}").act == "checkin"


def test_a_large_change_is_found_by_undo_however_many_lines_it_has(village, monkeypatch):
    monkeypatch.setattr("yigong.store.village.undo._MAX_LINES", 10)
    with village.transaction(ChangeReason("both")) as change:
        people, squads = change.open(village.book("people")), change.open(village.book("squads"))
        for n in range(1, 31):
            people.put(Volunteer(number=n, name=f"村民{n}"))
        squads.put(Squad(number=1, name="清理队", members=tuple(range(1, 31))))
    village.squads.add(Squad(name="修葺队"))
    village.undo()
    assert village.undo().act == "both"
    assert village.people.all() == {}


# -- cut short -------------------------------------------------------------


@pytest.fixture
def small(tmp_path):
    """Twelve people, two of whom are one."""
    make(tmp_path / "v")
    return tmp_path / "v"


def cut_short(folder, after, nth=1, act=lambda village: village.merge(KEEP, MERGED)):
    """Kill a process right after the nth time that it makes a call in a change."""
    child = os.fork()
    if child == 0:
        wrapped, village = Wrapped(), opened(folder)
        wrapped.arm(None)
        wrapped.names = _Until(after, nth)
        alone(lambda: act(village))
    assert os.waitpid(child, 0)[1] != 0, "it was done before it could be killed"


def alone(act):
    """Call a function in a forked process, and exit without going on with the tests."""
    try:
        act()
    finally:
        os._exit(0)


class _Until(list):
    """A list of calls that kills the process after the nth of a name."""

    def __init__(self, name, nth):
        super().__init__()
        self._name, self._nth = name, nth

    def append(self, name):
        super().append(name)
        if self.count(self._name) == self._nth + 1 or (
            self.count(self._name) == self._nth and name != self._name
        ):
            os.kill(os.getpid(), 9)


def decided(folder):
    """A decided merge: the journal is written, and one of four books is replaced."""
    cut_short(folder, "rename", 2)
    assert journal.exists(Folder(folder))
    assert not is_whole(Village(folder))


def test_a_transaction_killed_before_the_journal_changed_nothing(small):
    before = content(Village(small))
    cut_short(small, "fsync", 4)
    assert not journal.exists(Folder(small))
    assert content(Village(small)) == before
    findings = doctor.examine(small, NOW).findings
    assert {(note.repair, note.fault) for note in findings} == {("leftover", False)}
    repair(small, findings, NOW, "李芳")
    assert traces(small) == []


def test_the_doctor_reports_an_unfinished_transaction_and_nothing_else(small):
    decided(small)
    (note,) = doctor.examine(small, NOW).findings
    assert (note.where, note.repair, note.fault) == (journal.NAME, "together", False)
    assert repair(small, [note], NOW, "李芳").done == [note]
    assert is_whole(Village(small)) and Village(small).people.all()[MERGED].merged == KEEP
    assert doctor.examine(small, NOW).findings == []
    assert_history_matches_books(small)


def test_opening_the_village_finishes_a_transaction(small):
    decided(small)
    assert is_whole(opened(small))
    assert traces(small) == []
    assert_history_matches_books(small)


def test_the_next_change_finishes_a_transaction(small):
    village = opened(small)
    decided(small)
    village.registers.checkin.check_in(village.events.occurrence_for(KEY), 7)
    assert is_whole(village)
    assert village.registers.read(KEY).entries[7].here
    assert_history_matches_books(small)


def test_a_journal_that_comes_back_puts_no_older_book_in_place(small):
    """Its removal was not confirmed, and a power cut undid it after others had written."""
    cut_short(small, "rename", 1)
    left = {path: path.read_bytes() for path in small.rglob(f".*{journal.NAME}")}
    left[small / journal.NAME] = (small / journal.NAME).read_bytes()
    village = opened(small)
    village.people.save(msgspec.structs.replace(village.people.get(KEEP), note="later"))
    for path, raw in left.items():
        path.write_bytes(raw)
    assert opened(small).people.get(KEEP).note == "later"
    assert not traces(small)
    assert_history_matches_books(small)


def test_reading_does_not_finish_a_transaction(small):
    decided(small)
    before = (small / journal.NAME).read_bytes()
    village = Village(small)
    village.people.all(), village.squads.all(), village.registers.read(KEY)
    assert (small / journal.NAME).read_bytes() == before


def test_a_backup_has_all_of_an_unfinished_transaction(small, tmp_path):
    decided(small)
    archive = backup.back_up(small, tmp_path / "v.zip", NOW, "李芳").path
    restore.restore_folder(archive, tmp_path / "again", "李芳")
    village = Village(tmp_path / "again")
    assert is_whole(village) and village.people.all()[MERGED].merged
    assert_history_matches_books(tmp_path / "again")


def test_an_unfinished_transaction_can_be_undone_by_who_made_it(small):
    decided(small)
    assert opened(small).undo().act == "person.merge"
    assert is_whole(opened(small)) and not opened(small).people.all()[MERGED].merged
    assert_history_matches_books(small)


def test_a_process_killed_while_finishing_is_followed_by_the_next(small, tmp_path):
    """At every call by which another process finishes a transaction."""
    decided(small)
    small_change = lambda village: village.squads.leave(1, 3)  # noqa: E731 - one more change
    for call, times in (("rename", 3), ("fsync", 5), ("write", 1), ("unlink", 1)):
        for nth in range(1, times + 1):
            copy = tmp_path / f"{call}{nth}"
            shutil.copytree(small, copy)
            cut_short_finishing(copy, call, nth)
            village = opened(copy)
            assert is_whole(village) and village.people.all()[MERGED].merged, (call, nth)
            small_change(village)
            assert_history_matches_books(copy)
            assert traces(copy) == []


def cut_short_finishing(folder, call, nth):
    child = os.fork()
    if child == 0:
        wrapped = Wrapped()
        wrapped.arm(None)
        wrapped.names = _Until(call, nth)
        alone(lambda: opened(folder))
    assert os.waitpid(child, 0)[1] != 0, f"{call} was not called {nth} times"


def test_a_large_transaction_is_finished_with_all_its_history(small):
    """Its history lines are in the journal and not in its books."""

    def many(village):
        with village.transaction(ChangeReason("both")) as change:
            people, squads = (
                change.open(village.book("people")),
                change.open(village.book("squads")),
            )
            for n in range(20, 20 + 3 * BULK):
                people.put(Volunteer(number=n, name=f"村民{n}"))
            squads.put(Squad(number=9, name="修葺队", members=(20, 21)))

    change = f"people/{Village(small).book('people').read().rev + 1}"
    cut_short(small, "rename", 3, many)
    assert journal.exists(Folder(small))
    assert json.loads((small / "people.json").read_bytes())["meta"]["1"].get("last", []) == []
    village = opened(small)
    assert village.squads.get(9).members == (20, 21)
    lines = assert_history_matches_books(small)
    assert sum(line.of == change for line in lines) == 3 * BULK + 1
    assert village.undo().act == "both"
    assert 20 not in village.people.all()


# -- the disk refuses ------------------------------------------------------


def full(*_arguments, **_options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_is_full_before_it_is_decided_changes_nothing(village, monkeypatch):
    before = content(village)
    real, calls = Folder.stage, []

    def stage(folder, name, *arguments, **options):
        calls.append(name)
        return full() if len(calls) == 2 else real(folder, name, *arguments, **options)

    monkeypatch.setattr(Folder, "stage", stage)
    with pytest.raises(DataError, match="disk is full"):
        people_and_squads(village)
    monkeypatch.undo()
    assert content(village) == before
    assert traces(village.folder) == []
    people_and_squads(village)
    assert_history_matches_books(village.folder)


def test_a_journal_that_cannot_be_made_durable_is_removed(village, monkeypatch):
    before = content(village)
    real = journal.write_journal

    def decide(*arguments, **options):
        real(*arguments, **options)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(journal, "write_journal", decide)
    with pytest.raises(DataError):
        people_and_squads(village)
    assert content(village) == before
    assert traces(village.folder) == []


def test_a_journal_that_is_perhaps_not_removed_is_said_to_be_so(village, monkeypatch):
    """Neither its name nor that it is gone is confirmed: a power cut may bring it back."""
    before = content(village)
    real, named = os.fsync, []

    def fsync(descriptor):
        named.append(os.path.samestat(os.fstat(descriptor), village.folder.stat()))
        if sum(named) > 1:  # the first makes the staged books durable
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    village.session._sync = True
    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", fsync)
        with pytest.raises(Unconfirmed, match="It is not made, but a power cut may still"):
            people_and_squads(village)
    assert content(village) == before
    staged = [f".{book}.json{journal.NAME}" for book in ("people", "squads")]
    assert traces(village.folder) == staged, "what would come back needs them"
    people_and_squads(village)
    assert traces(village.folder) == []
    assert_history_matches_books(village.folder)


def test_a_journal_that_is_not_confirmed_and_removed_is_a_refusal(village, monkeypatch):
    before = content(village)
    real, named = os.fsync, []

    def fsync(descriptor):
        named.append(os.path.samestat(os.fstat(descriptor), village.folder.stat()))
        if sum(named) == 2 and named[-1]:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    village.session._sync = True
    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", fsync)
        with pytest.raises(DataError) as refused:
            people_and_squads(village)
    assert not isinstance(refused.value, Unconfirmed)
    assert content(village) == before
    assert traces(village.folder) == []


def test_a_disk_that_fails_in_the_middle_is_reported_and_the_next_change_finishes(
    village, colleague, monkeypatch
):
    real = os.rename

    def rename(name, *arguments, **folders):
        return full() if name.startswith(".squads") else real(name, *arguments, **folders)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(DataError, match="do not make it again"):
        people_and_squads(village)
    monkeypatch.undo()
    assert journal.exists(Folder(village.folder))
    other = colleague()
    other.people.add(Volunteer(name="李秀英"))
    assert other.squads.members([1]) == [1]
    assert [p.name for p in other.people.all().values()] == ["张小明", "李秀英"]
    assert_history_matches_books(village.folder)


def test_history_lines_that_cannot_be_appended_are_appended_by_the_next_writer(
    village, colleague, monkeypatch
):
    other = colleague()
    monkeypatch.setattr(History, "append", full)
    people_and_squads(village)
    monkeypatch.undo()
    assert village.squads.members([1]) == [1], "it is done: only the history does not know yet"
    other.people.add(Volunteer(name="李秀英"))
    assert_history_matches_books(village.folder)


# -- a damaged journal -----------------------------------------------------


def written(folder, content):
    (folder / journal.NAME).write_bytes(
        content if isinstance(content, bytes) else json.dumps(content).encode()
    )


LINE = {"book": "people", "rev": 99, "key": 1, "act": "x", "at": "2026-11-25T08:50:00+08:00"}
BROKEN = {
    "cut off": b'{"lines":[{"book":"peo',
    "no journal": b"[]",
    "empty": b"",
    "of a file outside": {"lines": [{**LINE, "book": "../elsewhere"}]},
    "of no moment": {"lines": [{**LINE, "at": "0001-01-01T00:00:00+08:00"}]},
    "of what nobody staged": {"lines": [LINE]},
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_damaged_journal_stops_writers_until_it_is_repaired(small, tmp_path, what):
    elsewhere = tmp_path / ".elsewhere.json.together"
    elsewhere.write_text("{}")
    village = opened(small)
    before = content(village)
    written(small, BROKEN[what])
    with pytest.raises(Damaged):
        village.registers.checkin.check_in(village.events.occurrence_for(KEY), 7)
    with pytest.raises(Damaged):
        village.merge(KEEP, MERGED)
    assert opened(small).people.all(), "it can still be read"
    backup.back_up(small, tmp_path / "v.zip", NOW, "李芳")
    found = doctor.examine(small, NOW)
    assert [(fault.where, fault.repair) for fault in found.faults] == [(journal.NAME, "together")]
    assert content(village) == before
    repair(small, found.findings, NOW, "李芳")
    assert doctor.examine(small, NOW).findings == []
    assert len(list((small / SET_ASIDE).rglob("*"))) == 2, "it is kept, in a folder"
    village.registers.checkin.check_in(village.events.occurrence_for(KEY), 7)
    assert elsewhere.exists()


def test_a_damaged_journal_does_not_prevent_a_restore(small, tmp_path):
    archive = backup.back_up(small, tmp_path / "v.zip", NOW, "李芳").path
    decided(small)
    (small / ".squads.json.together").unlink()
    with pytest.raises(Damaged):
        opened(small).squads.leave(1, 3)
    restore.restore_over_village(archive, small, NOW, "李芳")
    assert is_whole(opened(small)) and not opened(small).people.all()[MERGED].merged
    assert doctor.examine(small, NOW).findings == []


def test_a_journal_of_a_newer_yigong_is_refused_and_left(small, tmp_path):
    written(small, {"format": 99, "lines": "in another way"})
    village = opened(small)
    for refused in (
        lambda: village.squads.leave(1, 3),
        lambda: backup.back_up(small, tmp_path / "v.zip", NOW, "李芳"),
    ):
        with pytest.raises(Newer):
            refused()
    assert [(f.where, f.repair) for f in doctor.examine(small, NOW).faults] == [(journal.NAME, "")]
    assert journal.exists(Folder(small))


# -- with other writers ----------------------------------------------------


def test_merges_that_are_killed_among_desks_that_write_lose_nothing(tmp_path, start):
    """A process that merges two people and undoes it is killed at random, twenty times."""
    village = Village.create(tmp_path / "v", Settings(name="青山村"), Actor("李芳", ""))
    village.people.add_all(Volunteer(name=f"村民{n:02d}") for n in range(1, 10))
    village.squads.add(Squad(name="清理队", members=(7, 8)))
    midnight = village.now().replace(hour=0, minute=0, second=0, tzinfo=None)
    village.events.add(Event(title="义务日", start=midnight, minutes=1439))
    occurrence = village.events.occurrence_for("E0001")
    village.registers.signup.sign_up(occurrence, 7, 8)
    desks = [start("writes_until_stopped.py", village.folder, first, first + 3) for first in (1, 4)]
    for desk in desks:
        assert desk.stdout.readline().strip() == "ready"
    chance, merged = random.Random(20261125), 0
    for shot in range(20):
        shoot(merges_for_ever, village.folder, shot % 3, chance.uniform(0.005, 0.12))
        years = msgspec.structs.replace(village.settings, years_ahead=shot % 9 + 1)
        village.save_settings(years)
        together = bool(village.people.all()[8].merged)
        merged += together
        assert (8 in village.registers.read(occurrence.key).entries) is not together
        assert (8 in village.squads.get(1).members) is not together
    assert 0 < merged < 20, "they were shot too early or too late"
    for desk in desks:
        desk.stdin.write("\n")
        desk.stdin.flush()
    written = sum(int(desk.stdout.readline()) for desk in desks)
    lines = assert_history_matches_books(village.folder)
    assert sum(line.act in ("checkin", "checkout") for line in lines) == written > 0
    assert not doctor.examine(village.folder, village.now() + timedelta(minutes=1)).faults


def merges_for_ever(folder, report):
    village = Village.open(folder, Actor("王强", "西门"))
    while True:
        if not village.people.all()[8].merged:
            village.merge(7, 8)
            report()
        village.undo("people")
        report()


def shoot(function, folder, changes, seconds):
    """Call a function in another process, and kill it so many seconds after so many changes.

    The seconds alone are not enough: on a busy machine nothing may have happened yet.
    """
    ready, signal_ready = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(signal_ready, b"\n")
        alone(lambda: function(folder, lambda: os.write(signal_ready, b"\n")))
    os.close(signal_ready)
    for _ in range(1 + changes):
        assert os.read(ready, 1), "it ended by itself"
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "it ended by itself"
    os.close(ready)
