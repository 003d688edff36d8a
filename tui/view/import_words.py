"""A calendar import in words, the same on the command line and on screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from yigong.store.event_records import Change, Event
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _, ngettext
from yigong.tui.text.repeat_words import repeat_text
from yigong.tui.text.words import weekday

if TYPE_CHECKING:
    from yigong.exports.ical.importing.import_plan import ImportItem, ImportPlan, ImportVerdict
    from yigong.store.village.village import Village

IMPORT_VERDICT_NAMES: dict[ImportVerdict, str] = {
    "new": N_("new"),
    "changed": N_("changed"),
    "same": N_("same"),
    "refused": N_("refused"),
}
"""The names of the verdicts, as msgids, in display order."""

_LENGTHS = ((1440, N_("{n} d")), (60, N_("{n} h")), (1, N_("{n} min")))


def apply_import(village: Village, plan: ImportPlan) -> list[Event]:
    """Import the new and the changed events as one change; one undo takes it back.

    Raises:
        Stale: An event was changed since the file was read.
        Refused: An event cannot be changed: people came, or are signed up.
    """
    return village.events.import_events(plan.events("new"), plan.events("changed"))


def import_counts(plan: ImportPlan) -> str:
    """``new 3, changed 1, same 20``; an empty text for a file without events."""
    found = [(name, plan.count(name)) for name in IMPORT_VERDICT_NAMES]
    return _(", ").join(
        f"{_(IMPORT_VERDICT_NAMES[name])} {count}" for name, count in found if count
    )


def import_done_words(taken: int) -> str:
    """The sentence after an import."""
    if not taken:
        return _("Nothing in it is new.")
    return ngettext("{n} event is on the calendar", "{n} events are on the calendar", taken).format(
        n=taken
    )


def item_when(item: ImportItem) -> str:
    """``2026-11-25 Wed 08:30``, as far as it could be read."""
    start = item.start
    if start is None:
        return ""
    hours = "" if item.event and item.event.all_day else f" {start:%H:%M}"
    return f"{start.date()} {weekday(start.weekday())}{hours}"


def item_details(item: ImportItem) -> list[str]:
    """An item in lines: what would change, or how it repeats; then the reasons."""
    lines = list(item.reasons)
    if item.verdict == "changed" and item.before and item.event:
        return [*event_differences(item.before, item.event), *lines]
    if item.verdict == "new" and item.event:
        facts = [repeat_text(item.event) if item.event.repeat else ""]
        facts += [_("cancelled") if item.event.cancelled else "", item.event.place]
        return [*filter(None, ["  ".join(filter(None, facts))]), *lines]
    return lines


def event_differences(before: Event, after: Event) -> list[str]:
    """The differences between two events, a line each: ``Place: 文化礼堂 -> 祠堂``."""
    pairs = [
        (_("Title"), before.title, after.title),
        (_("Kind"), kind_name(before.kind), kind_name(after.kind)),
        (_("Date"), _start(before), _start(after)),
        (_("Length"), _length(before.minutes), _length(after.minutes)),
        (_("Repeats"), repeat_text(before), repeat_text(after)),
        (_("Time zone"), before.zone, after.zone),
        (_("Place"), before.place, after.place),
        (_("In charge"), before.lead, after.lead),
        (_("Coordinates"), _geo(before), _geo(after)),
        (_("State"), _state(cancelled=before.cancelled), _state(cancelled=after.cancelled)),
    ]
    lines = [f"{name}: {old or '-'} -> {new or '-'}" for name, old, new in pairs if old != new]
    if before.notes != after.notes:
        lines.append(_("The notes differ."))
    for old, new in zip([*before.earlier, before], [*after.earlier, after], strict=False):
        lines += _dates(old, new)
    return lines


def _dates(before: Event, after: Event) -> Iterator[str]:
    """The changes of single dates that differ."""
    for day in sorted(before.changes.keys() | after.changes.keys()):
        old, new = _change(before.changes.get(day)), _change(after.changes.get(day))
        if old != new:
            yield f"{day}: {old} -> {new}"


def _change(change: Change | None) -> str:
    """The change of a date in words."""
    if change is None:
        return _("as planned")
    parts = [
        _("left out") if change.left_out else "",
        _("cancelled") if change.cancelled else "",
        f"{change.start:%Y-%m-%d %H:%M}" if change.start else "",
        "" if change.minutes is None else _length(change.minutes),
        change.place or "",
    ]
    return " ".join(filter(None, parts)) or _("as planned")


def _start(event: Event) -> str:
    start: datetime = event.start
    return f"{start:%Y-%m-%d}" if event.all_day else f"{start:%Y-%m-%d %H:%M}"


def _length(minutes: int) -> str:
    """``2 h 30 min``."""
    parts = []
    for size, text in _LENGTHS:
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(_(text).format(n=count))
    return " ".join(parts)


def _geo(event: Event) -> str:
    return ", ".join(f"{degrees:.6g}" for degrees in event.geo or ())


def _state(*, cancelled: bool) -> str:
    return _("cancelled") if cancelled else _("as planned")
