"""The tabs of a page's sections: the open one is in sight, however many there are."""

from __future__ import annotations

import pytest
from textual.app import App

from yigong.tui.widgets.section_tabs import SectionTabs

NAMES = ["month", "event", "squad", "person", "charts"]


class _Tabs(App):
    def compose(self):
        yield SectionTabs()


@pytest.mark.parametrize("width", [14, 24, 42, 80])
@pytest.mark.parametrize("open_", range(len(NAMES)))
async def test_the_open_section_is_seen_whole_and_arrows_say_that_there_are_others(width, open_):
    app = _Tabs()
    async with app.run_test(size=(width, 2)) as pilot:
        app.query_one(SectionTabs).show(NAMES, open_)
        await pilot.pause()
        line = app.screen._compositor.render_strips()[0].text.rstrip()
    assert f"[{NAMES[open_]}]" in line
    assert line.startswith("<") is (NAMES[0] not in line)
    assert line.endswith(">") is (NAMES[-1] not in line)
    assert all(name in line for name in NAMES) is (width >= 42)
