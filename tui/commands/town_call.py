"""The town of a call: the folder, the list in its language, and the period that is read."""

from __future__ import annotations

from datetime import date

from yigong.store import language
from yigong.store.dates.period_parser import parse_period
from yigong.store.errors import Refused
from yigong.store.storage.session import system_clock
from yigong.store.town.town_folder import TownFolder
from yigong.store.town.town_reading import TownSummary, read_town
from yigong.store.town_records import TownList
from yigong.tui.access.town_place import town_place
from yigong.tui.commands.call import Call


def open_list(call: Call) -> tuple[TownFolder, TownList]:
    """The town that the options name, and its list, in its language if no other is asked for."""
    folder = TownFolder(town_place(call.options.town), str(call.actor()))
    town = folder.read()
    if not call.language:
        language.use_language(town.language)
    return folder, town


def town_period(call: Call) -> tuple[date, date]:
    """The argument ``period``, which has two ends."""
    today = system_clock().astimezone().date()
    first, last = parse_period(call.options.period, today)
    if first is None or last is None:
        raise Refused("What is sent is of a period with two ends: write 2026-11 or 2026-Q4.")
    return first, last


def read_period(call: Call, *, whole: bool = False) -> tuple[TownFolder, TownList, TownSummary]:
    """The town, its list, and the period that the arguments name."""
    folder, town = open_list(call)
    first, last = town_period(call)
    return folder, town, read_town(folder, town.villages, first, last, whole=whole)
