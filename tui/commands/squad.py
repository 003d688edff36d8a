"""``yigong squad``: who does which work together. What is read of squads: `squad_lists`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yigong.store.language import _, ngettext
from yigong.tui.commands import output
from yigong.tui.commands.arguments import add_full_phones_option, add_output_option
from yigong.tui.commands.grammar import CommandGroup, Subparsers
from yigong.tui.commands.squad_lists import (
    export_phones,
    list_squads,
    member_count,
    show_board,
    show_squad,
)

if TYPE_CHECKING:
    from yigong.store.records import Squad
    from yigong.tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command and its parts."""
    group = CommandGroup(commands, "squad", _("found, list, join and leave squads"))
    part = group.add("add", add_squad, _("found a squad"))
    part.add_argument("name", metavar="NAME", help=_("its name"))
    part.add_argument("--purpose", default="", metavar="TEXT", help=_("what it does"))
    part.add_argument("--leader", default="", metavar="P", help=_("who leads it"))
    part = group.add("list", list_squads, _("list the squads"))
    part.add_argument("--archived", action="store_true", help=_("archived squads too"))
    part = group.add("show", show_squad, _("show a squad and its members"))
    _squad(part)
    part = group.add("join", join_squad, _("put people into a squad"))
    _squad(part)
    _people(part)
    part = group.add("leave", leave_squad, _("take people out of a squad"))
    _squad(part)
    _people(part)
    _register_offices(group)
    _register_lists(group)


def _register_offices(group: CommandGroup) -> None:
    part = group.add("lead", set_leader, _("say who leads a squad"))
    _squad(part)
    part.add_argument("person", metavar="P", help=_("a member or anybody else; -: nobody"))
    part = group.add("deputy", set_deputy, _("make people deputies of a squad"))
    _squad(part)
    _people(part)
    part.add_argument("--remove", action="store_true", help=_("they are deputies no more"))
    part = group.add("archive", archive_squad, _("put a squad away; nothing of it is deleted"))
    _squad(part)
    part.add_argument("--back", action="store_true", help=_("take it up again"))


def _register_lists(group: CommandGroup) -> None:
    part = group.add("board", show_board, _("who of a squad came how often"))
    _squad(part)
    part.add_argument(
        "period",
        nargs="?",
        default="year",
        metavar="PERIOD",
        help=_("2026, 2026-Q4, 2026-11, 2026-11-01..2026-11-25, year, quarter, month, all"),
    )
    part.add_argument(
        "--sort",
        choices=("often", "lately", "name"),
        default="often",
        help=_("most often first, least lately first, or by name"),
    )
    part = group.add("phones", export_phones, _("the phone list of a squad"))
    _squad(part)
    part.add_argument("--format", choices=("txt", "csv"), default="txt", help=_("txt or csv"))
    add_full_phones_option(part)
    add_output_option(part)


def _squad(part: Any) -> None:
    part.add_argument("squad", metavar="S", help=_("a squad's code or name"))


def _people(part: Any) -> None:
    part.add_argument(
        "people", nargs="+", metavar="P", help=_("a code, a phone, or a name only one has")
    )


def add_squad(call: Call) -> None:
    """Found a squad."""
    from yigong.store.records import Squad

    options, village = call.options, call.village
    leader = village.people.one(options.leader).number if options.leader else None
    squad = village.squads.add(Squad(name=options.name, purpose=options.purpose, leader=leader))
    _done(call, squad, _("✓ {name} {code} is founded."))


def join_squad(call: Call) -> None:
    """Put people into a squad, all or none."""
    squad, people = _meant(call)
    _done(call, call.village.squads.join(squad, *people), _("✓ {name} {code}: {members}."))


def leave_squad(call: Call) -> None:
    """Take people out of a squad."""
    squad, people = _meant(call)
    _done(call, call.village.squads.leave(squad, *people), _("✓ {name} {code}: {members}."))


def set_leader(call: Call) -> None:
    """Say who leads a squad, or that nobody does."""
    village = call.village
    squad = village.squads.squad_for(call.options.squad)
    if call.options.person == "-":
        _done(call, village.squads.lead(squad.number, None), _("✓ {name} {code} has no leader."))
        return
    person = village.people.one(call.options.person)
    squad = village.squads.lead(squad.number, person.number)
    _done(call, squad, _("✓ {leader} leads {name} {code}."), leader=person.name)


def set_deputy(call: Call) -> None:
    """Make people deputies, all or none; or take the office from them."""
    squads = call.village.squads
    squad, people = _meant(call)
    change = squads.relieve if call.options.remove else squads.deputise
    done = change(squad, *people)
    n = len(done.deputies)
    said = ngettext("✓ {name} {code}: {n} deputy.", "✓ {name} {code}: {n} deputies.", n)
    _done(call, done, said, n=n)


def archive_squad(call: Call) -> None:
    """Put a squad away, or take it up again."""
    squads = call.village.squads
    number = squads.squad_for(call.options.squad).number
    said = _("✓ {name} {code} is back.") if call.options.back else _("✓ {name} {code} is archived.")
    _done(call, squads.archive(number, not call.options.back), said)


def _meant(call: Call) -> tuple[int, list[int]]:
    """The squad and the people that are named."""
    village = call.village
    squad = village.squads.squad_for(call.options.squad)
    return squad.number, [village.people.one(query).number for query in call.options.people]


def _done(call: Call, squad: Squad, sentence: str, **more: object) -> None:
    if call.options.json:
        output.print_json(output.record_data(squad))
        return
    members = member_count(len(squad.members))
    output.print_line(sentence.format(name=squad.name, code=squad.code, members=members, **more))
