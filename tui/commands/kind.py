"""``yigong kind``: the kinds of events that a village adds to those of every village."""

from __future__ import annotations

from typing import Any

import msgspec

from yigong.store.attendance.role_words import read_role, role_name
from yigong.store.errors import Refused
from yigong.store.kinds import (
    BUILT_IN,
    COLOURS,
    all_kinds,
    events_of_kind,
    kind_called,
    kind_name,
    unknown_kind,
)
from yigong.store.language import _
from yigong.store.settings_records import KindSpec
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser

_PLAIN = "plain"
"""The word for no colour of its own."""


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("kind", _("list the kinds of events, and add some of your own"))
    group.add("list", list_kinds, _("list the kinds of events"))
    part = group.add("add", add_kind, _("add a kind of event"))
    part.add_value("kind", "NAME", _("its name"))
    _add_fact_options(part)
    part = group.add("edit", edit_kind, _("change a kind of event of your own"))
    part.add_value("kind", "KIND", _("its name"))
    part.add_value("--name", "NAME", _("its new name, while no event has it"))
    _add_fact_options(part)
    part = group.add("remove", remove_kind, _("remove a kind of event of your own"))
    part.add_value("kind", "KIND", _("its name"))


def _add_fact_options(part: Parser) -> None:
    part.add_value("--letter", "X", _("its letter in the month (else the first)"))
    part.add_argument("--colour", choices=(*COLOURS, _PLAIN), help=_("its colour in the month"))
    part.add_value("--role", "ROLE", _("what people are there as"), type=read_role)
    part.add_argument(
        "--trains", choices=("yes", "no"), help=_("whether its learners are trained as volunteers")
    )


def list_kinds(call: Call) -> None:
    """List every kind, those of every village first."""
    from yigong.tui.text.day_words import kind_letter
    from yigong.tui.view.kind_words import colour_name

    kinds = all_kinds(call.village.settings.kinds)
    if call.options.json:
        output.print_json([_kind_data(call, kind) for kind in kinds])
        return
    heads = [_("Kind"), "", _("Role"), _("Events"), _("Colour"), "", ""]
    rows = [
        [
            kind_name(kind.name),
            kind_letter(kind),
            role_name(kind.role),
            _count_events(call, kind),
            colour_name(kind),
            _("trains volunteers") if kind.trains else "",
            _("of every village") if kind in BUILT_IN else "",
        ]
        for kind in kinds
    ]
    output.print_table([heads, *rows], right=(3,))


def add_kind(call: Call) -> None:
    """Add a kind."""
    new = msgspec.structs.replace(KindSpec(name=call.options.kind), **_facts(call))
    kind = call.village.save_kind(None, new).kinds[-1]
    text = _("✓ {kind} is a kind of event now.").format(kind=kind.name)
    output.answer(call, _kind_data(call, kind), text)


def edit_kind(call: Call) -> None:
    """Change a kind."""
    from yigong.tui.view.kind_words import recount_words

    old = _own_kind(call)
    facts = _facts(call)
    if call.options.name is not None:
        facts["name"] = call.options.name
    at = call.village.settings.kinds.index(old)
    new = call.village.save_kind(old, msgspec.structs.replace(old, **facts)).kinds[at]
    text = _("✓ {kind} is changed.").format(kind=new.name)
    recounted = recount_words(old, new, call.village.events.all().values())
    output.answer(call, _kind_data(call, new), f"{text} {recounted}".rstrip())


def remove_kind(call: Call) -> None:
    """Remove a kind; events that have it keep the word."""
    from yigong.tui.view.kind_words import kept_words

    kind = _own_kind(call)
    call.village.save_kind(kind, None)
    text = _("✓ {kind} is removed.").format(kind=kind.name)
    kept = kept_words(kind, call.village.events.all().values())
    output.answer(call, {**_kind_data(call, kind), "removed": True}, f"{text} {kept}".rstrip())


def _facts(call: Call) -> dict[str, Any]:
    """The facts of a kind that the options give."""
    options = call.options
    given = {
        "letter": options.letter,
        "colour": "" if options.colour == _PLAIN else options.colour,
        "role": options.role,
        "trains": None if options.trains is None else options.trains == "yes",
    }
    return {name: value for name, value in given.items() if value is not None}


def _own_kind(call: Call) -> KindSpec:
    """The kind of its own that the argument names; refuse a name that the village has not added."""
    own = call.village.settings.kinds
    kind = kind_called(call.options.kind, own)
    if kind is None:
        raise unknown_kind(call.options.kind[:40], own)
    if kind in BUILT_IN:
        raise Refused(
            "{kind} is a kind of every village and stays as it is.", kind=kind_name(kind.name)
        )
    return kind


def _count_events(call: Call, kind: KindSpec) -> int:
    return len(events_of_kind(kind.name, call.village.events.all().values()))


def _kind_data(call: Call, kind: KindSpec) -> dict[str, Any]:
    """A kind as plain data, with the name that is shown and how many events have it."""
    return {
        "name": kind.name,
        "shown": kind_name(kind.name),
        "letter": kind.letter,
        "colour": kind.colour,
        "role": kind.role,
        "trains": kind.trains,
        "own": kind not in BUILT_IN,
        "events": _count_events(call, kind),
    }
