"""``yigong export ical``, ``qr`` and ``message``: dates for calendars and phones."""

from __future__ import annotations

from typing import Any

from yigong.store.errors import Refused, WrongUsage
from yigong.store.language import _, ngettext
from yigong.store.storage.folder import place_of
from yigong.tui.access.confined_files import expand_path, is_confined
from yigong.tui.commands import output
from yigong.tui.commands.arguments import date_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.commands.output import deliver


def register(group: Commands) -> None:
    """Add the parts to ``export``."""
    part = group.add("ical", export_ical, _("one event, or the whole calendar, as .ics"))
    part.add_value("event", "E", _("only this event"), nargs="?")
    part.add_value("--squad", "S", _("only what needs this squad"))
    part.add_value("--person", "P", _("only the dates this person is signed up for"))
    part.add_argument(
        "--from", dest="first", type=date_argument, help=_("only dates from this day on")
    )
    part.add_argument("--to", dest="last", type=date_argument, help=_("only dates up to this day"))
    part.add_value(
        "--feeds",
        "DIR",
        _("a folder of calendars to subscribe to: the whole, each squad, each venue and more"),
    )
    part.add_output()
    part = group.add(
        "qr", export_qr, _("a date as a QR code for a phone's camera, on this terminal"), json=False
    )
    part.add_event()
    part.add_output(_("as a picture: .png or .svg"))
    part = group.add("message", export_message, _("a date as plain text, for WeChat"))
    part.add_event()
    part.add_output(_("as a text file"))


def export_ical(call: Call) -> None:
    """Export one event, some dates, or all events."""
    options = call.options
    filters = (options.squad, options.person, options.first, options.last)
    if options.feeds is not None:
        if any((options.event, *filters, options.output)):
            raise WrongUsage("--feeds writes everything; name nothing else.")
        _export_feeds(call)
    elif options.event:
        if any(filters):
            raise WrongUsage("Name an event, or a squad, person or period, not both.")
        _export_event(call)
    elif options.person or options.first or options.last:
        _export_dates(call)
    else:
        _export_events(call)


def _export_event(call: Call) -> None:
    """Export one event with all its dates."""
    from yigong.exports.ical.calendar_file import event_file_name, write_event

    event, today = call.event(), call.village.now().date()
    settings, context = call.village.settings, call.village.context
    data = write_event(event, settings, context=context, today=today)
    deliver(call, event_file_name(event), data)


def _export_events(call: Call) -> None:
    """Export all events, or those that need a squad."""
    from yigong.exports.ical.calendar_file import safe_file_name, write_calendar
    from yigong.exports.ical.selection import events_of_squad, without_bookings

    village = call.village
    events, name, file = without_bookings(village.events.all().values()), "", "calendar.ics"
    if call.options.squad:
        squad = call.squad()
        events = events_of_squad(events, squad.number)
        name = f"{village.settings.name} {squad.name}"
        file = safe_file_name(squad.code, squad.name)
    context, today = village.context.snapshot(), village.now().date()
    data = write_calendar(events, village.settings, context=context, today=today, name=name)
    deliver(call, file, data)


def _export_dates(call: Call) -> None:
    """Export one person's dates, or those of a period."""
    from yigong.exports.ical.calendar_file import safe_file_name, write_occurrences
    from yigong.exports.ical.selection import (
        needs_squad,
        occurrences_in_period,
        occurrences_of_person,
        posts_of_person,
        rides_of_person,
    )

    village, options = call.village, call.options
    first = call.day(options.first) if options.first else village.now().date()
    last = call.day(options.last, near=first, first=first) if options.last else None
    if last and last < first:
        raise Refused("The first day comes before the last.")
    squad = call.squad() if options.squad else None
    parts: dict[str, Any] = {}
    if options.person:
        person = call.person()
        dates = occurrences_of_person(village, person.number, first, last)
        dates = [d for d in dates if not squad or needs_squad(d.event, d.posts, squad.number)]
        parts["posts"] = posts_of_person(village, dates, person.number)
        parts["rides"] = rides_of_person(village, dates, person.number)
        name, file = (
            f"{village.settings.name} {person.name}",
            safe_file_name(person.code, person.name),
        )
    else:
        dates = occurrences_in_period(village, first, last, squad=squad.number if squad else 0)
        name = f"{village.settings.name} {squad.name}" if squad else ""
        file = safe_file_name(squad.code if squad else "calendar", str(first))
    if not dates:
        raise Refused("There are no such dates, so there is nothing to write.")
    context = village.context.snapshot()
    data = write_occurrences(dates, village.settings, context=context, name=name, **parts)
    deliver(call, file, data)


def _export_feeds(call: Call) -> None:
    """Write the folder of calendars to subscribe to, and print which were changed."""
    from yigong.exports.ical.feeds import write_feeds

    village = call.village
    if is_confined():
        raise Refused("Feeds are written by those who run the server.")
    folder = expand_path(call.options.feeds)
    if place_of(folder / "village.ics", village.root)[0] is village.root:
        raise Refused("Feeds are for a web server: name a folder outside the village.")
    feeds = write_feeds(
        folder,
        list(village.events.all().values()),
        village.settings,
        village.context,
        today=village.now().date(),
    )
    if call.options.json:
        output.print_json([{**feed._asdict(), "path": str(feed.path)} for feed in feeds])
        return
    states = {True: _("written"), False: _("unchanged")}
    rows = []
    for feed in feeds:
        events = ngettext("{n} event", "{n} events", feed.events).format(n=feed.events)
        rows.append((feed.path, states[feed.written], events, feed.name))
    output.print_table(rows)


def export_qr(call: Call) -> None:
    """Export a date as a QR code."""
    from yigong.exports.export_file import write_export
    from yigong.exports.ical.qr import qr_payload, qr_picture, terminal_qr

    payload = qr_payload(call.occurrence("plan"))
    if payload is None:
        raise Refused("This does not fit a code that phones read; send the file instead.")
    target = call.options.output
    if target and target != "-":
        path = call.file_path(target)
        picture = qr_picture(payload.text, path.suffix[1:].lower())
        output.print_line(write_export(path, picture, call.village.root))
    else:
        output.write_bytes(terminal_qr(payload.text).encode())
    if payload.title_cut:
        output.print_remark(_("The title is too long for a code and was cut."))
    if payload.place_left_out:
        output.print_remark(_("The place did not fit into the code."))


def export_message(call: Call) -> None:
    """Export a date as plain text."""
    from yigong.exports.ical.message import chat_message
    from yigong.store.squads.staffing import post_staffing

    occurrence = call.occurrence("plan")
    register = call.village.registers.read(occurrence.key)
    hosts = call.village.context.hosts(occurrence.event)
    text = chat_message(occurrence, post_staffing(occurrence, register), hosts)
    if call.options.output:
        deliver(call, "", f"{text}\n".encode())
    elif call.options.json:
        output.print_json({"text": text})
    else:
        for line in text.split("\n"):
            output.print_line(line)
