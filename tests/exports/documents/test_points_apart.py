"""Points and hours are apart for ever: no table of any document has both in one column."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

from support.points_story import hold, set_rules, settle_down
from yigong.exports import documents
from yigong.exports.documents.passbook import passbook_page
from yigong.exports.documents.points_tables import points_table, public_points_table
from yigong.exports.documents.table import Column
from yigong.store import language

POINTS = re.compile(r"积分|分(?!钟|队|类|别|为|之)|\b[Pp]oints?\b")
HOURS = re.compile(r"小时|时长|学时|工时|\b[Hh]ours?\b")


@pytest.fixture
def points(village, clock):
    settle_down(village, clock)
    set_rules(village)
    hold(village, "2026-11-25", 185, [1, 2, 4])
    village.points.award([1], 10, "台风夜送饭")
    return village


def columns_of_all_documents():
    """Every column that a module of the documents declares."""
    for module in pkgutil.iter_modules(documents.__path__, f"{documents.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            for each in value if isinstance(value, tuple | list) else [value]:
                if isinstance(each, Column):
                    yield each


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_column_is_of_points_and_of_hours(lang):
    language.use_language(lang)
    columns = list(columns_of_all_documents())
    assert len(columns) > 60
    for column in columns:
        name = language._(column.name)
        assert not (POINTS.search(name) and HOURS.search(name)), name
        assert not (POINTS.search(name) and column.kind == "hours"), name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_table_of_points_has_a_column_of_hours(points, lang):
    language.use_language(lang)
    for table in (points_table(points), public_points_table(points)):
        assert all(column.kind != "hours" for column in table.columns)
        cells = [str(cell) for row in table.rows for cell in row]
        heads = [column.name for column in table.columns]
        assert not [text for text in (*cells, *heads) if HOURS.search(text)]


def test_no_line_of_a_passbook_has_hours(points):
    language.use_language("zh")
    page = passbook_page(points, points.points.account(1))
    rows = re.findall(r"<td.*?</td>", page)
    assert len(rows) > 20
    assert not [cell for cell in rows if HOURS.search(cell)]


def test_what_is_put_up_has_no_phone_no_household_and_no_whole_name(points):
    table = public_points_table(points)
    text = " ".join(str(cell) for row in table.rows for cell in row)
    assert "陈月仙" not in text and "四组12号" not in text and "陈**" in text


def test_in_chinese_papers_of_points_have_full_width_colons(points):
    language.use_language("zh")
    entry = points.points.award([1], 3, "送饭")[0]
    points.points.reverse(entry.code, "记错了")
    page = passbook_page(points, points.points.account(1))
    shown = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert "志愿服务：志愿：" in shown and "奖励 送饭（已冲回）" in shown
    notes = public_points_table(points).notes
    assert not [text for text in (shown, *notes) if re.search(r"[\u4e00-\u9fff] ?: ", text)]
