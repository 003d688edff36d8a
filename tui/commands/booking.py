"""``yigong booking``: book venues, and answer what was asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import structs

from yigong.store.calendar.bookings import BookingPlan
from yigong.store.dates.clock_parser import parse_hours
from yigong.store.errors import Refused, WrongUsage
from yigong.store.event_records import Event
from yigong.store.kinds import BOOKING
from yigong.store.language import _, ngettext
from yigong.store.venues.booking_rules import DatesTaken
from yigong.tui.commands import command_words, output
from yigong.tui.commands.arguments import date_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.event_codes import event_data
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.commands.venue import add_venue_argument
from yigong.tui.commands.venue_lists import booking_data, booking_rows
from yigong.tui.commands.venue_reason import offering_reason
from yigong.tui.view.booking_dates import (
    made_without,
    obstacle_lines,
    passed_over_words,
    series_words,
)
from yigong.tui.view.repeat_choices import repeat_offers, repeat_with_end
from yigong.tui.view.venue_words import keeper_words, venue_labels

_REPEATS = ("daily", "weekly", "fortnightly", "monthly", "nth")
"""The shapes of repeats that are offered (see `repeat_offers`); nth: on the same weekday."""


_DAYS_AHEAD = 366
"""How far ahead bookings are listed, unless a last day is given."""


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("booking", _("book venues, approve bookings or decline them"))
    part = group.add("add", add_booking, _("book a venue"))
    add_venue_argument(part)
    part.add_value("date", "DATE", _("the date; tomorrow, next sat, +7"), type=date_argument)
    part.add_value("time", "HH:MM-HH:MM", _("from when to when"), type=parse_hours)
    part.add_value("title", "TITLE", _("what for"))
    part.add_repeated("--also", "L", _("a venue that is held as well; repeatable"))
    part.add_value("--for", "P|S", _("who asks: a person or a squad"), dest="whom")
    part.add_argument("--repeat", choices=_REPEATS, help=_("how it repeats"))
    part.add_value("--until", "END", _("its last date, or how many times"), default="")
    part.add_flag("--skip-taken", _("without the dates that cannot be had"))
    part.add_value("--why", "REASON", _("why in spite of others, hours or limits"), default="")
    part.add_flag("--dry-run", _("only say what would be booked"))
    part = group.add("list", list_bookings, _("list bookings, from today or in a period"))
    part.add_value("--venue", "L", _("only of this venue, with the events there"))
    part.add_flag("--waiting", _("only those that wait for an answer"))
    part.add_value("--from", "DATE", _("first day"), dest="first", type=date_argument)
    part.add_value("--to", "DATE", _("last day"), dest="last", type=date_argument)
    part = group.add("approve", approve_booking, _("approve a booking; what else asks is declined"))
    _add_booking_argument(part)
    part.add_flag("--dry-run", _("only say what would be declined"))
    part = group.add("decline", decline_booking, _("decline a booking"))
    _add_booking_argument(part)
    part.add_value("answer", "ANSWER", _("why, for who asked"))
    part = group.add("cancel", cancel_booking, _("cancel a booking, or one date of it"))
    _add_booking_argument(part)
    part.add_reason()


def _add_booking_argument(part: Parser) -> None:
    part.add_value("event", "E", _("E0042; of one date E0042@2026-11-25"))


def add_booking(call: Call) -> None:
    """Book a venue."""
    village, booking = call.village, _asked(call)
    with offering_reason(call):
        planned = village.bookings.plan(booking)
        if call.options.dry_run:
            _print_plan(call, planned)
            return
        event = _book(call, booking)
    answer_booking(call, event, len(planned.dates) - len(planned.obstacles))


def _book(call: Call, booking: Event) -> Event:
    """Book it; where some of its dates cannot be had, say which, and how the others can be."""
    try:
        return call.village.bookings.book(booking, skip_taken=call.options.skip_taken)
    except DatesTaken as taken:
        if not call.options.json:
            for line in obstacle_lines(call.village, taken.obstacles):
                output.print_remark(line)
            if len(taken.obstacles) < taken.count:
                output.print_remark(_("--skip-taken books the other dates."))
        raise


def _asked(call: Call) -> Event:
    """The booking that the arguments describe."""
    village, options = call.village, call.options
    begin, minutes = options.time
    if minutes is None:
        raise WrongUsage("Say from when to when: 14:00-16:00.")
    start = datetime.combine(call.day(options.date, say=False), begin)
    venues = [village.venues.find(query).number for query in (options.venue, *options.also)]
    repeat = next((o.repeat for o in repeat_offers(start) if o.shape == options.repeat), None)
    booking = Event(
        title=options.title,
        kind=BOOKING,
        start=start,
        minutes=minutes,
        venues=tuple(venues),
        repeat=repeat_with_end(repeat, options.until, start),
        override=options.why,
    )
    return booking if options.whom is None else structs.replace(booking, **_asker(call))


def _asker(call: Call) -> dict[str, int]:
    """Who asks, by number: a squad, else a person."""
    village, whom = call.village, call.options.whom
    try:
        return {"booked_for": village.squads.find(whom).number}
    except Refused:
        return {"booker": village.people.person_for(whom).number}


def _print_plan(call: Call, planned: BookingPlan) -> None:
    """Say which dates would be booked, and which cannot be had."""
    village = call.village
    if call.options.json:
        left = {obstacle.occurrence.planned for obstacle in planned.obstacles}
        output.print_json(
            {
                "booking": planned.event.booking,
                "dates": [o.planned for o in planned.dates if o.planned not in left],
                "taken": [
                    {"date": o.occurrence.planned, "why": o.why(village.venues.all(), village.zone)}
                    for o in planned.obstacles
                ],
            }
        )
        return
    if planned.obstacles:
        today = village.now().date()
        output.print_line(DatesTaken(planned.obstacles, len(planned.dates), today))
        for line in obstacle_lines(village, planned.obstacles):
            output.print_line(line)
        return
    n = len(planned.dates)
    text = ngettext("{n} date can be had.", "{n} dates can be had.", n)
    output.print_line(text.format(n=n))
    _remark_passed_over(call, planned.event)


def _remark_passed_over(call: Call, booking: Event) -> None:
    """Remark which bookings wait for the time of one that waits for nobody."""
    if not call.options.json and (words := passed_over_words(call.village, booking)):
        output.print_remark(words)


def answer_booking(call: Call, event: Event, count: int) -> None:
    """Say what was booked: its venue, its date or the first of its dates."""
    village = call.village
    found = village.events.nearest(event, event.start)
    words = (
        _("{code} {title} waits for the keeper") if event.booking else _("{code} {title} is booked")
    ).format(code=event.code, title=event.title)
    day = command_words.day_text(found.start if found else event.start)
    if event.repeat:
        text = ngettext("{n} date from {day}", "{n} dates from {day}", count)
        day = text.format(n=count, day=day)
    end = event.start + timedelta(minutes=event.minutes)
    span = command_words.span_text(event.start, end)
    venue = venue_labels(village, event.venues)
    said = filter(None, [f"✓ {words}", venue, f"{day} {span}", made_without(event)])
    output.answer(call, event_data(event), "  ".join(said))
    _remark_passed_over(call, event)


def list_bookings(call: Call) -> None:
    """List the bookings from today on, or of a period; of one venue the events there as well."""
    village, options = call.village, call.options
    today = village.now().date()
    first = call.day(options.first) if options.first else today
    last = call.day(options.last, near=first, first=first) if options.last else None
    if last is not None and last < first:
        raise Refused("The end of the period is before its start.")
    last = last or first + timedelta(days=_DAYS_AHEAD)
    venues = village.venues.all()
    named = [] if options.venue is None else [village.venues.find(options.venue).number]
    found = [
        occurrence
        for occurrence in village.venue_calendar.occurrences(named or venues, first, last)
        if (named or occurrence.event.kind == BOOKING)
        and (
            not options.waiting or (occurrence.booking == "tentative" and not occurrence.cancelled)
        )
    ]
    if options.json:
        output.print_json([booking_data(call, occurrence) for occurrence in found])
    elif found:
        output.print_table(booking_rows(call, found))
    else:
        output.print_line(_("There are no such bookings."))


def approve_booking(call: Call) -> None:
    """Approve a booking; what else asks for the same time is declined, in the same change."""
    number, planned = _target(call)
    village, dry_run = call.village, call.options.dry_run
    bookings = village.bookings
    before = bookings.booking(number)
    asked = [
        each for each in bookings.dates(before, "tentative") if planned in (None, each.planned)
    ]
    falls = (bookings.falls if dry_run else bookings.approve)(number, planned)
    event = village.events.get(number)
    if call.options.json:
        output.print_json({**event_data(event), "declined": [o.key for o in falls]})
        return
    text = _("{code} {title} can be approved") if dry_run else _("✓ {code} {title} is approved")
    said = [text.format(code=event.code, title=event.title), series_words(event, asked)]
    said.append(keeper_words(village, event.venues))
    output.print_line("  ".join(filter(None, said)))
    if falls:
        output.print_line(_("Would be declined with it:") if dry_run else _("Declined with it:"))
        output.print_table(booking_rows(call, falls))


def decline_booking(call: Call) -> None:
    """Decline a booking; it stays listed, and can be approved later."""
    number, planned = _target(call)
    event = call.village.bookings.decline(number, call.options.answer, planned)
    sentence = _("✓ {code} {title} is declined.").format(code=event.code, title=event.title)
    output.answer(call, event_data(event), sentence)


def cancel_booking(call: Call) -> None:
    """Cancel a booking, or one date of it."""
    number, planned = _target(call)
    village, reason = call.village, call.options.why
    village.bookings.booking(number)
    if planned is None:
        event = village.events.cancel(number, reason)
        code, title, data = event.code, event.title, event_data(event)
    else:
        occurrence = village.events.cancel_occurrence(number, planned, reason)
        code, title = occurrence.key, occurrence.event.title
        data = booking_data(call, occurrence)
    output.answer(call, data, _("✓ {code} {title} is cancelled.").format(code=code, title=title))


def _target(call: Call) -> tuple[int, date | None]:
    """The booking that the argument names, and one date of it; `None`: all of them."""
    occurrence = call.occurrence("plan")
    return occurrence.event.number, occurrence.planned if "@" in call.options.event else None
