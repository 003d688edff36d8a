"""A story: a village of format 3 is opened by this version, and its signed registers are reviewed.

What the year's numbers were, are, and become is compared with a count over the raw files.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime

import pytest

from support.clock import SHANGHAI
from support.format3 import FIGURES, format3_village
from support.raw_review import split_minutes
from support.replay import assert_history_matches_books
from yigong.exports.documents.service_record import issue_service_record
from yigong.store.errors import Refused
from yigong.store.storage.book import Actor
from yigong.store.village import doctor
from yigong.store.village.village import Village

NOON = datetime(2026, 11, 30, 12, tzinfo=SHANGHAI)
PERIODS = {
    "2026": (date(2026, 1, 1), date(2026, 12, 31)),
    "all": (date(2025, 1, 1), date(2027, 12, 31)),
}
SHOWN = 1
"""V0007 has not been signed yet, and is counted by the minutes shown: see `test_migrate`."""


@pytest.fixture
def village(tmp_path):
    return Village.open(format3_village(tmp_path), Actor("李芳", "东门"), clock=lambda: NOON)


def service_by_person(summary):
    return Counter({row.key: row.tally.service.total for row in summary.rows("people")})


@pytest.mark.parametrize("period", PERIODS)
def test_service_and_the_rest_are_the_minutes_there_were_by_person_and_in_all(village, period):
    days = PERIODS[period]
    raw = split_minutes(village.folder, *(day.isoformat() for day in days))
    before = village.summary(*days)
    was = sum(FIGURES[period]["total"][3:]) + SHOWN
    assert before.total.service.total == was
    assert before.credited_alike == raw.moved

    reviewed = village.role_review.apply(None, None, "按身份复核")
    after = village.summary(*days)
    assert after.credited_alike == 0
    assert +service_by_person(after) == +raw.service
    assert after.total.service.total == raw.service.total()
    assert raw.service.total() + raw.other.total() == was

    dropped = Counter()
    for register in reviewed:
        if days[0] <= register.after.start.date() <= days[1]:
            for entry in register.entries:
                dropped[str(entry.before.number)] += entry.dropped
    assert +dropped == +raw.other
    for number, minutes in service_by_person(before).items():
        assert minutes == raw.service[number] + raw.other[number], number


def test_heads_move_and_none_is_lost(village):
    raw = split_minutes(village.folder, "2026-01-01", "2026-12-31")
    village.role_review.apply(None, None, "按身份复核")
    total = village.summary(*PERIODS["2026"]).total
    assert (total.occurrences, total.attendances) == (112, 2075)
    assert total.occurrences == raw.occurrences
    assert (total.heads.volunteers, total.heads.participants) == (raw.volunteers, raw.participants)
    assert (raw.volunteers, raw.participants) == (1378, 697)
    assert (total.people, total.persons.volunteer) == (161, 111)
    assert (raw.service.total(), raw.other.total()) == (217_665, 81_940)


def test_what_is_signed_stays_signed_and_says_why_it_was_corrected(village):
    keys = village.registers.planned_between()
    before = {key: village.registers.peek(key) for key in keys}
    reviewed = {each.key for each in village.role_review.apply(None, None, "按身份复核")}
    for key, old in before.items():
        now = village.registers.peek(key)
        if key not in reviewed:
            assert now == old
            continue
        assert (now.head.closed, now.head.closed_by) == (old.head.closed, old.head.closed_by)
        assert now.head.policy == old.head.policy
        assert now.head.corrections[:-1] == old.head.corrections
        assert now.head.corrections[-1].reason == "按身份复核"
        assert {n: e.stints for n, e in now.entries.items()}.keys() == old.entries.keys()
    assert len(reviewed) == 78
    assert doctor.examine(village.folder, NOON).findings == []
    assert_history_matches_books(village.folder)


def test_one_undo_brings_every_number_back(village):
    before = village.summary(None, None)
    village.role_review.apply(None, None, "按身份复核")
    assert village.undo().note == "按身份复核"
    after = village.summary(None, None)
    assert after.total == before.total
    assert service_by_person(after) == service_by_person(before)
    assert after.credited_alike == before.credited_alike == 78
    assert doctor.examine(village.folder, NOON).findings == []


def test_who_only_took_part_has_no_service_record_of_those_minutes(village):
    """王建国 sat in on the weavers' class of 3 January: 1.9 hours until the review."""
    days = date(2026, 1, 3), date(2026, 1, 3)
    _name, before = issue_service_record(village, 2, *days)
    assert "1.9" in before.decode()
    village.role_review.apply(None, None, "按身份复核")
    with pytest.raises(Refused, match="is signed in this period"):
        issue_service_record(village, 2, *days)


def test_the_backup_from_before_can_be_restored(village, tmp_path):
    from yigong.store.village.restore import restore_folder

    [archive] = (village.folder / "backups").iterdir()
    village.role_review.apply(None, None, "按身份复核")
    restore_folder(archive, tmp_path / "as-it-was", "李芳")
    tables = json.loads((tmp_path / "as-it-was/settings.json").read_bytes())
    assert tables["meta"]["1"]["format"] == 3
    again = Village.open(tmp_path / "as-it-was", clock=lambda: NOON)
    assert again.summary(None, None).credited_alike == 78
