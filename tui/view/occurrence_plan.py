"""What stands on the page of an occurrence above or beside its people: plan, state, counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rich.style import Style

from yigong.exports.documents.signin_sheet import correction_sentences
from yigong.store.attendance.hours import hours_text
from yigong.store.attendance.register import Register
from yigong.store.attendance.rides import count_leg, has_set_out, leg_name, missing_heads
from yigong.store.attendance.roles import count_heads
from yigong.store.attendance_records import Head
from yigong.store.dates import recurrence
from yigong.store.dates.date_words import date_text, short_date
from yigong.store.event_records import Event, Occurrence
from yigong.store.kinds import kind_name
from yigong.store.language import _
from yigong.store.records import code
from yigong.store.settings_records import KindSpec
from yigong.store.squads.host_words import host_words
from yigong.store.statistics.turnout import Turnout
from yigong.tui.text.attendance_words import role_counts
from yigong.tui.text.repeat_words import repeat_text
from yigong.tui.text.words import day_name, occurrence_hours, programme_text
from yigong.tui.view.kind_words import kind_mark, other_role
from yigong.tui.view.register_counts import register_counts
from yigong.tui.view.trip_words import route_words
from yigong.tui.view.turnout_words import signed_up_words, turnout_words
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.text_block import flowing_lines, narrow_lines
from yigong.tui.widgets.wrapped_text import wrapped_pieces

_NEXT_DATES = 3
"""The following dates that are shown."""

_LEFT_OUT = 5
"""The dates left out that are named, the last ones."""

_CORRECTIONS = 2
"""The latest corrections that are shown; the sheet has all of them."""


@dataclass(frozen=True)
class OccurrencePlan:
    """An occurrence, and what is needed to say all of it."""

    occurrence: Occurrence
    event: Event
    """The event as it is now, with all its plans."""

    kind: KindSpec
    register: Register
    head: Head
    venues: Sequence[tuple[str, str]] = ()
    """What is to say of its venues: a label and a text each, the venues first."""

    turnout: Turnout | None = None
    """How many usually come; `None`: that is not known, or not yet."""

    def brief(self, width: int) -> StyledLines:
        """The lines above a list: as few as possible."""
        words = [[piece] for piece in (*self._state(), *self._where())]
        lines = flowing_lines([[(self._when(), STRONG)], *words], width)
        about = [self._what(), *self._dates(), *(" ".join(row) for row in self.venues[1:])]
        lines += flowing_lines([[(text, QUIET)] for text in about if text], width)
        lines += _wrapped(self._remarks(brief=True), width)
        counts: list[list[Piece]] = [[piece] for piece in self.counts()]
        if roles := self.roles():
            counts.append([roles])
        counts += [[piece] for piece in wrapped_pieces(self._usual(), width)]
        lines += flowing_lines(counts, width)
        return lines + narrow_lines(self._legs(), width)

    def panel(self, width: int) -> StyledLines:
        """The lines beside a list: a heading each for the plan and the counts."""
        lines: StyledLines = [[(_("Plan"), STRONG)]]
        plan: list[Piece] = [(self._when(), PLAIN), *self._where(), *self._state()]
        plan += [(text, QUIET) for text in (self._what(), *self._dates()) if text]
        lines += _wrapped(plan, width, [(" ", kind_mark(self.kind)), " "])
        for row in self.venues:
            lines += _wrapped([(" ".join(row), PLAIN)], width)
        lines += narrow_lines(self._legs(), width)
        if remarks := self._remarks():
            lines += [[], *_wrapped(remarks, width)]
        lines += [[], [(_("People"), STRONG)]]
        counts: list[list[Piece]] = [[piece] for piece in self.counts()]
        lines += flowing_lines(counts, width + 1)
        roles = role_counts(count_heads(self.register.entries.values(), self.head))
        lines += flowing_lines([[(role, QUIET)] for role in roles], width + 1)
        return lines + _wrapped(self._usual(), width)

    def _usual(self) -> list[Piece]:
        """How many usually come, and of those who signed up."""
        if self.turnout is None:
            return []
        signed = len(self.register.expected)
        words = (turnout_words(self.turnout), signed_up_words(self.turnout, signed))
        return [(text, QUIET) for text in words if text]

    def counts(self) -> list[Piece]:
        """How many are expected, came, are here and wait; places; granted hours."""
        entries = self.register.entries.values()
        granted = sum(grant.minutes for entry in entries for grant in entry.grants)
        pieces: list[Piece] = [*register_counts(self.register, self.occurrence.event.capacity)]
        if granted:
            pieces.append(_("granted {hours} h").format(hours=hours_text(granted)))
        return pieces

    def roles(self) -> str:
        """How many there are of each role; empty: nobody came."""
        heads = count_heads(self.register.entries.values(), self.head)
        return "   ".join(role_counts(heads))

    def _legs(self) -> list[list[Piece]]:
        """The legs of a trip: when each leaves, how many seats are taken, how many are on board; at
        the last one how many went and are not back."""
        entries, found = self.register.entries.values(), list[list[Piece]]()
        for leg in range(1, len(self.head.legs) + 1):
            counts = count_leg(entries, leg, self.head)
            pieces: list[Piece] = [f"{leg_name(leg, self.head)} {route_words(leg, self.head)}"]
            if counts.seats:
                pieces.append(_("seats taken {n}").format(n=f"{counts.due}/{counts.seats}"))
            found.append([*pieces, _("on board {n}").format(n=counts.boarded)])
        lost = missing_heads(entries, len(found), self.head) if len(found) > 1 else 0
        if lost and has_set_out(entries, len(found)):
            words = _("not back {n}").format(n=lost)
            found[-1].append((words, BAD if counts.boarded else PLAIN))
        return found

    def _when(self) -> str:
        start = self.occurrence.start.date()
        return f"{day_name(start, year=True)} {occurrence_hours(self.occurrence)}"

    def _where(self) -> list[Piece]:
        """The place, and who leads."""
        occurrence, lead = self.occurrence, self.occurrence.event.lead
        place: Piece = (occurrence.place, PLAIN) if occurrence.place else (_("no place yet"), QUIET)
        return [place, (_("led by {name}").format(name=lead), PLAIN)] if lead else [place]

    def _what(self) -> str:
        """The code, the kind, as what people come, and how it repeats."""
        event = self.occurrence.event
        words = [event.code, kind_name(event.kind), other_role(self.head), repeat_text(event)]
        if event.answers:
            codes = _(", ").join(code("Q", number) for number in event.answers)
            words.append(_("answers {requests}").format(requests=codes))
        return "  ".join(filter(None, words))

    def _state(self) -> list[Piece]:
        """Whether the occurrence is cancelled or moved, and its register signed."""
        occurrence, head = self.occurrence, self.register.head
        state: list[Piece] = []
        if occurrence.cancelled:
            state = [(_("cancelled") + f" {occurrence.reason}", BAD)]
        elif occurrence.moved:
            planned = f"{day_name(occurrence.planned)} {occurrence.event.start:%H:%M}"
            state = [
                (_("moved from {day}").format(day=planned), STRONG),
                (_("M puts it back"), QUIET),
            ]
        if self.register.closed and head and head.closed:
            signed = _("signed by {by}").format(by=head.closed_by)
            state.append((f"{signed} {short_date(head.closed)} {head.closed:%H:%M}", ACCENT))
        return state

    def _dates(self) -> list[str]:
        """The dates that follow under the plan of this date, and when another plan holds."""
        dates = (self._next_dates(), self._later_plan(), left_out_line(self.event))
        return [text for text in dates if text]

    def _next_dates(self) -> str:
        plan = self.occurrence.event
        if plan.repeat is None:
            return ""
        tomorrow = datetime.combine(self.occurrence.planned + timedelta(days=1), time())
        starts = recurrence.next_starts(plan, tomorrow, _NEXT_DATES)
        if not starts and self._later_plan():
            return ""
        if not starts:
            return _("this is the last")
        near = (starts[-1].date() - self.occurrence.planned).days < 300
        days = "  ".join(short_date(start) if near else date_text(start) for start in starts)
        return _("next: {dates}").format(dates=days)

    def _later_plan(self) -> str:
        """The date from which another plan of the event holds; empty where none follows."""
        plans = recurrence.all_plans(self.event)
        at = next((n for n, plan in enumerate(plans) if plan.uid == self.occurrence.event.uid), -1)
        if not 0 <= at < len(plans) - 1:
            return ""
        first = recurrence.first_start(plans[at + 1]).date()
        return _("From {date} on another plan holds.").format(date=date_text(first))

    def _remarks(self, *, brief: bool = False) -> list[tuple[str, Style]]:
        """Corrections, the programme, the hosts, the report, notes.

        In brief it is the last correction alone, and of the plan nothing besides: that was for
        before.
        """
        event, head = self.occurrence.event, self.register.head
        last = 1 if brief else _CORRECTIONS
        remarks = [(text, BAD) for text in correction_sentences(head)[-last:]]
        over = brief and bool(remarks)
        if (programme := programme_text(self.head)) and not over:
            remarks.append((programme, QUIET))
        if (hosts := host_words(self.head.hosts)) and not over:
            remarks.append((hosts, QUIET))
        if head and head.report:
            remarks.append((_("Report: {text}").format(text=head.report), ACCENT))
        if event.notes and not over:
            remarks.append((event.notes.replace("\n", "  "), QUIET))
        return remarks


def left_out_of(event: Event) -> list[date]:
    """The dates that were left out of an event, the earliest first."""
    plans = recurrence.all_plans(event)
    return sorted(day for plan in plans for day in recurrence.left_out_dates(plan))


def left_out_line(event: Event) -> str:
    """How many dates were left out of an event and which, the last few; empty: none."""
    days = left_out_of(event)
    named = _(", ").join(map(short_date, days[-_LEFT_OUT:]))
    return _("{n} left out: {dates}").format(n=len(days), dates=named) if days else ""


def _wrapped(pieces: Sequence[Piece], width: int, before: Sequence[Piece] = ()) -> StyledLines:
    """Each piece on lines of its own, with the same before each line."""
    return [[*before, piece] for piece in wrapped_pieces(pieces, width - len(before))]
