"""Every page on books with hostile texts: no crash, and no text acts as key, link or sequence."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from hostile import page_routes
from hostile.commands import ICAL
from hostile.corpus import ALL_IN_ONE, ENCODABLE, SHORT, sample_of
from hostile.file_audit import written_outside
from hostile.village import write_village
from support.screens import opened


@pytest.fixture
def anywhere(tmp_path, monkeypatch):
    """A folder with an empty home and an empty current folder, in which nothing may be written."""
    for name in ("home", "elsewhere"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path


def test_every_page_has_a_route():
    routes = {route.partition(",")[0].split()[0] for route in page_routes.ROUTES}
    assert page_routes.pages() - routes - page_routes.TESTED_ELSEWHERE == set()


async def test_every_page_shows_any_text_as_text(anywhere, clock):
    folder = anywhere / "v"
    write_village(folder, sample_of(SHORT.values(), 5))
    with_inputs = set()
    with written_outside(folder) as outside:
        async with opened(folder, clock=clock, size=(120, 40)) as screen:
            for route in page_routes.ROUTES:
                await page_routes.visit(screen, route)
                page_name = route.partition(",")[0].split()[0]
                # Some are opened by a thread after its work.
                await screen.until(lambda page=page_name: type(screen.app.screen).__name__ == page)
                page_routes.assert_harmless(screen, route)
                if screen.app.screen.query(Input):
                    with_inputs.add(page_name)
    assert not outside
    assert with_inputs == {route.split()[0] for route in page_routes.INPUTS}, "each is pasted into"
    assert not [path for name in ("home", "elsewhere") for path in (anywhere / name).iterdir()]


async def test_a_small_terminal_in_chinese_shows_any_text_as_text(anywhere, clock):
    folder = anywhere / "v"
    write_village(folder, ENCODABLE.values())  # very long texts, too
    routes = ("CalendarPage, the day before", "EventPage", "DeskPage that finds", "HistoryPage")
    async with opened(folder, clock=clock, size=(80, 24), lang="zh") as screen:
        for route in routes:
            await page_routes.visit(screen, route)
            page_routes.assert_harmless(screen, route)


async def test_every_text_in_a_list_takes_one_line(anywhere, clock):
    """The terminal is high enough for all of them."""
    folder = anywhere / "v"
    write_village(folder, SHORT.values())
    async with opened(folder, clock=clock, size=(160, 160)) as screen:
        for route in ("CalendarPage, the day before", "EventPage", "HistoryPage"):
            await page_routes.visit(screen, route)
            page_routes.assert_harmless(screen, route)
            for text in ("[@click=app.quit]", "[/义工]", "{name!r}", "=HYPERLINK", "<script>"):
                assert text in screen.text, (route, text)


async def test_the_review_of_a_calendar_file_shows_any_text_as_text(anywhere, clock):
    folder = anywhere / "v"
    write_village(folder, ["张三"])
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
        page_routes.assert_harmless(screen, "ImportReviewPage")


async def test_the_first_start_page_takes_any_text_as_text(anywhere, clock):
    async with opened(anywhere / "new", clock=clock) as screen:
        for text in ("[/]", "[@click=app.quit]x[/]", "../../HOSTILE"):
            await screen.press(f"={text}", "ctrl+s")
            page_routes.assert_harmless(screen, text)
            if (anywhere / "new" / "settings.json").exists():
                break
    assert not (anywhere / "HOSTILE").exists()
    assert not [path for name in ("home", "elsewhere") for path in (anywhere / name).iterdir()]


async def test_the_question_of_scope_shows_any_title_as_text(village, clock):
    from datetime import datetime

    from yigong.store.event_records import ByRRule, Event

    title = "[/义工] {0} %s =1+1 [@click=app.quit]x[/]"
    start = datetime(2026, 11, 25, 8, 30)
    village.events.add(Event(title=title, start=start, repeat=ByRRule("FREQ=MONTHLY")))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "e", "=!", "ctrl+s")
        assert type(screen.app.screen).__name__ == "ScopePage"
        page_routes.assert_harmless(screen, "ScopePage")
