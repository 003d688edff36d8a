"""The rows of a town's pages: villages beside each other, and the parts of their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from rich.cells import cell_len
from rich.style import Style

from yigong.exports.documents.town_tables import change_texts, register_change, score_cells
from yigong.exports.documents.upward_tables import row_name, score_text, two_counts, unsigned_text
from yigong.store.language import N_, _
from yigong.store.score_records import ScoreColour
from yigong.store.town.town_reading import TownSummary, TownView, VillageReport, VillageState
from yigong.store.town.upward_numbers import tally_of_numbers
from yigong.store.town.upward_report import period_label
from yigong.store.town_records import UpwardNumbers, UpwardReport, UpwardRow
from yigong.tui.text.tally_words import group_text, grouped, grouped_hours, number_groups
from yigong.tui.text.town_words import late_lines, marks_line
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, StyledLines
from yigong.tui.widgets.row_list import ListColumn, ListRow
from yigong.tui.widgets.text_block import wrapped_line

_ALL = 78
"""The list's width from which on what is not signed, requests and the score are shown, too."""

WAITING = Style(color="yellow", bold=True)
_SHORT_STATES: dict[VillageState, str] = {
    "waiting": N_("not sent"),
    "unreadable": N_("unreadable"),
}
"""未报, 读不出: as a cell has them; msgids."""

_COLOURS: dict[ScoreColour, Style] = {
    "green": Style(color="green", bold=True),
    "yellow": Style(color="yellow", bold=True),
    "red": Style(color="red", bold=True),
}


def number_columns_shown(name: str) -> list[ListColumn]:
    """The columns of every view: 场次 志愿人次 参加人次 人数 服务时长.

    Args:
        name: The heading of the first.
    """
    states = max(cell_len(_(state)) for state in _SHORT_STATES.values())
    return [
        ListColumn(name, 0, most=30),
        _column(_("occ."), states),
        _column(_("vol. heads"), 6, least=56),
        _column(_("part. heads"), 6, least=66),
        _column(_("people"), 6, least=60),
        _column(_("service"), 9),
    ]


def village_columns() -> list[ListColumn]:
    """The columns of the villages: the numbers, then 未收尾 诉求办结 评分 星 色.

    None is wider than its texts: the room is that of the names.
    """
    numbers = [
        ListColumn(_("Village"), 0, most=30),
        _column(_("occ."), 10),
        _column(_("vols"), 7, least=56),
        _column(_("parts"), 7, least=66),
        _column(_("people"), 7, least=60),
        _column(_("service"), 10),
    ]
    more = [
        _column(_("unsigned"), 4, least=_ALL),
        _column(_("req. done"), 11, least=_ALL),
        _column(_("score"), 9, least=_ALL),
        _column(_("stars"), 2, least=_ALL),
        ListColumn(_("colour"), 6, least=_ALL),
    ]
    return [replace(column, snug=bool(column.width)) for column in (*numbers, *more)]


def _column(head: str, width: int, least: int = 0) -> ListColumn:
    """A column of numbers, as wide as its heading."""
    return ListColumn(head, max(cell_len(head), width), right=True, least=least)


def village_row(each: VillageReport) -> ListRow:
    """A village; one of which nothing is known says so, and has no number."""
    report, key = each.report, each.village
    if report is None:
        said = _(_SHORT_STATES[each.state])
        style = BAD if each.state == "unreadable" else WAITING
        return ListRow(key, [each.village.name, said, *[""] * 9], PLAIN, {1: style})
    requests = report.requests
    styles = {6: WAITING} if report.unsigned_registers else {}
    if report.score is not None:
        styles[8] = styles[10] = _COLOURS[report.score.colour]
    cells = [
        each.village.name,
        *number_cells(report.total),
        str(report.unsigned_registers or ""),
        two_counts(requests.done, requests.accepted),
        *score_cells(each),
    ]
    return ListRow(key, cells, PLAIN, styles)


def number_row(view: str, row: UpwardRow) -> ListRow:
    """A month, kind, programme, host or place."""
    return ListRow((view, row.key), [row_name(view, row), *number_cells(row.numbers)])


def number_cells(numbers: UpwardNumbers) -> list[str]:
    """The numbers of every view."""
    tally = tally_of_numbers(numbers)
    return [
        grouped(tally.occurrences),
        grouped(tally.heads.volunteers),
        grouped(tally.heads.participants),
        grouped(tally.people),
        grouped_hours(tally.service.total),
    ]


