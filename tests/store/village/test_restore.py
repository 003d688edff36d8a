"""A restore is made whole or not at all, loses nothing, and can be repeated."""

from __future__ import annotations

import errno
import json
import shutil

import msgspec
import pytest

from support.replay import all_lines, assert_history_matches_books, books_of, history_paths
from yigong.store.errors import Damaged, DataError, Newer, Refused, Unconfirmed
from yigong.store.event_records import Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage import journal
from yigong.store.storage.book import Actor
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import SET_ASIDE
from yigong.store.village import backup, doctor, restore
from yigong.store.village.village import Village


@pytest.fixture
def lived_in(village, enrol, duty_day):
    """A village with people, an event and a check-in."""
    people = enrol("张小明", "李秀英", "王建国")
    village.registers.checkin.check_in(duty_day, people[0].number)
    return village


def content(folder):
    """Every book and every file of the history, by path."""
    found = [*books_of(folder).values(), *history_paths(folder)]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def saved(village, tmp_path):
    return backup.back_up(village.folder, tmp_path / "saved.zip", village.now(), "李芳").path


def into(archive, folder):
    return restore.restore_folder(archive, folder, "李芳")


def over(archive, village):
    return restore.restore_over_village(archive, village.folder, village.now(), "李芳")


def changed(village, duty_day):
    """More of everything: a check-in, an event, a register that the backup does not have."""
    village.registers.checkin.check_in(duty_day, 2)
    other = village.events.add(Event(title="丰收节", start=duty_day.event.start))
    village.registers.signup.sign_up(village.events.occurrence_for(other.code), 3)


# -- into a new folder -----------------------------------------------------


def test_what_was_backed_up_comes_back_byte_for_byte_in_a_new_folder(lived_in, tmp_path):
    manifest = into(saved(lived_in, tmp_path), tmp_path / "again")
    assert manifest.village == "青山村"
    assert content(tmp_path / "again") == content(lived_in.folder)
    assert_history_matches_books(tmp_path / "again")
    again = Village.open(tmp_path / "again", Actor("李芳", "东门"))
    assert [person.name for person in again.people.all().values()] == ["张小明", "李秀英", "王建国"]
    assert doctor.examine(again.folder, lived_in.now()).findings == []


def test_a_restored_village_is_closed_to_others_and_open_to_the_group(lived_in, tmp_path):
    folder = tmp_path / "again"
    into(saved(lived_in, tmp_path), folder)
    assert folder.stat().st_mode & 0o7777 == 0o2770
    assert (folder / "people.json").stat().st_mode & 0o777 == 0o660


@pytest.mark.parametrize("what", ["a note", "a village", "a folder", "a link"])
def test_nothing_is_restored_into_a_folder_that_holds_something(lived_in, tmp_path, what):
    archive, folder = saved(lived_in, tmp_path), tmp_path / "again"
    if what == "a village":
        Village.create(folder, Settings(name="别村"), Actor("李芳", ""))
    else:
        folder.mkdir()
        {
            "a note": lambda: (folder / "note.txt").write_text("x"),
            "a folder": (folder / "notes").mkdir,
            "a link": lambda: (folder / "people.json").symlink_to(tmp_path / "x"),
        }[what]()
    before = sorted(folder.rglob("*"))
    with pytest.raises(Refused, match="not empty"):
        into(archive, folder)
    assert sorted(folder.rglob("*")) == before


def test_a_restore_that_was_cut_short_can_be_repeated_and_one_of_another_backup_not(
    lived_in, duty_day, tmp_path, monkeypatch
):
    archive, folder = saved(lived_in, tmp_path), tmp_path / "again"
    replaced = Folder.replace

    def refuses(self, name, *arguments, **options):
        if name == "settings.json":
            raise OSError(errno.ENOSPC, "No space left on device")
        return replaced(self, name, *arguments, **options)

    monkeypatch.setattr(Folder, "replace", refuses)
    with pytest.raises(DataError, match="The disk is full"):
        into(archive, folder)
    monkeypatch.undo()
    with pytest.raises(Refused, match="There is no village"):
        Village.open(folder)
    changed(lived_in, duty_day)
    later = backup.back_up(lived_in.folder, tmp_path / "later.zip", lived_in.now(), "李芳").path
    with pytest.raises(Refused, match="not empty"):
        into(later, folder)
    into(archive, folder)
    assert doctor.examine(folder, lived_in.now()).findings == []


