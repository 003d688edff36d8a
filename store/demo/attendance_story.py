"""The attendance of the demo village, as actions: who changed which register, when and how."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from yigong.store import kinds
from yigong.store.attendance import checkin_rules
from yigong.store.attendance.posts import sorted_posts
from yigong.store.attendance.register import head_of
from yigong.store.attendance_records import Entry
from yigong.store.demo.activities import HALL, KINDS, EventHabit
from yigong.store.demo.english import in_english, reworded, said_actor, wording
from yigong.store.demo.residents import Residents
from yigong.store.event_records import Occurrence, Post
from yigong.store.records import Role
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.village.village import Village

_MINUTE = timedelta(minutes=1)
_CORRECTED = timedelta(days=7)
"""From this age on a register may have been corrected before it was signed."""

_TURNOUT_BY_MONTH = (0.8, 0.6, 0.95, 1.05, 1.05, 0.9, 0.75, 0.75, 1.0, 1.15, 1.15, 0.95)
"""The share of people who come, January to December: fewer in winter and in the heat."""

_FILL_IN_REASONS = (
    "忘了签到，队长证明",
    "直接去了工地，没经过签到台",
    "手机没电，事后补登",
    "先去仓库搬工具，漏签",
)


_GRANT_REASONS = (
    "前一天在家备料",
    "提前一晚修好工具",
    "在家做了宣传牌",
    "会前整理名单、打印签到表",
)
_DRILL_REPORT = "急救和用电都练了一遍，人人过关"
_REPORTS: dict[str, tuple[str, ...]] = {
    "duty_day": (
        "清了两段溪道，工具已归库",
        "围墙补完，余下的瓦片下月再铺",
        "人手够，提前半小时收工",
    ),
    "festival": ("老少都来了，番薯分给了十二户老人", "编篮子最受欢迎，明年多备竹片"),
    "class": ("教了平编，学员自带一只成品回家", "来了三位新手，材料刚好"),
    "培训": (_DRILL_REPORT,),
    in_english("培训"): (_DRILL_REPORT,),
    "outing": ("一路平安，老人都送到家门口",),
    "meeting": ("议定三件事，已贴公告栏", "到会过半，认领下月任务"),
    "other": ("做完的都送到了各户", "顺利完成，照片已存"),
}
"""小结, in the words of who led it."""


_CLINIC_FAMILY = "朴恩熙"
_CLINIC: tuple[tuple[str, Role | Literal[""], int, int], ...] = (
    ("王建国", "volunteer", -10, 130),
    ("诸葛思远", "guest", 0, 120),
    ("上官若琳", "", 5, 65),
    (_CLINIC_FAMILY, "", 10, 119),
    ("令狐一鸣", "learner", 0, 120),
    ("区乐瑶", "paid", -30, 150),
)
"""Who came to the clinic: as what, and from when to when, in minutes from its start."""

_ALL_KINDS = (*KINDS, *(reworded(kind, in_english) for kind in KINDS))

_POSTS_SO_FAR = 0.6
"""The share of those needed at posts who are signed up, weeks before."""

Effect = Callable[[Village], object]


@dataclass(frozen=True)
class Action:
    """One change of the village by an organiser."""

    at: datetime
    by: Actor
    effect: Effect


@dataclass(frozen=True)
class Story:
    """What happened at one occurrence."""

    actions: list[Action]
    people: frozenset[int]
    """Everybody who signed up or came."""


@dataclass(frozen=True)
class DemoAttendance:
    """One person's check-ins and check-outs at one occurrence."""

    number: int
    desk: Actor
    times: tuple[datetime, ...]
    """In, out, in, out ...; an odd number: nobody clocked them out."""

    adults: int = 0
    children: int = 0
    role: Role | Literal[""] = ""
    """What they are there as; empty: as the plan says."""


