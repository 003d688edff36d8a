"""``yigong people``: the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yigong.exports.privacy import mask_phone
from yigong.store.language import _, ngettext
from yigong.tui.commands import (
    output,
    people_doubles,
    people_forget,
    people_import,
    people_merge,
    people_show,
    people_stars,
)
from yigong.tui.commands.arguments import (
    add_full_phones_option,
    add_people_argument,
    add_person_argument,
    count_argument,
)
from yigong.tui.commands.grammar import CommandGroup, Subparsers
from yigong.tui.commands.people_lookup import person_meant
from yigong.tui.commands.people_options import add_person_options, named_squads, with_options

if TYPE_CHECKING:
    from yigong.store.records import Volunteer
    from yigong.tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command and its parts."""
    group = CommandGroup(commands, "people", _("add, import, find and list people"))
    part = group.add("add", add_person, _("put a person on the roster"))
    part.add_argument("name", metavar="NAME", help=_("the name"))
    add_person_options(part)
    part = group.add("edit", edit_person, _("change a person; an empty value takes it off"))
    add_person_argument(part)
    part.add_argument("--name", metavar="NAME", help=_("the name"))
    add_person_options(part)
    part.add_argument(
        "--untag", action="append", default=[], metavar="TAG", help=_("a tag to take off")
    )
    people_import.register(group)
    part = group.add("find", find_people, _("find people as at the desk"))
    part.add_argument(
        "query", metavar="QUERY", help=_("name, pinyin, initials, a phone's tail or a code")
    )
    part.add_argument(
        "--limit", type=count_argument, default=20, metavar="N", help=_("at most so many")
    )
    _filters(part)
    part = group.add("list", list_people, _("list everyone"))
    _filters(part)
    part = group.add("archive", archive_people, _("put people away; they keep their hours"))
    add_people_argument(part)
    part.add_argument("--back", action="store_true", help=_("take them up again"))
    for module in (people_show, people_merge, people_forget, people_doubles, people_stars):
        module.register(group)


def _filters(part: Any) -> None:
    part.add_argument("--tag", default="", metavar="TAG", help=_("only who has this tag"))
    part.add_argument("--group", default="", metavar="NAME", help=_("only who is of this group"))
    part.add_argument("--squad", default="", metavar="S", help=_("only the members of this squad"))
    part.add_argument(
        "--no-consent", action="store_true", help=_("only who has not agreed to being kept")
    )
    part.add_argument("--archived", action="store_true", help=_("archived people too"))
    add_full_phones_option(part)


def add_person(call: Call) -> None:
    """Put a person on the roster, and into squads."""
    from yigong.store.records import Volunteer

    village, name = call.village, call.options.name
    squads = named_squads(call)
    namesakes = [p.code for p in village.people.listed() if p.name == name.strip()]
    new = Volunteer(name=name, joined=village.now().date())
    stored = village.people.add(with_options(call, new))
    for squad in squads:
        village.squads.join(squad.number, stored.number)
    if namesakes:
        output.print_remark(_("Of the same name: {codes}").format(codes=" ".join(namesakes)))
    _done(call, stored, _("✓ {name} {code} is on the roster."))


def edit_person(call: Call) -> None:
    """Change the particulars that are named; the others stay."""
    village = call.village
    before = person_meant(call)
    squads = named_squads(call)
    stored = village.people.save(with_options(call, before))
    for squad in squads:
        village.squads.join(squad.number, stored.number)
    same = stored == before and not squads
    text = _("{name} {code} is as before.") if same else _("✓ {name} {code} is changed.")
    _done(call, stored, text)


def _done(call: Call, stored: Volunteer, sentence: str) -> None:
    from yigong.store.people import age

    if age.lacks_guardian(stored, call.village.now().date()):
        text = _("{name} is under {age}: --guardian keeps who answers for them.")
        output.print_remark(text.format(name=stored.name, age=age.OF_AGE))
    if call.options.json:
        output.print_json(output.record_data(stored))
    else:
        output.print_line(sentence.format(name=stored.name, code=stored.code))


def archive_people(call: Call) -> None:
    """Put people away, or take them up again: all or none."""
    village, away = call.village, not call.options.back
    people = [person_meant(call, query) for query in call.options.people]
    stored = village.people.archive([one.number for one in people], archived=away)
    if call.options.json:
        output.print_json([output.person_data(one, full_phones=False) for one in stored])
        return
    text = (
        ngettext("✓ {n} person is archived.", "✓ {n} people are archived.", len(stored))
        if away
        else ngettext("✓ {n} person is back.", "✓ {n} people are back.", len(stored))
    )
    output.print_line(text.format(n=len(stored)))


def find_people(call: Call) -> None:
    """Find people as the desk does."""
    options = call.options
    found = call.village.people.find(
        options.query, len(call.village.people.all()), archived=options.archived
    )
    _list(call, _wanted(call, found)[: options.limit])


def list_people(call: Call) -> None:
    """List everyone."""
    _list(call, _wanted(call, call.village.people.listed(archived=call.options.archived)))


def _wanted(call: Call, people: list[Volunteer]) -> list[Volunteer]:
    """Those of some people whom the options name."""
    options, squads = call.options, call.village.squads
    members = set(squads.squad_for(options.squad).members) if options.squad else None
    return [
        one
        for one in people
        if (not options.tag or options.tag in one.tags)
        and (not options.group or options.group == one.group)
        and (members is None or one.number in members)
        and not (options.no_consent and one.consent)
    ]


def _list(call: Call, people: list[Volunteer]) -> None:
    full = call.options.full_phones
    if full:
        phones = sum(bool(p.phone) + sum(bool(g.phone) for g in p.guardians) for p in people)
        call.village.issued.phones(f"people {call.options.part}", phones)
    if call.options.json:
        output.print_json([output.person_data(one, full_phones=full) for one in people])
        return
    squads = call.village.squads
    output.print_table(
        [
            one.code,
            one.name,
            one.reading,
            one.phone if full else mask_phone(one.phone),
            one.group,
            squads.names(squads.of(one.number)),
            " ".join(one.tags),
            _("archived") if one.archived else "",
        ]
        for one in people
    )
