"""``yigong demo``: the screens on a made-up village; without a terminal a tour as text."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from yigong.store import language
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.kinds import kind_name
from yigong.store.language import LANGUAGES, _
from yigong.store.storage.book import Actor
from yigong.store.storage.files import os_errors_explained, reading_explained
from yigong.store.storage.folder import Folder
from yigong.store.storage.locks import HOLDERS_FILE, LOCK_FILE
from yigong.store.storage.schema import BOOKS, YEARLY
from yigong.store.storage.session import system_clock
from yigong.store.village.village import Village, is_village
from yigong.tui.access.caller import check_readable, demo_folder
from yigong.tui.access.confined_files import expand_path
from yigong.tui.commands import command_words, output
from yigong.tui.commands.attendance import arrival_sentence
from yigong.tui.commands.call import Call
from yigong.tui.commands.event_show import counts_text
from yigong.tui.commands.grammar import Commands
from yigong.tui.text.tally_words import numbers_text, people_notes

if TYPE_CHECKING:
    from yigong.store.town.town_folder import TownFolder
    from yigong.store.town_records import TownList

_OWN = ("registers", "history", "outbox", ".desks", *YEARLY)
"""Folders of a demo; `_KEPT` are, too, while they are empty."""

_KEPT = ("backups", "set-aside")


def register(commands: Commands) -> None:
    """Add the command."""
    part = commands.add("demo", open_demo, _("open a made-up village"), json=False)
    part.add_value("folder", "DIR", _("where to keep it"), nargs="?")
    part.add_flag("--town", _("open the town above it, with five more villages"))


def open_demo(call: Call) -> int:
    """Open today's demo village: the screens on a terminal, else a tour as text."""
    from yigong.tui.commands.launcher import is_terminal, open_screens

    name = call.options.folder
    folder = expand_path(name) if name else demo_folder(call.language)
    village = prepare_demo(call, folder)
    if call.options.town:
        return _open_town(call, prepare_town(village), village.actor)
    if is_terminal():
        return open_screens(folder, village.actor, call.language)
    _tour(village)
    return 0


def prepare_demo(call: Call, folder: Path) -> Village:
    """Today's demo village: the existing one, or a new one that replaces an earlier day's.

    Raises:
        Refused: The folder holds something else.
    """
    from yigong.store.demo.demo_play import MARKER, marker_of
    from yigong.store.demo.demo_village import make_demo

    check_readable(folder)
    if is_village(folder):
        with reading_explained(folder / MARKER):
            marker, found = Folder(folder).read(MARKER)
        refused = Refused(
            "The village in {folder} is not a demo; name another folder.", folder=folder
        )
        if not found:
            raise refused
        village = call.open_village(folder)
        today = marker_of(village, village.now().date())
        if marker.partition(b" ")[2] != today.partition(b" ")[2]:
            raise refused
        if marker == today:
            return _open_at_desk(call, village)
        _remove_demo(folder)
    try:
        village = make_demo(folder, language=call.language or LANGUAGES[0])
    except Refused:
        if not is_village(folder):
            raise
        return prepare_demo(call, folder)  # another start has made it meanwhile
    return _open_at_desk(call, village)


def _open_at_desk(call: Call, village: Village) -> Village:
    """The village, opened by 李芳 at 东门 unless the caller named an organiser or a desk."""
    from yigong.store.demo.activities import EAST
    from yigong.store.demo.english import said_actor, wording

    if not call.language:
        language.use_language(village.settings.language)
    east = said_actor(EAST, wording(village.settings.language))
    return Village.open(village.folder, call.actor(by=east.by, desk=east.desk))


def _remove_demo(folder: Path) -> None:
    """Remove an earlier day's demo with its town; refuse if a folder holds anything else."""
    import shutil

    from yigong.store.demo.demo_town import town_of

    town = town_of(folder.resolve())
    with os_errors_explained(folder):
        _refuse_foreign(folder)
        if _marker_of(town):
            _remove_town(town)
        shutil.rmtree(folder.resolve())


