"""A village of which one file is mutated, and what has to hold for the others all the same."""

from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import msgspec

from hostile.mutations import MUTATIONS
from support.clock import MORNING, SHANGHAI, Clock
from yigong.store.errors import Damaged, Newer, YigongError
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage import journal
from yigong.store.storage.book import Actor, Book, ChangeReason
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.layout import VillageFile, village_files
from yigong.store.village import doctor
from yigong.store.village.repair import repair
from yigong.store.village.village import Village

OPEN, SIGNED = "E0001@2026-11-25", "E0002@2026-11-20"
_SENTINELS = ("people.json", "HOSTILE", "HOSTILE.json", "evil.json")
_WHO = Actor("李芳", "东门")


def make_village(folder: Path) -> Path:
    """Six people, two squads, an open register and a signed one; the history has all of it."""
    clock = Clock(datetime(2026, 11, 20, 8, 50, tzinfo=SHANGHAI))
    village = Village.create(folder, Settings(name="青山村"), _WHO, clock=clock, sync=False)
    village.people.add_all(Volunteer(name=f"村民{n}", phone=f"1380000000{n}") for n in range(1, 7))
    village.squads.add(Squad(name="清理队", members=(1, 2, 3), leader=1))
    village.squads.add(Squad(name="修葺队", members=(2, 4)))
    monthly = ByRRule("FREQ=MONTHLY;BYMONTHDAY=25")
    for day, hour, repeat in ((25, 8, monthly), (20, 9, None)):
        start = datetime(2026, 11, day, hour)
        village.events.add(Event(title="村民义务日", start=start, minutes=180, repeat=repeat))
    signed = village.events.occurrence_for(SIGNED)
    for number in (1, 2, 3):
        village.registers.checkin.check_in(signed, number)
    clock.now = signed.end
    village.registers.grants.grant(signed, 4, 60, "备料")
    village.registers.settlement.close(signed)
    clock.now = MORNING
    village.registers.checkin.check_in(village.events.occurrence_for(OPEN), 1)
    village.registers.checkin.check_in(village.events.occurrence_for(OPEN), 2)
    village.issued.add_phone_list(f"signin {OPEN}", 3)
    return folder


def cut_short(whole: Path, folder: Path, monkeypatch) -> Path:
    """The village with a merge of which nothing is done but decided."""
    shutil.copytree(whole, folder)
    village = Village.open(folder, _WHO, clock=Clock())
    with monkeypatch.context() as patched:
        patched.setattr(journal, "apply_journal", _killed)
        with contextlib.suppress(KeyboardInterrupt):
            village.merge(6, 3)
    assert journal.exists(Folder(folder))
    return folder


def _killed(*_arguments: object, **_options: object) -> None:
    raise KeyboardInterrupt


def stored_files(folder: Path) -> list[str]:
    """The books, the history, and the journal with what it names, if there is one."""
    names = [file.name for file in village_files(Folder(folder))]
    staged = [path.relative_to(folder).as_posix() for path in folder.rglob(f".*{journal.NAME}")]
    return [*names, *staged, journal.NAME] if staged else names


class Trials:
    """Mutations of one village, each tried on copies of it."""

    def __init__(self, whole: Path, scratch: Path, seed: int) -> None:
        self.done: Counter[str] = Counter()
        self.rebuilt = 0
        self.current = ""
        self._whole = whole
        self._scratch = scratch
        self._rng = random.Random(seed)
        self._names = stored_files(whole)
        self._raw = {name: (whole / name).read_bytes() for name in self._names}
        self._unfinished = journal.exists(Folder(whole))

    def mutate(self) -> None:
        """Mutate one file, and try everything with the village."""
        rng = self._rng
        name, mutation = rng.choice(self._names), rng.choice(MUTATIONS)
        other = self._raw[rng.choice([each for each in self._names if each != name])]
        raw = mutation(rng, self._raw[name], other)
        if raw == self._raw[name]:
            return
        self.current = f"{mutation.__name__} {name}: {raw[:3000]!r}"
        for act in (self._write, self._examine):
            folder = self._copy()
            (folder / name).write_bytes(raw)
            act(folder, name)
            around = {path.name: path.read_bytes() for path in folder.parent.glob("[!v]*")}
            assert around == dict.fromkeys(_SENTINELS, b"kept"), self.current
            shutil.rmtree(folder.parent)
        self.done[name.partition("/")[0]] += 1

    def _copy(self) -> Path:
        """A fresh copy, among files that a wrong path would reach."""
        around = Path(tempfile.mkdtemp(dir=self._scratch))
        shutil.copytree(self._whole, around / "v")
        for name in _SENTINELS:
            (around / name).write_bytes(b"kept")
        return around / "v"

    def _read(self, folder: Path, name: str) -> set[str]:
        """Read every book, which all but the mutated one must allow; gives those that could."""
        readable = set()
        for file in map(VillageFile, self._names):
            if file.name.startswith((".", "history/")) or file.name.endswith(journal.NAME):
                continue
            try:
                _book(folder, file).read()
                readable.add(file.name)
            except (Damaged, Newer) as error:
                assert file.name == name and Path(name).name in str(error), self.current
        return readable

    def _write(self, folder: Path, name: str) -> None:
        """Write the mutated book, another one, and what an organiser would."""
        readable = self._read(folder, name)
        for file in map(VillageFile, sorted(readable)):
            if file.name == name or self._rng.random() < 0.3:
                try:
                    _touch(folder, file)
                except YigongError as error:
                    assert str(error), self.current
                    needed = file.name == name or not name.endswith(".json")
                    assert needed or self._unfinished, (self.current, str(error))
        for act in (_check_in, _save_person):
            try:
                act(folder)
            except YigongError as error:
                assert str(error), self.current
        self._read(folder, name)
        assert all(finding.sentence for finding in doctor.examine(folder, MORNING).findings)

    def _examine(self, folder: Path, name: str) -> None:
        """Examine it and have it repaired: nothing that is whole is touched."""
        before = doctor.examine(folder, MORNING)
        whole = self._read(folder, name)
        kept = {each: (folder / each).read_bytes() for each in whole}
        repair(folder, before.findings, MORNING, _WHO.by)
        after = doctor.examine(folder, MORNING)
        new = {fault.where for fault in after.faults} - {fault.where for fault in before.faults}
        if self._unfinished and not name.endswith(".json"):
            new.clear()  # the change is finished first, and its books compared with their history
        assert not new, (self.current, after.faults)
        if not self._unfinished:
            changed = [each for each, raw in kept.items() if (folder / each).read_bytes() != raw]
            assert not changed, (self.current, changed)
        if name not in whole and name.endswith(".json") and not self._unfinished:
            assert name in {fault.where for fault in before.faults}, self.current
            self.rebuilt += name not in {fault.where for fault in after.faults}


def _book(folder: Path, file: VillageFile) -> Book[object]:
    place = Folder(folder)
    return Book(place, file.book, file.schema, History(place))


def _touch(folder: Path, file: VillageFile) -> None:
    """Write a record of a book again."""
    with _book(folder, file).change(_WHO, MORNING, ChangeReason("test"), sync=False) as draft:
        for record in [*draft.records.values()][:1]:
            draft.put(record)


def _check_in(folder: Path) -> None:
    village = Village.open(folder, _WHO, clock=Clock())
    village.registers.checkin.check_in(village.events.occurrence_for(OPEN), 5)


def _save_person(folder: Path) -> None:
    village = Village.open(folder, _WHO, clock=Clock())
    village.people.save(msgspec.structs.replace(village.people.get(1), note="新"))
