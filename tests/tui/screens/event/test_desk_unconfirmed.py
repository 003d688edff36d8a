"""A check-in that is made and that the disk does not confirm: it is said, and made once."""

from __future__ import annotations

import os

from support.failing_disk import fsync_of_files_only
from support.replay import assert_history_matches_books
from support.screens import opened


async def test_a_check_in_that_the_disk_does_not_confirm_is_shown_and_never_made_twice(
    village, duty_day, enrol, clock, monkeypatch
):
    enrol("张小明", "李秀英")
    village.registers.signup.sign_up(duty_day, 1, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm")
        with monkeypatch.context() as failing:
            failing.setattr(os, "fsync", fsync_of_files_only)
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
