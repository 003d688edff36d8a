"""What is stored is rewritten in books and history together, decided by one journal."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from support.replay import assert_history_matches_books
from yigong.store.errors import Damaged, DataError
from yigong.store.records import Squad, Volunteer
from yigong.store.storage import journal
from yigong.store.storage.book import ChangeReason
from yigong.store.storage.folder import Folder
from yigong.store.storage.locks import HOLDERS_FILE
from yigong.store.village import doctor, repair
from yigong.store.village.village import Village


class Replaced:
    """A rewriting that puts one word in the place of another, as a whole value."""

    def __init__(self, old, new):
        self.old, self.new = old, new

    def concerns(self, raw):
        return self.old.encode() in raw

    def record(self, _book, _key, stored):
        return {field: self.new if value == self.old else value for field, value in stored.items()}

    def line(self, line):
        sides = (side and self.record(line.book, line.key, side) for side in (line.old, line.new))
        return msgspec.structs.replace(line, **dict(zip(("old", "new"), sides, strict=True)))


def rewritten(village, old="老屋", new="新屋", change=None):
    """Rewrite a village, with a change or without one."""
    with village.transaction(ChangeReason("both")) as transaction:
        transaction.rewriting = Replaced(old, new)
        if change:
            change(transaction)


@pytest.fixture
def lived_in(village, clock):
    """Two months with 老屋 in two books, in one of them only until it was changed."""
    village.people.add_all([Volunteer(name="张小明", group="老屋"), Volunteer(name="李秀英")])
    village.squads.add(Squad(name="清理队", purpose="老屋"))
    clock.forward(days=30)
    village.squads.save(msgspec.structs.replace(village.squads.get(1), purpose="河道"))
    village.people.save(msgspec.structs.replace(village.people.get(2), group="老屋"))
    return village


def content(folder):
    """Every file, without who held a lock last."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in files if path.name != HOLDERS_FILE}


def test_books_and_months_are_rewritten_and_the_history_gives_the_books(lived_in):
    before = {name: lived_in.book(name).read().rev for name in ("people", "squads")}
    rewritten(lived_in)
    assert not any("老屋".encode() in raw for raw in content(lived_in.folder).values())
    assert [person.group for person in lived_in.people.all().values()] == ["新屋", "新屋"]
    assert {name: lived_in.book(name).read().rev for name in before} == before
    assert_history_matches_books(lived_in.folder)


def test_a_change_in_the_same_transaction_is_rewritten_too(lived_in):
    def join(change):
        squads = change.open(lived_in.book("squads"))
        squads.put(msgspec.structs.replace(squads.records[1], purpose="老屋", members=(1,)))

    rewritten(lived_in, change=join)
    assert lived_in.squads.get(1) == Squad(
        number=1, rev=3, name="清理队", purpose="新屋", members=(1,)
    )
    assert lived_in.people.get(1).group == "新屋", "what was in memory is read again"
    newest = next(lived_in.history.newest_first())
    assert (newest.act, newest.new["purpose"], newest.of) == ("both", "新屋", "")
    assert_history_matches_books(lived_in.folder)


def test_nothing_is_written_where_nothing_is_to_be_rewritten(lived_in):
    before = content(lived_in.folder)
    rewritten(lived_in, old="茶园")
    assert content(lived_in.folder) == before


def test_months_that_are_decided_are_finished_by_the_next_change(lived_in, colleague, monkeypatch):
    real = os.rename

    def refuse(name, *arguments, **folders):
        if name.endswith(f".jsonl{journal.NAME}"):
            raise OSError(5, "Input/output error")
        return real(name, *arguments, **folders)

    with monkeypatch.context() as broken:
        broken.setattr(os, "rename", refuse)
        with pytest.raises(DataError, match="do not make it again"):
            rewritten(lived_in)
    (note,) = doctor.examine(lived_in.folder, lived_in.now()).findings
    assert note.repair == "together" and not note.fault
    other = colleague()  # opening it finishes
    assert not journal.exists(Folder(lived_in.folder))
    assert other.people.get(1).group == "新屋"
    assert not any("老屋".encode() in raw for raw in content(lived_in.folder).values())
    assert_history_matches_books(lived_in.folder)


def test_a_history_line_that_came_since_does_not_hide_that_a_month_is_done(lived_in, monkeypatch):
    """Killed after the last line, before the journal was removed: it is finished once more."""
    with monkeypatch.context() as killed:
        killed.setattr(journal, "discard_journal", lambda *_a, **_o: None)
        rewritten(lived_in, change=lambda change: _rename(change, lived_in))
    assert journal.exists(Folder(lived_in.folder))
    Village.open(lived_in.folder)
    assert not journal.exists(Folder(lived_in.folder))
    assert_history_matches_books(lived_in.folder)


def _rename(change, village):
    people = change.open(village.book("people"))
    people.put(msgspec.structs.replace(people.records[1], name="张大明"))


def decided(folder, names):
    """Write a journal that has files rewritten, which are not there."""
    content = {"size": 5, "crc": 1}
    plain = {"format": 2, "lines": [], "rewritten": dict.fromkeys(names, content)}
    (folder / journal.NAME).write_bytes(json.dumps(plain).encode())


def test_a_month_that_is_lost_is_said_and_set_aside(lived_in):
    before = content(lived_in.folder)
    decided(lived_in.folder, ["history/2026-11.jsonl"])
    with pytest.raises(Damaged, match=r"history/2026-11\.jsonl"):
        lived_in.people.add(Volunteer(name="王强"))
    (fault,) = doctor.examine(lived_in.folder, lived_in.now()).faults
    assert (fault.where, fault.repair) == (journal.NAME, "together")
    staged = lived_in.folder / f"history/.2026-12.jsonl{journal.NAME}"
    staged.write_bytes(b"{}")
    repair.repair(lived_in.folder, [fault], lived_in.now(), "李芳")
    assert not journal.exists(Folder(lived_in.folder)) and not staged.exists()
    assert {path: content(lived_in.folder)[path] for path in before} == before


@pytest.mark.parametrize("name", ["../elsewhere.json", "outbox/list.csv", ".demo", "/etc/hosts"])
def test_a_journal_replaces_only_files_of_the_village(lived_in, name):
    decided(lived_in.folder, [name])
    with pytest.raises(Damaged, match="files that no village has"):
        lived_in.people.add(Volunteer(name="王强"))


def test_a_journal_of_before_rewriting_is_finished(lived_in):
    """Format 1 has books only."""
    (lived_in.folder / journal.NAME).write_bytes(b'{"format":1,"lines":[]}')
    lived_in.people.add(Volunteer(name="王强"))
    assert not journal.exists(Folder(lived_in.folder))


def test_a_folder_that_cannot_be_listed_stops_it_before_any_change(lived_in, monkeypatch):
    """pathlib's glob would pass over it, and over what killed writers left there."""
    before = content(lived_in.folder)
    real = os.listdir

    def refuse(path="."):
        if Path(f"/proc/self/fd/{path}").resolve() == lived_in.folder / "history":
            raise PermissionError(13, "Permission denied")
        return real(path)

    with monkeypatch.context() as broken:
        broken.setattr(os, "listdir", refuse)
        with pytest.raises(DataError, match="cannot be read"):
            rewritten(lived_in)
    assert content(lived_in.folder) == before
