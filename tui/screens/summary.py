"""The attendance of a period: the four numbers, then by month, event, squad and kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.errors import DataError
from store.hours import hours_text
from store.language import N_, _, ngettext
from store.records import Kind
from store.summary import Row as SumRow
from store.summary import Summary, Tally, summarise
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import ACCENT, BAD, QUIET, STRONG, Piece
from tui.widgets.plan import Plan
from tui.widgets.rows import Column, Row, Rows
from tui.words import kind_name, not_counted

_SPANS = {"month": 1, "quarter": 3, "year": 12}
_VIEWS = ("months", "events", "squads", "kinds", "occurrences")


class SummaryPage(Page[None]):
    """The four numbers of a period, and what they are made of."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", N_("Earlier")),
        Binding("right", "turn(1)", N_("Later")),
        Binding("tab", "view(1)", N_("View")),
        Binding("enter", "names", N_("Names")),
        Binding("c", "csv", "CSV"),
        Binding("d", "markdown", "Markdown"),
        Binding("m", "span('month')", N_("Month")),
        Binding("3", "span('quarter')", N_("Quarter")),
        Binding("y", "span('year')", N_("Year")),
        Binding("shift+tab", "view(-1)", show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "squads", "people", "settings"})

    def __init__(self) -> None:
        super().__init__()
        self._span = "year"
        self._view = 0
        self._first: date | None = None
        self._summary: Summary | None = None

    def body(self) -> ComposeResult:
        """Numbers above, rows below."""
        yield Plan()
        yield Rows([Column("", 0)], empty=_("Nobody was checked in in this period."), id="parts")

    @property
    def parts(self) -> Rows:
        """The rows."""
        return self.query_one("#parts", Rows)

    def begin(self) -> None:
        """Into the rows."""
        super().begin()
        self.focus_on(self.parts)

    def watched(self) -> object:
        """Any change at all may change a number or a line here."""
        return self.village.history.signature()

    def heading(self) -> list[Piece]:
        """Which period."""
        first, last = self.period()
        return [(_("Summary"), STRONG), f"  {first} .. {last}"]

    def period(self) -> tuple[date, date]:
        """The period shown: first and last day."""
        months = _SPANS[self._span]
        if self._first is None:
            today = self.village.now().date()
            self._first = date(today.year, (today.month - 1) // months * months + 1, 1)
        return self._first, _plus_months(self._first, months) - timedelta(days=1)

    def reload(self) -> None:
        """Add up anew."""
        first, last = self.period()
        village = self.village
        unreadable: list[DataError] = []
        self._summary = summarise(
            village.registers.between(first, last, unreadable),
            village.settings.hours,
            first=first,
            last=last,
        )
        if unreadable:
            self.status.bad(not_counted(unreadable))
        # A running year is held against as much of the one before.
        until = min(last, village.now().date())
        before = summarise(
            village.registers.between(_year_before(first), _year_before(until), []),
            village.settings.hours,
        ).total
        self.query_one(Plan).show(self._numbers(self._summary, before))
        self._show_parts()

    def _numbers(self, summary: Summary, before: Tally) -> list[list[Piece]]:
        total = summary.total
        named = [
            (_("occurrences"), str(total.occurrences), str(before.occurrences)),
            (_("attendances"), str(total.attendances), str(before.attendances)),
            (_("people"), str(total.people), str(before.people)),
            (_("hours"), hours_text(total.credit.total), hours_text(before.credit.total)),
        ]
        numbers: list[Piece] = []
        for name, value, _before in named:
            numbers += [(f"{name} ", STRONG), (f"{value}    ", ACCENT)]
        origins = _("hours clocked {clocked}, filled in {filled}, granted {granted}").format(
            clocked=hours_text(total.credit.clocked),
            filled=hours_text(total.credit.filled),
            granted=hours_text(total.credit.granted),
        )
        lines: list[list[Piece]] = [numbers, [(origins, QUIET)]]
        if before.occurrences:
            said = "   ".join(f"{name} {value}" for name, _value, value in named)
            lines.append([(_("a year before: {numbers}").format(numbers=said), QUIET)])
        if summary.unsigned:
            text = ngettext(
                "{n} register is not signed yet: its hours may change",
                "{n} registers are not signed yet: their hours may change",
                summary.unsigned,
            )
            lines.append([(text.format(n=summary.unsigned), BAD)])
        lines.append([])
        names = {
            "months": _("by month"),
            "events": _("by event"),
            "squads": _("by squad"),
            "kinds": _("by kind"),
            "occurrences": _("by occurrence"),
        }
        tabs: list[Piece] = []
        for index, view in enumerate(_VIEWS):
            tabs += [(names[view], ACCENT if index == self._view else QUIET), "   "]
        lines.append(tabs)
        return lines

    def _show_parts(self) -> None:
        assert self._summary is not None  # noqa: S101 - reload came first
        view = _VIEWS[self._view]
        rows: list[SumRow] = getattr(self._summary, view)
        most = max((row.tally.attendances for row in rows), default=1) or 1
        bar = 24
        columns = [
            Column("", 0, most=44),
            Column(_("occ."), 5, right=True),
            Column(_("attend."), 7, right=True),
            Column(_("people"), 6, right=True),
            Column(_("hours"), 8, right=True),
            Column(_("attend."), bar, least=76),
        ]
        self.parts.show(
            [
                Row(
                    row.key,
                    [
                        self._label(view, row),
                        str(row.tally.occurrences),
                        str(row.tally.attendances),
                        str(row.tally.people),
                        hours_text(row.tally.credit.total),
                        "=" * round(bar * row.tally.attendances / most),
                    ],
                )
                for row in rows
            ],
            columns=columns,
        )

    def _label(self, view: str, row: SumRow) -> str:
        if view == "squads":
            return self.village.squads.names((int(row.key),)) or _("no squad")
        if view == "kinds":
            return kind_name(cast("Kind", row.key))
        return row.label

    # -- what can be done --------------------------------------------------

    def action_turn(self, step: int) -> None:
        """The period before or after."""
        first, _last = self.period()
        self._first = _plus_months(first, step * _SPANS[self._span])
        self.refresh_page()

    def action_span(self, span: str) -> None:
        """Month, quarter or year around the period's first day."""
        first, last = self.period()
        today = self.village.now().date()
        anchor = today if first <= today <= last else first
        months = _SPANS[span]
        self._span = span
        self._first = date(anchor.year, (anchor.month - 1) // months * months + 1, 1)
        self.refresh_page()

    def action_view(self, step: int) -> None:
        """Another way to break it down."""
        self._view = (self._view + step) % len(_VIEWS)
        self.refresh_page()

    @on(Rows.Chosen)
    def chosen(self) -> None:
        """Enter on a row: whose numbers these are."""
        self.action_names()

    def action_names(self) -> None:
        """The names behind the row under the cursor."""
        from tui.screens.names import NamesPage

        if self._summary is None or self.parts.key is None:
            return
        view = _VIEWS[self._view]
        row = next(r for r in getattr(self._summary, view) if r.key == self.parts.key)
        self.app.push_screen(NamesPage(self._label(view, row), row))

    def action_csv(self) -> None:
        """Write the summary as CSV for Excel."""
        from exports.tables import summary_csv

        self._write("csv", summary_csv)

    def action_markdown(self) -> None:
        """Write the summary as Markdown."""
        from exports.tables import summary_markdown

        self._write("md", lambda *given: summary_markdown(*given).encode())

    def _write(self, ending: str, make: Callable[[Any, Any, Any], bytes]) -> None:
        from exports.files import write

        with self.telling():
            if self._summary is None:
                return
            first, last = self.period()
            data = make(self._summary, self.village.squads.all(), self.village.settings)
            path = write(self.village.outbox() / f"summary-{first}-{last}.{ending}", data)
            self.status.good(_("written: {path}").format(path=path))


def _plus_months(day: date, months: int) -> date:
    """The first of a month some months away."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _year_before(day: date) -> date:
    """The same day a year before; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
