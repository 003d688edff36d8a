"""Undo of the last change: one's own, and only if no later change depends on it."""

from __future__ import annotations

import msgspec
import pytest

from support.replay import assert_history_matches_books
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.records import Squad
from yigong.store.storage.book import ChangeReason


@pytest.fixture
def three(enrol):
    return enrol("张小明", "李秀英", "王建国")


def here(village, occurrence):
    return sorted(entry.number for entry in village.registers.read(occurrence.key).here)


def test_undo_takes_back_the_last_check_in_and_says_which(village, three, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 2)
    line = village.undo()
    assert (line.act, line.key) == ("checkin", 2)
    assert here(village, duty_day) == [1]
    assert_history_matches_books(village.folder)


def test_undo_twice_takes_back_two(village, three, duty_day):
    for number in (1, 2, 3):
        village.registers.checkin.check_in(duty_day, number)
    assert [village.undo().key, village.undo().key] == [3, 2]
    assert here(village, duty_day) == [1]


def test_undo_twice_takes_back_two_of_the_same_person(village, three, duty_day, clock):
    """In, out: the second undo finds the entry as the first left it."""
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=30)
    village.registers.checkin.check_out(duty_day, 1)
    assert village.undo().act == "checkout"
    assert here(village, duty_day) == [1]
    assert village.undo().act == "checkin"
    assert village.registers.read(duty_day.key).entries == {}


def test_what_was_done_after_an_undo_is_undone_first(village, three, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 2)
    village.undo()
    village.registers.checkin.check_in(duty_day, 3)
    assert [village.undo().key, village.undo().key] == [3, 1]
    with pytest.raises(Refused, match="nothing of yours"):
        village.undo("registers/2026/" + duty_day.key)


