"""The party page: ticks a person's household and counts others, and checks all of them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key

from yigong.store.attendance.checkin_rules import Tone
from yigong.store.language import N_, _
from yigong.store.records import Entry, Occurrence, Volunteer
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import HELP_F1
from yigong.tui.text.words import entry_state
from yigong.tui.view.desk_answers import distinct_name, distinct_names, over_question
from yigong.tui.view.party import PARTY_COUNTS, Party, PartyCount
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

_LABELS: dict[PartyCount, tuple[str, str]] = {
    "adults": (N_("adults"), N_("not on the roster, counted only")),
    "children": (N_("children"), N_("under 14, counted only")),
}


class PartyPage(ListPage[str | None]):
    """The people who came along with a person. Returns what was done, as a sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("Check in")),
        Binding("space", "blank", N_("Tick")),
        Binding("a", "everybody", N_("Everybody")),
        Binding("escape", "back", N_("Leave it")),
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads"})
    HEADS = False

    def __init__(self, occurrence: Occurrence, person: Volunteer) -> None:
        """Make the page.

        Args:
            occurrence: The occurrence.
            person: The person with whom they came.
        """
        super().__init__()
        self.occurrence = occurrence
        self.person = person
        self._party: Party | None = None
        self._asked: frozenset[Tone] = frozenset()
        """What the page said: that all places are taken, that it has ended. Enter then says yes."""

    # -- what is shown -----------------------------------------------------

    def heading(self) -> list[Piece]:
        """The title and the event."""
        return [(_("People along"), STRONG), f"  {self.occurrence.event.title}"]

    def above(self) -> ComposeResult:
        """The question, and how many heads they are."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        widths = (3, 0, 6, 18, 20)
        return [ListColumn("", width, most=0 if width else 28) for width in widths]

    def fingerprint(self) -> object:
        """The books, and the register, as another desk may check them in."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """List the household as it is now; ticks and counts stay."""
        entries = self.village.registers.read(self.occurrence.key).entries
        household = self.village.people.household(self.person.number)
        absent = [member.number for member in household if not _here(entries.get(member.number))]
        if self._party is None:
            expected = [
                number for number in absent if number in entries and entries[number].expected
            ]
            entry = entries.get(self.person.number) or Entry(number=self.person.number)
            self._party = Party(absent, expected, adults=entry.adults, children=entry.children)
        self._party.limit_members(absent)
        self._show(self._party, [(member, entries.get(member.number)) for member in household])

    def _show(self, party: Party, household: list[tuple[Volunteer, Entry | None]]) -> None:
        question = _("Who came along with {name}?").format(name=self.person.name)
        heads = _("heads {n}").format(n=1 + len(party.ticked) + sum(party.counts.values()))
        lines: list[list[Piece]] = [[(question, STRONG), f"   {self.person.code}   {heads}"]]
        if not party.members:
            digits = _("Digits count heads: 1, Space, 2 is one adult and two children.")
            lines.append([(digits, QUIET)])
        self.query_one(TextBlock).show(lines)
        rows = [self._member_row(person, entry, party) for person, entry in household]
        for name in PARTY_COUNTS:
            label, hint = _LABELS[name]
            rows.append(ListRow(name, [f"{party.counts[name]:>3}", f"{_(label)}  {_(hint)}"]))
        self.rows.show(rows)
        self.rows.move_to(party.at)

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
        if action in ("blank", "everybody") and self._party is not None:
            return bool(self._party.members)
        return super().check_action(action, parameters)

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """Move the party's cursor with the list's, unless the list has moved on since."""
        party = self._party
        for row in party.rows if party else ():
            if party and row == event.key == self.rows.key:
                party.move_to(row)

    def on_key(self, event: Key) -> None:
        """Handle all keys but Enter in their order; bindings run only after a whole burst."""
        party, character = self._party, event.character or ""
        if party is None:
            return
        if character.isascii() and character.isdigit():
            party.type_digit(int(character))
        elif character == ",":
            party.move_to("children")
        elif character == " ":
            party.press_space()
        elif character == "a":
            party.everybody()
        elif event.key == "backspace":
            party.erase_digit()
        else:
            return
        event.stop()
        self._changed()

    def _changed(self) -> None:
        if self._asked:
            self._asked = frozenset()
            self.status.show("")
        self.reload()

    def action_blank(self) -> None:
        """Tick the member under the cursor; on the adults, move to the children."""
        if self._party is not None:
            self._party.press_space()
            self._changed()

    def action_everybody(self) -> None:
        """Tick the whole household, or nobody of it."""
        if self._party is not None:
            self._party.everybody()
            self._changed()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Accept: the list handles Enter first."""
        self.action_accept()

    def action_accept(self) -> None:
        """Check in the ticked members and save the counts, as one change."""
        party = self._party
        if party is None:
            return
        consents, self._asked = self._asked, frozenset()
        self.refuse_reader()
        ticked = [number for number in party.members if number in party.ticked]
        if not self._save(ticked, party.counts, consents):
            return
        count = len(ticked) + sum(party.counts.values())
        name = distinct_name(self.village.people.all(), self.person.number)
        text = _("{name}: {n} people along").format(name=name, n=count)
        self.dismiss(f"{text}  {self._names(ticked)}".rstrip())

    def _save(
        self, ticked: list[int], counts: Mapping[PartyCount, int], consents: frozenset[Tone]
    ) -> bool:
        """Write the party into the register; ask instead where places are missing, or at the end.

        Args:
            ticked: The members of the household who came.
            counts: How many came along without a name.
            consents: What was asked and is answered with yes.

        Returns:
            Whether it was written.
        """
        registers, number = self.village.registers, self.person.number
        adults, children = counts["adults"], counts["children"]
        entry = registers.read(self.occurrence.key).entries.get(number)
        if not ticked and entry is not None and entry.stints:
            registers.checkin.bring(self.occurrence, number, adults=adults, children=children)
            return True  # a correction of the counts alone checks nobody in again
        arrivals = registers.checkin.bring_family(
            self.occurrence,
            number,
            ticked,
            adults=adults,
            children=children,
            after_end=Tone.OVER in consents,
            admit=Tone.FULL in consents,
        )
        for tone in (Tone.OVER, Tone.FULL):
            refused = [each.entry.number for each in arrivals if each.answer.tone is tone]
            if refused:
                self._ask(tone, self._names(refused))
                self._asked = consents | {tone}
                return False
        return True

    def _ask(self, tone: Tone, names: str) -> None:
        """Ask whether to check people in all the same."""
        question = str(over_question(self.person.number, names))
        if tone is Tone.FULL:
            fact = _("All {n} places are taken, and {name} has none.").format(
                n=self.occurrence.event.capacity, name=names
            )
            offer = _("Enter lets them in all the same.")
            question = _("{fact} {offer}").format(fact=fact, offer=offer)
        self.status.show(question, STRONG)

    def _names(self, numbers: Iterable[int]) -> str:
        people = distinct_names(self.village.people.all(), numbers)
        return " ".join(person.name for person in people.values())


def _here(entry: Entry | None) -> bool:
    return entry is not None and entry.here
