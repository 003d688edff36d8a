"""Damaged books: a sentence and exit code 3, no hang, other books open, the file unchanged."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from hostile import commands, page_routes
from hostile.books import DAMAGED_HISTORIES, IMPOSSIBLE, STRAY_FILES, UNREADABLE
from hostile.corpus import sample_of, terminal_characters
from hostile.village import KEY, write_village
from support.screens import opened
from yigong.store.errors import DataError
from yigong.store.village.village import Village

SECONDS = 10
READS = {
    "settings": "event list",
    "people": "people list",
    "squads": "squad list",
    "events": "event list",
    "requests": "request list",
    "gifts": "gift list",
    "scorecards": "score list",
    "visits/2026": "visit list",
    "points/2026": "points list",
    "register": "event show ",
}
"""The command that reads each book."""

HISTORY = ("history", "history ", "doctor", "undo")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An intact village; each test gets a copy."""
    folder = tmp_path_factory.mktemp("books") / "v"
    write_village(folder, ["张三", "李四"])
    path = path_of(folder, "settings")
    tables = json.loads(path.read_bytes())
    tables["_default"]["1"] = {"number": 1, "name": "青山村"}  # without hostile texts
    path.write_text(json.dumps(tables))
    return folder


@pytest.fixture
def folder(whole, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(whole, tmp_path / "a" / "v")
    return tmp_path / "a" / "v"


def path_of(folder: Path, book: str) -> Path:
    return folder / (f"registers/2026/{KEY}.json" if book == "register" else f"{book}.json")


def file_state(path: Path) -> object:
    """What is at a path, without following links or opening what may block."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return status.st_ino, path.readlink()
    small = stat.S_ISREG(status.st_mode) and status.st_size < 1 << 24
    return status.st_ino, status.st_size, path.read_bytes() if small else None


def run_command(folder: Path, name: str):
    """Run a command; check that it ends in time, with an exit code and a harmless sentence."""
    words = {**commands.READING, **commands.EXPORTING, **commands.CHANGING}.get(name, ())
    words = [word.format(folder=folder) for word in words]
    stdin = commands.STDIN.get(name, "")
    result = commands.run(folder, *name.split(), *words, stdin=stdin, seconds=SECONDS)
    assert result.code in (0, 1, 3), (name, result)
    assert result.code == 0 or result.err or name == "doctor", (name, result)
    assert not terminal_characters(
        result.err + result.out.decode().replace("\r\n", "\n").lstrip("\ufeff")
    )
    return result


@pytest.mark.parametrize("book", READS)
def test_an_unreadable_book_is_reported_with_exit_code_3_and_not_changed(whole, book, tmp_path):
    every = 1 if book == "people" else 5
    for name, damage in sample_of(UNREADABLE.items(), every):
        folder = tmp_path / name / "v"
        folder.parent.mkdir()
        shutil.copytree(whole, folder)
        path = path_of(folder, book)
        damage(path)
        before = file_state(path)
        result = run_command(folder, READS[book])
        assert result.code == 3, (name, result)
        if book != "settings":
            _others_open(folder, book)
        assert file_state(path) == before, name
        if name in ("cut in half", "a fifo", "a terabyte", "a link to a book"):
            assert book == "settings" or run_command(folder, "doctor").code == 1, name
            assert run_command(folder, "backup").code in (0, 1, 3)
        assert file_state(path) == before, name
        shutil.rmtree(folder.parent)


def _others_open(folder: Path, book: str) -> None:
    village = Village.open(folder)
    reads = {
        "people": village.people.all,
        "squads": village.squads.all,
        "events": village.events.all,
        "requests": village.requests.all,
        "gifts": village.gifts.all,
        "scorecards": village.scorecards.all,
        "visits/2026": village.visits.all,
        "points/2026": village.points.all,
        "register": lambda: village.registers.read(KEY).entries,
    }
    for name, read in reads.items():
        if name == book:
            with pytest.raises(DataError):
                read()
        else:
            assert len(read()) > 1, name


def test_impossible_values_that_break_computations_are_refused_when_read(folder):
    """The other impossible values can be read."""
    readable = set()
    for name, (book, damage) in IMPOSSIBLE.items():
        path = path_of(folder, book)
        intact = path.read_bytes()
        damage(path)
        try:
            village = Village.open(folder)
            _ = village.zone, village.people.all(), village.squads.all(), village.events.all()
            _ = village.registers.read(KEY)
            _ = village.requests.all(), village.gifts.all(), village.scorecards.all()
            _ = village.visits.all(), village.points.all()
            readable.add(name)
        except DataError as error:
            assert str(path.name) in str(error) or "time zone" in str(error), (name, str(error))
        path.write_bytes(intact)
    assert readable == {
        "joined in the year 1", "tags without end", "members without end",
        "deputies nobody knows", "every second", "never", "no rule", "a very long rule",
        "off the earth", "earlier plans that begin later", "no such language", "no stars",
        "stints without end", "a head of another event",
        "a request that is the same as itself", "a request of nobody who is known",
        "a visit of another year", "a visit to nobody who is known",
        "points of another year", "a reversal of itself",
    }  # fmt: skip


@pytest.mark.parametrize("name", sample_of(IMPOSSIBLE, 4))
def test_impossible_values_give_an_answer_or_a_refusal(folder, name):
    book, damage = IMPOSSIBLE[name]
    damage(path_of(folder, book))
    before = file_state(path_of(folder, book))
    for command in (*sample_of(commands.READING, 4), "event show ", "doctor", "export ical"):
        run_command(folder, command)
    assert file_state(path_of(folder, book)) == before
    for command in (
        "export signin",
        "checkout",
        "signup",
        "close",
        "event move",
        "import ical",
        "undo",
    ):
        run_command(folder, command)


@pytest.mark.parametrize("name", DAMAGED_HISTORIES)
def test_a_damaged_history_gives_an_answer_or_a_refusal(folder, name):
    path = folder / "history/2026-11.jsonl"
    DAMAGED_HISTORIES[name](path)
    before = file_state(path)
    for command in HISTORY:
        run_command(folder, command)
    assert file_state(path) == before
    assert run_command(folder, "people list").code == 0, "the books can be read"


@pytest.mark.parametrize("name", STRAY_FILES)
def test_stray_files_do_not_prevent_reading_the_books(folder, name):
    STRAY_FILES[name](folder)
    for command in ("event list", "people list", "export summary"):
        assert run_command(folder, command).code == 0, command
    for command in (
        "history",
        "doctor",
        "backup",
        "people add",
        "checkout",
        "export ical   ",
        "event cancel",
    ):
        run_command(folder, command)


async def _refusing_pages(folder: Path, clock, routes) -> set[str]:
    """Visit pages; those whose status line shows a refusal."""
    refusing = set()
    async with opened(folder, clock=clock) as screen:
        for route in routes:
            await page_routes.visit(screen, route)
            assert screen.app.is_running and screen.app._exception is None, route
            page_routes.assert_harmless(screen, route)
            if isinstance(screen.app.screen, page_routes.Page) and screen.status.startswith("!"):
                refusing.add(route)
    return refusing


async def test_pages_report_unreadable_books_and_the_program_goes_on(folder, clock):
    """People, squads, a register and the history are damaged, each in another way."""
    UNREADABLE["a fifo"](path_of(folder, "people"))
    UNREADABLE["a terabyte"](path_of(folder, "squads"))
    UNREADABLE["deep tables"](path_of(folder, "register"))
    DAMAGED_HISTORIES["a fifo"](folder / "history/2026-11.jsonl")
    routes = [
        "WeekPage", "FilterPage", "EventForm", "EventPage", "DeskPage that finds", "RollCallPage",
        "SheetPage", "ClosePage", "PeoplePage", "SquadsPage", "NamesPage", "HistoryPage",
    ]  # fmt: skip
    with commands.time_limit(60, routes):
        refusing = await _refusing_pages(folder, clock, routes)
    expected = {"EventForm", "EventPage", "ClosePage", "PeoplePage", "SquadsPage", "HistoryPage"}
    assert expected <= refusing


@pytest.mark.parametrize("book", ["events", "settings"])
async def test_a_book_damaged_while_pages_are_open_is_reported_on_them(folder, clock, book):
    async with opened(folder, clock=clock) as screen:
        await screen.press("enter")
        UNREADABLE["cut in half"](path_of(folder, book))
        for route in ("EventForm", "WeekPage", "SettingsPage", "SummaryPage", "HandOverPage"):
            await page_routes.visit(screen, route)
            assert screen.app.is_running and screen.app._exception is None, route
        await page_routes.visit(screen, "EventForm")
        assert "is damaged" in screen.status
        assert type(screen.app.screen).__name__ == "CalendarPage"
