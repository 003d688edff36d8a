"""A village of an older version is backed up and migrated; one of a newer is refused."""

from __future__ import annotations

import json

import pytest

from support.clock import MORNING
from support.replay import assert_history_matches_books
from yigong.store.errors import Newer, ReadOnly
from yigong.store.storage.book import FORMAT, Actor
from yigong.store.storage.layout import format_of
from yigong.store.village import backup, doctor, migrate
from yigong.store.village.village import Village


@pytest.fixture
def old(village, enrol, duty_day):
    """A village of the first version, whose books do not have a format."""
    village.registers.checkin.check_in(duty_day, enrol("张小明")[0].number)
    for path in [*village.folder.glob("*.json"), *village.folder.glob("registers/*/*.json")]:
        tables = json.loads(path.read_bytes())
        tables["meta"]["1"].pop("format", None)
        path.write_text(json.dumps(tables))
    return village.folder


def opened(folder):
    return Village.open(folder, Actor("李芳", "东门"), clock=lambda: MORNING)


def formats(folder):
    paths = [*folder.glob("*.json"), *folder.glob("registers/*/*.json")]
    return {p.stem: json.loads(p.read_bytes())["meta"]["1"].get("format", 1) for p in paths}


def test_an_old_village_opens_and_is_backed_up_as_it_was(old, tmp_path):
    before = {path.name: path.read_bytes() for path in old.glob("*.json")}
    village = opened(old)
    assert formats(old)["settings"] == FORMAT
    (archive,) = (old / "backups").iterdir()
    assert archive.name.endswith("-format-1.zip")
    backup.restore_folder(archive, tmp_path / "as-it-was")
    assert {p.name: p.read_bytes() for p in (tmp_path / "as-it-was").glob("*.json")} == before
    assert village.registers.read("E0001@2026-11-25").entries[1].here
    assert doctor.examine(old, MORNING).findings == []
    village.people.save(village.people.get(1))
    assert_history_matches_books(old)


def test_a_village_of_this_version_is_not_touched(village):
    opened(village.folder)
    assert not (village.folder / "backups").exists()


def test_a_second_start_finds_nothing_to_do(old):
    opened(old)
    opened(old)
    assert len(list((old / "backups").iterdir())) == 1


def test_what_a_step_changes_is_rewritten_and_what_it_does_not_stays(old):
    def step(name, tables):
        if name != "people":
            return None
        people = {n: {**person, "note": "v2"} for n, person in tables["_default"].items()}
        return {**tables, "_default": people}

    migrate.migrate(old, MORNING, {**migrate.STEPS, 1: step})
    assert formats(old)["people"] == FORMAT
    assert formats(old)["events"] == 1
    assert opened(old).people.get(1).note == "v2"


def test_a_migration_that_was_cut_off_begins_anew(old):
    def dies(name, tables):
        if name == "settings":
            raise KeyboardInterrupt
        return

    with pytest.raises(KeyboardInterrupt):
        migrate.migrate(old, MORNING, {**migrate.STEPS, 1: dies})
    assert format_of(old) == 1
    assert opened(old).settings.name == "青山村"
    assert format_of(old) == FORMAT


def test_a_reader_is_told_who_can_migrate_the_village(old, monkeypatch):
    monkeypatch.setattr(migrate.os, "access", lambda *_: False)
    with pytest.raises(ReadOnly, match="somebody who may write it"):
        opened(old)
    assert format_of(old) == 1


def test_a_newer_village_is_refused_and_left_as_it_is(village):
    path = village.folder / "settings.json"
    tables = json.loads(path.read_bytes())
    tables["meta"]["1"]["format"] = FORMAT + 1
    path.write_text(json.dumps(tables))
    before = path.read_bytes()
    with pytest.raises(Newer):
        opened(village.folder)
    assert path.read_bytes() == before
