"""The page of the kinds of events, the form of one, and where kinds and roles are shown."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import Event
from yigong.store.settings_records import KindSpec

CLINIC = KindSpec(name="义诊", letter="诊", colour="magenta")
SALON = KindSpec(name="沙龙", role="guest")


@pytest.fixture
def kinds(village):
    """The village has 义诊, which an event of today has, and 沙龙."""
    village.save_settings(msgspec.structs.replace(village.settings, kinds=(CLINIC, SALON)))
    village.events.add(
        Event(title="看牙", kind="义诊", start=datetime(2026, 11, 25, 9), minutes=120)
    )
    return village


def row(screen, name):
    return next((line.split() for line in screen.lines if name in line), [])


async def test_a_kind_is_added_changed_and_removed_and_each_is_undone(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o", "ctrl+t")
        assert row(screen, "Duty day") == [
            "D",
            "Duty",
            "day",
            "volunteer",
            "green",
            "of",
            "every",
            "village",
        ]
        await screen.press("n", "=义诊", "tab", "=诊", "tab", "right", "ctrl+s")
        assert screen.status == "✓ 义诊 is a kind of event now"
        assert village.settings.kinds == (KindSpec(name="义诊", letter="诊", colour="green"),)
        await screen.press("e", *["tab"] * 3, "right", "tab", "right", "ctrl+s")
        assert screen.status == "✓ 义诊 is changed"
        assert row(screen, "义诊") == ["诊", "义诊", "learner", "green", "trains", "volunteers"]
        await screen.press("delete")
        assert screen.status == "✓ 义诊 is removed" and not village.settings.kinds
        await screen.press("u", "u")
        assert village.settings.kinds == (KindSpec(name="义诊", letter="诊", colour="green"),)
        await screen.press("u")
        assert not village.settings.kinds
        await screen.press("u")
        assert "There is nothing of yours to undo" in screen.status


async def test_undo_of_the_kinds_leaves_other_settings_alone(village, clock):
    village.save_settings(msgspec.structs.replace(village.settings, unit="村委会"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o", "ctrl+t", "u")
        assert "There is nothing of yours to undo" in screen.status
    assert village.settings.unit == "村委会"


async def test_a_kind_of_every_village_stays_and_what_is_wrong_stays_in_the_form(kinds, clock):
    async with opened(kinds.folder, clock=clock) as screen:
        await screen.press("o", "ctrl+t", "home", "enter")
        assert "Duty day is a kind of every village and stays as it is" in screen.status
        await screen.press("delete")
        assert "Duty day is a kind of every village and stays as it is" in screen.status
        await screen.press("n", "=义务日", "ctrl+s")
        assert "There is a kind of event 义务日 already" in screen.status
        await screen.press("home", "ctrl+k", "=义卖")
        assert "义: as" not in screen.text, "in English another kind has D"
        await screen.press("tab", "=D")
        assert "D: as Duty day" in screen.text
        await screen.press("backspace", "=卖", "ctrl+s")
        assert "义卖 is a kind of event now" in screen.status


async def test_a_kind_in_use_keeps_its_name_and_is_removed_only_after_a_question(kinds, clock):
    async with opened(kinds.folder, clock=clock) as screen:
        await screen.press("o", "ctrl+t", "e", "=看病", "ctrl+s")
        assert "E0001 看牙 is of the kind 义诊, so its name stays" in screen.status
        await screen.press("ctrl+u", "=义诊", *["tab"] * 3, "right", "ctrl+s")
        assert "1 event has it: what is not signed yet counts as the kind says now" in screen.status
        await screen.press("delete")
        assert "1 event keeps the word" in screen.text
        await screen.press("n")
        assert len(kinds.settings.kinds) == 2
        await screen.press("delete", "y")
        assert "removed, still in use" in screen.text
        assert kinds.settings.kinds == (SALON,)
        assert kinds.events.get(1).kind == "义诊"
        await screen.press("end", "e")
        assert "义诊 was removed; a adds it again" in screen.status


async def test_a_kind_that_a_colleague_changed_meanwhile_is_not_overwritten(
    kinds, colleague, clock
):
    async with opened(kinds.folder, clock=clock) as screen:
        await screen.press("o", "ctrl+t", "e", "tab", "=病")
        other = colleague()
        other.save_kind(CLINIC, msgspec.structs.replace(CLINIC, role="learner"))
        await screen.press("ctrl+s")
        assert "Somebody changed the kinds meanwhile" in screen.status
    assert kinds.settings.kinds[0] == msgspec.structs.replace(CLINIC, role="learner")


async def test_the_settings_are_saved_after_the_kinds_were_changed_from_them(
    village, colleague, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o", *["tab"] * 7, "ctrl+u", "=480")
        await screen.press("ctrl+t", "n", "=义诊", "ctrl+s", "escape", "ctrl+s")
        assert "the settings are saved" in screen.status
        assert village.settings.hours.daily_cap == 480
        assert [kind.name for kind in village.settings.kinds] == ["义诊"]
        await screen.press("o", *["tab"] * 7, "ctrl+u", "=300", "ctrl+t")
        other = colleague()
        other.save_settings(msgspec.structs.replace(other.settings, unit="村委会"))
        await screen.press("escape", "ctrl+s")
        assert "nothing was overwritten" in screen.status, "more than the kinds changed"


async def test_month_week_filter_and_finding_show_the_letter_and_the_form_offers_the_kind(
    kinds, clock
):
    async with opened(kinds.folder, clock=clock) as screen:
        assert screen.text.count("看牙") == 2, "the month, in the colour of its kind"
        assert "09:00-11:00 诊 看牙" in screen.text, "the agenda"
        await screen.press("w")
        assert "09:00-11:00 诊 看牙" in screen.text
        await screen.press("escape", "slash", "=义诊")
        assert "诊 看牙" in screen.text
        await screen.press("escape", "escape", "f")
        assert {"诊", "义诊"} <= {*row(screen, "义诊")} and {"沙", "沙龙"} <= {*row(screen, "沙龙")}
        await screen.press(*["down"] * 6, "enter")
        assert "only 义诊" in screen.lines[0] and "看牙" in screen.text
        await screen.press("f", "n", "=茶", "tab", "left")
        assert "< 沙龙 >" in screen.text and "usual: guest" in screen.text
        await screen.press("ctrl+s")
        assert kinds.events.get(2).kind == "沙龙"


async def test_an_event_of_a_dropped_kind_is_filtered_for_and_keeps_it_in_the_form(kinds, clock):
    kinds.save_kind(CLINIC, None)
    async with opened(kinds.folder, clock=clock) as screen:
        assert "09:00-11:00 义 看牙" in screen.text, "the first of its name"
        await screen.press("f", "end", "enter")
        assert "only 义诊" in screen.lines[0]
        await screen.press("enter", "e", "ctrl+u", "=看眼", "ctrl+s")
        assert "看眼 is saved" in screen.status
    assert (kinds.events.get(1).kind, kinds.events.get(1).title) == ("义诊", "看眼")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_role_is_asked_by_the_form_and_stands_on_the_page_where_it_is_another(
    kinds, clock, size
):
    async with opened(kinds.folder, clock=clock, size=size) as screen:
        await screen.press("enter")
        assert "E0001  义诊  participant" in screen.text
        await screen.press("e")
        assert "usual: participant" in screen.text
        await screen.press(*["tab"] * 11, "right")
        assert "< volunteer >" in screen.text
        await screen.press("ctrl+s")
        assert "participant" not in screen.text and "volunteer" not in screen.text
        assert kinds.events.get(1).role == "volunteer"
        await screen.press("e", "tab", "left")
        await screen.press("ctrl+s")
        assert (kinds.events.get(1).kind, kinds.events.get(1).role) == ("other", "volunteer")
