"""The sign-in sheet: its rows and their numbers, masked phones, and names that stay text."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime

import msgspec
import pytest
from hypothesis import given, strategies
from openpyxl import load_workbook

from support.clinic import hold_clinic
from support.html_cells import HtmlCells
from yigong.exports.documents.formats import table_file
from yigong.exports.documents.signin_file import signin_file
from yigong.exports.documents.signin_sheet import signin_table
from yigong.exports.privacy import mask_phone
from yigong.store.attendance.register import Register, head_of
from yigong.store.attendance_records import Correction, Entry, Stint
from yigong.store.dates import recurrence
from yigong.store.event_records import Event, Occurrence, Post
from yigong.store.plan_context import PlanContext
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.village.village import Village


@pytest.fixture
def filled(village, enrol, duty_day, clock):
    """A squad and a register: one has two stints, one came without sign-up, two have not come."""
    people = village.people.add_all(
        [
            Volunteer(name="张小明", phone="12000000001", gender="m"),
            Volunteer(name="李秀英", phone="12000000002", gender="f"),
            Volunteer(name="张小明", phone="057112345678"),
            Volunteer(name="王强"),
        ]
    )
    squad = village.squads.add(Squad(name="修葺队", members=(people[1].number,)))
    village.registers.signup.sign_up(duty_day, *(p.number for p in people[:3]))
    village.registers.checkin.check_in(duty_day, people[1].number)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, people[1].number)
    clock.forward(minutes=30)
    village.registers.checkin.check_in(duty_day, people[1].number, again=True)
    village.registers.checkin.check_in(duty_day, people[3].number)
    assert squad.number == 1
    return village


def sheet_of(village, occurrence: Occurrence, file_format="html", *, blank=10, **options):
    data = signin_file(village, occurrence, file_format, blank=blank, **options)
    return data.decode() if file_format == "html" else data


def signin_html(*given, **options) -> str:
    return table_file(signin_table(*given, context=PlanContext(), **options), "html").decode()


def signin_csv(*given, **options) -> bytes:
    return table_file(signin_table(*given, context=PlanContext(), **options), "csv")


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_sheet_has_the_columns_head_and_foot_of_the_village(filled, duty_day):
    page = HtmlCells(sheet_of(filled, duty_day))
    assert page.rows[1] == [
        "No.", "Name", "Gender", "Phone number", "Own squad", "There as", "Time in", "Time out",
        "Service hours", "Signature", "Remarks",
    ]  # fmt: skip
    for text_on_page in ("村民义务日", "2026-11-25 08:30-11:30", "文化礼堂", "李芳", "青山村"):
        assert text_on_page in page.rows[0][0]
    assert re.search(
        r"Recorded by\s+Expected 3Present 2by volunteers 2by participants 0$", page.text.strip()
    )


def test_by_squad_then_by_reading_with_what_is_known_filled_in(filled, duty_day):
    body = HtmlCells(sheet_of(filled, duty_day, blank=0)).rows[2:]
    assert body[0] == [
        "1", "李秀英", "F", "120****0002", "修葺队", "vol.", "08:50\n10:20", "09:50\n", "1.0", "",
        "",
    ]  # fmt: skip
    assert [row[1] for row in body[1:]] == ["王强", "张小明 V0001", "张小明 V0003"]
    assert body[1][5:9] == ["vol.", "10:20", "", ""]
    assert body[2][5:9] == ["vol.", "", "", ""]


def test_blank_rows_continue_the_numbers(filled, duty_day):
    body = HtmlCells(sheet_of(filled, duty_day, blank=3)).rows[2:]
    assert [row[0] for row in body] == ["1", "2", "3", "4", "5", "6", "7"]
    assert body[-1] == ["7", *[""] * 10]
    assert len(HtmlCells(sheet_of(filled, duty_day, blank=0)).rows) == 6
    assert len(HtmlCells(sheet_of(filled, duty_day)).rows) == 16


def test_a_row_number_belongs_to_one_person_on_every_copy(filled, duty_day, enrol):
    first = HtmlCells(sheet_of(filled, duty_day, blank=0)).rows[2:]
    filled.registers.signup.withdraw(duty_day, 1)
    [newcomer] = enrol("安大海")
    filled.registers.signup.sign_up(duty_day, newcomer.number)
    second = HtmlCells(sheet_of(filled, duty_day, blank=1)).rows[2:]
    assert [row[:2] for row in second] == [
        *[row[:2] for row in first[:2]],
        ["4", "张小明"],
        ["5", "安大海"],
        ["6", ""],
    ]


def test_a_printed_row_number_is_never_given_to_another_person(filled, duty_day, enrol):
    """Neither the number of a person who withdrew from the last row, nor that of a blank row."""
    assert HtmlCells(sheet_of(filled, duty_day, blank=2)).rows[-3][:2] == ["4", "张小明 V0003"]
    filled.registers.signup.withdraw(duty_day, 3)
    [newcomer] = enrol("安大海")
    filled.registers.signup.sign_up(duty_day, newcomer.number)
    filled.undo()
    filled.registers.signup.sign_up(duty_day, newcomer.number)
    rows = [row[:2] for row in HtmlCells(sheet_of(filled, duty_day, blank=1)).rows[2:]]
    assert rows[-2:] == [["7", "安大海"], ["8", ""]]


def test_undo_reverts_the_last_check_in_and_never_the_row_numbers(filled, duty_day):
    assert [row[1] for row in HtmlCells(sheet_of(filled, duty_day, blank=0)).rows[2:]][1] == "王强"
    assert filled.undo().act == "checkin", "his, who only came"
    assert [row[0] for row in HtmlCells(sheet_of(filled, duty_day, blank=0)).rows[2:]] == [
        "1",
        "3",
        "4",
    ]


def test_printing_again_writes_nothing(filled, duty_day):
    sheet_of(filled, duty_day)
    rev = filled.registers.read(duty_day.key).rev
    sheet_of(filled, duty_day)
    assert filled.registers.read(duty_day.key).rev == rev


def test_a_read_only_village_prints_the_same_order_and_no_new_numbers(
    filled, duty_day, monkeypatch
):
    sheet_of(filled, duty_day)
    filled.registers.signup.sign_up(duty_day, filled.people.add(Volunteer(name="安大海")).number)
    monkeypatch.setattr(Village, "writable", property(lambda self: False))
    shown = [row[0] for row in HtmlCells(sheet_of(filled, duty_day, blank=2)).rows[2:]]
    assert shown == ["1", "2", "3", "4", "", "", ""]
    monkeypatch.undo()
    later = [row[0] for row in HtmlCells(sheet_of(filled, duty_day, blank=2)).rows[2:]]
    assert later == ["1", "2", "3", "4", "15", "16", "17"], "5 to 14 were blank on the first sheet"


def test_a_signed_sheet_says_who_signed_and_why_it_was_reopened(filled, duty_day, clock):
    clock.forward(hours=2)
    filled.registers.settlement.close(duty_day)
    filled.registers.settlement.reopen(duty_day, "漏了 <b>一人</b>")
    clock.forward(minutes=5)
    filled.registers.settlement.close(duty_day)
    page = HtmlCells(sheet_of(filled, duty_day))
    assert [row[0] for row in page.rows[2:]] == [*"1234"], "counted on, and no blank rows"
    assert "Recorded by 李芳 2026-11-25 12:25" in page.text
    text_on_page = "Corrected after signing: 2026-11-25 12:20, by 李芳: 漏了 <b>一人</b>"
    assert text_on_page in page.text
    assert csv_rows(sheet_of(filled, duty_day, "csv"))[-1] == [text_on_page]


def test_a_correction_is_one_harmless_line_of_text():
    occurrence = make_occurrence()
    correction = Correction(at=occurrence.start, by="=1+1", reason="</p><script>\n\x1b[31m")
    head = msgspec.structs.replace(head_of(occurrence, PlanContext()), corrections=(correction,))
    register = Register(occurrence.key, {}, head)
    page = HtmlCells(signin_html(occurrence, register, {}, {}, SETTINGS))
    assert "script" not in page.tags
    assert page.text.strip().endswith("by =1+1: </p><script> [31m")


def test_hours_granted_without_presence_are_in_a_sentence_and_in_no_row(filled, duty_day, clock):
    assert "granted" not in HtmlCells(sheet_of(filled, duty_day)).text
    clock.forward(hours=4)
    at_home = filled.people.add(Volunteer(name="赵玉兰"))
    filled.registers.grants.grant(duty_day, at_home.number, 90, "在家写通知")
    filled.registers.grants.grant(duty_day, 3, 30, "在家备课")
    for number in (2, 4):
        filled.registers.grants.grant(duty_day, number, 60, "收拾工具")
    page = HtmlCells(sheet_of(filled, duty_day))
    assert "Besides these rows: 2.0 h granted without presence, to 2 people." in page.text
    assert "赵玉兰" not in page.text
    filled.registers.checkin.check_out(duty_day, 2)
    filled.registers.checkin.check_out(duty_day, 4)
    times = [row[8] for row in HtmlCells(sheet_of(filled, duty_day)).rows if len(row) == 11]
    total = filled.summary(None, None).total.service.total
    in_rows = sum(float(text) for text in times if re.fullmatch(r"\d+\.\d", text))
    assert in_rows + 2.0 == pytest.approx(total / 60, abs=0.1)


def test_who_asks_for_whole_phone_numbers_is_in_the_history(filled, duty_day):
    sheet_of(filled, duty_day)
    assert not filled.issued.all()
    sheet_of(filled, duty_day, full_phones=True)
    (issue,) = filled.issued.all().values()
    assert (issue.by, issue.what, issue.count) == ("李芳", f"signin {duty_day.key}", 3)


def test_phones_are_masked_unless_asked(filled, duty_day):
    for file_format in ("html", "csv"):
        shown = sheet_of(filled, duty_day, file_format)
        full = sheet_of(filled, duty_day, file_format, full_phones=True)
        shown, full = (s if isinstance(s, str) else s.decode("utf-8-sig") for s in (shown, full))
        assert "12000000001" not in shown
        assert "12345678" not in shown
        assert "120****0001" in shown
        assert "12000000001" in full


def test_the_csv_is_the_same_sheet(filled, duty_day):
    table = csv_rows(sheet_of(filled, duty_day, "csv", blank=1))
    page = HtmlCells(sheet_of(filled, duty_day, blank=1))
    assert table[0] == ["青山村: sign-in sheet"]
    assert table[1][:4] == ["Event", "村民义务日", "Date", "2026-11-25 08:30-11:30"]
    assert table[2:-1] == [[c.replace("\n", " / ").strip() for c in row] for row in page.rows[1:]]
    assert table[-1] == [
        "Recorded by", "", "Expected", "3", "Present", "2", "by volunteers", "2",
        "by participants", "0",
    ]  # fmt: skip
    assert sheet_of(filled, duty_day, "csv").startswith(b"\xef\xbb\xbf")


def test_a_spreadsheet_keeps_the_zero_of_a_telephone(filled, duty_day):
    table = csv_rows(sheet_of(filled, duty_day, "csv", full_phones=True))
    assert "0571 12345678" in [row[3] for row in table[3:-1]]


def test_the_table_head_is_repeated_and_rows_are_not_torn(filled, duty_day):
    html = sheet_of(filled, duty_day)
    assert "thead { display: table-header-group; }" in html
    assert html.count("<thead>") == 1
    assert "size: A4" in html
    assert "break-inside: avoid" in html


def test_the_page_loads_nothing_and_has_no_script(filled, duty_day):
    html = sheet_of(filled, duty_day)
    assert not {"script", "link", "img", "iframe", "object"} & HtmlCells(html).tags
    assert not re.search(r"https?:|@import|url\(", html)
    assert "default-src 'none'" in html


def test_the_waitlist_is_not_on_it(village, enrol):
    a, b = enrol("张小明", "李秀英")
    event = village.events.add(
        Event(title="出行", kind="outing", start=datetime(2026, 11, 26, 8), capacity=1)
    )
    occurrence = village.events.occurrence(event.number, event.start.date())
    village.registers.signup.sign_up(occurrence, a.number, b.number)
    page = HtmlCells(sheet_of(village, occurrence, blank=0))
    assert [row[1] for row in page.rows[2:]] == ["张小明"]
    assert "Expected 1" in page.text


def test_before_the_day_there_are_blanks_to_fill_in(village, duty_day):
    html = sheet_of(village, duty_day)
    assert html.count("<i></i>") == 4, "who recorded, how many came, and as what"


def test_companions_are_counted_beside_the_people():
    occurrence, people = make_occurrence(), {1: Volunteer(number=1, name="张小明")}
    entry = Entry(
        number=1, stints=(Stint(start=occurrence.start),), adults=1, children=2, mark="late"
    )
    page = HtmlCells(
        signin_html(occurrence, Register(occurrence.key, {1: entry}), people, {}, SETTINGS, blank=0)
    )
    assert page.rows[2][10] == "late +1 adults +2 children"
    assert "Present 4by volunteers 1by participants 3came along 3" in page.text


def test_credited_hours_are_shown_once_the_register_is_closed(filled, duty_day, clock):
    clock.forward(hours=2)
    filled.registers.settlement.close(duty_day)
    body = HtmlCells(sheet_of(filled, duty_day, blank=0)).rows[2:]
    register = filled.registers.read(duty_day.key)
    assert body[0][8] == f"{register.entries[2].credit.total / 60:.1f}"
    assert body[2][10] == "absent"


def test_a_person_who_is_not_on_the_roster_is_shown_by_code():
    occurrence = make_occurrence()
    register = Register(
        occurrence.key, {7: Entry(number=7, expected=occurrence.start, squad=3, row=1)}
    )
    page = HtmlCells(signin_html(occurrence, register, {}, {}, SETTINGS, blank=0))
    assert page.rows[2][:5] == ["1", "V0007", "", "", "S03"]


def test_times_are_those_of_the_event_whatever_the_zone_of_the_record():
    from zoneinfo import ZoneInfo

    occurrence = make_occurrence()
    stint = Stint(start=occurrence.start.astimezone(ZoneInfo("UTC")))
    register = Register(occurrence.key, {1: Entry(number=1, stints=(stint,))})
    assert HtmlCells(signin_html(occurrence, register, {}, {}, SETTINGS)).rows[2][6] == "08:30"


@pytest.mark.parametrize(
    ("fields", "when"),
    [
        ({}, "2026-11-25 08:30-10:30"),
        ({"minutes": 60 * 20}, "2026-11-25 08:30 - 2026-11-26 04:30"),
        ({"all_day": True, "minutes": 1440, "start": datetime(2026, 11, 25)}, "2026-11-25"),
        (
            {"all_day": True, "minutes": 2880, "start": datetime(2026, 11, 25)},
            "2026-11-25 to 2026-11-26",
        ),
    ],
)
def test_the_date_is_shown_as_far_as_needed(fields, when):
    occurrence = make_occurrence(**fields)
    page = HtmlCells(signin_html(occurrence, Register(occurrence.key, {}), {}, {}, SETTINGS))
    assert f"Date {when}Place" in page.rows[0][0]


def test_a_cancelled_occurrence_says_so():
    occurrence = make_occurrence(cancelled=True)
    assert "[Cancelled] 村民义务日" in signin_html(
        occurrence, Register(occurrence.key, {}), {}, {}, SETTINGS
    )


# -- names are text ----------------------------------------------------------

SETTINGS = Settings(name="青山村")


def make_occurrence(**fields) -> Occurrence:
    from zoneinfo import ZoneInfo

    event = Event(
        **({"number": 1, "title": "村民义务日", "start": datetime(2026, 11, 25, 8, 30)} | fields)
    )
    return recurrence.occurrence_at(event, event.start, ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "</td></tr></table>", "a&b", "\"'><img src=x onerror=y>",
        "[/] [@click=app.quit]x[/]", "\x1b[31mred\x1b[0m", "a\nb", "</style>",
    ],
)  # fmt: skip
def test_names_and_titles_are_text_on_paper(text):
    occurrence = make_occurrence(title=text, place=text, lead=text)
    people = {1: Volunteer(number=1, name=text, phone=text)}
    register = Register(occurrence.key, {1: Entry(number=1, expected=occurrence.start, squad=1)})
    squads = {1: Squad(number=1, name=text)}
    settings = msgspec.structs.replace(SETTINGS, name=text)
    html = signin_html(occurrence, register, people, squads, settings, full_phones=True)
    plain = HtmlCells(
        signin_html(
            make_occurrence(),
            Register(occurrence.key, register.entries),
            {},
            {},
            SETTINGS,
            full_phones=True,
        )
    )
    page = HtmlCells(html)
    assert page.tags == plain.tags
    shown = re.sub(r"[\x00-\x1f]+", lambda m: " " if "\n" in m[0] else "", text)
    assert page.rows[2][1] == page.rows[2][3] == page.rows[2][4] == shown
    assert "\x1b" not in html


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+86", "-x", "\t=1"])
def test_a_name_is_no_formula_in_the_csv(text):
    occurrence = make_occurrence(title=text)
    register = Register(occurrence.key, {1: Entry(number=1, expected=occurrence.start)})
    data = signin_csv(occurrence, register, {1: Volunteer(number=1, name=text)}, {}, SETTINGS)
    table = csv_rows(data)
    assert table[1][1].startswith("'")
    assert table[3][1].startswith("'")


@given(strategies.text(max_size=40))
def test_any_name_leaves_the_table_whole(text):
    occurrence = make_occurrence(title=text)
    register = Register(occurrence.key, {1: Entry(number=1, expected=occurrence.start)})
    page = HtmlCells(
        signin_html(occurrence, register, {1: Volunteer(number=1, name=text)}, {}, SETTINGS)
    )
    assert [len(row) for row in page.rows] == [1, *[11] * 12]


# -- roles ---------------------------------------------------------------------


def test_each_row_says_as_what_they_are_there_and_whose_hours_are_no_service(village, clock):
    clinic = hold_clinic(village, clock)
    body = HtmlCells(sheet_of(village, clinic)).rows[2:]
    assert {row[1]: (row[5], row[8]) for row in body} == {
        "王建国": ("vol.", "2.3"),
        "陈医生": ("guest.", ""),
        "周小明": ("part.", ""),
        "吴秀英": ("part.", ""),
        "俞凤珠": ("learn.", "learned 2.0"),
        "郑强": ("paid.", "paid 3.0"),
    }


def test_the_foot_counts_heads_apart_by_role(village, clock):
    clinic = hold_clinic(village, clock)
    foot = csv_rows(sheet_of(village, clinic, "csv"))[-1]
    assert list(zip(foot[::2], foot[1::2], strict=True)) == [
        ("Recorded by", "李芳 2026-12-05 12:00"),
        ("Expected", "0"),
        ("Present", "20"),
        ("by volunteers", "1"),
        ("by participants", "18"),
        ("came along", "3"),
        ("without a name", "12"),
        ("by guests", "1"),
        ("Paid attendances", "1"),
    ]


def test_who_served_and_then_learned_has_a_role_a_line(village, enrol, duty_day, clock):
    enrol("王建国")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 1, again=True, role="learner")
    clock.forward(minutes=90)
    village.registers.checkin.check_out(duty_day, 1)
    row = HtmlCells(sheet_of(village, duty_day)).rows[2]
    assert row[5:9] == ["vol.\nlearn.", "08:50\n09:50", "09:50\n11:20", "1.0\nlearned 1.5"]


def test_a_corrected_role_is_said_on_the_sheet_and_its_hours_follow(village, clock):
    clinic = hold_clinic(village, clock)
    village.registers.roles.change(clinic, 5, "volunteer", reason="他在帮忙")
    page = HtmlCells(sheet_of(village, clinic))
    assert "Corrected after signing: 2026-12-05 12:00, by 李芳: V0005 participant" in page.text
    assert next(row for row in page.rows if row[1:2] == ["周小明"])[5:9] == [
        "vol.", "09:05", "10:05", "1.0",
    ]  # fmt: skip
    assert village.summary(None, None).total.service.total == 200


# -- masking -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("12800005678", "128****5678"),
        ("057112345678", "057*****5678"),
        ("+8612800005678", "+86*******5678"),
        ("80005678", "****5678"),
        ("12399", "****9"),
        ("123", "****"),
        ("", ""),
    ],
)
def test_a_phone_is_masked_in_its_middle(phone, masked):
    assert mask_phone(phone) == masked


@given(strategies.from_regex(r"\+?\d{5,20}", fullmatch=True))
def test_at_least_four_digits_are_hidden_and_never_more_than_seven_shown(phone):
    shown = mask_phone(phone)
    assert len(shown) == len(phone)
    assert shown.count("*") >= 4
    assert len(shown.replace("*", "")) <= 7


def test_a_workbook_says_what_the_paper_says(filled, duty_day):
    on_paper = HtmlCells(sheet_of(filled, duty_day, blank=1)).rows[2:]
    sheet = load_workbook(io.BytesIO(sheet_of(filled, duty_day, "xlsx", blank=1))).worksheets[0]
    cells = [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_row=8)]
    for row in cells:
        row[8] = "" if row[8] is None else f"{row[8]:.1f}"  # as its cell shows it
    in_workbook = [["" if v is None else str(v) for v in row] for row in cells]
    assert in_workbook == on_paper
    assert (sheet.title, sheet.page_setup.orientation) == ("E0001@2026-11-25", "portrait")


def test_rows_stand_by_post_and_name_it_below_the_squad(village, enrol):
    enrol("王建国", "李秀英", "赵月")
    posts = (Post(id=1, name="停车", start=-90, minutes=150), Post(id=2, name="摊位", start=60))
    village.events.add(Event(title="丰收节", start=datetime(2026, 12, 6, 9), posts=posts))
    occurrence = village.events.occurrence(1, date(2026, 12, 6))
    village.registers.signup.sign_up(occurrence, 2)
    village.registers.signup.sign_up(occurrence, 3, posts=[2])
    village.registers.signup.sign_up(occurrence, 1, posts=[1, 2])
    sheet = signin_table(
        occurrence,
        village.registers.read(occurrence.key),
        village.people.all(),
        {},
        village.settings,
        context=village.context,
        blank=0,
    )
    assert sheet.columns[4].name == "Squad and post"
    assert [(row[1], row[4]) for row in sheet.rows] == [
        ("王建国", "停车 07:30-10:00"),
        ("赵月", "摊位 10:00-11:00"),
        ("李秀英", ""),
    ]