def finished_story(
    occurrence: Occurrence,
    habit: EventHabit,
    residents: Residents,
    now: datetime,
    busy: frozenset[int],
) -> Story:
    """An occurrence that is over: sign-ups, check-ins, corrections and the signature."""
    rng = _random_for(occurrence, now)
    likely, size = (
        _likely_attendees(habit, residents, rng, busy),
        _sign_up_count(occurrence, habit, rng),
    )
    expected, spare = likely[:size], likely[size : size * 4 // 3]
    hosts = len(habit.desks)
    coming = expected[:hosts] + [n for n in expected[hosts:] if rng.random() < 0.87]
    coming += [n for n in spare if rng.random() < 0.15]
    absent = [n for n in expected if n not in coming]
    excused = [n for n in absent if rng.random() < 0.3]
    forgotten = [n for n in absent if n not in excused][: rng.choice((0, 0, 0, 1, 1, 2))]
    lead = Actor(occurrence.event.lead)
    signed_up = _evening(occurrence.start, 2, rng)
    actions = _sign_up(occurrence, expected, hosts, signed_up)
    serving = residents.in_squads(tuple(occurrence.event.needs))
    actions += _at_posts(occurrence, [n for n in expected if n in serving], signed_up, 1.0)
    at_desks = residents.at_desks(habit.desks)
    visits = [_attendance(n, occurrence, habit, at_desks, rng) for n in coming]
    guests = coming[hosts + 3 : hosts + 3 + habit.guests]
    visits = [replace(visit, role="guest") if visit.number in guests else visit for visit in visits]
    actions += _desk_actions(occurrence, visits, habit.desks)
    actions += _headcounts(occurrence, habit, rng)
    last_out = max(action.at for action in actions)
    if excused:
        actions.append(Action(last_out + 4 * _MINUTE, lead, _excuse(occurrence, excused)))
    signed = last_out + rng.randrange(6, 25) * _MINUTE
    if forgotten and now - occurrence.end > _CORRECTED:
        actions += [_filled_in(occurrence, number, lead, rng) for number in forgotten]
        signed = _evening(occurrence.start, -2, rng)
    actions += _grants_and_report(occurrence, expected[0], lead, last_out, signed)
    actions.append(Action(signed, lead, lambda v: v.registers.settlement.close(occurrence)))
    return Story(actions, frozenset(expected + coming))


def upcoming_story(
    occurrence: Occurrence,
    habit: EventHabit,
    residents: Residents,
    now: datetime,
    busy: frozenset[int],
) -> Story:
    """The sign-ups so far for an occurrence to come: the nearer, the more.

    Where places are limited, they are taken a week before, and three people wait.
    """
    rng = _random_for(occurrence, now)
    likely, days = _likely_attendees(habit, residents, rng, busy), (occurrence.start - now).days
    count = round(_sign_up_count(occurrence, habit, rng) * max(0.3, 1 - days * 0.03))
    if occurrence.event.capacity and days < 7:
        count = occurrence.event.capacity + 3
    signed_up, hosts = likely[:count], len(habit.desks)
    evening = _evening(now, rng.choice((1, 2)), rng)
    actions = _sign_up(occurrence, signed_up, hosts, evening)
    actions += _at_posts(occurrence, signed_up[hosts:], evening, _POSTS_SO_FAR)
    if habit.families:
        lead = Actor(occurrence.event.lead)
        actions += [
            Action(evening + minutes * _MINUTE, lead, _family(occurrence, number, minutes % 2))
            for minutes, number in enumerate(signed_up[hosts : hosts + 8], 1)
        ]
    return Story(actions, frozenset(signed_up))


def clinic_story(occurrence: Occurrence, residents: Residents) -> Story:
    """The clinic, with a few people in every role: its numbers can be added up by hand."""
    numbers = {person.name: n for n, person in enumerate(residents.people, 1)}
    actions: list[Action] = []
    for name, role, came, left in _CLINIC:
        number = numbers[name]
        actions += [
            Action(occurrence.start + came * _MINUTE, HALL, _check_in(occurrence, number, role)),
            Action(occurrence.start + left * _MINUTE, HALL, _check_out(occurrence, number)),
        ]
    family = numbers[_CLINIC_FAMILY]
    actions += [
        Action(
            occurrence.start + 12 * _MINUTE,
            HALL,
            lambda v: v.registers.checkin.bring(occurrence, family, adults=1, children=2),
        ),
        Action(occurrence.start + 70 * _MINUTE, HALL, _headcount(occurrence, 12)),
        Action(
            occurrence.end + 45 * _MINUTE, HALL, lambda v: v.registers.settlement.close(occurrence)
        ),
    ]
    return Story(actions, frozenset(numbers[name] for name, *_rest in _CLINIC))


def running_story(
    occurrence: Occurrence, habit: EventHabit, residents: Residents, now: datetime
) -> Story:
    """The occurrence under way: forty sign-ups, half of them checked in at two desks by now."""
    rng = _random_for(occurrence, now)
    likely = _likely_attendees(habit, residents, rng, frozenset())
    expected, walk_ins = likely[:40], likely[40:42]
    hosts = expected[: len(habit.desks)]
    coming = rng.sample(expected[len(hosts) :], 18) + walk_ins
    rng.shuffle(coming)
    coming = hosts + coming
    actions = _sign_up(occurrence, expected[:31], len(hosts), _evening(now, 4, rng))
    actions += _sign_up(occurrence, expected[31:], 0, _evening(now, 1, rng))
    opened = min(occurrence.start, now) - 25 * _MINUTE
    moments = sorted(rng.sample(range(int((now - opened).total_seconds())), len(coming)))
    for number, seconds in zip(coming, moments, strict=True):
        desk_actor = rng.choice(habit.desks)
        at = opened + timedelta(seconds=seconds)
        actions.append(Action(at, desk_actor, _check_in(occurrence, number)))
    left = coming[len(hosts)]  # the first who came has left again
    actions.append(
        Action(
            now - timedelta(seconds=30),
            habit.desks[-1],
            lambda v: v.registers.checkin.check_out(occurrence, left),
        )
    )
    return Story(actions, frozenset(expected + walk_ins))


def _likely_attendees(
    habit: EventHabit, residents: Residents, rng: random.Random, busy: frozenset[int]
) -> list[int]:
    """Everybody who is not busy, the likeliest to come first; before them those at the desks."""
    own = residents.in_squads(habit.squads)
    chances = {
        number: rate * (1.0 if not own or number in own else 0.12)
        for number, rate in residents.rates.items()
    }
    # Weighted sampling without replacement (Efraimidis and Spirakis): the largest u^(1/w).
    drawn = sorted(chances, key=lambda n: rng.random() ** (1 / chances[n]), reverse=True)
    hosts = residents.at_desks(habit.desks)
    return [n for n in hosts + [n for n in drawn if n not in hosts] if n not in busy]


def _sign_up_count(occurrence: Occurrence, habit: EventHabit, rng: random.Random) -> int:
    return round(
        habit.size * _TURNOUT_BY_MONTH[occurrence.start.month - 1] * rng.uniform(0.88, 1.12)
    )


def _attendance(
    number: int,
    occurrence: Occurrence,
    habit: EventHabit,
    at_desks: Sequence[int],
    rng: random.Random,
) -> DemoAttendance:
    def near(moment: datetime, low: int, high: int) -> datetime:
        return moment + timedelta(seconds=rng.randrange(low * 60, high * 60))

    arrival, departure = near(occurrence.start, -20, 6), near(occurrence.end, -12, 12)
    host = number in at_desks
    if host:
        arrival = near(occurrence.start, -25, -20)
    elif rng.random() < 0.11:
        arrival = near(occurrence.start, 12, 45)
    if not host and rng.random() < 0.1:
        departure = near(
            occurrence.start + occurrence.minutes * _MINUTE * 0.55, 0, occurrence.minutes // 4
        )
    times: tuple[datetime, ...] = (arrival, max(departure, arrival + 5 * _MINUTE))
    draw = rng.random()
    if draw < 0.05:
        times = times[:1]
    elif draw < 0.1 and not host and departure - arrival > 90 * _MINUTE:
        middle = (arrival + (departure - arrival) * 0.4).replace(microsecond=0)
        times = (arrival, middle, middle + rng.randrange(15, 40) * _MINUTE, departure)
    brings = habit.families and rng.random() < 0.6
    return DemoAttendance(
        number,
        rng.choice(habit.desks),
        times,
        adults=rng.choice((0, 1, 1, 2)) if brings else 0,
        children=rng.choice((0, 1, 1, 2)) if brings else 0,
        role="volunteer" if host and _role(occurrence) != "volunteer" else "",
    )


def _role(occurrence: Occurrence) -> Role:
    return kinds.event_role(occurrence.event, _ALL_KINDS)


def _sign_up(
    occurrence: Occurrence, people: Sequence[int], hosts: int, at: datetime
) -> list[Action]:
    """The sign-up of people, of whom the first are hosts: they serve, whatever the others do."""
    lead = Actor(occurrence.event.lead)
    if _role(occurrence) == "volunteer":
        hosts = 0
    serving, others = people[:hosts], people[hosts:]
    actions = [Action(at, lead, lambda v: v.registers.signup.sign_up(occurrence, *others))]
    if serving:
        actions.append(
            Action(
                at - _MINUTE,
                lead,
                lambda v: v.registers.signup.sign_up(occurrence, *serving, role="volunteer"),
            )
        )
    return actions


def _at_posts(
    occurrence: Occurrence, people: Sequence[int], at: datetime, share: float
) -> list[Action]:
    """People at the posts, each at one of them: a share of those who are needed."""
    lead, left, actions = Actor(occurrence.event.lead), list(people), []
    for minutes, post in enumerate(sorted_posts(occurrence.posts), 31):
        wanted = round(post.heads * share)
        chosen, left = left[:wanted], left[wanted:]
        if chosen:
            effect = _post_sign_up(occurrence, chosen, post)
            actions.append(Action(at + minutes * _MINUTE, lead, effect))
    return actions


def _post_sign_up(occurrence: Occurrence, people: Sequence[int], post: Post) -> Effect:
    return lambda village: village.registers.signup.sign_up(occurrence, *people, posts=[post.id])


def _family(occurrence: Occurrence, number: int, more: int) -> Effect:
    return lambda village: village.registers.signup.sign_up(
        occurrence, number, adults=more, children=1 + more
    )


def _headcounts(occurrence: Occurrence, habit: EventHabit, rng: random.Random) -> list[Action]:
    """Visitors whom a desk counted without their names, a few times."""
    if not habit.visitors:
        return []
    return [
        Action(
            occurrence.start + (40 + 50 * part) * _MINUTE,
            habit.desks[0],
            _headcount(occurrence, rng.randrange(habit.visitors // 4, habit.visitors // 2)),
        )
        for part in range(3)
    ]


def _headcount(occurrence: Occurrence, adults: int) -> Effect:
    return lambda village: village.registers.checkin.count(occurrence, adults=adults, children=0)


def _desk_actions(
    occurrence: Occurrence, visits: Sequence[DemoAttendance], desks: Sequence[Actor]
) -> list[Action]:
    """Each desk's check-ins as one change, and its check-outs as another.

    A real desk makes one change for each person; for a year of registers that would take several
    times as long.
    """
    actions = []
    for desk_actor in desks:
        here = [visit for visit in visits if visit.desk == desk_actor]
        if not here:
            continue
        inward = max(visit.times[0] for visit in here)
        outward = max(inward, *(visit.times[-1] for visit in here))
        actions.append(Action(inward, desk_actor, _check_ins(occurrence, here)))
        actions.append(Action(outward, desk_actor, _check_outs(occurrence, here)))
    return actions


def _check_in(occurrence: Occurrence, number: int, role: Role | Literal[""] = "") -> Effect:
    return lambda village: village.registers.checkin.check_in(occurrence, number, role=role)


def _check_out(occurrence: Occurrence, number: int) -> Effect:
    return lambda village: village.registers.checkin.check_out(occurrence, number)


def _check_ins(occurrence: Occurrence, visits: Sequence[DemoAttendance]) -> Effect:
    def effect(village: Village) -> None:
        book = village.registers.book(occurrence.key)
        with village.session.change(book, ChangeReason("checkin")) as draft:
            if draft.head is None:
                draft.set_head(head_of(occurrence, village.context))
            for visit in _said_visits(village, visits):
                entry = draft.records.get(visit.number) or Entry(
                    number=visit.number, squad=_squad(village, visit.number, occurrence)
                )
                draft.put(_checked_in(entry, visit, occurrence))

    return effect


def _said_visits(village: Village, visits: Sequence[DemoAttendance]) -> list[DemoAttendance]:
    """Visits whose desks have the names that are said in the village."""
    say = wording(village.settings.language)
    return [replace(visit, desk=said_actor(visit.desk, say)) for visit in visits]


def _said(village: Village, text: str) -> str:
    return wording(village.settings.language)(text)


def _checked_in(entry: Entry, visit: DemoAttendance, occurrence: Occurrence) -> Entry:
    """An entry with its first stint begun."""
    first = visit.times[0]
    entry = checkin_rules.begin_stint(entry, first, visit.desk.desk, visit.desk.by)
    return msgspec.structs.replace(
        entry,
        mark="late" if first - occurrence.start > 10 * _MINUTE else "",
        adults=visit.adults,
        children=visit.children,
        role=visit.role or entry.role,
    )


def _check_outs(occurrence: Occurrence, visits: Sequence[DemoAttendance]) -> Effect:
    def effect(village: Village) -> None:
        book = village.registers.book(occurrence.key)
        with village.session.change(book, ChangeReason("checkout")) as draft:
            for visit in _said_visits(village, visits):
                if len(visit.times) > 1:
                    draft.put(_checked_out(draft.records[visit.number], visit))

    return effect


def _checked_out(entry: Entry, visit: DemoAttendance) -> Entry:
    """An entry with everything after the first check-in."""
    for moment in visit.times[1:]:
        if entry.here:
            entry = checkin_rules.end_stint(entry, moment, visit.desk.by, desk=visit.desk.desk)
        else:
            entry = checkin_rules.begin_stint(entry, moment, visit.desk.desk, visit.desk.by)
    return entry


def _squad(village: Village, number: int, occurrence: Occurrence) -> int:
    """The squad a person serves in by default (as `RegisterWriter.serving_squad`)."""
    squads = village.squads.of(number)
    return next((s for s in squads if s in occurrence.event.needs), next(iter(squads), 0))


def _excuse(occurrence: Occurrence, people: Sequence[int]) -> Effect:
    def effect(village: Village) -> None:
        book = village.registers.book(occurrence.key)
        with village.session.change(book, ChangeReason("mark", "leave")) as draft:
            for number in people:
                draft.put(msgspec.structs.replace(draft.records[number], mark="leave"))

    return effect


def _filled_in(occurrence: Occurrence, number: int, lead: Actor, rng: random.Random) -> Action:
    """The day after, a stint that was not clocked is filled in."""
    at = occurrence.start.replace(hour=9) + timedelta(days=1, minutes=rng.randrange(600))
    start = occurrence.start + rng.randrange(0, 4) * 5 * _MINUTE
    end = occurrence.end - rng.randrange(0, 4) * 5 * _MINUTE
    reason = rng.choice(_FILL_IN_REASONS)
    return Action(
        at,
        lead,
        lambda v: v.registers.settlement.fill_in(occurrence, number, start, end, _said(v, reason)),
    )


def _grants_and_report(
    occurrence: Occurrence, number: int, lead: Actor, last_out: datetime, signed: datetime
) -> list[Action]:
    """Sometimes a grant for preparations at home, and mostly a report."""
    rng = random.Random(f"around {occurrence.key}")
    actions = []
    if occurrence.event.kind != "meeting" and rng.random() < 0.2:
        minutes, reason = rng.choice((30, 60, 90, 120)), rng.choice(_GRANT_REASONS)
        actions.append(
            Action(
                last_out + 2 * _MINUTE,
                lead,
                lambda v: v.registers.grants.grant(occurrence, number, minutes, _said(v, reason)),
            )
        )
    if rng.random() < 0.7:
        report = rng.choice(_REPORTS.get(occurrence.event.kind, _REPORTS["other"]))
        actions.append(
            Action(
                signed + 3 * _MINUTE,
                lead,
                lambda v: v.registers.settlement.report(occurrence, _said(v, report)),
            )
        )
    return actions


def _evening(day: datetime, before: int, rng: random.Random) -> datetime:
    """A moment between six and nine in the evening, some days before a day."""
    evening = day.replace(hour=18, minute=0, second=rng.randrange(60))
    return evening - timedelta(days=before) + rng.randrange(180) * _MINUTE


def _random_for(occurrence: Occurrence, now: datetime) -> random.Random:
    return random.Random(f"{now:%Y-%m-%d} {occurrence.key}")
