"""The demo village is complete, consistent with the rules, and the same for the same day."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from support.clock import SHANGHAI, Clock
from support.places import ROOT
from support.replay import history_paths, lines_of
from yigong.store.attendance import hours, roles
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.attendance.register import Register
from yigong.store.attendance.settlement_rules import CLOSING
from yigong.store.demo.activities import CLINIC, under_way
from yigong.store.demo.demo_play import MARKER, marker_of
from yigong.store.demo.demo_village import make_demo
from yigong.store.demo.residents import NEW, NEW_COUNT, OLD, OLD_COUNT, REPAIR
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.people.households import households
from yigong.store.points.accounts import account_sum
from yigong.store.request_records import REQUEST_STATES
from yigong.store.requests.request_counts import count_requests
from yigong.store.statistics import summary
from yigong.store.storage.history_line import first_fault
from yigong.store.village.village import Village

NOW = datetime(2026, 11, 22, 9, 40, tzinfo=SHANGHAI)
SHORT = 20
"""Days of history that are enough for tests about today."""

MOMENTS = [
    *(datetime(2026, 11, day, h, m) for day in (22, 25) for h, m in ((0, 10), (6, 0), (12, 0))),
    datetime(2026, 11, 22, 23, 50),
    datetime(2026, 11, 25, 9, 30),
    datetime(2026, 11, 25, 23, 50),
    datetime(2028, 2, 29, 14, 20),
    datetime(2027, 1, 1, 0, 0),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Village:
    """The demo as it is made at 09:40 on a Sunday in November; nobody changes it."""
    return make_demo(tmp_path_factory.mktemp("demo") / "qingshan", clock=Clock(NOW))


@pytest.fixture(scope="module")
def registers(demo: Village) -> list[Register]:
    return list(demo.registers.between(None, None))


@pytest.fixture(scope="module", params=MOMENTS, ids=str)
def at_some_time(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Village:
    """A demo with little history, at each of `MOMENTS` of the village's own time."""
    clock = Clock(request.param.replace(tzinfo=SHANGHAI))
    return make_demo(tmp_path_factory.mktemp("demo") / "v", clock=clock, past=SHORT)


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def current(village: Village) -> Occurrence:
    """Today's duty day: the extra one, or on a 25th the monthly one."""
    today = village.now().date()
    title = "村民义务日" if today.day == 25 else None
    (occurrence,) = (
        occurrence
        for occurrence in village.events.between(today, today)
        if (occurrence.event.title == title if title else occurrence.event.repeat is None)
        and occurrence.event.kind == "duty_day"
    )
    return occurrence


# -- the same, whole, marked ---------------------------------------------------


def test_the_same_day_and_time_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    make_demo(tmp_path / "one", clock=Clock(NOW), past=60)
    program = (
        "from datetime import datetime; from pathlib import Path;"
        "from yigong.store.demo.demo_village import make_demo;"
        f"now = datetime.fromisoformat('{NOW.isoformat()}');"
        "make_demo(Path('two'), clock=lambda: now, past=60)"
    )
    path = str(ROOT)
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_day_gives_other_registers_and_uids_but_the_same_names(
    tmp_path: Path, demo: Village
) -> None:
    other = make_demo(tmp_path / "v", date(2026, 11, 23), clock=Clock(NOW), past=SHORT)
    assert other.settings.uid_domain != demo.settings.uid_domain
    assert {e.uid for e in other.events.all().values()}.isdisjoint(
        e.uid for e in demo.events.all().values()
    )
    assert [p.name for p in other.people.all().values()] == [
        p.name for p in demo.people.all().values()
    ]


def test_today_can_be_given_and_the_time_is_the_clocks(tmp_path: Path) -> None:
    village = make_demo(tmp_path / "v", date(2027, 3, 3), clock=Clock(NOW), past=SHORT)
    starts = {e.start for e in village.events.all().values() if e.repeat is None}
    assert datetime(2027, 3, 3, 8, 30) in starts
    assert (tmp_path / "v" / MARKER).read_bytes() == marker_of(village, date(2027, 3, 3))


def test_the_marker_and_the_settings_say_what_it_is(demo: Village) -> None:
    marker = f"2026-11-22 {demo.settings.uid_domain}\n"
    assert (demo.folder / MARKER).read_text() == marker
    assert (demo.settings.name, demo.settings.zone) == ("青山村", "Asia/Shanghai")
    assert (demo.settings.language, demo.settings.organisers) == ("zh", {})
    assert str(demo.actor) == "李芳 @ 东门"
    assert demo.now() == NOW