def _refuse_foreign(folder: Path) -> None:
    """Refuse if there is anything in a demo village's folder that is no part of it."""
    from yigong.store.demo.demo_play import MARKER

    books = [f"{name}.json" for name in BOOKS]
    for path in folder.iterdir():
        known = path.name in (*_OWN, *books, MARKER, LOCK_FILE, HOLDERS_FILE)
        empty = path.name in _KEPT and path.is_dir() and not any(path.iterdir())
        if path.is_symlink() or not (known or _is_temporary(path) or empty):
            raise _foreign(path)


def _is_temporary(path: Path) -> bool:
    return path.name.startswith(".") and path.name.endswith(".tmp")


def _foreign(path: Path) -> Refused:
    return Refused(
        "{path} is not part of the demo; move it away, or name another folder.", path=path
    )


# -- the town ------------------------------------------------------------


def prepare_town(village: Village) -> TownFolder:
    """Today's town above the demo village: the existing one, or a new one beside the village.

    Raises:
        Refused: Its folder holds something else.
    """
    from yigong.store.demo.demo_play import marker_of
    from yigong.store.demo.demo_town import make_town, town_of
    from yigong.store.town.town_folder import TownFolder

    folder = town_of(village.folder.resolve())
    wanted = marker_of(village, village.now().date())
    found = _marker_of(folder)
    if found != wanted:
        if found:
            _remove_town(folder)
        try:
            make_town(folder, village)
        except Refused:
            if _marker_of(folder) != wanted:  # else another start has made it meanwhile
                raise
    return TownFolder(folder, str(village.actor))


def _marker_of(folder: Path) -> bytes:
    """The marker of a demo village or a demo town; empty: there is none."""
    from yigong.store.demo.demo_play import MARKER

    with reading_explained(folder / MARKER):
        try:
            return Folder(folder).read(MARKER)[0]
        except (FileNotFoundError, NotADirectoryError):
            return b""


def _remove_town(folder: Path) -> None:
    """Remove an earlier day's town; refuse if its folder holds anything else."""
    import shutil

    from yigong.store.demo.demo_play import MARKER
    from yigong.store.demo.demo_town import AWAY, IN_PLACE
    from yigong.store.town.town_folder import TOWN_FILE

    own = (TOWN_FILE, "received", "outbox", IN_PLACE, AWAY, MARKER, LOCK_FILE, HOLDERS_FILE)
    sent: set[str] = set()
    with os_errors_explained(folder):
        for path in (folder, *folder.iterdir()):
            if path.is_symlink() or not (path == folder or path.name in own or _is_temporary(path)):
                raise _foreign(path)
        for place in (IN_PLACE, AWAY):
            for village in _inside(folder / place):
                marker = _marker_of(village)
                if not marker:
                    raise _foreign(village)
                _refuse_foreign(village)
                sent.add(marker.decode().split()[-1])
        for path in _inside(folder / "received"):
            if path.name not in sent:
                raise _foreign(path)
        shutil.rmtree(folder.resolve())


def _inside(folder: Path) -> list[Path]:
    """What is in a folder; nothing: there is no such folder.

    Raises:
        Refused: One of it is a link.
    """
    found = list(folder.iterdir()) if folder.is_dir() else []
    for path in found:
        if path.is_symlink():
            raise _foreign(path)
    return found


def _open_town(call: Call, folder: TownFolder, actor: Actor) -> int:
    """The page of the town; without a terminal its numbers of a year as text."""
    from yigong.tui.commands.launcher import is_terminal

    town = folder.read()
    if is_terminal():
        from yigong.tui.commands.launcher import open_town_screens

        return open_town_screens(folder, actor, call.language or town.language)
    _print_town(folder, town)
    return 0


