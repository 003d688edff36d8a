"""The ledger: its rows, marks of unsigned registers, places to sign, and text that stays text."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.clinic import hold_clinic, pick_chestnuts
from support.html_cells import HtmlCells
from yigong.exports.documents.formats import FORMATS, table_file
from yigong.exports.documents.ledger import date_and_times, ledger_file, ledger_name, ledger_table
from yigong.store.errors import Refused
from yigong.store.event_records import Event, OrganisedBy
from yigong.store.records import Squad
from yigong.store.statistics.summary import summarise

MONTH = date(2026, 11, 1), date(2026, 11, 30)
DECEMBER = date(2026, 12, 1), date(2026, 12, 31)


@pytest.fixture
def november(village, duty_day, enrol, clock):
    """A duty day that two people attended, one with a child; a class that nobody attended."""
    enrol("张小明", "李秀英")
    event = village.events.add(
        Event(title="编织课", kind="class", start=datetime(2026, 11, 20, 14))
    )
    village.registers.signup.sign_up(village.events.occurrence(event.number, event.start.date()), 1)
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.bring(duty_day, 1, adults=0, children=1)
    village.registers.checkin.check_in(duty_day, 2)
    clock.forward(minutes=120)
    return village


def rows(village):
    return ledger_table(village.summary(*MONTH), village.settings).rows


def test_only_attended_occurrences_are_on_it(november):
    assert [row[1] for row in rows(november)] == ["村民义务日", "Total: 1 occurrence"]
    assert rows(november)[0][2:11] == [
        "2026-11-25\n08:30-11:30",
        "文化礼堂",
        "青山村\n李芳",
        "Duty day",
        *(3, 2, 1, 2, 0),
    ]


def test_an_unsigned_register_is_marked_in_its_row_and_in_a_note(november, duty_day):
    assert rows(november)[0][-1] == "not signed yet\nwith 1 who came along"
    table = ledger_table(november.summary(*MONTH), november.settings)
    assert table.notes[-1].startswith("1 register is not signed yet")
    november.registers.settlement.close(duty_day)
    assert rows(november)[0][-1] == "with 1 who came along\nfilled in 4.0 h"


def test_a_row_names_who_hosted_and_carried_it_out_and_a_later_name_changes_nothing(november):
    november.squads.add(Squad(name="青山农场", hosts=True))
    november.squads.add(Squad(name="党支部", hosts=True))
    hosts = (OrganisedBy(squad=1), OrganisedBy(squad=2, how="with"))
    start = datetime(2026, 11, 25, 9)
    event = november.events.add(Event(title="采摘", start=start, hosts=hosts, lead="王总"))
    picking = november.events.occurrence(event.number, start.date())
    november.registers.checkin.check_in(picking, 1)
    farm = november.squads.get(1)
    november.squads.save(msgspec.structs.replace(farm, name="绿野公司"))
    assert rows(november)[1][4] == "host 青山农场\nwith 党支部\n王总"


def test_a_row_has_the_report_and_counts_corrections(november, duty_day):
    november.registers.settlement.close(duty_day)
    november.registers.settlement.report(duty_day, "清理了文化礼堂前的水沟")
    november.registers.settlement.reopen(duty_day, "漏了一人")
    november.registers.settlement.close(duty_day)
    line = rows(november)[0]
    assert line[11] == "清理了文化礼堂前的水沟"
    assert "corrected once" in line[12]


def test_granted_hours_are_on_it_though_nobody_came_and_count_as_no_occurrence(
    village, duty_day, enrol
):
    enrol("张小明")
    village.registers.grants.grant(duty_day, 1, 90, "备课")
    line, total = rows(village)
    assert (line[0], line[6:11]) == (None, [0, 0, 0, 0, 15])
    assert line[12] == "not signed yet\nnobody came\ngranted 1.5 h"
    assert (total[1], total[10]) == ("Total: 0 occurrences", 15)


def december(village, **options):
    """The ledger of December by the names of its columns: its occurrences and what is below."""
    table = ledger_table(village.summary(*DECEMBER), village.settings, **options)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_heads_stand_with_their_split_and_only_service_is_counted(village, clock):
    hold_clinic(village, clock)
    line, total = december(village)
    shown = ("Attendances", "by volunteers", "by participants", "by guests", "People")
    assert [line[name] for name in shown] == [total[name] for name in shown] == [20, 1, 18, 1, 5]
    assert line["Service hours"] == total["Service hours"] == 23
    assert line["Remarks"] == "with 3 who came along\nwith 12 without a name"


def test_paid_work_is_no_line_of_it_and_stands_below_the_sum_if_asked_for(village, clock):
    hold_clinic(village, clock)
    pick_chestnuts(village, clock)
    assert [row["Event"] for row in december(village)] == ["义诊", "Total: 1 occurrence"]
    line, total, *paid = december(village, with_paid=True)
    assert [line, total] == december(village)
    assert [(row["Event"], row["Remarks"]) for row in paid] == [
        ("义诊", "paid: attendances 1, people 1, hours 3.0"),
        ("采栗子", "paid: attendances 2, people 2, hours 16.0"),
        ("Paid work, in no number above", "paid: attendances 3, people 3, hours 19.0"),
    ]
    numbers = ("No.", "Attendances", "by volunteers", "by participants", "People", "Service hours")
    assert all(row[name] is None for row in paid for name in numbers)


def test_a_month_of_paid_work_alone_is_an_empty_ledger_of_volunteering(village, clock):
    pick_chestnuts(village, clock)
    table = ledger_table(village.summary(*DECEMBER), village.settings)
    assert [row[1] for row in table.rows] == ["Total: 0 occurrences"]
    assert table.notes == ["Nothing took place in this period."]


@pytest.mark.parametrize("with_paid", [False, True])
def test_the_columns_fill_the_page(village, clock, with_paid):
    for hold in (hold_clinic, None):
        table = ledger_table(village.summary(*DECEMBER), village.settings, with_paid=with_paid)
        assert sum(column.share for column in table.columns) == pytest.approx(100, abs=0.1)
        assert {len(row) for row in table.rows} == {len(table.columns)}
        if hold:
            hold(village, clock)


def test_two_sign_it_and_it_says_who_records(november):
    settings = msgspec.structs.replace(november.settings, unit="青山村志愿服务队")
    november.save_settings(settings)
    page = HtmlCells(ledger_file(november, *MONTH, "html").decode())
    assert "Recording unit 青山村志愿服务队" in page.rows[0][0]
    assert "Period November 2026R" in page.rows[0][0]
    html = ledger_file(november, *MONTH, "html").decode()
    assert html.count("<i></i>") == 3, "filled in by, in charge, date"
    assert "size: A4 landscape" in html


def test_a_month_without_anything_says_so(village):
    table = ledger_table(village.summary(*MONTH), village.settings)
    assert [row[1] for row in table.rows] == ["Total: 0 occurrences"]
    assert table.notes == ["Nothing took place in this period."]
    for form in FORMATS:
        assert table_file(table, form)


def test_an_unknown_format_is_refused(village):
    with pytest.raises(Refused, match="There is no form pdf; there are html, xlsx, csv"):
        ledger_file(village, *MONTH, "pdf")


def test_it_is_named_by_its_month_and_else_by_its_days():
    assert ledger_name(*MONTH) == "ledger-2026-11"
    assert ledger_name(date(2026, 2, 1), date(2026, 2, 28)) == "ledger-2026-02"
    assert ledger_name(date(2026, 2, 1), date(2026, 2, 27)) == "ledger-2026-02-01-2026-02-27"
    assert ledger_name(date(2026, 1, 1), date(2026, 12, 31)) == "ledger-2026-01-01-2026-12-31"
    assert ledger_name(None, None) == "ledger-all"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (datetime(2026, 11, 25, 8, 30), datetime(2026, 11, 25, 11), "2026-11-25\n08:30-11:00"),
        (datetime(2026, 11, 25), datetime(2026, 11, 26), "2026-11-25"),
        (datetime(2026, 11, 25), datetime(2026, 11, 27), "2026-11-25\n- 2026-11-26"),
        (
            datetime(2026, 11, 25, 20),
            datetime(2026, 11, 26, 2),
            "2026-11-25 20:00\n- 2026-11-26 02:00",
        ),
    ],
)
def test_dates_and_times_are_shown_as_far_as_needed(start, end, text):
    assert date_and_times(start, end) == text


@pytest.mark.parametrize("text", ["</td><script>", "=1+1", "a\nb", "\x1b[31m", "[/]"])
def test_a_title_or_a_report_is_text_on_it(november, duty_day, text):
    found = list(november.registers.between(*MONTH))
    changed = [
        msgspec.structs.replace(
            register,
            head=msgspec.structs.replace(
                register.head, title=text, report=text, place=text, lead=text, programme=text
            ),
        )
        for register in found
    ]
    summary = summarise(changed, november.settings.hours, first=MONTH[0], last=MONTH[1])
    table = ledger_table(summary, november.settings)
    page = HtmlCells(table_file(table, "html").decode())
    plain = HtmlCells(ledger_file(november, *MONTH, "html").decode())
    assert page.tags == plain.tags
    assert [len(row) for row in page.rows] == [len(row) for row in plain.rows]
    assert "\x1b" not in page.text
    for cells in table_file(table, "csv").decode("utf-8-sig").splitlines():
        assert not any(cell.lstrip('"').startswith("=") for cell in cells.split(","))
