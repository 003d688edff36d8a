"""A story: from a roster file to the signed ledger, by import, merge, check-ins and closing."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import timedelta

import openpyxl
import pytest

from support.raw_numbers import numbers
from support.roster_files import as_xlsx, damaged
from yigong.exports.documents.ledger import ledger_file
from yigong.store.dates.period_parser import parse_period
from yigong.store.event_records import Event
from yigong.store.people.duplicates import find_duplicates
from yigong.store.roster import plan, reader, verdicts
from yigong.store.village.village import Village

ROWS = 1200


def imported(village: Village, raw: bytes) -> plan.RosterPlan:
    """Import a roster; its plan."""
    read = reader.read_roster(raw, village.now().date())
    planned = verdicts.judge_roster(read, village.people.all(), village.squads.all())
    village.apply_roster(planned, "花名册.xlsx")
    return planned


@pytest.fixture
def signed(village, clock):
    """A village with an imported roster, a merge of duplicates, and a signed register.

    Also the occurrence, and the number of people who came.
    """
    roster = damaged(ROWS)
    plan = imported(village, as_xlsx(roster.rows))
    errors = sum("#N/A" in row for row in roster.rows)  # which a workbook gives as empty cells
    assert sum(row.verdict == "refused" for row in plan.rows) == roster.refused - errors
    assert not imported(village, as_xlsx(roster.rows)).person_changes, (
        "the same file changes nothing"
    )

    day = village.events.add(
        Event(
            title="村民义务日", start=clock().replace(hour=8, minute=30, tzinfo=None), minutes=180
        )
    )
    occurrence = village.events.occurrence(day.number, day.start.date())
    pair = next(iter(find_duplicates(village.people.all(), village.squads.all())))
    others = [n for n in village.people.all() if n not in (pair.first, pair.second)][:30]
    for number in (pair.first, pair.second, *others):
        village.registers.checkin.check_in(occurrence, number)
        clock.forward(minutes=1)
    village.merge(pair.first, pair.second)
    clock.now = occurrence.end + timedelta(minutes=5)
    village.registers.settlement.close(occurrence)
    village.registers.settlement.report(occurrence, "=1+1 清了两段溪道")
    return village, occurrence, len(others) + 1


def test_the_ledger_of_the_month_has_the_numbers_of_the_raw_books(signed):
    village, occurrence, people = signed
    first, last = parse_period("2026-11", village.now().date())
    raw = numbers(village.folder, first, last)["total",]
    assert raw.people == raw.attendances == raw.volunteers == people
    sheet = openpyxl.load_workbook(io.BytesIO(ledger_file(village, first, last, "xlsx"))).active
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[6], int)]
    shown = (people, people, 0, people, float(raw.hours[0]))
    assert [row[6:11] for row in rows] == [shown] * 2
    assert rows[0][1] == occurrence.event.title
    assert rows[0][11].endswith("=1+1 清了两段溪道")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_the_ledger_opens_in_libreoffice(signed, tmp_path):
    village, _occurrence, people = signed
    first, last = parse_period("2026-11", village.now().date())
    (tmp_path / "ledger.xlsx").write_bytes(ledger_file(village, first, last, "xlsx"))
    office = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        ["soffice", office, "--headless", "--convert-to", "csv", "ledger.xlsx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = (tmp_path / "ledger.csv").read_bytes().decode("utf-8", "replace")
    assert f",{people},{people},0,{people}," in text
    assert "=1+1" in text, "it is text, not a formula"
