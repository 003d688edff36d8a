"""The queue of the desk's questions, when badges are read faster than they are answered."""

from __future__ import annotations

import pytest

from yigong.tui.view.desk_answers import DeskQuestion
from yigong.tui.view.question_queue import DEBOUNCE, PendingQuestion, QuestionQueue


class Clock:
    """Seconds, set by hand."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def questions(clock):
    return QuestionQueue(clock)


def badge(number, fact="here"):
    return PendingQuestion(DeskQuestion(number, "out", fact, ""), "badge", badge=True)


def typed(number):
    return PendingQuestion(DeskQuestion(number, "out", "here", ""), "typed", badge=False)


def current(questions):
    return questions.current and questions.current.number


def test_badges_are_asked_about_in_the_order_they_were_read(questions):
    for number in (1, 2, 3):
        questions.ask(badge(number))
    asked = [current(questions)]
    while questions.resolve(current(questions)) and questions.next():
        asked.append(current(questions))
    assert asked == [1, 2, 3]


def test_a_badge_read_twice_is_asked_about_once_with_the_latest_question(questions):
    questions.ask(badge(1))
    questions.ask(badge(2, "here"))
    questions.ask(badge(2, "left"))
    assert questions.waiting == 1
    questions.resolve(1)
    questions.next()
    assert questions.current.question.fact == "left"


def test_a_badge_read_again_replaces_its_own_current_question(questions):
    questions.ask(badge(1, "here"))
    questions.ask(badge(2))
    questions.ask(badge(1, "left"))
    assert (current(questions), questions.current.question.fact) == (1, "left")
    assert questions.waiting == 1


def test_a_typed_question_precedes_a_badge_which_is_next_after_it(questions):
    questions.ask(badge(1))
    questions.ask(typed(2))
    assert (current(questions), questions.waiting) == (2, 1)
    questions.resolve(2)
    questions.next()
    assert current(questions) == 1


def test_a_typed_question_is_replaced_by_the_next_typed_one(questions):
    questions.ask(typed(1))
    questions.ask(typed(2))
    assert (current(questions), questions.waiting) == (2, 0)


def test_a_resolved_person_does_not_wait_any_more(questions):
    questions.ask(badge(1))
    questions.ask(badge(2))
    assert not questions.resolve(2)
    assert (current(questions), questions.waiting) == (1, 0)


def test_next_does_not_replace_the_current_question(questions):
    questions.ask(badge(1))
    questions.ask(badge(2))
    assert not questions.next()
    questions.drop_current()
    assert questions.next()
    assert current(questions) == 2


def test_an_enter_that_bounced_answers_neither_this_nor_the_next_question(questions, clock):
    questions.ask(badge(1))
    assert questions.debouncing
    clock.now += DEBOUNCE
    assert not questions.debouncing
    questions.ask(badge(2))
    questions.resolve(1)
    questions.next()
    assert questions.debouncing
