"""A paper sheet typed in: every line says what will be recorded, or why not; all or nothing."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.replay import assert_history_matches_books
from yigong.store import language
from yigong.store.attendance.sheet_parser import parse_sheet
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.records import Volunteer


@pytest.fixture
def sheet(village, duty_day, clock):
    """At noon: 张小明 in row 1, 李秀英 in row 2, 王强 in row 3; another 王强 stayed at home."""
    village.people.add_all(
        [
            Volunteer(name="张小明", phone="12012345678"),
            Volunteer(name="李秀英"),
            Volunteer(name="王强"),
            Volunteer(name="王强"),
            Volunteer(name="赵玉兰"),
        ]
    )
    village.registers.signup.sign_up(duty_day, 1, 2, 3)
    village.registers.settlement.number_rows(duty_day, [1, 2, 3])
    clock.now = clock.now.replace(hour=12, minute=0)
    return duty_day


def results(village, occurrence, text):
    """Each line's fault or summary."""
    lines = village.registers.settlement.type_in(occurrence, text, dry=True).lines
    return [str(t.fault) if t.fault else t.summary for t in lines]


@pytest.mark.parametrize(
    ("text", "time_in", "time_out"),
    [
        ("3 0852 1110", time(8, 52), time(11, 10)),
        ("３　０８５２　１１１０", time(8, 52), time(11, 10)),
        ("3. 8:52 11:10", time(8, 52), time(11, 10)),
        ("3 8.52 11.10", time(8, 52), time(11, 10)),
        ("3、８：５２，１１：１０", time(8, 52), time(11, 10)),
        ("3 852-1110", time(8, 52), time(11, 10)),
        ("3 8:52~11:10", time(8, 52), time(11, 10)),
        ("3 8点52分 至 11点10分", time(8, 52), time(11, 10)),
        ("3 下午2点 4点半", time(14), time(16, 30)),
        ("3 晚上7点 - 9点", time(19), time(21)),
        ("  3  0852  ", time(8, 52), None),
    ],
)
def test_times_are_read_as_they_are_typed(text, time_in, time_out):
    (line,) = parse_sheet(text)
    assert (line.fault, line.row, line.who, line.time_in, line.time_out) == (
        None,
        3,
        "",
        time_in,
        time_out,
    )


@pytest.mark.parametrize(
    ("text", "who", "mark"),
    [
        ("41 张三 0852 1110", "张三", ""),
        ("41 V0123 0852", "V0123", ""),
        ("41 12012345678 0852", "12012345678", ""),
        ("41 John Smith 0852 1110 迟到", "John Smith", "late"),
        ("41 假", "", "leave"),
        ("41 请假", "", "leave"),
        ("41 absent", "", "absent"),
        ("41 缺", "", "absent"),
        ("41 late", "", "late"),
    ],
)
def test_names_and_marks_are_told_from_times(text, who, mark):
    (line,) = parse_sheet(text)
    assert (line.fault, line.row, line.who, line.mark) == (None, 41, who, mark)


@pytest.mark.parametrize(
    ("text", "who", "role"),
    [
        ("3 0852 1110 参", "", "participant"),
        ("3 服 0852 1110", "", "volunteer"),
        ("3 guest", "", "guest"),
        ("3 Part. 0852", "", "participant"),
        ("3 0852 1110 迟 用工", "", "paid"),
        ("41 张三 0852 1110 学", "张三", "learner"),
        ("41 赵 学 文 0852", "赵 学 文", ""),
        ("41 John Smith 0852 1110 volunteer", "John Smith", "volunteer"),
    ],
)
def test_a_role_is_the_last_word_beside_times_and_marks(text, who, role):
    (line,) = parse_sheet(text)
    assert (line.fault, line.who, line.role) == (None, who, role)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("张三", "no time, mark or role"),
        ("0 0852", "begins with the number of the row"),
        ("3", "no time, mark or role"),
        ("3 张三", "no time, mark or role"),
        ("3 2500", "2500 is no time of day"),
        ("3 0870", "0870 is no time of day"),
        ("3 8", "8 is no time of day:"),
        ("3 0852 1110 1200", "one time in and one time out"),
        ("3 假 0852", "has no times"),
        ("3 假 缺", "One mark a line"),
    ],
)
def test_what_cannot_be_read_is_said(text, fault):
    (line,) = parse_sheet(text)
    assert fault in str(line.fault)


@given(
    st.text("0123456789 .:-\n假缺迟服学张三V１２：点半下午至\x00[/]", max_size=60)
    | st.text(max_size=40)
)
def test_no_text_whatever_is_more_than_a_fault(text):
    for line in parse_sheet(text):
        assert line.fault is not None or line.row or line.who or line.role or line.time_in