def test_a_restore_that_is_done_is_done_again_until_somebody_works_there(lived_in, tmp_path):
    """Whoever was not told that it was done may ask again; nobody's work is put back by that."""
    archive, folder = saved(lived_in, tmp_path), tmp_path / "again"
    into(archive, folder)
    into(archive, folder)
    Village.open(folder, Actor("李芳", "")).people.add(Volunteer(name="赵玉兰"))
    after = content(folder)
    with pytest.raises(Refused, match="not empty"):
        into(archive, folder)
    assert content(folder) == after


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_a_backup_with_an_altered_byte_is_refused_and_makes_nothing(lived_in, tmp_path, at):
    archive = saved(lived_in, tmp_path)
    raw = bytearray(archive.read_bytes())
    raw[int(len(raw) * at)] ^= 0xFF
    archive.write_bytes(raw)
    with pytest.raises(Damaged):
        into(archive, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_cut_backup_is_refused(lived_in, tmp_path):
    archive = saved(lived_in, tmp_path)
    archive.write_bytes(archive.read_bytes()[:-200])
    with pytest.raises(Damaged):
        into(archive, tmp_path / "again")


@pytest.mark.parametrize("where", ["new", "over"])
def test_what_has_no_room_on_the_disk_is_refused_before_anything_is_written(
    lived_in, duty_day, tmp_path, monkeypatch, where
):
    archive = saved(lived_in, tmp_path)
    changed(lived_in, duty_day)
    before = content(lived_in.folder)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=5000))
    with pytest.raises(DataError, match="needs 1 MB, and the disk has 0 MB free"):
        into(archive, tmp_path / "again") if where == "new" else over(archive, lived_in)
    assert not (tmp_path / "again").exists()
    assert content(lived_in.folder) == before
    assert not journal.exists(Folder(lived_in.folder))


# -- over a village --------------------------------------------------------


def test_a_restore_backs_up_the_present_state_and_sets_newer_books_aside(
    lived_in, duty_day, tmp_path
):
    before = content(lived_in.folder)
    archive = saved(lived_in, tmp_path)
    changed(lived_in, duty_day)
    after = content(lived_in.folder)
    done = over(archive, lived_in)
    assert content(lived_in.folder) == before
    assert_history_matches_books(lived_in.folder)
    assert doctor.examine(lived_in.folder, lived_in.now()).findings == []
    assert len(list((lived_in.folder / SET_ASIDE).rglob("registers_2026_E0002*"))) == 1
    assert sorted(lived_in.registers.read(duty_day.key).entries) == [1]
    into(done.saved, tmp_path / "as-it-was")
    assert content(tmp_path / "as-it-was") == after


def test_two_restores_in_one_second_set_aside_into_two_places(lived_in, duty_day, tmp_path):
    archive = saved(lived_in, tmp_path)
    for _again in range(2):
        changed(lived_in, duty_day)
        over(archive, lived_in)
    assert len(list((lived_in.folder / SET_ASIDE).rglob("registers_2026_E0002*"))) == 2


def cut_short(village, archive, monkeypatch, at):
    """A restore that the disk refuses to go on with at a rename, after the journal is there."""
    renamed, made = Folder.rename, []

    def refuses(self, old, new):
        made.append(new)
        if len(made) > at:
            raise OSError(errno.EIO, "Input/output error")
        renamed(self, old, new)

    with monkeypatch.context() as patched, pytest.raises(Unconfirmed) as told:
        patched.setattr(Folder, "rename", refuses)
        over(archive, village)
    return str(told.value)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_restore_that_is_decided_is_finished_by_whoever_writes_next(
    lived_in, duty_day, tmp_path, monkeypatch, at
):
    before = content(lived_in.folder)
    archive = saved(lived_in, tmp_path)
    changed(lived_in, duty_day)
    sentence = cut_short(lived_in, archive, monkeypatch, at)
    assert "do not make it again" in sentence
    (copy,) = (lived_in.folder / backup.BACKUPS).iterdir()
    assert str(copy) in sentence
    found = doctor.examine(lived_in.folder, lived_in.now())
    assert [(note.where, note.repair, note.fault) for note in found.findings] == [
        (journal.NAME, "together", False)
    ]
    Village.open(lived_in.folder, Actor("王强", ""))
    assert content(lived_in.folder) == before
    assert doctor.examine(lived_in.folder, lived_in.now()).findings == []
    lived_in.registers.checkin.check_in(duty_day, 2)
    assert_history_matches_books(lived_in.folder)


