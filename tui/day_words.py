"""How a day of the wall calendar is said: its festivals and terms, 休 and 班, a kind's letter."""

from __future__ import annotations

from datetime import date

from store import language
from store.almanac import FESTIVALS, note
from store.holidays import DayOff, day_off
from store.language import N_, _
from store.records import KINDS, Kind
from tui.lunar_words import term_name
from tui.words import day_name

_SIGNS = N_("DFCOMx")
"""One letter for each kind of event, in the order of `KINDS`: duty day, festival, class, outing,
meeting, other. In Chinese one character each."""

_TAGS: dict[DayOff, str] = {"off": N_(" off"), "work": N_(" work"), "": ""}
"""Behind the number of a day; English needs the blank, 休 and 班 do not."""


def sign(kind: Kind) -> str:
    """The letter or character of a kind of event: ``义``, ``D``."""
    return _(_SIGNS)[KINDS.index(kind)]


def day_tag(day: date) -> str:
    """``休``, ``班`` or nothing, as it stands behind the number of a day."""
    return _(_TAGS[day_off(day)])


def note_words(day: date) -> str:
    """What stands under a date: festival, term, month or lunar day; in English the first two."""
    said = note(day)
    if language.current() == "zh":
        return said.text
    return name_of(said.text) if said.kind in ("festival", "term") else ""


def day_words(day: date) -> str:
    """A day in full: ``10月1日 周四 八月廿一  国庆节  放假``."""
    free = {"off": N_("day off"), "work": N_("working day"), "": ""}[day_off(day)]
    names = " ".join(name_of(name) for name in note(day).names)
    return "  ".join(filter(None, (day_name(day, lunar=True), names, _(free))))


def name_of(name: str) -> str:
    """A festival or solar term in the language spoken now."""
    if language.current() == "zh":
        return name
    return _(FESTIVALS[name]) if name in FESTIVALS else term_name(name)
