"""``yigong export record``, ``badges`` and ``people``: service records, badges, the roster."""

from __future__ import annotations

from yigong.store.errors import Refused, WrongUsage
from yigong.store.language import _
from yigong.store.records import Volunteer
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.commands.output import deliver


def register(group: Commands) -> None:
    """Add the parts to ``export``."""
    part = group.add("record", export_record, _("a person's service record, for paper"))
    part.add_person()
    part.add_period("all")
    part.add_full_phones()
    part.add_output()
    part = group.add("badges", export_badges, _("badges to print, ten a page"))
    part.add_people("*")
    part.add_value("--squad", "S", _("only the members of this squad"))
    part.add_output()
    part = group.add("people", export_roster, _("the roster, as `people import` reads it"))
    part.add_format(_("csv or xlsx"), "csv", "xlsx")
    part.add_full_phones()
    part.add_output()


def export_record(call: Call) -> None:
    """Issue a person's service record under the next number of the year."""
    from yigong.exports.documents.service_record import issue_service_record

    village, options = call.village, call.options
    person = call.person()
    first, last = call.period()
    name, data = issue_service_record(
        village, person.number, first, last, full_phones=options.full_phones
    )
    deliver(call, name, data)


def export_badges(call: Call) -> None:
    """Export the badges of some people, of a squad's members, or of everybody."""
    from yigong.exports.documents.badges import badge_page

    village = call.village
    if call.options.people and call.options.squad:
        raise WrongUsage("Name people or a squad, not both.")
    people = _badge_holders(call)
    if not people:
        raise Refused("There is nobody to make a badge for.")
    squads = village.squads.all()
    squads_of = {p.number: [squads[n] for n in village.squads.of(p.number)] for p in people}
    deliver(call, "badges.html", badge_page(people, squads_of, village.settings).encode())


def _badge_holders(call: Call) -> list[Volunteer]:
    """The people to make badges for, each once."""
    village = call.village
    if call.options.people:
        found = [village.people.person_for(query) for query in call.options.people]
        return list({person.number: person for person in found}.values())
    everybody = [person for person in village.people.all().values() if not person.archived]
    if call.options.squad:
        members = set(call.squad().members)
        return [person for person in everybody if person.number in members]
    return everybody


def export_roster(call: Call) -> None:
    """Export the roster."""
    from yigong.exports.documents.roster_table import roster_file

    form = call.options.format
    data = roster_file(call.village, form, full_phones=call.options.full_phones)
    deliver(call, f"people.{form}", data)
