"""The actions that the list of requests and the page of one share."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from textual import work

from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.language import _
from yigong.store.request_records import Request, Visit
from yigong.store.requests.due_dates import UNFINISHED
from yigong.store.requests.request_words import (
    SATISFACTION_NAMES,
    is_kept_back,
    request_due_words,
)
from yigong.tui.screens.base.copy_page import CopyPage, CopyText
from yigong.tui.screens.base.page import Page, needs_writing
from yigong.tui.screens.base.questions import AskOption, AskText, AskYes
from yigong.tui.screens.event.settled_requests import ask_outcome, proposed_outcome, tell_asker
from yigong.tui.view.history_words import undone_words

_SOMEBODY = -1
"""The choice of somebody who is typed."""


class RequestActions(Page[None]):
    """A page about requests. A subclass names the keys."""

    BOOKS = frozenset({"requests", "people", "squads", "events", "settings"})

    def request(self) -> Request:
        """The request that the actions are about, whole, as it is now.

        Raises:
            Refused: There is none.
        """
        raise NotImplementedError

    def shown_request(self) -> Request:
        """The same as the organiser is shown it on this page."""
        return self.village.requests.shown(self.request())

    def show_request(self, request: Request) -> None:
        """Show a request after it was added or changed."""
        self.refresh_page()

    def _readable(self) -> Request:
        """The request, if this page shows all of it.

        Raises:
            Refused: It is secret, and was not looked at here.
        """
        request, shown = self.request(), self.shown_request()
        if shown.text != request.text:
            raise Refused(
                "{code} is shown only to who wrote it down and to who works on it.",
                code=request.code,
            )
        return request

    # -- written down ---------------------------------------------------------

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Write down what somebody asks for."""
        from yigong.tui.screens.requests.request_form import RequestForm

        request = await self.ask(RequestForm())
        if request is not None:
            self.show_request(request)
            due = request_due_words(request, self.village.now().date())
            text = _("{code} is written down; due: {due}")
            self.status.good(text.format(code=request.code, due=due))

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change what was written down."""
        from yigong.tui.screens.requests.request_form import RequestForm

        request = await self.ask(RequestForm(self._readable()))
        if request is not None:
            self.show_request(request)
            self.status.good(_("{title} is saved").format(title=request.code))

    # -- worked on ------------------------------------------------------------

    @needs_writing
    @work
    async def action_take(self) -> None:
        """Take the request on, or give it to a squad or to somebody else; or give it back."""
        village, request = self.village, self.request()
        if request.state not in UNFINISHED:
            village.requests.begin(request.number)  # refuses, and says why
        own = [p for p in village.people.listed() if p.name == village.actor.by]
        options: list[tuple[object, str]] = []
        if len(own) == 1:
            options.append((("V", own[0].number), f"{own[0].name} {own[0].code}"))
        options.append((_SOMEBODY, _("somebody else, by name")))
        options += [
            (("S", squad.number), f"{squad.name} {squad.code}")
            for squad in village.squads.all().values()
            if not squad.archived
        ]
        if request.state != "open":
            options.append((0, _("nobody: give it back")))
        question = _("Who works on {code}?").format(code=request.code)
        chosen = await self.ask(AskOption(question, options, options[0][0]))
        if chosen is None:
            return
        if chosen == 0:
            village.requests.give_back(request.number)
        elif chosen == _SOMEBODY:
            if not await self._ask_holder(request.number):
                return
        elif isinstance(chosen, tuple):
            letter, number = chosen
            named = {"holder": number} if letter == "V" else {"squad": number}
            village.requests.take(request.number, **named)
        self.refresh_page()
        text = _("{code} is given back") if chosen == 0 else _("{code} is taken on")
        self.status.good(text.format(code=request.code))

    async def _ask_holder(self, number: int) -> bool:
        """Ask who takes a request on; whether somebody does."""
        people = self.village.people

        def words(text: str) -> str:
            person = people.person_for(text)
            return f"{person.name} {person.code} {person.group}".rstrip()

        def take(text: str) -> None:
            self.village.requests.take(number, holder=people.person_for(text).number)

        asked = AskText(_("Who takes it on?"), _("name, pinyin or code"), meaning=words, act=take)
        answer = await self.ask(asked)
        return bool(answer)

    @needs_writing
    def action_begin(self) -> None:
        """Say that the request is in hand."""
        begun = self.village.requests.begin(self._readable().number)
        self.refresh_page()
        self.status.good(_("{code} is in hand").format(code=begun.code))

    @needs_writing
    @work
    async def action_remark(self) -> None:
        """Write down a remark."""
        request = self._readable()
        note = partial(self.village.requests.note, request.number)
        if await self.ask(AskText(_("What is to know?"), act=note)) is not None:
            self.refresh_page()
            self.status.good(_("{code} has a remark more").format(code=request.code))

    @needs_writing
    @work
    async def action_settle(self) -> None:
        """Say that the request is settled, and what was done."""
        request = self._readable()
        proposed, link = proposed_outcome(self.village, request.number)
        if await ask_outcome(self, request.number, proposed, link):
            self.refresh_page()
            tell_asker(self, request.number)

    def action_message(self) -> None:
        """Show the sentence to who asked, to copy it."""
        from yigong.exports.request_reply import replies_to

        replies = replies_to(self.village, self.request().number)
        texts = [CopyText(*reply) for reply in replies]
        self.app.push_screen(CopyPage(_("To who asked"), texts))

    @needs_writing
    @work
    async def action_feedback(self) -> None:
        """Write down how satisfied who asked is; who is not opens a new round."""
        request = self._readable()
        if request.state != "done":
            self.village.requests.ask_back(request.number, "good")  # refuses, and says why
        options: list[tuple[object, str]] = [(k, _(name)) for k, name in SATISFACTION_NAMES.items()]
        question = _("{code}: how satisfied are they?").format(code=request.code)
        satisfaction = await self.ask(AskOption(question, options, "good"))
        answer = next((each for each in SATISFACTION_NAMES if each == satisfaction), None)
        if answer is None:
            return
        said = await self.ask(AskText(_("What do they say?"), _("Enter without words, too")))
        if said is None:
            return
        after = self.village.requests.ask_back(request.number, answer, said)
        self.refresh_page()
        text = _("{code}: they were asked back")
        if after.state in UNFINISHED:
            text = _("{code} is in hand again, due: {due}")
        due = request_due_words(after, self.village.now().date())
        self.status.good(text.format(code=after.code, due=due))

    # -- ended otherwise ------------------------------------------------------

    @needs_writing
    @work
    async def action_decline(self) -> None:
        """Do not accept the request: it is finished then, with the reason."""
        request = self._readable()
        if request.state not in UNFINISHED:
            self.village.requests.begin(request.number)  # refuses, and says why
        decline = partial(self.village.requests.decline, request.number)
        question = _("Not accept {code}? It is finished then, and nobody works on it.")
        example = _("Write why, in a few words; Esc leaves it as it is.")
        asked = AskText(question.format(code=request.code), example, act=decline)
        if await self.ask(asked) is not None:
            self.refresh_page()
            self.status.good(_("{code} is not accepted; u takes it back").format(code=request.code))

    @needs_writing
    @work
    async def action_same(self) -> None:
        """Say that the request asks for what another one asks for; it is counted once."""
        from yigong.tui.screens.requests.same_page import SamePage

        request = self._readable()
        if request.state not in UNFINISHED:
            self.village.requests.mark_same(request.number, request.number)
        other = await self.ask(SamePage(request.number))
        if other:
            same = self.village.requests.mark_same(request.number, other)
            self.refresh_page()
            text = _("{code} is counted once with {other}; u takes it back")
            counted = self.village.requests.get(same.same_as)
            self.status.good(text.format(code=same.code, other=counted.code))

    @needs_writing
    @work
    async def action_reopen(self) -> None:
        """Work on a finished request again; its days are counted from today on."""
        request = self._readable()
        if request.state in UNFINISHED:
            self.village.requests.reopen(request.number)  # refuses, and says why
        question = _("Open {code} again?").format(code=request.code)
        if await self.ask(AskYes(question, _("Its days are counted from today on."))):
            again = self.village.requests.reopen(request.number)
            self.refresh_page()
            due = request_due_words(again, self.village.now().date())
            self.status.good(_("{code} is open again, due: {due}").format(code=again.code, due=due))

    # -- answered by an event -------------------------------------------------

    @needs_writing
    @work
    async def action_plan(self) -> None:
        """Plan an event in answer to the request."""
        from yigong.tui.screens.calendar.event_form import EventForm

        request, shown = self.request(), self._unfinished()
        tomorrow = self.village.now().date() + timedelta(days=1)
        event = await self.ask(EventForm(None, tomorrow, answers=shown))
        self._link(request, event)

    @needs_writing
    @work
    async def action_book(self) -> None:
        """Book a venue in answer to the request."""
        from yigong.store.named_records import in_use
        from yigong.tui.screens.venues.booking_form import BookingForm

        request, shown = self.request(), self._unfinished()
        venues = in_use(self.village.venues.all())
        if not venues:
            raise Refused("There is no venue yet.")
        options: list[tuple[object, str]] = [(v.number, f"{v.name} {v.code}") for v in venues]
        chosen = await self.ask(AskOption(_("Book which venue?"), options, options[0][0]))
        if isinstance(chosen, int):
            venue = self.village.venues.get(chosen)
            self._link(request, await self.ask(BookingForm(venue, answers=shown)))

    def _unfinished(self) -> Request:
        """The request as it is shown, if somebody still has to answer it."""
        self._readable()
        request = self.shown_request()
        if request.state not in UNFINISHED:
            self.village.requests.begin(request.number)  # refuses, and says why
        return self.village.requests.secrecy.published(request)

    def _link(self, request: Request, event: Event | None) -> None:
        """Stay at the request, and say what was planned in answer to it."""
        if event is None:
            return
        self.show_request(self.village.requests.get(request.number))
        text = _("{title} {code} is planned for {request}; g opens it, u takes it back")
        self.status.good(text.format(title=event.title, code=event.code, request=request.code))

    # -- what is related, and undo --------------------------------------------

    @work
    async def action_related(self) -> None:
        """Open an event in answer to it, who asks, who works on it, the same request, or the visit
        on which it was heard."""
        self.request()  # refuses, where there is none
        shown, village = self.shown_request(), self.village
        people, squads = village.people.all(), village.squads.all()
        found: list[tuple[object, str]] = [
            (("E", event.number), f"{event.title} {event.code}")
            for event in village.events.answering(shown.number)
        ]
        found += [
            (("V", n), f"{people[n].name} {people[n].code}")
            for n in dict.fromkeys((shown.who, shown.holder))
            if n in people
        ]
        found += [
            (("S", n), f"{squads[n].name} {squads[n].code}")
            for n in dict.fromkeys((shown.squad, shown.holding_squad))
            if n in squads
        ]
        same = [shown.same_as] if shown.same_as else []
        repeats = [each.number for each in village.requests.repeats(shown.number)]
        found += [(("Q", n), village.requests.get(n).code) for n in (*same, *repeats)]
        heard = [] if is_kept_back(shown) else village.visits.hearing(shown)
        found += [(visit, _("Visit {code}").format(code=visit.code)) for visit in heard]
        if not found:
            raise Refused("Nothing is related to {code} yet.", code=shown.code)
        chosen: object = found[0][0]
        if len(found) > 1:
            chosen = await self.ask(AskOption(_("Open"), found, chosen))
        if isinstance(chosen, Visit):
            self.context.open_visit(chosen.day.year, chosen.number)
        elif isinstance(chosen, tuple):
            self.open_related(*chosen)

    def open_related(self, letter: str, number: int) -> None:
        """Open the page of something related: the nearest date of an event, a person, a record."""
        if letter == "E":
            event = self.village.events.get(number)
            nearest = self.village.events.nearest(event, self.village.now())
            if nearest is not None:
                self.context.open_occurrence(nearest)
        else:
            self.context.open_record(letter, number)

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of requests."""
        undone = self.village.undo("requests")
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))
