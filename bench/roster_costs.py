"""The rows of the import of a large roster: read, compared with the village, written, repeated."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.table import Row, compared, milliseconds
from yigong.store.roster import reader, verdicts
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

ROWS = 20_000


def roster_costs() -> Iterator[Row]:
    """A damaged roster of 20 000 rows into an empty village, durably; then the same file again."""
    from tests.support.roster_files import as_csv, as_xlsx, damaged

    made = damaged(ROWS).rows
    workbook = as_xlsx(made)
    for kind, raw in {"CSV in GB18030": as_csv(made, "gb18030"), ".xlsx": workbook}.items():
        spent = _import(raw)
        began = time.perf_counter()
        _by_openpyxl(workbook)
        reference = time.perf_counter() - began
        parts = ", ".join(map(milliseconds, spent))
        yield compared(
            f"a roster of {ROWS:,} rows, {kind}, taken in ({parts})",
            sum(spent),
            reference,
            "openpyxl alone, the .xlsx",
            2,
        )


def _import(raw: bytes) -> tuple[float, float, float]:
    """The seconds of the dry run, of the import, and of a dry run that finds nothing new."""
    with tempfile.TemporaryDirectory() as folder:
        village = Village.create(Path(folder) / "v", Settings(name="大青山村"), Actor("李芳", ""))
        began = time.perf_counter()
        read = reader.read_roster(raw, village.now().date())
        plan = verdicts.judge_roster(read, village.people.all(), village.squads.all())
        planned = time.perf_counter()
        village.apply_roster(plan)
        applied = time.perf_counter()
        again = verdicts.judge_roster(read, village.people.all(), village.squads.all())
        assert again.empty
        return planned - began, applied - planned, time.perf_counter() - applied


def _by_openpyxl(raw: bytes) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _values in sheet.iter_rows(values_only=True):
            pass