def village_details(each: VillageReport, ends: tuple[date, date], width: int) -> StyledLines:
    """What stands beside the list about the village under the cursor.

    Args:
        each: The village.
        ends: The period.
        width: Cells of the place.
    """
    lines: StyledLines = [[(each.village.name, STRONG)]]

    def add(texts: Iterable[str], style: Style = PLAIN, indent: str = "") -> None:
        for text in texts:
            found = wrapped_line([(text, style)], width - len(indent))
            lines.extend([indent, *line] for line in found)

    village, report = each.village, each.report
    add(filter(None, [village.group, village.path or _("sends files")]), QUIET)
    if each.problem:
        add([each.problem], BAD)
        add([_("Once it is put right there, r reads it again.")])
    if each.state == "waiting":
        period = period_label(*ends).replace("_", "..")
        add([_("Ask it for the file of `yigong send {period}`.").format(period=period)], WAITING)
    if report is None:
        return lines
    if each.state == "sent":
        sent = _("sent on {at} by {by}") if report.by else _("sent on {at}")
        add([sent.format(at=f"{report.at:%Y-%m-%d %H:%M}", by=report.by)], QUIET)
    lines.append([])
    add(map(group_text, number_groups(tally_of_numbers(report.total))))
    add(filter(None, [unsigned_text(report.unsigned_registers, report.unsigned)]), WAITING)
    lines.append([])
    add(_duties(report))
    add(_marks(report), QUIET, "  ")
    if late := late_lines(each)[:5]:
        lines.append([])
        add([f"{line.day} {line.title}  {text}" for line, text in late], WAITING)
    if changes := change_texts(each)[:5]:
        lines.append([])
        add(changes)
    return lines


def _duties(report: UpwardReport) -> Iterable[str]:
    """Requests, visits and the score, where there is any."""
    requests, visits = report.requests, report.visits
    if requests.recorded:
        yield _("requests recorded {n}, accepted {accepted}, done {done}").format(
            n=requests.recorded, accepted=requests.accepted, done=requests.done
        )
    if visits.known:
        yield _("visits {n}, households met {rate}").format(
            n=visits.visits, rate=two_counts(visits.met, visits.known)
        )
    if score := score_text(report):
        yield _("score {text}").format(text=score)


def _marks(report: UpwardReport) -> Iterable[str]:
    cells = report.score.cells if report.score is not None else ()
    return [marks_line(name, cell) for name, cell in zip(report.indicators, cells, strict=False)]


def village_parts(
    summary: TownSummary, view: TownView, key: str
) -> tuple[list[tuple[str, int]], list[str]]:
    """What each village has of a row of the sums: attendances, and who has not reported."""
    heads = []
    for each in summary.villages:
        rows: Sequence[UpwardRow] = getattr(each.report, view) if each.report else ()
        found = sum(tally_of_numbers(row.numbers).attendances for row in rows if row.key == key)
        if found:
            heads.append((each.village.name, found))
    return heads, [each.village.name for each in summary.villages if each.report is None]


def attention_rows(summary: TownSummary) -> list[ListRow]:
    """Who did not report, what is late, what was corrected; each under its heading."""
    rows: list[ListRow] = []

    def add(title: str, found: list[ListRow]) -> None:
        if found:
            rows.append(ListRow(None, [f"{title} {len(found)}", "", ""], STRONG))
            rows.extend(found)

    silent = [each for each in summary.villages if each.report is None]
    add(
        _("Not reported"),
        [
            ListRow(
                ("state", each.village.name),
                [each.village.name, "", each.problem or _(_SHORT_STATES[each.state])],
                PLAIN,
                {2: BAD if each.problem else WAITING},
            )
            for each in silent
        ],
    )
    late = [
        (line.late, each.village.name, line, text)
        for each in summary.villages
        for line, text in late_lines(each)
    ]
    late.sort(key=lambda found: -found[0])
    add(
        _("Late or unsigned"),
        [
            ListRow(
                ("late", name, line.key),
                [name, f"{line.day}", f"{text}  {line.title}"],
                PLAIN,
                {2: WAITING} if line.signed is None else {},
            )
            for _days, name, line, text in late
        ],
    )
    corrected = [(each.village.name, change) for each in summary.villages
                 for change in each.corrections]  # fmt: skip
    add(
        _("Corrected"),
        [
            ListRow(
                ("corrected", name, change.key),
                [name, f"{change.day}", f"{change.title}  {register_change(change)}"],
            )
            for name, change in corrected
        ],
    )
    return rows


def village_occurrences(report: UpwardReport) -> list[ListRow]:
    """The occurrences of a village."""
    rows = []
    for each in report.occurrences:
        cells = [f"{each.day:%m-%d} {each.title}", *number_cells(each.numbers)]
        cells[1] = "" if each.signed is not None else _("unsigned")
        styles = {1: WAITING} if each.signed is None else {}
        rows.append(ListRow(("occurrences", each.key), cells, PLAIN, styles))
    return rows
