"""What happened in the demo village, as deeds: who did what to a register, and when."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from yigong.store.attendance import checkin_rules
from yigong.store.attendance.register import head_of
from yigong.store.demo.activities import EventHabit
from yigong.store.demo.residents import ORGANISERS, Crowd
from yigong.store.records import Entry, Kind, Occurrence
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.village.village import Village

_MINUTE = timedelta(minutes=1)
_SETTLED = timedelta(days=7)
"""From this age on a register may have been corrected before it was signed."""

_BY_MONTH = (0.8, 0.6, 0.95, 1.05, 1.05, 0.9, 0.75, 0.75, 1.0, 1.15, 1.15, 0.95)
"""How many come, January to December: few around the New Year and in the heat."""

_FILLED = (
    "忘了签到，队长证明",
    "直接去了工地，没经过签到台",
    "手机没电，事后补登",
    "先去仓库搬工具，漏签",
)


_PREPARED = ("前一天在家备料", "提前一晚修好工具", "在家做了宣传牌", "会前整理名单、打印签到表")
_WENT: dict[Kind, tuple[str, ...]] = {
    "duty_day": (
        "清了两段溪道，工具已归库",
        "围墙补完，余下的瓦片下月再铺",
        "人手够，提前半小时收工",
    ),
    "festival": ("老少都来了，番薯分给了十二户老人", "编篮子最受欢迎，明年多备竹片"),
    "class": ("教了平编，学员自带一只成品回家", "来了三位新手，材料刚好"),
    "outing": ("一路平安，老人都送到家门口",),
    "meeting": ("议定三件事，已贴公告栏", "到会过半，认领下月任务"),
    "other": ("写了六十副春联，送到各户", "顺利完成，照片已存"),
}
"""小结, in the words of whoever led it."""


Do = Callable[[Village], object]


@dataclass(frozen=True)
class Deed:
    """One thing that somebody did."""

    at: datetime
    by: Actor
    do: Do


@dataclass(frozen=True)
class Story:
    """What became of one occurrence."""

    deeds: list[Deed]
    people: frozenset[int]
    """Who was expected or came."""


@dataclass(frozen=True)
class Visit:
    """One person's coming and going at one occurrence."""

    number: int
    desk: Actor
    times: tuple[datetime, ...]
    """In, out, in, out ...; an odd number: nobody clocked them out."""

    adults: int = 0
    children: int = 0


