"""Rosters as villages keep them: made-up people, real damage; the same each time.

``damaged(20_000)`` is a roster with every fault of the list below in it, and says what must become
of it; `as_csv` and `as_xlsx` write it as the programs do.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建国志文小晓雪梅琳海燕春雨"
GROUPS = ("一组", "二组", "三组", "四组", "五组", "六组")
SQUADS = ("修葺队", "清理队", "手工编织队", "巡逻队", "茶水队")

HEADER = (
    *("序\n号", "姓 名*", "性别", "联系电话\n（必填）", "村民小组", "所属队伍", "标签", "入队日期"),
    *("出生年份", "身份证号", "备注", "住址"),
)
EVERY = 40
"""Every so many rows one is damaged."""


class Made(NamedTuple):
    """A roster, and what must become of it in an empty village."""

    rows: list[list[object]]
    new: int
    refused: int
    doubtful: int

    @property
    def people(self) -> int:
        """Rows about somebody."""
        return self.new + self.refused + self.doubtful


def person(number: int, chance: random.Random) -> list[object]:
    """A row in order: nobody else has the name with this number's phone."""
    name = SURNAMES[number % len(SURNAMES)] + "".join(chance.choices(GIVEN, k=2))
    squads = chance.choice(["", *SQUADS, "修葺队、茶水队"])
    return [
        number,
        name,
        chance.choice("男女"),
        f"12{number:09d}",
        chance.choice(GROUPS),
        squads,
        chance.choice(["", "新村民", "老村民", "党员，老村民"]),
        (date(2015, 1, 1) + timedelta(days=number % 4000)).isoformat(),
        str(1945 + number % 55),
        f"33010619801301{number % 10000:04d}",  # nobody's: there is no month 13
        chance.choice(["", "", "会木工", "周末才在村里"]),
        "青山村",
    ]


def damaged(size: int, seed: int = 5) -> Made:
    """A roster of about so many rows.

    Args:
        size: Rows in order or damaged; headings, sums and empty rows come on top.
        seed: Another one gives other names.
    """
    chance = random.Random(seed)
    rows: list[list[object]] = [
        ["青山村志愿者花名册"],
        ["填报单位：青山村", "", "", "", "2026年11月"],
        list(HEADER),
    ]
    told: Counter[str] = Counter()
    faults = list(FAULTS)
    for number in range(1, size + 1):
        row = person(number, chance)
        verdict = "new"
        if number % EVERY == 0:
            fault = faults[(number // EVERY) % len(faults)]
            verdict = FAULTS[fault](row, rows)
        rows.append(row)
        told[verdict] += 1
        if number % 500 == 0:
            rows += [["", "小计", 500], [], list(HEADER)]
    rows += [[], ["合计", size], ["填表人：李芳", "", "", "审核："]]
    return Made(rows, told["new"], told["refused"], told["doubtful"])


def _set(at: int, make, verdict: str = "new"):
    def fault(row: list[object], rows: list[list[object]]) -> str:
        row[at] = make(row[at])
        return verdict

    return fault


def _again(row: list[object], rows: list[list[object]]) -> str:
    """The row before, once more."""
    row[1:] = rows[-1][1:]
    return "refused"


def _family(row: list[object], rows: list[list[object]]) -> str:
    """The phone of the row before: a family shares it."""
    row[1], row[3] = "欧阳铁柱", rows[-1][3]
    return "new"


def _other_squad(row: list[object], rows: list[list[object]]) -> str:
    """The person of the row before, listed again under another squad."""
    row[1:] = rows[-1][1:]
    row[5] = "护林队"
    return "update"


def _blank(row: list[object], rows: list[list[object]]) -> str:
    row[1:] = [""] * (len(row) - 1)
    return "nobody"


_wide = str.maketrans("0123456789", "０１２３４５６７８９")

FAULTS = {
    "full-width digits": _set(3, lambda phone: str(phone).translate(_wide)),
    "the country's code": _set(3, lambda phone: f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}"),
    "cut by a spreadsheet": _set(3, lambda phone: "1.20E+10", "refused"),
    "made a float": _set(3, lambda phone: f"{phone}.0"),
    "in scientific notation, and whole": _set(3, lambda phone: f"{phone[0]}.{phone[1:]}E+10"),
    "two phones": _set(3, lambda phone: f"{phone}/0571-88001234"),
    "a word beside the phone": _set(3, lambda phone: f"{phone}（母亲）"),
    "a digit too few": _set(3, lambda phone: str(phone)[:-1], "refused"),
    "no phone": _set(3, lambda phone: "无"),
    "what a telephone book leaves": _set(3, lambda phone: f"\u202d{phone}\u202c"),
    "wide space in the name": _set(1, lambda name: f"{name[0]}\u3000{name[1:]}"),
    "a dot of another kind": _set(1, lambda name: "艾力•买买提"),
    "a title behind the name": _set(1, lambda name: f"{name}（组长）"),
    "two names": _set(1, lambda name: f"{name}、李四", "refused"),
    "no name": _set(1, lambda name: "", "refused"),
    "an escape sequence": _set(1, lambda name: "\x1b[2J王", "refused"),
    "a formula": _set(1, lambda name: "=SUM(A1:A9)", "refused"),
    "a formula's error": _set(4, lambda group: "#N/A", "refused"),
    "markup": _set(1, lambda name: f"[/]{name}"),
    "a cell of 100 kB": _set(10, lambda note: "长" * 33_000, "refused"),
    "a date made a number": _set(7, lambda day: "44260"),
    "a month": _set(7, lambda day: "2021年3月"),
    "no date": _set(7, lambda day: "早就来了"),
    "a child": _set(8, lambda year: "2020", "refused"),
    "a cut ID": _set(9, lambda id_: "330106198013010000"),
    "an ID for a phone": _set(3, lambda phone: "330106198013011234", "refused"),
    "the same row again": _again,
    "a family's phone": _family,
    "listed under another squad": _other_squad,
    "a number and nothing else": _blank,
}  # fmt: skip
"""What is wrong with a row, and the verdict it must get where nobody is on the roster yet."""


def as_csv(rows: list[list[object]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """Rows as Excel and WPS save them."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: list[list[object]], *, cover: bool = True) -> bytes:
    """Rows as a workbook: phones and numbers as numbers where they look like it, dates as dates.

    Args:
        rows: The rows.
        cover: Whether a sheet with words alone comes first.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    if cover:
        book.create_sheet("说明").append(["请用黑色字填写"])
    sheet = book.create_sheet("名单")
    for row in rows:
        sheet.append([_value(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _value(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    if cell.isascii() and cell.isdigit() and len(cell) == 11:
        return float(cell)
    if len(cell) == 10 and cell[4] == cell[7] == "-":
        return datetime.fromisoformat(cell)
    return cell.replace("\x1b", "_x001B_")
