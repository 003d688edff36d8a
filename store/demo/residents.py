"""The residents of the demo village: made-up names, phones that cannot be real, three squads."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Literal

import msgspec

from yigong.store.demo.demo_homes import with_homes
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.storage.book import Actor

Gender = Literal["f", "m"]

OLD, NEW = "老村民", "新村民"
OLD_COUNT, NEW_COUNT = 120, 80
MEMBER = "党员"
GROUPS = ("一组", "二组", "三组", "四组", "五组", "六组")
REPAIR, CLEAN, WEAVE = 1, 2, 3
"""The squads' numbers: they are founded in this order."""

ORGANISERS = {"李芳": 1, "王建国": 2, "陈小梅": 3}
"""Those who stand at the desks and sign, first on the roster."""

_OLD_FIXED = (
    "李芳f 王建国m 张伟m 王芳f 陈敏f 俞桂英f 俞桂英f 单国良m 单秋萍f 解玉兰f 区水根m 仇金花f "
    "查阿根m 曾水娟f 翟秋生m 缪桂珍f 任长乐m 盖福林m 尉迟海根m"
)
"""Organisers first; then names that several people have, and surnames of several readings."""

_NEW_FIXED = (
    "陈小梅f 张伟m 张伟f 王芳f 陈敏m 欧阳晓晨m 上官若琳f 令狐一鸣m 诸葛思远m 覃朗m 吕绿筠f "
    "朴恩熙f 解一凡m 区乐瑶f"
)
_NEW_IN_LETTERS: tuple[tuple[str, Gender], ...] = (
    ("Anna Lindholm", "f"),
    ("Tomás Ferreira", "m"),
    ("Mia Okonjo", "f"),
)
_OLD_SURNAMES = "王张陈俞沈方徐周吴朱姚潘许施钱"
_NEW_SURNAMES = "李王张刘陈杨黄赵周吴徐孙胡林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈彭吕苏卢蒋"
_OLD_GIVEN: dict[Gender, str] = {
    "m": "建华 国强 水根 金土 阿毛 永福 根林 国平 志明 关荣 柏生 文龙 学良 小明 木根 长根 炳泉",
    "f": "桂珍 秀英 阿娟 月仙 彩云 玉珍 水英 雅琴 金娣 凤珠 素芬 美华 爱珍 菊英 梅芳 惠琴 银花",
}
_NEW_GIVEN: dict[Gender, str] = {
    "m": "一帆 浩然 子墨 宇轩 思远 嘉树 景行 知行 明哲 予安 牧野 之恒 亦辰 书航 柏舟 小川",
    "f": "雨桐 若溪 思齐 清扬 婉清 晓棠 可欣 语嫣 静姝 安歌 小满 知夏 南乔 一诺 梓萱 映雪",
}
_SKILLS = (
    "会木工",
    "会竹编",
    "有皮卡，可拉料",
    "会急救",
    "会拍照",
    "英语好",
    "晕车",
    "周末才在村里",
)


@dataclass(frozen=True)
class Residents:
    """The people from whom the registers are made."""

    people: tuple[Volunteer, ...]
    """In the order of the numbers that they are given when they are written."""

    squads: tuple[Squad, ...]
    rates: dict[int, float] = field(default_factory=dict)
    organisers: Mapping[str, int] = field(default_factory=ORGANISERS.copy)
    """The numbers of those who stand at the desks and sign, by name."""

    """How often each person comes: regulars near 1, most people far below."""

    def in_squads(self, squads: tuple[int, ...]) -> set[int]:
        """Who is in at least one of some squads."""
        return {member for number in squads for member in self.squads[number - 1].members}

    def at_desks(self, desks: Iterable[Actor]) -> list[int]:
        """Who stands at some desks, by number."""
        return [self.organisers[desk.by] for desk in desks]


