"""``yigong people stars``: the people with stars, and those near their next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yigong.store.attendance_records import ServiceTime
from yigong.store.errors import DataError
from yigong.store.language import _
from yigong.store.people import stars
from yigong.store.people.retired import is_retired
from yigong.store.records import code
from yigong.store.village.village import Village
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.text.tally_words import grouped_hours, missing_hours


def register(group: Commands) -> None:
    """Add the part to ``yigong people``."""
    part = group.add("stars", list_stars, _("list who has how many stars"))
    part.add_value(
        "--within", "H", _("who is so many hours or less from the next"), type=count_argument
    )


def list_stars(call: Call) -> None:
    """List the people with stars, or those who will soon reach one."""
    village, within = call.village, call.options.within
    unreadable: list[DataError] = []
    totals = village.totals(unreadable)
    rows = (
        _star_holders(village, totals)
        if within is None
        else _near_star(village, totals, within * 60)
    )
    if call.options.json:
        output.print_json(rows)
    elif rows:
        output.print_table(_table(rows), right=(2, 3, 4))
    else:
        output.print_line(
            _("Nobody has a star yet.") if within is None else _("Nobody is so near the next star.")
        )
    output.print_unreadable(unreadable)


def _star_holders(village: Village, totals: Mapping[int, ServiceTime]) -> list[dict[str, Any]]:
    """The people with stars, the most hours first."""
    thresholds = village.settings.stars
    named = _named(village, totals)
    numbers = [n for n, credit in named.items() if stars.stars_for(credit.total, thresholds)]
    return [
        _star_data(village, n, named[n])
        for n in sorted(numbers, key=lambda n: (-named[n].total, n))
    ]


def _near_star(
    village: Village, totals: Mapping[int, ServiceTime], within: int
) -> list[dict[str, Any]]:
    """The people within so many minutes of their next star, the nearest first; no archived ones."""
    people, named = village.people.all(), _named(village, totals)
    minutes = {n: credit.total for n, credit in named.items() if not people[n].archived}
    near = stars.near_next_star(minutes, village.settings.stars, within)
    return [_star_data(village, star.number, named[star.number]) for star in near]


def _named(village: Village, totals: Mapping[int, ServiceTime]) -> dict[int, ServiceTime]:
    """The credit of people who have a name: without merged and forgotten records."""
    people = village.people.all()
    return {n: credit for n, credit in totals.items() if n in people and not is_retired(people[n])}


def _star_data(village: Village, number: int, credit: ServiceTime) -> dict[str, Any]:
    thresholds = village.settings.stars
    return {
        "code": code("V", number),
        "name": village.people.all()[number].name,
        "minutes": output.credit_data(credit),
        "stars": stars.stars_for(credit.total, thresholds),
        "missing": stars.minutes_to_next_star(credit.total, thresholds),
    }


def _table(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[object]]:
    """The rows of the table, its head first."""
    yield [_("Code"), _("Name"), _("Stars"), _("Service"), _("To the next")]
    for row in rows:
        minutes = row["minutes"]["total"]
        missing = missing_hours(minutes, row["missing"]) if row["missing"] else ""
        yield [row["code"], row["name"], row["stars"], grouped_hours(minutes), missing]
