"""How many of a squad are needed, signed up and arrived, in one form on all pages."""

from __future__ import annotations

import pytest

from yigong.store import language
from yigong.store.records import Squad
from yigong.store.squads.staffing import Need
from yigong.tui.view.staffing_words import need_lines
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
