"""The person that an argument of ``yigong people`` names, archived and merged ones included."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yigong.store.language import _
from yigong.tui.commands import output

if TYPE_CHECKING:
    from yigong.store.records import Volunteer
    from yigong.tui.commands.call import Call


def code_number(query: str) -> int | None:
    """The number in a person's code, ``V0123``; `None`: this is no code."""
    found = re.fullmatch(r"[Vv](\d{1,7})", query.strip())
    return int(found[1]) if found else None


def any_person(call: Call, query: str | None = None) -> Volunteer:
    """Look up a person; if the code is of a merged record, print a remark with the present code.

    Args:
        call: The call.
        query: A code, phone or name; `None`: the argument ``person``.

    Raises:
        Refused: There is none, there are several, or they were forgotten.
    """
    from yigong.store.records import code

    query = call.options.person if query is None else query
    found = call.village.people.person_for(query, archived=True)
    number = code_number(query)
    if number is not None and number != found.number:
        text = _("{code} is {name} {now} now.")
        earlier = code("V", number)
        output.print_remark(text.format(code=earlier, name=found.name, now=found.code))
    return found
