"""A spot check: the same people for whoever asks, of signed registers, volunteers alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from support.clock import SHANGHAI, Clock
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.town.spot_check import draw_people
from yigong.store.village.village import Village

SEED = "区里2026年第四季度"
DAY = date(2026, 11, 25)


@pytest.fixture
def signed(tmp_path):
    """V0001 to V0010 at E0001@2026-11-25, which is signed; V0011 came as a participant."""
    clock = Clock(datetime(2026, 11, 25, 9, tzinfo=SHANGHAI))
    village = Village.create(
        tmp_path / "village", Settings(name="青山村"), Actor("李芳"), clock=clock, sync=False
    )
    village.people.add_all(Volunteer(name=f"村民{n}") for n in range(1, 12))
    event = village.events.add(
        Event(title="村民义务日", kind="duty_day", start=datetime(2026, 11, 25, 9))
    )
    occurrence = village.events.occurrence(event.number, DAY)
    for number in range(1, 12):
        village.registers.checkin.check_in(occurrence, number)
    village.registers.roles.change(occurrence, 11, "participant")
    clock.now += timedelta(hours=2)
    for number in range(1, 12):
        village.registers.checkin.check_out(occurrence, number)
    village.registers.settlement.close(occurrence)
    return village


def drawn(village, count, seed=SEED):
    found = draw_people(village, DAY, DAY, seed, count)
    return [(each.code, each.digest[:12]) for each in found]


def test_the_draw_of_the_design(signed):
    assert drawn(signed, 3) == [
        ("V0003", "030a48adc0d9"),
        ("V0010", "0e8627dd7067"),
        ("V0008", "1ceaba93d769"),
    ]


def test_more_than_there_are_gives_each_volunteer_once(signed):
    found = [code for code, _digest in drawn(signed, 50)]
    assert sorted(found) == [f"V{n:04d}" for n in range(1, 11)]


def test_another_seed_gives_another_order(signed):
    assert drawn(signed, 5, "别的") != drawn(signed, 5)


def test_who_is_in_a_register_that_is_not_signed_is_not_drawn(signed):
    occurrence = signed.events.occurrence(1, DAY)
    signed.registers.settlement.reopen(occurrence, "改一处")
    assert drawn(signed, 5) == []


@pytest.mark.parametrize(
    ("seed", "count"), [("", 5), (" ", 5), ("x" * 201, 5), ("a\nb", 5), ("x", 0), ("x", 501)]
)
def test_a_draw_that_nobody_could_repeat_is_refused(signed, seed, count):
    with pytest.raises(Refused):
        drawn(signed, count, seed)
