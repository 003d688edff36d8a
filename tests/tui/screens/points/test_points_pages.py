"""The pages of points: accounts, one account, gifts, rules, awards, the badge that opens one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from support.points_story import correct, hold, set_rules, settle_down
from support.screens import opened
from yigong.store import language
from yigong.store.points_records import Gift
from yigong.tui.screens.points.account_page import AccountPage
from yigong.tui.screens.points.gifts_page import GiftsPage
from yigong.tui.screens.points.points_page import PointsPage


@pytest.fixture
def points(village, clock):
    settle_down(village, clock)
    set_rules(village)
    return village.points


async def test_acceptance_e_on_the_pages(village, points, clock):
    """GROWTH 7 E: award, gift, correction, a gift that is too dear, undo."""
    duty_day = hold(village, "2026-11-25", 185, [4])
    hold(village, "2026-12-01", 120, [4], kind="class", role="participant")
    hold(village, "2026-12-02", 480, [4], kind="other", role="paid")
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("0", "f", "end", "enter")
        assert "balance 11 points" in screen.text
        assert "志愿服务 +6" in screen.text and "义务日出勤 +5" in screen.text
        await screen.press("w", "=10", "tab", "=台风夜送饭", "ctrl+s")
        assert "10 points awarded to 1 person" in screen.status
        assert "balance 21 points" in screen.text
        await screen.press("escape", "l", "n", "=食用油", "tab", "=15", "tab", "=8", "ctrl+s")
        await screen.press("n", "=大米", "tab", "=25", "ctrl+s", "escape", "enter")
        await screen.press("g")
        assert "15 points; 6 points are left" in screen.text
        await screen.press("ctrl+s")
        assert "食用油 x 1 for 15 points; 6 points are left" in screen.status
        correct(village, duty_day, 4, 120)
        village.registers.settlement.close(duty_day)
        await screen.press("escape", "enter")
        assert "balance 4 points" in screen.text
        await screen.press("g", "right")
        assert "Points missing: 21." in screen.text
        await screen.press("ctrl+s")
        assert "Points missing: 21." in screen.text
        await screen.press("escape", "y")
        await screen.press("u")
        assert "balance 19 points" in screen.text
    assert village.gifts.left(village.gifts.get(1)) == 8


async def test_the_first_steps_are_said_where_there_is_nothing_yet(village, points, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "f")
        assert "Nobody has points yet. r makes rules, w awards some." in screen.text
        await screen.press("l")
        assert "No gift yet. n adds one" in screen.text
        await screen.press("escape", "h", "enter", "g")
        assert "There are no gifts yet" in screen.status


async def test_a_rule_says_in_a_sentence_what_it_gives_and_that_signed_registers_keep_theirs(
    village, clock
):
    settle_down(village, clock)
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        await screen.press("0", "f", "r")
        assert "signed from now on" in screen.text
        await screen.press("n", "=服务", "tab", "=2", "tab", "tab", "=45")
        assert "volunteer: 2 points" in screen.text and "for each whole 45" in screen.text
        await screen.press("ctrl+s")
        assert "服务 is saved" in screen.status
        await screen.press("minus")
        assert "服务 is removed" in screen.status
        await screen.press("u")
    assert [(rule.name, rule.points, rule.unit) for rule in village.settings.points] == [
        ("服务", 2, 45)
    ]


async def test_several_are_awarded_at_once(village, points, clock):
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        await screen.press("0", "f", "w", "=V0001", "enter", "=V0004", "enter", "ctrl+s")
        await screen.press("=5", "tab", "=防汛", "ctrl+s")
        assert "5 points each awarded to 2 people" in screen.status
    assert {(e.person, e.points, e.reason) for e in points.all()} == {
        (1, 5, "防汛"),
        (4, 5, "防汛"),
    }


async def test_a_badge_or_passbook_opens_the_account_on_the_pages_of_points(village, points, clock):
    points.award([4], 5, "防汛")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "f")
        await screen.badge("V0004")
        assert isinstance(screen.app.screen, AccountPage)
        assert "王建国" in screen.lines[0]
        await screen.badge("V0003")
        assert "四组12号" in screen.lines[0] and "(3 people)" in screen.lines[0]
        await screen.press("escape")
        assert "Points" in screen.lines[0]


async def test_a_typed_code_finds_the_account_of_a_household(village, points, clock):
    points.award([1, 4], 5, "防汛")
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("0", "f", "slash", "=V0003", "enter", "enter")
        assert "四组12号" in screen.lines[0] and "(3 people)" in screen.lines[0]


async def test_an_entry_is_reversed_and_a_register_is_not(village, points, clock):
    hold(village, "2026-11-25", 60, [4])
    points.award([4], 5, "防汛")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "f", "end", "enter", "z", "=记错了人", "enter")
        assert "F2026-0001 is reversed" in screen.status
        assert "balance 7 points" in screen.text
        await screen.press("end", "z")
        assert "reopen that to correct it" in screen.status
    assert points.get("F2026-0002").reason == "记错了人"


async def test_a_reversed_entry_says_so_and_a_second_reversal_is_refused_before_why(
    village, points, clock
):
    points.award([4], 5, "防汛")
    points.reverse("F2026-0001", "记错了人")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "f", "h", "end", "enter", "end")
        assert "award 防汛 (reversed)" in screen.text
        await screen.press("z")
        assert "F2026-0001 was reversed already." in screen.status
        await screen.press("home", "z")
        assert "is a reversal" in screen.status
    assert len(points.all()) == 2


async def test_g_redeems_on_the_list_of_accounts_as_on_an_account(village, points, clock):
    village.gifts.add(Gift(name="食用油", points=3))
    points.award([4], 5, "防汛")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "f", "end", "g", "ctrl+s")
        assert "食用油 x 1 for 3 points; 2 points are left" in screen.status


async def test_a_field_that_is_needed_is_gone_to_and_named_as_its_label(village, points, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "f", "r", "n", "tab", "=2", "ctrl+s")
        assert "! Rule is empty." in screen.status
        assert screen.app.screen.focused.id == "field-name"
        assert "60" in screen.text, "as the command takes it where nothing is said"


@pytest.mark.parametrize("typed", ["99999999", "100001"])
async def test_more_points_than_there_may_be_are_refused_with_the_bound(
    village, points, clock, typed
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press(
            "0", "f", "h", "end", "enter", "w", f"={typed}", "tab", "=防汛", "ctrl+s"
        )
        assert "at most 100000" in screen.status
    assert points.all() == []


async def test_the_balance_stands_in_the_heading_of_a_narrow_terminal(village, points, clock):
    points.award([1], 5, "防汛")
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("0", "f", "enter")
        assert "balance 5 points" in screen.lines[0]


async def test_an_account_below_0_is_said(village, points, clock):
    village.gifts.add(Gift(name="食用油", points=15))
    points.award([4], 15, "防汛")
    points.redeem(4, 1)
    points.reverse("2026-0001")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "f", "h", "end", "enter")
        assert "balance -15 points" in screen.text
        assert "below 0: a register was corrected" in screen.text


async def test_stock_is_changed_by_what_came_was_lost_or_is_left(village, points, clock):
    village.gifts.add(Gift(name="食用油", points=15, stock=3))
    async with opened(village.folder, clock=clock) as screen:
        for typed, said in (("10", "13 left"), ("-2", "11 left"), ("=7", "7 left")):
            await screen.press("0", "f", "l", "s", f"={typed}", "enter")
            assert said in screen.status
            await screen.press("escape", "escape")
        await screen.press("0", "f", "l", "s", "=viele", "enter")
        assert "is not a whole number" in screen.status


async def test_all_are_cleared_at_once_and_it_is_undone_at_once(village, points, clock):
    points.award([1, 4], 5, "防汛")
    async with opened(village.folder, clock=clock) as screen:
        later = clock.now.date() + timedelta(days=20)
        await screen.press("0", "f", "K", "ctrl+u", f"={later.month}月{later.day}日")
        await screen.until(f"{later:%b} {later.year - 1}")  # the last such day
        await screen.press("ctrl+u", "tab", "=2026年度清零", "ctrl+s")
        assert "10 points of 2 people cleared" in screen.status, screen.text
        await screen.press("u")
        assert "undone" in screen.status
    assert sum(total.balance for total in points.sums().values()) == 10


async def test_the_page_of_a_person_leads_to_their_account(village, points, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=V0004", "enter", "p")
        assert isinstance(screen.app.screen, AccountPage)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_list_of_points_has_a_column_of_hours(lang):
    language.use_language(lang)
    heads = [c.head for page in (AccountPage(1), GiftsPage(), PointsPage()) for c in page.columns()]
    assert len(heads) > 15
    assert not [head for head in heads if re.search(r"时长|小时|工时|学时|[Hh]ours?", head)]
