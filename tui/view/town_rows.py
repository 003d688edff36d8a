"""The rows of a town's pages: villages beside each other, and the parts of their numbers."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style

from yigong.exports.documents.town_tables import register_text, score_cells, village_changes
from yigong.exports.documents.upward_tables import row_name, two_counts
from yigong.store.language import N_, _
from yigong.store.score_records import ScoreColour
from yigong.store.town.town_reading import TownSummary, VillageReport, VillageState
from yigong.store.town.upward_numbers import tally_of_numbers
from yigong.store.town_records import UpwardNumbers, UpwardReport, UpwardRow
from yigong.tui.text.tally_words import grouped, grouped_hours
from yigong.tui.text.town_words import late_lines
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, StyledLines
from yigong.tui.widgets.row_list import ListColumn, ListRow
from yigong.tui.widgets.text_block import wrapped_line

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
    """The columns of the villages: the numbers, then 未收尾 诉求 评分 星 色."""
    return [
        *number_columns_shown(_("Village")),
        _column(_("unsigned"), 3, least=78),
        _column(_("requests"), 5, least=78),
        _column(_("score"), 5, least=78),
        _column(_("stars"), 2, least=78),
        ListColumn(_("colour"), 2, least=78, snug=True),
    ]


def _column(head: str, width: int, least: int = 0) -> ListColumn:
    """A column of numbers, as wide as its heading."""
    return ListColumn(head, max(cell_len(head), width), right=True, least=least, snug=least == 78)


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
        styles[10] = _COLOURS[report.score.colour]
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


def village_details(each: VillageReport, width: int) -> StyledLines:
    """What stands beside the list about the village under the cursor."""
    lines: StyledLines = [[(each.village.name, STRONG)]]

    def add(text: str, style: Style = PLAIN) -> None:
        lines.extend(wrapped_line([(text, style)], width))

    if each.village.group:
        add(each.village.group, QUIET)
    add(each.village.path or _("sends files"), QUIET)
    report = each.report
    if each.problem:
        add(each.problem, BAD)
    if each.state == "waiting":
        add(_("Ask it for the file of `yigong send`."), WAITING)
    if report is None:
        return lines
    if not each.village.path:
        add(_("sent on {at}").format(at=f"{report.at:%Y-%m-%d %H:%M}"))
    if requests := report.requests.accepted:
        add(_("requests done {rate}").format(rate=two_counts(report.requests.done, requests)))
    if known := report.visits.known:
        add(_("households met {rate}").format(rate=two_counts(report.visits.met, known)))
    for occurrence, text in late_lines(each)[:5]:
        add(f"{occurrence.day} {occurrence.title}: {text}", WAITING)
    for line in village_changes(each)[:5]:
        add(line.partition(": ")[2] or line)
    return lines


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
                [name, f"{change.day}", register_text(change).partition(" ")[2]],
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
