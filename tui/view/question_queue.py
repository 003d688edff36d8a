"""The queue of the desk's questions: badges are read faster than questions are answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from yigong.tui.view.desk_answers import DeskQuestion

ContextT = TypeVar("ContextT")

DEBOUNCE = 0.5
"""Seconds after a question appears in which Enter counts as the first key press, bounced."""


@dataclass(frozen=True)
class PendingQuestion(Generic[ContextT]):
    """A question, and what the page needs to act on the answer."""

    question: DeskQuestion
    context: ContextT
    badge: bool
    """Whether a badge caused it: then it waits in the queue, and typing does not remove it."""

    @property
    def number(self) -> int:
        """The person's number."""
        return self.question.number


class QuestionQueue(Generic[ContextT]):
    """The current question and those that wait; one for each person."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._since = 0.0
        self._waiting: list[PendingQuestion[ContextT]] = []
        self.current: PendingQuestion[ContextT] | None = None
        """The question that Enter answers."""

    @property
    def waiting(self) -> int:
        """How many questions wait behind the current one."""
        return len(self._waiting)

    @property
    def debouncing(self) -> bool:
        """Whether Enter is too early to be an answer."""
        return self._clock() - self._since < DEBOUNCE

    def ask(self, asked: PendingQuestion[ContextT]) -> None:
        """Ask now or later.

        A typed question replaces the current one; a badge's waits, unless it is about the same
        person. A badge's question that is replaced becomes the next one.
        """
        current = self.current
        if asked.badge and (current is None or current.number != asked.number):
            numbers = [pending.number for pending in self._waiting]
            at = numbers.index(asked.number) if asked.number in numbers else len(numbers)
            self._waiting[at : at + 1] = [asked]
            self.next()
            return
        if current is not None and current.badge and current.number != asked.number:
            self._waiting.insert(0, current)
        self._make_current(asked)
        self._remove_waiting(asked.number)

    def next(self) -> bool:
        """Make the next question current, unless there is one; return whether it was made so."""
        if self.current is not None or not self._waiting:
            return False
        self._make_current(self._waiting.pop(0))
        return True

    def drop_current(self) -> None:
        """Remove the current question; the others go on waiting."""
        self.current = None

    def resolve(self, number: int) -> bool:
        """Remove a person's questions; return whether the current one was about them."""
        was_current = self.current is not None and self.current.number == number
        if was_current:
            self.current = None
        self._remove_waiting(number)
        return was_current

    def _make_current(self, asked: PendingQuestion[ContextT]) -> None:
        self.current, self._since = asked, self._clock()

    def _remove_waiting(self, number: int) -> None:
        self._waiting = [pending for pending in self._waiting if pending.number != number]
