"""From the village's old list to the page that is signed: taken in, merged, closed, printed."""

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
from yigong.store.dates.periods import parse_period
from yigong.store.people.duplicates import find_duplicates
from yigong.store.records import Event
from yigong.store.roster import plan, reader, verdicts
from yigong.store.village.village import Village

ROWS = 1200


def taken_in(village: Village, raw: bytes) -> plan.RosterPlan:
    """The roster, taken in as its dry run says."""
    read = reader.read_roster(raw, village.now().date())
    planned = verdicts.judge_roster(read, village.people.all(), village.squads.all())
    village.apply_roster(planned, "花名册.xlsx")
    return planned


@pytest.fixture
def signed(village, clock):
    """A damaged roster is in, one person of it was there twice, and the month's day is closed."""
    made = damaged(ROWS)
    plan = taken_in(village, as_xlsx(made.rows))
    errors = sum("#N/A" in row for row in made.rows)  # which a workbook gives as empty cells
    assert sum(row.verdict == "refused" for row in plan.rows) == made.refused - errors
    assert not taken_in(village, as_xlsx(made.rows)).person_changes, "the same file changes nothing"

    day = village.events.add(
        Event(
            title="村民义务日", start=clock().replace(hour=8, minute=30, tzinfo=None), minutes=180
        )
    )
    one = village.events.occurrence(day.number, day.start.date())
    double = next(iter(find_duplicates(village.people.all(), village.squads.all())))
    others = [n for n in village.people.all() if n not in (double.first, double.second)][:30]
    for number in (double.first, double.second, *others):
        village.registers.checkin.check_in(one, number)
        clock.forward(minutes=1)
    village.merge(double.first, double.second)
    clock.now = one.end + timedelta(minutes=5)
    village.registers.settlement.close(one)
    village.registers.settlement.report(one, "=1+1 清了两段溪道")
    return village, one, len(others) + 1


def test_the_ledger_of_the_month_says_what_the_raw_books_say(signed):
    village, one, people = signed
    first, last = parse_period("2026-11", village.now().date())
    raw = numbers(village.folder, first, last)["total",]
    assert len(raw.people) == raw.attendances == people
    sheet = openpyxl.load_workbook(io.BytesIO(ledger_file(village, first, last, "xlsx"))).active
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[6], int)]
    hours = (raw.clocked + raw.filled + raw.granted) / 60
    assert [row[6:9] for row in rows] == [(people, people, hours)] * 2
    assert rows[0][1] == one.event.title
    assert rows[0][9].endswith("=1+1 清了两段溪道")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_the_ledger_opens_in_libreoffice(signed, tmp_path):
    village, _one, people = signed
    first, last = parse_period("2026-11", village.now().date())
    (tmp_path / "ledger.xlsx").write_bytes(ledger_file(village, first, last, "xlsx"))
    office = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        ["soffice", office, "--headless", "--convert-to", "csv", "ledger.xlsx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = (tmp_path / "ledger.csv").read_bytes().decode("utf-8", "replace")
    assert f",{people},{people}," in text
    assert "=1+1" in text, "it is text, not what it would come to"
