"""Validation: accepted text is safe on every screen and in every file; the rest is refused."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import example, given, settings, strategies

from yigong.store import validate
from yigong.store.errors import Refused
from yigong.store.event_records import Change, Event
from yigong.store.people import pinyin
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import HoursPolicy, Settings
from yigong.store.validate_event import validated_event

WHEN = datetime(2026, 11, 25, 8, 30)

anything = strategies.text(
    strategies.characters(codec=None, exclude_categories=())
    | strategies.sampled_from("张\x1b[]\n"),
    max_size=60,
)


def dangerous(text):
    """The control, direction, separator and surrogate characters, which may drive a terminal."""
    return [
        c
        for c in text
        if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in "\u200d\ufe0f"
    ]


@given(anything)
@example("\x1b]0;x\x07张小明")
@example("张小明\x00")
@example("\u202e明小张")
@example("\ud800")
@example("\x85张")
@example("张\u2028三")
def test_a_name_is_refused_or_cleaned_of_control_characters(text):
    try:
        name = validate.clean_person_name(text)
    except Refused as refused:
        assert not dangerous(str(refused))
        return
    assert 0 < len(name) <= validate.MAX_NAME
    assert not dangerous(name)
    assert name == validate.clean_person_name(name), "cleaning twice changes nothing"


@given(anything)
def test_a_note_is_refused_or_keeps_no_control_character_but_newlines(text):
    try:
        note = validate.clean_paragraph(text, "The note")
    except Refused as refused:
        assert not dangerous(str(refused))
        return
    assert set(dangerous(note)) <= {"\n"}


@given(anything | strategies.from_regex(r"[+０-９0-9 ()\-٠-٩]{0,26}", fullmatch=True))
@example("٠١٢٣٤٥")
def test_a_phone_number_is_ascii_digits_or_refused(text):
    try:
        phone = validate.clean_phone(text)
    except Refused as refused:
        assert not dangerous(str(refused))
        return
    assert phone == "" or (phone.isascii() and phone.removeprefix("+").isdigit())
    assert validate.clean_phone(phone) == phone


@given(anything)
@example("")
@example("..")
@example("../../etc/passwd")
@example("Asia")
@example("/etc/localtime")
@example("Asia/Shanghai\x00")
@example("A" * 5000)
@settings(max_examples=60)
def test_a_time_zone_exists_or_is_refused(text):
    try:
        assert validate.checked_zone(text) == text
    except Refused as refused:
        assert not dangerous(str(refused))


@given(anything)
@settings(max_examples=100, deadline=None)
def test_every_accepted_name_has_a_reading(text):
    try:
        person = validate.checked_volunteer(Volunteer(name=text))
    except Refused:
        return
    assert not dangerous(pinyin.finder_keys(person.name) + pinyin.likely_reading(person.name))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  张小明 ", "张小明"),
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("\ufeff张三", "张三"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("John   Smith", "John Smith"),
        ("[/]", "[/]"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("𠮷田", "𠮷田"),
        ("cafe\u0301", "café"),
        ("\ue863", "\ue863"),
    ],
)
def test_a_name_is_cleaned_and_markup_or_formulas_are_plain_text(typed, expected):
    assert validate.clean_person_name(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "   ", "　", "张" * 41, "张\n三", "张\t三", "\x1b[2J", "a\u202eb"]
)
def test_an_empty_or_invalid_name_is_refused_in_a_sentence(typed):
    with pytest.raises(Refused, match=r"^The name .*\.$") as refused:
        validate.clean_person_name(typed)
    assert refused.value.exit_code == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12012345678", "12012345678"),
        ("120 1234 5678", "12012345678"),
        ("120-1234-5678", "12012345678"),
        ("+8612012345678", "12012345678"),
        ("+86 120 1234 5678", "12012345678"),
        ("008612012345678", "12012345678"),
        ("１２０１２３４５６７８", "12012345678"),
        ("+4912345678", "+4912345678"),
        ("", ""),
    ],
)
def test_a_phone_number_is_stored_as_digits(typed, expected):
    assert validate.clean_phone(typed) == expected


@pytest.mark.parametrize("typed", ["12", "1.2E+10", "无", "120123456789012345678901", "1 or 2"])
def test_a_text_that_is_no_phone_number_is_refused(typed):
    with pytest.raises(Refused):
        validate.clean_phone(typed)


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "好" * 81},
        {"title": "义务日\x1b[2J"},
        {"kind": ""},
        {"kind": "好" * 41},
        {"role": "boss"},
        {"minutes": 0},
        {"minutes": -5},
        {"minutes": 60 * 24 * 32},
        {"start": datetime(1800, 1, 1)},
        {"start": datetime(2026, 11, 25, 8, 30, tzinfo=UTC)},
        {"needs": {1: -1}},
        {"capacity": -1},
        {"capacity": 10**30},
        {"zone": "Mars/Olympus"},
        {"place": "好" * 121},
        {"notes": "好" * 2001},
        {"changes": {"not a date": Change(start=WHEN)}},
        {"changes": {"2026-11-25": Change(start=WHEN.replace(tzinfo=UTC))}},
        {"changes": {"2026-11-25": Change(place="\x1b[2J")}},
        {"changes": {"2026-11-25": Change(minutes=-3)}},
    ],
    ids=lambda change: str(change)[:60],
)
def test_an_invalid_event_is_refused(change):
    with pytest.raises(Refused) as refused:
        validated_event(Event(**{"title": "村民义务日", "start": WHEN, **change}))
    assert not dangerous(str(refused.value))


def test_an_event_is_cleaned():
    event = validated_event(
        Event(
            title=" 村民义务日 ",
            start=WHEN.replace(second=17, microsecond=5),
            needs={1: 5, 2: 0},
            notes="带手套\r\n带水",
        )
    )
    assert (event.title, event.start, event.needs) == ("村民义务日", WHEN, {1: 5})
    assert event.notes == "带手套\n带水"


def test_an_all_day_event_has_whole_days():
    event = validated_event(Event(title="丰收节", start=WHEN, minutes=1500, all_day=True))
    assert (event.start, event.minutes) == (datetime(2026, 11, 25), 2880)


@pytest.mark.parametrize(
    "geo", [(91, 0), (-90.1, 0), (0, 180.5), (0, -181), (float("nan"), 0), (0, float("inf"))]
)
def test_coordinates_off_the_earth_are_refused(geo):
    with pytest.raises(Refused, match="Coordinates"):
        validated_event(Event(title="丰收节", start=WHEN, geo=geo))


def test_coordinates_are_rounded_to_ten_centimetres():
    event = validated_event(Event(title="丰收节", start=WHEN, geo=(30.27400012345, -0.0000001)))
    assert event.geo == (30.274, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"zone": "Beijing"},
        {"first_weekday": 7},
        {"years_ahead": 0},
        {"years_ahead": 21},
        {"stars": (100, 50)},
        {"stars": (0, 50)},
        {"hours": HoursPolicy(round_to=0)},
        {"hours": HoursPolicy(round_to=300)},
        {"hours": HoursPolicy(daily_cap=2000)},
        {"hours": HoursPolicy(min_presence=101)},
        {"organisers": {"lifang": "李\x1b芳"}},
    ],
    ids=lambda change: str(change)[:60],
)
def test_invalid_settings_are_refused(change):
    with pytest.raises(Refused):
        validate.checked_settings(Settings(**{"name": "青山村", **change}))


def test_the_leader_and_the_deputies_of_a_squad_are_members():
    squad = validate.checked_squad(Squad(name="清理队", leader=3, deputies=(2, 3), members=(1, 2)))
    assert squad.members == (3, 2, 1)


def test_a_sentence_is_translated_when_it_is_shown_not_when_it_is_made(monkeypatch):
    from yigong.store import errors

    with pytest.raises(Refused) as refused:
        validate.clean_person_name("")
    words = {"{what} is empty.": "{what}不能为空。", "The name": "姓名"}
    monkeypatch.setattr(errors, "_", words.__getitem__)
    monkeypatch.setattr(validate, "_", words.__getitem__)
    assert str(refused.value) == "姓名不能为空。"


@pytest.mark.parametrize(
    ("name", "reading"),
    [("张小明", "Zhang Xiao-ming"), ("吕强", "lü qiang"), ("张3", "zhang 3"), ("Ay Ali", "ay ali")],
)
def test_a_reading_is_letters_and_what_the_name_has(name, reading):
    checked = validate.checked_volunteer(Volunteer(name=name, reading=reading))
    assert checked.reading == reading.lower()


@pytest.mark.parametrize("reading", ["12", "zhang 3", "张小明", "zhang!"])
def test_a_reading_of_anything_but_letters_is_refused(reading):
    with pytest.raises(Refused, match="A reading is letters"):
        validate.checked_volunteer(Volunteer(name="王强", reading=reading))


def test_a_volunteer_is_cleaned():
    person = validate.checked_volunteer(
        Volunteer(
            name="张小明", tags=("党员", " 党员 ", ""), reading="Zhang Xiao Ming", note=" 好 "
        )
    )
    assert msgspec.structs.asdict(person) | {"rev": 0} == msgspec.structs.asdict(
        Volunteer(name="张小明", tags=("党员",), reading="zhang xiao ming", note="好")
    )
