"""The page of files: what is there, how old, by whom; fetched, sent and removed."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from support.screens import opened


@pytest.fixture
def written(village, clock):
    """A calendar of today, a sign-in sheet of 40 days ago, a calendar of last year."""
    for name, size, days in (
        ("calendar.ics", 2_000, 0),
        ("signin-E0001@2026-10-16.html", 1_500_000, 40),
        ("E0001-义务日.ics", 10, 400),
    ):
        path = village.outbox() / name
        path.write_bytes(b"x" * size)
        at = (clock() - timedelta(days=days)).timestamp()
        os.utime(path, (at, at))
    return village.folder / "outbox"


def lines_with(screen, text):
    return [line for line in screen.lines if text in line]


async def test_the_newest_file_comes_first_with_kind_size_and_age(village, written, clock):
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("b")
        assert "3 files  1.5 MB" in screen.lines[0]
        rows = [line.split() for line in screen.lines[3:6]]
        assert [row[0] for row in rows] == [
            "calendar.ics", "signin-E0001@2026-10-16.html", "E0001-义务日.ics"
        ]  # fmt: skip
        assert "Calendar file" in screen.lines[3] and "2 kB" in screen.lines[3]
        assert "today" in screen.lines[3]
        assert "Sign-in sheet" in screen.lines[4] and "40 days" in screen.lines[4]
        assert "13 months" in screen.lines[5]
        assert "2026-11-25 08:50" in screen.text, "beside the list stands more of the chosen one"
        assert "PowerShell" in screen.text and "scp" in screen.text


async def test_an_old_file_that_names_people_is_pointed_out(village, written, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("b")
        assert "may name people" not in screen.text
        await screen.press("down")
        assert "may name people" in screen.text
        await screen.press("down")
        assert "may name people" not in screen.text, "a calendar names nobody, or hardly"


async def test_enter_shows_the_lines_that_fetch_the_file_and_enter_copies_one(
    village, written, clock, monkeypatch
):
    monkeypatch.setenv("YIGONG_SSH", "li@village.example")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("b", "down", "enter", "enter")
        assert screen.app.clipboard == (
            f"scp li@village.example:{written}/signin-E0001@2026-10-16.html ."
        )
        await screen.press("escape")
        assert "3 files" in screen.lines[0]


async def test_a_file_is_removed_only_after_a_yes(village, written, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("b", "down", "minus")
        assert "Remove signin-E0001@2026-10-16.html?" in screen.text and "40 days" in screen.text
        await screen.press("n")
        assert len(list(written.iterdir())) == 3
        await screen.press("minus", "y")
        assert screen.status == "✓ signin-E0001@2026-10-16.html is removed"
        assert "2 files" in screen.lines[0]
    assert {path.name for path in written.iterdir()} == {"calendar.ics", "E0001-义务日.ics"}


async def test_a_file_that_somebody_else_writes_appears_without_a_key(village, written, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("b")
        (written / "people.csv").write_text("x")
        screen.app.poll()
        await screen.wait(0)
        assert lines_with(screen, "people.csv")


async def test_links_folders_and_hidden_files_are_not_listed(village, written, clock, tmp_path):
    (tmp_path / "secret.csv").write_text("secret")
    (written / "link.csv").symlink_to(tmp_path / "secret.csv")
    (written / "folder.csv").mkdir()
    (written / ".hidden.csv").touch()
    (written / "clear\x1b[2J.csv").touch()
    os.mkfifo(written / "pipe.csv")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("b")
        assert "3 files" in screen.lines[0] and not lines_with(screen, ".csv")


async def test_an_outbox_that_is_a_link_is_not_looked_into(village, clock, tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "secret.csv").touch()
    village.outbox().rmdir()
    (village.folder / "outbox").symlink_to(tmp_path / "theirs")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("b")
        assert "secret" not in screen.text and screen.status.startswith("!")


async def test_a_file_of_ones_own_computer_is_sent_by_a_line_that_has_its_name(
    village, clock, monkeypatch
):
    monkeypatch.setenv("YIGONG_SSH", "li@village.example")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("b", "a", "=../x", "enter")
        assert "plain name" in screen.status
        await screen.press("ctrl+u", "=roster.xlsx", "enter")
        await screen.press("enter")
        target = f"li@village.example:{village.folder}/outbox/"
        assert screen.app.clipboard == f"scp roster.xlsx {target}"
        assert "PowerShell" in screen.text and r"\Downloads\roster.xlsx" in screen.text


@pytest.mark.parametrize("keys", [("I",), ("p", "ctrl+o")], ids=["calendar", "roster"])
async def test_where_a_file_is_taken_in_a_key_says_how_it_gets_here(
    village, clock, monkeypatch, keys
):
    suffix = ".ics" if keys == ("I",) else ".csv"
    monkeypatch.setenv("HOME", "/nonexistent")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press(*keys, "ctrl+n", f"=x{suffix}", "enter")
        await screen.press("enter")
        assert screen.app.clipboard.startswith(f"scp x{suffix} ")
        sent = Path(screen.app.clipboard.partition(":")[2].removesuffix("/")) / f"x{suffix}"
        sent.write_text("BEGIN:VCALENDAR\n")
        await screen.press("escape")
        assert f"outbox/x{suffix}" in screen.text, "it is listed when it is there"


async def test_the_palette_opens_the_files(village, written, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+p", "=Files")
        await screen.until(lambda: screen.text.count("Files") == 2)  # what is typed and found
        await screen.press("down", "enter")
        await screen.until("3 files")


async def test_a_confined_account_gets_lines_without_scp_and_without_the_path(
    village, written, clock, monkeypatch
):
    monkeypatch.setenv("YIGONG_SSH", "village@village.example")
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    async with opened(village.folder, clock=clock, shared=True) as screen:
        await screen.press("b", "enter", "enter")
        assert screen.app.clipboard == (
            "ssh village@village.example 'yigong --by 李芳 files get calendar.ics' > calendar.ics"
        )
        await screen.press("down", "enter")
        assert screen.app.clipboard.startswith("cmd /c 'ssh village@village.example ")
        assert "scp" not in screen.text and "qingshan" not in screen.text


async def test_who_may_only_look_fetches_and_neither_sends_nor_removes(
    village, written, clock, monkeypatch
):
    monkeypatch.setattr(type(village), "writable", property(lambda self: False))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("b")
        for key in ("a", "minus"):
            await screen.press(key)
            assert "You may look but not change" in screen.status
        await screen.press("enter")
        assert "scp" in screen.text
    assert len(list(written.iterdir())) == 3
