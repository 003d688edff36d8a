"""Applying a roster: in one transaction, once, and undone by one undo."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from support.roster_files import as_csv, damaged
from yigong.store.errors import Refused
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.roster import reader, verdicts

TEXT = """姓名,手机号,村民小组,所属队伍
张小明,12012345678,一组,修葺队
李秀英,12087654321,二组,合唱队
"""


def planned(village, text=TEXT, **options):
    read = reader.read_roster(
        text if isinstance(text, bytes) else text.encode(), village.now().date()
    )
    return verdicts.judge_roster(read, village.people.all(), village.squads.all(), **options)


def state(village):
    """Everything that a roster import changes, and the history."""
    squads = {squad.name: squad.members for squad in village.squads.all().values()}
    return dict(village.people.all()), squads, len(list(village.history.newest_first()))


def test_people_and_squads_are_one_change_that_one_undo_reverts(village):
    squad = village.squads.add(Squad(name="修葺队"))
    before = village.people.all(), village.squads.all()
    result = village.apply_roster(planned(village), "名册.csv")
    assert (result.added, result.changed, result.founded) == (2, 0, 1)
    assert [p.name for p in village.people.find("lxy")] == ["李秀英"]
    assert village.squads.get(squad.number).members == (1,)
    lines = [line for line in village.history.newest_first() if line.act == "person.import"]
    assert {line.note for line in lines} == {"名册.csv"}
    assert len({line.change for line in lines}) == 1
    village.undo("people")
    assert village.people.all() == before[0]
    assert [s.name for s in village.squads.all().values()] == ["修葺队"]
    assert village.squads.get(squad.number).members == ()


def test_the_same_file_again_changes_nothing_and_writes_no_history_line(village):
    raw = as_csv(damaged(400).rows)
    village.apply_roster(planned(village, raw))
    before = state(village)
    again = planned(village, raw)
    assert again.empty
    assert again.count("same") == len(village.people.all())
    village.apply_roster(again)
    assert state(village) == before


def test_a_changed_person_is_written_and_a_corrected_reading_stays(village, enrol):
    (person,) = enrol("单小明")
    village.people.save(msgspec.structs.replace(person, reading="dan xiao ming"))
    text = "编号,姓名,手机号\nV0001,单小明,12000000001\n"
    village.apply_roster(planned(village, text))
    changed = village.people.get(1)
    assert (changed.phone, changed.reading) == ("12000000001", "dan xiao ming")
    assert [p.number for p in village.people.find("danxm")] == [1]


def test_a_renamed_person_is_found_by_the_new_name(village, enrol):
    (person,) = enrol("张小明")
    village.people.save(msgspec.structs.replace(person, phone="12000000001"))
    village.apply_roster(planned(village, "编号,姓名,手机号\nV0001,吕大山,12000000001\n"))
    assert village.people.get(1).reading == "lv da shan"
    assert [p.number for p in village.people.find("lds")] == [1]


def test_a_plan_is_refused_if_a_verdict_no_longer_holds(village, colleague):
    plan = planned(village)
    other = colleague()
    other.apply_roster(planned(other, "姓名,手机号\n李秀英,12087654321\n"))
    before = state(village)
    with pytest.raises(Refused, match="nothing was written"):
        village.apply_roster(plan)
    assert state(village) == before


def test_a_plan_that_still_holds_is_applied_although_others_wrote(village, colleague):
    plan = planned(village)
    other = colleague()
    other.apply_roster(planned(other, "姓名,手机号\n王强,12000000009\n"))
    assert village.apply_roster(plan).added == 2
    assert sorted(p.name for p in village.people.all().values()) == ["张小明", "李秀英", "王强"]


def test_nothing_is_written_if_the_progress_raises(village):
    class Left(Exception):
        pass

    def leave(stage, done, total):
        if stage == "writing" and village.people.all() == {}:
            raise Left

    with pytest.raises(Left):
        village.apply_roster(planned(village), progress=leave)
    assert state(village) == ({}, {}, 1)


def test_an_import_whose_people_are_in_use_is_not_undone(village, duty_day):
    village.apply_roster(planned(village))
    village.registers.signup.sign_up(duty_day, 1)
    with pytest.raises(Refused, match="V0001 is in E0001@2026-11-25"):
        village.undo("people")
    village.registers.signup.withdraw(duty_day, 1)
    village.squads.join(village.squads.add(Squad(name="清理队")).number, 2)
    with pytest.raises(Refused, match="V0002 is in 清理队"):
        village.undo("people")
    assert len(village.people.all()) == 2


def test_an_import_whose_squad_changed_since_is_not_undone(village, enrol):
    (other,) = enrol("王强")
    village.apply_roster(planned(village))
    village.squads.join(1, other.number)
    with pytest.raises(Refused, match="at a later time"):
        village.undo("people")
    assert other.number in village.squads.get(1).members


def test_an_import_of_more_lines_than_an_undo_searches_is_undone(village, monkeypatch):
    monkeypatch.setattr("yigong.store.village.undo._MAX_LINES", 50)
    village.apply_roster(planned(village, as_csv(damaged(200).rows)))
    village.undo("people")
    assert village.people.all() == {}
    assert village.squads.all() == {}


def test_an_import_that_only_joins_squads_is_undone_among_the_people(village, enrol):
    (person,) = enrol("张小明")
    village.people.save(msgspec.structs.replace(person, phone="12012345678"))
    result = village.apply_roster(planned(village, "姓名,手机号,队伍\n张小明,12012345678,修葺队\n"))
    assert (result.added, result.changed, result.founded) == (0, 1, 1)
    assert village.undo("people").act == "person.import"
    assert village.squads.all() == {}
    assert village.people.get(1).phone == "12012345678", "the earlier change stays"


def test_dates_and_guardians_of_a_roster_are_stored(village):
    text = "姓名,出生年份,监护人,监护人电话,与监护人关系,同意日期\n"
    text += "周小雨,2011,周大山,12000000001,父亲,2026年3月1日\n"
    village.apply_roster(planned(village, text))
    person = village.people.get(1)
    (guardian,) = person.guardians
    assert (guardian.name, guardian.phone, guardian.relation) == ("周大山", "12000000001", "父亲")
    assert (person.born, person.consent) == (2011, date(2026, 3, 1))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("full_phones", [True, False])
def test_an_exported_roster_changes_nothing_when_it_is_imported(village, form, lang, full_phones):
    from yigong.exports.documents.roster_table import roster_file
    from yigong.store import language

    people = [
        Volunteer(
            name="张小明",
            phone="12012345678",
            gender="m",
            group="一组",
            home="=一组3号",
            tags=("新村民", "会木工/竹编"),
            note="第一行\n=SUM(A1)",
            joined=date(2020, 2, 29),
            born=2011,
            guardians=(Guardian(name="张大山", phone="12000000001", relation="父亲"),),
            consent=date(2026, 1, 1),
        ),
        Volunteer(name="Anna Lindholm", phone="+4512345678", gender="f"),
        Volunteer(name="王芳", phone="12000000002"),
        Volunteer(name="王芳", phone="12000000002"),
    ]
    village.people.add_all(people)
    village.squads.add(Squad(name="修葺队", members=(1, 2)))
    language.use_language(lang)
    plan = planned(village, roster_file(village, form, full_phones=full_phones))
    language.use_language("en")
    assert [row.verdict for row in plan.rows] == ["same"] * 4
    assert plan.empty


@pytest.mark.parametrize("label", ["户", "户号", "门牌", "家庭", "household", "住户*"])
def test_a_household_is_read_from_its_column_and_an_empty_cell_leaves_it(village, label):
    village.apply_roster(planned(village, f"姓名,手机号,{label}\n张小明,12000000001,一组3号\n"))
    assert village.people.get(1).home == "一组3号"
    plan = planned(village, f"姓名,手机号,{label}\n张小明,12000000001,\n")
    assert [row.verdict for row in plan.rows] == ["same"]


def test_another_household_is_a_change_that_is_shown_before_it_is_made(village):
    village.people.add(Volunteer(name="张小明", phone="12000000001", home="一组3号"))
    plan = planned(village, "姓名,手机号,户\n张小明,12000000001,一组4号\n")
    (row,) = plan.rows
    assert [(c.field, c.old, c.new) for c in row.changes] == [("home", "一组3号", "一组4号")]
    assert row.verdict in ("update", "doubtful")


def test_of_two_of_one_name_without_phones_the_household_says_who_is_who(village):
    village.people.add(Volunteer(name="王芳", home="一组3号"))
    plan = planned(village, "姓名,手机号,户\n王芳,,一组4号\n王芳,,一组3号\n")
    assert [row.verdict for row in plan.rows] == ["doubtful", "same"]
