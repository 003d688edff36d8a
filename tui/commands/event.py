"""``yigong event``: plan, list, show, move, cancel, restore."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from store.errors import Refused, YigongError
from store.language import _, ngettext
from tui.commands import output, words
from tui.commands.arguments import Group, Subparsers, a_date, a_time, count

if TYPE_CHECKING:
    from store.records import Event, Occurrence
    from store.register import Register
    from tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command and its parts."""
    group = Group(commands, "event", _("plan, list, show, move, cancel and restore events"))
    part = group.add("add", add, _("plan events from a JSON file"))
    part.add_argument(
        "file",
        metavar="FILE",
        help=_("one event or a list, as `event list --json` gives; -: stdin"),
    )
    part = group.add("list", list_, _("list the events, or what happens in a period"))
    part.add_argument("--from", dest="first", type=a_date, metavar="DATE", help=_("first day"))
    part.add_argument("--to", dest="last", type=a_date, metavar="DATE", help=_("last day"))
    part = group.add("show", show, _("show one event and its register"))
    _which(part)
    part = group.add("move", move, _("move one occurrence"))
    _which(part)
    part.add_argument("date", type=a_date, metavar="DATE", help=_("the new date"))
    part.add_argument("--time", type=a_time, metavar="HH:MM", help=_("the new time"))
    part.add_argument("--minutes", type=count, metavar="N", help=_("the new length"))
    part.add_argument("--place", metavar="PLACE", help=_("the new place"))
    part = group.add("cancel", cancel, _("cancel an event (E0042) or one occurrence (E0042@DATE)"))
    _which(part, date=True)
    part.add_argument("--reason", default="", metavar="TEXT", help=_("why"))
    part = group.add("restore", restore, _("take a cancellation or a move back"))
    _which(part, date=True)


def _which(part: Any, *, date: bool = False) -> None:
    part.add_argument(
        "event", metavar="E", help=_("E0042, E0042@2026-11-25 or the whole title of an event")
    )
    if date:
        part.add_argument(
            "date",
            nargs="?",
            type=a_date,
            metavar="DATE",
            help=_("only the occurrence of this day"),
        )


# -- planning --------------------------------------------------------------


def add(call: Call) -> None:
    """Plan events: all of them are checked before the first is written."""
    from store import validate
    from tui.commands.call import read_input
    from tui.commands.event_json import parse

    events = parse(read_input(call.options.file))
    village = call.village
    uids = {event.uid for event in village.events.all().values()}
    for event in events:
        validate.event(event)
        for squad in event.needs:
            village.squads.get(squad)
        if event.uid and event.uid in uids:
            raise Refused("An event with this UID is here already: {title}.", title=event.title)
        uids.add(event.uid)
    added: list[Event] = []
    for event in events:
        try:
            added.append(village.events.add(event))
        except YigongError:
            if added:
                codes = " ".join(one.code for one in added)
                output.note(_("Added before the fault: {codes}").format(codes=codes))
            raise
    if call.options.json:
        output.emit([output.builtins(event) for event in added])
        return
    for event in added:
        output.say(_("✓ {code} {title} is planned.").format(code=event.code, title=event.title))


def move(call: Call) -> None:
    """Move one occurrence; time, length and place stay where none is given."""
    events = call.village.events
    one = events.one(call.options.event)
    at = call.options.time or one.start.time()
    moved = events.move(
        one.event.number,
        one.planned,
        datetime.combine(call.options.date, at),
        minutes=call.options.minutes,
        place=call.options.place,
    )
    if call.options.json:
        output.emit(occurrence_data(moved))
        return
    output.say(
        _("✓ {key} {title} is now on {day}, {span}.").format(
            key=moved.key,
            title=moved.event.title,
            day=words.day(moved.start),
            span=words.span(moved.start, moved.end, all_day=moved.event.all_day),
        )
    )


