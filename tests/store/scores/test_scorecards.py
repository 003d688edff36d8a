"""Signed scorecards: never changed, never gone, withdrawn or replaced with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec import structs

from support.scored_village import (
    FIRST,
    LAST,
    QUARTER,
    done_request,
    hold_quarter,
    put_requests,
)
from yigong.store.errors import DataError, Refused
from yigong.store.records import Squad, Volunteer
from yigong.store.storage.book import ChangeReason
from yigong.store.village.backup import back_up
from yigong.store.village.doctor import examine
from yigong.store.village.restore import restore_folder
from yigong.store.village.village import Village


@pytest.fixture
def quarter(village, clock):
    """The quarter of `hold_quarter`."""
    return hold_quarter(village, clock)


@pytest.fixture
def signed(quarter):
    """The quarter's scorecard of the village, signed."""
    quarter.scorecards.sign(*QUARTER, "village", note="第四季度评定")
    return quarter


def test_a_signed_card_says_what_it_was_who_signed_and_by_which_rules(signed):
    card = signed.scorecards.find("c1")
    assert (card.code, card.by, card.note) == ("C01", "李芳", "第四季度评定")
    assert card.rules == signed.settings.score
    assert card.rows == (signed.scorecards.village_row(*QUARTER),)
    assert signed.scorecards.standing(*QUARTER, "village") == card
    assert signed.scorecards.standing(*QUARTER, "squads") is None


def test_of_the_same_days_another_is_signed_only_with_a_reason_and_the_first_stays(signed):
    cards = signed.scorecards
    with pytest.raises(Refused, match="C01 of these days is signed already"):
        cards.sign(*QUARTER, "village")
    assert len(cards.all()) == 1
    later = cards.sign(*QUARTER, "village", reason="漏了一场")
    assert (later.replaces, later.reason) == (1, "漏了一场")
    assert cards.standing(*QUARTER, "village") == later
    assert cards.replaced_by(1) == later
    with pytest.raises(Refused, match="C02 took the place of C01"):
        cards.withdraw(1, "错了")
    cards.withdraw(2, "错了")
    assert cards.standing(*QUARTER, "village") == cards.get(1)
    assert cards.sign(*QUARTER, "squads").code == "C03"


def test_a_reason_where_nothing_is_replaced_is_none(quarter):
    assert quarter.scorecards.sign(*QUARTER, "village", reason="x").reason == ""


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (None, None, "first and a last day"),
        (FIRST, LAST + timedelta(days=1), "not over yet"),
    ],
)
def test_only_days_that_are_over_are_signed(quarter, first, last, sentence):
    with pytest.raises(Refused, match=sentence):
        quarter.scorecards.sign(first, last, "village")
    assert not quarter.scorecards.all()


def test_nobody_to_score_is_not_signed(village):
    with pytest.raises(Refused, match="nobody to score"):
        village.scorecards.sign(date(2026, 1, 1), date(2026, 3, 31), "squads")


def test_numbers_that_changed_since_they_were_seen_are_not_signed(quarter):
    seen = quarter.scorecards.scores(*QUARTER, "village").rows
    put_requests(quarter, done_request(7))
    with pytest.raises(Refused, match="changed meanwhile"):
        quarter.scorecards.sign(*QUARTER, "village", seen=seen)
    assert not quarter.scorecards.all()


def test_a_register_that_cannot_be_read_is_not_left_out_of_a_signature(quarter):
    (path, *_others) = sorted((quarter.folder / "registers" / "2026").glob("*.json"))
    path.write_text("{")
    with pytest.raises(DataError):
        quarter.scorecards.sign(*QUARTER, "village")
    assert not quarter.scorecards.all()


def test_what_was_signed_is_withdrawn_and_neither_undone_nor_changed(signed):
    cards, card = signed.scorecards, signed.scorecards.get(1)
    with pytest.raises(Refused, match="not taken back"):
        signed.undo()
    with pytest.raises(Refused, match="reason"):
        cards.withdraw(1, " ")
    for change in (lambda d: d.remove(1), lambda d: d.put(structs.replace(card, note="x"))):
        with (
            pytest.raises(Refused, match="is signed: it is not changed"),
            signed.session.change(signed.book("scorecards"), ChangeReason("x")) as draft,
        ):
            change(draft)
    withdrawn = cards.withdraw(1, "数字有误")
    assert withdrawn.withdrawn.reason == "数字有误" and withdrawn.rows == card.rows
    assert cards.standing(*QUARTER, "village") is None
    with pytest.raises(Refused, match="withdrawn before"):
        cards.withdraw(1, "再次")
    signed.undo()
    assert cards.get(1).withdrawn is None


def test_a_withdrawal_is_not_taken_back_once_another_card_holds(signed):
    signed.scorecards.withdraw(1, "数字有误")
    line = next(line for line in signed.history.newest_first() if line.act == "score.withdraw")
    signed.scorecards.sign(*QUARTER, "village")
    with pytest.raises(Refused, match="C01 and C02 would both hold"):
        signed.undo_change(line.id)


def test_what_was_corrected_since_is_a_difference_beside_the_card(signed, clock):
    cards = signed.scorecards
    assert cards.differences(cards.get(1)) == []
    before = cards.get(1)
    occurrence = signed.events.occurrence(1, date(2026, 10, 8))
    clock.forward(days=3)
    signed.registers.settlement.reopen(occurrence, "多记了一人")
    signed.registers.checkin.revoke(occurrence, 1, "点错了人")
    signed.registers.settlement.close(occurrence)
    (pair,) = cards.differences(cards.get(1))
    assert (pair.signed.cells[1].value, pair.now.cells[1].value) == (210, 209)
    assert pair.now.cells[2] == pair.signed.cells[2]  # the first signature counts
    assert cards.get(1) == before


def test_rules_that_changed_since_change_no_card_and_no_difference(signed):
    settings = signed.settings
    rules = structs.replace(settings.score, stars=(10, 20))
    signed.save_settings(structs.replace(settings, score=rules))
    assert signed.scorecards.differences(signed.scorecards.get(1)) == []
    assert signed.scorecards.village_row(*QUARTER).stars == 2


def test_a_squad_that_was_founded_or_renamed_since_is_no_difference(quarter):
    card = quarter.scorecards.sign(*QUARTER, "squads")
    quarter.squads.add(Squad(name="新队"))
    quarter.squads.save(structs.replace(quarter.squads.get(1), name="修葺一队"))
    assert quarter.scorecards.differences(card) == []


def test_merge_erasure_backup_and_doctor_leave_a_card_and_its_signature_goes_with_its_name(
    signed, tmp_path
):
    signed.people.add(Volunteer(name="李芳"))
    rows = signed.scorecards.get(1).rows
    signed.scorecards.withdraw(1, "数字有误")
    signed.merge(1, 2)
    signed.erase(201)
    card = signed.scorecards.get(1)
    assert card.rows == rows
    assert (card.by, card.withdrawn.by) == ("V0201", "V0201")
    found = examine(signed.folder, signed.now()).findings
    assert [each.sentence for each in found if each.fault] == []
    saved = back_up(signed.folder, tmp_path / "kept", signed.now(), "李芳")
    restore_folder(saved.path, tmp_path / "again", "李芳")
    assert Village.open(tmp_path / "again").scorecards.get(1) == card
