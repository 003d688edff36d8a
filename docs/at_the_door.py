"""What can stand between somebody and the register, arranged for a picture of the desk.

`python docs/pictures.py FOLDER` takes these pictures; they are looked at, and not kept here.
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

from yigong.store.records import Event, Occurrence, Settings, Squad, Volunteer
from yigong.store.storage import files
from yigong.store.storage.book import Actor
from yigong.store.storage.file_lock import file_lock
from yigong.store.village.village import Village

_ZONE = ZoneInfo("Asia/Shanghai")
_OPENS = datetime(2026, 11, 25, 8, 40, tzinfo=_ZONE)
_NOW = datetime(2026, 11, 25, 8, 52, tzinfo=_ZONE)
_NAMES = (
    *("张小明", "李秀英", "单玉珍", "王建国", "张晓梅", "陈桂花", "赵永福", "周素贞", "吴良善"),
    *("郑金凤", "张小敏", "刘德厚", "傅一帆", "孙翠莲", "张小明", "欧阳云龙", "吕洁", "何仁义"),
)
_EXPECTED = (1, 2, 3, 4, 5, 7, 8, 9, 10, 12)
_CAME = (2, 3, 7, 8, 9)
_FAMILY = (2, 11)
"""Two people with one phone."""


@dataclass
class Door:
    """A small village with a duty day under way, and the time there."""

    folder: Path
    now: datetime = _NOW
    village: Village = field(init=False)
    one: Occurrence = field(init=False)

    def open(self, by: str = "李芳", desk: str = "东门") -> Village:
        """Open it as somebody at a desk."""
        return Village.open(self.folder, Actor(by, desk), clock=self.clock)

    def clock(self) -> datetime:
        """The time there."""
        return self.now


def door(folder: Path, *, capacity: int = 0, came: Sequence[int] = _CAME) -> Door:
    """Make the village.

    Args:
        folder: Where.
        capacity: The places of the event; 0: no limit.
        came: Who was checked in already, at two desks in turns.
    """
    made = Door(folder, _OPENS)
    made.village = village = Village.create(
        folder, Settings(name="青山村"), Actor("李芳", "东门"), clock=made.clock, sync=False
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
    made.one = one = village.events.occurrence(event.number, start.date())
    village.registers.signup.sign_up(one, *_EXPECTED)
    west = made.open("王建国", "西门")
    for turn, number in enumerate(came):
        made.now += timedelta(minutes=2)
        (village if turn % 2 else west).registers.checkin.check_in(one, number)
    made.now = _NOW
    return made


Trouble = Callable[[Door], AbstractContextManager[None]]


@dataclass(frozen=True)
class Scene:
    """A picture of the desk: keys, what happens then, and keys again."""

    name: str
    keys: Sequence[str]
    trouble: Trouble = lambda _door: nullcontext()
    then: Sequence[str] = ()
    made: Callable[[Path], Door] = door


def _full(folder: Path) -> Door:
    return door(folder, capacity=len(_EXPECTED))


def _quiet(folder: Path) -> Door:
    return door(folder, came=())


@contextmanager
def _expected_elsewhere(there: Door) -> Iterator[None]:
    start = datetime(2026, 11, 25, 9)
    event = there.village.events.add(Event(title="编织课", start=start))
    one = there.village.events.occurrence(event.number, start.date())
    there.village.registers.signup.sign_up(one, 16)
    yield


@contextmanager
def _other_desk(there: Door) -> Iterator[None]:
    west = there.open("王建国", "西门")
    west.presence.enter(there.one.key)
    yield
    west.presence.leave(there.one.key)


@contextmanager
def _cancelled(there: Door) -> Iterator[None]:
    there.village.events.cancel_occurrence(there.one.event.number, there.one.planned, "下雨")
    yield


@contextmanager
def _closed(there: Door) -> Iterator[None]:
    there.now = there.one.end + timedelta(minutes=10)
    there.village.registers.settlement.close(there.one)
    yield


@contextmanager
def _not_today(there: Door) -> Iterator[None]:
    there.now += timedelta(days=2)
    yield


def _write_fails(code: int) -> Trouble:
    """The system refuses to write, as it does on a full disk or without the right to."""

    @contextmanager
    def trouble(_there: Door) -> Iterator[None]:
        def refuse(_descriptor: int, _data: bytes) -> None:
            raise OSError(code, "")

        written, files.write_all = files.write_all, refuse
        try:
            yield
        finally:
            files.write_all = written

    return trouble


@contextmanager
def _locked(there: Door) -> Iterator[None]:
    with file_lock(there.village.registers.book(there.one.key).path, "王强 @ 西门"):
        yield


@contextmanager
def _gone(there: Door) -> Iterator[None]:
    away = there.folder.with_name("away")
    there.folder.rename(away)
    yield
    away.rename(there.folder)


SCENES = (
    Scene("calm", "d", _other_desk),
    Scene("checked-in", (*"dcgh", "enter")),
    Scene("here-already", (*"dlxy", "enter")),
    Scene("same-names", (*"dzxm", "enter")),
    Scene("nobody", "dxqq"),
    Scene("family", (*"dlxy", "ctrl+b")),
    Scene("all-out", ("d", "ctrl+o")),
    Scene("full", (*"dfyf", "enter"), made=_full),
    Scene("elsewhere", "d", _expected_elsewhere, (*"oyyl", "enter")),
    Scene("cancelled", "dcgh", _cancelled, ("enter",), made=_quiet),
    Scene("closed", "dcgh", _closed, ("enter",)),
    Scene("not-today", "dcgh", _not_today, ("enter",)),
    Scene("disk-full", "dcgh", _write_fails(errno.ENOSPC), ("enter",)),
    Scene("no-permission", "dcgh", _write_fails(errno.EACCES), ("enter",)),
    Scene("lock-held", "dcgh", _locked, ("enter",)),
    Scene("folder-gone", "dcgh", _gone, ("enter",)),
)
