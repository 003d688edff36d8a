"""``yigong people merge``: make two records of one person one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from yigong.store.attendance.hours import hours_text
from yigong.store.errors import WrongUsage
from yigong.store.language import _, ngettext
from yigong.store.records import Entry, Volunteer, code
from yigong.tui.commands import output
from yigong.tui.commands.grammar import CommandGroup
from yigong.tui.commands.people_lookup import person_meant

if TYPE_CHECKING:
    from yigong.store.village.merge import MergeResult, SharedRegister
    from yigong.store.village.village import Village
    from yigong.tui.commands.call import Call

_TAKEN = (
    *("name", "reading", "phone", "gender", "group", "tags", "note"),
    *("joined", "born", "guardians", "consent"),
)
"""The fields that may be taken from the record that goes."""


def register(group: CommandGroup) -> None:
    """Add the part to ``yigong people``."""
    part = group.add(
        "merge", merge_people, _("make two records of one person one; undo takes it back")
    )
    part.add_argument("person", metavar="A", help=_("the record that stays"))
    part.add_argument("double", metavar="B", help=_("the record that becomes A"))
    part.add_argument(
        "--take", default="", metavar="FIELD,...", help=_("these fields from B: name,phone,group")
    )
    part.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))


def merge_people(call: Call) -> None:
    """Make two records one: B becomes A."""
    village, options = call.village, call.options
    keep, gone = person_meant(call), person_meant(call, options.double)
    taken = taken_fields(keep, gone, options.take)
    done = village.merge(keep.number, gone.number, taken, dry=options.dry_run)
    if options.json:
        output.print_json(output.record_data(done))
        return
    if options.dry_run:
        text = _("{gone} would become {name} {code}.")
    else:
        text = _("✓ {gone} is {name} {code} now.")
    output.print_line(text.format(gone=gone.code, name=done.person.name, code=done.person.code))
    output.print_table(moved_lines(village, done))
    output.print_table(row for clash in done.clashes for row in shared_register_lines(clash))
    if options.dry_run:
        output.print_line(_("Nothing was written: --dry-run."))


def taken_fields(keep: Volunteer, gone: Volunteer, fields: str) -> Volunteer | None:
    """The record that stays, some of its fields from the other; `None`: as the store unites them.

    Args:
        keep: The record that stays.
        gone: The one that goes.
        fields: Which of its fields are taken, set apart by commas.

    Raises:
        WrongUsage: There is no such field.
    """
    import msgspec

    from yigong.store.people.merge_rules import merge_records

    wanted = [field.strip() for field in fields.split(",") if field.strip()]
    for field in wanted:
        if field not in _TAKEN:
            raise WrongUsage(
                "There is no field {field}; there are {fields}.",
                field=field[:40],
                fields=", ".join(_TAKEN),
            )
    if not wanted:
        return None
    if "name" in wanted:
        wanted.append("reading")  # as it was corrected by hand
    return msgspec.structs.replace(
        merge_records(keep, gone), **{f: getattr(gone, f) for f in wanted}
    )


def moved_lines(village: Village, done: MergeResult) -> Iterator[Sequence[object]]:
    """What else is one by it."""
    yield [_("Squads"), village.squads.names(done.squads) or "-"]
    count = len(done.registers)
    yield [_("Registers"), ngettext("{n} register", "{n} registers", count).format(n=count)]


def shared_register_lines(one: SharedRegister) -> Iterator[Sequence[object]]:
    """A register that had both: what it said of each, and what it says now."""
    signed = _("signed; the minutes are worked out anew") if one.signed else ""
    yield [one.key, one.title, signed]
    mine, theirs = (code("V", entry.number) for entry in (one.mine, one.theirs))
    for label, entry in ((mine, one.mine), (theirs, one.theirs), (_("together"), one.became)):
        credit = hours_text(entry.credit.total) if entry.credit else ""
        yield ["", label, _times(entry) or _("did not come"), credit]
    if one.moved_up:
        codes = " ".join(code("V", entry.number) for entry in one.moved_up)
        yield ["", _("moved up from the waitlist"), codes]


def _times(entry: Entry) -> str:
    return ", ".join(
        f"{stint.start:%H:%M}-{stint.end:%H:%M}" if stint.end else f"{stint.start:%H:%M}-"
        for stint in entry.stints
    )
