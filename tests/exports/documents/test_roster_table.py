"""The roster as a table: importing it again changes nothing, and phones are masked unless asked."""

from __future__ import annotations

import csv
import io
from datetime import date

import msgspec
import pytest
from openpyxl import load_workbook

from yigong.exports.documents.roster_table import roster_file
from yigong.store import language
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.roster.columns import field_of
from yigong.store.roster.reader import read_roster
from yigong.store.roster.verdicts import judge_roster
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

ROSTER = [
    Volunteer(
        name="张小明", phone="12000000001", gender="m", group="一组", home="一组3号",
        tags=("党员", "老村民"),
        joined=date(2024, 3, 5), born=1980, consent=date(2025, 1, 2), note="周末才在村里",
    ),
    Volunteer(name="李秀英", phone="057112345678", gender="f"),
    Volunteer(
        name="王小宝", born=2012, phone="12000000001",
        guardians=(Guardian(name="王强", phone="12000000009", relation="父亲"),),
    ),
    Volunteer(name="张小明", phone="12000000004"),
    Volunteer(name="阿依古丽·买买提", phone="80005678", note="-带水, 周末\n=1+1"),
    Volunteer(name="Tomás O'Neill", phone="+4915112345678", reading="tomas"),
]  # fmt: skip


@pytest.fixture
def listed(village):
    people = village.people.add_all(ROSTER)
    village.squads.add(Squad(name="修葺队", members=(1, 3)))
    village.squads.add(Squad(name="清理队", members=(3, 4)))
    village.people.add(Volunteer(name="走了", archived=True))
    assert len(people) == len(ROSTER)
    return village


@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_importing_it_again_changes_nothing(listed, form, full, spoken):
    language.use_language(spoken)
    raw = roster_file(listed, form, full_phones=full)
    rows = judged(listed, raw).rows
    verdicts = [(row.name, row.verdict, row.reason, row.changes) for row in rows]
    assert [row[1] for row in verdicts] == ["same"] * len(ROSTER), verdicts


def judged(village, raw):
    found = read_roster(raw, village.now().date())
    return judge_roster(found, village.people.all(), village.squads.all())


@pytest.fixture
def fresh(tmp_path, clock):
    """Another village, without people."""
    settings, actor = Settings(name="白水村"), Actor("王强", "西门")
    return Village.create(tmp_path / "baishui", settings, actor, clock=clock, sync=False)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_imported_into_another_village_everybody_is_new(listed, fresh, form):
    listed.people.save(msgspec.structs.replace(listed.people.get(2), archived=True))
    taken = fresh.apply_roster(judged(fresh, roster_file(listed, form, full_phones=True)))
    assert (taken.added, taken.founded) == (len(ROSTER) - 1, 2)
    added = {(p.name, p.phone, p.born, p.guardians) for p in fresh.people.all().values()}
    listed_people = (p for p in listed.people.all().values() if not p.archived)
    assert added == {(p.name, p.phone, p.born, p.guardians) for p in listed_people}


def test_masked_phones_are_not_imported_into_another_village(listed, fresh):
    rows = judged(fresh, roster_file(listed, "csv")).rows
    assert {row.verdict for row in rows} == {"refused"}
    assert all("masked" in row.reason for row in rows)


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_every_column_is_one_that_the_import_knows(listed, spoken):
    language.use_language(spoken)
    table = csv.reader(
        io.StringIO(roster_file(listed, "csv", full_phones=True).decode("utf-8-sig"))
    )
    header = list(table)[1]
    assert all(field_of(cell) for cell in header), header
    assert len({field_of(cell) for cell in header}) == len(header) == 16


def test_archived_people_are_not_on_it(listed):
    assert "走了" not in roster_file(listed, "csv").decode("utf-8-sig")


def test_phones_are_masked_unless_asked_and_the_header_says_so(listed):
    masked = roster_file(listed, "csv").decode("utf-8-sig")
    assert "Phone number (masked)" in masked
    assert "120****0001" in masked
    assert "12000000001" not in masked
    assert "12000000009" not in masked
    assert not listed.issued.all()
    whole = roster_file(listed, "csv", full_phones=True).decode("utf-8-sig")
    assert "12000000001" in whole
    (issue,) = listed.issued.all().values()
    assert (issue.what, issue.count) == ("people", 7)


def test_dates_are_dates_and_phones_are_text_in_a_workbook(listed):
    sheet = load_workbook(io.BytesIO(roster_file(listed, "xlsx", full_phones=True))).worksheets[0]
    header = [cell.value for cell in sheet[2]]
    first = dict(zip(header, sheet[3], strict=True))
    assert first["Joined"].value.date() == date(2024, 3, 5)
    assert (first["Phone number"].data_type, first["Phone number"].value) == ("s", "12000000001")