def cancel(call: Call) -> None:
    """Cancel a whole event, or one occurrence where a date is given."""
    events = call.village.events
    one, whole = _meant(call)
    reason = call.options.reason
    if whole:
        _done(call, events.cancel(one.event.number, reason), _("✓ {code} {title} is cancelled."))
    else:
        _done(
            call,
            events.cancel_one(one.event.number, one.planned, reason),
            _("✓ {code} {title} is cancelled."),
        )


def restore(call: Call) -> None:
    """Take back the cancellation of an event, or whatever is different on one occurrence."""
    events = call.village.events
    one, whole = _meant(call)
    if whole:
        _done(call, events.restore(one.event.number), _("✓ {code} {title} takes place again."))
    else:
        _done(
            call,
            events.restore_one(one.event.number, one.planned),
            _("✓ {code} {title} takes place as planned."),
        )


def _meant(call: Call) -> tuple[Occurrence, bool]:
    """The occurrence that is named, and whether the whole event is meant."""
    events = call.village.events
    one = events.one(call.options.event)
    if call.options.date is not None:
        return events.occurrence(one.event.number, call.options.date), False
    return one, "@" not in call.options.event


def _done(call: Call, result: Event | Occurrence, sentence: str) -> None:
    from store.records import Event

    if isinstance(result, Event):
        data, code, title = output.builtins(result), result.code, result.title
    else:
        data, code, title = occurrence_data(result), result.key, result.event.title
    if call.options.json:
        output.emit(data)
    else:
        output.say(sentence.format(code=code, title=title))


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


# -- looking ---------------------------------------------------------------


def list_(call: Call) -> None:
    """List events; with a period, what happens in it."""
    from store import recurrence

    village, first, last = call.village, call.options.first, call.options.last
    events = list(village.events.all().values())
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
        output.table(_agenda(call, found))
    else:
        output.table(_event_row(call, event) for event in events)


def _agenda(call: Call, found: list[Occurrence]) -> list[list[object]]:
    from tui.words import kind_name

    zone = call.village.zone
    return [
        [
            one.key,
            words.day(one.start.astimezone(zone)),
            words.span(
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
    from tui.repeats import repeat_text
    from tui.words import kind_name

    near = call.village.events.nearest(event, call.village.now().replace(tzinfo=None))
    return [
        event.code,
        words.day(near.start) if near else "-",
        words.span(near.start, near.end, all_day=event.all_day) if near else "",
        kind_name(event.kind),
        event.title,
        event.place,
        repeat_text(event) if event.repeat else "",
        _("cancelled") if event.cancelled else "",
    ]


def show(call: Call) -> None:
    """Show an event: its plan, the occurrence that is meant, its register."""
    village = call.village
    one = village.events.one(call.options.event)
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
    output.table(_plan(call, one))
    for line in one.event.notes.splitlines():
        output.say(line)
    _squads(call, one, book)
    _people(call, book)


def _plan(call: Call, one: Occurrence) -> list[list[object]]:
    from store import recurrence
    from tui.repeats import repeat_text
    from tui.words import kind_name

    event, zone = one.event, call.village.zone
    rows: list[list[object]] = []
    when = words.span(one.start.astimezone(zone), one.end.astimezone(zone), all_day=event.all_day)
    rows.append([kind_name(event.kind), words.day(one.start.astimezone(zone)), when])
    if event.repeat:
        midnight = datetime.combine(one.planned + timedelta(days=1), time())
        ahead = recurrence.next_starts(event, midnight, 3)
        rows.append([_("Repeats"), repeat_text(event)])
        if ahead:
            rows.append([_("Next"), ", ".join(f"{start:%Y-%m-%d}" for start in ahead)])
    if one.place:
        rows.append([_("Place"), one.place])
    if event.lead:
        rows.append([_("In charge"), event.lead])
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
        output.table(rows, right=(1, 2, 3))


def _people(call: Call, book: Register) -> None:
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
        state = _("waiting") if entry.waiting else words.word(words.MARKS, entry.mark)
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
    output.table(rows)
