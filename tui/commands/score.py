"""``yigong score``: the scorecard of a period, what stands behind it, and signed ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yigong.store.dates.date_words import days_text
from yigong.store.errors import DataError, Refused
from yigong.store.language import _
from yigong.store.score_records import (
    SCORE_SUBJECTS,
    Indicator,
    Scorecard,
    ScoreRow,
    ScoreRules,
    ScoreSubject,
)
from yigong.store.scores.measures import Figure
from yigong.store.scores.score_words import (
    SIGNING_NAMES,
    card_state,
    card_title,
    colour_reason,
    colour_text,
    difference_texts,
    marks_and_count,
    row_notes,
    standing_lines,
    stars_text,
    subject_code,
    total_text,
)
from yigong.store.scores.scorecards import RowDifference, Scores
from yigong.tui.commands import output, score_rules_file
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser

_COLOUR = "colour"
"""Names the colour in the place of an indicator."""


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group(
        "score", _("score squads, hosts, groups or the village; sign scorecards"), usual="show"
    )
    part = group.add("show", show_scores, _("the scorecard of a period, or a signed one"))
    part.add_period("quarter")
    _add_rows(part)
    part = group.add("cell", show_cell, _("what stands behind a cell of a scorecard"))
    part.add_value("indicator", "INDICATOR", _("the indicator's name; colour: the colour"))
    part.add_period("quarter")
    _add_rows(part)
    part.add_value("--row", "NAME", _("the squad, host or group, where there are several"))
    part = group.add("sign", sign_scores, _("sign a scorecard: it is never changed then"))
    part.add_period("last quarter")
    _add_rows(part)
    part.add_value("--note", "TEXT", _("a remark on it"), default="")
    part.add_value("--why", "TEXT", _("why it takes the place of a signed one"), default="")
    part = group.add("withdraw", withdraw_card, _("withdraw a signed scorecard; it stays"))
    _add_card(part)
    part.add_value("--why", "TEXT", _("why"), required=True)
    group.add("list", list_cards, _("list the signed scorecards"))
    score_rules_file.register(group)


def register_export(group: Commands) -> None:
    """Add the part to ``yigong export``."""
    part = group.add("score", export_scores, _("a scorecard, of a period or a signed one"))
    part.add_period("quarter")
    _add_rows(part)
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_output()


def _add_rows(part: Parser) -> None:
    part.add_argument(
        "--of", choices=SCORE_SUBJECTS, default="village", help=_("whom it has rows for")
    )


def _add_card(part: Parser) -> None:
    part.add_value("card", "C", _("a signed scorecard: C01"))


def _card_meant(call: Call) -> Scorecard | None:
    """The signed scorecard that stands in the place of a period: ``C01``; `None`: it is none."""
    period = call.options.period.strip()
    if period[:1] in ("C", "c", "Ｃ", "ｃ") and period[1:].isdecimal():
        return call.village.scorecards.find(period)
    return None


def _scores(call: Call, unreadable: list[DataError] | None) -> Scores:
    first, last = call.period()
    cards = call.village.scorecards
    return cards.scores(first, last, call.options.of, unreadable=unreadable)


# -- as plain data ---------------------------------------------------------


def row_data(row: ScoreRow, of: ScoreSubject, rules: ScoreRules) -> dict[str, Any]:
    """A row as plain data; without marks where there was nothing to count."""
    return {
        "key": subject_code(of, row.key),
        "name": row.name,
        "cells": [
            {
                "indicator": indicator.name,
                "marks": cell.marks,
                "full": indicator.full,
                "value": cell.value,
                "of": cell.of,
            }
            for indicator, cell in zip(rules.indicators, row.cells, strict=True)
        ],
        "marks": row.marks,
        "full": row.full,
        "stars": row.stars,
        "colour": row.colour,
        "late": row.late,
        "overdue": row.overdue,
    }


def card_data(card: Scorecard) -> dict[str, Any]:
    """A signed scorecard as plain data."""
    plain: dict[str, Any] = output.record_data(card)
    return {
        **plain,
        "rules": score_rules_file.rules_data(card.rules),
        "rows": [row_data(row, card.of, card.rules) for row in card.rows],
    }


def _figure_data(figure: Figure) -> dict[str, Any]:
    signing, state = figure.signing, dict[str, Any]()
    if signing is not None:
        state = {"state": signing.state, "until": signing.until, "signed": signing.signed}
    return {
        "kind": figure.kind,
        "key": figure.key,
        "day": figure.day,
        "title": figure.title,
        "value": figure.amount,
        "of": figure.whole,
        **state,
    }


# -- shown -----------------------------------------------------------------


def show_scores(call: Call) -> None:
    """Show the scorecard of a period, or a signed one."""
    card = _card_meant(call)
    if card is not None:
        _show_card(call, card)
        return
    unreadable: list[DataError] = []
    scores = _scores(call, unreadable)
    of, rules = call.options.of, scores.rules
    first, last = call.period()
    cards = call.village.scorecards
    standing = cards.standing(first, last, of) if first and last else None
    if call.options.json:
        output.print_json(
            {
                "first": first,
                "last": last,
                "of": of,
                "signed": standing.code if standing is not None else None,
                "rules": score_rules_file.rules_data(rules),
                "rows": [row_data(row, of, rules) for row in scores.rows],
                "undated": scores.undated,
            }
        )
    else:
        output.print_line(days_text(first, last))
        _print_rows(scores.rows, rules, scores.undated)
        if standing is not None:
            text = _("{code} of these days is signed: yigong score {code}")
            output.print_line(text.format(code=standing.code))
    output.print_unreadable(unreadable)


def _print_rows(rows: Sequence[ScoreRow], rules: ScoreRules, undated: int = 0) -> None:
    if not rows:
        output.print_line(_("There is nobody to score."))
        return
    names = [indicator.name for indicator in rules.indicators]
    heads = [_("Name"), *names, _("Marks"), _("Stars"), _("Colour"), ""]
    lines = [
        [
            row.name,
            *map(marks_and_count, row.cells),
            total_text(row, rules),
            stars_text(row),
            colour_text(row),
            colour_reason(row),
        ]
        for row in rows
    ]
    output.print_table([heads, *lines])
    empty = any(cell.of == 0 for row in rows for cell in row.cells)
    for note in row_notes(rules, empty, undated):
        output.print_line(note)


def _show_card(call: Call, card: Scorecard) -> None:
    unreadable: list[DataError] = []
    differences = call.village.scorecards.differences(card, unreadable)
    later = call.village.scorecards.replaced_by(card.number)
    if call.options.json:
        rows = [_difference_data(pair, card) for pair in differences]
        replaced = later.code if later is not None else None
        output.print_json({**card_data(card), "replaced_by": replaced, "differences": rows})
        output.print_unreadable(unreadable)
        return
    output.print_line(f"{card.code}  {card_title(card)}")
    text = _("signed by {by} on {date:%Y-%m-%d}")
    output.print_line(text.format(by=card.by or "?", date=card.at))
    for line in standing_lines(card, later):
        output.print_line(line)
    _print_rows(card.rows, card.rules)
    if differences:
        output.print_line()
        output.print_line(_("What would be otherwise by now:"))
        output.print_table(difference_texts(pair, card.rules) for pair in differences)
    output.print_unreadable(unreadable)


def _difference_data(pair: RowDifference, card: Scorecard) -> dict[str, Any]:
    signed, now = (row_data(row, card.of, card.rules) if row else None for row in pair)
    return {"signed": signed, "now": now}


# -- behind a cell -----------------------------------------------------------


def show_cell(call: Call) -> None:
    """Show what stands behind a cell, or behind a colour."""
    unreadable: list[DataError] = []
    scores = _scores(call, unreadable)
    row = _row_meant(call, scores)
    own = scores.of(row.key)
    indicator = _indicator_meant(call, scores.rules)
    figures = own.behind(indicator.measure) if indicator is not None else own.behind_colour()
    if call.options.json:
        data = row_data(row, call.options.of, scores.rules)
        cell: dict[str, Any] = {}
        if indicator is not None:
            cell = data["cells"][scores.rules.indicators.index(indicator)]
        behind = [_figure_data(figure) for figure in figures]
        colour = {"colour": row.colour, "late": row.late, "overdue": row.overdue}
        output.print_json({"row": row.name, **(cell or colour), "behind": behind})
    else:
        output.print_line(f"{row.name}  {_cell_line(row, indicator, scores.rules)}")
        output.print_table(map(_figure_cells, figures), right=(3,))
    output.print_unreadable(unreadable)


def _cell_line(row: ScoreRow, indicator: Indicator | None, rules: ScoreRules) -> str:
    if indicator is None:
        return "  ".join(filter(None, (colour_text(row), colour_reason(row))))
    cell = row.cells[rules.indicators.index(indicator)]
    return f"{indicator.name} {marks_and_count(cell)}"


def _figure_cells(figure: Figure) -> list[object]:
    words: object = figure.amount
    if figure.signing is not None:
        words = _(SIGNING_NAMES[figure.signing.state])
    elif figure.kind in ("request", "household") and figure.whole:
        words = _("yes") if figure.amount else _("no")
    return [figure.day or "", figure.key, figure.title, words]


def _row_meant(call: Call, scores: Scores) -> ScoreRow:
    """The row that ``--row`` names, by name or code; the only one where there is one."""
    wanted, of = (call.options.row or "").strip(), call.options.of
    if not wanted and len(scores.rows) == 1:
        return scores.rows[0]
    for row in scores.rows:
        if wanted and wanted.casefold() in (
            row.name.casefold(),
            subject_code(of, row.key).casefold(),
        ):
            return row
    raise Refused(
        "The scorecard has no row {name}; there are: {names}.",
        name=wanted[:40],
        names=_(", ").join(row.name for row in scores.rows[:12]),
    )


def _indicator_meant(call: Call, rules: ScoreRules) -> Indicator | None:
    """The indicator that is named; `None`: the colour."""
    wanted = call.options.indicator.strip().casefold()
    for indicator in rules.indicators:
        if indicator.name.casefold() == wanted:
            return indicator
    if wanted in (_COLOUR, _("Colour").casefold(), "色", "颜色"):
        return None
    raise Refused(
        "There is no indicator {name}; there are: {names}.",
        name=wanted[:40],
        names=_(", ").join(indicator.name for indicator in rules.indicators),
    )


# -- signed ------------------------------------------------------------------


def sign_scores(call: Call) -> None:
    """Sign the scorecard of a period."""
    first, last = call.period()
    options = call.options
    card = call.village.scorecards.sign(
        first, last, options.of, note=options.note, reason=options.why
    )
    text = _("✓ {code} is signed: {title}.").format(code=card.code, title=card_title(card))
    output.answer(call, card_data(card), text)


def withdraw_card(call: Call) -> None:
    """Withdraw a signed scorecard."""
    cards = call.village.scorecards
    card = cards.withdraw(cards.find(call.options.card).number, call.options.why)
    text = _("✓ {code} is withdrawn; it stays in the list.").format(code=card.code)
    output.answer(call, card_data(card), text)


def list_cards(call: Call) -> None:
    """List the signed scorecards, the latest first."""
    cards = call.village.scorecards
    found = sorted(cards.all().values(), key=lambda card: -card.number)
    if call.options.json:
        output.print_json([card_data(card) for card in found])
        return
    output.print_table(
        [
            card.code,
            card_title(card),
            f"{card.at:%Y-%m-%d}",
            card.by,
            card_state(card, cards.replaced_by(card.number)),
            card.note,
        ]
        for card in found
    )


def export_scores(call: Call) -> None:
    """Export a scorecard, signed or as it is now."""
    from yigong.exports.documents.score_table import (
        CardContent,
        score_file,
        score_name,
        signed_content,
    )

    card, form, village = _card_meant(call), call.options.format, call.village
    if card is not None:
        content = signed_content(card)
    else:
        scores = _scores(call, None)
        days = call.period()
        content = CardContent(call.options.of, *days, scores.rules, scores.rows, scores.undated)
    data = score_file(content, village.settings, form)
    rows = [row_data(row, content.of, content.rules) for row in content.rows]
    output.deliver(call, f"{score_name(content)}.{form}", data, lambda: {"rows": rows})
