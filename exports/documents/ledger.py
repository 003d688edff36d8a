"""The ledger (台账): what took place in a month, a line for each occurrence, to be signed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.summary_tables import period_text, summary_notes
from yigong.exports.documents.table import Column, Table, Value
from yigong.exports.plain_text import one_line
from yigong.store.attendance.counts import RegisterCounts
from yigong.store.attendance.hours import hours_text
from yigong.store.language import N_, _, ngettext
from yigong.store.records import KIND_NAMES, Credit, Settings
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import Tally

if TYPE_CHECKING:
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
"""序号 活动名称 时间 地点 主办/承办 类型 人次 人数 时长合计 小结 备注 (FACTS, Practice); msgids."""


def ledger_file(village: Village, first: date | None, last: date | None, form: str) -> bytes:
    """The ledger of a period as a file (see `ledger` for what goes in).

    Args:
        village: The village.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        form: One of `exports.documents.formats.FORMATS`.
    """
    return table_file(ledger_table(village.summary(first, last), village.settings), form)


def ledger_name(first: date | None, last: date | None) -> str:
    """What its file is called, without the form: ``ledger-2026-11``."""
    month = whole_month(first, last)
    if month:
        return f"ledger-{month:%Y-%m}"
    return f"ledger-{first}-{last}" if first and last else "ledger-all"


def whole_month(first: date | None, last: date | None) -> date | None:
    """The first day of the month that a period is; `None`: it is none."""
    if first is None or last is None or first.day > 1 or (last + timedelta(days=1)).day > 1:
        return None
    return first if (first.year, first.month) == (last.year, last.month) else None


def ledger_table(summary: Summary, settings: Settings) -> Table:
    """What took place, by date, and its sum; to be signed by who filled it in and who is in charge.

    Only what somebody came to, or was granted hours for, is on it. The numbers are those of the
    summary. What a register that is not signed yet says is marked: it may still change.

    Args:
        summary: The period, added up.
        settings: The village's.
    """
    tallies = {row.key: row.tally for row in summary.occurrences}
    lines: list[tuple[Value, ...]] = []
    number = 0
    for one in sorted(summary.counted, key=lambda one: (one.head.start.timestamp(), one.key)):
        tally = tallies[one.key]
        number += tally.occurrences
        lines.append(_line(number if tally.occurrences else None, one, tally, settings))
    said = summary_notes(summary)
    if not lines:
        said = [_("Nothing took place in this period.")]
    return Table(
        _("{village}: ledger of volunteer events").format(village=one_line(settings.name)),
        [
            (_("Period"), _period(summary)),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
        ],
        [column._replace(name=_(column.name)) for column in _COLUMNS],
        [*lines, _sum(summary.total)],
        [(_("Filled in by"), ""), (_("In charge"), ""), (_("Date"), "")],
        said,
        sums=1,
        landscape=True,
        name=_period(summary),
    )


def _period(summary: Summary) -> str:
    """The month, where it is a whole one."""
    month = whole_month(summary.first, summary.last)
    return f"{month:%Y-%m}" if month else period_text(summary)


def _line(
    number: int | None, one: RegisterCounts, tally: Tally, settings: Settings
) -> tuple[Value, ...]:
    head = one.head
    kind = _(KIND_NAMES[head.kind])
    return (
        number,
        one_line(head.title),
        date_and_times(head.start, head.end),
        one_line(head.place),
        _held_by(one, settings),
        f"{kind}\n{one_line(head.programme)}".strip(),
        tally.attendances,
        tally.people,
        tally.credit.total,
        one_line(head.report),
        _remarks(one, tally),
    )


def _sum(total: Tally) -> tuple[Value, ...]:
    many = ngettext("Total: {n} occurrence", "Total: {n} occurrences", total.occurrences)
    numbers = (total.attendances, total.people, total.credit.total)
    said = many.format(n=total.occurrences)
    return (None, said, None, None, None, None, *numbers, None, "\n".join(_origins(total.credit)))


def _held_by(one: RegisterCounts, settings: Settings) -> str:
    """主办/承办: the recording unit, and who was in charge."""
    return f"{one_line(settings.unit or settings.name)}\n{one_line(one.head.lead)}".strip()


def _remarks(one: RegisterCounts, tally: Tally) -> str:
    """What the numbers alone do not say: who came along, where hours come from, what is open."""
    said = []
    if one.head.closed is None:
        said.append(_("not signed yet"))
    along = tally.attendances - sum(1 for each in one if each[2])
    if along:
        said.append(_("with {n} who came along").format(n=along))
    if not tally.attendances:
        said.append(_("nobody came"))
    said += _origins(tally.credit)
    if one.head.corrections:
        times = ngettext("corrected once", "corrected {n} times", len(one.head.corrections))
        said.append(times.format(n=len(one.head.corrections)))
    return "\n".join(said)


def _origins(credit: Credit) -> list[str]:
    """Where hours come from, as far as they were not clocked."""
    said = []
    if credit.filled:
        said.append(_("filled in {hours} h").format(hours=hours_text(credit.filled)))
    if credit.granted:
        said.append(_("granted {hours} h").format(hours=hours_text(credit.granted)))
    return said


def date_and_times(start: datetime, end: datetime) -> str:
    """``2026-11-25\\n08:30-11:30``; both days where it ends on another, no hours of whole days."""
    if start.time() == end.time() == time():
        last = end.date() - timedelta(days=1)
        return f"{start:%Y-%m-%d}" + ("" if last <= start.date() else f"\n- {last:%Y-%m-%d}")
    if start.date() == end.date():
        return f"{start:%Y-%m-%d}\n{start:%H:%M}-{end:%H:%M}"
    return f"{start:%Y-%m-%d %H:%M}\n- {end:%Y-%m-%d %H:%M}"
