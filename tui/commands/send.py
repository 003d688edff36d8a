"""``yigong send`` and ``yigong sample``: what a village reports upward, and whom a check asks."""

from __future__ import annotations

from typing import Any

from yigong.exports.privacy import mask_phone
from yigong.store.attendance.hours import hours_text
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.town.spot_check import DrawnPerson, draw_people
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser


def register(commands: Commands) -> None:
    """Add both commands."""
    part = commands.add("send", send, _("write the report of a period for the town"))
    part.add_value("period", "PERIOD", _("2026-11, 2026-Q4, 2026, 2026-11-01..2026-11-25"))
    part = commands.add("sample", sample, _("draw volunteers for a spot check of a period"))
    part.add_value("period", "PERIOD", _("2026-11, 2026-Q4, 2026, 2026-11-01..2026-11-25"))
    add_draw(part)
    part.add_full_phones()


def add_draw(part: Parser) -> None:
    """Add the options of a draw."""
    part.add_value("--n", "N", _("how many people (5)"), type=count_argument, default=5)
    part.add_value(
        "--seed", "TEXT", _("a text that all agree on before; it gives the same people"),
        required=True,
    )  # fmt: skip


def send(call: Call) -> None:
    """Write the report as JSON, which the town takes, and as a workbook to look at."""
    from yigong.exports.upward_files import write_upward
    from yigong.tui.text.town_words import report_line

    village = call.village
    written = write_upward(village, *call.period())
    report = written.report
    if call.options.json:
        output.print_json(
            {
                "paths": [str(path) for path in written.paths],
                "period": report.period,
                "total": output.record_data(report.total),
                "unsigned": report.unsigned_registers,
            }
        )
        return
    for path in written.paths:
        output.print_line(path)
    output.print_line(report_line(report))
    output.print_remark(
        _("No names and no phones are in it; the first of the two is for the town.")
    )


def sample(call: Call) -> None:
    """Draw volunteers of signed registers; the same seed gives everybody the same ones."""
    options, village = call.options, call.village
    first, last = call.period()
    drawn = draw_people(village, first, last, options.seed, options.n)
    people = village.people.all()
    if options.json:
        output.print_json({"seed": options.seed, "drawn": [drawn_data(each) for each in drawn]})
        return
    if not drawn:
        raise Refused("No volunteer is in a signed register of this period.")
    rows = []
    for each in drawn:
        person = people.get(each.number)
        phone = person.phone if person else ""
        rows.append(
            [
                each.code,
                person.name if person else "",
                phone if options.full_phones else mask_phone(phone),
                each.day,
                each.register,
                each.title,
                hours_text(each.minutes),
                each.digest[:12],
            ]
        )
    output.print_table(rows, right=(6,))


def drawn_data(drawn: DrawnPerson) -> dict[str, Any]:
    """Somebody drawn as plain data: a code, and no name."""
    return {
        "code": drawn.code,
        "register": drawn.register,
        "day": drawn.day,
        "title": drawn.title,
        "minutes": drawn.minutes,
        "digest": drawn.digest,
    }
