"""Who is enrolled in a programme: each once, as many as there are places, nobody overtaken."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime

import msgspec
import pytest

from support.places import ROOT
from support.replay import assert_history_matches_books
from yigong.store.errors import Refused, Stale
from yigong.store.event_records import Event
from yigong.store.programme_records import Programme
from yigong.store.programmes.enrolment_rules import latest_enrolments
from yigong.store.records import Squad
from yigong.store.village import doctor
from yigong.store.village.village import Village

P = 1


@pytest.fixture
def nursery(village, enrol):
    """托位: three places, two mentors each; nine people on the roster."""
    enrol(9)
    village.programmes.add(Programme(name="向日葵托育", places=3, mentors_each=2))
    return village


def enrolled(village):
    return [each.person for each in village.enrolments.of(P) if not (each.until or each.waiting)]


def waiting(village):
    return [each.person for each in village.enrolments.of(P) if each.waiting]


def with_places(village, places):
    return msgspec.structs.replace(village.programmes.get(P), places=places)


def test_the_51st_of_50_waits(village, enrol):
    enrol(51)
    village.programmes.add(Programme(name="托位", places=50))
    village.enrolments.add(P, range(1, 52))
    assert (len(enrolled(village)), waiting(village)) == (50, [51])


def test_whoever_leaves_lets_the_first_who_fits_move_up_and_nobody_is_overtaken(nursery):
    nursery.enrolments.add(P, [1, 2, 3])
    nursery.enrolments.add(P, [4], children=2)
    nursery.enrolments.add(P, [5])
    moved_up = []
    nursery.enrolments.end(P, [1], moved_up=moved_up)
    assert (moved_up, waiting(nursery)) == ([], [4, 5]), "5 does not overtake 4, who needs two"
    (ended,) = nursery.enrolments.end(P, [2], moved_up=moved_up)
    assert ended.until == date(2026, 11, 25)
    assert [each.person for each in moved_up] == [4]
    assert (enrolled(nursery), waiting(nursery)) == ([3, 4], [5])
    assert_history_matches_books(nursery.folder)


def test_who_comes_while_others_wait_waits_behind_them(nursery):
    nursery.enrolments.add(P, [1, 2])
    nursery.enrolments.add(P, [3], children=2)
    nursery.enrolments.add(P, [4])
    assert (enrolled(nursery), waiting(nursery)) == ([1, 2], [3, 4])


def test_the_same_person_twice_is_refused_and_nobody_of_the_call_is_enrolled(nursery):
    nursery.enrolments.add(P, [1])
    for people in ([2, 1], [3, 3]):
        with pytest.raises(Refused, match="is enrolled in 向日葵托育 already"):
            nursery.enrolments.add(P, people)
    assert enrolled(nursery) == [1]


def test_who_waits_already_is_told_their_turn(nursery):
    nursery.enrolments.add(P, [1, 2, 3, 4, 5])
    with pytest.raises(Refused, match=r"V0005 waits for 向日葵托育 already, no\. 2\."):
        nursery.enrolments.add(P, [5])


def test_who_left_may_be_enrolled_anew_and_then_not_put_back_as_well(nursery):
    (first,) = nursery.enrolments.add(P, [1])
    nursery.enrolments.end(P, [1])
    nursery.enrolments.add(P, [1])
    with pytest.raises(Refused, match="V0001 is enrolled"):
        nursery.enrolments.put_back(first.number)


def test_who_left_and_came_back_is_one_person_in_the_list(nursery):
    nursery.enrolments.add(P, [1, 2])
    nursery.enrolments.end(P, [1, 2])
    (again,) = nursery.enrolments.add(P, [1])
    shown, back = latest_enrolments(nursery.enrolments.of(P))
    assert [(each.person, each.until is None) for each in shown] == [(1, True), (2, False)]
    assert (shown[0], back) == (again, {1})


def test_who_left_by_mistake_is_put_back_unless_others_have_the_place(nursery):
    first, *_others = nursery.enrolments.add(P, [1, 2, 3])
    nursery.enrolments.end(P, [1])
    assert nursery.enrolments.put_back(first.number).until is None
    nursery.enrolments.end(P, [1])
    nursery.enrolments.add(P, [4])
    with pytest.raises(Refused, match="Others have the place by now"):
        nursery.enrolments.put_back(first.number)


def test_more_places_move_the_waitlist_up_and_one_undo_takes_both_back(nursery):
    nursery.enrolments.add(P, [1, 2, 3, 4, 5])
    moved_up = []
    nursery.programmes.save(with_places(nursery, 4), moved_up)
    assert ([each.person for each in moved_up], waiting(nursery)) == ([4], [5])
    nursery.programmes.save(with_places(nursery, 0))
    assert waiting(nursery) == [], "0 places is no limit"
    nursery.undo("programmes")
    nursery.undo("programmes")
    assert (enrolled(nursery), waiting(nursery)) == ([1, 2, 3], [4, 5])
    assert nursery.programmes.get(P).places == 3
    assert_history_matches_books(nursery.folder)


def test_with_fewer_places_everybody_keeps_theirs_and_nobody_moves_up_until_there_is_one(nursery):
    nursery.enrolments.add(P, [1, 2, 3, 4])
    nursery.programmes.save(with_places(nursery, 2))
    assert (enrolled(nursery), waiting(nursery)) == ([1, 2, 3], [4])
    nursery.enrolments.end(P, [1])
    assert waiting(nursery) == [4]
    nursery.enrolments.end(P, [2])
    assert enrolled(nursery) == [3, 4]


def test_an_undo_gives_back_no_place_that_somebody_else_has_by_now(nursery, colleague):
    nursery.enrolments.add(P, [1, 2, 3])
    nursery.enrolments.end(P, [1])
    colleague().enrolments.add(P, [4])
    with pytest.raises(Refused, match="All 3 places of 向日葵托育 are taken"):
        nursery.undo("programmes")
    assert enrolled(nursery) == [2, 3, 4]


def test_an_undo_of_leaving_brings_whoever_moved_up_back_to_the_waitlist(nursery):
    nursery.enrolments.add(P, [1, 2, 3, 4])
    nursery.enrolments.end(P, [2])
    assert nursery.undo("programmes").act == "enrolment.end"
    assert (enrolled(nursery), waiting(nursery)) == ([1, 2, 3], [4])


def test_the_third_mentor_of_two_and_oneself_are_refused(nursery):
    nursery.enrolments.add(P, [1])
    assert nursery.enrolments.set_mentors(P, 1, [2, 3, 2]).mentors == (2, 3)
    with pytest.raises(Refused, match="2 mentors for each, not 3"):
        nursery.enrolments.set_mentors(P, 1, [2, 3, 4])
    with pytest.raises(Refused, match="Nobody is their own mentor"):
        nursery.enrolments.set_mentors(P, 1, [1])
    assert nursery.enrolments.current(P, 1).mentors == (2, 3)
    fewer = msgspec.structs.replace(nursery.programmes.get(P), mentors_each=0)
    nursery.programmes.save(fewer)
    with pytest.raises(Refused, match="has no mentors"):
        nursery.enrolments.set_mentors(P, 1, [2, 4])
    assert nursery.enrolments.set_mentors(P, 1, [3]).mentors == (3,), "fewer is always allowed"


def test_children_are_counted_and_need_as_many_places(nursery):
    (guardian,) = nursery.enrolments.add(P, [1], children=2)
    (other,) = nursery.enrolments.add(P, [2])
    nursery.enrolments.add(P, [3])
    assert waiting(nursery) == [3]
    with pytest.raises(Refused, match="All 3 places"):
        nursery.enrolments.save(msgspec.structs.replace(other, children=2))
    moved_up = []
    nursery.enrolments.save(msgspec.structs.replace(guardian, children=1), moved_up)
    assert [each.person for each in moved_up] == [3]
    with pytest.raises(Stale):
        nursery.enrolments.save(guardian)


def test_days_to_come_archived_programmes_and_who_is_not_there_are_refused(nursery):
    with pytest.raises(Refused, match="2026-11-26 is still to come"):
        nursery.enrolments.add(P, [1], since=date(2026, 11, 26))
    nursery.enrolments.add(P, [1], since=date(2026, 11, 20))
    with pytest.raises(Refused, match="before the day they came: 2026-11-20"):
        nursery.enrolments.end(P, [1], until=date(2026, 11, 19))
    with pytest.raises(Refused, match="V0002 is not enrolled in 向日葵托育"):
        nursery.enrolments.end(P, [2])
    with pytest.raises(Refused, match="There is no person V0077"):
        nursery.enrolments.add(P, [77])
    nursery.programmes.archive(P)
    with pytest.raises(Refused, match="向日葵托育 is archived"):
        nursery.enrolments.add(P, [3])


def test_two_records_made_one_have_one_place_and_whoever_waited_has_the_other(nursery):
    nursery.enrolments.add(P, [1, 2, 3, 4])
    nursery.enrolments.set_mentors(P, 2, [5, 6])
    nursery.enrolments.set_mentors(P, 3, [1, 2])
    nursery.merge(1, 2)
    assert (enrolled(nursery), waiting(nursery)) == ([1, 3, 4], [])
    assert nursery.enrolments.current(P, 1).mentors == (5, 6)
    assert nursery.enrolments.current(P, 2).person == 1, "the old number leads there"
    assert nursery.enrolments.current(P, 3).mentors == (1,)
    nursery.undo()
    assert (enrolled(nursery), waiting(nursery)) == ([1, 2, 3], [4])
    assert_history_matches_books(nursery.folder)


def test_who_is_forgotten_gives_up_the_place_and_is_mentor_of_nobody(nursery):
    nursery.enrolments.add(P, [1, 2, 3, 4])
    nursery.enrolments.set_mentors(P, 2, [1, 5])
    nursery.erase(1)
    assert (enrolled(nursery), waiting(nursery)) == ([2, 3, 4], [])
    assert nursery.enrolments.current(P, 2).mentors == (5,)
    (ended,) = nursery.enrolments.of_person(1)
    with pytest.raises(Refused, match="forgotten"):
        nursery.enrolments.put_back(ended.number)


def test_the_doctor_finds_who_was_enrolled_twice_by_hand_and_a_programme_that_is_not_there(nursery):
    nursery.enrolments.add(P, [1, 2])
    nursery.squads.add(Squad(name="修葺队"))
    nursery.events.add(Event(title="村民义务日", start=datetime(2026, 11, 25, 8, 30)))
    path = nursery.folder / "enrolments.json"
    book = json.loads(path.read_text("utf-8"))
    book["_default"]["2"]["person"] = 1
    book["_default"]["2"]["mentors"] = [1]
    book["_default"]["3"] = {**book["_default"]["1"], "number": 3, "programme": 7}
    book["meta"]["1"]["highest"] = 3
    path.write_text(json.dumps(book), "utf-8")
    found = " ".join(
        finding.sentence for finding in doctor.examine(nursery.folder, nursery.now()).faults
    )
    for words in ("twice: V0001 P01", "Their own mentor: V0001 P01", "names P07"):
        assert words in found


def test_a_damaged_book_of_programmes_is_a_finding_and_no_crash(nursery):
    nursery.enrolments.add(P, [1])
    (nursery.folder / "programmes.json").write_bytes(b"{")
    (finding,) = doctor.examine(nursery.folder, nursery.now()).faults
    assert finding.where == "programmes.json"
    unreadable = []
    assert Village.open(nursery.folder).summary(None, None, unreadable=unreadable).total.people == 0
    assert [str(error)[:40] for error in unreadable]


def test_of_eight_processes_that_enrol_somebody_at_once_three_find_a_place(nursery):
    command = [sys.executable, "-m", "yigong", "--data", str(nursery.folder), "--by", "李芳"]
    calls = [
        subprocess.Popen(
            [*command, "programme", "enrol", "P01", f"V{person:04d}"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        for person in range(1, 9)
    ]
    assert [call.wait() for call in calls] == [0] * 8
    assert (len(enrolled(nursery)), len(waiting(nursery))) == (3, 5)
    assert sorted(enrolled(nursery) + waiting(nursery)) == list(range(1, 9))
    assert_history_matches_books(nursery.folder)
