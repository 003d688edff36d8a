"""A new name that is like that of another record: refused, unless it is meant."""

from __future__ import annotations

from collections.abc import Sequence

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.named_records import Named
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Parser
from yigong.tui.text.words import similar_words


def add_anyway_flag(part: Parser) -> None:
    """Add the option that adds a record beside one of a similar name."""
    part.add_flag("--anyway", _("though there is one of a similar name"))


def refuse_similar(call: Call, name: str, similar: Sequence[Named]) -> None:
    """Refuse a new name that may be a second spelling, without ``--anyway``.

    Args:
        call: The call.
        name: The name.
        similar: The records with a similar name.
    """
    if similar and not call.options.anyway:
        raise Refused(
            "Is {name} perhaps {others}? Nothing was added; --anyway adds it beside that.",
            name=name.strip()[:40],
            others=similar_words(similar),
        )
