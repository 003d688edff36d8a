"""Phone lists of squads or of people to ask: text for a chat, or CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from yigong.exports.documents.csv_sheet import csv_bytes
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phone
from yigong.store.language import _, ngettext
from yigong.store.records import Guardian, Volunteer


def phone_list_text(title: str, people: Iterable[Volunteer], *, full: bool = False) -> str:
    """Write a line for each person, under a title that says how many they are.

    Args:
        title: The squad or the occurrence that the list is for.
        people: The people, in the order of their lines.
        full: Show whole numbers; else they are masked.

    Returns:
        Lines of plain text, without a newline at the end.
    """
    lines = [_line(person, full=full) for person in people]
    count = ngettext("{n} person", "{n} people", len(lines)).format(n=len(lines))
    return "\n".join([f"{one_line(title)}  {count}", *lines])


def _line(person: Volunteer, *, full: bool) -> str:
    phones = [_phone(person.phone, full=full) or (_("no phone") if not person.guardians else "")]
    phones += [
        f"({_guardian(guardian)} {_phone(guardian.phone, full=full)})".replace(" )", ")")
        for guardian in person.guardians
    ]
    return "  ".join(filter(None, (one_line(person.name), person.code, *phones)))


def phone_list_csv(people: Iterable[Volunteer], *, full: bool = False) -> bytes:
    """Write the list as CSV: a row for each person, and one for each further guardian.

    Args:
        people: The people, in the order of their rows.
        full: Show whole numbers; else they are masked.
    """
    rows = [[_("Name"), _("Code"), _("Phone"), _("Guardian"), _("Guardian's phone")]]
    for person in people:
        guardians = person.guardians or (Guardian(name=""),)
        for guardian in guardians:
            phones = (_phone(person.phone, full=full), _phone(guardian.phone, full=full))
            rows.append([person.name, person.code, phones[0], _guardian(guardian), phones[1]])
    return csv_bytes(rows)


def count_phone_numbers(people: Iterable[Volunteer]) -> int:
    """Count the phone numbers that a list of these people shows, those of guardians included."""
    return sum(
        bool(phone)
        for person in people
        for phone in (person.phone, *(guardian.phone for guardian in person.guardians))
    )


def _guardian(guardian: Guardian) -> str:
    return one_line(f"{guardian.relation} {guardian.name}").strip()


def _phone(phone: str, *, full: bool) -> str:
    return one_line(phone if full else mask_phone(phone))
