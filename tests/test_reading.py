"""How a name is read: surnames right, misreadings last, a correction by hand first."""

from __future__ import annotations

import subprocess
import sys

import pytest

from store import reading


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张小明", "zhang xiao ming"),
        ("吕秀英", "lv xiu ying"),
        ("单雄信", "shan xiong xin"),
        ("曾国藩", "zeng guo fan"),
        ("解缙", "xie jin"),
        ("仇英", "qiu ying"),
        ("朴树", "piao shu"),
        ("查良镛", "zha liang yong"),
        ("盖叫天", "ge jiao tian"),
        ("区志强", "ou zhi qiang"),
        ("翟志刚", "zhai zhi gang"),
        ("覃明", "qin ming"),
        ("尉迟恭", "yu chi gong"),
        ("万俟卨", "mo qi xie"),
        ("欧阳修", "ou yang xiu"),
        ("令狐冲", "ling hu chong"),
        ("单于", "shan yu"),
        ("𠮷田", "ji tian"),
        ("John Smith", "john smith"),
        ("买买提·艾力", "mai mai ti ai li"),
        ("José", "jose"),
    ],
)
def test_a_name_is_read_as_its_owner_reads_it(name, expected):
    assert reading.reading(name) == expected


def test_the_misreading_of_a_surname_comes_last_and_is_there():
    ways = reading.keys("单乐").split("|")
    assert ways[0] == "单shan 乐le"
    assert "单dan 乐le" in ways
    assert len(ways) == 4


def test_a_reading_corrected_by_hand_comes_first():
    ways = reading.keys("单雄", "dan xiong").split("|")
    assert ways == ["单dan 雄xiong", "单shan 雄xiong"]


def test_a_correction_that_does_not_fit_the_name_is_not_believed():
    assert reading.keys("张小明", "zhang") == reading.keys("张小明")


def test_a_word_in_latin_letters_is_one_token():
    assert reading.keys("John 小明") == "·john 小xiao 明ming"


@pytest.mark.parametrize("name", ["", "[/]", "···", "🎉", "\ue863", "䷀", "〇", "がな", "ß", "İ"])
def test_what_has_no_reading_is_no_reason_to_fail(name):
    assert isinstance(reading.reading(name), str)
    assert isinstance(reading.keys(name), str)


def test_readings_of_many_open_characters_stay_few():
    assert len(reading.keys("乐乐行行长长").split("|")) == 4


def test_a_changed_name_is_read_anew_and_a_corrected_reading_stays(village, enrol):
    import msgspec

    (person,) = enrol("单雄")
    assert person.reading == "shan xiong"
    person = village.people.save(msgspec.structs.replace(person, reading="dan xiong"))
    assert person.keys.startswith("单dan")
    person = village.people.save(msgspec.structs.replace(person, phone="12012345678"))
    assert (person.reading, person.keys[:4]) == ("dan xiong", "单dan")
    person = village.people.save(msgspec.structs.replace(person, name="单英"))
    assert person.reading == "shan ying"


def test_the_desk_never_imports_pypinyin():
    """It costs a quarter of a second and 55 MB; a check-in and a search do without."""
    code = "import sys, store.village, store.find; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
