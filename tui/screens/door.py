"""What happens when somebody comes to the door: checked in, or asked about first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from rich.style import Style
from textual import on

from store.errors import Refused
from store.language import _
from store.records import Occurrence, Volunteer
from store.register import Register
from tui.answers import (
    Question,
    came,
    expected_there,
    named,
    question,
    still_asked,
    told_apart,
    welcome,
)
from tui.screens.finder_page import FinderPage
from tui.screens.page import Page
from tui.widgets.painted import GOOD, PLAIN, STRONG
from tui.widgets.person_finder import PersonFinder
from tui.words import act_name

_BOUNCE = 0.5
"""Seconds within which a second Enter is the first one, bounced."""


@dataclass(frozen=True)
class Coming:
    """Somebody at the door, and how it is known."""

    person: Volunteer
    front: Page[Any]
    """The page in front, which says what happens."""

    badge: bool = False
    """A badge was read: what is typed was not meant by it, and stays."""

    new: bool = False
    """They were put on the roster a moment ago: their code is said, for a badge."""


class Door(FinderPage):
    """A page at which people arrive. What it shows is the business of the page that is opened."""

    def __init__(self, one: Occurrence) -> None:
        """Open the door of an occurrence."""
        super().__init__()
        self.one = one
        self.last: int | None = None
        """The person something was done about last."""

        self.register = Register(one.key, {})  # until it is read; it may be damaged
        self._asked: tuple[Question, Coming] | None = None
        self._asked_at = 0.0
        self._waiting: list[tuple[Question, Coming]] = []
        """Whose badges were read meanwhile, to be asked about in this order; each once."""

        self._last_there = ""
        """The key of the other register, if the last check-in here was made over there."""

    def squad_name(self, number: int) -> str:
        """A squad's name; empty for none."""
        return self.village.squads.names((number,)) if number else ""

    # -- typing, Enter and badges ------------------------------------------

    def typed(self, query: str) -> None:
        """Whoever was asked about is not meant any more; who waits is asked about afterwards."""
        if query:
            self._asked = None
        super().typed(query)
        if not query and self._next():
            self._say()

    def note(self, query: str) -> str:
        """Also that others still wait for an answer."""
        return _joined(super().note(query), still_asked(len(self._waiting)))

    def moved(self) -> None:
        """Somebody was chosen with the arrows: whoever was asked about is not meant any more."""
        if self._asked is not None:
            self._asked = None
            self.status.show(still_asked(len(self._waiting)))

    @on(PersonFinder.Picked)
    def picked(self, event: PersonFinder.Picked) -> None:
        """Enter on somebody."""
        with self.telling():
            self.finder.replaceable()  # of what stands after this; a check-in clears it
            self.needs_writing()
            self.arrives(Coming(self.village.people.get(event.number), self))

    def scanned(self, number: int, front: Page[Any]) -> None:
        """A badge was read, perhaps while another page is on top of the desk.

        What is typed, here and there, stays as it is.

        Args:
            number: Whose.
            front: The page in front; it says what happened.
        """
        with front.telling():
            self.needs_writing()
            person = self.village.people.get(number)
            if person.archived:
                raise Refused("{name} {code} is archived.", name=person.name, code=person.code)
            self.arrives(Coming(person, front, badge=True))

    def arrives(self, coming: Coming) -> None:
        """Check somebody in, unless there is something to ask first.

        Raises:
            YigongError: It is refused or cannot be written; nothing was changed.
        """
        there = self.village.expected_elsewhere(self.one, coming.person.number)
        if there is not None:
            number = coming.person.number
            person = told_apart(self.village.people.all(), [number])[number]
            self._ask(expected_there(person, there), coming)
        else:
            self._check_in(coming)

    def _check_in(self, coming: Coming, *, again: bool = False, admit: bool = False) -> None:
        person = coming.person
        registers = self.village.registers
        arrival = registers.check_in(self.one, person.number, again=again, admit=admit)
        self.last = person.number
        name = self.known_as(person.number)
        if came(arrival, again=again):
            squad = self.squad_name(arrival.entry.squad)
            text = welcome(arrival, name, squad, self.one.event.needs)
            code = f"  {person.code}" if coming.new and name == person.name else ""
            self.done(text + code, coming)
        elif asked := question(arrival, name, self.one.event.capacity):
            self._ask(asked, coming)
        else:
            just_now = _("{name} is checked in already, just now.").format(name=name)
            self.done(just_now, coming, again=True)

    def known_as(self, number: int) -> str:
        """A name, with the code where somebody else has it, too."""
        return named(self.village.people.all(), number)

    def _check_out(self, coming: Coming) -> None:
        entry = self.village.registers.check_out(self.one, coming.person.number)
        self.last = coming.person.number
        text = _("{time} {name} is checked out")
        time = f"{entry.stints[-1].end:%H:%M}"
        self.done(text.format(time=time, name=self.known_as(coming.person.number)), coming)

    def done(
        self, text: str, coming: Coming | None = None, *, there: str = "", again: bool = False
    ) -> None:
        """It is on disk: say so, and be ready for the next.

        Args:
            text: What was done.
            coming: Who it was about, where it was about one who came.
            there: The key of the register, if it is another one than this desk's.
            again: It was done before, so nothing was.
        """
        text = text if again else f"✓ {text}"
        self._last_there = there
        answered = self._settled(coming)
        if coming is None or not coming.badge:
            self.finder.clear()
        front = self if coming is None else coming.front
        if front is not self:
            front.status.show(text, PLAIN if again else GOOD)
            return
        self.refresh_page()
        self._next(anyway=answered)
        self._say(text, PLAIN if again else GOOD)

    def _settled(self, coming: Coming | None) -> bool:
        """Nothing is asked any more about who was dealt with; whether they were just asked about.

        A badge of somebody else leaves a question standing; all else that is done drops it.
        """
        number = coming.person.number if coming else 0
        asked = self._asked is not None and self._asked[0].number == number
        if asked or coming is None or not coming.badge:
            self._asked = None
        self._waiting = [one for one in self._waiting if one[0].number != number]
        return asked

    # -- questions ---------------------------------------------------------

    def _ask(self, asked: Question, coming: Coming) -> None:
        """Ask now, or in turn: a badge does not take the place of what is asked already."""
        one = asked, replace(coming, front=self)
        standing = self._asked
        if (standing and standing[0].number == asked.number) or not coming.badge:
            if standing is not None and standing[1].badge and standing[0].number != asked.number:
                self._waiting.insert(0, standing)
            self._asked, self._asked_at = one, monotonic()
            self._waiting = [w for w in self._waiting if w[0].number != asked.number]
        else:
            numbers = [w[0].number for w in self._waiting]
            at = numbers.index(asked.number) if asked.number in numbers else len(numbers)
            self._waiting[at : at + 1] = [one]
            self._next(anyway=True)
        if coming.front is self:
            self.refresh_page()
            self._say()
        else:
            back = _("The desk asks when you are back.")
            said = _("{fact} {offer}").format(fact=asked.fact, offer=back)
            coming.front.status.show(said, STRONG)

    def _next(self, *, anyway: bool = False) -> bool:
        """Ask about the next who waits; not while a name is typed, which Enter would not mean.

        Args:
            anyway: Even then: the question before it stood there, too.

        Returns:
            Whether somebody is asked about since.
        """
        if self._asked is not None or not self._waiting:
            return False
        if self.finder.query_text and not anyway:
            return False
        self._asked, self._asked_at = self._waiting.pop(0), monotonic()
        return True

    def _say(self, done: str = "", style: Style = PLAIN) -> None:
        """What was done, what is asked, and how many wait to be asked about."""
        asked = str(self._asked[0]) if self._asked is not None else ""
        said = _joined(done, asked, still_asked(len(self._waiting)))
        self.status.show(said, STRONG if asked else style)

    def on_screen_resume(self) -> None:
        """Back at the desk: a badge may have been read meanwhile, and the desk asks now."""
        self._next()
        if self._asked is not None and str(self._asked[0]) not in self.status.text:
            self._say()

    def drop_question(self) -> None:
        """Whoever is asked about is not meant; then about the next."""
        if self._asked is not None:
            self._asked = None
            self._next(anyway=True)
            self._say()

    def answered(self) -> bool:
        """Enter: whether it was the answer to a question."""
        if self._asked is None:
            return False
        if monotonic() - self._asked_at < _BOUNCE:
            return True  # one press that bounced is no answer
        asked, coming = self._asked
        with self.telling():
            self.needs_writing()
            try:
                if asked.yes == "out":
                    self._check_out(coming)
                else:
                    again, admit = asked.yes == "again", asked.yes == "admit"
                    self._check_in(coming, again=again, admit=admit)
            except Refused:  # after any other error the question stands, and Enter tries again
                self._asked = None
                raise
        if self._next(anyway=True):
            self._say(self.status.text)
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tab means something only while a question offers it."""
        if action == "there":
            return self._asked is not None and self._asked[0].there is not None
        return super().check_action(action, parameters)

    def action_there(self) -> None:
        """Check them in at the other event, where they are expected."""
        if self._asked is None or self._asked[0].there is None:
            return
        there, coming = self._asked[0].there, self._asked[1]
        with self.telling():
            self.needs_writing()
            arrival = self.village.registers.check_in(there, coming.person.number)
            squad = self.squad_name(arrival.entry.squad)
            name = self.known_as(coming.person.number)
            text = welcome(arrival, name, squad, there.event.needs)
            self.done(f"{text}  {there.event.title}", coming, there=there.key)

    def action_clear_or_back(self) -> None:
        """Drop what is asked; then clear what is typed; with nothing typed, leave."""
        if self._asked is not None and (self._asked[1].badge or not self.finder.query_text):
            self.drop_question()
            return
        self._asked = None
        super().action_clear_or_back()

    # -- taking back -------------------------------------------------------

    def action_undo(self) -> None:
        """Take back the last thing done at this desk, by this organiser."""
        with self.telling():
            self.needs_writing()
            key = self._last_there or self.one.key
            undone = self.village.undo(f"registers/{key.partition('@')[2][:4]}/{key}")
            self._asked, self._last_there = None, ""
            self._waiting = [one for one in self._waiting if one[0].number != undone.key]
            self.refresh_page()
            self._next()
            act = f"{act_name(undone.act)} {self.known_as(undone.key)}"
            self._say("✓ " + _("undone: {act}").format(act=act), GOOD)


def _joined(*parts: str) -> str:
    return "  ".join(part for part in parts if part)
