"""A story: a duty day on the screens, and what may happen on it."""

from __future__ import annotations

import msgspec

from support.clock import MORNING, Clock
from support.screens import opened
from yigong.store.records import Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


async def test_a_duty_day_from_an_empty_folder_to_the_signed_register(tmp_path):
    folder, clock = tmp_path / "qingshan", Clock(MORNING)
    async with opened(folder, clock=clock) as screen:
        assert "no village in this folder" in screen.text
        await screen.press("=青山村", "tab", "=李芳", "ctrl+s")
        await screen.until(lambda: "青山村" in screen.lines[0])
        assert "November 2026" in screen.lines[0]
        assert "李芳" in screen.lines[0]

        # A squad.
        await screen.press("s", "n", "=修葺队", "tab", "=修老屋", "ctrl+s")
        assert "修葺队 is saved" in screen.status

        # Two new people, who join the squad.
        await screen.press("a")
        for name in ("张小明", "单玉珍"):
            await screen.press("ctrl+n", f"={name}", "ctrl+s")
            assert f"{name} joined 修葺队" in screen.status
        await screen.press("escape", "escape")

        # The duty day, monthly on the 25th, eight people of the squad needed.
        await screen.press("n", "=村民义务日", "tab", "tab", "tab", "tab", "tab")
        await screen.press("right", "right", "right", "right")
        assert "on day 25 of each month" in screen.text
        assert "25 Dec" in screen.text, "the next dates are shown before saving"
        await screen.press("tab", "tab", "=文化礼堂", "tab", "=李芳", "tab", "tab", "tab", "=8")
        await screen.press("ctrl+s")
        assert "村民义务日 is on the calendar" in screen.status
        assert "08:30-11:00" in screen.text

        # Sign-ups of the whole squad, then the desk.
        await screen.press("enter")
        assert "修葺队 signed 0/8" in screen.text
        await screen.press("w", "y")
        assert "修葺队 signed 2/8" in screen.text
        await screen.press("d", "=zxm")
        assert "张小明" in screen.text
        await screen.press("enter")
        assert "08:50 张小明 is checked in" in screen.status
        await screen.press("=syz", "enter")
        assert "单玉珍 is checked in" in screen.status
        await screen.press("=zxm", "enter")
        assert "张小明 is checked in already, just now" in screen.status
        clock.forward(minutes=70)
        await screen.press("=zxm", "enter")
        assert "is here since 08:50. Enter checks out" in screen.status
        await screen.press("enter")
        assert "Enter checks out" in screen.status, "a bounced Enter is no answer"
        await screen.debounced()
        await screen.press("enter")
        assert "10:00 张小明 is checked out" in screen.status

        # 收尾 at noon: open stints end at the planned end.
        clock.forward(minutes=120)
        await screen.press("escape", "x")
        assert "still here 1" in screen.text and "11:00" in screen.text
        await screen.press("y")
        assert "signed and closed" in screen.status
        assert "signed by 李芳" in screen.text

        # The calendar file, then the numbers of the year.
        await screen.press("i", "i")
        await screen.until("written")
        await screen.press("escape", "escape", "escape", "r")
        assert "occ. 1   heads 2 vol 2 part 0   people 2 vol 2" in screen.text
        assert "service 3.3" in screen.text, "70 min and 130 min"
    [file] = (folder / "outbox").glob("*.ics")
    assert b"RRULE:FREQ=MONTHLY;BYMONTHDAY=25" in file.read_bytes()
    register = Village.open(folder).registers.read("E0001@2026-11-25")
    assert register.closed and len(register.present) == 2


async def test_another_desks_check_ins_appear_without_a_key(village, duty_day, enrol, clock):
    _mine, theirs = enrol("张小明", "李秀英")
    other = Village.open(village.folder, Actor("王建国", "西门"), clock=clock)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        assert "李秀英" not in screen.text
        other.registers.checkin.check_in(duty_day, theirs.number)
        await screen.until("李秀英")
        assert "西门 王建国" in screen.text
        await screen.press("=lxy", "enter")
        assert "is here since 08:50, at 西门 by 王建国" in screen.status


async def test_several_matches_need_a_choice_before_enter_acts(village, duty_day, enrol, clock):
    enrol("张小明", "张晓梅")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "enter")
        assert "2 people: choose with the arrows" in screen.status
        assert not village.registers.read(duty_day.key).entries
        await screen.press("down", "down", "enter")
        assert "is checked in" in screen.status
        assert len(village.registers.read(duty_day.key).entries) == 1


async def test_undo_at_the_desk_undoes_one_change_after_the_other(village, duty_day, enrol, clock):
    enrol("张小明", "李秀英")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "enter", "=lxy", "enter", "ctrl+z")
        assert "undone: check-in: 李秀英" in screen.status
        await screen.press("ctrl+z")
        assert "undone: check-in: 张小明" in screen.status
        await screen.press("ctrl+z")
        assert "nothing of yours to undo" in screen.status
    assert not village.registers.read(duty_day.key).entries


