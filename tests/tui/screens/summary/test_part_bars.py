"""The bars of squads and kinds: which there are, and how many lines they take."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest
from textual.app import App

from yigong.store.event_records import Event
from yigong.store.settings_records import KindSpec
from yigong.tui.screens.summary.part_bars import BarGroup, PartBar, PartBars, bar_groups
from yigong.tui.themes import add_themes

CLINIC = KindSpec(name="义诊", colour="magenta")


@pytest.fixture
def summaries(village, enrol, clock):
    """A clinic of each year, with two people in 2025 and three in 2026, and a class in 2025."""
    enrol(3)
    village.save_settings(msgspec.structs.replace(village.settings, kinds=(CLINIC,)))
    for title, kind, year, count in (
        ("义诊", "义诊", 2025, 2),
        ("义诊", "义诊", 2026, 3),
        ("编织课", "class", 2025, 1),
    ):
        event = village.events.add(Event(title=title, kind=kind, start=datetime(year, 11, 20, 9)))
        occurrence = village.events.occurrence(event.number, date(year, 11, 20))
        clock.now = occurrence.start
        for number in range(1, count + 1):
            village.registers.checkin.check_in(occurrence, number)
    return [village.summary(date(year, 1, 1), date(year, 12, 31)) for year in (2026, 2025)]


def test_a_kind_has_its_colour_and_what_was_only_a_year_before_is_last(summaries):
    now, before = summaries
    squads, kinds = bar_groups(now, before, {}, [CLINIC])
    assert [(bar.name, bar.heads, bar.before) for bar in squads.bars] == [("no squad", 3, 3)]
    assert [(bar.name, bar.colour, bar.heads, bar.before) for bar in kinds.bars] == [
        ("义诊", "magenta", 3, 2),
        ("Class", "blue", 0, 1),
    ]
    assert kinds.year_before == "2025"


def test_without_a_year_before_there_is_no_number_of_it(summaries):
    now, _before = summaries
    groups = bar_groups(now, None, {}, [])
    assert {bar.before for group in groups for bar in group.bars} == {None}
    assert not groups[0].year_before


def test_a_summary_of_nobody_has_no_bars(village):
    assert bar_groups(village.summary(None, None), None, {}, []) == []


GROUPS = [
    BarGroup("Squads", [PartBar(f"squad {n}", "green", n, None) for n in (3, 2, 1)]),
    BarGroup("Kinds", [PartBar("class", "blue", 6, None)]),
]


@pytest.mark.parametrize(
    ("size", "lines"),
    [
        ((80, 4), ["Squads", "squad 3", "squad 2", "squad 1"]),
        ((80, 8), ["Squads", "squad 3", "", "squad 2", "", "squad 1"]),
        ((80, 3), ["Squads", "squad 3", "2 more"]),
        ((40, 7), ["Squads", "squad 3", "squad 2", "squad 1", "", "Kinds", "class"]),
    ],
)
async def test_groups_stand_beside_each_other_where_there_is_room_and_bars_apart(size, lines):
    class Bars(App):
        CSS = "PartBars { margin: 0; height: 1fr; }"

        def __init__(self):
            super().__init__()
            add_themes(self)

        def compose(self):
            yield PartBars()

    app = Bars()
    async with app.run_test(size=size) as pilot:
        app.query_one(PartBars).show(GROUPS)
        await pilot.pause()
        shown = [strip.text for strip in app.screen._compositor.render_strips()]
    assert [line[:7].strip() for line in shown[: len(lines)]] == lines
    assert any("Kinds" in line for line in shown[: size[1]])
