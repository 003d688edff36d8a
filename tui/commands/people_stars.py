"""``yigong people stars``: who has how many stars, and who is near the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from yigong.store.attendance.hours import hours_text
from yigong.store.language import _
from yigong.store.people import stars
from yigong.store.people.retired import is_retired
from yigong.store.records import Credit, code
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument
from yigong.tui.commands.grammar import CommandGroup

if TYPE_CHECKING:
    from yigong.store.village.village import Village
    from yigong.tui.commands.call import Call


def register(group: CommandGroup) -> None:
    """Add the part to ``yigong people``."""
    part = group.add("stars", list_stars, _("list who has how many stars"))
    part.add_argument(
        "--within",
        type=count_argument,
        metavar="H",
        help=_("who is so many hours or less from the next"),
    )


def list_stars(call: Call) -> None:
    """List who has how many stars, or who is about to reach one."""
    from yigong.store.errors import DataError
    from yigong.tui.text.words import not_counted

    village, within = call.village, call.options.within
    unreadable: list[DataError] = []
    totals = village.totals(unreadable)
    rows = (
        star_holders(village, totals) if within is None else near_star(village, totals, within * 60)
    )
    if call.options.json:
        output.print_json(rows)
    else:
        output.print_table(star_table(rows), right=(2, 3, 4))
    if unreadable:
        output.print_remark(not_counted(unreadable))


def star_holders(village: Village, totals: Mapping[int, Credit]) -> list[dict[str, Any]]:
    """Who has stars, the most hours first."""
    thresholds = village.settings.stars
    known = _known(village, totals)
    have = [n for n, credit in known.items() if stars.stars_for(credit.total, thresholds)]
    return [_star(village, n, known[n]) for n in sorted(have, key=lambda n: (-known[n].total, n))]


def near_star(village: Village, totals: Mapping[int, Credit], within: int) -> list[dict[str, Any]]:
    """Who is about to reach a star, the nearest first; archived people are not.

    Args:
        village: The village.
        totals: Everybody's minutes.
        within: The most minutes that may be missing.
    """
    people, known = village.people.all(), _known(village, totals)
    minutes = {n: credit.total for n, credit in known.items() if not people[n].archived}
    found = stars.about_to_reach(minutes, village.settings.stars, within)
    return [_star(village, each.number, known[each.number]) for each in found]


def _known(village: Village, totals: Mapping[int, Credit]) -> dict[int, Credit]:
    """Without those who have no name any more."""
    people = village.people.all()
    return {n: credit for n, credit in totals.items() if n in people and not is_retired(people[n])}


def _star(village: Village, number: int, credit: Credit) -> dict[str, Any]:
    thresholds = village.settings.stars
    return {
        "code": code("V", number),
        "name": village.people.all()[number].name,
        "minutes": output.credit_data(credit),
        "stars": stars.stars_for(credit.total, thresholds),
        "missing": stars.minutes_missing(credit.total, thresholds),
    }


def star_table(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[object]]:
    """Those lists as a table with a head."""
    yield [_("Code"), _("Name"), _("Stars"), _("Hours"), _("To the next")]
    for row in rows:
        missing = hours_text(row["missing"]) if row["missing"] else ""
        minutes = row["minutes"]["total"]
        yield [row["code"], row["name"], row["stars"], hours_text(minutes), missing]