def test_a_fault_leaves_the_row_and_the_name_to_be_known():
    (line,) = parse_sheet("9 赵玉兰 08")
    assert (line.row, line.who) == (9, "赵玉兰") and line.fault is not None


def test_a_paste_gone_wrong_is_refused_whole():
    with pytest.raises(Refused, match="no sheet"):
        parse_sheet("1 0852\n" * 2001)


def test_rows_are_given_once_in_the_order_of_the_sheet_and_kept(village, sheet):
    village.registers.signup.sign_up(sheet, 5)
    register = village.registers.settlement.number_rows(sheet, [5, 3, 2, 1, 4])
    assert {n: e.row for n, e in register.entries.items()} == {1: 1, 2: 2, 3: 3, 5: 4}
    before = village.registers.book(sheet.key).path.read_bytes()
    village.registers.settlement.number_rows(sheet, [1, 2, 3, 5])
    assert village.registers.book(sheet.key).path.read_bytes() == before


def test_a_sheet_is_written_with_its_reason_and_its_origin(village, sheet):
    result = village.registers.settlement.type_in(
        sheet, "1 0852 1110\n\n2 假\n3 0905 迟\n41 赵玉兰 0900 1100"
    )
    assert [line.person.number for line in result.lines] == [1, 2, 3, 5]
    entries = village.registers.read(sheet.key).entries
    (stint,) = entries[1].stints
    assert (stint.origin, stint.reason, stint.by) == ("filled", "paper sheet, row 1", "李芳")
    assert (f"{stint.start:%H:%M}", f"{stint.end:%H:%M}") == ("08:52", "11:10")
    assert entries[2].mark == "leave"
    assert entries[3].here and entries[3].mark == "late"
    assert (entries[5].row, entries[5].expected) == (41, None)
    assert next(village.history.newest_first()).act == "paper"
    assert_history_matches_books(village.folder)


def test_a_role_on_the_sheet_is_what_they_are_there_as(village, sheet):
    assert results(village, sheet, "1 0852 1110 参\n2 宾\n41 赵玉兰 0900 1100 学") == [
        "张小明 V0001  08:52-11:10  138 min  participant",
        "李秀英 V0002  guest",
        "赵玉兰 V0005  09:00-11:00  120 min  learner",
    ]
    village.registers.settlement.type_in(sheet, "1 0852 1110 参\n2 宾\n41 赵玉兰 0900 1100 学")
    entries = village.registers.read(sheet.key).entries
    roles = {number: entry.role for number, entry in entries.items()}
    assert roles == {1: "participant", 2: "guest", 3: "", 5: "learner"}
    village.registers.settlement.close(sheet)
    credit = village.summary(None, None).total.credit
    assert (credit.service.total, credit.learning.minutes) == (0, 120)


def test_a_role_without_times_is_that_of_all_the_times_they_have(village, sheet):
    village.registers.settlement.type_in(sheet, "1 0852 0930\n2 0852 1110")
    village.registers.settlement.type_in(sheet, "1 0940 1100 学")
    village.registers.settlement.type_in(sheet, "1 参")
    entry = village.registers.read(sheet.key).entries[1]
    assert (entry.role, {stint.role for stint in entry.stints}) == ("participant", {""})


def test_a_role_beside_further_times_leaves_those_before_as_they_were(village, sheet):
    """Clocked as a volunteer until 09:30, a participant from then on: one hour of service stays."""
    village.registers.settlement.type_in(sheet, "1 0830 0930")
    village.registers.settlement.type_in(sheet, "1 0930 1100 参")
    village.registers.settlement.close(sheet)
    entry = village.registers.read(sheet.key).entries[1]
    assert (entry.role, [stint.role for stint in entry.stints]) == (
        "volunteer",
        ["", "participant"],
    )
    assert entry.credit.total == 60


def test_who_was_granted_hours_stays_a_volunteer(village, sheet):
    village.registers.grants.grant(sheet, 1, 30, "备课")
    assert results(village, sheet, "1 0830 0930 参") == [
        "Hours were granted to them, so they are there as a volunteer."
    ]


def test_what_is_printed_is_typed_back_without_a_change(village, sheet):
    """The column of the printed sheet holds the words that are read."""
    from yigong.exports.documents.signin_sheet import signin_table

    register = village.registers.read(sheet.key)
    given = (sheet, register, village.people.all(), village.squads.all(), village.settings)
    for spoken in ("zh", "en"):
        language.use_language(spoken)
        rows = signin_table(*given, context=village.context, blank=0).rows
        (line, *_others) = parse_sheet(f"{rows[0][0]} 0852 1110 {rows[0][5]}")
        assert (line.fault, line.role) == (None, "volunteer")


