"""认定 and 小结: hours are granted and revoked with a reason, a report is written."""

from __future__ import annotations

import msgspec

from support.screens import opened
from yigong.store.attendance_records import ServiceTime
from yigong.store.programme_records import Programme


async def test_hours_are_granted_and_revoked_with_a_reason(village, enrol, duty_day, clock):
    enrol("张小明", "李秀英")
    village.registers.signup.sign_up(duty_day, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "g")
        assert "李秀英" in screen.text and "张小明" not in screen.text
        await screen.press("=zxm", "enter", "=一天", "ctrl+s")
        assert "一天 is no length" in screen.status
        assert "write 90 (minutes) or 1.5 h" in screen.text, "the hint is not cut"
        await screen.press("ctrl+u", "=1.5h")
        assert "1.5 h" in screen.text
        await screen.press("tab", "ctrl+s")
        assert "The reason is empty." in screen.status
        await screen.press("=在家准备[/]横幅", "ctrl+s")
        assert "1.5 h are granted to 张小明" in screen.status
        assert "+1.5 在家准备[/]横幅" in screen.text
        await screen.press("down", "ctrl+r", "=记错了", "enter")
        assert "the 1.5 h granted to 张小明 are taken back" in screen.status
        assert 1 not in village.registers.read(duty_day.key).entries
        await screen.press("ctrl+z")
        assert "+1.5" in screen.text
        await screen.press("escape")
        assert "granted 1.5 h" in screen.text and "granted hours" in screen.text
    assert village.summary(None, None).total.service == ServiceTime(granted=90)


async def test_a_report_is_written_after_the_signature_too_and_shown_on_the_page(
    village, enrol, duty_day, clock
):
    enrol("张小明")
    event = village.events.get(duty_day.event.number)
    village.programmes.add(Programme(name="四季赋能"))
    village.events.save(msgspec.structs.replace(event, programme=1, travel=40))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter")
        assert "四季赋能  40 min of it on the way" in screen.text
        await screen.press("s")
        assert "nothing to report" in screen.status
        village.registers.checkin.check_in(duty_day, 1)
        clock.forward(hours=3)
        village.registers.settlement.close(duty_day)
        await screen.press("s", "=修好了[/]大门", "enter")
        assert "Report: 修好了[/]大门" in screen.text
        await screen.press("g")
        assert "signed already" in screen.status
    assert village.registers.read(duty_day.key).head.report == "修好了[/]大门"


async def test_programme_and_travel_time_are_planned_in_the_form_and_the_programme_is_offered(
    village, duty_day, clock
):
    village.programmes.add(Programme(name="四季赋能"))
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("n", "=月下读书")
        form = screen.app.screen
        form.focus_on(form.query_one("#field-programme"))
        await screen.press("space", "down", "enter")
        form.focus_on(form.query_one("#field-travel"))
        await screen.press("=1.5 h", "ctrl+s")
    new = village.events.get(2)
    assert (new.programme, new.travel) == (1, 90)


async def test_groups_tags_unit_and_travel_policy_are_settings(village, clock):
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("o")
        assert "minutes in all; 0: no limit" in screen.text
        form = screen.app.screen
        form.set_value("groups", "一组 二组，三组")
        form.set_value("tags", "党员 新村民")
        form.set_value("unit", "青山村志愿服务队")
        form.set_value("travel", True)
        await screen.press("ctrl+s")
        assert "the settings are saved" in screen.status
    settings = village.settings
    assert settings.groups == ("一组", "二组", "三组")
    assert (settings.tags, settings.unit) == (("党员", "新村民"), "青山村志愿服务队")
    assert settings.hours.travel


async def test_the_same_grant_twice_is_asked_about_and_far_too_many_hours_are(
    village, enrol, duty_day, clock
):
    enrol("张小明")
    village.registers.grants.grant(duty_day, 1, 60, "备料")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "g", "=zxm", "enter", "=60", "tab", "=备料", "ctrl+s")
        assert "Save it all the same?" in screen.text
        assert "张小明 V0001 was granted 60 min for that" in screen.text
        await screen.press("n", "up", "ctrl+u", "=15h", "ctrl+s")
        doubt = "That makes 960 min granted to 张小明 V0001, and the event lasts 180 min."
        assert doubt in " ".join(screen.text.split())
        await screen.press("y")
        assert "15.0 h are granted to 张小明" in screen.status
    grants = village.registers.read(duty_day.key).entries[1].grants
    assert [grant.minutes for grant in grants] == [60, 900]
