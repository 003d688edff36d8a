"""Merge of two people: nothing is lost or counted twice, and one undo separates them."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.clock import SHANGHAI
from support.replay import all_lines, assert_history_matches_books
from yigong.store.errors import Damaged, Refused, Stale
from yigong.store.event_records import Event
from yigong.store.records import Guardian, Squad, Volunteer, elapsed
from yigong.store.settings_records import HoursPolicy
from yigong.store.village import doctor
from yigong.store.village.merge import BothBrought

KEEP, MERGED = 1, 2


@pytest.fixture
def two(village):
    """张惠琴, twice: once with a phone, once with all the rest; and 王建国."""
    village.people.add_all(
        [
            Volunteer(name="张惠琴", phone="12000000001", tags=("老村民",)),
            Volunteer(
                name="张慧琴",
                phone="12000000002",
                gender="f",
                group="三组",
                tags=("党员", "老村民"),
                note="会编竹篮",
                joined=date(2020, 3, 1),
                born=1960,
                guardians=(Guardian(name="张明", phone="12000000003", relation="儿子"),),
                consent=date(2026, 1, 2),
            ),
            Volunteer(name="王建国"),
        ]
    )
    return village


def state(village):
    """The records of all books, without their revisions."""
    records_by_book = {
        name: village.book(name).read().records for name in ("people", "squads", "events")
    }
    plain = {
        name: {n: msgspec.structs.replace(r, rev=0) for n, r in records.items()}
        for name, records in records_by_book.items()
    }
    for key in village.registers.planned_between():
        register = village.registers.read(key)
        entries = {n: msgspec.structs.replace(e, rev=0) for n, e in register.entries.items()}
        plain[key] = (entries, register.head)
    return plain


# -- records ---------------------------------------------------------------


def test_empty_fields_are_filled_from_the_merged_record(two):
    person = two.merge(KEEP, MERGED).person
    assert (person.number, person.name, person.phone) == (KEEP, "张惠琴", "12000000001")
    assert person.tags == ("老村民", "党员")
    assert (person.gender, person.group, person.born) == ("f", "三组", 1960)
    assert (person.note, person.joined) == ("会编竹篮", date(2020, 3, 1))
    assert person.consent == date(2026, 1, 2)
    assert [each.name for each in person.guardians] == ["张明"]
    assert two.people.all()[KEEP] == person


def test_fields_chosen_by_hand_are_kept(two):
    mine, theirs = two.people.get(KEEP), two.people.get(MERGED)
    chosen = msgspec.structs.replace(mine, name=theirs.name, reading=theirs.reading, tags=())
    person = two.merge(KEEP, MERGED, chosen).person
    assert (person.name, person.keys) == ("张慧琴", theirs.keys)
    assert (person.phone, person.tags, person.gender) == ("12000000001", (), "")
    assert [p.number for p in two.people.find("张慧琴")] == [KEEP]


def test_a_name_that_neither_had_is_found_by_its_own_reading(two):
    chosen = msgspec.structs.replace(two.people.get(KEEP), name="章惠琴", reading="")
    person = two.merge(KEEP, MERGED, chosen).person
    assert person.reading == "zhang hui qin" and "章" in person.keys


def test_fields_chosen_by_hand_are_validated(two):
    for wrong in ({"name": "  "}, {"phone": "12-ab"}, {"number": MERGED}, {"name": "\x1b[2J"}):
        with pytest.raises(Refused):
            two.merge(KEEP, MERGED, msgspec.structs.replace(two.people.get(KEEP), **wrong))
    assert not two.people.all()[MERGED].merged


def test_a_record_that_was_changed_in_the_meantime_is_not_overwritten(two, colleague):
    chosen = two.people.get(KEEP)
    other = colleague()
    other.people.save(msgspec.structs.replace(chosen, note="x"))
    with pytest.raises(Stale):
        two.merge(KEEP, MERGED, chosen)
    assert not two.people.all()[MERGED].merged


def test_the_old_code_leads_to_the_person_and_stays_in_the_book(two):
    two.merge(KEEP, MERGED)
    assert two.people.get(MERGED).number == KEEP
    record = two.people.all()[MERGED]
    assert (record.merged, record.archived, record.name) == (KEEP, True, "张慧琴")


def test_records_merged_earlier_follow(two):
    two.merge(MERGED, 3)
    two.merge(KEEP, MERGED)
    assert [two.people.all()[n].merged for n in (MERGED, 3)] == [KEEP, KEEP]
    two.undo()
    assert two.people.get(3).number == MERGED
    two.undo()
    assert two.people.get(3).number == 3


def test_only_records_neither_merged_nor_erased_can_be_merged(two):
    two.people.add(Volunteer(name="赵玉兰"))
    two.merge(KEEP, MERGED)
    two.erase(4)
    before = state(two)
    for keep, merged in (
        (3, 3),
        (3, MERGED),
        (MERGED, 3),
        (3, 4),
        (4, 3),
        (3, 99),
        (99, 3),
        (0, 3),
    ):
        with pytest.raises(Refused):
            two.merge(keep, merged)
        with pytest.raises(Refused):
            two.merge(keep, merged, dry=True)
    assert state(two) == before


# -- squads and registers --------------------------------------------------


def test_squads_and_offices_go_to_the_kept_number(two):
    two.squads.add(Squad(name="清理队", members=(MERGED, 3), leader=MERGED))
    two.squads.add(Squad(name="修葺队", members=(KEEP, MERGED), leader=KEEP, deputies=(MERGED, 3)))
    two.squads.add(Squad(name="旧队", members=(MERGED,), archived=True))
    two.squads.add(Squad(name="编织队", members=(3,)))
    assert two.merge(KEEP, MERGED).squads == (1, 2, 3)
    squads = two.squads.all()
    assert (squads[1].members, squads[1].leader) == ((KEEP, 3), KEEP)
    assert (squads[2].members, squads[2].leader, squads[2].deputies) == ((KEEP, 3), KEEP, (3,))
    assert squads[3].members == (KEEP,)
    assert two.squads.of(MERGED) == ()


@pytest.fixture
def years(two, duty_day, clock):
    """Three registers with the merged number: one signed, one open, and one to come."""
    village = two
    village.registers.checkin.check_in(duty_day, MERGED)
    village.registers.checkin.check_in(duty_day, 3)
    clock.forward(minutes=100)
    village.registers.settlement.close(duty_day)
    later = village.events.occurrence(1, date(2026, 12, 25))
    clock.now = datetime(2026, 12, 25, 9, 0, tzinfo=SHANGHAI)
    village.registers.signup.sign_up(later, MERGED, 3)
    village.registers.checkin.check_in(later, MERGED)
    village.registers.signup.sign_up(village.events.occurrence(1, date(2027, 1, 25)), MERGED)
    return village


def test_stints_and_sign_ups_go_over_as_they_are(years):
    keys = years.registers.planned_between()
    before = {key: years.registers.read(key) for key in keys}
    merged = years.merge(KEEP, MERGED)
    assert merged.registers == tuple(keys) and merged.shared == ()
    for key in keys:
        old, new = before[key], years.registers.read(key)
        moved = msgspec.structs.replace(old.entries[MERGED], number=KEEP, rev=1)
        assert new.entries[KEEP] == moved
        assert MERGED not in new.entries and len(new.entries) == len(old.entries)
        assert new.head == old.head, "nothing that was signed is another than it was"
    assert doctor.examine(years.folder, years.now()).findings == []
    assert_history_matches_books(years.folder)


def test_one_undo_separates_them(years):
    years.squads.add(Squad(name="清理队", members=(MERGED,), leader=MERGED))
    before = state(years)
    years.merge(KEEP, MERGED)
    assert state(years) != before
    line = years.undo()
    assert (line.act, line.key, line.note) == ("person.merge", MERGED, "V0002 = V0001")
    assert state(years) == before
    assert_history_matches_books(years.folder)
    with pytest.raises(Refused, match="taken back already"):
        years.undo_change(line.id)


def test_a_dry_run_reports_the_same_and_changes_nothing(years):
    years.squads.add(Squad(name="清理队", members=(MERGED,)))
    years.registers.signup.sign_up(years.events.occurrence(1, date(2027, 1, 25)), KEEP)
    before, lines = state(years), len(all_lines(years.folder))
    outlook = years.merge(KEEP, MERGED, dry=True)
    assert state(years) == before and len(all_lines(years.folder)) == lines
    assert years.merge(KEEP, MERGED) == outlook
    assert len(outlook.shared) == 1


def test_an_unreadable_register_prevents_a_merge(years):
    path = years.folder / "registers/2026/E0001@2026-11-25.json"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(Damaged):
        years.merge(KEEP, MERGED)
    assert not years.people.all()[MERGED].merged


# -- both in one register --------------------------------------------------


def test_two_desks_that_clocked_one_person_twice_make_one_attendance(two, duty_day, clock):
    registers = two.registers
    registers.checkin.check_in(duty_day, KEEP)
    clock.forward(minutes=5)
    registers.checkin.check_in(duty_day, MERGED)
    registers.checkin.bring(duty_day, MERGED, adults=2, children=1)
    clock.forward(minutes=55)
    registers.checkin.check_out(duty_day, MERGED)
    clock.forward(minutes=30)
    registers.checkin.check_out(duty_day, KEEP)
    (shared,) = two.merge(KEEP, MERGED).shared
    assert (shared.key, shared.title, shared.date) == (
        duty_day.key,
        "村民义务日",
        date(2026, 11, 25),
    )
    (stint,) = shared.result.stints
    assert elapsed(stint.start, stint.end) == 90 and stint.origin == "clocked"
    assert shared.result.party == 4
    assert not shared.signed and shared.result.credit is None
    assert registers.read(duty_day.key).entries == {KEEP: shared.result}


def test_a_place_that_one_person_does_not_need_twice_goes_to_who_waits(two, duty_day, clock):
    village = two
    village.people.add_all([Volunteer(name="赵玉兰"), Volunteer(name="钱小宝")])
    village.events.save(msgspec.structs.replace(village.events.get(1), capacity=2))
    days = [duty_day.planned, date(2026, 12, 25), date(2027, 1, 25)]
    over, ahead, called_off = (village.events.occurrence(1, day) for day in days)
    for occurrence in (over, ahead, called_off):
        village.registers.signup.sign_up(occurrence, KEEP, MERGED, 3, 4)
        clock.forward(minutes=1)
    village.events.cancel_occurrence(1, called_off.planned)
    clock.forward(days=1)
    before = state(village)
    outlook = village.merge(KEEP, MERGED, dry=True)
    assert [[e.number for e in shared.moved_up] for shared in outlook.shared] == [[], [3], []]
    assert village.merge(KEEP, MERGED) == outlook
    entries = village.registers.read(ahead.key).entries
    assert {n: entry.waiting for n, entry in entries.items()} == {KEEP: False, 3: False, 4: True}
    assert_history_matches_books(village.folder)
    village.undo()
    assert state(village) == before


def test_heads_without_a_name_keep_their_places_in_a_merge(two, duty_day):
    village = two
    village.people.add(Volunteer(name="赵玉兰"))
    event = village.events.save(msgspec.structs.replace(village.events.get(1), capacity=3))
    occurrence = village.events.occurrence(event.number, duty_day.planned)
    village.registers.signup.sign_up(occurrence, KEEP, MERGED)
    village.registers.checkin.count(occurrence, adults=1, children=0)
    village.registers.signup.sign_up(occurrence, 3, adults=1)
    village.merge(KEEP, MERGED)
    register = village.registers.read(occurrence.key)
    assert (register.places_taken, register.entries[3].waiting) == (2, True), "two need two"


def test_a_signed_shared_register_is_credited_anew_with_a_correction(two, duty_day, clock):
    village = two
    village.save_settings(msgspec.structs.replace(village.settings, hours=HoursPolicy(round_to=30)))
    village.registers.checkin.check_in(duty_day, KEEP)
    clock.forward(minutes=40)
    village.registers.checkin.check_out(duty_day, KEEP)
    village.registers.checkin.check_in(duty_day, MERGED)
    clock.forward(minutes=25)
    village.registers.checkin.check_out(duty_day, MERGED)
    village.registers.settlement.close(duty_day)
    village.save_settings(msgspec.structs.replace(village.settings, hours=HoursPolicy(round_to=1)))
    credits = [e.credit.total for e in village.registers.read(duty_day.key).entries.values()]
    assert credits == [30, 0]
    before = state(village)
    (shared,) = village.merge(KEEP, MERGED).shared
    assert shared.signed and shared.result.credit.clocked == 60, "65 minutes, by the rule of then"
    head = village.registers.read(duty_day.key).head
    assert [(c.by, c.reason) for c in head.corrections] == [
        ("李芳", "V0002 merged into V0001: 0.5 h -> 1.0 h")
    ]
    assert head.closed == before[duty_day.key][1].closed
    village.undo()
    assert state(village) == before


def test_the_daily_cap_holds_over_all_registers_of_the_merged_person(two, clock):
    """Two events on one day, both people at both: 480 minutes, in whatever order they merge."""
    village = two
    policy = HoursPolicy(daily_cap=480)
    village.save_settings(msgspec.structs.replace(village.settings, hours=policy))
    occurrences = []
    for title, hour, minutes in (("上午", 8, 300), ("下午", 13, 300)):
        start = datetime(2026, 11, 24, hour)
        event = village.events.add(Event(title=title, start=start, minutes=minutes))
        occurrences.append(village.events.occurrence(event.number, start.date()))
    for occurrence in occurrences:
        for number in (KEEP, MERGED):
            village.registers.settlement.fill_in(
                occurrence, number, occurrence.start, occurrence.end, "x"
            )
        village.registers.settlement.close(occurrence)
    merged = village.merge(KEEP, MERGED)
    total = sum(shared.result.credit.total for shared in merged.shared)
    assert total == 480
    assert all(shared.result.credit.clocked == 0 for shared in merged.shared)


def test_undoing_a_merge_does_not_change_a_register_signed_since(two, duty_day, clock):
    """Closing does not change the waitlist, so nothing but the signature prevents the undo."""
    event = two.events.save(msgspec.structs.replace(duty_day.event, capacity=1))
    occurrence = two.events.occurrence(event.number, duty_day.planned)
    two.registers.signup.sign_up(occurrence, 3, MERGED)
    two.merge(KEEP, MERGED)
    merge = next(two.history.newest_first())
    two.registers.checkin.check_in(occurrence, 3)
    clock.forward(minutes=30)
    two.registers.settlement.close(occurrence)
    before = state(two)
    with pytest.raises(Refused, match="reopen it"):
        two.undo_change(merge.id)
    assert state(two) == before
    two.registers.settlement.reopen(occurrence, "x")
    two.undo_change(merge.id)
    assert two.registers.read(occurrence.key).entries[MERGED].waiting


def test_a_report_written_since_outlasts_the_undo_of_a_merge(two, duty_day, clock):
    for number in (KEEP, MERGED):
        two.registers.checkin.check_in(duty_day, number)
    clock.forward(minutes=60)
    two.registers.settlement.close(duty_day)
    two.merge(KEEP, MERGED)
    two.registers.settlement.report(duty_day, "修好了三座桥")
    two.undo()  # the report
    two.registers.settlement.report(duty_day, "修好了四座桥")
    merge = next(line for line in two.history.newest_first() if line.act == "person.merge")
    two.undo_change(merge.id)
    head = two.registers.read(duty_day.key).head
    assert head.report == "修好了四座桥" and head.corrections == ()


def test_a_change_since_prevents_the_undo_of_a_merge(two, colleague, duty_day):
    two.squads.add(Squad(name="清理队", members=(MERGED,)))
    two.registers.signup.sign_up(duty_day, MERGED)
    two.merge(KEEP, MERGED)
    other = colleague()
    other.registers.checkin.check_in(duty_day, KEEP)
    before = state(two)
    with pytest.raises(Refused, match="changed this again"):
        two.undo()
    assert state(two) == before
    assert_history_matches_books(two.folder)


def test_rows_on_the_printed_sheet_stay_each_persons_own(two, duty_day):
    two.registers.signup.sign_up(duty_day, KEEP, MERGED, 3)
    two.registers.settlement.number_rows(duty_day, [MERGED, 3])
    two.merge(KEEP, MERGED)
    entries = two.registers.read(duty_day.key).entries
    assert {n: e.row for n, e in entries.items()} == {KEEP: 1, 3: 2}
    two.undo()
    entries = two.registers.read(duty_day.key).entries
    assert {n: e.row for n, e in entries.items()} == {KEEP: 0, MERGED: 1, 3: 2}


def test_a_row_printed_since_outlasts_the_undo_of_a_merge(two, duty_day):
    two.registers.signup.sign_up(duty_day, KEEP, MERGED)
    two.merge(KEEP, MERGED)
    two.registers.settlement.number_rows(duty_day, [KEEP])
    two.undo()
    entries = two.registers.read(duty_day.key).entries
    assert {n: e.row for n, e in entries.items()} == {KEEP: 1, MERGED: 0}


# -- changes at the same time ----------------------------------------------


def test_an_undo_brings_nobody_back_under_a_merged_number(two, duty_day):
    two.registers.signup.sign_up(duty_day, MERGED)
    two.registers.signup.withdraw(duty_day, MERGED)
    withdrawn = next(two.history.newest_first())
    two.merge(KEEP, MERGED)
    with pytest.raises(Refused):
        two.undo_change(withdrawn.id)
    assert MERGED not in two.registers.read(duty_day.key).entries


def test_a_sign_up_that_waited_for_the_merge_is_refused(two, colleague, duty_day, monkeypatch):
    """The number is looked up before the merge and written after it."""
    other = colleague()
    people = two.people
    found_before = people.get(MERGED)
    other.merge(KEEP, MERGED)
    monkeypatch.setattr(people, "get_unerased", lambda _number: found_before)
    with pytest.raises(Refused, match="it is V0001 now"):
        two.registers.signup.sign_up(duty_day, MERGED)
    monkeypatch.undo()
    two.registers.signup.sign_up(duty_day, MERGED)
    assert list(two.registers.read(duty_day.key).entries) == [KEEP]


def test_a_sign_up_during_the_search_of_the_registers_is_not_missed(
    two, colleague, duty_day, monkeypatch
):
    other = colleague()
    two.registers.signup.sign_up(duty_day, 3)
    mentions = two.registers.mentions

    def mentions_before_sign_up(key, number):
        found = mentions(key, number)
        if not hasattr(mentions_before_sign_up, "called"):
            mentions_before_sign_up.called = True
            other.registers.signup.sign_up(duty_day, MERGED)
        return found

    monkeypatch.setattr(two.registers, "mentions", mentions_before_sign_up)
    assert two.merge(KEEP, MERGED).registers == (duty_day.key,)
    assert list(two.registers.read(duty_day.key).entries) == [3, KEEP]


# -- who came along, and as what they came ----------------------------------


def test_where_both_brought_people_it_is_asked_whose_they_are(two, duty_day):
    for number, adults, children in ((KEEP, 2, 1), (MERGED, 1, 0)):
        two.registers.checkin.check_in(duty_day, number)
        two.registers.checkin.bring(duty_day, number, adults=adults, children=children)
    before = state(two)
    with pytest.raises(BothBrought, match="村民义务日 2026-11-25: people came with both") as asked:
        two.merge(KEEP, MERGED)
    assert (asked.value.shared.mine.party, asked.value.shared.theirs.party) == (4, 2)
    assert state(two) == before
    assert two.merge(KEEP, MERGED, dry=True).shared[0].both_brought
    for along, party in (("keep", 4), ("other", 2), ("both", 5)):
        (shared,) = two.merge(KEEP, MERGED, None, {duty_day.key: along}.get).shared
        assert shared.result.party == party
        two.undo()
    assert state(two) == before


def test_a_signed_register_credits_each_stint_as_what_it_was(two, duty_day, clock):
    """An hour served under one number, then half an hour of listening under the other."""
    registers = two.registers
    registers.checkin.check_in(duty_day, MERGED)
    clock.forward(minutes=60)
    registers.checkin.check_out(duty_day, MERGED)
    registers.checkin.check_in(duty_day, KEEP, role="learner")
    clock.forward(minutes=30)
    registers.settlement.close(duty_day)
    before = state(two)
    (shared,) = two.merge(KEEP, MERGED).shared
    assert shared.signed
    assert (shared.result.credit.total, shared.result.learning.minutes) == (60, 30)
    assert shared.result.role == "volunteer"
    assert [stint.role for stint in shared.result.stints] == ["", "learner"]
    total = two.summary(None, None).total
    assert (total.heads.volunteers, total.heads.participants) == (1, 0)
    assert (total.credit.service.total, total.credit.learning.minutes) == (60, 30)
    assert [f for f in doctor.examine(two.folder, clock()).findings if f.fault] == []
    two.undo()
    assert state(two) == before
