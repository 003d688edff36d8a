"""``yigong event``: add, change, move, cancel and restore events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import msgspec

from yigong.store import kinds
from yigong.store.attendance.register import Promotion
from yigong.store.attendance.role_words import read_role
from yigong.store.dates.clock_parser import parse_hours
from yigong.store.errors import Refused, Unsure, WrongUsage, YigongError
from yigong.store.event_records import Event, Occurrence
from yigong.store.language import _
from yigong.tui.commands import command_words, output
from yigong.tui.commands.arguments import count_argument, date_argument, roles_help
from yigong.tui.commands.call import Call
from yigong.tui.commands.event_codes import event_data
from yigong.tui.commands.event_list import (
    list_clashes,
    list_events,
    list_invitations,
    occurrence_data,
)
from yigong.tui.commands.event_show import show_event
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.commands.host_options import add_host_options, hosts_named, names_hosts
from yigong.tui.commands.venue_reason import offering_reason
from yigong.tui.text.typed_values import USUAL_MINUTES


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("event", _("plan, list, find, move, cancel and restore events"))
    part = group.add("add", add_events, _("plan an event, or those of a JSON file"))
    part.add_value(
        "file", "FILE", _("one event or a list, as `event list --json` gives; -: stdin"), nargs="?"
    )
    part.add_value("--title", "TEXT", _("without a file: the title"))
    part.add_value("--date", "DATE", _("the date; tomorrow, next sat, +7"), type=date_argument)
    part.add_value("--time", "HH:MM-HH:MM", _("from when to when; else all day"), type=parse_hours)
    part.add_value("--place", "PLACE", _("where"), default="")
    part.add_value("--kind", "KIND", _("its kind, such as class; else a duty day"))
    part.add_value("--role", "ROLE", roles_help(), type=read_role)
    part.add_value("--programme", "P", _("the programme it is part of: its code or name"))
    part.add_repeated("--venue", "L", _("a venue that it holds; repeatable"))
    part.add_repeated("--answers", "Q", _("a request that it is in answer to; repeatable"))
    _add_why(part)
    add_host_options(part)
    part = group.add("list", list_events, _("list the events, or what happens in a period"))
    part.add_value("--from", "DATE", _("first day"), dest="first", type=date_argument)
    part.add_value("--to", "DATE", _("last day"), dest="last", type=date_argument)
    part.add_value("--search", "WORDS", _("only those that words, pinyin or a code mean"))
    part.add_flag("--bookings", _("bookings of venues, too"))
    part = group.add("clashes", list_clashes, _("what shares a place or a squad at the same time"))
    part.add_event(nargs="?")
    part = group.add("show", show_event, _("show one event and its register"))
    part.add_event()
    part = group.add(
        "invite", list_invitations, _("whom to ask to come: who came least lately first")
    )
    part.add_event()
    part.add_repeated("--squad", "S", _("of this squad, else of those that are needed; repeatable"))
    part.add_repeated("--programme", "P", _("who is enrolled in this programme; repeatable"))
    part = group.add(
        "change", change_event, _("change an event: all dates to come, or from a date on")
    )
    part.add_event()
    part.add_value("file", "FILE", _("the fields that change, as `event list --json`; -: stdin"))
    part.add_value("--from", "DATE", _("first day"), dest="first", type=date_argument)
    part.add_flag("--yes", _("also with fewer places than people have, who keep theirs"))
    part = group.add("move", move_occurrence, _("move one occurrence"))
    part.add_event()
    part.add_value("date", "DATE", _("the new date"), type=date_argument)
    part.add_value(
        "time", "HH:MM-HH:MM", _("the new time, or from when to when"), nargs="?", type=parse_hours
    )
    part.add_value("--minutes", "N", _("the new length"), type=count_argument)
    part.add_value("--place", "PLACE", _("the new place"))
    part.add_repeated("--venue", "L", _("a venue that it holds then; repeatable"))
    _add_why(part)
    part = group.add(
        "cancel", cancel_event, _("cancel an event (E0042) or one occurrence (E0042@DATE)")
    )
    _add_event_and_date(part, _("cancel only this date"))
    part.add_reason()
    part = group.add("restore", restore_event, _("take a cancellation or a move back"))
    _add_event_and_date(part, _("restore only this date"))
    part = group.add("leave-out", leave_out, _("leave a date out of a series: nobody is told"))
    _add_event_and_date(part, _("the date that is left out"))
    part = group.add("put-back", put_back, _("put a date that was left out back"))
    _add_event_and_date(part, _("the date that is put back"))


def _add_why(part: Parser) -> None:
    part.add_value("--why", "REASON", _("why it holds a venue together with others"))


def _add_event_and_date(part: Parser, words: str) -> None:
    part.add_event()
    part.add_value("date", "DATE", words, nargs="?", type=date_argument)


def add_events(call: Call) -> None:
    """Plan events: all of them are checked before the first is written."""
    events = _given_events(call)
    village = call.village
    uids = {event.uid for event in village.events.all().values()}
    for event in events:
        village.events.validated(event)
        for squad in event.needs:
            village.squads.get(squad)
        if event.uid and event.uid in uids:
            raise Refused("An event with this UID is here already: {title}.", title=event.title)
        uids.add(event.uid)
    added: list[Event] = []
    for event in events:
        try:
            with offering_reason(call):
                added.append(village.events.add(event))
        except YigongError:
            if added:
                codes = " ".join(event.code for event in added)
                output.print_remark(_("Added before the fault: {codes}").format(codes=codes))
            raise
    if call.options.json:
        output.print_json([event_data(event) for event in added])
    _remark_clashes(call, added)
    for event in added if not call.options.json else ():
        end = event.start + timedelta(minutes=event.minutes)
        text = _("✓ {code} {title} ({kind}) is planned: {day}, {span}.").format(
            code=event.code,
            kind=kinds.kind_name(event.kind),
            title=event.title,
            day=command_words.day_text(event.start),
            span=command_words.span_text(event.start, end, all_day=event.all_day),
        )
        output.print_line(text)


def _remark_clashes(call: Call, events: Sequence[Event]) -> None:
    """Remark what wants the same venue, place or squad as some events, and when one is closed."""
    from yigong.tui.view.booking_dates import closed_lines
    from yigong.tui.view.event_words import clash_lines

    squads = call.village.squads.all()
    for event in events:
        lines = clash_lines(call.village.events.clashes(event), squads)
        for line in [*lines, *closed_lines(call.village, event)]:
            output.print_remark(f"{event.code}: {line}")


def _remark_asked_again(before: Event, after: Event) -> None:
    """Remark that a booking waits for the keeper again by a change."""
    from yigong.tui.view.booking_dates import asked_again_words

    if words := asked_again_words(before, after):
        output.print_remark(f"{after.code}: {words}")


def _given_events(call: Call) -> list[Event]:
    """The events of the file, or the one that the options give; neither or both is wrong usage."""
    from yigong.tui.commands.event_json import parse_events

    options = call.options
    plan = (options.title, options.date, options.time, options.place, options.programme)
    given = (*plan, options.kind, options.role)
    lists = (options.venue, options.answers, names_hosts(call))
    if options.file is not None and not any((*given, *lists)):
        return parse_events(call.read_file(options.file), call.village)
    if options.file is not None or options.title is None or options.date is None:
        raise WrongUsage("Give a FILE, or --title and --date.")
    village, named = call.village, options.programme
    begin, minutes = options.time or (time(), 1440)
    return [
        Event(
            title=options.title,
            start=datetime.combine(call.day(options.date, say=False), begin),
            minutes=USUAL_MINUTES if minutes is None else minutes,
            all_day=options.time is None,
            place=options.place,
            kind=_kind_named(call),
            role=options.role or "",
            programme=village.programmes.find(named).number if named is not None else 0,
            venues=_venues_named(call),
            answers=tuple(village.requests.find(text).number for text in options.answers),
            hosts=hosts_named(call),
            override=options.why or "",
        )
    ]


def _kind_named(call: Call) -> str:
    """The kind that the option ``--kind`` names, in any language; a duty day without it.

    Raises:
        Refused: There is none.
    """
    text, own = call.options.kind, call.village.settings.kinds
    if text is None:
        return "duty_day"
    kind = kinds.kind_called(text, own)
    if kind is None:
        raise kinds.unknown_kind(text[:40], own)
    return kind.name


def _venues_named(call: Call) -> tuple[int, ...]:
    """The venues that the option ``--venue`` names, by number."""
    find = call.village.venues.find
    return tuple(find(text).number for text in call.options.venue)


def change_event(call: Call) -> None:
    """Change fields of an event: for all dates to come, or from a date on."""
    from yigong.tui.commands.event_json import with_given_fields

    events = call.village.events
    current = call.event()
    plan = msgspec.structs.replace(current, earlier=())
    event = with_given_fields(event_data(plan), call.read_file(call.options.file), call.village)
    for squad in event.needs:
        call.village.squads.get(squad)
    event = msgspec.structs.replace(event, number=current.number, rev=current.rev, uid=current.uid)
    first = call.day(call.options.first) if call.options.first else None
    moved_up, sure = list[Promotion](), call.options.yes
    try:
        changed = (
            events.save_from(event, first, moved_up, sure=sure)
            if first
            else events.save(event, moved_up, sure=sure)
        )
    except Unsure as doubt:
        raise Refused("{doubt} Nothing was changed; --yes saves it.", doubt=doubt) from None
    sentence = _("✓ {code} {title} is changed.").format(code=changed.code, title=changed.title)
    output.answer_plan(call, event_data(changed), sentence, moved_up)
    _remark_asked_again(current, changed)
    _remark_clashes(call, [changed])


def move_occurrence(call: Call) -> None:
    """Move one occurrence; it keeps its time, length and place if none is given."""
    occurrence = call.occurrence("plan")
    begin, minutes = call.options.time or (occurrence.start.time(), None)
    if None not in (minutes, call.options.minutes):
        raise WrongUsage("An end of the time and --minutes say the length twice.")
    day = call.day(call.options.date, near=occurrence.start.date(), say=False)
    before = call.village.events.get(occurrence.event.number)
    with offering_reason(call):
        moved = call.village.events.move(
            occurrence.event.number,
            occurrence.planned,
            datetime.combine(day, begin),
            minutes=minutes or call.options.minutes,
            place=call.options.place,
            venues=_venues_named(call) or None,
            override=call.options.why,
        )
    sentence = _("✓ {key} {title} is now on {day}, {span}.").format(
        key=moved.key,
        title=moved.event.title,
        day=command_words.day_text(moved.start),
        span=command_words.span_text(moved.start, moved.end, all_day=moved.event.all_day),
    )
    output.answer(call, occurrence_data(moved), sentence)
    after = call.village.events.get(moved.event.number)
    _remark_asked_again(before, after)
    _remark_clashes(call, [after])


def cancel_event(call: Call) -> None:
    """Cancel an event, or one occurrence if a date is given."""
    events, reason = call.village.events, call.options.why
    number, planned = _target(call)
    if planned is None:
        result: Event | Occurrence = events.cancel(number, reason)
    else:
        result = events.cancel_occurrence(number, planned, reason)
    _answer(call, result, _("✓ {code} {title} is cancelled."))


def restore_event(call: Call) -> None:
    """Restore a cancelled event, or one occurrence to its plan."""
    events = call.village.events
    number, planned = _target(call)
    if planned is None:
        _answer(call, events.restore(number), _("✓ {code} {title} takes place again."))
    else:
        restored = events.restore_occurrence(number, planned)
        _answer(call, restored, _("✓ {code} {title} takes place as planned."))


def leave_out(call: Call) -> None:
    """Leave one date out of a series, as if its rule did not give it."""
    number, planned = _target(call)
    if planned is None:
        raise WrongUsage("Name the date: E0042@2026-11-25.")
    event = call.village.events.leave_out(number, planned)
    sentence = _("✓ {title} leaves {day} out; nobody is told.").format(
        title=event.title, day=command_words.day_text(planned)
    )
    output.answer(call, event_data(event), sentence)


def put_back(call: Call) -> None:
    """Put a date that was left out back into its series."""
    events, (query, _at, named) = call.village.events, call.options.event.partition("@")
    text = call.options.date or named
    if not text:
        raise WrongUsage("Name the date: E0042@2026-11-25.")
    number = events.occurrence_for(query).event.number
    back = events.put_back(number, call.day(text, say=False))
    _answer(call, back, _("✓ {code} {title} takes place as planned."))


def _target(call: Call) -> tuple[int, date | None]:
    """The event that the arguments name, and the planned date; `None`: they name all of it."""
    number = call.event().number
    if call.options.date is not None:
        day = call.day(call.options.date, say=False)
        return number, call.village.events.occurrence(number, day).planned
    return number, call.occurrence("plan").planned if "@" in call.options.event else None


def _answer(call: Call, result: Event | Occurrence, text: str) -> None:
    if isinstance(result, Event):
        data, code, title = event_data(result), result.code, result.title
    else:
        data, code, title = occurrence_data(result), result.key, result.event.title
    output.answer(call, data, text.format(code=code, title=title))
