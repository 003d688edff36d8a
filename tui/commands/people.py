"""``yigong people``: add, edit, find, list and archive people; the other parts beside it."""

from __future__ import annotations

from typing import Any

import msgspec

from yigong.exports.privacy import mask_phone
from yigong.store.language import _, ngettext
from yigong.store.people import age
from yigong.store.records import Squad, Volunteer
from yigong.tui.commands import (
    output,
    people_doubles,
    people_forget,
    people_import,
    people_merge,
    people_show,
    people_stars,
)
from yigong.tui.commands.arguments import count_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("people", _("add, import, find and list people"))
    part = group.add("add", add_person, _("put a person on the roster"))
    part.add_value("name", "NAME", _("the name"))
    _add_person_options(part)
    part = group.add("edit", edit_person, _("change a person; an empty value takes it off"))
    part.add_person()
    part.add_value("--name", "NAME", _("the name"))
    _add_person_options(part)
    part.add_repeated("--untag", "TAG", _("a tag to take off"))
    people_import.register(group)
    part = group.add("find", find_people, _("find people as at the desk"))
    part.add_value("query", "QUERY", _("name, pinyin, initials, a phone's tail or a code"))
    part.add_value("--limit", "N", _("at most so many"), type=count_argument, default=20)
    _add_filters(part)
    part = group.add("list", list_people, _("list everyone"))
    _add_filters(part)
    part = group.add("archive", archive_people, _("put people away; they keep their hours"))
    part.add_people()
    part.add_flag("--back", _("take them up again"))
    for module in (people_show, people_merge, people_forget, people_doubles, people_stars):
        module.register(group)


def _add_filters(part: Parser) -> None:
    part.add_value("--tag", "TAG", _("only who has this tag"), default="")
    part.add_value("--group", "NAME", _("only who is of this group"), default="")
    part.add_value("--home", "LABEL", _("only who lives in this household"), default="")
    part.add_value("--squad", "S", _("only the members of this squad"))
    part.add_flag("--no-consent", _("only who has not agreed to being kept"))
    part.add_flag("--archived", _("archived people too"))
    part.add_full_phones()


def add_person(call: Call) -> None:
    """Add a person to the roster and to squads."""
    village, name = call.village, call.options.name
    squads = _named_squads(call)
    namesakes = [p.code for p in village.people.listed() if p.name == name.strip()]
    new = Volunteer(name=name, joined=village.now().date())
    stored = village.people.add(_with_options(call, new))
    for squad in squads:
        village.squads.join(squad.number, stored.number)
    if namesakes:
        output.print_remark(_("Of the same name: {codes}").format(codes=" ".join(namesakes)))
    _answer(call, stored, _("✓ {name} {code} is on the roster."))


def edit_person(call: Call) -> None:
    """Change the fields that options name."""
    village = call.village
    before = call.any_person()
    squads = _named_squads(call)
    stored = village.people.save(_with_options(call, before))
    for squad in squads:
        village.squads.join(squad.number, stored.number)
    same = stored == before and not squads
    text = _("{name} {code} is as before.") if same else _("✓ {name} {code} is changed.")
    _answer(call, stored, text)


def _answer(call: Call, stored: Volunteer, text: str) -> None:
    if age.lacks_guardian(stored, call.village.now().date()):
        remark = _("{name} is under {age}: --guardian keeps who answers for them.")
        output.print_remark(remark.format(name=stored.name, age=age.ADULT_AGE))
    sentence = text.format(name=stored.name, code=stored.code)
    output.answer(call, output.record_data(stored), sentence)


def archive_people(call: Call) -> None:
    """Archive people, or restore archived ones: all or none."""
    village, archived = call.village, not call.options.back
    people = [call.any_person(query) for query in call.options.people]
    stored = village.people.archive([person.number for person in people], archived=archived)
    text = (
        ngettext("✓ {n} person is archived.", "✓ {n} people are archived.", len(stored))
        if archived
        else ngettext("✓ {n} person is back.", "✓ {n} people are back.", len(stored))
    )
    data = [output.person_data(person, full_phones=False) for person in stored]
    output.answer(call, data, text.format(n=len(stored)))


