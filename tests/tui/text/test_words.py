"""Dates in words."""

from __future__ import annotations

from datetime import date

from yigong.store import language
from yigong.store.dates.date_words import month_name
from yigong.tui.text.words import day_name

NEAR = date(2026, 11, 22)


def test_a_day_is_said_with_its_lunar_date_in_chinese():
    assert day_name(NEAR) == "Sun 22 Nov"
    language.use_language("zh")
    assert day_name(date(2026, 11, 25), lunar=True) == "11月25日 周三 十月十七"
    assert month_name(NEAR) == "2026年11月"
