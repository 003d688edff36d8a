"""The table of a scorecard (评分表): signed, with its number, or as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.table import Column, LabelledText, Table, Value, fitted
from yigong.exports.plain_text import one_line
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.language import _
from yigong.store.score_records import Scorecard, ScoreCell, ScoreRow, ScoreRules, ScoreSubject
from yigong.store.scores.score_words import (
    MEASURE_NAMES,
    NO_MARKS,
    SUBJECT_NAMES,
    colour_reason,
    colour_text,
    indicator_text,
    marks_and_count,
    row_notes,
    subject_code,
)
from yigong.store.settings_records import Settings


class CardContent(NamedTuple):
    """What a table says."""

    of: ScoreSubject
    first: date | None
    last: date | None
    rules: ScoreRules
    rows: Sequence[ScoreRow]
    undated: int = 0
    """The registers that could not be judged."""

    card: Scorecard | None = None
    """The card that was signed; `None`: these are the numbers of now."""


def signed_content(card: Scorecard) -> CardContent:
    """What the table of a signed card says."""
    return CardContent(card.of, card.first, card.last, card.rules, card.rows, card=card)


def score_name(content: CardContent) -> str:
    """The name of its file, without the suffix: ``score-C01``; not signed, with whom and days."""
    if content.card is not None:
        return f"score-{content.card.code}"
    days = f"{content.first}-{content.last}" if content.first and content.last else "all"
    return f"score-{content.of}-{days}"


def score_file(content: CardContent, settings: Settings, file_format: str) -> bytes:
    """Write a card as a file.

    On paper a cell has its marks and what was counted; in a spreadsheet each has a column.

    Args:
        content: What it says.
        settings: The village's.
        file_format: One of `exports.documents.formats.FORMATS`.
    """
    return table_file(score_table(content, settings, apart=file_format != "html"), file_format)


def score_table(content: CardContent, settings: Settings, *, apart: bool = False) -> Table:
    """Put the table together.

    Args:
        content: What it says.
        settings: The village's.
        apart: Whether marks, count and whole of an indicator have a column each.
    """
    rules, card = content.rules, content.card
    return Table(
        _("{village}: scorecard").format(village=one_line(settings.name)),
        [
            (_("Number"), card.code if card is not None else _("not signed")),
            (_("Rows"), _(SUBJECT_NAMES[content.of])),
            (_("Period"), days_text(content.first, content.last)),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
        ],
        fitted(_columns(content, apart=apart)),
        [_row(content, row, apart=apart) for row in content.rows],
        _signature(card),
        [*_card_notes(card), *_rule_notes(rules), *_row_notes(content)],
        landscape=True,
        name=card.code if card is not None else _("Scorecard"),
    )


def _columns(content: CardContent, *, apart: bool) -> list[Column]:
    found = [Column(_("Of whom"), 16, left=True)]
    if content.of in ("squads", "hosts"):
        found.append(Column(_("Code"), 7))
    for indicator in content.rules.indicators:
        name = one_line(indicator.name)
        if apart:
            found += [
                Column(name, 7, "count"),
                Column(_("{name}: counted").format(name=name), 7, "count"),
                Column(_("{name}: of").format(name=name), 7, "count"),
            ]
        else:
            head = _("{name} ({full} marks)").format(name=name, full=indicator.full)
            found.append(Column(head, 10))
    return [
        *found,
        Column(_("Marks"), 7, "count"),
        Column(_("Out of"), 7, "count"),
        Column(_("Stars"), 6, "count" if apart else "text"),
        Column(_("Colour"), 6),
        Column(_("Why"), 14, left=True),
    ]


def _row(content: CardContent, row: ScoreRow, *, apart: bool) -> list[Value]:
    cells: list[Value] = [one_line(row.name)]
    if content.of in ("squads", "hosts"):
        cells.append(subject_code(content.of, row.key))
    for cell in row.cells:
        cells += _cell(cell, apart=apart)
    stars: Value = row.stars
    if not apart:
        stars = NO_MARKS if row.stars is None else str(row.stars)
    return [*cells, row.marks, row.full, stars, colour_text(row), colour_reason(row)]


def _cell(cell: ScoreCell, *, apart: bool) -> list[Value]:
    if apart:
        return [cell.marks, cell.value, cell.of or None]
    return [marks_and_count(cell)]


def _signature(card: Scorecard | None) -> list[LabelledText]:
    if card is None:
        return [(_("Filled in by"), ""), (_("In charge"), ""), (_("Date"), "")]
    return [(_("Signed by"), one_line(card.by)), (_("Date"), date_text(card.at))]


def _card_notes(card: Scorecard | None) -> list[str]:
    """What became of a signed card."""
    if card is None:
        return [_("Not signed: these numbers may still change.")]
    found = [one_line(card.note)] if card.note else []
    if card.replaces:
        text = _("It takes the place of C{number:02d}: {reason}")
        found.append(text.format(number=card.replaces, reason=one_line(card.reason)))
    if card.withdrawn is not None:
        text = _("Withdrawn on {date}: {reason}")
        gone = card.withdrawn
        found.append(text.format(date=date_text(gone.at), reason=one_line(gone.reason)))
    return found


def _rule_notes(rules: ScoreRules) -> list[str]:
    """How the marks come about."""
    found = [
        _("{name}: {measure}; {marks}.").format(
            name=one_line(indicator.name),
            measure=_(MEASURE_NAMES[indicator.measure]),
            marks=indicator_text(indicator),
        )
        for indicator in rules.indicators
    ]
    stars = _(", ").join(map(str, rules.stars))
    return [*found, _("Marks for the stars: {stars}.").format(stars=stars)]


def _row_notes(content: CardContent) -> list[str]:
    empty = any(cell.of == 0 for row in content.rows for cell in row.cells)
    return row_notes(content.rules, empty, content.undated)
