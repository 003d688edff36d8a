"""``yigong people doubles``: pairs of records that may be one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yigong.exports.privacy import mask_phone
from yigong.store.errors import Refused
from yigong.store.language import _, ngettext
from yigong.store.records import Volunteer
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands

if TYPE_CHECKING:
    from yigong.store.people.duplicates import DuplicatePair


def register(group: Commands) -> None:
    """Add the part to ``yigong people``."""
    part = group.add("doubles", list_duplicates, _("list who may be on the roster twice"))
    part.add_value("--apart", ("A", "B"), _("say that these are two people"), nargs=2, default=())
    part.add_flag("--back", _("with --apart: take that back"))
    part.add_flag("--all", _("those told apart, too"))


def list_duplicates(call: Call) -> None:
    """List the pairs that may be one person, the surest first; or mark two as two people."""
    from yigong.store.people.duplicates import DUPLICATE_REASONS, find_duplicates

    if call.options.apart:
        _mark_distinct(call)
        return
    if call.options.back:
        raise Refused("--back takes back what --apart A B said; name the two.")
    people = call.village.people.all()
    pairs = find_duplicates(people, call.village.squads.all(), include_distinct=call.options.all)
    if call.options.json:
        output.print_json([_pair_data(people, pair) for pair in pairs])
        return
    output.print_table(
        [
            *_person_cells(people[pair.first]),
            *_person_cells(people[pair.second]),
            _("told apart: two people") if pair.distinct else _(DUPLICATE_REASONS[pair.reason]),
        ]
        for pair in pairs
    )
    count = sum(not pair.distinct for pair in pairs)
    output.print_line(ngettext("{n} pair", "{n} pairs", count).format(n=count))


def _mark_distinct(call: Call) -> None:
    """Mark two records as two people, or remove the mark."""
    first, second = (call.any_person(query) for query in call.options.apart)
    distinct = not call.options.back
    saved = call.village.people.mark_distinct(first.number, second.number, distinct=distinct)
    text = (
        _("✓ {one} and {other} are two people.")
        if distinct
        else _("✓ {one} and {other} may be one person again.")
    )
    sentence = text.format(one=f"{first.name} {first.code}", other=f"{second.name} {second.code}")
    output.answer(call, output.person_data(saved, full_phones=False), sentence)


def _person_cells(person: Volunteer) -> list[object]:
    """The cells that identify a person in the list."""
    return [person.code, person.name, mask_phone(person.phone)]


def _pair_data(people: Mapping[int, Volunteer], pair: DuplicatePair) -> dict[str, Any]:
    """A pair as plain data."""
    return {
        "one": output.person_data(people[pair.first], full_phones=False),
        "other": output.person_data(people[pair.second], full_phones=False),
        "why": pair.reason,
        "apart": pair.distinct,
    }
