"""What stands in a roster's cells, mended where nothing is lost by it, and else refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Literal, NamedTuple

from yigong.store import validate
from yigong.store.errors import Refused
from yigong.store.people.pinyin import is_compound

_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What chat programs and telephone books leave in a copied text; nobody typed it."""

_GUARDED = re.compile(r"\s*[=+\-@＝＋－＠]")
"""What tables for spreadsheets are written with a ``'`` before, ours too: no formula, but text."""

_NOTHING = frozenset(
    (
        "无",
        "没有",
        "暂无",
        "不详",
        "未知",
        "未填",
        "空",
        "/",
        "-",
        "--",
        "—",
        "——",
        "?",
        "none",
        "n/a",
        "0",
    )
)
_NOTHING_LONGER = 4
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
_LABEL = 60
"""The most characters of such a text."""

_NUMBERED = re.compile(r"[\d０-９.、]{0,6}")

_BEHIND = re.compile(r"(.*?)\s*[(（【\[](.*?)[)）】\]]\s*", re.DOTALL)
_TITLE = re.compile(
    r"([\u3400-\u9fff]{2,4}?)\s*"
    r"(副?(?:队长|组长|班长|主任|书记)|村长|会计|网格员|联络员|老师|医生|党员|队员)"
)
_SEVERAL = re.compile(r"(?<=[\u3400-\u9fff])\s*[、,，;；/]\s*(?=[\u3400-\u9fff])")

_MOST = 200
"""The most characters of a cell with phones."""

_MOBILE = re.compile(r"1\d{10}")
_CUT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_ID = re.compile(r"\d{15}|\d{17}[\dXx]")
_APART = re.compile(r"[、,，;；/|或\n]+")
_DIGITS = re.compile(r"\+?\d[\d\s()-]{3,}\d")

_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?(?:[T ]\d.*)?")
_SERIAL_FROM = date(1899, 12, 30)
"""Day 0 of a spreadsheet's dates, as they look where the cell was made a number."""


class Phones(NamedTuple):
    """A cell for a phone, taken apart."""

    phone: str
    others: tuple[str, ...] = ()
    """Further numbers."""

    words: str = ""
    """What else stands there: 母亲, 微信同号."""


def plain_cell(text: str) -> str:
    """A cell as one line without what is not seen; what could drive a terminal stays, and is
    refused later.
    """
    if not text or text.isalnum():
        return text  # most cells
    text = _UNSEEN.sub("", text)
    if text[:1] == "'" and _GUARDED.match(text, 1):
        text = text[1:]
    return re.sub(r"[\s\u3000]+", " ", text).strip()


def is_empty(text: str) -> bool:
    """Whether a cell says nothing: 无, ``-``, ``/``."""
    if len(text) > _NOTHING_LONGER:
        return False
    return not text or unicodedata.normalize("NFKC", text).lower() in _NOTHING


def error_of(text: str) -> str:
    """The error that a formula came to, ``#N/A``; empty where it came to none."""
    return text if text.startswith("#") and _ERRORS.fullmatch(text) else ""


def is_no_person(cells: list[str], name: str) -> bool:
    """Whether a row is none of a person: a sum, a signature, the heading of a section.

    Args:
        cells: All its cells, as `plain` gives them.
        name: The one for the name.
    """
    said = [cell for cell in cells if cell]
    if not said:
        return True
    if any(len(cell) <= _LABEL and _TOTAL.fullmatch(cell) for cell in said):
        return True
    if len(said) == 1 and len(said[0]) <= _LABEL and _SECTION.fullmatch(said[0]):
        return True
    if _SIGNED.fullmatch(said[0]) and (not name or name == said[0]):
        return True
    return not name and all(_NUMBERED.fullmatch(cell) for cell in said)


def read_name(text: str) -> tuple[str, str]:
    """A name, and what stood behind it: 张小明（组长） is 张小明 and 组长.

    Raises:
        Refused: It is no name, or several.
    """
    if len(text) > _LABEL:
        return text, ""  # too long for a name, which is said later
    if text.startswith(("=", "#")) or (text and not any(map(str.isalpha, text))):
        raise Refused("{text} is not a name.", text=text[:40])
    behind = _BEHIND.fullmatch(text)
    title = ""
    if behind and behind[1]:
        text, title = behind[1], behind[2].strip()
    found = _TITLE.fullmatch(text)
    if found and not is_compound(found[1]):
        text, title = found[1], " ".join(filter(None, (found[2], title)))
    if _SEVERAL.search(text):
        raise Refused("Several names in one cell: {text}. Give each a row.", text=text[:40])
    return text, title


