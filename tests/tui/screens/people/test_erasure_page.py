"""The page on which somebody is forgotten: what it says before, and that it does just that."""

from __future__ import annotations

import threading
from datetime import datetime

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import Event
from yigong.store.records import Guardian, Volunteer
from yigong.store.village.village import Village


@pytest.fixture
def person(village):
    """In charge of an event, a guardian, and named in a note."""
    person = village.people.add(Volunteer(name="欧阳若溪", phone="12098761234"))
    village.events.add(Event(title="修路", start=datetime(2026, 11, 26, 8), lead="李芳、欧阳若溪"))
    guardian = Guardian(name="欧阳若溪", phone="12098761234")
    village.people.add(Volunteer(name="李小明", guardians=(guardian,)))
    village.people.add(Volunteer(name="王强", note="欧阳若溪的邻居"))
    (village.folder / "outbox" / "list.csv").touch()
    return person


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_it_names_what_goes_and_what_stays_and_does_it(village, person, clock, size):
    async with opened(village.folder, clock=clock, size=size) as screen:
        await screen.press("p", "=欧阳若溪", "enter", "F")
        await screen.settled()
        for sentence in (
            "Forget 欧阳若溪 V0001?",
            "The code stands in the place of the name: E0001",
            "No guardian any more, name and phone are removed: 李小明 V0002",
            "These texts may still name them, and stay: V0003 (Note), 1 line",
            "These files in the village's folder may, too: outbox 1",
            "Type V0001 and press Enter",
        ):
            assert sentence in screen.text
        await screen.press("=V0002", "enter")
        assert "Type V0001, to be sure" in screen.status
        assert village.people.get(1) == person
        await screen.press(*["backspace"] * 5, "=v0001", "enter")
        await screen.settled()
        assert "✓ V0001 is forgotten." in screen.status
        assert "These texts may still name them, and stay: V0003 (Note)" in screen.text
        assert "欧阳若溪" not in screen.text
        await screen.press("enter")
        assert "forgotten on 2026-11-25" in screen.text
    assert village.events.get(1).lead == "李芳、V0001"


async def test_nobody_decides_before_it_is_said_what_goes(village, person, clock, monkeypatch):
    added_up, real = threading.Event(), Village.erase

    def slow(self, number, *, dry=False):
        assert added_up.wait(60)
        return real(self, number, dry=dry)

    monkeypatch.setattr(Village, "erase", slow)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=欧阳若溪", "enter", "F", "=V0001", "enter")
        assert "Wait until it is added up" in screen.status
        added_up.set()
        await screen.settled()
        assert not village.people.get(1).forgotten
        added_up.clear()
        await screen.press("enter", "enter", "escape")
        assert "forgetting .." in screen.status, "and neither key does anything meanwhile"
        added_up.set()
        await screen.settled()
        assert "✓ V0001 is forgotten." in screen.status
    assert [line.act for line in village.history.newest_first()].count("person.forget") == 3


async def test_a_village_of_years_fits_on_a_small_page(village, person, clock, enrol):
    """Fewer places are named, so that the field for the code is seen."""
    for number in range(1, 31):
        start = datetime(2026, 11, 26, 8)
        village.events.add(Event(title="修路", start=start, lead="欧阳若溪", notes="问欧阳若溪"))
        village.people.add(Volunteer(name=f"村民{number:02d}", note="欧阳若溪的邻居" * 3))
    for other in village.people.listed():
        guardian = Guardian(name="欧阳若溪", phone="12098761234")
        if other.number > 3:
            village.people.save(msgspec.structs.replace(other, guardians=(guardian,)))
    for name in ("backups/a.zip", "set-aside/c.json"):
        (village.folder / name).parent.mkdir(exist_ok=True)
        (village.folder / name).touch()
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=欧阳若溪", "enter", "F")
        await screen.settled()
        assert "more" in screen.text
        assert "Enter  Forget" in screen.lines[-1]
        await screen.press("=V0001")
        assert any(line.strip().startswith("V0001") for line in screen.lines[15:])
