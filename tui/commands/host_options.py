"""The options that name who organises something: ``--host``, ``--with`` and ``--support``."""

from __future__ import annotations

from typing import get_args

from yigong.store.event_records import HostPart, OrganisedBy
from yigong.store.language import _
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Parser

_NONE = "-"
"""What takes all hosts away."""


def add_host_options(part: Parser) -> None:
    """Add the options to a command."""
    part.add_repeated("--host", "S", _("a squad that hosts it; repeatable; -: none"))
    part.add_repeated("--with", "S", _("who carries it out with them; repeatable"))
    part.add_repeated("--support", "S", _("who supports it; repeatable"))


def hosts_named(call: Call) -> tuple[OrganisedBy, ...]:
    """Whom the options name, in the order of their parts.

    Raises:
        Refused: There is no such squad.
    """
    return tuple(
        OrganisedBy(squad=call.village.squads.find(text).number, how=part)
        for part in get_args(HostPart)
        for text in vars(call.options)[part]
        if text != _NONE
    )


def names_hosts(call: Call) -> bool:
    """Whether any of the options was given."""
    return any(vars(call.options)[part] for part in get_args(HostPart))
