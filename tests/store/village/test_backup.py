"""A backup is one file of one moment, and a restore loses nothing."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path

import pytest

from support.replay import assert_history_matches_books, books_of
from yigong.store.errors import Busy, Damaged, DataError, Newer, Refused
from yigong.store.records import Event, Settings, Volunteer
from yigong.store.storage import village_lock
from yigong.store.storage.book import Actor
from yigong.store.village import backup
from yigong.store.village.village import Village


@pytest.fixture
def lived_in(village, enrol, duty_day):
    """A village with people, an event and a check-in."""
    people = enrol("张小明", "李秀英", "王建国")
    village.registers.checkin.check_in(duty_day, people[0].number)
    return village


def content(folder):
    return {name: path.read_bytes() for name, path in books_of(folder).items()}


def saved(village, tmp_path, name="saved.zip"):
    target = tmp_path / name
    backup.make_archive(village.folder, target, "青山村", village.now())
    return target


def test_what_was_backed_up_comes_back_byte_for_byte_in_a_new_folder(lived_in, tmp_path):
    archive = saved(lived_in, tmp_path)
    manifest = backup.restore_folder(archive, tmp_path / "again")
    assert manifest.village == "青山村"
    assert content(tmp_path / "again") == content(lived_in.folder)
    assert_history_matches_books(tmp_path / "again")
    again = Village.open(tmp_path / "again", Actor("李芳", "东门"))
    assert [person.name for person in again.people.all().values()] == ["张小明", "李秀英", "王建国"]


def test_a_restored_village_is_closed_to_others_and_open_to_the_group(lived_in, tmp_path):
    folder = tmp_path / "again"
    backup.restore_folder(saved(lived_in, tmp_path), folder)
    assert folder.stat().st_mode & 0o7777 == 0o2770
    assert (folder / "people.json").stat().st_mode & 0o777 == 0o660


def test_a_backup_under_writers_is_of_one_moment(tmp_path, start, monkeypatch):
    """Four desks write as fast as they can; in every backup the history agrees with the books."""
    read = backup._read

    def slow_disk(path):
        time.sleep(0.02)
        return read(path)

    monkeypatch.setattr(backup, "_read", slow_disk)
    village = Village.create(tmp_path / "v", Settings(name="青山村"), Actor("李芳", ""))
    village.people.add_all(Volunteer(name=f"村民{n:02d}") for n in range(1, 13))
    midnight = village.now().replace(hour=0, minute=0, second=0, tzinfo=None)
    village.events.add(Event(title="义务日", start=midnight, minutes=1439))
    desks = [
        start("writes_until_stopped.py", village.folder, first, first + 3)
        for first in (1, 4, 7, 10)
    ]
    for desk in desks:
        assert desk.stdout.readline().strip() == "ready"
    for number in range(3):
        archive = saved(village, tmp_path, f"{number}.zip")
        backup.restore_folder(archive, tmp_path / f"copy{number}")
        assert_history_matches_books(tmp_path / f"copy{number}")
    for desk in desks:
        desk.stdin.write("\n")
        desk.stdin.flush()
        assert int(desk.stdout.readline()) > 0
    assert_history_matches_books(village.folder)


def test_a_restore_backs_up_the_present_state_and_sets_newer_books_aside(
    lived_in, duty_day, tmp_path
):
    before = content(lived_in.folder)
    archive = saved(lived_in, tmp_path)
    lived_in.registers.checkin.check_in(duty_day, 2)
    other = lived_in.events.add(Event(title="丰收节", start=duty_day.event.start))
    lived_in.registers.signup.sign_up(lived_in.events.occurrence_for(other.code), 3)
    after = content(lived_in.folder)
    safety = tmp_path / "safety.zip"

    backup.restore_over_village(archive, lived_in.folder, safety, lived_in.now())
    assert content(lived_in.folder) == before
    assert_history_matches_books(lived_in.folder)
    assert len(list((lived_in.folder / "set-aside").rglob("registers_2026_E0002*"))) == 1
    assert sorted(lived_in.registers.read(duty_day.key).entries) == [1]

    backup.restore_folder(safety, tmp_path / "as-it-was")
    assert content(tmp_path / "as-it-was") == after


def test_nothing_is_restored_into_a_folder_that_holds_something(lived_in, tmp_path):
    archive = saved(lived_in, tmp_path)
    with pytest.raises(Refused, match="not empty"):
        backup.restore_folder(archive, lived_in.folder)


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_a_backup_with_an_altered_byte_is_refused_and_makes_nothing(lived_in, tmp_path, at):
    archive = saved(lived_in, tmp_path)
    raw = bytearray(archive.read_bytes())
    raw[int(len(raw) * at)] ^= 0xFF
    archive.write_bytes(raw)
    with pytest.raises(Damaged):
        backup.restore_folder(archive, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_cut_backup_is_refused(lived_in, tmp_path):
    archive = saved(lived_in, tmp_path)
    archive.write_bytes(archive.read_bytes()[:-200])
    with pytest.raises(Damaged):
        backup.verify_archive(archive)


def hostile(path, names, *, format_=1, size=3):
    """An archive with other names than a village has."""
    import hashlib
    import json

    data = b"abc"
    seal = {"size": size, "sha256": hashlib.sha256(data).hexdigest()}
    manifest = {
        "format": format_,
        "village": "x",
        "made": "2026-11-25T08:50:00+08:00",
        "files": dict.fromkeys(names, seal),
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        for name in names:
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.json",
        "/etc/evil.json",
        "people.json/../x",
        "registers/2026/../../x.json",
        "x.py",
    ],
)
def test_an_archive_cannot_write_outside_a_village(tmp_path, name):
    archive = hostile(tmp_path / "evil.zip", ["settings.json", name])
    with pytest.raises(Damaged):
        backup.restore_folder(archive, tmp_path / "deep" / "down" / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil.zip"]


def test_an_archive_that_unpacks_to_more_than_it_says_is_refused(tmp_path):
    with pytest.raises(Damaged):
        backup.verify_archive(hostile(tmp_path / "bomb.zip", ["settings.json"], size=2))
    with pytest.raises(Damaged):
        backup.verify_archive(
            hostile(tmp_path / "trap.zip", ["settings.json"], size=backup.MAX_UNPACKED + 1)
        )


def test_an_archive_of_a_newer_yigong_is_refused_with_that_reason(tmp_path):
    with pytest.raises(Newer):
        backup.verify_archive(hostile(tmp_path / "new.zip", ["settings.json"], format_=2))


def test_a_writer_waits_for_a_backup_and_then_gives_up(lived_in, duty_day):
    with (
        village_lock.exclusive(lived_in.folder),
        pytest.raises(Busy, match="being copied"),
        village_lock.shared(lived_in.folder, timeout=0.05),
    ):
        pass
    lived_in.registers.checkin.check_in(duty_day, 2)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_somebody_who_may_only_read_can_back_up_elsewhere(lived_in, tmp_path):
    for path in [lived_in.folder, *lived_in.folder.rglob("*")]:
        path.chmod(0o550 if path.is_dir() else 0o440)
    assert backup.verify_archive(saved(lived_in, tmp_path)).village == "青山村"


def test_a_link_in_the_village_is_not_followed_into_a_backup(lived_in, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (lived_in.folder / "squads.json").unlink(missing_ok=True)
    Path(lived_in.folder / "squads.json").symlink_to(secret)
    with pytest.raises(DataError, match=r"squads\.json"):
        saved(lived_in, tmp_path)
