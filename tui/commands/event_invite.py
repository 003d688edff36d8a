"""``yigong event invite``: the members of the needed squads who may be asked to come."""

from __future__ import annotations

from yigong.exports.privacy import mask_phone
from yigong.store.errors import DataError
from yigong.store.language import _
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.commands.squad_lists import standing_data


def register(group: Commands) -> None:
    """Add the part to ``event``."""
    part = group.add(
        "invite", list_invitations, _("whom to ask to come: who came least lately first")
    )
    part.add_event()
    part.add_repeated("--squad", "S", _("of this squad, else of those that are needed; repeatable"))


def list_invitations(call: Call) -> None:
    """List the squads' members who are not in the register, who came least lately first."""
    from yigong.store.squads import leaderboard
    from yigong.store.squads.staffing import people_to_ask, squads_to_ask

    village = call.village
    occurrence = call.occurrence("plan")
    book = village.registers.read(occurrence.key)
    people = village.people.all()
    squads = village.squads.all()
    named = [village.squads.squad_for(name) for name in call.options.squad]
    serves = people_to_ask(named or squads_to_ask(occurrence, book, squads), people, book)
    unreadable: list[DataError] = []
    registers = village.counts.between(None, None, village.settings.hours, unreadable)
    found = leaderboard.invitation_order(serves, people, leaderboard.standings(registers))
    if call.options.json:
        output.print_json(
            [
                {
                    **standing_data(people[standing.number], standing),
                    "squad": squads[serves[standing.number]].code,
                }
                for standing in found
            ]
        )
    elif found:
        heads = [_("Code"), _("Name"), _("Squad"), _("Last served"), _("Times"), _("Phone")]
        rows = [
            [
                people[standing.number].code,
                people[standing.number].name,
                squads[serves[standing.number]].name,
                standing.last or _("never"),
                standing.times,
                mask_phone(people[standing.number].phone),
            ]
            for standing in found
        ]
        output.print_table([heads, *rows], right=(4,))
    else:
        output.print_line(_("All of them are in the register already."))
    output.print_unreadable(unreadable)
