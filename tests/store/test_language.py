"""The catalogue: every sentence in both languages, with the same fields."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from support.places import ROOT
from yigong.store import language
from yigong.store.errors import Refused

DOCS = ROOT / "docs"
CATALOGUE = ROOT / "store/locale/zh/LC_MESSAGES/yigong.po"
_ERRORS = ("Refused", "WrongUsage", "DataError", "Damaged", "Newer", "Busy", "ReadOnly")
KEYWORDS = dict.fromkeys(("_", "N_", *_ERRORS)) | {"ngettext": (1, 2)}


@pytest.fixture(scope="module")
def chinese():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def _messages():
    for folder in ("store", "exports", "tui"):
        for _file, _line, message, *_rest in extract_from_dir(
            str(ROOT / folder), [("**.py", "python")], keywords=KEYWORDS
        ):
            if message:
                yield message


def test_every_sentence_of_the_program_is_translated(chinese):
    """One that is marked as fuzzy is not compiled."""
    missing = {
        message
        for message in _messages()
        if not (found := chinese.get(message)) or found.fuzzy or not any(found.string)
    }
    assert not missing


def test_no_sentence_is_asked_for_both_with_a_number_and_without():
    """The catalogue has it with the number, and not every Python finds it without."""
    messages = set(_messages())
    plural = {message[0] for message in messages if isinstance(message, tuple)}
    assert len(plural) > 10 and not plural & messages


def test_a_translation_fills_in_the_same_fields(chinese):
    wrong = []
    for message in chinese:
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in strings:
            fields = set(re.findall(r"\{(\w+)[^}]*\}|(%\(?\w+\)?[sr]|%s|%r)", string))
            if fields != set(re.findall(r"\{(\w+)[^}]*\}|(%\(?\w+\)?[sr]|%s|%r)", originals[-1])):
                wrong.append(message.id)
    assert not wrong


def test_the_compiled_catalogue_is_that_of_its_source(chinese):
    compiled = io.BytesIO()
    write_mo(compiled, chinese)
    compiled.seek(0)
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        shipped = {str(m.id): m.string for m in read_mo(file)}
    assert shipped == {str(m.id): m.string for m in read_mo(compiled)}, "run `make messages`"


def _chinese_sentences(catalogue):
    for message in catalogue:
        if message.id:
            yield from message.string if isinstance(message.string, tuple) else (message.string,)


def test_no_sentence_has_a_character_of_ambiguous_width(chinese):
    """A terminal draws “ ” … · → one cell wide or two, and what stands behind them shifts.

    It holds for what is printed on paper, too: `-o -` writes that to a terminal.
    """
    sentences = [*_chinese_sentences(chinese), *map(str, _messages())]
    wrong = [s for s in sentences if any(unicodedata.east_asian_width(c) == "A" for c in s)]
    assert not wrong


@pytest.mark.parametrize(
    ("other", "word"),
    [
        ("你", "您"),
        ("工作证", "胸牌"),
        ("簿册", "数据文件"),
        ("册子", "数据文件 or 登记册"),
        ("目录", "文件夹"),
        ("硬盘", "磁盘"),
        ("村庄", "村"),
        ("变更记录", "历史记录"),
        ("不可写", "没有写入权限"),
        ("打卡", "签到"),
        ("去重", "同一人只算一次"),
        ("inode", "磁盘的文件数"),
    ],
)
def test_a_thing_has_one_name_in_chinese(chinese, other, word):
    found = [sentence for sentence in _chinese_sentences(chinese) if other in sentence]
    assert not found, f"it is called {word}"


@pytest.mark.parametrize("page", ["README.zh-CN.md", *(p.name for p in DOCS.glob("*.zh-CN.md"))])
def test_a_page_addresses_its_reader_as_the_screens_do(page):
    folder = ROOT if page.startswith("README") else DOCS
    assert "你" not in (folder / page).read_text(encoding="utf-8")


def test_a_range_is_no_dots_in_chinese(chinese):
    """``..`` is understood where it is typed, but nobody writes so on what they sign."""
    assert not [s for s in _chinese_sentences(chinese) if re.search(r"[\d}] ?\.\. ?[\d{]", s)]


def test_no_msgid_is_in_an_f_string_where_it_cannot_be_extracted():
    hidden = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("store", "exports", "tui")
        for path in (ROOT / folder).rglob("*.py")
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"""f(["']).*\{[^}]*\b(_|ngettext)\(["']""", text)
    ]
    assert not hidden


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "de_DE"}, ""),
        ({}, ""),
    ],
)
def test_the_locale_decides_if_it_names_a_language_with_a_catalogue(environ, expected):
    assert language.from_environment(environ) == expected


def test_an_error_is_translated_to_the_language_of_the_moment():
    error = Refused("There is no event {code}.", code="E0042")
    language.use_language("zh")
    assert str(error) == "没有活动 E0042。"
    language.use_language("en")
    assert str(error) == "There is no event E0042."
