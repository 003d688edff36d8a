"""Checking a service record that somebody brings: equal, or which register was changed since."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from support.clock import SHANGHAI
from yigong.exports.documents.service_record import issue_service_record
from yigong.store.attendance.record_digest import LETTERS, paper_code
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.village.record_check import RecordCheck, check_record

YEAR = date(2026, 1, 1), date(2026, 12, 31)


class Papers:
    """A village with 张小明 (V1), who served 60 minutes on the 3rd and 90 on the 10th of November,
    both signed, and 30 on the 17th, not signed; and 李秀英 (V2), who served 45 on the 10th and 120
    on the 24th."""

    def __init__(self, village: Any, clock: Any) -> None:
        self.village, self.clock = village, clock
        event = Event(title="护河", kind="duty_day", start=datetime(2026, 11, 3, 9), minutes=180)
        self.dates = {}
        for day, minutes in {3: {1: 60}, 10: {1: 90, 2: 45}, 17: {1: 30}, 24: {2: 120}}.items():
            plan = msgspec.structs.replace(event, start=datetime(2026, 11, day, 9))
            saved = village.events.add(msgspec.structs.replace(plan, title=f"护河{day}"))
            occurrence = village.events.occurrence(saved.number, date(2026, 11, day))
            self.dates[day] = occurrence
            for number, length in minutes.items():
                self.fill(day, number, length)
        for day in (3, 10, 24):
            self.sign(day)

    def fill(self, day: int, number: int, minutes: int) -> None:
        """Somebody served for so long from nine on."""
        start = datetime(2026, 11, day, 9, tzinfo=SHANGHAI)
        end = start + timedelta(minutes=minutes)
        self.village.registers.settlement.fill_in(self.dates[day], number, start, end, "纸质签到")

    def sign(self, day: int) -> None:
        self.village.registers.settlement.close(self.dates[day])

    def correct(self, day: int, number: int, minutes: int, reason: str) -> None:
        """Reopen a register, set what somebody served, and sign it again."""
        self.village.registers.settlement.reopen(self.dates[day], reason)
        self.village.registers.checkin.revoke(self.dates[day], number, reason)
        if minutes:
            self.fill(day, number, minutes)
        self.sign(day)

    def issue(self, number: int = 1, first: Any = YEAR[0], last: Any = YEAR[1]) -> str:
        """Issue a record; a minute later it is on the way."""
        issue_service_record(self.village, number, first, last)
        issue = list(self.village.issued.all().values())[-1]
        self.clock.forward(minutes=1)
        return paper_code(issue.code, issue.digest)

    def check(self, code: str) -> RecordCheck:
        return check_record(self.village, code)


@pytest.fixture
def papers(village, enrol, clock):
    enrol("张小明", "李秀英")
    return Papers(village, clock)


def shown(found: RecordCheck) -> list[tuple[Any, ...]]:
    """Each line: the day, the minutes of then and now, why, and the reasons."""
    return [
        (
            line.day.day,
            line.then and line.then.service,
            line.now and line.now.service,
            line.cause,
            *(correction.reason for correction in line.corrections),
        )
        for line in found.lines
    ]


def test_a_record_that_still_holds_is_equal_with_all_that_must_stand_on_it(papers):
    code = papers.issue()
    assert code.startswith("2026-0001-") and len(code) == 16
    found = papers.check(code.lower().replace("-", " "))
    assert (found.verdict, found.person.name, found.code) == ("equal", "张小明", "2026-0001")
    assert (found.issue.minutes, found.minutes, found.issue.by) == (150, 150, "李芳")
    assert shown(found) == [(3, 60, 60, ""), (10, 90, 90, "")]


def test_a_correction_is_named_with_its_reason_and_what_it_changed(papers):
    code = papers.issue()
    papers.correct(10, 1, 120, "漏记半小时")
    found = papers.check(code)
    assert (found.verdict, found.issue.minutes, found.minutes) == ("changed", 150, 180)
    assert found.exact
    assert shown(found) == [(3, 60, 60, ""), (10, 90, 120, "corrected", "漏记半小时")]


def test_a_correction_that_moves_minutes_between_days_shows_though_the_total_is_the_same(papers):
    code = papers.issue()
    papers.correct(10, 1, 60, "时间写错")
    papers.correct(3, 1, 90, "时间写错了")
    found = papers.check(code)
    assert (found.verdict, found.issue.minutes, found.minutes) == ("changed", 150, 150)
    assert [line[:4] for line in shown(found)] == [
        (3, 60, 90, "corrected"),
        (10, 90, 60, "corrected"),
    ]


def test_a_correction_of_somebody_else_or_back_again_changes_nothing(papers):
    code = papers.issue()
    papers.correct(10, 2, 60, "李秀英少记")
    assert papers.check(code).verdict == "equal"
    papers.correct(10, 1, 30, "错")
    assert papers.check(code).verdict == "changed"
    papers.correct(10, 1, 90, "原来是对的")
    assert papers.check(code).verdict == "equal"


def test_who_was_taken_out_of_a_register_is_told_which(papers):
    code = papers.issue()
    papers.correct(10, 1, 0, "不是他")
    found = papers.check(code)
    assert shown(found) == [(3, 60, 60, ""), (10, 90, None, "corrected", "不是他")]
    assert found.minutes == 60


def test_a_register_that_is_open_again_is_told(papers):
    code = papers.issue()
    papers.village.registers.settlement.reopen(papers.dates[3], "核对")
    found = papers.check(code)
    assert shown(found) == [(3, 60, None, "reopened", "核对"), (10, 90, 90, "")]


def test_what_was_signed_after_the_issue_is_not_on_the_paper(papers):
    code = papers.issue()
    papers.sign(17)
    found = papers.check(code)
    assert (found.verdict, found.minutes) == ("changed", 180)
    assert shown(found) == [(3, 60, 60, ""), (10, 90, 90, ""), (17, None, 30, "signed")]


def test_what_happens_in_another_period_or_after_an_open_one_is_no_change(papers, clock):
    october = papers.issue(first=date(2026, 11, 1), last=date(2026, 11, 10))
    open_end = papers.issue(first=None, last=None)
    papers.sign(17)
    assert papers.check(october).verdict == "equal"
    assert papers.check(open_end).verdict == "changed", "the 17th was before it was issued"
    again = papers.issue(first=None, last=None)
    clock.forward(days=10)
    event = papers.village.events.add(
        Event(title="后来", kind="duty_day", start=datetime(2026, 12, 1, 9), minutes=60)
    )
    papers.dates[1] = papers.village.events.occurrence(event.number, date(2026, 12, 1))
    start = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    papers.village.registers.settlement.fill_in(
        papers.dates[1], 1, start, start + timedelta(minutes=60), "补"
    )
    papers.sign(1)
    assert papers.check(again).verdict == "equal"


def test_a_forged_total_shows_since_the_answer_says_what_must_stand_there(papers):
    code = papers.issue()
    assert papers.check(code).issue.minutes == 150


def test_a_misread_letter_or_number_says_nothing_of_the_record(papers):
    code = papers.issue()
    other = papers.issue(2)
    for at in range(10, 16):
        for letter in set(LETTERS) - {code[at]}:
            found = papers.check(code[:at] + letter + code[at + 1 :])
            assert (found.verdict, found.issue, found.person) == ("misread", None, None)
    swapped = other[:9] + code[9:]
    assert papers.check(swapped).verdict == "misread"
    assert not [issue for issue in papers.village.issued.all().values() if issue.kind == "check"]


def test_a_number_without_its_letters_is_no_way_to_somebodys_hours(papers):
    papers.issue()
    with pytest.raises(Refused, match="six letters behind 2026-0001 are missing"):
        papers.check("2026-0001")


def test_a_number_that_was_never_issued_is_said(papers):
    papers.issue()
    for code in ("2026-0002-K7M3PX", "2025-0001", "2026-9999-AAAAAA"):
        assert papers.check(code).verdict == "unknown"


def test_who_was_merged_is_followed_and_what_the_other_had_is_told_apart(papers):
    code, other = papers.issue(), papers.issue(2)
    papers.village.merge(1, 2)
    found = papers.check(other)
    assert (found.verdict, found.person.code, found.merged) == ("changed", "V0001", True)
    assert found.issue.minutes == 165
    lines = {line[0]: line for line in shown(found)}
    assert lines[3] == (3, None, 60, "merged") and lines[24] == (24, 120, 120, "")
    kept = papers.check(code)
    assert (kept.merged, kept.verdict, kept.exact) == (False, "changed", True)
    assert (24, None, 120, "merged") in shown(kept) and (3, 60, 60, "") in shown(kept)


def test_a_merge_with_somebody_who_served_nothing_leaves_a_record_equal(papers, enrol):
    code = papers.issue()
    (third,) = enrol("张晓明")
    papers.village.merge(third.number, 1)
    found = papers.check(code)
    assert (found.verdict, found.person.number, found.merged) == ("equal", third.number, True)


def test_of_somebody_who_was_erased_nothing_else_is_said(papers):
    code = papers.issue()
    papers.village.erase(1)
    found = papers.check(code)
    assert (found.verdict, found.issue, found.person, found.lines) == ("erased", None, None, ())


def test_a_record_of_before_there_were_digests_is_compared_by_its_total(papers):
    village = papers.village
    issue = village.issued.add_service_record(1, *YEAR, 150)
    found = papers.check(issue.code)
    assert (found.verdict, found.minutes, found.issue.minutes) == ("total", 150, 150)
    papers.correct(3, 1, 65, "补五分钟")
    found = papers.check(issue.code)
    assert (found.verdict, found.minutes, found.issue.minutes) == ("total", 155, 150)


def test_without_the_history_of_then_it_says_what_was_signed_or_corrected_since(papers):
    code = papers.issue()
    papers.correct(10, 1, 120, "漏记半小时")
    for file in (papers.village.folder / "history").iterdir():
        file.unlink()
    found = papers.check(code)
    assert (found.verdict, found.exact, found.minutes) == ("changed", False, 180)
    assert shown(found) == [(3, None, 60, ""), (10, None, 120, "corrected", "漏记半小时")]


def test_looking_up_is_on_record_once_a_day_for_each_organiser(papers, colleague, clock):
    code = papers.issue()
    for _each in range(3):
        assert papers.check(code).recorded
    check_record(colleague(), code)
    clock.forward(days=1)
    papers.check(code)
    checks = [issue for issue in papers.village.issued.all().values() if issue.kind == "check"]
    assert [(issue.by, issue.what, issue.person) for issue in checks] == [
        ("李芳", "2026-0001 equal", 1),
        ("王强", "2026-0001 equal", 1),
        ("李芳", "2026-0001 equal", 1),
    ]
    with pytest.raises(Refused, match="of this kind is not taken back"):
        papers.village.undo_change(next(papers.village.history.newest_first()).id)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_whoever_may_only_read_gets_the_answer_which_is_not_on_record(papers):
    code = papers.issue()
    papers.village.folder.chmod(0o550)
    try:
        assert not papers.check(code).recorded
    finally:
        papers.village.folder.chmod(0o2770)


def test_the_same_day_the_number_is_kept_only_with_the_same_lines(papers):
    first = papers.issue()
    assert papers.issue() == first
    papers.correct(10, 1, 60, "时间写错")
    papers.correct(3, 1, 90, "时间写错了")  # the total is the same
    second = papers.issue()
    assert second.startswith("2026-0002-")
    assert papers.check(second).verdict == "equal"
    assert papers.check(first).verdict == "changed"
