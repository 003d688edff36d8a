"""``yigong people forget``: erase who somebody is, at their wish (个人信息保护法 art. 47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import Volunteer
from yigong.tui.commands import output
from yigong.tui.commands.call import Call, code_number
from yigong.tui.commands.grammar import Commands

if TYPE_CHECKING:
    from yigong.store.village.erasure import ErasureReport


def register(group: Commands) -> None:
    """Add the part to ``yigong people``."""
    part = group.add(
        "forget", forget_person, _("delete who somebody is, at their wish; the hours stay")
    )
    part.add_person()
    part.add_flag("--yes", _("do it: nothing takes it back"))


def forget_person(call: Call) -> None:
    """Print what an erasure does and cannot reach; with ``--yes``, erase."""
    village, person = call.village, _person_to_erase(call)
    if not call.options.yes:
        preview = village.erase(person.number, dry=True)
        if not call.options.json:
            output.print_line(_("Forget {name} {code}?").format(name=person.name, code=person.code))
        _print_report(call, preview)
        raise Refused("Nothing was done. --yes forgets them; nobody can take that back.")
    report = village.erase(person.number)
    if not call.options.json:
        output.print_line(_("✓ {code} is forgotten.").format(code=person.code))
    _print_report(call, report)


def _print_report(call: Call, report: ErasureReport) -> None:
    """Print what is kept, what is erased, and what has to be erased by hand."""
    from yigong.tui.view.erasure_words import erasure_lines

    if call.options.json:
        person = output.person_data(report.person, full_phones=False)
        output.print_json({**output.record_data(report), "person": person})
        return
    for line in erasure_lines(call.village, report):
        output.print_line(line.text)


def _person_to_erase(call: Call) -> Volunteer:
    """The person; an erased one too, because a second erasure completes an interrupted one."""
    number = code_number(call.options.person)
    if number is not None:
        person = call.village.people.get(number)
        if person.forgotten:
            return person
    return call.any_person()
