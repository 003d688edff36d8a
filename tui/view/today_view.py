"""Records of the village as the side column of a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from yigong.store.attendance.counts_cache import RegisterCounts
from yigong.store.attendance.register import Register
from yigong.store.event_records import Occurrence
from yigong.store.kinds import kind_spec
from yigong.store.language import _
from yigong.store.settings_records import KindSpec
from yigong.store.squads.staffing import Demand, Need, PostNeed, all_needs, signed_up
from yigong.tui.view.kind_words import kind_colour
from yigong.tui.view.staffing_words import need_count, need_style
from yigong.tui.widgets.today_card import Filling, SquadFilling


def filling(
    occurrence: Occurrence,
    register: Register,
    squads: Mapping[int, str],
    own_kinds: Iterable[KindSpec],
) -> Filling:
    """An occurrence, and how many people it needs and has."""
    needs = [_filling(need, squads) for need in all_needs(occurrence, register)]
    kind = kind_spec(occurrence.event.kind, own_kinds)
    return Filling(occurrence, needs, signed_up(occurrence, register), kind_colour(kind))


def _filling(need: Demand, squads: Mapping[int, str]) -> SquadFilling:
    """A post or a squad, by its name alone: there is no room for hours."""
    if isinstance(need, PostNeed):
        name = need.post.name
    else:
        name = (squads.get(need.squad) if isinstance(need, Need) else "") or _("no squad")
    return SquadFilling(
        name, need.needed, need.coming, need.came, (need_count(need), need_style(need))
    )


def attendance_by_day(counted: Iterable[RegisterCounts]) -> dict[date, int]:
    """How many people came to something, by day; who was only granted hours did not come."""
    found: dict[date, int] = {}
    for register in counted:
        roles = register.columns[2]
        day = register.head.start.date()
        found[day] = found.get(day, 0) + len(roles) - roles.count(0) + register.nameless
    return {day: came for day, came in found.items() if came}
