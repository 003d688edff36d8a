"""The card of a person says the numbers of the summary by its words."""

from __future__ import annotations

from datetime import date

from yigong.tui.view.person_card import PersonCard, attended_by


def test_occurrences_at_which_somebody_was_paid_stand_apart_as_in_the_summary(
    village, duty_day, enrol, clock
):
    (person,) = enrol("张小明")
    later = village.events.occurrence(1, date(2026, 12, 25))
    village.registers.checkin.check_in(duty_day, person.number)
    clock.now = later.start
    village.registers.checkin.check_in(later, person.number)
    village.registers.roles.change(later, person.number, "paid")
    policy = village.settings.hours
    counts = village.counts.between(None, None, policy, [])
    card = PersonCard(
        person=person,
        squads=[],
        today=clock.now.date(),
        attended=attended_by(counts, person.number),
        signed_up=[],
        own_kinds=[],
    )
    said = [piece for line in card.lines(None, 40, 10) for piece in line]
    assert village.summary(None, None).total.occurrences == 1
    assert any("occ. 1   service 0.0   paid besides 1" in str(piece) for piece in said)
