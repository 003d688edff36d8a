"""``yigong workload``: who carries the hours of a period, and whom one could ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yigong.store.errors import DataError
from yigong.store.language import _
from yigong.store.records import code
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands

if TYPE_CHECKING:
    from yigong.store.records import Volunteer
    from yigong.store.statistics.workload import Workload


def register(commands: Commands) -> None:
    """Add the command."""
    part = commands.add("workload", show_workload, _("who carries the hours, and whom to ask"))
    part.add_period("year")


def register_workload_export(group: Commands) -> None:
    """Add the part to ``export``."""
    part = group.add("workload", export_workload, _("who carries the hours, and whom to ask"))
    part.add_period("year")
    part.add_format(_("xlsx, csv or html (to print)"), "xlsx", "csv", "html")
    part.add_output()


def show_workload(call: Call) -> None:
    """Show how the hours of a period are shared, and the lists of whom one could ask."""
    from yigong.store.village.outlooks import village_workload

    unreadable: list[DataError] = []
    load = village_workload(call.village, *call.period(), unreadable)
    if call.options.json:
        output.print_json(_workload_data(load, call.village.people.all()))
    else:
        _print_workload(call, load)
    output.print_unreadable(unreadable)


def export_workload(call: Call) -> None:
    """Write the lists as a file."""
    from yigong.exports.documents.workload_table import workload_file, workload_name

    first, last = call.period()
    form = call.options.format
    name = f"{workload_name(first, last)}.{form}"
    output.deliver(call, name, workload_file(call.village, first, last, form))


def _print_workload(call: Call, load: Workload) -> None:
    from yigong.tui.view import workload_words as words
    from yigong.tui.view.summary_rows import name_lookup

    names = name_lookup(call.village)
    busiest = {each.number for each in load.busiest}
    for section in words.SECTIONS:
        if section != "carriers":
            output.print_line()
        output.print_line(words.section_sentence(load, section))
        heads = words.section_heads(section)
        rows = [
            words.named_row(names, number, numbers)
            for number, numbers in words.section_rows(load, section)
            if section != "carriers" or number in busiest
        ]
        if rows:
            titles = [_("Name"), _("Code"), *heads, _("Squads"), _("Group")]
            output.print_table([titles, *rows], right=range(2, 2 + len(heads)))
        else:
            output.print_line(words.empty_sentence(section))


def _workload_data(load: Workload, people: Mapping[int, Volunteer]) -> dict[str, Any]:
    """The lists as plain data."""

    def named(number: int, **more: Any) -> dict[str, Any]:
        person = people.get(number)
        return {"code": code("V", number), "name": person.name if person else "", **more}

    return {
        "first": load.first,
        "last": load.last,
        "served": load.served,
        "minutes": load.minutes,
        "busiest": {
            "people": [named(n, minutes=minutes, times=t) for n, minutes, t in load.busiest],
            "minutes": load.busiest_minutes,
            "percent": load.busiest_percent,
        },
        "never_asked": [
            named(n, joined=joined, squads=[code("S", squad) for squad in squads])
            for n, joined, squads in load.unasked
        ],
        "not_lately": [named(n, times=times, last=last) for n, times, last in load.missed],
        "came_once": [named(n, last=last) for n, _times, last in load.once],
        "seldom": [named(n, signed=signed, came=came) for n, signed, came in load.seldom],
    }
