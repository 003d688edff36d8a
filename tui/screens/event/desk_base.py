"""The check-in flow of a desk: a person is checked in, or a question is asked first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rich.style import Style
from textual import on

from yigong.store.attendance.register import Register
from yigong.store.attendance.role_words import next_role, role_name
from yigong.store.attendance.roles import role_of
from yigong.store.attendance_records import Entry
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.store.squads.staffing import asked_squads
from yigong.tui.screens.base.finder_page import FinderPage
from yigong.tui.screens.base.page import Page, needs_writing
from yigong.tui.view.desk_answers import (
    DeskQuestion,
    EnterAction,
    began_stint,
    distinct_name,
    distinct_names,
    expected_elsewhere_question,
    inside_elsewhere_words,
    late_checkout_words,
    question_for,
    waiting_words,
    welcome_words,
)
from yigong.tui.view.history_words import undone_words
from yigong.tui.view.post_words import due_words
from yigong.tui.view.question_queue import PendingQuestion, QuestionQueue
from yigong.tui.widgets.canvas import GOOD, PLAIN, STRONG
from yigong.tui.widgets.person_finder import PersonFinder


@dataclass(frozen=True)
class CheckInRequest:
    """A person to check in, and how the desk came to know them."""

    person: Volunteer
    front: Page[Any]
    """The page in front, whose status line says what happens."""

    badge: bool = False
    """Whether their badge was read: then the query in the input is not about them, and stays."""

    say_code: bool = False
    """Whether to say the code, for a new badge: they are new on the roster, or their badge has the
    code of a record that was merged into another."""

    consents: frozenset[EnterAction] = frozenset()
    """What Enter said yes to, of the questions about this check-in."""


class DeskBase(FinderPage[None]):
    """Base of the desk page, without what it shows of the register."""

    TYPED = (
        *FinderPage.TYPED,
        (N_("a badge"), N_("It is read wherever you are; what you typed stays.")),
    )

    def __init__(self, occurrence: Occurrence) -> None:
        """Open the desk of an occurrence."""
        super().__init__()
        self.occurrence = occurrence
        self.last: int | None = None
        """The number of the last person checked in or out; `None`: nobody, or it was taken back."""

        self.register = Register(occurrence.key, {})  # until it is read; it may be damaged
        self.questions: QuestionQueue[CheckInRequest] = QuestionQueue()
        self._elsewhere_key = ""
        """The key of the other register, if the last check-in was made in that."""

    def squad_name(self, number: int) -> str:
        """The name of a squad; empty for none."""
        return self.village.squads.names((number,)) if number else ""

    def due(self, entry: Entry, occurrence: Occurrence | None = None) -> str:
        """At which post somebody is due now, or else next, with its hours; empty: at none."""
        return due_words(entry, occurrence or self.occurrence, self.village.now())

    def where(self, entry: Entry) -> str:
        """The post at which somebody is due now, or their squad."""
        return self.due(entry) or self.squad_name(entry.squad)

    def shown_name(self, number: int) -> str:
        """A person's name, with the code if another person has the same name."""
        return distinct_name(self.village.people.all(), number)

    # -- typing, Enter and badges ------------------------------------------

    def typed(self, query: str) -> None:
        """Drop the current question; ask the next once the input is empty."""
        if query:
            self.questions.drop_current()
        super().typed(query)
        if not query and self._ask_next():
            self._show_status()

    def query_note(self, query: str) -> str:
        """The text about the query, and how many questions wait."""
        return _join(super().query_note(query), waiting_words(self.questions.waiting))

    def moved(self) -> None:
        """Drop the current question, as the arrows chose another person."""
        if self.questions.current is not None:
            self.questions.drop_current()
            self.status.show(waiting_words(self.questions.waiting))

    @on(PersonFinder.Picked)
    def picked(self, event: PersonFinder.Picked) -> None:
        """Check in the person that Enter picked."""
        self.finder.mark_answered()  # for what is not checked in; a check-in clears the input
        self.refuse_reader()
        self.request_check_in(CheckInRequest(self.village.people.get(event.number), self))

    def scanned(self, number: int, front: Page[Any]) -> None:
        """Check in by a badge, also while another page is on top of the desk.

        The input of the desk and those of that page stay as they are.

        Args:
            number: The person's number on the badge.
            front: The page in front, whose status line says what happens.
        """
        with front.report_refusals():
            self.refuse_reader()
            person = self.village.people.get_unerased(number)
            if person.archived:
                raise Refused("{name} {code} is archived.", name=person.name, code=person.code)
            merged = person.number != number
            self.request_check_in(CheckInRequest(person, front, badge=True, say_code=merged))

    def request_check_in(self, request: CheckInRequest) -> None:
        """Check a person in, unless a question comes first.

        Raises:
            YigongError: It is refused or cannot be written; nothing was changed.
        """
        number = request.person.number
        elsewhere = self.village.elsewhere.expected(self.occurrence, number)
        if elsewhere is not None:
            person = distinct_names(self.village.people.all(), [number])[number]
            self._ask(expected_elsewhere_question(person, elsewhere), request)
        else:
            self._check_in(request)

    def _check_in(self, request: CheckInRequest) -> None:
        person, again = request.person, "again" in request.consents
        registers = self.village.registers
        arrival = registers.checkin.check_in(
            self.occurrence,
            person.number,
            again=again,
            outside_hours="outside_hours" in request.consents,
            admit="admit" in request.consents,
        )
        self.last = person.number
        name = self.shown_name(person.number)
        if began_stint(arrival, again=again):
            squad = self.where(arrival.entry)
            head = registers.head(self.occurrence)
            text = welcome_words(arrival, name, squad, asked_squads(self.occurrence), head)
            code = f"  {person.code}" if request.say_code and name == person.name else ""
            inside = self.village.elsewhere.inside(self.occurrence, person.number)
            self.report_saved(_join(text + code, inside_elsewhere_words(inside)), request)
        elif question := question_for(arrival, name, *self._places()):
            self._ask(question, request)
        else:
            just_now = _("{name} is checked in already, just now.").format(name=name)
            self.report_saved(just_now, request, repeated=True)

    def _places(self) -> tuple[int, int]:
        """How many places are taken, and how many there are."""
        register = self.village.registers.read(self.occurrence.key)
        return register.places_taken, self.occurrence.event.capacity

    def _check_out(self, request: CheckInRequest) -> None:
        number = request.person.number
        entry = self.village.registers.checkin.check_out(self.occurrence, number)
        self.last = number
        text, time = _("{time} {name} is checked out"), f"{entry.stints[-1].end:%H:%M}"
        text = text.format(time=time, name=self.shown_name(number))
        words = late_checkout_words([entry], self.occurrence, self.village.now())
        self.report_saved(_join(text, words), request)

    def report_saved(
        self,
        text: str,
        request: CheckInRequest | None = None,
        *,
        elsewhere: str = "",
        repeated: bool = False,
    ) -> None:
        """Report a change that is on disk, and make ready for the next person.

        Args:
            text: What was done.
            request: The request it answers, if it does.
            elsewhere: The key of the register, if it is another than this desk's.
            repeated: It had been done before, so nothing was changed.
        """
        text, style = (text, PLAIN) if repeated else (f"✓ {text}", GOOD)
        self._elsewhere_key = elsewhere
        resolved = self.questions.resolve(request.person.number) if request else False
        if request is None or not request.badge:  # a badge leaves the question and the input
            self.questions.drop_current()
            self.finder.clear()
        front = self if request is None else request.front
        if front is not self:
            front.status.show(text, style)
            return
        self.refresh_page()
        self._ask_next(while_typing=resolved)
        self._show_status(text, style)

    # -- questions ---------------------------------------------------------

    def _ask(self, question: DeskQuestion, request: CheckInRequest) -> None:
        """Ask a question; one caused by a badge waits while another is current."""
        self.questions.ask(PendingQuestion(question, replace(request, front=self), request.badge))
        if request.front is self:
            self.refresh_page()
            self._show_status()
        else:
            later = _("The desk asks when you are back.")
            text = _("{fact} {offer}").format(fact=question.fact, offer=later)
            request.front.status.show(text, STRONG)

    def _ask_next(self, *, while_typing: bool = False) -> bool:
        """Make the next question current, unless the input has a query, which Enter is then for.

        Args:
            while_typing: Even if it has one: the question before was current then, too.

        Returns:
            Whether another question is current now.
        """
        if self.finder.query_text and not while_typing:
            return False
        return self.questions.next()

    def _show_status(self, done: str = "", style: Style = PLAIN) -> None:
        """Show what was done, the current question, and how many wait."""
        current = self.questions.current
        question = str(current.question) if current else ""
        text = _join(done, question, waiting_words(self.questions.waiting))
        self.status.show(text, STRONG if question else style)

    def on_screen_resume(self) -> None:
        """Ask what a badge caused while another page was on top."""
        self._ask_next()
        current = self.questions.current
        if current is not None and str(current.question) not in self.status.text:
            self._show_status()

    def drop_question(self) -> None:
        """Drop the current question, and ask the next."""
        if self.questions.current is not None:
            self.questions.drop_current()
            self._ask_next(while_typing=True)
            self._show_status()

    def answered(self) -> bool:
        """Handle Enter while a question is current.

        Returns:
            Whether one was; else Enter is for the finder.
        """
        current = self.questions.current
        if current is None:
            return False
        if self.questions.debouncing:
            return True
        action = current.question.action
        request = replace(current.context, consents=current.context.consents | {action})
        with self.report_refusals():
            self.refuse_reader()
            try:
                if action == "out":
                    self._check_out(request)
                else:
                    self._check_in(request)
            except Refused:  # after any other error the question stays, and Enter tries again
                self.questions.drop_current()
                raise
        if self._ask_next(while_typing=True):
            self._show_status(self.status.text)
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable Tab only while a question offers it."""
        if action == "check_in_elsewhere":
            current = self.questions.current
            return current is not None and current.question.elsewhere is not None
        return super().check_action(action, parameters)

    @needs_writing
    def action_check_in_elsewhere(self) -> None:
        """Check the person in at the other event, where they are expected."""
        current = self.questions.current
        if current is None or current.question.elsewhere is None:
            return
        elsewhere, request = current.question.elsewhere, current.context
        number = request.person.number
        arrival = self.village.registers.checkin.check_in(elsewhere, number, outside_hours=True)
        squad = self.due(arrival.entry, elsewhere) or self.squad_name(arrival.entry.squad)
        head = self.village.registers.head(elsewhere)
        text = welcome_words(arrival, self.shown_name(number), squad, asked_squads(elsewhere), head)
        inside = inside_elsewhere_words(self.village.elsewhere.inside(elsewhere, number))
        text = _join(text, elsewhere.event.title, inside)
        self.report_saved(text, request, elsewhere=elsewhere.key)

    def action_clear_or_back(self) -> None:
        """Drop the question; without one, clear what is typed; then go back."""
        current = self.questions.current
        if current is not None and (current.badge or not self.finder.query_text):
            self.drop_question()
            return
        self.questions.drop_current()
        super().action_clear_or_back()

    # -- as what ---------------------------------------------------------------

    @needs_writing
    def action_turn_role(self) -> None:
        """Give the person under the cursor, or who came last, the next role: V volunteer,
        P participant, L learner, G guest, $ paid.

        It holds from now on.
        """
        number = self.finder.number or self.last
        if number is None:
            raise Refused("Choose somebody first: whose role is another?")
        registers, name = self.village.registers, self.shown_name(number)
        entry = registers.read(self.occurrence.key).entries.get(number)
        if entry is None:
            raise Refused("{name} is not in the register yet; Enter checks them in.", name=name)
        head = registers.head(self.occurrence)
        role = next_role(role_of(entry.stints[-1] if entry.stints else None, entry, head))
        registers.roles.change(self.occurrence, number, role, last=True)
        self.last, self._elsewhere_key = number, ""
        self.refresh_page()
        text = _("{name}: {what}").format(name=name, what=role_name(role))
        self._show_status(f"✓ {text}", GOOD)

    # -- undo --------------------------------------------------------------

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change at this desk."""
        key = self._elsewhere_key or self.occurrence.key
        undone = self.village.undo(self.village.registers.book(key).name)
        self._elsewhere_key, self.last = "", None
        self.questions.resolve(undone.key)
        self.questions.drop_current()
        self.refresh_page()
        self._ask_next()
        act = undone_words(self.village, undone)
        self._show_status("✓ " + _("undone: {act}").format(act=act), GOOD)


def _join(*texts: str) -> str:
    return "  ".join(text for text in texts if text)
