"""Reading and judging rosters: encodings, headers, damaged cells, and which person a row is."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings, strategies

from support.roster_files import as_csv, as_xlsx, damaged
from yigong.store.errors import Refused
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.roster import file_reader, reader, source_table, verdicts

TODAY = date(2026, 11, 25)
PLAIN = "姓名,手机号\n张小明,12012345678\n李秀英,12087654321\n"


def planned(text, people=(), squads=(), encoding="utf-8", **options):
    """The plan for a file, as text or bytes, in a village of some people."""
    raw = text if isinstance(text, bytes) else text.encode(encoding)
    known = {n: replaced(person, n) for n, person in enumerate(people, 1)}
    by_number = {squad.number: squad for squad in squads}
    return verdicts.judge_roster(reader.read_roster(raw, TODAY), known, by_number, **options)


def replaced(person, number):
    """A person with a number; a tuple is name and phone."""
    fields = {"name": person[0], "phone": person[1]} if isinstance(person, tuple) else None
    if fields is None:
        return msgspec.structs.replace(person, number=number)
    return Volunteer(number=number, **fields)


def rows(text, people=(), **options):
    return planned(text, people, **options).rows


def verdict_names(found):
    return [(row.verdict, row.name) for row in found]


# -- files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_common_encoding_is_read(encoding):
    text = f"\ufeff{PLAIN}" if encoding in ("utf-16-le", "utf-16-be") else PLAIN
    assert verdict_names(rows(text, encoding=encoding)) == [("new", "张小明"), ("new", "李秀英")]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "；"])
def test_the_delimiter_is_the_one_that_gives_known_labels(delimiter):
    text = f"村, 名册; 2026\n姓名{delimiter}手机号\n张小明{delimiter}12012345678\n"
    (row,) = rows(text)
    assert (row.person.name, row.person.phone) == ("张小明", "12012345678")


@pytest.mark.parametrize(
    "header",
    [
        "姓名,手机号",
        "名字,联系电话",
        " 姓 名 ,电话",
        "姓名*,手机号码（必填）",
        "Name,Phone",
        "姓名\t手机",
        '"姓\n名","联系\n方式"',
        "姓名/Name,手机/Phone",
    ],
)
def test_labels_in_all_spellings_are_known(header):
    cells = "张小明\t12012345678" if "\t" in header else "张小明,12012345678"
    (row,) = rows(f"{header}\n{cells}\n")
    assert (row.person.name, row.person.phone) == ("张小明", "12012345678")


def test_a_header_over_two_rows_is_read_as_one():
    text = "序号,姓名,联系方式,,监护人,\n,,手机,固话,姓名,电话\n1,周小雨,12000000001,0571-88001234,"
    (row,) = rows(f"{text}周大山,12000000002\n")
    assert row.person.phone == "12000000001"
    assert row.person.note == "057188001234"
    assert row.person.guardians == (Guardian(name="周大山", phone="12000000002"),)


GROUPED = [
    ["青山村花名册", "", "", "", ""],
    ["序号", "基本信息", "", "备注", "监护人"],
    ["", "姓名", "电话", "", ""],
    ["1", "周小雨", "12000000001", "带水", "周大山"],
]


def merged_xlsx(made, *merged):
    """Rows as a workbook with merged cells."""
    from openpyxl import Workbook

    book = Workbook()
    for row in made:
        book.active.append([cell or None for cell in row])
    for cells in merged:
        book.active.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        as_csv(GROUPED),
        merged_xlsx(GROUPED, "A1:E1", "A2:A3", "B2:C2", "D2:D3", "E2:E3"),
    ],
    ids=["csv", "merged xlsx"],
)
def test_a_label_beside_a_group_of_columns_is_used_if_the_name_is_a_row_lower(raw):
    plan = planned(raw)
    (row,) = plan.rows
    assert (row.name, row.person.phone, row.person.note) == ("周小雨", "12000000001", "带水")
    assert row.person.guardians == (Guardian(name="周大山"),)
    assert plan.roster.notes == ()


@pytest.mark.parametrize("group", ["监护人", "监护人信息"])
def test_the_label_of_a_group_is_joined_with_those_below_it(group):
    text = f"志愿者信息,,{group},,,备注\n姓名,电话,住址,姓名,电话,（选填）\n"
    plan = planned(f"{text}周小雨,12000000001,青山村,周大山,12000000002,带水\n")
    (row,) = plan.rows
    assert (row.person.phone, row.person.note) == ("12000000001", "带水")
    assert row.person.guardians == (Guardian(name="周大山", phone="12000000002"),)
    assert plan.roster.notes == ("Columns that are not taken: 住址",)


def test_a_title_over_the_header_is_no_group():
    (row,) = rows("监护人,,\n姓名,电话,备注\n周大山,12000000001,带水\n")
    assert (row.name, row.person.phone, row.person.note) == ("周大山", "12000000001", "带水")


def test_a_filled_column_without_a_label_is_listed():
    text = "青山村花名册,,,,,\n姓名,,住址,备注,备注,空着\n"
    plan = planned(f"{text}张三,一,青山村,甲,乙,,多\n修葺队（1人）,,,,,,,\n")
    assert plan.roster.notes == ("Columns that are not taken: B, 住址, 备注, G",)


def test_rows_that_are_not_about_a_person_are_skipped():
    text = """青山村义工花名册,,
