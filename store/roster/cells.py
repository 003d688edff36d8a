"""The values of a roster's cells: corrected if nothing is lost by it, else refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Literal, NamedTuple

from yigong.store import validate
from yigong.store.errors import Refused
from yigong.store.people.pinyin import is_compound

_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Invisible characters that chat programs and phone books leave in a copied text."""

_QUOTED_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
"""A text that spreadsheet exports, ours too, write behind a ``'``, so that it is no formula."""

_EMPTY_WORDS = {
    "无", "没有", "暂无", "不详", "未知", "未填", "空",
    "/", "-", "--", "—", "——", "?", "none", "n/a", "0",
}  # fmt: skip
_LONGEST_EMPTY_WORD = 4
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|总数|总人数|total)[:：]?\s*\d*\s*[人名]?", re.IGNORECASE
)
_SIGNED = re.compile(
    r"(?:填表人|制表人?|审核人?|负责人|填表日期|填表说明|备注|说明|注)\s*[:：].*", re.DOTALL
)
_SECTION = re.compile(
    r"(?:第?[一二三四五六七八九十\d]+组|.{2,}(?:队|组|名单|人员|花名册|登记表|名册))(?:[(（].*[)）])?"
)
_MAX_LABEL = 60
"""The most characters of a total, a section or a name."""

_SERIAL = re.compile(r"[\d０-９.、]{0,6}")

_BRACKETS = re.compile(r"(.*?)\s*[(（【\[](.*?)[)）】\]]\s*", re.DOTALL)
_TITLE = re.compile(
    r"([\u3400-\u9fff]{2,4}?)\s*"
    r"(副?(?:队长|组长|班长|主任|书记)|村长|会计|网格员|联络员|老师|医生|党员|队员)"
)
_SEVERAL = re.compile(r"(?<=[\u3400-\u9fff])\s*[、,，;；/]\s*(?=[\u3400-\u9fff])")

_MAX_PHONE_CELL = 200
"""The most characters of a cell for phones."""

_MOBILE = re.compile(r"1\d{10}")
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_ID = re.compile(r"\d{15}|\d{17}[\dXx]")
_SEPARATORS = re.compile(r"[、,，;；/|或\n]+")
_DIGITS = re.compile(r"\+?\d[\d\s()-]{3,}\d")

_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?(?:[T ]\d.*)?")
_DAY_ZERO = date(1899, 12, 30)
"""Day 0 of the dates of a spreadsheet, which a cell shows as numbers if it is formatted so."""


class Phones(NamedTuple):
    """The parts of a cell for a phone."""

    phone: str
    others: tuple[str, ...] = ()
    """Further numbers."""

    words: str = ""
    """Other text in the cell: 母亲, 微信同号."""


def plain_cell(text: str) -> str:
    """A cell as one line without invisible characters. Control characters stay: validation refuses
    them.
    """
    if not text or text.isalnum():
        return text  # most cells
    text = _INVISIBLE.sub("", text)
    if text[:1] == "'" and _QUOTED_FORMULA.match(text, 1):
        text = text[1:]
    return re.sub(r"[\s\u3000]+", " ", text).strip()


def is_empty(text: str) -> bool:
    """Whether a cell is empty, or has a word for it: 无, ``-``, ``/``."""
    if len(text) > _LONGEST_EMPTY_WORD:
        return False
    return not text or unicodedata.normalize("NFKC", text).lower() in _EMPTY_WORDS


def error_of(text: str) -> str:
    """The error value of a formula, ``#N/A``; empty if the cell is none."""
    return text if text.startswith("#") and _ERRORS.fullmatch(text) else ""


def is_no_person(cells: list[str], name: str) -> bool:
    """Whether a row is not about a person: a total, a signature, the heading of a section.

    Args:
        cells: All its cells, as `plain_cell` returns them.
        name: The cell for the name.
    """
    filled = [cell for cell in cells if cell]
    if not filled:
        return True
    if any(len(cell) <= _MAX_LABEL and _TOTAL.fullmatch(cell) for cell in filled):
        return True
    if len(filled) == 1 and len(filled[0]) <= _MAX_LABEL and _SECTION.fullmatch(filled[0]):
        return True
    if _SIGNED.fullmatch(filled[0]) and (not name or name == filled[0]):
        return True
    return not name and all(_SERIAL.fullmatch(cell) for cell in filled)


def read_name(text: str) -> tuple[str, str]:
    """A name, and a title behind it: 张小明（组长） is 张小明 and 组长.

    Raises:
        Refused: It is not a name, or several names.
    """
    if len(text) > _MAX_LABEL:
        return text, ""  # too long for a name: validation refuses it
    if text.startswith(("=", "#")) or (text and not any(map(str.isalpha, text))):
        raise Refused("{text} is not a name.", text=text[:40])
    brackets = _BRACKETS.fullmatch(text)
    title = ""
    if brackets and brackets[1]:
        text, title = brackets[1], brackets[2].strip()
    found = _TITLE.fullmatch(text)
    if found and not is_compound(found[1]):
        text, title = found[1], " ".join(filter(None, (found[2], title)))
    if _SEVERAL.search(text):
        raise Refused("Several names in one cell: {text}. Give each a row.", text=text[:40])
    return text, title


