"""The ledger (台账): a month's occurrences, a row for each, to be signed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.summary_tables import period_text, summary_notes
from yigong.exports.documents.table import Column, Table, Value
from yigong.exports.plain_text import one_line
from yigong.store.attendance.counts_cache import RegisterCounts
from yigong.store.attendance.hours import hours_text
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _, ngettext
from yigong.store.records import ServiceTime, Settings
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import Tally
from yigong.store.village.village import Village

_COLUMNS = (
    Column(N_("No."), 4, "count"),
    Column(N_("Event"), 13, left=True),
    Column(N_("Time"), 11.5),
    Column(N_("Place"), 10, left=True),
    Column(N_("Held by"), 11.5, left=True),
    Column(N_("Kind"), 7),
    Column(N_("Attendances"), 8, "count"),
    Column(N_("People"), 6, "count"),
    Column(N_("Hours in all"), 7, "hours"),
    Column(N_("Report"), 12.5, left=True),
    Column(N_("Remarks"), 9.5, left=True),
)
"""序号 活动名称 时间 地点 主办/承办 类型 人次 人数 时长合计 小结 备注, as on paper; msgids."""


def ledger_file(village: Village, first: date | None, last: date | None, file_format: str) -> bytes:
    """Write the ledger of a period as a file (see `ledger_table` for its content).

    Args:
        village: The village.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        file_format: One of `exports.documents.formats.FORMATS`.
    """
    return table_file(ledger_table(village.summary(first, last), village.settings), file_format)


def ledger_name(first: date | None, last: date | None) -> str:
    """Return the name of its file, without the suffix: ``ledger-2026-11``."""
    month = whole_month(first, last)
    if month:
        return f"ledger-{month:%Y-%m}"
    return f"ledger-{first}-{last}" if first and last else "ledger-all"


def whole_month(first: date | None, last: date | None) -> date | None:
    """Return the first day of the month, where a period is a whole month; else `None`."""
    if first is None or last is None or first.day > 1 or (last + timedelta(days=1)).day > 1:
        return None
    return first if (first.year, first.month) == (last.year, last.month) else None


def ledger_table(summary: Summary, settings: Settings) -> Table:
    """Put a ledger together: occurrences by date, their sum, and room for two signatures.

    Occurrences that nobody came to or was granted hours for are left out. The numbers are those of
    the summary. A register that is not signed yet is marked: its numbers may still change.

    Args:
        summary: The period's summary.
        settings: The village's.
    """
    tallies = {row.key: row.tally for row in summary.occurrences}
    rows: list[tuple[Value, ...]] = []
    number = 0
    for counts in sorted(summary.counted, key=lambda c: (c.head.start.timestamp(), c.key)):
        tally = tallies[counts.key]
        number += tally.occurrences
        rows.append(_row(number if tally.occurrences else None, counts, tally, settings))
    notes = summary_notes(summary)
    if not rows:
        notes = [_("Nothing took place in this period.")]
    return Table(
        _("{village}: ledger of volunteer events").format(village=one_line(settings.name)),
        [
            (_("Period"), _period(summary)),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
        ],
        [column._replace(name=_(column.name)) for column in _COLUMNS],
        [*rows, _sum_row(summary.total)],
        [(_("Filled in by"), ""), (_("In charge"), ""), (_("Date"), "")],
        notes,
        sums=1,
        landscape=True,
        name=_period(summary),
    )


def _period(summary: Summary) -> str:
    """Return the month, where the period is a whole one; else its days."""
    month = whole_month(summary.first, summary.last)
    return f"{month:%Y-%m}" if month else period_text(summary)


def _row(
    number: int | None, counts: RegisterCounts, tally: Tally, settings: Settings
) -> tuple[Value, ...]:
    head = counts.head
    kind = kind_name(head.kind)
    return (
        number,
        one_line(head.title),
        date_and_times(head.start, head.end),
        one_line(head.place),
        _held_by(counts, settings),
        f"{kind}\n{one_line(head.programme)}".strip(),
        tally.attendances,
        tally.people,
        tally.service.total,
        one_line(head.report),
        _remarks(counts, tally),
    )


def _sum_row(total: Tally) -> tuple[Value, ...]:
    text = ngettext("Total: {n} occurrence", "Total: {n} occurrences", total.occurrences)
    label = text.format(n=total.occurrences)
    numbers = (total.attendances, total.people, total.service.total)
    origins = "\n".join(_hours_origins(total.service))
    return (None, label, None, None, None, None, *numbers, None, origins)


def _held_by(counts: RegisterCounts, settings: Settings) -> str:
    """主办/承办: the recording unit, and who was in charge."""
    return f"{one_line(settings.unit or settings.name)}\n{one_line(counts.head.lead)}".strip()


def _remarks(counts: RegisterCounts, tally: Tally) -> str:
    """List what the numbers do not show: companions, origins of hours, an unsigned register."""
    remarks = []
    if counts.head.closed is None:
        remarks.append(_("not signed yet"))
    companions = tally.attendances - sum(1 for attendance in counts if attendance[2])
    if companions:
        remarks.append(_("with {n} who came along").format(n=companions))
    if not tally.attendances:
        remarks.append(_("nobody came"))
    remarks += _hours_origins(tally.service)
    if counts.head.corrections:
        times = ngettext("corrected once", "corrected {n} times", len(counts.head.corrections))
        remarks.append(times.format(n=len(counts.head.corrections)))
    return "\n".join(remarks)


def _hours_origins(credit: ServiceTime) -> list[str]:
    """List the hours that were filled in or granted, not clocked."""
    origins = []
    if credit.filled:
        origins.append(_("filled in {hours} h").format(hours=hours_text(credit.filled)))
    if credit.granted:
        origins.append(_("granted {hours} h").format(hours=hours_text(credit.granted)))
    return origins


def date_and_times(start: datetime, end: datetime) -> str:
    """Return ``2026-11-25\\n08:30-11:30``: both days if they differ, no times of whole days."""
    if start.time() == end.time() == time():
        last = end.date() - timedelta(days=1)
        return f"{start:%Y-%m-%d}" + ("" if last <= start.date() else f"\n- {last:%Y-%m-%d}")
    if start.date() == end.date():
        return f"{start:%Y-%m-%d}\n{start:%H:%M}-{end:%H:%M}"
    return f"{start:%Y-%m-%d %H:%M}\n- {end:%Y-%m-%d %H:%M}"
