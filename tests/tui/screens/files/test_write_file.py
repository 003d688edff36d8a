"""Every page that writes a file says how it is fetched: there is one way to write one."""

from __future__ import annotations

import ast
import shlex
from datetime import timedelta

import pytest

from support.screens import opened
from test_layers import modules
from yigong.store.event_records import Event
from yigong.store.programme_records import Programme
from yigong.store.records import Squad
from yigong.store.request_records import Visit
from yigong.store.venue_records import Venue
from yigong.tui.screens.base.transfer_pages import FetchPage
from yigong.tui.view.outbox_words import file_kind

WRITERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "calendar.calendar_export.write_whole_calendar": (("i",),),
    "event.hand_over_page.action_file": (("enter", "i", "i"),),
    "event.hand_over_page.action_text": (("enter", "i", "w"),),
    "event.manifest_page.write_manifest": (
        ("enter", "right_square_bracket", "t", "n", "=0840-0900", "ctrl+s", "1", "d", "b"),
    ),
    "event.register_page.action_sheet": (("enter", "b"),),
    "people.person_page._write_record": (("p", "=zxm", "enter", "x", "enter"),),
    "people.phone_list_page.write_phone_list": (
        ("s", "enter", "p"),
        ("right", "enter", "v", "p"),
    ),
    "points.account_page.action_passbook": (("0", "f", "h", "enter", "o"),),
    "points.points_actions.action_public": (("0", "f", "c"), ("0", "f", "h", "enter", "c")),
    "points.points_page.action_table": (("0", "f", "x"),),
    "programmes.programme_actions.action_progress": (("0", "m", "o"), ("0", "m", "x")),
    "programmes.programme_page.action_enrolled": (
        ("0", "m", "enter", "o"),
        ("0", "m", "enter", "x"),
    ),
    "requests.requests_page.action_tables": (
        ("0", "q", "o", "enter"),
        ("0", "q", "o", "down", "down", "down", "enter"),
    ),
    "scores.score_table_page.action_table": (
        ("0", "c", "shift+tab", "o"),
        ("0", "c", "shift+tab", "x"),
        ("0", "c", "shift+tab", "v"),
    ),
    "summary.summary_exports.action_ledger": (("r", "l"), ("r", "L")),
    "summary.summary_exports.action_upward": (("r", "t"),),
    "summary.summary_exports.action_summary": (("r", "c"), ("r", "x"), ("r", "d")),
    "summary.workload_page.action_write": (("r", "w", "x"), ("r", "w", "c")),
    "venues.venue_actions.action_bookings": (
        ("0", "v", "o"),
        ("0", "v", "x"),
        ("0", "v", "enter", "o"),
        ("0", "v", "enter", "x"),
    ),
    "visits.visits_page.action_coverage": (("0", "w", "o"), ("0", "w", "x")),
}
"""The functions that write a file, and the keys from the calendar to each of their files."""

ONLY = {"files.write_file.write_file", "files.write_file.write"}
"""The one function that writes a file, and the function within it."""

READING = {
    "base.file_page._files", "base.file_page._is_offered", "base.file_page.action_read",
    "base.transfer_pages.show_how_to_send",
    "files.files_page.fingerprint", "files.files_page.reload", "files.files_page.action_remove",
    "files.files_page.action_publish",
    "files.publish_site.publish_site",
}  # fmt: skip
"""Those that have the village's folder to list, read or remove files, or to check a name."""


def functions_that_use(name: str) -> set[str]:
    """The functions of the screens that call a function or a method, or hand it on."""
    found = set()
    for module, tree in modules().items():
        if not module.startswith(("tui.app", "tui.background", "tui.screens")):
            continue
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                used = {
                    getattr(node, "attr", getattr(node, "id", ""))
                    for node in ast.walk(function)
                    if isinstance(node, ast.Attribute | ast.Name)
                }
                if name in used:
                    found.add(f"{module.removeprefix('tui.screens.')}.{function.name}")
    return found


def test_every_function_that_writes_a_file_is_tried_below():
    assert functions_that_use("write_file") == set(WRITERS)


def test_no_page_writes_into_the_outbox_in_another_way():
    """What is written by a path is looked for in tests/test_paths.py."""
    assert functions_that_use("write_export") == functions_that_use("outbox") == ONLY
    assert functions_that_use("root") == ONLY | READING


@pytest.fixture
def signed(village, duty_day, enrol, clock):
    """A squad of two who served in the register of today, which is signed; tomorrow needs it."""
    enrol("张小明", "李秀英")
    village.squads.add(Squad(name="修葺队", members=(1, 2)))
    village.venues.add(Venue(name="会客厅"))
    village.visits.add(Visit(day=clock.now.date(), who=1))
    village.programmes.add(Programme(name="四季赋能"))
    for number in (1, 2):
        village.registers.checkin.check_in(duty_day, number)
    clock.forward(minutes=60)
    village.registers.checkin.check_out_all(duty_day)
    village.registers.settlement.close(duty_day)
    start = duty_day.event.start + timedelta(days=1)
    village.events.add(Event(title="大扫除", start=start, minutes=60, needs={1: 2}))
    return village


@pytest.mark.parametrize("keys", [keys for routes in WRITERS.values() for keys in routes], ids=str)
async def test_whoever_writes_a_file_gets_the_lines_that_fetch_it(signed, clock, keys, monkeypatch):
    monkeypatch.setenv("YIGONG_SSH", "li@village.example")
    async with opened(signed.folder, clock=clock) as screen:
        await screen.press(*keys)
        await screen.settled()
        files = list((signed.folder / "outbox").iterdir())
        [file] = [file for file in files if file.name in screen.lines[0]]
        assert isinstance(screen.app.screen, FetchPage)
        assert file_kind(file.name).pattern, "it has a kind of its own in the list of files"
        assert screen.status.startswith("✓ written")
        await screen.press("enter")
        if not screen.app.clipboard.startswith("scp "):  # a list in words or a message comes first
            await screen.press("down", "enter")
        assert shlex.split(screen.app.clipboard) == ["scp", f"li@village.example:{file}", "."]


async def test_a_text_is_shown_and_copied_also_where_no_file_can_be_written(
    signed, clock, monkeypatch
):
    (signed.folder / "outbox").rmdir()
    (signed.folder / "outbox").write_text("no folder")
    async with opened(signed.folder, clock=clock) as screen:
        await screen.press("s", "enter", "p")
        await screen.settled()
        assert "张小明" in screen.text and "张小明" in screen.app.clipboard
        assert "scp" not in screen.text
        assert screen.status.startswith("!") and "outbox" in screen.status


async def test_a_file_that_is_ready_when_another_page_is_in_front_opens_nothing_over_it(
    signed, clock, monkeypatch
):
    from yigong.exports.ical import calendar_file

    monkeypatch.setattr("yigong.tui.background.progress.PROGRESS_DELAY", 60.0)
    async with opened(signed.folder, clock=clock) as screen:
        calendar = screen.app.screen
        real = calendar_file.write_calendar

        def write_when_left(*arguments, **options):
            screen.app.call_from_thread(screen.app.action_help)
            return real(*arguments, **options)

        monkeypatch.setattr(calendar_file, "write_calendar", write_when_left)
        await screen.press("i")
        await screen.settled()
        assert "Help" in screen.lines[0]
        assert not isinstance(screen.app.screen, FetchPage)
        assert "calendar.ics" in calendar.status.text
