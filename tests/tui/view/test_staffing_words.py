"""How many of a squad are needed, signed up and arrived, in one form on all pages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from yigong.store import language
from yigong.store.records import Squad
from yigong.store.squads.staffing import Need
from yigong.tui.view.staffing_words import need_bars, need_count, need_lines
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN

SQUADS = {1: Squad(number=1, name="修葺队"), 2: Squad(number=2, name="清理队")}


def text(lines):
    """The lines as plain text."""
    return ["".join(p if isinstance(p, str) else p[0] for p in line).rstrip() for line in lines]


def style(need, word):
    """The style of the piece that begins with a word."""
    pieces = [p for line in need_lines([need], SQUADS, 78) for p in line if not isinstance(p, str)]
    return next(piece[1] for piece in pieces if piece[0].strip().startswith(word))


def test_signed_up_and_arrived_are_both_named():
    needs = [Need(1, needed=12, signed=13, came=7), Need(2, needed=3, signed=2), Need(0, came=1)]
    assert text(need_lines(needs, SQUADS, 120)) == [
        "修葺队 signed 13/12 in 7   清理队 signed 2/3   no squad signed 0 in 1"
    ]
    language.use_language("zh")
    assert text(need_lines(needs[:2], SQUADS, 78)) == ["修葺队 报名 13/12 到 7   清理队 报名 2/3"]


def test_who_is_away_is_signed_up_and_said_beside_it():
    need = Need(1, needed=12, signed=12, came=7, away=2)
    assert text(need_lines([need], SQUADS, 78)) == ["修葺队 signed 12/12 away 2 in 7"]
    assert need_count(need) == "12/12 -2" and style(need, "signed") == BAD


def test_what_does_not_fit_goes_to_the_next_line():
    needs = [Need(1, needed=12, signed=13, came=7), Need(2, needed=3, signed=2)]
    assert len(need_lines(needs, SQUADS, 40)) == 2


@pytest.mark.parametrize(
    ("need", "signed", "arrived"),
    [
        (Need(1, needed=3, signed=2, came=1), BAD, PLAIN),
        (Need(1, needed=3, signed=3, came=1), ACCENT, PLAIN),
        (Need(1, needed=3, signed=2, came=3), ACCENT, ACCENT),
        (Need(1, signed=2, came=3), PLAIN, PLAIN),
    ],
)
def test_a_lack_is_highlighted_and_so_is_a_met_need(need, signed, arrived):
    assert (style(need, "signed"), style(need, "in")) == (signed, arrived)


# -- bars ----------------------------------------------------------------------

TERMINAL = SimpleNamespace(app=SimpleNamespace(native_ansi_color=True))
"""A widget on a terminal of 16 colours."""


def bar_lengths(need, width):
    """The cells of a bar by what they say, in colours: came, only signed up, missing."""
    _words, bar = need_bars(TERMINAL, [need], SQUADS, width)
    cells = {}
    for text, style in (piece for piece in bar if piece):
        colour = style.color.name if style.color else "none"
        cells[colour] = cells.get(colour, 0) + len(text)
    return cells


def test_a_bar_says_who_came_who_only_signed_up_and_who_is_missing():
    assert bar_lengths(Need(1, needed=10, signed=8, came=3), 30) == {
        "green": 9, "yellow": 15, "none": 6,
    }  # fmt: skip
    assert bar_lengths(Need(1, needed=10, signed=12, came=3), 30) == {"green": 30, "none": 0}


def test_who_is_away_is_missing_in_the_bar():
    away = Need(1, needed=10, signed=10, came=3, away=2)
    assert bar_lengths(away, 30) == bar_lengths(Need(1, needed=10, signed=8, came=3), 30)


def test_a_squad_that_nobody_needs_is_measured_by_who_signed_up():
    assert bar_lengths(Need(1, signed=4, came=2), 30) == {"green": 30, "none": 0}


def test_squads_stand_beside_one_another_as_far_as_there_is_room_and_fill_it():
    needs = [Need(1, needed=12, signed=13, came=7), Need(2, needed=3, signed=2)]
    assert len(need_bars(TERMINAL, needs, SQUADS, 80)) == 2, "words, and bars below"
    narrow = need_bars(TERMINAL, needs, SQUADS, 30)
    assert len(narrow) == 5, "below one another, with air"
    wide = need_bars(TERMINAL, needs, SQUADS, 81)[1]
    assert sum(len(piece if isinstance(piece, str) else piece[0]) for piece in wide) == 81