async def test_a_new_person_is_added_and_checked_in_at_the_desk(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=xinren")
        assert "Nobody is found by xinren" in screen.status
        await screen.press("ctrl+n", "ctrl+s")
        assert "xinren is checked in" in screen.status
        assert "V0001" in screen.status, "the code is shown, for a badge"
        await screen.press("ctrl+b", "=1 2", "enter")
        assert "3 people along" in screen.status
        assert "vol 1   part 3" in screen.text
    [entry] = village.registers.read(duty_day.key).entries.values()
    assert (entry.adults, entry.children) == (1, 2)


async def test_a_stale_form_shows_the_other_version_and_overwrites_nothing(village, enrol, clock):
    [person] = enrol("张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "down", "enter", "e", "tab", "tab", "=12000000001")
        village.people.save(msgspec.structs.replace(person, group="三组"))
        await screen.press("ctrl+s")
        assert "changed this in the meantime" in screen.status
        assert "theirs: 三组" in screen.text
        assert village.people.get(1).phone == ""
        form = screen.app.screen
        form.focus_on(form.query_one("#field-group"))
        await screen.press("=三组", "ctrl+s")
        assert "is saved" in screen.status
    now = village.people.get(1)
    assert (now.phone, now.group) == ("12000000001", "三组")


async def test_escape_asks_before_it_discards_typed_text(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("n", "=丰收节", "escape")
        assert "Leave without saving?" in screen.text
        await screen.press("escape")
        assert "丰收节" in screen.text
        await screen.press("escape", "y")
        assert "November 2026" in screen.lines[0]


async def test_one_occurrence_is_moved_and_another_called_off(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "right_square_bracket", "m", "ctrl+u", "=12-27 9:00", "enter")
        assert "moved to Sun 27 Dec 09:00" in screen.status
        assert "moved from Fri 25 Dec" in screen.text
        await screen.press("right_square_bracket", "c", "=下雪", "enter")
        assert "called off" in screen.status
        assert "cancelled 下雪" in screen.text
        await screen.press("c")
        assert "takes place again" in screen.status


async def test_a_reader_is_refused_before_typing(village, duty_day, clock, monkeypatch):
    monkeypatch.setattr(Village, "writable", property(lambda self: False))
    async with opened(village.folder, clock=clock) as screen:
        assert "read only" in screen.lines[0]
        await screen.press("n")
        assert "You may look but not change" in screen.status


async def test_a_damaged_book_is_reported_and_other_pages_work(village, duty_day, enrol, clock):
    enrol("张小明")
    (village.folder / "squads.json").write_text("not a book")
    async with opened(village.folder, clock=clock) as screen:
        assert "村民义务日" in screen.text
        await screen.press("s")
        assert "squads.json is damaged" in screen.status
        await screen.press("escape")
        assert "November 2026" in screen.lines[0]
    assert (village.folder / "squads.json").read_text() == "not a book"


async def test_names_that_look_like_markup_or_commands_are_shown_as_text(village, duty_day, clock):
    name = "[/义工] [@click=app.quit]x[/]"
    village.people.add(Volunteer(name=name))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p")
        assert "[/义工] [@click=app.q" in screen.text
        await screen.press("down", "enter")
        assert name in screen.lines[0]
        await screen.press("escape", "escape", "d", "=V1", "enter")
        assert f"{name} is checked in" in screen.status


async def test_calendar_and_desk_fit_80x24_in_chinese(village, duty_day, enrol, clock):
    enrol("张小明")
    async with opened(village.folder, clock=clock, lang="zh") as screen:
        assert "周一" in screen.text and "十七" in screen.text
        assert "村民义务日" in screen.text
        await screen.press("d", "=zxm", "enter")
        assert "张小明 签到" in screen.status
        assert all(len(line) <= 80 for line in screen.lines)


async def test_the_latest_check_in_is_listed_first_however_many_there_are(
    village, duty_day, enrol, clock
):
    enrol(*(f"村民{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子丑"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        for number in range(1, 13):
            clock.forward(minutes=1)
            await screen.press(f"=V{number}", "enter")
            name = village.people.get(number).name
            latest = screen.lines[screen.lines.index(" Just now") + 1]
            assert f"{clock.now:%H:%M}" in latest and name in latest


async def test_a_check_in_that_another_desk_made_first_is_shown_as_that_desks(
    village, duty_day, enrol, clock
):
    """The refusal reads the register, but the page is not reloaded by that."""
    enrol("张小明")
    other = Village.open(village.folder, Actor("王建国", "西门"), clock=clock)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm")
        other.registers.checkin.check_in(duty_day, 1)
        await screen.press("enter")
        assert "at 西门 by 王建国" in screen.status
        await screen.until("came 1")
        latest = screen.lines[screen.lines.index(" Just now") + 1]
        assert "张小明" in latest and "西门 王建国" in latest