def test_it_leaves_no_lock_and_nothing_beside_it(demo: Village) -> None:
    assert [path.name for path in demo.folder.parent.iterdir()] == ["qingshan"]
    hidden = [p.name for p in demo.folder.rglob(".*") if not p.name.endswith(".lock")]
    assert hidden == [MARKER]
    assert demo.folder.stat().st_mode & 0o7777 == 0o2770


def test_what_fails_halfway_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="out of range"):  # the store plans nothing before 1900
        make_demo(tmp_path / "v", date(1900, 1, 10), clock=Clock(NOW), past=SHORT)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all")
    with pytest.raises(Refused, match="not empty"):
        make_demo(tmp_path, clock=Clock(NOW), past=SHORT)
    assert contents(tmp_path) == {"letter.txt": b"dear all"}


def test_a_village_is_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    make_demo(folder, clock=Clock(NOW), past=SHORT)
    before = contents(folder)
    with pytest.raises(Refused, match=r"village in .* already"):
        make_demo(folder, clock=Clock(NOW), past=SHORT)
    assert contents(folder) == before


def test_an_empty_folder_that_is_there_becomes_the_village(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    assert make_demo(tmp_path / "v", clock=Clock(NOW), past=SHORT).settings.name == "青山村"


# -- today ---------------------------------------------------------------------


def test_at_any_time_of_any_day_one_event_is_under_way(at_some_time: Village) -> None:
    village = at_some_time
    occurrence, now = current(village), village.now()
    midnight = now.replace(hour=0, minute=0)
    assert midnight <= occurrence.start <= now < occurrence.end <= midnight + timedelta(days=1)

    register = village.registers.read(occurrence.key)
    assert len(register.expected) == 40
    assert 18 <= len([e for e in register.present if e.expected]) <= 22
    assert {e.stints[0].desk: e.stints[0].by for e in register.present} == {
        "东门": "李芳",
        "西门": "王建国",
    }
    assert set(occurrence.event.needs) == set(village.squads.all())
    absent = next(e for e in register.expected if not e.present)
    assert village.registers.checkin.check_in(occurrence, absent.number).answer.tone is Tone.WELCOME


def test_nothing_has_happened_yet_that_lies_ahead(at_some_time: Village) -> None:
    village, now = at_some_time, at_some_time.now()
    assert all(line.at <= now for line in village.history.newest_first())
    for register in village.registers.between(None, None):
        assert register.head is not None
        for entry in register.entries.values():
            assert entry.expected is None or entry.expected <= now
            for stint in entry.stints:
                assert stint.start <= (stint.end or now) <= now
        if register.head.start > now + timedelta(hours=1):
            assert not register.present


def test_a_moment_is_under_way_whatever_the_minute() -> None:
    for minute in range(0, 24 * 60):
        now = datetime(2026, 1, 1) + timedelta(minutes=minute, seconds=59)
        start, minutes = under_way(now)
        assert start.minute in (0, 30)
        assert start.date() == now.date()
        assert start <= now < start + timedelta(minutes=minutes)
        assert start + timedelta(minutes=minutes) <= datetime(2026, 1, 2)


# -- who there is ----------------------------------------------------------------


def test_there_are_eighty_new_villagers_and_a_hundred_and_twenty_old_ones(demo: Village) -> None:
    people = demo.people.all().values()
    tags = Counter(tag for person in people for tag in person.tags)
    assert (len(people), tags[NEW], tags[OLD]) == (200, NEW_COUNT, OLD_COUNT) == (200, 80, 120)
    assert tags["党员"] >= 10
    assert {p.group for p in people} == {"一组", "二组", "三组", "四组", "五组", "六组"}
    assert {p.gender for p in people} == {"f", "m"}


def test_no_phone_can_be_real_and_families_share_one(demo: Village) -> None:
    phones = [person.phone for person in demo.people.all().values()]
    assert all(len(p) == 11 and p.isdigit() and p.startswith("12") for p in phones)
    assert 2 <= max(Counter(phones).values()) <= 3


def test_some_share_a_name_and_are_told_apart_by_group_or_phone(demo: Village) -> None:
    people = list(demo.people.all().values())
    shared = [name for name, count in Counter(p.name for p in people).items() if count > 1]
    assert len(shared) >= 3
    for name in shared:
        alike = [(p.group, p.phone) for p in people if p.name == name]
        assert len(set(alike)) == len(alike)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("sgl", "单国良"), ("xieyulan", "解玉兰"), ("ousg", "区水根"), ("oyxc", "欧阳晓晨"),
     ("yuchi", "尉迟海根"), ("lvly", "吕绿筠"), ("anna", "Anna Lindholm"),
     ("tomas", "Tomás Ferreira")],
)  # fmt: skip
def test_hard_names_are_there_and_found_as_they_are_read(
    demo: Village, typed: str, name: str
) -> None:
    assert name in [person.name for person in demo.people.find(typed)]