2026年11月,,
序号,姓名,电话
1,张小明,12012345678
,,
修葺队（12人）,,
序号,姓名,电话
2,李秀英,12000000001
3,,
,小计,2
合计：2人,,
填表人：李芳,,审核：王强
"""
    found = rows(text)
    assert verdict_names(found) == [("new", "张小明"), ("new", "李秀英")]
    assert [row.line for row in found] == [4, 8]


def test_columns_are_read_by_label_in_any_order_and_unknown_ones_listed():
    text = "备注,所属队伍,住址,性别,姓名,村民小组,出生年月,入队日期\n"
    plan = planned(f"{text}带水,修葺队、清理队,青山村,女,李秀英,三组,1980.5,44260\n")
    (row,) = plan.rows
    person = row.person
    assert (person.note, person.gender, person.group) == ("带水", "f", "三组")
    assert (person.born, person.joined) == (1980, date(2021, 3, 5))
    assert row.squads == ("修葺队", "清理队")
    assert plan.roster.notes == ("Columns that are not taken: 住址",)


def test_numbers_of_id_cards_are_dropped_and_cut_ones_are_noted():
    text = "姓名,身份证号,备注\n张小明,330106198013010000,证 330106198013011234\n"
    plan = planned(text + "李秀英,3.30106E+17,\n王强,33010619801301123X,\n")
    assert [row.verdict for row in plan.rows] == ["new"] * 3
    assert not any("3301" in str(row.person) for row in plan.rows)
    assert "2 of them lost their end" in " ".join(plan.roster.notes)


def test_the_first_sheet_with_a_header_is_read_and_the_others_are_listed():
    made = [["姓名", "手机号", "入队日期"], ["张小明", "12012345678", "2021-03-05"]]
    plan = planned(as_xlsx(made))
    (row,) = plan.rows
    assert (row.person.phone, row.person.joined) == ("12012345678", date(2021, 3, 5))
    assert plan.roster.notes == ("Read: the sheet 名单. Not read: 说明.",)


def unpacked_with(parts):
    """A workbook with some of its parts replaced."""
    packed, file = as_xlsx([["姓名"], ["张三"]], cover=False), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return file.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "%s">%s]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c t="inlineStr"><is><t>&k;</t></is></c></row></sheetData></worksheet>""" % (
    b"lol" * 1000,
    b"".join(
        b'<!ENTITY %c "%s">' % (after, b"&%c;" % before * 20)
        for before, after in zip(b"abcdefghij", b"bcdefghijk", strict=True)
    ),
)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "No column"),
        ("电话\n12012345678\n".encode(), "No column"),
        (b"\xff\xfe\x00", "no encoding|No column"),
        (b"\x80\xff", "no encoding"),
        (b"PK\x03\x04xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0xls", r"old Excel workbook \(.xls\)"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<html><table>", "web page"),
        (b"%PDF-1.7", "no table"),
        ('姓名,备注\n张三,"一\n李四,二\n王五,三\n'.encode(), "row 2 is not closed"),
        (unpacked_with({SHEET: b"<worksheet><sheetData><row"}), "damaged"),
        (unpacked_with({SHEET: LAUGHS}), "damaged"),
        (unpacked_with({"xl/bomb.xml": b"\0" * 200_000_000}), "too large inside"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_file_that_is_no_roster_is_refused_with_a_sentence(raw, words):
    with pytest.raises(Refused, match=words):
        planned(raw)


def test_a_sheet_with_a_false_dimension_is_read_to_its_last_cell():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
        '<row r="900000"><c r="A900000" t="inlineStr"><is><t>张三</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    (row,) = rows(unpacked_with({SHEET: sheet.encode()}))
    assert (row.line, row.name) == (900_000, "张三")


def test_a_file_of_too_many_rows_or_bytes_is_refused(monkeypatch):
    monkeypatch.setattr(source_table, "MAX_ROWS", 1)
    with pytest.raises(Refused, match="more than 1 rows"):
        rows(PLAIN)
    monkeypatch.setattr(file_reader, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="larger than"):
        rows(PLAIN)


@given(
    strategies.binary(max_size=300)
    | strategies.text(max_size=120).map(lambda t: f"姓名,电话\n{t}".encode("utf-8", "replace"))
)
@settings(max_examples=200, deadline=None)
def test_no_file_crashes_the_import(raw):
    try:
        found = rows(raw)
    except Refused as refused:
        assert str(refused)
        return
    assert all(row.person is not None or row.reason for row in found)


def test_the_reading_ends_if_the_progress_raises():
    class Left(Exception):
        pass

    def leave(stage, done, total):
        raise Left

    for raw in (PLAIN.encode(), as_xlsx([["姓名"], ["张三"]])):
        with pytest.raises(Left):
            reader.read_roster(raw, TODAY, leave)


# -- cells ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("12012345678.0", "12012345678"),
        ("１２０１２３４５６７８", "12012345678"),
        ("+86 120-1234-5678", "12012345678"),
        ("8612012345678", "12012345678"),
        ("1.2012345678E+10", "12012345678"),
        ("\u202d12012345678\u202c", "12012345678"),
        ("120 1234 5678", "12012345678"),
        ("0571-88001234/12012345678", "12012345678"),
        ("12012345678 12000000001", "12012345678"),
        ("12012345678（母亲）", "12012345678"),
        ("", ""),
        ("无", ""),
        ("/", ""),
    ],
)
def test_a_damaged_phone_is_corrected_if_no_digit_is_lost(cell, phone):
    (row,) = rows(f"姓名,手机号\n张小明,{cell}\n")
    assert (row.verdict, row.person and row.person.phone) == ("new", phone)


