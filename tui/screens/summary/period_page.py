"""The choice of a summary's period (of the calendar, typed, or all time) and its programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from yigong.store.dates.date_words import days_text
from yigong.store.dates.period_parser import parse_period
from yigong.store.language import N_, _
from yigong.tui.screens.base.choice_page import ChoicePage, tick
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.base.questions import AskText
from yigong.tui.view import summary_period
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.widgets.canvas import QUIET
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_EXAMPLE = (date(2026, 9, 15), date(2026, 10, 15))


class PeriodPage(ChoicePage[SummaryPeriod]):
    """Lists periods, then programmes; the current ones are ticked."""

    PURPOSE = N_("Choose the time that the numbers are of.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Take it"),
            tooltip=N_("Show the period or programme under the cursor."),
        ),
        Binding("z", "all", N_("Over all time")),
        Binding("t", "dates", N_("Type dates")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"programmes"})
    ASKS = N_("Which period")
    COLUMNS = (ListColumn("", 1), ListColumn("", 0, most=44), ListColumn("", 30))

    def __init__(self, now: SummaryPeriod, *, programmes: bool = True) -> None:
        """Make the page.

        Args:
            now: The present period.
            programmes: Whether a programme can be chosen, too.
        """
        super().__init__(now)
        self._programmes = programmes

    def first(self) -> SummaryPeriod:
        """The current period."""
        return self.now

    def reload(self) -> None:
        """List the periods, and the programmes, of the current one its seasons, too."""
        now, programme = self.now, self.now.programme
        rows = [self._row(period.name(), period) for period in self._periods()]
        rows.append(ListRow("dates", ["", _("other dates, typed"), days_text(*_EXAMPLE)]))
        known = self.village.programmes.all().values() if self._programmes else ()
        names = {each.name: each.seasons for each in sorted(known, key=lambda p: p.archived)}
        if names or programme:
            rows += [ListRow(None, []), ListRow("", ["", _("Programme"), ""], QUIET)]
            rows.append(self._row(_("all events"), replace(now, programme=None)))
            for name in dict.fromkeys([*names, *filter(None, [programme])]):
                rows.append(self._row(name, replace(now, programme=name)))
                for season in names.get(name, ()) if name == programme else ():
                    period = SummaryPeriod(season.first, season.last, name)
                    rows.append(self._row(f"  {season.name}", period))
        self.rows.show(rows)

    def _periods(self) -> list[SummaryPeriod]:
        """This month, quarter and year, the ones before, all time, and the current period."""
        today, programme = self.village.now().date(), self.now.programme
        near = [
            summary_period.period_containing(span, today, programme)
            for span in summary_period.MONTHS_IN_UNIT
        ]
        near = [period for each in near for period in (each, each.shifted(-1))]
        return list(dict.fromkeys([*near, SummaryPeriod(programme=programme), self.now]))

    def _row(self, name: str, period: SummaryPeriod) -> ListRow:
        days = days_text(period.first, period.last) if period.first else ""
        return ListRow(period, [tick(period == self.now), name, days])

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Return the period, or ask for dates."""
        if isinstance(event.key, SummaryPeriod):
            self.dismiss(event.key)
        elif event.key == "dates":
            self.action_dates()

    def action_all(self) -> None:
        """Show the programme of the row over all time."""
        chosen = self.rows.key if isinstance(self.rows.key, SummaryPeriod) else self.now
        self.dismiss(SummaryPeriod(programme=chosen.programme))

    @work
    async def action_dates(self) -> None:
        """Type any period."""
        today = self.village.now().date()
        examples = ("2026", "2026-Q4", "2026-11", days_text(*_EXAMPLE))
        answer = await self.ask(
            AskText(
                _("From when to when?"),
                _("for example {when}").format(when=_(", ").join(examples)),
                days_text(self.now.first, self.now.last) if self.now.first else "",
                meaning=lambda answer: days_text(*parse_period(answer, today)),
            )
        )
        if answer:
            first, last = parse_period(answer, today)
            self.dismiss(SummaryPeriod(first, last, self.now.programme))
