"""``yigong event``: plan, list, find, show, move, cancel, restore."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from yigong.store.errors import Refused, YigongError
from yigong.store.language import _
from yigong.tui.commands import command_words, event_invite, output
from yigong.tui.commands.arguments import (
    add_event_argument,
    count_argument,
    date_argument,
    time_argument,
)
from yigong.tui.commands.event_list import list_clashes, list_events, occurrence_data
from yigong.tui.commands.event_show import show_event
from yigong.tui.commands.grammar import CommandGroup, Subparsers

if TYPE_CHECKING:
    from yigong.store.records import Event, Occurrence
    from yigong.tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command and its parts."""
    group = CommandGroup(commands, "event", _("plan, list, find, move, cancel and restore events"))
    part = group.add("add", add_events, _("plan events from a JSON file"))
    part.add_argument(
        "file",
        metavar="FILE",
        help=_("one event or a list, as `event list --json` gives; -: stdin"),
    )
    part = group.add("list", list_events, _("list the events, or what happens in a period"))
    part.add_argument(
        "--from", dest="first", type=date_argument, metavar="DATE", help=_("first day")
    )
    part.add_argument("--to", dest="last", type=date_argument, metavar="DATE", help=_("last day"))
    part.add_argument(
        "--search", metavar="WORDS", help=_("only those that words, pinyin or a code mean")
    )
    part = group.add("clashes", list_clashes, _("what shares a place or a squad at the same time"))
    part.add_argument(
        "event",
        metavar="E",
        nargs="?",
        help=_("E0042, E0042@2026-11-25 or the whole title of an event"),
    )
    part = group.add("show", show_event, _("show one event and its register"))
    _which(part)
    event_invite.register(group)
    part = group.add(
        "change", change_event, _("change an event: all dates to come, or from a date on")
    )
    _which(part)
    part.add_argument(
        "file", metavar="FILE", help=_("the fields that change, as `event list --json`; -: stdin")
    )
    part.add_argument(
        "--from", dest="first", type=date_argument, metavar="DATE", help=_("first day")
    )
    part = group.add("move", move_occurrence, _("move one occurrence"))
    _which(part)
    part.add_argument("date", type=date_argument, metavar="DATE", help=_("the new date"))
    part.add_argument("--time", type=time_argument, metavar="HH:MM", help=_("the new time"))
    part.add_argument("--minutes", type=count_argument, metavar="N", help=_("the new length"))
    part.add_argument("--place", metavar="PLACE", help=_("the new place"))
    part = group.add(
        "cancel", cancel_event, _("cancel an event (E0042) or one occurrence (E0042@DATE)")
    )
    _which(part, date=True)
    part.add_argument("--reason", default="", metavar="TEXT", help=_("why"))
    part = group.add("restore", restore_event, _("take a cancellation or a move back"))
    _which(part, date=True)


def _which(part: Any, *, date: bool = False) -> None:
    add_event_argument(part)
    if date:
        part.add_argument(
            "date",
            nargs="?",
            type=date_argument,
            metavar="DATE",
            help=_("only the occurrence of this day"),
        )


# -- planning --------------------------------------------------------------


def add_events(call: Call) -> None:
    """Plan events: all of them are checked before the first is written."""
    from yigong.store import validate
    from yigong.tui.commands.event_json import parse_events

    events = parse_events(call.read_file(call.options.file))
    village = call.village
    uids = {event.uid for event in village.events.all().values()}
    for event in events:
        validate.validated_event(event)
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
                output.print_remark(_("Added before the fault: {codes}").format(codes=codes))
            raise
    if call.options.json:
        output.print_json([output.record_data(event) for event in added])
        return
    for event in added:
        output.print_line(
            _("✓ {code} {title} is planned.").format(code=event.code, title=event.title)
        )


def change_event(call: Call) -> None:
    """Change fields of an event: all dates that are still to come, or those from a date on."""
    from msgspec import structs

    from yigong.tui.commands.event_json import with_given_fields

    events = call.village.events
    current = events.get(events.occurrence_for(call.options.event).event.number)
    plan = structs.replace(current, earlier=())
    event = with_given_fields(output.record_data(plan), call.read_file(call.options.file))
    for squad in event.needs:
        call.village.squads.get(squad)
    event = structs.replace(event, number=current.number, rev=current.rev, uid=current.uid)
    first = call.options.first
    done = events.save_from(event, first) if first else events.save(event)
    _done(call, done, _("✓ {code} {title} is changed."))


def move_occurrence(call: Call) -> None:
    """Move one occurrence; time, length and place stay where none is given."""
    events = call.village.events
    one = events.occurrence_for(call.options.event)
    at = call.options.time or one.start.time()
    moved = events.move(
        one.event.number,
        one.planned,
        datetime.combine(call.options.date, at),
        minutes=call.options.minutes,
        place=call.options.place,
    )
    if call.options.json:
        output.print_json(occurrence_data(moved))
        return
    output.print_line(
        _("✓ {key} {title} is now on {day}, {span}.").format(
            key=moved.key,
            title=moved.event.title,
            day=command_words.day_text(moved.start),
            span=command_words.span_text(moved.start, moved.end, all_day=moved.event.all_day),
        )
    )


def cancel_event(call: Call) -> None:
    """Cancel a whole event, or one occurrence where a date is given."""
    events = call.village.events
    one, whole = _meant(call)
    reason = call.options.reason
    if whole:
        _done(call, events.cancel(one.event.number, reason), _("✓ {code} {title} is cancelled."))
    else:
        _done(
            call,
            events.cancel_occurrence(one.event.number, one.planned, reason),
            _("✓ {code} {title} is cancelled."),
        )


def restore_event(call: Call) -> None:
    """Take back the cancellation of an event, or whatever is different on one occurrence."""
    events = call.village.events
    one, whole = _meant(call)
    if whole:
        _done(call, events.restore(one.event.number), _("✓ {code} {title} takes place again."))
    else:
        _done(
            call,
            events.restore_occurrence(one.event.number, one.planned),
            _("✓ {code} {title} takes place as planned."),
        )


def _meant(call: Call) -> tuple[Occurrence, bool]:
    """The occurrence that is named, and whether the whole event is meant."""
    events = call.village.events
    one = events.occurrence_for(call.options.event)
    if call.options.date is not None:
        return events.occurrence(one.event.number, call.options.date), False
    return one, "@" not in call.options.event


def _done(call: Call, result: Event | Occurrence, sentence: str) -> None:
    from yigong.store.records import Event

    if isinstance(result, Event):
        data, code, title = output.record_data(result), result.code, result.title
    else:
        data, code, title = occurrence_data(result), result.key, result.event.title
    if call.options.json:
        output.print_json(data)
    else:
        output.print_line(sentence.format(code=code, title=title))