def test_further_phones_and_words_go_into_the_note_with_a_remark():
    (row,) = rows("姓名,手机号,备注\n张小明,12012345678/057188001234（单位）,会木工\n")
    assert row.person.note == "会木工 057188001234 单位"
    assert row.remarks == ("kept in the note, not as the phone: 057188001234 单位",)


@pytest.mark.parametrize(
    "cell",
    ["1.2E+10", "1.20123E+10", "12", "1201234567", "330106198013011234", "120****5678", "#N/A"],
)
def test_a_phone_with_lost_digits_is_refused(cell):
    (row,) = rows(f"姓名,手机号\n张小明,{cell}\n")
    assert (row.verdict, row.person) == ("refused", None)
    assert row.reason


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张\u3000三", "张三"),
        ("张\u200b三", "张三"),
        ("艾力•买买提", "艾力·买买提"),
        ("张小明（组长）", "张小明"),
        ("张小明队长", "张小明"),
        ("欧阳老师", "欧阳老师"),
        ("王老师", "王老师"),
        ("[/]张三", "[/]张三"),
        ("Anna  Lindholm", "Anna Lindholm"),
    ],
)
def test_a_name_is_read_without_what_surrounds_it(cell, name):
    (row,) = rows(f"姓名\n{cell}\n")
    assert (row.verdict, row.name) == ("new", name)


@pytest.mark.parametrize(
    "cell", ["=SUM(A1:A9)", "#REF!", "12", "张三、李四", "\x1b[2J王", "长" * 41]
)
def test_a_text_that_is_no_name_is_refused_with_a_reason(cell):
    (row,) = rows(f'姓名,手机号\n"{cell}",12000000001\n')
    assert (row.verdict, row.person) == ("refused", None)
    assert row.reason


def test_a_child_is_refused_and_a_minor_without_guardian_has_a_remark():
    found = rows("姓名,出生年份,监护人\n甲乙,2020,\n丙丁,2010,\n戊己,2010,戊大山\n")
    assert [row.verdict for row in found] == ["refused", "new", "new"]
    assert [bool(row.remarks) for row in found] == [False, True, False]


