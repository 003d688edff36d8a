"""Which period a summary is about: one of the calendar, any dates, all time; a programme."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store import summary
from store.language import N_, _
from tui import periods
from tui.periods import Period
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import QUIET, STRONG, Piece
from tui.widgets.rows import Column, Row, Rows


class PeriodPage(Page[Period | None]):
    """Periods, then programmes; what holds now is marked, and Enter takes another one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Take it")),
        Binding("a", "all", N_("Over all time")),
        Binding("t", "dates", N_("Type dates")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events"})
    DEFAULT_CSS = "PeriodPage #choices { margin-top: 1; }"

    def __init__(self, period: Period) -> None:
        """Choose.

        Args:
            period: What holds now.
        """
        super().__init__()
        self._period = period

    def heading(self) -> list[Piece]:
        """What is asked."""
        return [(_("Which period"), STRONG)]

    def body(self) -> ComposeResult:
        """One list: the periods, then the programmes."""
        columns = [Column("", 1), Column("", 0, most=44), Column("", 26)]
        yield Rows(columns, heads=False, id="choices")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one(Rows)

    def begin(self) -> None:
        """Into the list, onto what holds now."""
        super().begin()
        self.focus_on(self.rows)
        self.rows.go(self._period)

    def reload(self) -> None:
        """The periods around today, all time, and every programme that an event belongs to."""
        now, programme = self._period, self._period.programme
        shown = [self._row(period.name(), period) for period in self._around()]
        dates = _("any dates, typed ..")
        shown.append(Row("dates", ["", dates, "2026-09-15..2026-10-15"]))
        names = sorted({e.programme for e in self.village.events.all().values() if e.programme})
        if names or programme:
            shown += [Row(None, []), Row("", ["", _("Programme"), ""], QUIET)]
            shown.append(self._row(_("all events"), replace(now, programme=None)))
            for name in dict.fromkeys([*names, *filter(None, [programme])]):
                shown.append(self._row(name, replace(now, programme=name)))
        self.rows.show(shown)

    def _around(self) -> list[Period]:
        """This month, quarter and year, the ones before, and what is shown now."""
        today, programme = self.village.now().date(), self._period.programme
        near = [periods.of(span, today, programme) for span in periods.SPANS]
        near = [period for each in near for period in (each, each.turned(-1))]
        return list(dict.fromkeys([*near, Period(programme=programme), self._period]))

    def _row(self, name: str, period: Period) -> Row:
        days = f"{period.first} .. {period.last}" if period.first else ""
        return Row(period, ["✓" if period == self._period else "", name, days])

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Take the period, or ask for dates."""
        if isinstance(event.key, Period):
            self.dismiss(event.key)
        elif event.key == "dates":
            self.action_dates()

    def action_all(self) -> None:
        """What the cursor is on, over all time: a programme from its beginning."""
        chosen = self.rows.key if isinstance(self.rows.key, Period) else self._period
        self.dismiss(Period(programme=chosen.programme))

    def action_dates(self) -> None:
        """Ask for a period as people write it."""
        from tui.screens.ask import AskText

        today = self.village.now().date()

        def typed(answer: str | None) -> None:
            if answer:
                with self.telling():
                    first, last = summary.period(answer, today)
                    self.dismiss(Period(first, last, self._period.programme))

        example = "2026, 2026-Q4, 2026-11, 2026-09-15..2026-10-15"
        self.app.push_screen(
            AskText(
                _("From when to when?"),
                _("for example {when}").format(when=example),
                f"{self._period.first}..{self._period.last}" if self._period.first else "",
                check=lambda answer: summary.period(answer, today),
            ),
            typed,
        )

    def action_none(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""
