"""Links, second names, pipes and devices in a village hit nobody, and nobody waits for them."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from hostile.planted import FILES, FOLDERS, KEY, make_victim, make_village, plant, state
from support.command_line import command_line
from yigong.store.errors import DataError, Refused
from yigong.store.storage.book import Actor
from yigong.store.storage.folder import Folder, place_of
from yigong.store.village.village import Village

SECONDS = 120
"""After which a session counts as waiting without end."""

SESSION = (
    ("checkin", KEY, "李秀英"),
    ("checkin", KEY, "王强"),
    ("people", "add", "赵六"),
    ("people", "edit", "王强", "--note", "有梯子"),
    ("squad", "join", "修葺队", "王强"),
    ("event", "list", "--json"),
    ("squad", "phones", "修葺队", "-o", "outbox"),
    ("squad", "phones", "修葺队"),
    ("export", "ical"),
    ("export", "ical", KEY, "-o", "{outbox}/out.csv"),
    ("export", "summary", "-o", "{outbox}/calendar.ics"),
    ("export", "summary"),
    ("export", "qr", KEY, "-o", "{outbox}/out.svg"),
    ("export", "record", "张小明"),
    ("people", "import", "{outbox}/in.csv"),
    ("import", "ical", "{outbox}/calendar.ics"),
    ("paper", KEY, "{outbox}/in.csv"),
    ("event", "add", "{outbox}/in.csv"),
    ("files", "list"),
    ("files", "get", "in.csv"),
    ("files", "put", "out.csv"),
    ("history",),
    ("undo",),
    ("people", "merge", "李秀英", "王强"),
    ("backup",),
    ("backup", "-o", "{outbox}"),
    ("backup", "-o", "{village}/backups/one.zip"),
    ("backup", "-o", "{village}/backups", "--keep", "1"),
    ("restore", "{village}/backups/one.zip", "--over"),
    ("doctor",),
    ("doctor", "--repair"),
    ("checkin", KEY, "张小明"),
)
"""Of every kind of command that reads or writes files one, as a caller with a shell gives it."""

CONFINED = (
    ("export", "ical", "-o", "out.csv"),
    ("export", "ical", "-o", "calendar.ics"),
    ("export", "ical"),
    ("export", "summary"),
    ("squad", "phones", "修葺队"),
    ("export", "qr", KEY, "-o", "out.svg"),
    ("backup", "-o", "one.zip"),
    ("backup", "-o", "out.csv"),
    ("backup",),
    ("people", "import", "in.csv"),
    ("event", "add", "in.csv"),
    ("import", "ical", "calendar.ics"),
    ("paper", KEY, "in.csv"),
    ("files", "list"),
    ("files", "get", "in.csv"),
    ("files", "put", "out.csv"),
)

CONFINED_FILES = ("outbox/calendar.ics", "outbox/in.csv", "backups/one.zip")

FILE_KINDS = ("link", "dangling", "second name", "pipe", "socket", "device", "folder")


def slow(kind):
    return pytest.param(kind, marks=pytest.mark.slow)


@pytest.fixture
def impatient():
    """A test that waits without end is ended, and has failed."""

    def ended(number, frame):
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, ended)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def village(tmp_path, clock):
    return make_village(tmp_path / "qingshan", clock)


@pytest.fixture
def victim(tmp_path):
    return make_victim(tmp_path / "home")


@pytest.fixture
def session(village, monkeypatch, capsysbinary):
    """``session()`` opens a desk, then gives every command; each says a sentence or succeeds."""
    call = command_line(village.folder, monkeypatch, capsysbinary)
    monkeypatch.chdir(village.folder)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # no disk is waited for here

    def given(commands=SESSION):
        names = {"outbox": village.folder / "outbox", "village": village.folder}
        said = []
        try:
            desk = Village.open(village.folder, Actor("王强", "西门"))
        except (DataError, Refused):
            pass  # where the settings are in the way
        else:
            desk.presence.enter(KEY)
            desk.presence.others(KEY)
            desk.presence.leave(KEY)
        for words in commands:
            result = call("--lang", "en", *(word.format(**names) for word in words))
            assert "Traceback" not in result.err
            assert result.code != 2, (words, result)  # the test itself would be wrong
            assert result.code == 0 or result.err or result.out, words
            said.append(result)
        return said

    return given


def _may_plant(kind):
    if kind == "device" and os.geteuid() != 0:
        pytest.skip("only root can make a device")


@pytest.mark.parametrize("kind", ["link", *map(slow, ("second name", "pipe", "device", "folder"))])
@pytest.mark.parametrize("name", FILES)
def test_nothing_in_the_place_of_a_file_is_followed_waited_for_or_written_through(
    village, victim, session, impatient, kind, name
):
    _may_plant(kind)
    plant(kind, village.folder / name, victim)
    before = state(victim)
    session()
    assert state(victim) == before


@pytest.mark.parametrize("kind", ["link to folder", *map(slow, ("link", "pipe", "file"))])
@pytest.mark.parametrize("name", FOLDERS)
def test_nothing_in_the_place_of_a_folder_is_followed(
    village, victim, session, impatient, kind, name
):
    plant(kind, village.folder / name, victim)
    before = state(victim)
    session()
    assert state(victim) == before


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in FILE_KINDS for name in FILES if name in CONFINED_FILES]
    + [("link to folder", name) for name in ("outbox", "backups")],
)
def test_a_confined_caller_reaches_nothing_through_what_is_planted(
    village, victim, session, impatient, monkeypatch, kind, name
):
    _may_plant(kind)
    plant(kind, village.folder / name, victim)
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    before = state(victim)
    session(CONFINED)
    assert state(victim) == before


def test_a_desk_sweeps_only_files_of_its_own_pattern(village, victim):
    desks = village.folder / ".desks"
    desks.mkdir()
    kept = ["brief.txt", f"{KEY}.docx", f"{KEY}.0123456789ABCDEF", f"{KEY}.0123456789abcdef~"]
    for name in (*kept, f"{KEY}.0123456789abcdef"):
        (desks / name).write_text("mine")
    (desks / f"{KEY}.fedcba9876543210").symlink_to(victim / ".bashrc")
    assert village.presence.enter(KEY)
    village.presence.leave(KEY)
    left = {path.name for path in desks.iterdir()}
    assert left == {*kept, f"{KEY}.fedcba9876543210"}
    assert (victim / ".bashrc").read_bytes() == b"mine\n"


@pytest.mark.parametrize("name", ["outbox/calendar.ics", "outbox/phones-S01.txt"])
@pytest.mark.parametrize("kind", ["link", "dangling", "second name", "pipe", "socket"])
def test_an_export_takes_the_place_of_what_has_its_name(village, victim, session, kind, name):
    path = village.folder / name
    plant(kind, path, victim)
    session([("export", "ical"), ("squad", "phones", "修葺队")])
    assert path.is_file()
    assert not path.is_symlink()
    assert path.stat().st_nlink == 1


def test_a_text_of_a_person_is_never_a_name_of_a_file_or_a_command(
    village, session, tmp_path, monkeypatch
):
    """Names that a shell would run, and names that lead out of the outbox."""
    texts = ("$(touch x)", "`touch x`", ";touch x", "../../x", ".bashrc", "|touch x", "a\\b")
    for text in texts:
        session([("people", "add", text)])
        session([("squad", "add", text)])
    numbers = range(4, 4 + len(texts))
    session([("squad", "join", "S01", *(f"V{n:04d}" for n in numbers))])
    session([("squad", "phones", f"S{n:02d}") for n in range(1, 2 + len(texts))])
    session([("export", "record", f"V{n:04d}") for n in numbers])
    session([("export", "ical", "--person", f"V{n:04d}") for n in numbers])
    session([("export", "badges", "--squad", "S01")])
    for path in (village.folder / "outbox").rglob("*"):
        assert path.name[0] not in ".-", path
        assert not set(path.name) & set("$`;|/\\\0"), path
    assert not (village.folder / "x").exists()
    assert not (tmp_path / "x").exists()
    phones = next((village.folder / "outbox").glob("phones-S01.*"))
    assert not phones.stat().st_mode & 0o111, "nobody runs it"


def test_a_link_outside_the_village_is_replaced_and_not_written_through(session, tmp_path, victim):
    link = tmp_path / "link.ics"
    link.symlink_to(victim / ".bashrc")
    (result,) = session([("export", "ical", "-o", str(link))])
    assert result.code == 0
    assert link.read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert not link.is_symlink()
    assert (victim / ".bashrc").read_bytes() == b"mine\n"


def test_a_village_is_known_by_any_name_of_its_folder(village, tmp_path, victim, monkeypatch):
    """Else a file below it that is named by another path would be reached through links."""
    other = tmp_path / "other"
    other.symlink_to(village.folder)
    root = Folder(other)
    (village.folder / "way").symlink_to(village.folder)
    monkeypatch.chdir(village.folder / "outbox")
    for path in ("people.json", "../outbox/people.json"):
        assert place_of(village.folder / "outbox" / path, root) == (root, "outbox/people.json")
    assert place_of(Path("x.ics"), root) == (root, "outbox/x.ics")
    assert place_of(other / "way" / "people.json", root) == (root, "way/people.json")
    assert place_of(victim / "x.ics", root)[0] is not root


def test_feeds_are_not_written_into_a_village(village, session):
    for folder in (village.folder, village.folder / "outbox"):
        (result,) = session([("export", "ical", "--feeds", str(folder))])
        assert "outside the village" in result.err
    assert not list(village.folder.rglob("village.ics"))
