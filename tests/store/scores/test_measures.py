"""What indicators count of whom, and that what stands behind a cell adds up to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec import structs

from support.scored_village import BEGIN, QUARTER, done_request, hold_quarter, put_requests
from yigong.store.records import Squad, Volunteer
from yigong.store.score_records import SCORE_MEASURES, SCORE_SUBJECTS, Indicator, ScoreRules


@pytest.fixture
def quarter(village, clock):
    """The quarter of `hold_quarter`."""
    return hold_quarter(village, clock)


def cells(row):
    return [(cell.marks, cell.value, cell.of) for cell in row.cells]


def test_the_village_of_the_quarter_has_84_marks_four_stars_and_is_yellow(quarter):
    row = quarter.scorecards.village_row(*QUARTER)
    assert cells(row) == [(16, 10, 12), (20, 210, 200), (10, 9, 10), (20, 6, 6), (18, 180, 200)]
    assert (row.marks, row.full, row.stars, row.colour) == (84, 100, 4, "yellow")
    assert (row.name, row.late, row.overdue) == ("青山村", 1, 0)


def test_without_a_request_there_is_no_star_unless_the_village_says_what_then(village, clock):
    hold_quarter(village, clock, requests=False)
    row = village.scorecards.village_row(*QUARTER)
    assert cells(row)[3] == (None, 0, 0)
    assert (row.marks, row.full, row.stars) == (64, 80, None)
    settings = village.settings
    rules = structs.replace(settings.score, uncounted="zero")
    village.save_settings(structs.replace(settings, score=rules))
    row = village.scorecards.village_row(*QUARTER)
    assert (row.marks, row.full, row.stars) == (64, 100, 2)


ALL = ScoreRules(indicators=tuple(Indicator(name=m, measure=m, target=7) for m in SCORE_MEASURES))


@pytest.mark.parametrize("of", SCORE_SUBJECTS)
def test_what_stands_behind_every_cell_adds_up_to_it(quarter, of):
    scores = quarter.scorecards.scores(*QUARTER, of, rules=ALL)
    assert scores.rows
    for row in scores.rows:
        own = scores.of(row.key)
        for indicator, cell in zip(ALL.indicators, row.cells, strict=True):
            behind = own.behind(indicator.measure)
            amount = sum(figure.amount for figure in behind)
            if indicator.measure == "service_hours":
                amount //= 60
            assert amount == cell.value, (row.name, indicator.measure)
            if cell.of != 7:
                assert sum(figure.whole for figure in behind) == cell.of
        late = [each for each in own.behind_colour() if each.kind == "register"]
        assert len(late) == row.late


@pytest.mark.parametrize("of", ["squads", "hosts", "groups"])
def test_rows_have_the_numbers_of_the_summary(quarter, of):
    scores = quarter.scorecards.scores(*QUARTER, of, rules=ALL)
    tallies = {row.key: row.tally for row in quarter.summary(*QUARTER).rows(of)}
    for row in scores.rows:
        tally = tallies.get(row.key)
        occurrences, volunteers, participants, hours = (cell.value for cell in row.cells[:4])
        if tally is None:
            assert (occurrences, volunteers, participants, hours) == (0, 0, 0, 0)
            continue
        assert (occurrences, volunteers) == (tally.occurrences, tally.heads.volunteers)
        assert participants == tally.heads.participants
        assert hours == tally.service.total // 60


def test_who_has_a_row_is_who_is_not_archived_or_has_something(quarter):
    quarter.squads.add(Squad(name="手工编织队"))
    quarter.squads.archive(quarter.squads.add(Squad(name="旧队")).number)
    quarter.people.add(Volunteer(name="张小明", group="十组"))

    def names(of):
        return [row.name for row in quarter.scorecards.scores(*QUARTER, of).rows]

    assert names("squads") == ["修葺队", "党群服务中心", "手工编织队"]
    assert names("hosts") == ["党群服务中心"]
    assert names("groups") == ["一组", "二组", "十组"]
    assert names("village") == ["青山村"]
    quarter.squads.archive(1)
    assert names("squads")[0] == "修葺队"


def test_requests_are_those_that_a_squad_holds_a_host_is_for_or_a_group_lives_with(quarter):
    def done(of, key):
        scores = quarter.scorecards.scores(*QUARTER, of, rules=ALL)
        return scores.of(key).counted("requests_done")

    assert done("squads", "1") == (6, 6) and done("hosts", "2") == (0, 0)
    assert done("groups", "一组") == (6, 6) and done("groups", "二组") == (0, 0)
    put_requests(
        quarter,
        done_request(7, squad=2, holding_squad=0, group="二组"),
        done_request(8, squad=1, holding_squad=0, who=0, group=""),
    )
    assert done("squads", "1") == (6, 6) and done("hosts", "2") == (1, 1)
    assert done("groups", "一组") == (6, 6) and done("groups", "二组") == (1, 1)
    assert quarter.scorecards.scores(*QUARTER, "village", rules=ALL).of("").counted(
        "requests_done"
    ) == (8, 8)


def test_an_open_request_from_before_the_period_still_colours(quarter):
    put_requests(
        quarter,
        done_request(0, at=BEGIN - timedelta(days=60), state="doing", rounds=()),
    )
    row = quarter.scorecards.village_row(*QUARTER)
    assert row.colour == "red" and row.overdue > 30
    assert cells(row)[3] == (20, 6, 6)
    scores = quarter.scorecards.scores(*QUARTER, "village")
    assert [each.key for each in scores.of("").behind_colour()][1] == "Q0007"


def test_what_was_planned_and_had_no_register_is_no_occurrence(quarter):
    assert quarter.scorecards.village_row(date(2026, 12, 1), date(2026, 12, 31)).cells[0].value == 0


def test_a_squad_met_whom_its_members_met_of_all_households(quarter):
    scores = quarter.scorecards.scores(*QUARTER, "squads")
    assert scores.of("1").counted("households_met") == (180, 200)
    assert scores.of("2").counted("households_met") == (0, 200)
    groups = quarter.scorecards.scores(*QUARTER, "groups")
    assert groups.of("一组").counted("households_met") == (100, 100)
    assert groups.of("二组").counted("households_met") == (80, 100)
