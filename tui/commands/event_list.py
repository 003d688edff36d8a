"""``yigong event list``, ``show`` and ``clashes``: the calendar, read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.tui.commands import command_words, output

if TYPE_CHECKING:
    from yigong.store.dates.clashes import Clash
    from yigong.store.records import Event, Occurrence
    from yigong.tui.commands.call import Call


def occurrence_data(one: Occurrence) -> dict[str, Any]:
    """An occurrence as plain data: what it is, not the whole event again."""
    return {
        "code": one.key,
        "event": one.event.code,
        "title": one.event.title,
        "planned": one.planned.isoformat(),
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "place": one.place,
        "cancelled": one.cancelled,
        "moved": one.moved,
        "reason": one.reason,
    }


def list_events(call: Call) -> None:
    """List events; with a period, what happens in it."""
    from yigong.store.dates import recurrence

    village, first, last = call.village, call.options.first, call.options.last
    events = list(village.events.all().values())
    if call.options.search is not None:
        events = village.events.search(call.options.search, limit=len(events))
    found: list[Occurrence] = []
    if first or last:
        first = first or village.now().date()
        last = last or first + timedelta(days=365)
        if last < first:
            raise Refused("The end of the period is before its start.")
        found = recurrence.occurrences(events, first, last, village.zone)
        numbers = {one.event.number for one in found}
        events = [event for event in events if event.number in numbers]
    if call.options.json:
        output.print_json([output.record_data(event) for event in events])
    elif first:
        output.print_table(_agenda(call, found))
    else:
        output.print_table(_event_row(call, event) for event in events)


def _agenda(call: Call, found: list[Occurrence]) -> list[list[object]]:
    from yigong.tui.text.words import kind_name

    zone = call.village.zone
    return [
        [
            one.key,
            command_words.day_text(one.start.astimezone(zone)),
            command_words.span_text(
                one.start.astimezone(zone), one.end.astimezone(zone), all_day=one.event.all_day
            ),
            kind_name(one.event.kind),
            one.event.title,
            one.place,
            occurrence_state(one),
        ]
        for one in found
    ]


def occurrence_state(one: Occurrence) -> str:
    """Whether it is cancelled, and why, or moved, and from which day; empty: as planned."""
    if one.cancelled:
        return _("cancelled: {reason}").format(reason=one.reason) if one.reason else _("cancelled")
    return _("moved from {day}").format(day=one.planned) if one.moved else ""


def _event_row(call: Call, event: Event) -> list[object]:
    from yigong.tui.text.repeat_words import repeat_text
    from yigong.tui.text.words import kind_name

    near = call.village.events.nearest(event, call.village.now().replace(tzinfo=None))
    return [
        event.code,
        command_words.day_text(near.start) if near else "-",
        command_words.span_text(near.start, near.end, all_day=event.all_day) if near else "",
        kind_name(event.kind),
        event.title,
        event.place,
        repeat_text(event) if event.repeat else "",
        _("cancelled") if event.cancelled else "",
    ]


def list_clashes(call: Call) -> None:
    """Show what is in the way of an event from now on; without one, of all of them."""
    village = call.village
    events = village.events
    if call.options.event:
        asked = [events.get(events.occurrence_for(call.options.event).event.number)]
    else:
        asked = list(events.all().values())
    found = [clash for event in asked for clash in events.clashes(event)]
    if len(asked) > 1:  # each pair would be told twice
        found = [
            clash for clash in found if clash.occurrence.event.number < clash.other.event.number
        ]
        found.sort(key=lambda clash: (clash.occurrence.start, clash.other.start))
    if call.options.json:
        output.print_json(
            [
                {
                    "one": occurrence_data(clash.occurrence),
                    "other": occurrence_data(clash.other),
                    "place": clash.place,
                    "squads": [village.squads.get(n).code for n in clash.squads],
                }
                for clash in found
            ]
        )
    elif found:
        output.print_table(_clash_row(call, clash) for clash in found)
    else:
        output.print_line(_("Nothing shares a place or a squad at the same time."))


def _clash_row(call: Call, clash: Clash) -> list[object]:
    zone = call.village.zone
    shared = [clash.occurrence.place] if clash.place else []
    shared.append(call.village.squads.names(clash.squads))
    row: list[object] = [command_words.day_text(clash.occurrence.start.astimezone(zone))]
    for one in (clash.occurrence, clash.other):
        start, end = one.start.astimezone(zone), one.end.astimezone(zone)
        row += [
            one.key,
            command_words.span_text(start, end, all_day=one.event.all_day),
            one.event.title,
        ]
    return [*row, " ".join(filter(None, shared))]
