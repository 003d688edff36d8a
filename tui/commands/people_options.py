"""The options of ``yigong people add`` and ``edit`` that set the fields of a person."""

from __future__ import annotations

from typing import Any

import msgspec

from yigong.store.language import _
from yigong.store.records import Squad, Volunteer
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Parser


def add_person_options(part: Parser) -> None:
    """Add the options; without an option its field stays as it is."""
    part.add_value("--phone", "NUMBER", _("the phone number"))
    part.add_value("--gender", "f|m", _("f or m"), choices=("f", "m", ""))
    part.add_value("--group", "NAME", _("the villagers' group"))
    part.add_repeated("--tag", "TAG", _("a tag; repeatable"))
    part.add_value("--note", "TEXT", _("a note"))
    part.add_value("--reading", "PINYIN", _("how the name is read"))
    part.add_value("--joined", "DATE", _("since when they serve; or today"))
    part.add_value("--born", "YEAR", _("the year of birth"))
    part.add_repeated(
        "--guardian", "WHO", _('who answers for a minor: "NAME PHONE RELATION"; repeatable')
    )
    part.add_value("--consent", "DATE", _("when they agreed to being on the roster; or today"))
    part.add_repeated("--squad", "S", _("a squad to join; repeatable"))


def named_squads(call: Call) -> list[Squad]:
    """Look up the squads that the options name."""
    return [call.village.squads.squad_for(name) for name in call.options.squad]


def with_options(call: Call, person: Volunteer) -> Volunteer:
    """Set the fields of a person that options name; an empty value clears the field.

    Tags are added to the present ones; guardians replace the present ones.

    Raises:
        Refused: A date, a year or a guardian cannot be read.
    """
    from yigong.tui.view.person_fields import read_guardian, read_plain_day, read_year

    options = vars(call.options)
    fields: dict[str, Any] = {
        name: options[name]
        for name in ("name", "phone", "gender", "group", "note", "reading")
        if options.get(name) is not None
    }
    for name in ("joined", "consent"):
        if options[name] is not None:
            fields[name] = read_plain_day(options[name], call.village.now().date())
    if options["born"] is not None:
        fields["born"] = read_year(options["born"])
    if options["guardian"]:
        fields["guardians"] = tuple(map(read_guardian, filter(str.strip, options["guardian"])))
    tags = (tag for tag in person.tags if tag not in options.get("untag", ()))
    fields["tags"] = tuple(dict.fromkeys([*tags, *options["tag"]]))
    return msgspec.structs.replace(person, **fields)
