"""上车, the boarding page: who is to board a leg of a trip, who did, and who is not back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance import rides
from yigong.store.attendance.rides import leg_name
from yigong.store.attendance.roles import nameless_heads
from yigong.store.attendance.waitlist import waitlist_turns
from yigong.store.attendance_records import Entry, Head
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText, AskYes
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide
from yigong.tui.screens.event.sign_up_page import PickPage
from yigong.tui.text.attendance_words import role_letters
from yigong.tui.text.words import day_name, person_name
from yigong.tui.view.desk_answers import distinct_name
from yigong.tui.view.history_words import undone_words
from yigong.tui.view.trip_words import (
    leg_counts_words,
    leg_line,
    missing_words,
    ride_words,
    seat_words,
    shortage_words,
    wanted_words,
)
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel, PanelLines
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import flowing, narrow_lines, wrapped_line


class BoardingPage(OccurrenceSide[None], ListPage[None]):
    """Lists who is to board a leg; Enter lets them board."""

    PURPOSE = N_("Let people board a bus, and see who went and is not back.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Board"),
            tooltip=N_("Let the person under the cursor board; if they did, take it back."),
        ),
        Binding("tab", "other_leg(1)", N_("Other leg")),
        Binding("shift+tab", "other_leg(-1)", show=False),
        Binding("a", "sign_up", N_("Somebody else")),
        Binding("w", "board_waiting", N_("Waiting")),
        Binding("A", "arrive", N_("Arrived")),
        Binding("s", "stay", N_("Stays there")),
        Binding("t", "seat", N_("Seat")),
        Binding("b", "manifest", N_("Print")),
        Binding("d", "desk", N_("Desk")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "people", "squads", "settings", "venues"})
    EMPTY = N_("Nobody is to board yet. a: look for somebody and let them board.")
    DEFAULT_CSS = "BoardingPage #leg { margin-top: 1; } BoardingPage.-low #leg { margin-top: 0; }"

    def __init__(self, occurrence: Occurrence, leg: int = 0) -> None:
        """Board a leg of a trip; 0: the one under way, or else the next."""
        super().__init__()
        self.occurrence = occurrence
        self.leg = leg
        self._entries: list[Entry] = []

    def heading(self) -> list[Piece]:
        """The trip, its day, the leg."""
        legs = len(self.occurrence.legs)
        name = f"{leg_name(self.leg, self.occurrence)} {self.leg}/{legs}"
        day = day_name(self.occurrence.start.date())
        return [(name, STRONG), f"  {self.occurrence.event.title}  {day}"]

    def above(self) -> ComposeResult:
        """The leg, its counts, and who is missing on the others."""
        yield Panel(id="leg")

    def begin(self) -> None:
        """Find the leg, if none was given."""
        if not self.leg:
            entries = self.village.registers.read(self.occurrence.key).entries.values()
            self.leg = rides.leg_to_board(entries, self.occurrence, self.village.now())
        super().begin()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn(_("Name"), 0, most=28),
            ListColumn(_("Code"), 6, least=46),
            ListColumn(_("Role"), 4, least=60),
            ListColumn(_("Seat"), 5, right=True),
            ListColumn(_("Along"), 5, right=True, least=50),
            ListColumn(_("State"), 19, snug=True, most=24),
            ListColumn(_("Phone"), 12, least=72),
        ]

    def fingerprint(self) -> object:
        """The books, and the register, which other doors write."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """List who is to board by seat and name; who waits comes last, in turn."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)
        head = self.head
        if not head.legs:
            self.dismiss()
            return
        self.leg = min(self.leg, len(head.legs))
        self.show_heading()
        self._entries = list(self.village.registers.read(self.occurrence.key).entries.values())
        self.query_one("#leg", Panel).fill(self._leg_lines(head))
        listed = rides.listed_for_leg(self._entries, self.leg, head)
        turns = waitlist_turns(self._entries)
        self.rows.show([self._row(entry, head, turns) for entry in listed])

    @property
    def head(self) -> Head:
        """The head by which the register is counted."""
        return self.village.registers.head(self.occurrence)

    def _leg_lines(self, head: Head) -> PanelLines:
        counts = rides.count_leg(self._entries, self.leg, head)

        full = counts.seats and not counts.empty
        words: list[list[Piece]] = [
            [(word, BAD if full and at == 2 else STRONG if at == 1 else PLAIN)]
            for at, word in enumerate(leg_counts_words(counts))
        ]

        def lines(width: int) -> StyledLines:
            found = wrapped_line([leg_line(self.leg, head)], width - 1)
            found += flowing(words, width - 1, 3)
            other = [*self._nameless(counts, head), *self._other_legs(head)]
            found += narrow_lines(other, width - 1)
            return [[" ", *line] for line in found]

        return lines

    def _nameless(self, counts: rides.LegCounts, head: Head) -> StyledLines:
        """Who was counted without a name: they take no seat, as nobody knows what they ride."""
        heads = nameless_heads(head)
        if not heads:
            return []
        if counts.seats and counts.boarded + heads > counts.seats:
            text = _("{n} without a name beside {boarded} on board: more than {seats} seats")
            return [[(text.format(n=heads, boarded=counts.boarded, seats=counts.seats), BAD)]]
        return [[(_("{n} without a name take no seat").format(n=heads), QUIET)]]

    def _other_legs(self, head: Head) -> StyledLines:
        """Who went and has not boarded the way back, as soon as somebody is on board of it."""
        found: StyledLines = []
        for leg in range(2, len(head.legs) + 1):
            on_board = rides.count_leg(self._entries, leg, head).boarded
            missing = rides.missing(self._entries, leg, head)
            if leg != self.leg and not on_board:
                continue
            stays = sum(
                rides.stays_behind(e, leg) and rides.came_before(e, leg) for e in self._entries
            )
            text = _("{leg}: on board {n}").format(leg=leg_name(leg, head), n=on_board)
            pieces: list[Piece] = [text]
            if missing:
                names = missing_words(missing, self.village.people)
                heads = sum(entry.party for entry in missing)
                words = _("missing {n}: {names}").format(n=heads, names=names)
                pieces.append((words, BAD if on_board else PLAIN))
            if stays:
                pieces.append((_("({n} stay there)").format(n=stays), QUIET))
            found.append(pieces)
        return found

    def _row(self, entry: Entry, head: Head, turns: Mapping[int, int]) -> ListRow:
        person = self.village.people.all().get(entry.number)
        boarded = rides.boarding_of(entry, self.leg) is not None
        missing = rides.is_missing(entry, self.leg, head)
        colour = "green" if boarded else "yellow" if entry.waiting or missing else ""
        phone = person.phone if person is not None and not boarded else ""
        cells = [
            person_name(person),
            person.code if person else "",
            role_letters(entry, head),
            seat_words(entry, self.leg, head),
            f"+{entry.party - 1}" if entry.party > 1 else "",
            ride_words(entry, self.leg, head, turns),
            f"..{phone[-4:]}" if phone else "",
        ]
        style: Style = QUIET if entry.waiting or rides.stays_behind(entry, self.leg) else PLAIN
        return ListRow(entry.number, cells, style, mark=swatch(colour) if colour else PLAIN)

    # -- boarding ------------------------------------------------------------

    @on(RowList.Chosen)
    @needs_writing
    def chosen(self, event: RowList.Chosen) -> None:
        """Let the person that Enter chose board, or take it back."""
        if isinstance(event.key, int):
            self.run_worker(self.turn(event.key))

    async def turn(self, number: int) -> str:
        """Let somebody board, or ask whether to take it back; what was done, if anything."""
        entry = self.village.registers.read(self.occurrence.key).entries.get(number)
        if entry is None or rides.boarding_of(entry, self.leg) is None:
            return await self._board(number)
        question = _("Take back that {name} boarded?").format(name=self.shown_name(number))
        if not await self.ask(AskYes(question)):
            return ""
        self.village.registers.boarding.unboard(self.occurrence, number, self.leg)
        return self._say(_("{name} did not board").format(name=self.shown_name(number)))

    async def _board(self, number: int) -> str:
        """Let somebody board; ask first where no seat is theirs."""
        boarding, name = self.village.registers.boarding, self.shown_name(number)
        arrival = boarding.board(self.occurrence, number, self.leg)
        if arrival.shortage is not None:
            why = shortage_words(arrival.shortage, self.village.people, self.occurrence)
            question = _("Let {name} in all the same?").format(name=name)
            if not await self.ask(AskYes(question, why)):
                return ""
            arrival = boarding.board(self.occurrence, number, self.leg, admit=True)
        said = _("{name} is on board; {n} so far").format(name=name, n=self._boarded())
        return self._say(_(", ").join(filter(None, [said, self._only(arrival.entry)])))

    def _only(self, entry: Entry) -> str:
        """Which legs somebody rides, where they do not ride all."""
        legs = wanted_words(entry, self.occurrence)
        return _("only {leg}").format(leg=legs) if legs else ""

    def _boarded(self) -> int:
        register = self.village.registers.read(self.occurrence.key)
        return rides.count_leg(register.entries.values(), self.leg, self.head).boarded

    def shown_name(self, number: int) -> str:
        """A person's name, with the code if another person has the same name."""
        return distinct_name(self.village.people.all(), number)

    def _say(self, text: str) -> str:
        self.refresh_page()
        self.status.good(text)
        return text

    def _chosen(self) -> int:
        """The person under the cursor.

        Raises:
            Refused: There is nobody.
        """
        if not isinstance(self.rows.key, int):
            raise Refused("Nobody is chosen.")
        return self.rows.key

    def action_other_leg(self, step: int) -> None:
        """Show the next leg, or the first after the last."""
        self.leg = (self.leg - 1 + step) % len(self.occurrence.legs) + 1
        self.status.show("")
        self.rows.reset_cursor()
        self.refresh_page()

    @needs_writing
    def action_sign_up(self) -> None:
        """Look for somebody who is not listed, and let them board."""
        self.app.push_screen(BoardPickPage(self))

    @needs_writing
    @work
    async def action_board_waiting(self) -> None:
        """Let the first of the waitlist board, or who waits under the cursor."""
        waiting = [e for e in self._entries if e.waiting and rides.wants_leg(e, self.leg)]
        if not waiting:
            raise Refused("Nobody waits for a seat on this leg.")
        first = min(waiting, key=lambda e: (e.number != self.rows.key, e.expected, e.number))
        await self._board(first.number)

    @needs_writing
    @work
    async def action_arrive(self) -> None:
        """Let everybody on board arrive at once."""
        question = _("{leg}: has it arrived with {n}?")
        question = question.format(leg=leg_name(self.leg, self.head), n=self._boarded())
        missing = rides.missing(self._entries, self.leg, self.head)
        names = missing_words(missing, self.village.people)
        note = _("Not on board: {names}.").format(names=names) if missing else ""
        if await self.ask(AskYes(question, note)):
            entries = self.village.registers.boarding.arrive(self.occurrence, self.leg)
            people = sum(entry.party for entry in entries)
            self._say(_("arrived with {n}; u takes it back").format(n=people))

    @needs_writing
    def action_stay(self) -> None:
        """Note that the person under the cursor does not ride back; press it again to undo that."""
        number = self._chosen()
        stays = not next(e.stays for e in self._entries if e.number == number)
        self.village.registers.boarding.stay(self.occurrence, number, stays=stays)
        text = _("{name} stays there") if stays else _("{name} rides back")
        self._say(text.format(name=self.shown_name(number)))

    @needs_writing
    @work
    async def action_seat(self) -> None:
        """Give the person under the cursor a numbered seat."""
        number = self._chosen()
        entry = next(e for e in self._entries if e.number == number)

        def give(text: str) -> None:
            if not text.isdecimal() or len(text) > 4:
                raise Refused("The number of a seat is a whole number, 0 for none.")
            boarding = self.village.registers.boarding
            boarding.give_seat(self.occurrence, number, int(text))

        question = _("Which seat has {name}?").format(name=self.shown_name(number))
        if await self.ask(AskText(question, _("0: none"), str(entry.seat or ""), act=give)):
            self._say(_("the seat of {name} is noted").format(name=self.shown_name(number)))

    def action_manifest(self) -> None:
        """Write the list of who rides this leg, to print; who waits is not on it."""
        from yigong.tui.screens.event.manifest_page import write_manifest

        write_manifest(self, self.occurrence, self.leg)

    def action_desk(self) -> None:
        """Check in who comes without riding, at the desk."""
        from yigong.tui.screens.event.desk_page import DeskPage

        self.app.push_screen(DeskPage(self.occurrence))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of this trip's register."""
        undone = self.village.undo(self.village.registers.book(self.occurrence.key).name)
        act = undone_words(self.village, undone)
        self._say(_("undone: {act}").format(act=act))


