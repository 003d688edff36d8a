"""Which period a summary is about: one of the calendar, any dates, all time; a programme."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.dates.periods import parse_period
from yigong.store.language import N_, _
from yigong.tui.screens.base.choice_page import ChoicePage, tick
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.view import summary_periods
from yigong.tui.view.summary_periods import SummaryPeriod
from yigong.tui.widgets.canvas import QUIET
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class PeriodPage(ChoicePage[SummaryPeriod]):
    """Periods, then programmes; what holds now is marked, and Enter takes another one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Take it")),
        Binding("a", "all", N_("Over all time")),
        Binding("t", "dates", N_("Type dates")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events"})
    ASKS = N_("Which period")
    COLUMNS = (ListColumn("", 1), ListColumn("", 0, most=44), ListColumn("", 26))

    def first(self) -> SummaryPeriod:
        """What holds now."""
        return self.now

    def reload(self) -> None:
        """The periods around today, all time, and every programme that an event belongs to."""
        now, programme = self.now, self.now.programme
        shown = [self._row(period.name(), period) for period in self._around()]
        dates = _("any dates, typed ..")
        shown.append(ListRow("dates", ["", dates, "2026-09-15..2026-10-15"]))
        names = sorted({e.programme for e in self.village.events.all().values() if e.programme})
        if names or programme:
            shown += [ListRow(None, []), ListRow("", ["", _("Programme"), ""], QUIET)]
            shown.append(self._row(_("all events"), replace(now, programme=None)))
            for name in dict.fromkeys([*names, *filter(None, [programme])]):
                shown.append(self._row(name, replace(now, programme=name)))
        self.rows.show(shown)

    def _around(self) -> list[SummaryPeriod]:
        """This month, quarter and year, the ones before, and what is shown now."""
        today, programme = self.village.now().date(), self.now.programme
        near = [
            summary_periods.period_containing(span, today, programme)
            for span in summary_periods.MONTHS_IN_UNIT
        ]
        near = [period for each in near for period in (each, each.shifted(-1))]
        return list(dict.fromkeys([*near, SummaryPeriod(programme=programme), self.now]))

    def _row(self, name: str, period: SummaryPeriod) -> ListRow:
        days = f"{period.first} .. {period.last}" if period.first else ""
        return ListRow(period, [tick(period == self.now), name, days])

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Take the period, or ask for dates."""
        if isinstance(event.key, SummaryPeriod):
            self.dismiss(event.key)
        elif event.key == "dates":
            self.action_dates()

    def action_all(self) -> None:
        """What the cursor is on, over all time: a programme from its beginning."""
        chosen = self.rows.key if isinstance(self.rows.key, SummaryPeriod) else self.now
        self.dismiss(SummaryPeriod(programme=chosen.programme))

    def action_dates(self) -> None:
        """Ask for a period as people write it."""
        from yigong.tui.screens.base.questions import AskText

        today = self.village.now().date()

        def typed(answer: str | None) -> None:
            if answer:
                with self.report_refusals():
                    first, last = parse_period(answer, today)
                    self.dismiss(SummaryPeriod(first, last, self.now.programme))

        example = "2026, 2026-Q4, 2026-11, 2026-09-15..2026-10-15"
        self.app.push_screen(
            AskText(
                _("From when to when?"),
                _("for example {when}").format(when=example),
                f"{self.now.first}..{self.now.last}" if self.now.first else "",
                check=lambda answer: parse_period(answer, today),
            ),
            typed,
        )

    def action_none(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""
