"""``yigong squad list``, ``show``, ``board`` and ``phones``: the squads, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.language import _, ngettext
from tui.commands import output
from tui.commands.deliver import deliver

if TYPE_CHECKING:
    from store.boards import Standing
    from store.records import Squad, Volunteer
    from tui.commands.call import Call


def counted(members: int) -> str:
    """How many members a squad has, in words."""
    return ngettext("{n} member", "{n} members", members).format(n=members)


def list_(call: Call) -> None:
    """List the squads."""
    village = call.village
    everything = call.options.archived
    squads = [s for s in village.squads.all().values() if everything or not s.archived]
    if call.options.json:
        output.emit([output.builtins(squad) for squad in squads])
        return
    people = village.people.all()
    output.table(
        [
            squad.code,
            squad.name,
            counted(len(squad.members)),
            people[squad.leader].name if squad.leader and squad.leader in people else "",
            squad.purpose,
            _("archived") if squad.archived else "",
        ]
        for squad in squads
    )


def show(call: Call) -> None:
    """Show a squad, who is in it, and what is needed of it next."""
    village = call.village
    squad = village.squads.one(call.options.squad)
    if call.options.json:
        output.emit(output.builtins(squad))
        return
    people = village.people.all()
    output.table([[squad.code, squad.name, counted(len(squad.members)), squad.purpose]])
    output.table(
        [person.code, person.name, output.masked(person.phone), _office(squad, number)]
        for number, person in ((n, people[n]) for n in squad.members if n in people)
    )
    _ahead(call, squad)


def _ahead(call: Call, squad: Squad) -> None:
    """The events of the next months that need it: signed up against needed."""
    from store.errors import DataError
    from store.needs import ahead
    from tui.commands import words
    from tui.words import not_counted

    village = call.village
    unreadable: list[DataError] = []
    rows = [
        [one.key, words.day(one.start), f"{need.signed}/{need.needed}", one.event.title]
        for one, need in ahead(village.events, village.registers, village.now(), unreadable)
        if need.squad == squad.number
    ]
    if rows:
        output.say()
        output.table(rows, right=(2,))
    if unreadable:
        output.note(not_counted(unreadable))


def board(call: Call) -> None:
    """Show who of a squad came how often in a period."""
    from store import boards
    from store.errors import DataError
    from store.periods import period
    from tui.words import not_counted

    village = call.village
    squad = village.squads.one(call.options.squad)
    span = period(call.options.period, village.now().date())
    unreadable: list[DataError] = []
    registers = village.counts.between(*span, village.settings.hours, unreadable)
    people = village.people.all()
    members = sorted((n for n in squad.members if n in people), key=lambda n: people[n].reading)
    found = boards.board(registers, squad.number, members)
    if call.options.sort != "name":
        found = (boards.most_often if call.options.sort == "often" else boards.least_lately)(found)
    if call.options.json:
        output.emit([standing_data(people[one.number], one) for one in found])
    else:
        heads = [_("Code"), _("Name"), _("Role"), _("Times"), _("Hours"), _("Last came")]
        rows = [_standing(squad, people[one.number], one) for one in found]
        output.table([heads, *rows], right=(3, 4))
    if unreadable:
        output.note(not_counted(unreadable))


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
    from store.hours import hours_text

    role = _("archived") if person.archived else _office(squad, person.number)
    hours = hours_text(one.minutes)
    return [person.code, person.name, role, one.times, hours, one.last or _("never")]


def phones(call: Call) -> None:
    """Write the phone list of a squad; whole numbers are asked for, and that is kept."""
    from exports.phones import count, phones_csv, phones_text

    village, full = call.village, call.options.full_phones
    squad = village.squads.one(call.options.squad)
    people = village.people.all()
    members = [people[n] for n in squad.members if n in people and not people[n].archived]
    members.sort(key=lambda person: (person.reading, person.number))
    if full:
        village.issued.phones(f"phones {squad.code}", count(members))
    name = f"phones-{squad.code}{'-full' if full else ''}"
    if call.options.format == "csv":
        deliver(call, f"{name}.csv", phones_csv(members, full=full))
    else:
        text = phones_text(squad.name, members, full=full)
        deliver(call, f"{name}.txt", f"{text}\n".encode())


def _office(squad: Squad, number: int) -> str:
    if number == squad.leader:
        return _("leader")
    return _("deputy") if number in squad.deputies else ""
