"""The town above the demo village: six villages, of which four are read and one has sent."""

from __future__ import annotations

import os
import re
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from support.clock import SHANGHAI, Clock
from yigong.store.attendance.settlement_rules import CLOSING
from yigong.store.demo.demo_play import MARKER
from yigong.store.demo.demo_town import AWAY, IN_PLACE, make_town, town_of
from yigong.store.demo.demo_village import make_demo
from yigong.store.errors import Refused
from yigong.store.town.town_folder import TownFolder
from yigong.store.town.town_reading import TownSummary, read_town
from yigong.store.village import doctor
from yigong.store.village.village import Village

NOW = datetime(2026, 11, 22, 9, 40, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Village:
    return make_demo(tmp_path_factory.mktemp("town") / "qingshan", clock=Clock(NOW))


@pytest.fixture(scope="module")
def town(first: Village) -> TownFolder:
    """The town as it is made; nobody changes it."""
    return make_town(town_of(first.folder), first)


def villages_of(town: TownFolder) -> list[Path]:
    return [path for place in (IN_PLACE, AWAY) for path in sorted((town.path / place).iterdir())]


def read(town: TownFolder, start: date, end: date) -> TownSummary:
    return read_town(town, town.read().villages, start, end, clock=Clock(NOW))


def test_six_villages_have_about_200_occurrences_and_2000_volunteers_a_year(
    first: Village, town: TownFolder
) -> None:
    year = date(2025, 11, 23), date(2026, 11, 22)
    opened = [first, *(Village.open_reading(path) for path in villages_of(town))]
    totals = [village.summary(*year).total for village in opened]
    occurrences = [total.occurrences for total in totals]
    volunteers = [total.heads.volunteers for total in totals]
    assert len(totals) == 6
    assert 190 <= sum(occurrences) <= 210
    assert 1_900 <= sum(volunteers) <= 2_150
    assert 0.3 <= occurrences[0] / sum(occurrences) <= 0.36
    assert 0.3 <= volunteers[0] / sum(volunteers) <= 0.36
    assert sum(total.heads.present.paid for total in totals[1:]) > 30, "fruit is picked for pay"
    assert all(village.visits.all() and village.requests.all() for village in opened)


def test_four_are_read_in_place_one_sent_and_one_has_not_reported(town: TownFolder) -> None:
    summary = read(town, date(2026, 11, 1), date(2026, 11, 30))
    assert [each.state for each in summary.villages] == [*["read"] * 4, "sent", "waiting"]
    assert summary.villages[0].village.name == "青山村"
    assert not any(each.problem for each in summary.villages)
    parts = [report.total.occurrences for report in summary.reported]
    assert summary.total.occurrences == sum(parts)
    assert len(parts) == 5


def test_who_sent_last_month_corrected_a_register_and_sent_it_again(town: TownFolder) -> None:
    summary = read(town, date(2026, 10, 1), date(2026, 10, 31))
    (sent,) = (each for each in summary.villages if each.state == "sent")
    assert sent.change is not None
    (corrected,) = sent.corrections
    assert "漏记一位" in str(corrected)
    waiting = [register.unsigned_registers for register in summary.reported]
    assert waiting == [0] * 5


def test_registers_that_wait_to_be_signed_are_told_apart(town: TownFolder) -> None:
    year = read(town, date(2026, 1, 1), date(2026, 12, 31))
    by_name = {each.village.name: each.report for each in year.villages if each.report}
    assert by_name["梨岭村"].unsigned_registers == 1
    assert by_name["青山村"].unsigned_registers == 1  # today's


def test_every_village_of_it_is_whole_and_is_marked_as_a_demo(
    first: Village, town: TownFolder
) -> None:
    marker = (first.folder / MARKER).read_bytes()
    assert (town.path / MARKER).read_bytes() == marker
    for path in villages_of(town):
        found = [fault for fault in doctor.examine(path, NOW).faults if fault.where != "."]
        assert found == []
        own = Village.open_reading(path).settings.uid_domain
        assert (path / MARKER).read_text() == f"2026-11-22 {own}\n"


def test_the_same_day_and_time_give_the_same_town(
    tmp_path: Path, first: Village, town: TownFolder
) -> None:
    shutil.copytree(first.folder, tmp_path / "qingshan")
    again = Village.open(tmp_path / "qingshan", first.actor, clock=Clock(NOW))
    other = make_town(town_of(again.folder), again)

    def contents(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {
            str(path.relative_to(folder)): path.read_bytes().replace(
                os.fsencode(folder.parent), b""
            )
            for path in files
            if path.name != ".holders"
        }

    assert contents(other.path) == contents(town.path)


def test_in_english_no_chinese_character_is_left(tmp_path: Path) -> None:
    village = make_demo(tmp_path / "v", clock=Clock(NOW), past=20, language="en")
    town = make_town(town_of(village.folder), village)
    assert town.read().name == "Huanghu Town"
    for path in town.path.rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode().replace(CLOSING, "")
            assert not re.search("[\u4e00-\u9fff]", text), path


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_is(
    tmp_path: Path, first: Village
) -> None:
    (tmp_path / "letter.txt").write_text("dear all")
    with pytest.raises(Refused, match="not empty"):
        make_town(tmp_path, first)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
