"""Squads that host events on their pages: said in the form, listed apart, with what they host."""

from __future__ import annotations

from datetime import datetime

import pytest

from support.screens import opened
from yigong.store.event_records import Event, OrganisedBy
from yigong.store.records import Squad


@pytest.fixture
def farm(village, enrol):
    """青山农场, a company that 张小明 leads, hosted 采摘节 and will host 丰收节; 修葺队 works."""
    enrol("张小明", "李秀英")
    village.squads.add(Squad(name="青山农场", hosts=True, contact="王总", leader=1))
    village.squads.add(Squad(name="修葺队", members=(1, 2)))
    for title, month in (("采摘节", 10), ("丰收节", 12)):
        start = datetime(2026, month, 5, 9)
        village.events.add(Event(title=title, start=start, hosts=(OrganisedBy(squad=1),)))
    return village


async def test_the_form_says_that_a_squad_hosts_and_whom_to_ask(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "n", "=党支部", "tab", "tab", "right", "tab", "=赵六", "ctrl+s")
    squad = village.squads.get(1)
    assert (squad.hosts, squad.contact, squad.only_hosts) == (True, "赵六", True)


async def test_who_only_hosts_stands_below_the_squads_and_is_not_asked_for_people(farm, clock):
    async with opened(farm.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("s")
        assert screen.text.index("修葺队") < screen.text.index("青山农场")
        await screen.press("down", "enter")
        assert "Needed next" not in "".join(line[80:] for line in screen.lines)
        await screen.press("escape", "escape", "n")
        assert "Needs 修葺队" in screen.text
        assert "Needs 青山农场" not in screen.text


async def test_the_page_lists_what_it_hosts_and_its_contact(farm, clock):
    async with opened(farm.folder, clock=clock) as screen:
        await screen.press("s", "down", "enter")
        assert screen.text.index("丰收节") < screen.text.index("采摘节")
        assert "王总" in screen.text
