"""Which period a summary is about: one of the calendar, any dates, all time; a programme."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from store import summary
from store.language import N_, _
from tui import periods
from tui.periods import Period
from tui.screens.choice_page import ChoicePage, tick
from tui.screens.page import BACK, HELP
from tui.widgets.painted import QUIET
from tui.widgets.rows import Column, Row, Rows


class PeriodPage(ChoicePage[Period]):
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
    COLUMNS = (Column("", 1), Column("", 0, most=44), Column("", 26))

    def first(self) -> Period:
        """What holds now."""
        return self.now

    def reload(self) -> None:
        """The periods around today, all time, and every programme that an event belongs to."""
        now, programme = self.now, self.now.programme
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
        today, programme = self.village.now().date(), self.now.programme
        near = [periods.of(span, today, programme) for span in periods.SPANS]
        near = [period for each in near for period in (each, each.turned(-1))]
        return list(dict.fromkeys([*near, Period(programme=programme), self.now]))

    def _row(self, name: str, period: Period) -> Row:
        days = f"{period.first} .. {period.last}" if period.first else ""
        return Row(period, [tick(period == self.now), name, days])

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Take the period, or ask for dates."""
        if isinstance(event.key, Period):
            self.dismiss(event.key)
        elif event.key == "dates":
            self.action_dates()

    def action_all(self) -> None:
        """What the cursor is on, over all time: a programme from its beginning."""
        chosen = self.rows.key if isinstance(self.rows.key, Period) else self.now
        self.dismiss(Period(programme=chosen.programme))

    def action_dates(self) -> None:
        """Ask for a period as people write it."""
        from tui.screens.ask import AskText

        today = self.village.now().date()

        def typed(answer: str | None) -> None:
            if answer:
                with self.telling():
                    first, last = summary.period(answer, today)
                    self.dismiss(Period(first, last, self.now.programme))

        example = "2026, 2026-Q4, 2026-11, 2026-09-15..2026-10-15"
        self.app.push_screen(
            AskText(
                _("From when to when?"),
                _("for example {when}").format(when=example),
                f"{self.now.first}..{self.now.last}" if self.now.first else "",
                check=lambda answer: summary.period(answer, today),
            ),
            typed,
        )

    def action_none(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""
