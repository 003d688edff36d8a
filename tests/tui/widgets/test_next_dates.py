"""The preview of an event's dates: in lines below its form, or in a column beside it."""

from __future__ import annotations

from yigong.tui.widgets.next_dates import NextDates

DATES = [f"Sat {day} Dec 2026" for day in range(1, 13)]
CLASH = "Clash on Sat 5 Dec with 义务日 08:30-11:00: the same place, 修葺队"


def shown(width, height, warnings=(), rule=""):
    """What a preview shows."""
    preview = NextDates()
    preview.show("Next dates", DATES, warnings, rule)
    strips = list(preview.paint(width, height))
    assert {strip.cell_length for strip in strips} == {width}
    return [strip.text.rstrip() for strip in strips]


def test_below_the_form_are_five_dates_and_the_warnings_in_five_lines():
    lines = shown(78, 5, [CLASH])
    assert len(lines) == 5 and lines[-1] == CLASH
    assert sum(line.count("2026") for line in lines) == 5


def test_beside_the_form_each_date_has_a_line_and_a_warning_is_whole():
    lines = shown(37, 31, [CLASH])
    assert lines[:3] == ["Next dates", *DATES[:2]] and DATES[-1] in lines
    assert "".join(lines[14:]).replace(" ", "") == CLASH.replace(" ", "")


def test_beside_the_form_stands_the_whole_rule():
    rule = "every year on the 30th of the 6th lunar month, if there is a 30th, in a leap month too"
    lines = shown(37, 31, rule=rule)
    assert " ".join(lines[1:4]) == rule and lines[5] == DATES[0]
    assert rule[:20] not in "".join(shown(78, 5, rule=rule))


def test_with_less_room_dates_give_way_to_warnings():
    lines = shown(37, 8, [CLASH])
    assert len(lines) <= 8 and "修葺队" in lines[-1]
