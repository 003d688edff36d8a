"""The page that asks an organiser for a name, where several share an account."""

from __future__ import annotations

import argparse

import pytest

from support.screens import opened
from yigong.store.errors import Refused
from yigong.store.storage.book import Actor
from yigong.tui.commands.call import Call
from yigong.tui.screens.village import organiser_page


@pytest.fixture
def signed(village, colleague, duty_day, enrol):
    """A village whose history 李芳 signed first, then 王强 at 西门."""
    enrol("张小明", "李秀英")
    colleague("王强", "西门").registers.checkin.check_in(duty_day, 1)
    return village


def call(**given):
    options = {"by": "", "desk": "", "lang": "en", "data": None}
    environ = {"YIGONG_BY": given.pop("environ", "")}
    return Call(argparse.Namespace(**{**options, **given}), environ)


@pytest.mark.parametrize("way", [{"by": "?"}, {"environ": "?"}, {"environ": "？"}])
def test_a_command_cannot_ask_and_says_what_to_give(way):
    asked = call(**way)
    assert asked.shared
    with pytest.raises(Refused, match="--by NAME"):
        asked.actor()
    assert asked.actor(desk="pts/3", asking=True) == Actor("", "pts/3")


def test_a_name_that_is_given_is_not_asked_for():
    assert call(by="李芳", environ="?").actor() == Actor("李芳", "")
    assert call(by="李芳", environ="?").shared, "another organiser may use it later"
    assert not call(environ="李芳").shared


async def test_the_page_comes_before_the_calendar_and_takes_a_typed_name(signed, clock):
    async with opened(signed.folder, by="", desk="pts/3", clock=clock, shared=True) as screen:
        assert "Who is at the keyboard?" in screen.text
        assert screen.text.index("王强") < screen.text.index("李芳"), "the latest comes first"
        await screen.press("enter")
        assert "name is empty" in screen.status, "Enter alone takes nobody's name"
        await screen.press("=?", "enter")
        assert "name is empty" in screen.status
        await screen.press("backspace", "=赵玉兰", "tab", "home", "ctrl+k", "=南门", "enter")
        assert "赵玉兰  南门" in screen.lines[0]
        await screen.press("d", "=lxy", "enter")
    line = next(signed.history.newest_first())
    assert (line.act, line.by, line.desk) == ("checkin", "赵玉兰", "南门")


def test_who_was_forgotten_is_not_offered_as_an_organiser(signed, enrol):
    (forgotten,) = enrol("王强")
    assert list(organiser_page.recent_names(signed)) == ["李芳", "王强"]
    signed.erase(forgotten.number)
    assert list(organiser_page.recent_names(signed)) == ["李芳"]


def test_of_each_name_the_latest_line_is_known(signed, colleague, duty_day, clock):
    at = clock.forward(minutes=5)
    colleague("李芳", "南门").registers.checkin.check_in(duty_day, 2)
    lines = organiser_page.recent_names(signed)
    assert list(lines) == ["李芳", "王强"]
    assert (lines["李芳"].at, lines["李芳"].desk) == (at, "南门")


async def test_the_arrows_choose_a_name_and_typing_narrows_them(signed, clock):
    async with opened(signed.folder, by="", desk="pts/3", clock=clock, shared=True) as screen:
        await screen.press("=李")
        assert "王强" not in screen.text
        await screen.press("down", "enter")
        assert "李芳  pts/3" in screen.lines[0]


async def test_enter_in_one_burst_with_a_name_takes_that_name(signed, clock):
    """A slow line delivers them together; Enter must not overtake the letters."""
    async with opened(signed.folder, by="", desk="pts/3", clock=clock, shared=True) as screen:
        await screen.badge("zhaoyulan")
        await screen.press()
        await screen.until(lambda: "zhaoyulan  pts/3" in screen.lines[0])


async def test_nobody_gets_past_the_page_unnamed(signed, clock):
    async with opened(signed.folder, by="", desk="pts/3", clock=clock, shared=True) as screen:
        offered = [command.title for command in screen.app.get_system_commands(screen.app.screen)]
        assert "Quit" in offered
        assert not {"Calendar", "Villagers", "Settings", "Somebody else is here"} & set(offered)
        await screen.press("escape")
        assert not screen.app.is_running


async def test_a_badge_gives_the_name_of_its_person(signed, clock):
    """Before there is an organiser, a badge is typed like other text."""
    async with opened(signed.folder, by="", desk="pts/3", clock=clock, shared=True) as screen:
        await screen.press("=V0099", "enter")
        assert "There is no" in screen.status
        await screen.press("ctrl+u", "=V0002", "enter")
        assert "李秀英  pts/3" in screen.lines[0]


async def test_another_organiser_takes_over_without_a_restart(signed, duty_day, clock):
    async with opened(signed.folder, clock=clock) as screen:
        assert "李芳  东门" in screen.lines[0]
        await screen.press("x", "escape")
        assert "李芳  东门" in screen.lines[0], "Escape leaves it as it was"
        await screen.press("d", "ctrl+p", "=Somebody else")
        await screen.until("Another name signs")
        await screen.press("enter")
        await screen.press("enter")
        assert "Who is at the keyboard?" in screen.text
        await screen.press("=王强", "enter")
        assert "王强  东门" in screen.lines[0]
        assert type(screen.app.screen).__name__ == "CalendarPage"
        assert screen.app.village.presence.others(duty_day.key) == [], "李芳's desk is closed"


async def test_a_confined_caller_cannot_take_another_name(signed, clock, monkeypatch):
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    async with opened(signed.folder, clock=clock) as screen:
        await screen.press("x")
        assert "Who is at the keyboard?" not in screen.text
        await screen.press("o")
        assert "My name" not in screen.text
        await screen.press("tab", "right", "ctrl+s")
        assert "the settings are saved" in screen.status
    assert next(signed.history.newest_first()).by == "李芳"


async def test_the_settings_of_a_shared_account_have_no_name_field(signed, clock):
    async with opened(signed.folder, clock=clock, shared=True) as screen:
        await screen.press("o")
        assert "Village" in screen.text and "My name" not in screen.text
    assert signed.settings.organisers == {}
