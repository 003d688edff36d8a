"""The harness: for each fault a new copy, a process that meets it, and checks of what is left."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from faults import whole_villages
from faults.calls import Fault, Wrapped, faults_for
from faults.changes import CHANGES, make, opened
from faults.child import in_child
from faults.outcome import Outcome
from faults.place import in_memory
from faults.power_cut import PowerCuts
from faults.promises import Promises
from faults.whole_villages import WORKS
from yigong.store.errors import Unconfirmed, YigongError
from yigong.store.village.village import Village


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

        def work() -> bytes:
            wrapped, village = Wrapped(), self._warm(folder)
            wrapped.arm(None)
            CHANGES[change][1](village)
            wrapped.disarm()
            return msgspec.json.encode(wrapped.names)

        names = msgspec.json.decode(in_child(work)[0], type=list[str])
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

        def work() -> bytes:
            wrapped, village = Wrapped(), self._warm(folder)
            wrapped.arm(fault)
            try:
                CHANGES[change][1](village)
                result = "done"
            except Unconfirmed:
                result = "decided"
            except YigongError:
                result = "refused"
            except BaseException as error:
                result = f"{type(error).__name__}: {error}"
            wrapped.disarm()
            return result.encode()

        result, status = in_child(work)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return "killed"
        return result.decode()


def tried(kind: str, every: int) -> tuple[Outcome, Outcome]:
    """Try the faults and the power cuts of one of `CHANGES` or `WORKS`; every n-th of them."""
    if kind in WORKS:
        return whole_villages.tried(kind, every), whole_villages.cut(kind, every)
    with tempfile.TemporaryDirectory() as folder:
        harness, faults = Harness(Path(folder)), Outcome()
        for fault in harness.faults_of(kind, every):
            faults.add(harness.run(kind, fault))
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder:
        return faults, PowerCuts(Path(folder)).run(kind, every)


def main() -> int:
    """Try everything with every change and print the outcome."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    faults, cuts = Outcome(), Outcome()
    kinds = [*CHANGES, *WORKS]
    with ProcessPoolExecutor() as processes:
        outcomes = processes.map(partial(tried, every=every), kinds)
        for kind, (of_faults, of_cuts) in zip(kinds, outcomes, strict=True):
            sys.stdout.write(f"{kind:14} {of_faults.line('faults')}\n")
            sys.stdout.write(f"{'':14} {of_cuts.line('power cuts')}\n")
            sys.stdout.flush()
            faults.add(of_faults)
            cuts.add(of_cuts)
    lost = [*faults.lost, *cuts.lost]
    sys.stdout.writelines(f"LOST {sentence}\n" for sentence in lost)
    sys.stdout.write(
        f"faults tried: {faults.tried.total()}, power cuts tried: {cuts.tried.total()}, "
        f"lost: {len(lost)}\n"
    )
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
