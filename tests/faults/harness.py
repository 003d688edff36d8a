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
from faults.changes import CHANGES, make, opened
from faults.promises import Promises
from yigong.store.errors import YigongError
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
        result = self._meet(folder, change, fault)
        outcome = Outcome(Counter([fault.how]))
        try:
            Promises(change, self._template).check(folder, result)
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

    def _meet(self, folder: Path, change: str, fault: Fault) -> str:
        """Make the change in a process of its own, with the fault.

        Returns:
            One of `faults.promises.RESULTS`; or any other error, which is a bug.
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
