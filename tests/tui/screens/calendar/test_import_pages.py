"""The import of a calendar file on the pages: chosen, reviewed, imported, undone as a whole."""

from __future__ import annotations

import msgspec

from support.places import FOREIGN
from support.screens import opened
from yigong.exports.ical.calendar_file import write_event


def titles(village):
    return [event.title for event in village.events.all().values()]


async def test_a_file_is_chosen_reviewed_and_imported(village, clock, tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "phone.ics").write_bytes((FOREIGN / "apple.ics").read_bytes())
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("I")
        assert "~/phone.ics" in desk.text
        await desk.press("down", "enter")
        await desk.until("new 2")
        assert "2026-11-07 Sat 09:00  编织课" in desk.text
        assert "every Sat, until 2026-12-26" in desk.text
        assert titles(village) == []
        await desk.press("enter")
        await desk.until("2 events are on the calendar")
        assert len(titles(village)) == 2
        await desk.press("u")
        assert titles(village) == []
        assert desk.status == "✓ undone: calendar file taken in: 2 events"


async def test_the_key_that_imports_is_hidden_if_nothing_is_new(
    village, clock, tmp_path, monkeypatch, duty_day
):
    (tmp_path / "x.ics").write_bytes(write_event(duty_day.event, village.settings))
    monkeypatch.chdir(tmp_path)
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("I", "=x.ics", "enter")
        await desk.until("same 1")
        assert "Enter" not in desk.lines[-1] and "Esc" in desk.lines[-1]


async def test_what_is_no_calendar_file_is_refused_and_the_path_stays(
    village, clock, tmp_path, monkeypatch
):
    (tmp_path / "x.ics").write_bytes(b"\x1b[31mnothing")
    monkeypatch.chdir(tmp_path)
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("I", "=./", "enter")
        assert "is not a file" in desk.text
        await desk.press("=x.ics", "enter")
        await desk.until("not a calendar file")
        await desk.press("enter", "escape")
        assert " ./x.ics" in desk.text


async def test_the_review_is_made_again_if_the_calendar_changes_meanwhile(
    village, clock, tmp_path, monkeypatch, duty_day, colleague
):
    raw = write_event(duty_day.event, village.settings).decode()
    raw = raw.replace("文化礼堂", "祠堂").replace("SEQUENCE:0", "SEQUENCE:1")
    (tmp_path / "x.ics").write_text(raw)
    monkeypatch.chdir(tmp_path)
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("I", "=x.ics", "enter")
        await desk.until("Place: 文化礼堂 -> 祠堂")
        other = colleague()
        event = other.events.get(1)
        other.events.save(msgspec.structs.replace(event, place="村口"))
        await desk.until("Place: 村口 -> 祠堂")