def demo_residents(founded: date) -> Residents:
    """The whole village; the same people every day.

    Args:
        founded: The day the roster was begun; nobody joined later.
    """
    rng = random.Random("青山村")
    people = _with_particulars(_numbered(rng, founded), founded)
    squads = _squads(rng, people)
    serving = {member for squad in squads for member in squad.members}
    regulars = {n for squad in squads for n in (squad.leader, *squad.deputies) if n}
    rates = {
        person.number: rng.uniform(0.8, 1.0)
        if person.number in regulars
        else rng.choice((0.75, 0.45, 0.3))
        if person.number in serving
        else rng.choice((0.16, 0.05, 0.03))
        for person in people
    }
    return Residents(tuple(people), squads, rates)


def _numbered(rng: random.Random, founded: date) -> list[Volunteer]:
    old = [_villager(rng, name, gender, OLD) for name, gender in _old_names(rng)]
    new = [_villager(rng, name, gender, NEW) for name, gender in _new_names(rng)]
    _share_phones(rng, old, every=3)
    _share_phones(rng, new, every=7)
    organisers = [old[0], old[1], new[0]]
    others = old[2:] + new[1:]
    rng.shuffle(others)
    return [
        msgspec.structs.replace(
            person, number=number, joined=founded - timedelta(days=rng.randrange(1500))
        )
        for number, person in enumerate(organisers + others, 1)
    ]


_MINORS = 6
_RELATIONS: dict[Gender, str] = {"f": "母亲", "m": "父亲"}


def _with_particulars(people: list[Volunteer], founded: date) -> list[Volunteer]:
    """People with consent, minors with guardians, and one person who is on the roster twice."""
    rng = random.Random("青山村 particulars")
    minors = set(rng.sample([p.number for p in people if NEW in p.tags], _MINORS))
    known = [
        msgspec.structs.replace(person, consent=person.joined if rng.random() < 0.95 else None)
        for person in people
    ]
    known = [_minor(rng, p, known, founded) if p.number in minors else p for p in known]
    phones = Counter(p.phone for p in known)
    original = next(p for p in known if p.name.endswith("琴") and phones[p.phone] == 1)
    last = max(p.number for p in known if OLD in p.tags)
    known[last - 1] = msgspec.structs.replace(
        known[last - 1],
        name=f"{original.name[:-1]}芹",
        gender=original.gender,
        phone=original.phone,
        group=original.group,
        consent=None,
        note="",
    )
    return with_homes(random.Random("青山村 homes"), known)


def _minor(
    rng: random.Random, person: Volunteer, people: list[Volunteer], founded: date
) -> Volunteer:
    """A minor of fifteen or sixteen when the roster was begun, with a parent on it."""
    parent = rng.choice([p for p in people if OLD in p.tags])
    guardian = Guardian(
        name=parent.name, phone=parent.phone, relation=_RELATIONS[parent.gender or "f"]
    )
    return msgspec.structs.replace(
        person, born=founded.year - rng.choice((15, 16)), guardians=(guardian,)
    )


def _villager(rng: random.Random, name: str, gender: Gender, kind: str) -> Volunteer:
    member = name == "王建国" or rng.random() < (0.16 if kind == OLD else 0.06)
    return Volunteer(
        name=name,
        gender=gender,
        phone=f"12{rng.randrange(10**9):09d}",
        group=rng.choice(GROUPS),
        tags=(kind, MEMBER) if member else (kind,),
        note=rng.choice(_SKILLS) if rng.random() < 0.1 else "",
    )


def _share_phones(rng: random.Random, people: list[Volunteer], *, every: int) -> None:
    """Make families: neighbours in the list get one phone and one group.

    Namesakes get different ones: the desk distinguishes them by group and phone.
    """
    for first in range(0, len(people) - 2, every):
        head = people[first]
        for other in range(first + 1, first + rng.choice((2, 2, 3))):
            if people[other].name != head.name:
                people[other] = msgspec.structs.replace(
                    people[other], phone=head.phone, group=head.group
                )


