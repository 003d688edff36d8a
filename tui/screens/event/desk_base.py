"""What happens when somebody comes to the door: checked in, or asked about first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rich.style import Style
from textual import on

from yigong.store.attendance.register import Register
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import Occurrence, Volunteer
from yigong.tui.screens.base.finder_page import FinderPage
from yigong.tui.screens.base.page import Page, needs_writing
from yigong.tui.text.words import act_name
from yigong.tui.view.desk_answers import (
    DeskQuestion,
    began_stint,
    distinct_name,
    distinct_names,
    expected_elsewhere_question,
    question_for,
    waiting_words,
    welcome_words,
)
from yigong.tui.view.question_queue import PendingQuestion, QuestionQueue
from yigong.tui.widgets.canvas import GOOD, PLAIN, STRONG
from yigong.tui.widgets.person_finder import PersonFinder


@dataclass(frozen=True)
class CheckInRequest:
    """Somebody at the door, and how it is known."""

    person: Volunteer
    front: Page[Any]
    """The page in front, which says what happens."""

    badge: bool = False
    """A badge was read: what is typed was not meant by it, and stays."""

    new: bool = False
    """They were put on the roster a moment ago, or their badge has an old code, which was merged
    into another: the present one is said, for a badge."""


class DeskBase(FinderPage[None]):
    """A page at which people arrive. What it shows is the business of the page that is opened."""

    def __init__(self, occurrence: Occurrence) -> None:
        """Open the door of an occurrence."""
        super().__init__()
        self.occurrence = occurrence
        self.last: int | None = None
        """The person something was done about last."""

        self.register = Register(occurrence.key, {})  # until it is read; it may be damaged
        self.questions: QuestionQueue[CheckInRequest] = QuestionQueue()
        self._last_there = ""
        """The key of the other register, if the last check-in here was made over there."""

    def squad_name(self, number: int) -> str:
        """A squad's name; empty for none."""
        return self.village.squads.names((number,)) if number else ""

    # -- typing, Enter and badges ------------------------------------------

    def typed(self, query: str) -> None:
        """Whoever was asked about is not meant any more; who waits is asked about afterwards."""
        if query:
            self.questions.drop_current()
        super().typed(query)
        if not query and self._next():
            self._say()

    def query_note(self, query: str) -> str:
        """Also that others still wait for an answer."""
        return _joined(super().query_note(query), waiting_words(self.questions.waiting))

    def moved(self) -> None:
        """Somebody was chosen with the arrows: whoever was asked about is not meant any more."""
        if self.questions.current is not None:
            self.questions.drop_current()
            self.status.show(waiting_words(self.questions.waiting))

    @on(PersonFinder.Picked)
    def picked(self, event: PersonFinder.Picked) -> None:
        """Enter on somebody."""
        self.finder.mark_answered()  # of what stands after this; a check-in clears it
        self.refuse_reader()
        self.arrives(CheckInRequest(self.village.people.get(event.number), self))

    def scanned(self, number: int, front: Page[Any]) -> None:
        """A badge was read, perhaps while another page is on top of the desk.

        What is typed, here and there, stays as it is.

        Args:
            number: Whose.
            front: The page in front; it says what happened.
        """
        with front.report_refusals():
            self.refuse_reader()
            person = self.village.people.get_unerased(number)
            if person.archived:
                raise Refused("{name} {code} is archived.", name=person.name, code=person.code)
            self.arrives(CheckInRequest(person, front, badge=True, new=person.number != number))

    def arrives(self, request: CheckInRequest) -> None:
        """Check somebody in, unless there is something to ask first.

        Raises:
            YigongError: It is refused or cannot be written; nothing was changed.
        """
        there = self.village.desk_context.expected_elsewhere(self.occurrence, request.person.number)
        if there is not None:
            number = request.person.number
            person = distinct_names(self.village.people.all(), [number])[number]
            self._ask(expected_elsewhere_question(person, there), request)
        else:
            self._check_in(request)

    def _check_in(
        self, request: CheckInRequest, *, again: bool = False, admit: bool = False
    ) -> None:
        person = request.person
        registers = self.village.registers
        arrival = registers.checkin.check_in(
            self.occurrence, person.number, again=again, admit=admit
        )
        self.last = person.number
        name = self.shown_name(person.number)
        if began_stint(arrival, again=again):
            squad = self.squad_name(arrival.entry.squad)
            text = welcome_words(arrival, name, squad, self.occurrence.event.needs)
            code = f"  {person.code}" if request.new and name == person.name else ""
            self.done(text + code, request)
        elif asked := question_for(arrival, name, self.occurrence.event.capacity):
            self._ask(asked, request)
        else:
            just_now = _("{name} is checked in already, just now.").format(name=name)
            self.done(just_now, request, again=True)

    def shown_name(self, number: int) -> str:
        """A name, with the code where somebody else has it, too."""
        return distinct_name(self.village.people.all(), number)

    def _check_out(self, request: CheckInRequest) -> None:
        entry = self.village.registers.checkin.check_out(self.occurrence, request.person.number)
        self.last = request.person.number
        text = _("{time} {name} is checked out")
        time = f"{entry.stints[-1].end:%H:%M}"
        self.done(text.format(time=time, name=self.shown_name(request.person.number)), request)

    def done(
        self,
        text: str,
        request: CheckInRequest | None = None,
        *,
        there: str = "",
        again: bool = False,
    ) -> None:
        """It is on disk: say so, and be ready for the next.

        Args:
            text: What was done.
            request: Who it was about, where it was about one who came.
            there: The key of the register, if it is another one than this desk's.
            again: It was done before, so nothing was.
        """
        text = text if again else f"✓ {text}"
        self._last_there = there
        answered = self.questions.resolve(request.person.number) if request else False
        if request is None or not request.badge:  # a badge leaves what is asked and typed standing
            self.questions.drop_current()
            self.finder.clear()
        front = self if request is None else request.front
        if front is not self:
            front.status.show(text, PLAIN if again else GOOD)
            return
        self.refresh_page()
        self._next(anyway=answered)
        self._say(text, PLAIN if again else GOOD)

    # -- questions ---------------------------------------------------------

    def _ask(self, asked: DeskQuestion, request: CheckInRequest) -> None:
        """Ask now, or in turn: a badge does not take the place of what is asked already."""
        self.questions.ask(PendingQuestion(asked, replace(request, front=self), request.badge))
        if request.front is self:
            self.refresh_page()
            self._say()
        else:
            back = _("The desk asks when you are back.")
            said = _("{fact} {offer}").format(fact=asked.fact, offer=back)
            request.front.status.show(said, STRONG)

    def _next(self, *, anyway: bool = False) -> bool:
        """Ask about the next who waits; not while a name is typed, which Enter would not mean.

        Args:
            anyway: Even then: the question before it stood there, too.

        Returns:
            Whether somebody is asked about since.
        """
        if self.finder.query_text and not anyway:
            return False
        return self.questions.next()

    def _say(self, done: str = "", style: Style = PLAIN) -> None:
        """What was done, what is asked, and how many wait to be asked about."""
        standing = self.questions.current
        asked = str(standing.question) if standing else ""
        said = _joined(done, asked, waiting_words(self.questions.waiting))
        self.status.show(said, STRONG if asked else style)

    def on_screen_resume(self) -> None:
        """Back at the desk: a badge may have been read meanwhile, and the desk asks now."""
        self._next()
        standing = self.questions.current
        if standing is not None and str(standing.question) not in self.status.text:
            self._say()

    def drop_question(self) -> None:
        """Whoever is asked about is not meant; then about the next."""
        if self.questions.current is not None:
            self.questions.drop_current()
            self._next(anyway=True)
            self._say()

    def answered(self) -> bool:
        """Enter: whether it was the answer to a question."""
        standing = self.questions.current
        if standing is None:
            return False
        if self.questions.debouncing:
            return True
        asked, request = standing.question, standing.context
        with self.report_refusals():
            self.refuse_reader()
            try:
                if asked.action == "out":
                    self._check_out(request)
                else:
                    again, admit = asked.action == "again", asked.action == "admit"
                    self._check_in(request, again=again, admit=admit)
            except Refused:  # after any other error the question stands, and Enter tries again
                self.questions.drop_current()
                raise
        if self._next(anyway=True):
            self._say(self.status.text)
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tab means something only while a question offers it."""
        if action == "check_in_elsewhere":
            standing = self.questions.current
            return standing is not None and standing.question.elsewhere is not None
        return super().check_action(action, parameters)

    @needs_writing
    def action_check_in_elsewhere(self) -> None:
        """Check them in at the other event, where they are expected."""
        standing = self.questions.current
        if standing is None or standing.question.elsewhere is None:
            return
        there, request = standing.question.elsewhere, standing.context
        arrival = self.village.registers.checkin.check_in(there, request.person.number)
        squad = self.squad_name(arrival.entry.squad)
        name = self.shown_name(request.person.number)
        text = welcome_words(arrival, name, squad, there.event.needs)
        self.done(f"{text}  {there.event.title}", request, there=there.key)

    def action_clear_or_back(self) -> None:
        """Drop what is asked; then clear what is typed; with nothing typed, leave."""
        standing = self.questions.current
        if standing is not None and (standing.badge or not self.finder.query_text):
            self.drop_question()
            return
        self.questions.drop_current()
        super().action_clear_or_back()

    # -- taking back -------------------------------------------------------

    @needs_writing
    def action_undo(self) -> None:
        """Take back the last thing done at this desk, by this organiser."""
        key = self._last_there or self.occurrence.key
        undone = self.village.undo(f"registers/{key.partition('@')[2][:4]}/{key}")
        self._last_there = ""
        self.questions.resolve(undone.key)
        self.questions.drop_current()
        self.refresh_page()
        self._next()
        act = f"{act_name(undone.act)} {self.shown_name(undone.key)}"
        self._say("✓ " + _("undone: {act}").format(act=act), GOOD)


def _joined(*parts: str) -> str:
    return "  ".join(part for part in parts if part)
