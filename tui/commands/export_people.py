"""``yigong export record``, ``badges``, ``people``: what leaves the village about people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import Refused, WrongUsage
from store.language import _
from tui.commands.arguments import Group
from tui.commands.deliver import deliver, out

if TYPE_CHECKING:
    from store.records import Volunteer
    from tui.commands.call import Call


def register(group: Group) -> None:
    """Add the parts to ``export``."""
    person = _("a code, a phone, or a name only one has")
    part = group.add("record", record, _("a person's service record, for paper"))
    part.add_argument("person", metavar="P", help=person)
    part.add_argument(
        "period",
        nargs="?",
        default="all",
        metavar="PERIOD",
        help=_("2026, 2026-Q4, 2026-11, 2026-11-01..2026-11-25, year, quarter, month, all"),
    )
    part.add_argument("--full-phones", action="store_true", help=_("do not mask phone numbers"))
    out(part)
    part = group.add("badges", badges, _("badges to print, ten a page"))
    part.add_argument("people", nargs="*", metavar="P", help=person)
    part.add_argument("--squad", metavar="S", help=_("only the members of this squad"))
    out(part)
    part = group.add("people", people, _("the roster, as `people import` reads it"))
    part.add_argument("--format", choices=("csv", "xlsx"), default="csv", help=_("csv or xlsx"))
    part.add_argument("--full-phones", action="store_true", help=_("do not mask phone numbers"))
    out(part)


def record(call: Call) -> None:
    """Issue a person's service record; it gets the next number of the year."""
    from exports.record import record_of
    from store.periods import period

    village, options = call.village, call.options
    person = village.people.one(options.person)
    first, last = period(options.period, village.now().date())
    name, data = record_of(village, person.number, first, last, full_phones=options.full_phones)
    deliver(call, name, data)


def badges(call: Call) -> None:
    """Write badges: of some people, of a squad's members, or of everybody."""
    from exports.badges import badges as cards

    village = call.village
    if call.options.people and call.options.squad:
        raise WrongUsage("Name people or a squad, not both.")
    wanted = _wanted(call)
    if not wanted:
        raise Refused("There is nobody to make a badge for.")
    squads = village.squads.all()
    of = {p.number: [squads[n] for n in village.squads.of(p.number)] for p in wanted}
    deliver(call, "badges.html", cards(wanted, of, village.settings).encode())


def _wanted(call: Call) -> list[Volunteer]:
    """Whose badges; each person once."""
    village = call.village
    if call.options.people:
        found = [village.people.one(query) for query in call.options.people]
        return list({person.number: person for person in found}.values())
    everybody = [person for person in village.people.all().values() if not person.archived]
    if call.options.squad:
        members = set(village.squads.one(call.options.squad).members)
        return [person for person in everybody if person.number in members]
    return everybody


def people(call: Call) -> None:
    """Export the roster."""
    from exports.roster_out import roster_of

    form = call.options.format
    data = roster_of(call.village, form, full_phones=call.options.full_phones)
    deliver(call, f"people.{form}", data)
