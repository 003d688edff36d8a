"""A desk whose village cannot be written: a red sentence, the query stays, and no ✓ appears."""

from __future__ import annotations

import pytest

from support.terminals import (
    CLEAR,
    ENTER,
    colour,
    desk,
    status,
    status_shows,
    village_with_event_today,
)

HERE = b"zxm"


@pytest.fixture
def today(tmp_path):
    """A village with an event today that has two hundred sign-ups."""
    people = ["张小明", *(f"村民{n}" for n in range(200))]
    village = village_with_event_today(tmp_path / "qingshan", people)
    village.registers.signup.sign_up(village.events.occurrence_for("E0001"), *range(2, 202))
    return village


def register_name(village):
    """The name of the register's book."""
    return village.registers.book(village.events.occurrence_for("E0001").key).name


def register_path(village):
    """The file of the register."""
    return village.folder / f"{register_name(village)}.json"


def present(village):
    return [
        e.number for e in village.registers.read(village.events.occurrence_for("E0001").key).present
    ]


def refused(terminal, sentence, typed="zxm"):
    """Check that a sentence is shown in red, that the query stays, and that there is no ✓."""
    assert status_shows(terminal, sentence), terminal.text()
    assert colour(terminal, sentence) == "red"
    text = terminal.text()
    assert typed in text, text
    assert "✓" not in text and " 到 " not in text, text


def test_a_full_disk_is_reported_in_red_and_enter_works_once_there_is_space(today):
    """The limit holds for each file: the register is longer, so its replacement fails half-way."""
    before = register_path(today).read_bytes()
    limit = len(before) // 2
    with desk(today.folder, "李芳", "东门", through=("under_a_file_limit.py", limit)) as east:
        east.press(HERE + ENTER)
        refused(east, "无法读写")
        assert register_path(today).read_bytes() == before
        assert not list(register_path(today).parent.glob(".*.tmp")), "a temporary file is left"
        east.press(ENTER)
        refused(east, "无法读写")
    assert present(today) == []


def test_a_permission_lost_while_the_desk_is_open_is_reported_until_it_is_restored(today):
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
        assert status_shows(east, "张小明 签到"), east.text()
    assert present(today) == [1]


def test_the_holder_of_a_lock_is_named_and_keys_work_before_it_is_released(today, start):
    holder = start("holds_lock.py", today.folder, register_name(today), "王强 @ 西门")
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
        assert status_shows(east, "张小明 签到"), east.text()
    assert present(today) == [1]


def test_a_missing_folder_is_reported_and_not_made_again(today):
    renamed = today.folder.with_name("gone")
    with desk(today.folder, "李芳", "东门") as east:
        today.folder.rename(renamed)
        east.press(HERE + ENTER)
        refused(east, "不见了")
        assert not today.folder.exists()
        renamed.rename(today.folder)
        assert east.wait_for("V0001"), "the candidates are listed again without a key"
        east.press(ENTER)
        assert status_shows(east, "张小明 签到"), east.text()
    assert present(today) == [1]


def test_a_badge_that_cannot_be_written_is_reported_in_red_and_the_query_stays(today):
    limit = register_path(today).stat().st_size // 2
    with desk(today.folder, "李芳", "东门", through=("under_a_file_limit.py", limit)) as east:
        east.press(b"cunmin")
        east.press(b"V0001" + ENTER)
        refused(east, "无法读写", typed="cunmin")
        assert "V0001" not in status(east)
    assert present(today) == []
