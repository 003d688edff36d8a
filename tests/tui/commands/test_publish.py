"""``yigong publish``: where the pages may go, and what is said of them."""

from __future__ import annotations

import os
import stat
from datetime import datetime, time, timedelta

import msgspec
import pytest

from support.command_line import CommandLine, command_line
from yigong.store.event_records import Event


@pytest.fixture
def yigong(village, enrol, monkeypatch, capsysbinary) -> CommandLine:
    """A village in which a text names somebody."""
    monkeypatch.delenv("YIGONG_SITE", raising=False)
    enrol("王建国")
    soon = datetime.combine(datetime.now().date() + timedelta(days=3), time(9))
    village.events.add(Event(title="番薯课堂", start=soon, notes="找王建国 12000000001"))
    return command_line(village.folder, monkeypatch, capsysbinary)


def test_it_says_what_it_wrote_and_which_texts_are_masked(yigong, tmp_path):
    code, out, err = yigong("publish", str(tmp_path / "www"))
    assert code == 0
    assert "index.html" in out
    assert "E0001 Notes: somebody's name stands in it" in err
    assert "E0001 Notes: a phone number stands in it" in err
    assert yigong("publish", str(tmp_path / "www")).out == (
        f"{len(list((tmp_path / 'www').iterdir())) - 1} files are unchanged\n"
    )


def test_as_json_and_as_a_dry_run(yigong, tmp_path):
    site = tmp_path / "www"
    said = yigong("publish", str(site), "--dry-run", "--json").json
    assert not site.exists()
    assert "E0001.html" in said["written"]
    assert said["masked"] == [
        {"code": "E0001", "field": "notes", "what": "name"},
        {"code": "E0001", "field": "notes", "what": "phone"},
    ]
    assert yigong("publish", str(site), "--json").json == said
    assert stat.S_IMODE((site / "index.html").stat().st_mode) == 0o644


def test_a_dry_run_says_what_would_be_done(yigong, village, tmp_path):
    site = tmp_path / "www"
    out = yigong("publish", str(site), "--dry-run").out
    assert "index.html would be written" in " ".join(out.split())
    yigong("publish", str(site))
    village.events.save(msgspec.structs.replace(village.events.get(1), public=False))
    out = yigong("publish", str(site), "--dry-run").out
    assert "would be removed" in out
    assert (site / "E0001.html").exists()


def test_without_a_folder_it_goes_where_the_server_says(yigong, tmp_path, monkeypatch):
    assert "YIGONG_SITE" in yigong("publish").err
    monkeypatch.setenv("YIGONG_SITE", " ")
    assert yigong("publish").code == 2
    monkeypatch.setenv("YIGONG_SITE", str(tmp_path / "www"))
    assert yigong("publish").code == 0
    assert (tmp_path / "www" / "index.html").exists()


def test_a_confined_account_writes_only_where_the_server_says(yigong, tmp_path, monkeypatch):
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    monkeypatch.setenv("YIGONG_SITE", str(tmp_path / "www"))
    assert yigong("publish", str(tmp_path / "elsewhere")).code == 1
    assert not (tmp_path / "elsewhere").exists()
    assert yigong("publish").code == 0


@pytest.mark.parametrize("place", ["outbox", "outbox/www", ".", "..", "link/outbox"])
def test_the_books_are_never_in_the_folder_nor_it_among_them(yigong, village, tmp_path, place):
    (village.folder / "link").symlink_to(village.folder)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    result = yigong("publish", str(village.folder / place), "--beside")
    assert (result.code, result.out) == (1, "")
    assert "outside the village" in result.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_who_may_only_read_the_village_can_publish_it(yigong, village, tmp_path, monkeypatch):
    monkeypatch.setattr(type(village), "writable", property(lambda _self: False))
    assert yigong("publish", str(tmp_path / "www")).code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_said_in_a_sentence(yigong, tmp_path):
    tmp_path.chmod(0o500)
    assert yigong("publish", str(tmp_path / "www")).err.count("\n") == 1


def test_an_event_that_is_made_private_by_json_is_taken_away(yigong, tmp_path, monkeypatch):
    site = tmp_path / "www"
    yigong("publish", str(site))
    assert yigong("event", "change", "E0001", "-", stdin='{"public": false}').code == 0
    said = yigong("publish", str(site), "--json").json
    assert {"E0001.html", "E0001.ics", "E0001.svg"} <= set(said["removed"])
    assert not any("番薯课堂" in path.read_text() for path in site.iterdir())
    assert said["masked"] == []
