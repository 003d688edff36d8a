"""Whether a name may be a second spelling of another: 四季 and 四季赋能, 四季赋能 and 四季付能."""

from __future__ import annotations

import unicodedata


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
