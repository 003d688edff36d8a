"""``yigong doctor``, ``backup`` and ``restore``, as a script or a cron line calls them."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from support.replay import assert_history_is_the_books, books_of
from yigong.store.records import Settings, Squad, Volunteer
from yigong.store.storage import session
from yigong.store.storage.book import Actor
from yigong.store.village.backup import verify_archive
from yigong.store.village.village import Village
from yigong.tui.main import main

MORNING = datetime(2026, 11, 25, 3, 15, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def qingshan(tmp_path):
    """The folder of a village with two people and a squad."""
    village = Village.create(
        tmp_path / "qingshan",
        Settings(name="青山村"),
        Actor("李芳", "东门"),
        clock=lambda: MORNING - timedelta(days=1),
    )
    village.people.add_all(
        Volunteer(name=name, reading=reading)
        for name, reading in (("张小明", "zhang xiao ming"), ("李秀英", "li xiu ying"))
    )
    village.squads.add(Squad(name="清理队", members=(1,)))
    return village.folder


@pytest.fixture
def yigong(qingshan, monkeypatch, capfd):
    """``yigong("doctor")``: the code, what was said, what was complained about; at 03:15."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("YIGONG_BY", "李芳")
    monkeypatch.setenv("YIGONG_DATA", str(qingshan))
    monkeypatch.setattr(session, "system_clock", lambda: MORNING)
    monkeypatch.setattr(Village, "now", lambda _village: MORNING)

    def call(*words):
        code = main([*map(str, words), "--lang", "en"])
        out, err = capfd.readouterr()
        return code, out, err

    return call


def content(folder):
    return {name: path.read_bytes() for name, path in books_of(folder).items()}


def damage(path):
    path.write_bytes(b'{"_default": {"1": {"name"')


# -- doctor ----------------------------------------------------------------


def test_a_village_in_order_is_0_and_one_sentence(yigong):
    code, out, err = yigong("doctor")
    assert (code, err) == (0, "")
    assert out.startswith("✓ 3 books and ")
    code, out, _err = yigong("doctor", "--json")
    assert code == 0
    assert json.loads(out) == {"books": 3, "changes": 3, "findings": [], "repaired": []}


def test_what_is_wrong_is_1_and_a_sentence_each_and_nothing_is_changed(yigong, qingshan):
    damage(qingshan / "people.json")
    before = {path: path.stat().st_mtime_ns for path in qingshan.rglob("*")}
    code, out, _err = yigong("doctor")
    assert code == 1
    assert "! people.json: " in out
    assert "yigong doctor --repair" in out
    assert "✓" not in out
    code, out, _err = yigong("doctor", "--json")
    assert code == 1
    (finding,) = [one for one in json.loads(out)["findings"] if one["where"] == "people.json"]
    assert finding["repair"]
    assert {path: path.stat().st_mtime_ns for path in qingshan.rglob("*")} == before


def test_repairing_saves_first_what_is_there_broken_or_not(yigong, qingshan):
    before = content(qingshan)
    damage(qingshan / "people.json")
    code, out, _err = yigong("doctor", "--repair")
    assert code == 0
    (saved,) = (qingshan / "backups").iterdir()
    assert saved.name == "qingshan-20261125-031500-before.zip"
    assert f"Backed up as it was: {saved}" in out
    assert "✓ put right: people.json" in out
    with zipfile.ZipFile(saved) as archive:
        assert archive.read("people.json").startswith(b'{"_default": {"1": {"name"')
    assert Village.open(qingshan).people.get(1).name == "张小明"
    assert content(qingshan).keys() == before.keys()
    assert_history_is_the_books(qingshan)


def test_repairing_says_in_json_what_was_done_and_what_is_left(yigong, qingshan):
    (qingshan / "people.json").chmod(0o664)
    (qingshan / "settings.json").chmod(0o666)
    code, out, _err = yigong("doctor", "--repair", "--json")
    data = json.loads(out)
    assert code == 0
    assert {one["where"] for one in data["repaired"]} == {"people.json", "settings.json"}
    assert data["findings"] == []


def test_where_nothing_can_be_repaired_nothing_is_saved_either(yigong, qingshan):
    assert yigong("doctor", "--repair")[0] == 0
    assert not (qingshan / "backups").exists()


def test_a_folder_that_is_no_village_is_refused(yigong, tmp_path):
    for command in ("doctor", "backup"):
        code, out, err = yigong(command, "--data", tmp_path / "nowhere")
        assert (code, out) == (1, "")
        assert "There is no village" in err
    (tmp_path / "empty").mkdir()
    assert yigong("backup", "--data", tmp_path / "empty")[0] == 1
    assert list((tmp_path / "empty").iterdir()) == []


def test_broken_settings_do_not_keep_the_rest_from_being_examined_saved_and_mended(
    yigong, qingshan
):
    damage(qingshan / "settings.json")
    code, out, _err = yigong("doctor")
    assert code == 1 and "! settings.json: " in out
    code, out, err = yigong("backup")
    assert (code, err) == (0, "")
    (saved,) = (qingshan / "backups").iterdir()
    assert verify_archive(saved).village == "qingshan", "its name is lost, its folder's is not"
    with zipfile.ZipFile(saved) as archive:
        assert "张小明" in archive.read("people.json").decode()
    assert yigong("doctor", "--repair")[0] == 0
    assert Village.open(qingshan).settings.name == "青山村"


# -- backup ----------------------------------------------------------------


