"""What must hold after a change was interrupted, whatever interrupted it."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import msgspec

from faults.changes import (
    CHANGES,
    ERASED,
    FIRST_STEPS,
    KEY,
    NOW,
    SAVED,
    every_file,
    is_whole,
    opened,
    traces,
)
from support.replay import assert_history_matches_books, books_of
from yigong.store.errors import YigongError
from yigong.store.request_records import Request, Visit
from yigong.store.storage import journal
from yigong.store.storage.layout import SET_ASIDE
from yigong.store.storage.locks import HOLDERS_FILE
from yigong.store.venue_records import Venue
from yigong.store.village import doctor
from yigong.store.village.archive import verify_archive
from yigong.store.village.backup import BACKUPS
from yigong.store.village.restore import restore_folder
from yigong.store.village.village import Village

RESULTS = ("done", "refused", "decided", "killed")
"""What became of a change: it was reported; a sentence said no; a sentence said that it is made, or
that the next change finishes it, though the disk did not confirm it (`Unconfirmed`); or its process
ended and nobody was told anything."""

Contents = dict[str, dict[str, Any]]
"""By book, its tables without the history lines that it carries."""


class Promises:
    """The promises about one change, checked on a folder in which it was interrupted."""

    def __init__(self, change: str, template: Path) -> None:
        """Note what is to be compared.

        Args:
            change: The change's name in `CHANGES`.
            template: The village before the change.
        """
        self._change = change
        self._before = self._book(template)
        self._traces = traces(template)
        self._refusable = [contents_of(template), *self._after_first_step(template)]
        """What the books may hold after a refusal."""

        self._whole = [every_file(template)]
        """What the village's files may be after a restore."""

        if change == "restore":
            with tempfile.TemporaryDirectory() as folder:
                restore_folder(template / SAVED, Path(folder), "李芳")
                self._whole.append(every_file(Path(folder)))

    def check(self, folder: Path, result: str) -> Contents:
        """Check every promise; the folder is changed by it.

        Args:
            folder: The village as the interruption left it.
            result: One of `RESULTS`.

        Returns:
            What the books held, as soon as somebody had opened the village again.

        Raises:
            AssertionError: A promise is broken.
            YigongError: The village cannot be opened, or does not take the next change.
        """
        assert result in RESULTS, result
        found = doctor.examine(folder, NOW)
        # A folder may have been made and not opened to the group yet: the next change does that.
        faults = [fault for fault in found.faults if fault.repair != "modes"]
        assert not faults, f"the doctor finds: {faults[0].sentence}"
        if (folder / journal.NAME).exists():
            found = self._finished(folder)
        after = self._book(folder)
        contents = contents_of(folder)
        self._check_report(result, after, contents, found)
        village = opened(folder, minutes=1)  # every book opens, and takes the next change
        if self._change == "restore":
            assert every_file(folder) in self._whole, "half of what was saved, half of what was"
            if every_file(folder) != self._whole[0]:
                self._check_copies(folder)
        else:
            assert is_whole(village), "half of a change of several books"
        for archive in (folder / BACKUPS).glob("*.zip"):
            verify_archive(archive)
        if self._change == "forget":
            self._check_erasure(village)
        self._check_next_changes(village, is_made=after != self._before)
        assert_history_matches_books(folder)
        assert not doctor.examine(folder, NOW).faults, "what was left is not put right"
        if self._change == "forget":
            self._check_erasure(village)
            assert village.people.get(ERASED).forgotten
        return contents

    # -- inside ------------------------------------------------------------

    def _book(self, folder: Path) -> bytes:
        """The first book of the change; the names of all backups, if these are what it makes."""
        if self._change == "backup":
            return "\n".join(sorted(p.name for p in (folder / BACKUPS).glob("*.zip"))).encode()
        path = folder / f"{CHANGES[self._change][0]}.json"
        return path.read_bytes() if path.exists() else b""

    def _after_first_step(self, template: Path) -> list[Contents]:
        """What the books hold between two changes, if there are two."""
        if self._change not in FIRST_STEPS:
            return []
        with tempfile.TemporaryDirectory() as folder:
            village = opened(shutil.copytree(template, Path(folder) / "v"))
            FIRST_STEPS[self._change](village)
            return [contents_of(village.folder)]

    def _check_report(
        self, result: str, after: bytes, contents: Contents, found: doctor.Examination
    ) -> None:
        """What was said of the change is true."""
        if result in ("done", "decided"):
            assert after != self._before, "reported, and not on disk"
        if result == "refused":
            assert contents in self._refusable, "it was said that nothing was changed"
        if after == self._before:
            notes = [note for note in found.findings if note.repair == "history"]
            assert not notes, "nothing changed, and yet a line waits for the history"

    def _finished(self, folder: Path) -> doctor.Examination:
        """What the doctor finds after a transaction that was cut short is finished."""
        notes = [note.repair for note in doctor.examine(folder, NOW).findings]
        assert "together" in notes, "the doctor does not tell of it"
        opened(folder)
        found = doctor.examine(folder, NOW)
        assert not found.faults, f"finished, and then: {found.faults[0].sentence}"
        assert not (folder / journal.NAME).exists(), "it is not finished"
        return found

    def _check_next_changes(self, village: Village, *, is_made: bool) -> None:
        """The same change, others, and one more of the same book: what a fault kept from the
        history is appended by it."""
        try:
            CHANGES[self._change][1](village)
        except YigongError:
            assert is_made, "it cannot be done now, though it was not done before"
        occurrence = village.events.occurrence_for
        if self._change == "close":
            village.registers.signup.sign_up(occurrence("E0001@2026-12-25"), 12)
        else:
            village.registers.checkin.check_in(occurrence(KEY), 12)
        village.people.save(msgspec.structs.replace(village.people.get(9), note="after"))
        book = CHANGES[self._change][0]
        if book == "settings":
            village.save_settings(msgspec.structs.replace(village.settings, years_ahead=7))
        elif book == "venues":
            village.venues.add(Venue(name="车"))
        elif book == "requests":
            village.visits.add(Visit(day=NOW.date(), who=6))
            village.requests.add(Request(at=village.now(), text="after"))
        elif book == "points/2026":
            village.points.award([9], 1, "after")
        elif book == "scorecards":
            village.scorecards.withdraw(max(village.scorecards.all()), "after")
        elif book == "events":
            village.events.cancel_occurrence(1, NOW.date().replace(year=2027))
        elif self._change == "close":
            village.registers.settlement.reopen(occurrence(KEY), "after")
        elif book != "people":
            key = book.rpartition("/")[2]
            village.registers.signup.sign_up(occurrence(key), 7, 8)

    def _check_copies(self, folder: Path) -> None:
        """What a restore replaced is in a backup; what it removed is set aside, too."""
        before, restored = self._whole
        copies = []
        for path in (folder / BACKUPS).glob("*.zip"):
            with zipfile.ZipFile(path) as archive:
                copies.append({name: archive.read(name) for name in archive.namelist()})
        assert any(before.items() <= copy.items() for copy in copies), "no copy of what was there"
        aside = {path.name: path.read_bytes() for path in (folder / SET_ASIDE).rglob("*.*")}
        for name in before.keys() - restored.keys():
            assert aside.get(name.replace("/", "_")) == before[name], f"{name} is not set aside"

    def _check_erasure(self, village: Village) -> None:
        """Nothing names the person, or everything does that did; who held a lock last aside."""
        found = traces(village.folder)
        if village.people.get(ERASED).forgotten:
            assert not found, f"the person is still named in {found}"
            return
        for name, count in self._traces.items():
            assert name == HOLDERS_FILE or found.get(name, 0) >= count, f"{name} is redacted"


def contents_of(folder: Path) -> Contents:
    """What the books of a village hold; which lines the history still lacks is left out."""
    contents = {}
    for name, path in books_of(folder).items():
        tables = json.loads(path.read_bytes())
        tables["meta"]["1"].pop("last", None)
        contents[name] = tables
    return contents