def read_phones(text: str) -> Phones:
    """The phone numbers in a cell; the first mobile number is the phone.

    ``13812345678.0`` is corrected; ``1.38E+10`` has lost its last digits.

    Raises:
        Refused: Digits are lost, it is masked, or it is not a phone number.
    """
    if text.isascii() and _MOBILE.fullmatch(text):
        return Phones(text)  # most cells
    text = unicodedata.normalize("NFKC", text).strip()
    if is_empty(text):
        return Phones("")
    if len(text) > _MAX_PHONE_CELL:
        raise Refused("This is not a phone number: {text}", text=f"{text[:20]} ..")
    if "*" in text:
        raise Refused(
            "The phone is masked ({text}): take in a list with whole numbers.", text=text[:20]
        )
    found: list[str] = []
    words: list[str] = []
    for part in _SEPARATORS.split(text):
        for piece in _pieces(part):
            numbers = _DIGITS.findall(piece)
            if _EXPONENT.fullmatch(piece) or re.fullmatch(r"\d+\.0+", piece) or len(numbers) != 1:
                found.append(_phone(piece))
                continue
            found.append(_phone(numbers[0]))
            words.append(re.sub(r"^[\s:()]+|[\s:()]+$", "", piece.replace(numbers[0], " ")))
    found = list(dict.fromkeys(filter(None, found)))
    first = next(filter(_MOBILE.fullmatch, found), found[0] if found else "")
    others = tuple(number for number in found if number != first)
    return Phones(first, others, " ".join(filter(None, words)))


def _pieces(text: str) -> list[str]:
    """Numbers separated by spaces; ``138 1234 5678`` is one number."""
    parts = text.split()
    long = [part for part in parts if len(re.sub(r"\D", "", part)) >= 7]
    return parts if len(long) > 1 and len(long) == len(parts) else [text.strip()]


def _phone(text: str) -> str:
    """One phone number.

    Raises:
        Refused: It is none, or has lost digits.
    """
    if re.fullmatch(r"\d+\.0+", text):
        text = text.partition(".")[0]
    if _EXPONENT.fullmatch(text):
        text = _from_exponent(text)
    digits = validate.clean_phone(text)
    if re.fullmatch(r"861\d{10}", digits):
        digits = digits[2:]
    if _ID.fullmatch(digits):
        raise Refused("This is the number of an ID card, not of a phone.")
    if re.fullmatch(r"1\d+", digits) and 9 <= len(digits) <= 14 and len(digits) != 11:
        raise Refused("{text} has {n} digits; a mobile number has 11.", text=digits, n=len(digits))
    return digits


def _from_exponent(text: str) -> str:
    """The digits of a number with an exponent: ``1.3812345678E+10``.

    Raises:
        Refused: It has lost digits.
    """
    mantissa, _e, exponent = text.lower().partition("e")
    whole, _dot, rest = mantissa.partition(".")
    if len(rest) != int(exponent[:6]) or len(rest) > 20:
        raise Refused("The spreadsheet cut the phone number to {text}.", text=text[:20])
    return whole + rest


def as_masked_phone(text: str) -> str:
    """A masked phone, ``138****5678``, as exports have it; empty if it is none."""
    text = unicodedata.normalize("NFKC", text).strip()
    return text if re.fullmatch(r"\+?\d*\*{4,}\d*", text) else ""


_GENDERS: dict[str, Literal["f", "m"]] = {
    **dict.fromkeys(("男", "男性", "先生", "m", "male"), "m"),
    **dict.fromkeys(("女", "女性", "女士", "f", "female"), "f"),
}


def read_gender(text: str) -> Literal["", "f", "m"]:
    """The gender for 男, 女 and the like; empty for other text."""
    return _GENDERS.get(text.lower(), "")


def split_words(text: str, between: str = ",，、;；|") -> tuple[str, ...]:
    """The words of a cell, each once.

    Args:
        text: The cell.
        between: The separators, as characters of a regular expression's class.
    """
    if not text or text.isalnum():
        return (text,) if text else ()
    parts = re.split(f"[{between}]+", text)
    return tuple(dict.fromkeys(filter(None, map(plain_cell, parts))))


def read_cell_day(text: str) -> date | None:
    """A date as spreadsheets show it; of a month or a year the first day.

    ``2021-03-05``, ``2021.3.5``, ``2021年3月``, ``20210305``, ``44260`` (a date as a number).
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        day = _DAY_ZERO + timedelta(days=int(text[:5]))
        return day if 1900 <= day.year <= 2100 else None
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif re.fullmatch(r"\d{6}", text):
        text = f"{text[:4]}-{text[4:]}"
    parts = _DAY.fullmatch(text)
    if parts is None:
        return None
    try:
        day = date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2100 else None


def read_birth_year(text: str) -> int:
    """A year of birth: ``1980``, or that of a date; 0 if it is neither."""
    day = read_cell_day(text)
    return day.year if day else 0


def is_cut_id(text: str) -> bool:
    """Whether the number of an ID card has lost its end: a spreadsheet stores fifteen digits."""
    return bool(_EXPONENT.fullmatch(text) or re.fullmatch(r"\d{15}000", text))


def without_ids(text: str) -> str:
    """A note without the numbers of ID cards, which are never stored."""
    return re.sub(r"(?<!\d)\d{17}[\dXx](?!\d)", "", text).strip()
