"""``yigong request``: write down what residents ask for, take it on, answer it, ask back; what only
reads is in `request_lists`."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, get_args

import msgspec

from yigong.store.errors import Refused, WrongUsage
from yigong.store.language import _
from yigong.store.request_records import Request, RequestSource, Satisfaction, Urgency
from yigong.store.requests.due_dates import UNFINISHED, due_date
from yigong.tui.commands import output
from yigong.tui.commands.arguments import date_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.event_codes import event_data
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.commands.request_lists import (
    STATES,
    list_requests,
    request_data,
    show_replies,
    show_request,
)

_NOBODY = "-"
"""What takes a person, a squad or a date away."""


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("request", _("what residents ask for, until it is answered"))
    part = group.add("add", add_request, _("write down what somebody asks for"))
    part.add_value("text", "TEXT", _("what they ask for; -: from standard input"))
    _add_fact_options(part)
    part.add_flag("--secret", _("shown only to who writes it down and who works on it"))
    part = group.add("list", list_requests, _("list requests, what is due first first"))
    part.add_period("all")
    states = ("unfinished", *STATES)
    part.add_argument("--state", choices=states, default="unfinished", help=_("which ones"))
    part.add_value("--group", "GROUP", _("of this group"))
    part.add_value("--topic", "TOPIC", _("on this topic"))
    part.add_value("--holder", "P", _("that this person works on"))
    part.add_value("--squad", "S", _("that this squad works on"))
    part.add_flag("--overdue", _("only what is overdue"))
    part = group.add("show", show_request, _("show a request and its life"))
    _add_request(part)
    part.add_flag("--look", _("a secret one, too; that is on record"))
    part = group.add("take", take_request, _("take a request on, or give it to a squad"))
    _add_request(part)
    part.add_value("person", "P", _("who takes it on (else you)"), nargs="?")
    part.add_value("--squad", "S", _("the squad it is given to"))
    part.add_flag("--back", _("give it back: it waits to be taken on"))
    part = group.add("begin", begin_request, _("begin to work on a request"))
    _add_request(part)
    part = group.add("note", note_request, _("write down a remark about a request"))
    _add_request(part)
    part.add_value("text", "TEXT", _("the remark"))
    part = group.add("done", settle_request, _("say that a request is settled, and how"))
    _add_request(part)
    part.add_value("outcome", "TEXT", _("what was done, in a sentence to who asked"))
    part.add_repeated("--event", "E", _("the occurrence by which; repeatable"))
    part = group.add("feedback", ask_back, _("write down how satisfied who asked is"))
    _add_request(part)
    satisfaction = [each for each in get_args(Satisfaction) if each]
    part.add_argument("satisfaction", choices=satisfaction, help=_("bad opens a new round"))
    part.add_value("--said", "TEXT", _("what they said"), default="")
    part = group.add("message", show_replies, _("the sentence to who asked, to be sent"))
    _add_request(part)
    _add_other_ends(group)


def _add_other_ends(group: Commands) -> None:
    part = group.add("decline", decline_request, _("do not accept a request"))
    _add_request(part)
    part.add_value("reason", "REASON", _("why"))
    part = group.add("same", mark_same, _("say that a request is the same as another"))
    _add_request(part)
    part.add_value("other", "Q", _("the request that is counted"))
    part = group.add("reopen", reopen_request, _("work on a finished request again"))
    _add_request(part)
    part = group.add("change", change_request, _("change what was written down of a request"))
    _add_request(part)
    part.add_value("--text", "TEXT", _("what they ask for"))
    _add_fact_options(part)
    part.add_argument("--secret", choices=("yes", "no"), help=_("whether it is secret"))
    part = group.add("event", link_event, _("say that an event is in answer to a request"))
    _add_request(part)
    part.add_event()


def _add_request(part: Parser) -> None:
    part.add_value("request", "Q", _("a request's code, or words of it"))


def _add_fact_options(part: Parser) -> None:
    part.add_value("--who", "P", _("who asks, if they are on the roster; -: nobody"))
    part.add_value("--asker", "TEXT", _("else who asks, and how they are reached"))
    part.add_value("--for", "S", _("the squad or company they ask for; -: none"), dest="squad")
    part.add_value("--group", "GROUP", _("their group"))
    part.add_value("--topic", "TOPIC", _("a word for it, which everybody sees"))
    part.add_argument("--urgency", choices=get_args(Urgency), help=_("how urgent it is"))
    part.add_argument("--source", choices=get_args(RequestSource), help=_("how it was heard"))
    part.add_value("--heard", "DATE", _("the day it was heard (else today)"), type=date_argument)
    part.add_value("--due", "DATE", _("by when (else by the working days of the settings)"))


def _facts(call: Call) -> dict[str, Any]:
    """What the options say of a request."""
    options, village = call.options, call.village
    facts: dict[str, Any] = {
        name: getattr(options, name)
        for name in ("asker", "group", "topic", "urgency", "source")
        if getattr(options, name) is not None
    }
    if options.who is not None:
        nobody = options.who == _NOBODY
        facts["who"] = 0 if nobody else village.people.person_for(options.who).number
    if options.squad is not None:
        none = options.squad == _NOBODY
        facts["squad"] = 0 if none else village.squads.find(options.squad).number
    if options.heard is not None:
        now = village.now()
        day = call.past_day(options.heard)
        at = datetime.combine(day, time(12), village.zone)
        facts["at"] = now if day == now.date() else at
    if options.due is not None:
        facts["due"] = None if options.due == _NOBODY else call.day(options.due, say=False)
    return facts


def add_request(call: Call) -> None:
    """Write down a request."""
    text = call.options.text
    if text == "-":
        text = call.read_file("-").decode("utf-8", "replace")
    new = Request(number=0, at=call.village.now(), text=text, secret=call.options.secret)
    added = call.village.requests.add(msgspec.structs.replace(new, **_facts(call)))
    _answer(call, added, _("✓ {code} is written down."))


def change_request(call: Call) -> None:
    """Change what was written down of a request."""
    request, facts = _meant(call), _facts(call)
    if call.options.text is not None:
        facts["text"] = call.options.text
    if call.options.secret is not None:
        facts["secret"] = {"yes": True, "no": False}[call.options.secret]
    if not facts:
        raise WrongUsage("Say what changes.")
    changed = call.village.requests.save(msgspec.structs.replace(request, **facts))
    _answer(call, changed, _("✓ {code} is changed."))


def take_request(call: Call) -> None:
    """Have somebody take a request on, give it to a squad, or give it back."""
    village, options, request = call.village, call.options, _meant(call)
    if options.back:
        if options.person is not None or options.squad is not None:
            raise WrongUsage("Name who takes it on, or --back.")
        _answer(call, village.requests.give_back(request.number), _("✓ {code} is given back."))
        return
    holder = village.people.person_for(options.person).number if options.person is not None else 0
    if options.person is None and options.squad is None:
        holder = _organiser(call)
    squad = village.squads.find(options.squad).number if options.squad is not None else 0
    taken = village.requests.take(request.number, holder=holder, squad=squad)
    _answer(call, taken, _("✓ {code} is taken on."))


def _organiser(call: Call) -> int:
    """The organiser who calls, by number; 0: nobody on the roster has the name, or several have."""
    people = call.village.people.listed()
    named = [person.number for person in people if person.name == call.village.actor.by]
    return named[0] if len(named) == 1 else 0


def begin_request(call: Call) -> None:
    """Begin to work on a request."""
    begun = call.village.requests.begin(_meant(call).number)
    _answer(call, begun, _("✓ {code} is in hand."))


def note_request(call: Call) -> None:
    """Write down a remark about a request."""
    noted = call.village.requests.note(_meant(call).number, call.options.text)
    _answer(call, noted, _("✓ {code} has a remark more."))


def settle_request(call: Call) -> None:
    """Say that a request is settled."""
    events = call.village.events
    links = [events.occurrence_for(text, "settle").key for text in call.options.event]
    request = _meant(call)
    settled = call.village.requests.finish(request.number, call.options.outcome, links)
    _answer(call, settled, _("✓ {code} is settled."))


def ask_back(call: Call) -> None:
    """Write down how satisfied who asked is."""
    options = call.options
    asked = call.village.requests.ask_back(_meant(call).number, options.satisfaction, options.said)
    text = _("✓ {code}: they were asked back.")
    if asked.state in UNFINISHED:
        text = _("✓ {code}: they are not satisfied; it is in hand again.")
    _answer(call, asked, text)


def decline_request(call: Call) -> None:
    """Do not accept a request."""
    declined = call.village.requests.decline(_meant(call).number, call.options.reason)
    _answer(call, declined, _("✓ {code} is not accepted."))


def mark_same(call: Call) -> None:
    """Say that a request is the same as another."""
    requests = call.village.requests
    other = requests.find(call.options.other)
    same = requests.mark_same(_meant(call).number, other.number)
    _answer(call, same, _("✓ {code} is counted once with the other."))


def reopen_request(call: Call) -> None:
    """Work on a finished request again."""
    again = call.village.requests.reopen(_meant(call).number)
    _answer(call, again, _("✓ {code} is open again."))


def link_event(call: Call) -> None:
    """Say that an event is in answer to a request, which is in hand from then on."""
    village, request, event = call.village, _meant(call), call.event()
    if request.number in event.answers:
        raise Refused("{title} answers {code} already.", title=event.title, code=request.code)
    answers = (*event.answers, request.number)
    saved = village.events.save(msgspec.structs.replace(event, answers=answers))
    text = _("✓ {code} answers {request}.")
    output.answer(call, event_data(saved), text.format(code=saved.code, request=request.code))


def _meant(call: Call) -> Request:
    return call.village.requests.find(call.options.request)


def _answer(call: Call, request: Request, sentence: str) -> None:
    """Answer with a request as this organiser is shown it, and by when it is due."""
    text = sentence.format(code=request.code)
    if request.state in UNFINISHED:
        due = due_date(request)
        said = _("due {date}").format(date=due) if due else ""
        text += "  " + (said or _("no holidays announced, due date open"))
    output.answer(call, request_data(call, request), text)
