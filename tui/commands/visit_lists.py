"""``yigong visit list``, ``show``, ``cover`` and ``households``: the commands that only read."""

from __future__ import annotations

from typing import Any

from yigong.store.errors import Refused
from yigong.store.language import _, ngettext
from yigong.store.records import code
from yigong.store.request_records import Visit
from yigong.store.requests.coverage import (
    Coverage,
    HouseholdVisits,
    coverage_by_group,
    coverage_words,
    share_words,
)
from yigong.store.requests.visit_words import (
    VISIT_WAY_NAMES,
    met_words,
    visited_words,
    visitor_words,
)
from yigong.store.statistics.rates import rate_percent
from yigong.tui.commands import command_words, output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands


def register(group: Commands) -> None:
    """Add the part to ``yigong export``."""
    part = group.add("visits", export_visits, _("which households were visited in a period"))
    part.add_period("quarter")
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_output()


def visit_data(call: Call, visit: Visit) -> dict[str, Any]:
    """A visit as plain data, with the codes of what it names."""
    person = call.village.people.all().get(visit.who)
    return {
        "code": visit.code,
        "day": visit.day,
        "by": [code("V", number) for number in visit.by],
        "who": code("V", visit.who) if visit.who else "",
        "name": person.name if person else "",
        "home": visit.home,
        "group": visit.group,
        "how": visit.how,
        "met": visit.met,
        "note": visit.note,
        "requests": [request.code for request in call.village.visits.heard(visit)],
        "rev": visit.rev,
    }


def list_visits(call: Call) -> None:
    """List the visits of a period."""
    village, options = call.village, call.options
    people = village.people.all()
    found = [
        visit
        for visit in village.visits.between(*call.period())
        if (options.of_group is None or visit.group == options.of_group)
        and (options.household is None or visit.home == options.household)
    ]
    if options.json:
        output.print_json([visit_data(call, visit) for visit in found])
        return
    if not found:
        output.print_line(_("No visit in this period; `yigong visit add P` writes one down."))
        return
    output.print_table(
        [
            visit.code,
            command_words.day_text(visit.day),
            visit.home,
            visited_words(visit, people) if visit.who else "",
            met_words(visit),
            visitor_words(visit, people),
            " ".join(request.code for request in village.visits.heard(visit)),
            " ".join(visit.note.split())[:40],
        ]
        for visit in found
    )


def show_visit(call: Call) -> None:
    """Show a visit, with the requests that were heard, but for secret ones."""
    village = call.village
    visit, people = village.visits.find(call.options.visit), village.people.all()
    if call.options.json:
        output.print_json(visit_data(call, visit))
        return
    output.print_line(f"{visit.code}  {command_words.day_text(visit.day)}")
    rows = [
        [_("Whom"), visited_words(visit, people)],
        [_("Household"), visit.home],
        [_("Group"), visit.group],
        [_("How"), f"{_(VISIT_WAY_NAMES[visit.how])}, {met_words(visit)}"],
        [_("Visitors"), visitor_words(visit, people)],
    ]
    output.print_table(row for row in rows if row[1])
    for line in visit.note.splitlines():
        output.print_line(line)
    output.print_table([request.code, request.text] for request in village.visits.heard(visit))


def coverage_data(found: Coverage) -> dict[str, Any]:
    """A coverage as plain data; per cent only of enough households."""
    return {
        "visits": found.visits,
        "households_met": found.met,
        "households_known": found.known,
        "percent": rate_percent(found.met, found.known),
        "people_without_household": found.unlabelled,
        "labels_in_several_groups": found.scattered,
    }


def show_coverage(call: Call) -> None:
    """Show how many households were met of how many, in all and by group."""
    village, group = call.village, call.options.of_group
    first, last = call.period()
    _refuse_unknown_group(call)
    found = village.visits.coverage(first, last, group)
    groups = []
    if group is None:
        visits = village.visits.between(first, last)
        groups = coverage_by_group(visits, village.people.all(), first, last)
    if call.options.json:
        rows = [
            {
                "group": each.group,
                "visits": each.visits,
                "households_met": each.met,
                "households_known": each.known,
                "percent": rate_percent(each.met, each.known),
            }
            for each in groups
        ]
        data = {"first": first, "last": last, **coverage_data(found)}
        output.print_json(data | ({"groups": rows} if group is None else {"group": group}))
        return
    output.print_line(coverage_words(found.visits, found.met, found.known))
    if len(groups) > 1:
        rows_: list[list[object]] = [[_("Group"), _("Visits"), _("Reached")]]
        rows_ += [
            [each.group or "-", each.visits, share_words(each.met, each.known)] for each in groups
        ]
        output.print_table(rows_, right=(1,))
    for words in coverage_remarks(found):
        output.print_remark(words)


def coverage_remarks(found: Coverage) -> list[str]:
    """What is to be known beside the numbers of a coverage."""
    remarks = []
    if found.unlabelled:
        text = ngettext(
            "{n} person has no household written down",
            "{n} people have no household written down",
            found.unlabelled,
        )
        remarks.append(text.format(n=found.unlabelled))
    if found.scattered:
        text = ngettext(
            "{n} label is used in several groups: {which}",
            "{n} labels are used in several groups: {which}",
            len(found.scattered),
        )
        which = _(", ").join(found.scattered[:5])
        remarks.append(text.format(n=len(found.scattered), which=which))
    return remarks


def list_households(call: Call) -> None:
    """List the households, who was not met for longest first."""
    village = call.village
    _refuse_unknown_group(call)
    found = village.visits.coverage(None, None, call.options.of_group)
    rows = found.households[: call.options.limit]
    if call.options.json:
        output.print_json([household_data(row) for row in rows])
        return
    if not rows:
        output.print_line(
            _("No household is known yet; `yigong visit propose` makes some from equal phones.")
        )
        return
    output.print_table(
        [
            row.home,
            row.group,
            _(", ").join(person.name for person in row.people),
            row.last_met or _("never met"),
            _times(row.visits),
        ]
        for row in rows
    )
    for words in coverage_remarks(found):
        output.print_remark(words)


def household_data(row: HouseholdVisits) -> dict[str, Any]:
    """A household as plain data."""
    return {
        "home": row.home,
        "group": row.group,
        "people": [person.code for person in row.people],
        "visits": row.visits,
        "last_met": row.last_met,
        "last_visit": row.last_visit,
    }


def _refuse_unknown_group(call: Call) -> None:
    """Refuse a group that nobody is of and the village does not name."""
    group = call.options.of_group
    people = call.village.people.all().values()
    known = {*call.village.settings.groups, *(person.group for person in people)}
    if group is not None and group not in known:
        raise Refused("There is no group {name}.", name=group[:40])


def export_visits(call: Call) -> None:
    """Export how far the households were visited in a period."""
    from yigong.exports.documents.visit_tables import coverage_file, coverage_name

    first, last = call.period()
    form = call.options.format
    data = coverage_file(call.village, first, last, form)
    found = call.village.visits.coverage(first, last)
    output.deliver(call, f"{coverage_name(first, last)}.{form}", data, lambda: coverage_data(found))


def _times(visits: int) -> str:
    """How often a household was visited; nothing for never."""
    return ngettext("{n} visit", "{n} visits", visits).format(n=visits) if visits else ""