def test_a_backup_lands_in_the_villages_folder_in_a_named_folder_or_in_a_named_file(
    yigong, qingshan, tmp_path
):
    code, out, _err = yigong("backup")
    own = qingshan / "backups" / "qingshan-20261125-031500.zip"
    assert (code, out) == (0, f"✓ 4 files are in {own}, read back and whole.\n")
    assert own.stat().st_mode & 0o777 == 0o660
    (tmp_path / "elsewhere").mkdir()
    assert yigong("backup", "-o", tmp_path / "elsewhere")[0] == 0
    assert (tmp_path / "elsewhere" / own.name).is_file()
    code, out, _err = yigong("backup", "-o", tmp_path / "mine.zip", "--json")
    data = json.loads(out)
    assert code == 0
    assert data == {
        "path": str(tmp_path / "mine.zip"),
        "files": 4,
        "bytes": (tmp_path / "mine.zip").stat().st_size,
        "removed": [],
    }


def test_backups_are_not_backed_up(yigong, qingshan):
    yigong("backup")
    yigong("backup", "-o", qingshan / "backups" / "again.zip")
    with zipfile.ZipFile(qingshan / "backups" / "again.zip") as archive:
        assert not [name for name in archive.namelist() if name.startswith("backups")]


def test_keep_removes_the_oldest_of_this_village_and_nothing_else(yigong, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    old = [f"qingshan-202611{day}-031500.zip" for day in ("21", "22", "23", "24")]
    others = [
        "hongqi-20200101-031500.zip",
        "qingshan-20200101-031500-before.zip",
        "qingshan-notes.zip",
        "qingshan2-20200101-031500.zip",
        "qingshan-20200101-031500.zip.txt",
    ]
    for name in (*old, *others):
        (folder / name).write_bytes(b"x")
    code, out, _err = yigong("backup", "-o", folder, "--keep", 3, "--json")
    assert code == 0
    assert json.loads(out)["removed"] == [str(folder / name) for name in old[:2]]
    left = sorted(path.name for path in folder.iterdir())
    assert left == sorted([*old[2:], *others, "qingshan-20261125-031500.zip"])


@pytest.mark.parametrize("keep", ["0", "-1"])
def test_at_least_one_backup_is_kept(yigong, qingshan, keep):
    code, out, err = yigong("backup", f"--keep={keep}")
    assert (code, out, err) == (1, "", "At least one backup is kept.\n")
    assert not (qingshan / "backups").exists()


def test_keep_never_removes_the_backup_just_made(yigong, tmp_path):
    """Its name may sort before the others': somebody's clock was wrong."""
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "qingshan-20991231-031500.zip").write_bytes(b"x")
    assert yigong("backup", "-o", folder, "--keep", 1)[0] == 0
    assert (folder / "qingshan-20261125-031500.zip").exists()


def test_a_backup_that_cannot_be_written_is_3(yigong, tmp_path):
    (tmp_path / "file").write_text("x")
    code, out, err = yigong("backup", "-o", tmp_path / "file" / "x.zip")
    assert (code, out) == (3, "")
    assert err.count("\n") == 1


# -- restore ---------------------------------------------------------------


@pytest.fixture
def saved(yigong, tmp_path):
    """A backup beside the village."""
    assert yigong("backup", "-o", tmp_path / "saved.zip")[0] == 0
    return tmp_path / "saved.zip"


def test_a_backup_becomes_a_village_in_a_new_folder(yigong, qingshan, saved, tmp_path):
    code, out, _err = yigong("restore", saved, tmp_path / "again")
    assert code == 0
    assert f"青山村 is in {tmp_path / 'again'}" in out
    assert content(tmp_path / "again") == content(qingshan)
    assert yigong("doctor", "--data", tmp_path / "again")[0] == 0


def test_over_puts_the_village_back_and_saves_what_was_there(yigong, qingshan, saved, tmp_path):
    before = content(qingshan)
    yigong("people", "add", "赵玉兰")
    after = content(qingshan)
    code, out, _err = yigong("restore", saved, "--over")
    assert code == 0
    assert content(qingshan) == before
    safety = qingshan / "backups" / "qingshan-20261125-031500-before.zip"
    assert f"Backed up as it was: {safety}" in out
    assert yigong("restore", safety, tmp_path / "as it was")[0] == 0
    assert content(tmp_path / "as it was") == after


def test_over_brings_back_a_village_whose_settings_are_broken(yigong, qingshan, saved):
    damage(qingshan / "settings.json")
    assert yigong("restore", saved, "--over")[0] == 0
    assert Village.open(qingshan).settings.name == "青山村"


def test_what_would_overwrite_or_is_unclear_is_refused(yigong, qingshan, saved, tmp_path):
    before = content(qingshan)
    for words, reason in (
        ((saved,), "say --over"),
        ((saved, tmp_path / "again", "--over"), "say --over"),
        ((saved, qingshan), "not empty"),
    ):
        code, out, err = yigong("restore", *words)
        assert (code, out) == (1, "")
        assert reason in err
    assert content(qingshan) == before
    assert not (tmp_path / "again").exists()


def test_an_archive_that_is_none_is_3_and_changes_nothing(yigong, qingshan, saved, tmp_path):
    before = content(qingshan)
    cut = tmp_path / "cut.zip"
    shutil.copy(saved, cut)
    cut.write_bytes(cut.read_bytes()[:-100])
    (tmp_path / "text.zip").write_text("not an archive")
    for archive in (cut, tmp_path / "text.zip", tmp_path / "none.zip"):
        for target in ((tmp_path / "again",), ("--over",)):
            code, out, err = yigong("restore", archive, *target)
            assert (code, out) == (3, ""), err
            assert err.count("\n") == 1
    assert content(qingshan) == before
    assert not (tmp_path / "again").exists()
    assert not (qingshan / "set-aside").exists()
