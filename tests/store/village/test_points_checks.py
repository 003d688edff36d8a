"""The doctor on points: reversals of what is not there, and accounts below 0, which it leaves."""

from __future__ import annotations

import json

import pytest

from support.points_story import hold, set_rules, settle_down
from yigong.store.points_records import Gift
from yigong.store.village.doctor import examine


@pytest.fixture
def spent(village, clock):
    settle_down(village, clock)
    set_rules(village)
    village.gifts.add(Gift(name="食用油", points=7))
    hold(village, "2026-11-25", 60, [4])
    village.points.redeem(4, 1)
    return village


def said(village):
    found = examine(village.folder, village.now()).findings
    return [f"{each.where}: {each.sentence}" for each in found if "points" in each.where]


def test_a_ledger_in_order_is_no_finding(spent):
    assert said(spent) == []


def test_an_account_below_0_is_said_and_stays_so(spent):
    occurrence = spent.events.occurrence_for("E0001@2026-11-25")
    spent.registers.settlement.reopen(occurrence, "写错")
    assert said(spent) == ["points: Accounts of points below 0: V0004 -7."]
    assert not examine(spent.folder, spent.now()).faults
    assert spent.points.balance(spent.points.account(4)) == -7


@pytest.mark.parametrize(
    "changes",
    [
        {"reverses": "F2026-0009"},
        {"reverses": ""},
        {"points": 6},
        {"kind": "award"},
    ],
)
def test_an_entry_that_reverses_what_is_not_there_is_found(spent, changes):
    spent.points.reverse("F2026-0001")
    path = spent.folder / "points/2026.json"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["_default"]["2"] |= changes
    path.write_text(json.dumps(book), encoding="utf-8")
    assert any("reverse what is not there" in line and "F2026-0002" in line for line in said(spent))
