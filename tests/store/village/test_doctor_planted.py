"""The doctor goes on, whatever stands where a file of the village was; so does the repair."""

from __future__ import annotations

import os
import shutil

import msgspec
import pytest

from hostile.books import UNREADABLE
from hostile.mutated_village import OPEN, make_village
from support.clock import MORNING, Clock
from support.replay import history_paths
from yigong.store.errors import Damaged, DataError
from yigong.store.storage.book import Actor
from yigong.store.storage.folder import Folder
from yigong.store.storage.history_line import HistoryLine, encode_line, read_line, with_checksum
from yigong.store.storage.layout import village_files
from yigong.store.storage.locks import HOLDERS_FILE, LOCK_FILE
from yigong.store.village import doctor, repair
from yigong.store.village.finding import Finding
from yigong.store.village.repair import repair as repaired
from yigong.store.village.village import Village

REGISTER = f"registers/2026/{OPEN}.json"
PLACES = (
    "people.json", "issued.json", REGISTER, "registers/2026", "registers/2025", "registers",
    "history", "history/2026-11.jsonl", "outbox", "outbox/x", ".desks", "backups", "set-aside",
    "people.json.json", "registers/x", ".people.json.tmp",
)  # fmt: skip
PLANTED = ("a fifo", "a folder", "a socket", "a link to nothing", "a link to itself")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make_village(tmp_path_factory.mktemp("whole") / "v")


@pytest.fixture
def folder(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "v")
    return tmp_path / "v"


def plant(folder, where, what):
    path = folder / where
    if path.is_dir():
        shutil.rmtree(path)
    path.parent.mkdir(exist_ok=True)
    path.touch()
    UNREADABLE[what](path)


@pytest.mark.parametrize("what", PLANTED)
@pytest.mark.parametrize("where", PLACES)
def test_what_is_planted_is_named_and_all_else_is_examined_and_repaired(folder, where, what):
    """A damaged book besides is found, and set aside where the history still has it."""
    plant(folder, where, what)
    (folder / "squads.json").write_bytes(b"{")
    findings = doctor.examine(folder, MORNING).findings
    named = {finding.where for finding in findings}
    assert "squads.json" in named
    if what != "a folder" or where in ("people.json", REGISTER, "history/2026-11.jsonl"):
        assert where in named, findings
    try:
        outcome = repaired(folder, findings, MORNING, "李芳")
    except DataError as error:  # no backup can be made, so nothing is repaired
        assert where == "backups", error
        return
    impossible = where.startswith(("history", "set-aside"))
    assert impossible or "squads.json" in {each.where for each in outcome.done}
    after = {fault.where for fault in doctor.examine(folder, MORNING).faults}
    assert after <= named


@pytest.mark.parametrize("what", ["a fifo", "a folder", "a link to a book", "cut in half"])
def test_a_book_is_rebuilt_whatever_stands_in_its_place(folder, what):
    before = Village.open(folder).registers.read(OPEN)
    UNREADABLE[what](folder / REGISTER)
    repaired(folder, doctor.examine(folder, MORNING).findings, MORNING, "李芳")
    again = Village.open(folder).registers.read(OPEN)
    assert (again.entries, again.head) == (before.entries, before.head)
    assert doctor.examine(folder, MORNING).faults == []


def test_folders_in_folders_without_end_are_named_and_end_nothing(folder):
    deep = folder / "outbox"
    for _turn in range(40):
        deep = deep / "x"
    deep.mkdir(parents=True)
    for number in range(3000):
        (folder / "outbox" / str(number)).touch()
    faults = doctor.examine(folder, MORNING).faults
    assert ["without end" in fault.sentence for fault in faults] == [True]


def test_a_name_that_is_no_text_is_named_in_writing_that_is(folder):
    os.mkfifo(os.fsencode(folder) + b"/outbox/\xff\xfe")
    (fault,) = doctor.examine(folder, MORNING).faults
    assert "pipe" in fault.sentence


def test_who_may_not_read_a_file_is_told_and_nothing_is_set_aside(folder):
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (folder / REGISTER).chmod(0)
    (folder / "registers/2025").mkdir(mode=0)
    found = doctor.examine(folder, MORNING).faults
    assert {REGISTER, "registers/2025"} <= {fault.where for fault in found}
    assert not any(fault.repair == "rebuild" for fault in found)


