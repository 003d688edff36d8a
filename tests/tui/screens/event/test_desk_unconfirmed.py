"""A check-in that is made and that the disk does not confirm: it is said, and made once."""

from __future__ import annotations

import errno
import os
import stat

from support.replay import assert_history_matches_books
from support.screens import opened


def failing_folders(descriptor, sync=os.fsync):
    """In the place of `os.fsync`: files are written, names in folders are not confirmed."""
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        raise OSError(errno.EIO, "Input/output error")
    sync(descriptor)


async def test_a_check_in_that_the_disk_does_not_confirm_is_shown_and_never_made_twice(
    village, duty_day, enrol, clock, monkeypatch
):
    enrol("张小明", "李秀英")
    village.registers.signup.sign_up(duty_day, 1, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm")
        with monkeypatch.context() as failing:
            failing.setattr(os, "fsync", failing_folders)
            await screen.press("enter")
        assert screen.status.startswith("!") and "✓" not in screen.status
        assert "It is written, but a power cut may still lose it" in screen.status
        shown = " ".join(line.strip() for line in screen.lines)
        assert "look whether it is there before you do it again" in shown
        await screen.until("still here 1")
        await screen.press("enter")
        assert screen.status == "张小明 is checked in already, just now."
        assert len(village.registers.read(duty_day.key).entries[1].stints) == 1
        await screen.press("ctrl+z")
        assert "undone: check-in" in screen.status
    assert not village.registers.read(duty_day.key).entries[1].stints
    assert_history_matches_books(village.folder)
