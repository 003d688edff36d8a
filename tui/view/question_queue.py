"""Who is asked about at the door now, and who waits to be: badges are read faster than answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from yigong.tui.view.desk_answers import DeskQuestion

C = TypeVar("C")

DEBOUNCE = 0.5
"""Seconds within which a second Enter is the first one, bounced."""


@dataclass(frozen=True)
class PendingQuestion(Generic[C]):
    """A question, and what it is about."""

    question: DeskQuestion
    context: C
    badge: bool
    """A badge was read: the question waits for its turn and outlives what is typed meanwhile."""

    @property
    def number(self) -> int:
        """Whom it is about."""
        return self.question.number


class QuestionQueue(Generic[C]):
    """One question that stands, and those that wait behind it; about each person one."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin with nothing to ask.

        Args:
            clock: Seconds, steady.
        """
        self._clock = clock
        self._since = 0.0
        self._waiting: list[PendingQuestion[C]] = []
        self.current: PendingQuestion[C] | None = None
        """What Enter answers now."""

    @property
    def waiting(self) -> int:
        """How many wait behind the one that stands."""
        return len(self._waiting)

    @property
    def debouncing(self) -> bool:
        """Whether an Enter now is too early to be an answer."""
        return self._clock() - self._since < DEBOUNCE

    def ask(self, asked: PendingQuestion[C]) -> None:
        """Ask, now or in turn.

        What was typed takes the place of the question that stands; a badge's does not, unless it is
        about the same person. A badge's question that has to give way comes next again.
        """
        standing = self.current
        if asked.badge and (standing is None or standing.number != asked.number):
            numbers = [one.number for one in self._waiting]
            at = numbers.index(asked.number) if asked.number in numbers else len(numbers)
            self._waiting[at : at + 1] = [asked]
            self.next()
            return
        if standing is not None and standing.badge and standing.number != asked.number:
            self._waiting.insert(0, standing)
        self._stand(asked)
        self._forget(asked.number)

    def next(self) -> bool:
        """Ask about the next, unless a question stands; whether somebody is asked about since."""
        if self.current is not None or not self._waiting:
            return False
        self._stand(self._waiting.pop(0))
        return True

    def drop_current(self) -> None:
        """Whoever is asked about is not meant any more; those who wait go on waiting."""
        self.current = None

    def resolve(self, number: int) -> bool:
        """Ask nothing more about who was dealt with; whether they were asked about just now."""
        asked = self.current is not None and self.current.number == number
        if asked:
            self.current = None
        self._forget(number)
        return asked

    def _stand(self, asked: PendingQuestion[C]) -> None:
        self.current, self._since = asked, self._clock()

    def _forget(self, number: int) -> None:
        self._waiting = [one for one in self._waiting if one.number != number]