def find_people(call: Call) -> None:
    """Find people as the desk does, the best match first."""
    options = call.options
    found = call.village.people.find(
        options.query, len(call.village.people.all()), archived=options.archived
    )
    _print_people(call, _filtered(call, found)[: options.limit])


def list_people(call: Call) -> None:
    """List everyone."""
    _print_people(call, _filtered(call, call.village.people.listed(archived=call.options.archived)))


def _filtered(call: Call, people: list[Volunteer]) -> list[Volunteer]:
    """The people that the options of `_add_filters` select."""
    options = call.options
    members = set(call.squad().members) if options.squad else None
    return [
        person
        for person in people
        if (not options.tag or options.tag in person.tags)
        and (not options.group or options.group == person.group)
        and (not options.home or options.home == person.home)
        and (members is None or person.number in members)
        and not (options.no_consent and person.consent)
    ]


def _print_people(call: Call, people: list[Volunteer]) -> None:
    full = call.options.full_phones
    if full:
        phones = sum(bool(p.phone) + sum(bool(g.phone) for g in p.guardians) for p in people)
        call.village.issued.add_phone_list(f"people {call.options.part}", phones)
    if call.options.json:
        output.print_json([output.person_data(person, full_phones=full) for person in people])
        return
    squads = call.village.squads
    output.print_table(
        [
            person.code,
            person.name,
            person.reading,
            person.phone if full else mask_phone(person.phone),
            person.group,
            person.home,
            squads.names(squads.of(person.number)),
            " ".join(person.tags),
            _("archived") if person.archived else "",
        ]
        for person in people
    )


def _add_person_options(part: Parser) -> None:
    """Add the options; without an option its field stays as it is."""
    part.add_value("--phone", "NUMBER", _("the phone number"))
    part.add_value("--gender", "f|m", _("f or m"), choices=("f", "m", ""))
    part.add_value("--group", "NAME", _("the villagers' group"))
    part.add_value("--home", "LABEL", _("the household, by the label that the village uses"))
    part.add_repeated("--tag", "TAG", _("a tag; repeatable"))
    part.add_value("--note", "TEXT", _("a note"))
    part.add_value("--reading", "PINYIN", _("how the name is read"))
    part.add_value("--joined", "DATE", _("since when they serve; or today"))
    part.add_value("--born", "YEAR", _("the year of birth"))
    part.add_repeated(
        "--guardian", "WHO", _('who answers for a minor: "NAME PHONE RELATION"; repeatable')
    )
    part.add_value("--consent", "DATE", _("when they agreed to being on the roster; or today"))
    part.add_value("--emergency", "TEXT", _("whom to call if something happens: a name, a phone"))
    part.add_value("--insured", "DATE", _("the last day of their insurance"))
    part.add_repeated("--squad", "S", _("a squad to join; repeatable"))


def _named_squads(call: Call) -> list[Squad]:
    """Look up the squads that the options name."""
    return [call.village.squads.find(name) for name in call.options.squad]


def _with_options(call: Call, person: Volunteer) -> Volunteer:
    """Set the fields of a person that options name; an empty value clears the field.

    Tags are added to the present ones; guardians replace the present ones.

    Raises:
        Refused: A date, a year or a guardian cannot be read.
    """
    from yigong.tui.view.person_fields import (
        read_coming_day,
        read_guardian,
        read_plain_day,
        read_year,
    )

    options = vars(call.options)
    fields: dict[str, Any] = {
        name: options[name]
        for name in ("name", "phone", "gender", "group", "home", "note", "reading", "emergency")
        if options.get(name) is not None
    }
    for name in ("joined", "consent"):
        if options[name] is not None:
            fields[name] = read_plain_day(options[name], call.village.now().date())
    if options["insured"] is not None:
        fields["insured"] = read_coming_day(options["insured"], call.village.now().date())
    if options["born"] is not None:
        fields["born"] = read_year(options["born"])
    if options["guardian"]:
        fields["guardians"] = tuple(map(read_guardian, filter(str.strip, options["guardian"])))
    tags = (tag for tag in person.tags if tag not in options.get("untag", ()))
    fields["tags"] = tuple(dict.fromkeys([*tags, *options["tag"]]))
    return msgspec.structs.replace(person, **fields)
