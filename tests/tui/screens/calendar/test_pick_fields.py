"""The fields of the plan form that name records: programme, hosts, venues."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec import structs

from support.screens import opened
from yigong.store.event_records import Event, OrganisedBy
from yigong.store.programme_records import Programme
from yigong.store.records import Squad
from yigong.store.venue_records import Venue


@pytest.fixture
def town(village):
    """Two venues, a company and a branch that host, a programme."""
    village.venues.add(Venue(name="会客厅"))
    village.venues.add(Venue(name="院子"))
    village.squads.add(Squad(name="青山农场", hosts=True))
    village.squads.add(Squad(name="党支部", hosts=True))
    village.programmes.add(Programme(name="四季赋能"))
    return village


async def to_field(screen, name: str) -> None:
    for _step in range(30):
        if (screen.app.focused.id or "") == f"field-{name}":
            return
        await screen.press("tab")
    raise AssertionError(name)


async def test_venues_fill_in_the_place_until_another_is_typed(town, clock):
    async with opened(town.folder, clock=clock) as screen:
        await screen.press("n", "=茶会")
        await to_field(screen, "venues")
        await screen.press("space", "space", "down", "space", "enter")
        assert "会客厅, 院子" in screen.text
        await screen.press("ctrl+s")
    event = town.events.get(1)
    assert (event.venues, event.place) == ((1, 2), "会客厅, 院子")


async def test_a_typed_place_stays(town, clock):
    async with opened(town.folder, clock=clock) as screen:
        await screen.press("n", "=茶会")
        await to_field(screen, "place")
        await screen.press("=二楼", "shift+tab", "space", "enter", "ctrl+s")
    event = town.events.get(1)
    assert (event.venues, event.place) == ((1,), "二楼")


async def test_hosts_are_chosen_with_their_parts(town, clock):
    async with opened(town.folder, clock=clock) as screen:
        await screen.press("n", "=采摘节")
        await to_field(screen, "hosts")
        await screen.press("space", "space", "down", "space", "space", "enter")
        assert "host 青山农场  with 党支部" in screen.text
        await screen.press("ctrl+s")
    assert town.events.get(1).hosts == (OrganisedBy(squad=1), OrganisedBy(squad=2, how="with"))


async def test_escape_leaves_what_was_picked(town, clock):
    town.events.add(
        Event(title="节", start=datetime(2026, 11, 25, 9), hosts=(OrganisedBy(squad=1),))
    )
    async with opened(town.folder, clock=clock) as screen:
        await screen.press("enter", "e")
        await to_field(screen, "hosts")
        await screen.press("space", "space", "space", "space", "escape")
        assert "host 青山农场" in screen.text


async def test_a_programme_is_found_by_typing_where_there_are_many(town, clock):
    for number in range(30):
        town.programmes.add(Programme(name=f"课程{number:02d}"))
    async with opened(town.folder, clock=clock) as screen:
        await screen.press("n", "=沙龙")
        await to_field(screen, "programme")
        await screen.press("space", "slash", "=程27", "enter", "enter")
        assert "课程27" in screen.text
        await screen.press("ctrl+s")
    assert town.events.get(1).programme == 29


async def test_a_similar_programme_is_offered_before_a_new_one_is_added(town, clock):
    async with opened(town.folder, clock=clock) as screen:
        await screen.press("n", "=沙龙")
        await to_field(screen, "programme")
        await screen.press("space", "n", "=四季赋能季", "enter")
        assert "Is it one of these?" in screen.text
        await screen.press("enter", "ctrl+s")
    assert town.events.get(1).programme == 1
    assert len(town.programmes.all()) == 1


async def test_a_new_programme_is_added_by_its_name(town, clock):
    async with opened(town.folder, clock=clock) as screen:
        await screen.press("n", "=沙龙")
        await to_field(screen, "programme")
        await screen.press("space", "n", "=邻里节", "enter")
        assert "邻里节" in screen.text
        await screen.press("ctrl+s")
    assert town.programmes.get(town.events.get(1).programme).name == "邻里节"


async def test_a_village_without_hosts_and_venues_is_not_asked_for_them(village, clock):
    async with opened(village.folder, clock=clock, size=(80, 40)) as screen:
        await screen.press("n")
        assert "Venues" not in screen.text
        assert "Held by" not in screen.text


async def test_without_hosts_of_its_own_the_form_names_those_of_the_programme(town, clock):
    town.programmes.save(structs.replace(town.programmes.get(1), hosts=(OrganisedBy(squad=1),)))
    async with opened(town.folder, clock=clock, size=(80, 50)) as screen:
        await screen.press("n", "=茶会")
        await to_field(screen, "programme")
        assert "as the programme" not in screen.text
        await screen.press("space", "down", "enter")
        assert "as the programme: host 青山农场" in screen.text
        await to_field(screen, "hosts")
        await screen.press("space", "down", "space", "ctrl+s")
        assert "as the programme" not in screen.text and "host 党支部" in screen.text
