"""The pages of programmes: where goals stand, who is enrolled, mentors, events in and back out."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from msgspec import structs

from support.screens import opened
from yigong.store.event_records import Event, OrganisedBy
from yigong.store.programme_records import Goal, Programme, Season
from yigong.store.records import Squad


@pytest.fixture
def seasons(village, enrol, duty_day):
    """四季赋能 with three seasons, two places and two mentors each; two came to its event today."""
    enrol("张小明", "李秀英", "王建国", "陈玉珍")
    village.programmes.add(
        Programme(
            name="四季赋能",
            seasons=tuple(
                Season(name=name, first=date(2026, first, 1), last=date(2026, first + 2, 28))
                for name, first in (("春规", 3), ("夏实", 6), ("秋收", 9))
            ),
            goal=Goal(occurrences=30, attendances=1000),
            places=2,
            mentors_each=2,
            lead="周老师",
        )
    )
    event = village.events.add(
        Event(title="沙龙", kind="class", start=datetime(2026, 11, 25, 8, 30), programme=1)
    )
    occurrence = village.events.occurrence(event.number, date(2026, 11, 25))
    for person in (1, 2):
        village.registers.checkin.check_in(occurrence, person)
    return village


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_long_name_and_an_example_are_in_full_and_in_the_language(village, clock, lang):
    village.programmes.add(Programme(name="Neighbour days of hills"))
    async with opened(village.folder, clock=clock, size=(120, 36), lang=lang) as screen:
        await screen.press("0", "m")
        assert "Neighbour days of hills" in screen.lines[3]
        await screen.press("g")
        assert ("Autumn: 2026-09-01.." if lang == "en" else "秋收：2026-09-01至") in screen.text


async def test_a_period_is_not_taken_as_another_name(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "m", "n", "=四季", "tab", "=春播,2026-03-01..2027-02-28", "ctrl+s")
        assert "2026-03-01..2027-02-28 is a period" in " ".join(screen.text.split())
        assert not village.programmes.all()
        await screen.press("end", "ctrl+u", "=春播,2026丰收", "ctrl+s")
        assert "四季 is saved" in screen.text
    assert village.programmes.get(1).aliases == ("春播", "2026丰收")


async def test_the_first_step_is_told_in_full_in_a_narrow_list(village, clock):
    async with opened(village.folder, clock=clock, size=(60, 20)) as screen:
        await screen.press("0", "m")
        shown = " ".join(" ".join(screen.lines[2:8]).split())
        assert screen.app.screen.EMPTY in shown


async def test_a_village_without_programmes_is_told_the_first_step(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "m")
        assert "No programmes yet. n makes one" in screen.text
        await screen.press("n", "=四季赋能", "ctrl+s")
        await screen.settled()
        assert village.programmes.get(1).name == "四季赋能"
        assert "四季赋能" in screen.text


async def test_the_list_says_where_the_goals_stand_and_which_season_it_is(seasons, clock):
    async with opened(seasons.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("0", "m")
        await screen.settled()
        await screen.until("2/1 000")
        row = next(line for line in screen.lines if "1/30" in line)
        assert "P01 秋收" in " ".join(row.split()) and "0/2" in row
        await screen.until("in charge: 周老师")


async def test_its_hosts_are_chosen_with_their_parts(seasons, clock):
    for name in ("青山农场", "党支部"):
        seasons.squads.add(Squad(name=name, hosts=True))
    first, second = list(seasons.squads.all())[-2:]
    async with opened(seasons.folder, clock=clock) as screen:
        await screen.press("0", "m", "e")
        while screen.app.focused.id != "field-hosts":
            await screen.press("tab")
        await screen.press("space", "space", "down", "space", "space", "enter", "ctrl+s")
    hosts = seasons.programmes.get(1).hosts
    assert hosts == (OrganisedBy(squad=first), OrganisedBy(squad=second, how="with"))


async def test_a_second_spelling_is_asked_about_before_it_is_added(seasons, clock):
    async with opened(seasons.folder, clock=clock) as screen:
        await screen.press("0", "m", "n", "=四季", "ctrl+s")
        assert "There is 四季赋能 P01 already. Is 四季 another one?" in screen.text
        await screen.press("n")
        assert len(seasons.programmes.all()) == 1
        await screen.press("ctrl+s", "y")
        assert seasons.programmes.get(2).name == "四季"
        await screen.press("m", "enter", "y")
        assert seasons.programmes.get(1).aliases == ("四季",)
        await screen.press("u")
        assert "undone: two programmes made one" in screen.status
        assert len(seasons.programmes.all()) == 2


async def test_who_is_enrolled_stays_under_the_cursor_so_the_next_is_one_key_down(seasons, clock):
    async with opened(seasons.folder, clock=clock) as screen:
        await screen.press("0", "m", "enter", "a", "down", "down", "enter", "down", "enter")
        assert [each.person for each in seasons.enrolments.of(1)] == [2, 3]
        await screen.press("escape", "a")
        assert screen.text.index("王建国") < screen.text.index("张小明")  # now they come first


async def test_people_are_enrolled_get_mentors_leave_and_come_back(seasons, clock):
    async with opened(seasons.folder, clock=clock, size=(140, 40)) as screen:
        await screen.press("0", "m", "enter")
        assert "[秋收]" in screen.lines[0] and "春规" in screen.lines[0]
        await screen.press("a")
        for name in ("张小明", "李秀英", "王建国"):
            await screen.press(f"={name}", "enter")
        assert "王建国: waits, no. 1" in screen.status
        await screen.press("escape")
        assert "[Enrolled 2 1 waiting]" in screen.text
        assert "m  Mentors" in screen.lines[-1]
        await screen.press("tab")
        assert "m  Mentors" not in screen.lines[-1], "where it does nothing"
        await screen.press("tab", "tab")
        await screen.until("王建国 waiting")
        await screen.press("tab")
        await screen.press("m", "=陈玉珍", "enter", "escape")
        assert seasons.enrolments.current(1, 1).mentors == (4,)
        assert "陈玉珍" in next(line for line in screen.lines if "张小明" in line)
        await screen.press("minus", "y")
        assert "张小明 is not enrolled any more   moved up: 王建国" in screen.status
        await screen.press("u")
        assert "undone: left a programme: 张小明" in screen.status
        assert "waits, no. 1" in screen.text


async def test_an_event_of_it_opens_and_a_new_one_is_part_of_it(seasons, clock):
    async with opened(seasons.folder, clock=clock) as screen:
        await screen.press("0", "m", "enter")
        await screen.settled()
        await screen.until("沙龙")
        await screen.press("enter")
        assert "沙龙" in screen.lines[0]
        await screen.press("escape")
        assert "四季赋能" in screen.lines[0]
        await screen.press("n", "=义诊", "ctrl+s")
        assert "义诊 is planned" in screen.status
        assert seasons.events.get(max(seasons.events.all())).programme == 1


async def test_goals_and_seasons_are_typed_as_they_are_said_and_explained(seasons, clock):
    async with opened(seasons.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("0", "m", "g", "ctrl+u", "=40场,500人", "tab")
        await screen.until("40 occ., 500 people")
        await screen.press("=春规", "ctrl+s")
        assert "is no season" in screen.status
        await screen.press("ctrl+u", "ctrl+s")
        programme = seasons.programmes.get(1)
        assert programme.goal == Goal(occurrences=40, people=500)
        assert [season.name for season in programme.seasons] == ["夏实", "秋收"]


@pytest.mark.parametrize("size", [(40, 20), (60, 20), (80, 24)])
async def test_what_a_programme_is_about_is_seen_on_small_terminals(seasons, clock, size):
    async with opened(seasons.folder, clock=clock, size=size) as screen:
        await screen.press("0", "m", "enter")
        await screen.settled()
        await screen.until("沙龙")
        assert "1/30" in screen.text and "2/1 000" in screen.text
        await screen.press("tab")
        assert "Nobody is enrolled yet" in screen.text


async def test_the_heading_of_a_month_names_the_seasons_that_hold_in_it(seasons, clock):
    async with opened(seasons.folder, clock=clock) as screen:
        assert "November 2026  秋收" in screen.lines[0]
        await screen.press("pageup", "pageup", "pageup")
        assert "August 2026  夏实" in screen.lines[0]
        seasons.programmes.archive(1)
        await screen.press("pagedown")
        assert "September 2026" in screen.lines[0] and "秋收" not in screen.lines[0]
        (seasons.folder / "programmes.json").write_bytes(b"{")
        await screen.press("pagedown")
        assert "October 2026" in screen.lines[0], "a damaged book costs the months nothing else"


async def test_the_summary_of_a_programme_offers_its_seasons_as_periods(seasons, clock):
    async with opened(seasons.folder, clock=clock) as screen:
        await screen.press("r", "p", "end", "enter", "p")
        assert "夏实" in screen.text
        await screen.press("end", "enter")
        await screen.settled()
        assert "2026-09-01 to 2026-11-28" in screen.text and "四季赋能" in screen.lines[0]


async def test_a_persons_page_says_what_they_are_enrolled_in_and_whose_mentors_they_are(
    seasons, clock
):
    seasons.enrolments.add(1, [1, 2, 3])
    seasons.enrolments.set_mentors(1, 1, [2, 4])
    async with opened(seasons.folder, clock=clock) as screen:
        for person, words in (
            ("张小明", "enrolled 四季赋能, mentors 李秀英, 陈玉珍"),
            ("王建国", "waiting 四季赋能"),
            ("陈玉珍", "mentor in 四季赋能: 张小明"),
        ):
            await screen.press("p", f"={person}", "enter")
            assert words in screen.text
            await screen.press("escape", "escape", "escape")


async def test_in_a_small_terminal_both_mentors_are_named_and_the_list_has_most_of_the_room(
    seasons, clock
):
    seasons.enrolments.add(1, [1, 2, 3])
    seasons.enrolments.set_mentors(1, 1, [2, 4])
    async with opened(seasons.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("0", "m", "enter", "tab")
        await screen.settled()
        assert "李秀英, 陈玉珍" in screen.text, "beside the longest state"
        assert "waits, no. 1" in screen.text
        heading = next(n for n, line in enumerate(screen.lines) if "Mentors" in line)
        assert heading <= 5
        await screen.press("tab")
        await screen.until("李秀英 is the mentor of  1")
        await screen.press("down")
        await screen.until("陈玉珍 is the mentor of  1")


async def test_a_date_outside_its_days_is_listed_and_said_not_to_count(seasons, clock):
    programme = seasons.programmes.get(1)
    seasons.programmes.save(structs.replace(programme, first=date(2026, 3, 1)))
    start = datetime(2026, 2, 1, 9)
    event = seasons.events.add(Event(title="早春", kind="class", start=start, programme=1))
    occurrence = seasons.events.occurrence(event.number, start.date())
    clock.now = occurrence.start
    seasons.registers.checkin.check_in(occurrence, 3)
    clock.forward(days=297)
    async with opened(seasons.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("0", "m", "enter")
        await screen.until("[Occurrences 1]")
        assert "not counted" in next(line for line in screen.lines if "早春" in line)
        assert "1/30" in screen.text, "the goal counts the other one alone"


async def test_without_people_the_page_says_how_the_first_is_added(village, clock):
    village.programmes.add(Programme(name="四季赋能"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "m", "enter", "a")
        assert "Nobody is on the roster yet. ^N adds a person." in screen.text


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_who_waits_is_told_from_the_enrolled_in_words_on_a_small_terminal(
    seasons, clock, lang
):
    seasons.enrolments.add(1, [1, 2, 3])
    async with opened(seasons.folder, clock=clock, lang=lang, size=(40, 20)) as screen:
        await screen.press("0", "m", "enter", "a")
        states = {line.split()[0]: line.split()[-1] for line in screen.lines if "小明" in line}
        words = ("在册", "候补") if lang == "zh" else ("enrolled", "waits")
        assert [sum(word in line for line in screen.lines[2:]) for word in words] == [2, 1], states


async def test_the_seasons_of_all_programmes_stand_along_the_months_where_there_is_room(
    seasons, clock
):
    seasons.programmes.add(
        Programme(
            name="月月有亮点",
            seasons=(Season(name="急救", first=date(2026, 12, 1), last=date(2026, 12, 31)),),
        )
    )
    async with opened(seasons.folder, clock=clock, size=(200, 50)) as screen:
        await screen.press("0", "m")
        await screen.until("Seasons or themes")
        (months,) = (line for line in screen.lines if "Seasons or themes" in line)
        (theirs,) = (line for line in screen.lines if "急救" in line)
        assert months.index("Dec") == pytest.approx(len(theirs.split("急救")[0]), abs=12)
        assert any("夏实" in line and "秋收" in line for line in screen.lines)


async def test_a_season_is_explained_only_where_it_was_typed_otherwise(seasons, clock):
    async with opened(seasons.folder, clock=clock, size=(80, 40)) as screen:
        await screen.press("0", "m", "g")
        assert "2026-03-01..2026-05-28" in screen.text
        assert "2026-03-01 to" not in screen.text, "the field says so"
        while screen.app.focused.id != "field-season-4":
            await screen.press("tab")
        await screen.press("=冬训 12月至2月")
        assert "2026-12-01 to 2027-02-28" in screen.text
