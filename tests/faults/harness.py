"""The harness: for each fault a new copy, a process that meets it, and checks of what is left."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from faults.calls import Fault, Wrapped, faults_for
from faults.changes import CHANGES, ERASED, NOW, is_whole, make, opened, traces
from support.replay import assert_history_matches_books
from yigong.store.errors import YigongError
from yigong.store.storage import journal
from yigong.store.storage.files import read_file
from yigong.store.village import doctor
from yigong.store.village.village import Village


@dataclass
class Outcome:
    """The faults that were tried, and what was lost by them."""

    tried: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Add another outcome."""
        self.tried += other.tried
        self.lost += other.lost


class Harness:
    """Runs changes with faults in forked processes."""

    def __init__(self, folder: Path) -> None:
        """Make the village that every fault gets a copy of.

        Args:
            folder: A folder on the file system that is to be tried.
        """
        self._folder = folder
        self._template = folder / "template"
        make(self._template)

    def calls_of(self, change: str) -> list[str]:
        """The calls of a change without a fault."""
        folder = self._copy()
        reports, report = os.pipe()
        if os.fork() == 0:
            wrapped, village = Wrapped(), self._warm(folder)
            wrapped.arm(None)
            CHANGES[change][1](village)
            wrapped.disarm()
            os.write(report, msgspec.json.encode(wrapped.names))
            os._exit(0)
        os.close(report)
        with os.fdopen(reports, "rb") as pipe:
            names = msgspec.json.decode(pipe.read(), type=list[str])
        os.wait()
        shutil.rmtree(folder)
        return names

    def faults_of(self, change: str, every: int = 1) -> Iterator[Fault]:
        """The faults of a change; every n-th of them."""
        yield from faults_for(self.calls_of(change))[::every]

    def run(self, change: str, fault: Fault) -> Outcome:
        """Let one fault happen, and check what is left."""
        folder = self._copy()
        before = self._content(folder, change)
        result = self._meet(folder, change, fault)
        outcome = Outcome(Counter([fault.how]))
        try:
            self._examine(folder, change, before, result)
        except (AssertionError, YigongError, OSError) as error:
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            outcome.lost.append(f"{change}, call {fault.at}, {fault.how}: {reason}")
        shutil.rmtree(folder)
        return outcome

    # -- inside ------------------------------------------------------------

    def _copy(self) -> Path:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        folder.rmdir()
        shutil.copytree(self._template, folder)
        return folder

    def _warm(self, folder: Path) -> Village:
        """A village whose books are read already, so that only the change's calls are counted."""
        village = opened(folder)
        for book in (village.people.all, village.squads.all, village.events.all):
            book()
        return village

    def _content(self, folder: Path, change: str) -> bytes:
        return read_file(folder / f"{CHANGES[change][0]}.json")[0]

    def _meet(self, folder: Path, change: str, fault: Fault) -> str:
        """Make the change in a process of its own, with the fault.

        Returns:
            ``done`` where it was reported, ``refused`` where a sentence said no, ``decided`` where
            it said that the next change finishes, ``killed``; or any other error, which is a bug.
        """
        reports, report = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reports)
            wrapped, village = Wrapped(), self._warm(folder)
            wrapped.arm(fault)
            try:
                CHANGES[change][1](village)
                result = "done"
            except YigongError as error:
                result = "decided" if "do not make it again" in str(error) else "refused"
            except BaseException as error:
                result = f"{type(error).__name__}: {error}"
            wrapped.disarm()
            os.write(report, result.encode())
            os._exit(0)
        os.close(report)
        with os.fdopen(reports, "rb") as pipe:
            result = pipe.read().decode()
        _pid, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return "killed"
        return result

    def _examine(self, folder: Path, change: str, before: bytes, result: str) -> None:
        """Check every promise after the fault."""
        assert result in ("done", "refused", "decided", "killed"), result
        found = doctor.examine(folder, NOW)
        assert not found.faults, f"the doctor finds: {found.faults[0].sentence}"
        if journal.exists(folder):
            found = self._finished(folder)
        after = self._content(folder, change)
        if result in ("done", "decided"):
            assert after != before, "reported, and not on disk"
        if result == "refused" and change in ("merge", "forget"):
            assert after == before, "it was said that nothing was changed"
        if after == before:
            notes = [note for note in found.findings if note.repair == "history"]
            assert not notes, "nothing changed, and yet a line waits for the history"
        village = opened(folder, minutes=1)  # every book opens, and takes the next change
        assert is_whole(village), "half of a change of several books"
        if change == "forget":
            self._assert_erased_or_as_before(village)
        again = CHANGES[change][1]
        try:
            again(village)
        except YigongError:
            assert after != before, "it cannot be done now, though it was not done before"
        village.registers.checkin.check_in(
            village.events.occurrence_for("E0001@2026-11-25"), 12
        ) if (change != "close") else village.registers.signup.sign_up(
            village.events.occurrence_for("E0001@2026-12-25"), 12
        )
        village.people.save(msgspec.structs.replace(village.people.get(9), note="after"))
        self._heal(village, change)
        assert_history_matches_books(folder)
        if change == "forget":
            self._assert_erased_or_as_before(village)
            assert village.people.get(ERASED).forgotten

    def _assert_erased_or_as_before(self, village: Village) -> None:
        """Nothing names the person, or everything does that did; who held a lock last aside."""
        found = traces(village.folder)
        if village.people.get(ERASED).forgotten:
            assert not found, f"the person is still named in {found}"
            return
        for name, count in traces(self._template).items():
            assert name.endswith(".lock") or found.get(name, 0) >= count, f"{name} is redacted"

    def _finished(self, folder: Path) -> doctor.Examination:
        """What the doctor finds after a transaction that was cut short is finished."""
        notes = [note.repair for note in doctor.examine(folder, NOW).findings]
        assert "together" in notes, "the doctor does not tell of it"
        opened(folder)
        found = doctor.examine(folder, NOW)
        assert not found.faults, f"finished, and then: {found.faults[0].sentence}"
        assert not journal.exists(folder), "it is not finished"
        return found

    def _heal(self, village: Village, change: str) -> None:
        """Change the same book once more, which appends what the fault kept from the history."""
        book = CHANGES[change][0]
        if book == "settings":
            village.save_settings(msgspec.structs.replace(village.settings, years_ahead=7))
        elif book == "events":
            village.events.cancel_occurrence(1, NOW.date().replace(year=2027))
        elif change == "close":
            village.registers.settlement.reopen(
                village.events.occurrence_for("E0001@2026-11-25"), "after"
            )
        elif book != "people":
            key = book.rpartition("/")[2]
            village.registers.signup.sign_up(village.events.occurrence_for(key), 7, 8)


def main() -> int:
    """Try every fault of every change and print the outcome."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    total = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        harness = Harness(Path(folder))
        for change in CHANGES:
            outcome = Outcome()
            for fault in harness.faults_of(change, every):
                outcome.add(harness.run(change, fault))
            tried = ", ".join(f"{how} {n}" for how, n in sorted(outcome.tried.items()))
            sys.stdout.write(f"{change:14} {sum(outcome.tried.values()):5} faults ({tried})\n")
            total.add(outcome)
    for lost in total.lost:
        sys.stdout.write(f"LOST {lost}\n")
    sys.stdout.write(f"faults tried: {sum(total.tried.values())}, lost: {len(total.lost)}\n")
    return 1 if total.lost else 0


if __name__ == "__main__":
    sys.exit(main())
