"""Rules of several pages that no test file of a single page has."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import Event
from yigong.store.records import Squad, Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


async def test_a_namesake_is_shown_before_another_person_is_added(village, duty_day, enrol, clock):
    enrol("傅一帆")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "ctrl+n", "=傅一帆", "ctrl+s")
        assert "On the roster already: 傅一帆 V0001" in screen.status
        assert len(village.people.all()) == 1
        await screen.press("ctrl+s")
        assert screen.status == "✓ 08:50 傅一帆 V0002 is checked in"
    assert len(village.people.all()) == 2


async def test_enter_on_the_phone_saves_but_adds_no_namesake(village, duty_day, enrol, clock):
    enrol("傅一帆")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "ctrl+n", "=傅一帆", "enter", "=12000000009", "enter", "enter")
        assert "On the roster already: 傅一帆 V0001" in screen.status
        assert len(village.people.all()) == 1, "only ^S adds another one"
        await screen.press("shift+tab", "ctrl+u", "=王强", "enter", "enter")
        assert "王强 is checked in  V0002" in screen.status
    assert village.people.get(2).phone == "12000000009"


async def test_namesakes_are_distinguished_on_the_sign_up_page(village, duty_day, clock):
    village.people.add(Volunteer(name="张伟", phone="12000005678"))
    village.people.add(Volunteer(name="张伟", phone="12000000002"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "a", "=zw")
        rows = [line for line in screen.lines if "张伟" in line]
        assert "..5678" in rows[0] and "..0002" in rows[1]
        await screen.press("down", "enter")
        assert screen.status == "✓ 张伟 V0001 is signed up; 1 are expected"


async def test_an_archived_person_is_found_on_the_roster_and_nowhere_else(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter", "A")
        assert "is archived" in screen.status
        await screen.press("escape", "escape", "escape", "d", "=zxm")
        assert "Nobody is found by zxm" in screen.status
        await screen.press("escape", "escape", "p", "=zxm", "enter", "A")
        assert "张小明 is back" in screen.status
    assert not village.people.get(1).archived


async def test_whole_squads_are_signed_up_at_once_and_earlier_sign_ups_stay(village, enrol, clock):
    enrol("张小明", "李秀英", "单玉珍")
    menders = village.squads.add(Squad(name="修葺队", members=(1, 2)))
    cleaners = village.squads.add(Squad(name="清理队", members=(2, 3)))
    event = village.events.add(
        Event(
            title="义务日",
            start=datetime(2026, 11, 25, 8, 30),
            needs={menders.number: 2, cleaners.number: 2},
        )
    )
    occurrence = village.events.occurrence(event.number, event.start.date())
    village.registers.signup.sign_up(occurrence, 2, squad=cleaners.number)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "w", "y")
        assert "2 people are signed up" in screen.status
        await screen.press("u")
    entries = village.registers.read(occurrence.key).entries
    assert {n: e.squad for n, e in entries.items()} == {2: cleaners.number}


async def test_saving_an_event_unchanged_changes_nothing(village, clock):
    events = [
        Event(title="两天", start=datetime(2026, 11, 25, 8, 30), minutes=1590),
        Event(title="过夜", start=datetime(2026, 11, 25, 22, 0), minutes=240),
        Event(title="全天", start=datetime(2026, 11, 25), minutes=4320, all_day=True),
    ]
    for event in events:
        saved = village.events.add(event)
        async with opened(village.folder, clock=clock) as screen:
            await screen.app.push_screen(_form(saved))
            await screen.press("ctrl+s")
        assert village.events.get(saved.number) == saved


def _form(event):
    from yigong.tui.screens.calendar.event_form import EventForm

    return EventForm(event)


async def test_a_damaged_register_is_reported_and_the_program_goes_on(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    path = village.folder / "registers/2026" / f"{duty_day.key}.json"
    path.write_bytes(path.read_bytes()[:-40])
    async with opened(village.folder, clock=clock) as screen:
        assert "is damaged" in screen.status
        await screen.press("down", "up")
        assert "November 2026" in screen.lines[0]
        await screen.press("r")
        assert "1 register cannot be read and is not counted" in screen.status


@pytest.mark.parametrize("typed", ["99999999999999999999-1-1", "2026-02-30", "2500-1-1", "x"])
async def test_an_invalid_date_keeps_the_question_open(village, clock, typed):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("g", "ctrl+u", f"={typed}", "enter")
        assert "no date" in screen.status
        await screen.press("ctrl+u", "=2027-02-06", "enter")
        assert "February 2027" in screen.lines[0]


async def test_quitting_or_going_to_another_page_asks_before_typed_text_is_lost(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("n", "=丰收节", "ctrl+q")
        assert "Leave without saving?" in screen.text
        await screen.press("n")
        assert "丰收节" in screen.text
        screen.app.action_go("people")
        await screen.until("Leave without saving?")


async def test_a_folder_that_goes_missing_is_reported_and_not_made_again(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm")
        village.folder.rename(village.folder.with_name("gone"))
        await screen.press("enter")
        assert "✓" not in screen.status
        await screen.until(lambda: "is gone" in screen.status)
        assert not village.folder.exists()
        village.folder.with_name("gone").rename(village.folder)
        await screen.until(lambda: screen.status == "")  # cleared by the next poll
        await screen.until("张小明")
        await screen.press("enter")
        assert "张小明 is checked in" in screen.status


async def test_the_settings_name_an_invalid_field_and_keep_its_text(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("o", *["tab"] * 7, "ctrl+u", "=abc", "ctrl+s")
        assert "Most a day is a whole number" in screen.status
        assert "abc" in screen.text
        await screen.press("ctrl+u", "=480", "ctrl+s")
        assert "the settings are saved" in screen.status
    assert village.settings.hours.daily_cap == 480


async def test_the_summary_shows_the_numbers_opens_the_names_and_writes_the_table(
    village, duty_day, enrol, clock
):
    enrol("张小明", "李秀英")
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 2)
    village.registers.checkin.bring(duty_day, 2, adults=1, children=2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("r")
        assert "occ. 1   heads 5 vol 2 part 3   people 2 vol 2   service 0.0" in screen.text
        assert "1 register unsigned" in screen.text
        await screen.press("enter")
        assert "张小明" in screen.text and "李秀英" in screen.text
        await screen.press("escape", "c")
        await screen.until("written")
    [table] = (village.folder / "outbox").glob("*.csv")
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")


async def test_a_leader_is_chosen_from_the_members_on_the_squads_page(village, enrol, clock):
    enrol("张小明", "李秀英")
    village.squads.add(Squad(name="修葺队", members=(1, 2)))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "enter", "l")
        assert "leads 修葺队" in screen.status
        await screen.press("minus")
        assert "left 修葺队" in screen.status
        await screen.press("u")
    squad = village.squads.get(1)
    assert squad.leader is not None and set(squad.members) == {1, 2}


async def test_a_full_event_puts_the_next_person_on_the_waitlist(village, enrol, clock):
    enrol("张小明", "李秀英")
    event = village.events.add(Event(title="课堂", start=datetime(2026, 11, 25, 8, 30), capacity=1))
    occurrence = village.events.occurrence(event.number, event.start.date())
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "a", "=zxm", "enter")
        assert "张小明 is signed up; 1 are expected" in screen.status
        await screen.press("=lxy", "enter")
        assert "李秀英 is on the waitlist" in screen.status
        await screen.press("=zxm", "enter")
        assert "not signed up any more" in screen.status
    entries = village.registers.read(occurrence.key).entries
    assert list(entries) == [2] and not entries[2].waiting, "and so she moved up"


async def test_a_person_is_found_by_a_corrected_reading(village, enrol, clock):
    enrol("乐行")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "down", "enter", "e", "tab", "ctrl+u", "=luo heng", "ctrl+s")
        assert "is saved" in screen.status
        await screen.press("escape", "=luoheng")
        assert "乐行" in screen.text


async def test_every_page_fits_the_terminal_and_shows_its_keys(village, duty_day, enrol, clock):
    enrol("张小明" * 6, "Aleksandra Wiśniewska-Kowalczyk")
    village.squads.add(Squad(name="一支名字特别特别特别长的队伍", members=(1, 2)))
    village.registers.checkin.check_in(duty_day, 1)
    for size in ((60, 20), (80, 24), (120, 36)):
        async with opened(village.folder, clock=clock, size=size, lang="zh") as screen:
            for keys in (("d", "=z"), ("p",), ("s",), ("r",), ("y",), ("o",), ("enter",), ("n",)):
                await screen.press(*keys)
                assert len(screen.lines) == size[1]
                assert all(_cells(line) <= size[0] for line in screen.lines), screen.text
                assert "帮助" in screen.lines[-1] or "更多" in screen.lines[-1]
                await screen.press("escape", "escape")
                await screen.press("escape")


def _cells(line):
    from rich.cells import cell_len

    return cell_len(line)


async def test_another_organisers_sign_up_appears_on_the_event_page(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    other = Village.open(village.folder, Actor("王建国", ""), clock=clock)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter")
        other.registers.signup.sign_up(duty_day, 1)
        other.people.save(msgspec.structs.replace(other.people.get(1), name="张晓明"))
        await screen.until(lambda: "张晓明" in screen.text and "expected 1" in screen.text)


async def test_a_person_without_a_phone_or_a_squad_has_a_page(village, clock):
    village.people.add(Volunteer(name="Zoë"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zoe", "enter")
        assert "no phone" in screen.text and "in no squad" in screen.text
        assert "Never checked in yet" in screen.text


async def test_a_poll_while_the_program_ends_does_nothing(village, duty_day, enrol, clock):
    async with opened(village.folder, clock=clock) as screen:
        app = screen.app
        enrol("张小明")
    app.poll()


async def test_an_event_planned_by_a_colleague_appears_although_the_cursor_moved_meanwhile(
    village, clock
):
    other = Village.open(village.folder, Actor("王建国", ""), clock=clock)
    async with opened(village.folder, clock=clock) as screen:
        other.events.add(Event(title="丰收节", start=datetime(2026, 11, 27, 9, 0)))
        await screen.press("right", "left")
        await screen.until("丰收节")


async def test_a_book_damaged_before_the_months_are_prefetched_is_reported(village, clock):
    """The prefetch is a timer's callback, whose errors would end the program."""
    async with opened(village.folder, clock=clock) as screen:
        (village.folder / "events.json").write_text("not a book")
        screen.app.screen.set_timer(0.01, screen.app.screen._prefetch)
        await screen.until(lambda: "is damaged" in screen.status)
        assert screen.app.is_running


async def test_a_desk_with_a_damaged_register_reports_it_at_each_check_in(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    path = village.folder / "registers/2026" / f"{duty_day.key}.json"
    path.write_text("not a book")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm")
        assert "张小明" in screen.text
        await screen.press("enter")
        assert "is damaged" in screen.status
    assert path.read_text() == "not a book"
