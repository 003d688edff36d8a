"""收尾, the closing of a register: open and odd entries get an end, then the organiser signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.documents.signin_sheet import correction_sentences
from yigong.store.attendance import hours, rides, settlement_rules, written_times
from yigong.store.attendance.hours import hours_text
from yigong.store.attendance.posts import whole_hours
from yigong.store.attendance.register import Register
from yigong.store.attendance.roles import count_heads
from yigong.store.attendance.settlement_rules import OddEntry
from yigong.store.attendance_records import Entry, Head
from yigong.store.dates.clock_parser import parse_clock
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Volunteer
from yigong.store.settings_records import HoursPolicy
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import HELP, WIDEST
from yigong.tui.screens.base.questions import AskText, AskYes
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide
from yigong.tui.text.attendance_words import role_counts, time_words
from yigong.tui.text.tally_words import grouped_hours, other_time_words
from yigong.tui.text.words import day_name, person_name
from yigong.tui.view.odd_words import odd_words, unchanged_words
from yigong.tui.view.post_words import post_list
from yigong.tui.view.register_counts import register_counts
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock, narrow_lines

_SIGNED_FROM = 70
"""Columns from which the list says as what each is signed."""


class ClosePage(OccurrenceSide[bool | None], ListPage[bool | None]):
    """Lists the open and odd entries of a register. Returns whether it was signed."""

    PURPOSE = N_("Look at what is open or odd, and sign the register.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "sign", N_("Sign and close")),
        Binding("z", "all", N_("Take all")),
        Binding("t", "time", N_("Time")),
        Binding("space", "turn", N_("Take/leave")),
        Binding("T", "time_for_all", N_("One time for all still here"), show=False),
        Binding("escape", "leave", N_("Not yet")),
        HELP,
    ]
    BOOKS = frozenset({"people", "settings"})
    SIDE_FROM = WIDEST  # the list has many columns
    EMPTY = N_("Nothing is open and nothing is odd.")
    DEFAULT_CSS = "ClosePage #details { min-height: 1; margin: 1 0 0 0; }"

    def __init__(self, occurrence: Occurrence) -> None:
        """Close the register of an occurrence."""
        super().__init__()
        self.occurrence = occurrence
        self._register = Register(occurrence.key, {})
        self._odd_entries: dict[int, OddEntry] = {}
        self._chosen_ends: dict[int, datetime | None] = {}
        """The ends that the organiser chose, by person; `None`: their times stay."""

    def heading(self) -> list[Piece]:
        """The occurrence."""
        return [
            (_("Close the register"), STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def above(self) -> ComposeResult:
        """The counts, and what signing does."""
        yield TextBlock()

    def below(self) -> ComposeResult:
        """What is odd about the entry under the cursor, as far as its column is too narrow."""
        yield TextBlock(id="details")

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list; that of posts only where there are any."""
        return [
            ListColumn(_("Name"), 0, most=32, snug=True),
            ListColumn(_("Code"), 6, least=90),
            *([ListColumn(_("Post"), 16, snug=True, least=90)] if self._head.posts else []),
            ListColumn(_("In"), 14, snug=True, least=56),
            ListColumn(_("Out"), 5, snug=True, least=50),
            ListColumn(_("What is odd"), 22, snug=True),
            ListColumn(_("Signed as"), 15, snug=True, least=_SIGNED_FROM),
            ListColumn(_("Hours"), 9, right=True, snug=True, least=76),
        ]

    @property
    def _head(self) -> Head:
        """The head of the register."""
        return self.village.registers.head(self.occurrence)

    @property
    def _policy(self) -> HoursPolicy:
        """The policy that it is signed under."""
        return self.village.registers.settlement.policy(self._register)

    def fingerprint(self) -> object:
        """The books, and the register, as another desk may still check people out."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """List the open and odd entries as they are now."""
        self._register = self.village.registers.read(self.occurrence.key)
        odd_entries = settlement_rules.odd_entries(
            self._register,
            self._head,
            self._policy,
            self.village.now(),
            self.village.elsewhere.stints(self.occurrence),
        )
        self._odd_entries = {odd.number: odd for odd in odd_entries}
        summary = self._summary()
        self.query(TextBlock).first().fill(
            lambda width: [[" ", *line] for line in narrow_lines(summary, width - 1)]
        )
        people = self.village.people.all()
        self.rows.show([self._row(odd, people) for odd in odd_entries])
        self.moved()

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another row: say in full what is odd about it.

        Say as what it is signed, too, where the list has no room for that.
        """
        odd = self._odd_entries.get(self.rows.key) if isinstance(self.rows.key, int) else None
        words: list[str] = []
        if odd is not None:
            name = person_name(self.village.people.all().get(odd.number))
            posts = post_list(self._register.entries[odd.number], self._head, hours=True)
            words = [name, *filter(None, [posts]), odd_words(odd, self.occurrence)]
            if self.size.width < _SIGNED_FROM:
                words.append(self._signed_as(odd))
        self.query_one("#details", TextBlock).show([[("  ".join(words), QUIET)]])

    def _summary(self) -> list[list[Piece]]:
        register = self._register
        absent = [
            entry for entry in register.expected if not (entry.stints or entry.grants or entry.mark)
        ]
        lines: list[list[Piece]] = []
        end = whole_hours(self.occurrence).end
        if self.village.now() < end:
            text = _("It is not over: it goes on until {time}.")
            lines.append([(text.format(time=f"{end:%H:%M}"), BAD)])
        not_come = (_("not come {n}").format(n=len(absent)), STRONG)
        counts: list[Piece] = [*register_counts(register, 0), not_come]
        lines.append([each for piece in counts for each in (piece, "   ")])
        heads = count_heads(register.entries.values(), self._head)
        lines.append(["   ".join(role_counts(heads))])
        credit = self._credit_to_sign()
        service = _("service {hours}").format(hours=grouped_hours(credit.service.total))
        lines.append([("   ".join([service, *other_time_words(credit)]), STRONG)])
        ends, from_start = self.ends(), self.from_start()
        if ends or from_start:
            lines.append([_("A time that is proposed or typed here counts as filled in.")])
        left = sum(
            bool(odd.proposed and number not in ends)
            or bool(odd.proposed_start and number not in from_start)
            for number, odd in self._odd_entries.items()
        )
        if left:
            text = ngettext(
                "{n} stays as it is; Space or z takes what is proposed.",
                "{n} stay as they are; Space or z takes what is proposed.",
                left,
            )
            lines.append([(text.format(n=left), BAD)])
        if absent:
            lines.append([_("Who was expected and did not come is noted as absent.")])
        lines += [[(text, QUIET)] for text in correction_sentences(register.head)[-2:]]
        signer = _("Signed by {by}. After that the register is frozen.")
        return [*lines, [(signer.format(by=self.village.actor.by or "?"), ACCENT)]]

    def _credit_to_sign(self) -> hours.Credit:
        """What everybody will be credited, each kind of time."""
        head, policy = self._head, self._policy
        settlement = self.village.registers.settlement
        spent = settlement.credited_elsewhere(self._register.key, head.start.date(), policy)
        now, total = self.village.now(), hours.Credit()
        for entry in self._register.entries.values():
            settled, elsewhere = self._settled(entry), spent.get(entry.number, 0)
            signed = settlement_rules.sign_entry(settled, head, policy, "", now, elsewhere)
            total += hours.entry_credit(signed, head, policy)
        return total

    def _settled(self, entry: Entry) -> Entry:
        """An entry with the times that are chosen for it."""
        head, odd, end = (
            self._head,
            self._odd_entries.get(entry.number),
            self.ends().get(entry.number),
        )
        if entry.number in self.from_start():
            entry = settlement_rules.from_planned_start(entry, head, self.village.now())
        if end is None:
            return entry
        index = odd.stint if odd else len(entry.stints) - 1
        return settlement_rules.with_end(entry, index, end, "", head)

    def _row(self, odd: OddEntry, people: Mapping[int, Volunteer]) -> ListRow:
        clocked = self._register.entries[odd.number]
        entry, stint, person = (
            self._settled(clocked),
            clocked.stints[odd.stint],
            people.get(odd.number),
        )
        credit = hours.entry_credit(entry, self._head, self._policy)
        return ListRow(
            odd.number,
            [
                person_name(person),
                person.code if person else "",
                *([post_list(clocked, self._head)] if self._head.posts else []),
                self._first_start(clocked),
                f"{stint.end:%H:%M}" if stint.end else "",
                odd_words(odd, self.occurrence),
                self._signed_as(odd),
                time_words(credit) or hours_text(0),
            ],
            PLAIN if entry != clocked or not (odd.proposed or odd.proposed_start) else STRONG,
        )

    def _signed_as(self, odd: OddEntry) -> str:
        """The time that is signed, in words; of who is not back, what to do about it."""
        if self._may_have_ridden(odd):
            return _("rode back?")
        clocked = self._register.entries[odd.number]
        stint, settled = clocked.stints[odd.stint], self._settled(clocked).stints[odd.stint]
        if settled.start != stint.start and settled.end is not None:
            return written_times.dated_interval(settled.start, settled.end, self.occurrence)
        if settled != stint and settled.end is not None:
            return written_times.dated_clock(settled.end, self.occurrence) + " " + _("filled in")
        return unchanged_words(stint)

    def ends(self) -> dict[int, datetime]:
        """The ends that will be signed, by person.

        An open stint gets the proposed end unless the organiser chose another. A clocked end stays,
        however odd, until the organiser takes the proposal: a person who was checked in by mistake
        and out at once is not credited with the whole day.
        """
        ends = {number: end for number, end in self._chosen_ends.items() if end is not None}
        for number, odd in self._odd_entries.items():
            if "here" in odd.reasons and odd.proposed is not None:
                ends.setdefault(number, odd.proposed)
        return {number: end for number, end in ends.items() if self._may_end(number)}

    def _may_end(self, number: int) -> bool:
        """Whether a chosen end still is one: they are listed, or still here."""
        entry = self._register.entries.get(number)
        return number in self._odd_entries or (entry is not None and entry.here)

    def from_start(self) -> set[int]:
        """Who is signed as there from the planned start, and not from long before it.

        That needs no choice, only to leave it does: the time until then was hardly spent there.
        """
        return {
            number
            for number, odd in self._odd_entries.items()
            if odd.proposed_start is not None
            and ("here" in odd.reasons or self._chosen_ends.get(number, self.occurrence.end))
        }

    # -- actions -----------------------------------------------------------

    def _under_cursor(self) -> OddEntry:
        """The entry under the cursor.

        Raises:
            Refused: The list is empty.
        """
        odd = self._odd_entries.get(self.rows.key) if isinstance(self.rows.key, int) else None
        if odd is None:
            raise Refused("Nobody is chosen.")
        return odd

    def action_turn(self) -> None:
        """Take the proposed time of the row, or leave it as it was."""
        odd = self._under_cursor()
        if self._may_have_ridden(odd):
            self._ride_back(odd.number)
            return
        taken = odd.number in (self.from_start() if odd.proposed is None else self.ends())
        if taken and "here" not in odd.reasons:
            self._chosen_ends[odd.number] = None
        elif odd.proposed is not None:
            self._chosen_ends[odd.number] = odd.proposed
        elif odd.proposed_start is not None:
            self._chosen_ends.pop(odd.number, None)
        else:
            raise Refused("Nothing is proposed here; t gives a time.")
        self.refresh_page()
        self.rows.action_move(1)

    def _may_have_ridden(self, odd: OddEntry) -> bool:
        """Whether somebody is not back, and nothing else of theirs is to be decided."""
        return "missing" in odd.reasons and odd.proposed is odd.proposed_start is None

    @work
    async def _ride_back(self, number: int) -> None:
        """Write in that somebody rode back with the others, as long as that took, if they did."""
        leg, name = len(self._head.legs), self.village.people.get(number).name
        if not rides.has_arrived(self._register.entries.values(), leg):
            raise Refused("The way back has not arrived yet; d on the page of the trip boards it.")
        question = _("Did {name} ride back with the others?").format(name=name)
        if await self.ask(AskYes(question, _("The ride is written in, as long as it took."))):
            self.village.registers.boarding.board(self.occurrence, number, leg, admit=True)
            self.refresh_page()

    def action_all(self) -> None:
        """Take all proposed times, except where you chose one yourself."""
        for number, odd in self._odd_entries.items():
            if self._chosen_ends.get(number) is None:
                self._chosen_ends.pop(number, None)
                if odd.proposed is not None:
                    self._chosen_ends[number] = odd.proposed
        self.refresh_page()

    @work
    async def action_time(self) -> None:
        """Type when the person under the cursor left."""
        odd = self._under_cursor()
        entry = self._register.entries[odd.number]
        name = self.village.people.get(odd.number).name
        now = self.ends().get(odd.number) or entry.stints[odd.stint].end or self.occurrence.end
        answer = await self.ask(
            AskText(
                _("When did {name} leave?").format(name=name),
                _("for example {when}").format(when="11:00"),
                f"{now.astimezone(self.occurrence.start.tzinfo):%H:%M}",
                meaning=lambda text: self._clock_words(self._read_end(text, entry, odd)),
            )
        )
        if answer:
            self._chosen_ends[odd.number] = self._read_end(answer, entry, odd)
            self.refresh_page()

    @work
    async def action_time_for_all(self) -> None:
        """Type one time at which all who are still here left.

        Those who began later keep the proposed end.
        """

        def read(text: str) -> tuple[datetime, dict[int, datetime]]:
            now = self.village.now()
            end = written_times.place_departure(parse_clock(text), self.occurrence, now)
            here = [entry for entry in self._register.here if entry.stints[-1].start <= end]
            for entry in here:
                settlement_rules.settle_entry(entry, end, self._head, now, "")
            return end, {entry.number: end for entry in here}

        def meaning(text: str) -> str:
            return self._clock_words(read(text)[0])

        now = f"{min(self.village.now(), self.occurrence.end):%H:%M}"
        question = _("When did those still here leave?")
        example = _("for example {when}").format(when="11:00")
        answer = await self.ask(AskText(question, example, now, meaning=meaning))
        if answer:
            self._chosen_ends.update(read(answer)[1])
            self.refresh_page()

    def _clock_words(self, end: datetime) -> str:
        return written_times.dated_clock(end, self.occurrence)

    def _read_end(self, text: str, entry: Entry, odd: OddEntry) -> datetime:
        """Read the end that is typed for an entry.

        Raises:
            Refused: There is no such time, or the register would refuse it.
        """
        now, came = self.village.now(), entry.stints[odd.stint].start
        end = written_times.place_departure(parse_clock(text), self.occurrence, now, after=came)
        settlement_rules.settle_entry(entry, end, self._head, now, "")
        return end

    def action_sign(self) -> None:
        """Sign and close the register.

        Unless it was changed since it was shown.
        """
        if self.is_stale():
            self.refresh_page()
            raise Refused("Somebody changed the register just now: look again, then y signs.")
        self.village.registers.settlement.close(
            self.occurrence,
            ends=self.ends(),
            from_start=self.from_start(),
            rev=self._register.rev,
        )
        self.dismiss(True)

    def action_leave(self) -> None:
        """Go back; the register stays open."""
        self.dismiss(None)

    def _first_start(self, entry: Entry) -> str:
        """The start of the first stint, with its date if that is another day's.

        Of several with their number, as the hours count them all.
        """
        start = written_times.dated_clock(entry.stints[0].start, self.occurrence)
        count = len(entry.stints)
        return f"{start} ({count})" if count > 1 else start
