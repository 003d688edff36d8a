"""Words for dates, kinds, people and acts in the current language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from yigong.store import language
from yigong.store.attendance_records import Entry, Head
from yigong.store.dates.almanac import day_note
from yigong.store.dates.date_words import short_date
from yigong.store.errors import DataError
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _, ngettext
from yigong.store.named_records import Named
from yigong.store.records import Volunteer
from yigong.store.storage.history_line import HistoryLine
from yigong.tui.text.act_names import ACT_NAMES

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(number: int) -> str:
    """The short name of a weekday, 0 is Monday."""
    return _(_WEEKDAYS[number])


def day_name(day: date, *, lunar: bool = False, year: bool = False) -> str:
    """A date with its weekday: ``11月25日 周三``, ``Wed 25 Nov``; lunar only in Chinese."""
    if language.current_language() == "zh":
        text = f"{short_date(day)} {weekday(day.weekday())}"
        text = f"{day.year}年{text}" if year else text
        return f"{text} {day_note(day).lunar}".strip() if lunar else text
    text = f"{weekday(day.weekday())} {short_date(day)}"
    return f"{text} {day.year}" if year else text


def occurrence_hours(occurrence: Occurrence, *, short: bool = False) -> str:
    """The hours of an occurrence, ``08:30-11:00``; with the last date if it takes several days,
    in short (eleven cells) how many."""
    start, end = occurrence.start, occurrence.end
    if occurrence.event.all_day:
        last = (end - timedelta(minutes=1)).date()
        if last == start.date():
            return _("all day")
        return _("all day to {day}").format(day=short_date(last))
    if occurrence.minutes < 24 * 60:
        return f"{start:%H:%M}-{end:%H:%M}"
    if short:
        return f"{start:%H:%M} " + _("{n} d").format(n=(end.date() - start.date()).days + 1)
    return f"{start:%H:%M} - {short_date(end)} {end:%H:%M}"


def entry_state(entry: Entry) -> str:
    """The state of a person's entry in a register, in a word or two."""
    late = entry.mark == "late"
    if entry.here:
        here = _("late {time}") if late else _("here since {time}")
        return here.format(time=f"{entry.stints[-1].start:%H:%M}")
    if entry.stints:
        left = _("late, left {time}") if late else _("left {time}")
        return left.format(time=f"{entry.stints[-1].end:%H:%M}")
    if entry.waiting:
        return _("waiting")
    marks = {"late": N_("late"), "leave": N_("on leave"), "absent": N_("absent")}
    if entry.mark:
        return _(marks[entry.mark])
    if entry.grants and entry.expected is None:
        return _("granted hours")
    return _("expected")


def programme_text(head: Head) -> str:
    """The programme of an occurrence, and how much of its time is travel; empty: neither is set."""
    travel = _("{n} min of it on the way").format(n=head.travel) if head.travel else ""
    return "  ".join(filter(None, (head.programme, travel)))


def act_name(act: str) -> str:
    """The name of a history line's act."""
    return _(ACT_NAMES.get(act, act))


def person_name(person: Volunteer | None) -> str:
    """A person's name in a list that also has their code; an erased record has no name."""
    if person is None:
        return "?"
    return _("(forgotten)") if person.forgotten else person.name


def more_text(count: int) -> str:
    """How many more there are than are shown."""
    return ngettext("{n} more", "{n} more", count).format(n=count)


def changed_events_text(lines: Sequence[HistoryLine]) -> str:
    """The event that a change of the calendar is about; of several, how many. Lines of registers
    that follow the plan are left out."""
    events = [line for line in lines if line.book == "events"]
    if len(events) > 1:
        return ngettext("{n} event", "{n} events", len(events)).format(n=len(events))
    return "".join(str((line.old or line.new or {}).get("title", "")) for line in events)


def unreadable_text(unreadable: Sequence[DataError]) -> str:
    """How many registers could not be read, and the reason of the first."""
    count = len(unreadable)
    text = ngettext(
        "{n} register cannot be read and is not counted: {reason}",
        "{n} registers cannot be read and are not counted: {reason}",
        count,
    )
    return text.format(n=count, reason=unreadable[0])


def similar_words(similar: Sequence[Named]) -> str:
    """What a new name may be a second spelling of: ``四季赋能 P01``."""
    return _(", ").join(f"{each.name} {each.code}" for each in similar[:3])
