"""``yigong event list``, ``show`` and ``clashes``: the calendar, read."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from yigong.store.errors import Refused
from yigong.store.language import _, ngettext
from yigong.tui.commands import command_words, output

if TYPE_CHECKING:
    from yigong.store.attendance.register import Register
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
        output.emit([output.builtins(event) for event in events])
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
            _state(one),
        ]
        for one in found
    ]


def _state(one: Occurrence) -> str:
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
        found = [clash for clash in found if clash.occurrence.event.number < clash.other.event.number]
        found.sort(key=lambda clash: (clash.occurrence.start, clash.other.start))
    if call.options.json:
        output.emit(
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
        output.say(_("Nothing shares a place or a squad at the same time."))


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


def show_event(call: Call) -> None:
    """Show an event: its plan, the occurrence that is meant, its register."""
    village = call.village
    one = village.events.occurrence_for(call.options.event)
    book = village.registers.read(one.key)
    if call.options.json:
        output.emit(
            {
                "event": output.builtins(one.event),
                "occurrence": occurrence_data(one),
                "register": {
                    "head": output.builtins(book.head) if book.head else None,
                    "entries": [output.entry_data(call, e) for e in book.entries.values()],
                },
            }
        )
        return
    output.say(f"{one.key}  {one.event.title}  {_state(one)}".rstrip())
    output.print_table(_plan(call, one))
    for line in one.event.notes.splitlines():
        output.say(line)
    _squads(call, one, book)
    _people(call, book)


def _plan(call: Call, one: Occurrence) -> list[list[object]]:
    from yigong.store.dates import recurrence
    from yigong.tui.text.repeat_words import repeat_text
    from yigong.tui.text.words import kind_name

    event, zone = one.event, call.village.zone
    whole = call.village.events.get(event.number)
    rows: list[list[object]] = []
    when = command_words.span_text(
        one.start.astimezone(zone), one.end.astimezone(zone), all_day=event.all_day
    )
    rows.append([kind_name(event.kind), command_words.day_text(one.start.astimezone(zone)), when])
    if event.repeat or whole.earlier:
        midnight = datetime.combine(one.planned + timedelta(days=1), time())
        ahead = recurrence.next_starts(whole, midnight, 3)
        rows.append([_("Repeats"), repeat_text(event)])
        if ahead:
            rows.append([_("Next"), ", ".join(f"{start:%Y-%m-%d}" for start in ahead)])
    if one.place:
        rows.append([_("Place"), one.place])
    if event.lead:
        rows.append([_("In charge"), event.lead])
    if event.programme:
        rows.append([_("Programme"), event.programme])
    if event.travel:
        rows.append([_("On the way"), _("{n} min").format(n=event.travel)])
    if event.capacity:
        rows.append([_("Places"), event.capacity])
    return rows


def _squads(call: Call, one: Occurrence, book: Register) -> None:
    """Needed against signed up against here, for each squad that is needed."""
    squads = call.village.squads.all()
    signed, present = book.by_squad(book.expected), book.by_squad(book.present)
    if one.event.needs:
        output.say()
        rows: list[list[object]] = [[_("Squad"), _("Needed"), _("Signed up"), _("Came")]]
        rows += [
            [squads[n].name if n in squads else n, count, signed.get(n, 0), present.get(n, 0)]
            for n, count in one.event.needs.items()
        ]
        output.print_table(rows, right=(1, 2, 3))


def _people(call: Call, book: Register) -> None:
    from yigong.store.attendance.hours import hours_text

    waiting = sum(1 for entry in book.entries.values() if entry.waiting)
    output.say()
    output.say(
        _("Signed up {expected}, waiting {waiting}, came {came}, here now {here}.").format(
            expected=len(book.expected),
            waiting=waiting,
            came=len(book.present),
            here=len(book.here),
        )
    )
    if book.head is not None and book.closed:
        output.say(
            _("Closed by {by} on {at:%Y-%m-%d %H:%M}.").format(
                by=book.head.closed_by, at=book.head.closed
            )
        )
    if book.head is not None and book.head.report:
        output.say(_("Report: {text}").format(text=book.head.report))
    people, zone = call.village.people.all(), call.village.zone
    rows: list[list[object]] = []
    for entry in book.entries.values():
        person = people.get(entry.number)
        stints = " ".join(
            f"{s.start.astimezone(zone):%H:%M}-{s.end.astimezone(zone):%H:%M}"
            if s.end
            else f"{s.start.astimezone(zone):%H:%M}-"
            for s in entry.stints
        )
        state = (
            _("waiting")
            if entry.waiting
            else command_words.code_word(command_words.MARKS, entry.mark)
        )
        granted = sum(grant.minutes for grant in entry.grants)
        if granted:
            said = _("granted {hours} h").format(hours=hours_text(granted))
            state = f"{state}  {said}".strip()
        along = entry.adults + entry.children
        rows.append(
            [
                f"V{entry.number:04d}",
                person.name if person else "?",
                call.village.squads.names((entry.squad,)),
                stints,
                ngettext("with {n} more", "with {n} more", along).format(n=along) if along else "",
                state,
            ]
        )
    output.print_table(rows)