def test_what_a_colleague_did_since_elsewhere_is_no_hindrance(village, colleague, three, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    colleague().registers.checkin.check_in(duty_day, 2)
    assert village.undo().key == 1
    assert here(village, duty_day) == [2]


def test_what_a_colleague_changed_since_is_not_undone(village, colleague, three, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    colleague().registers.checkin.check_out(duty_day, 1)
    before = village.registers.book(duty_day.key).path.read_bytes()
    with pytest.raises(Refused, match="changed this again"):
        village.undo()
    assert village.registers.book(duty_day.key).path.read_bytes() == before


def test_only_ones_own_at_ones_own_desk_is_undone(village, colleague, three, duty_day):
    colleague("王强", "西门").registers.checkin.check_in(duty_day, 1)
    colleague("李芳", "西门").registers.checkin.check_in(duty_day, 2)
    with pytest.raises(Refused, match="nothing of yours"):
        village.undo("registers/2026/" + duty_day.key)
    assert colleague("李芳", "").undo().key == 2


def test_a_colleagues_new_sign_up_is_not_taken_for_ones_own_old_one(
    village, colleague, three, duty_day, clock
):
    """Withdrawn and signed up again by a colleague: the same number and revision."""
    other = colleague()
    village.registers.signup.sign_up(duty_day, 1)
    clock.forward(minutes=1)
    other.registers.signup.withdraw(duty_day, 1)
    clock.forward(minutes=1)
    other.registers.signup.sign_up(duty_day, 1)
    with pytest.raises(Refused):
        village.undo("registers/2026/" + duty_day.key)
    assert 1 in village.registers.read(duty_day.key).entries


def test_a_change_of_several_records_is_undone_as_one(village, three, duty_day):
    village.registers.signup.sign_up(duty_day, 1, 2, 3)
    village.undo()
    assert village.registers.read(duty_day.key).entries == {}


def test_a_closing_is_undone_with_its_credits_and_its_signature(village, three, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.signup.sign_up(duty_day, 2)
    clock.forward(minutes=60)
    before = village.registers.read(duty_day.key)
    village.registers.settlement.close(duty_day)
    assert village.undo().act == "close"
    after = village.registers.read(duty_day.key)
    assert after.head == before.head
    assert after.entries[1].here and after.entries[1].credit is None
    assert after.entries[2].mark == ""


def test_a_signed_register_is_not_changed_by_undoing_an_older_change(
    village, colleague, three, duty_day, clock
):
    event = village.events.save(msgspec.structs.replace(duty_day.event, capacity=1))
    occurrence = village.events.occurrence(event.number, duty_day.planned)
    other = colleague()
    other.registers.signup.sign_up(occurrence, 1)
    village.registers.signup.sign_up(occurrence, 2)
    other.registers.checkin.check_in(occurrence, 1)
    clock.forward(minutes=60)
    other.registers.settlement.close(occurrence)
    before = village.registers.read(occurrence.key).entries
    with pytest.raises(Refused):
        village.undo("registers/2026/" + occurrence.key)
    assert village.registers.read(occurrence.key).entries == before


def test_a_report_is_not_undone_over_that_of_a_colleague(village, three, duty_day, colleague):
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.settlement.report(duty_day, "修了水渠")
    colleague().registers.settlement.report(duty_day, "修了两条水渠")
    with pytest.raises(Refused, match="changed this again"):
        village.undo()
    assert village.registers.read(duty_day.key).head.report == "修了两条水渠"


def test_a_reopening_is_not_undone_over_what_a_colleague_did_since(
    village, colleague, three, duty_day, clock
):
    """Otherwise a signed register would have somebody who was never credited."""
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=60)
    village.registers.settlement.close(duty_day)
    village.registers.settlement.reopen(duty_day, "漏了一个人")
    colleague().registers.checkin.check_in(duty_day, 2)
    with pytest.raises(Refused):
        village.undo()
    register = village.registers.read(duty_day.key)
    assert not register.closed and register.entries[2].here


@pytest.mark.parametrize("act", ["person.add", "person.forget", "reopen"])
def test_an_older_change_is_not_undone_in_place_of_one_that_cannot_be(
    village, three, duty_day, enrol, clock, act
):
    registers = village.registers
    registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=60)
    registers.settlement.close(duty_day)
    match act:
        case "person.add":
            enrol("赵玉兰")
        case "person.forget":
            village.erase(3)
        case "reopen":
            registers.settlement.reopen(duty_day, "漏了一个人")
    before = registers.read(duty_day.key)
    for _again in range(2):
        with pytest.raises(Refused, match="of this kind is not taken back"):
            village.undo()
    assert registers.read(duty_day.key) == before


def test_a_newcomer_is_no_hindrance_to_undo_at_the_desk(village, three, duty_day, enrol):
    village.registers.checkin.check_in(duty_day, 1)
    enrol("赵玉兰")
    assert village.undo("registers/2026/" + duty_day.key).act == "checkin"
    assert len(village.people.all()) == 4


def test_undo_passes_over_papers_that_were_given_out(village, three, duty_day):
    village.registers.signup.sign_up(duty_day, 1)
    village.issued.add_phone_list("people list", 3)
    village.registers.settlement.number_rows(duty_day, [1])
    assert village.undo().act == "signup"


def test_undo_in_one_book_leaves_later_changes_of_others(village, three, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    village.squads.add(Squad(name="清理队"))
    assert village.undo("registers/2026/" + duty_day.key).act == "checkin"
    assert village.squads.all()


def test_an_undo_is_in_the_history_with_what_it_undid(village, three, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    village.undo()
    line = next(village.history.newest_first())
    assert (line.act, line.note, line.undoes) == ("undo", "checkin", 1)


def test_settings_and_squads_are_undone_too(village, three):
    village.squads.add(Squad(name="清理队"))
    village.squads.join(1, 2)
    village.save_settings(msgspec.structs.replace(village.settings, name="红旗村"))
    village.undo()
    assert village.settings.name == "青山村"
    village.undo()
    assert village.squads.get(1).members == ()


def test_there_is_nothing_to_undo_in_a_new_village(village):
    with pytest.raises(Refused, match="nothing of yours"):
        village.undo()


# -- rows of a printed sheet -----------------------------------------------


def rows(village, occurrence):
    """The rows that people have, and the last printed row."""
    register = village.registers.read(occurrence.key)
    return {n: entry.row for n, entry in register.entries.items()}, register.head.rows


def test_rows_printed_since_outlast_the_undo_of_what_came_before(village, three, duty_day):
    """The head followed a new plan with the sign-up: that is undone, and the rows are not."""
    registers = village.registers
    registers.signup.sign_up(duty_day, 1)
    event = village.events.get(duty_day.event.number)
    village.events.save(msgspec.structs.replace(event, place="祠堂"))
    occurrence = village.events.occurrence(event.number, duty_day.planned)
    registers.signup.sign_up(occurrence, 2)
    registers.settlement.number_rows(occurrence, [1, 2], blank=3)
    assert rows(village, occurrence) == ({1: 1, 2: 2}, 5)
    assert village.undo("registers/2026/" + occurrence.key).act == "signup"
    assert rows(village, occurrence) == ({1: 1}, 5)
    assert registers.read(occurrence.key).head.place == duty_day.place
    registers.signup.sign_up(occurrence, 3)
    registers.settlement.number_rows(occurrence, [1, 3])
    assert rows(village, occurrence) == ({1: 1, 3: 6}, 6), "no printed row is given again"
    assert_history_matches_books(village.folder)


def test_who_withdrew_gets_their_printed_row_back(village, three, duty_day):
    village.registers.signup.sign_up(duty_day, 1, 2)
    village.registers.settlement.number_rows(duty_day, [1, 2])
    village.registers.signup.withdraw(duty_day, 1)
    assert village.undo().act == "withdraw"
    assert rows(village, duty_day) == ({1: 1, 2: 2}, 2)


def test_a_check_in_undone_after_printing_leaves_the_row(village, three, duty_day):
    village.registers.signup.sign_up(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.settlement.number_rows(duty_day, [1])
    assert village.undo().act == "checkin"
    assert rows(village, duty_day) == ({1: 1}, 1)


def test_no_undo_takes_back_that_rows_were_printed(village, three, duty_day):
    """Whatever else the change did to the head: that is undone."""
    village.registers.signup.sign_up(duty_day, 1)
    book = village.book("registers/2026/" + duty_day.key)
    with village.session.change(book, ChangeReason("report")) as draft:
        draft.set_head(msgspec.structs.replace(draft.head, report="修好了三座桥", rows=7))
    village.undo()
    head = village.registers.read(duty_day.key).head
    assert (head.report, head.rows) == ("", 7)


# -- any change of the history ---------------------------------------------


def latest(village, act):
    return next(line.id for line in village.history.newest_first() if line.act == act)


def test_ones_own_change_of_long_ago_is_taken_back_without_a_reason(village, three, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    first = latest(village, "checkin")
    village.registers.checkin.check_in(duty_day, 2)
    line = village.undo_change(first)
    assert (line.act, line.key) == ("checkin", 1)
    assert here(village, duty_day) == [2]
    assert_history_matches_books(village.folder)


def test_a_colleagues_change_needs_a_reason_which_is_kept(village, colleague, three, duty_day):
    colleague().registers.checkin.check_in(duty_day, 1)
    change = latest(village, "checkin")
    for blank in ("", "  ", "\u3000"):
        with pytest.raises(Refused, match="reason is empty"):
            village.undo_change(change, blank)
    assert here(village, duty_day) == [1]
    village.undo_change(change, "认错人了")
    line = next(village.history.newest_first())
    assert (line.act, line.note, line.by) == ("undo", "checkin 认错人了", "李芳")
    assert here(village, duty_day) == []


def test_some_kinds_of_change_are_not_undone(village, three, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 2)
    village.undo()
    clock.forward(minutes=60)
    village.registers.settlement.close(duty_day)
    village.registers.settlement.reopen(duty_day, "漏了一个人")
    for act in ("person.add", "village.create", "undo", "reopen"):
        with pytest.raises(Refused, match="make the opposite change"):
            village.undo_change(latest(village, act), "因为")


def test_what_was_changed_since_stays(village, colleague, three, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    change = latest(village, "checkin")
    clock.forward(minutes=30)
    colleague().registers.checkin.check_out(duty_day, 1)
    with pytest.raises(Refused, match="changed this again"):
        village.undo_change(change)


def test_a_signed_register_is_changed_by_no_change_of_the_history(village, three, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.signup.sign_up(duty_day, 2)
    change = latest(village, "signup")
    clock.forward(minutes=60)
    village.registers.settlement.close(duty_day)
    before = village.registers.read(duty_day.key)
    with pytest.raises(Refused, match="reopen it"):
        village.undo_change(change)
    assert village.registers.read(duty_day.key).entries == before.entries


def test_an_event_people_are_in_is_not_taken_off_the_calendar(village, three, duty_day):
    planned = latest(village, "event.add")
    village.registers.signup.sign_up(duty_day, 1)
    with pytest.raises(Refused, match="has registers"):
        village.undo_change(planned)
    assert village.events.all()


def test_a_squad_in_use_is_not_taken_away(village, three):
    village.squads.add(Squad(name="清理队"))
    founded = latest(village, "squad.add")
    village.squads.join(1, 2)
    with pytest.raises(Refused, match="in use"):
        village.undo_change(founded)
    assert village.squads.all()


def test_a_change_is_taken_back_once(village, three, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    change = latest(village, "checkin")
    village.undo_change(change)
    with pytest.raises(Refused, match="taken back already"):
        village.undo_change(change)


def test_a_change_undone_once_is_not_undone_again_after_a_colleague_repeats_it(
    village, colleague, three
):
    """The settings are as the first change left them, but a colleague made them so."""

    def name_it(where):
        where.save_settings(msgspec.structs.replace(where.settings, name="红旗村"))

    name_it(village)
    mine = latest(village, "settings.change")
    village.undo_change(mine)
    name_it(colleague())
    with pytest.raises(Refused, match="taken back already"):
        village.undo_change(mine)
    assert village.settings.name == "红旗村"


def test_beside_a_register_the_events_own_plan_is_undone_whichever_was_last(
    village, enrol, duty_day
):
    enrol("张小明")
    other = village.events.add(Event(title="丰收节", start=duty_day.event.start))
    village.registers.signup.sign_up(duty_day, 1)
    event = village.events.get(duty_day.event.number)
    village.events.save(msgspec.structs.replace(event, notes="带手套"))
    village.events.save(msgspec.structs.replace(village.events.get(other.number), notes="x"))
    register = f"registers/2026/{duty_day.key}"
    assert village.undo(register, event.number).act == "event.change"
    assert village.events.get(event.number).notes == ""
    assert village.undo(register, event.number).act == "signup"
    assert village.events.get(other.number).notes == "x", "another event is left alone"
