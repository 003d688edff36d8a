"""The folder of a web server: what is written, left, removed, and never touched."""

from __future__ import annotations

import fcntl
import json
import os
import stat

import pytest

from yigong.exports.site.site_folder import LIST_NAME, write_site
from yigong.store.errors import Damaged, DataError, Refused

FILES = {"index.html": b"one", "E0001.html": b"two", "style.css": b"three"}


@pytest.fixture
def site(tmp_path):
    """A folder with pages, and a file of somebody else's, that came later."""
    folder = tmp_path / "www"
    write_site(folder, FILES, "a")
    (folder / "theirs.html").write_text("theirs")
    return folder


def states(folder):
    return {p.name: (p.lstat().st_ino, p.lstat().st_mtime_ns) for p in folder.iterdir()}


def test_everybody_may_read_what_is_written(site):
    assert {name: (site / name).read_bytes() for name in FILES} == FILES
    assert {stat.S_IMODE((site / name).stat().st_mode) for name in FILES} == {0o644}


def test_what_is_unchanged_is_not_touched(site):
    before = states(site)
    change = write_site(site, FILES, "a")
    assert (change.written, change.unchanged) == ([], sorted(FILES))
    assert states(site) == before


def test_what_is_no_page_any_more_is_removed_and_nothing_else(site):
    change = write_site(site, {"index.html": b"new"}, "a")
    assert (change.written, change.removed) == (["index.html"], ["E0001.html", "style.css"])
    assert {path.name for path in site.iterdir()} == {"index.html", "theirs.html", LIST_NAME}


def test_a_page_that_somebody_changed_is_not_removed(site):
    (site / "E0001.html").write_text("by hand")
    change = write_site(site, {"index.html": b"one"}, "a")
    assert change.kept == ["E0001.html"]
    assert (site / "E0001.html").read_text() == "by hand"


def test_a_dry_run_says_the_same_and_writes_nothing(site, tmp_path):
    before = states(site)
    wanted = {"index.html": b"new"}
    said = write_site(site, wanted, "a", dry_run=True)
    assert states(site) == before
    assert write_site(site, wanted, "a") == said
    assert write_site(tmp_path / "no", FILES, "a", dry_run=True).written == sorted(FILES)
    assert not (tmp_path / "no").exists()


def test_a_folder_with_other_files_is_refused_unless_they_may_be_there(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(Refused, match="holds other files"):
        write_site(tmp_path, FILES, "a")
    write_site(tmp_path, FILES, "a", beside=True)
    assert (tmp_path / "holiday.jpg").read_bytes() == b"x"


@pytest.mark.parametrize("beside", [False, True])
def test_a_file_of_somebody_else_is_never_replaced(tmp_path, beside):
    (tmp_path / "index.html").write_text("my own")
    with pytest.raises(Refused):
        write_site(tmp_path, FILES, "a", beside=beside)
    assert (tmp_path / "index.html").read_text() == "my own"
    assert len(list(tmp_path.iterdir())) == 1


def test_the_pages_of_another_village_are_not_mixed_with_these(site):
    before = states(site)
    with pytest.raises(Refused, match="another village"):
        write_site(site, FILES, "b")
    assert states(site) == before


def test_no_link_and_no_pipe_is_followed(site, tmp_path):
    own = tmp_path / "own.txt"
    own.write_text("two")
    for name in ("E0001.html", "style.css", "index.html"):
        (site / name).unlink()
    (site / "E0001.html").symlink_to(own)
    (site / "index.html").symlink_to(own)
    os.mkfifo(site / "style.css")
    change = write_site(site, {"index.html": b"one"}, "a")
    assert own.read_text() == "two"
    assert (change.written, change.kept) == (["index.html"], ["E0001.html", "style.css"])
    assert (site / "index.html").read_bytes() == b"one"
    assert not (site / "index.html").is_symlink()


@pytest.mark.parametrize("name", ["../own.txt", "theirs.html", "/etc/passwd", "sub/index.html"])
def test_a_list_that_names_other_files_is_not_believed(site, tmp_path, name):
    (tmp_path / "own.txt").write_text("mine")
    text = json.loads((site / LIST_NAME).read_text())
    text["files"][name] = ["0" * 64]
    (site / LIST_NAME).write_text(json.dumps(text))
    write_site(site, FILES, "a")
    assert (tmp_path / "own.txt").read_text() == "mine"
    assert (site / "theirs.html").read_text() == "theirs"


def test_a_list_that_is_a_link_or_damaged_is_refused(site, tmp_path):
    (site / LIST_NAME).write_text("{")
    with pytest.raises(Refused, match="damaged"):
        write_site(site, FILES, "a")
    (site / LIST_NAME).unlink()
    (site / LIST_NAME).symlink_to(tmp_path / "list")
    with pytest.raises(Damaged):
        write_site(site, FILES, "a")


def test_an_interrupted_time_is_made_up_for(tmp_path, monkeypatch):
    """Killed after some files: the list names all that may be there."""
    from yigong.store.storage.folder import Folder

    replace, count = Folder.replace, 0

    def dying(self, name, data, **options):
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        replace(self, name, data, **options)

    monkeypatch.setattr(Folder, "replace", dying)
    with pytest.raises(KeyboardInterrupt):
        write_site(tmp_path, FILES, "a")
    monkeypatch.undo()
    assert len(list(tmp_path.iterdir())) == 2
    write_site(tmp_path, {"index.html": b"one"}, "a")
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", LIST_NAME}


def test_two_at_once_are_not_mixed(site):
    descriptor = os.open(site, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with pytest.raises(Refused, match="writes these pages now"):
            write_site(site, {}, "a")
    finally:
        os.close(descriptor)
    assert set(FILES) < {path.name for path in site.iterdir()}


def test_a_file_in_its_place_is_refused(tmp_path):
    (tmp_path / "www").write_text("x")
    with pytest.raises(Refused, match="name a folder"):
        write_site(tmp_path / "www", FILES, "a")


def test_a_folder_that_has_the_name_of_a_page_is_said_in_a_sentence(site):
    (site / "index.html").unlink()
    (site / "index.html").mkdir()
    with pytest.raises(DataError):
        write_site(site, FILES, "a")