def finished_story(
    occurrence: Occurrence, habit: EventHabit, crowd: Crowd, now: datetime, busy: frozenset[int]
) -> Story:
    """An occurrence that is over: sign-up, door, corrections, signature."""
    rng = _dice(occurrence, now)
    likely, size = _likely(habit, crowd, rng, busy), _size(occurrence, habit, rng)
    expected, spare = likely[:size], likely[size : size * 4 // 3]
    hosts = len(habit.desks)
    coming = expected[:hosts] + [n for n in expected[hosts:] if rng.random() < 0.87]
    coming += [n for n in spare if rng.random() < 0.15]
    missed = [n for n in expected if n not in coming]
    excused = [n for n in missed if rng.random() < 0.3]
    forgotten = [n for n in missed if n not in excused][: rng.choice((0, 0, 0, 1, 1, 2))]
    lead = Actor(occurrence.event.lead)
    deeds = [_sign_up(occurrence, expected, _evening(occurrence.start, 2, rng))]
    deeds += _door(occurrence, [_visit(n, occurrence, habit, rng) for n in coming], habit.desks)
    last_out = max(deed.at for deed in deeds)
    if excused:
        deeds.append(Deed(last_out + 4 * _MINUTE, lead, _excuse(occurrence, excused)))
    signed = last_out + rng.randrange(6, 25) * _MINUTE
    if forgotten and now - occurrence.end > _SETTLED:
        deeds += [_filled_in(occurrence, number, lead, rng) for number in forgotten]
        signed = _evening(occurrence.start, -2, rng)
    deeds += _around(occurrence, expected[0], lead, last_out, signed)
    deeds.append(Deed(signed, lead, lambda v: v.registers.settlement.close(occurrence)))
    return Story(deeds, frozenset(expected + coming))


def upcoming_story(
    occurrence: Occurrence, habit: EventHabit, crowd: Crowd, now: datetime, busy: frozenset[int]
) -> Story:
    """The sign-ups so far for an occurrence to come: the nearer, the more.

    Where places are limited, they are taken a week before, and three people wait.
    """
    rng = _dice(occurrence, now)
    likely, days = _likely(habit, crowd, rng, busy), (occurrence.start - now).days
    count = round(_size(occurrence, habit, rng) * max(0.3, 1 - days * 0.03))
    if occurrence.event.capacity and days < 7:
        count = occurrence.event.capacity + 3
    signed_up = likely[:count]
    return Story(
        [_sign_up(occurrence, signed_up, _evening(now, rng.choice((1, 2)), rng))],
        frozenset(signed_up),
    )


def running_story(occurrence: Occurrence, habit: EventHabit, crowd: Crowd, now: datetime) -> Story:
    """The occurrence under way: forty expected, half of them through two doors by now."""
    rng = _dice(occurrence, now)
    likely = _likely(habit, crowd, rng, frozenset())
    expected, walk_ins = likely[:40], likely[40:42]
    hosts = expected[: len(habit.desks)]
    coming = rng.sample(expected[len(hosts) :], 18) + walk_ins
    rng.shuffle(coming)
    coming = hosts + coming
    deeds = [
        _sign_up(occurrence, expected[:31], _evening(now, 4, rng)),
        _sign_up(occurrence, expected[31:], _evening(now, 1, rng)),
    ]
    opened = min(occurrence.start, now) - 25 * _MINUTE
    moments = sorted(rng.sample(range(int((now - opened).total_seconds())), len(coming)))
    for number, seconds in zip(coming, moments, strict=True):
        at_desk = rng.choice(habit.desks)
        at = opened + timedelta(seconds=seconds)
        deeds.append(Deed(at, at_desk, _check_in(occurrence, number)))
    gone = coming[len(hosts)]  # the first who came has gone again
    deeds.append(
        Deed(
            now - timedelta(seconds=30),
            habit.desks[-1],
            lambda v: v.registers.checkin.check_out(occurrence, gone),
        )
    )
    return Story(deeds, frozenset(expected + walk_ins))


def _likely(habit: EventHabit, crowd: Crowd, rng: random.Random, busy: frozenset[int]) -> list[int]:
    """Everybody who is not busy, the likeliest to come first; first of all who minds the desks."""
    own = crowd.in_squads(habit.squads)
    chances = {
        number: keen * (1.0 if not own or number in own else 0.12)
        for number, keen in crowd.keen.items()
    }
    # Sampling by weight without putting back (Efraimidis and Spirakis): the largest u^(1/w).
    drawn = sorted(chances, key=lambda n: rng.random() ** (1 / chances[n]), reverse=True)
    hosts = [ORGANISERS[at_desk.by] for at_desk in habit.desks]
    return [n for n in hosts + [n for n in drawn if n not in hosts] if n not in busy]


def _size(occurrence: Occurrence, habit: EventHabit, rng: random.Random) -> int:
    return round(habit.size * _BY_MONTH[occurrence.start.month - 1] * rng.uniform(0.88, 1.12))


def _visit(number: int, occurrence: Occurrence, habit: EventHabit, rng: random.Random) -> Visit:
    def around(moment: datetime, low: int, high: int) -> datetime:
        return moment + timedelta(seconds=rng.randrange(low * 60, high * 60))

    comes, goes = around(occurrence.start, -20, 6), around(occurrence.end, -12, 12)
    host = number in (ORGANISERS[at_desk.by] for at_desk in habit.desks)
    if host:
        comes = around(occurrence.start, -25, -20)
    elif rng.random() < 0.11:
        comes = around(occurrence.start, 12, 45)
    if not host and rng.random() < 0.1:
        goes = around(
            occurrence.start + occurrence.minutes * _MINUTE * 0.55, 0, occurrence.minutes // 4
        )
    times: tuple[datetime, ...] = (comes, max(goes, comes + 5 * _MINUTE))
    dice = rng.random()
    if dice < 0.05:
        times = times[:1]
    elif dice < 0.1 and not host and goes - comes > 90 * _MINUTE:
        middle = (comes + (goes - comes) * 0.4).replace(microsecond=0)
        times = (comes, middle, middle + rng.randrange(15, 40) * _MINUTE, goes)
    brings = habit.families and rng.random() < 0.6
    return Visit(
        number,
        rng.choice(habit.desks),
        times,
        adults=rng.choice((0, 1, 1, 2)) if brings else 0,
        children=rng.choice((0, 1, 1, 2)) if brings else 0,
    )


def _sign_up(occurrence: Occurrence, people: Sequence[int], at: datetime) -> Deed:
    return Deed(
        at, Actor(occurrence.event.lead), lambda v: v.registers.signup.sign_up(occurrence, *people)
    )


def _door(occurrence: Occurrence, visits: Sequence[Visit], desks: Sequence[Actor]) -> list[Deed]:
    """Each desk's arrivals as one change, and its departures as another.

    One change a person would be truer and is what the door does; for a year of registers it
    would take several times as long.
    """
    deeds = []
    for at_desk in desks:
        here = [visit for visit in visits if visit.desk == at_desk]
        if not here:
            continue
        inward = max(visit.times[0] for visit in here)
        outward = max(inward, *(visit.times[-1] for visit in here))
        deeds.append(Deed(inward, at_desk, _arrivals(occurrence, here)))
        deeds.append(Deed(outward, at_desk, _departures(occurrence, here)))
    return deeds


def _check_in(occurrence: Occurrence, number: int) -> Do:
    return lambda village: village.registers.checkin.check_in(occurrence, number)


def _arrivals(occurrence: Occurrence, visits: Sequence[Visit]) -> Do:
    def do(village: Village) -> None:
        book = village.registers.book(occurrence.key)
        with village.session.change(book, ChangeReason("checkin")) as draft:
            if draft.head is None:
                draft.set_head(head_of(occurrence))
            for visit in visits:
                entry = draft.records.get(visit.number) or Entry(
                    number=visit.number, squad=_squad(village, visit.number, occurrence)
                )
                draft.put(_arrived(entry, visit, occurrence))

    return do


def _arrived(entry: Entry, visit: Visit, occurrence: Occurrence) -> Entry:
    """An entry with its first stint begun."""
    first = visit.times[0]
    entry = checkin_rules.begin_stint(entry, first, visit.desk.desk, visit.desk.by)
    return msgspec.structs.replace(
        entry,
        mark="late" if first - occurrence.start > 10 * _MINUTE else "",
        adults=visit.adults,
        children=visit.children,
    )


def _departures(occurrence: Occurrence, visits: Sequence[Visit]) -> Do:
    def do(village: Village) -> None:
        book = village.registers.book(occurrence.key)
        with village.session.change(book, ChangeReason("checkout")) as draft:
            for visit in visits:
                if len(visit.times) > 1:
                    draft.put(_departed(draft.records[visit.number], visit))

    return do


def _departed(entry: Entry, visit: Visit) -> Entry:
    """An entry with everything after the first arrival."""
    for moment in visit.times[1:]:
        if entry.here:
            entry = checkin_rules.end_stint(entry, moment, visit.desk.by, desk=visit.desk.desk)
        else:
            entry = checkin_rules.begin_stint(entry, moment, visit.desk.desk, visit.desk.by)
    return entry


def _squad(village: Village, number: int, occurrence: Occurrence) -> int:
    """The squad that somebody who just came serves in, as the door decides it."""
    squads = village.squads.of(number)
    return next((s for s in squads if s in occurrence.event.needs), next(iter(squads), 0))


def _excuse(occurrence: Occurrence, people: Sequence[int]) -> Do:
    def do(village: Village) -> None:
        book = village.registers.book(occurrence.key)
        with village.session.change(book, ChangeReason("mark", "leave")) as draft:
            for number in people:
                draft.put(msgspec.structs.replace(draft.records[number], mark="leave"))

    return do


def _filled_in(occurrence: Occurrence, number: int, lead: Actor, rng: random.Random) -> Deed:
    """The day after, somebody whom the door missed is written in, with the reason."""
    at = occurrence.start.replace(hour=9) + timedelta(days=1, minutes=rng.randrange(600))
    start = occurrence.start + rng.randrange(0, 4) * 5 * _MINUTE
    end = occurrence.end - rng.randrange(0, 4) * 5 * _MINUTE
    reason = rng.choice(_FILLED)
    return Deed(
        at, lead, lambda v: v.registers.settlement.fill_in(occurrence, number, start, end, reason)
    )


def _around(
    occurrence: Occurrence, number: int, lead: Actor, last_out: datetime, signed: datetime
) -> list[Deed]:
    """Now and then hours for what was prepared at home; mostly a sentence on how it went."""
    rng = random.Random(f"around {occurrence.key}")
    deeds = []
    if occurrence.event.kind != "meeting" and rng.random() < 0.2:
        minutes, reason = rng.choice((30, 60, 90, 120)), rng.choice(_PREPARED)
        deeds.append(
            Deed(
                last_out + 2 * _MINUTE,
                lead,
                lambda v: v.registers.grants.grant(occurrence, number, minutes, reason),
            )
        )
    if rng.random() < 0.7:
        went = rng.choice(_WENT[occurrence.event.kind])
        deeds.append(
            Deed(
                signed + 3 * _MINUTE,
                lead,
                lambda v: v.registers.settlement.report(occurrence, went),
            )
        )
    return deeds


def _evening(day: datetime, before: int, rng: random.Random) -> datetime:
    """A moment between six and nine in the evening, some days before a day."""
    evening = day.replace(hour=18, minute=0, second=rng.randrange(60))
    return evening - timedelta(days=before) + rng.randrange(180) * _MINUTE


def _dice(occurrence: Occurrence, now: datetime) -> random.Random:
    return random.Random(f"{now:%Y-%m-%d} {occurrence.key}")
