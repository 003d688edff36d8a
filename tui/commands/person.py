"""``yigong people show``, ``merge``, ``forget``, ``doubles`` and ``stars``: who somebody is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from store.errors import Refused
from store.language import _, ngettext
from tui.commands import output, person_lines
from tui.commands.arguments import Group, count

if TYPE_CHECKING:
    from store.records import Volunteer
    from tui.commands.call import Call

_CODE = re.compile(r"[Vv](\d{1,7})")


def register(group: Group) -> None:
    """Add the parts to ``yigong people``."""
    part = group.add("show", show, _("show one person, their squads, sign-ups and hours"))
    whom(part)
    part = group.add("merge", merge, _("make two records of one person one; undo takes it back"))
    part.add_argument("person", metavar="A", help=_("the record that stays"))
    part.add_argument("double", metavar="B", help=_("the record that becomes A"))
    part.add_argument(
        "--take", default="", metavar="FIELD,...", help=_("these fields from B: name,phone,group")
    )
    part.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    part = group.add("forget", forget, _("delete who somebody is, at their wish; the hours stay"))
    whom(part)
    part.add_argument("--yes", action="store_true", help=_("do it: nothing takes it back"))
    part = group.add("doubles", doubles, _("list who may be on the roster twice"))
    part.add_argument(
        "--apart", nargs=2, default=(), metavar=("A", "B"), help=_("say that these are two people")
    )
    part.add_argument("--back", action="store_true", help=_("with --apart: take that back"))
    part.add_argument("--all", action="store_true", help=_("those told apart, too"))
    part = group.add("stars", stars, _("list who has how many stars"))
    part.add_argument(
        "--within", type=count, metavar="H", help=_("who is so many hours or less from the next")
    )


def whom(part: Any) -> None:
    """The argument that names a person."""
    part.add_argument("person", metavar="P", help=_("a code, a phone, or a name only one has"))


def one(call: Call, query: str = "") -> Volunteer:
    """The person an argument names, archived ones too; of an old code it says whose it is now.

    Args:
        call: The call.
        query: The argument; empty: `whom`'s.
    """
    from store.records import code

    query = query or call.options.person
    found = call.village.people.one(query, archived=True)
    coded = _CODE.fullmatch(query.strip())
    if coded and int(coded[1]) != found.number:
        text = _("{code} is {name} {now} now.")
        asked = code("V", int(coded[1]))
        output.note(text.format(code=asked, name=found.name, now=found.code))
    return found


def show(call: Call) -> None:
    """Show one person, with whole phone numbers: it is their own page."""
    from store.attended import Attended, to_come
    from store.errors import DataError
    from tui.words import not_counted

    village, person = call.village, one(call)
    unreadable: list[DataError] = []
    parts = Attended(village.registers, person.number).look(village.settings.hours, unreadable)
    ahead = to_come(parts, village.now())
    if call.options.json:
        output.emit(person_lines.data(village, person, parts, ahead))
    else:
        output.say(f"{person.code}  {person.name}  {person.reading}")
        output.table(person_lines.particulars(village, person))
        for line in person.note.splitlines():
            output.say(line)
        output.say()
        output.table(person_lines.service(village, parts))
        output.table(person_lines.sign_ups(ahead))
    if unreadable:
        output.note(not_counted(unreadable))


def merge(call: Call) -> None:
    """Make two records one: B becomes A."""
    village, options = call.village, call.options
    keep, gone = one(call), one(call, options.double)
    taken = person_lines.taken(keep, gone, options.take)
    done = village.merge(keep.number, gone.number, taken, dry=options.dry_run)
    if options.json:
        output.emit(output.builtins(done))
        return
    if options.dry_run:
        text = _("{gone} would become {name} {code}.")
    else:
        text = _("✓ {gone} is {name} {code} now.")
    output.say(text.format(gone=gone.code, name=done.person.name, code=done.person.code))
    output.table(person_lines.moved(village, done))
    output.table(row for clash in done.clashes for row in person_lines.clash(clash))
    if options.dry_run:
        output.say(_("Nothing was written: --dry-run."))


def forget(call: Call) -> None:
    """Say what forgetting somebody does and cannot do; with --yes, do it."""
    village, person = call.village, _even_forgotten(call)
    if not call.options.yes:
        told = village.forget(person.number, dry=True)
        if not call.options.json:
            output.say(_("Forget {name} {code}?").format(name=person.name, code=person.code))
            for line in person_lines.forgetting(village, told):
                output.say(line)
        raise Refused("Nothing was done. --yes forgets them; nobody can take that back.")
    done = village.forget(person.number)
    if call.options.json:
        output.emit(output.builtins(done))
        return
    output.say(_("✓ {code} is forgotten.").format(code=person.code))
    for line in person_lines.forgetting(village, done):
        output.say(line)


def _even_forgotten(call: Call) -> Volunteer:
    """Whom to forget; forgetting somebody once more finishes what was cut off."""
    coded = _CODE.fullmatch(call.options.person.strip())
    if coded:
        person = call.village.people.get(int(coded[1]))
        if person.forgotten:
            return person
    return one(call)


def doubles(call: Call) -> None:
    """List the pairs that may be one person, the surest first; or say that two are two."""
    from store.doubles import WHY
    from store.doubles import doubles as found_in

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
    output.table(
        [
            *(cell for n in (double.one, double.other) for cell in person_lines.short(people[n])),
            _("told apart: two people") if double.apart else _(WHY[double.why]),
        ]
        for double in found
    )
    count = sum(not double.apart for double in found)
    output.say(ngettext("{n} pair", "{n} pairs", count).format(n=count))


def _tell_apart(call: Call) -> None:
    """Say of two that they are two people, or take that back."""
    first, second = (one(call, query) for query in call.options.apart)
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


def stars(call: Call) -> None:
    """List who has how many stars, or who is about to reach one."""
    from store.errors import DataError
    from tui.words import not_counted

    village, within = call.village, call.options.within
    unreadable: list[DataError] = []
    totals = village.totals(unreadable)
    rows = (
        person_lines.starred(village, totals)
        if within is None
        else person_lines.near(village, totals, within * 60)
    )
    if call.options.json:
        output.emit(rows)
    else:
        output.table(person_lines.star_table(rows), right=(2, 3, 4))
    if unreadable:
        output.note(not_counted(unreadable))
