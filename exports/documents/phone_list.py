"""The phone list of a squad, or of whom to ask: as text for a message, as CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from yigong.exports.documents.csv_sheet import csv_bytes
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phone
from yigong.store.language import _, ngettext
from yigong.store.records import Guardian, Volunteer


def phone_list_text(title: str, people: Iterable[Volunteer], *, full: bool = False) -> str:
    """A line for each person, under a title that says how many they are.

    Args:
        title: Whose phones they are: the squad, the occurrence.
        people: Who, in the order they stand in.
        full: Whole numbers; else their middle is hidden.

    Returns:
        Lines of plain text, without a newline at the end.
    """
    lines = [_line(person, full=full) for person in people]
    many = ngettext("{n} person", "{n} people", len(lines)).format(n=len(lines))
    return "\n".join([f"{one_line(title)}  {many}", *lines])


def _line(person: Volunteer, *, full: bool) -> str:
    reached = [_phone(person.phone, full=full) or (_("no phone") if not person.guardians else "")]
    reached += [
        f"({_guardian(guardian)} {_phone(guardian.phone, full=full)})".replace(" )", ")")
        for guardian in person.guardians
    ]
    return "  ".join(filter(None, (one_line(person.name), person.code, *reached)))


def phone_list_csv(people: Iterable[Volunteer], *, full: bool = False) -> bytes:
    """The same as a table: a row for each person, and one more for each further guardian.

    Args:
        people: Who, in the order they stand in.
        full: Whole numbers; else their middle is hidden.
    """
    rows = [[_("Name"), _("Code"), _("Phone"), _("Guardian"), _("Guardian's phone")]]
    for person in people:
        guardians = person.guardians or (Guardian(name=""),)
        for guardian in guardians:
            phones = (_phone(person.phone, full=full), _phone(guardian.phone, full=full))
            rows.append([person.name, person.code, phones[0], _guardian(guardian), phones[1]])
    return csv_bytes(rows)


def count_phone_numbers(people: Iterable[Volunteer]) -> int:
    """How many numbers such a list shows."""
    return sum(
        bool(phone)
        for person in people
        for phone in (person.phone, *(guardian.phone for guardian in person.guardians))
    )


def _guardian(guardian: Guardian) -> str:
    return one_line(f"{guardian.relation} {guardian.name}").strip()


def _phone(phone: str, *, full: bool) -> str:
    return one_line(phone if full else mask_phone(phone))
