"""When the store cannot be written: red, what was typed stays, and no ✓ that is not on the disk."""

from __future__ import annotations

import pytest

from support.terminals import CLEAR, ENTER, colour, desk, says, status, village_of_today

HERE = b"zxm"


@pytest.fixture
def today(tmp_path):
    """Today's village with two hundred sign-ups."""
    people = ["张小明", *(f"村民{n}" for n in range(200))]
    village = village_of_today(tmp_path / "qingshan", people)
    village.registers.signup.sign_up(village.events.occurrence_for("E0001"), *range(2, 202))
    return village


def book(village):
    """The register's file."""
    return village.registers.book(village.events.occurrence_for("E0001").key).path


def present(village):
    return [
        e.number for e in village.registers.read(village.events.occurrence_for("E0001").key).present
    ]


def refused(terminal, sentence, typed="zxm"):
    """The desk says a sentence in red, what was typed stands, and nothing shows a ✓."""
    assert says(terminal, sentence), terminal.text()
    assert colour(terminal, sentence) == "red"
    text = terminal.text()
    assert typed in text, text
    assert "✓" not in text and " 到 " not in text, text


def test_a_full_disk_is_said_in_red_and_enter_works_once_there_is_room(today):
    """The limit counts for each file: the register is longer, so replacing it fails half-way."""
    before = book(today).read_bytes()
    limit = len(before) // 2
    with desk(today.folder, "李芳", "东门", through=("under_a_file_limit.py", limit)) as east:
        east.press(HERE + ENTER)
        refused(east, "无法读写")
        assert book(today).read_bytes() == before
        assert not list(book(today).parent.glob(".*.tmp")), "half a file is left"
        east.press(ENTER)
        refused(east, "无法读写")
    assert present(today) == []


def test_a_permission_lost_while_the_desk_is_open_is_said_and_comes_back(today):
    with desk(today.folder, "李芳", "东门", through=("without_root_rights.py",)) as east:
        modes = {path: path.stat().st_mode for path in (today.folder, *today.folder.rglob("*"))}
        for path, mode in modes.items():
            path.chmod(mode & ~0o222)
        east.press(HERE + ENTER)
        refused(east, "只能查看")
        assert present(today) == []
        for path, mode in modes.items():
            path.chmod(mode)
        east.press(ENTER)
        assert says(east, "张小明 签到"), east.text()
    assert present(today) == [1]


def test_a_lock_that_is_held_is_named_soon_and_keys_work_again_before_it_is_free(today, start):
    holder = start("holds_lock.py", book(today), "王强 @ 西门")
    assert holder.stdout.readline() == "held\n"
    with desk(today.folder, "李芳", "东门") as east:
        east.press(HERE + ENTER)
        refused(east, "正由 王强 @ 西门")
        east.press(CLEAR)
        east.press(b"cm1")
        assert "村民1" in east.text()
        holder.stdin.close()
        holder.wait()
        east.press(CLEAR)
        east.press(HERE + ENTER)
        assert says(east, "张小明 签到"), east.text()
    assert present(today) == [1]


def test_a_folder_that_is_gone_is_said_and_nothing_is_made_in_its_place(today):
    gone = today.folder.with_name("gone")
    with desk(today.folder, "李芳", "东门") as east:
        today.folder.rename(gone)
        east.press(HERE + ENTER)
        refused(east, "不见了")
        assert not today.folder.exists()
        gone.rename(today.folder)
        assert east.wait_for("V0001"), "the candidates come back by themselves"
        east.press(ENTER)
        assert says(east, "张小明 签到"), east.text()
    assert present(today) == [1]


def test_a_badge_that_cannot_be_written_is_no_less_red_and_what_was_typed_stays(today):
    limit = book(today).stat().st_size // 2
    with desk(today.folder, "李芳", "东门", through=("under_a_file_limit.py", limit)) as east:
        east.press(b"cunmin")
        east.press(b"V0001" + ENTER)
        refused(east, "无法读写", typed="cunmin")
        assert "V0001" not in status(east)
    assert present(today) == []
