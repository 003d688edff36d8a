"""The settings: what an organiser prefers on their terminal is applied at once, and kept."""

from __future__ import annotations

import pytest

from support.screens import opened
from yigong.store.village.village import Village
from yigong.tui.access.preferences import Preferences, keep_preferences, preferences_of
from yigong.tui.widgets.header_footer import READING


async def test_a_look_is_shown_at_once_and_again_at_the_next_start(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o", "up", "up", "up", "right")
        assert screen.app.theme == "dark" and "< Dark >" in screen.text
        await screen.press("escape")
        assert "Leave without saving" not in screen.text, "there is nothing to save"
    async with opened(village.folder, clock=clock) as screen:
        assert screen.app.theme == "dark"
    async with opened(village.folder, by="王强", clock=clock) as screen:
        assert screen.app.theme == "terminal", "it is 李芳's alone"
    assert not village.history.change(next(village.history.newest_first()).id)[0].act.startswith(
        "settings"
    )


async def test_mouse_and_reading_mode_are_chosen_beside_the_settings(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o", "up", "right", "up", "right")
        assert preferences_of("李芳") == Preferences(mouse=True, reading=True)
        assert screen.app.has_class(READING)
        await screen.press("right", "down", "right", "escape")
        assert preferences_of("李芳") == Preferences()
        assert not screen.app.has_class(READING)


async def test_the_terminals_cursor_follows_from_field_to_field(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        for keys, text in ((["o", "up"], "< off >"), (["up"], "< the terminal's >")):
            await screen.press(*keys, "f20")
            line = max(at for at, line in enumerate(screen.lines) if text in line)
            cell = screen.lines[line].index(text) + 2
            assert screen.app.cursor_position == (cell, line)


async def test_the_palette_offers_every_other_look(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        titles = {command.title for command in screen.app.preference_commands()}
        assert titles == {
            *("Look: Dark", "Look: Light"),
            *("Mouse: the program's", "Reading mode: on"),
        }
        await screen.press("ctrl+p", "=Look: Light")
        await screen.until("This terminal")
        await screen.press("enter", "enter")
        await screen.until(lambda: screen.app.theme == "light")
    assert preferences_of("李芳") == Preferences(look="light")


async def test_a_terminal_with_16_colours_shows_its_own_whatever_look_is_preferred(
    village, clock, monkeypatch
):
    monkeypatch.setenv("TERM", "xterm")
    keep_preferences("李芳", Preferences(look="dark"))
    async with opened(village.folder, clock=clock) as screen:
        assert screen.app.theme == "terminal"
        assert not any(c.title.startswith("Look") for c in screen.app.preference_commands())
        await screen.press("o", "up", "up", "up")
        await screen.until("< Dark >")
        await screen.until("its own: it has 16 colours")
        await screen.press("right")
        assert screen.app.theme == "terminal"
    assert preferences_of("李芳") == Preferences(look="light")


async def test_who_takes_over_has_their_own_look(village, clock):
    keep_preferences("王强", Preferences(look="light"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("x", "=王强", "enter")
        assert "王强  东门" in screen.lines[0] and screen.app.theme == "light"


async def test_who_takes_another_name_keeps_their_look(village, clock):
    keep_preferences("李芳", Preferences(look="dark"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o", "tab", "=李小芳", "ctrl+s")
        assert "李小芳  东门" in screen.lines[0] and screen.app.theme == "dark"
    assert preferences_of("李小芳") == Preferences(look="dark")


async def test_a_look_that_cannot_be_kept_is_shown_and_says_so(village, clock, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", "/proc/self/nowhere")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o", "up", "up", "up", "right")
        assert screen.app.theme == "dark"
        assert "Chosen for now, not for the next time" in screen.status


async def test_who_may_only_look_has_a_look_too(village, clock, monkeypatch):
    monkeypatch.setattr(Village, "writable", False)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o", "up", "up", "up", "right")
        assert screen.app.theme == "dark" and not screen.status.startswith("!")


@pytest.mark.parametrize("reading", [True, False])
async def test_in_reading_mode_the_cursor_goes_to_what_is_said_and_to_the_chosen_row(
    village, enrol, clock, reading
):
    enrol("张小明")
    enrol("李秀英")
    keep_preferences("李芳", Preferences(reading=reading))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("y")
        assert ("reading mode" in screen.lines[0]) is reading
        screen.app.screen.status.good("saved")
        await screen.press("f20")
        line = next(at for at, line in enumerate(screen.lines) if "saved" in line)
        assert (screen.app.cursor_position == (1, line)) is reading
        await screen.press("down")
        row = next(at for at, line in enumerate(screen.lines) if "张小明" in line)
        assert screen.app.cursor_position == (0, row)


async def test_the_present_name_is_shown_and_kept_when_it_is_not_changed(village, clock):
    async with opened(village.folder, by="王强", clock=clock) as screen:
        await screen.press("o")
        assert any(line.split()[:3] == ["My", "name", "王强"] for line in screen.lines)
        await screen.press("down", "down", "right", "ctrl+s")
        assert "the settings are saved" in screen.status
    assert village.settings.organisers == {}


async def test_a_language_that_this_start_does_not_show_is_said_to_be_that_of_the_next(
    village, clock
):
    async with opened(village.folder, clock=clock, lang="en") as screen:
        await screen.press("o", "down", "down", "right", "ctrl+s")
        assert "at the next start without --lang" in screen.status
