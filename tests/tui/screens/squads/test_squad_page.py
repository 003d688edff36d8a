"""The pages of squads: needs, standings, officers, archived squads, the phone list."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import Event, OrganisedBy
from yigong.store.records import Squad


def row(screen, name):
    return next((line for line in screen.lines if name in line), "")


@pytest.fixture
def menders(village, enrol, clock):
    """A squad of three: 李秀英 came last December, 安大海 twice and 王建国 once this autumn.

    陈玉珍 served in it once without being a member. In two days it needs three; one signed up.
    """
    enrol("安大海", "李秀英", "王建国", "陈玉珍")
    village.squads.add(Squad(name="修葺队", purpose="修老屋", leader=2, members=(1, 2, 3)))
    today = clock.now
    for month, people in (("2025-12", (2,)), ("2026-09", (1, 3, 4)), ("2026-10", (1,))):
        start = datetime.fromisoformat(f"{month}-10T08:30")
        event = village.events.add(Event(title="修屋", start=start, minutes=120))
        occurrence = village.events.occurrence(event.number, start.date())
        clock.now = occurrence.start
        for number in people:
            village.registers.signup.sign_up(occurrence, number, squad=1)
            village.registers.checkin.check_in(occurrence, number)
        clock.now = occurrence.end
        for number in people:
            village.registers.checkin.check_out(occurrence, number)
    clock.now = today
    start = datetime(2026, 11, 27, 8, 30)
    event = village.events.add(Event(title="大扫除", start=start, needs={1: 3}))
    village.registers.signup.sign_up(
        village.events.occurrence(event.number, start.date()), 3, squad=1
    )
    return village.squads.get(1)


async def test_the_list_of_squads_says_who_leads_and_what_is_needed_next(village, menders, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s")
        shown = row(screen, "修葺队")
        assert "李秀英" in shown and "27 Nov 大扫除" in shown and "1/3" in shown
        assert "修老屋" in screen.text
        await screen.press("enter")
        assert "修葺队" in screen.lines[0] and "3 members" in screen.lines[0]


async def test_the_standings_have_times_hours_and_the_last_date_of_the_year_then_of_all(
    village, menders, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "enter")
        assert row(screen, "安大海").split()[2:] == ["2", "4.0", "2026-10-10"]
        assert row(screen, "V0002").split()[2:] == ["leader"], "she came last year"
        assert "served 3 times   6.0 hours" in screen.text
        assert "and 1 who is no member: served 1 time" in screen.text
        assert "1/3" in row(screen, "大扫除")
        await screen.press("z")
        assert row(screen, "V0002").split()[2:] == ["leader", "1", "2.0", "2025-12-10"]
        await screen.press("y", "left")
        assert "2025" in screen.lines[0]
        assert "2025-12-10" in row(screen, "V0002") and "2026" not in row(screen, "安大海")


async def test_the_members_are_sorted_by_any_column_and_the_other_way_round(
    village, menders, clock
):
    def names():
        return [
            name
            for line in screen.lines[8:]
            for name in ("安大海", "李秀英", "王建国")
            if name in line
        ]

    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "enter")
        assert names() == ["李秀英", "安大海", "王建国"], "the leader, then by name"
        await screen.press("S", *["down"] * 4, "enter")
        assert names() == ["安大海", "王建国", "李秀英"], "the most often first"
        await screen.press("S", "enter")
        assert names() == ["王建国", "安大海", "李秀英"], "who never served comes last"
        await screen.press("S", "home", "enter")
        assert names() == ["李秀英", "安大海", "王建国"]


async def test_officers_are_made_and_relieved_by_a_key(village, menders, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "enter", "down", "v")
        assert "安大海 is a deputy" in screen.status and "deputies: 安大海" in screen.text
        await screen.press("l")
        assert "安大海 leads 修葺队" in screen.status
        await screen.press("u")
        assert village.squads.get(1).leader == 2
        await screen.press("v")
        assert "no deputy any more" in screen.status
    assert set(village.squads.get(1).members) == {1, 2, 3}


async def test_an_archived_squad_is_found_again_and_reactivated(village, menders, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "A")
        assert "is archived; u takes it back" in screen.status
        assert not row(screen, "S01")
        await screen.press("h")
        assert "修葺队" in row(screen, "S01")
        await screen.press("A")
        assert "修葺队 is back" in screen.status
    assert not village.squads.get(1).archived


async def test_a_sign_up_by_a_colleague_changes_what_is_needed(village, colleague, menders, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "enter")
        other = colleague()
        [occurrence] = other.events.between(date(2026, 11, 27), date(2026, 11, 27))
        other.registers.signup.sign_up(occurrence, 1, squad=1)
        screen.app.poll()
        await screen.wait(0)
        assert "2/3" in row(screen, "大扫除")


async def test_a_phone_list_is_masked_until_whole_numbers_are_asked_for_and_that_is_recorded(
    village, menders, clock
):
    person = village.people.get(1)
    village.people.save(msgspec.structs.replace(person, phone="12012345678"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "enter", "p")
        await screen.until("written")
        assert "120****5678" in screen.text and "12012345678" not in screen.text
        assert "120****5678" in screen.app.clipboard
        await screen.press("P")
        assert "Show 1 whole phone number?" in screen.text
        await screen.press("n")
        assert "120****5678" in screen.text and not village.issued.all()
        await screen.press("P", "y")
        await screen.until("-full")
        assert "12012345678" in screen.text and "12012345678" in screen.app.clipboard
        assert [issue.what for issue in village.issued.all().values()] == ["phones S01"]
        await screen.press("P", "escape")
        assert "修葺队" in screen.lines[0] and "3 members" in screen.lines[0], "back in one step"
    assert (village.folder / "outbox/phones-S01-full.csv").exists()


async def test_a_list_that_is_longer_than_the_screen_is_scrolled_to_its_end(village, enrol, clock):
    enrol(40)
    village.squads.add(Squad(name="修葺队", members=tuple(range(1, 41))))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "enter", "p")
        await screen.until("村民002")
        assert "村民001" in screen.text and "村民040" not in screen.text
        await screen.press(*["pagedown"] * 2)
        assert "村民040" in screen.text
        await screen.press("down", "enter")
        assert "scp " in screen.app.clipboard, "the next text is the line that fetches the table"


async def test_standings_that_take_long_follow_later_and_the_members_are_listed_at_once(
    village, menders, clock, monkeypatch
):
    # Read in a thread, as ten years of registers are.
    monkeypatch.setattr("yigong.tui.background.attendance_query._MAX_IMMEDIATE", 0)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "enter")
        assert "安大海" in screen.text
        await screen.until(lambda: "2026-10-10" in row(screen, "V0001"))
        assert row(screen, "V0001").split()[2:] == ["2", "4.0", "2026-10-10"]


async def test_a_squad_whose_founding_is_undone_has_no_page_any_more(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "n", "=修葺队", "ctrl+s", "enter")
        assert "no leader yet" in screen.text and "No members yet" in screen.text
        await screen.press("u")
        assert "No squads yet" in screen.text


async def test_a_reader_sees_the_standings_but_changes_nothing_and_gets_no_whole_numbers(
    village, menders, clock, monkeypatch
):
    monkeypatch.setattr(type(village), "writable", property(lambda self: False))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "enter", "l")
        assert "You may look but not change" in screen.status
        await screen.press("p", "P")
        assert "You may look but not change" in screen.status
    assert village.squads.get(1).leader == 2 and not village.issued.all()


async def test_below_the_squads_stand_the_members_of_the_one_under_the_cursor(
    village, menders, clock
):
    village.squads.add(Squad(name="清理队", members=(4,)))
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("s")
        assert "安大海" in screen.text and "陈玉珍" not in screen.text
        assert screen.text.count("1/3") == 3, "in the list; what needs it next, and what comes"
        await screen.press("down")
        await screen.until("no event of the next months needs it")
        assert "陈玉珍" in screen.text and "安大海" not in screen.text


async def test_where_not_all_members_have_room_below_the_squads_it_says_how_many_more(
    village, enrol, clock
):
    people = enrol(*"甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未")
    village.squads.add(Squad(name="修葺队", members=tuple(person.number for person in people)))
    async with opened(village.folder, clock=clock, size=(60, 20)) as screen:
        await screen.press("s")
        await screen.until("Members  18")
        listed = sum(any(person.name in line for person in people) for line in screen.lines)
        assert f"{18 - listed} more" in screen.text


async def test_a_second_spelling_of_a_squad_is_asked_about_before_it_is_founded(village, clock):
    village.squads.add(Squad(name="修葺队"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "n", "=修葺队伍", "ctrl+s")
        assert "There is 修葺队 S01 already. Is 修葺队伍" in screen.text
        await screen.press("n")
        assert len(village.squads.all()) == 1
        await screen.press("ctrl+s", "y")
        assert village.squads.get(2).name == "修葺队伍"


async def test_in_a_small_terminal_what_a_squad_hosts_leaves_room_for_its_members(
    village, menders, clock
):
    village.squads.host(1)
    hosts = (OrganisedBy(squad=1),)
    for day in range(1, 6):
        start = datetime(2026, 12, day, 9)
        village.events.add(Event(title=f"讲座{day}", start=start, hosts=hosts, needs={1: 2}))
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("s", "enter")
        await screen.settled()
        assert "讲座1" in screen.text and "讲座2" not in screen.text
        for name in ("安大海", "李秀英", "王建国"):
            assert name in screen.text
