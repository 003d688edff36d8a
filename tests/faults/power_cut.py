"""Power cuts in a recorded change: everything that the disk may hold then, and what is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import islice
from pathlib import Path

import msgspec

from faults.changes import CHANGES, make, opened
from faults.disk_model import Disk
from faults.outcome import Outcome
from faults.place import Place, Unseen, seeded
from faults.promises import Contents, Promises, contents_of
from faults.recording import Effect, Files, Rename

_VILLAGE = "village"
_CUT, _KILLED = "at once", "after a kill"
_BREADTH = {_CUT: 512, _KILLED: 16}
"""How many combinations of what was on its way to the disk are tried at one moment."""


class Cut(msgspec.Struct, frozen=True):
    """A power cut, and what it may leave."""

    how: str
    at: str
    """The moment."""

    reported: bool
    """Whether the change had been reported."""

    files: Files
    allowed: list[Contents]
    """What the books may hold after it."""


class PowerCuts:
    """Cuts the power in changes, at every moment and with everything that it may leave."""

    def __init__(self, folder: Path) -> None:
        """Make the village that is changed.

        Args:
            folder: A folder; in memory, it goes faster.
        """
        self._place = Place(folder, lambda template: make(template / _VILLAGE))

    def run(self, change: str, every: int = 1) -> Outcome:
        """Cut the power in a change; and in it again, after its process was killed in it before.

        Args:
            change: Its name in `CHANGES`.
            every: Of all cuts and all kills, every n-th is made.
        """
        effects = self.record(self.disk(), change)
        return self.check(change, islice(self.cuts(change, effects, every), 0, None, every))

    def disk(self) -> Disk:
        """The disk before a change."""
        return self._place.disk()

    def record(self, disk: Disk, change: str) -> list[Effect]:
        """Make a change of `CHANGES`, and record it (`Place.record`)."""
        return self._place.record(disk, lambda root: CHANGES[change][1](opened(root / _VILLAGE)))

    def cuts(self, change: str, effects: Sequence[Effect], every: int = 1) -> Iterator[Cut]:
        """All cuts that leave different things.

        Args:
            change: The change's name.
            effects: Its recording.
            every: After every n-th effect its process is killed and the change made once more.
        """
        unseen, disk = Unseen(), self.disk()
        yield from self.cuts_in(disk, effects, unseen=unseen)
        for number, effect in enumerate(effects[:-1], 1):
            disk.apply(effect)
            if number % every == 0:
                again = self.record(disk, change)
                for cut in self.cuts_in(disk, again, how=_KILLED, unseen=unseen):
                    at = f"killed after effect {number}, made again, {cut.at}"
                    yield msgspec.structs.replace(cut, at=at)

    def cuts_in(
        self,
        disk: Disk,
        effects: Sequence[Effect],
        *,
        how: str = _CUT,
        unseen: Unseen | None = None,
    ) -> Iterator[Cut]:
        """The cuts after each effect.

        Args:
            disk: What is there before them; it stays as it is.
            effects: The effects.
            how: What they are called in the outcome.
            unseen: Knows what cuts left before, which is left out.
        """
        unseen = unseen or Unseen()
        disk, random = deepcopy(disk), seeded()
        allowed = [self._contents(self.disk()), self._contents(disk)]
        for number, effect in enumerate([None, *effects]):
            if effect is not None:
                disk.apply(effect)
            if isinstance(effect, Rename):  # nothing else decides anything
                allowed.append(self._contents(disk))
            for files in unseen.after(disk, random, _BREADTH[how]):
                at = f"cut after effect {number}"
                last = allowed[-1:] if disk.reported else allowed[:]
                yield Cut(how, at, disk.reported, files, last)

    def check(self, change: str, cuts: Iterable[Cut]) -> Outcome:
        """Check what cuts may leave of a change.

        Args:
            change: Its name.
            cuts: The cuts.
        """
        outcome = Outcome()
        promises = Promises(change, self._place.template / _VILLAGE)
        for cut in cuts:
            outcome.tried[cut.how] += 1
            root = self._place.built(cut.files)
            try:
                found = promises.check(root / _VILLAGE, "done" if cut.reported else "killed")
                assert found in cut.allowed, "the books are as they never were"
            except Exception as error:  # whatever a cut does to the program is to be counted
                reason = f"{type(error).__name__}: {error}".splitlines()[0]
                outcome.lost.append(f"{change}, {cut.at}: {reason}")
            shutil.rmtree(root)
        return outcome

    def _contents(self, disk: Disk) -> Contents:
        """What the books hold while the power is on, once a transaction is finished."""
        root = self._place.built(disk.files())
        opened(root / _VILLAGE)
        contents = contents_of(root / _VILLAGE)
        shutil.rmtree(root)
        return contents
