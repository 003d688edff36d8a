"""Pinyin: readings of surnames, misreadings last, a correction by hand first."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest
from hypothesis import given, settings, strategies

from yigong.store.people import pinyin


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
def test_a_name_has_the_reading_its_bearer_uses(name, expected):
    assert pinyin.likely_reading(name) == expected


def test_the_misreading_of_a_surname_comes_last():
    keys = pinyin.finder_keys("单乐").split("|")
    assert keys[0] == "单shan 乐le"
    assert "单dan 乐le" in keys
    assert len(keys) == 4


def test_a_reading_corrected_by_hand_comes_first():
    keys = pinyin.finder_keys("单雄", "dan xiong").split("|")
    assert keys == ["单dan 雄xiong", "单shan 雄xiong"]


def test_a_correction_that_does_not_fit_the_name_is_ignored():
    assert pinyin.finder_keys("张小明", "zhang") == pinyin.finder_keys("张小明")


def test_a_word_in_latin_letters_is_one_token():
    assert pinyin.finder_keys("John 小明") == "·john 小xiao 明ming"


@pytest.mark.parametrize("name", ["", "[/]", "···", "🎉", "\ue863", "䷀", "〇", "がな", "ß", "İ"])
def test_a_name_without_a_reading_is_accepted(name):
    assert isinstance(pinyin.likely_reading(name), str)
    assert isinstance(pinyin.finder_keys(name), str)


def test_the_readings_of_many_heteronyms_stay_few():
    assert len(pinyin.finder_keys("乐乐行行长长").split("|")) == 4


def test_a_changed_name_gets_a_new_reading_and_a_corrected_one_stays(village, enrol):
    (person,) = enrol("单雄")
    assert person.reading == "shan xiong"
    person = village.people.save(msgspec.structs.replace(person, reading="dan xiong"))
    assert person.keys.startswith("单dan")
    person = village.people.save(msgspec.structs.replace(person, phone="12012345678"))
    assert (person.reading, person.keys[:4]) == ("dan xiong", "单dan")
    person = village.people.save(msgspec.structs.replace(person, name="单英"))
    assert person.reading == "shan ying"


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("重阳节敬老", "重chong 阳yang 节jie 敬jing 老lao"),
        ("音乐会", "音yin 乐yue 会hui"),
        ("解放路清扫 2026", "解jie 放fang 路lu 清qing 扫sao ·2026"),
        ("AED 演示", "·aed 演yan 示shi"),
        ("", ""),
        ("[/]", ""),
    ],
)
def test_a_title_is_read_as_words_and_not_as_a_name(title, first):
    assert pinyin.title_keys(title).split("|")[0] == first


def test_a_title_also_has_the_reading_character_by_character():
    assert pinyin.title_keys("重阳节").split("|") == [
        "重chong 阳yang 节jie",
        "重zhong 阳yang 节jie",
    ]


def test_a_child_process_gives_the_same_readings_and_pypinyin_is_not_imported():
    code = (
        "import sys; from yigong.store.people import pinyin; pinyin.use_child_process();"
        "pinyin.preload_titles(['重阳节 𠮷', '音乐会']);"
        "print(pinyin.title_keys('重阳节 𠮷')); sys.exit('pypinyin' in sys.modules)"
    )
    child = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert child.returncode == 0
    assert child.stdout.decode().strip() == pinyin.title_keys("重阳节 𠮷")


@given(strategies.text(max_size=30))
@settings(max_examples=50, deadline=None)
def test_no_title_crashes_the_reader(title):
    for keys in pinyin.title_keys(title).split("|"):
        assert "\n" not in keys and "\t" not in keys


def test_a_check_in_and_a_search_do_not_import_pypinyin():
    """It costs a quarter of a second and 55 MB."""
    code = (
        "import sys, yigong.store.village.village, yigong.store.people.finder\n"
        "sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
