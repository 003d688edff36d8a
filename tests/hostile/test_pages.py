"""Books edited by hand, on every page: nothing crashes, no text is a key, a link or a sequence."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from hostile import walk
from hostile.commands import ICAL
from hostile.corpus import ALL_IN_ONE, SHORT, WHOLE, some
from hostile.outside import written_outside
from hostile.village import by_hand
from support.screens import opened


@pytest.fixture
def anywhere(tmp_path, monkeypatch):
    """A home and a working folder of its own, where nothing may appear."""
    for name in ("home", "elsewhere"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path


def test_no_page_was_forgotten():
    routes = {route.partition(",")[0].split()[0] for route in walk.ROUTES}
    assert walk.pages() - routes - walk.BY_OTHER_TESTS == set()


async def test_every_page_shows_any_text_as_text(anywhere, clock):
    folder = anywhere / "v"
    by_hand(folder, some(SHORT.values(), 5))
    with_inputs = set()
    with written_outside(folder) as outside:
        async with opened(folder, clock=clock, size=(120, 40)) as screen:
            for route in walk.ROUTES:
                await walk.visit(screen, route)
                wanted = route.partition(",")[0].split()[0]
                # Some are opened by a thread that has work to do first.
                await screen.until(lambda page=wanted: type(screen.app.screen).__name__ == page)
                walk.harmless_now(screen, route)
                if screen.app.screen.query(Input):
                    with_inputs.add(wanted)
    assert not outside
    assert with_inputs == {route.split()[0] for route in walk.INPUTS}, "each is pasted into"
    assert not [path for name in ("home", "elsewhere") for path in (anywhere / name).iterdir()]


async def test_a_small_terminal_shows_them_no_less_safely_in_chinese(anywhere, clock):
    folder = anywhere / "v"
    by_hand(folder, WHOLE.values())  # the very long ones, too
    routes = ("CalendarPage, the day before", "EventPage", "DeskPage that finds", "HistoryPage")
    async with opened(folder, clock=clock, size=(80, 24), lang="zh") as screen:
        for route in routes:
            await walk.visit(screen, route)
            walk.harmless_now(screen, route)


async def test_every_text_in_a_list_is_one_line_of_text(anywhere, clock):
    """A terminal that is high enough for all of them."""
    folder = anywhere / "v"
    by_hand(folder, SHORT.values())
    async with opened(folder, clock=clock, size=(100, 160)) as screen:
        for route in ("CalendarPage, the day before", "EventPage", "HistoryPage"):
            await walk.visit(screen, route)
            walk.harmless_now(screen, route)
            for text in ("[@click=app.quit]", "[/义工]", "{name!r}", "=HYPERLINK", "<script>"):
                assert text in screen.text, (route, text)


async def test_what_a_calendar_file_holds_is_reviewed_as_text(anywhere, clock):
    """The page behind a file: its titles are those of somebody else."""
    folder = anywhere / "v"
    by_hand(folder, ["张三"])
    event = ICAL[ICAL.index("BEGIN:VEVENT") : ICAL.index("END:VCALENDAR")]
    events = [
        event.replace("别人的", text.replace("\n", " ").replace("\r", " ")).replace("a@b", f"{n}@b")
        for n, text in enumerate([*SHORT.values(), ALL_IN_ONE])
    ]
    path = anywhere / "home" / "other.ics"
    path.write_text(ICAL.replace(event, "".join(events)), encoding="utf-8", newline="")
    async with opened(folder, clock=clock, size=(120, 200)) as screen:
        await screen.press("I", "down", "enter")
        await screen.until(
            lambda: (
                type(screen.app.screen).__name__ == "ImportReviewPage"
                and "@click=app.quit" in screen.text
            )
        )
        walk.harmless_now(screen, "ImportReviewPage")


async def test_what_is_typed_into_the_first_start_is_text(anywhere, clock):
    async with opened(anywhere / "new", clock=clock) as screen:
        for text in ("[/]", "[@click=app.quit]x[/]", "../../HOSTILE"):
            await screen.press(f"={text}", "ctrl+s")
            walk.harmless_now(screen, text)
            if (anywhere / "new" / "settings.json").exists():
                break
    assert not (anywhere / "HOSTILE").exists()
    assert not [path for name in ("home", "elsewhere") for path in (anywhere / name).iterdir()]


async def test_which_dates_is_asked_of_an_event_with_any_name(village, clock):
    from datetime import datetime

    from yigong.store.records import ByRRule, Event

    title = "[/义工] {0} %s =1+1 [@click=app.quit]x[/]"
    start = datetime(2026, 11, 25, 8, 30)
    village.events.add(Event(title=title, start=start, repeat=ByRRule("FREQ=MONTHLY")))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "e", "=!", "ctrl+s")
        assert type(screen.app.screen).__name__ == "ScopePage"
        walk.harmless_now(screen, "ScopePage")
