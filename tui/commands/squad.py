"""``yigong squad``: who does which work together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.language import _, ngettext
from tui.commands import output
from tui.commands.arguments import Group, Subparsers

if TYPE_CHECKING:
    from store.records import Squad
    from tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command and its parts."""
    group = Group(commands, "squad", _("found, list, join and leave squads"))
    part = group.add("add", add, _("found a squad"))
    part.add_argument("name", metavar="NAME", help=_("its name"))
    part.add_argument("--purpose", default="", metavar="TEXT", help=_("what it does"))
    part.add_argument("--leader", default="", metavar="P", help=_("who leads it"))
    group.add("list", list_, _("list the squads"))
    part = group.add("show", show, _("show a squad and its members"))
    _squad(part)
    part = group.add("join", join, _("put people into a squad"))
    _squad(part)
    _people(part)
    part = group.add("leave", leave, _("take people out of a squad"))
    _squad(part)
    _people(part)


def _squad(part: Any) -> None:
    part.add_argument("squad", metavar="S", help=_("a squad's code or name"))


def _people(part: Any) -> None:
    part.add_argument(
        "people", nargs="+", metavar="P", help=_("a code, a phone, or a name only one has")
    )


def add(call: Call) -> None:
    """Found a squad."""
    from store.records import Squad

    options, village = call.options, call.village
    leader = village.people.one(options.leader).number if options.leader else None
    squad = village.squads.add(Squad(name=options.name, purpose=options.purpose, leader=leader))
    _done(call, squad, _("✓ {name} {code} is founded."))


def join(call: Call) -> None:
    """Put people into a squad, all or none."""
    village = call.village
    squad = village.squads.one(call.options.squad)
    people = [village.people.one(query).number for query in call.options.people]
    _done(call, village.squads.join(squad.number, *people), _("✓ {name} {code}: {members}."))


def leave(call: Call) -> None:
    """Take people out of a squad."""
    village = call.village
    squad = village.squads.one(call.options.squad)
    people = [village.people.one(query).number for query in call.options.people]
    _done(call, village.squads.leave(squad.number, *people), _("✓ {name} {code}: {members}."))


def _done(call: Call, squad: Squad, sentence: str) -> None:
    if call.options.json:
        output.emit(output.builtins(squad))
    else:
        output.say(
            sentence.format(name=squad.name, code=squad.code, members=_count(len(squad.members)))
        )


def _count(members: int) -> str:
    return ngettext("{n} member", "{n} members", members).format(n=members)


def list_(call: Call) -> None:
    """List the squads."""
    village = call.village
    squads = [squad for squad in village.squads.all().values() if not squad.archived]
    if call.options.json:
        output.emit([output.builtins(squad) for squad in squads])
        return
    people = village.people.all()
    output.table(
        [
            squad.code,
            squad.name,
            _count(len(squad.members)),
            people[squad.leader].name if squad.leader and squad.leader in people else "",
            squad.purpose,
        ]
        for squad in squads
    )


def show(call: Call) -> None:
    """Show a squad and who is in it."""
    village = call.village
    squad = village.squads.one(call.options.squad)
    if call.options.json:
        output.emit(output.builtins(squad))
        return
    people = village.people.all()
    output.table([[squad.code, squad.name, _count(len(squad.members)), squad.purpose]])
    output.table(
        [
            person.code,
            person.name,
            output.masked(person.phone),
            _office(squad, number),
        ]
        for number, person in ((n, people[n]) for n in squad.members if n in people)
    )


def _office(squad: Squad, number: int) -> str:
    if number == squad.leader:
        return _("leader")
    return _("deputy") if number in squad.deputies else ""
