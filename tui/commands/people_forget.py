"""``yigong people forget``: erase who somebody is, at their wish (个人信息保护法 art. 47)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from yigong.store.attendance.hours import hours_text
from yigong.store.errors import Refused
from yigong.store.language import _, ngettext
from yigong.tui.commands import output
from yigong.tui.commands.arguments import add_person_argument
from yigong.tui.commands.grammar import CommandGroup
from yigong.tui.commands.people_lookup import code_number, person_meant

if TYPE_CHECKING:
    from yigong.store.records import Volunteer
    from yigong.store.village.erasure import ErasureReport
    from yigong.store.village.village import Village
    from yigong.tui.commands.call import Call


def register(group: CommandGroup) -> None:
    """Add the part to ``yigong people``."""
    part = group.add(
        "forget", forget_person, _("delete who somebody is, at their wish; the hours stay")
    )
    add_person_argument(part)
    part.add_argument("--yes", action="store_true", help=_("do it: nothing takes it back"))


def forget_person(call: Call) -> None:
    """Say what forgetting somebody does and cannot do; with --yes, do it."""
    village, person = call.village, _even_forgotten(call)
    if not call.options.yes:
        told = village.erase(person.number, dry=True)
        if not call.options.json:
            output.print_line(_("Forget {name} {code}?").format(name=person.name, code=person.code))
            for line in erasure_lines(village, told):
                output.print_line(line)
        raise Refused("Nothing was done. --yes forgets them; nobody can take that back.")
    done = village.erase(person.number)
    if call.options.json:
        output.print_json(output.record_data(done))
        return
    output.print_line(_("✓ {code} is forgotten.").format(code=person.code))
    for line in erasure_lines(village, done):
        output.print_line(line)


def _even_forgotten(call: Call) -> Volunteer:
    """Whom to forget; forgetting somebody once more finishes what was cut off."""
    number = code_number(call.options.person)
    if number is not None:
        person = call.village.people.get(number)
        if person.forgotten:
            return person
    return person_meant(call)


def erasure_lines(village: Village, told: ErasureReport) -> Iterator[str]:
    """What stays, what goes, and what has to be seen to by hand."""
    hours = hours_text(told.minutes)
    yield _("Kept, without a name: {times} attendances, {hours} hours.").format(
        times=told.attendances, hours=hours
    )
    n = told.history_lines
    yield ngettext(
        "{n} line of the history is cleared.", "{n} lines of the history are cleared.", n
    ).format(n=n)
    if told.squads:
        yield _("Squads left: {squads}").format(squads=village.squads.names(told.squads))
    if told.sign_ups:
        yield _("Sign-ups given up: {which}").format(which=" ".join(told.sign_ups))
    if told.backups or told.outbox:
        yield _("May still name them: {backups} files of backups, {files} in the outbox.").format(
            backups=told.backups, files=told.outbox
        )
    yield _("Not reached: files exported before, backups, paper, reasons that name them.")
