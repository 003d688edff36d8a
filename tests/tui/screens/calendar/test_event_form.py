"""The form of an event: its previews, and for which dates of a repeat it saves."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from support.screens import opened
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Event
from yigong.store.records import Squad

FORWARD = ("tab",) * 5
"""From the title to the repeats."""


async def test_a_lunar_repeat_is_chosen_as_a_sentence_and_shows_five_dates(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press(
            "n", "=重阳敬老", "tab", "tab", "ctrl+u", "=九月初九", "tab", "tab", "tab"
        )
        await screen.press("left", "left", "left")
        assert "every year on the 9th of the 9th lunar month" in screen.text
        for day in ("8 Oct 2027", "26 Oct 2028", "16 Oct 2029", "5 Oct 2030", "24 Oct 2031"):
            assert day in screen.text
        assert "leap month" not in screen.text, "there is no leap ninth month to ask about"
        await screen.press("tab", "=3")
        assert "the last on 2029-10-16" in screen.text
        await screen.press("ctrl+s")
    event = village.events.get(1)
    assert event.repeat == ByLunar(month=9, day=9, count=3)
    assert event.start == datetime(2027, 10, 8, 8, 30)


async def test_leap_and_short_months_are_asked_for_where_they_matter_and_named_in_the_sentence(
    village, clock
):
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("n", "=庙会", "tab", "tab", "ctrl+u", "=六月三十", "tab", "tab", "tab")
        await screen.press("left", "left", "left")
        assert "In a leap month" in screen.text and "next: 2036, leap 6th" in screen.text
        await screen.press("tab", "right", "right", "tab", "right")
        beside = " ".join(line[80:].strip() for line in screen.lines)
        assert "if there is a 30th, in a leap month too" in beside, "it is longer than its field"
        await screen.press("ctrl+s")
    repeat = village.events.get(1).repeat
    assert repeat == ByLunar(month=6, day=30, leap="both", short="skip")


async def test_the_last_choice_of_repeats_is_the_solar_term(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("n", "=丰收节", "tab", "tab", "ctrl+u", "=秋分", "tab", "tab", "tab")
        await screen.press("left")
        assert "every year on Autumn Equinox" in screen.text
        assert "23 Sep 2027" in screen.text and "22 Sep 2028" in screen.text
        await screen.press("ctrl+s")
    assert village.events.get(1).repeat == ByTerm("秋分")


async def test_a_clash_of_place_or_squad_is_shown_while_planning(village, duty_day, clock):
    squad = village.squads.add(Squad(name="修葺队"))
    event = village.events.get(duty_day.event.number)
    village.events.save(msgspec.structs.replace(event, needs={squad.number: 5}))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("n", "=课堂", *FORWARD)
        assert "Clash" not in screen.text
        await screen.press("tab", "tab", "=文化礼堂")
        assert "Clash on Wed 25 Nov with 村民义务日 08:30-11:30: the same place" in screen.text
        await screen.press("ctrl+u", "tab", "tab", "tab", "tab", "=3")
        assert "Clash on Wed 25 Nov with 村民义务日 08:30-11:30: 修葺队" in screen.text


async def test_coordinates_are_proposed_for_a_known_place_and_removed_for_another(village, clock):
    village.events.add(
        Event(
            title="课堂", start=datetime(2026, 11, 20, 9, 0), place="文化礼堂", geo=(30.27, 120.15)
        )
    )
    async with opened(village.folder, clock=clock, size=(80, 30)) as screen:
        await screen.press("n", "=义务日", *FORWARD, "tab", "tab", "=文化礼堂")
        assert "30.27 north 120.15 east" in screen.text
        await screen.press("=二楼")
        assert "north" not in screen.text, "another place lies elsewhere"
        await screen.press("backspace", "backspace", "ctrl+s")
    assert village.events.get(2).geo == (30.27, 120.15)


async def test_typing_in_a_newly_focused_field_replaces_its_text_and_arrows_keep_it(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("n", "=会", "tab", "tab", "=2027-01-05", "tab", "end")
        await screen.press("backspace", "backspace", "=45", "enter", "end", "=0")
        assert screen.app.screen.values()["days"] == "10", "the arrow did not select"
        await screen.press("shift+tab", "tab", "=2", "ctrl+s")
        assert "会 is on the calendar" in screen.status, "also if its month was not shown"
        assert "January 2027" in screen.text
        await screen.press("right")
        assert screen.status == ""
    event = village.events.get(1)
    assert event.start == datetime(2027, 1, 5, 8, 30) and event.minutes == 195 + 1440


async def test_a_refusal_stands_whole_behind_its_field_until_it_is_mended(village, clock):
    async with opened(village.folder, clock=clock, lang="zh", size=(60, 20)) as screen:
        await screen.press("n", "tab", "tab", "=2026-02-30", "tab")
        behind = "".join(line.split()[-1] for line in screen.lines[4:7])
        assert behind == "没有「2026-02-30」这一天；请写2026-11-25。"
        await screen.press("shift+tab", "=2026-02-28")
        assert "没有" not in screen.text and screen.status == ""


async def test_a_refusal_is_whole_on_a_phone(village, clock):
    async with opened(village.folder, clock=clock, lang="zh", size=(40, 20)) as screen:
        await screen.press("n", "tab", "tab", "=改天", "tab", "=上午", "tab")
        said = screen.text.replace("\n", "").replace(" ", "")
        assert "看不懂「改天」；请写2026-11-25、25或明天。" in said
        await screen.press("shift+tab", "shift+tab", "=明天")
        assert "2026年11月26日 周四  十月十八" in screen.text
        assert "看不懂「上午」；请写 08:30。" in screen.text, "under its field, where there is room"


async def test_a_date_and_hours_are_said_as_they_were_read(village, clock):
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("n", "=打扫", "tab", "tab", "=下周六", "tab", "=下午2点到4点")
        assert "Sat 5 Dec 2026" in screen.text and "14:00-16:00" in screen.text
        await screen.press("shift+tab", "=上周六")
        assert "Sat 21 Nov 2026  4 days ago" in screen.text
        await screen.press("ctrl+u", "=+7", "tab", "=22点-2点")
        assert "Wed 2 Dec 2026" in screen.text and "22:00-02:00 the next day" in screen.text
        await screen.press("ctrl+s")
    event = village.events.get(1)
    assert (event.start, event.minutes) == (datetime(2026, 12, 2, 22), 240)


async def test_the_same_date_said_otherwise_is_nothing_to_save(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "e", "tab", "tab", "=25", "tab", "=8点半-11点半", "escape")
        assert "Leave without saving?" not in screen.text


# -- which dates -----------------------------------------------------------


async def test_only_this_date_is_moved_if_that_scope_is_chosen(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "right_square_bracket", "e", "tab", "tab")
        await screen.press("ctrl+u", "=2026-12-20", "tab", "ctrl+u", "=9-10:30", "ctrl+s")
        assert "only Fri 25 Dec 2026" in screen.text
        assert "Sun 20 Dec 2026 09:00-10:30" in screen.text, "the preview of this date"
        await screen.press("1")
        assert "moved from Fri 25 Dec" in screen.text, "the page still shows this date"
    event = village.events.get(duty_day.event.number)
    assert event.repeat == duty_day.event.repeat and event.start == duty_day.event.start
    assert list(event.changes) == ["2026-12-25"]
    assert event.changes["2026-12-25"].start == datetime(2026, 12, 20, 9, 0)
    assert event.changes["2026-12-25"].minutes == 90


async def test_this_date_and_those_after_it_change_and_earlier_ones_stay(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "right_square_bracket", "e", "tab", "tab", "tab")
        await screen.press("ctrl+u", "=14:00-16:00", "ctrl+s", "down", "enter")
        assert "is saved" in screen.status
        assert "Fri 25 Dec 2026 14:00-16:00" in screen.text, "still on the date it was opened from"
    before, after = village.events.between(date(2026, 11, 25), date(2026, 12, 25))
    assert f"{before.start:%H:%M}" == "08:30" and f"{after.start:%H:%M}" == "14:00"
    assert before.event.uid == duty_day.event.uid != after.event.uid


async def test_a_date_of_an_earlier_plan_shows_the_dates_of_that_plan_and_the_start_of_the_next(
    village, duty_day, clock
):
    events = village.events
    later = msgspec.structs.replace(events.get(1), start=datetime(2027, 2, 28, 9, 0), title="新")
    events.save_from(later, date(2027, 2, 25))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter")
        first = events.between(date(2027, 2, 1), date(2027, 4, 1))[0]
        plan_line = f" next: 25 Dec  25 Jan   From {first.planned} on another plan holds."
        assert plan_line in screen.lines
        await screen.press("right_square_bracket", "right_square_bracket")
        assert "25 Jan 2027" in screen.text and "next:" not in screen.text
        await screen.press("right_square_bracket")
        assert "another plan" not in screen.text and "next:" in screen.text


async def test_the_preview_of_all_dates_begins_with_the_first_that_changes(
    village, duty_day, enrol, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "right_square_bracket", "e", "tab", "tab", "tab")
        await screen.press("=14:00-16:00", "ctrl+s")
        assert "Wed 25 Nov 2026 14:00   Fri 25 Dec 2026 14:00" in screen.text, (
            "today too, as nobody came yet"
        )
        assert "3  all dates" in screen.text, "a number chooses an answer, and saves"
        await screen.press("escape")
        (person,) = enrol("张小明")
        village.registers.checkin.check_in(duty_day, person.number)
        await screen.press("ctrl+s")
        assert "Wed 25 Nov 2026 14:00" not in screen.text
        assert screen.text.count("Fri 25 Dec 2026 14:00") == 3


async def test_a_date_moved_earlier_with_those_after_it_leaves_no_date_behind(
    village, duty_day, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "right_square_bracket", "e", "tab", "tab")
        await screen.press("ctrl+u", "=2026-12-20", "ctrl+s", "2")
        assert "is saved" in screen.status
    occurrences = village.events.between(date(2026, 11, 1), date(2027, 1, 31))
    assert [occurrence.planned.isoformat() for occurrence in occurrences] == [
        "2026-11-25",
        "2026-12-20",
        "2027-01-20",
    ]


async def test_a_title_cannot_be_changed_for_one_date_alone(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "e", "=改", "ctrl+s", "1")
        assert "Not for one date alone: Title" in screen.status
        await screen.press("escape")
        assert village.events.get(duty_day.event.number).title == "村民义务日"
        assert "村民义务日改" in screen.text, "the form still has what was typed"
        await screen.press("ctrl+s", "3")
        assert "村民义务日改 is saved" in screen.status


async def test_a_change_that_drops_a_date_with_sign_ups_is_refused_and_the_form_stays(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    later = village.events.occurrence(duty_day.event.number, date(2026, 12, 25))
    village.registers.signup.sign_up(later, 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "right_square_bracket", "e", "tab", "tab")
        await screen.press("ctrl+u", "=2026-12-26", "ctrl+s", "3")
        assert "2026-12-25 would no longer be a date" in screen.status
        assert "on day 26 of each month" in screen.text
        await screen.press("ctrl+s", "1")
        assert "is saved" in screen.status
    assert village.events.get(duty_day.event.number).changes["2026-12-25"].start


async def test_saving_a_repeating_event_unchanged_asks_nothing(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "e", "ctrl+s")
        assert "is saved" in screen.status
    assert village.events.get(duty_day.event.number) == duty_day.event


# -- the page of one date --------------------------------------------------


async def test_moving_a_date_may_shorten_it_and_one_key_restores_it(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "right_square_bracket", "m")
        assert "2026-12-25 08:30-11:30" in screen.text
        await screen.press("ctrl+u", "=2026-12-25 08:30-10:00", "enter")
        assert "moved to Fri 25 Dec 08:30-10:00" in screen.status
        await screen.press("M")
        assert "08:30-11:30" in screen.text and "is as planned again" in screen.status
        await screen.press("c", "=下雨", "enter")
        assert "cancelled 下雨" in screen.text
        await screen.press("M")
        assert "cancelled" not in screen.text
        await screen.press("M")
        assert "as it was planned" in screen.status
    assert village.events.occurrence(1, date(2026, 12, 25)).minutes == 180


async def test_the_page_shows_the_repeat_and_the_next_dates(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter")
        assert "on day 25 of each month   next: 25 Dec  25 Jan  25 Feb" in screen.text


async def test_a_stale_form_shows_the_other_repeat_in_words(village, duty_day, clock):
    event = duty_day.event
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "e", "=改")
        village.events.save(
            msgspec.structs.replace(event, repeat=ByRRule("FREQ=WEEKLY;BYDAY=WE,FR"))
        )
        await screen.press("ctrl+s", "3")
        assert "changed this in the meantime" in screen.status
        assert "theirs: every Wed, Fri" in screen.text
    assert village.events.get(event.number).title == "村民义务日"
