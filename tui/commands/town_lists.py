"""``yigong town summary``, ``score``, ``late`` and ``sample``: the commands that only read."""

from __future__ import annotations

from typing import Any

from yigong.exports.documents.town_tables import (
    STATE_NAMES,
    later_changes,
    reported_text,
    town_notes,
    view_table,
)
from yigong.exports.documents.upward_tables import row_name, score_text, service_hours, two_counts
from yigong.store.language import _
from yigong.store.town.town_draw import draw_in_town
from yigong.store.town.town_folder import TownFolder
from yigong.store.town.town_reading import TownSummary, TownView, VillageReport
from yigong.store.town.upward_numbers import tally_of_numbers
from yigong.store.town.upward_report import period_label
from yigong.store.town_records import TownList
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.send import drawn_data
from yigong.tui.commands.town_call import open_list, read_period, town_period
from yigong.tui.text.town_words import (
    draw_asking,
    draw_line,
    draw_remark,
    late_lines,
    marks_line,
    town_numbers,
)

VIEW_WORDS: dict[str, TownView] = {
    "village": "villages",
    "month": "months",
    "kind": "kinds",
    "programme": "programmes",
    "host": "hosts",
}
"""What ``--by`` takes."""


def summary(call: Call) -> None:
    """The numbers of a period: as text, or as a file."""
    options, form = call.options, call.options.format
    view = VIEW_WORDS[options.view]
    folder, town, read = read_period(call, whole=form == "xlsx")
    if options.json or form == "json":
        output.print_json(_summary_data(town, read, view))
        return
    if form or options.output:
        _deliver(call, folder, town, read, view)
        return
    _print_summary(read, view)


def score(call: Call) -> None:
    """The scores: marks, stars, colour; who has none is listed, too."""
    _folder, _town, read = read_period(call)
    if call.options.json:
        output.print_json([_village_data(each) for each in read.villages])
        return
    rows = []
    for each in read.villages:
        report = each.report
        said = _(STATE_NAMES[each.state]) if report is None else score_text(report)
        cells = report.score.cells if report is not None and report.score is not None else ()
        names = report.indicators if report is not None else ()
        marks = [marks_line(name, cell) for name, cell in zip(names, cells, strict=False)]
        rows.append([each.village.name, said or _("no score"), *marks])
    output.print_table(rows)


def late(call: Call) -> None:
    """Who did not report, and the registers that were signed late or are not signed."""
    _folder, _town, read = read_period(call)
    if call.options.json:
        output.print_json(
            [
                {
                    "village": each.village.name,
                    "state": each.state,
                    "problem": each.problem,
                    "registers": [
                        {"key": line.key, "day": line.day, "title": line.title,
                         "signed": line.signed, "late": line.late}
                        for line, _text in late_lines(each)
                    ],
                }
                for each in read.villages
            ]
        )  # fmt: skip
        return
    output.print_line(reported_text(read))
    for each in read.villages:
        if each.report is None:
            output.print_line(f"{each.village.name}  {_state_text(each)}")
    rows = [
        [each.village.name, line.day, line.key, line.title, text]
        for each in read.villages
        for line, text in late_lines(each)
    ]
    output.print_table(rows)


def draw(call: Call) -> None:
    """Draw volunteers of each village that is read in its folder, and say how to ask the others.

    Codes alone are printed: whose they are, the village says.
    """
    options = call.options
    _folder, town = open_list(call)
    first, last = town_period(call)
    found = draw_in_town(town.villages, first, last, options.seed, options.n)
    line = draw_line(first, last, options.n, options.seed)
    if options.json:
        output.print_json(
            [
                {
                    "village": each.village.name,
                    "drawn": [drawn_data(person) for person in each.drawn],
                    "ask": line if each.asks else "",
                    "problem": each.problem,
                }
                for each in found
            ]
        )
        return
    for each in found:
        output.print_line(each.village.name)
        if said := draw_remark(each):
            output.print_line(f"  {said}")
        output.print_table(
            [[who.code, who.day, who.register, who.title, who.digest[:12]] for who in each.drawn],
            indent="  ",
        )
    if any(each.asks for each in found):
        for said in draw_asking(line).splitlines():
            output.print_line(said)


