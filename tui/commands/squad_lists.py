"""``yigong squad list``, ``show``, ``board`` and ``phones``: the commands that only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yigong.exports.privacy import mask_phone
from yigong.store.errors import DataError
from yigong.store.language import _, ngettext
from yigong.store.records import Squad, Volunteer
from yigong.store.squads.host_words import HOST_PARTS
from yigong.tui.commands import command_words, output
from yigong.tui.commands.call import Call
from yigong.tui.commands.output import deliver
from yigong.tui.text.tally_words import grouped_hours

if TYPE_CHECKING:
    from yigong.store.squads.leaderboard import Standing


_MOST_HOSTED = 10
"""The most occurrences listed that a squad hosts."""


def member_count(members: int) -> str:
    """How many members a squad has, in words."""
    return ngettext("{n} member", "{n} members", members).format(n=members)


def list_squads(call: Call) -> None:
    """List the squads."""
    village = call.village
    archived = call.options.archived
    squads = [s for s in village.squads.all().values() if archived or not s.archived]
    squads.sort(key=lambda squad: squad.only_hosts)
    if call.options.json:
        output.print_json([output.record_data(squad) for squad in squads])
        return
    people = village.people.all()
    output.print_table(
        [
            squad.code,
            squad.name,
            "" if squad.only_hosts else member_count(len(squad.members)),
            people[squad.leader].name if squad.leader and squad.leader in people else "",
            squad.purpose,
            _("hosts events") if squad.hosts else "",
            _("archived") if squad.archived else "",
        ]
        for squad in squads
    )


def show_squad(call: Call) -> None:
    """Show a squad, its members, and the coming events that need it."""
    village, squad = call.village, call.squad()
    if call.options.json:
        output.print_json(output.record_data(squad))
        return
    people = village.people.all()
    members = "" if squad.only_hosts else member_count(len(squad.members))
    output.print_table([[squad.code, squad.name, members, squad.purpose]])
    if squad.hosts:
        output.print_line("  ".join(filter(None, (_("hosts events"), squad.contact))))
    output.print_table(
        [person.code, person.name, mask_phone(person.phone), _office(squad, number)]
        for number, person in ((n, people[n]) for n in squad.members if n in people)
    )
    _print_needs(call, squad)
    _print_hosted(call, squad)


def _print_hosted(call: Call, squad: Squad) -> None:
    """What it hosts from today on, and what it hosted in the year before."""
    from yigong.store.squads.hosting import hosted_by

    village = call.village
    events, now = village.events.all().values(), village.now()
    found = hosted_by(squad.number, events, village.context, now, village.zone)[:_MOST_HOSTED]
    if found:
        output.print_line()
        output.print_line(_("Hosts:"))
        output.print_table(
            [each.key, command_words.day_text(each.start), _(HOST_PARTS[part]), each.event.title]
            for each, part in found
        )


def _print_needs(call: Call, squad: Squad) -> None:
    """The events of the next months that need it: how many are signed up and needed."""
    from yigong.store.squads.staffing import upcoming_needs

    village = call.village
    unreadable: list[DataError] = []
    rows = [
        [
            occurrence.key,
            command_words.day_text(occurrence.start),
            f"{need.signed}/{need.needed}",
            occurrence.event.title,
        ]
        for occurrence, need in upcoming_needs(
            village.events, village.registers, village.now(), unreadable
        )
        if need.squad == squad.number
    ]
    if rows:
        output.print_line()
        output.print_table(rows, right=(2,))
    output.print_unreadable(unreadable)


def show_board(call: Call) -> None:
    """List how often the members of a squad served in a period."""
    from yigong.store.squads import leaderboard

    village = call.village
    squad = call.squad()
    unreadable: list[DataError] = []
    registers = village.counts.between(*call.period(), village.settings.hours, unreadable)
    people = village.people.all()
    members = sorted((n for n in squad.members if n in people), key=lambda n: people[n].reading)
    board = leaderboard.squad_board(registers, squad.number, members)
    if call.options.sort == "often":
        board = leaderboard.most_frequent_first(board)
    elif call.options.sort == "lately":
        board = leaderboard.longest_absent_first(board)
    if call.options.json:
        output.print_json([standing_data(people[row.number], row) for row in board])
    else:
        heads = [_("Code"), _("Name"), _("Office"), _("Times"), _("Service"), _("Last served")]
        rows = [_board_row(squad, people[row.number], row) for row in board]
        output.print_table([heads, *rows], right=(3, 4))
    output.print_unreadable(unreadable)


def standing_data(person: Volunteer, standing: Standing) -> dict[str, Any]:
    """How often a person served, as plain data."""
    return {
        "code": person.code,
        "name": person.name,
        "times": standing.times,
        "minutes": standing.minutes,
        "last": standing.last.isoformat() if standing.last else None,
    }


def _board_row(squad: Squad, person: Volunteer, standing: Standing) -> list[object]:
    role = _("archived") if person.archived else _office(squad, person.number)
    hours = grouped_hours(standing.minutes)
    last = standing.last or _("never")
    return [person.code, person.name, role, standing.times, hours, last]


def export_phones(call: Call) -> None:
    """Export the phone list of a squad; one with whole numbers is recorded in the history."""
    from yigong.exports.documents.phone_list import (
        count_phone_numbers,
        phone_list_csv,
        phone_list_text,
    )

    village, full = call.village, call.options.full_phones
    squad, people = call.squad(), village.people.all()
    members = [people[n] for n in squad.members if n in people and not people[n].archived]
    members.sort(key=lambda person: (person.reading, person.number))
    if full:
        village.issued.add_phone_list(f"phones {squad.code}", count_phone_numbers(members))
    name = f"phones-{squad.code}{'-full' if full else ''}"
    if call.options.format == "csv":
        deliver(call, f"{name}.csv", phone_list_csv(members, full=full))
    else:
        text = phone_list_text(squad.name, members, full=full)
        deliver(call, f"{name}.txt", f"{text}\n".encode())


def _office(squad: Squad, number: int) -> str:
    if number == squad.leader:
        return _("leader")
    return _("deputy") if number in squad.deputies else ""
