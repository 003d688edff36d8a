"""``yigong visit``: write visits down, and set who lives together; `visit_lists` has the rest."""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from yigong.store.errors import Refused
from yigong.store.language import _, ngettext
from yigong.store.people.households import propose_households
from yigong.store.request_records import Request, Visit, VisitWay
from yigong.store.requests.visit_words import met_words, visited_words
from yigong.store.requests.visits import HouseholdTaken, UnknownHousehold
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument, date_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.commands.visit_lists import (
    list_households,
    list_visits,
    show_coverage,
    show_visit,
    visit_data,
)


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("visit", _("visits to households: who was met, what was heard"))
    part = group.add("add", add_visit, _("write a visit down, and what was asked for"))
    part.add_person(nargs="?")
    _add_options(part)
    part = group.add("change", change_visit, _("change a visit"))
    part.add_value("visit", "CODE", _("the visit, such as W2026-0012"))
    part.add_value("--who", "P", _("whom it was to; -: somebody of the household"))
    _add_options(part)
    part.add_flag("--met", _("somebody was met"))
    part = group.add("list", list_visits, _("list the visits of a period"))
    part.add_period("month")
    part.add_value("--group", "NAME", _("only of this group"), dest="of_group")
    part.add_value("--home", "LABEL", _("only to this household"), dest="household")
    part = group.add("show", show_visit, _("show a visit"))
    part.add_value("visit", "CODE", _("the visit, such as W2026-0012"))
    part = group.add("cover", show_coverage, _("how many households were met, by group"))
    part.add_period("quarter")
    part.add_value("--group", "NAME", _("only of this group"), dest="of_group")
    part = group.add(
        "households", list_households, _("the households, who was not met for longest first")
    )
    part.add_value("--group", "NAME", _("only of this group"), dest="of_group")
    part.add_value("--limit", "N", _("at most so many"), type=count_argument)
    part = group.add("household", set_household, _("say who lives in a household"))
    part.add_value("household", "LABEL", _("its label; -: the people live in none any more"))
    part.add_people()
    part = group.add("rename", rename_household, _("give a household another label"))
    part.add_value("household", "LABEL", _("its label"))
    part.add_value("new_name", "NEW", _("the new label"))
    part.add_flag("--join", _("also where another household has it: they are one then"))
    part = group.add(
        "propose", propose, _("who may live together, as they have one phone; --yes takes it over")
    )
    part.add_flag("--yes", _("let them live together so"))


def _add_options(part: Parser) -> None:
    part.add_value("--home", "LABEL", _("the household"), dest="household")
    part.add_flag("--new-home", _("also a household that nobody on the roster lives in"))
    part.add_value("--day", "DATE", _("when it was; else today"), type=date_argument)
    part.add_repeated("--visitor", "P", _("who visited; repeatable"))
    part.add_argument("--how", choices=get_args(VisitWay), help=_("how they were reached"))
    part.add_flag("--not-met", _("nobody was met"))
    part.add_value("--note", "TEXT", _("a note"))
    part.add_repeated("--heard", "TEXT", _("a request that was heard; repeatable"))


def add_visit(call: Call) -> None:
    """Write a visit down, with the requests that were heard."""
    village, today = call.village, call.village.now().date()
    who = call.person().number if call.options.person is not None else 0
    visit = msgspec.structs.replace(Visit(day=today, who=who), **_facts(call))
    try:
        stored = village.visits.add(visit, _heard(call), unknown_home=call.options.new_home)
    except UnknownHousehold as doubt:
        raise _with_option(doubt) from None
    _answer(call, stored, _("✓ {code} {day} {who}: {met}."))


def change_visit(call: Call) -> None:
    """Change a visit; what is not named stays."""
    village, options = call.village, call.options
    before = village.visits.find(options.visit)
    facts = _facts(call)
    if options.met:
        facts["met"] = True
    if options.who is not None:
        person = None if options.who == "-" else village.people.person_for(options.who)
        facts["who"] = person.number if person else 0
    try:
        stored = village.visits.save(
            msgspec.structs.replace(before, **facts),
            before.day,
            _heard(call),
            unknown_home=options.new_home,
        )
    except UnknownHousehold as doubt:
        raise _with_option(doubt) from None
    _answer(call, stored, _("✓ {code} {day} {who}: {met}; it is changed."))


