"""The exports of the summary page: tables of its numbers, and the ledger to sign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from yigong.store.language import _
from yigong.store.statistics.summary import Summary, View
from yigong.tui.background.summary_query import SummaryQuery
from yigong.tui.screens.files.write_file import write_file
from yigong.tui.screens.summary.summary_list_page import SummaryListPage
from yigong.tui.view import summary_period
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.view.summary_rows import ComparedRow


class SummaryExports(SummaryListPage):
    """A page with a summary. A subclass names the keys."""

    def __init__(self) -> None:
        super().__init__(SummaryQuery())
        self.shown_period: SummaryPeriod | None = None
        """The period on the screen: the last one that was summarised."""

        self.summary: Summary | None = None
        """Its summary."""

        self.before: Summary | None = None
        """The summary of a year earlier; `None`: there is none."""

    @property
    def open_view(self) -> View | None:
        """The view that is open; `None`: none of them."""
        raise NotImplementedError

    @property
    def row_at_cursor(self) -> ComparedRow | None:
        """The row under the cursor; `None`: there is none."""
        raise NotImplementedError

    def action_summary(self, form: str) -> None:
        """Write the numbers as a file for CSV, Excel or Markdown.

        It names people only in the view of people.

        Args:
            form: ``csv``, ``xlsx`` or ``md``.
        """
        from yigong.exports.documents import summary_tables, summary_workbook

        if self.summary is None or self.shown_period is None:
            return
        writers: dict[str, Callable[..., bytes]] = {
            "csv": summary_tables.summary_csv,
            "xlsx": lambda *data, names: summary_workbook.summary_xlsx(
                *data, names=names, before=before
            ),
            "md": lambda *data, names: summary_tables.summary_markdown(*data, names=names).encode(),
        }
        names, before = self.open_view == "people", self.before
        data = self.summary, self.village.squads.all(), self.village.settings
        done = _("written, with everybody's name") if names else ""
        first, last = self.shown_period.first, self.shown_period.last
        stem = f"summary-{first}-{last}" if first else "summary-all"
        name = _file_name(stem, self.shown_period, form)
        write_file(self, lambda: (name, writers[form](*data, names=names)), done=done)

    def action_ledger(self, form: str) -> None:
        """Write the ledger of a month to be signed, to print or for Excel.

        Of the month under the cursor, or of the period shown.

        Args:
            form: ``html`` to print it, ``xlsx`` for Excel.
        """
        from yigong.exports.documents.formats import table_file
        from yigong.exports.documents.ledger import ledger_name, ledger_table

        if self.summary is None or self.shown_period is None:
            return
        summary, period, row = self.summary, self.shown_period, self.row_at_cursor
        if row is not None and row.view == "months":
            month = date.fromisoformat(f"{row.row.key}-01")
            period = summary_period.period_containing("month", month, period.programme)
            summary = summary.within("months", row.row.key)
        summary = msgspec.structs.replace(summary, first=period.first, last=period.last)
        settings = self.village.settings
        name = _file_name(ledger_name(period.first, period.last), period, form)
        write_file(self, lambda: (name, table_file(ledger_table(summary, settings), form)))

    def action_upward(self) -> None:
        """Write the report of this period for the town: no names, no phones.

        The file to send is JSON; a workbook to look at lies beside it.
        """
        from yigong.exports.upward_files import upward_contents

        if self.shown_period is None:
            return
        village, period = self.village, self.shown_period

        def make() -> list[tuple[str, bytes]]:
            return list(upward_contents(village, period.first, period.last).files)

        done = _("written, with a workbook beside it; no names are in it: this is for the town")
        write_file(self, make, done=done)


def _file_name(stem: str, period: SummaryPeriod, form: str) -> str:
    """A file name that is safe on any system, whatever the name of the programme."""
    if not period.programme:
        return f"{stem}.{form}"
    from yigong.exports.ical.calendar_file import safe_file_name

    return safe_file_name(stem, period.programme, f".{form}")
