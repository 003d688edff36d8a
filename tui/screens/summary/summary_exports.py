"""What leaves the village from the summary page: tables of its numbers, and the ledger to sign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec

from yigong.store.language import _
from yigong.store.statistics.summary import Summary, View
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import Page
from yigong.tui.view import summary_periods
from yigong.tui.view.summary_periods import SummaryPeriod
from yigong.tui.view.summary_rows import ComparedRow


class SummaryExports(Page[None]):
    """A page with a summary. Its keys are named by the page that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: SummaryPeriod | None = None
        """What is on the screen: the last period that was added up."""

        self.now: Summary | None = None
        """What it came to."""

    @property
    def looked_at(self) -> View | None:
        """The view that is open; `None`: none of them."""
        raise NotImplementedError

    @property
    def part(self) -> ComparedRow | None:
        """The row under the cursor; `None`: none."""
        raise NotImplementedError

    def action_summary(self, form: str) -> None:
        """Write the summary; everybody's name only where the people are what is looked at.

        Args:
            form: ``csv``, ``xlsx`` or ``md``.
        """
        from yigong.exports.documents import summary_tables

        with self.report_refusals():
            if self.now is None or self.shown is None:
                return
            makes: dict[str, Callable[..., bytes]] = {
                "csv": summary_tables.summary_csv,
                "xlsx": summary_tables.summary_xlsx,
                "md": lambda *given, names: summary_tables.summary_markdown(
                    *given, names=names
                ).encode(),
            }
            names = self.looked_at == "people"
            given = self.now, self.village.squads.all(), self.village.settings
            said = _("written, with everybody's name: {path}") if names else _("written: {path}")
            first, last = self.shown.first, self.shown.last
            stem = f"summary-{first}-{last}" if first else "summary-all"
            name = _named(stem, self.shown, form)
            self._write(name, lambda: makes[form](*given, names=names), said)

    def action_ledger(self, form: str) -> None:
        """Write the ledger of the month under the cursor, or of the period shown, to be signed.

        Args:
            form: ``html`` to print it, ``xlsx`` for Excel.
        """
        from yigong.exports.documents.formats import table_file
        from yigong.exports.documents.ledger import ledger_name, ledger_table

        with self.report_refusals():
            if self.now is None or self.shown is None:
                return
            summary, period, part = self.now, self.shown, self.part
            if part is not None and part.view == "months":
                month = date.fromisoformat(f"{part.row.key}-01")
                period = summary_periods.period_containing("month", month, period.programme)
                summary = summary.within("months", part.row.key)
            summary = msgspec.structs.replace(summary, first=period.first, last=period.last)
            settings = self.village.settings
            name = _named(ledger_name(period.first, period.last), period, form)
            self._write(
                name,
                lambda: table_file(ledger_table(summary, settings), form),
                _("written: {path}"),
            )

    def _write(self, name: str, make: Callable[[], bytes], said: str) -> None:
        """Write a file into the outbox; a workbook takes a while, so a thread makes it."""
        path = self.village.outbox() / name

        def file() -> Path:
            from yigong.exports.export_file import write_export

            return write_export(path, make())

        def tell(path: Path) -> None:
            self.status.good(said.format(path=path))

        if name.endswith(".xlsx"):
            run_task(self, file, tell, "file", exclusive=False)
        else:
            with self.report_refusals():
                tell(file())


def _named(stem: str, period: SummaryPeriod, form: str) -> str:
    """The name of a file, safe on any system, whatever a programme is called."""
    if not period.programme:
        return f"{stem}.{form}"
    from yigong.exports.ical.calendar_file import safe_file_name

    return safe_file_name(stem, period.programme, f".{form}")