def test_an_unreadable_date_is_left_out_with_a_remark():
    (row,) = rows("姓名,入队日期\n张三,早就来了\n")
    assert (row.verdict, row.person.joined) == ("new", None)
    assert row.remarks == ("入队日期: 早就来了 cannot be read and is left out",)


# -- verdicts ------------------------------------------------------------------------


def test_a_refused_row_does_not_affect_the_others():
    found = rows("姓名,手机号\n\x1b[2J,12012345678\n,12012345678\n张小明,\n")
    assert [row.verdict for row in found] == ["refused", "refused", "new"]


def test_a_row_about_a_known_person_is_the_same_or_doubtful():
    here = [("张小明", "12012345678"), ("王强", "12000000001")]
    found = rows("姓名,手机号\n张小明,12012345678\n王强,12000000002\n王强,\n", here)
    assert [row.verdict for row in found] == ["same", "doubtful", "doubtful"]
    assert found[1].reason == "V0002 王强: the same name, another phone"
    assert found[1].who == (2,)


def test_a_family_that_shares_a_phone_is_not_doubtful_but_another_spelling_is():
    here = [("张小明", "12012345678")]
    found = rows("姓名,手机号\n赵六,12012345678\n张晓明,12012345678\n", here)
    assert [row.verdict for row in found] == ["new", "doubtful"]
    assert found[1].reason == "V0001 张小明: the same phone, and a name much like it"


def test_two_rows_of_one_name_with_two_phones_are_two_people_every_time():
    text = "姓名,手机号\n王强,12000000001\n王强,12000000002\n"
    first = planned(text)
    assert [row.verdict for row in first.rows] == ["new", "new"]
    assert first.rows[1].remarks == ("row 2: the same name, another phone",)
    again = planned(text, [change.after for change in first.person_changes])
    assert [row.verdict for row in again.rows] == ["same", "same"]
    assert again.empty


def test_a_namesake_is_new_if_another_row_matches_the_known_person():
    here = [("王强", "12000000001")]
    found = rows("姓名,手机号\n王强,12000000001\n王强,12000000002\n", here)
    assert [row.verdict for row in found] == ["same", "new"]


def test_a_masked_phone_without_a_code_is_refused():
    (row,) = rows("姓名,手机号\n张三,120****0001\n")
    assert row.reason.startswith("The phone is masked (120****0001)")


def test_a_row_that_repeats_another_is_refused_and_one_that_adds_to_it_merged():
    text = "姓名,手机号,所属队伍,村民小组\n张三,12000000001,修葺队,一组\n张三,12000000001,,\n"
    text += "张三,12000000001,清理队,\n张三,12000000001,,二组\n"
    plan = planned(text)
    assert [row.verdict for row in plan.rows] == ["new", "refused", "update", "doubtful"]
    assert plan.rows[1].reason == "the same as row 2"
    (change,) = plan.person_changes
    assert (change.after.group, change.squads) == ("一组", ("修葺队", "清理队"))


def test_an_update_lists_its_changes_and_empty_cells_change_nothing():
    here = [
        Volunteer(name="张三", phone="12000000001", group="一组", tags=("党员",), note="会木工")
    ]
    text = "姓名,手机号,村民小组,标签,备注,性别\n张三,12000000001,二组,新村民,,男\n"
    (row,) = rows(text, here)
    assert row.verdict == "update"
    assert [(c.field, c.old, c.new) for c in row.changes] == [
        ("gender", "", "m"),
        ("group", "一组", "二组"),
        ("tags", "党员", "党员, 新村民"),
    ]
    assert row.person.note == "会木工"


def test_a_code_identifies_the_person_if_name_or_phone_agrees():
    here = [("张三", "12000000001"), ("李四", "12000000002")]
    text = "编号,姓名,手机号\nV0001,张三,12000000009\nV0002,王五,12000000008\nV0099,赵六,\n"
    found = rows(f"{text}1,孙七,\n", here)
    assert [row.verdict for row in found] == ["update", "doubtful", "new", "new"]
    assert found[0].changes[0].new == "12000000009"
    assert found[1].reason == "V0002 is 李四"


