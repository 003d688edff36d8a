"""The page that hands over: a QR code that a camera reads, a file and the commands to fetch it."""

from __future__ import annotations

import asyncio
import base64
import shlex
import threading
from datetime import date, datetime

import icalendar
import msgspec
import pytest
from rich.console import Console

from support.pictures import DARK, LIGHT, picture, read_qr_code, terminal_screen
from support.screens import opened
from yigong.exports.ical import qr
from yigong.exports.ical.calendar_file import write_calendar
from yigong.store.event_records import ByRRule, Event
from yigong.tui.screens.calendar.calendar_export import export_progress_text
from yigong.tui.text.wrapping import wrap_text


def rendered(screen) -> str:
    """The screen as escape sequences for a terminal: text, colours, positions."""
    console = Console(color_system="256", force_terminal=True)
    strips = screen.app.screen._compositor.render_strips()
    return "".join(f"\x1b[{y + 1};1H{strip.render(console)}" for y, strip in enumerate(strips))


def text_of(screen) -> str:
    """The words of the screen, without line breaks."""
    return " ".join(screen.text.split())


async def open_hand_over(screen):
    await screen.press("enter", "i")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
async def test_a_camera_reads_the_date_from_the_screen_dark_or_light(
    village, duty_day, clock, tmp_path, size
):
    async with opened(village.folder, clock=clock, size=size) as screen:
        await open_hand_over(screen)
        shown = terminal_screen(rendered(screen), *size)
        read = {read_qr_code(picture(shown, theme), tmp_path) for theme in (DARK, LIGHT)}
    (text,) = read
    assert text == qr.qr_payload(duty_day, 105 if size == (80, 24) else qr.MAX_PAYLOAD).text
    assert "SUMMARY:村民义务日\nDTSTART:20261125T003000Z" in text


async def test_a_small_terminal_leaves_the_place_or_the_code_out_and_says_so(
    village, clock, tmp_path
):
    village.events.add(
        Event(
            title="番薯丰收节",
            start=datetime(2026, 11, 25, 8, 30),
            minutes=180,
            place="黄湖镇青山村文化礼堂前",
        )
    )
    async with opened(village.folder, clock=clock) as screen:
        await open_hand_over(screen)
        assert "the place would fit" in text_of(screen)
        read = read_qr_code(picture(terminal_screen(rendered(screen)), DARK), tmp_path)
        assert "SUMMARY:番薯丰收节" in read
        assert "LOCATION" not in read
    async with opened(village.folder, clock=clock, size=(80, 20)) as screen:
        await open_hand_over(screen)
        text = text_of(screen)
        assert "No room for a code" in text
        assert "i: the calendar file" in text
        assert "▀" not in text


async def test_the_file_is_written_and_the_commands_that_fetch_it_are_shown_and_copied(
    village, duty_day, clock, monkeypatch
):
    monkeypatch.setenv("YIGONG_SSH", "li@village.example:2222")
    copied = []
    async with opened(village.folder, clock=clock) as screen:
        monkeypatch.setattr(screen.app, "copy_to_clipboard", copied.append)
        await open_hand_over(screen)
        await screen.press("i")
        await screen.settled()
        path = village.folder / "outbox" / "E0001-村民义务日.ics"
        assert icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        assert screen.status == "✓ written"
        await screen.press("enter", "down", "c", "down", "c", "down", "c")
        assert "Sent to your terminal" in screen.status
    fetch, by_ssh, powershell, lies = copied
    assert shlex.split(fetch) == [
        "scp", "-P", "2222", f"li@village.example:{path}", "."
    ]  # fmt: skip
    assert shlex.split(by_ssh)[:4] == ["ssh", "-p", "2222", "li@village.example"]
    assert powershell.startswith("scp -P 2222 'li@village.example:/")
    assert lies == str(path)


