"""``yigong people show``, ``merge``, ``forget``, ``doubles`` and ``stars``: who somebody is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from yigong.store.errors import Refused
from yigong.store.language import _, ngettext
from yigong.tui.commands import output, person_lines
from yigong.tui.commands.grammar import CommandGroup, a_count

if TYPE_CHECKING:
    from yigong.store.records import Volunteer
    from yigong.tui.commands.call import Call

_CODE = re.compile(r"[Vv](\d{1,7})")


def register(group: CommandGroup) -> None:
    """Add the parts to ``yigong people``."""
    part = group.add("show", show_person, _("show one person, their squads, sign-ups and hours"))
    add_person_argument(part)
    part = group.add(
        "merge", merge_people, _("make two records of one person one; undo takes it back")
    )
    part.add_argument("person", metavar="A", help=_("the record that stays"))
    part.add_argument("double", metavar="B", help=_("the record that becomes A"))
    part.add_argument(
        "--take", default="", metavar="FIELD,...", help=_("these fields from B: name,phone,group")
    )
    part.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    part = group.add(
        "forget", forget_person, _("delete who somebody is, at their wish; the hours stay")
    )
    add_person_argument(part)
    part.add_argument("--yes", action="store_true", help=_("do it: nothing takes it back"))
    part = group.add("doubles", list_duplicates, _("list who may be on the roster twice"))
    part.add_argument(
        "--apart", nargs=2, default=(), metavar=("A", "B"), help=_("say that these are two people")
    )
    part.add_argument("--back", action="store_true", help=_("with --apart: take that back"))
    part.add_argument("--all", action="store_true", help=_("those told apart, too"))
    part = group.add("stars", list_stars, _("list who has how many stars"))
    part.add_argument(
        "--within", type=a_count, metavar="H", help=_("who is so many hours or less from the next")
    )


def add_person_argument(part: Any) -> None:
    """The argument that names a person."""
    part.add_argument("person", metavar="P", help=_("a code, a phone, or a name only one has"))


def person_meant(call: Call, query: str = "") -> Volunteer:
    """The person an argument names, archived ones too; of an old code it says whose it is now.

    Args:
        call: The call.
        query: The argument; empty: `whom`'s.
    """
    from yigong.store.records import code

    query = query or call.options.person
    found = call.village.people.one(query, archived=True)
    coded = _CODE.fullmatch(query.strip())
    if coded and int(coded[1]) != found.number:
        text = _("{code} is {name} {now} now.")
        asked = code("V", int(coded[1]))
        output.say_aside(text.format(code=asked, name=found.name, now=found.code))
    return found


def show_person(call: Call) -> None:
    """Show one person, with whole phone numbers: it is their own page."""
    from yigong.store.attendance.by_person import AttendanceByPerson, upcoming_sign_ups
    from yigong.store.errors import DataError
    from yigong.tui.text.words import not_counted

    village, person = call.village, person_meant(call)
    unreadable: list[DataError] = []
    parts = AttendanceByPerson(village.registers, person.number).read(
        village.settings.hours, unreadable
    )
    ahead = upcoming_sign_ups(parts, village.now())
    if call.options.json:
        output.emit(person_lines.person_report(village, person, parts, ahead))
    else:
        output.say(f"{person.code}  {person.name}  {person.reading}")
        output.print_table(person_lines.particulars_lines(village, person))
        for line in person.note.splitlines():
            output.say(line)
        output.say()
        output.print_table(person_lines.service_lines(village, parts))
        output.print_table(person_lines.sign_up_lines(ahead))
    if unreadable:
        output.say_aside(not_counted(unreadable))


def merge_people(call: Call) -> None:
    """Make two records one: B becomes A."""
    village, options = call.village, call.options
    keep, gone = person_meant(call), person_meant(call, options.double)
    taken = person_lines.taken_fields(keep, gone, options.take)
    done = village.merge(keep.number, gone.number, taken, dry=options.dry_run)
    if options.json:
        output.emit(output.builtins(done))
        return
    if options.dry_run:
        text = _("{gone} would become {name} {code}.")
    else:
        text = _("✓ {gone} is {name} {code} now.")
    output.say(text.format(gone=gone.code, name=done.person.name, code=done.person.code))
    output.print_table(person_lines.moved_lines(village, done))
    output.print_table(
        row for clash in done.clashes for row in person_lines.shared_register_lines(clash)
    )
    if options.dry_run:
        output.say(_("Nothing was written: --dry-run."))


def forget_person(call: Call) -> None:
    """Say what forgetting somebody does and cannot do; with --yes, do it."""
    village, person = call.village, _even_forgotten(call)
    if not call.options.yes:
        told = village.forget(person.number, dry=True)
        if not call.options.json:
            output.say(_("Forget {name} {code}?").format(name=person.name, code=person.code))
            for line in person_lines.erasure_lines(village, told):
                output.say(line)
        raise Refused("Nothing was done. --yes forgets them; nobody can take that back.")
    done = village.forget(person.number)
    if call.options.json:
        output.emit(output.builtins(done))
        return
    output.say(_("✓ {code} is forgotten.").format(code=person.code))
    for line in person_lines.erasure_lines(village, done):
        output.say(line)


def _even_forgotten(call: Call) -> Volunteer:
    """Whom to forget; forgetting somebody once more finishes what was cut off."""
    coded = _CODE.fullmatch(call.options.person.strip())
    if coded:
        person = call.village.people.get(int(coded[1]))
        if person.forgotten:
            return person
    return person_meant(call)


def list_duplicates(call: Call) -> None:
    """List the pairs that may be one person, the surest first; or say that two are two."""
    from yigong.store.people.duplicates import WHY
    from yigong.store.people.duplicates import find_duplicates as found_in

    if call.options.apart:
        _tell_apart(call)
        return
    if call.options.back:
        raise Refused("--back takes back what --apart A B said; name the two.")
    people = call.village.people.all()
    found = found_in(people, call.village.squads.all(), apart=call.options.all)
    if call.options.json:
        output.emit([person_lines.double_data(people, double) for double in found])
        return
    output.print_table(
        [
            *(
                cell
                for n in (double.one, double.other)
                for cell in person_lines.short_data(people[n])
            ),
            _("told apart: two people") if double.apart else _(WHY[double.why]),
        ]
        for double in found
    )
    count = sum(not double.apart for double in found)
    output.say(ngettext("{n} pair", "{n} pairs", count).format(n=count))


def _tell_apart(call: Call) -> None:
    """Say of two that they are two people, or take that back."""
    first, second = (person_meant(call, query) for query in call.options.apart)
    two = not call.options.back
    kept = call.village.people.tell_apart(first.number, second.number, two=two)
    if call.options.json:
        output.emit(output.person_data(kept, full_phones=False))
        return
    text = (
        _("✓ {one} and {other} are two people.")
        if two
        else _("✓ {one} and {other} may be one person again.")
    )
    names = [f"{each.name} {each.code}" for each in (first, second)]
    output.say(text.format(one=names[0], other=names[1]))


def list_stars(call: Call) -> None:
    """List who has how many stars, or who is about to reach one."""
    from yigong.store.errors import DataError
    from yigong.tui.text.words import not_counted

    village, within = call.village, call.options.within
    unreadable: list[DataError] = []
    totals = village.totals(unreadable)
    rows = (
        person_lines.star_holders(village, totals)
        if within is None
        else person_lines.near_star(village, totals, within * 60)
    )
    if call.options.json:
        output.emit(rows)
    else:
        output.print_table(person_lines.star_table(rows), right=(2, 3, 4))
    if unreadable:
        output.say_aside(not_counted(unreadable))
