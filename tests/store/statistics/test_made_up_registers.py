"""Made-up registers, with everything in them that a register can have, and what must hold of all.

Nights and nights on which the clocks change, every role, two roles in one attendance, parties,
people without a name, grants, every policy, signed and not.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from support.clock import Clock
from support.raw_numbers import numbers as raw
from support.raw_numbers import role_counted, role_of_stint, roles_planned
from yigong.store.attendance.hours import Credit
from yigong.store.attendance_records import Entry, Grant, Headcount, ServiceTime, Stint
from yigong.store.event_records import Event
from yigong.store.programme_records import Programme
from yigong.store.records import ROLES, Squad, Volunteer
from yigong.store.settings_records import HoursPolicy, KindSpec, Settings
from yigong.store.squads.leaderboard import standings
from yigong.store.statistics.summary import VIEWS
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.village.village import Village

KINDS = (KindSpec(name="急救培训", role="learner", trains=True),)
DAYS = (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25))
"""The clocks change in Berlin on the nights between them."""

ANY_ROLE = st.sampled_from(("", *ROLES))
FEW_ROLES = st.sampled_from(("", "", "", "", *ROLES))


@dataclass(frozen=True)
class MadeUpEntry:
    """An entry, its times in seconds: how long after the last one each stint began, and took."""

    squad: int
    role: str
    adults: int
    children: int
    stints: tuple[tuple[int, int, str, str], ...]
    granted: tuple[int, ...]

    def as_entry(self, number, start):
        stints, at = [], start
        for gap, length, origin, role in self.stints:
            begin = later(at, gap)
            at = later(begin, length)
            stints.append(Stint(start=begin, end=at, origin=origin, role=role, reason="补登"))
        grants = [Grant(minutes=n, at=start, by="李芳", reason="备料") for n in self.granted]
        return Entry(
            number=number,
            squad=self.squad,
            role="volunteer" if grants else self.role,  # hours are granted to volunteers only
            adults=self.adults,
            children=self.children,
            stints=tuple(stints),
            grants=tuple(grants),
        )


@dataclass(frozen=True)
class MadeUpRegister:
    """An event with its register."""

    day: date
    hour: int
    minutes: int
    kind: str
    role: str
    needs: dict[int, int]
    travel: int
    programme: str
    entries: dict[int, MadeUpEntry]
    headcounts: tuple[tuple[int, int], ...]
    signed: bool


SECONDS = st.integers(0, 200 * 60)
ENTRIES = st.builds(
    MadeUpEntry,
    squad=st.integers(0, 2),
    role=ANY_ROLE,
    adults=st.integers(0, 2),
    children=st.integers(0, 2),
    stints=st.lists(
        st.tuples(SECONDS, SECONDS, st.sampled_from(("clocked", "filled")), FEW_ROLES), max_size=3
    ).map(tuple),
    granted=st.sampled_from(((), (), (), (), (45,), (7, 90))),
)
REGISTERS = st.builds(
    MadeUpRegister,
    day=st.sampled_from(DAYS),
    hour=st.sampled_from((8, 13, 22)),
    minutes=st.sampled_from((60, 180, 480)),
    kind=st.sampled_from(("duty_day", "class", "outing", KINDS[0].name)),
    role=ANY_ROLE,
    needs=st.dictionaries(st.integers(1, 2), st.just(3)),
    travel=st.sampled_from((0, 45)),
    programme=st.sampled_from(("", "四季赋能")),
    entries=st.dictionaries(st.integers(1, 6), ENTRIES, max_size=5),
    headcounts=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=2).map(tuple),
    signed=st.booleans(),
)
POLICIES = st.builds(
    HoursPolicy,
    round_to=st.sampled_from((1, 15, 30)),
    daily_cap=st.sampled_from((0, 0, 100, 240)),
    min_presence=st.sampled_from((0, 0, 50)),
    travel=st.booleans(),
)
VILLAGES = {
    "registers": st.lists(REGISTERS, min_size=1, max_size=4),
    "policy": POLICIES,
    "zone": st.sampled_from(("Asia/Shanghai", "Europe/Berlin")),
}


def later(at, seconds):
    """A time later, by the clock on no wall."""
    return (at.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(at.tzinfo)


@contextmanager
def made_up_village(registers, policy, zone):
    """A village of six people and two squads with these registers."""
    clock = Clock(datetime(2026, 1, 5, 9, tzinfo=ZoneInfo(zone)))
    with TemporaryDirectory() as folder:
        village = Village.create(
            Path(folder) / "qingshan",
            Settings(name="青山村", zone=zone, hours=policy, kinds=KINDS),
            Actor("李芳", "东门"),
            clock=clock,
            sync=False,
        )
        village.people.add_all(
            Volunteer(name=f"村民{n}", group=("一组", "")[n % 2]) for n in range(1, 7)
        )
        for name in ("修葺队", "清理队"):
            village.squads.add(Squad(name=name, members=(1, 2, 3)))
        village.programmes.add(Programme(name="四季赋能"))
        for minute, made_up in enumerate(registers):
            clock.now = datetime(2026, 12, 1, 9, minute, tzinfo=ZoneInfo(zone))
            _write(village, made_up)
        yield village


def _write(village, made_up):
    event = village.events.add(
        Event(
            title="活动",
            kind=made_up.kind,
            role=made_up.role,
            start=datetime.combine(made_up.day, datetime.min.time()).replace(hour=made_up.hour),
            minutes=made_up.minutes,
            needs=made_up.needs,
            travel=made_up.travel,
            programme=1 if made_up.programme else 0,
        )
    )
    occurrence = village.events.occurrence(event.number, made_up.day)
    registers = village.registers
    head = msgspec.structs.replace(
        registers.head(occurrence),
        headcounts=tuple(
            Headcount(at=occurrence.start, adults=adults, children=children)
            for adults, children in made_up.headcounts
        ),
    )
    with village.session.change(registers.book(occurrence.key), ChangeReason("checkin")) as draft:
        draft.set_head(head)
        for number, entry in made_up.entries.items():
            draft.put(entry.as_entry(number, occurrence.start))
    register = registers.read(occurrence.key)
    if made_up.signed and (
        head.headcounts or any(e.stints or e.grants for e in register.entries.values())
    ):
        registers.settlement.close(occurrence)


def apart(tally):
    """All numbers of a tally."""
    heads, credit = tally.heads, tally.credit
    return (
        *(tally.occurrences, tally.attendances, tally.people, heads.along, heads.nameless),
        *(heads.volunteers, heads.participants, heads.guests, heads.paid),
        *(getattr(tally.persons, role) for role in ROLES),
        *(credit.service.clocked, credit.service.filled, credit.service.granted),
        *(credit.learning.minutes, credit.labour.minutes),
    )


def apart_in_raw(found):
    return (
        *(len(found.occurrences), found.attendances, found.people, found.along, found.nameless),
        *(found.volunteers, found.participants, found.guests, found.paid),
        *(len(found.persons.get(role, ())) for role in ROLES),
        *(found.clocked, found.filled, found.granted, found.learning, found.labour),
    )


@settings(max_examples=40)
@given(**VILLAGES)
def test_every_number_of_every_view_is_what_the_raw_files_give(registers, policy, zone):
    with made_up_village(registers, policy, zone) as village:
        summary, by_hand = village.summary(None, None), raw(village.folder, None, None)
        found = {(view, row.key): apart(row.tally) for view in VIEWS for row in summary.rows(view)}
        if summary.counted:
            found["total",] = apart(summary.total)
        assert found == {at: apart_in_raw(each) for at, each in by_hand.items()}


@settings(max_examples=40)
@given(**VILLAGES)
def test_the_roles_add_up_to_the_heads_and_the_rows_to_the_total(registers, policy, zone):
    with made_up_village(registers, policy, zone) as village:
        summary = village.summary(None, None)
        total = summary.total
        for view in VIEWS:
            rows = summary.rows(view)
            for tally in (total, *(row.tally for row in rows)):
                heads, present = tally.heads, tally.heads.present
                assert heads.total == heads.volunteers + heads.participants + heads.guests
                named = sum(getattr(present, role) for role in ROLES if role != "paid")
                assert heads.total == named + heads.along + heads.nameless
                persons = [getattr(tally.persons, role) for role in ROLES if role != "paid"]
                assert max(persons) <= tally.people <= sum(persons)
            assert sum((row.tally.credit for row in rows), start=Credit()) == total.credit
            of_nobody = total.heads.nameless if view == "people" else 0
            assert sum(row.tally.attendances for row in rows) == total.attendances - of_nobody
            assert sum(row.tally.heads.paid for row in rows) == total.heads.paid
            if view not in ("people", "squads", "groups"):  # several of them were at one occurrence
                assert sum(row.tally.occurrences for row in rows) == total.occurrences
            assert len(frozenset().union(*(row.numbers for row in rows))) == total.people


@settings(max_examples=40)
@given(**VILLAGES)
def test_no_minute_of_anybody_but_a_volunteer_is_service_in_any_ranking(registers, policy, zone):
    with made_up_village(registers, policy, zone) as village:
        counted, served = _volunteers(village)
        totals, summary = village.totals(), village.summary(None, None)
        ranked = standings(village.counts.between(None, None, policy))
        assert totals.keys() <= counted and ranked.keys() <= counted
        for row in summary.people:
            number, service = int(row.key), row.tally.service
            assert not service.total or number in served
            assert totals.get(number, ServiceTime()) == service
            assert (ranked[number].minutes if number in ranked else 0) == service.total
        credits = (credit.total for credit in totals.values())
        assert sum(credits) == summary.total.service.total
        assert sum(each.times for each in ranked.values()) == summary.total.heads.volunteers


def _volunteers(village):
    """By the raw files, who counts as a volunteer or was granted hours; and who served for a while.

    Somebody may count as one who was there as something else all the time.
    """
    counted, served = set(), set()
    read = msgspec.json.decode
    books = {
        name: read((village.folder / f"{name}.json").read_bytes())["_default"]
        for name in ("events", "settings")
    }
    for path in village.folder.glob("registers/*/*.json"):
        tables = read(path.read_bytes())
        plan = roles_planned(tables["head"]["1"], books)
        for number, entry in tables.get("_default", {}).items():
            stints = entry.get("stints", ())
            if entry.get("grants") or any(
                role_of_stint(stint, entry, plan) == "volunteer" for stint in stints
            ):
                served.add(int(number))
            if stints and role_counted(entry, plan) == "volunteer":
                counted.add(int(number))
    return counted | served, served