def _print_town(folder: TownFolder, town: TownList) -> None:
    """What each village tells of this year."""
    from yigong.store.town.town_reading import read_town
    from yigong.store.town.upward_numbers import tally_of_numbers
    from yigong.tui.text.town_words import town_numbers

    today = system_clock().date()
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    read = read_town(folder, town.villages, first, last)
    output.print_line(f"{town.name}  {today.year}")
    for each in read.villages:
        name = each.village.name
        if each.report is None:
            problem = each.problem or _("not reported")
            output.print_line(f"  {name}  {problem}")
        else:
            output.print_line(f"  {name}  {numbers_text(tally_of_numbers(each.report.total))}")
    output.print_line("  " + _("Total") + f" {town_numbers(read)}")


# -- the tour as text ---------------------------------------------------


def _tour(village: Village) -> None:
    """Today's occurrences, a check-in, the numbers of a year, a calendar file."""
    today = _print_today(village)
    current = next((occurrence for occurrence in today if _is_open(village, occurrence)), None)
    if current is not None:
        _check_in(village, current)
    _print_numbers(village)
    _write_calendar(village, current)


def _is_open(village: Village, occurrence: Occurrence) -> bool:
    """Whether it is under way and its register takes check-ins."""
    under_way = occurrence.start <= village.now() <= occurrence.end
    closed = village.registers.read(occurrence.key).closed
    return under_way and not occurrence.cancelled and not closed


def _print_today(village: Village) -> list[Occurrence]:
    now = village.now()
    today = village.events.between(now.date(), now.date())
    output.print_line(f"{village.settings.name}  {command_words.day_text(now)}  {now:%H:%M}")
    output.print_table(
        [
            [
                occurrence.key,
                command_words.span_text(
                    occurrence.start, occurrence.end, all_day=occurrence.event.all_day
                ),
                kind_name(occurrence.event.kind),
                occurrence.event.title,
                occurrence.place,
                _("cancelled") if occurrence.cancelled else "",
            ]
            for occurrence in today
        ],
        indent="  ",
    )
    return today


def _check_in(village: Village, occurrence: Occurrence) -> None:
    """Check in somebody who is expected, then the same person at another desk."""
    from yigong.store.demo.activities import WEST
    from yigong.store.demo.english import said_actor, wording

    book = village.registers.read(occurrence.key)
    expected = (e.number for e in book.expected if not e.stints and not e.mark)
    others = (n for n in village.people.all() if n not in book.entries)
    number = next(chain(expected, others))
    person = village.people.get(number)
    west = said_actor(WEST, wording(village.settings.language))
    other = Village.open(village.folder, west)
    for desk in (village, other):
        arrival = desk.registers.checkin.check_in(occurrence, number)
        text = _("At the desk {desk}, {by}:")
        _print_heading(text.format(desk=desk.actor.desk, by=desk.actor.by))
        head = desk.registers.head(occurrence)
        output.print_line(f"  {arrival_sentence(desk, arrival, person, head)}")
    book = village.registers.read(occurrence.key)
    output.print_line(f"  {counts_text(book)}")


def _print_numbers(village: Village) -> None:
    last = village.now().date()
    summary = village.summary(last - timedelta(days=365), last)
    _print_heading(_("A year to this day:"))
    for line in (numbers_text(summary.total), *people_notes(summary.total)):
        output.print_line(f"  {line}")


def _write_calendar(village: Village, occurrence: Occurrence | None) -> None:
    """Write the calendar file of the occurrence's event, or of all events."""
    from yigong.exports.export_file import write_export
    from yigong.exports.ical import calendar_file

    if occurrence is not None:
        name = calendar_file.event_file_name(occurrence.event)
        event, context = occurrence.event, village.context
        data = calendar_file.write_event(event, village.settings, context=context)
    else:
        events, context = village.events.all().values(), village.context.snapshot()
        name = "calendar.ics"
        data = calendar_file.write_calendar(events, village.settings, context=context)
    _print_heading(_("The calendar file:"))
    output.print_line(f"  {write_export(village.outbox() / name, data, village.root)}")


def _print_heading(sentence: str) -> None:
    output.print_line()
    output.print_line(sentence)
