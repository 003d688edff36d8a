"""The legs of a trip (各程): when a bus goes from where to where, and which one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.rides import (
    count_leg,
    leg_hours,
    leg_name,
    listed_for_leg,
    seats_of,
)
from yigong.store.attendance.waitlist import waitlist_turns
from yigong.store.attendance_records import Head
from yigong.store.event_records import Leg
from yigong.store.language import N_, _
from yigong.tui.screens.event.leg_form import LegForm
from yigong.tui.screens.event.plan_part_page import PlanPartPage
from yigong.tui.text.words import person_name
from yigong.tui.view.trip_words import ride_words, vehicle_words
from yigong.tui.widgets.canvas import PLAIN, QUIET, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import flowing_lines


class LegsPage(PlanPartPage[Leg]):
    """Lists the legs by time; each is changed on a form."""

    PURPOSE = N_("Plan when a bus goes from where to where, and which one.")
    BINDINGS: ClassVar[list[BindingType]] = [
        *PlanPartPage.BINDINGS[:4],
        Binding("d", "board", N_("Board")),
        *PlanPartPage.BINDINGS[4:],
    ]
    PARTS = "legs"
    NAME = N_("Legs")
    SORTS = False
    DEFAULT_CSS = """
    LegsPage RowList { height: auto; min-height: 3; max-height: 50%; }
    LegsPage #riders { height: 1fr; margin: 1 1 0 1; }
    """
    EMPTY = N_("No legs yet. n: the first, such as 8:00-8:40 there; with a leg it is a trip.")

    def parts(self) -> Mapping[int, Leg]:
        """The legs by their numbers."""
        return dict(enumerate(self.occurrence.legs, 1))

    def part_name(self, key: int) -> str:
        """The name of a leg."""
        return leg_name(key, self.occurrence)

    def form(self, part: Leg | None = None) -> LegForm:
        """The form of a leg; after one out, the way back is filled in."""
        return LegForm(self.occurrence, part)

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn(_("Leg"), 9, snug=True),
            ListColumn(_("When"), 11),
            ListColumn(_("From and to"), 0, most=40),
            ListColumn(_("Taken"), 8, right=True, snug=True, least=50),
            ListColumn(_("Vehicles"), 24, snug=True, least=70),
        ]

    def below(self) -> ComposeResult:
        """Who rides the leg under the cursor."""
        yield Panel(id="riders")

    def reload(self) -> None:
        """List the legs by time."""
        super().reload()
        head = self.village.registers.head(self.occurrence)
        self.rows.show([self._row(leg, head) for leg in range(1, len(head.legs) + 1)])
        self.moved()

    @on(RowList.Moved)
    def moved(self) -> None:
        """Show who rides the leg under the cursor, and what they did about it."""
        leg, head = self.rows.key, self.village.registers.head(self.occurrence)
        riders: StyledLines = []
        if isinstance(leg, int) and leg <= len(head.legs):
            entries = self.village.registers.read(self.occurrence.key).entries.values()
            people, turns = self.village.people.all(), waitlist_turns(entries)
            for each in listed_for_leg(entries, leg, head):
                state: Piece = (ride_words(each, leg, head, turns), QUIET)
                riders.append([f"{person_name(people.get(each.number))} ", state])
        panel = self.query_one("#riders", Panel)

        def lines(width: int) -> StyledLines:
            found = flowing_lines(riders, width)
            airy = 2 * len(found) <= panel.size.height
            return [each for line in found for each in (line, [])] if airy else found

        panel.fill(lines)

    def _row(self, number: int, head: Head) -> ListRow:
        leg = head.legs[number - 1]
        entries = self.village.registers.read(self.occurrence.key).entries.values()
        people = count_leg(entries, number, head).due
        seats = seats_of(leg)
        taken = f"{people}/{seats}" if seats else str(people)
        cells = [
            leg_name(number, head),
            str(leg_hours(leg, head)),
            " - ".join(filter(None, (leg.origin, leg.destination))),
            taken,
            vehicle_words(number, head),
        ]
        return ListRow(number, cells, PLAIN)

    def action_board(self) -> None:
        """Let people board the leg under the cursor."""
        from yigong.tui.screens.event.boarding_page import BoardingPage

        self.app.push_screen(BoardingPage(self.occurrence, self.chosen_key))
