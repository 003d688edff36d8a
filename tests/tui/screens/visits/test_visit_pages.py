"""The pages of visits: a night of them written down, households, who lives there, proposals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from support.screens import opened
from yigong.store.records import Volunteer
from yigong.store.request_records import Request, Visit

TODAY = date(2026, 11, 25)


def row(screen, name):
    return next((line for line in screen.lines if name in line), "")


def page_of(screen):
    return type(screen.app.screen).__name__


@pytest.fixture
def homes(village):
    """200 households in two groups with a person in each, and 李芳, who has none."""
    village.people.add_all(
        [
            *(
                Volunteer(
                    name=f"村民{n:03d}", home=f"{'三四'[n % 2]}组{n}号", group=f"{'三四'[n % 2]}组"
                )
                for n in range(1, 201)
            ),
            Volunteer(name="李芳", group="三组"),
        ]
    )
    return village


async def test_five_of_200_households_written_down_twice_in_a_row_cover_two_and_a_half_per_cent(
    homes, clock
):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w")
        assert "No visit in this period yet. n writes one down." in screen.text
        await screen.press("n")
        for number in (1, 2, 3, 4, 5) * 2:
            await screen.press(f"=V{number}", "ctrl+s")
            await screen.settled()
        assert "10 written down" in screen.lines[0]
        assert screen.status == "✓ W2026-0010 村民005: met. The next one, or Esc."
        await screen.press("escape")
        assert "10 visits, reached 5/200 = 2.5 %" in screen.text
        assert "1 person without a household" in screen.text
    assert {visit.by for visit in homes.visits.all()} == {(201,)}, "the organiser went"


async def test_one_key_says_that_nobody_was_met_and_the_next_one_is_met_again(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "n", "=V1", "ctrl+g", "=V2", "ctrl+s")
        await screen.settled()
    assert [visit.met for visit in homes.visits.all()] == [False, True]


async def test_day_and_visitors_stay_and_what_was_heard_does_not(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "n", "=V1", "tab", "tab", "=灯坏了", "tab", "tab", "tab")
        await screen.press("=2026-11-20", "ctrl+s", "=四组3号", "ctrl+s")
        await screen.settled()
    first, second = homes.visits.all()
    assert (first.day, second.day) == (date(2026, 11, 20),) * 2
    assert (first.requests, second.requests) == ((1,), ())
    assert (second.who, second.home) == (0, "四组3号")
    assert homes.requests.get(1).text == "灯坏了"


async def test_a_household_that_nobody_lives_in_is_asked_about_before_it_is_written(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "n", "=九组99号", "ctrl+s")
        assert "a household: save it so" in screen.text
        await screen.press("escape")
        assert homes.visits.all() == []
        await screen.press("ctrl+s", "down", "enter")
        await screen.settled()
        assert [visit.home for visit in homes.visits.all()] == ["九组99号"]
        await screen.press("=八组88号", "ctrl+s")
        assert "a household: save it so" in screen.text, "each one is asked about"


async def test_a_name_that_is_nobodys_leads_to_adding_them(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "n", "=张三", "ctrl+s", "enter")
        assert "New person" in screen.lines[0] and "张三" in screen.text
        await screen.press("ctrl+s")
        assert "张三 is on the roster: V0202" in screen.status
        await screen.press("ctrl+s")
        await screen.settled()
        await screen.press("=李四", "ctrl+n", "ctrl+s", "ctrl+g")
        await screen.settled()
    met = [(visit.who, visit.home, visit.met) for visit in homes.visits.all()]
    assert met == [(202, "", True), (203, "", False)]


async def test_the_finder_of_a_visit_adds_whom_it_does_not_find(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "n", "ctrl+t", "=张三")
        assert "^N adds a new person" in screen.text
        await screen.press("ctrl+n", "ctrl+s", "ctrl+s")
        await screen.settled()
    assert [visit.who for visit in homes.visits.all()] == [202]


async def test_nobody_met_that_is_refused_is_not_kept(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "n", "=村民00", "ctrl+g")
        assert screen.status.startswith("!")
        await screen.press("ctrl+u", "=V1", "ctrl+s")
        await screen.settled()
    assert [visit.met for visit in homes.visits.all()] == [True]


async def test_what_was_heard_may_be_urgent_and_secret_which_the_next_one_is_not(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "n")
        assert "How urgent" not in screen.text
        await screen.press("=V1", "tab", "tab", "=家里吵架", "tab", *["right"] * 5, "ctrl+s")
        await screen.settled()
        await screen.press("=V2", "tab", "tab", "=灯坏了", "ctrl+s")
        await screen.settled()
    found = homes.requests.all()
    assert [(found[n].urgency, found[n].secret) for n in (1, 2)] == [
        ("now", True),
        ("plain", False),
    ]


async def test_where_several_may_be_meant_enter_lists_them_to_choose(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "n", "=村民00", "enter")
        assert "Whom was the visit to?" in screen.text
        await screen.press("down", "enter", "ctrl+s")
        await screen.settled()
    assert len(homes.visits.all()) == 1 and homes.visits.all()[0].who


async def test_a_day_to_come_is_refused_and_what_is_typed_stays(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press(
            "0", "w", "n", "=V1", "tab", "tab", "tab", "tab", "=2026-11-26", "ctrl+s"
        )
        assert screen.status.startswith("!")
        assert "V1" in screen.text and homes.visits.all() == []


async def test_households_are_listed_with_who_was_never_met_first_and_by_group(homes, clock):
    homes.visits.add(Visit(day=TODAY - timedelta(days=40), who=2))
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "tab")
        first = next(i for i, line in enumerate(screen.lines) if "号" in line)
        assert "三组4号" in screen.lines[first] and "never" in screen.lines[first]
        await screen.press("f", "down", "enter")
        assert "only 三组" in screen.lines[0] and "四组" not in screen.text
        await screen.press("end")
        last = row(screen, "三组2号")
        assert "2026-10-16" in last and "40" in last
        await screen.press("n")
        assert "三组2号" in row(screen, "Whom"), "a visit to the household under the cursor"


async def test_a_household_shows_who_lives_there_its_visits_and_what_was_heard(homes, clock):
    homes.people.live_in("三组2号", [4])
    homes.visits.add(Visit(day=TODAY, who=2), [Request(at=homes.now(), text="楼道灯坏了")])
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("p", "=V2", "enter", "h")
        assert "三组2号" in screen.lines[0] and "People 2" in screen.text
        assert row(screen, "村民002") and row(screen, "村民004")
        await screen.press("tab")
        assert "2026-11-25" in screen.text and "Q0001" in screen.text
        await screen.press("tab")
        assert "楼道灯坏了" in screen.text
        await screen.press("tab", "down", "enter")
        assert "村民004" in screen.lines[0], "Enter opens who lives there"


async def test_people_move_in_and_out_one_after_the_other_and_undo_takes_it_back(homes, clock):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "h", "=新户", "enter", "=V1", "enter", "=V3", "enter")
        assert "2 people" in screen.lines[0]
        assert [p.home for p in homes.people.listed()[:3:2]] == ["新户"] * 2
        await screen.press("escape", "u")
        assert homes.people.get(3).home == "四组3号"


async def test_a_household_is_renamed_with_its_visits(homes, clock):
    homes.visits.add(Visit(day=TODAY, who=2))
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("p", "=V2", "enter", "h", "e", "=三组02号", "enter")
        assert "三组02号" in screen.lines[0]
        await screen.press("e", "=三组4号", "enter")
        assert "Make the two one household?" in screen.text
        await screen.press("n")
    assert homes.visits.all()[0].home == homes.people.get(2).home == "三组02号"


async def test_households_by_phone_are_proposed_one_by_one_or_all_and_asked(village, clock):
    names = ("郑强", "冯丽", "王芳", "李伟")
    village.people.add_all(
        Volunteer(name=name, phone=f"1540000000{at // 2}") for at, name in enumerate(names)
    )
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "w", "g")
        assert "2 proposals" in screen.lines[0] and "郑强" in screen.text
        await screen.press("enter", "=一组1号", "enter")
        assert [p.home for p in village.people.listed()] == ["一组1号", "一组1号", "", ""]
        await screen.press("t")
        assert village.people.get(3).home == ""
        await screen.press("y")
        assert village.people.get(3).home == village.people.get(4).home != ""
        await screen.press("u")
        assert village.people.get(3).home == ""


async def test_a_visit_is_read_whole_and_leads_to_its_requests_household_and_people(homes, clock):
    note = "\n".join(f"第{n}行，说了很多" for n in range(1, 5))
    visit = Visit(day=TODAY, who=2, by=(201,), note=note)
    homes.visits.add(visit, [Request(at=homes.now(), text="楼道灯坏了")])
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "enter")
        assert "W2026-0001" in screen.lines[0] and "met" in screen.lines[0]
        for words in ("三组2号", "村民002 V0002", "李芳", "第1行", "第4行", "Q0001", "楼道灯坏了"):
            assert words in screen.text
        await screen.press("enter")
        assert page_of(screen) == "RequestPage"
        await screen.press("g")
        assert "W2026-0001" in screen.text, "and the request leads back to the visit"
        await screen.press("escape", "escape", "r", "enter")
        assert page_of(screen) == "HouseholdPage"
        await screen.press("escape", "r", "down", "down", "enter")
        assert page_of(screen) == "PersonPage" and "李芳" in screen.lines[0]


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 36)])
async def test_a_visit_with_a_long_note_is_read_to_its_end_and_shows_what_was_heard(
    homes, clock, size
):
    note = "\n".join(f"第{n}行" + "说了很多" * 6 for n in range(1, 60))
    visit = Visit(day=TODAY, who=2, note=note)
    homes.visits.add(visit, [Request(at=homes.now(), text="楼道灯坏了")])
    async with opened(homes.folder, clock=clock, size=size) as screen:
        await screen.press("0", "w", "enter")
        assert "Q0001" in screen.text and "第1行" in screen.text
        await screen.press("end")
        assert "第59行" in screen.text
        await screen.press("enter")
        assert page_of(screen) == "VisitPage", "a line of the note leads nowhere"


async def test_undo_on_the_page_of_a_visit_leaves_other_visits_alone(homes, clock):
    first = homes.visits.add(Visit(day=TODAY, who=2))
    homes.visits.add(Visit(day=TODAY, who=3), [Request(at=homes.now(), text="修路")])
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "down", "enter")
        assert first.code in screen.lines[0]
        await screen.press("u")
        assert "Your last change was of W2026-0002" in screen.status
        assert len(homes.visits.all()) == 2
        await screen.press("escape", "up", "enter", "u")
        assert homes.visits.all() == [first] and not homes.requests.all()
        assert page_of(screen) == "VisitsPage"


async def test_the_page_of_a_visit_that_somebody_takes_back_is_left(homes, clock):
    homes.visits.add(Visit(day=TODAY, who=2))
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "enter")
        assert page_of(screen) == "VisitPage"
        homes.undo("visits")
        await screen.until(lambda: page_of(screen) == "VisitsPage")


async def test_a_visit_moved_into_another_year_stays_in_front(homes, clock):
    homes.visits.add(Visit(day=TODAY, who=2, note="送米"))
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w", "enter", "e", *("tab",) * 4, "=2025-12-30", "ctrl+s")
        await screen.settled()
        assert "W2025-0001" in screen.lines[0] and "送米" in screen.text
        await screen.press("u")
        assert [visit.code for visit in homes.visits.all()] == ["W2026-0001"]


async def test_a_visit_is_changed_and_the_change_taken_back(homes, clock):
    homes.visits.add(Visit(day=TODAY, who=2, note="第一行\n第二行"))
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("0", "w")
        assert " u " in screen.lines[-1], "undo is among the keys of the list"
        await screen.press("enter", "e")
        assert "Change visit W2026-0001" in screen.lines[0]
        await screen.press("tab", "right", "ctrl+s")
        await screen.settled()
        (visit,) = homes.visits.all()
        assert (visit.met, visit.note) == (False, "第一行\n第二行")
        await screen.press("u")
        assert homes.visits.all()[0].met


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 36)])
async def test_the_pages_have_room_at_every_size(homes, clock, size):
    homes.visits.add(Visit(day=TODAY, who=2, by=(201,), note="很长的备注" * 20))
    async with opened(homes.folder, clock=clock, size=size) as screen:
        await screen.press("0", "w")
        assert "2026-11-25" in screen.text
        await screen.press("tab", "end")
        assert "三组2号" in screen.text
        await screen.press("enter", "tab")
        assert "2026-11-25" in screen.text


async def test_a_person_is_given_a_household_in_the_form_and_the_roster_is_filtered_by_it(
    homes, clock
):
    async with opened(homes.folder, clock=clock) as screen:
        await screen.press("p", "=李芳", "enter", "h", "=三组2号", "enter")
        assert "People 2" in screen.text
        await screen.until(lambda: "0 points" in screen.text or screen.app.size.width < 100)
        await screen.press("escape")
        assert "三组2号" in screen.text and "with 村民002" in screen.text
    assert homes.people.get(201).home == "三组2号"
