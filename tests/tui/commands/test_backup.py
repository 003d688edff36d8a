"""``yigong backup`` and ``restore``: where backups go, which are removed, what is refused."""

from __future__ import annotations

import json
import os
import shutil
import zipfile

import pytest

from support.replay import books_of
from yigong.store.village.archive import verify_archive
from yigong.store.village.backup import village_id
from yigong.store.village.village import Village
from yigong.tui.main import main


def content(folder):
    return {name: path.read_bytes() for name, path in books_of(folder).items()}


def named(folder, time, kind=""):
    """The name of a backup of a village."""
    return f"{folder.name}-{village_id(Village(folder).settings)}-{time}{kind}.zip"


def damage(path):
    path.write_bytes(b'{"_default": {"1": {"name"')


def test_a_folder_that_is_no_village_is_refused(nightly, tmp_path):
    for command in ("doctor", "backup"):
        code, out, err = nightly(command, "--data", tmp_path / "nowhere")
        assert (code, out) == (1, "")
        assert "There is no village" in err
    (tmp_path / "empty").mkdir()
    assert nightly("backup", "--data", tmp_path / "empty").code == 1
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_backup_lands_in_the_villages_folder_in_a_named_folder_or_in_a_named_file(
    nightly, qingshan, tmp_path
):
    code, out, _err = nightly("backup")
    own = qingshan / "backups" / named(qingshan, "20261125-031500")
    assert (code, out) == (0, f"✓ 4 files are in {own}, read back and whole.\n")
    assert own.stat().st_mode & 0o777 == 0o660
    (tmp_path / "elsewhere").mkdir()
    assert nightly("backup", "-o", tmp_path / "elsewhere").code == 0
    assert (tmp_path / "elsewhere" / own.name).is_file()
    code, out, _err = nightly("backup", "-o", tmp_path / "mine.zip", "--json")
    data = json.loads(out)
    assert code == 0
    assert data == {
        "path": str(tmp_path / "mine.zip"),
        "files": 4,
        "bytes": (tmp_path / "mine.zip").stat().st_size,
        "removed": [],
    }


def test_backups_are_not_backed_up(nightly, qingshan):
    nightly("backup")
    nightly("backup", "-o", qingshan / "backups" / "again.zip")
    with zipfile.ZipFile(qingshan / "backups" / "again.zip") as archive:
        assert not [name for name in archive.namelist() if name.startswith("backups")]


