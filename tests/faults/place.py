"""A place where work is recorded, and where what a power cut leaves of it is made."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from random import Random

import msgspec

from faults.changes import NAME
from faults.child import in_child
from faults.disk_model import Disk
from faults.recording import Effect, Files, Put, Recorder, Recording, Rename, Report, files_below
from yigong.store.errors import YigongError
from yigong.store.storage.files import FILE_MODE, FOLDER_MODE
from yigong.store.storage.locks import HOLDERS_FILE

_SEED = 20261125
_DRAWN = re.compile(r"[0-9a-f]{16}(?=\.tmp$)")


def in_memory() -> str | None:
    """A file system in memory, on which what cuts leave is made quickly; `None`: there is none."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Place:
    """A folder with what is there before some work."""

    def __init__(self, folder: Path, prepare: Callable[[Path], None]) -> None:
        """Make what is there before.

        Args:
            folder: A folder; in memory, it goes faster.
            prepare: Makes it in a new folder.
        """
        self._folder = folder
        self.template = folder / "template"
        self.template.mkdir()
        prepare(self.template)

    def disk(self) -> Disk:
        """The disk before the work."""
        return Disk(files_below(self.template), plain=HOLDERS_FILE)

    def record(self, disk: Disk, work: Callable[[Path], object]) -> list[Effect]:
        """Work in a process of its own, and record it.

        Args:
            disk: What is there before.
            work: Works in the folder that it is given.

        Raises:
            AssertionError: The recording is not all that was done.
        """
        root = self.built(disk.files())

        def recorded() -> bytes:
            recorder = Recorder(root, disk.numbers(), disk.next_number)
            with suppress(YigongError):  # it was done before
                work(root)
                recorder.report()
            return msgspec.msgpack.encode(recorder.recording())

        recording = msgspec.msgpack.decode(in_child(recorded)[0], type=Recording)
        shutil.rmtree(root)
        assert not recording.unknown, f"not recorded: {recording.unknown}"
        after = deepcopy(disk)
        for effect in recording.effects:
            after.apply(effect)
        assert after.files() == recording.on_disk, "there is more on the disk than was recorded"
        if not any(isinstance(effect, Put | Rename) for effect in recording.effects):
            return [effect for effect in recording.effects if not isinstance(effect, Report)]
        return recording.effects

    def built(self, files: Files) -> Path:
        """A new folder with some content, each file with the mode that it had before."""
        root = Path(tempfile.mkdtemp(dir=self._folder))
        for name, content in sorted(files.items()):
            path = root / name
            if content is None:
                path.mkdir()
            else:
                path.write_bytes(content)
            before = self.template / name
            made = FOLDER_MODE if content is None else FILE_MODE
            path.chmod(before.stat().st_mode & 0o7777 if before.exists() else made)
        return root


class Unseen:
    """What cuts leave that none left before."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def after(self, disk: Disk, random: Random, breadth: int) -> Iterator[Files]:
        """What a cut may leave now.

        Args:
            disk: The disk.
            random: Chooses among more combinations of what is on its way to it.
            breadth: How many of these are tried.
        """
        for files in disk.states(random, breadth):
            identity = _identity(files, disk.reported)
            if identity not in self._seen:
                self._seen.add(identity)
                yield files


def seeded() -> Random:
    """The same choice each time."""
    return Random(_SEED)


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