def test_every_squad_has_a_purpose_and_a_leader_and_deputies_who_are_members(demo: Village) -> None:
    squads = demo.squads.all().values()
    assert [squad.name for squad in squads] == ["修葺队", "清理队", "手工编织队"]
    leaders = [demo.people.get(squad.leader or 0).name for squad in squads]
    assert leaders == ["王建国", "李芳", "陈小梅"]
    for squad in squads:
        assert squad.purpose
        assert squad.deputies
        assert {squad.leader, *squad.deputies} <= set(squad.members)
    assert demo.squads.get(REPAIR).name == "修葺队"


# -- the calendar ------------------------------------------------------------------


def test_the_calendar_has_what_the_village_is_known_for(demo: Village) -> None:
    events = {event.title: event for event in demo.events.all().values()}
    assert events["村民义务日"].start.day == 25
    assert set(events["村民义务日"].needs) == set(demo.squads.all())
    november = demo.events.between(date(2026, 11, 1), date(2026, 11, 30))
    (harvest,) = (occurrence for occurrence in november if occurrence.event.title == "番薯丰收节")
    assert 12 <= harvest.start.day <= 21
    assert {f"四季赋能·{season}" for season in ("春规", "夏实", "秋收", "冬训")} <= set(events)
    assert events["重阳敬老出行 2026"].start.date() == date(2026, 10, 18)  # 九月初九
    assert len({event.uid for event in events.values()}) == len(events)


def test_one_occurrence_is_moved_and_one_is_cancelled_with_a_reason(demo: Village) -> None:
    ahead = demo.events.between(NOW.date(), NOW.date() + timedelta(days=60))
    assert [occurrence.event.title for occurrence in ahead if occurrence.moved] == ["村民议事会"]
    assert [bool(occurrence.reason) for occurrence in ahead if occurrence.cancelled] == [True]


def test_people_sign_up_for_what_is_to_come_and_some_wait(
    demo: Village, registers: list[Register]
) -> None:
    ahead = [r for r in registers if r.head and r.head.start > NOW + timedelta(hours=12)]
    assert len(ahead) >= 5
    assert all(register.expected for register in ahead)
    assert any(entry.waiting for register in ahead for entry in register.entries.values())


# -- the year ------------------------------------------------------------------------


def test_the_summary_of_the_last_year_has_something_to_say(demo: Village) -> None:
    first, last = date(2025, 11, 23), date(2026, 11, 22)
    summed = summary.summarise(demo.registers.between(first, last), demo.settings.hours)
    for row in (*summed.months, *summed.squads, *summed.events, *summed.kinds):
        tally = row.tally
        assert min(tally.occurrences, tally.attendances, tally.people) > 0
    assert len({row.key for row in summed.months}) == 13  # both halves of November
    assert {int(row.key) for row in summed.squads} == {0, *demo.squads.all()}
    assert summed.total.attendances > summed.total.people > 100
    assert summed.total.service.filled > 0
    assert summed.unsigned == 1  # today's


def test_every_month_can_be_compared_with_that_of_the_year_before(demo: Village) -> None:
    for year, months in ((2025, 12), (2026, 11)):
        summed = demo.summary(date(year, 1, 1), date(year, 12, 31))
        assert [row.key for row in summed.months] == [
            f"{year}-{month:02d}" for month in range(1, months + 1)
        ]


def test_who_takes_part_is_taught_invited_or_paid_is_no_volunteer(demo: Village) -> None:
    summed = demo.summary(date(2025, 1, 1), date(2026, 11, 22))
    heads, credit = summed.total.heads, summed.total.credit
    assert all(
        getattr(heads.present, role) > 0 for role in ("participant", "learner", "guest", "paid")
    )
    assert heads.along > 100
    assert heads.nameless > 50
    assert credit.learning.minutes > 0
    assert credit.labour.minutes > 0
    by_kind = {row.key: row.tally for row in summed.kinds}
    assert by_kind["duty_day"].heads.participants == 0
    hosts = 2 * by_kind["meeting"].occurrences
    assert 0 < by_kind["meeting"].heads.volunteers <= hosts < by_kind["meeting"].heads.participants
    assert by_kind["培训"].credit.learning.minutes == credit.learning.minutes - 120  # the clinic's


