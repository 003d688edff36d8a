"""A story by command: a clinic, a lecture, a day of paid work, and somebody in two roles.

Each is held at its hours and signed, and every number and paper says who was there as what.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime

import msgspec
import pytest

from support.clock import SHANGHAI, Clock
from support.command_line import command_line
from yigong.store.records import Squad
from yigong.store.settings_records import Settings
from yigong.store.storage.session import Session
from yigong.store.village.village import Village

YEAR = "2026"


@pytest.fixture
def clock(monkeypatch):
    """The clock that commands go by."""
    clock = Clock(datetime(2026, 12, 5, 8, tzinfo=SHANGHAI))
    monkeypatch.setattr(Session, "now", lambda _session: clock())
    return clock


@pytest.fixture
def folder(tmp_path, clock):
    """A village with six people, in which two hours are a star."""
    settings = Settings(name="青山村", stars=(2,))
    village = Village.create(tmp_path / "v", settings, clock=clock, sync=False)
    for name in ("修葺队", "清理队"):
        village.squads.add(Squad(name=name))
    return village.folder


@pytest.fixture
def yigong(folder, monkeypatch, capsysbinary, clock):
    """``yigong("08:30", "checkin", ...)`` runs a command at a time of the day; it must succeed."""
    run = command_line(folder, monkeypatch, capsysbinary)

    def at(time, *words, code=0, stdin=""):
        hour, minute = map(int, time.split(":"))
        clock.now = clock.now.replace(hour=hour, minute=minute)
        result = run(*words, stdin=stdin)
        assert result.code == code, result
        return result

    return at


def plan(yigong, **event):
    """Plan an event; its code."""
    text = json.dumps({"minutes": 120, **event})
    return yigong("08:00", "event", "add", "-", "--json", stdin=text).json[0]["code"]


def summary(yigong):
    """The numbers of the year in all, by the headings of the table."""
    text = yigong("20:00", "export", "summary", YEAR, "--format", "csv", "-o", "-").out
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    [heads] = [row for row in rows if "Occurrences" in row][:1]
    [total] = [row for row in rows if row[:1] == ["Total"]][:1]
    return dict(zip(heads, total, strict=True))


def record(yigong, person):
    """A service record as text."""
    html = yigong("20:00", "export", "record", person, YEAR, "-o", "-").out
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<body")[2]))


def assert_no_record(yigong, person):
    """There is nothing to record of somebody, and so no number is used up."""
    refused = yigong("20:00", "export", "record", person, YEAR, "-o", "-", code=1)
    assert f"Nothing of {person} is signed in this period" in refused.err


def hold(yigong, event, stays):
    """Check people in and out at their times: ``{"王建国": ("08:50", "11:10", "--as", "服")}``."""
    moments = []
    for name, (start, end, *words) in stays.items():
        moments += [(start, "checkin", event, name, *words), (end, "checkout", event, name)]
    for moment in sorted(moments, key=lambda moment: moment[0]):
        yigong(*moment)


CLINIC = {
    "郑强": ("08:30", "11:30", "--as", "工"),
    "王建国": ("08:50", "11:10", "--as", "服"),
    "陈医生": ("09:00", "11:00", "--as", "宾"),
    "俞凤珠": ("09:00", "11:00", "--as", "学"),
    "周小明": ("09:05", "10:05"),
    "吴秀英": ("09:10", "11:00", "--adults", "1", "--children", "2"),
}


@pytest.fixture(params=["no", "yes"], ids=["义诊", "急救培训"])
def trains(request):
    """Whether the kind of the event trains its learners as volunteers."""
    return request.param


@pytest.fixture
def clinic(yigong, trains):
    """The code of a free clinic on 5 December, 09:00 to 11:00, held and signed."""
    yigong("08:00", "kind", "add", "义诊", "--role", "参", "--trains", trains)
    for name in CLINIC:
        yigong("08:00", "people", "add", name)
    event = plan(yigong, title="糖尿病义诊", kind="义诊", start="2026-12-05T09:00")
    hold(yigong, event, CLINIC)
    yigong("11:40", "count", event, "--adults", "9", "--children", "3")
    yigong("12:00", "close", event, "--yes")
    return event


def test_the_numbers_of_a_clinic_with_people_in_every_role(yigong, clinic):
    total = summary(yigong)
    assert total == {
        **total,
        "Occurrences": "1",
        "Attendances": "20",
        "by volunteers": "1",
        "by participants": "18",
        "by guests": "1",
        "People": "5",
        "People serving": "1",
        "Service hours": "2.3",
        "Learning hours": "2.0",
        "Paid attendances": "1",
        "Paid people": "1",
        "Paid hours": "3.0",
    }


def test_only_who_served_has_a_star_or_a_line_in_the_service_record(yigong, clinic, trains):
    stars = yigong("20:00", "people", "stars", "--json").json
    assert [star["name"] for star in stars] == ["王建国"]
    assert "糖尿病义诊" in record(yigong, "王建国")
    for name in ("周小明", "陈医生", "郑强", "吴秀英"):
        assert_no_record(yigong, name)
    if trains == "no":
        assert_no_record(yigong, "俞凤珠")
    else:
        learner = record(yigong, "俞凤珠")
        assert "糖尿病义诊" in learner
        service, _word, training = learner.partition("Training")
        assert "糖尿病义诊" not in service
        assert "2.0" in training


def test_a_role_in_a_signed_register_is_corrected_with_a_reason_that_the_sheet_prints(
    yigong, clinic
):
    refused = yigong("20:00", "role", clinic, "周小明", "服", code=1)
    assert refused.err == "The register is signed: a change of a role needs a reason.\n"
    assert summary(yigong)["Service hours"] == "2.3"
    yigong("20:00", "role", clinic, "周小明", "服", "--why", "其实帮着量血压")
    total = summary(yigong)
    assert (total["by volunteers"], total["by participants"]) == ("2", "17")
    assert total["Service hours"] == "3.3", "200 minutes"
    assert "其实帮着量血压" in yigong("20:00", "export", "signin", clinic, "-o", "-").out
    yigong("20:00", "undo")
    assert summary(yigong)["Service hours"] == "2.3"


def test_who_sat_in_a_lecture_has_no_line_in_their_service_record(yigong):
    yigong("08:00", "people", "add", "周小明")
    event = plan(yigong, title="健康讲座", kind="class", start="2026-12-05T09:00")
    hold(yigong, event, {"周小明": ("09:00", "11:00")})
    yigong("12:00", "close", event)
    assert_no_record(yigong, "周小明")
    assert (summary(yigong)["by participants"], summary(yigong)["Service hours"]) == ("1", "0.0")


def test_a_paid_day_is_no_service_no_star_and_no_line_in_the_ledger(yigong):
    for name in ("冯丽", "罗浩然"):
        yigong("08:00", "people", "add", name)
    event = plan(
        yigong, title="采栗子", kind="other", role="paid", start="2026-12-05T07:00", minutes=480
    )
    hold(yigong, event, dict.fromkeys(("冯丽", "罗浩然"), ("07:00", "15:00")))
    yigong("15:30", "close", event)
    total = summary(yigong)
    assert (total["Occurrences"], total["Attendances"], total["Service hours"]) == ("0", "0", "0.0")
    assert (total["Paid attendances"], total["Paid hours"]) == ("2", "16.0")
    assert yigong("20:00", "people", "stars", "--json").json == []
    ledger = ("export", "ledger", "2026-12", "--format", "csv", "-o", "-")
    assert "采栗子" not in yigong("20:00", *ledger).out
    with_paid = yigong("20:00", *ledger, "--with-paid").out
    assert "采栗子" in with_paid.partition("Total")[2], "below the sum"


def test_who_serves_for_an_hour_and_then_takes_part_is_one_volunteer_with_that_hour(yigong, folder):
    yigong("08:00", "people", "add", "王建国")
    event = plan(yigong, title="养生讲座", kind="class", start="2026-12-05T09:00")
    hold(yigong, event, {"王建国": ("08:30", "09:30", "--as", "服")})
    yigong("09:30", "checkin", event, "王建国", "--again")
    yigong("09:30", "role", event, "王建国", "参", "--last")
    yigong("11:00", "checkout", event, "王建国")
    yigong("11:30", "close", event, "--yes")
    total = summary(yigong)
    assert (total["Attendances"], total["by volunteers"], total["by participants"]) == (
        "1",
        "1",
        "0",
    )
    assert total["Service hours"] == "1.0", "60 minutes"

    village = Village.open(folder)
    plan_after = msgspec.structs.replace(village.events.get(1), needs={1: 3, 2: 4})
    village.events.save(plan_after)
    assert summary(yigong) == total, "needs that are changed after the signature change nothing"