def test_one_undo_takes_the_whole_sheet_back(village, sheet):
    village.registers.settlement.type_in(sheet, "1 0852 1110\n2 假\n41 赵玉兰 0900 1100")
    village.undo()
    register = village.registers.read(sheet.key)
    assert not register.present and set(register.entries) == {1, 2, 3}


def test_a_dry_run_says_what_each_line_will_do_and_writes_nothing(village, sheet):
    before = village.registers.book(sheet.key).path.read_bytes()
    assert results(village, sheet, "1 0852 1110\n2 缺\n3 0905\n4 0815 1145 赵玉兰") == [
        "张小明 V0001  08:52-11:10  138 min",
        "李秀英 V0002  absent",
        "王强 V0003  09:05-  still here",
        "赵玉兰 V0005  08:30-11:30  180 min  (no longer than the event)",
    ]
    assert village.registers.book(sheet.key).path.read_bytes() == before


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("9 0852 1110", "The sheet ends with row 3, there is no row 9"),
        ("9 08", "The sheet ends with row 3, there is no row 9"),
        ("9 赵玉兰 08", "08 is no time of day"),
        ("1 0852 1000", "Line 1 says this already"),
        ("1 迟", "Line 1 says this already"),
        ("1 0900 1000", "There is a record for that time already"),
        ("7 张小明 0900 1000", "There is a record for that time already"),
        ("2 1110 0852", "The end is not after the start"),
        ("2 1900 2100", "not when it took place (08:30-11:30)"),
        ("2 0110 1110", "not when it took place"),
        ("2 0852 1130 张小明", "Row 2 is 李秀英, not 张小明"),
        ("2 V0001 0852 1130", "Row 2 is 李秀英, not V0001"),
        ("9 没有人 0852", "Nobody on the roster is called 没有人"),
        ("9 王强 0852", "王强 may be 王强 V0003, 王强 V0004"),
        ("9 V0099 0852", "There is no person V0099"),
        ("9 V0005 王强 0852", "V0005 is 赵玉兰, not 王强"),
        ("9 赵玉兰 假", "Not in this register"),
        ("9 赵玉兰 参", "Not in this register"),
        ("2 1115 1215", "lies ahead"),
    ],
)
def test_a_fault_is_a_sentence_and_then_nothing_is_written(village, sheet, line, fault):
    text = f"1 0852 1110\n{line}"
    first, second = results(village, sheet, text)
    assert first.startswith("张小明")
    assert fault in second
    before = village.registers.book(sheet.key).path.read_bytes()
    with pytest.raises(Refused, match=r"^Line 2: .* Nothing was written\.$"):
        village.registers.settlement.type_in(sheet, text)
    assert village.registers.book(sheet.key).path.read_bytes() == before


def test_further_times_of_a_person_in_one_paste_are_a_further_stay(village, sheet):
    """As the program's own sheet prints who came twice: a line for each stay."""
    text = "1 0835 0930 迟\n1 1000 1125\n41 赵玉兰 0900 0930\n41 0945 1100 参"
    assert results(village, sheet, text) == [
        "张小明 V0001  08:35-09:30  55 min  late",
        "张小明 V0001  10:00-11:25  85 min",
        "赵玉兰 V0005  09:00-09:30  30 min",
        "赵玉兰 V0005  09:45-11:00  75 min  participant",
    ]
    village.registers.settlement.type_in(sheet, text)
    entries = village.registers.read(sheet.key).entries
    assert [len(entries[number].stints) for number in (1, 5)] == [2, 2]
    assert (entries[1].mark, entries[1].row, entries[5].row) == ("late", 1, 41)
    assert [stint.role for stint in entries[5].stints] == ["", "participant"]


def test_two_stays_that_are_too_long_together_are_refused_with_their_sum(village, sheet):
    first, second = results(village, sheet, "1 0800 1000\n1 1000 1145")
    assert first.startswith("张小明")
    assert second == (
        "120 min are filled in for them already; with these 105 it would be 225, "
        "longer than the event (180 min)."
    )


def test_a_blank_row_holds_one_name(village, sheet):
    first, second = results(village, sheet, "41 赵玉兰 0852 1110\n41 V0004 0852 1110")
    assert first.startswith("赵玉兰")
    assert second == "Line 1 says this already."


