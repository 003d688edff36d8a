"""``yigong people merge``: merge two records of one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from yigong.store.errors import Refused, WrongUsage
from yigong.store.language import _, ngettext
from yigong.store.records import Volunteer, code
from yigong.store.village.village import Village
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands

if TYPE_CHECKING:
    from yigong.store.attendance.entry_merge import Along
    from yigong.store.village.merge import MergeResult, SharedRegister

_TAKEN = (
    *("name", "reading", "phone", "gender", "group", "home", "tags", "note"),
    *("joined", "born", "guardians", "consent", "emergency", "insured"),
)
"""The fields that ``--take`` may take from the merged record."""


_ALONG: dict[str, Along] = {"A": "keep", "B": "other", "both": "both"}
"""Whose people came along, by the words of ``--along``."""


def register(group: Commands) -> None:
    """Add the part to ``yigong people``."""
    part = group.add(
        "merge", merge_people, _("make two records of one person one; undo takes it back")
    )
    part.add_value("person", "A", _("the record that stays"))
    part.add_value("double", "B", _("the record that becomes A"))
    part.add_value("--take", "FIELD,...", _("these fields from B: name,phone,group"), default="")
    part.add_argument(
        "--along",
        choices=tuple(_ALONG),
        help=_("whose people came along, where some came with both"),
    )
    part.add_flag("--dry-run", _("only say what would be done"))


def merge_people(call: Call) -> None:
    """Merge record B into record A.

    Raises:
        Refused: People came along with both of them to one occurrence, and ``--along`` was not
            given; among others.
    """
    from yigong.store.village.merge import BothBrought

    village, options = call.village, call.options
    target, merged = call.any_person(), call.any_person(options.double)
    chosen = _with_taken_fields(target, merged, options.take)
    along = _ALONG.get(options.along)
    try:
        result = village.merge(
            target.number, merged.number, chosen, lambda _key: along, dry=options.dry_run
        )
    except BothBrought as asked:
        if not options.json:
            output.print_table(_shared_rows(asked.shared))
        raise Refused("{question} --along says so; nothing was merged.", question=asked) from None
    if options.json:
        output.print_json(_result_data(result))
        return
    if options.dry_run:
        text = _("{gone} would become {name} {code}.")
    else:
        text = _("✓ {gone} is {name} {code} now.")
    output.print_line(
        text.format(gone=merged.code, name=result.person.name, code=result.person.code)
    )
    output.print_table(_moved_rows(village, result))
    output.print_table(row for register in result.shared for row in _shared_rows(register))
    if options.dry_run:
        if along is None:
            _print_asked(result)
        output.print_line(_("Nothing was written: --dry-run."))


def _print_asked(result: MergeResult) -> None:
    """Print that the merge will ask whose people came along, if it will."""
    count = sum(shared.both_brought for shared in result.shared)
    if count:
        text = ngettext(
            "{n} register: people came with both; the merge asks for --along.",
            "{n} registers: people came with both; the merge asks for --along.",
            count,
        )
        output.print_line(text.format(n=count))


def _with_taken_fields(target: Volunteer, merged: Volunteer, fields: str) -> Volunteer | None:
    """Record A with some fields of the merged record B, separated by commas, which have to
    exist; `None`: the store decides each field."""
    from yigong.store.people.merge_rules import merge_records

    names = [field.strip() for field in fields.split(",") if field.strip()]
    for field in names:
        if field not in _TAKEN:
            raise WrongUsage(
                "There is no field {field}; there are {fields}.",
                field=field[:40],
                fields=", ".join(_TAKEN),
            )
    if not names:
        return None
    if "name" in names:
        names.append("reading")  # which may have been corrected by hand
    return msgspec.structs.replace(
        merge_records(target, merged), **{name: getattr(merged, name) for name in names}
    )


def _result_data(result: MergeResult) -> Any:
    """The result as plain data."""
    clashes = [
        {
            "key": register.key,
            "title": register.title,
            "date": register.date,
            "mine": register.mine,
            "theirs": register.theirs,
            "became": register.result,
            "both_brought": register.both_brought,
            "signed": register.signed,
            "moved_up": register.moved_up,
        }
        for register in result.shared
    ]
    return output.record_data(
        {
            "person": result.person,
            "squads": result.squads,
            "registers": result.registers,
            "clashes": clashes,
        }
    )


def _moved_rows(village: Village, result: MergeResult) -> Iterator[Sequence[object]]:
    """The squads and registers in which B stood."""
    yield [_("Squads"), village.squads.names(result.squads) or "-"]
    count = len(result.registers)
    yield [_("Registers"), ngettext("{n} register", "{n} registers", count).format(n=count)]


def _shared_rows(register: SharedRegister) -> Iterator[Sequence[object]]:
    """A register that has both: the entry of each, and the merged entry."""
    from yigong.tui.view.merge_words import credited_words, entry_words

    signed = _("signed; the minutes are worked out anew") if register.signed else ""
    yield [register.key, register.title, signed]
    mine, theirs = (code("V", entry.number) for entry in (register.mine, register.theirs))
    for label, entry in (
        (mine, register.mine),
        (theirs, register.theirs),
        (_("together"), register.result),
    ):
        yield ["", label, entry_words(entry, register.head), credited_words(entry)]
    if register.moved_up:
        codes = " ".join(code("V", entry.number) for entry in register.moved_up)
        yield ["", _("moved up from the waitlist"), codes]
