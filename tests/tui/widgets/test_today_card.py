"""Today beside a page: which occurrence has bars, and how long they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from rich.style import Style

from yigong.store.event_records import Event, Occurrence
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import compose_line
from yigong.tui.widgets.today_card import (
    ComingList,
    Filling,
    FillingCard,
    SquadFilling,
    TodayCard,
    TodayView,
    fill_colour,
)

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
APP = SimpleNamespace(native_ansi_color=True, no_color=False)


class Card(TodayCard):
    """Today on a terminal of 16 colours, without an application."""

    app = APP


class Coming(ComingList):
    """What is next, there."""

    app = APP


class One(FillingCard):
    """One occurrence, there."""

    app = APP


def filling(title, hour, *squads, cancelled=False, signed=0):
    """An occurrence of two hours."""
    start = NOW.replace(hour=hour)
    event = Event(title=title, start=start.replace(tzinfo=None), minutes=120)
    occurrence = Occurrence(
        event=event,
        planned=start.date(),
        start=start,
        end=start + timedelta(hours=2),
        place="文化礼堂",
        cancelled=cancelled,
    )
    return Filling(occurrence, squads, signed, "green")


def squad(name, needed, signed, came):
    """A squad, its sign-ups in words."""
    return SquadFilling(name, needed, signed, came, (f"{signed}/{needed}", Style()))


def text(widget, width=40, height=20):
    """What a widget shows."""
    return "\n".join(strip.text.rstrip() for strip in widget.paint(width, height))


@pytest.mark.parametrize(
    ("hours", "current"), [((6, 8, 14), 8), ((6, 10, 14), 10), ((4, 6), 6), ((), None)]
)
def test_bars_are_of_what_is_under_way_else_of_the_next_else_of_the_last(hours, current):
    view = TodayView(NOW, [filling(str(hour), hour) for hour in hours])
    found = view.current and view.current.occurrence.start.hour
    assert found == current


def test_what_is_called_off_has_no_bars():
    view = TodayView(NOW, [filling("a", 8, cancelled=True), filling("b", 6)])
    assert view.current.occurrence.event.title == "b"


@pytest.mark.parametrize(
    ("signed", "needed", "colour"),
    [(8, 8, "green"), (20, 8, "green"), (7, 8, "yellow"), (4, 8, "yellow"), (3, 8, "red")],
)
def test_a_met_need_is_green_and_less_than_half_of_it_red(signed, needed, colour):
    assert fill_colour(signed, needed) == colour


def test_a_squads_bar_is_as_full_as_who_came_and_half_as_far_as_who_signed_up():
    card = One()
    one = filling("义务日", 8, squad("修葺队", 10, 5, 2))
    card.show_among([one])
    card.choose(one.occurrence.key)
    *_above, bar = card.paint(47, 20)
    segments = [(segment.text, segment.style) for segment in bar]
    came = next(len(text) for text, style in segments if style == swatch("green"))
    signed = next(len(text) for text, _style in segments if text.strip() and set(text) == {":"})
    missing = next(len(text) for text, _style in segments if len(text) > 1 and set(text) == {"."})
    assert (came, signed, missing) == (4, 6, 10)
    assert bar.text.rstrip().endswith("2      5/10")


def test_today_has_a_line_for_each_of_four_occurrences_and_counts_the_rest():
    card = Card()
    card.show(TodayView(NOW, [filling(f"第{n}场", n + 8) for n in range(6)]))
    assert "第3场" in text(card) and "第4场" not in text(card) and "and 2 more" in text(card)
    card.show(TodayView(NOW))
    assert "Nothing takes place today." in text(card)


def test_the_next_occurrences_are_as_many_as_there_is_room_for_and_say_how_far_they_are_filled():
    coming = Coming()
    squads = (squad("修葺队", 8, 6, 0), squad("清理队", 2, 0, 0))
    view = TodayView(NOW, (), [filling(f"第{n}场", n + 8, *squads, signed=6) for n in range(6)])
    coming.show(view)
    lines = text(coming, height=4).splitlines()
    assert [line.split()[3] for line in lines[1:]] == ["第0场", "第1场", "第2场"]
    assert all(line.endswith("6/10") for line in lines[1:])


def test_no_line_is_longer_than_the_column():
    hostile = filling(
        "[/]义务日\x1b[2J👨‍👩‍👧" * 9, 8, squad("队" * 30, 99_999, 99_999, 99_999), signed=99_999
    )
    view = TodayView(NOW, [hostile], [hostile])
    for width in (20, 37, 53, 80):
        for widget in (Card(), Coming(), One()):
            if isinstance(widget, One):
                widget.show_among([hostile])
                widget.choose(hostile.occurrence.key)
            else:
                widget.show(view)
            for strip in widget.paint(width, 30):
                assert strip.cell_length == width
                assert "\x1b" not in strip.text
    assert compose_line("x", width=1).text == "x"