def _old_names(rng: random.Random) -> list[tuple[str, Gender]]:
    fixed = list(_parse_names(_OLD_FIXED))
    return fixed + _generated_names(rng, _OLD_SURNAMES, _OLD_GIVEN, OLD_COUNT - len(fixed))


def _new_names(rng: random.Random) -> list[tuple[str, Gender]]:
    fixed = [*_parse_names(_NEW_FIXED), *_NEW_IN_LETTERS]
    return fixed + _generated_names(rng, _NEW_SURNAMES, _NEW_GIVEN, NEW_COUNT - len(fixed))


def _parse_names(names: str) -> Iterator[tuple[str, Gender]]:
    for name in names.split():
        yield name[:-1], "f" if name.endswith("f") else "m"


def _generated_names(
    rng: random.Random, surnames: str, given: dict[Gender, str], count: int
) -> list[tuple[str, Gender]]:
    """Random names, no two alike."""
    genders: tuple[Gender, ...] = ("f", "m")
    names = [
        (surname + name, gender)
        for gender in genders
        for surname, name in product(surnames, given[gender].split())
    ]
    return rng.sample(names, count)


def _squads(rng: random.Random, people: list[Volunteer]) -> tuple[Squad, ...]:
    """Three squads; some people are in two of them."""
    men = [p.number for p in people if p.gender == "m"]
    women = [p.number for p in people if p.gender == "f"]
    everyone = men + women
    li_fang, wang_jianguo, chen_xiaomei = ORGANISERS.values()
    repair = _members(rng, wang_jianguo, (men, 22), (women, 4))
    clean = _members(rng, li_fang, (everyone, 34))
    weave = _members(rng, chen_xiaomei, (women, 21), (men, 4))
    return (
        Squad(
            number=REPAIR,
            name="修葺队",
            purpose="修老屋、补围墙、换瓦片，整修村道和公共座椅",
            leader=wang_jianguo,
            deputies=repair[1:2],
            members=repair,
        ),
        Squad(
            number=CLEAN,
            name="清理队",
            purpose="清溪道、捡垃圾、垃圾分类巡检，照看公共空间",
            leader=li_fang,
            deputies=clean[1:3],
            members=clean,
        ),
        Squad(
            number=WEAVE,
            name="手工编织队",
            purpose="竹编、草编和毛线编织，教孩子，也教新村民",
            hosts=True,
            leader=chen_xiaomei,
            deputies=weave[1:2],
            members=weave,
        ),
    )


def neighbours_of(
    rng: random.Random,
    organisers: Sequence[str],
    count: int,
    groups: Sequence[str],
    founded: date,
) -> list[Volunteer]:
    """The people of another village: its organisers, then old and new villagers.

    Args:
        rng: What draws.
        organisers: The names of the organisers.
        count: How many people there are.
        groups: The village's groups.
        founded: The day the roster was begun.
    """
    more = count - len(organisers)
    names = _generated_names(rng, _OLD_SURNAMES, _OLD_GIVEN, more * 2 // 3)
    old = len(organisers) + len(names)
    names += _generated_names(rng, _NEW_SURNAMES, _NEW_GIVEN, more - len(names))
    named = [*((name, "f") for name in organisers), *names]
    people = [
        msgspec.structs.replace(
            _villager(rng, name, "m" if gender == "m" else "f", OLD if at < old else NEW),
            group=groups[at % len(groups)],
            tags=(OLD if at < old else NEW,),
        )
        for at, (name, gender) in enumerate(named)
    ]
    _share_phones(rng, people, every=4)
    return [
        msgspec.structs.replace(
            person,
            number=number,
            joined=founded - timedelta(days=rng.randrange(900)),
            consent=founded if rng.random() < 0.95 else None,
        )
        for number, person in enumerate(people, 1)
    ]


def _members(rng: random.Random, leader: int, *parts: tuple[list[int], int]) -> tuple[int, ...]:
    chosen = [leader]
    for pool, count in parts:
        chosen += rng.sample([number for number in pool if number > len(ORGANISERS)], count)
    return tuple(dict.fromkeys(chosen))
