"""The events of the demo village, and the usual attendance of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import msgspec

from yigong.store.demo.residents import CLEAN, REPAIR, WEAVE
from yigong.store.event_records import ByRRule, Event, Post
from yigong.store.settings_records import KindSpec
from yigong.store.storage.book import Actor

EAST, WEST = Actor("李芳", "东门"), Actor("王建国", "西门")
HALL = Actor("陈小梅", "礼堂")
PLACE = "文化礼堂前广场"
NEEDS = {REPAIR: 12, CLEAN: 18, WEAVE: 10}

CLINIC = "义诊"
KINDS = (
    KindSpec(name=CLINIC, letter="诊", colour="green"),
    KindSpec(name="培训", letter="训", colour="cyan", role="learner", trains=True),
)
"""The village's own kinds of events."""

_HARVEST_POSTS = (
    Post(
        id=1, name="停车", start=-90, minutes=150, heads=4, squad=CLEAN,
        note="村口路边，留出消防通道",
    ),
    Post(id=2, name="编织摊位", start=60, minutes=180, heads=6, squad=WEAVE),
    Post(id=3, name="烤番薯", start=90, minutes=150, heads=5),
    Post(id=4, name="收场", start=330, minutes=60, heads=3),
)  # fmt: skip
_TRAINING_POSTS = (
    Post(id=1, name="引导", start=-30, minutes=60, heads=2),
    Post(id=2, name="茶歇", start=90, minutes=45, heads=3, squad=WEAVE),
    Post(id=3, name="收场", start=240, minutes=45, heads=4),
)
"""What is to be done at the harvest festival, and at the winter's training."""

DUTY_DAY, CLASS, COUNCIL = 1, 2, 3
"""The numbers of events that are changed: they are planned in this order."""

FOUR_SEASONS, MONTHLY_THEMES = 1, 2
"""The numbers of the programmes: that of a year which is planned, lived, looked back on and learned
from; and what each month is about."""


@dataclass(frozen=True)
class EventHabit:
    """The usual attendance of an event, from which its registers are made up."""

    size: int
    """About how many sign up."""

    squads: tuple[int, ...] = ()
    """The squads that come; none: everybody alike."""

    desks: tuple[Actor, ...] = (HALL,)
    families: bool = False
    """People bring others along."""

    guests: int = 0
    """How many come as guests."""

    visitors: int = 0
    """About how many are counted without a name."""


@dataclass(frozen=True)
class PlannedEvent:
    """An event and its habit."""

    event: Event
    habit: EventHabit


def demo_events(founded: date, today: date) -> list[PlannedEvent]:
    """Every event but today's extra one, in the order of their numbers.

    Args:
        founded: The day the calendar was begun; the events begin some days later.
        today: The date in the village.
    """
    rng = random.Random(f"{today} calendar")
    plans = [
        *_repeating(founded + timedelta(days=4)),
        *_double_ninth(founded, today),
        _clinic(today),
        _tonight(today),
    ]
    return [
        PlannedEvent(msgspec.structs.replace(plan.event, number=n, uid=uid(rng)), plan.habit)
        for n, plan in enumerate(plans, 1)
    ]


def uid(rng: random.Random) -> str:
    """A UID of the form that the calendar gives."""
    return f"{rng.getrandbits(80):020x}"


def _repeating(first: date) -> Iterator[PlannedEvent]:
    def plan(
        title: str, kind: str, at: str, minutes: int, rule: str, habit: EventHabit, **rest: object
    ) -> PlannedEvent:
        begins = datetime.combine(first, time.fromisoformat(at))
        event = Event(title=title, kind=kind, start=begins, minutes=minutes, repeat=ByRRule(rule))
        return PlannedEvent(msgspec.structs.replace(event, **rest), habit)

    both = (EAST, WEST)
    yield plan(
        "村民义务日", "duty_day", "08:30", 180, "FREQ=MONTHLY;BYMONTHDAY=25",
        EventHabit(29, (REPAIR, CLEAN, WEAVE), both),
        place=PLACE, lead="李芳", needs=NEEDS, notes="自带手套和水杯，工具在仓库领。",
    )  # fmt: skip
    yield plan(
        "手工编织课堂", "class", "14:00", 120, "FREQ=MONTHLY;BYDAY=1SA,3SA",
        EventHabit(9, (WEAVE,)),
        place="文化礼堂二楼", venues=(2,), lead="陈小梅", needs={WEAVE: 8}, capacity=20,
        notes="材料由手工编织队准备，孩子可以一起来。",
    )  # fmt: skip
    yield plan(
        "村民议事会", "meeting", "19:00", 90, "FREQ=YEARLY;BYMONTH=2,4,6,8,10,12;BYDAY=2FR",
        EventHabit(24),
        place="村委会会议室", venues=(3,), lead="王建国", notes="议题提前三天贴在公告栏。",
    )  # fmt: skip
    yield plan(
        "番薯丰收节", "festival", "09:30", 330, "FREQ=YEARLY;BYMONTH=11;BYDAY=3SU",
        EventHabit(85, (), both, families=True, guests=2, visitors=40),
        place="梯田番薯地", lead="陈小梅", needs={REPAIR: 8, CLEAN: 12, WEAVE: 10},
        posts=_HARVEST_POSTS,
        notes="挖番薯、烤番薯、编篮子，全家都来。", programme=MONTHLY_THEMES,
    )  # fmt: skip
    for name, kind, month, notes in _FOUR_SEASONS:
        yield plan(
            f"四季赋能·{name}", kind, "09:00", 240, f"FREQ=YEARLY;BYMONTH={month};BYDAY=3SU",
            EventHabit(46, (), both), place="文化礼堂", lead="陈小梅", notes=notes,
            programme=FOUR_SEASONS, posts=_TRAINING_POSTS if name == "冬训" else (),
        )  # fmt: skip
    yield plan(
        "老屋修葺", "duty_day", "08:30", 180, "FREQ=YEARLY;BYMONTH=1,4,7,10;BYDAY=1SU",
        EventHabit(12, (REPAIR,)),
        place="中街老屋", lead="王建国", needs={REPAIR: 10},
    )  # fmt: skip
    yield plan(
        "板栗采摘", "other", "07:00", 480, "FREQ=YEARLY;BYMONTH=9;BYDAY=4SA",
        EventHabit(8, (), (WEST,)), place="后山板栗林", lead="王建国", role="paid",
        notes="按天计酬，带水壶和手套。",
    )  # fmt: skip
    yield plan(
        "清溪巡护", "duty_day", "16:00", 90, "FREQ=YEARLY;BYMONTH=3,4,5,6,7,8,9,10,11;BYDAY=2WE",
        EventHabit(9, (CLEAN,), (EAST,)), place="龙坞溪桥头", lead="李芳", needs={CLEAN: 8},
    )  # fmt: skip
    yield plan(
        "写春联送祝福", "other", "13:30", 180, "FREQ=YEARLY;BYMONTH=1;BYDAY=3SU",
        EventHabit(38, (), families=True, visitors=15), place="文化礼堂", lead="陈小梅",
        needs={WEAVE: 6}, programme=MONTHLY_THEMES,
    )  # fmt: skip