def test_the_clinic_has_the_numbers_that_a_reader_adds_up_by_hand(demo: Village) -> None:
    """The times stand in docs/numbers.md."""
    (key,) = (r.key for r in demo.registers.between(None, None) if r.head and r.head.kind == CLINIC)
    tally = demo.summary(None, None).within("occurrences", key).total
    heads, credit = tally.heads, tally.credit
    assert (tally.occurrences, tally.attendances, tally.people) == (1, 20, 5)
    assert (heads.volunteers, heads.participants, heads.guests, heads.paid) == (1, 18, 1, 1)
    assert (heads.along, heads.nameless, tally.persons.volunteer) == (3, 12, 1)
    minutes = credit.service.total, credit.learning.minutes, credit.labour.minutes
    assert minutes == (140, 120, 180)


def test_every_past_register_is_closed_by_an_organiser(registers: list[Register]) -> None:
    past = [r for r in registers if r.head and r.head.end < NOW]
    assert len(past) > 100
    assert {r.head.closed_by for r in past if r.head} == {"李芳", "王建国", "陈小梅"}
    assert all(r.head.closed and r.head.end < r.head.closed <= NOW for r in past if r.head)


def test_every_credit_is_what_the_rules_make_of_the_stints(registers: list[Register]) -> None:
    for register in registers:
        head = register.head
        if head is None or head.policy is None:
            continue
        for entry in register.present:
            assert hours.entry_credit(entry, head, head.policy) == hours.credited(
                entry, head, head.policy
            )


