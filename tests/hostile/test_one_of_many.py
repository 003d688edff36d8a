"""One damaged register of two thousand: what needs it says which, and everything else works."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from hostile import commands, page_routes
from hostile.books import UNREADABLE
from support.clock import Clock
from support.screens import opened
from yigong.store.errors import DataError
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.storage.book_file import FORMAT
from yigong.store.village.village import Village

TODAY = date(2026, 11, 25)
COUNT = 2000
DAMAGED = "E0001@2024-05-05"
"""A date in the middle, of which nobody thinks any more."""

PEOPLE = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A daily event with a signed register for each of its two thousand dates, one damaged."""
    folder = tmp_path_factory.mktemp("many") / "v"
    village = Village.create(
        folder, Settings(name="青山村"), Actor("李芳", "东门"), clock=Clock(), sync=False
    )
    village.people.add_all(Volunteer(name=f"村民{n}") for n in range(1, PEOPLE + 1))
    village.squads.add(Squad(name="清理队", members=(1, 2, 3)))
    first = TODAY - timedelta(days=COUNT)
    start = datetime(first.year, first.month, first.day, 8, 30)
    village.events.add(Event(title="值班", start=start, repeat=ByRRule("FREQ=DAILY"), needs={1: 2}))
    for number in range(COUNT):
        _write_register(folder, first + timedelta(days=number))
    UNREADABLE["cut in half"](folder / f"registers/2024/{DAMAGED}.json")
    return folder


def _write_register(folder, day):
    """A signed register of three people, two hours each."""
    begin, end = f"{day}T08:30:00+08:00", f"{day}T10:30:00+08:00"
    stint = {"start": begin, "end": end}
    entries = {
        str(n): {
            "number": n, "rev": 1, "role": "volunteer", "stints": [stint],
            "credit": {"clocked": 120},
        }
        for n in (1, 2, 3 + day.toordinal() % 4)
    }  # fmt: skip
    head = {
        "event": 1, "planned": f"{day}", "title": "值班", "kind": "duty_day", "role": "volunteer",
        "start": begin, "end": end, "closed": end, "closed_by": "李芳", "policy": {},
    }  # fmt: skip
    meta = {"format": FORMAT, "rev": 1, "highest": 6}
    tables = {"_default": entries, "head": {"1": head}, "meta": {"1": meta}}
    path = folder / f"registers/{day.year}/E0001@{day}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(tables, separators=(",", ":")), encoding="utf-8")


BUSY = ("adding up ..", "looking up who came when ..")
"""What a page says while it reads in the background."""

ROUTES = (
    "CalendarPage", "WeekPage", "EventSearchPage", "EventPage", "DeskPage that finds", "PeoplePage",
    "PersonPage", "SquadPage", "SummaryPage", "SummaryPage by programme", "StarsPage", "InvitePage",
    "ErasurePage", "MergePage", "HistoryPage",
)  # fmt: skip
"""Pages that read registers, and some that do not."""

SAYING = {
    "PersonPage",
    "SummaryPage by programme",
    "StarsPage",
    "InvitePage",
    "ErasurePage",
    "MergePage",
}
"""Pages of all years, on which the register is missed."""


COMMANDS = (
    (("signup", "E0001@2035-01-01", "V0002"), 0, False),
    (("event", "list"), 0, False),
    (("event", "show", DAMAGED), 3, True),
    (("people", "show", "V0001"), 0, True),
    (("people", "stars"), 0, True),
    (("squad", "board", "S01", "all"), 0, True),
    (("export", "summary", "2026", "-o", "-"), 0, False),
    (("export", "summary", "2024", "-o", "-"), 3, True),
    (("export", "record", "V0001", "2026", "-o", "-"), 3, True),
    (("people", "forget", "V0001", "--yes"), 3, True),
    (("backup",), 0, False),
    (("doctor",), 1, True),
)


async def test_every_page_works_or_says_which_register_is_damaged(folder, clock):
    saying = set()

    def settled():
        return screen.status.startswith("!") or not any(words in screen.text for words in BUSY)

    async with opened(folder, clock=clock) as screen:
        for route in ROUTES:
            await page_routes.visit(screen, route)
            await screen.until(settled)
            assert screen.app.is_running and screen.app._exception is None, route
            assert type(screen.app.screen).__name__ == route.partition(" ")[0], screen.text
            if DAMAGED in screen.status:
                saying.add(route)
            else:
                assert not screen.status.startswith("!"), (route, screen.status)
        await page_routes.visit(screen, "CalendarPage")
        await screen.press("d", "=1", "enter")
        await screen.until("✓")
    assert saying == SAYING


@pytest.mark.parametrize(("words", "code", "says"), COMMANDS)
def test_commands_work_or_say_which_register_is_damaged(
    folder, tmp_path, monkeypatch, words, code, says
):
    """What leaves the village is complete, or is not made."""
    monkeypatch.chdir(tmp_path)
    result = commands.run(folder, *words)
    assert (result.code, DAMAGED in result.err + result.out.decode()) == (code, says), result


def test_a_merge_of_others_is_made_and_one_of_who_may_be_in_it_says_so(folder, clock):
    village = Village.open(folder, Actor("李芳"), clock=clock)
    with pytest.raises(DataError, match=DAMAGED):
        village.merge(1, 2)
    assert village.people.get(2).merged == 0
