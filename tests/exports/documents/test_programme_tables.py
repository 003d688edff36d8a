"""The tables of programmes: who is enrolled and who waits, masked; how far each has come."""

from __future__ import annotations

import csv
import io
from datetime import date

import msgspec
import pytest

from yigong.exports.documents.programme_tables import (
    enrolled_file,
    enrolled_table,
    progress_file,
)
from yigong.store.programme_records import Goal, Programme


@pytest.fixture
def nursery(village, enrol):
    """托育 of three places: 1 with two children, 2 waits with two, 3 has left, 4 waits."""
    enrol("王小明", "李秀英", "周强", "郑丽", "=1+1")
    village.people.save(
        msgspec.structs.replace(village.people.get(1), phone="12012345678", group="甲")
    )
    village.programmes.add(Programme(name="托育", places=3, mentors_each=2))
    village.enrolments.add(1, [3])
    village.enrolments.end(1, [3])
    for person in (1, 2):
        village.enrolments.add(1, [person], children=2)
    village.enrolments.add(1, [4])
    village.enrolments.set_mentors(1, 1, [5, 2])
    return village


def table_of(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def test_who_has_a_place_and_who_waits_is_listed_in_turn_and_who_left_is_not(nursery):
    programme, people = nursery.programmes.get(1), nursery.people.all()
    table = enrolled_table(programme, nursery.enrolments.of(1), people, "青山村")
    day = date(2026, 11, 25)
    assert [tuple(row[:-1]) for row in table.rows] == [
        ("王小明", "V0001", "甲", "120****5678", 2, day, "=1+1, 李秀英"),
        ("李秀英", "V0002", "", "", 2, day, ""),
        ("郑丽", "V0004", "", "", None, day, ""),
    ]
    assert [row[-1].split(", ")[1:] for row in table.rows] == [[], ["no. 1"], ["no. 2"]]
    assert table.head[:2] == [("Programme", "托育 P01"), ("Places", "3")]
    assert table.head[2][1].startswith("2 places taken  2 wait")


def test_nobody_waits_and_no_limit_are_not_spoken_of(nursery):
    unlimited = msgspec.structs.replace(nursery.programmes.get(1), places=0)
    nursery.programmes.save(unlimited)
    table = enrolled_table(unlimited, nursery.enrolments.of(1), {}, "青山村")
    assert table.head[1:] == [("Places", ""), ("Enrolled", "5 places taken")]
    assert [row[0] for row in table.rows] == ["", "", ""], "who is not on the roster any more"
    assert "12012345678" not in enrolled_file(nursery, unlimited, "csv").decode()
    assert "'=1+1" in enrolled_file(nursery, unlimited, "csv").decode()


def test_each_programme_is_a_row_with_its_goal_and_who_is_enrolled_but_for_archived_ones(nursery):
    goal = Goal(occurrences=30, people=9)
    nursery.programmes.add(Programme(name="四季赋能", goal=goal, first=date(2026, 3, 1)))
    nursery.programmes.add(Programme(name="晨练"))
    nursery.programmes.archive(3)
    rows = [row for row in table_of(progress_file(nursery, "csv")) if " P0" in row[0]]
    assert [[row[0], *row[2:]] for row in rows] == [
        ["托育 P01", "0", "", "0", "", "0", "", "0.0", "2"],
        ["四季赋能 P02", "0", "30", "0", "", "0", "9", "0.0", ""],
    ]
    assert [bool(row[1]) for row in rows] == [False, True]
