"""The header of a roster: which column holds which field, in one header row or two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_LABELS: dict[str, str] = {
    "name": "姓名 名字 志愿者姓名 义工姓名 村民姓名 队员姓名 成员姓名 人员姓名 name fullname",
    "code": "编号 义工编号 志愿者编号 村民编号 人员编号 代码 code",
    "phone": "手机号 手机号码 手机 联系电话 联系手机 电话 电话号码 联系方式 本人电话 移动电话 "
    "固定电话 固话 备用电话 其他电话 phone phonenumber mobile telephone",
    "gender": "性别 gender sex",
    "squads": "所属队伍 队伍 小组队伍 小队 所在队伍 志愿队伍 服务队 服务队伍 志愿服务队 squad "
    "squads",
    "group": "村民小组 小组 组别 网格 所属网格 所在网格 所属小组 所在小组 村组 villagegroup group",
    "home": "户 户号 户名 住户 家庭 家庭编号 家庭户 家庭户号 门牌 门牌号 household home houseno",
    "tags": "标签 类别 人员类别 tag tags",
    "note": "备注 说明 备注说明 note notes remark remarks",
    "reading": "拼音 读音 姓名拼音 reading pinyin",
    "joined": "入队日期 入队时间 加入日期 加入时间 入队年月 注册日期 注册时间 登记日期 joined",
    "born": "出生 出生年 出生年份 出生日期 出生年月 出生年月日 生日 born birth birthyear "
    "yearofbirth dateofbirth birthday",
    "consent": "同意日期 知情同意 知情同意日期 授权日期 个人信息同意日期 consent",
    "emergency": "紧急联系人 紧急联系方式 紧急联系电话 紧急联系人电话 emergencycontact emergency",
    "insured": "保险 保险到期 保险有效期 保险至 保险止期 insureduntil insured insurance",
    "guardian": "监护人 监护人姓名 家长 家长姓名 guardian guardianname",
    "guardian_phone": "监护人电话 监护人手机 监护人手机号 监护人联系电话 监护人联系方式 家长电话 "
    "家长手机 家长联系电话 guardianphone",
    "relation": "关系 与监护人关系 监护人关系 与本人关系 relation",
    "id": "身份证 身份证号 身份证号码 证件号 证件号码 公民身份号码 idcard idnumber",
    "serial": "序号 序 号 行号 no no. 排序",
}
"""The labels of each field, without spaces, asterisks and brackets."""

_FIELD = {label: field for field, labels in _LABELS.items() for label in labels.split()}
_IGNORED = re.compile(r"\s+|[*:]|\(.*?\)|\[.*?\]|必填|选填|可选")
_GROUP = re.compile("(?:基本)?(?:信息|情况|资料)$")
"""Words behind the name of a group of columns that add nothing to it."""

_HEADER_ROWS = 30
"""How many rows are searched for the header: letterheads and instructions come before it."""


class Header(NamedTuple):
    """The header of a sheet."""

    body_start: int
    """The index of the first row below it."""

    columns: dict[str, tuple[int, ...]]
    """Field to its columns, in order."""

    unused: dict[int, str]
    """The columns that are no field, with their labels, which may be empty."""

    labels: dict[str, str]
    """Field to its label in the file."""


def normal_label(cell: str) -> str:
    """A header cell in the form in which labels are compared: ``姓 名*\\n（必填）`` is 姓名."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", cell[:100])).lower()


def field_of(cell: str) -> str:
    """The field of a header cell; empty if its label is not known."""
    plain = normal_label(cell)
    found = _FIELD.get(plain, "")
    if not found and "/" in plain:
        found = next(filter(None, (_FIELD.get(part, "") for part in plain.split("/"))), "")
    return found


def count_known(cells: Sequence[str]) -> int:
    """How many cells of a row are labels of fields; 0 if none is that of the name."""
    fields = [field_of(cell) for cell in cells]
    return len(list(filter(None, fields))) if "name" in fields else 0


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Find the header among the first rows of a sheet.

    Args:
        rows: Rows of cells, without empty rows.

    Returns:
        The header; `None` if no row has a label for the name.
    """
    for at, cells in enumerate(rows[:_HEADER_ROWS]):
        if not count_known(cells):
            continue
        below = rows[at + 1] if at + 1 < len(rows) else ()
        two_rows = _two_rows(cells, below)
        labels = two_rows or list(cells)
        grouped = _joined(rows[at - 1], labels) if at else labels
        return _header(at + 1 + bool(two_rows), grouped if count_known(grouped) else labels)
    return None


def _two_rows(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """The labels of a header of two rows, with the name in the upper one (see `_joined`).

    Returns:
        Nothing if the row below is not a second row of the header.
    """
    name = next(at for at, cell in enumerate(above) if field_of(cell) == "name")
    if len(below) > name and below[name].strip() and field_of(below[name]) != "name":
        return []
    if not any(field_of(cell) for cell in below):
        return []
    return _joined(above, below)


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Join two rows of labels: 监护人 over 姓名 and 电话 give 监护人姓名 and 监护人电话.

    A label over an empty cell or an unknown word is used itself, as the two cells are merged.
    """
    joined, unsure, over = [], [], ""
    for at in range(max(len(above), len(below))):
        upper = above[at] if at < len(above) else ""
        lower = below[at] if at < len(below) else ""
        over = upper if upper.strip() else over if lower.strip() else ""
        if field_of(lower) or field_of(over + lower):
            joined.append(_grouped_label(over, lower))
        else:
            joined.append(lower if lower.strip() else over)
            if lower.strip() and field_of(upper):
                unsure.append((at, upper))
    claimed = set(map(field_of, joined))
    for at, upper in unsure:  # 监护人 over 住址, 姓名 and 电话 is not the address
        if field_of(upper) not in claimed:
            joined[at] = upper
    return joined


def _grouped_label(over: str, lower: str) -> str:
    """A label with that of the group over it: 监护人信息 over 电话 is 监护人电话."""
    group = _GROUP.sub("", over.strip())
    return next(filter(field_of, (over + lower, group + lower)), lower)


def _header(body_start: int, cells: Sequence[str]) -> Header:
    columns: dict[str, tuple[int, ...]] = {}
    labels: dict[str, str] = {}
    unused = {}
    for at, cell in enumerate(cells):
        field = field_of(cell)
        if not field or (field in columns and field != "phone"):
            unused[at] = " ".join(cell.split())[:20]
            continue
        columns[field] = (*columns.get(field, ()), at)
        labels.setdefault(field, " ".join(cell.split())[:20])
    return Header(body_start, columns, unused, labels)


def repeats_header(cells: Sequence[str], header: Header) -> bool:
    """Whether a row repeats the header, as on each printed page."""
    at = header.columns["name"][0]
    return at < len(cells) and field_of(cells[at]) == "name"
