"""The same draw of a spot check for each village of a town."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from yigong.store.errors import YigongError
from yigong.store.storage.session import system_clock
from yigong.store.town.name_mask import NameMask
from yigong.store.town.spot_check import DrawnPerson, check_draw, draw_people
from yigong.store.town.town_reading import Clock, in_place
from yigong.store.town_records import TownVillage


class VillageDraw(msgspec.Struct, frozen=True, kw_only=True):
    """A village, and whom the draw gives there."""

    village: TownVillage
    drawn: tuple[DrawnPerson, ...] = ()
    asks: bool = False
    """Whether the village has to be asked: it only sends."""

    problem: str = ""
    """Why it cannot be read, as a sentence."""


def draw_in_town(
    villages: Iterable[TownVillage],
    first: date,
    last: date,
    seed: str,
    count: int,
    *,
    clock: Clock = system_clock,
    progress: Callable[[int, int], None] | None = None,
) -> list[VillageDraw]:
    """Draw people in each village that is read in its folder; codes alone leave it.

    Raises:
        Refused: There is no seed, or the number is none.
    """
    check_draw(seed, count)
    found, wanted = [], list(villages)
    for done, village in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted))
        if not village.path:
            found.append(VillageDraw(village=village, asks=True))
            continue
        try:
            opened = in_place(village, clock=clock)
            mask = NameMask(opened.people.all().values())
            drawn = tuple(
                msgspec.structs.replace(each, title=mask.text(each.title))
                for each in draw_people(opened, first, last, seed, count)
            )
            found.append(VillageDraw(village=village, drawn=drawn))
        except YigongError as error:
            found.append(VillageDraw(village=village, problem=str(error)))
    return found
