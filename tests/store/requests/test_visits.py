"""Visits: written down with what was heard, refused where they cannot be, found, taken back."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from yigong.store.errors import Refused, Stale
from yigong.store.records import Volunteer
from yigong.store.request_records import Request, Visit
from yigong.store.requests.visits import HouseholdTaken, UnknownHousehold
from yigong.store.storage.history import History
from yigong.store.village import doctor

TODAY = date(2026, 11, 25)


@pytest.fixture
def homes(village):
    """陈月仙 and 李国强 live in 三组2号, 王建国 in 三组12号, 李芳 has no household."""
    village.people.add_all(
        [
            Volunteer(name="陈月仙", home="三组2号", group="三组"),
            Volunteer(name="李国强", home="三组2号", group="三组"),
            Volunteer(name="王建国", home="三组12号", group="三组"),
            Volunteer(name="李芳"),
        ]
    )
    return village


def heard(village, text="楼道灯坏了"):
    return Request(at=village.now(), text=text)


def acts(village):
    return [line.act for line in History(village.root).newest_first()]


def test_a_visit_keeps_household_and_group_of_whom_it_was_to(homes):
    visit = homes.visits.add(Visit(day=TODAY, who=1, by=(4,)))
    assert (visit.code, visit.home, visit.group) == ("W2026-0001", "三组2号", "三组")
    homes.people.save(msgspec.structs.replace(homes.people.get(1), home="九组9号", group="九组"))
    assert homes.visits.find("2026-0001") == visit, "somebody who moved lived there that day"


def test_a_visit_to_a_household_alone_has_its_group(homes):
    assert homes.visits.add(Visit(day=TODAY, home="三组12号")).group == "三组"


def test_what_was_heard_is_written_with_the_visit_in_one_change(homes):
    visit = homes.visits.add(
        Visit(day=date(2026, 11, 20), who=1), [heard(homes), heard(homes, "要理发")]
    )
    assert visit.requests == (1, 2)
    request = homes.requests.get(1)
    assert (request.source, request.who, request.group) == ("visit", 1, "三组")
    assert request.at.date() == date(2026, 11, 20), "it was heard on the day of the visit"
    assert len({line.of for line in History(homes.root).newest_first() if line.of}) == 1


def test_one_undo_takes_back_the_visit_and_what_was_heard(homes):
    homes.visits.add(Visit(day=TODAY, who=1), [heard(homes)])
    homes.undo(book="visits")
    assert homes.visits.all() == [] and homes.requests.all() == {}
    assert doctor.examine(homes.folder, homes.now()).faults == []


def test_a_request_that_somebody_took_on_since_keeps_the_visit(homes):
    homes.visits.add(Visit(day=TODAY, who=1), [heard(homes)])
    homes.requests.take(1, holder=3)
    with pytest.raises(Refused):
        homes.undo_change("requests/1", "misheard")
    assert len(homes.visits.all()) == 1


def test_a_secret_request_is_not_given_away_by_the_visit_during_which_it_was_heard(
    homes, colleague
):
    secret = msgspec.structs.replace(heard(homes), secret=True)
    visit = homes.visits.add(Visit(day=TODAY, who=1), [secret, heard(homes, "理发")])
    assert [each.code for each in homes.visits.heard(visit)] == ["Q0001", "Q0002"]
    other = colleague()
    assert [each.code for each in other.visits.heard(visit)] == ["Q0002"]
    line = next(each for each in other.history.newest_first() if each.book == "visits/2026")
    assert other.requests.secrecy.shown_line(line).new["requests"] == [2]


def test_nothing_is_written_where_what_was_heard_is_refused(homes):
    before = acts(homes)
    with pytest.raises(Refused):
        homes.visits.add(Visit(day=TODAY, who=1), [heard(homes, " ")])
    assert homes.visits.all() == [] and acts(homes) == before


@pytest.mark.parametrize(
    ("visit", "reason"),
    [
        (Visit(day=date(2026, 11, 26), who=1), "to come"),
        (Visit(day=date(1, 1, 1), who=1), "long ago"),
        (Visit(day=TODAY, who=99), "no person V0099"),
        (Visit(day=TODAY, who=1, by=(99,)), "no person V0099"),
        (Visit(day=TODAY, who=1, by=(1,)), "cannot visit themselves"),
        (Visit(day=TODAY), "to a person or to a household"),
        (Visit(day=TODAY, who=1, note="\x1b[31m"), "not text"),
        (Visit(day=TODAY, home="户" * 41), "too long"),
        (Visit(day=TODAY, who=1, note="字" * 50_000), "too long"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_written(homes, visit, reason):
    before = acts(homes)
    with pytest.raises(Refused, match=reason):
        homes.visits.add(visit)
    assert homes.visits.all() == [] and acts(homes) == before


def test_who_is_archived_is_not_visited_but_stays_in_a_visit_that_named_them(homes):
    visit = homes.visits.add(Visit(day=TODAY, who=1, by=(4,)))
    homes.people.archive([1, 4])
    with pytest.raises(Refused, match="archived"):
        homes.visits.add(Visit(day=TODAY, who=1))
    assert homes.visits.save(msgspec.structs.replace(visit, note="在家")).who == 1


def test_a_household_that_nobody_lives_in_is_asked_about(homes):
    with pytest.raises(UnknownHousehold, match="三组3号"):
        homes.visits.add(Visit(day=TODAY, home="三组3号"))
    assert homes.visits.add(Visit(day=TODAY, home="三组3号"), unknown_home=True).home == "三组3号"


def test_a_visit_of_another_year_moves_into_its_book_in_one_change(homes):
    visit = homes.visits.add(Visit(day=TODAY, who=1))
    changed = msgspec.structs.replace(visit, day=date(2025, 12, 30))
    moved = homes.visits.save(changed, visit.day)
    assert moved.code == "W2025-0001" and homes.visits.all() == [moved]
    homes.undo()
    assert [each.code for each in homes.visits.all()] == ["W2026-0001"]
    assert doctor.examine(homes.folder, homes.now()).faults == []


def test_a_visit_changed_by_somebody_else_is_not_overwritten(homes, colleague):
    visit = homes.visits.add(Visit(day=TODAY, who=1))
    colleague().visits.save(msgspec.structs.replace(visit, note="他们写的"))
    with pytest.raises(Stale):
        homes.visits.save(msgspec.structs.replace(visit, note="我写的"))
    with pytest.raises(Stale):
        homes.visits.save(msgspec.structs.replace(visit, day=date(2025, 1, 2)), visit.day)
    assert homes.visits.find("2026-0001").note == "他们写的"


def test_another_person_brings_their_household_and_group(homes):
    homes.people.save(msgspec.structs.replace(homes.people.get(3), group="五组"))
    visit = homes.visits.add(Visit(day=TODAY, who=1))
    changed = homes.visits.save(msgspec.structs.replace(visit, who=3))
    assert (changed.home, changed.group) == ("三组12号", "五组")


@pytest.mark.parametrize(
    "query", ["", "12", "2026-", "2026-0002", "0000-0001", "V0001", "F2026-0001"]
)
def test_a_code_that_is_none_is_refused(homes, query):
    homes.visits.add(Visit(day=TODAY, who=1))
    with pytest.raises(Refused):
        homes.visits.find(query)


def test_a_visit_of_a_year_and_number_is_found_by_its_code(homes):
    visit = homes.visits.add(Visit(day=TODAY, who=1))
    for typed in ("W2026-0001", "w2026-1", "2026-1", " 2026-0001 ", "Ｗ2026-0001"):
        assert homes.visits.find(typed) == visit


def test_the_visits_of_a_period_are_those_of_its_days(homes):
    for day in (date(2025, 12, 31), date(2026, 1, 1), TODAY):
        homes.visits.add(Visit(day=day, who=1))
    found = homes.visits.between(date(2025, 12, 31), date(2026, 1, 1))
    assert [visit.day.year for visit in found] == [2025, 2026]


def test_a_merge_takes_the_visits_along(homes):
    homes.visits.add(Visit(day=TODAY, who=2, by=(4,)))
    homes.merge(1, 2)
    homes.merge(3, 4)
    (visit,) = homes.visits.all()
    assert (visit.who, visit.by) == (1, (3,))


def test_who_is_forgotten_is_in_no_visit_and_a_note_that_names_them_is_reported(homes):
    homes.visits.add(Visit(day=TODAY, who=1, by=(3,), note="陈月仙说灯坏了"))
    report = homes.erase(1)
    (visit,) = homes.visits.all()
    assert (visit.who, visit.met, visit.home) == (0, True, "三组2号")
    assert [(each.where, each.field) for each in report.mentions] == [("W2026-0001", "note")]
    homes.erase(3)
    assert homes.visits.all()[0].by == ()


def test_a_household_gets_another_label_with_the_visits_to_it(homes):
    homes.visits.add(Visit(day=date(2025, 3, 1), home="三组2号"))
    homes.visits.add(Visit(day=TODAY, who=1))
    assert homes.visits.rename_household("三组2号", "三组02号") == 2
    assert {visit.home for visit in homes.visits.all()} == {"三组02号"}
    assert homes.people.get(2).home == "三组02号"
    homes.undo()
    assert {visit.home for visit in homes.visits.all()} == {homes.people.get(2).home} == {"三组2号"}


def test_two_households_become_one_only_where_that_is_said(homes):
    with pytest.raises(HouseholdTaken):
        homes.visits.rename_household("三组2号", "三组12号")
    assert homes.people.get(1).home == "三组2号"
    homes.visits.rename_household("三组2号", "三组12号", joined=True)
    assert {homes.people.get(number).home for number in (1, 2, 3)} == {"三组12号"}
    with pytest.raises(Refused, match="Nobody lives"):
        homes.visits.rename_household("三组2号", "x")
