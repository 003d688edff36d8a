"""Faults and power cuts in what makes whole villages: a new one, a migration, a restore."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from faults.calls import Fault, Wrapped, faults_for
from faults.changes import KEY, NOW, SAVED, every_file, make, opened
from faults.child import in_child
from faults.outcome import Outcome
from faults.place import Place, Unseen, in_memory, seeded
from faults.promises import RESULTS
from faults.recording import Files
from support.replay import all_lines, assert_history_matches_books, books_of
from yigong.store.errors import Unconfirmed, YigongError
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage import journal
from yigong.store.storage.book import Actor
from yigong.store.storage.book_file import FORMAT
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.layout import format_of
from yigong.store.village import doctor
from yigong.store.village.archive import verify_archive
from yigong.store.village.backup import BACKUPS
from yigong.store.village.migrate import migrate
from yigong.store.village.restore import restore_folder
from yigong.store.village.village import Village, is_village

_BREADTH = 64
"""How many combinations of what was on its way to the disk are tried at one moment."""


@dataclass(frozen=True)
class Work:
    """What is interrupted."""

    prepare: Callable[[Path], None]
    """Makes what is there before, in a folder."""

    do: Callable[[Path], object]
    """Does the work in a copy of that folder."""

    check: Callable[[Path, Path, str], None]
    """Checks the promises: the folder as it was, the copy, and what became of the work
    (`faults.promises.RESULTS`)."""


def tried(name: str, every: int) -> Outcome:
    """Try the faults of a work; every n-th of them.

    Args:
        name: Its name in `WORKS`.
        every: One is all of them.
    """
    work, outcome = WORKS[name], Outcome()
    with tempfile.TemporaryDirectory() as place:
        template, copy = Path(place) / "template", Path(place) / "copy"
        template.mkdir()
        work.prepare(template)
        for fault in [None, *faults_for(_calls_of(work, template, copy))[::every]]:
            shutil.copytree(template, copy)
            result = _interrupted(work, copy, fault or Fault(0, ""))
            try:
                work.check(template, copy, result)
            except (AssertionError, YigongError, OSError) as error:
                reason = f"{type(error).__name__}: {error}".splitlines()[0]
                outcome.lost.append(f"{name}, {fault}: {reason}")
            outcome.tried += Counter([fault.how] if fault else [])
            shutil.rmtree(copy)
    return outcome


def cut(name: str, every: int) -> Outcome:
    """Cut the power in a work, at every moment and with everything that it may leave.

    Args:
        name: Its name in `WORKS`.
        every: Of all cuts, every n-th is made.
    """
    work, outcome = WORKS[name], Outcome()
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder:
        place = Place(Path(folder), work.prepare)
        for at, reported, files in islice(_cuts(work, place), 0, None, every):
            outcome.tried["at once"] += 1
            copy = place.built(files)
            try:
                work.check(place.template, copy, "done" if reported else "killed")
            except Exception as error:  # whatever a cut does to the program is to be counted
                reason = f"{type(error).__name__}: {error}".splitlines()[0]
                outcome.lost.append(f"{name}, cut after effect {at}: {reason}")
            shutil.rmtree(copy)
    return outcome


def _cuts(work: Work, place: Place) -> Iterator[tuple[int, bool, Files]]:
    """After which effect, whether it was reported by then, and what is left; for each cut."""
    disk, unseen, random = place.disk(), Unseen(), seeded()
    for number, effect in enumerate([None, *place.record(disk, work.do)]):
        if effect is not None:
            disk.apply(effect)
        for files in unseen.after(disk, random, _BREADTH):
            yield number, disk.reported, files


def _calls_of(work: Work, template: Path, copy: Path) -> list[str]:
    shutil.copytree(template, copy)

    def counted() -> bytes:
        wrapped = Wrapped()
        wrapped.arm(None)
        work.do(copy)
        wrapped.disarm()
        return msgspec.json.encode(wrapped.names)

    names = msgspec.json.decode(in_child(counted)[0], type=list[str])
    shutil.rmtree(copy)
    return names


def _interrupted(work: Work, copy: Path, fault: Fault) -> str:
    """What becomes of the work in a process of its own that meets a fault."""

    def met() -> bytes:
        wrapped = Wrapped()
        wrapped.arm(fault)
        try:
            work.do(copy)
            result = "done"
        except Unconfirmed:
            result = "decided"
        except YigongError:
            result = "refused"
        except BaseException as error:
            result = f"{type(error).__name__}: {error}"
        wrapped.disarm()
        return result.encode()

    result, status = in_child(met)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return "killed"
    return result.decode()


# -- a new village ---------------------------------------------------------


def _make_place(folder: Path) -> None:
    (folder / "towns").mkdir()


def _create(folder: Path) -> object:
    settings = Settings(name="绿水村")
    return Village.create(folder / "towns/green/v", settings, Actor("王强"), clock=lambda: NOW)


def _check_created(_template: Path, folder: Path, result: str) -> None:
    """There is a village or none, and then it can be made again."""
    assert result in RESULTS, result
    village = folder / "towns/green/v"
    is_there = is_village(village)
    assert is_there or result not in ("done", "decided"), "reported, and not on disk"
    assert not is_there or result != "refused", "it was said that there is none"
    if not is_there:
        _create(folder)
    assert {fault.repair for fault in doctor.examine(village, NOW).faults} <= {"modes"}
    again = opened(village)
    again.people.add(Volunteer(name="陈静"))
    again.save_settings(replace(again.settings, years_ahead=7))
    assert_history_matches_books(village)
    assert not doctor.examine(village, NOW).faults


# -- a migration -----------------------------------------------------------


def _make_older(folder: Path) -> None:
    """A village of format 3, whose registers do not say yet what people are there as."""
    village = folder / "v"
    make(village)
    lines = [
        replace(line, n=0, sum="", old=_without_roles(line.old), new=_without_roles(line.new))
        for line in all_lines(village)
    ]
    for path in (village / "history").iterdir():
        path.unlink()
    History(Folder(village)).append(lines, sync=False)
    for path in books_of(village).values():
        tables = msgspec.json.decode(path.read_bytes())
        tables["meta"]["1"] |= {"format": 3}
        tables["meta"]["1"].pop("last", None)
        if "head" in tables:
            tables["head"]["1"] = _without_roles(tables["head"]["1"])
        path.write_bytes(msgspec.json.encode(tables))
    (village / SAVED).unlink()
    (village / ".gate.lock").touch()


def _without_roles(record: dict[str, Any] | None) -> dict[str, Any] | None:
    if record is None or ("policy" not in record and "planned" not in record):
        return record
    return {name: value for name, value in record.items() if name not in ("role", "serving")}


def _migrate(folder: Path) -> object:
    return migrate(folder / "v", NOW, "王强")


def _check_migration(template: Path, folder: Path, result: str) -> None:
    """The village is as it was or whole; the copy holds it as it was."""
    assert result in RESULTS, result
    village, before = folder / "v", every_file(template / "v")
    as_before = every_file(village) == before and not journal.exists(Folder(village))
    assert as_before or result != "refused", "it was said that nothing was changed"
    assert not as_before or result not in ("done", "decided"), "reported, and not on disk"
    for archive in (village / BACKUPS).glob("*.zip"):
        verify_archive(archive)
        restore_folder(archive, folder / archive.stem, "李芳")
        assert every_file(folder / archive.stem) == before, "the copy is of something else"
    assert as_before or list((village / BACKUPS).glob("*.zip")), "there is no copy"
    again = opened(village)
    assert format_of(Folder(village)) == FORMAT
    assert {fault.repair for fault in doctor.examine(village, NOW).faults} <= {"modes"}
    heads = [again.registers.read(key).head for key in again.registers.planned_between()]
    assert [head.role for head in heads if head] == ["volunteer"] * 2, "a register is left out"
    again.registers.checkin.check_in(again.events.occurrence_for(KEY), 2)
    for key in again.registers.planned_between():
        again.registers.signup.sign_up(again.events.occurrence_for(key), 12)
    found = doctor.examine(village, NOW).findings
    assert {finding.repair for finding in found} <= {"leftover"}, found
    assert_history_matches_books(village)


# -- a restore into a new folder -------------------------------------------


def _save(folder: Path) -> None:
    make(folder / "v")


def _restore(folder: Path) -> object:
    return restore_folder(folder / "v" / SAVED, folder / "again", "王强")


def _check_restored(template: Path, folder: Path, result: str) -> None:
    """There is a whole village or none, and the restore can be repeated."""
    assert result in RESULTS, result
    again = folder / "again"
    restore_folder(template / "v" / SAVED, folder / "whole", "李芳")
    whole = every_file(folder / "whole")
    is_there = (again / "settings.json").exists()
    assert is_there or result not in ("done", "decided"), "reported, and not on disk"
    if is_there:
        assert every_file(again) == whole, "half a village"
    _restore(folder)
    assert every_file(again) == whole, "repeated, and not whole"
    assert not doctor.examine(again, NOW).faults
    opened(again).registers.checkin.check_in(opened(again).events.occurrence_for(KEY), 2)
    assert_history_matches_books(again)


WORKS = {
    "init": Work(_make_place, _create, _check_created),
    "migrate": Work(_make_older, _migrate, _check_migration),
    "restore DIR": Work(_save, _restore, _check_restored),
}
"""By name."""
