"""``yigong import``: what other programs wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.errors import Refused
from store.language import _
from tui.commands import output
from tui.commands.arguments import Group, Subparsers

if TYPE_CHECKING:
    from exports.ical_reading import Item, Reading
    from tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command and its part."""
    group = Group(commands, "import", _("take in what other programs wrote"))
    part = group.add("ical", ical, _("take in events from an .ics file"))
    part.add_argument("file", metavar="FILE", help=_("the calendar file; -: stdin"))
    part.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))


def ical(call: Call) -> None:
    """Import a calendar file: new and changed events are taken, all or none.

    Raises:
        Refused: It is no calendar file; or it has events, and none of them can be taken.
    """
    from exports.ical_lines import MAX_BYTES
    from exports.ical_reading import read
    from tui.imported import done, take_in

    options, village = call.options, call.village
    raw = call.read(options.file, MAX_BYTES)
    reading = read(raw, village.events.all(), village.settings, now=village.now())
    taken = [] if options.dry_run else take_in(village, reading)
    if options.json:
        output.emit(_data(reading, written=bool(taken)))
    else:
        _tell(reading)
    if reading.items and reading.count("refused") == len(reading.items):
        raise Refused("None of its events can be taken in; nothing was changed.")
    if options.json:
        return
    if options.dry_run:
        output.say(_("Nothing was written: --dry-run."))
    else:
        output.say(f"✓ {done(len(taken))}" if taken else done(0))


def _tell(reading: Reading) -> None:
    from tui.imported import VERDICTS, counts, details, when

    for item in reading.items:
        if item.verdict == "same":
            continue
        code = item.before.code if item.before else ""
        parts = [_(VERDICTS[item.verdict]), when(item), code, item.title]
        output.say("  ".join(filter(None, parts)))
        for line in details(item):
            output.say(f"    {line}")
    for note in reading.notes:
        output.say(note)
    output.say(counts(reading) or _("It has no events."))


def _data(reading: Reading, *, written: bool) -> dict[str, Any]:
    return {
        "written": written,
        "items": [_item(item) for item in reading.items],
        "notes": list(reading.notes),
    }


def _item(item: Item) -> dict[str, Any]:
    plain: dict[str, Any] = output.builtins(item)
    if item.event is not None:
        plain["event"] = output.builtins(item.event)
    if item.before is not None:
        plain["before"] = output.builtins(item.before)
    return plain