def read_phones(text: str) -> Phones:
    """The phone numbers of a cell; the first mobile number is the phone.

    ``13812345678.0`` is mended, ``1.38E+10`` has lost its end.

    Raises:
        Refused: The digits are gone, it is masked, or no phone number at all.
    """
    if text.isascii() and _MOBILE.fullmatch(text):
        return Phones(text)  # most cells
    text = unicodedata.normalize("NFKC", text).strip()
    if is_empty(text):
        return Phones("")
    if len(text) > _MOST:
        raise Refused("This is not a phone number: {text}", text=f"{text[:20]} ..")
    if "*" in text:
        raise Refused(
            "The phone is masked ({text}): take in a list with whole numbers.", text=text[:20]
        )
    found: list[str] = []
    words: list[str] = []
    for part in _APART.split(text):
        for piece in _pieces(part):
            numbers = _DIGITS.findall(piece)
            if _CUT.fullmatch(piece) or re.fullmatch(r"\d+\.0+", piece) or len(numbers) != 1:
                found.append(_phone(piece))
                continue
            found.append(_phone(numbers[0]))
            words.append(re.sub(r"^[\s:()]+|[\s:()]+$", "", piece.replace(numbers[0], " ")))
    found = list(dict.fromkeys(filter(None, found)))
    first = next(filter(_MOBILE.fullmatch, found), found[0] if found else "")
    others = tuple(number for number in found if number != first)
    return Phones(first, others, " ".join(filter(None, words)))


def _pieces(text: str) -> list[str]:
    """Numbers that only a space keeps apart; ``138 1234 5678`` is one."""
    parts = text.split()
    long = [part for part in parts if len(re.sub(r"\D", "", part)) >= 7]
    return parts if len(long) > 1 and len(long) == len(parts) else [text.strip()]


def _phone(text: str) -> str:
    if re.fullmatch(r"\d+\.0+", text):
        text = text.partition(".")[0]
    if _CUT.fullmatch(text):
        text = _uncut(text)
    digits = validate.clean_phone(text)
    if re.fullmatch(r"861\d{10}", digits):
        digits = digits[2:]
    if _ID.fullmatch(digits):
        raise Refused("This is the number of an ID card, not of a phone.")
    if re.fullmatch(r"1\d+", digits) and 9 <= len(digits) <= 14 and len(digits) != 11:
        raise Refused("{text} has {n} digits; a mobile number has 11.", text=digits, n=len(digits))
    return digits


def _uncut(text: str) -> str:
    """``1.3812345678E+10`` still holds every digit.

    Raises:
        Refused: It does not.
    """
    mantissa, _e, exponent = text.lower().partition("e")
    whole, _dot, rest = mantissa.partition(".")
    if len(rest) != int(exponent[:6]) or len(rest) > 20:
        raise Refused("The spreadsheet cut the phone number to {text}.", text=text[:20])
    return whole + rest


def as_masked_phone(text: str) -> str:
    """A masked phone of a list that was made here, ``138****5678``; empty where it is none."""
    text = unicodedata.normalize("NFKC", text).strip()
    return text if re.fullmatch(r"\+?\d*\*{4,}\d*", text) else ""


_GENDERS: dict[str, Literal["f", "m"]] = {
    **dict.fromkeys(("男", "男性", "先生", "m", "male"), "m"),
    **dict.fromkeys(("女", "女性", "女士", "f", "female"), "f"),
}


def read_gender(text: str) -> Literal["", "f", "m"]:
    """男, 女; empty where it says neither."""
    return _GENDERS.get(text.lower(), "")


def split_words(text: str, between: str = ",，、;；|") -> tuple[str, ...]:
    """The words of a cell.

    Args:
        text: The cell.
        between: The characters that stand between them.
    """
    if not text or text.isalnum():
        return (text,) if text else ()
    parts = re.split(f"[{between}]+", text)
    return tuple(dict.fromkeys(filter(None, map(plain_cell, parts))))


def read_cell_day(text: str) -> date | None:
    """A date as spreadsheets show it; of a month or a year alone the first day.

    ``2021-03-05``, ``2021.3.5``, ``2021年3月``, ``20210305``, ``44260`` (a date made a number).
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        found = _SERIAL_FROM + timedelta(days=int(text[:5]))
        return found if 1900 <= found.year <= 2100 else None
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif re.fullmatch(r"\d{6}", text):
        text = f"{text[:4]}-{text[4:]}"
    parts = _DAY.fullmatch(text)
    if parts is None:
        return None
    try:
        found = date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None


def read_birth_year(text: str) -> int:
    """A year of birth: ``1980``, or that of a date; 0 where there is none."""
    found = read_cell_day(text)
    return found.year if found else 0


def is_cut_id(text: str) -> bool:
    """Whether an ID card's number has lost its end: a spreadsheet keeps fifteen digits."""
    return bool(_CUT.fullmatch(text) or re.fullmatch(r"\d{15}000", text))


def without_ids(text: str) -> str:
    """A note without numbers of ID cards: none is kept."""
    return re.sub(r"(?<!\d)\d{17}[\dXx](?!\d)", "", text).strip()
