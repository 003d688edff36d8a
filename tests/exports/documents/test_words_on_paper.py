"""What is signed is written as people write it in Chinese: spans with 至, dates in full, units."""

from __future__ import annotations

import re
from datetime import date

import pytest

from yigong.exports.documents.ledger import ledger_file
from yigong.exports.documents.paid_table import paid_file
from yigong.exports.documents.service_record import issue_service_record
from yigong.exports.documents.signin_sheet import signin_table
from yigong.exports.documents.summary_tables import summary_csv, summary_html
from yigong.store import language

YEAR = date(2026, 1, 1), date(2026, 11, 30)


@pytest.fixture
def papers(village, enrol, duty_day, clock):
    """Each kind of paper on a signed day at which one served and one was paid, as text."""
    enrol("张小明", "郑强")
    for number, role in ((1, "volunteer"), (2, "paid")):
        clock.now = duty_day.start
        village.registers.checkin.check_in(duty_day, number, role=role)
        clock.now = duty_day.end
        village.registers.checkin.check_out(duty_day, number)
    clock.forward(minutes=10)
    village.registers.settlement.close(duty_day)
    language.use_language("zh")
    books = village.people.all(), village.squads.all(), village.settings
    sheet = signin_table(
        duty_day, village.registers.read(duty_day.key), *books, context=village.context
    )
    summary, others = village.summary(*YEAR), (village.squads.all(), village.settings)
    return {
        "ledger": ledger_file(village, *YEAR, "csv", with_paid=True).decode(),
        "ledger page": ledger_file(village, *YEAR, "html").decode(),
        "paid": paid_file(village, *YEAR, "csv").decode(),
        "record": issue_service_record(village, 1, *YEAR)[1].decode(),
        "summary": summary_csv(summary, *others).decode(),
        "summary page": summary_html(summary, *others).decode(),
        "sheet": repr(sheet),
    }


def test_the_span_of_a_paper_is_said_in_full(papers):
    for name, text in papers.items():
        if name != "sheet":
            assert "2026年1月1日至11月30日" in text, name


def test_no_paper_has_dots_for_a_span_or_a_date_of_digits_alone(papers):
    for name, text in papers.items():
        shown = re.sub(r"<style>.*?</style>|E\d{4}@[\d-]+", "", text, flags=re.DOTALL)
        assert not re.search(r"\d ?\.\. ?\d|\d{4}-\d\d-\d\d", shown), name


def test_hours_have_their_unit_in_the_heading(papers):
    assert "服务时长（小时）" in papers["ledger"]
    assert "服务时长<br>（小时）" in papers["record"]
    assert "工时（小时）" in papers["paid"]
    assert "签到时长（小时）" in papers["summary"]
