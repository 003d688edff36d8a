"""The party page: ticks a person's household and counts others, and checks all of them in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType

from yigong.store.attendance.capacity import has_place, is_excused
from yigong.store.attendance.checkin_rules import OutsideHours, Tone
from yigong.store.attendance_records import Entry
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.screens.base.page import HELP_F1
from yigong.tui.screens.event.heads_page import HeadsPage
from yigong.tui.text.words import entry_state
from yigong.tui.view.desk_answers import (
    distinct_name,
    distinct_names,
    full_fact,
    left_question,
    outside_question,
)
from yigong.tui.view.party import Party
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, StyledLines
from yigong.tui.widgets.row_list import ListColumn, ListRow


class PartyPage(HeadsPage):
    """The people who came along with a person. Returns what was done, as a sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "accept",
            N_("Check in"),
            tooltip=N_("Check in who is ticked, and count the others."),
        ),
        Binding("space", "blank", N_("Tick")),
        Binding("z", "everybody", N_("Everybody")),
        Binding("escape", "back", N_("Leave it")),
        HELP_F1,
    ]
    CSS = "PartyPage #popup { width: 76; }"
    TITLE = N_("People along")

    def __init__(self, occurrence: Occurrence, person: Volunteer) -> None:
        """Make the page.

        Args:
            occurrence: The occurrence.
            person: The person with whom they came.
        """
        super().__init__(occurrence)
        self.person = person
        self._left: set[int] = set()
        """Who of the household came and has left: only Space ticks them."""

    # -- what is shown -----------------------------------------------------

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the household, of which the counts use the first two."""
        return [
            ListColumn("", 3),
            ListColumn("", 0, most=40),
            ListColumn("", 6),
            ListColumn("", 18, least=90),
            ListColumn("", 18),
        ]

    def reload(self) -> None:
        """List the household as it is now; ticks and counts stay."""
        entries = self.village.registers.read(self.occurrence.key).entries
        household = self.village.people.household(self.person.number)
        absent = [member.number for member in household if not _here(entries.get(member.number))]
        self._left = {number for number in absent if number in entries and entries[number].stints}
        if self.party is None:
            signed = (entries[number] for number in absent if number in entries)
            expected = [
                each.number
                for each in signed
                if each.expected and not each.stints and not is_excused(each)
            ]
            entry = entries.get(self.person.number) or Entry(number=self.person.number)
            self.party = Party(absent, expected, adults=entry.adults, children=entry.children)
        party = self.party
        party.limit_members(absent)
        rows = [self._member_row(each, entries.get(each.number), party) for each in household]
        self.show_party(party, self.lines(party), rows)

    def lines(self, party: Party) -> StyledLines:
        """The question, and how many heads they are; without a household, how they are typed."""
        question = _("Who came along with {name}?").format(name=self.person.name)
        heads = _("heads {n}").format(n=1 + len(party.ticked) + sum(party.counts.values()))
        lines: StyledLines = [[(question, STRONG), f"   {self.person.code}   {heads}"]]
        if not party.members:
            digits = _("Digits count heads: 1, Space, 2 is one adult and two children.")
            lines.append([(digits, QUIET)])
        return lines

    def _member_row(self, person: Volunteer, entry: Entry | None, party: Party) -> ListRow:
        here = _here(entry)
        tick = "" if here else "[x]" if person.number in party.ticked else "[ ]"
        squads = self.village.squads.names(self.village.squads.of(person.number))
        cells = [tick, person.name, person.code, squads, entry_state(entry) if entry else ""]
        style = QUIET if here else Style(bold=True) if tick == "[x]" else PLAIN
        return ListRow(person.number, cells, style)

    # -- keys --------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable ticks only where a member of the household is not here."""
        if action in ("blank", "everybody") and self.party is not None:
            return bool(self.party.members)
        return super().check_action(action, parameters)

    def typed(self, party: Party, key: str, character: str) -> bool:
        """Handle ``a``, too, which ticks the household."""
        if character == "a":
            party.everybody(self._left)
            return True
        return super().typed(party, key, character)

    def action_everybody(self) -> None:
        """Tick the whole household but who has left, or nobody of it."""
        if self.party is not None:
            self.party.everybody(self._left)
            self.changed()

    def save(self, party: Party) -> str | None:
        """Check in the ticked members and save the counts, as one change."""
        ticked = [number for number in party.members if number in party.ticked]
        if not self._write(party, ticked):
            return None
        count = len(ticked) + sum(party.counts.values())
        name = distinct_name(self.village.people.all(), self.person.number)
        text = _("{name}: {n} people along").format(name=name, n=count)
        return f"{text}  {self._names(ticked)}".rstrip()

    def _write(self, party: Party, ticked: list[int]) -> bool:
        """Write the party into the register; ask instead where places are missing, or at the end.

        Returns:
            Whether it was written.
        """
        registers, number = self.village.registers, self.person.number
        adults, children = party.counts["adults"], party.counts["children"]
        admit = Tone.FULL in self.asked
        entry = registers.read(self.occurrence.key).entries.get(number)
        if not ticked and entry is not None and entry.stints:
            registers.checkin.bring(
                self.occurrence, number, adults=adults, children=children, admit=admit
            )
            return True  # a correction of the counts alone checks nobody in again
        if entry is not None and entry.stints and not entry.here and Tone.LEFT not in self.asked:
            question = left_question(number, self._names([number]), entry.stints[-1])
            self.ask_about(Tone.LEFT, question.fact, question.offer)
            return False
        arrivals = registers.checkin.bring_family(
            self.occurrence,
            number,
            ticked,
            adults=adults,
            children=children,
            outside_hours=bool({Tone.EARLY, Tone.OVER} & set(self.asked)),
            admit=admit,
        )
        outside: tuple[OutsideHours, ...] = (Tone.EARLY, Tone.OVER)
        for tone in outside:
            numbers = [each.entry.number for each in arrivals if each.answer.tone is tone]
            if numbers:
                question = outside_question(tone, number, self._names(numbers))
                self.ask_about(tone, question.fact, question.offer)
                return False
        full = [each.entry.number for each in arrivals if each.answer.tone is Tone.FULL]
        if full:
            offer = _("Enter lets them in all the same.")
            self.ask_about(Tone.FULL, self._full_fact(party, ticked, full), offer)
        return not full

    def _full_fact(self, party: Party, ticked: list[int], full: list[int]) -> str:
        """Why some of the party have no place: all are taken, or there are too few for all."""
        register = self.village.registers.read(self.occurrence.key)
        entries = (register.entries.get(number) for number in (self.person.number, *ticked))
        held = sum(entry.party for entry in entries if entry and has_place(entry))
        heads = 1 + len(ticked) + sum(party.counts.values())
        taken = register.places_taken - held
        names = self._names(
            full if taken >= self.occurrence.event.capacity else [self.person.number]
        )
        return full_fact(names, heads, taken, self.occurrence.event.capacity)

    def _names(self, numbers: Iterable[int]) -> str:
        people = distinct_names(self.village.people.all(), numbers)
        return " ".join(person.name for person in people.values())


def _here(entry: Entry | None) -> bool:
    return entry is not None and entry.here
