"""A story: a programme with seasons and goals, from the empty list to the archive, on the screens;
every place says the same of it."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from support.clock import SHANGHAI
from support.command_line import command_line
from support.screens import opened
from yigong.exports.documents.programme_tables import progress_file

NAMES = ("张小明", "李秀英", "王建国", "陈玉珍", "周老师")


def at(day, hour):
    return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


async def plan_programme(screen):
    """四季赋能 in November and December: two seasons, a goal, two places, two mentors each."""
    await screen.press("0", "m")
    assert "No programmes yet. n makes one" in screen.text
    await screen.press("n", "=四季赋能", "tab", "tab", "=2026-11-01", "tab", "=2026-12-31")
    await screen.press("tab", "tab", "=周老师", "tab", "=2", "tab", "=2", "ctrl+s")
    await screen.settled()
    await screen.press("g", "=2场, 4人次, 3人", "tab")
    for season in ("秋收: 2026-11-01..2026-11-26", "冬训: 2026-11-27..2026-12-31"):
        await screen.press(f"={season}", "tab")
    await screen.press("ctrl+s")
    assert "四季赋能 is saved" in screen.status


async def plan_events(screen):
    """Three classes: today, tomorrow, and one after its last day."""
    await screen.press("enter")
    for title, day in (("沙龙", "2026-11-25"), ("参访", "2026-11-26"), ("年会", "2027-01-09")):
        await screen.press("n", f"={title}", "tab", "right", "tab", "ctrl+u", f"={day}")
        await screen.press("tab", "ctrl+u", "=9:00-11:00", "ctrl+s")
        await screen.until(f"{title} is planned")


async def enrol_and_move_up(screen, village):
    """Two have a place, the third waits; one leaves, who waits moves up; mentors."""
    await screen.press("a")
    for name in NAMES[:3]:
        await screen.press(f"={name}", "enter")
    assert "王建国: waits, no. 1" in screen.status
    await screen.press("escape")
    await screen.until("[Enrolled 2 1 waiting]")
    await screen.press("m")
    for name in NAMES[3:]:
        await screen.press(f"={name}", "enter")
    await screen.press("escape")
    assert village.enrolments.current(1, 1).mentors == (4, 5)
    await screen.press("down", "minus", "y")
    assert "李秀英 is not enrolled any more   moved up: 王建国" in screen.status
    assert "[Enrolled 2]" in screen.text


async def invite(screen, village):
    """Who has a place is asked to come to the first event as a group."""
    await screen.press("tab", "tab", "tab", "enter", "v")
    assert "< enrolled in 四季赋能 >" in screen.text and "李秀英" not in screen.text
    await screen.press("space", "space", "enter")
    assert "2 people are signed up" in screen.status
    await screen.press("escape", "r")
    assert screen.lines[0].split()[1:3] == ["四季赋能", "P01"], "and back to its programme"


def hold(village, clock):
    """Three come today beside a volunteer and one who is paid, and it is signed; two tomorrow, and
    it is not."""
    today, tomorrow = (village.events.occurrence(n, at(d, 9).date()) for n, d in ((1, 25), (2, 26)))
    for occurrence, people in ((today, (1, 3, 2)), (tomorrow, (1, 2))):
        clock.now = occurrence.start
        for person in people:
            village.registers.checkin.check_in(occurrence, person)
        if occurrence == today:
            village.registers.checkin.check_in(occurrence, 4, role="paid")
            village.registers.checkin.check_in(occurrence, 5, role="volunteer")
        clock.forward(hours=2)
        village.registers.checkin.check_out_all(occurrence)
    village.registers.settlement.close(today)


async def assert_on_pages(screen, occurrences, heads, people):
    """The list and the page say so."""
    await screen.press("0", "m")
    await screen.settled()
    await screen.until(f"{occurrences}/2")
    row = next(line for line in screen.lines if f"{occurrences}/2" in line)
    assert f"{heads}/4" in row
    await screen.press("enter")
    await screen.until(f"{people}/3")
    assert f"{occurrences}/2" in screen.text and f"{heads}/4" in screen.text


def assert_elsewhere(village, yigong, occurrences, heads, people):
    """Command, table, summary and public page say so."""
    shown = yigong("programme", "show", "P01", "--json").json["progress"]
    (listed,) = yigong("programme", "list", "--json").json
    assert shown == listed["progress"]
    assert (shown["occurrences"], shown["participants"], shown["people"]) == (
        *(occurrences, heads),
        people,
    )
    table = csv.reader(io.StringIO(progress_file(village, "csv").decode("utf-8-sig")))
    found = next(line for line in table if line and line[0] == "四季赋能 P01")
    assert found[2:8] == [str(n) for n in (occurrences, 2, heads, 4, people, 3)]
    tally = village.summary(at(1, 0).date(), datetime(2026, 12, 31).date()).programmes[0].tally
    assert (tally.occurrences, tally.heads.participants, tally.people) == (
        *(occurrences, heads),
        people,
    )
    assert yigong("publish", village.folder.parent / "site").code == 0
    page = (village.folder.parent / "site" / "P01.html").read_text()
    for done in (f"{occurrences}/2 场", f"{heads}/4 人次", f"{people}/3 人"):
        assert done in page


async def archive_and_back(screen, village):
    """The month names its season until it is archived, and again when it is back."""
    await screen.press("escape", "escape")
    assert "November 2026  秋收" in screen.lines[0]
    await screen.press("0", "m", "A")
    assert "四季赋能 is archived; u takes it back" in screen.status
    assert "No programmes yet" in screen.text
    await screen.press("escape")
    assert "秋收" not in screen.lines[0]
    await screen.press("0", "m", "h", "A")
    assert "四季赋能 is back" in screen.status
    await screen.press("u")
    assert "undone: " in screen.status and village.programmes.get(1).archived
    await screen.press("u")
    assert not village.programmes.get(1).archived


async def test_a_programme_from_the_empty_list_to_the_archive_with_the_same_figures_everywhere(
    village, enrol, clock, monkeypatch, capsysbinary
):
    enrol(*NAMES)
    yigong = command_line(village.folder, monkeypatch, capsysbinary)
    async with opened(village.folder, clock=clock) as screen:
        await plan_programme(screen)
        await plan_events(screen)
        await enrol_and_move_up(screen, village)
        await invite(screen, village)
    hold(village, clock)
    async with opened(village.folder, clock=clock) as screen:
        await assert_on_pages(screen, 2, 5, 4)
        await archive_and_back(screen, village)
    assert_elsewhere(village, yigong, 2, 5, 4)
