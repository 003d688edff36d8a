"""Roster files of made-up people with the faults of real ones, the same each time.

``damaged(20_000)`` makes a roster with every one of `FAULTS`, and says which verdicts it must get;
`as_csv` and `as_xlsx` write it as office programs do.
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
FAULT_INTERVAL = 40
"""Of so many rows, one has a fault."""


class MadeRoster(NamedTuple):
    """A roster, and how many rows must get each verdict in an empty village."""

    rows: list[list[object]]
    new: int
    refused: int
    doubtful: int

    @property
    def people(self) -> int:
        """Rows about a person."""
        return self.new + self.refused + self.doubtful


def person(number: int, rng: random.Random) -> list[object]:
    """A row without a fault; its phone is unique."""
    name = SURNAMES[number % len(SURNAMES)] + "".join(rng.choices(GIVEN, k=2))
    squads = rng.choice(["", *SQUADS, "修葺队、茶水队"])
    return [
        number,
        name,
        rng.choice("男女"),
        f"12{number:09d}",
        rng.choice(GROUPS),
        squads,
        rng.choice(["", "新村民", "老村民", "党员，老村民"]),
        (date(2015, 1, 1) + timedelta(days=number % 4000)).isoformat(),
        str(1945 + number % 55),
        f"33010619801301{number % 10000:04d}",  # no real ID, as there is no month 13
        rng.choice(["", "", "会木工", "周末才在村里"]),
        "青山村",
    ]


def damaged(size: int, seed: int = 5) -> MadeRoster:
    """Make a roster.

    Args:
        size: Rows of people; headings, sums and empty rows are added.
        seed: Another seed gives other names.
    """
    rng = random.Random(seed)
    rows: list[list[object]] = [
        ["青山村志愿者花名册"],
        ["填报单位：青山村", "", "", "", "2026年11月"],
        list(HEADER),
    ]
    verdicts: Counter[str] = Counter()
    faults = list(FAULTS.values())
    for number in range(1, size + 1):
        row = person(number, rng)
        verdict = "new"
        if number % FAULT_INTERVAL == 0:
            verdict = faults[(number // FAULT_INTERVAL) % len(faults)](row, rows)
        rows.append(row)
        verdicts[verdict] += 1
        if number % 500 == 0:
            rows += [["", "小计", 500], [], list(HEADER)]
    rows += [[], ["合计", size], ["填表人：李芳", "", "", "审核："]]
    return MadeRoster(rows, verdicts["new"], verdicts["refused"], verdicts["doubtful"])


def _set(at: int, make, verdict: str = "new"):
    """A fault in one cell: puts a damaged value into a row, and returns the verdict."""

    def fault(row: list[object], rows: list[list[object]]) -> str:
        row[at] = make(row[at])
        return verdict

    return fault


def _repeated(row: list[object], rows: list[list[object]]) -> str:
    """The row before, repeated."""
    row[1:] = rows[-1][1:]
    return "refused"


def _family(row: list[object], rows: list[list[object]]) -> str:
    """A person with the phone of the row before, as in a family."""
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
    "the same row again": _repeated,
    "a family's phone": _family,
    "listed under another squad": _other_squad,
    "a number and nothing else": _blank,
}  # fmt: skip
"""The faults of rows; each changes a row and returns the verdict it must get on an empty roster."""


def as_csv(rows: list[list[object]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """Rows as Excel and WPS save them."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: list[list[object]], *, cover: bool = True) -> bytes:
    """Rows as a workbook, in which what looks like a phone is a number and dates are dates.

    Args:
        rows: The rows.
        cover: Whether a sheet with a text comes first.
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
