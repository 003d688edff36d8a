"""Hostile books: a sentence and exit 3, no hang, the others still open, the file byte for byte."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from hostile import commands, walk
from hostile.books import ABSURD, BESIDE, BROKEN, HISTORIES
from hostile.corpus import drivers, some
from hostile.village import KEY, by_hand
from support.screens import opened
from yigong.store.errors import DataError
from yigong.store.village.village import Village

SECONDS = 10
READS = {
    "settings": "event list",
    "people": "people list",
    "squads": "squad list",
    "events": "event list",
    "register": "event show ",
}
"""The command that reads each book."""

HISTORY = ("history", "history ", "doctor", "undo")
NO_VILLAGE = {"a fifo", "a folder", "a socket", "a link to nothing", "a link to zeros"}
"""In the place of the settings these are no village at all, which is refused (exit 1)."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A village that is whole; each test gets a copy."""
    folder = tmp_path_factory.mktemp("books") / "v"
    by_hand(folder, ["张三", "李四"])
    for name in (*READS, ""):  # the texts are somebody else's business here
        path = path_of(folder, name) if name else folder / "history/2026-11.jsonl"
        if name == "settings":
            tables = json.loads(path.read_bytes())
            tables["_default"]["1"] = {"number": 1, "name": "青山村"}
            path.write_text(json.dumps(tables))
    return folder


