"""``yigong squad``: squads, their members and offices; what only reads is in `squad_lists`."""

from __future__ import annotations

from yigong.store.language import _, ngettext
from yigong.store.records import Squad
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.commands.similar import add_anyway_flag, refuse_similar
from yigong.tui.commands.squad_lists import (
    export_phones,
    list_squads,
    member_count,
    show_board,
    show_squad,
)


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("squad", _("found, list, join and leave squads"))
    part = group.add("add", add_squad, _("found a squad"))
    part.add_value("name", "NAME", _("its name"))
    part.add_value("--purpose", "TEXT", _("what it does"), default="")
    part.add_value("--leader", "P", _("who leads it"))
    part.add_flag("--host", _("it hosts events; a company or a branch needs no members"))
    part.add_value("--contact", "TEXT", _("whom to ask there"), default="")
    add_anyway_flag(part)
    part = group.add("list", list_squads, _("list the squads"))
    part.add_flag("--archived", _("archived squads too"))
    part = group.add("show", show_squad, _("show a squad and its members"))
    _add_squad_argument(part)
    part = group.add("join", join_squad, _("put people into a squad"))
    _add_squad_argument(part)
    part.add_people()
    part = group.add("leave", leave_squad, _("take people out of a squad"))
    _add_squad_argument(part)
    part.add_people()
    _add_office_parts(group)
    _add_list_parts(group)


def _add_office_parts(group: Commands) -> None:
    part = group.add("lead", set_leader, _("say who leads a squad"))
    _add_squad_argument(part)
    part.add_value("person", "P", _("a member or anybody else; -: nobody"))
    part = group.add("deputy", set_deputy, _("make people deputies of a squad"))
    _add_squad_argument(part)
    part.add_people()
    part.add_flag("--remove", _("they are deputies no more"))
    part = group.add("host", set_host, _("say that a squad hosts events, and whom to ask there"))
    _add_squad_argument(part)
    part.add_value("--contact", "TEXT", _("whom to ask there: a name, a phone"))
    part.add_flag("--no", _("it hosts no more"))
    part = group.add("archive", archive_squad, _("put a squad away; nothing of it is deleted"))
    _add_squad_argument(part)
    part.add_flag("--back", _("take it up again"))


def _add_list_parts(group: Commands) -> None:
    part = group.add("board", show_board, _("who of a squad came how often"))
    _add_squad_argument(part)
    part.add_period("year")
    part.add_argument(
        "--sort",
        choices=("often", "lately", "name"),
        default="often",
        help=_("most often first, least lately first, or by name"),
    )
    part = group.add("phones", export_phones, _("the phone list of a squad"))
    _add_squad_argument(part)
    part.add_format(_("txt or csv"), "txt", "csv")
    part.add_full_phones()
    part.add_output()


def _add_squad_argument(part: Parser) -> None:
    part.add_value("squad", "S", _("a squad's code or name"))


def add_squad(call: Call) -> None:
    """Found a squad; a name like that of another one is refused, unless it is meant."""
    options, village = call.options, call.village
    refuse_similar(call, options.name, village.squads.similar(options.name))
    leader = village.people.person_for(options.leader).number if options.leader else None
    squad = village.squads.add(
        Squad(
            name=options.name,
            purpose=options.purpose,
            leader=leader,
            hosts=options.host,
            contact=options.contact,
        )
    )
    _answer(call, squad, _("✓ {name} {code} is founded."))


def join_squad(call: Call) -> None:
    """Put people into a squad, all or none."""
    squad, people = _squad_and_people(call)
    _answer(call, call.village.squads.join(squad, *people), _("✓ {name} {code}: {members}."))


def leave_squad(call: Call) -> None:
    """Take people out of a squad, all or none."""
    squad, people = _squad_and_people(call)
    _answer(call, call.village.squads.leave(squad, *people), _("✓ {name} {code}: {members}."))


def set_leader(call: Call) -> None:
    """Set the leader of a squad, or remove the leader."""
    squads, squad = call.village.squads, call.squad()
    if call.options.person == "-":
        _answer(call, squads.lead(squad.number, None), _("✓ {name} {code} has no leader."))
        return
    person = call.person()
    squad = squads.lead(squad.number, person.number)
    _answer(call, squad, _("✓ {leader} leads {name} {code}."), leader=person.name)


def set_deputy(call: Call) -> None:
    """Make people deputies, or relieve them of the office: all or none."""
    squads = call.village.squads
    squad, people = _squad_and_people(call)
    change = squads.relieve if call.options.remove else squads.deputise
    changed = change(squad, *people)
    n = len(changed.deputies)
    text = ngettext("✓ {name} {code}: {n} deputy.", "✓ {name} {code}: {n} deputies.", n)
    _answer(call, changed, text, n=n)


def set_host(call: Call) -> None:
    """Let a squad be named as a host of events, or no longer."""
    hosts = not call.options.no
    squad = call.village.squads.host(call.squad().number, hosts, call.options.contact)
    text = _("✓ {name} {code} hosts events.") if hosts else _("✓ {name} {code} hosts no more.")
    _answer(call, squad, text)


def archive_squad(call: Call) -> None:
    """Archive a squad, or restore an archived one."""
    back = call.options.back
    squads = call.village.squads
    squad = (squads.find_archived if back else squads.find)(call.options.squad)
    squad = squads.archive(squad.number, not back)
    text = _("✓ {name} {code} is back.") if back else _("✓ {name} {code} is archived.")
    _answer(call, squad, text)


def _squad_and_people(call: Call) -> tuple[int, list[int]]:
    """The numbers of the squad and of the people that the arguments name."""
    squad, people = call.squad(), call.village.people
    return squad.number, [people.person_for(query).number for query in call.options.people]


def _answer(call: Call, squad: Squad, text: str, **more: object) -> None:
    members = member_count(len(squad.members))
    sentence = text.format(name=squad.name, code=squad.code, members=members, **more)
    output.answer(call, output.record_data(squad), sentence)