def test_a_restore_that_is_refused_changes_nothing_and_names_the_copy(
    lived_in, duty_day, tmp_path, monkeypatch
):
    archive = saved(lived_in, tmp_path)
    changed(lived_in, duty_day)
    before = content(lived_in.folder)
    staged = []

    def refuses(_self, name, *_arguments, **_options):
        staged.append(name)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(DataError) as told:
        patched.setattr(Folder, "stage", refuses)
        over(archive, lived_in)
    assert staged
    assert not isinstance(told.value, Unconfirmed)
    (copy,) = (lived_in.folder / backup.BACKUPS).iterdir()
    assert str(copy) in str(told.value)
    assert content(lived_in.folder) == before
    assert doctor.examine(lived_in.folder, lived_in.now()).findings == []


def test_an_older_program_refuses_the_journal_of_a_restore(
    lived_in, duty_day, tmp_path, monkeypatch
):
    """It knows no files that are removed, and would leave them where they are."""
    archive = saved(lived_in, tmp_path)
    changed(lived_in, duty_day)
    cut_short(lived_in, archive, monkeypatch, 0)
    assert json.loads((lived_in.folder / journal.NAME).read_bytes())["format"] == 3
    monkeypatch.setattr(journal, "_FORMAT", 2)
    with pytest.raises(Newer):
        lived_in.registers.checkin.check_in(duty_day, 3)


def test_a_journal_removes_no_other_files_than_those_of_a_village(lived_in, tmp_path):
    (tmp_path / "mine.json").write_bytes(b"mine")
    mine = msgspec.to_builtins(journal.content_of(b"mine"))
    planted = {"format": 3, "removed": {"../mine.json": mine}}
    (lived_in.folder / journal.NAME).write_text(json.dumps(planted))
    with pytest.raises(Damaged):
        lived_in.people.add(Volunteer(name="赵玉兰"))
    assert (tmp_path / "mine.json").exists()


def test_a_journal_that_came_back_removes_nothing_that_was_made_since(
    lived_in, duty_day, tmp_path, monkeypatch
):
    """The disk kept the journal that was removed."""
    archive = saved(lived_in, tmp_path)
    changed(lived_in, duty_day)
    cut_short(lived_in, archive, monkeypatch, 0)
    change = journal.read_journal(Folder(lived_in.folder))
    (name,) = change.removed
    lived_in.registers.checkin.check_in(duty_day, 3)
    (lived_in.folder / name).write_bytes(b"another")
    journal.apply_journal(Folder(lived_in.folder), journal.Journal(removed=change.removed))
    assert (lived_in.folder / name).read_bytes() == b"another"


# -- what comes from elsewhere ---------------------------------------------


def noted(village, note):
    return msgspec.structs.replace(village.people.get(1), note=note)


def lent(village, other):
    """A book of another village, put in the place of this one's by hand."""
    shutil.copy(other / "people.json", village.folder / "people.json")


@pytest.mark.parametrize("lines", [1, 3])
def test_the_lines_of_a_book_from_another_village_never_get_into_the_history(
    lived_in, tmp_path, lines
):
    """The book carries the lines of its last change, as each book does."""
    other = Village.create(tmp_path / "other", Settings(name="别村"), Actor("别人", ""))
    for n in range(9):
        other.people.add_all(Volunteer(name=f"别村{n}{m}") for m in range(lines))
    lent(lived_in, other.folder)
    found = [finding.sentence for finding in doctor.examine(lived_in.folder, lived_in.now()).faults]
    assert any("at change 9, its history at 1" in sentence for sentence in found), found
    again = Village.open(lived_in.folder, Actor("李芳", ""))
    again.people.save(noted(again, "a"))
    again.people.save(noted(again, "b"))
    assert not [line for line in all_lines(lived_in.folder) if line.by == "别人"]
    found = [finding.sentence for finding in doctor.examine(lived_in.folder, lived_in.now()).faults]
    assert any("The book is at change 11" in sentence for sentence in found), found


def test_the_lines_of_a_book_from_another_time_never_get_into_the_history_again(lived_in, tmp_path):
    """An older copy of a book: its last change is in the history already."""
    older = (lived_in.folder / "people.json").read_bytes()
    for note in ("a", "b"):
        lived_in.people.save(noted(lived_in, note))
    count = len(all_lines(lived_in.folder))
    (lived_in.folder / "people.json").write_bytes(older)
    lived_in.people.save(noted(lived_in, "c"))
    assert len(all_lines(lived_in.folder)) == count + 1
    found = [finding.sentence for finding in doctor.examine(lived_in.folder, lived_in.now()).faults]
    assert any("people" in f or "history" in f for f in found), found
