"""用工表: who was paid, when and for how long; nobody else, and no other time of theirs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from support.clinic import hold_clinic, pick_chestnuts
from support.html_cells import HtmlCells
from yigong.exports.documents.formats import FORMATS, table_file
from yigong.exports.documents.paid_table import paid_file, paid_name, paid_table
from yigong.store.records import Volunteer

DECEMBER = date(2026, 12, 1), date(2026, 12, 31)


def rows(village, first=None, last=None):
    """The cells of the CSV below the names of the columns, without head, foot and notes."""
    text = paid_file(village, first, last, "csv").decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text)) if len(row) == 8][1:]


def test_each_person_has_their_days_and_a_sum_and_the_whole_has_one(village, clock):
    hold_clinic(village, clock)
    pick_chestnuts(village, clock)
    assert [(row[0], row[2], row[3], row[5], row[6]) for row in rows(village, *DECEMBER)] == [
        ("冯丽", "2026-12-06", "采栗子", "07:00-15:00", "8.0"),
        ("冯丽", "", "Total: 1 attendance", "", "8.0"),
        ("罗浩然", "2026-12-06", "采栗子", "07:00-15:00", "8.0"),
        ("罗浩然", "", "Total: 1 attendance", "", "8.0"),
        ("郑强", "2026-12-05", "义诊", "08:30-11:30", "3.0"),
        ("郑强", "", "Total: 1 attendance", "", "3.0"),
        ("3 people", "", "Total: 3 attendances", "", "19.0"),
    ]
    paid = village.summary(*DECEMBER).total
    assert (paid.heads.paid, paid.persons.paid, paid.credit.labour.minutes) == (3, 3, 19 * 60)


def test_only_the_time_they_were_paid_for_is_on_it(village, enrol, duty_day, clock):
    enrol("郑强")
    village.registers.checkin.check_in(duty_day, 1, role="paid")
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 1, again=True, role="volunteer")
    clock.forward(minutes=30)
    village.registers.checkin.check_out(duty_day, 1)
    line, _his_sum, _total = rows(village)
    assert line[5:] == ["08:50-09:50", "1.0", "not signed yet"]


def test_a_period_limits_it_and_one_without_paid_work_is_a_sum_of_nothing(village, clock):
    pick_chestnuts(village, clock)
    assert rows(village, date(2026, 11, 1), date(2026, 11, 30)) == [
        ["0 people", "", "", "Total: 0 attendances", "", "", "0.0", ""]
    ]


def test_every_format_has_the_same_rows_and_sums_stand_out(village, clock):
    pick_chestnuts(village, clock)
    page = HtmlCells(paid_file(village, *DECEMBER, "html").decode())
    assert page.rows[2:] == rows(village, *DECEMBER)
    table = paid_table(
        village.registers.between(*DECEMBER), village.people.all(), village.settings, *DECEMBER
    )
    assert sorted(table.emphasised) == [1, 3, 4]
    assert sum(column.share for column in table.columns) == pytest.approx(100)
    for file_format in FORMATS:
        assert table_file(table, file_format)


def test_a_name_is_text_and_who_is_not_on_the_roster_is_a_code(village, clock):
    pick_chestnuts(village, clock)
    registers = list(village.registers.between(None, None))
    people = {1: Volunteer(number=1, name="</td><script>=1+1\x1b[31m")}
    table = paid_table(registers, people, village.settings)
    page = HtmlCells(table_file(table, "html").decode())
    assert "script" not in page.tags and "\x1b" not in page.text
    assert ["V0002", "", "", "Total: 1 attendance", "", "", "8.0", ""] in page.rows


def test_it_is_named_by_its_days():
    assert paid_name(*DECEMBER) == "paid-2026-12-01-2026-12-31"
    assert paid_name(None, None) == "paid-all"
