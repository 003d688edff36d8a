"""``yigong people``: the roster."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.language import _, ngettext
from tui.commands import output, words
from tui.commands.arguments import Group, Subparsers, count
from tui.text import shown

if TYPE_CHECKING:
    from store.records import Volunteer
    from store.roster import RosterRow
    from tui.commands.call import Call

_REPEATED: dict[str, Any] = {"action": "append", "default": []}


def register(commands: Subparsers) -> None:
    """Add the command and its parts."""
    group = Group(commands, "people", _("add, import, find and list people"))
    _register_add(group)
    part = group.add("import", import_, _("import a roster from a CSV file"))
    part.add_argument("file", metavar="FILE", help=_("the roster; -: stdin"))
    part.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    part.add_argument(
        "--squads", action="store_true", help=_("put them into their squads, founding new ones")
    )
    _phones(part)
    part = group.add("find", find, _("find people as at the desk"))
    part.add_argument(
        "query", metavar="QUERY", help=_("name, pinyin, initials, a phone's tail or a code")
    )
    part.add_argument("--limit", type=count, default=20, metavar="N", help=_("at most so many"))
    _phones(part)
    part = group.add("list", list_, _("list everyone"))
    part.add_argument("--archived", action="store_true", help=_("archived people too"))
    _phones(part)
    part = group.add("show", show, _("show one person"))
    part.add_argument("person", metavar="P", help=_("a code, a phone, or a name only one has"))


def _register_add(group: Group) -> None:
    part = group.add("add", add, _("put a person on the roster"))
    part.add_argument("name", metavar="NAME", help=_("the name"))
    part.add_argument("--phone", default="", metavar="NUMBER", help=_("the phone number"))
    part.add_argument("--gender", default="", choices=("f", "m"), help=_("f or m"))
    part.add_argument("--group", default="", metavar="NAME", help=_("the villagers' group"))
    part.add_argument("--tag", **_REPEATED, metavar="TAG", help=_("a tag; repeatable"))
    part.add_argument("--note", default="", metavar="TEXT", help=_("a note"))
    part.add_argument("--reading", default="", metavar="PINYIN", help=_("how the name is read"))
    part.add_argument("--squad", **_REPEATED, metavar="S", help=_("a squad to join; repeatable"))


def _phones(part: Any) -> None:
    part.add_argument("--full-phones", action="store_true", help=_("do not mask phone numbers"))


def add(call: Call) -> None:
    """Put a person on the roster, and into squads."""
    from store.records import Volunteer

    options, village = call.options, call.village
    squads = [village.squads.one(name) for name in options.squad]
    namesakes = [p.code for p in village.people.all().values() if p.name == options.name.strip()]
    person = village.people.add(
        Volunteer(
            name=options.name,
            reading=options.reading,
            phone=options.phone,
            gender=options.gender,
            group=options.group,
            tags=tuple(options.tag),
            note=options.note,
            joined=village.now().date(),
        )
    )
    for squad in squads:
        village.squads.join(squad.number, person.number)
    if namesakes:
        output.note(_("Of the same name: {codes}").format(codes=" ".join(namesakes)))
    if call.options.json:
        output.emit(output.builtins(person))
    else:
        output.say(
            _("✓ {name} {code} is on the roster.").format(name=person.name, code=person.code)
        )


def import_(call: Call) -> None:
    """Import a roster: new people are added; doubtful and faulty rows are only told of."""
    from store import roster

    options, village = call.options, call.village
    rows = roster.parse(call.read(options.file), village.people.all())
    if not options.dry_run:
        name = "" if options.file == "-" else Path(options.file).name
        new = [row.person for row in roster.new_people(rows) if row.person is not None]
        if new:
            village.people.add_all(new, shown(name)[:80])
        if options.squads:
            _into_squads(call, rows)
    if options.json:
        output.emit([_row_data(row, full_phones=options.full_phones) for row in rows])
    else:
        _tell(rows, dry_run=options.dry_run, squads=options.squads)


def _into_squads(call: Call, rows: Iterable[RosterRow]) -> None:
    """Everyone new or here already joins the squads their row names."""
    from store.records import Squad

    village = call.village
    numbers = {
        (person.name, person.phone): number
        for number, person in village.people.all().items()
        if not person.archived
    }
    joining: dict[str, list[int]] = {}
    for row in rows:
        if row.person is not None and row.verdict in ("new", "same"):
            for squad in row.squads:
                joining.setdefault(squad, []).append(numbers[row.person.name, row.person.phone])
    named = {squad.name: squad for squad in village.squads.all().values() if not squad.archived}
    for name, people in joining.items():
        found = named.get(name) or village.squads.add(Squad(name=name))
        village.squads.join(found.number, *people)


def _row_data(row: RosterRow, *, full_phones: bool) -> dict[str, Any]:
    plain: dict[str, Any] = output.builtins(row)
    if row.person is not None:
        plain["person"] = output.person_data(row.person, full_phones=full_phones)
    return plain


def _tell(rows: list[RosterRow], *, dry_run: bool, squads: bool) -> None:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.verdict] = counts.get(row.verdict, 0) + 1
    output.table(
        [
            [
                _("row {line}").format(line=row.line),
                words.word(words.VERDICTS, row.verdict),
                row.person.name if row.person else "",
                row.reason,
            ]
            for row in rows
            if row.verdict in ("doubtful", "refused")
        ]
    )
    output.say(
        ", ".join(f"{words.word(words.VERDICTS, name)} {n}" for name, n in counts.items())
        or _("The roster has no rows.")
    )
    named = dict.fromkeys(squad for row in rows for squad in row.squads)
    if named and not squads:
        text = _("The roster names squads ({squads}); --squads puts people into them.")
        output.say(text.format(squads=", ".join(named)))
    elif named:
        output.say(_("Squads: {squads}").format(squads=", ".join(named)))
    new = counts.get("new", 0)
    if dry_run:
        output.say(_("Nothing was written: --dry-run."))
    else:
        output.say(ngettext("✓ {n} person added.", "✓ {n} people added.", new).format(n=new))


def find(call: Call) -> None:
    """Find people as the desk does."""
    _list(call, call.village.people.find(call.options.query, call.options.limit))


def list_(call: Call) -> None:
    """List everyone."""
    people = call.village.people.all().values()
    _list(call, [p for p in people if call.options.archived or not p.archived])


def _list(call: Call, people: list[Volunteer]) -> None:
    full = call.options.full_phones
    if call.options.json:
        output.emit([output.person_data(person, full_phones=full) for person in people])
        return
    squads = call.village.squads
    output.table(
        [
            person.code,
            person.name,
            person.reading,
            person.phone if full else output.masked(person.phone),
            person.group,
            squads.names(squads.of(person.number)),
            _("archived") if person.archived else "",
        ]
        for person in people
    )


def show(call: Call) -> None:
    """Show one person, with the whole phone number: it is their own page."""
    village = call.village
    person = village.people.one(call.options.person)
    if call.options.json:
        output.emit(output.person_data(person, full_phones=True))
        return
    squads = village.squads.names(village.squads.of(person.number))
    rows = [
        [person.code, person.name, person.reading],
        [_("Phone"), person.phone],
        [_("Group"), person.group],
        [_("Squads"), squads],
        [_("Tags"), " ".join(person.tags)],
        [_("Joined"), str(person.joined or "")],
    ]
    output.table(row for row in rows if row[1])
    for line in person.note.splitlines():
        output.say(line)