def test_attendance_is_as_varied_as_at_a_real_door(registers: list[Register]) -> None:
    entries = [entry for register in registers if register.closed for entry in register.present]
    missing = [e for r in registers if r.closed for e in r.expected if not e.present]
    assert {entry.mark for entry in missing} == {"absent", "leave"}
    assert any(entry.mark == "late" for entry in entries)
    assert any(len(entry.stints) == 2 for entry in entries)
    assert any(entry.expected is None for entry in entries)
    filled = [s.reason for entry in entries for s in entry.stints if s.origin == "filled"]
    assert filled
    assert all(filled)
    visits = Counter(entry.number for entry in entries)
    assert max(visits.values()) > 10 * sorted(visits.values())[len(visits) // 2]  # regulars


def test_families_come_to_the_harvest_festival(registers: list[Register]) -> None:
    (festival,) = (r for r in registers if r.key == "E0004@2026-11-15")
    assert sum(entry.children for entry in festival.present) > 10
    assert festival.head is not None
    heads = roles.count_heads(festival.entries.values(), festival.head)
    assert heads.along > 30
    assert heads.nameless > 20


# -- requests, visits, points, scorecards --------------------------------------------


def test_nearly_everybody_has_a_household_and_nobody_lives_in_two_groups(demo: Village) -> None:
    people = demo.people.all().values()
    assert 0.9 < sum(bool(person.home) for person in people) / len(people) < 1
    for home, members in households(people).items():
        assert len({person.group for person in members}) == 1, home
        assert 1 <= len(members) <= 6


def test_eighty_seven_requests_are_in_every_state_that_they_can_be_in(demo: Village) -> None:
    requests = demo.requests.all()
    assert len(requests) == 87
    states = Counter(request.state for request in requests.values())
    assert set(states) == set(REQUEST_STATES)
    assert (states["declined"], states["same"]) == (1, 1)
    counts = count_requests(requests.values(), None, None, NOW.date())
    assert (counts.recorded, counts.accepted) == (86, 85)
    assert (counts.overdue, counts.redone, counts.bad) == (1, 1, 0)
    assert counts.done > counts.asked > counts.good > 60, "not all were asked, some say so so"
    assert counts.in_time < counts.timed, "one or the other was late"
    assert [request.secret for request in requests.values()].count(True) == 1
    assert all(request.due is not None for request in requests.values())
    heard = {number for visit in demo.visits.all() for number in visit.requests}
    assert heard == {n for n, request in requests.items() if request.source == "visit"}


def test_a_request_led_to_the_clinic_by_which_it_is_done(demo: Village) -> None:
    (request,) = (r for r in demo.requests.all().values() if r.rounds and r.rounds[-1].links)
    (key,) = request.rounds[-1].links
    occurrence = demo.events.occurrence_for(key)
    assert (occurrence.event.kind, occurrence.event.answers) == (CLINIC, (request.number,))


def test_about_half_of_the_households_were_met_in_the_year(demo: Village) -> None:
    visited = demo.visits.coverage(NOW.date() - timedelta(days=365), NOW.date())
    assert visited.visits > 90
    assert 0.4 < visited.met / visited.known < 0.7
    never = [each for each in visited.households if each.last_met is None]
    assert {each.group for each in never} == {"一组", "二组", "三组", "四组", "五组", "六组"}
    assert all(visit.who not in visit.by for visit in demo.visits.all())


def test_points_are_earned_since_there_are_rules_and_no_account_is_below_nothing(
    demo: Village,
) -> None:
    kinds = Counter(entry.kind for entry in demo.points.all())
    assert kinds["award"] == 9
    assert kinds["gift"] >= 6
    assert kinds["reversal"] == 1
    heads = [r.head for r in demo.registers.between(None, None) if r.head and r.head.closed]
    begun = min(head.closed for head in heads if head.points)
    assert all(bool(head.points) == (head.closed >= begun) for head in heads if head.closed)
    sums = demo.points.sums()
    assert all(account_sum(account, sums).balance >= 0 for account in demo.points.accounts())
    left = {gift.name: demo.gifts.left(gift) for gift in demo.gifts.all().values()}
    assert left["毛巾"] is None
    assert all(0 < each < 40 for each in left.values() if each is not None)


def test_last_quarters_scorecard_is_signed_and_nothing_changed_since(demo: Village) -> None:
    (card,) = demo.scorecards.all().values()
    assert (card.first, card.last) == (date(2026, 7, 1), date(2026, 9, 30))
    assert [row.name for row in card.rows] == ["修葺队", "清理队", "手工编织队"]
    assert demo.scorecards.differences(card) == []


def test_a_service_record_was_handed_out_and_is_as_it_was(demo: Village) -> None:
    (issue,) = demo.issued.all().values()
    assert demo.people.get(issue.person).name == "王建国"
    assert issue.minutes > 600
    assert issue.digest


def test_nobody_is_in_two_places_at_once(tmp_path: Path) -> None:
    """In 2030 重阳 is a Saturday: the outing and the weaving class are at the same time."""
    village = make_demo(tmp_path / "v", date(2030, 10, 8), clock=Clock(NOW), past=SHORT)
    held = list(village.registers.between(date(2030, 10, 5), date(2030, 10, 5)))
    assert len(held) == 2
    stays: dict[int, list[tuple[datetime, datetime]]] = {}
    for register in held:
        for entry in register.present:
            for stint in entry.stints:
                assert stint.end is not None
                stays.setdefault(entry.number, []).append((stint.start, stint.end))
    for visits in stays.values():
        assert all(a[1] <= b[0] for a, b in pairwise(sorted(visits)))


def test_the_history_is_in_order_and_its_checksums_are_right(demo: Village) -> None:
    months = history_paths(demo.folder)
    assert len(months) == 24  # this year, the last, and the days before it
    for month in months:
        lines = lines_of(month)
        assert first_fault(lines) is None
        assert all(a.at <= b.at for a, b in pairwise(lines))
        assert all(line.by for line in lines)


def test_the_last_thing_at_the_desk_can_be_undone(tmp_path: Path) -> None:
    village = make_demo(tmp_path / "v", clock=Clock(NOW), past=SHORT)
    occurrence = current(village)
    before = len(village.registers.read(occurrence.key).here)
    undone = village.undo()
    assert (undone.act, undone.by, undone.desk) == ("checkin", "李芳", "东门")
    assert len(village.registers.read(occurrence.key).here) == before - 1


def test_in_english_it_is_the_same_village_without_a_chinese_character(
    demo: Village, tmp_path: Path
) -> None:
    english = make_demo(tmp_path / "v", clock=Clock(NOW), language="en")
    assert (english.settings.name, english.settings.language) == ("Qingshan Village", "en")
    assert english.people.get(1).name == "Li Fang"
    assert next(p.name for p in english.people.all().values() if p.name.startswith("Ouyang"))
    assert (english.actor.by, english.actor.desk) == ("Li Fang", "East Gate")
    words = (*english.settings.groups, *english.settings.tags)
    assert not any(" " in word for word in words), "a form splits them at blanks"
    year = date(2026, 1, 1), date(2026, 12, 31)
    assert english.summary(*year).total.attendances == demo.summary(*year).total.attendances
    assert english.summary(*year).total.credit == demo.summary(*year).total.credit
    books = b"".join(contents(english.folder).values()).decode()
    assert not re.search("[\u4e00-\u9fff]", books.replace(CLOSING, ""))