async def test_the_file_is_named_by_the_title_of_its_date(village, duty_day, clock, monkeypatch):
    later = msgspec.structs.replace(duty_day.event, title="清扫日")
    village.events.save_from(later, date(2026, 12, 25))
    async with opened(village.folder, clock=clock) as screen:
        await open_hand_over(screen)
        await screen.press("i")
        await screen.settled()
        assert "E0001-村民义务日.ics" in screen.text and "清扫日" not in screen.text
    assert [path.name for path in (village.folder / "outbox").iterdir()] == ["E0001-村民义务日.ics"]


async def test_the_text_for_wechat_is_shown_written_and_sent_to_the_terminal(
    village, duty_day, clock, monkeypatch
):
    async with opened(village.folder, clock=clock) as screen:
        written = []
        monkeypatch.setattr(screen.app._driver, "write", written.append)
        await open_hand_over(screen)
        await screen.press("w")
        await screen.settled()
        assert "农历" in screen.text or "十月十七" in screen.text
        assert "written, and sent" in screen.status
    path = village.folder / "outbox" / "E0001-2026-11-25-村民义务日.txt"
    text = path.read_text("utf-8").removesuffix("\n")
    assert text.startswith("村民义务日\n")
    assert f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a" in "".join(written)


async def test_hostile_titles_and_places_are_shown_as_text(village, clock):
    village.events.add(
        Event(
            title="[/] [red]x[/] $(rm -rf ~)",
            start=datetime(2026, 11, 25, 8, 30),
            minutes=60,
            place="[@click=app.quit]x[/]",
            notes="[bold]\n" * 30,
        )
    )
    async with opened(village.folder, clock=clock) as screen:
        await open_hand_over(screen)
        assert "[/] [red]x[/]" in screen.text
        await screen.press("w")
        await screen.settled()
        await screen.press("down", "escape", "i")
        await screen.settled()
        assert "E0001-red-x-rm-rf.ics" in screen.text


async def test_the_whole_calendar_is_written_in_a_thread_while_keys_work(
    village, duty_day, clock, monkeypatch
):
    started, may_finish = threading.Event(), threading.Event()

    def write_slowly(events, settings, *, context, today, progress):
        started.set()
        assert may_finish.wait(60)
        progress(1, 2)
        return write_calendar(events, settings, context=context, today=today)

    monkeypatch.setattr("yigong.exports.ical.calendar_file.write_calendar", write_slowly)
    monkeypatch.setattr("yigong.tui.background.progress.PROGRESS_DELAY", 0.0)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("i")
        await asyncio.to_thread(started.wait, 20)
        await screen.press("enter")  # another page, meanwhile
        assert "expected" in screen.text
        await screen.press("escape")
        may_finish.set()
        await screen.app.workers.wait_for_complete()
        await screen.press("up")
        await screen.until("calendar.ics")
        assert screen.status == "✓ written"
    assert b"BEGIN:VEVENT" in (village.folder / "outbox" / "calendar.ics").read_bytes()


def test_the_bar_is_as_long_as_the_part_that_is_done():
    assert export_progress_text(0, 10).count("#") == 0
    assert export_progress_text(5, 10).count("#") == 15
    assert "[##############################]" in export_progress_text(10, 10)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two three", ["one two", "three"]),
        ("番薯丰收节", ["番薯丰收", "节"]),
        ("abcdefghijk", ["abcdefgh", "ijk"]),
        ("a\n\nb", ["a", "", "b"]),
        ("\x1b[31mx", ["?[31mx"]),
    ],
)
def test_text_is_wrapped_at_blanks_or_at_cells(text, lines):
    assert wrap_text(text, 8) == lines


def test_the_code_of_a_repeating_event_has_no_rule(village):
    rule = ByRRule("FREQ=WEEKLY")
    event = village.events.add(Event(title="课", start=datetime(2026, 11, 28, 9), repeat=rule))
    assert (
        "RRULE"
        not in qr.qr_payload(village.events.occurrence(event.number, event.start.date())).text
    )
