"""The other five villages of the demo's town, each in a few lines: a guest house, a garden for
families, students, an orchard with paid pickers, a house for lorry drivers."""

from __future__ import annotations

from dataclasses import dataclass

from yigong.store.records import Role
from yigong.store.venue_records import VenueKind

CLINIC_KIND, DRILL_KIND = "义诊", "培训"


@dataclass(frozen=True)
class RepeatedHabit:
    """An event that repeats, and who comes."""

    title: str
    kind: str
    at: str
    minutes: int
    rule: str
    size: int
    """About how many sign up."""

    needs: int = 0
    """How many of the first squad serve; 0: it is for everybody."""

    role: Role | None = None
    families: bool = False
    guests: int = 0
    visitors: int = 0
    in_programme: bool = False


@dataclass(frozen=True)
class Neighbour:
    """A village of the town, in short."""

    slug: str
    """The name of its folder."""

    name: str
    organisers: tuple[str, str, str]
    squads: tuple[tuple[str, str], tuple[str, str]]
    """Their names, and what they do."""

    habits: tuple[RepeatedHabit, ...]
    programme: str = ""
    enrolled: int = 0
    mentors: int = 0
    venues: tuple[tuple[str, VenueKind, int], ...] = ()
    """The name, the kind and the seats of each; the first is where most takes place."""

    booked: tuple[tuple[str, int, int, str, int], ...] = ()
    """Weekly bookings: title, number of the venue, day of the week, start, minutes."""

    people: int = 64
    requests: int = 12
    visited: int = 3
    """Households in a round of visits."""

    unsigned: int = 0
    """How many of the latest registers wait to be signed."""


_MONTHLY = "FREQ=MONTHLY;BYDAY="

