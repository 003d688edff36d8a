"""A clock that jumps hides nothing: replay, undo and the doctor go by book and revision."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.clock import SHANGHAI, Clock
from support.old_history import write_by_month
from support.replay import all_lines, assert_history_matches_books, history_paths
from yigong.store.attendance_records import Entry, Head
from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage import history
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.storage.folder import Folder
from yigong.store.village import doctor, repair
from yigong.store.village.replay import replay_history
from yigong.store.village.undo import last_change
from yigong.store.village.village import Village

NOVEMBER, DECEMBER = datetime(2026, 11, 30, 23, 50), datetime(2026, 12, 1, 0, 10)
ORGANISERS = ("李芳", "王强")
_MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)) | st.sampled_from(
    [NOVEMBER, DECEMBER, datetime(2027, 1, 1), datetime(2026, 12, 31, 23, 59), datetime(1970, 1, 1)]
)
_WORKS = st.sampled_from(["person", "squad", "settings", "register 1", "register 2", "undo"])
STEPS = st.lists(
    st.tuples(st.integers(0, 1), _WORKS, _MOMENTS | st.none()), min_size=1, max_size=25
)


class Work:
    """A village, two organisers who change it, and what each did last by their own account."""

    def __init__(self, folder):
        self.clock = Clock()
        made = Village.create(
            folder, Settings(name="青山村"), Actor("?"), clock=self.clock, sync=False
        )
        made.people.add_all(Volunteer(name=name) for name in ("张小明", "李秀英"))
        made.squads.add(Squad(name="清理队"))
        daily = ByRRule("FREQ=DAILY")
        made.events.add(Event(title="义务日", start=datetime(2026, 11, 1, 8), repeat=daily))
        self.villages = [Village.open(folder, Actor(by), clock=self.clock) for by in ORGANISERS]
        for village in self.villages:
            village.session._sync = False
        self.folder = made.folder
        self.done: list[tuple[str, str, int]] = []
        """By whom, in which book, its revision; those undone are taken out."""

        self.count = 0

    def step(self, who, work, moment):
        """One change, or one undo, after the clock was set."""
        if moment is not None:
            self.clock.now = moment.replace(tzinfo=SHANGHAI)
        self.clock.forward(seconds=1)
        if work == "undo":
            self.undo(who)
            return
        village = self.villages[who]
        self.count += 1
        book = self.change(village, work)
        self.done.append((ORGANISERS[who], book.name, book.read().rev))

    def change(self, village, work):
        """Change something to what it never was; the book."""
        if work == "person":
            person = village.people.get(1 + self.count % 2)
            village.people.save(msgspec.structs.replace(person, note=f"{self.count}"))
            return village.book("people")
        if work == "squad":
            squad = village.squads.get(1)
            village.squads.save(msgspec.structs.replace(squad, purpose=f"{self.count}"))
            return village.book("squads")
        if work == "settings":
            named = msgspec.structs.replace(village.settings, name=f"青山村{self.count}")
            village.save_settings(named)
            return village.book("settings")
        start = datetime(2026, 11, int(work[-1]), 8, tzinfo=SHANGHAI)
        book = village.registers.book(f"E0001@{start:%Y-%m-%d}")
        with village.session.change(book, ChangeReason("signup")) as draft:
            if draft.head is None:
                end, planned = start.replace(hour=9), start.date()
                facts = {"title": "义务日", "kind": "duty_day", "role": "volunteer"}
                draft.set_head(Head(event=1, planned=planned, start=start, end=end, **facts))
            draft.put(Entry(number=1 + self.count % 2, adults=self.count))
        return book

    def undo(self, who):
        """Undo; it must find the last change of this organiser, and nothing else."""
        own = [done for done in self.done if done[0] == ORGANISERS[who]]
        found = last_change(self.villages[who].history, ORGANISERS[who], "")
        assert (found and (found[0].book, found[0].rev)) == (own[-1][1:] if own else None)
        with suppress(Refused):  # somebody changed it since
            undone = self.villages[who].undo()
            assert (undone.book, undone.rev) == own[-1][1:]
            self.done.remove(own[-1])


@pytest.fixture(scope="module", params=[400, history.ROLL_OVER])
def roll_over(request):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(history, "ROLL_OVER", request.param)
        yield


@settings(max_examples=25)
@given(STEPS)
def test_whatever_the_clock_did_replay_undo_and_doctor_go_by_what_was_done(roll_over, steps):
    with TemporaryDirectory() as temporary:
        work = Work(Path(temporary) / "village")
        for step in steps:
            work.step(*step)
        lines = assert_history_matches_books(work.folder)
        assert len({line.id for line in lines}) == len(lines)
        changes = defaultdict(list)
        for line in lines:
            changes[line.change].append(line)
        fresh = Village.open(work.folder, Actor("?")).history
        for line in lines:
            assert fresh.change(line.id) == changes[line.change]
        assert list(fresh.newest_first()) == lines[::-1]
        assert faults(work.folder) == []


@settings(max_examples=40)
@given(STEPS)
def test_a_history_that_an_older_version_left_out_of_order_is_read_by_revisions(steps):
    with TemporaryDirectory() as temporary:
        work = Work(Path(temporary) / "village")
        for step in steps:
            work.step(*step)
        written = write_by_month(work.folder)
        assert faults(work.folder) == []
        replayed = replay_history(Folder(work.folder)).books
        assert not any(book.gap for book in replayed.values())
        fresh = Village.open(work.folder, Actor("?")).history
        found = list(fresh.newest_first())
        assert sorted(line.id for line in found) == sorted(line.id for line in all_lines_of(fresh))
        for book in {line.book for line in written}:
            own = [(line.rev, line.key) for line in written if line.book == book]
            assert [(x.rev, x.key) for x in found if x.book == book][::-1] == own
            for by in ORGANISERS:
                mine = [done[2] for done in work.done if done[:2] == (by, book)]
                last = last_change(fresh, by, "", book)
                assert (last and last[0].rev) == (mine[-1] if mine else None)
        assert [x.id for name in fresh.files() for x in fresh.lines(name)[::-1]] == [
            line.id for line in found
        ] or is_out_of_order(fresh)
        work.step(0, "person", None)
        assert next(work.villages[0].history.newest_first()).rev == work.done[-1][2]


def all_lines_of(fresh):
    return [line for name in fresh.files() for line in fresh.lines(name)]


def is_out_of_order(fresh):
    """Whether a book has a newer revision in an older file."""
    newest: dict[str, int] = {}
    for name in fresh.files()[::-1]:
        for line in fresh.lines(name):
            if line.rev < newest.get(line.book, 0):
                return True
            newest[line.book] = line.rev
    return False


def faults(folder):
    """What the doctor finds wrong in the history and in books against it."""
    return doctor.examine(folder, datetime(2030, 1, 1, tzinfo=SHANGHAI)).faults


# -- one old history -------------------------------------------------------


@pytest.fixture
def old(tmp_path):
    """Two changes of a register and one of the squads in December; then, the clock put back, three
    in November."""
    work = Work(tmp_path / "village")
    for who, what, moment in (
        (0, "register 1", NOVEMBER),
        (0, "register 1", DECEMBER),
        (1, "squad", None),
        (0, "register 1", None),
        (0, "register 1", NOVEMBER),
        (1, "person", None),
        (0, "register 1", None),
    ):
        work.step(who, what, moment)
    write_by_month(work.folder)
    return work


def test_an_old_history_out_of_order_has_no_fault_and_gives_every_book(old):
    assert [path.name for path in history_paths(old.folder)] == ["2026-12.jsonl", "2026-11.jsonl"]
    assert faults(old.folder) == []
    register = old.folder / "registers/2026/E0001@2026-11-01.json"
    before = msgspec.json.decode(register.read_bytes())
    for harm in (register.unlink, lambda: register.write_bytes(b"{")):
        harm()
        found = doctor.examine(old.folder, old.clock.now).findings
        assert [each.repair for each in found if each.fault and each.repair] == ["rebuild"]
        repair.repair(old.folder, found, old.clock.now, "李芳")
        after = msgspec.json.decode(register.read_bytes())
        assert after["_default"] == before["_default"]
        assert after["head"] == before["head"]


def test_undo_in_an_old_history_takes_the_last_by_revision_not_by_the_clock(old):
    own = [done[2] for done in old.done if done[0] == ORGANISERS[0]]
    undone = [old.villages[0].undo().rev for _change in own]
    assert undone == own[::-1] == [5, 4, 3, 2, 1]
    assert faults(old.folder) == []


def test_what_lies_between_changes_of_one_book_is_in_its_place_in_an_old_history(old):
    """王强 changed a squad between two check-ins in December, somebody between two in November."""
    assert old.villages[1].undo().book == "people"
    assert old.villages[1].undo().book == "squads"


def test_where_no_book_links_two_changes_the_clock_decides_in_an_old_history(tmp_path):
    work = Work(tmp_path / "village")
    work.step(0, "squad", DECEMBER)
    work.step(0, "settings", NOVEMBER)
    write_by_month(work.folder)
    assert work.villages[0].undo().book == "squads"
    assert work.villages[0].undo().book == "settings"


def test_lines_that_come_next_follow_in_the_newest_file(old):
    names = history_paths(old.folder)
    old.step(0, "register 1", datetime(2026, 11, 3))
    assert history_paths(old.folder) == names
    line = next(old.villages[0].history.newest_first())
    assert (line.rev, line.id.partition("/")[0]) == (6, "2026-12")
    assert old.villages[0].history.change(line.id) == [line]
    assert old.villages[0].undo().rev == 6
    assert old.villages[0].undo().rev == 5
    assert faults(old.folder) == []


def test_a_line_that_is_lost_makes_a_fault_and_hides_nothing_else(old):
    newest = history_paths(old.folder)[0]
    newest.write_bytes(b"".join(newest.read_bytes().splitlines(keepends=True)[:1]))
    assert faults(old.folder)
    kept = [line.rev for line in old.villages[0].history.newest_first() if "reg" in line.book]
    assert kept == [5, 4, 2, 1, 1]
    assert len(all_lines(old.folder)) == len(list(old.villages[0].history.newest_first()))
