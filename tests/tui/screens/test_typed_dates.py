"""A typed date, time or period is said as it was read, wherever it is asked for."""

from __future__ import annotations

from datetime import datetime

import pytest

from support.screens import opened


@pytest.mark.parametrize(
    ("typed", "said", "month"),
    [
        ("下周六", "2026年12月5日 周六  十月廿七", "2026年12月"),
        ("国庆节", "2027年10月1日 周五  10 个月后  九月初二", "2027年10月"),
        ("20", "2026年12月20日 周日  冬月十二", "2026年12月"),
        ("+30", "2026年12月25日 周五  冬月十七", "2026年12月"),
        ("昨天", "2026年11月24日 周二  昨天  十月十六", "2026年11月"),
        ("2024-2-29", "2024年2月29日 周四  2 年前  正月二十", "2024年2月"),
    ],
)
async def test_where_to_go_is_said_before_it_is_gone_to(village, clock, typed, said, month):
    async with opened(village.folder, clock=clock, lang="zh") as screen:
        await screen.press("g", f"={typed}")
        assert screen.status == said
        await screen.press("enter")
        assert month in screen.lines[0]


async def test_while_a_date_is_typed_nothing_is_refused_yet(village, clock):
    async with opened(village.folder, clock=clock, lang="zh") as screen:
        await screen.press("g", "=下周")
        assert screen.status == ""
        await screen.press("enter")
        assert screen.status == "! 看不懂「下周」；请写 2026-11-25、25 或明天。"
        await screen.press("=三")
        assert screen.status == "2026年12月2日 周三  十月廿四"


async def test_where_a_date_is_moved_to_is_said_first(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "m", "ctrl+u", "=下周六下午2点")
        assert screen.status == "14:00-17:00  Sat 5 Dec 2026"
        await screen.press("ctrl+u", "=+7 9-10", "enter")
        assert "Wed 2 Dec 2026 09:00-10:00" in screen.text
    moved = village.events.occurrence_for(duty_day.key)
    assert moved.start.replace(tzinfo=None) == datetime(2026, 12, 2, 9)


async def test_when_all_left_is_said_first(village, duty_day, enrol, clock):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    clock.now = clock.now.replace(hour=11)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "d", "ctrl+o", "ctrl+u", "=9点半")
        assert screen.status == "09:30"
        await screen.press("ctrl+u", "=早", "enter")
        assert screen.status == "! 早 is no time of day: write 08:30."


async def test_a_period_is_said_first(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("r", "p", "t", "ctrl+u", "=上个月")
        assert screen.status == "2026-10-01 to 2026-10-31"
        await screen.press("ctrl+u", "=上周六至昨天")
        assert screen.status == "2026-11-21 to 2026-11-24"


async def test_a_persons_dates_are_past_and_said(village, enrol, clock):
    enrol("张小明")
    async with opened(village.folder, clock=clock, size=(120, 36), lang="zh") as screen:
        await screen.press("p", "=V0001", "enter", "e")
        screen.app.screen.query_one("#field-consent").focus()
        await screen.press("=20")
        assert "2026年11月20日 周五  5 天前" in screen.text
        await screen.press("ctrl+s")
    assert str(village.people.get(1).consent) == "2026-11-20"