def test_keep_removes_the_oldest_of_this_village_and_nothing_else(nightly, qingshan, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    nightly("backup", "-o", folder)
    newest = folder / named(qingshan, "20261125-031500")
    old = [named(qingshan, f"202611{day}-031500") for day in ("21", "22", "23", "24")]
    for name in old:
        shutil.copy(newest, folder / name)
    newest.unlink()
    others = [
        "hongqi-20200101-031500.zip",
        "qingshan-20200101-031500.zip",
        named(qingshan, "20200101-031500", "-before"),
        "qingshan-notes.zip",
        "qingshan2-20200101-031500.zip",
        "qingshan-20200101-031500.zip.txt",
    ]
    for name in others:
        (folder / name).write_bytes(b"x")
    code, out, _err = nightly("backup", "-o", folder, "--keep", 3, "--json")
    assert code == 0
    assert json.loads(out)["removed"] == [str(folder / name) for name in old[:2]]
    left = sorted(path.name for path in folder.iterdir())
    assert left == sorted([*old[2:], *others, newest.name])


@pytest.mark.parametrize("keep", ["0", "-1"])
def test_at_least_one_backup_is_kept(nightly, qingshan, keep):
    code, out, err = nightly("backup", f"--keep={keep}")
    assert (code, out, err) == (1, "", "At least one backup is kept.\n")
    assert not (qingshan / "backups").exists()


def test_keep_never_removes_the_backup_just_made(nightly, qingshan, tmp_path):
    """Its name sorts before another's, which a wrong clock wrote."""
    folder = tmp_path / "kept"
    folder.mkdir()
    nightly("backup", "-o", folder)
    made = folder / named(qingshan, "20261125-031500")
    made.rename(folder / named(qingshan, "20991231-031500"))
    assert nightly("backup", "-o", folder, "--keep", 1).code == 0
    assert made.exists()


def test_a_backup_goes_to_the_line_for_a_confined_caller_too(
    nightly, qingshan, tmp_path, monkeypatch, capsysbinary
):
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    assert main(["backup", "-o", "-"]) == 0
    line, said = capsysbinary.readouterr()
    assert said == b""
    (tmp_path / "line.zip").write_bytes(line)
    assert verify_archive(tmp_path / "line.zip").village == "青山村"
    assert not (qingshan / "backups").exists() and not (qingshan / "outbox" / "-").exists()
    assert nightly("backup", "-o", "-", "--keep", 3).code == 1


def test_a_backup_that_cannot_be_written_is_3(nightly, tmp_path):
    (tmp_path / "file").write_text("x")
    code, out, err = nightly("backup", "-o", tmp_path / "file" / "x.zip")
    assert (code, out) == (3, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "taken", ["qingshan/people.json", "mine.zip", "notes", "pipe", "pipe.zip", "link", "/dev/null"]
)
def test_a_name_that_is_taken_is_refused_with_what_to_name(nightly, qingshan, tmp_path, taken):
    for name in ("mine.zip", "notes"):
        (tmp_path / name).write_text("mine")
    for name in ("pipe", "pipe.zip"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    before = content(qingshan)
    code, out, err = nightly("backup", "-o", tmp_path / taken)
    assert (code, out) == (1, "")
    assert "is there already; name a new file, or - for" in err
    assert (content(qingshan), (tmp_path / "mine.zip").read_text()) == (before, "mine")


@pytest.mark.parametrize(
    "place", ["", "x.zip", "new", "history", "history/x.zip", "registers", "outbox", "outbox/x.zip"]
)
def test_in_the_villages_folder_backups_are_only_among_its_backups(nightly, qingshan, place):
    before = sorted(qingshan.rglob("*"))
    code, out, err = nightly("backup", "-o", qingshan / place)
    assert (code, out) == (1, "")
    assert f"backups are only in {qingshan / 'backups'}" in err
    assert sorted(qingshan.rglob("*")) == before
    assert nightly("backup", "-o", qingshan / "backups").code == 0


@pytest.fixture
def saved(nightly, tmp_path):
    """A backup beside the village."""
    assert nightly("backup", "-o", tmp_path / "saved.zip").code == 0
    return tmp_path / "saved.zip"


def test_a_backup_becomes_a_village_in_a_new_folder(nightly, qingshan, saved, tmp_path):
    code, out, _err = nightly("restore", saved, tmp_path / "again")
    assert code == 0
    assert f"青山村 is in {tmp_path / 'again'}" in out
    assert content(tmp_path / "again") == content(qingshan)
    assert nightly("doctor", "--data", tmp_path / "again").code == 0


def test_over_puts_the_village_back_and_saves_what_was_there(nightly, qingshan, saved, tmp_path):
    before = content(qingshan)
    nightly("people", "add", "赵玉兰")
    after = content(qingshan)
    code, out, _err = nightly("restore", saved, "--over")
    assert code == 0
    assert content(qingshan) == before
    safety = qingshan / "backups" / named(qingshan, "20261125-031500", "-before")
    assert f"Backed up as it was: {safety}" in out
    assert nightly("restore", safety, tmp_path / "as it was").code == 0
    assert content(tmp_path / "as it was") == after


def test_over_brings_back_a_village_whose_settings_are_broken(nightly, qingshan, saved):
    damage(qingshan / "settings.json")
    assert nightly("restore", saved, "--over").code == 0
    assert Village.open(qingshan).settings.name == "青山村"


def test_what_would_overwrite_or_is_unclear_is_refused(nightly, qingshan, saved, tmp_path):
    nightly("people", "add", "赵玉兰")
    before = content(qingshan)
    for words, reason in (
        ((saved,), "say --over"),
        ((saved, tmp_path / "again", "--over"), "say --over"),
        ((saved, qingshan), "not empty"),
    ):
        code, out, err = nightly("restore", *words)
        assert (code, out) == (1, "")
        assert reason in err
    assert content(qingshan) == before
    assert not (tmp_path / "again").exists()


def test_an_archive_that_is_none_is_3_and_changes_nothing(nightly, qingshan, saved, tmp_path):
    before = content(qingshan)
    cut = tmp_path / "cut.zip"
    shutil.copy(saved, cut)
    cut.write_bytes(cut.read_bytes()[:-100])
    (tmp_path / "text.zip").write_text("not an archive")
    for archive in (cut, tmp_path / "text.zip", tmp_path / "none.zip"):
        for target in ((tmp_path / "again",), ("--over",)):
            code, out, err = nightly("restore", archive, *target)
            assert (code, out) == (3, ""), err
            assert err.count("\n") == 1
    assert content(qingshan) == before
    assert not (tmp_path / "again").exists()
    assert not (qingshan / "set-aside").exists()


@pytest.fixture
def others(nightly, tmp_path):
    """A backup of another village."""
    assert nightly("init", tmp_path / "hongqi", "--name", "红旗村").code == 0
    assert nightly("backup", "-o", tmp_path / "o.zip", "--data", tmp_path / "hongqi").code == 0
    return tmp_path / "o.zip"


def without_id(archive):
    """The archive as an older version made it."""
    with zipfile.ZipFile(archive) as source:
        content = {name: source.read(name) for name in source.namelist()}
    name = next(name for name in content if "manifest" in name)
    manifest = json.loads(content[name])
    del manifest["id"]
    with zipfile.ZipFile(archive, "w") as target:
        for each, data in {**content, name: json.dumps(manifest).encode()}.items():
            target.writestr(each, data)


@pytest.mark.parametrize("older", [False, True])
def test_over_takes_the_backup_of_another_village_only_if_it_is_said(
    nightly, qingshan, others, older
):
    if older:
        without_id(others)
    before = content(qingshan)
    code, out, err = nightly("restore", others, "--over")
    assert (code, out) == (1, "")
    assert "红旗村" in err and "青山村" in err and "--other" in err
    assert content(qingshan) == before and not (qingshan / "backups").exists()
    assert nightly("restore", others, "--over", "--other").code == 0
    assert Village.open(qingshan).settings.name == "红旗村"


def test_other_without_over_is_refused(nightly, others, tmp_path):
    assert nightly("restore", others, tmp_path / "again", "--other").code == 1
    assert not (tmp_path / "again").exists()
