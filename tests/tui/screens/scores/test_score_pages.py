"""The pages of scorecards: cells that open, periods, signatures, rules."""

from __future__ import annotations

import pytest
from msgspec import structs

from support.scored_village import QUARTER, done_request, hold_quarter, put_requests
from support.screens import opened
from yigong.store.records import Squad
from yigong.store.score_records import Indicator, ScoreRules

FULL_ROW = [
    *("青山村", "16/20", "20/20", "10/20", "20/20", "18/20", "84/100"),
    *("4", "stars", "yellow"),
]


@pytest.fixture
def quarter(village, clock):
    """The quarter of `hold_quarter`."""
    return hold_quarter(village, clock)


async def card_of_the_village(screen):
    """Open the scores of the village."""
    await screen.press("0", "c", "shift+tab")
    await screen.settled()


async def test_the_village_has_84_marks_four_stars_and_is_yellow_and_each_cell_opens(
    quarter, clock
):
    async with opened(quarter.folder, clock=clock) as screen:
        await card_of_the_village(screen)
        row = next(line for line in screen.lines if line.strip().startswith("青山村"))
        assert row.split() == FULL_ROW
        assert "16 of 20  occurrences held 10/12" in screen.text
        await screen.press("right", "l")
        assert "10 of 20  registers signed in time 9/10" in screen.text
        await screen.press("enter")
        await screen.settled()
        assert screen.text.count("E0001@") == 10 and "late for signing" in screen.text
        await screen.press("end", "enter")
        assert "村民义务日" in screen.lines[0]
        await screen.press("escape", "escape")
        for _n in range(9):
            await screen.press("right")
        assert "yellow  1 register late" in screen.text
        await screen.press("enter")
        await screen.settled()
        assert screen.text.count("E0001@") == 1


async def test_without_a_request_it_is_64_of_80_and_no_star(village, clock):
    hold_quarter(village, clock, requests=False)
    async with opened(village.folder, clock=clock) as screen:
        await card_of_the_village(screen)
        row = next(line for line in screen.lines if line.strip().startswith("青山村"))
        assert row.split() == [
            *("青山村", "16/20", "20/20", "10/20", "-", "18/20", "64/80", "-", "yellow")
        ]
        assert "no marks, and no star" in screen.text
        await screen.press("right", "right", "right")
        assert "no marks, of 20" in screen.text and "nothing to count" in screen.text
        await screen.press("r", "s", "tab", "tab", "tab", "tab", "tab", "tab", "right", "ctrl+s")
        assert village.settings.score.uncounted == "full"
        await screen.press("escape")
        await screen.settled()
        row = next(line for line in screen.lines if line.strip().startswith("青山村"))
        assert row.split() == FULL_ROW


async def test_requests_and_households_open_from_their_cells(quarter, clock):
    async with opened(quarter.folder, clock=clock) as screen:
        await card_of_the_village(screen)
        await screen.press("right", "right", "right", "enter")
        await screen.settled()
        assert "照明" in screen.text and "楼道灯坏了" not in screen.text
        await screen.press("enter")
        assert "Q0001" in screen.lines[0]
        await screen.press("escape", "escape", "right", "enter")
        await screen.settled()
        assert "180/200" in screen.text
        await screen.press("end", "enter")
        await screen.settled()
        assert "200号" in screen.lines[0]


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 36)])
async def test_twelve_indicators_are_all_reached_and_the_colour_stays_in_sight(
    quarter, clock, size
):
    indicators = tuple(
        Indicator(name=f"指标名称{n:02d}", measure="visits", target=7) for n in range(12)
    )
    settings = quarter.settings
    rules = structs.replace(settings.score, indicators=indicators)
    quarter.save_settings(structs.replace(settings, score=rules))
    async with opened(quarter.folder, clock=clock, size=size) as screen:
        await screen.press("0", "c", "shift+tab")
        await screen.settled()
        for n in range(12):
            assert f"指标名称{n:02d}"[:6] in screen.text
            assert f"  指标名称{n:02d}  " in " ".join(screen.lines[8:])
            row = next(line for line in screen.lines if "青山" in line)
            assert "yellow" in row
            await screen.press("right")
        assert "1 register late" in " ".join(screen.text.split())
        for _n in range(12):
            await screen.press("left")
        assert "指标名称00" in screen.text


