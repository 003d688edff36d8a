"""``yigong export``: every format and its file name, and the record of whole phone numbers."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hostile.commands import run
from support.clinic import STAYS, hold_clinic, pick_chestnuts
from yigong.store.event_records import Event
from yigong.store.programme_records import Programme
from yigong.store.records import Squad, Volunteer


def test_the_numbers_of_a_summary_are_in_its_json_by_every_view_and_split(clinic_village):
    """The numbers of docs/numbers.md, which a reader can work out by hand."""
    answer = json.loads(run(clinic_village.folder, "export", "summary", "all", "--json").out)
    total = answer["total"]
    assert (total["occurrences"], answer["unsigned"], answer["credited_alike"]) == (1, 0, 0)
    assert total["heads"] == {
        **{"total": 20, "volunteers": 1, "participants": 18, "guests": 1, "paid": 1},
        **{"learners": 1, "along": 3, "nameless": 12},
    }
    assert total["people"] == {
        **{"total": 5, "volunteer": 1, "participant": 2, "learner": 1, "guest": 1, "paid": 1}
    }
    assert total["minutes"] == {"clocked": 140, "filled": 0, "granted": 0, "total": 140}
    assert (total["learning"], total["labour"]) == (120, 180)
    views = {"months", "events", "squads", "kinds", "groups", "programmes", "hosts", "occurrences"}
    assert answer["rows"].keys() == views, "no names, unless they are asked for"
    for rows in answer["rows"].values():
        assert sum(row["minutes"]["total"] for row in rows) == 140
        assert sum(row["learning"] for row in rows) == 120
    named = json.loads(
        run(clinic_village.folder, "export", "summary", "all", "--names", "--json").out
    )
    assert set(STAYS) == {row["label"] for row in named["rows"]["people"]}


@pytest.mark.parametrize("what", ["ledger", "paid"])
def test_the_numbers_of_a_table_are_in_its_json_by_occurrence(clinic_village, what):
    answer = json.loads(run(clinic_village.folder, "export", what, "all", "--json").out)
    [row] = answer["rows"]["occurrences"]
    assert row["heads"] == answer["total"]["heads"] and row["labour"] == 180


def test_the_numbers_of_a_sign_in_sheet_are_in_its_json(clinic_village):
    answer = json.loads(
        run(clinic_village.folder, "export", "signin", "E1@2026-12-05", "--json").out
    )
    heads = answer["numbers"]["heads"]
    assert (heads["total"], heads["nameless"], answer["numbers"]["learning"]) == (20, 12, 120)


@pytest.fixture
def clinic_village(village, clock):
    """A small clinic, held and signed."""
    hold_clinic(village, clock)
    return village


@pytest.fixture
def closed(village, duty_day, clock):
    """A closed duty day of two people, one of them in a squad."""
    village.people.add_all(
        [
            Volunteer(name="张小明", phone="12000000001"),
            Volunteer(name="李秀英", phone="12000000002"),
        ]
    )
    village.squads.add(Squad(name="修葺队", members=(1,)))
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 2)
    clock.forward(minutes=160)
    village.registers.settlement.close(duty_day)
    return village


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("ledger", "2026-11"), "ledger-2026-11.html"),
        (("ledger", "2026-11", "--format", "xlsx"), "ledger-2026-11.xlsx"),
        (("ledger", "all", "--format", "csv"), "ledger-all.csv"),
        (("ledger", "2026-11", "--with-paid"), "ledger-2026-11.html"),
        (("paid", "2026-11"), "paid-2026-11-01-2026-11-30.html"),
        (("paid", "all", "--format", "csv"), "paid-all.csv"),
        (("summary", "2026", "--format", "html"), "summary-2026-01-01-2026-12-31.html"),
        (("summary", "2026", "--format", "xlsx"), "summary-2026-01-01-2026-12-31.xlsx"),
        (("summary", "all"), "summary-all.csv"),
        (("signin", "E1@2026-11-25", "--format", "xlsx"), "signin-E0001@2026-11-25.xlsx"),
        (("record", "V0001"), "V0001.html"),
        (("badges",), "badges.html"),
        (("people",), "people.csv"),
        (("people", "--format", "xlsx"), "people.xlsx"),
    ],
    ids=" ".join,
)
def test_each_export_is_written_into_the_outbox_and_says_where(closed, words, name):
    answer = json.loads(run(closed.folder, "export", *words, "--json").out)
    path = closed.folder / "outbox" / answer["path"].rpartition("/")[2]
    assert path.name.endswith(name)
    assert path.stat().st_size == answer["bytes"] > 100


def test_the_months_of_a_summary_stand_beside_those_of_a_year_before(closed, clock):
    event = closed.events.add(Event(title="义务日", start=datetime(2025, 3, 20, 8), minutes=60))
    clock.now = event.start.replace(tzinfo=clock.now.tzinfo)
    occurrence = closed.events.occurrence(event.number, event.start.date())
    closed.registers.checkin.check_in(occurrence, 1)

    def attendances() -> dict[str, tuple]:
        words = ("export", "summary", "2026", "--format", "xlsx", "-o", "-")
        book = load_workbook(io.BytesIO(run(closed.folder, *words).out))
        heading, *rows = book["By month"].iter_rows(min_row=3, values_only=True)
        lines = [dict(zip(heading, row, strict=True)) for row in rows]
        return {
            line["Title"]: (line["Attendances"], line.get("Attendances a year before"))
            for line in lines
            if line["Attendances"] is not None
        }

    assert attendances() == {"Month 2026-03": (0, 1), "Month 2026-11": (2, 0)}
    [register] = closed.folder.glob("registers/2025/*.json")
    register.write_text("{")
    assert attendances() == {"Month 2026-11": (2, None)}, "the year before is not known"


def test_standard_output_gets_the_bytes_and_nothing_else(closed):
    out = run(closed.folder, "export", "ledger", "2026-11", "--format", "xlsx", "-o", "-").out
    sheet = load_workbook(io.BytesIO(out)).worksheets[0]
    assert "村民义务日" in [row[1].value for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("words", "what", "count"),
    [
        (("export", "signin", "E1@2026-11-25"), "signin E0001@2026-11-25", 2),
        (("export", "people"), "people", 2),
        (("people", "list"), "people list", 2),
        (("people", "find", "V0001"), "people find", 1),
        (("squad", "phones", "S01"), "phones S01", 1),
        (("history", "--json"), "history", 2),
    ],
    ids=str,
)
def test_whoever_asks_for_whole_phone_numbers_is_in_the_history(closed, words, what, count):
    masked = run(closed.folder, *words)
    assert masked.code == 0
    assert not closed.issued.all()
    assert run(closed.folder, *words, "--full-phones").code == 0
    (issue,) = closed.issued.all().values()
    assert (issue.by, issue.what, issue.count) == ("李芳", what, count)


def test_paid_work_is_on_its_own_table_and_in_the_ledger_only_if_asked_for(village, clock):
    pick_chestnuts(village, clock)

    def out(*words):
        return run(village.folder, "export", *words, "--format", "csv", "-o", "-").out.decode()

    assert "2 people,,,Total: 2 attendances,,,16.0" in out("paid", "2026-12")
    assert "采栗子" not in out("ledger", "2026-12")
    assert "paid: attendances 2, people 2, hours 16.0" in out("ledger", "2026-12", "--with-paid")


def test_badges_are_of_some_people_of_a_squad_or_of_everybody(closed):
    def names(*words):
        out = run(closed.folder, "export", "badges", *words, "-o", "-").out.decode()
        return [name for name in ("张小明", "李秀英") if name in out]

    assert names("V0002", "李秀英") == ["李秀英"]
    assert names("--squad", "S01") == ["张小明"]
    assert names() == ["张小明", "李秀英"]
    assert run(closed.folder, "export", "badges", "V0001", "--squad", "S01").code == 2


def test_a_summary_can_be_of_one_programme_alone(closed):
    closed.programmes.add(Programme(name="四季赋能"))
    out = run(closed.folder, "export", "summary", "2026", "--programme", "四季赋能", "-o", "-").out
    assert ",0,0,0,0.0" in out.decode("utf-8-sig").splitlines()[1]


def test_names_are_in_a_summary_only_if_they_are_asked_for(closed):
    def out(*more):
        return run(closed.folder, "export", "summary", "2026", *more, "-o", "-").out.decode()

    assert "张小明" not in out()
    assert "By person,V0001,张小明,1,1,1," in out("--names")


def test_an_export_to_standard_output_is_the_bytes_and_nothing_else(yigong, under_way):
    for words in (
        ("ical",),
        ("ical", under_way),
        ("summary",),
        ("summary", "month", "--format", "md"),
        ("signin", under_way),
        ("signin", under_way, "--format", "csv"),
    ):
        path = Path(yigong("export", *words).out.strip())
        result = yigong("export", *words, "-o", "-")
        assert (result.code, result.err) == (0, "")
        assert result.out.encode() == path.read_bytes()
    assert yigong("export", "ical", "-o", "-").out.startswith("BEGIN:VCALENDAR\r\n")


def test_an_export_goes_to_the_outbox_or_where_it_is_asked_for(
    yigong, under_way, founded, tmp_path
):
    assert yigong("export", "summary").out.startswith(str(founded / "outbox"))
    answer = yigong("export", "ical", "-o", tmp_path / "duty.ics", "--json").json
    assert answer["path"] == str(tmp_path / "duty.ics")
    assert answer["bytes"] == (tmp_path / "duty.ics").stat().st_size
    assert yigong("export", "ical", "-o", tmp_path / "no" / "where.ics").code == 3


def test_a_sign_in_sheet_has_whole_phones_only_when_asked(yigong, under_way):
    yigong("signup", under_way, "V1")
    assert "12012345678" not in yigong("export", "signin", "E1", "-o", "-").out
    assert "12012345678" in yigong("export", "signin", "E1", "-o", "-", "--full-phones").out
