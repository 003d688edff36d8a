"""The squads: each member once, and leaders and deputies who are members."""

from __future__ import annotations

import msgspec
import pytest

from yigong.store.errors import Refused
from yigong.store.records import Squad


@pytest.fixture
def cleaners(village, enrol):
    enrol("张小明", "李秀英", "王建国")
    return village.squads.add(Squad(name="清理队", leader=1, members=(2,)))


def test_a_new_squad_has_a_code_and_its_leader_is_a_member(cleaners):
    assert (cleaners.code, cleaners.members) == ("S01", (1, 2))


def test_joining_twice_is_being_in_it_once(village, cleaners):
    village.squads.join(1, 3)
    assert village.squads.join(1, 3, 2).members == (1, 2, 3)


def test_joining_what_one_is_in_already_writes_nothing(village, cleaners):
    before = (village.folder / "squads.json").read_bytes()
    village.squads.join(1, 2)
    assert (village.folder / "squads.json").read_bytes() == before


def test_who_leaves_gives_up_the_office_too(village, cleaners):
    squad = village.squads.save(msgspec.structs.replace(cleaners, deputies=(2,)))
    squad = village.squads.leave(squad.number, 1, 2)
    assert (squad.members, squad.leader, squad.deputies) == ((), None, ())


def test_who_is_no_member_cannot_leave(village, cleaners):
    with pytest.raises(Refused, match="Not a member of 清理队"):
        village.squads.leave(1, 3)


def test_a_person_or_a_squad_that_is_not_there_is_a_sentence(village, cleaners):
    with pytest.raises(Refused, match="There is no person V0009"):
        village.squads.join(1, 9)
    with pytest.raises(Refused, match="There is no person V0009"):
        village.squads.add(Squad(name="修葺队", leader=9))
    for attempt in (village.squads.join, village.squads.leave):
        with pytest.raises(Refused, match="There is no squad S07"):
            attempt(7, 1)
    with pytest.raises(Refused, match="There is no squad S07"):
        village.squads.get(7)


def test_two_squads_of_one_name_cannot_be_told_apart_so_the_second_is_refused(village, cleaners):
    with pytest.raises(Refused, match="清理队 already: S01"):
        village.squads.add(Squad(name=" 清理队 "))
    village.squads.save(msgspec.structs.replace(cleaners, archived=True))
    assert village.squads.add(Squad(name="清理队")).number == 2


def test_a_person_may_be_in_several_and_archived_ones_do_not_count(village, cleaners):
    other = village.squads.add(Squad(name="修葺队", members=(2,)))
    assert village.squads.of(2) == (1, 2)
    assert village.squads.names((1, 2, 9)) == "清理队 修葺队"
    village.squads.save(msgspec.structs.replace(other, archived=True))
    assert village.squads.of(2) == (1,)
    assert village.squads.of(3) == ()


def test_a_squad_is_meant_by_its_code_its_name_or_a_part_of_it(village, cleaners):
    village.squads.add(Squad(name="手工编织队"))
    for padded in ("S1", "s01", "S0001"):
        assert village.squads.find(padded).name == "清理队"
    assert village.squads.find("清理").number == 1
    assert village.squads.find("手工编织队").number == 2
    for query in ("队", "", "  ", "修葺队"):
        with pytest.raises(Refused):
            village.squads.find(query)


def test_joining_at_the_same_time_as_a_colleague_loses_neither(village, colleague, cleaners):
    other = colleague()
    assert other.squads.get(1).members == (1, 2)
    village.squads.join(1, 3)
    other.squads.leave(1, 2)
    assert village.squads.get(1).members == (1, 3)


def test_who_is_made_leader_becomes_a_member_and_is_no_deputy(village, cleaners):
    village.squads.deputise(1, 3)
    squad = village.squads.lead(1, 3)
    assert (squad.leader, squad.deputies, squad.members) == (3, (), (1, 2, 3))
    squad = village.squads.lead(1, None)
    assert (squad.leader, squad.members) == (None, (1, 2, 3)), "the others stay, and so does 3"


def test_a_leader_who_becomes_a_deputy_does_not_lead_any_more(village, cleaners):
    squad = village.squads.deputise(1, 1, 3)
    assert (squad.leader, squad.deputies, squad.members) == (None, (1, 3), (1, 2, 3))


def test_deputies_are_relieved_all_or_none_and_stay_members(village, cleaners):
    village.squads.deputise(1, 2, 3)
    with pytest.raises(Refused, match="V0001 is no deputy of 清理队"):
        village.squads.relieve(1, 2, 1)
    assert village.squads.get(1).deputies == (2, 3)
    squad = village.squads.relieve(1, 2)
    assert (squad.deputies, squad.members) == ((3,), (1, 2, 3))


def test_an_office_for_nobody_on_the_roster_is_refused(village, cleaners):
    for attempt in (village.squads.lead, village.squads.deputise):
        with pytest.raises(Refused, match="There is no person V0009"):
            attempt(1, 9)
        with pytest.raises(Refused, match="There is no squad S07"):
            attempt(7, 1)


def test_giving_the_office_somebody_has_already_writes_nothing(village, cleaners):
    village.squads.deputise(1, 2)
    before = (village.folder / "squads.json").read_bytes()
    village.squads.lead(1, 1)
    village.squads.deputise(1, 2)
    assert (village.folder / "squads.json").read_bytes() == before


def test_an_archived_squad_comes_back_unless_another_has_its_name_by_now(village, cleaners):
    assert village.squads.archive(1).archived
    assert village.squads.archive(1, archived=False).members == (1, 2)
    village.squads.archive(1)
    village.squads.add(Squad(name="清理队"))
    with pytest.raises(Refused, match="There is a squad 清理队 already: S02"):
        village.squads.archive(1, archived=False)


def test_of_two_squads_of_one_name_the_one_at_work_is_meant(village, cleaners):
    village.squads.archive(1)
    assert village.squads.find("清理队").archived, "it is the only one"
    village.squads.add(Squad(name="清理队"))
    assert village.squads.find("清理队").number == 2
    assert village.squads.find("S01").number == 1
