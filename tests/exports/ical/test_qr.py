"""QR codes: their payload, their size, and that a camera reads them from the terminal."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings, strategies

from support.pictures import DARK, LIGHT, picture, read_qr_code, terminal_screen
from yigong.exports.ical import qr
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.event_records import Change, Event

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 11, 25, 8, 30)


def occurrence(**fields):
    given_fields = {"title": "村民义务日", "start": DAY, "minutes": 180, "place": "文化礼堂"}
    event = Event(**(given_fields | fields))
    return recurrence.find_occurrence(event, event.start.date(), SHANGHAI)


def test_a_code_is_a_bare_event_in_utc_with_plain_newlines():
    assert qr.qr_payload(occurrence()).text == (
        "BEGIN:VEVENT\nSUMMARY:村民义务日\nDTSTART:20261125T003000Z\nDTEND:20261125T033000Z\n"
        "LOCATION:文化礼堂\nEND:VEVENT"
    )


def test_whole_days_are_dates_and_end_on_the_day_after():
    text = qr.qr_payload(occurrence(start=datetime(2026, 11, 25), all_day=True, minutes=1440)).text
    assert "DTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261126\n" in text


def test_a_moved_date_has_its_new_time_and_a_cancelled_one_says_so():
    change = Change(start=datetime(2026, 11, 26, 9), place="祠堂")
    moved = qr.qr_payload(occurrence(changes={"2026-11-25": change})).text
    assert "DTSTART:20261126T010000Z" in moved
    assert "LOCATION:祠堂" in moved
    assert "SUMMARY:[Cancelled] 村民义务日" in qr.qr_payload(occurrence(cancelled=True)).text


def test_the_place_is_left_out_before_the_title_is_cut():
    long = occurrence(place="黄湖镇青山村文化礼堂前的大广场东侧梯田")
    assert qr.qr_payload(long).place_left_out
    assert not qr.qr_payload(long).title_cut
    longer = qr.qr_payload(occurrence(title="番薯丰收节" * 12))
    assert longer.title_cut
    assert "番薯丰收节" in longer.text
    assert "..\nDTSTART" in longer.text


def test_an_empty_place_does_not_count_as_left_out():
    assert not qr.qr_payload(occurrence(title="番薯丰收节" * 12, place="")).place_left_out


def test_what_does_not_fit_gives_no_code():
    assert qr.qr_payload(occurrence(), 60) is None


@settings(max_examples=60, deadline=None)
@given(strategies.text(min_size=1, max_size=200), strategies.text(max_size=200))
def test_any_title_and_place_stay_small_and_are_read_as_one_event(title, place):
    payload = qr.qr_payload(occurrence(title=f"义{title}", place=place))
    assert len(payload.text.encode()) <= qr.MAX_PAYLOAD
    read = icalendar.Event.from_ical(payload.text)
    assert read["DTSTART"].dt == datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    assert str(read["SUMMARY"]).startswith("义")
    assert len(qr.qr_matrix(payload.text)) <= 53


@pytest.mark.parametrize("version", range(1, 8))
def test_the_capacity_of_a_terminal_is_that_of_the_code_that_fits(version):
    side = 17 + 4 * version + 8
    size = qr.qr_capacity(side, -(-side // 2))
    assert len(qr.qr_matrix("x" * size)) == side
    assert qr.terminal_rows(size) == len(qr.half_block_rows("x" * size)) == -(-side // 2)
    assert len(qr.qr_matrix("x" * (size + 1))) == side + 4
    assert qr.qr_capacity(side - 1, 99) < size
    assert qr.qr_capacity(99, side // 2) < size


def test_a_terminal_too_small_for_any_code_has_no_capacity():
    assert qr.qr_capacity(24, 99) == qr.qr_capacity(99, 12) == 0


def test_there_is_a_quiet_zone_of_four_modules_on_every_side():
    modules = qr.qr_matrix("x" * 40)
    for edge in (modules[:4], modules[-4:], [r[:4] for r in modules], [r[-4:] for r in modules]):
        assert not any(any(row) for row in edge)
    assert modules[4][4]


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(
    "event",
    [
        occurrence(),
        occurrence(title="番薯丰收节，挖番薯；带篮子 🍠", place=""),
        occurrence(title="x"),
        occurrence(start=datetime(2026, 9, 23), all_day=True, minutes=1440, title="中国农民丰收节"),
        occurrence(place="黄湖镇青山村文化礼堂"),
    ],
    ids=["plain", "emoji", "short", "whole day", "the longest"],
)
def test_a_camera_reads_it_from_a_terminal_of_either_theme(event, theme, tmp_path):
    text = qr.qr_payload(event).text
    screen = terminal_screen(qr.terminal_qr(text).replace("\n", "\r\n"), 80, 40)
    assert read_qr_code(picture(screen, theme), tmp_path) == text


def test_its_colours_are_of_the_256_that_no_theme_changes():
    assert qr.terminal_qr("x").startswith("\x1b[38;5;16;48;5;231m")


def test_a_picture_is_a_png_or_an_svg_and_nothing_else():
    assert qr.qr_picture("x", "png").startswith(b"\x89PNG")
    assert b"<svg" in io.BytesIO(qr.qr_picture("x", "svg")).read(200)
    with pytest.raises(Refused, match=r"\.png or \.svg"):
        qr.qr_picture("x", "exe")


def test_the_payload_does_not_import_the_library_that_draws_it():
    code = "import sys, yigong.exports.ical.qr; print('segno' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "False\n"
