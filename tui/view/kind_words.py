"""A kind of event as pages show it: its letter in its colour, and what people are there as."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style

from yigong.store.attendance.role_words import role_name
from yigong.store.attendance_records import Head
from yigong.store.event_records import Event
from yigong.store.kinds import COLOURS, events_of_kind, kind_spec
from yigong.store.language import _, ngettext
from yigong.store.records import ROLES
from yigong.store.settings_records import KindSpec
from yigong.tui.text.day_words import kind_letter
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import PLAIN


def kind_colour(kind: KindSpec) -> str:
    """A kind's colour, one of a terminal's; empty, if it has none that is known."""
    return kind.colour if kind.colour in COLOURS else ""


def kind_mark(kind: KindSpec) -> Style:
    """The style of a blank that says a kind by its colour; plain, if it has none that is known."""
    return swatch(kind.colour) if kind_colour(kind) else PLAIN


def colour_name(kind: KindSpec) -> str:
    """The name of a kind's colour; empty, if it has none that is known."""
    return _(COLOURS.get(kind.colour, ""))


def kind_sign(kind: str, own: Iterable[KindSpec]) -> tuple[str, Style]:
    """The letter of the kind with a stored word, and the style of its mark."""
    spec = kind_spec(kind, own)
    return kind_letter(spec), kind_mark(spec)


def other_role(head: Head) -> str:
    """What people are at an occurrence as, where that is not a volunteer; else empty."""
    return role_name(head.role) if head.role and head.role != "volunteer" else ""


def role_options(kind: str, own: Iterable[KindSpec]) -> list[tuple[object, str]]:
    """What people may be at an event as: first as its kind says, then each role."""
    usual = _("usual: {role}").format(role=role_name(kind_spec(kind, own).role))
    return [("", usual), *((role, role_name(role)) for role in ROLES)]


def recount_words(old: KindSpec, new: KindSpec, events: Iterable[Event]) -> str:
    """What a change of a kind's role means for those events that have it; empty: nothing."""
    count = len(events_of_kind(old.name, events))
    if not count or (old.role, old.trains) == (new.role, new.trains):
        return ""
    text = ngettext(
        "{n} event has it: what is not signed yet counts as the kind says now.",
        "{n} events have it: what is not signed yet counts as the kind says now.",
        count,
    )
    return text.format(n=count)


def kept_words(kind: KindSpec, events: Iterable[Event]) -> str:
    """What the removal of a kind means for the events that have it; empty: none has it."""
    count = len(events_of_kind(kind.name, events))
    if not count:
        return ""
    text = ngettext(
        "{n} event keeps the word; whoever comes takes part there, if the event says nothing else.",
        "{n} events keep the word; whoever comes takes part there, if the event says nothing else.",
        count,
    )
    return text.format(n=count)
