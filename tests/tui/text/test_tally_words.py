"""The numbers of a tally in words: what stands together, and what only where there is any."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, strategies
from rich.cells import cell_len

from yigong.store import language
from yigong.store.attendance.hours import Credit
from yigong.store.attendance.roles import HeadsByRole, RoleCounts
from yigong.store.attendance_records import LearningTime, PaidTime, ServiceTime
from yigong.store.event_records import Event
from yigong.store.people.stars import minutes_to_next_star
from yigong.store.statistics.tally import Tally
from yigong.tui.text.tally_words import (
    grouped_hours,
    missing_hours,
    numbers_text,
    origin_cells,
    origins_text,
    people_notes,
    summary_warnings,
)
from yigong.tui.view.summary_rows import number_lines
from yigong.tui.widgets.text_block import flowing_lines

YEAR = Tally(
    occurrences=112,
    heads=HeadsByRole(present=RoleCounts(volunteer=1448, participant=600), along=27),
    people=161,
    persons=RoleCounts(volunteer=111, participant=150),
    credit=Credit(service=ServiceTime(clocked=200_000, filled=17_000, granted=638)),
)


def text(line):
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in line)


@pytest.mark.parametrize(
    ("lang", "first"),
    [
        (
            "zh",
            "场次 112  人次 2 075 志愿 1 448 参加 627  人数 161 志愿 111  服务 3 627.3 小时",
        ),
        ("en", "occ. 112  heads 2 075 vol 1 448 part 627  people 161 vol 111  service 3 627.3 h"),
    ],
)
def test_the_numbers_of_a_year_stand_with_their_split_in_one_line_of_eighty_cells(lang, first):
    language.use_language(lang)
    lines = [text(line) for line in number_lines(YEAR, 80)]
    assert lines[0] == first and cell_len(first) < 80
    assert len(lines) == 2, "where the hours come from is below it"
    assert len(number_lines(YEAR, 140)) == 1


def test_guests_learners_and_who_was_paid_are_named_only_where_there_are_any():
    assert not {"guests", "learning", "paid"} & set(numbers_text(YEAR).split())
    more = Tally(
        heads=HeadsByRole(present=RoleCounts(guest=3, learner=1, paid=2)),
        persons=RoleCounts(guest=3, learner=1, paid=1),
        people=4,
        credit=Credit(learning=LearningTime(90), labour=PaidTime(960)),
    )
    assert numbers_text(more) == (
        "occ. 0   heads 4 vol 0 part 1 guests 3   people 4 vol 0   service 0.0 h   "
        "learning hours 1.5   paid heads 2 people 1 paid hours 16.0"
    )


def test_who_is_among_the_people_is_said_where_not_all_came_are():
    assert people_notes(YEAR) == ["of the people, volunteers (vol) served at least once"]
    assert people_notes(YEAR, brief=True) == []
    nameless = Tally(heads=HeadsByRole(nameless=1200))
    assert people_notes(nameless) == ["1 200 nameless, not among the people"]


def test_a_summary_warns_of_registers_that_are_not_signed(village, enrol):
    enrol("张小明")
    event = village.events.add(Event(title="清溪", start=datetime(2026, 11, 25, 8, 30)))
    occurrence = village.events.occurrence(event.number, date(2026, 11, 25))
    village.registers.checkin.check_in(occurrence, 1)
    warnings = summary_warnings(village.summary(None, None))
    assert warnings == ["1 register unsigned: its hours may change"]
    village.registers.settlement.close(occurrence)
    assert summary_warnings(village.summary(None, None)) == []


MINUTES = strategies.integers(0, 10**6)


@given(MINUTES, MINUTES, MINUTES)
def test_the_origins_add_up_to_the_service_that_is_shown_beside_them(clocked, filled, granted):
    service = ServiceTime(clocked=clocked, filled=filled, granted=granted)
    [line] = number_lines(Tally(credit=Credit(service=service)), 200)
    shown = text(line).partition("service ")[2].partition(" h")[0]
    cells = origin_cells(service)
    assert sum(map(tenths, cells)) == tenths(shown)
    assert all(cell in origins_text(service) for cell in cells)
    for cell, minutes in zip(cells, (clocked, filled, granted), strict=True):
        assert minutes or not cell
        assert cell or minutes < 6


@given(strategies.integers(0, 1500 * 60))
def test_what_is_missing_to_a_star_adds_up_with_what_there_is(minutes):
    missing = minutes_to_next_star(minutes, (100, 1000))
    if missing:
        star = 1000 if minutes >= 6000 else 100
        shown = tenths(missing_hours(minutes, missing)) + tenths(grouped_hours(minutes))
        assert shown == star * 10 or (missing < 3 and shown == star * 10 + 1)
        assert tenths(missing_hours(minutes, missing)) > 0


def tenths(shown):
    return int(shown.replace(" ", "").replace(".", "") or 0)


GROUPS = strategies.lists(strategies.text("场人 次x", min_size=1, max_size=20).map(lambda t: [t]))


@given(GROUPS, strategies.integers(40, 120))
def test_groups_flow_in_their_order_and_no_line_is_longer_than_the_block(groups, width):
    lines = flowing_lines(groups, width)
    assert all(1 + cell_len(text(line)) <= width for line in lines)
    pieces = [piece for line in lines for piece in line if piece not in ("  ", "   ")]
    assert pieces == [piece for [piece] in groups if piece not in ("  ", "   ")]
