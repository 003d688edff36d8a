"""Words of the command line: acts, days and hours in columns, argparse's messages."""

from __future__ import annotations

import argparse
from datetime import date, datetime

from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _, ngettext

_ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
)
"""argparse's messages, for the catalogue; argparse translates them itself."""


def translate_argparse() -> None:
    """Translate argparse's messages into the current language."""
    vars(argparse).update(_=_, ngettext=ngettext)


def noted(sentence: str, note: str) -> str:
    """A sentence with a note behind it in brackets; an empty note leaves it as it is."""
    return _("{sentence} ({note})").format(sentence=sentence, note=note) if note else sentence


def day_text(when: date) -> str:
    """``2026-11-25 Wed``: a date as it is typed, of the same width for every day."""
    from yigong.tui.text.words import weekday

    return f"{when:%Y-%m-%d} {weekday(when.weekday())}"


def span_text(start: datetime, end: datetime, *, all_day: bool = False) -> str:
    """``08:30-11:30``; with the date of the end if it is on another day."""
    if all_day:
        return _("all day")
    if start.date() == end.date():
        return f"{start:%H:%M}-{end:%H:%M}"
    return f"{start:%H:%M} - {end:%m-%d %H:%M}"


def occurrence_text(occurrence: Occurrence) -> str:
    """``E0001@2026-11-25 村民义务日: 2026-11-25 Wed 08:30-11:30``: which date is meant."""
    hours = span_text(occurrence.start, occurrence.end, all_day=occurrence.event.all_day)
    return _("{key} {title}: {day} {hours}").format(
        key=occurrence.key,
        title=occurrence.event.title,
        day=day_text(occurrence.start),
        hours=hours,
    )
