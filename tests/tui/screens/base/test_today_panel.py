"""The column beside a page that has none of its own."""

from __future__ import annotations

import msgspec

from support.screens import opened
from yigong.store.records import Squad
from yigong.tui.screens.base.today_panel import TodayPanel

WIDE = (120, 36)


async def test_beside_a_page_stand_today_its_squads_and_what_is_next(
    village, enrol, duty_day, clock
):
    squad = village.squads.add(Squad(name="修葺队"))
    event = village.events.get(duty_day.event.number)
    village.events.save(msgspec.structs.replace(event, needs={squad.number: 2}))
    occurrence = village.events.occurrence_for(duty_day.key)
    enrol("张小明")
    village.registers.signup.sign_up(occurrence, 1, squad=squad.number)
    async with opened(village.folder, clock=clock, size=WIDE) as screen:
        await screen.settled()
        side = "\n".join(line[80:] for line in screen.lines)
        assert "村民义务日" in side and "文化礼堂" in side
        assert "修葺队" in side and "1/2" in side
        assert "25 Dec" in side and "Past year" in side


async def test_what_a_colleague_writes_is_shown_though_the_page_does_not_show_it(
    village, enrol, colleague, duty_day, clock
):
    enrol("张小明")
    async with opened(village.folder, clock=clock, size=WIDE) as screen:
        await screen.press("o")
        await screen.settled()
        panel = screen.app.screen.query_one(TodayPanel)
        theirs = colleague()
        theirs.registers.checkin.check_in(theirs.events.occurrence_for(duty_day.key), 1)
        panel._look()
        await screen.until(lambda: "no squad" in screen.text)


async def test_the_next_page_begins_with_what_the_last_one_showed(
    village, duty_day, clock, monkeypatch
):
    async with opened(village.folder, clock=clock, size=WIDE) as screen:
        await screen.settled()
        monkeypatch.setattr(TodayPanel, "_read", lambda panel: None)
        await screen.press("o")
        assert "25 Dec" in screen.text


async def test_a_popup_and_a_narrow_page_have_no_column(village, clock):
    async with opened(village.folder, clock=clock, size=WIDE) as screen:
        await screen.press("f")
        assert not screen.app.screen.query(TodayPanel)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o")
        assert not screen.app.screen.query(TodayPanel)


async def test_a_register_that_cannot_be_read_leaves_the_rest_of_the_column(
    village, duty_day, clock
):
    path = village.root / "registers" / "2026" / f"{duty_day.key}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{", encoding="utf-8")
    async with opened(village.folder, clock=clock, size=WIDE) as screen:
        await screen.press("o")
        await screen.settled()
        assert "村民义务日" in screen.text and "Past year" in screen.text