@pytest.mark.parametrize(
    "written", ["V0005", "v5", "赵玉兰", "赵玉兰 V0005", "zhaoyulan", "ｚｙｌ", "赵 玉 兰"]
)
def test_a_name_on_a_blank_row_may_be_typed_in_any_of_these_ways(village, sheet, written):
    (result,) = village.registers.settlement.type_in(sheet, f"41 {written} 0852", dry=True).lines
    assert result.person.number == 5, str(result.fault)


def test_on_paper_a_part_of_a_name_is_nobody(village, sheet):
    assert "Nobody on the roster is called 赵玉" in results(village, sheet, "9 赵玉 0852")[0]


def test_a_phone_on_a_blank_row_is_a_person_and_a_name_on_a_printed_row_is_compared(village, sheet):
    assert results(village, sheet, "9 12012345678 0852")[0].startswith("张小明 V0001")
    assert results(village, sheet, "1 zxm 0852")[0].startswith("张小明 V0001")


def test_what_was_clocked_is_not_written_over(village, colleague, sheet, clock):
    clock.forward(hours=-2)
    colleague().registers.checkin.check_in(sheet, 1)
    clock.forward(hours=2)
    assert results(village, sheet, "1 0930 1110") == ["There is a record for that time already."]
    assert results(village, sheet, "1 0840 0955")[0].startswith("张小明")
    assert results(village, sheet, "1 缺") == ["Checked in already, so not absent."]
    assert results(village, sheet, "1 假") == ["Checked in already, so not on leave."]


def test_a_sheet_typed_in_twice_is_written_once(village, sheet):
    village.registers.settlement.type_in(sheet, "1 0852 1110")
    with pytest.raises(Refused, match="record for that time already"):
        village.registers.settlement.type_in(sheet, "1 0852 1110")


def test_a_signed_register_takes_no_sheet(village, sheet):
    village.registers.settlement.type_in(sheet, "1 0852 1110")
    village.registers.settlement.close(sheet)
    for dry in (True, False):
        with pytest.raises(Refused, match="closed by 李芳"):
            village.registers.settlement.type_in(sheet, "2 0852 1110", dry=dry)
    rows = {
        n: e.row
        for n, e in village.registers.settlement.number_rows(sheet, [1, 2, 3]).entries.items()
    }
    assert rows == {1: 1, 2: 2, 3: 3}, "a closed register is printed as it is"


def test_an_empty_sheet_is_nothing_to_write(village, sheet):
    assert village.registers.settlement.type_in(sheet, " \n", dry=True).lines == []
    with pytest.raises(Refused, match="no line"):
        village.registers.settlement.type_in(sheet, "\n")


def test_a_night_goes_past_midnight(village, enrol, clock):
    enrol("张小明")
    event = village.events.add(
        Event(title="守岁", start=datetime(2026, 11, 24, 21, 0), minutes=300)
    )
    occurrence = village.events.occurrence(event.number, datetime(2026, 11, 24).date())
    village.registers.settlement.type_in(occurrence, "1 张小明 2130 0110")
    (stint,) = village.registers.read(occurrence.key).entries[1].stints
    assert (f"{stint.start:%d %H:%M}", f"{stint.end:%d %H:%M}") == ("24 21:30", "25 01:10")


def test_a_printed_sheet_is_not_undone_and_is_in_no_undos_way(village, sheet, clock):
    village.registers.signup.sign_up(sheet, 5)
    village.registers.settlement.number_rows(sheet, [5])
    assert village.undo().act == "signup", "the numbers are on paper; the sign-up is taken back"
    assert 5 not in village.registers.read(sheet.key).entries
    village.registers.checkin.mark(sheet, 1, "leave")
    village.registers.signup.sign_up(sheet, 4)
    village.registers.settlement.number_rows(sheet, [4])
    assert village.undo().act == "signup"
    assert village.undo().act == "mark"
    assert village.registers.read(sheet.key).entries[1].row == 1


def test_where_no_sheet_was_printed_a_line_begins_with_a_name(village, enrol, duty_day, clock):
    enrol("张小明", "李秀英")
    clock.now = clock.now.replace(hour=12, minute=0)
    typed = village.registers.settlement.type_in(duty_day, "张小明 0852 1110\nV0002 0900 1100 参")
    assert [line.fault for line in typed.lines] == [None, None]
    entries = village.registers.read(duty_day.key).entries
    assert [(each.row, each.stints[0].reason) for each in entries.values()] == [
        (0, "paper sheet"),
        (0, "paper sheet"),
    ]
    assert "has nobody" in results(village, duty_day, "7 0852")[0]
    assert "begins with the number" in results(village, duty_day, "假")[0]


def test_where_one_was_printed_a_line_begins_with_the_number_of_its_row(village, sheet):
    assert "begins with the number" in results(village, sheet, "张小明 0852 1110")[0]
