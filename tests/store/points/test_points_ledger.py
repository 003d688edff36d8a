"""Points: earned by signed registers alone, awarded, redeemed, cleared, reversed."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.clock import SHANGHAI
from support.points_story import correct, hold, set_rules, settle_down
from yigong.store.errors import Refused
from yigong.store.points_records import Gift, PointsRule
from yigong.store.records import Volunteer


@pytest.fixture
def points(village, clock):
    settle_down(village, clock)
    set_rules(village)
    return village.points


def balance(village, person=1):
    return village.points.balance(village.points.account(person))


def test_acceptance_e(village, points):
    duty_day = hold(village, "2026-11-25", 185)
    hold(village, "2026-12-01", 120, kind="class", role="participant")
    hold(village, "2026-12-02", 480, kind="other", role="paid")
    assert balance(village) == 6 + 5
    points.award([1], 10, "台风夜送饭")
    assert balance(village) == 21
    oil = village.gifts.add(Gift(name="食用油", points=15, stock=8))
    points.redeem(1, oil.number)
    assert (balance(village), village.gifts.left(oil)) == (6, 7)
    correct(village, duty_day, 1, 120)
    assert balance(village) == 10 - 15  # an open register gives nothing
    village.registers.settlement.close(duty_day)
    assert balance(village) == 4 + 5 + 10 - 15 == 4
    rice = village.gifts.add(Gift(name="大米", points=25))
    with pytest.raises(Refused, match="Points missing: 21"):
        points.redeem(1, rice.number)
    old = village.settings.points[0]
    village.save_points_rule(old, msgspec.structs.replace(old, points=2))
    assert balance(village) == 4
    village.undo("points")
    assert (balance(village), village.gifts.left(oil)) == (19, 8)


def test_a_register_keeps_the_rules_it_was_first_signed_with(village, points):
    duty_day = hold(village, "2026-11-25", 90)
    old = village.settings.points[0]
    village.save_points_rule(old, msgspec.structs.replace(old, points=100))
    correct(village, duty_day, 1, 60)
    village.registers.settlement.close(duty_day)
    assert balance(village) == 2 + 5


def test_a_register_signed_before_there_were_points_earns_nothing_even_signed_again(village, clock):
    settle_down(village, clock)
    duty_day = hold(village, "2026-11-25", 185)
    set_rules(village)
    assert balance(village) == 0
    correct(village, duty_day, 1, 120)
    village.registers.settlement.close(duty_day)
    assert balance(village) == 0


def test_a_rule_of_a_kind_or_programme_gives_nothing_elsewhere(village, points):
    hold(village, "2026-11-26", 120, kind="class", role="volunteer")
    assert balance(village) == 4


def test_who_is_paid_earns_nothing_whatever_was_frozen(village, points):
    from yigong.store.attendance.counts_cache import ROLE_CODES, RegisterCounts, attendance_columns
    from yigong.store.points.earnings import uncapped_earnings

    duty_day = hold(village, "2026-11-25", 60)
    head = village.registers.read(duty_day.key).head
    rules = tuple(
        PointsRule(name=per, per=per, unit=1, points=1, roles=("paid", "volunteer", "learner"))
        for per in ("minutes", "attendance")
    )
    head = msgspec.structs.replace(head, points=rules)
    row = (1, 0, ROLE_CODES["paid"], 0, 5, 5, 5, 5, 480, 0)
    counted = RegisterCounts(duty_day.key, head, attendance_columns([row]))
    assert uncapped_earnings(counted) == {}


def test_a_rule_gives_a_day_at_most_what_it_says_in_the_order_of_registers(village, clock):
    settle_down(village, clock)
    set_rules(village, [PointsRule(name="服务", unit=30, points=1, day_most=5)])
    hold(village, "2026-11-25", 120)
    hold(village, "2026-11-25", 90, kind="other", role="volunteer")
    hold(village, "2026-11-26", 120)
    given = [(each.key[-10:], each.points) for each in village.points.earned(people=[1])]
    assert given == [("2026-11-25", 4), ("2026-11-25", 1), ("2026-11-26", 4)]


def test_a_learner_earns_by_learning_and_who_takes_part_by_being_there(village, clock):
    settle_down(village, clock)
    set_rules(
        village,
        [
            PointsRule(name="学", unit=60, points=2, roles=("learner",)),
            PointsRule(name="来", per="attendance", points=1, roles=("participant", "guest")),
        ],
    )
    hold(village, "2026-12-01", 120, [1], kind="class", role="learner")
    hold(village, "2026-12-02", 120, [2], kind="class", role="participant")
    sums = village.points.sums()
    assert (sums[1].earned, sums[2].earned) == (4, 1)


def test_granted_minutes_earn_as_they_are_service(village, points):
    duty_day = hold(village, "2026-11-25", 60, sign=False)
    village.registers.grants.grant(duty_day, 2, 90, "在家做灯笼")
    village.registers.settlement.close(duty_day)
    assert village.points.sums()[2].earned == 3  # who was not there, did not attend


def test_two_people_merged_have_both_balances_once(village, points):
    hold(village, "2026-11-25", 60, [1, 4])
    points.award([4], 10, "送饭")
    village.merge(1, 4)
    assert village.points.account(4) == village.points.account(1)
    assert balance(village, 4) == (2 + 5) + 10  # both were at the same occurrence: that is once
    village.undo()
    assert (balance(village, 1), balance(village, 4)) == (7, 17)


def test_an_erased_person_keeps_the_number_and_the_sums_stay(village, points):
    hold(village, "2026-11-25", 60, [4])
    points.award([4], 10, "王建国送饭")
    before = sum(found.balance for found in village.points.sums().values())
    report = village.erase(4)
    assert any("F2026-0001" in each.where for each in report.mentions), report.mentions
    assert sum(found.balance for found in village.points.sums().values()) == before
    with pytest.raises(Refused, match="forgotten"):
        points.award([4], 1, "送饭")


def test_an_adult_spends_what_the_household_has_and_the_sum_is_what_counts(village, points):
    points.award([2], 30, "巡逻")
    oil = village.gifts.add(Gift(name="食用油", points=15, stock=8))
    assert points.redeem(1, oil.number).points == -15
    assert balance(village, 3) == 15
    with pytest.raises(Refused, match="Points missing: 15"):
        points.redeem(1, oil.number, 2)


def test_somebody_under_18_spends_only_their_own(village, points):
    points.award([2], 30, "巡逻")
    points.award([3], 4, "读报")
    pencil = village.gifts.add(Gift(name="铅笔", points=2))
    assert points.redeem(3, pencil.number, 2).points == -4
    with pytest.raises(Refused, match="Points missing: 2"):
        points.redeem(3, pencil.number)


def test_a_child_does_not_redeem_alone(village, points):
    from yigong.store.points.ledger_rules import spendable

    with pytest.raises(Refused, match="小宝 is under 14 and does not redeem alone"):
        spendable(Volunteer(name="小宝", born=2013), 9, 9, date(2026, 12, 1))


def test_who_is_archived_neither_redeems_nor_is_awarded_and_the_household_keeps_theirs(
    village, points
):
    points.award([1], 20, "送饭")
    oil = village.gifts.add(Gift(name="食用油", points=15))
    village.people.archive([1])
    with pytest.raises(Refused, match="陈月仙 V0001 is archived"):
        points.redeem(1, oil.number)
    with pytest.raises(Refused, match="陈月仙 V0001 is archived"):
        points.award([1], 1, "送饭")
    assert points.redeem(2, oil.number).points == -15


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda p: p.award([1], 5, " "), "The reason is empty"),
        (lambda p: p.award([1], 0, "送饭"), "An award is 1 to"),
        (lambda p: p.award([1], -5, "送饭"), "An award is 1 to"),
        (lambda p: p.award([], 5, "送饭"), "Nobody is chosen"),
        (lambda p: p.award([1, 99], 5, "送饭"), "There is no person V0099"),
        (lambda p: p.award([1], 5, "送\x1b[31m饭"), "not text"),
        (lambda p: p.award([1], 5, "送" * 50_000), "too long"),
        (lambda p: p.redeem(1, 1, 0), "1 to 1000"),
        (lambda p: p.redeem(1, 1, -1), "1 to 1000"),
        (lambda p: p.redeem(1, 7), "There is no gift G07"),
        (lambda p: p.redeem(1, 2), "There is no 毛巾 left"),
        (lambda p: p.redeem(1, 3), "旧历 G03 is archived"),
        (lambda p: p.reset(""), "The reason is empty"),
        (lambda p: p.reset("年末", until=date(2027, 1, 1)), "2027-01-01 lies ahead"),
        (lambda p: p.reset("年末", [4]), "no points to clear"),
        (lambda p: p.reverse("2026-0099"), "no entry of points F2026-0099"),
        (lambda p: p.reverse("[/]"), "no entry of points"),
    ],
)
def test_what_is_refused_writes_nothing(village, points, change, sentence):
    points.award([1], 20, "送饭")
    village.gifts.add(Gift(name="食用油", points=15))
    village.gifts.add(Gift(name="毛巾", points=1, stock=0))
    village.gifts.archive(village.gifts.add(Gift(name="旧历", points=1)).number)
    before = {p: p.read_bytes() for p in village.folder.rglob("*.json*")}
    with pytest.raises(Refused, match=sentence):
        change(points)
    assert {p: p.read_bytes() for p in village.folder.rglob("*.json*")} == before


def test_an_entry_is_reversed_once_and_a_reversal_never(village, points):
    points.award([1], 20, "送饭")
    oil = village.gifts.add(Gift(name="食用油", points=15, stock=1))
    taken = points.redeem(1, oil.number)
    back = points.reverse(taken.code, "拿错了")
    assert (balance(village), village.gifts.left(oil)) == (20, 1)
    with pytest.raises(Refused, match="reversed already"):
        points.reverse(taken.code)
    with pytest.raises(Refused, match="is a reversal"):
        points.reverse(back.code)
    assert points.sums()[1].redeemed == 0


def test_what_was_reversed_is_not_undone_and_a_reversal_not_once_its_gift_is_gone(village, points):
    points.award([1, 4], 20, "送饭")
    oil = village.gifts.add(Gift(name="食用油", points=15, stock=1))
    taken = points.redeem(1, oil.number)
    points.reverse(taken.code)
    lines = [line for line in village.history.newest_first() if line.book == "points/2026"]
    with pytest.raises(Refused, match="reversed since"):
        village.undo_change(lines[1].id)
    points.redeem(4, oil.number)
    with pytest.raises(Refused, match="no 食用油 left"):
        village.undo_change(lines[0].id)
    village.undo("points")
    village.undo_change(lines[0].id)
    assert (balance(village), village.gifts.left(oil)) == (5, 0)


def test_a_reset_takes_what_was_there_and_keeps_what_was_gained_after(village, points, clock):
    points.award([1], 30, "送饭")
    points.award([2], 12, "巡逻")
    points.award([4], 5, "巡逻")
    oil = village.gifts.add(Gift(name="食用油", points=15))
    points.redeem(1, oil.number)
    clock.now = datetime(2027, 1, 5, 9, tzinfo=SHANGHAI)
    points.award([2], 20, "扫雪")
    points.redeem(1, oil.number)
    entries = points.reset("2026年度清零", until=date(2026, 12, 31))
    assert balance(village) == 20  # 27 of before, of which 15 were spent since, and 20 after
    assert balance(village, 4) == 0
    assert {entry.kind for entry in entries} == {"reset"}
    village.undo("points")
    assert (balance(village), balance(village, 4)) == (32, 5)


def test_a_reset_of_one_household_leaves_the_others(village, points):
    points.award([1, 4], 30, "送饭")
    oil = village.gifts.add(Gift(name="食用油", points=15))
    points.redeem(2, oil.number)
    points.reset("搬走", [3])
    assert (balance(village), balance(village, 4)) == (0, 30)
    assert {number: found.balance for number, found in points.sums().items()} == {1: 0, 2: 0, 4: 30}


def test_entries_of_two_years_are_numbered_anew_and_are_one_account(village, points, clock):
    assert [e.code for e in points.award([1], 3, "送饭")] == ["F2026-0001"]
    clock.now = datetime(2027, 1, 1, 0, 1, tzinfo=SHANGHAI)
    assert [e.code for e in points.award([1], 4, "送饭")] == ["F2027-0001"]
    assert balance(village) == 7
    assert points.reverse("2026-0001").code == "F2027-0002"
    assert balance(village) == 4


def test_an_entry_is_found_with_and_without_its_letter_and_is_no_visit(points):
    (entry,) = points.award([1], 3, "送饭")
    for typed in ("F2026-0001", "f2026-1", " 2026-0001 ", "Ｆ2026-0001"):
        assert points.get(typed) == entry
    assert points.reverse("f2026-0001").reverses == "F2026-0001"
    with pytest.raises(Refused, match="no entry of points W2026-0001"):
        points.get("W2026-0001")


def test_the_stock_of_a_gift_is_what_is_left_and_never_less_than_none(village, points):
    oil = village.gifts.add(Gift(name="食用油", points=1, stock=5))
    points.award([1], 20, "送饭")
    points.redeem(1, oil.number, 3)
    gifts = village.gifts
    assert gifts.left(gifts.set_stock(oil.number, add=10)) == 12
    assert gifts.left(gifts.set_stock(oil.number, left=4)) == 4
    assert gifts.left(gifts.set_stock(oil.number, add=-4)) == 0
    with pytest.raises(Refused, match="in stock 0 to"):
        gifts.set_stock(oil.number, add=-1)
    with pytest.raises(Refused, match="3 of 食用油 were redeemed"):
        gifts.save(msgspec.structs.replace(gifts.get(oil.number), stock=2))
    assert gifts.left(gifts.set_stock(oil.number, left=-1)) is None


@pytest.mark.parametrize("points_", [0, -1, 1_000_000])
def test_a_gift_costs_something(village, points_):
    with pytest.raises(Refused, match="A gift costs 1 to"):
        village.gifts.add(Gift(name="食用油", points=points_))


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (PointsRule(name="", points=1), "The rule is empty"),
        (PointsRule(name="志愿服务", points=1), "志愿服务 already"),
        (PointsRule(name="x", points=0), "gives 1 to"),
        (PointsRule(name="x", points=1, unit=0), "for 1 to"),
        (PointsRule(name="x", points=1, day_most=-1), "The most of a day"),
        (PointsRule(name="x", points=1, roles=("volunteer", "paid")), "paid earns no points"),
        (PointsRule(name="x", points=1, roles=()), "names a role"),
        (PointsRule(name="x", points=1, roles=("guest",)), "let the rule count attendance"),
        (PointsRule(name="x", points=1, kinds=("赛龙舟",)), "no kind of event 赛龙舟"),
        (PointsRule(name="x", points=1, programme=7), "There is no programme P07"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(village, points, rule, sentence):
    with pytest.raises(Refused, match=sentence):
        village.save_points_rule(None, rule)
    assert len(village.settings.points) == 2


def test_somebody_elses_change_of_a_rule_is_not_overwritten(village, points, colleague):
    old = village.settings.points[0]
    colleague().save_points_rule(old, msgspec.structs.replace(old, points=3))
    with pytest.raises(Refused, match="nothing was overwritten"):
        village.save_points_rule(old, None)
