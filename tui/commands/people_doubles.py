"""``yigong people doubles``: who may be on the roster twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yigong.exports.privacy import mask_phone
from yigong.store.errors import Refused
from yigong.store.language import _, ngettext
from yigong.tui.commands import output
from yigong.tui.commands.grammar import CommandGroup
from yigong.tui.commands.people_lookup import person_meant

if TYPE_CHECKING:
    from yigong.store.people.duplicates import DuplicatePair
    from yigong.store.records import Volunteer
    from yigong.tui.commands.call import Call


def register(group: CommandGroup) -> None:
    """Add the part to ``yigong people``."""
    part = group.add("doubles", list_duplicates, _("list who may be on the roster twice"))
    part.add_argument(
        "--apart", nargs=2, default=(), metavar=("A", "B"), help=_("say that these are two people")
    )
    part.add_argument("--back", action="store_true", help=_("with --apart: take that back"))
    part.add_argument("--all", action="store_true", help=_("those told apart, too"))


def list_duplicates(call: Call) -> None:
    """List the pairs that may be one person, the surest first; or say that two are two."""
    from yigong.store.people.duplicates import WHY
    from yigong.store.people.duplicates import find_duplicates as found_in

    if call.options.apart:
        _tell_apart(call)
        return
    if call.options.back:
        raise Refused("--back takes back what --apart A B said; name the two.")
    people = call.village.people.all()
    found = found_in(people, call.village.squads.all(), apart=call.options.all)
    if call.options.json:
        output.print_json([double_data(people, double) for double in found])
        return
    output.print_table(
        [
            *(cell for n in (double.one, double.other) for cell in short_data(people[n])),
            _("told apart: two people") if double.apart else _(WHY[double.why]),
        ]
        for double in found
    )
    count = sum(not double.apart for double in found)
    output.print_line(ngettext("{n} pair", "{n} pairs", count).format(n=count))


def _tell_apart(call: Call) -> None:
    """Say of two that they are two people, or take that back."""
    first, second = (person_meant(call, query) for query in call.options.apart)
    two = not call.options.back
    kept = call.village.people.tell_apart(first.number, second.number, two=two)
    if call.options.json:
        output.print_json(output.person_data(kept, full_phones=False))
        return
    text = (
        _("✓ {one} and {other} are two people.")
        if two
        else _("✓ {one} and {other} may be one person again.")
    )
    names = [f"{each.name} {each.code}" for each in (first, second)]
    output.print_line(text.format(one=names[0], other=names[1]))


def short_data(person: Volunteer) -> list[object]:
    """Enough to tell people apart in a list."""
    return [person.code, person.name, mask_phone(person.phone)]


def double_data(people: Mapping[int, Volunteer], double: DuplicatePair) -> dict[str, Any]:
    """A pair as plain data."""
    one, other = people[double.one], people[double.other]
    return {
        "one": output.person_data(one, full_phones=False),
        "other": output.person_data(other, full_phones=False),
        "why": double.why,
        "apart": double.apart,
    }
