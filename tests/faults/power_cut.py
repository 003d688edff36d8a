"""Power cuts in a recorded change: everything that the disk may hold then, and what is lost."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from functools import lru_cache
from itertools import islice
from pathlib import Path
from random import Random

import msgspec

from faults.changes import CHANGES, NAME, make, opened
from faults.child import in_child
from faults.disk_model import Disk
from faults.outcome import Outcome
from faults.promises import Contents, Promises, contents_of
from faults.recording import Effect, Files, Put, Recorder, Recording, Rename, Report, files_below
from yigong.store.errors import YigongError
from yigong.store.storage.files import FILE_MODE, FOLDER_MODE
from yigong.store.storage.locks import HOLDERS_FILE

_VILLAGE = "village"
_SEED = 20261125
_DRAWN = re.compile(r"[0-9a-f]{16}(?=\.tmp$)")
_CUT, _KILLED = "at once", "after a kill"
_BREADTH = {_CUT: 512, _KILLED: 16}
"""How many combinations of what was on its way to the disk are tried at one moment."""


def in_memory() -> str | None:
    """A file system in memory, on which what cuts leave is made quickly; `None`: there is none."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


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
        self._folder = folder
        self._template = folder / "template"
        self._template.mkdir()
        make(self._template / _VILLAGE)

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
        return Disk(files_below(self._template), plain=HOLDERS_FILE)

    def record(self, disk: Disk, change: str) -> list[Effect]:
        """Make a change in a process of its own, and record it.

        Args:
            disk: What is there before it.
            change: Its name in `CHANGES`.

        Raises:
            AssertionError: The recording is not all that was done.
        """
        root = self._built(disk.files())

        def work() -> bytes:
            recorder = Recorder(root, disk.numbers(), disk.next_number)
            with suppress(YigongError):  # it was made before
                CHANGES[change][1](opened(root / _VILLAGE))
                recorder.report()
            return msgspec.msgpack.encode(recorder.recording())

        recording = msgspec.msgpack.decode(in_child(work)[0], type=Recording)
        shutil.rmtree(root)
        assert not recording.unknown, f"not recorded: {recording.unknown}"
        after = deepcopy(disk)
        for effect in recording.effects:
            after.apply(effect)
        assert after.files() == recording.on_disk, "there is more on the disk than was recorded"
        if not any(isinstance(effect, Put | Rename) for effect in recording.effects):
            return [effect for effect in recording.effects if not isinstance(effect, Report)]
        return recording.effects

    def cuts(self, change: str, effects: Sequence[Effect], every: int = 1) -> Iterator[Cut]:
        """All cuts that leave different things.

        Args:
            change: The change's name.
            effects: Its recording.
            every: After every n-th effect its process is killed and the change made once more.
        """
        seen: set[int] = set()
        disk = self.disk()
        yield from self.cuts_in(disk, effects, seen=seen)
        for number, effect in enumerate(effects[:-1], 1):
            disk.apply(effect)
            if number % every == 0:
                again = self.record(disk, change)
                for cut in self.cuts_in(disk, again, how=_KILLED, seen=seen):
                    at = f"killed after effect {number}, made again, {cut.at}"
                    yield msgspec.structs.replace(cut, at=at)

    def cuts_in(
        self,
        disk: Disk,
        effects: Sequence[Effect],
        *,
        how: str = _CUT,
        seen: set[int] | None = None,
    ) -> Iterator[Cut]:
        """The cuts after each effect.

        Args:
            disk: What is there before them; it stays as it is.
            effects: The effects.
            how: What they are called in the outcome.
            seen: What cuts left before, which is left out; gets what these leave.
        """
        seen = set() if seen is None else seen
        disk, random = deepcopy(disk), Random(_SEED)
        allowed = [self._contents(self.disk()), self._contents(disk)]
        for number, effect in enumerate([None, *effects]):
            if effect is not None:
                disk.apply(effect)
            if isinstance(effect, Rename):  # nothing else decides anything
                allowed.append(self._contents(disk))
            for files in disk.states(random, _BREADTH[how]):
                identity = _identity(files, disk.reported)
                if identity not in seen:
                    seen.add(identity)
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
        promises = Promises(change, self._template / _VILLAGE)
        for cut in cuts:
            outcome.tried[cut.how] += 1
            root = self._built(cut.files)
            try:
                found = promises.check(root / _VILLAGE, "done" if cut.reported else "killed")
                assert found in cut.allowed, "the books are as they never were"
            except Exception as error:  # whatever a cut does to the program is to be counted
                reason = f"{type(error).__name__}: {error}".splitlines()[0]
                outcome.lost.append(f"{change}, {cut.at}: {reason}")
            shutil.rmtree(root)
        return outcome

    # -- inside ------------------------------------------------------------

    def _built(self, files: Files) -> Path:
        """A new folder with some content, each file with the mode that it had before."""
        root = Path(tempfile.mkdtemp(dir=self._folder))
        for name, content in sorted(files.items()):
            path = root / name
            if content is None:
                path.mkdir()
            else:
                path.write_bytes(content)
            before = self._template / name
            made = FOLDER_MODE if content is None else FILE_MODE
            path.chmod(before.stat().st_mode & 0o7777 if before.exists() else made)
        return root

    def _contents(self, disk: Disk) -> Contents:
        """What the books hold while the power is on, once a transaction is finished."""
        root = self._built(disk.files())
        opened(root / _VILLAGE)
        contents = contents_of(root / _VILLAGE)
        shutil.rmtree(root)
        return contents


def _identity(files: Files, reported: bool) -> int:
    """Tells apart what cuts leave; not what is in temporary files, which nobody reads, nor which
    names of theirs were drawn by lot."""
    told = set()
    for name, content in files.items():
        if name.endswith(".tmp"):
            told.add((_DRAWN.sub("", name), None))
        else:
            told.add((name, _is_named(content) if name.endswith(HOLDERS_FILE) else content))
    return hash((reported, frozenset(told)))


@lru_cache(64)
def _is_named(notes: bytes) -> bool:
    """Whether notes on who holds a lock name the person who is forgotten: all that matters."""
    return NAME.encode() in notes