ELSEWHERE = (
    "../evil", "../../evil", "/tmp/evil", "evil", "registers/../../evil", "people.json/../x",
    "registers/2026/../../../evil", "registers/٢٠٢٦/E0001@٢٠٢٦-11-25", "outbox/evil", "",
)  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_history_that_names_another_file_makes_the_repair_write_none(folder, name):
    """Whoever may write the history makes its checksums right, too."""
    (path,) = history_paths(folder)
    last = read_line(path.read_bytes().splitlines()[-1], path)
    entry = {"number": 1, "rev": 1}
    line = HistoryLine(book=name, rev=1, key=1, act="person.add", at=MORNING, new=entry)
    line, _sum = with_checksum(line, last.n + 1, last.sum)
    with path.open("ab") as file:
        file.write(encode_line(line) + b"\n")
    (folder / "squads.json").unlink()
    present = sorted(folder.parent.rglob("*"))
    findings = doctor.examine(folder, MORNING).findings
    assert any("a book that no village has" in finding.sentence for finding in findings)
    asked = [*findings, Finding(f"{name}.json", "as somebody would have it", "rebuild")]
    outcome = repaired(folder, asked, MORNING, "李芳")
    assert [each.where for each in outcome.done] == ["squads.json"]
    assert [each.where for each in outcome.failed] == [f"{name}.json"]
    new = set(folder.parent.rglob("*")) - set(present)
    assert {p.relative_to(folder).parts[0] for p in new} <= {"squads.json", "backups", ".lock"}


def test_a_repair_that_fails_is_reported_and_the_others_are_made(folder, monkeypatch):
    for name in ("people.json", "squads.json"):
        (folder / name).write_bytes(b"{")
    set_aside = repair.set_aside

    def refuse(place, name, now):
        if name == "people.json":
            raise OSError(28, "No space left on device")
        set_aside(place, name, now)

    monkeypatch.setattr(repair, "set_aside", refuse)
    outcome = repaired(folder, doctor.examine(folder, MORNING).findings, MORNING, "李芳")
    assert [each.where for each in outcome.done] == ["squads.json"]
    assert [each.where for each in outcome.failed] == ["people.json"]
    assert "disk is full" in outcome.failed[0].sentence
    assert (folder / "people.json").read_bytes() == b"{"
    assert not [name for name in os.listdir(folder) if name.endswith(".rebuilt")]  # noqa: PTH208


def test_a_book_of_a_newer_yigong_is_not_replaced_by_an_older_one(folder):
    path = folder / "squads.json"
    book = msgspec.json.decode(path.read_bytes())
    book["meta"]["1"]["format"] = 99
    path.write_bytes(msgspec.json.encode(book))
    (fault,) = doctor.examine(folder, MORNING).faults
    assert (fault.where, fault.repair) == ("squads.json", "")


def test_every_book_of_a_village_is_in_its_files(folder):
    Village.open(folder, Actor("李芳"), clock=Clock())
    names = [file.name for file in village_files(Folder(folder))]
    assert REGISTER in names
    plant(folder, "registers/2024", "a fifo")
    assert [file.name for file in village_files(Folder(folder))] == names


@pytest.mark.parametrize("name", [LOCK_FILE, HOLDERS_FILE])
def test_a_lock_file_with_a_second_name_is_named_and_may_be_removed(folder, name):
    village = Village.open(folder, Actor("李芳"), clock=Clock())
    village.people.save(village.people.get(1))
    os.link(folder / name, folder.parent / "second")
    (note,) = doctor.examine(folder, MORNING).findings
    assert (note.where, note.fault) == (name, False)
    (folder / name).chmod(0o666)
    (fault,) = doctor.examine(folder, MORNING).faults
    assert "made anew" in fault.sentence
    with pytest.raises(Damaged, match="made anew"):
        village.people.save(village.people.get(1))
    (folder / name).unlink()
    village.people.save(village.people.get(1))
    assert doctor.examine(folder, MORNING).findings == []


@pytest.mark.parametrize("where", ["people.json", "history/2026-11.jsonl", "outbox/x"])
def test_a_file_of_somebody_under_a_second_name_is_named(folder, where):
    theirs = folder.parent / "theirs"
    theirs.write_bytes(b"x")
    theirs.chmod(0o600)
    (folder / where).unlink(missing_ok=True)
    os.link(theirs, folder / where)
    named = {fault.where: fault.sentence for fault in doctor.examine(folder, MORNING).faults}
    assert where in named
    repaired(folder, doctor.examine(folder, MORNING).findings, MORNING, "李芳")
    assert theirs.read_bytes() == b"x"
    assert theirs.stat().st_mode & 0o777 == 0o600


def test_a_snapshot_by_hard_links_has_no_fault(folder):
    Village.open(folder, Actor("李芳"), clock=Clock())
    shutil.copytree(folder, folder.parent / "snapshot", copy_function=os.link)
    assert doctor.examine(folder, MORNING).faults == []
