"""The pages for everybody, published by a key."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import Event


@pytest.fixture
def planned(village, enrol):
    """An event whose notes name somebody."""
    enrol("王建国")
    village.events.add(Event(title="丰收节", start=datetime(2026, 11, 28, 9), notes="找王建国"))
    return village


async def test_a_key_publishes_and_a_page_says_where_and_what_was_masked(
    planned, clock, tmp_path, monkeypatch
):
    monkeypatch.setenv("YIGONG_SITE", str(tmp_path / "www"))
    planned.save_settings(
        msgspec.structs.replace(planned.settings, public_url="https://village.example")
    )
    async with opened(planned.folder, clock=clock) as screen:
        await screen.press("b", "p")
        await screen.until("Pages for everybody")
        assert "https://village.example/index.html" in screen.text
        assert "E0001 Notes: somebody's name stands in it" in screen.text
        assert "published" in screen.text
    assert "找王**" in (tmp_path / "www" / "E0001.html").read_text()


async def test_without_a_folder_of_the_server_one_is_asked_for(
    planned, clock, tmp_path, monkeypatch
):
    monkeypatch.delenv("YIGONG_SITE", raising=False)
    async with opened(planned.folder, clock=clock) as screen:
        await screen.press("b", "p", f"={planned.folder}", "enter")
        assert "name a folder outside the village" in " ".join(screen.text.split())
        await screen.press("ctrl+u", f"={tmp_path / 'www'}", "enter")
        await screen.until("The folder on this server")
    assert (tmp_path / "www" / "E0001.html").exists()


async def test_who_is_confined_is_told_who_names_the_folder(planned, clock, monkeypatch):
    monkeypatch.delenv("YIGONG_SITE", raising=False)
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    async with opened(planned.folder, clock=clock) as screen:
        await screen.press("b", "p")
        await screen.until("YIGONG_SITE")


async def test_the_settings_have_the_address_and_the_english_pages(planned, clock):
    async with opened(planned.folder, clock=clock, size=(120, 40)) as screen:
        await screen.press("o")
        await screen.until("Pages for everybody")
        assert "Public address" in screen.text
        assert "Also in English" in screen.text