NEIGHBOURS = (
    Neighbour(
        "zhuxi", "竹溪村", ("汤文静", "柴国平", "楼晓燕"),
        (("书吧队", "看书吧、办读书会"), ("环境队", "扫村道、修花坛")),
        (
            RepeatedHabit("竹溪义务日", "duty_day", "08:30", 150, _MONTHLY + "2SU", 18),
            RepeatedHabit("邻里读书会", "class", "14:00", 120, _MONTHLY + "2SA", 12, needs=6),
            RepeatedHabit("创业沙龙", "other", "14:00", 150,
                          "FREQ=YEARLY;BYMONTH=3,6,9;BYDAY=3FR", 20, guests=2),
        ),
        venues=(("竹溪会客厅", "room", 60), ("竹溪书吧", "room", 20), ("健身房", "room", 16)),
        booked=(
            ("读书会", 2, 1, "14:00", 120), ("夜校", 1, 2, "19:00", 90),
            ("英语角", 2, 4, "19:00", 90), ("茶叙", 1, 5, "09:30", 120),
            ("瑜伽课", 3, 3, "19:00", 60),
        ),
    ),
    Neighbour(
        "chaping", "茶坪村", ("祝海燕", "章志明", "毛秀英"),
        (("菜园队", "管共享菜园、教孩子种菜"), ("清沟队", "清沟渠、修田埂")),
        (
            RepeatedHabit("共享菜园劳动日", "duty_day", "08:30", 150, _MONTHLY + "1SA", 14),
            RepeatedHabit("亲子种植课", "class", "09:30", 90,
                          "FREQ=YEARLY;BYMONTH=3,4,5,6,7,8,9,10,11;BYDAY=3SA", 12, needs=5,
                          families=True, in_programme=True),
            RepeatedHabit("清沟义务日", "duty_day", "08:00", 180,
                          "FREQ=YEARLY;BYMONTH=2,5,8,11;BYDAY=4SU", 16),
            RepeatedHabit("菜园丰收节", "festival", "09:30", 240,
                          "FREQ=YEARLY;BYMONTH=10;BYDAY=4SA", 30, needs=10, families=True,
                          visitors=30),
        ),
        programme="小菜园", enrolled=30,
        venues=(("共享菜园", "ground", 0), ("菜园木屋", "room", 24)),
        booked=(("家长会", 2, 5, "09:30", 90),),
    ),
    Neighbour(
        "shiqiao", "石桥村", ("金晓波", "裘建国", "池雨桐"),
        (("青年队", "返乡学生，讲课、拍照、带孩子"), ("修桥队", "看石桥、修台阶")),
        (
            RepeatedHabit("返乡青年义务日", "duty_day", "09:00", 150, _MONTHLY + "3SU", 20),
            RepeatedHabit("大学生讲堂", "class", "14:00", 120,
                          "FREQ=YEARLY;BYMONTH=3,4,5,6,9,10,11,12;BYDAY=2SU", 22,
                          role="learner", guests=1, in_programme=True),
            RepeatedHabit("小候鸟课堂", "class", "09:00", 180,
                          "FREQ=YEARLY;BYMONTH=7,8;BYDAY=1TU,3TU", 24, needs=8, families=True),
            RepeatedHabit("双导师见面会", "meeting", "19:00", 90,
                          "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1FR", 20, in_programme=True),
        ),
        programme="青禾计划", enrolled=24, mentors=2,
        venues=(("石桥学堂", "room", 50),),
        booked=(("自习室", 1, 3, "19:00", 120),),
    ),
    Neighbour(
        "liling", "梨岭村", ("应雪梅", "童根林", "骆知行"),
        (("果园队", "疏果、套袋、教采摘"), ("护林队", "巡山、清防火道")),
        (
            RepeatedHabit("梨岭义务日", "duty_day", "08:30", 150, _MONTHLY + "4SA", 18),
            RepeatedHabit("梨园采摘", "other", "06:30", 480,
                          "FREQ=YEARLY;BYMONTH=7,8;BYDAY=1WE,2WE,3WE", 14, role="paid"),
            RepeatedHabit("疏果互助", "duty_day", "08:00", 180,
                          "FREQ=YEARLY;BYMONTH=4,5;BYDAY=2SA,4SU", 15),
            RepeatedHabit("修剪培训", DRILL_KIND, "09:00", 180,
                          "FREQ=YEARLY;BYMONTH=1;BYDAY=3SA", 26, guests=1),
            RepeatedHabit("开园节", "festival", "09:00", 300,
                          "FREQ=YEARLY;BYMONTH=7;BYDAY=2SU", 36, needs=12, families=True,
                          visitors=40),
            RepeatedHabit("果农议事会", "meeting", "19:00", 90,
                          "FREQ=YEARLY;BYMONTH=3,6,11;BYDAY=2FR", 18),
        ),
        venues=(("分拣棚", "ground", 40), ("冷库小货车", "vehicle", 2)),
        booked=(("送货进城", 2, 1, "06:30", 240),),
        unsigned=1,
    ),
    Neighbour(
        "yiting", "驿亭村", ("戎小明", "华志刚", "江梅芳"),
        (("驿站队", "看货车之家，备热水和饭菜"), ("路口队", "扫路口、看停车场")),
        (
            RepeatedHabit("货车之家值守", "duty_day", "18:00", 180, _MONTHLY + "1FR", 11),
            RepeatedHabit("驿亭义务日", "duty_day", "08:30", 150,
                          "FREQ=YEARLY;BYMONTH=1,3,5,7,9,11;BYDAY=2SU", 20),
            RepeatedHabit("司机义诊", CLINIC_KIND, "15:00", 120,
                          "FREQ=YEARLY;BYMONTH=2,5,8,11;BYDAY=3SA", 12, needs=6, visitors=20),
            RepeatedHabit("司机夜话", "other", "19:30", 90,
                          "FREQ=YEARLY;BYMONTH=2,4,6,8,10;BYDAY=3FR", 10, guests=1, visitors=24),
            RepeatedHabit("路口清洁", "duty_day", "07:00", 90,
                          "FREQ=YEARLY;BYMONTH=4,8,12;BYDAY=4SU", 14),
        ),
        venues=(("货车停车场", "ground", 30), ("司机休息室", "room", 8), ("驿站食堂", "room", 24)),
        booked=(("休息室", 2, 0, "20:00", 240), ("休息室", 2, 3, "20:00", 240)),
    ),
)  # fmt: skip
"""In the order of the town's list, behind the first village."""
