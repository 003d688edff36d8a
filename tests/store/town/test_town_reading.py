"""A town: sums of villages, who is missing, and that nothing is ever written in a village."""

from __future__ import annotations

import os

import msgspec
import pytest

from support.format3 import FIGURES, format3_village
from support.towns import NOON, NOVEMBER, YEAR, opened_village, town_of, tree, two_villages
from yigong.store.errors import DataError, Newer, Refused
from yigong.store.town.town_folder import TOWN_FILE, TownFolder, village_at, with_village
from yigong.store.town.town_reading import read_town
from yigong.store.town.upward_file import encode_upward
from yigong.store.town.upward_numbers import tally_of_numbers
from yigong.store.town.upward_report import upward_report
from yigong.store.town_records import UpwardNumbers, numbers_added
from yigong.store.village.village import Village

SHOWN = 1
"""V0007 has not been signed yet, and is counted by the minutes shown: see `test_migrate`."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    villages = two_villages(folder)
    return town_of(folder / "town", *villages), *villages


def read(town, period=YEAR, **more):
    return read_town(town, town.read().villages, *period, clock=lambda: NOON, **more)


def test_every_sum_is_exactly_twice_that_of_one_and_the_third_is_no_zero(made):
    town, first, _second = made
    summary, alone = read(town), upward_report(first, *YEAR)
    assert [each.state for each in summary.villages] == ["read", "read", "waiting"]
    assert summary.villages[2].report is None
    assert len(summary.reported) == 2
    assert summary.total == numbers_added([alone.total, alone.total])
    total = tally_of_numbers(summary.total)
    year = FIGURES["2026"]["total"]
    assert (total.occurrences, total.attendances, total.people) == tuple(2 * n for n in year[:3])
    assert total.service.total == 2 * (sum(year[3:]) + SHOWN)
    for view in ("months", "kinds", "programmes", "hosts"):
        ones = {row.key: row.numbers for row in getattr(alone, view)}
        assert {row.key: row.numbers for row in summary.rows(view)} == {
            key: numbers_added([numbers, numbers]) for key, numbers in ones.items()
        }


def test_the_figures_of_a_report_are_those_of_the_village(made):
    _town, first, _second = made
    report, summary = upward_report(first, *YEAR), first.summary(*YEAR)
    assert tally_of_numbers(report.total) == summary.total
    assert [tally_of_numbers(row.numbers) for row in report.months] == [
        row.tally for row in summary.months
    ]
    assert tally_of_numbers(report.unsigned).occurrences == report.unsigned_registers == 1


def test_reading_writes_nothing_in_any_village(made):
    town, first, second = made
    before = tree(first.folder), tree(second.folder)
    read(town, whole=True)
    for village in (first, second):
        opened = Village.open_reading(village.folder, clock=lambda: NOON)
        assert opened.summary(*YEAR).total.occurrences == 112
    assert (tree(first.folder), tree(second.folder)) == before
    assert not (first.folder / ".desks").exists()


def test_a_village_of_an_older_version_is_told_and_not_brought_up(tmp_path):
    old = format3_village(tmp_path / "old")
    before = tree(old)
    with pytest.raises(DataError, match="older version"):
        village_at(old)
    assert tree(old) == before


def test_a_transaction_that_was_cut_short_is_left_to_those_in_the_village(tmp_path):
    first, _second = two_villages(tmp_path)
    (first.folder / ".together").write_bytes(b"{}")
    before = tree(first.folder)
    assert Village.open_reading(first.folder, clock=lambda: NOON).summary(*YEAR).events
    assert tree(first.folder) == before


def test_what_cannot_be_read_is_said_and_keeps_nobody_from_the_others(tmp_path):
    first, second = two_villages(tmp_path)
    town = town_of(tmp_path / "town", first, second)
    alone = upward_report(first, *YEAR).total
    (second.folder / "settings.json").write_text("{")
    summary = read(town)
    assert [each.state for each in summary.villages] == ["read", "unreadable", "waiting"]
    assert "damaged" in summary.villages[1].problem
    assert summary.total == alone


def test_another_village_in_a_folder_is_not_taken_for_the_one_that_was_added(tmp_path):
    first, second = two_villages(tmp_path)
    town = town_of(tmp_path / "town", first, second)
    second.folder.rename(tmp_path / "gone")
    first.folder.rename(second.folder)
    summary = read(town)
    assert [each.state for each in summary.villages] == ["unreadable", "unreadable", "waiting"]
    assert "Another village" in summary.villages[1].problem
    assert summary.total == UpwardNumbers()


def test_a_path_that_is_a_link_is_refused_also_when_it_becomes_one(tmp_path):
    first, second = two_villages(tmp_path)
    (tmp_path / "link").symlink_to(first.folder)
    with pytest.raises(Refused, match="is a link"):
        village_at(tmp_path / "link")
    town = town_of(tmp_path / "town", first, second)
    first.folder.rename(tmp_path / "elsewhere")
    first.folder.symlink_to(tmp_path / "elsewhere")
    assert read(town).villages[0].state == "unreadable"


def test_the_same_village_twice_is_refused_by_its_identity(tmp_path):
    first, second = two_villages(tmp_path)
    town = town_of(tmp_path / "town", first, second)
    settings = second.settings
    second.save_settings(msgspec.structs.replace(settings, uid_domain=first.settings.uid_domain))
    with pytest.raises(Refused, match="the same village"):
        town.change(lambda old: with_village(old, village_at(second.folder)))
    assert len(town.read().villages) == 3


def test_a_town_that_is_newer_damaged_or_no_town_is_refused_and_left_as_it_is(tmp_path):
    with pytest.raises(Refused, match="no town"):
        TownFolder(tmp_path / "none").read()
    town = TownFolder(tmp_path / "town")
    town.create("黄湖镇", "zh")
    file = tmp_path / "town" / TOWN_FILE
    for raw, error in (
        (b'{"format": 99, "more": 1}', Newer),
        (b'{"format": 99, "name": "x", "villages": []}', Newer),
        (b'{"format": 1', DataError),
        (b'{"format": 1, "name": "\\u001b[2J", "villages": []}', DataError),
        (b'{"format": 1, "name": "x", "villages": [{"name": "a", "id": "../x"}]}', DataError),
        (b'{"format": 1, "name": "x", "villages": [{"name": "a"}, {"name": "a"}]}', DataError),
        (b'{"format": 1, "name": "' + b"x" * 50_000 + b'"}', DataError),
    ):
        file.write_bytes(raw)
        with pytest.raises(error):
            town.change(lambda old: old)
        assert file.read_bytes() == raw


def test_a_link_in_the_place_of_what_was_received_is_not_followed(tmp_path):
    first, _second = two_villages(tmp_path)
    town = TownFolder(tmp_path / "town")
    town.create("黄湖镇", "zh")
    (tmp_path / "mine").mkdir()
    (town.path / "received").symlink_to(tmp_path / "mine")
    with pytest.raises(DataError):
        town.take(encode_upward(upward_report(first, *NOVEMBER)), new=True)
    assert list((tmp_path / "mine").iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_village_in_a_folder_that_may_only_be_read_is_read(tmp_path):
    first, second = two_villages(tmp_path)
    town = town_of(tmp_path / "town", first, second)
    for path in (first.folder, *first.folder.rglob("*")):
        path.chmod(0o550 if path.is_dir() else 0o440)
    assert read(town).villages[0].state == "read"


def test_late_and_unsigned_registers_are_kept_with_the_sums(made):
    town, first, _second = made
    later = opened_village(first.folder, NOON.replace(year=2027, month=1))
    (report,) = [
        each.report
        for each in read_town(town, town.read().villages[:1], *NOVEMBER, clock=later.now).villages
    ]
    (open_one,) = [each for each in report.occurrences if each.signed is None]
    assert open_one.key == "E0014@2026-11-30"
