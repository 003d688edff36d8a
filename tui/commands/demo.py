"""``yigong demo``: the screens on a made-up village, or its main job as text without a terminal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.tui.commands import output
from yigong.tui.commands.grammar import Subparsers, add_command

if TYPE_CHECKING:
    from yigong.store.records import Occurrence
    from yigong.store.storage.book import Actor
    from yigong.store.village.village import Village
    from yigong.tui.commands.call import Call

_OWN = ("registers", "history", "outbox", "backups", "set-aside", ".desks")


def register(commands: Subparsers) -> None:
    """Add the command."""
    part = add_command(commands, "demo", open_demo, _("open a made-up village"), json=False)
    part.add_argument("folder", nargs="?", metavar="DIR", help=_("where to keep it"))


def open_demo(call: Call) -> int:
    """Open today's demo village: the screens on a terminal, a tour in text elsewhere."""
    from yigong.tui.access.caller import demo_folder
    from yigong.tui.access.file_path import expand_path
    from yigong.tui.commands.launcher import is_terminal, open_screens

    named = call.options.folder
    folder = expand_path(named) if named else demo_folder()
    village = prepare_demo(call, folder)
    if is_terminal():
        return open_screens(folder, village.actor, call.language)
    _tour(village)
    return 0


def prepare_demo(call: Call, folder: Path) -> Village:
    """Today's demo village: the one that is there, or a new one in place of an earlier day's.

    Raises:
        Refused: Something else is in the folder.
    """
    from yigong.store.demo.demo_village import MARKER, make_demo
    from yigong.store.village.village import is_village
    from yigong.tui.access.caller import check_readable

    check_readable(folder)
    if is_village(folder):
        marker = folder / MARKER
        if not marker.is_file():
            raise Refused(
                "The village in {folder} is not a demo; name another folder.", folder=folder
            )
        village = call.open_village(folder)
        if marker.read_text(errors="replace").strip() == village.now().date().isoformat():
            return _as_clerk(call, village)
        _remove(folder)
    return _as_clerk(call, make_demo(folder))


def _as_clerk(call: Call, village: Village) -> Village:
    """The village in the hands of 李芳 at 东门, unless the caller named somebody else."""
    from yigong.store import language
    from yigong.store.demo.activities import EAST
    from yigong.store.village.village import Village

    if not call.language:
        language.use_language(village.settings.language)
    return Village.open(village.folder, call.actor(by=EAST.by, desk=EAST.desk))


def _remove(folder: Path) -> None:
    """Remove an earlier day's demo, and nothing but a demo.

    Raises:
        Refused: Something else is in the folder too.
    """
    import shutil

    from yigong.store.demo.demo_village import MARKER
    from yigong.store.storage.files import os_errors_explained
    from yigong.store.storage.schema import BOOKS

    books = [f"{name}.json" for name in BOOKS]
    with os_errors_explained(folder):
        for path in folder.iterdir():
            own = path.name in (*_OWN, *books, MARKER)
            spare = path.name.startswith(".") and path.name.endswith((".lock", ".tmp"))
            if path.is_symlink() or not (own or spare):
                raise Refused(
                    "{path} is not part of the demo; move it away, or name another folder.",
                    path=path,
                )
        shutil.rmtree(folder.resolve())


# -- the main job, as text ---------------------------------------------------


def _tour(village: Village) -> None:
    """The day's programme, a check-in, the four numbers, a calendar file."""
    today = _programme(village)
    current = next((one for one in today if _doors_open(village, one)), None)
    if current is not None:
        _check_in(village, current)
    _numbers(village)
    _calendar(village, current)


def _doors_open(village: Village, one: Occurrence) -> bool:
    under_way = one.start <= village.now() <= one.end
    return under_way and not one.cancelled and not village.registers.read(one.key).closed


def _programme(village: Village) -> list[Occurrence]:
    from yigong.tui.commands import command_words
    from yigong.tui.text.words import kind_name

    now = village.now()
    today = village.events.between(now.date(), now.date())
    output.print_line(f"{village.settings.name}  {command_words.day_text(now)}  {now:%H:%M}")
    output.print_table(
        [
            [
                one.key,
                command_words.span_text(one.start, one.end, all_day=one.event.all_day),
                kind_name(one.event.kind),
                one.event.title,
                one.place,
                _("cancelled") if one.cancelled else "",
            ]
            for one in today
        ],
        indent="  ",
    )
    return today


def _check_in(village: Village, one: Occurrence) -> None:
    """Check in somebody who is expected; then the same person at another desk."""
    from yigong.store.demo.activities import WEST
    from yigong.store.village.village import Village
    from yigong.tui.commands.attendance import arrival_sentence

    book = village.registers.read(one.key)
    waited_for = [e.number for e in book.expected if not e.stints and not e.mark]
    strangers = (n for n in village.people.all() if n not in book.entries)
    number = waited_for[0] if waited_for else next(strangers)
    person = village.people.get(number)
    other = Village.open(village.folder, WEST)
    for door in (village, other):
        arrival = door.registers.checkin.check_in(one, number)
        _heading(_at(door.actor))
        output.print_line(f"  {arrival_sentence(door, arrival, person)}")
    book = village.registers.read(one.key)
    output.print_line(
        "  "
        + _("Signed up {expected}, waiting {waiting}, came {came}, here now {here}.").format(
            expected=len(book.expected),
            waiting=sum(1 for entry in book.entries.values() if entry.waiting),
            came=len(book.present),
            here=len(book.here),
        )
    )


def _at(actor: Actor) -> str:
    return _("At the desk {desk}, {by}:").format(desk=actor.desk, by=actor.by)


def _numbers(village: Village) -> None:
    from yigong.store.statistics.summary import summarise
    from yigong.tui.text.words import four_numbers

    last = village.now().date()
    first = last - timedelta(days=365)
    added = summarise(village.registers.between(first, last), village.settings.hours)
    _heading(_("A year to this day:"))
    output.print_line(f"  {four_numbers(added.total)}")


def _calendar(village: Village, one: Occurrence | None) -> None:
    """The calendar file of the event at the door, or of all events."""
    from yigong.exports.export_file import write_export
    from yigong.exports.ical import calendar_file

    if one is not None:
        name, data = (
            calendar_file.event_file_name(one.event),
            calendar_file.write_event(one.event, village.settings),
        )
    else:
        events = village.events.all().values()
        name, data = "calendar.ics", calendar_file.write_calendar(events, village.settings)
    _heading(_("The calendar file:"))
    output.print_line(f"  {write_export(village.outbox() / name, data)}")


def _heading(sentence: str) -> None:
    output.print_line()
    output.print_line(sentence)
