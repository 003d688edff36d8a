"""Which rows of a list are shown while something is looked for, and in which order."""

from yigong.store.people.pinyin import finder_keys
from yigong.tui.view.row_arrangement import RowArrangement
from yigong.tui.widgets.row_list import ListColumn, ListRow

COLUMNS = [ListColumn(head, 0) for head in ("Name", "Code", "Times", "Group")]
ROWS = [
    ListRow(None, ["修葺队"]),
    ListRow(1, ["张小明", "V0001", "9", "十组"]),
    ListRow(2, ["安大海", "V0002", "1 200", "二组"]),
    ListRow(3, ["Mia Okonjo", "V0012", "", ""]),
]


def arrangement(query="", *heads):
    arranging = RowArrangement({name: finder_keys(name) for name in ("张小明", "安大海")})
    arranging.query = query
    for head in heads:
        arranging.sort_by(head)
    return [row.key for row in arranging.arrange(ROWS, COLUMNS)]


def test_without_a_query_and_an_order_all_rows_are_shown_with_their_headings():
    assert arrangement() == [None, 1, 2, 3] == arrangement("  ")


def test_rows_are_found_by_words_pinyin_and_initials():
    assert arrangement("小明") == [1]
    assert arrangement("zhangxm") == arrangement("zxm") == [1]
    assert arrangement("adh") == [2]
    assert arrangement("okonjo MIA") == [3]
    assert arrangement("Ｖ０００２") == [2], "full-width, as an input method types it"
    assert arrangement("组") == [1, 2], "in their own order"
    assert arrangement("nobody") == []


def test_digits_and_codes_are_looked_for_in_the_texts_alone():
    assert arrangement("v2") == [], "not the second row"
    assert arrangement("v0012") == [3]
    assert arrangement("200") == [2]


def test_numbers_are_sorted_with_the_largest_first_and_rows_without_one_come_last():
    assert arrangement("", "Times") == [2, 1, 3]
    assert arrangement("", "Times", "Times") == [1, 2, 3], "the other way round"


def test_words_are_sorted_by_their_reading_and_numbers_in_them_by_value():
    assert arrangement("", "Name") == [2, 3, 1]
    assert arrangement("", "Group") == [2, 1, 3]
    assert arrangement("", "Code", "Code") == [3, 2, 1]
    assert arrangement("组", "Name") == [2, 1]


def test_a_column_that_is_not_there_any_more_sorts_nothing():
    assert arrangement("", "Squad") == [1, 2, 3]


def test_chinese_words_are_read_once_and_then_found_by_pinyin():
    arranging = RowArrangement({})
    arranging.query = "xqd"
    rows = [ListRow(1, ["修葺队", "S01"]), ListRow(2, ["清理队", "S02"])]
    assert arranging.arrange(rows, COLUMNS) == []
    assert arranging.unread(rows) == ["修葺队", "清理队"]
    arranging.learn({name: finder_keys(name) for name in arranging.unread(rows)})
    assert arranging.unread(rows) == []
    assert arranging.arrange(rows, COLUMNS) == rows[:1]
