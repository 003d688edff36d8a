"""``yigong export ical``, ``qr``, ``message``: which dates, where to, and what is refused."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial

import icalendar
import pytest

from support.command_line import CommandLine, command_line
from support.pictures import DARK, picture, read_qr_code, terminal_screen
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import Squad


@pytest.fixture
def export(village, monkeypatch, capsysbinary) -> CommandLine:
    """``export("ical", "E1")`` is ``yigong export ical E1`` on `village`."""
    return partial(command_line(village.folder, monkeypatch, capsysbinary), "export")


@pytest.fixture
def planned(village, enrol):
    """Two squads, three people; a monthly duty day for the first, a class for the second."""
    for name in ("修葺队", "清理队"):
        village.squads.add(Squad(name=name))
    enrol("张小明", "李秀英", "王强")
    rule = ByRRule("FREQ=MONTHLY;BYMONTHDAY=25")
    start = datetime(2026, 11, 25, 8, 30)
    for title, squad in (("村民义务日", 1), ("课堂", 2)):
        village.events.add(
            Event(title=title, start=start, minutes=180, place="文化礼堂", needs={squad: 2},
                  repeat=rule)
        )  # fmt: skip
    village.registers.signup.sign_up(village.events.occurrence(1, start.date()), 1, 2)
    return village


def shown(text: str) -> list[tuple[str, str]]:
    """Title and day of every event in a file."""
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return sorted((str(e["SUMMARY"]), str(e.start.date())) for e in events)


def test_a_squad_a_person_and_a_period_each_give_their_part(planned, export):
    assert shown(export("ical", "--squad", "S01", "-o", "-").out) == [("村民义务日", "2026-11-25")]
    period = ("--from", "2026-11-01", "--to", "2026-12-31")
    assert len(shown(export("ical", *period, "-o", "-").out)) == 4
    assert shown(export("ical", *period, "--squad", "清理队", "-o", "-").out) == [
        ("课堂", "2026-11-25"),
        ("课堂", "2026-12-25"),
    ]
    person = ("--person", "张小明", "--from", "2026-11-01")
    code, out, _err = export("ical", *person, "-o", "-")
    assert (code, shown(out)) == (0, [("村民义务日", "2026-11-25")])
    assert "NAME:青山村 张小明" in out


def test_what_gives_no_dates_and_what_says_too_much_is_refused(planned, export):
    refused = [
        (("ical", "--person", "王强"), 1, "nothing to write"),
        (("ical", "--from", "2026-12-01", "--to", "2026-11-01"), 1, "The first day"),
        (("ical", "E1", "--squad", "S01"), 2, "not both"),
        (("ical", "E1", "--feeds", "x"), 2, "--feeds"),
        (("ical", "--feeds", "x", "-o", "-"), 2, "--feeds"),
        (("ical", "--squad", "S09"), 1, "No squad is called S09"),
        (("ical", "--from", "soon"), 2, "soon"),
    ]
    for words, code, reason in refused:
        given, out, err = export(*words)
        assert (given, out) == (code, ""), words
        assert reason in err, words


def test_the_outbox_gets_a_name_that_says_what_is_in_it(planned, export):
    for words, name in (
        (("--squad", "S01"), "S01-修葺队.ics"),
        (("--person", "V1", "--from", "2026-01-01"), "V0001-张小明.ics"),
        (("--from", "2026-11-01"), "calendar-2026-11-01.ics"),
        ((), "calendar.ics"),
    ):
        assert export("ical", *words).out.strip() == str(planned.folder / "outbox" / name)


def test_feeds_are_written_once_and_said_each_time(planned, export, tmp_path):
    folder = tmp_path / "www"
    code, out, _err = export("ical", "--feeds", folder, "--json")
    assert code == 0
    assert [(f["path"], f["written"], f["events"]) for f in json.loads(out)] == [
        (str(folder / "village.ics"), True, 2),
        (str(folder / "squad-S01.ics"), True, 1),
        (str(folder / "squad-S02.ics"), True, 1),
    ]
    again = export("ical", "--feeds", folder).out.splitlines()
    assert [line.split()[1] for line in again] == ["unchanged"] * 3


def test_a_code_is_printed_that_a_camera_reads(planned, export, tmp_path):
    code, out, err = export("qr", "E1@2026-12-25")
    assert (code, err) == (0, "")
    screen = terminal_screen(out.replace("\n", "\r\n"), 80, 40)
    assert "SUMMARY:村民义务日" in read_qr_code(picture(screen, DARK), tmp_path)


def test_a_code_can_be_a_picture_and_says_what_it_left_out(village, export, tmp_path):
    village.events.add(Event(title="长" * 30, start=datetime(2026, 11, 25, 9), place="祠堂"))
    code, out, err = export("qr", "E1", "-o", tmp_path / "code.png")
    assert (code, out.strip()) == (0, str(tmp_path / "code.png"))
    assert (tmp_path / "code.png").read_bytes().startswith(b"\x89PNG")
    assert "was cut" in err
    assert "place did not fit" in err
    assert export("qr", "E1", "-o", tmp_path / "code.gif").code == 1
    assert not (tmp_path / "code.gif").exists()


def test_a_message_is_plain_lines_and_drives_no_terminal(planned, export, tmp_path):
    code, out, _err = export("message", "E1@2026-12-25")
    assert (code, out.splitlines()[:2]) == (
        0,
        ["村民义务日", "Time: Friday 2026-12-25 08:30-11:30"],
    )
    assert json.loads(export("message", "E1", "--json").out)["text"].startswith("村民义务日\n")
    export("message", "E1", "-o", tmp_path / "m.txt")
    assert (tmp_path / "m.txt").read_text("utf-8").endswith("文化礼堂\n")


def test_somebodys_calendar_has_an_event_for_each_post_they_have(
    village, enrol, monkeypatch, capsysbinary
):
    yigong = command_line(village.folder, monkeypatch, capsysbinary)
    enrol("王建国", *(f"村民{n}" for n in range(9)))
    plan = {
        "title": "番薯丰收节",
        "kind": "festival",
        "start": "2099-11-29T09:00",
        "minutes": 180,
        "posts": [
            {"id": 1, "name": "停车", "start": -90, "minutes": 150, "heads": 4},
            {"id": 2, "name": "摊位", "start": 60, "minutes": 120, "heads": 6},
            {"id": 3, "name": "收场", "start": 180, "minutes": 60, "heads": 3},
        ],
    }
    assert yigong("event", "add", "-", stdin=json.dumps(plan)).code == 0
    for post in ("停车", "摊位"):
        assert yigong("signup", "E1", "王建国", "--post", post).code == 0
    result = yigong("export", "ical", "--person", "王建国", "-o", "-")
    assert result.code == 0, result
    data = result.out
    vevents = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [(f"{v.start:%H:%M}-{v.end:%H:%M}", len(v.walk("VALARM"))) for v in vevents] == [
        ("07:30-10:00", 1),
        ("10:00-12:00", 1),
    ]
