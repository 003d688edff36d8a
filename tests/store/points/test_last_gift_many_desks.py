"""Eight desks give away the last gift at the same moment: one does, the others are told."""

from __future__ import annotations

from support.points_story import settle_down
from yigong.store.points_records import Gift


def _race(start, village, people):
    desks = [
        start("redeems_the_last.py", village.folder, f"desk{n}", person)
        for n, person in enumerate(people)
    ]
    assert [desk.stdout.readline() for desk in desks] == ["ready\n"] * len(desks)
    for desk in desks:
        desk.stdin.write("\n")
        desk.stdin.flush()
    return [desk.communicate(timeout=120)[0].strip() for desk in desks]


def test_the_last_one_is_redeemed_once(village, clock, start):
    settle_down(village, clock)
    village.points.award([1, 4], 100, "送饭")
    oil = village.gifts.add(Gift(name="食用油", points=15, stock=1))
    said = _race(start, village, [1, 4] * 4)
    assert sum(text.startswith("redeemed") for text in said) == 1
    assert sum("no 食用油 left" in text or "没有 食用油" in text for text in said) == 7
    assert village.gifts.left(oil) == 0


def test_a_household_spends_its_points_once(village, clock, start):
    settle_down(village, clock)
    village.points.award([1], 20, "送饭")
    village.gifts.add(Gift(name="食用油", points=15))
    said = _race(start, village, [1, 2] * 4)
    assert sum(text.startswith("redeemed") for text in said) == 1
    assert village.points.balance(village.points.account(1)) == 5
