"""Finding a person at the door: everything that is typed there finds who is meant."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies

from yigong.store.errors import Refused
from yigong.store.people import pinyin
from yigong.store.people.finder import Finder
from yigong.store.records import Volunteer

NAMES = (
    "张小明", "张晓敏", "吕秀英", "单雄", "曾国强", "尉迟恭", "周翔", "邹祥", "石林", "司琳",
    "买买提·艾力", "John Smith", "𠮷田", "乐行", "王强", "王强",
)  # fmt: skip
PHONES = {
    1: "12012345678",
    2: "12099995678",
    15: "12000000001",
    16: "12000000002",
    9: "+4912349876",
}


@pytest.fixture(scope="module")
def people():
    return {
        n: Volunteer(number=n, name=name, phone=PHONES.get(n, ""), keys=pinyin.finder_keys(name))
        for n, name in enumerate(NAMES, 1)
    }


@pytest.fixture(scope="module")
def finder(people):
    return Finder(people)


@pytest.fixture
def found(finder, people):
    return lambda query: {people[number].name for number in finder.find(query)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("张小明", {"张小明"}),
        ("张", {"张小明", "张晓敏"}),
        ("小明", {"张小明"}),
        ("zxm", {"张小明", "张晓敏"}),
        ("ZXM", {"张小明", "张晓敏"}),
        ("zhangxiaoming", {"张小明"}),
        ("zhang xiao ming", {"张小明"}),
        ("zhangxm", {"张小明", "张晓敏"}),
        ("zhxming", {"张小明"}),
        ("xiaoming", {"张小明"}),
        ("张xm", {"张小明", "张晓敏"}),
        ("张xmin", {"张小明", "张晓敏"}),
        ("张xming", {"张小明"}),
        ("z小m", {"张小明"}),
        ("zhang小", {"张小明"}),
        ("lv", {"吕秀英"}),
        ("lyu", {"吕秀英"}),
        ("lü", {"吕秀英"}),
        ("lǚ", {"吕秀英"}),
        ("zhàng", {"张小明", "张晓敏"}),
        ("Zhāngxiǎomíng", {"张小明"}),
        ("lvxy", {"吕秀英"}),
        ("lyuxiu", {"吕秀英"}),
        ("ｚｘｍ", {"张小明", "张晓敏"}),
        ("mmt", {"买买提·艾力"}),
        ("买买提艾", {"买买提·艾力"}),
        ("买买提·艾", {"买买提·艾力"}),
        ("john", {"John Smith"}),
        ("johnsmith", {"John Smith"}),
        ("js", {"John Smith"}),
        ("jitian", {"𠮷田"}),
        ("𠮷", {"𠮷田"}),
        ("wq", {"王强"}),
        ("nobody", set()),
        ("赵", set()),
        ("", set()),
        ("   ", set()),
    ],
)
def test_what_is_typed_finds_who_is_meant(found, query, expected):
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("shanxiong", "单雄"),
        ("danxiong", "单雄"),
        ("dx", "单雄"),
        ("zenggq", "曾国强"),
        ("cengguoqiang", "曾国强"),
        ("yuchigong", "尉迟恭"),
        ("ycg", "尉迟恭"),
        ("lexing", "乐行"),
        ("yuehang", "乐行"),
    ],
)
def test_a_surname_is_found_by_its_reading_and_by_its_misreading(found, query, expected):
    assert found(query) == {expected}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("zoux", {"邹祥"}),
        ("shilin", {"石林"}),
        ("silin", {"司琳"}),
        ("zengguoqian", {"曾国强"}),
        ("zhangxiaomin", {"张小明", "张晓敏"}),
        ("zangxiaoming", {"张小明", "张晓敏"}),
        ("chenggq", {"曾国强"}),
        ("shiling", {"石林", "司琳"}),
    ],
)
def test_a_southern_accent_is_forgiven_where_nothing_else_is_found(found, query, expected):
    assert found(query) == expected


def test_a_phones_tail_finds_all_who_share_it(finder):
    assert finder.find("5678") == [2, 1] or finder.find("5678") == [1, 2]
    assert finder.find("12012345678") == [1]
    assert finder.find("9995678") == [2]
    assert finder.find("34567") == [], "the middle of a number is not its tail"


def test_a_phone_from_abroad_is_found_by_its_tail_too(finder):
    assert finder.find("9876") == [9]


@pytest.mark.parametrize("query", ["V0003", "v3", "v0003", "3", "003", "Ｖ０００３", " v3 "])
def test_a_code_finds_its_person_first(finder, query):
    assert finder.find(query)[0] == 3


def test_a_code_that_is_a_tail_as_well_comes_first_and_once(people):
    people = {**people, 678: Volunteer(number=678, name="赵六", keys="赵zhao 六liu")}
    assert Finder(people).find("678") == [678, 1, 2]


def test_who_has_the_same_name_is_found_together_in_a_steady_order(finder):
    assert finder.find("王强") == [15, 16]
    assert finder.find("wq", rank={16: 1, 15: 2}) == [16, 15]


def test_the_limit_keeps_the_best_by_rank_not_the_first_of_the_roster(people):
    crowd = {
        n: Volunteer(number=n, name=f"王{chr(0x4E00 + n)}", keys="王wang 某mou")
        for n in range(1, 200)
    }
    assert Finder(crowd).find("wm", limit=3, rank={number: 1000 - number for number in crowd}) == [
        199,
        198,
        197,
    ]


def test_the_archived_are_not_found_not_even_by_code(people):
    gone = {3: Volunteer(number=3, name="张三", keys=pinyin.finder_keys("张三"), archived=True)}
    finder = Finder(gone)
    assert finder.find("zs") == finder.find("V0003") == finder.find("3") == []


@pytest.mark.parametrize("query", ["!!!", "[/]", ".*", "\\", "?", "|", "·", "a]b", "((", "*", "+1"])
def test_signs_are_signs_and_find_nobody(finder, query):
    assert finder.find(query) == []


@given(strategies.text(max_size=30) | strategies.text("zxmv张小\\[(*?+|.0123 ", max_size=12))
@example("\t12012345678")
@example("\n")
@example("²")
@example("٣٣٣")
@example("१२३४")
@example("0000000000")
@example("\x00")
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_query_whatever_crashes_the_finder(finder, people, query):
    numbers = finder.find(query, limit=5)
    assert len(numbers) == len(set(numbers)) <= 5
    assert set(numbers) <= set(people)


@given(strategies.sampled_from(NAMES), strategies.data())
@settings(max_examples=200, deadline=None)
def test_any_run_of_prefixes_of_the_syllables_finds_the_name(finder, people, name, data):
    """However far each syllable is typed: z, zh, zhang; xiao; m, ming."""
    syllables = pinyin.likely_reading(name).split()
    query = "".join(
        syllable[: data.draw(strategies.integers(1, len(syllable)))] for syllable in syllables
    )
    assert name in {people[number].name for number in finder.find(query, limit=99)}


def test_one_means_one_person_or_says_who_it_may_be(village, enrol):
    enrol("王强", "王强", "张小明")
    assert village.people.one("张小明").number == 3
    assert village.people.one(" v0002 ").number == 2
    assert village.people.one("zxm").number == 3
    with pytest.raises(Refused, match=r"王强 V0001, 王强 V0002: use the code"):
        village.people.one("王强")
    with pytest.raises(Refused, match="Nobody is found by nobody"):
        village.people.one("nobody")


def test_who_was_just_written_by_a_colleague_is_found(village, colleague):
    assert village.people.find("zxm") == []
    colleague().people.add(Volunteer(name="张小明"))
    assert [person.name for person in village.people.find("zxm")] == ["张小明"]


ISSUE = ("张小明", "张晓敏", "吕秀英", "陆小英", "李玉兰", "单雄", "旦小雄", "邓雄", "略小天")


@pytest.fixture(scope="module")
def door():
    people = {
        n: Volunteer(number=n, name=name, keys=pinyin.finder_keys(name))
        for n, name in enumerate(ISSUE, 1)
    }
    finder = Finder(people)
    return lambda query, **options: [people[n].name for n in finder.find(query, **options)]


@pytest.mark.parametrize(
    "query", ["zxiaom", "zhxm", "zxming", "张xm", "张xiaom", "z小m", "zhang小m"]
)
def test_initials_syllables_and_characters_mix_as_they_come(door, query):
    assert "张小明" in door(query)


@pytest.mark.parametrize("query", ["lv", "lyu", "lü", "LÜ", "lu:", "lvxiuying", "lyuxy", "lvx"])
def test_every_way_to_type_an_umlaut_finds_it_first(door, query):
    assert door(query)[0] == "吕秀英"


def test_lu_is_lu_first_and_an_umlaut_for_who_knows_no_key_for_it(door):
    assert door("lu")[:2] == ["陆小英", "吕秀英"]
    assert door("luxiuying") == ["吕秀英"]
    assert door("lue") == ["略小天"]


def test_l_and_yu_are_two_syllables_as_well(door):
    assert door("lyul") == ["李玉兰"]
    assert door("lyu") == ["吕秀英", "略小天", "李玉兰"]


def test_a_common_misreading_finds_its_person_after_all_who_are_really_read_so(door):
    assert door("dan") == ["旦小雄", "单雄"]
    assert door("shan") == ["单雄"]
    expected = ISSUE.index("单雄") + 1
    assert door("dan", rank={expected: 1}) == ["单雄", "旦小雄"], "but whoever is expected is first"


def test_a_reading_corrected_by_hand_comes_first_and_the_others_still_find(village):
    person = village.people.add(Volunteer(name="曾乐", reading="zeng le"))
    village.people.save(msgspec.structs.replace(person, reading="zeng yue"))
    village.people.add(Volunteer(name="曾月"))
    assert [p.name for p in village.people.find("zengyue")] == ["曾乐", "曾月"]
    assert [p.name for p in village.people.find("cengle")] == ["曾乐"]
