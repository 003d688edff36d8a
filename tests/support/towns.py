"""A town of the village of format 3: A, a copy B with another identity, C that has sent nothing."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from support.clock import SHANGHAI
from support.format3 import format3_village
from yigong.store.storage.book import Actor
from yigong.store.town.town_folder import TownFolder, village_at, with_village
from yigong.store.town_records import TownVillage
from yigong.store.village.village import Village

NOON = datetime(2026, 11, 30, 12, tzinfo=SHANGHAI)
YEAR = date(2026, 1, 1), date(2026, 12, 31)
NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)


def opened_village(folder, at=NOON):
    return Village.open(folder, Actor("李芳", "东门"), clock=lambda: at)


def two_villages(folder):
    """A and B, brought up to this version."""
    first = opened_village(format3_village(folder / "a"))
    second = opened_village(format3_village(folder / "b"))
    renamed = msgspec.structs.replace(second.settings, name="乙村", uid_domain="b.yigong")
    second.save_settings(renamed)
    return first, second


def town_of(folder, *villages):
    """A town that reads some villages in their folders, and waits for 丙村."""
    town = TownFolder(folder)
    town.create("黄湖镇", "zh")
    for village in villages:
        town.change(lambda old, at=village.folder: with_village(old, village_at(at)))
    town.change(lambda old: with_village(old, TownVillage(name="丙村")))
    return town


def tree(folder):
    """Every file and folder, with what changes when it is written."""
    return {
        str(path.relative_to(folder)): (s.st_ino, s.st_mtime_ns, s.st_ctime_ns, s.st_size)
        for path in [folder, *sorted(folder.rglob("*"))]
        for s in [path.lstat()]
    }
