"""A request as pages show it: its facts, its row, its colour."""

from __future__ import annotations

from datetime import date

from rich.style import Style

from yigong.exports.privacy import mask_phones
from yigong.store.language import _
from yigong.store.request_records import Request
from yigong.store.requests.due_dates import days_overdue
from yigong.store.requests.request_words import (
    is_kept_back,
    near_day,
    request_due_words,
    state_words,
)
from yigong.store.village.village import Village
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.labelled_lines import labelled_lines
from yigong.tui.view.request_steps import fact_rows, listed_text
from yigong.tui.widgets.canvas import ACCENT, BAD, GOOD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.row_list import ListColumn, ListRow

_COLOURS: dict[str, Style] = {
    "open": ACCENT,
    "taken": PLAIN,
    "doing": PLAIN,
    "done": GOOD,
    "declined": QUIET,
    "same": QUIET,
}


def request_colour(request: Request, today: date) -> Style:
    """The colour of its state: red where it is overdue."""
    return BAD if days_overdue(request, today) else _COLOURS[request.state]


def text_lines_of(request: Request, width: int) -> StyledLines:
    """What a request, as it is shown, asks for, whole."""
    text = _("(not shown)") if is_kept_back(request) else mask_phones(request.text)
    return [
        [(part, STRONG)] for line in text.split("\n") for part in wrap_text(line, max(1, width))
    ]


def fact_lines_of(village: Village, request: Request, width: int) -> StyledLines:
    """What is to know of a request, as it is shown, without what it asks for."""
    late = days_overdue(request, village.now().date()) > 0
    facts = [
        (label, words, BAD if late and label == _("Due") else PLAIN)
        for label, words in fact_rows(village, request)
    ]
    return labelled_lines(facts, width)


def request_columns() -> list[ListColumn]:
    """The columns of somebody's requests: what for, by when, what came of it."""
    return [
        ListColumn(_("Code"), 6),
        ListColumn(_("Heard on"), 10, snug=True, least=56),
        ListColumn("", 8, snug=True),
        ListColumn(_("They ask for"), 0),
        ListColumn(_("Due"), 22, snug=True, least=60),
        ListColumn(_("State"), 12, snug=True),
    ]


def request_row(village: Village, request: Request, person: int) -> ListRow:
    """A request, as it is shown, in the list of a person who asks or works on it."""
    today = village.now().date()
    part = _("asks") if request.who == person else _("works on it")
    cells = [
        request.code,
        near_day(request.at.astimezone(village.zone).date(), today),
        part,
        listed_text(request),
        request_due_words(request, today),
        state_words(request),
    ]
    over = {4: BAD} if days_overdue(request, today) else {}
    return ListRow(request.number, cells, cell_styles=over)


def squad_request_line(village: Village, squad: int) -> list[Piece]:
    """How many unfinished requests a squad was given, and what is overdue; empty: none."""
    given = village.requests.of_squad(squad)
    if not given:
        return []
    today = village.now().date()
    late = sum(days_overdue(each, today) > 0 for each in given)
    pieces: list[Piece] = [_("requests in hand {n}").format(n=len(given))]
    if late:
        pieces.append(("  " + _("overdue {n}").format(n=late), BAD))
    return pieces
