"""The person that an argument of ``yigong people`` names: archived ones and earlier codes too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yigong.store.language import _
from yigong.tui.commands import output

if TYPE_CHECKING:
    from yigong.store.records import Volunteer
    from yigong.tui.commands.call import Call


def code_number(query: str) -> int | None:
    """The number of a person's code, ``V0123``; `None`: it is no code."""
    found = re.fullmatch(r"[Vv](\d{1,7})", query.strip())
    return int(found[1]) if found else None


def person_meant(call: Call, query: str = "") -> Volunteer:
    """The person an argument names, archived ones too; of an old code it says whose it is now.

    Args:
        call: The call.
        query: The argument; empty: `whom`'s.
    """
    from yigong.store.records import code

    query = query or call.options.person
    found = call.village.people.one(query, archived=True)
    number = code_number(query)
    if number is not None and number != found.number:
        text = _("{code} is {name} {now} now.")
        asked = code("V", number)
        output.print_remark(text.format(code=asked, name=found.name, now=found.code))
    return found
