"""积分表 and 积分公示表: the accounts of points; and the list of gifts with their prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.request_tables import masked_name
from yigong.exports.documents.table import Column, Table, Value
from yigong.exports.plain_text import one_line
from yigong.store.dates.date_words import date_text
from yigong.store.language import N_, _, ngettext
from yigong.store.points.accounts import Account, PointsSum, account_sum
from yigong.store.points.points_words import account_title, rule_words
from yigong.store.records import Volunteer
from yigong.store.village.village import Village

_NUMBERS = (
    Column(N_("Earned"), 10, "count"),
    Column(N_("Awarded"), 10, "count"),
    Column(N_("Redeemed"), 10, "count"),
    Column(N_("Cleared"), 10, "count"),
    Column(N_("Balance"), 12, "count"),
)
"""挣得 奖励 兑换 清零 可用; msgids. Points alone: no table has points beside hours."""

_OWN = (Column(N_("Account"), 18, left=True), Column(N_("Who is in it"), 24, left=True))
_PUBLIC = (
    Column(N_("Account"), 20, left=True),
    Column(N_("Code"), 10),
    Column(N_("Group"), 14),
)


def points_file(
    village: Village, file_format: str, *, public: bool = False, names: bool = False
) -> bytes:
    """Write the accounts of points as a file.

    Args:
        village: The village.
        file_format: One of `exports.documents.formats.FORMATS`.
        public: Whether it is the list to be put up (see `public_points_table`).
        names: Whether that has whole names.

    Raises:
        DataError: A register cannot be read, so that the numbers would be wrong.
    """
    table = public_points_table(village, names=names) if public else points_table(village)
    return table_file(table, file_format)


def points_name(today: date, *, public: bool = False) -> str:
    """Return the name of its file, without the suffix: ``points-public-2026-12-31``."""
    return f"points-{'public-' if public else ''}{today}"


def points_table(village: Village) -> Table:
    """Put the table of all accounts together, for the organisers: with names and codes."""
    rows: list[tuple[Value, ...]] = [
        (
            one_line(account_title(account)),
            "\n".join(f"{one_line(person.name)} {person.code}" for person in account.people),
            *_numbers(total),
        )
        for account, total in _accounts(village)
    ]
    return _table(village, _("{village}: points"), _OWN, rows)


def public_points_table(village: Village, *, names: bool = False) -> Table:
    """积分公示表: the accounts as they are put up for everybody.

    A household is called by its first person and not by its label, which may be an address; names
    are masked unless asked for, and the code on the badge or passbook tells one 陈** from another.
    There is no phone number.

    Args:
        village: The village.
        names: Whether names are whole.
    """
    rows: list[tuple[Value, ...]] = [
        (
            _public_name(account, names=names),
            account.people[0].code,
            one_line(account.people[0].group),
            *_numbers(total),
        )
        for account, total in _accounts(village)
    ]
    table = _table(village, _("{village}: points, for everybody to see"), _PUBLIC, rows)
    rules = [
        one_line(rule_words(rule, village.programmes.all())) for rule in village.settings.points
    ]
    return table._replace(notes=[*table.notes, *rules], seal=_("Seal"))


def _accounts(village: Village) -> list[tuple[Account, PointsSum]]:
    """The accounts that ever had points, by the reading of their first person."""
    ledger = village.points
    sums = ledger.sums()
    found = [(account, account_sum(account, sums)) for account in ledger.accounts()]
    found = [(account, total) for account, total in found if any(_numbers(total))]
    return sorted(found, key=lambda pair: (_reading(pair[0].people[0]), pair[0].number))


def _table(
    village: Village,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
) -> Table:
    settings, today = village.settings, village.now().date()
    return Table(
        title.format(village=one_line(settings.name)),
        [
            (_("As of"), date_text(today)),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
        ],
        [column._replace(name=_(column.name)) for column in (*columns, *_NUMBERS)],
        rows,
        notes=[
            ngettext("{n} account.", "{n} accounts.", len(rows)).format(n=len(rows)),
            _("The numbers are points. Points are no hours: hours stand on the service record."),
        ],
        name=_("Points"),
    )


def _numbers(total: PointsSum) -> tuple[int, ...]:
    return (total.earned, total.awarded, total.redeemed, total.reset, total.balance)


def _public_name(account: Account, *, names: bool) -> str:
    first = one_line(account.people[0].name)
    name = first if names else masked_name(first)
    if len(account.people) == 1:
        return name
    count = len(account.people)
    return ngettext("{name} and {n} more", "{name} and {n} more", count - 1).format(
        name=name, n=count - 1
    )


def _reading(person: Volunteer) -> str:
    return person.reading or person.name
