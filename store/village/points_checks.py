"""Checks of the ledger of points, for the doctor: what reverses what, and accounts below 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from yigong.store.attendance.counts_cache import RegisterCounts, count_register
from yigong.store.attendance.register import Register
from yigong.store.language import _
from yigong.store.points.accounts import account_sum, accounts, points_sums
from yigong.store.points.earnings import earned, earns
from yigong.store.points_records import PointsEntry
from yigong.store.settings_records import HoursPolicy
from yigong.store.storage.book_file import BookContent
from yigong.store.storage.schema import POINTS, register_key
from yigong.store.village.finding import Finding


def check_points(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """Reversals of what is not there or was reversed before, and accounts below 0.

    An account below 0 is no fault: a register may be corrected after its points were spent.

    Args:
        read: The books that could be read, by name.
    """
    books = {name: book for name, book in read.items() if name.startswith(f"{POINTS.name}/")}
    entries: list[PointsEntry] = [e for book in books.values() for e in book.records.values()]
    if not entries:
        return
    by_code = {entry.code: entry for entry in entries}
    seen: set[str] = set()
    for name, book in sorted(books.items()):
        wrong = []
        for entry in book.records.values():
            of = by_code.get(entry.reverses)
            if (entry.kind == "reversal") != bool(entry.reverses) or (
                entry.reverses
                and (
                    of is None
                    or of.kind == "reversal"
                    or of.points != -entry.points
                    or entry.reverses in seen
                )
            ):
                wrong.append(entry.code)
            seen.add(entry.reverses)
        if wrong:
            text = _("They reverse what is not there, or was reversed before: {which}.")
            yield Finding(f"{name}.json", text.format(which=_(", ").join(wrong[:5])))
    yield from _below_zero(read, entries)


def _below_zero(
    read: Mapping[str, BookContent[Any]], entries: list[PointsEntry]
) -> Iterator[Finding]:
    if "people" not in read:
        return
    kinds = {entry.code: entry.kind for entry in entries}
    sums = points_sums(earned(_signed(read)), entries, kinds)
    below = {
        account.people[0].code: total
        for account in accounts(read["people"].records.values())
        if (total := account_sum(account, sums).balance) < 0
    }
    if below:
        text = _("Accounts of points below 0: {which}.")
        which = _(", ").join(f"{who} {total}" for who, total in list(below.items())[:5])
        yield Finding(POINTS.name, text.format(which=which), fault=False)


def _signed(read: Mapping[str, BookContent[Any]]) -> Iterator[RegisterCounts]:
    """The counts of the registers that give points."""
    for name, book in read.items():
        key = register_key(name)
        if key and book.head is not None and earns(book.head):
            counted = count_register(Register(key, book.records, book.head), HoursPolicy())
            if counted is not None:
                yield counted