def _with_option(doubt: UnknownHousehold) -> Refused:
    return Refused("{question} --new-home says so; nothing was written.", question=doubt)


def _facts(call: Call) -> dict[str, Any]:
    """What the options say of a visit."""
    options, people = call.options, call.village.people
    facts: dict[str, Any] = {
        name: getattr(options, name)
        for name in ("how", "note")
        if getattr(options, name) is not None
    }
    if options.household is not None:
        facts["home"] = options.household
    if options.day is not None:
        facts["day"] = call.past_day(options.day)
    if options.visitor:
        facts["by"] = tuple(people.person_for(query).number for query in options.visitor)
    if options.not_met:
        facts["met"] = False
    return facts


def _heard(call: Call) -> list[Request]:
    """The requests that the options give."""
    return [Request(at=call.village.now(), text=text) for text in call.options.heard]


def _answer(call: Call, visit: Visit, text: str) -> None:
    who = visited_words(visit, call.village.people.all())
    codes = visit_data(call, visit)["requests"]
    words = text.format(code=visit.code, day=visit.day, who=who, met=met_words(visit))
    heard = "  " + _("heard: {codes}").format(codes=" ".join(codes)) if codes else ""
    output.answer(call, visit_data(call, visit), words + heard)


# -- households --------------------------------------------------------------


def set_household(call: Call) -> None:
    """Let people live in one household, all or none."""
    village, home = call.village, call.options.household
    numbers = [village.people.person_for(query).number for query in call.options.people]
    stored = village.people.live_in("" if home == "-" else home, numbers)
    text = ngettext(
        "✓ {n} person lives in {home} now.", "✓ {n} people live in {home} now.", len(stored)
    )
    if home == "-":
        text = ngettext(
            "✓ {n} person lives in no household now.",
            "✓ {n} people live in no household now.",
            len(stored),
        )
    data = [output.person_data(person, full_phones=False) for person in stored]
    output.answer(call, data, text.format(n=len(stored), home=home))


def rename_household(call: Call) -> None:
    """Give a household another label, on the roster and in the visits to it."""
    options = call.options
    try:
        count = call.village.visits.rename_household(
            options.household, options.new_name, joined=options.join
        )
    except HouseholdTaken as doubt:
        raise Refused("{question} --join says so; nothing was changed.", question=doubt) from None
    text = ngettext("✓ {n} person lives in {home} now.", "✓ {n} people live in {home} now.", count)
    data = {"home": options.new_name, "people": count}
    output.answer(call, data, text.format(n=count, home=options.new_name))


def propose(call: Call) -> None:
    """Propose households from equal phones; ``--yes`` takes all of them over."""
    village = call.village
    found = propose_households(village.people.listed())
    if call.options.yes and found:
        village.people.settle({p.home: [each.number for each in p.people] for p in found})
    if call.options.json:
        output.print_json(
            [
                {
                    "home": each.home,
                    "people": [person.code for person in each.people],
                    "joins": [person.code for person in each.joins],
                    "done": call.options.yes,
                }
                for each in found
            ]
        )
        return
    if not found:
        output.print_line(_("No phone is that of several people without a household."))
        return
    output.print_table(
        [
            each.home,
            _(", ").join(f"{person.name} {person.code}" for person in each.people),
            _("to {names}").format(names=_(", ").join(p.name for p in each.joins))
            if each.joins
            else "",
        ]
        for each in found
    )
    text = ngettext(
        "{n} household may be set so; --yes does.",
        "{n} households may be set so; --yes does.",
        len(found),
    )
    if call.options.yes:
        text = ngettext("✓ {n} household is set.", "✓ {n} households are set.", len(found))
    output.print_line(text.format(n=len(found)))
