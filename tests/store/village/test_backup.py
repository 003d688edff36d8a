"""A backup is one new file of one moment; it replaces no other, and removes only its village's."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from support.access_lists import let_read
from support.replay import assert_history_matches_books, books_of
from yigong.store.errors import Busy, DataError, Refused
from yigong.store.event_records import Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage import journal, village_lock
from yigong.store.storage.book import Actor
from yigong.store.storage.folder import Folder
from yigong.store.storage.village_lock import book_lock
from yigong.store.village import backup, doctor, restore
from yigong.store.village.archive import read_manifest, verify_archive
from yigong.store.village.repair import repair
from yigong.store.village.village import Village

READER = 65_533
"""A user and a group that nobody has."""


@pytest.fixture
def lived_in(village, enrol, duty_day):
    """A village with people, an event and a check-in."""
    people = enrol("张小明", "李秀英", "王建国")
    village.registers.checkin.check_in(duty_day, people[0].number)
    return village


def content(folder):
    return {name: path.read_bytes() for name, path in books_of(folder).items()}


def saved(village, target):
    return backup.back_up(village.folder, target, village.now(), "李芳")


def unpacked(archive, folder):
    restore.restore_folder(archive, folder, "李芳")
    return content(folder)


def started(start, tmp_path):
    """A village, and four desks that write to it as fast as they can."""
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
    return village, desks


def stopped(desks):
    for desk in desks:
        desk.stdin.write("\n")
        desk.stdin.flush()
        assert int(desk.stdout.readline()) > 0


# -- of one moment ---------------------------------------------------------


def test_a_backup_under_writers_is_of_one_moment(tmp_path, start, monkeypatch):
    """Four desks write as fast as they can; in every backup the history agrees with the books."""
    read = backup.stored_bytes

    def slow_disk(folder, name):
        time.sleep(0.02)
        return read(folder, name)

    monkeypatch.setattr(backup, "stored_bytes", slow_disk)
    village, desks = started(start, tmp_path)
    for number in range(3):
        archive = saved(village, tmp_path / f"{number}.zip").path
        unpacked(archive, tmp_path / f"copy{number}")
        assert_history_matches_books(tmp_path / f"copy{number}")
    stopped(desks)
    assert_history_matches_books(village.folder)


def test_a_writer_waits_for_a_backup_and_is_told_who_makes_it(lived_in, duty_day):
    folder = Folder(lived_in.folder)
    with (
        village_lock.exclusive(folder, "王强 @ 西门"),
        pytest.raises(Busy, match=r"being copied.*王强 @ 西门"),
        book_lock(folder, "people", "李芳", timeout=0.05),
    ):
        pass
    lived_in.registers.checkin.check_in(duty_day, 2)


def test_a_link_in_the_village_is_not_followed_into_a_backup(lived_in, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (lived_in.folder / "squads.json").unlink(missing_ok=True)
    Path(lived_in.folder / "squads.json").symlink_to(secret)
    with pytest.raises(DataError, match=r"squads\.json"):
        saved(lived_in, tmp_path / "saved.zip")


# -- by somebody who may only read -----------------------------------------


@pytest.fixture
def reachable():
    """A folder that other users of this machine can reach."""
    if os.geteuid() != 0:
        pytest.skip("only root may become somebody who may not write")
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def as_reader(start, folder, target):
    """What `backs_up.py` says, as a user who may read the village and write into another folder."""
    target.mkdir()
    os.chown(target, READER, READER)
    process = start("backs_up.py", folder, target, READER)
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    return json.loads(output)["outcome"]


def test_somebody_who_may_only_read_backs_up_elsewhere_while_others_write(reachable, start):
    """They cannot keep writers out, and nobody waits for them; what they get is of one moment."""
    village, desks = started(start, reachable)
    let_read(village.folder, READER)
    for number in range(3):
        assert as_reader(start, village.folder, reachable / f"kept{number}") == "ok"
        (archive,) = (reachable / f"kept{number}").iterdir()
        unpacked(archive, reachable / f"copy{number}")
        copy = Village.open(reachable / f"copy{number}", Actor("李芳", ""))
        assert doctor.examine(copy.folder, copy.now()).faults == []
        copy.people.save(copy.people.get(1))
        for key in copy.registers.planned_between():
            copy.registers.signup.sign_up(copy.events.occurrence_for(key), 1)
        assert_history_matches_books(copy.folder)
    stopped(desks)


def test_somebody_who_may_only_read_cannot_back_up_half_a_change(lived_in, reachable, start):
    folder = shutil.copytree(lived_in.folder, reachable / "v")
    (folder / journal.NAME).write_text("{}")
    let_read(folder, READER)
    said = as_reader(start, folder, reachable / "kept")
    assert said.startswith("ReadOnly: A change of several books was cut short")
    assert list((reachable / "kept").iterdir()) == []


# -- new files only --------------------------------------------------------


def test_a_file_that_is_there_is_not_replaced_by_a_backup(lived_in, tmp_path):
    (tmp_path / "mine.zip").write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        saved(lived_in, tmp_path / "mine.zip")
    assert (tmp_path / "mine.zip").read_text() == "mine"


def test_backups_of_one_moment_are_several_files_in_the_order_of_time(lived_in, tmp_path):
    (tmp_path / "kept").mkdir()
    made = []
    for number in range(11):
        lived_in.people.save(lived_in.people.get(1))
        made.append(saved(lived_in, tmp_path / "kept").path)
        assert unpacked(made[-1], tmp_path / f"copy{number}") == content(lived_in.folder)
    assert sorted(made) == made
    assert len(set(made)) == 11


def test_copies_that_are_made_at_once_keep_every_state(tmp_path, start):
    """Four processes each change the village, and restore over it or repair it, at one moment.

    Every state that one of them has overwritten is in a copy.
    """
    village = Village.create(tmp_path / "v", Settings(name="青山村"), Actor("李芳", ""))
    village.people.add_all(Volunteer(name=f"村民{n:02d}") for n in range(1, 5))
    archive = backup.back_up(village.folder, tmp_path / "first.zip", village.now(), "李芳").path
    workers = [start("restores_over.py", village.folder, archive, n) for n in range(1, 5)]
    for worker in workers:
        assert worker.stdout.readline().strip() == "ready"
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    said = [worker.stdout.readline() for worker in workers]
    assert all(said), [
        worker.stderr.read() for worker, line in zip(workers, said, strict=True) if not line
    ]
    told = [json.loads(line) for line in said]
    notes = {note for each in told for note in each["notes"]}
    copies = [Path(path) for each in told for path in each["copies"]]
    assert len(notes) == 20
    assert len(copies) == len(set(copies)) == 20
    kept = set()
    for number, copy in enumerate(copies):
        unpacked(copy, tmp_path / f"copy{number}")
        people = Village(tmp_path / f"copy{number}").people.all().values()
        kept |= {person.note for person in people}
    assert notes <= kept | {person.note for person in village.people.all().values()}


def test_a_repair_saves_what_is_there_before_it_and_lets_nobody_between(lived_in, monkeypatch):
    (lived_in.folder / "people.json").chmod(0o664)
    before = content(lived_in.folder)
    busy = []

    def tried(folder, *_):
        with pytest.raises(Busy), book_lock(Folder(lived_in.folder), "people", "x", timeout=0.01):
            pass
        busy.append(folder)

    monkeypatch.setattr("yigong.store.village.repair._repair_one", tried)
    found = doctor.examine(lived_in.folder, lived_in.now()).findings
    fixed = repair(lived_in.folder, found, lived_in.now(), "李芳")
    assert busy
    assert verify_archive(fixed.saved).village == "青山村"
    assert unpacked(fixed.saved, lived_in.folder.with_name("again")) == before


# -- keeping some ----------------------------------------------------------


def test_two_villages_of_one_folder_name_keep_their_own_backups_in_one_folder(tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    made = {}
    for place in ("east", "west"):
        (tmp_path / place).mkdir()
        village = Village.create(tmp_path / place / "v", Settings(name=place), Actor("李芳", ""))
        made[place] = [saved(village, kept) for _again in range(3)]
    removed = backup.remove_oldest(made["west"][-1], tmp_path / "west" / "v", 1)
    assert removed == [each.path for each in made["west"][:2]]
    names = {read_manifest(path).village for path in kept.iterdir()}
    assert names == {"east", "west"}
    assert all(each.path.exists() for each in made["east"])


def test_a_backup_that_is_named_like_this_villages_and_says_otherwise_is_kept(lived_in, tmp_path):
    """Somebody renamed it, or it was made by an older version, which noted no id."""
    kept, other = tmp_path / "kept", tmp_path / "qingshan2"
    kept.mkdir()
    newest = saved(lived_in, kept)
    id_ = newest.manifest.id
    assert id_ and id_ in newest.path.name
    village = Village.create(other, Settings(name="别村"), Actor("李芳", ""))
    foreign = saved(village, kept / f"qingshan-{id_}-20200101-031500.zip").path
    (kept / f"qingshan-{id_}-20200102-031500.zip").write_bytes(b"x")
    (kept / "qingshan-20200101-031500.zip").write_bytes(newest.path.read_bytes())
    assert backup.remove_oldest(newest, lived_in.folder, 1) == []
    assert foreign.exists()
    assert len(list(kept.iterdir())) == 4


def test_a_restored_village_goes_on_with_the_backups_of_its_own(lived_in, tmp_path):
    (tmp_path / "again").mkdir()
    first = saved(lived_in, tmp_path / "again")
    restore.restore_folder(first.path, tmp_path / "qingshan2", "李芳")
    again = Village(tmp_path / "qingshan2")
    assert backup.village_id(again.settings) == first.manifest.id
