"""Dates as people write them; today is Monday, 30 November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store import language
from yigong.store.dates.almanac import FESTIVALS, day_note
from yigong.store.dates.date_words import date_text, short_date
from yigong.store.dates.day_parser import parse_day, past_reading
from yigong.store.dates.lunar import TERM_NAMES
from yigong.store.errors import Refused

TODAY = date(2026, 11, 30)
WRITTEN = (
    "0123456789０２-－/.年月日号农历闰正腊冬一二三四五六七八九十廿初节上下个这本周星期礼拜天末底"
    "今明昨前后大国庆中秋除夕+ satmonextlgodyf','　٣²"
)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-25", "2026-11-25"), ("2027/1/5", "2027-01-05"), ("2027.1.5", "2027-01-05"),
        ("２０２６－１１－２５", "2026-11-25"), ("20261018", "2026-10-18"),
        ("2026 11 25", "2026-11-25"), ("2026年12月1日", "2026-12-01"),
        ("2026年11月25日 周三", "2026-11-25"), ("2026-11-25 星期三 十月十七", "2026-11-25"),
        ("Wed 25 Nov 2026", "2026-11-25"), ("25 Nov 2026", "2026-11-25"),
        ("Nov 25th, 2026", "2026-11-25"),
    ],
)  # fmt: skip
def test_a_date_in_full_is_that_date(written, meant):
    for near in (TODAY, date(2030, 1, 1), date(1999, 5, 5)):
        assert parse_day(written, TODAY, near=near, first=near, last=near) == day(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("今天", "2026-11-30"), ("today", "2026-11-30"), ("明天", "2026-12-01"),
        ("Tomorrow", "2026-12-01"), ("后天", "2026-12-02"), ("大后天", "2026-12-03"),
        ("day after tomorrow", "2026-12-02"), ("昨天", "2026-11-29"), ("前天", "2026-11-28"),
        ("3天后", "2026-12-03"), ("七天以后", "2026-12-07"), ("两周后", "2026-12-14"),
        ("2个星期后", "2026-12-14"), ("三天前", "2026-11-27"), ("in 3 days", "2026-12-03"),
        ("3 days ago", "2026-11-27"), ("in 2 weeks", "2026-12-14"),
        ("这周六", "2026-12-05"), ("下周六", "2026-12-12"), ("下个星期六", "2026-12-12"),
        ("下下周三", "2026-12-16"), ("上周六", "2026-11-28"), ("下周末", "2026-12-12"),
        ("next sat", "2026-12-12"), ("last friday", "2026-11-27"), ("this Sunday", "2026-12-06"),
        ("下个月5号", "2026-12-05"), ("本月15日", "2026-11-15"), ("下月底", "2026-12-31"),
        ("明年国庆", "2027-10-01"), ("2027年中秋", "2027-09-15"), ("去年12月5日", "2025-12-05"),
        ("明年3-5", "2027-03-05"),
    ],
)  # fmt: skip
def test_what_is_said_of_today_is_so_whatever_date_is_on_show(written, meant):
    for near in (TODAY, date(2030, 1, 1)):
        assert parse_day(written, TODAY, near=near) == day(meant)


@pytest.mark.parametrize(
    ("written", "next_one", "last_one", "in_march"),
    [
        ("25", "2026-12-25", "2026-11-25", "2027-03-25"),
        ("25号", "2026-12-25", "2026-11-25", "2027-03-25"),
        ("二十五号", "2026-12-25", "2026-11-25", "2027-03-25"),
        ("30", "2026-11-30", "2026-11-30", "2027-03-30"),
        ("31", "2026-12-31", "2026-10-31", "2027-03-31"),
        ("周六", "2026-12-05", "2026-11-28", "2027-03-20"),
        ("周一", "2026-11-30", "2026-11-30", "2027-03-22"),
        ("星期天", "2026-12-06", "2026-11-29", "2027-03-21"),
        ("saturday", "2026-12-05", "2026-11-28", "2027-03-20"),
        ("12-5", "2026-12-05", "2025-12-05", "2027-12-05"),
        ("3月8日", "2027-03-08", "2026-03-08", "2027-03-08"),
        ("三月八日", "2027-03-08", "2026-03-08", "2027-03-08"),
        ("8 March", "2027-03-08", "2026-03-08", "2027-03-08"),
        ("11.28", "2026-11-28", "2026-11-28", "2027-11-28"),
        ("2-29", "2028-02-29", "2024-02-29", "2028-02-29"),
        ("国庆节", "2027-10-01", "2026-10-01", "2027-10-01"),
        ("十一", "2027-10-01", "2026-10-01", "2027-10-01"),
        ("元旦", "2027-01-01", "2026-01-01", "2028-01-01"),
        ("中秋", "2027-09-15", "2026-09-25", "2027-09-15"),
        ("mid-autumn", "2027-09-15", "2026-09-25", "2027-09-15"),
        ("除夕", "2027-02-05", "2026-02-16", "2028-01-25"),
        ("大年三十", "2027-02-05", "2026-02-16", "2028-01-25"),
        ("丰收节", "2027-09-23", "2026-09-23", "2027-09-23"),
        ("秋分", "2027-09-23", "2026-09-23", "2027-09-23"),
        ("清明节", "2027-04-05", "2026-04-05", "2027-04-05"),
        ("九月初九", "2027-10-08", "2026-10-18", "2027-10-08"),
        ("农历9-9", "2027-10-08", "2026-10-18", "2027-10-08"),
        ("lunar 8-15", "2027-09-15", "2026-09-25", "2027-09-15"),
        ("腊月二十三", "2027-01-30", "2026-02-10", "2028-01-19"),
        ("十一月二十五", "2027-01-02", "2026-01-13", "2027-12-22"),
        ("闰五月初一", "2028-06-23", "2009-06-23", "2028-06-23"),
        ("十五", "2026-12-23", "2026-11-23", "2027-03-22"),
        ("+7", "2026-12-07", "2026-12-07", "2027-03-27"),
        ("-3天", "2026-11-27", "2026-11-27", "2027-03-17"),
        ("+2周", "2026-12-14", "2026-12-14", "2027-04-03"),
    ],
)  # fmt: skip
def test_what_is_not_said_in_full_is_the_next_one_the_last_one_or_on_the_page_on_show(
    written, next_one, last_one, in_march
):
    assert parse_day(written, TODAY) == day(next_one)
    assert parse_day(written, TODAY, last=TODAY) == day(last_one)
    assert parse_day(written, TODAY, near=date(2027, 3, 20)) == day(in_march)


def test_who_looks_at_the_past_stays_there():
    past = date(2025, 3, 20)
    assert parse_day("5", TODAY, near=past) == date(2025, 3, 5)
    assert parse_day("1-5", TODAY, near=past) == date(2025, 1, 5)
    assert parse_day("中秋", TODAY, near=past) == date(2025, 10, 6)


def test_an_end_is_not_before_its_start():
    start = date(2027, 3, 25)
    for written, meant in (("1-31", "2028-01-31"), ("24", "2027-04-24"), ("月底", "2027-03-31")):
        assert parse_day(written, TODAY, near=start, first=start) == day(meant)


def test_a_day_that_was_just_now_is_not_taken_for_next_years():
    assert parse_day("10-31", TODAY) == date(2026, 10, 31)
    assert parse_day("10-29", TODAY) == date(2027, 10, 29)
    assert parse_day("12-31", date(2027, 1, 5)) == date(2027, 12, 31), "of the year on show"


@pytest.mark.parametrize("name", [*FESTIVALS, *TERM_NAMES])
def test_every_name_of_the_almanac_is_a_day_on_which_it_stands(name):
    written = (name, name.removesuffix("节"), (FESTIVALS | TERM_NAMES)[name])
    found = [parse_day(each, TODAY) for each in written]
    assert name in day_note(found[0]).names
    assert len(set(found)) == 1
    assert TODAY <= found[0] <= TODAY + timedelta(days=400)


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "13-01",
        "2-30",
        "0",
        "32",
        "20261318",
        "2026-11-25 周四",
        "1000-1-1",
        "闰九月初九",
    ],
)
def test_a_date_that_does_not_exist_is_refused(written):
    with pytest.raises(Refused, match="There is no date"):
        parse_day(written, date(2027, 1, 1))


@pytest.mark.parametrize(
    "written",
    ["", "x", "1-2-3-4", "99999-1-1", "027-10-18", "上午", "周八", "明年", "立", "十三月初一",
     "农历13-1", "九月三十一", "+99999", "一", "周", "下周", "the"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_what_was_written(written):
    with pytest.raises(Refused) as refusal:
        parse_day(written, TODAY)
    assert str(refusal.value).startswith(f"{written} is no date")


@given(
    st.text(max_size=12) | st.text(WRITTEN, max_size=12),
    st.dates(),
    st.none() | st.dates(),
    st.sampled_from(["", "first", "last"]),
)
def test_whatever_is_typed_on_whatever_day_is_a_date_or_refused(written, today, near, bound):
    try:
        found = parse_day(written, today, near=near, **({bound: near} if bound else {}))
    except Refused as refusal:
        assert str(refusal)
    else:
        assert found.year >= 1900


@pytest.mark.parametrize(
    "written",
    ["明天", "昨天", "+9999", "-9999", "in 2 weeks", "三周前", "下周六", "上周一", "周六", "月底",
     "2-29", "31", "上月底", "下个月5号", "中秋", "国庆节", "闰五月初一", "去年国庆", "sun"],
)  # fmt: skip
@pytest.mark.parametrize("today", [date.min, date.max])
def test_at_either_end_of_the_calendar_it_is_a_date_or_refused(written, today):
    for bounds in ({}, {"first": today}, {"last": today}, {"near": date.min}, {"near": date.max}):
        try:
            assert parse_day(written, today, **bounds)
        except Refused as refusal:
            assert str(refusal)


@given(st.dates(date(1900, 1, 1)), st.sampled_from(["zh", "en"]))
def test_a_date_that_is_said_is_read_back_as_it_is(shown, spoken):
    language.use_language(spoken)
    assert parse_day(date_text(shown), TODAY) == shown
    assert parse_day(shown.isoformat(), TODAY) == shown
    assert parse_day(short_date(shown), shown) == shown


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("10月24日", date(2026, 10, 24)),
        ("oct 24", date(2026, 10, 24)),
        ("2027-10-24", None),
        ("明年10月24日", None),
        ("+400", None),
        ("12-24", None),
    ],
)
def test_only_a_date_without_a_year_far_ahead_may_mean_a_past_one(text, past):
    today = date(2026, 12, 1)
    assert past_reading(text, today, parse_day(text, today)) == past
