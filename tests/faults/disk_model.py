"""What a file system may leave of a change when the power is cut, after any of its effects.

The model is what POSIX promises, so it allows more than ext4, XFS and Btrfs do:

- What was written to a file and not fsynced may be there, or in part, or not at all: the writes up
  to any of them, the last of these torn; the new length with zeros for content; each sector of it
  without the others.
- A name given, moved or removed may be so or not, each by itself, unless its folder was fsynced
  since. What was done to one name is in order; otherwise there is none, neither in a folder nor
  between folders. A file's fsync does not keep its name, a folder's not what is below.
- A rename is never half done, and what was fsynced stays. Modes and times are left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import singledispatchmethod
from itertools import combinations, product
from random import Random

from faults.recording import Files, Put, Remove, Rename, Report, Resize, Sync, Write

SECTOR = 512
"""Bytes that a disk writes in one step."""

TEARS = 16

_ROOT = 0
"""The number of the uppermost folder."""


@dataclass
class _File:
    durable: bytes = b""
    pending: list[Write | Resize] = field(default_factory=list)
    is_plain: bool = False
    """Whether it is kept or lost, and never torn."""

    def content(self) -> bytes:
        """What whoever reads it sees."""
        content = self.durable
        for effect in self.pending:
            content = _after(effect, content)
        return content

    def variants(self) -> list[bytes]:
        """What may be left of it: first everything, then nothing of what is pending, then parts."""
        if self.is_plain:
            return list(dict.fromkeys([self.content(), self.durable]))
        reached, torn = [self.durable], []
        for effect in self.pending:
            if isinstance(effect, Write):
                torn += [_after(effect, reached[-1], length) for length in _tears(effect)]
            reached.append(_after(effect, reached[-1]))
        whole = reached[-1]
        empty = self.durable[: len(whole)].ljust(len(whole), b"\0")
        parts = (slice(at, at + SECTOR) for at in range(0, len(whole), SECTOR))
        sectors = [part for part in parts if whole[part] != empty[part]]
        without = [_spliced(whole, empty, sector) for sector in sectors]
        alone = [_spliced(empty, whole, sector) for sector in sectors]
        return list(dict.fromkeys([whole, *reached, *torn, empty, *without, *alone]))


@dataclass(frozen=True)
class _NameChange:
    """Names given and taken away in one folder, in one step."""

    number: int
    names: Mapping[str, int | None]
    """The file or folder behind each name; `None`: the name is gone."""


@dataclass
class _Folder:
    durable: dict[str, int]
    pending: list[_NameChange] = field(default_factory=list)

    def names(self, lost: frozenset[int] = frozenset()) -> dict[str, int]:
        """The names in it, if some changes are lost, and with them those that build on them."""
        names: dict[str, int | None] = dict(self.durable)
        missing: set[str] = set()
        for change in self.pending:
            if change.number in lost or missing & change.names.keys():
                missing |= change.names.keys()
            else:
                names |= change.names
        return {name: node for name, node in names.items() if node is not None}

    def nodes(self) -> set[int | None]:
        """What may be behind a name in it."""
        return {*self.durable.values(), *(n for c in self.pending for n in c.names.values())}


class Disk:
    """A file system below one folder: what is on the disk, and what is on its way there."""

    def __init__(self, files: Files, plain: str = "") -> None:
        """Begin with what is on the disk.

        Args:
            files: What is there.
            plain: The name of a file whose content is kept or lost, and never torn.
        """
        self._plain = plain
        self._files: dict[int, _File] = {}
        self._folders = {_ROOT: _Folder({})}
        self._changes = 0
        self.reported = False
        numbers = {"": _ROOT}
        for number, (path, content) in enumerate(sorted(files.items()), _ROOT + 1):
            within, _slash, name = path.rpartition("/")
            self._folders[numbers[within]].durable[name] = numbers[path] = number
            if content is None:
                self._folders[number] = _Folder({})
            else:
                self._files[number] = _File(content, is_plain=name == plain)

    # -- effects -----------------------------------------------------------

    @singledispatchmethod
    def apply(self, effect: object) -> None:
        """Apply the next effect."""
        raise TypeError(effect)

    @apply.register
    def _put(self, effect: Put) -> None:
        if effect.new == "file":
            self._files[effect.node] = _File(is_plain=effect.name == self._plain)
        elif effect.new == "folder":
            self._folders[effect.node] = _Folder({})
        self._change_names(effect.folder, {effect.name: effect.node})

    @apply.register
    def _remove(self, effect: Remove) -> None:
        self._change_names(effect.folder, {effect.name: None})

    @apply.register
    def _rename(self, effect: Rename) -> None:
        node = self._folders[effect.folder].names()[effect.name]
        if effect.to == self._plain:
            self._files[node].is_plain = True
        self._change_names(effect.folder, {effect.name: None, effect.to: node})

    @apply.register(Write)
    @apply.register(Resize)
    def _write(self, effect: Write | Resize) -> None:
        self._files[effect.node].pending.append(effect)

    @apply.register
    def _sync(self, effect: Sync) -> None:
        if effect.node in self._files:
            file = self._files[effect.node]
            file.durable, file.pending = file.content(), []
        else:
            self._folders[effect.node] = _Folder(self._folders[effect.node].names())

    @apply.register
    def _report(self, effect: Report) -> None:
        self.reported = True

    def _change_names(self, folder: int, names: Mapping[str, int | None]) -> None:
        self._folders[folder].pending.append(_NameChange(self._changes, names))
        self._changes += 1

    # -- what is there -----------------------------------------------------

    def files(self) -> Files:
        """What is there for everybody who looks, while the power is on."""
        return self._left(frozenset(), {})

    def numbers(self) -> dict[str, int]:
        """The number of each file and folder that is there, by path; the uppermost has none."""
        return {"": _ROOT, **dict(self._walk(frozenset(), _ROOT, ""))}

    @property
    def next_number(self) -> int:
        """A number that no file or folder ever had."""
        return max((*self._files, *self._folders)) + 1

    def states(self, random: Random, breadth: int) -> Iterator[Files]:
        """What a power cut now may leave; first everything, and some more than once.

        Args:
            random: Where there are too many combinations, chooses some.
            breadth: Up to so many combinations, all of them; of more, a sample of as many, beside
                everything, nothing, and each of both with one or two things otherwise.
        """
        changes = [change.number for each in self._folders.values() for change in each.pending]
        named = set().union(*(folder.nodes() for folder in self._folders.values()))
        variants = {n: f.variants() for n, f in self._files.items() if f.pending and n in named}
        settled = {node: found[0] for node, found in variants.items()}
        pending = {node: found for node, found in variants.items() if len(found) > 1}
        counts = [2] * len(changes) + [len(found) for found in pending.values()]
        for choice in _choices(counts, random, breadth):
            lost = frozenset(n for n, is_lost in zip(changes, choice, strict=False) if is_lost)
            data = zip(pending.items(), choice[len(changes) :], strict=True)
            chosen = {node: found[index] for (node, found), index in data}
            yield self._left(lost, {**settled, **chosen})

    def _left(self, lost: frozenset[int], data: Mapping[int, bytes]) -> Files:
        """What is left if some changes of names are lost, and some files hold something else."""
        return {
            path: data[node]
            if node in data
            else self._files[node].content()
            if node in self._files
            else None
            for path, node in self._walk(lost, _ROOT, "")
        }

    def _walk(self, lost: frozenset[int], folder: int, path: str) -> Iterator[tuple[str, int]]:
        for name, node in self._folders[folder].names(lost).items():
            yield path + name, node
            if node in self._folders:
                yield from self._walk(lost, node, f"{path}{name}/")


def _choices(counts: list[int], random: Random, breadth: int) -> Iterator[tuple[int, ...]]:
    """Choices of one variant each, 0 everything and 1 nothing (see `Disk.states`)."""
    if math.prod(counts) <= breadth:
        yield from product(*map(range, counts))
        return
    for base in (0, 1):
        start = (base,) * len(counts)
        yield start
        for at, count in enumerate(counts):
            yield from ((*start[:at], other, *start[at + 1 :]) for other in range(count))
        for pair in combinations(range(len(counts)), 2):
            yield tuple(1 - base if at in pair else base for at in range(len(counts)))
    for _ in range(breadth):
        yield tuple(random.randrange(count) for count in counts)


def _after(effect: Write | Resize, content: bytes, length: int | None = None) -> bytes:
    """A file's content after an effect, or after so many bytes of it."""
    if isinstance(effect, Resize):
        return content[: effect.size].ljust(effect.size, b"\0")
    data = effect.data[:length]
    return content[: effect.at].ljust(effect.at, b"\0") + data + content[effect.at + len(data) :]


def _tears(write: Write) -> list[int]:
    """The lengths after which a write may be torn: any; tried are sectors, lines, both ends, and
    `TEARS` between."""
    length = len(write.data)
    lines = [match.end() for match in re.finditer(b"\n", write.data)]
    between = range(1, length, -(-length // TEARS))
    return sorted({*between, *lines, *range(-write.at % SECTOR, length, SECTOR), length - 1})


def _spliced(content: bytes, other: bytes, part: slice) -> bytes:
    """A content with a part of another of the same length."""
    return content[: part.start] + other[part] + content[part.stop :]
