"""Duplicates and merging on the pages: pairs are listed, compared, merged, and undone at once."""

from __future__ import annotations

import msgspec
import pytest

from support.screens import opened
from yigong.store.records import Squad, Volunteer


@pytest.fixture
def twice(village, duty_day, clock):
    """Two records of 张小明, both checked in on the duty day; the occurrence is returned."""
    village.people.add(Volunteer(name="张小明", phone="12000000005", group="一组", tags=("党员",)))
    village.people.add(Volunteer(name="李秀英", phone="12000000006"))
    village.people.add(Volunteer(name="张晓明", phone="12000000005", gender="m", note="木工"))
    village.squads.add(Squad(name="修葺队", members=(1, 3)))
    village.squads.add(Squad(name="清理队", members=(3,), leader=3))
    for number in (1, 3):
        village.registers.checkin.check_in(duty_day, number)
        clock.forward(minutes=30)
    for number in (3, 1):
        village.registers.checkin.check_out(duty_day, number)
        clock.forward(minutes=5)
    return duty_day


async def test_a_duplicate_is_compared_and_merged_and_one_undo_restores_both_records(
    village, twice, clock
):
    before = village.people.all(), village.squads.all(), village.registers.read(twice.key).entries
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+d")
        assert "1 pair" in screen.lines[0] and "the same reading and phone" in screen.text
        await screen.press("enter")
        await screen.settled()
        assert "V0003 -> V0001" in screen.lines[0]
        assert "in 1 register" in screen.text and "squads: 修葺队 清理队" in screen.text
        assert "08:50-09:55" in screen.text and "09:20-09:50" in screen.text
        await screen.press("end")
        assert "村民义务日: becomes 08:50-09:55" in screen.text
        await screen.press("enter", "home", "right", "ctrl+s")
        assert "V0003 is 张晓明 V0001 now; u takes it back" in screen.status
        assert "0 pairs" in screen.lines[0]
        person = village.people.get(3)
        assert (person.number, person.name, person.gender) == (1, "张晓明", "m")
        assert list(village.registers.read(twice.key).entries) == [1]
        assert village.squads.get(2).leader == 1
        await screen.press("u")
        assert "undone: two records made one" in screen.status
        assert "1 pair" in screen.lines[0]
    after = village.people.all(), village.squads.all(), village.registers.read(twice.key).entries
    assert [_bare(book) for book in after] == [_bare(book) for book in before]


def _bare(book):
    """Records without their revisions, which an undo raises."""
    return {n: msgspec.structs.replace(record, rev=0) for n, record in book.items()}


async def test_from_a_persons_page_the_other_record_is_found_and_may_be_the_one_that_stays(
    village, twice, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=V0001", "enter", "m")
        assert "Who is the same person as 张小明?" in screen.text
        assert "张晓明" in screen.text and "李秀英" not in screen.text, (
            "likely duplicates come first"
        )
        await screen.press("=V0001", "enter")
        assert "the same record" in screen.status
        await screen.press("escape", "=V0003", "enter")
        await screen.settled()
        assert "V0003 -> V0001" in screen.lines[0]
        await screen.press("enter", "enter")
        assert village.people.get(3).number == 3, "Enter may arrive twice, and merges nobody"
        await screen.press("x")
        await screen.settled()
        assert "V0001 -> V0003" in screen.lines[0]
        await screen.press("ctrl+s")
        assert "V0001 is" in screen.status
        assert "V0003" in screen.lines[0], "the page shows the record that stayed"
        await screen.press("u")
        await screen.settled()
        assert "undone" in screen.status
    assert village.people.get(1).number == 1


async def test_a_pair_is_marked_as_two_people_listed_on_demand_and_unmarked_by_an_undo(
    village, twice, clock
):
    village.people.add(Volunteer(name="李秀英", phone="12000000006"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+d")
        assert "2 pairs" in screen.lines[0] and "d  Two people" in screen.lines[-1]
        await screen.press("d")
        assert screen.status == "✓ 张小明 V0001 and 张晓明 V0003 are two people; u takes it back"
        assert "1 pair" in screen.lines[0] and "张晓明" not in screen.text.replace(
            screen.status, ""
        )
        assert village.people.get(1).apart == (3,)
        await screen.press("h")
        assert "1 pair  told apart 1" in screen.lines[0]
        assert "told apart: two people" in screen.text
        await screen.press("end", "d")
        assert "may be one person again" in screen.status and "2 pairs" in screen.lines[0]
        await screen.press("u", "u")
        assert "undone: told apart: two people" in screen.status
        assert "2 pairs" in screen.lines[0]


async def test_a_pair_that_somebody_else_merged_meanwhile_is_not_merged_again(
    village, twice, colleague, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+d", "enter")
        await screen.settled()
        colleague().merge(1, 3)
        await screen.press("ctrl+s")
        assert screen.status.startswith("!") and "merged already" in screen.status


async def test_a_record_that_was_changed_meanwhile_is_shown_before_it_is_merged(
    village, twice, colleague, clock, monkeypatch
):
    monkeypatch.setattr("yigong.tui.app.POLL", 3600)  # ^S comes before the next poll
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+d", "enter")
        await screen.settled()
        other = colleague()
        other.people.save(msgspec.structs.replace(other.people.get(1), note="电工"))
        await screen.press("ctrl+s")
        assert "changed this in the meantime" in screen.status
        screen.app.poll()
        await screen.settled()
        await screen.press("ctrl+s")
        assert "is 张小明 V0001 now" in screen.status
    assert "电工" in village.people.get(1).note


async def test_whose_people_came_along_is_chosen_on_the_row_of_the_register(village, twice, clock):
    for number, adults, children in ((1, 2, 1), (3, 1, 0)):
        village.registers.checkin.bring(twice, number, adults=adults, children=children)
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("p", "ctrl+d", "enter")
        await screen.settled()
        assert "1 register: people came with both; choose on its row" in screen.text
        row = next(line for line in screen.lines if "2026-11-25" in line)
        assert "+ 2 adults, 1 child" in row and "+ 1 adult" in row and "✓" not in row
        await screen.press("ctrl+s")
        assert screen.status.startswith("! 村民义务日 2026-11-25: people came with both of them")
        await screen.press("right")  # the cursor is on that row by now
        await screen.settled()
        assert "✓" in next(line for line in screen.lines if "2026-11-25" in line)
        assert "becomes 08:50-09:55 V + 1 adult" in screen.text
        await screen.press("space")
        await screen.settled()
        assert "becomes 08:50-09:55 V + 3 adults, 1 child" in screen.text
        await screen.press("ctrl+s")
        assert "V0003 is" in screen.status
    assert village.registers.read(twice.key).entries[1].party == 5


async def test_a_wide_page_shows_both_people_and_who_they_become(village, twice, clock):
    async with opened(village.folder, clock=clock, size=(200, 50)) as screen:
        await screen.press("p", "ctrl+d", "enter")
        await screen.settled()
        assert "After the merge" in screen.text
        cards = next(line for line in screen.lines if line.count("occ. 1 ") == 2)
        assert cards, "beside one another"
        side = "\n".join(line[140:] for line in screen.lines)
        assert "木工" in side, "the note of the one that has one"
        await screen.press("x")
        await screen.settled()
        assert "V0003" in "\n".join(line[140:] for line in screen.lines)
