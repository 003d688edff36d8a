"""The doctor finds what no plan has: posts, legs and venues as nothing here writes them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from support.clock import MORNING
from yigong.store.event_records import Event, Leg, Post
from yigong.store.venue_records import Venue
from yigong.store.village import doctor


@pytest.fixture
def trip(village, enrol):
    """An outing today with a post and a leg; 张小明 has the post and is there; three venues, each
    but the first a part of the one before."""
    enrol("张小明")
    event = village.events.add(
        Event(
            title="外出",
            start=datetime(2026, 11, 25, 8, 30),
            minutes=180,
            posts=(Post(name="引导"),),
            legs=(Leg(origin="村口", destination="县城", minutes=30),),
        )
    )
    occurrence = village.events.occurrence(event.number, event.start.date())
    village.registers.signup.sign_up(occurrence, 1, posts=[1])
    village.registers.checkin.check_in(occurrence, 1)
    for number, name in enumerate(("会客厅", "书吧", "书架")):
        village.venues.add(Venue(name=name, part_of=number))
    return village


def faults(village):
    found = doctor.examine(village.folder, MORNING + timedelta(hours=1)).findings
    return [f"{each.where}: {each.sentence}" for each in found if each.fault]


def edited(path, change):
    tables = json.loads(path.read_bytes())
    change(tables)
    path.write_text(json.dumps(tables))


REGISTER = "registers/2026/E0001@2026-11-25.json"


def with_another_post(tables):
    tables["_default"]["1"]["posts"][0]["post"] = 7


def with_another_leg(tables):
    tables["_default"]["1"]["stints"][0]["leg"] = 2


def in_a_ring(tables):
    tables["_default"]["1"]["part_of"] = 2


def within_itself(tables):
    tables["_default"]["1"]["part_of"] = 1


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        (REGISTER, with_another_post, "Signed up for a post that there is not: V0001."),
        (REGISTER, with_another_leg, "They rode a leg that there is not: V0001."),
        ("venues.json", in_a_ring, "A part of itself: L01, L02; change what they are part of."),
        ("venues.json", within_itself, "A part of itself: L01; change what they are part of."),
    ],
)
def test_what_no_plan_has_is_found(trip, name, change, sentence):
    assert faults(trip) == []
    edited(trip.folder / name, change)
    assert f"{name}: {sentence}" in faults(trip)


@pytest.mark.parametrize("zone", ["Nowhere/None", None])
def test_where_no_zone_is_known_all_else_is_examined(trip, zone):
    def without_zone(tables):
        if zone is None:
            tables["_default"].clear()
        else:
            tables["_default"]["1"]["zone"] = zone

    edited(trip.folder / "settings.json", without_zone)
    edited(trip.folder / "venues.json", in_a_ring)
    found = "\n".join(faults(trip))
    assert "A part of itself: L01, L02" in found
    assert "There is no time zone" in found or "There are no settings" in found
