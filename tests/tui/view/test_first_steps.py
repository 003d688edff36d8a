"""A new village says what is to be done next, until a register was signed."""

from __future__ import annotations

from msgspec import structs

from yigong.store.records import Squad
from yigong.tui.view.first_steps import first_steps


def done(village):
    return [step.key for step in first_steps(village) if step.done]


def test_each_step_is_done_by_what_is_there(village, enrol):
    assert [step.key for step in first_steps(village)] == ["p", "s", "n", "d"]
    assert done(village) == []
    enrol("李芳")
    assert done(village) == [], "the organiser alone is no village"
    enrol("张小明")
    village.squads.add(Squad(number=0, name="修葺队"))
    assert done(village) == ["p", "s"]


def test_once_somebody_came_only_the_signature_is_left_and_it_ends_the_steps(
    village, duty_day, enrol, clock
):
    (person,) = enrol("张小明")
    village.registers.signup.sign_up(duty_day, person.number)
    assert "n" in done(village)
    village.registers.checkin.check_in(duty_day, person.number)
    (step,) = first_steps(village)
    assert step.key == "Enter" and "signs" in step.words
    clock.forward(hours=1)
    village.registers.settlement.close(duty_day)
    assert first_steps(village) == []


def test_on_the_day_of_an_event_the_desk_comes_first(village, duty_day, clock):
    assert first_steps(village)[0].key == "d"
    clock.forward(days=1)
    assert first_steps(village)[-1].key == "d"


def test_of_what_is_over_the_paper_is_typed_in(village, duty_day, clock):
    clock.forward(days=24)
    village.events.save(structs.replace(duty_day.event, repeat=None))
    (step,) = [each for each in first_steps(village) if not each.done][-1:]
    assert step.key == "Enter" and "p there types in the sheet" in step.words
