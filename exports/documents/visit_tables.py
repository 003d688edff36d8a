"""走访覆盖表: the households of each group, when each was visited, how many were met."""

from __future__ import annotations

from datetime import date

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.table import Column, Table, Value
from yigong.exports.plain_text import one_line
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.language import N_, _, ngettext
from yigong.store.requests.coverage import (
    HouseholdVisits,
    by_label,
    coverage_by_group,
    coverage_words,
    share_words,
)
from yigong.store.village.village import Village

_COLUMNS = (
    Column(N_("Group"), 14),
    Column(N_("Household"), 16, left=True),
    Column(N_("People"), 32, left=True),
    Column(N_("Visits"), 9, "count"),
    Column(N_("Met in the period"), 15),
    Column(N_("Last met"), 14, "date"),
)
"""组 户 人 走访 见到 最近见到; msgids."""


def coverage_name(first: date | None, last: date | None) -> str:
    """The name of its file, without the suffix: ``visits-2026-10-01-2026-12-31``."""
    return f"visits-{first}-{last}" if first else "visits-all"


def coverage_file(
    village: Village, first: date | None, last: date | None, file_format: str
) -> bytes:
    """Write how far the households were visited in a period as a file.

    Args:
        village: The village.
        first: The first day; `None`: from the beginning.
        last: The last day, inclusive; `None`: to the end.
        file_format: One of `exports.documents.formats.FORMATS`.
    """
    return table_file(coverage_table(village, first, last), file_format)


def coverage_table(village: Village, first: date | None, last: date | None) -> Table:
    """Put the table together: each group with its sum, below it its households by label."""
    found = village.visits.coverage(first, last)
    groups = coverage_by_group(
        village.visits.between(first, last), village.people.all(), first, last
    )
    households = by_label(found.households)
    rows: list[tuple[Value, ...]] = []
    sums: list[int] = []
    for group in groups:
        sums.append(len(rows))
        known = ngettext("{n} household", "{n} households", group.known).format(n=group.known)
        share = share_words(group.met, group.known) if group.known else ""
        rows.append((one_line(group.group) or "-", known, "", group.visits, share, None))
        rows += [_household_row(row) for row in households if row.group == group.group]
    settings = village.settings
    notes = [_("A household is met if anybody of it was met; who was visited twice counts once.")]
    if found.unlabelled:
        text = ngettext(
            "{n} person has no household written down, and is in none of these.",
            "{n} people have no household written down, and are in none of these.",
            found.unlabelled,
        )
        notes.append(text.format(n=found.unlabelled))
    return Table(
        _("{village}: visits to households").format(village=one_line(settings.name)),
        [
            (_("Period"), days_text(first, last)),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
            (_("Visits"), coverage_words(found.visits, found.met, found.known)),
            (_("Date"), date_text(village.now())),
        ],
        [column._replace(name=_(column.name)) for column in _COLUMNS],
        rows,
        notes=notes,
        emphasised=sums,
    )


def _household_row(row: HouseholdVisits) -> tuple[Value, ...]:
    return (
        one_line(row.group),
        one_line(row.home),
        one_line(_(", ").join(person.name for person in row.people)),
        row.visits or None,
        _("met") if row.met else "",
        row.last_met,
    )
