"""The map of the past year: whose shade is whose, and which days and months it has."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from yigong.store import language
from yigong.tui.widgets.bars import SHADES, today_mark
from yigong.tui.widgets.year_map import YearMap, attendance_levels

TODAY = date(2026, 11, 25)


class Map(YearMap):
    """A map without an application around it, as a terminal of 16 colours shows it."""

    app = SimpleNamespace(native_ansi_color=True, no_color=False)


def rows(attendance, *, today=TODAY, width=40, height=14):
    """The lines of a map as text."""
    year = Map()
    year.show(attendance, today)
    return [strip.text.rstrip() for strip in year.paint(width, height)]


@given(st.dictionaries(st.dates(), st.integers(1, 10_000)))
def test_whoever_has_more_people_never_has_less_shade(attendance):
    levels = attendance_levels(attendance)
    assert set(levels.values()) <= set(range(1, SHADES + 1))
    by_number = sorted(attendance, key=attendance.__getitem__)
    assert sorted(levels.values()) == [levels[day] for day in by_number]


def test_one_feast_does_not_make_the_rest_of_the_year_alike():
    days = [TODAY - timedelta(days=n) for n in range(8)]
    levels = attendance_levels(dict(zip(days, [2, 4, 6, 8, 10, 12, 14, 900], strict=True)))
    assert [levels[day] for day in days] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_the_rows_are_the_last_twelve_months_and_end_today():
    _head, _scale, *months = rows({TODAY - timedelta(days=1): 5})
    assert [row.split()[0] for row in months] == [str(n) for n in (12, *range(1, 12))]
    assert len(months[2]) == len(" 2 ") + 28, "February"
    assert months[-1].startswith("11 " + "." * 23), "from the 1st to the 23rd nobody came"


def test_today_is_the_last_day_and_stands_out_also_if_many_came():
    year = Map()
    year.show({TODAY: 900, TODAY - timedelta(days=1): 1}, TODAY)
    *_others, last = year.paint(40, 13)
    styles = [segment.style for segment in last if segment.style is not None]
    assert today_mark(year) in styles
    until = len("11 ") + 24
    assert today_mark(year) not in [segment.style for segment in last.crop(0, until)]
    assert not last.crop(until + 1).text.strip()


def test_the_heading_says_what_the_shades_stand_for_where_there_is_room():
    language.use_language("zh")
    attendance = {date(2026, 11, 1): 4, date(2026, 11, 8): 136}
    assert rows(attendance)[0].startswith("近一年") and rows(attendance)[0].endswith("136")
    assert "136" not in rows(attendance, width=30)[0]


def test_with_less_room_it_has_the_latest_months_and_with_hardly_any_nothing():
    assert [row.split()[0] for row in rows({}, height=5)[2:]] == ["9", "10", "11"]
    assert rows({}, height=3) == []


def test_a_scale_says_which_column_is_which_day():
    for width, cells in ((40, 1), (70, 2)):
        scale = rows({}, width=width)[1]
        for day in (1, 5, 10, 15, 20, 25, 30):
            assert scale[len("11 ") + (day - 1) * cells :].startswith(str(day))


def test_every_line_is_as_wide_as_the_widget():
    for width in (10, 37, 53, 70):
        year = Map()
        year.show({TODAY: 3}, TODAY)
        assert {strip.cell_length for strip in year.paint(width, 13)} == {width}
