"""Whether a name may be a second spelling of another: 四季 and 四季赋能, 四季赋能 and 四季付能."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping

from yigong.store.named_records import N, own_name


def similar_records(
    records: Mapping[int, N], name: str, names: Callable[[N], Iterable[str]] = own_name
) -> list[N]:
    """The records that a new name may be a second spelling of; archived ones, too.

    Args:
        records: The records by number.
        name: The new name.
        names: Gives all names of a record.

    Returns:
        None, if a record that is in use has just this name, which is refused anyway.
    """
    wanted = name.strip()
    if any(wanted in names(each) for each in records.values() if not each.archived):
        return []
    return [
        each
        for each in records.values()
        if any(similar_names(wanted, other) for other in names(each))
    ]


def similar_names(one: str, other: str) -> bool:
    """Whether one name contains the other, or they differ by one character.

    Width, case and blanks make no difference. Of names of one or two characters only those that
    are contained are similar: any two of these differ by little.
    """
    one, other = sorted((_plain(one), _plain(other)), key=len)
    if not one or one in other:
        return bool(one)
    return len(one) > 2 and _differ_by_one(one, other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _differ_by_one(short: str, long: str) -> bool:
    """Whether one character was changed or left out, of the longer one."""
    if len(long) - len(short) > 1:
        return False
    at = next(
        (i for i, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]),
        len(short),
    )
    rest = short[at + (len(short) == len(long)) :]
    return rest == long[at + 1 :]