def _print_summary(read: TownSummary, view: TownView) -> None:
    """A line for each village or row, their sum, and what a reader must know."""
    rows: list[list[object]] = [
        [
            "", _("occ."), _("vol. heads"), _("part. heads"), _("people"), _("service"),
            *([_("unsigned"), _("req. done"), _("score")] if view == "villages" else []),
        ]
    ]  # fmt: skip
    if view == "villages":
        rows += [_village_cells(each) for each in read.villages]
    else:
        for row in read.rows(view):
            tally = tally_of_numbers(row.numbers)
            rows.append(
                [
                    row_name(view, row), tally.occurrences, tally.heads.volunteers,
                    tally.heads.participants, tally.people, service_hours(row.numbers),
                ]
            )  # fmt: skip
    output.print_table(rows, right=range(1, 9))
    output.print_line(_("Total") + f" {town_numbers(read)}")
    for line in later_changes(read):
        output.print_line(line)
    for note in town_notes(read):
        output.print_remark(note)


def _village_cells(each: VillageReport) -> list[object]:
    report = each.report
    if report is None:
        return [each.village.name, _state_text(each)]
    tally, requests = tally_of_numbers(report.total), report.requests
    return [
        each.village.name,
        tally.occurrences,
        tally.heads.volunteers,
        tally.heads.participants,
        tally.people,
        service_hours(report.total),
        report.unsigned_registers or "",
        two_counts(requests.done, requests.accepted),
        score_text(report),
    ]


def _state_text(each: VillageReport) -> str:
    return f"{_(STATE_NAMES[each.state])}  {each.problem}".rstrip()


def _deliver(
    call: Call, folder: TownFolder, town: TownList, read: TownSummary, view: TownView
) -> None:
    """Write the numbers as a file: the workbook has all views, the others have one."""
    from yigong.exports.documents.formats import table_file
    from yigong.exports.documents.town_workbook import town_xlsx
    from yigong.exports.town_outbox import write_town_file

    form = call.options.format or "csv"
    label = period_label(read.first, read.last)
    name = f"town-{label}.xlsx" if form == "xlsx" else f"town-{label}-by-{call.options.view}.{form}"
    data = (
        town_xlsx(town.name, read)
        if form == "xlsx"
        else table_file(view_table(town.name, read, view), form)
    )
    if call.options.output == "-":
        output.write_bytes(data)
        return
    path = write_town_file(folder, name, data, call.options.output)
    output.answer(call, {"path": str(path), "bytes": len(data)}, path)


def _summary_data(town: TownList, read: TownSummary, view: TownView) -> dict[str, Any]:
    return {
        "town": town.name,
        "first": read.first,
        "last": read.last,
        "reported": len(read.reported),
        "villages": [_village_data(each) for each in read.villages],
        "total": _numbers_data(read),
        "rows": [
            {"key": row.key, **output.tally_data(tally_of_numbers(row.numbers))}
            for row in read.rows(view)
        ],
        "changes": later_changes(read),
    }


def _numbers_data(read: TownSummary) -> dict[str, Any]:
    """The sum as plain data; its people are the villages' added up, and say so."""
    data = output.tally_data(tally_of_numbers(read.total))
    data["people_added_up"] = data.pop("people")
    data["unsigned_registers"] = sum(report.unsigned_registers for report in read.reported)
    data["unsigned_minutes"] = tally_of_numbers(read.unsigned).service.total
    return data


def _village_data(each: VillageReport) -> dict[str, Any]:
    report = each.report
    return {
        "name": each.village.name,
        "id": each.village.id,
        "group": each.village.group,
        "state": each.state,
        "problem": each.problem,
        "at": report.at if report else None,
        "total": output.tally_data(tally_of_numbers(report.total)) if report else None,
        "unsigned_registers": report.unsigned_registers if report else None,
        "requests": output.record_data(report.requests) if report else None,
        "visits": output.record_data(report.visits) if report else None,
        "score": output.record_data(report.score) if report and report.score else None,
    }