_FOUR_SEASONS: tuple[tuple[str, str, int, str], ...] = (
    ("春规", "meeting", 3, "一年之计：各队一起定下全年的活动和认领的事。"),
    ("夏实", "other", 6, "下田、下溪、进老屋，边做边学。"),
    ("秋收", "other", 9, "看一年做成了什么，晒收成，分享手艺。"),
    ("冬训", "培训", 12, "急救、用电、工具保养和登记册，一天学完。"),
)


def _double_ninth(founded: date, today: date) -> Iterator[PlannedEvent]:
    """重阳 is a lunar date, which no RRULE expresses: a single event for each year."""
    from borax.calendars.lunardate import MAX_LUNAR_YEAR, MIN_LUNAR_YEAR, LunarDate

    for year in range(max(founded.year, MIN_LUNAR_YEAR), min(today.year + 1, MAX_LUNAR_YEAR) + 1):
        day = LunarDate(year, 9, 9).to_solar_date()
        if founded + timedelta(days=14) < day < today + timedelta(days=366):
            event = Event(
                title=f"重阳敬老出行 {year}", kind="outing", minutes=480, travel=120, capacity=45,
                start=datetime.combine(day, time(8)), place="村口上车", lead="李芳",
                needs={CLEAN: 4, WEAVE: 4}, notes="陪老人去径山，大巴一辆，中饭带上。",
                programme=MONTHLY_THEMES,
            )  # fmt: skip
            yield PlannedEvent(event, EventHabit(36, (CLEAN, WEAVE), (EAST,)))


def _clinic(today: date) -> PlannedEvent:
    """A small clinic on a Saturday a week ago or more, with everybody's times known by heart."""
    day = today - timedelta(days=7 + (today - timedelta(days=7) - date(1900, 1, 6)).days % 7)
    event = Event(
        title="糖尿病讲座与义诊", kind=CLINIC, minutes=120, place="文化礼堂一楼", lead="王建国",
        start=datetime.combine(day, time(9)), notes="量血压、测血糖，带上正在吃的药。",
        programme=MONTHLY_THEMES,
    )  # fmt: skip
    return PlannedEvent(event, EventHabit(6, (), (HALL,)))


def _tonight(today: date) -> PlannedEvent:
    """Something in the evening of today, so that more than one thing takes place."""
    event = Event(
        title="村民夜话", kind="other", minutes=90, place="书吧", lead="陈小梅",
        start=datetime.combine(today, time(19)), notes="聊聊这个月的事，茶水自备。",
        programme=MONTHLY_THEMES,
    )  # fmt: skip
    return PlannedEvent(event, EventHabit(14, (), (HALL,)))


_EXTRA = (
    ("冬日义务日", "扫雪防冻、整修水管、给老人家送柴。"),
    ("春耕义务日", "翻地、育苗、清沟渠，收工一起吃饭。"),
    ("清夏义务日", "清溪道、割草、检修老屋的排水。"),
    ("秋收义务日", "收稻、挖番薯、整地，收工一起吃饭。"),
)
"""Today's extra event by season: winter, spring, summer, autumn."""


def extra_today(number: int, start: datetime, minutes: int) -> PlannedEvent:
    """Today's event, if today is not the 25th."""
    title, notes = _EXTRA[start.month % 12 // 3]
    event = Event(
        number=number, title=title, kind="duty_day", start=start, minutes=minutes, place=PLACE,
        lead="李芳", needs=NEEDS, notes=notes, uid=uid(random.Random(f"{start:%Y-%m-%d} extra")),
    )  # fmt: skip
    return PlannedEvent(event, EventHabit(40, (REPAIR, CLEAN, WEAVE), (EAST, WEST)))


def under_way(now: datetime) -> tuple[datetime, int]:
    """When an event begins that is under way now, and how many minutes it lasts.

    Args:
        now: The time in the village, naive.

    Returns:
        About an hour ago, to the half hour, three hours long; just after midnight it began at
        midnight, and late in the evening it ends at midnight.
    """
    midnight = datetime.combine(now.date(), time())
    half_hours = round((now - midnight - timedelta(hours=1)) / timedelta(minutes=30))
    start = midnight + timedelta(minutes=30) * max(0, half_hours)
    until_midnight = midnight + timedelta(days=1) - start
    return start, min(180, int(until_midnight / timedelta(minutes=1)))
