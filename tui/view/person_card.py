"""A person in the side column: who they are, what they came to, what they are signed up for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len
from textual.widget import Widget

from yigong.exports.privacy import mask_phone
from yigong.store.attendance.by_person import PersonAttendance
from yigong.store.attendance.counts_cache import PAID, RegisterCounts, serves
from yigong.store.attendance_records import Entry, Head
from yigong.store.dates.date_words import short_date, short_month
from yigong.store.kinds import kind_spec
from yigong.store.language import _
from yigong.store.records import Volunteer
from yigong.store.settings_records import KindSpec
from yigong.tui.text.tally_words import grouped_hours
from yigong.tui.text.words import entry_state
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.kind_words import kind_mark
from yigong.tui.widgets.bars import bar
from yigong.tui.widgets.canvas import ACCENT, QUIET, STRONG, Piece, StyledLines, fit

_DATE = 9
_MOST_TITLES = 10
_MOST_SIGN_UPS = 6
_HIGH = 40
"""Lines of a terminal with room for what somebody came to most often."""

_ROOMY = 28
"""Lines of a terminal with room for a bar for each month."""


class Attended(NamedTuple):
    """What somebody came to, or was granted hours for."""

    head: Head
    role: int
    """As what, as a code of `ROLE_CODES`; 0: they did not come."""

    minutes: int
    """Of service."""


class SignedUp(NamedTuple):
    """What somebody is signed up for."""

    head: Head
    entry: Entry


def attended_by(counts: Sequence[RegisterCounts], number: int) -> list[Attended]:
    """What somebody came to, or was granted hours for, the latest first."""
    found = []
    for register in counts:
        numbers, _squads, roles, _along, *minutes = register.columns
        if number in numbers:
            at = numbers.index(number)
            service = sum(origin[at] for origin in minutes[:3]) if serves(roles[at]) else 0
            found.append(Attended(register.head, roles[at], service))
    return sorted(found, key=lambda each: each.head.start.timestamp(), reverse=True)


def month_bars(
    widget: Widget, spent: Iterable[tuple[date, int]], today: date, width: int
) -> StyledLines:
    """A bar for the service, in minutes by day, of each of twelve months, this month last."""
    at = today.year * 12 + today.month - 1
    months = [date(month // 12, month % 12 + 1, 1) for month in range(at - 11, at + 1)]
    minutes = dict.fromkeys(months, 0)
    for day, some in spent:
        if day.replace(day=1) in minutes:
            minutes[day.replace(day=1)] += some
    rows = [
        (short_month(month), some, grouped_hours(some) if some else "")
        for month, some in minutes.items()
    ]
    return _bars(widget, rows, 5, width)


def attendance_charts(
    widget: Widget, attended: Sequence[PersonAttendance], today: date, width: int, height: int
) -> StyledLines:
    """Somebody's service by month, and what they came to most often where the terminal is high."""
    spent = [(each.head.start.date(), each.credit.service.total) for each in attended]
    if not any(minutes for _day, minutes in spent):
        return []
    heading: list[Piece] = [(_("Service by month"), STRONG)]
    lines: StyledLines = [[], heading, *month_bars(widget, spent, today, width)]
    if height < _HIGH:
        return lines
    often = Counter(each.head.title for each in attended if each.entry.present)
    rows = [(title, n, str(n)) for title, n in often.most_common(_MOST_TITLES)]
    return [*lines, [], [(_("Came most often to"), STRONG)], *_bars(widget, rows, 18, width)]


def _bars(
    widget: Widget, rows: Sequence[tuple[str, int, str]], label: int, width: int
) -> StyledLines:
    """A line for each label and value: a bar, and the value in words."""
    most = max((value for _name, value, _words in rows), default=0)
    lines: StyledLines = []
    for name, value, words in rows:
        full, rest = bar(widget, value, most, max(1, width - label - 9), "green")
        gap = " " * cell_len(rest[0])
        lines.append([(fit(name, label - 1) + " ", QUIET), full, gap, fit(words, 9, right=True)])
    return lines


@dataclass(frozen=True)
class PersonCard:
    """Somebody, and what is shown of them."""

    person: Volunteer
    squads: Sequence[Piece]
    today: date
    attended: Sequence[Attended]
    """Of the past year, the latest first."""

    signed_up: Sequence[SignedUp]
    own_kinds: Iterable[KindSpec]

    def lines(self, widget: Widget, width: int, height: int) -> StyledLines:
        """The card, in `height` lines if possible; who is signed up for much has more."""
        lines = [*self._particulars(width), [], *self._numbers()]
        if height >= _ROOMY and self.attended:
            spent = [(each.head.start.date(), each.minutes) for each in self.attended]
            lines += [[], *month_bars(widget, spent, self.today, width)]
        if self.signed_up:
            heading = [(_("To come"), STRONG), (f"  {len(self.signed_up)}", QUIET)]
            lines += [[], [*heading]]
            lines += [
                self._row(each.head, entry_state(each.entry), width)
                for each in self.signed_up[:_MOST_SIGN_UPS]
            ]
        if self.attended:
            lines += [[], [(_("Came last to"), STRONG)]]
            lines += [
                self._row(each.head, grouped_hours(each.minutes) if each.minutes else "", width)
                for each in self.attended[: max(3, height - len(lines))]
            ]
        return lines

    def _particulars(self, width: int) -> StyledLines:
        person = self.person
        lines: StyledLines = [[(person.name, STRONG), (f"  {person.code}", QUIET)], [*self.squads]]
        words = (mask_phone(person.phone), person.group, " ".join(person.tags))
        lines += [[part] for part in wrap_text("  ".join(filter(None, words)), width)]
        notes = []
        if person.archived:
            notes.append(_("archived: not offered at the desk"))
        elif not person.consent:
            notes.append(_("no consent on record"))
        return lines + [[(note, QUIET)] for note in notes]

    def _numbers(self) -> StyledLines:
        """Their occurrences of this year, where they were paid apart, and their hours of service,
        as the summary counts them."""
        this_year = [each for each in self.attended if each.head.start.year == self.today.year]
        paid = sum(each.role == PAID for each in this_year)
        times, occurrences = sum(each.role > 0 for each in this_year) - paid, _("occ.")
        hours = grouped_hours(sum(each.minutes for each in this_year))
        words = [f"{occurrences} {times}", _("service {hours}").format(hours=hours)]
        words += [_("paid besides {n}").format(n=paid)] if paid else []
        return [[(_("This year"), STRONG)], [("   ".join(words), ACCENT)]]

    def _row(self, head: Head, words: str, width: int) -> list[Piece]:
        """An occurrence with the mark of its kind."""
        mark = kind_mark(kind_spec(head.kind, self.own_kinds))
        room = max(8, width - _DATE - 11)
        return [
            (" ", mark),
            (" " + fit(short_date(head.start), _DATE), QUIET),
            fit(head.title, room),
            (fit(words, 9, right=True), QUIET),
        ]
