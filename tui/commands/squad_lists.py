"""``yigong squad list``, ``show``, ``board`` and ``phones``: the squads, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yigong.exports.privacy import mask_phone
from yigong.store.language import _, ngettext
from yigong.tui.commands import output
from yigong.tui.commands.output import deliver

if TYPE_CHECKING:
    from yigong.store.records import Squad, Volunteer
    from yigong.store.squads.leaderboard import Standing
    from yigong.tui.commands.call import Call


def member_count(members: int) -> str:
    """How many members a squad has, in words."""
    return ngettext("{n} member", "{n} members", members).format(n=members)


def list_squads(call: Call) -> None:
    """List the squads."""
    village = call.village
    everything = call.options.archived
    squads = [s for s in village.squads.all().values() if everything or not s.archived]
    if call.options.json:
        output.print_json([output.record_data(squad) for squad in squads])
        return
    people = village.people.all()
    output.print_table(
        [
            squad.code,
            squad.name,
            member_count(len(squad.members)),
            people[squad.leader].name if squad.leader and squad.leader in people else "",
            squad.purpose,
            _("archived") if squad.archived else "",
        ]
        for squad in squads
    )


def show_squad(call: Call) -> None:
    """Show a squad, who is in it, and what is needed of it next."""
    village = call.village
    squad = village.squads.squad_for(call.options.squad)
    if call.options.json:
        output.print_json(output.record_data(squad))
        return
    people = village.people.all()
    output.print_table([[squad.code, squad.name, member_count(len(squad.members)), squad.purpose]])
    output.print_table(
        [person.code, person.name, mask_phone(person.phone), _office(squad, number)]
        for number, person in ((n, people[n]) for n in squad.members if n in people)
    )
    _ahead(call, squad)


def _ahead(call: Call, squad: Squad) -> None:
    """The events of the next months that need it: signed up against needed."""
    from yigong.store.errors import DataError
    from yigong.store.squads.staffing import upcoming_needs
    from yigong.tui.commands import command_words
    from yigong.tui.text.words import not_counted

    village = call.village
    unreadable: list[DataError] = []
    rows = [
        [
            one.key,
            command_words.day_text(one.start),
            f"{need.signed}/{need.needed}",
            one.event.title,
        ]
        for one, need in upcoming_needs(
            village.events, village.registers, village.now(), unreadable
        )
        if need.squad == squad.number
    ]
    if rows:
        output.print_line()
        output.print_table(rows, right=(2,))
    if unreadable:
        output.print_remark(not_counted(unreadable))


def show_board(call: Call) -> None:
    """Show who of a squad came how often in a period."""
    from yigong.store.dates.periods import parse_period
    from yigong.store.errors import DataError
    from yigong.store.squads import leaderboard
    from yigong.tui.text.words import not_counted

    village = call.village
    squad = village.squads.squad_for(call.options.squad)
    span = parse_period(call.options.period, village.now().date())
    unreadable: list[DataError] = []
    registers = village.counts.between(*span, village.settings.hours, unreadable)
    people = village.people.all()
    members = sorted((n for n in squad.members if n in people), key=lambda n: people[n].reading)
    found = leaderboard.squad_board(registers, squad.number, members)
    if call.options.sort != "name":
        found = (
            leaderboard.most_frequent_first
            if call.options.sort == "often"
            else leaderboard.longest_absent_first
        )(found)
    if call.options.json:
        output.print_json([standing_data(people[one.number], one) for one in found])
    else:
        heads = [_("Code"), _("Name"), _("Role"), _("Times"), _("Hours"), _("Last came")]
        rows = [_standing(squad, people[one.number], one) for one in found]
        output.print_table([heads, *rows], right=(3, 4))
    if unreadable:
        output.print_remark(not_counted(unreadable))


def standing_data(person: Volunteer, one: Standing) -> dict[str, Any]:
    """How often somebody came, as plain data."""
    return {
        "code": person.code,
        "name": person.name,
        "times": one.times,
        "minutes": one.minutes,
        "last": one.last.isoformat() if one.last else None,
    }


def _standing(squad: Squad, person: Volunteer, one: Standing) -> list[object]:
    from yigong.store.attendance.hours import hours_text

    role = _("archived") if person.archived else _office(squad, person.number)
    hours = hours_text(one.minutes)
    return [person.code, person.name, role, one.times, hours, one.last or _("never")]


def export_phones(call: Call) -> None:
    """Write the phone list of a squad; whole numbers are asked for, and that is kept."""
    from yigong.exports.documents.phone_list import (
        count_phone_numbers,
        phone_list_csv,
        phone_list_text,
    )

    village, full = call.village, call.options.full_phones
    squad = village.squads.squad_for(call.options.squad)
    people = village.people.all()
    members = [people[n] for n in squad.members if n in people and not people[n].archived]
    members.sort(key=lambda person: (person.reading, person.number))
    if full:
        village.issued.phones(f"phones {squad.code}", count_phone_numbers(members))
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
