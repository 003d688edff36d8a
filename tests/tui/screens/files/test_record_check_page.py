"""Checking a service record on the screen: from a person's page and from the files."""

from __future__ import annotations

import pytest

from support.screens import opened
from yigong.exports.documents.service_record import issue_service_record
from yigong.store.attendance.record_digest import paper_code


@pytest.fixture
def code(village, enrol, duty_day, clock) -> str:
    """The code on the record of 张小明, who served for an hour."""
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    clock.forward(minutes=120)
    village.registers.settlement.close(duty_day)
    issue_service_record(village, 1)
    clock.forward(minutes=1)
    issue = village.issued.all()[1]
    return paper_code(issue.code, issue.digest)


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 36)])
async def test_an_equal_record_and_one_that_was_corrected_since(
    village, duty_day, clock, code, size
):
    async with opened(village.folder, clock=clock, size=size) as screen:
        await screen.press("p", "=zxm", "enter", "c", f"={code.lower()}", "enter")
        await screen.until("Equal: what it says")
        assert "1.0 h of service" in " ".join(screen.text.split())
        assert "张小明 V0001" in screen.text
        await screen.press("enter")
        assert "村民义务日" in screen.lines[0]
        village.registers.settlement.reopen(duty_day, "多记了")
        await screen.press("escape")
        await screen.until("Changed since it was issued")
        assert "多记了" in screen.text, screen.text
        await screen.press("c", f"={code[:-1]}{'4' if code[-1] == '3' else '3'}", "enter")
        await screen.until("misread, or made up")
        assert "张小明" not in screen.text


async def test_a_scanner_types_it_and_what_is_no_code_keeps_the_question(village, clock, code):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("b", "c", "=V0001x", "enter")
        assert "is no code of a service record" in screen.text
        await screen.press("ctrl+u")
        await screen.badge(code)
        await screen.until("Equal: what it says")
