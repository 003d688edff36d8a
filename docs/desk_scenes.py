"""The scenes of the desk, calm and in every refusal, for pictures.

`python docs/pictures.py FOLDER` takes them; they are for a review, and not part of the repository.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.event_records import Event, Occurrence
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage import files
from yigong.store.storage.book import Actor
from yigong.store.storage.village_lock import book_lock
from yigong.store.village.village import Village

_ZONE = ZoneInfo("Asia/Shanghai")
_OPENS = datetime(2026, 11, 25, 8, 40, tzinfo=_ZONE)
_NOW = datetime(2026, 11, 25, 8, 52, tzinfo=_ZONE)
_NAMES = (
    *("张小明", "李秀英", "单玉珍", "王建国", "张晓梅", "陈桂花", "赵永福", "周素贞", "吴良善"),
    *("郑金凤", "张小敏", "刘德厚", "傅一帆", "孙翠莲", "张小明", "欧阳云龙", "吕洁", "何仁义"),
)
_EXPECTED = (1, 2, 3, 4, 5, 7, 8, 9, 10, 12)
_CHECKED_IN = (2, 3, 7, 8, 9)
_FAMILY = (2, 11)
"""Two people with one phone."""


@dataclass
class Stage:
    """A small village with a duty day under way, and its clock."""

    folder: Path
    now: datetime = _NOW
    village: Village = field(init=False)
    occurrence: Occurrence = field(init=False)

    def open(self, by: str = "李芳", desk: str = "东门") -> Village:
        """Open the village as an organiser at a desk."""
        return Village.open(self.folder, Actor(by, desk), clock=self.clock)

    def clock(self) -> datetime:
        """The time."""
        return self.now


def make_stage(
    folder: Path, *, capacity: int = 0, checked_in: Sequence[int] = _CHECKED_IN
) -> Stage:
    """Make the village.

    Args:
        folder: Its folder.
        capacity: The places of the event; 0: no limit.
        checked_in: The people who are checked in already, at two desks in turns.
    """
    stage = Stage(folder, _OPENS)
    stage.village = village = Village.create(
        folder, Settings(name="青山村"), Actor("李芳", "东门"), clock=stage.clock, sync=False
    )
    village.people.add_all(
        Volunteer(
            name=name,
            phone="12000003000" if number in _FAMILY else f"1200000{3000 + number}",
            group=f"第{1 + number % 4}组",
        )
        for number, name in enumerate(_NAMES, 1)
    )
    for name, members in (("修葺队", range(1, 7)), ("清理队", range(7, 11)), ("编织队", (11, 12))):
        village.squads.add(Squad(name=name, members=tuple(members)))
    start = datetime(2026, 11, 25, 8, 30)
    plan = Event(title="村民义务日", start=start, minutes=180, place="文化礼堂", needs={1: 4, 2: 3})
    event = village.events.add(msgspec.structs.replace(plan, capacity=capacity))
    occurrence = village.events.occurrence(event.number, start.date())
    stage.occurrence = occurrence
    village.registers.signup.sign_up(occurrence, *_EXPECTED)
    west = stage.open("王建国", "西门")
    for turn, number in enumerate(checked_in):
        stage.now += timedelta(minutes=2)
        (village if turn % 2 else west).registers.checkin.check_in(occurrence, number)
    stage.now = _NOW
    return stage


Circumstance = Callable[[Stage], AbstractContextManager[None]]
"""What happens to the village while a picture is taken."""


@dataclass(frozen=True)
class Scene:
    """A picture of the desk: keys, a circumstance, and keys again."""

    name: str
    keys: Sequence[str]
    circumstance: Circumstance = lambda _stage: nullcontext()
    keys_after: Sequence[str] = ()
    make: Callable[[Path], Stage] = make_stage


def _full(folder: Path) -> Stage:
    return make_stage(folder, capacity=len(_EXPECTED))


def _nobody_here(folder: Path) -> Stage:
    return make_stage(folder, checked_in=())


@contextmanager
def _expected_elsewhere(stage: Stage) -> Iterator[None]:
    start = datetime(2026, 11, 25, 9)
    event = stage.village.events.add(Event(title="编织课", start=start))
    occurrence = stage.village.events.occurrence(event.number, start.date())
    stage.village.registers.signup.sign_up(occurrence, 16)
    yield


@contextmanager
def _other_desk(stage: Stage) -> Iterator[None]:
    west = stage.open("王建国", "西门")
    west.presence.enter(stage.occurrence.key)
    yield
    west.presence.leave(stage.occurrence.key)


@contextmanager
def _cancelled(stage: Stage) -> Iterator[None]:
    occurrence = stage.occurrence
    stage.village.events.cancel_occurrence(occurrence.event.number, occurrence.planned, "下雨")
    yield


@contextmanager
def _closed(stage: Stage) -> Iterator[None]:
    stage.now = stage.occurrence.end + timedelta(minutes=10)
    stage.village.registers.settlement.close(stage.occurrence)
    yield


@contextmanager
def _not_today(stage: Stage) -> Iterator[None]:
    stage.now += timedelta(days=2)
    yield


def _write_fails(code: int) -> Circumstance:
    """Writes fail with an error number, as on a full disk or without permission."""

    @contextmanager
    def circumstance(_stage: Stage) -> Iterator[None]:
        def refuse(_descriptor: int, _data: bytes) -> None:
            raise OSError(code, "")

        write_all, files.write_all = files.write_all, refuse
        try:
            yield
        finally:
            files.write_all = write_all

    return circumstance


@contextmanager
def _locked(stage: Stage) -> Iterator[None]:
    book = stage.village.registers.book(stage.occurrence.key)
    with book_lock(stage.village.root, book.name, "王强 @ 西门"):
        yield


@contextmanager
def _folder_missing(stage: Stage) -> Iterator[None]:
    renamed = stage.folder.with_name("away")
    stage.folder.rename(renamed)
    yield
    renamed.rename(stage.folder)


SCENES = (
    Scene("calm", "d", _other_desk),
    Scene("checked-in", (*"dcgh", "enter")),
    Scene("here-already", (*"dlxy", "enter")),
    Scene("same-names", (*"dzxm", "enter")),
    Scene("nobody", "dxqq"),
    Scene("family", (*"dlxy", "ctrl+b")),
    Scene("all-out", ("d", "ctrl+o")),
    Scene("full", (*"dfyf", "enter"), make=_full),
    Scene("elsewhere", "d", _expected_elsewhere, (*"oyyl", "enter")),
    Scene("cancelled", "dcgh", _cancelled, ("enter",), make=_nobody_here),
    Scene("closed", "dcgh", _closed, ("enter",)),
    Scene("not-today", "dcgh", _not_today, ("enter",)),
    Scene("disk-full", "dcgh", _write_fails(errno.ENOSPC), ("enter",)),
    Scene("no-permission", "dcgh", _write_fails(errno.EACCES), ("enter",)),
    Scene("lock-held", "dcgh", _locked, ("enter",)),
    Scene("folder-gone", "dcgh", _folder_missing, ("enter",)),
)
