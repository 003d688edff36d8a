"""The big village: 20 000 random people, ten years, 2 000 occurrences, 100 000 attendances.

It is made once, through the store, and stays in a folder that git ignores; it is the same each
time.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from yigong.store.attendance import hours, roles
from yigong.store.attendance.register import head_of
from yigong.store.attendance_records import Entry, Stint
from yigong.store.event_records import ByRRule, Event, Occurrence
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.village.village import Village

PEOPLE, OCCURRENCES, ATTENDANCES = 20_000, 2_000, 100_000
FIRST_YEAR, LAST_YEAR = 2016, 2025
DAILY = "服务站值班"
"""The title of an event that never ends, so that a desk can be opened whenever this runs."""

FOLDER = Path(__file__).with_name(".village-v6")
_SEED = 20160101
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁"
    "任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙陶贺毛郝顾龚邵万覃单解仇翟"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建国志文小晓雪梅琳海燕春雨秋月冬生金凤"
    "银花学友永福长根水仙阿毛宝珍素贞云龙飞虎翠莲美珠彩凤荣耀祖德善良仁义礼信诚朴实勤俭"
)
_SQUADS = ("修葺队", "清理队", "手工编织队", "巡逻队", "茶水队", "摄影队", "敬老队", "护林队")


def big_village() -> Path:
    """The folder of the big village, which the first call makes (under a minute)."""
    if (FOLDER / "complete").is_file():
        return FOLDER / "village"
    shutil.rmtree(FOLDER, ignore_errors=True)
    print("making the big village, once ...", end=" ", file=sys.stderr, flush=True)
    began = time.perf_counter()
    attendances = make(FOLDER / "village")
    (FOLDER / "complete").write_text(f"{attendances}\n", encoding="utf-8")
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    return FOLDER / "village"


def make(folder: Path) -> int:
    """Make the village, without waiting for the disk.

    Returns:
        The number of attendances.
    """
    rng = random.Random(_SEED)
    now = datetime.fromisoformat(f"{FIRST_YEAR}-01-01T08:00:00+08:00")
    actor = Actor("李芳", "村委会")
    village = Village.create(
        folder, Settings(name="大青山村"), actor, clock=lambda: now, sync=False
    )
    village.people.add_all(_people(rng))
    for name in _SQUADS:
        village.squads.add(
            Squad(name=name, members=tuple(sorted(rng.sample(range(1, PEOPLE + 1), 400))))
        )
    for event in _events(rng):
        village.events.add(event)
    occurrences = [
        each
        for each in village.events.between(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
        if each.event.title != DAILY
    ][:OCCURRENCES]
    remaining = ATTENDANCES
    for index, occurrence in enumerate(occurrences):
        last = index == len(occurrences) - 1
        share = remaining // (len(occurrences) - index)
        size = share if last else rng.randint(share // 2, share * 3 // 2)
        attend(village, occurrence, rng, size)
        remaining -= size
    return ATTENDANCES - remaining


def _people(rng: random.Random) -> Iterator[Volunteer]:
    for number in range(1, PEOPLE + 1):
        given = "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2, 2))))
        yield Volunteer(
            name=rng.choice(_SURNAMES) + given,
            phone=f"12{rng.randrange(10**9):09d}" if number % 10 else "",
            gender=rng.choice(("f", "m")),
            group=f"第{1 + number % 24}组",
            joined=date(FIRST_YEAR, 1, 1) + timedelta(days=rng.randrange(3600)),
        )


def _events(rng: random.Random) -> Iterator[Event]:
    """Five events that repeat, the daily one, and twenty single ones a year."""
    begins = datetime(FIRST_YEAR, 1, 1)
    repeating: tuple[tuple[str, str, int, str], ...] = (
        ("村民义务日", "duty_day", 8, "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("周六清理", "duty_day", 9, "FREQ=WEEKLY;BYDAY=SA"),
        ("编织课", "class", 14, "FREQ=WEEKLY;BYDAY=WE"),
        ("敬老茶会", "other", 14, "FREQ=WEEKLY;BYDAY=SU"),
        ("队长会", "meeting", 19, "FREQ=MONTHLY;BYMONTHDAY=1"),
    )
    for title, kind, hour, rule in repeating:
        until = f";UNTIL={LAST_YEAR}1231"
        yield Event(
            title=title,
            kind=kind,
            start=begins.replace(hour=hour),
            minutes=150,
            place="文化礼堂",
            repeat=ByRRule(rule + until),
            needs={1: 10, 2: 10},
        )
    yield Event(
        title=DAILY,
        kind="other",
        start=begins,
        minutes=1440,
        repeat=ByRRule("FREQ=DAILY"),
        needs={1: 5, 2: 5},
    )
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for number in range(20):
            day = date(year, 1, 1) + timedelta(days=rng.randrange(365))
            yield Event(
                title=f"{year}年第{number + 1}次出行",
                kind=rng.choice(("outing", "festival", "class")),
                start=datetime(day.year, day.month, day.day, 9),
                minutes=240,
                place="黄湖镇",
            )


def attend(
    village: Village, occurrence: Occurrence, rng: random.Random, size: int, people: int = PEOPLE
) -> None:
    """Write a signed register, as one change, of so many people from the first so many."""
    policy = village.settings.hours
    head = head_of(occurrence, village.context)
    book = village.registers.book(occurrence.key)
    with book.change(village.actor, occurrence.end, ChangeReason("import"), sync=False) as draft:
        for number in rng.sample(range(1, people + 1), size):
            start = occurrence.start + timedelta(minutes=rng.randrange(-10, 30))
            stint = Stint(
                start=start,
                end=start + timedelta(minutes=rng.randrange(60, 180)),
                desk=rng.choice(("东门", "西门")),
                by="李芳",
                end_by="李芳",
            )
            entry = Entry(
                number=number,
                squad=rng.randrange(len(_SQUADS) + 1),
                expected=occurrence.start - timedelta(days=1) if rng.random() < 0.7 else None,
                stints=(stint,),
                children=rng.choice((0, 0, 0, 1)),
            )
            entry = roles.with_roles(entry, head)
            draft.put(hours.with_credit(entry, hours.credited(entry, head, policy)))
        draft.set_head(
            msgspec.structs.replace(head, closed=occurrence.end, closed_by="李芳", policy=policy)
        )
