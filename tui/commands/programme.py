"""``yigong programme``: programmes, their goals, who is enrolled; what only reads is in
`programme_lists`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.programme_records import Enrolment, Goal, Programme, Season
from yigong.store.programmes.enrolment_words import enrolment_state
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument, date_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.commands.host_options import add_host_options, hosts_named, names_hosts
from yigong.tui.commands.programme_lists import (
    add_programme_argument,
    enrolment_data,
    list_programmes,
    programme_data,
    programme_meant,
    show_programme,
)
from yigong.tui.commands.similar import add_anyway_flag, refuse_similar
from yigong.tui.text.typed_programme import (
    goal_example,
    read_goal,
    read_programme_days,
    read_season,
)

_NONE = "-"
"""What takes all seasons or mentors away."""


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("programme", _("events that belong together: seasons, goals, people"))
    part = group.add("add", add_programme, _("add a programme"))
    part.add_value("name", "NAME", _("its name"))
    _add_fact_options(part)
    add_anyway_flag(part)
    part = group.add("edit", edit_programme, _("change a programme"))
    add_programme_argument(part)
    part.add_value("--name", "NAME", _("its new name; the old one still means it"))
    _add_fact_options(part)
    part = group.add("list", list_programmes, _("list the programmes and how far they have come"))
    part.add_flag("--archived", _("archived programmes too"))
    part = group.add("show", show_programme, _("show a programme: its numbers, who is enrolled"))
    add_programme_argument(part)
    part = group.add("archive", archive_programme, _("put a programme away; nothing is deleted"))
    add_programme_argument(part)
    part.add_flag("--back", _("take it up again"))
    part = group.add("merge", merge_double, _("make two programmes one; undo takes it back"))
    add_programme_argument(part)
    part.add_value("double", "Q", _("the programme that becomes the other"))
    _add_enrolment_parts(group)


def _add_enrolment_parts(group: Commands) -> None:
    part = group.add("enrol", enrol, _("enrol people; who finds no place waits"))
    add_programme_argument(part)
    part.add_people()
    part.add_value("--children", "N", _("places for so many children each"), type=count_argument)
    part.add_value("--since", "DATE", _("the day (else today)"), type=date_argument)
    part.add_value("--note", "TEXT", _("a note"), default="")
    part = group.add("leave", leave, _("end the enrolment of people; who waits moves up"))
    add_programme_argument(part)
    part.add_people()
    part.add_value("--until", "DATE", _("the day they left (else today)"), type=date_argument)
    part.add_flag("--back", _("put back who left by mistake"))
    part = group.add("mentor", set_mentors, _("say who the mentors of an enrolled person are"))
    add_programme_argument(part)
    part.add_person()
    part.add_value("mentors", "M", _("their mentors, all of them; -: none"), nargs="+")


def _add_fact_options(part: Parser) -> None:
    goal_help = _("{example}; what is not named stays, 0 is none")
    part.add_value("--period", "PERIOD", _("its first and last day: 2026-03-01..2027-01-31; all"))
    part.add_repeated(
        "--season", "NAME:PERIOD", _("add or change a season; NAME:-: take it away; -: all")
    )
    part.add_value("--goal", "GOAL", goal_help.format(example=goal_example()))
    add_host_options(part)
    part.add_value("--lead", "NAME", _("who is in charge"))
    part.add_value("--places", "N", _("places for the enrolled; 0: no limit"), type=count_argument)
    part.add_value("--mentors", "N", _("mentors for each enrolled person"), type=count_argument)
    part.add_repeated("--also", "NAME", _("another name of it, which registers may have"))
    part.add_value("--note", "TEXT", _("a note"))


def add_programme(call: Call) -> None:
    """Add a programme; a name like that of another one is refused, unless it is meant."""
    programmes, name = call.village.programmes, call.options.name
    refuse_similar(call, name, programmes.similar(name))
    added = programmes.add(_with_facts(call, Programme(name=name)))
    text = _("✓ {name} {code} is added.").format(name=added.name, code=added.code)
    output.answer(call, programme_data(added), text)


def edit_programme(call: Call) -> None:
    """Change a programme; with more places the waitlist moves up."""
    programme = programme_meant(call)
    changed = _with_facts(call, programme)
    if call.options.name is not None:
        changed = msgspec.structs.replace(changed, name=call.options.name)
    moved_up: list[Enrolment] = []
    saved = call.village.programmes.save(changed, moved_up)
    text = _("✓ {name} {code} is changed.").format(name=saved.name, code=saved.code)
    if call.options.season:
        names = _(", ").join(season.name for season in saved.seasons) or _("none")
        text += "  " + _("seasons now: {names}").format(names=names)
    data = {**programme_data(saved), "moved_up": _enrolments_data(call, moved_up)}
    output.answer(call, data, text)
    _print_moved_up(call, moved_up)


def _with_facts(call: Call, programme: Programme) -> Programme:
    """A programme with the facts that the options give."""
    options, facts = call.options, dict[str, Any]()
    today = call.village.now().date()
    if options.period is not None:
        facts["first"], facts["last"] = read_programme_days(options.period, today)
    if options.season:
        facts["seasons"] = _seasons(call, programme.seasons, facts.get("first", programme.first))
    if options.goal is not None:
        facts["goal"] = read_goal(options.goal, programme.goal if options.goal else Goal())
    if names_hosts(call):
        facts["hosts"] = hosts_named(call)
    given = {"lead": options.lead, "places": options.places, "mentors_each": options.mentors}
    facts |= {name: value for name, value in given.items() if value is not None}
    if options.note is not None:
        facts["note"] = options.note
    if options.also:
        facts["aliases"] = (*programme.aliases, *options.also)
    return msgspec.structs.replace(programme, **facts)


def _seasons(call: Call, now: Iterable[Season], begin: date | None) -> tuple[Season, ...]:
    """The seasons with those that the options add, change or take away."""
    today = call.village.now().date()
    seasons = {season.name: season for season in now}
    for text in call.options.season:
        name, colon, rest = text.replace("：", ":").rpartition(":")
        if text == _NONE:
            seasons.clear()
        elif colon and rest.strip() == _NONE:
            if seasons.pop(name.strip(), None) is None:
                raise Refused("There is no season {name}.", name=name.strip()[:40])
        else:
            season = read_season(text, today, begin)
            seasons[season.name] = season
    return tuple(seasons.values())


def archive_programme(call: Call) -> None:
    """Archive a programme, or restore an archived one."""
    programmes, back = call.village.programmes, call.options.back
    meant = (programmes.find_archived if back else programmes.find)(call.options.programme)
    programme = programmes.archive(meant.number, not back)
    text = _("✓ {name} {code} is back.") if back else _("✓ {name} {code} is archived.")
    sentence = text.format(name=programme.name, code=programme.code)
    output.answer(call, programme_data(programme), sentence)


def merge_double(call: Call) -> None:
    """Merge one programme into another."""
    kept, merged = programme_meant(call), programme_meant(call, call.options.double)
    joined = call.village.merge_programmes(kept.number, merged.number)
    text = _("✓ {gone} is {name} {code} now.")
    sentence = text.format(gone=f"{merged.name} {merged.code}", name=joined.name, code=joined.code)
    output.answer(call, programme_data(joined), sentence)


# -- who is enrolled -------------------------------------------------------


def enrol(call: Call) -> None:
    """Enrol people, all or none."""
    options, programme = call.options, programme_meant(call)
    added = call.village.enrolments.add(
        programme.number,
        _people(call, options.people),
        children=options.children or 0,
        since=call.past_day(options.since) if options.since else None,
        note=options.note,
    )
    _answer_enrolments(call, programme, added)


def leave(call: Call) -> None:
    """End the enrolment of people, all or none; or put back who left by mistake."""
    options, programme = call.options, programme_meant(call)
    people = _people(call, options.people)
    moved_up: list[Enrolment] = []
    if options.back:
        last = [_last_ended(call, programme, person) for person in people]
        _answer_enrolments(call, programme, list(map(call.village.enrolments.put_back, last)))
        return
    ended = call.village.enrolments.end(
        programme.number,
        people,
        until=call.day(options.until) if options.until else None,
        moved_up=moved_up,
    )
    _answer_enrolments(call, programme, ended, moved_up)


def _last_ended(call: Call, programme: Programme, person: int) -> int:
    """The number of the enrolment of a person that ended last."""
    ended = [
        each
        for each in call.village.enrolments.of_person(person)
        if each.programme == programme.number and each.until is not None
    ]
    if not ended:
        name = call.village.people.get(person).name
        raise Refused("{name} did not leave {programme}.", name=name, programme=programme.name)
    return max(ended, key=lambda each: (each.until, each.number)).number


def set_mentors(call: Call) -> None:
    """Say who the mentors of an enrolled person are."""
    programme, person = programme_meant(call), call.person()
    named = call.options.mentors
    mentors = [] if named == [_NONE] else _people(call, named)
    changed = call.village.enrolments.set_mentors(programme.number, person.number, mentors)
    people = call.village.people.all()
    names = _(", ").join(people[number].name for number in changed.mentors)
    text = _("✓ {name}: mentors {mentors}.") if names else _("✓ {name} has no mentors.")
    sentence = text.format(name=person.name, mentors=names)
    output.answer(call, enrolment_data(call, changed), sentence)


def _people(call: Call, queries: list[str]) -> list[int]:
    return [call.village.people.person_for(query).number for query in queries]


def _answer_enrolments(
    call: Call,
    programme: Programme,
    enrolments: list[Enrolment],
    moved_up: list[Enrolment] | None = None,
) -> None:
    if call.options.json:
        data = {"enrolments": _enrolments_data(call, enrolments)}
        output.print_json(data | {"moved_up": _enrolments_data(call, moved_up or [])})
        return
    people = call.village.people.all()
    turns = [e.number for e in call.village.enrolments.of(programme.number) if e.waiting]
    for each in enrolments:
        turn = turns.index(each.number) + 1 if each.number in turns else 0
        text = _("✓ {name} {code}: {state} in {programme}.")
        person, state = people[each.person], enrolment_state(each, turn)
        output.print_line(
            text.format(name=person.name, code=person.code, state=state, programme=programme.name)
        )
    _print_moved_up(call, moved_up or [])


def _enrolments_data(call: Call, enrolments: list[Enrolment]) -> list[dict[str, Any]]:
    return [enrolment_data(call, each) for each in enrolments]


def _print_moved_up(call: Call, moved_up: list[Enrolment]) -> None:
    """Print who moved up from the waitlist, a line each."""
    for each in [] if call.options.json else moved_up:
        person = call.village.people.get(each.person)
        text = _("{name} {code} waited and is enrolled now.")
        output.print_line(text.format(name=person.name, code=person.code))