class BoardPickPage(PickPage):
    """Finds somebody, listed or not, and lets them board."""

    PURPOSE = N_("Look for somebody by name, and let them board.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Board"),
            tooltip=N_("Let the person under the cursor board; if they did, take it back."),
        ),
        *PickPage.BINDINGS[1:],
    ]
    BOOKS = frozenset({"people", "squads", "events"})

    def __init__(self, boarding: BoardingPage) -> None:
        """Board the leg that a boarding page shows."""
        super().__init__()
        self._boarding = boarding
        self._entries: Mapping[int, Entry] | None = None
        self._states: dict[int, str] = {}

    def heading(self) -> list[Piece]:
        """The leg, and the trip."""
        leg = leg_name(self._boarding.leg, self._boarding.occurrence)
        return [(leg, STRONG), f"  {self._boarding.occurrence.event.title}"]

    def first_people(self) -> Iterable[int]:
        """Who is to board."""
        return self._listed()

    def reload(self) -> None:
        """List the same people, by the plan as it is now."""
        self._entries = None
        super().reload()

    def _listed(self) -> Mapping[int, str]:
        """Who is listed for the leg and what they did about it, found out once for all rows."""
        page = self._boarding
        entries = self.village.registers.read(page.occurrence.key).entries
        if entries is not self._entries:
            self._entries, head = entries, page.head
            turns = waitlist_turns(entries.values())
            listed = rides.listed_for_leg(entries.values(), page.leg, head)
            self._states = {e.number: ride_words(e, page.leg, head, turns) for e in listed}
        return self._states

    def state(self, person: Volunteer) -> tuple[str, Style]:
        """What they did about the leg."""
        text = self._listed().get(person.number, "")
        return text, STRONG if text else PLAIN

    def pick(self, person: Volunteer) -> str:
        """Let somebody board; what is asked first is asked on the boarding page."""
        self.run_worker(self._turn(person))
        return ""

    async def _turn(self, person: Volunteer) -> None:
        self.say_picked(await self._boarding.turn(person.number))