@pytest.fixture
def folder(whole, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(whole, tmp_path / "a" / "v")
    return tmp_path / "a" / "v"


def path_of(folder: Path, book: str) -> Path:
    return folder / (f"registers/2026/{KEY}.json" if book == "register" else f"{book}.json")


def seen(path: Path) -> object:
    """What lies at a path, followed nowhere and opened only where that cannot hang."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return status.st_ino, path.readlink()
    small = stat.S_ISREG(status.st_mode) and status.st_size < 1 << 24
    return status.st_ino, status.st_size, path.read_bytes() if small else None


def says(folder: Path, name: str):
    """Run a command; it ends in time, with a code and a sentence that drives no terminal."""
    words = {**commands.LOOKING, **commands.EXPORTING, **commands.CHANGING}[name]
    words = [word.format(folder=folder) for word in words]
    stdin = commands.STDIN.get(name, "")
    result = commands.run(folder, *name.split(), *words, stdin=stdin, seconds=SECONDS)
    assert result.code in (0, 1, 3), (name, result)
    assert result.code == 0 or result.err or name == "doctor", (name, result)
    assert not drivers(result.err + result.out.decode().replace("\r\n", "\n").lstrip("\ufeff"))
    return result


@pytest.mark.parametrize("book", READS)
def test_what_is_no_book_is_said_with_exit_3_and_left_as_it_is(whole, book, tmp_path):
    all_of_them = book == "people"
    for name, put in BROKEN.items() if all_of_them else some(BROKEN.items(), 5):
        folder = tmp_path / name / "v"
        folder.parent.mkdir()
        shutil.copytree(whole, folder)
        path = path_of(folder, book)
        put(path)
        before = seen(path)
        result = says(folder, READS[book])
        no_village = book == "settings" and name in NO_VILLAGE
        assert result.code == (1 if no_village else 3), (name, result)
        if book != "settings":
            _others_open(folder, book)
        assert seen(path) == before, name
        if name in ("cut in half", "a fifo", "a terabyte", "a link to a book"):
            assert book == "settings" or says(folder, "doctor").code == 1, name
            assert says(folder, "backup").code in (0, 1, 3)
        assert seen(path) == before, name
        shutil.rmtree(folder.parent)


def _others_open(folder: Path, book: str) -> None:
    village = Village.open(folder)
    reads = {
        "people": village.people.all,
        "squads": village.squads.all,
        "events": village.events.all,
        "register": lambda: village.registers.read(KEY).entries,
    }
    for name, read in reads.items():
        if name == book:
            with pytest.raises(DataError):
                read()
        else:
            assert len(read()) > 1, name


def test_what_no_sum_can_bear_is_refused_where_it_is_read(folder):
    """The rest of the absurd is odd, and no more."""
    opened_all_the_same = set()
    for name, (book, put) in ABSURD.items():
        path = path_of(folder, book)
        whole = path.read_bytes()
        put(path)
        try:
            village = Village.open(folder)
            _ = village.zone, village.people.all(), village.squads.all(), village.events.all()
            _ = village.registers.read(KEY)
            opened_all_the_same.add(name)
        except DataError as error:
            assert str(path.name) in str(error) or "time zone" in str(error), (name, str(error))
        path.write_bytes(whole)
    assert opened_all_the_same == {
        "duplicate keys", "joined in the year 1", "no person", "tags without end", "no squad",
        "members without end", "deputies nobody knows", "every second", "never", "no rule",
        "a very long rule", "off the earth", "earlier plans that begin later", "no event",
        "no such language", "no stars", "stints without end",
        "somebody nobody knows", "a head of another event", "no head", "a second head", "no meta",
    }  # fmt: skip


@pytest.mark.parametrize("name", some(ABSURD, 4))
def test_what_cannot_be_true_ends_in_an_answer_or_a_sentence(folder, name):
    book, put = ABSURD[name]
    put(path_of(folder, book))
    before = seen(path_of(folder, book))
    for command in (*some(commands.LOOKING, 4), "event show ", "doctor", "export ical"):
        says(folder, command)
    assert seen(path_of(folder, book)) == before
    for command in (
        "export signin",
        "checkout",
        "signup",
        "close",
        "event move",
        "import ical",
        "undo",
    ):
        says(folder, command)


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_that_is_none_ends_in_an_answer_or_a_sentence(folder, name):
    path = folder / "history/2026-11.jsonl"
    HISTORIES[name](path)
    before = seen(path)
    for command in HISTORY:
        says(folder, command)
    assert seen(path) == before
    assert says(folder, "people list").code == 0, "the books are safe"


@pytest.mark.parametrize("name", BESIDE)
def test_what_lies_beside_the_books_stops_nobody_from_reading_them(folder, name):
    BESIDE[name](folder)
    for command in ("event list", "people list", "export summary"):
        assert says(folder, command).code == 0, command
    for command in (
        "history",
        "doctor",
        "backup",
        "people add",
        "checkout",
        "export ical   ",
        "event cancel",
    ):
        says(folder, command)


async def _walked(folder: Path, clock, routes) -> set[str]:
    """Through the pages; the ones whose line above the keys was red."""
    red = set()
    async with opened(folder, clock=clock) as screen:
        for route in routes:
            await walk.visit(screen, route)
            assert screen.app.is_running and screen.app._exception is None, route
            walk.harmless_now(screen, route)
            if isinstance(screen.app.screen, walk.Page) and screen.status.startswith("!"):
                red.add(route)
    return red


async def test_pages_say_which_book_cannot_be_read_and_the_program_goes_on(folder, clock):
    """People, squads, a register and the history, each broken in a way of its own."""
    BROKEN["a fifo"](path_of(folder, "people"))
    BROKEN["a terabyte"](path_of(folder, "squads"))
    BROKEN["deep tables"](path_of(folder, "register"))
    HISTORIES["a fifo"](folder / "history/2026-11.jsonl")
    routes = [
        "WeekPage", "FilterPage", "EventForm", "EventPage", "DeskPage that finds", "RollCallPage",
        "SheetPage", "ClosePage", "PeoplePage", "SquadsPage", "NamesPage", "HistoryPage",
    ]  # fmt: skip
    with commands.limited(60, routes):
        red = await _walked(folder, clock, routes)
    assert {"EventForm", "EventPage", "ClosePage", "PeoplePage", "SquadsPage", "HistoryPage"} <= red


@pytest.mark.parametrize("book", ["events", "settings"])
async def test_a_book_that_breaks_while_the_pages_are_open_is_said_on_them(folder, clock, book):
    async with opened(folder, clock=clock) as screen:
        await screen.press("enter")
        BROKEN["cut in half"](path_of(folder, book))
        for route in ("EventForm", "WeekPage", "SettingsPage", "SummaryPage", "HandOverPage"):
            await walk.visit(screen, route)
            assert screen.app.is_running and screen.app._exception is None, route
        await walk.visit(screen, "EventForm")
        assert "is damaged" in screen.status
        assert type(screen.app.screen).__name__ == "CalendarPage"
