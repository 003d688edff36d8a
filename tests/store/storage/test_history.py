"""The history has every change once and in full; a missing or altered line is found."""

from __future__ import annotations

import pytest

from support.replay import all_lines, assert_history_matches_books, history_paths, lines_of
from yigong.store.errors import Damaged, YigongError
from yigong.store.storage import history
from yigong.store.storage.history import History
from yigong.store.storage.history_line import first_fault
from yigong.store.village.replay import replay_history


def month_of(village):
    return history_paths(village.folder)[0]


def test_a_line_says_who_what_when_where_from_and_to(village, enrol, duty_day):
    (person,) = enrol("张小明")
    village.registers.checkin.check_in(duty_day, person.number)
    village.registers.checkin.check_out(duty_day, person.number)
    line = next(village.history.newest_first())
    assert (line.act, line.by, line.desk, line.at) == ("checkout", "李芳", "东门", village.now())
    assert line.book == f"registers/2026/{duty_day.key}"
    assert line.key == person.number
    assert "end" not in line.old["stints"][0]
    assert line.new["stints"][0]["end_by"] == "李芳"


def test_a_crash_between_book_and_history_is_finished_by_the_next_writer_once(
    village, enrol, duty_day, start
):
    first, second, third = enrol("张小明", "李秀英", "王建国")
    process = start("dies_before_history.py", village.folder, duty_day.key, first.number)
    assert process.wait() == -9
    assert village.registers.read(duty_day.key).entries[first.number].here
    assert all(line.act != "checkin" for line in all_lines(village.folder))

    village.registers.checkin.check_in(duty_day, second.number)
    lines = assert_history_matches_books(village.folder)
    assert [(x.key, x.by) for x in lines if x.act == "checkin" and x.key] == [
        (first.number, "王强"),
        (second.number, "李芳"),
    ]
    village.registers.checkin.check_in(duty_day, third.number)
    assert_history_matches_books(village.folder)


def test_a_disk_full_for_the_history_loses_no_line(village, enrol, duty_day, monkeypatch):
    """The book is written, the history is not: the next change appends the lines."""
    first, second = enrol("张小明", "李秀英")

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(History, "append", refuse)
        assert village.registers.checkin.check_in(duty_day, first.number).entry.here
    village.registers.checkin.check_in(duty_day, second.number)
    assert_history_matches_books(village.folder)


def test_a_bulk_change_cut_off_before_its_history_is_finished_too(village, enrol, monkeypatch):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(History, "append", refuse)
        enrol(120)
    enrol("张小明")
    assert_history_matches_books(village.folder)


def test_a_fragment_without_newline_is_cut_off(village, enrol):
    enrol("张小明")
    path = month_of(village)
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[-1][:40])
    assert [line.act for line in lines_of(path)] == ["village.create", "person.add"]
    enrol("李秀英")
    lines = assert_history_matches_books(village.folder)
    assert [line.n for line in lines] == [1, 2, 3]


@pytest.mark.parametrize("lost", ["all", "last", "only"])
def test_lines_that_lost_their_newlines_are_no_fragment_and_stay(village, enrol, lost):
    if lost != "only":
        enrol("张小明")
    path = month_of(village)
    raw = path.read_bytes()
    spoiled = raw.replace(b"\n", b"\x0b") if lost == "all" else raw[:-1] + b"\x0b"
    path.write_bytes(spoiled)
    before = (village.folder / "people.json").read_bytes() if lost != "only" else None
    with pytest.raises(Damaged, match="neither a line nor the beginning of one"):
        enrol("李秀英")
        enrol("王建国")
    assert path.read_bytes() == spoiled
    if before is not None:
        assert (village.folder / "people.json").read_bytes() == before
    assert [error.fields["path"] for error in replay_history(village.root).unreadable] == [path]


