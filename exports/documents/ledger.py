"""The ledger (台账): a month's volunteering, a row for each occurrence, to be signed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.summary_tables import period_text, summary_notes
from yigong.exports.documents.table import Column, Table, Value, fitted, heading
from yigong.exports.plain_text import one_line
from yigong.store.attendance.counts_cache import RegisterCounts
from yigong.store.attendance.hours import hours_parts, hours_text, tenths_text
from yigong.store.attendance_records import ServiceTime
from yigong.store.dates.date_words import date_text, month_name
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _, ngettext
from yigong.store.settings_records import Settings
from yigong.store.squads.host_words import host_words
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import Tally
from yigong.store.village.village import Village

_GUESTS = Column(N_("by guests"), 6, "count")
"""It is left out where there are none."""

_COLUMNS = (
    Column(N_("No."), 3.5, "count"),
    Column(N_("Event"), 12, left=True),
    Column(N_("Time"), 12.5),
    Column(N_("Place"), 8.5, left=True),
    Column(N_("Held by"), 9, left=True),
    Column(N_("Kind"), 6),
    Column(N_("Attendances"), 7.5, "count"),
    Column(N_("by volunteers"), 7, "count"),
    Column(N_("by participants"), 7.5, "count"),
    _GUESTS,
    Column(N_("People"), 5.5, "count"),
    Column(N_("Service hours"), 6.5, "hours"),
    Column(N_("Report"), 11, left=True),
    Column(N_("Remarks"), 11, left=True),
)
"""序号 活动名称 时间 地点 主办/承办 类型 人次 志愿 参加 嘉宾 人数 服务时长 小结 备注; msgids."""


def ledger_file(
    village: Village,
    first: date | None,
    last: date | None,
    file_format: str,
    *,
    with_paid: bool = False,
) -> bytes:
    """Write the ledger of a period as a file (see `ledger_table` for its content).

    Args:
        village: The village.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        file_format: One of `exports.documents.formats.FORMATS`.
        with_paid: Say below the sum who was paid.
    """
    summary = village.summary(first, last)
    return table_file(ledger_table(summary, village.settings, with_paid=with_paid), file_format)


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


def ledger_table(summary: Summary, settings: Settings, *, with_paid: bool = False) -> Table:
    """Put a ledger together: occurrences by date, their sum, and room for two signatures.

    Occurrences that nobody came to or was granted hours for are left out, and so are those that
    only people came to who were paid. The numbers are those of the summary. A register that is not
    signed yet is marked: its numbers may still change.

    Args:
        summary: The period's summary.
        settings: The village's.
        with_paid: Below the sum, also the occurrences at which somebody was paid, in words: paid
            work is no volunteering and stands in no column of it.
    """
    tallies = {row.key: row.tally for row in summary.occurrences}
    by_date = sorted(summary.counted, key=lambda c: (c.head.start.timestamp(), c.key))
    rows: list[tuple[Value, ...]] = []
    number = 0
    for counts in by_date:
        tally = tallies[counts.key]
        if tally.attendances or tally.service.total:
            number += tally.occurrences
            rows.append(_row(number if tally.occurrences else None, counts, tally, settings))
    notes = summary_notes(summary)
    if not rows and not (with_paid and _is_paid(summary.total)):
        notes = [_("Nothing took place in this period.")]
    sum_at = len(rows)
    rows.append(_sum_row(summary.total))
    if with_paid:
        rows += [
            (*_occasion(None, counts, settings), *[None] * 7, _paid_text(tallies[counts.key]))
            for counts in by_date
            if _is_paid(tallies[counts.key])
        ]
        if _is_paid(summary.total):
            total = _("Paid work, in no number above")
            rows.append((None, total, *[None] * 11, _paid_text(summary.total)))
    columns = [column for column in _COLUMNS if column is not _GUESTS or summary.total.heads.guests]
    shown = [at for at, column in enumerate(_COLUMNS) if column in columns]
    return Table(
        _("{village}: ledger of volunteer events").format(village=one_line(settings.name)),
        [
            (_("Period"), _period(summary)),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
        ],
        [column._replace(name=heading(column.name)) for column in fitted(columns)],
        [[row[at] for at in shown] for row in rows],
        [(_("Filled in by"), ""), (_("In charge"), ""), (_("Date"), "")],
        notes,
        emphasised=(sum_at,),
        landscape=True,
        name=_period(summary),
    )


def _period(summary: Summary) -> str:
    """Return the month, where the period is a whole one; else its days."""
    month = whole_month(summary.first, summary.last)
    return month_name(month) if month else period_text(summary)


def _occasion(number: int | None, counts: RegisterCounts, settings: Settings) -> tuple[Value, ...]:
    """Return the cells that say what took place."""
    head = counts.head
    kind = kind_name(head.kind)
    return (
        number,
        one_line(head.title),
        date_and_times(head.start, head.end),
        one_line(head.place),
        _held_by(counts, settings),
        f"{kind}\n{one_line(head.programme)}".strip(),
    )


def _numbers(tally: Tally) -> tuple[Value, ...]:
    """Return the cells from 人次 to 服务时长."""
    heads = tally.heads
    split = (heads.volunteers, heads.participants, heads.guests)
    return (heads.total, *split, tally.people, hours_parts(tally.service).total)


def _row(
    number: int | None, counts: RegisterCounts, tally: Tally, settings: Settings
) -> tuple[Value, ...]:
    report, remarks = one_line(counts.head.report), _remarks(counts, tally)
    return (*_occasion(number, counts, settings), *_numbers(tally), report, remarks)


def _sum_row(total: Tally) -> tuple[Value, ...]:
    text = ngettext("Total: {n} occurrence", "Total: {n} occurrences", total.occurrences)
    label = text.format(n=total.occurrences)
    origins = "\n".join(_hours_origins(total.service))
    return (None, label, None, None, None, None, *_numbers(total), None, origins)


def _is_paid(tally: Tally) -> bool:
    return bool(tally.heads.paid or tally.credit.labour.minutes)


def _paid_text(tally: Tally) -> str:
    """Return paid attendances, people and hours, in words."""
    return _("paid: attendances {heads}, people {people}, hours {hours}").format(
        heads=tally.heads.paid,
        people=tally.persons.paid,
        hours=hours_text(tally.credit.labour.minutes),
    )


def _held_by(counts: RegisterCounts, settings: Settings) -> str:
    """主办/承办: who hosted it, else the recording unit; and who was in charge."""
    hosts = host_words(counts.head.hosts).split("  ")
    unit = one_line(settings.unit or settings.name)
    held_by = "\n".join(map(one_line, hosts)) or unit
    return f"{held_by}\n{one_line(counts.head.lead)}".strip()


def _remarks(counts: RegisterCounts, tally: Tally) -> str:
    """List what the numbers do not show: heads without names, origins of hours, signatures."""
    remarks = []
    if counts.head.closed is None:
        remarks.append(_("not signed yet"))
    if tally.boardings:
        remarks.append(_("boardings {n}").format(n=tally.boardings))
    if tally.heads.along:
        remarks.append(_("with {n} who came along").format(n=tally.heads.along))
    if tally.heads.nameless:
        remarks.append(_("with {n} without a name").format(n=tally.heads.nameless))
    if not tally.attendances:
        remarks.append(_("nobody came"))
    remarks += _hours_origins(tally.service)
    if counts.credited_alike:
        remarks.append(_("all counted as volunteers"))
    if counts.head.corrections:
        times = ngettext("corrected once", "corrected {n} times", len(counts.head.corrections))
        remarks.append(times.format(n=len(counts.head.corrections)))
    return "\n".join(remarks)


def _hours_origins(service: ServiceTime) -> list[str]:
    """List the hours that were filled in or granted, not clocked."""
    parts = hours_parts(service)
    origins = []
    if service.filled:
        origins.append(_("filled in {hours} h").format(hours=tenths_text(parts.filled)))
    if service.granted:
        origins.append(_("granted {hours} h").format(hours=tenths_text(parts.granted)))
    return origins


def date_and_times(start: datetime, end: datetime) -> str:
    """Return ``2026年11月25日\\n08:30-11:30``: both days if they differ, no times of whole days."""
    day = date_text(start)
    if start.time() == end.time() == time():
        last = end.date() - timedelta(days=1)
        return day if last <= start.date() else f"{day}\n- {date_text(last)}"
    if start.date() == end.date():
        return f"{day}\n{start:%H:%M}-{end:%H:%M}"
    return f"{day} {start:%H:%M}\n- {date_text(end)} {end:%H:%M}"
