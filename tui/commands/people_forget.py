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
from yigong.tui.commands.people_lookup import any_person, code_number

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
    """Print what an erasure does and cannot reach; with ``--yes``, erase."""
    village, person = call.village, _person_to_erase(call)
    if not call.options.yes:
        preview = village.erase(person.number, dry=True)
        if not call.options.json:
            output.print_line(_("Forget {name} {code}?").format(name=person.name, code=person.code))
            for line in _report_lines(village, preview):
                output.print_line(line)
        raise Refused("Nothing was done. --yes forgets them; nobody can take that back.")
    report = village.erase(person.number)
    if call.options.json:
        output.print_json(output.record_data(report))
        return
    output.print_line(_("✓ {code} is forgotten.").format(code=person.code))
    for line in _report_lines(village, report):
        output.print_line(line)


def _person_to_erase(call: Call) -> Volunteer:
    """The person; an erased one too, because a second erasure completes an interrupted one."""
    number = code_number(call.options.person)
    if number is not None:
        person = call.village.people.get(number)
        if person.forgotten:
            return person
    return any_person(call)


def _report_lines(village: Village, report: ErasureReport) -> Iterator[str]:
    """What is retained, what is erased, and what has to be erased by hand."""
    yield _("Kept, without a name: {times} attendances, {hours} hours.").format(
        times=report.attendances, hours=hours_text(report.minutes)
    )
    count = report.history_lines
    yield ngettext(
        "{n} line of the history is cleared.", "{n} lines of the history are cleared.", count
    ).format(n=count)
    if report.squads:
        yield _("Squads left: {squads}").format(squads=village.squads.names(report.squads))
    if report.sign_ups:
        yield _("Sign-ups given up: {which}").format(which=" ".join(report.sign_ups))
    if report.backups or report.outbox:
        yield _("May still name them: {backups} files of backups, {files} in the outbox.").format(
            backups=report.backups, files=report.outbox
        )
    yield _("Not reached: files exported before, backups, paper, reasons that name them.")
