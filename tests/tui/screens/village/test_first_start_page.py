"""The first start asks for little, explains itself, and begins with the organiser."""

from __future__ import annotations

from support.screens import opened
from yigong.store.village.village import Village


async def test_f1_explains_the_first_start_and_what_is_typed_stays(tmp_path, clock):
    async with opened(tmp_path / "v", clock=clock) as screen:
        await screen.press("=青山村", "f1")
        assert "On this page" in screen.text
        await screen.press("escape")
        assert "青山村" in screen.text


async def test_the_organiser_becomes_the_first_villager_at_their_desk(tmp_path, clock):
    async with opened(tmp_path / "v", clock=clock, desk="pts/3") as screen:
        await screen.press("=青山村", "tab", "=李芳", "tab", "=西门", "ctrl+s")
        await screen.until(lambda: "李芳  西门" in screen.lines[0])
        assert "p  Villagers" in screen.text and "q  Quit" in screen.lines[-1]
        await screen.press("p")
        assert "V0001" in screen.text
    village = Village.open(tmp_path / "v", clock=clock)
    assert [person.name for person in village.people.listed()] == ["李芳"]


async def test_who_only_organises_is_no_villager(tmp_path, clock):
    async with opened(tmp_path / "v", clock=clock) as screen:
        await screen.press("=青山村", "tab", "=李芳", "tab", "tab", "right", "ctrl+s")
        await screen.until(lambda: "November" in screen.lines[0])
    assert Village.open(tmp_path / "v", clock=clock).people.listed() == []
