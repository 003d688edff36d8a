"""What is asked at the door when badges are read faster than questions are answered."""

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


def standing(questions):
    return questions.current and questions.current.number


def test_badges_are_asked_about_in_the_order_they_were_read(questions):
    for number in (1, 2, 3):
        questions.ask(badge(number))
    asked = [standing(questions)]
    while questions.resolve(standing(questions)) and questions.next():
        asked.append(standing(questions))
    assert asked == [1, 2, 3]


def test_a_badge_read_twice_is_asked_about_once_and_as_it_is_now(questions):
    questions.ask(badge(1))
    questions.ask(badge(2, "here"))
    questions.ask(badge(2, "left"))
    assert questions.waiting == 1
    questions.resolve(1)
    questions.next()
    assert questions.current.question.fact == "left"


def test_the_badge_that_is_asked_about_takes_its_own_place(questions):
    questions.ask(badge(1, "here"))
    questions.ask(badge(2))
    questions.ask(badge(1, "left"))
    assert (standing(questions), questions.current.question.fact) == (1, "left")
    assert questions.waiting == 1


def test_what_is_typed_comes_before_a_badge_which_is_asked_about_again_after_it(questions):
    questions.ask(badge(1))
    questions.ask(typed(2))
    assert (standing(questions), questions.waiting) == (2, 1)
    questions.resolve(2)
    questions.next()
    assert standing(questions) == 1


def test_what_was_typed_gives_way_to_what_is_typed_and_does_not_come_again(questions):
    questions.ask(typed(1))
    questions.ask(typed(2))
    assert (standing(questions), questions.waiting) == (2, 0)


def test_whoever_was_dealt_with_elsewhere_waits_no_more(questions):
    questions.ask(badge(1))
    questions.ask(badge(2))
    assert not questions.resolve(2)
    assert (standing(questions), questions.waiting) == (1, 0)


def test_the_next_does_not_push_a_question_away(questions):
    questions.ask(badge(1))
    questions.ask(badge(2))
    assert not questions.next()
    questions.drop_current()
    assert questions.next()
    assert standing(questions) == 2


def test_an_enter_that_bounced_is_no_answer_also_not_to_the_next_question(questions, clock):
    questions.ask(badge(1))
    assert questions.debouncing
    clock.now += DEBOUNCE
    assert not questions.debouncing
    questions.ask(badge(2))
    questions.resolve(1)
    questions.next()
    assert questions.debouncing