async def test_who_has_no_squads_hosts_or_groups_is_told_the_first_step(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        for said in ("No squads yet.", "No squad hosts anything yet.", "Nobody is in a group"):
            await screen.press(*("0", "c") if "squads yet" in said else ("tab",))
            await screen.settled()
            assert said in " ".join(screen.text.split())
        await screen.press("tab")
        await screen.settled()
        assert "Nothing took place in this period yet." in screen.text


async def test_a_card_is_signed_listed_opened_and_withdrawn(quarter, clock):
    async with opened(quarter.folder, clock=clock) as screen:
        await card_of_the_village(screen)
        await screen.press("s", "=第四季度", "enter")
        assert "C01 is signed" in screen.status
        assert quarter.scorecards.get(1).note == "第四季度"
        await screen.settled()
        await screen.press("s", "escape")
        assert len(quarter.scorecards.all()) == 1
        await screen.press("s", "=漏了一场", "enter", "enter")
        assert quarter.scorecards.get(2).reason == "漏了一场"
        await screen.press("c")
        assert "C02 took its place" in screen.text
        await screen.press("enter")
        await screen.settled()
        assert "Signed by 李芳" in screen.text and "Nothing was corrected since." in screen.text
        await screen.press("w", "enter")
        assert "reason" in screen.text.lower() and quarter.scorecards.get(2).withdrawn is None
        await screen.press("=数字有误", "enter")
        assert "C02 is withdrawn" in screen.status
        put_requests(quarter, done_request(8))
        await screen.press("escape", "down", "enter")
        await screen.settled()
        assert "What would be otherwise by now" in screen.text
        assert "20 (6/6) -> 20 (7/7)" in " ".join(screen.text.split())


async def test_a_period_that_still_runs_is_not_signed(quarter, clock):
    async with opened(quarter.folder, clock=clock) as screen:
        await card_of_the_village(screen)
        await screen.press("right_square_bracket")
        await screen.settled()
        assert "2027 Q1" in screen.lines[0]
        await screen.press("s")
        assert "not over yet" in screen.text and not quarter.scorecards.all()
        await screen.press("p")
        assert "All time" in screen.text and "Programme" not in screen.text


async def test_indicators_are_added_changed_moved_removed_and_taken_back(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "c", "r", "n", "=夜校", "tab", "tab", "tab", "=30", "ctrl+s")
        assert village.settings.score.indicators[-1] == Indicator(
            name="夜校", measure="occurrences", target=30
        )
        await screen.press("n", "=夜校", "ctrl+s")
        assert "an indicator 夜校 already" in screen.text
        await screen.press("escape", "y")
        await screen.press("home", "m")
        assert village.settings.score.indicators[-1].name == "场次"
        await screen.press("home", "minus")
        assert [each.name for each in village.settings.score.indicators][:1] == ["收尾及时"]
        await screen.press("home", "enter", "tab", "tab", "tab", "tab", "=90:20 70:8", "ctrl+s")
        assert [step.least for step in village.settings.score.indicators[0].steps] == [90, 70]
        await screen.press("enter", "tab", "tab", "tab", "tab", "=70:8 90:20", "ctrl+s")
        assert "the steps fall" in " ".join(screen.text.split())
        await screen.press("escape", "y", "u")
        assert [step.least for step in village.settings.score.indicators[0].steps] == [95, 80]
        await screen.press("U", "y")
        assert village.settings.score == ScoreRules()
        await screen.press("u")
        assert village.settings.score != ScoreRules()


async def test_a_name_that_is_markup_or_long_is_shown_as_it_is(quarter, clock):
    quarter.squads.add(Squad(name="[red]名字特别特别长的一支志愿者服务小分队[/]", members=(1,)))
    async with opened(quarter.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("0", "c")
        await screen.settled()
        assert "[red]" in screen.text
        await screen.press("end", "enter")
        await screen.settled()
        assert "Nothing was counted." in screen.text


async def test_the_side_column_shows_what_is_behind_the_cell(quarter, clock):
    async with opened(quarter.folder, clock=clock, size=(120, 36)) as screen:
        await card_of_the_village(screen)
        await screen.press("right", "right")
        await screen.until("late for signing")
        assert screen.text.count("村民义务日") == 10


def test_the_fixture_is_the_quarter(quarter):
    assert quarter.scorecards.village_row(*QUARTER).marks == 84


async def test_other_full_marks_say_that_the_stars_stay(quarter, clock):
    async with opened(quarter.folder, clock=clock) as screen:
        await card_of_the_village(screen)
        await screen.press("r", "enter", "tab", "tab", "=5", "ctrl+s")
        full = sum(each.full for each in quarter.settings.score.indicators)
        assert full != 100
        assert f"full marks are {full} now, and stars still at 50, 60, 70" in screen.status
        await screen.press("u")
        assert "Rules of scores" in screen.status


async def test_how_an_occurrence_counts_for_squads_is_said_where_it_is_opened(quarter, clock):
    async with opened(quarter.folder, clock=clock) as screen:
        await screen.press("0", "c")
        await screen.settled()
        await screen.press("enter")
        await screen.settled()
        assert "one occurrence may for several" in " ".join(screen.text.split())


async def test_the_keys_that_sign_and_list_the_signed_stand_in_the_footer(quarter, clock):
    async with opened(quarter.folder, clock=clock, lang="zh") as screen:
        await card_of_the_village(screen)
        assert "签发" in screen.lines[-1] and "已签发" in screen.lines[-1]
        assert "名称" in screen.text and "得分/满分" in screen.lines[0]