def test_an_unknown_code_is_ignored_with_a_remark():
    here = [("张三", "12000000001")]
    text = "编号,姓名,手机号\nV0216,赵六,12000000002\nV0217,张三,12000000001\n"
    found = rows(f"{text}V0218,孙七,120****0003\n", here)
    assert [row.verdict for row in found] == ["new", "same", "refused"]
    remark = "V0216 is not a code of this village; who is new gets a new one"
    assert found[0].remarks == (remark,)
    assert found[2].reason.startswith("The phone is masked (120****0003)")


def test_a_masked_phone_is_accepted_with_the_code_of_its_owner():
    here = [("张三", "12000000001"), ("李四", "12000000002")]
    found = rows("编号,姓名,手机号\nV0001,张三,120****0001\nV0002,李四,120****9999\n", here)
    assert [row.verdict for row in found] == ["same", "refused"]


def test_a_merged_code_leads_on_and_an_erased_one_is_refused():
    here = [
        Volunteer(name="张三", phone="12000000001"),
        Volunteer(name="张三", phone="12000000001", merged=1, archived=True),
        Volunteer(name="V0003", forgotten=TODAY, archived=True),
    ]
    found = rows("编号,姓名,手机号\nV0002,张三,12000000001\nV0003,王五,\n", here)
    assert [(row.verdict, row.number) for row in found] == [("same", 1), ("refused", 0)]


def test_an_archived_person_is_restored_only_by_a_decision():
    here = [Volunteer(name="张三", phone="12000000001", group="一组", archived=True)]
    text = "姓名,手机号,村民小组\n张三,12000000001,二组\n"
    plan = planned(text, here)
    assert (plan.rows[0].verdict, plan.empty) == ("doubtful", True)
    restored = planned(text, here, choices={2: 1})
    assert restored.person_changes[0].after.archived is False


def test_without_a_phone_column_a_unique_name_identifies_the_person():
    here = [("张三", "12000000001"), ("王强", "12000000002"), ("王强", "12000000003")]
    found = rows("姓名,村民小组\n张三,一组\n王强,一组\n", here)
    assert [row.verdict for row in found] == ["update", "doubtful"]
    assert found[1].who == (2, 3)


def test_the_decision_on_a_doubtful_row_is_planned():
    here = [("王强", "12000000001")]
    text = "姓名,手机号,村民小组\n王强,12000000002,一组\n"
    assert planned(text, here).empty
    assert planned(text, here, choices={2: "new"}).person_changes[0].before is None
    known = planned(text, here, choices={2: 1})
    assert known.person_changes[0].after.phone == "12000000002"
    assert planned(text, here, choices={2: 7}).empty, "only candidates can be chosen"


def test_doubtful_rows_are_decided_by_one_rule():
    here = [("王强", "12000000001"), ("李芳", ""), ("李芳", "12000000003")]
    plan = planned("姓名,手机号\n王强,12000000002\n李芳,12000000004\n", here)
    assert [change.before for change in verdicts.decide_all(plan, "new").person_changes] == [
        None,
        None,
    ]
    updated = verdicts.decide_all(plan, "update")
    assert [change.before.number for change in updated.person_changes] == [1]
    assert updated.rows[1].choice == "skip", "two candidates"
    assert verdicts.decide_all(updated, "skip").empty


def test_squads_are_joined_by_name_and_founded_only_if_wanted():
    squads = [
        Squad(number=1, name="修葺队", members=(1,)),
        Squad(number=2, name="旧队", archived=True),
    ]
    text = "姓名,手机号,所属队伍\n张三,12000000001,修葺\n李四,12000000002,修葺队；合唱队\n"
    here = [("张三", "12000000001")]
    plan = planned(text, here, squads)
    assert [row.verdict for row in plan.rows] == ["same", "new"]
    assert plan.person_changes[0].squads == ("修葺队", "合唱队")
    assert plan.founded == ("合唱队",)
    assert planned(text, here, squads, with_squads=False).person_changes[0].squads == ()


@pytest.mark.parametrize("write", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_a_roster_with_every_damage_gets_the_expected_verdicts(write):
    made = damaged(2500)
    plan = planned(write(made.rows))
    errors = 0
    if write is as_xlsx:  # an error in a group is read as empty there, with a note
        errors = sum(row[4] == "#N/A" for row in made.rows if len(row) > 4)
        assert "Some cells are errors" in plan.roster.notes[0]
    assert (plan.count("new"), plan.count("refused")) == (made.new + errors, made.refused - errors)
    assert plan.count("doubtful") == made.doubtful
    assert plan.count("update") == 2500 - made.people - 2, "two rows have only a number"
