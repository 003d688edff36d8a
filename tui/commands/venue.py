"""``yigong venue``: add, change and archive venues; what only reads is in `venue_lists`."""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from yigong.store.language import _
from yigong.store.venue_records import Venue, VenueKind
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument, date_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.commands.venue_lists import (
    list_free_times,
    list_venues,
    show_venue,
    show_venue_week,
    venue_data,
)
from yigong.tui.text.typed_openings import read_openings, read_shut
from yigong.tui.text.typed_values import coordinates


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("venue", _("rooms, grounds, desks and vehicles that can be held"))
    part = group.add("add", add_venue, _("add a venue"))
    part.add_value("name", "NAME", _("its name"))
    _add_fact_options(part)
    part = group.add("edit", edit_venue, _("change a venue"))
    add_venue_argument(part)
    part.add_value("--name", "NAME", _("its new name"))
    _add_fact_options(part)
    part.add_flag("--yes", _("also where events to come hold it then"))
    part = group.add("list", list_venues, _("list the venues, and who has them now"))
    part.add_flag("--archived", _("archived venues too"))
    part = group.add("show", show_venue, _("show a venue, its use and its bookings"))
    add_venue_argument(part)
    part.add_period("month")
    part = group.add("week", show_venue_week, _("what takes place at a venue in a week"))
    add_venue_argument(part)
    part.add_value("date", "DATE", _("a day of the week"), nargs="?", type=date_argument)
    part = group.add("free", list_free_times, _("when a venue is free"))
    add_venue_argument(part)
    part.add_period("month")
    part = group.add("archive", archive_venue, _("put a venue away; nothing of it is deleted"))
    add_venue_argument(part)
    part.add_flag("--back", _("take it up again"))
    part.add_flag("--yes", _("also where events to come hold it"))


def add_venue_argument(part: Parser) -> None:
    """Add the argument that names a venue."""
    part.add_value("venue", "L", _("a venue's code or name"))


def _add_fact_options(part: Parser) -> None:
    part.add_argument("--kind", choices=get_args(VenueKind), help=_("what it is"))
    part.add_value("--part-of", "L", _("the venue it is a part of; -: none"))
    part.add_value("--seats", "N", _("for how many people"), type=count_argument)
    part.add_value("--open", "HOURS", _("when it is open; Mon-Fri 9-21, Sat 10-17"))
    part.add_value(
        "--shut", "DAYS", _("when it is closed; 2026-10-01..10-07 holiday; 12-13 cleaning")
    )
    part.add_value("--buffer", "N", _("minutes kept free after each use"), type=count_argument)
    part.add_argument(
        "--approval", choices=("yes", "no"), help=_("whether its keeper must approve")
    )
    part.add_value("--max-minutes", "N", _("the longest booking; 0: any"), type=count_argument)
    part.add_value(
        "--max-days-ahead", "N", _("how many days ahead it is booked; 0: any"), type=count_argument
    )
    part.add_value(
        "--max-per-month",
        "N",
        _("how often a month one person or squad books it; 0: any"),
        type=count_argument,
    )
    part.add_value("--keeper", "P", _("who keeps it; -: nobody"))
    part.add_value("--address", "TEXT", _("its address"))
    part.add_value("--geo", "LAT,LON", _("latitude and longitude in degrees"), type=coordinates)
    part.add_value("--note", "TEXT", _("what else is to know"))


def add_venue(call: Call) -> None:
    """Add a venue."""
    venues = call.village.venues
    new = msgspec.structs.replace(Venue(name=call.options.name), **_facts(call, Venue(name="")))
    namesake = venues.archived_namesake(new.name)
    venue = venues.add(new)
    if namesake is not None:
        text = _("{name} {code} is archived; `yigong venue archive {code} --back` takes it up.")
        output.print_remark(text.format(name=namesake.name, code=namesake.code))
    _answer(call, venue, _("✓ {name} {code} is a venue now."))


def edit_venue(call: Call) -> None:
    """Change a venue; events that show its old name as their place get the new one."""
    venue = call.village.venues.find(call.options.venue)
    facts = _facts(call, venue)
    if call.options.name is not None:
        facts["name"] = call.options.name
    changed = call.village.venue_changes.save(
        msgspec.structs.replace(venue, **facts), held_too=call.options.yes
    )
    _answer(call, changed, _("✓ {name} {code} is changed."))


def archive_venue(call: Call) -> None:
    """Archive a venue, or take an archived one up again."""
    venues, back = call.village.venues, call.options.back
    venue = (venues.find_archived if back else venues.find)(call.options.venue)
    venue = call.village.venue_changes.archive(venue.number, not back, held_too=call.options.yes)
    text = _("✓ {name} {code} is back.") if back else _("✓ {name} {code} is archived.")
    _answer(call, venue, text)


def _facts(call: Call, before: Venue) -> dict[str, Any]:
    """The facts of a venue that the options give."""
    options, village = call.options, call.village
    facts: dict[str, Any] = {
        name: getattr(options, name)
        for name in (
            *("kind", "seats", "buffer", "max_minutes", "max_days_ahead", "max_per_month"),
            *("address", "geo", "note"),
        )
        if getattr(options, name) is not None
    }
    if options.part_of is not None:
        whole = None if options.part_of == "-" else village.venues.find(options.part_of)
        facts["part_of"] = whole.number if whole else 0
    if options.keeper is not None:
        keeper = None if options.keeper == "-" else village.people.person_for(options.keeper)
        facts["keeper"] = keeper.number if keeper else 0
    if options.open is not None:
        facts["opens"] = read_openings(options.open)
    if options.shut is not None:
        facts["shut"] = read_shut(options.shut, village.now().date(), before.shut)
    if options.approval is not None:
        facts["needs_approval"] = options.approval == "yes"
    return facts


def _answer(call: Call, venue: Venue, text: str) -> None:
    sentence = text.format(name=venue.name, code=venue.code)
    output.answer(call, venue_data(venue), sentence)
