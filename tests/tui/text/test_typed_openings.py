"""Opening hours and closed days, typed and said back."""

from __future__ import annotations

from datetime import date

import pytest

from yigong.store import language
from yigong.store.errors import Refused
from yigong.store.venue_records import Opening, Shut
from yigong.tui.text.typed_openings import (
    openings_meaning,
    openings_text,
    read_openings,
    read_shut,
    shut_text,
)

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("周一至周五 9-21, 周六 10-17", "周一至周五 09:00-21:00, 周六 10:00-17:00"),
        ("周一、周三、周五 9点-21点", "周一/周三/周五 09:00-21:00"),
        ("星期六日 10-17", "周六至周日 10:00-17:00"),
        ("mon-fri 9-21; Sat 10-5 pm", "周一至周五 09:00-21:00, 周六 10:00-17:00"),
        ("9-21", "每天 09:00-21:00"),
        ("工作日 8:30-17:00", "周一至周五 08:30-17:00"),
        ("周五 21:00-2:00", "周五 21:00-02:00"),
        ("周日-周二 0-24", "周一至周二/周日 00:00-24:00"),
        ("", "随时"),
    ],
)
def test_what_is_typed_is_read_and_what_is_said_is_read_as_the_same(typed: str, said: str) -> None:
    language.use_language("zh")
    openings = read_openings(typed)
    assert openings_text(openings) == said
    assert read_openings(said) == openings
    language.use_language("en")
    assert read_openings(openings_text(openings)) == openings


def test_hours_over_midnight_are_said_to_end_on_the_next_day() -> None:
    assert "next day" in openings_meaning(read_openings("21-9"))
    assert "next day" not in openings_meaning(read_openings("9-21"))


@pytest.mark.parametrize("typed", ["周八 9-21", "25:00-26:00", "mon", "周一 9", "9-9", "x" * 5000])
def test_what_are_no_hours_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        read_openings(typed)


def test_closed_days_have_a_reason_and_those_that_are_over_stay() -> None:
    old = Shut(first=date(2026, 1, 1), last=date(2026, 1, 1), reason="元旦")
    shut = read_shut("12-13 消杀; 2027-02-05..02-12 春节", TODAY, (old,))
    assert shut[0] == old
    assert shut[1] == Shut(first=date(2026, 12, 13), last=date(2026, 12, 13), reason="消杀")
    assert shut[2].last == date(2027, 2, 12)
    assert read_shut(shut_text(shut, TODAY), TODAY, shut) == shut
    with pytest.raises(Refused):
        read_shut("32-13", TODAY)


def test_always_is_no_hours() -> None:
    assert read_openings("always") == read_openings("") == ()
    assert isinstance(read_openings("9-21")[0], Opening)
