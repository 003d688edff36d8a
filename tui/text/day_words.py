"""Words for a day of the calendar: festivals and solar terms, 休 and 班, a kind's letter."""

from __future__ import annotations

from datetime import date

from yigong.store import language
from yigong.store.dates.almanac import FESTIVALS, DayOff, day_note, day_off
from yigong.store.kinds import BUILT_IN
from yigong.store.language import N_, _
from yigong.store.settings_records import KindSpec
from yigong.tui.text.display_text import harmless_line
from yigong.tui.text.lunar_words import term_name
from yigong.tui.text.words import day_name

_SIGNS = N_("DFCOMxB")
"""One letter for each kind of event, in the order of `kinds.BUILT_IN`: duty day, festival, class,
outing, meeting, other, booking. In Chinese one character each."""

_TAGS: dict[DayOff, str] = {"off": N_(" off"), "work": N_(" work"), "": ""}
"""The tag after the number of a day; English needs the blank, 休 and 班 do not."""

_SHORT = {
    "立春": N_("Spring"), "立夏": N_("Summer"), "立秋": N_("Autumn"), "立冬": N_("Winter"),
    "春分": N_("Spring Eq"), "夏至": N_("Summer Sol"), "秋分": N_("Autumn Eq"),
    "冬至": N_("Winter Sol"), "惊蛰": N_("Awakening"), "芒种": N_("Grain Ear"),
    "处暑": N_("Heat Ends"), "霜降": N_("Frost"),
    "学雷锋日": N_("Lei Feng"), "妇女节": N_("Women's"), "儿童节": N_("Children's"),
    "教师节": N_("Teachers'"), "国庆节": N_("Nat'l Day"), "志愿者日": N_("Volunteers"),
    "除夕": N_("NY's Eve"), "春节": N_("Lunar NY"), "元宵节": N_("Lanterns"),
    "龙抬头": N_("Dragon"), "端午节": N_("Duanwu"), "七夕": N_("Qixi"),
    "中元节": N_("Ghosts"), "重阳节": N_("Chongyang"), "腊八节": N_("Laba"),
    "丰收节": N_("Harvest"),
}  # fmt: skip
"""English names shortened for the cell of a day; the line of the day has the full names."""


def kind_letter(kind: KindSpec) -> str:
    """The letter or character of a kind of event: ``义``, ``D``; a village's own has its own."""
    if kind in BUILT_IN:
        return _(_SIGNS)[BUILT_IN.index(kind)]
    return harmless_line(kind.letter or kind.name[:1])


def day_tag(day: date) -> str:
    """``休``, ``班`` or nothing: the tag after the number of a day."""
    return _(_TAGS[day_off(day)])


def note_words(day: date) -> str:
    """The note under a date: festival, solar term, lunar month or day; in English the first two.

    An English note fits in ten cells, the width of a day on a terminal of 80 columns.
    """
    note = day_note(day)
    if language.current_language() == "zh":
        return note.text
    if note.kind not in ("festival", "term"):
        return ""
    return _(_SHORT[note.text]) if note.text in _SHORT else festival_name(note.text)


def day_words(day: date) -> str:
    """A day in full: ``10月1日 周四 八月廿一  国庆节  放假``."""
    work = {"off": N_("day off"), "work": N_("working day"), "": ""}[day_off(day)]
    names = " ".join(festival_name(name) for name in day_note(day).names)
    return "  ".join(filter(None, (day_name(day, lunar=True), names, _(work))))


def festival_name(name: str) -> str:
    """The name of a festival or solar term in the current language."""
    if language.current_language() == "zh":
        return name
    return _(FESTIVALS[name]) if name in FESTIVALS else term_name(name)
