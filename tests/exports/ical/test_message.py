"""Chat messages: the text has everything that a person needs to come."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from yigong.exports.ical.message import chat_message
from yigong.store import language
from yigong.store.attendance.register import Register
from yigong.store.attendance_records import Entry, PostSignUp
from yigong.store.dates import recurrence
from yigong.store.event_records import Change, Event, OrganisedBy, Post
from yigong.store.squads.staffing import post_staffing

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 11, 25)


def message(**fields) -> str:
    given = {
        "title": "村民义务日",
        "start": datetime(2026, 11, 25, 8, 30),
        "minutes": 180,
        "place": "文化礼堂",
        "lead": "李芳",
        "notes": "带手套和水",
    }
    event = Event(**(given | fields))
    return chat_message(recurrence.find_occurrence(event, event.start.date(), SHANGHAI))


def test_it_has_title_both_dates_time_place_lead_and_notes():
    assert message().split("\n") == [
        "村民义务日",
        "Time: Wednesday 2026-11-25 08:30-11:30",
        "Lunar calendar: 十月十七",
        "Place: 文化礼堂",
        "In charge: 李芳",
        "带手套和水",
    ]


def test_in_chinese_the_date_is_written_as_people_write_it():
    language.use_language("zh")
    assert "2026年11月25日" in message()
    assert "农历" in message() or "十月十七" in message()


def test_a_festival_and_a_solar_term_are_named():
    assert "八月十三 丰收节" in message(start=datetime(2026, 9, 23, 9))
    assert "九月初九 重阳节" in message(start=datetime(2026, 10, 18, 9))


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"start": DAY, "all_day": True, "minutes": 1440}, "Time: Wednesday 2026-11-25"),
        (
            {"start": DAY, "all_day": True, "minutes": 2880},
            "Time: Wednesday 2026-11-25 to Thursday 2026-11-26",
        ),
        ({"minutes": 16 * 60}, "Time: Wednesday 2026-11-25 08:30-00:30"),
        (
            {"minutes": 50 * 60},
            "Time: Wednesday 2026-11-25 08:30 to Friday 2026-11-27 10:30",
        ),
    ],
    ids=["whole day", "two days", "overnight", "several days"],
)
def test_the_time_shows_how_long_it_lasts(fields, line):
    assert message(**fields).split("\n")[1] == line


def test_a_cancelled_one_says_so_first_and_why():
    lines = message(cancelled=True, reason="下雪").split("\n")
    assert lines[:2] == ["[Cancelled] 村民义务日", "Reason: 下雪"]


def test_a_moved_one_says_from_where_and_gives_the_new_place():
    change = Change(start=datetime(2026, 11, 28, 14), place="祠堂")
    text = message(changes={"2026-11-25": change})
    assert "Moved from Wednesday 2026-11-25." in text
    assert "Time: Saturday 2026-11-28 14:00-17:00" in text
    assert "Place: 祠堂" in text


def test_abroad_the_clock_is_named():
    assert "(clock time in Asia/Tokyo)" in message(zone="Asia/Tokyo")


def test_text_from_people_stays_text():
    text = message(title="a\nb\x1b[31m", place="x\r\ny", notes="1\x002\r\n3")
    assert text.startswith("a b[31m\n")
    assert "Place: x y" in text
    assert text.endswith("12\n3")


def test_what_posts_lack_is_said_post_by_post_and_of_a_cancelled_date_not():
    event = Event(title="丰收节", start=datetime(2026, 11, 15, 9), minutes=180)
    occurrence = recurrence.find_occurrence(event, event.start.date(), SHANGHAI)
    posts = [
        Post(id=1, name="摊位", start=60, heads=2),
        Post(id=2, name="收场", start=180, minutes=60, heads=1),
    ]
    occurrence = structs.replace(occurrence, posts=tuple(posts))
    lacking = post_staffing(occurrence, Register(occurrence.key, {}))
    lines = chat_message(occurrence, lacking).split("\n")
    assert lines[-6:] == [
        "Posts:",
        "摊位 10:00-12:00",
        "收场 12:00-13:00",
        "3 people are still needed:",
        "摊位 10:00-12:00: 2",
        "收场 12:00-13:00: 1",
    ]
    cancelled = structs.replace(occurrence, cancelled=True)
    assert "still needed" not in chat_message(cancelled, lacking)


def test_who_organises_it_and_posts_that_are_full_are_said_too():
    event = Event(title="丰收节", start=datetime(2026, 11, 15, 9), minutes=180)
    occurrence = recurrence.find_occurrence(event, event.start.date(), SHANGHAI)
    post = Post(id=1, name="摊位", start=60, heads=1)
    occurrence = structs.replace(occurrence, posts=(post,))
    signed = Entry(number=7, posts=(PostSignUp(post=1, at=datetime(2026, 11, 1, tzinfo=SHANGHAI)),))
    posts = post_staffing(occurrence, Register(occurrence.key, {7: signed}))
    hosts = [OrganisedBy(squad=1, name="党支部"), OrganisedBy(squad=2, how="with", name="乐跑团")]
    text = chat_message(occurrence, posts, hosts)
    assert "host 党支部  with 乐跑团" in text or "host 党支部 with 乐跑团" in text
    assert text.endswith("Posts:\n摊位 10:00-12:00")