@pytest.mark.parametrize("end", [b"x" * 20, b'{"book":"' + b" " * (1 << 24)])
def test_what_no_crash_leaves_of_a_line_is_not_cut_off(village, enrol, end):
    enrol("张小明")
    path = month_of(village)
    spoiled = path.read_bytes() + end
    path.write_bytes(spoiled)
    with pytest.raises(Damaged):
        enrol("李秀英")
    assert path.read_bytes() == spoiled


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_a_change_of_several_records_cut_in_the_middle_is_finished(village, enrol, kept):
    """The power failed when some of four lines had reached the disk."""
    enrol("张小明", "李秀英", "王建国", "赵玉兰")
    path = month_of(village)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: 1 + kept]) + lines[1 + kept][:30] * (kept < 4))
    enrol("孙桂英")
    assert_history_matches_books(village.folder)


def test_an_empty_history_file_starts_at_line_1(village, enrol):
    month_of(village).write_bytes(b"")
    enrol("张小明")
    enrol("李秀英")
    assert [line.n for line in all_lines(village.folder)] == [1, 2]


def test_a_lost_history_starts_again_with_the_last_change(village, enrol):
    enrol("张小明")
    month_of(village).unlink()
    enrol("李秀英")
    assert [(line.rev, line.key) for line in all_lines(village.folder)] == [(1, 1), (2, 2)]


@pytest.mark.parametrize("harm", ["alter", "drop", "swap", "double"])
def test_an_altered_dropped_swapped_or_doubled_line_is_seen(village, enrol, harm):
    enrol("张小明", "李秀英", "王建国", "赵玉兰")
    path = month_of(village)
    raw = path.read_bytes().splitlines(keepends=True)
    if harm == "alter":
        raw[2] = raw[2].replace("李秀英".encode(), "李秀兰".encode())
    elif harm == "drop":
        del raw[2]
    elif harm == "swap":
        raw[2], raw[3] = raw[3], raw[2]
    else:
        raw.insert(3, raw[2])
    path.write_bytes(b"".join(raw))
    assert first_fault(lines_of(path)) == (3 if harm == "double" else 2)


def test_a_damaged_line_is_named_and_what_is_newer_is_still_read(village, enrol):
    enrol("张小明")
    path = month_of(village)
    raw = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"[/] not a line\n" + raw[1])
    lines = village.history.newest_first()
    assert next(lines).act == "person.add"
    with pytest.raises(Damaged, match=path.name):
        next(lines)


def test_a_damaged_last_line_is_refused_with_a_sentence_and_left(village, enrol):
    enrol("张小明")
    path = month_of(village)
    spoiled = path.read_bytes() + b"[/] not a line\n"
    path.write_bytes(spoiled)
    before = (village.folder / "people.json").read_bytes()
    with pytest.raises(YigongError):
        enrol("李秀英")
    assert path.read_bytes() == spoiled
    assert (village.folder / "people.json").read_bytes() == before


def test_newest_first_crosses_months_and_reads_blocks_of_any_size(village, clock, monkeypatch):
    from yigong.store.records import Volunteer

    for month in (9, 10, 11):
        clock.now = clock.now.replace(month=month)
        for n in range(5):
            village.people.add(Volunteer(name=f"{month}月{n}"))
    expected = [f"{month}月{n}" for month in (11, 10, 9) for n in (4, 3, 2, 1, 0)]
    for block in (64, 65, 1000, 1 << 16):
        monkeypatch.setattr(history, "_BLOCK", block)
        names = [x.new["name"] for x in village.history.newest_first() if x.act == "person.add"]
        assert names == expected
        village.people.add(Volunteer(name="又一位"))
        village.people.add(Volunteer(name="再一位"))
        expected = ["再一位", "又一位", *expected]
        assert_numbers_are_right(village)


def assert_numbers_are_right(village):
    for path in history_paths(village.folder):
        assert first_fault(lines_of(path)) is None


def test_a_line_with_a_field_that_there_is_not_is_damage(village, enrol):
    """One flipped bit makes another field of a field; a newer version raises the format."""
    enrol("张小明")
    path = month_of(village)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b'"key"', b'"kex"'))
    with pytest.raises(Damaged, match=path.name):
        next(village.history.newest_first())


def test_a_history_file_that_is_a_link_is_not_followed(village, enrol, tmp_path):
    enrol("张小明")
    path = month_of(village)
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    with pytest.raises(YigongError):
        enrol("李秀英")
    assert elsewhere.read_bytes() == before
