"""``yigong doctor``: what it finds, its exit code, and what it repairs."""

from __future__ import annotations

import json
import os
import re
import zipfile

import pytest

from support.replay import assert_history_matches_books, books_of
from yigong.store.village.archive import verify_archive
from yigong.store.village.village import Village


def content(folder):
    return {name: path.read_bytes() for name, path in books_of(folder).items()}


def damage(path):
    path.write_bytes(b'{"_default": {"1": {"name"')


def test_a_village_in_order_is_0_and_one_sentence(nightly):
    code, out, err = nightly("doctor")
    assert (code, err) == (0, "")
    assert out.startswith("✓ 3 books and ")
    code, out, _err = nightly("doctor", "--json")
    assert code == 0
    assert json.loads(out) == {
        "books": 3,
        "changes": 3,
        "findings": [],
        "repaired": [],
        "failed": [],
    }


def test_what_is_wrong_is_1_and_a_sentence_each_and_nothing_is_changed(nightly, qingshan):
    damage(qingshan / "people.json")
    before = {path: path.stat().st_mtime_ns for path in qingshan.rglob("*")}
    code, out, _err = nightly("doctor")
    assert code == 1
    assert "! people.json: " in out
    assert "yigong doctor --repair" in out
    assert "✓" not in out
    code, out, _err = nightly("doctor", "--json")
    assert code == 1
    (finding,) = [
        finding for finding in json.loads(out)["findings"] if finding["where"] == "people.json"
    ]
    assert list(finding) == ["where", "sentence", "repair", "fault"]
    assert finding["repair"]
    assert {path: path.stat().st_mtime_ns for path in qingshan.rglob("*")} == before


def test_repairing_saves_first_what_is_there_broken_or_not(nightly, qingshan):
    before = content(qingshan)
    damage(qingshan / "people.json")
    code, out, _err = nightly("doctor", "--repair")
    assert code == 0
    (saved,) = (qingshan / "backups").iterdir()
    assert re.fullmatch(r"qingshan-[0-9a-f]{12}-20261125-031500-before\.zip", saved.name)
    assert f"Backed up as it was: {saved}" in out
    assert "✓ put right: people.json" in out
    with zipfile.ZipFile(saved) as archive:
        assert archive.read("people.json").startswith(b'{"_default": {"1": {"name"')
    assert Village.open(qingshan).people.get(1).name == "张小明"
    assert content(qingshan).keys() == before.keys()
    assert_history_matches_books(qingshan)


def test_repairing_says_in_json_what_was_done_and_what_is_left(nightly, qingshan):
    (qingshan / "people.json").chmod(0o664)
    (qingshan / "settings.json").chmod(0o666)
    code, out, _err = nightly("doctor", "--repair", "--json")
    data = json.loads(out)
    assert code == 0
    assert {finding["where"] for finding in data["repaired"]} == {"people.json", "settings.json"}
    assert data["findings"] == []


def test_where_nothing_can_be_repaired_nothing_is_saved_either(nightly, qingshan):
    assert nightly("doctor", "--repair").code == 0
    assert not (qingshan / "backups").exists()


def test_broken_settings_do_not_keep_the_rest_from_being_examined_saved_and_mended(
    nightly, qingshan
):
    damage(qingshan / "settings.json")
    code, out, _err = nightly("doctor")
    assert code == 1 and "! settings.json: " in out
    code, out, err = nightly("backup")
    assert (code, err) == (0, "")
    (saved,) = (qingshan / "backups").iterdir()
    assert verify_archive(saved).village == "qingshan", "its name is lost, its folder's is not"
    with zipfile.ZipFile(saved) as archive:
        assert "张小明" in archive.read("people.json").decode()
    assert nightly("doctor", "--repair").code == 0
    assert Village.open(qingshan).settings.name == "青山村"


def test_what_was_not_put_right_is_not_said_to_be(nightly, qingshan):
    nightly("people", "add", "王建国")
    for path in (qingshan / "history").iterdir():
        path.unlink()
    code, out, _err = nightly("doctor", "--repair")
    assert code == 1
    assert "put right: people.json" not in out
    assert "files of the history are missing" in out


@pytest.mark.parametrize("instead", ["nothing", "a pipe", "a folder"])
def test_settings_that_are_gone_are_made_again_from_the_history(nightly, qingshan, instead):
    path = qingshan / "settings.json"
    before = Village.open(qingshan).settings
    path.unlink()
    if instead == "a pipe":
        os.mkfifo(path)
    elif instead == "a folder":
        path.mkdir()
    for words in (("people", "list"), ("backup",)):
        code, _out, err = nightly(*words)
        assert code != 0
        assert "yigong doctor --repair" in err
    assert nightly("doctor")[0] == 1
    assert nightly("doctor", "--repair")[0] == 0
    assert Village.open(qingshan).settings == before


def test_a_folder_with_nothing_of_a_village_is_none(nightly, qingshan):
    for path in books_of(qingshan).values():
        path.unlink()
    for path in (qingshan / "history").iterdir():
        path.unlink()
    assert "There is no village" in nightly("doctor")[2]
