"""The finder: everything that is typed at a desk finds the right person."""

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
def test_a_query_finds_the_people_it_matches(found, query, expected):
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
def test_a_southern_spelling_matches_if_no_exact_one_does(found, query, expected):
    assert found(query) == expected


def test_a_phone_tail_finds_all_who_share_it(finder):
    assert finder.find("5678") == [2, 1] or finder.find("5678") == [1, 2]
    assert finder.find("12012345678") == [1]
    assert finder.find("9995678") == [2]
    assert finder.find("34567") == [], "the middle of a number is not its tail"


def test_a_foreign_phone_is_found_by_its_tail_too(finder):
    assert finder.find("9876") == [9]


@pytest.mark.parametrize("query", ["V0003", "v3", "v0003", "3", "003", "Ｖ０００３", " v3 "])
def test_a_code_finds_its_person_first(finder, query):
    assert finder.find(query)[0] == 3


def test_a_code_that_is_also_a_phone_tail_comes_first_and_once(people):
    people = {**people, 678: Volunteer(number=678, name="赵六", keys="赵zhao 六liu")}
    assert Finder(people).find("678") == [678, 1, 2]


def test_people_of_one_name_are_found_in_a_stable_order(finder):
    assert finder.find("王强") == [15, 16]
    assert finder.find("wq", rank={16: 1, 15: 2}) == [16, 15]


def test_the_limit_keeps_the_best_ranks_not_the_first_of_the_roster(people):
    crowd = {
        n: Volunteer(number=n, name=f"王{chr(0x4E00 + n)}", keys="王wang 某mou")
        for n in range(1, 200)
    }
    assert Finder(crowd).find("wm", limit=3, rank={number: 1000 - number for number in crowd}) == [
        199,
        198,
        197,
    ]


def test_archived_people_are_not_found_even_by_code(people):
    archived = {3: Volunteer(number=3, name="张三", keys="张zhang 三san", archived=True)}
    finder = Finder(archived)
    assert finder.find("zs") == finder.find("V0003") == finder.find("3") == []


@pytest.mark.parametrize("query", ["!!!", "[/]", ".*", "\\", "?", "|", "·", "a]b", "((", "*", "+1"])
def test_punctuation_matches_literally_and_finds_nobody(finder, query):
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
def test_no_query_crashes_the_finder(finder, people, query):
    numbers = finder.find(query, limit=5)
    assert len(numbers) == len(set(numbers)) <= 5
    assert set(numbers) <= set(people)


@given(strategies.sampled_from(NAMES), strategies.data())
@settings(max_examples=200, deadline=None)
def test_prefixes_of_all_syllables_find_the_name(finder, people, name, data):
    """Each syllable may be typed in part: z, zh, zhang; xiao; m, ming."""
    syllables = pinyin.likely_reading(name).split()
    query = "".join(
        syllable[: data.draw(strategies.integers(1, len(syllable)))] for syllable in syllables
    )
    assert name in {people[number].name for number in finder.find(query, limit=99)}


def test_person_for_finds_one_person_or_lists_the_candidates(village, enrol):
    enrol("王强", "王强", "张小明")
    assert village.people.person_for("张小明").number == 3
    assert village.people.person_for(" v0002 ").number == 2
    assert village.people.person_for("zxm").number == 3
    with pytest.raises(Refused, match=r"王强 V0001, 王强 V0002: use the code"):
        village.people.person_for("王强")
    with pytest.raises(Refused, match="Nobody is found by nobody"):
        village.people.person_for("nobody")


def test_a_person_just_added_by_a_colleague_is_found(village, colleague):
    assert village.people.find("zxm") == []
    colleague().people.add(Volunteer(name="张小明"))
    assert [person.name for person in village.people.find("zxm")] == ["张小明"]


SIMILAR = ("张小明", "张晓敏", "吕秀英", "陆小英", "李玉兰", "单雄", "旦小雄", "邓雄", "略小天")


@pytest.fixture(scope="module")
def similar():
    people = {
        n: Volunteer(number=n, name=name, keys=pinyin.finder_keys(name))
        for n, name in enumerate(SIMILAR, 1)
    }
    finder = Finder(people)
    return lambda query, **options: [people[n].name for n in finder.find(query, **options)]


@pytest.mark.parametrize(
    "query", ["zxiaom", "zhxm", "zxming", "张xm", "张xiaom", "z小m", "zhang小m"]
)
def test_initials_syllables_and_characters_may_be_mixed(similar, query):
    assert "张小明" in similar(query)


@pytest.mark.parametrize("query", ["lv", "lyu", "lü", "LÜ", "lu:", "lvxiuying", "lyuxy", "lvx"])
def test_every_spelling_of_an_umlaut_finds_it_first(similar, query):
    assert similar(query)[0] == "吕秀英"


def test_lu_finds_lu_first_and_then_the_umlaut(similar):
    assert similar("lu")[:2] == ["陆小英", "吕秀英"]
    assert similar("luxiuying") == ["吕秀英"]
    assert similar("lue") == ["略小天"]


def test_lyu_also_matches_l_and_yu_as_two_syllables(similar):
    assert similar("lyul") == ["李玉兰"]
    assert similar("lyu") == ["吕秀英", "略小天", "李玉兰"]


def test_a_misreading_finds_the_person_after_those_with_that_reading(similar):
    assert similar("dan") == ["旦小雄", "单雄"]
    assert similar("shan") == ["单雄"]
    expected = SIMILAR.index("单雄") + 1
    assert similar("dan", rank={expected: 1}) == ["单雄", "旦小雄"], (
        "but whoever ranks first comes first"
    )


def test_a_corrected_reading_comes_first_and_the_others_still_match(village):
    person = village.people.add(Volunteer(name="曾乐", reading="zeng le"))
    village.people.save(msgspec.structs.replace(person, reading="zeng yue"))
    village.people.add(Volunteer(name="曾月"))
    assert [p.name for p in village.people.find("zengyue")] == ["曾乐", "曾月"]
    assert [p.name for p in village.people.find("cengle")] == ["曾乐"]
