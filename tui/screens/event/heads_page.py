"""The pages that count people without a name: who comes along with somebody, and who gives none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key

from yigong.store.attendance.capacity import TooFewPlaces
from yigong.store.attendance.checkin import MOST_COUNTED
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.attendance.roles import nameless_heads
from yigong.store.attendance_records import Entry
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import HELP_F1
from yigong.tui.screens.base.popup import Popup
from yigong.tui.text.attendance_words import along_words, heads_words
from yigong.tui.text.words import entry_state
from yigong.tui.view.desk_answers import distinct_name, sign_up_words
from yigong.tui.view.party import PARTY_COUNTS, Party, PartyCount
from yigong.tui.view.register_counts import places_text
from yigong.tui.view.roll_call_words import moved_up_words
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

_LABELS: dict[PartyCount, tuple[str, str]] = {
    "adults": (N_("adults"), N_("not on the roster, counted only")),
    "children": (N_("children"), N_("under 14, counted only")),
}


class HeadsPage(Popup[str | None], ListPage[str | None]):
    """Counts adults and children, by digits. Returns what was done, as a sentence."""

    PURPOSE = N_("Count people who are not on the roster.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("Write it down")),
        Binding("space", "blank", N_("Children")),
        Binding("escape", "back", N_("Leave it")),
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads"})
    HEADS = False
    TITLE: ClassVar[str]
    """A msgid."""

    def __init__(self, occurrence: Occurrence) -> None:
        """Make the page of an occurrence."""
        super().__init__()
        self.occurrence = occurrence
        self.party: Party | None = None
        self.asked: frozenset[Tone] = frozenset()
        """What the page said: that all places are taken, that it has ended. Enter then says yes."""

    # -- what is shown -----------------------------------------------------

    def heading(self) -> list[Piece]:
        """The title and the event."""
        return [(_(self.TITLE), STRONG), f"  {self.occurrence.event.title}"]

    def above(self) -> ComposeResult:
        """The question, and how many heads they are."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [ListColumn("", 3), ListColumn("", 0)]

    def fingerprint(self) -> object:
        """The books, and the register, which other desks write."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def first_party(self) -> Party:
        """The counts at first."""
        raise NotImplementedError

    def lines(self, party: Party) -> StyledLines:
        """The lines above the counts."""
        raise NotImplementedError

    def save(self, party: Party) -> str | None:
        """Write the counts.

        Returns:
            What was done; `None`: the page asked something instead.

        Raises:
            TooFewPlaces: There are not so many places, and `asked` does not say that they are let
                in all the same.
        """
        raise NotImplementedError

    def reload(self) -> None:
        """Show what was counted so far."""
        self.party = self.party or self.first_party()
        digits = _("Digits count heads: 1, Space, 2 is one adult and two children.")
        self.show_party(self.party, [*self.lines(self.party), [(digits, QUIET)]])

    def show_party(self, party: Party, lines: StyledLines, members: Sequence[ListRow] = ()) -> None:
        """Show lines, and below them members of a household and the counts."""
        self.query_one(TextBlock).show(lines)
        rows = list(members)
        for name in PARTY_COUNTS:
            label, hint = _LABELS[name]
            rows.append(ListRow(name, [f"{party.counts[name]:>3}", f"{_(label)}  {_(hint)}"]))
        self.rows.show(rows)
        self.rows.move_to(party.at)

    # -- keys --------------------------------------------------------------

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """Move the party's cursor with the list's, unless the list has moved on since."""
        party = self.party
        for row in party.rows if party else ():
            if party and row == event.key == self.rows.key:
                party.move_to(row)

    def on_key(self, event: Key) -> None:
        """Handle all keys but Enter in their order; bindings run only after a whole burst."""
        if self.party is not None and self.typed(self.party, event.key, event.character or ""):
            event.stop()
            self.changed()

    def typed(self, party: Party, key: str, character: str) -> bool:
        """Change the counts by a key; return whether it does that."""
        if character.isascii() and character.isdigit():
            party.type_digit(int(character))
        elif character == ",":
            party.move_to("children")
        elif character == " ":
            party.press_space()
        elif key in ("tab", "shift+tab"):
            party.turn(1 if key == "tab" else -1)
        elif key == "backspace":
            party.erase_digit()
        else:
            return False
        return True

    def changed(self) -> None:
        """Show other counts; what was asked about those before is not asked any more."""
        if self.asked:
            self.asked = frozenset()
            self.status.show("")
        self.reload()

    def action_blank(self) -> None:
        """Go on from the adults to the children; on a member of a household, tick them."""
        if self.party is not None:
            self.party.press_space()
            self.changed()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Accept: the list handles Enter first."""
        self.action_accept()

    def action_accept(self) -> None:
        """Write the counts down; where places are missing, you are asked first."""
        if self.party is None:
            return
        self.refuse_reader()
        try:
            done = self.save(self.party)
        except TooFewPlaces as refusal:
            self.ask_about(Tone.FULL, str(refusal), _("Enter writes it down all the same."))
            return
        if done is not None:
            self.dismiss(done)

    def ask_about(self, tone: Tone, fact: str, offer: str) -> None:
        """Ask a question; the next Enter says yes to it, too."""
        self.asked |= {tone}
        self.status.show(_("{fact} {offer}").format(fact=fact, offer=offer), STRONG)


class NamelessPage(HeadsPage):
    """散客: counts people who give no name."""

    TITLE = N_("Without a name")

    def first_party(self) -> Party:
        """Nobody yet."""
        return Party([], most=MOST_COUNTED)

    def lines(self, party: Party) -> StyledLines:
        """The question, how many there are so far, and the places."""
        registers = self.village.registers
        head = registers.head(self.occurrence)
        so_far = _("{n} so far").format(n=nameless_heads(head))
        if head.headcounts:
            at = head.headcounts[-1].at.astimezone(self.village.zone)
            so_far += "   " + _("the last at {time}").format(time=f"{at:%H:%M}")
        taken = registers.read(self.occurrence.key).places_taken
        if self.occurrence.event.capacity:
            so_far += "   " + places_text(taken, self.occurrence.event.capacity)
        return [[(_("How many came who give no name?"), STRONG)], [so_far]]

    def save(self, party: Party) -> str:
        """Count them."""
        adults, children = party.counts["adults"], party.counts["children"]
        register = self.village.registers.checkin.count(
            self.occurrence, adults=adults, children=children, admit=Tone.FULL in self.asked
        )
        total = nameless_heads(register.head) if register.head else 0
        text = _("counted without a name: {heads}; {n} in all")
        return text.format(heads=heads_words(adults, children), n=total)


class AlongPage(HeadsPage):
    """同来: counts who comes along with somebody, who is signed up with it if they were not."""

    TITLE = N_("People along")

    def __init__(self, occurrence: Occurrence, person: Volunteer) -> None:
        """Make the page.

        Args:
            occurrence: The occurrence.
            person: The person with whom they come.
        """
        super().__init__(occurrence)
        self.person = person

    @property
    def entry(self) -> Entry | None:
        """The person's entry, if they have one."""
        entries = self.village.registers.read(self.occurrence.key).entries
        return entries.get(self.person.number)

    def first_party(self) -> Party:
        """Who comes along as it is written."""
        entry = self.entry or Entry(number=self.person.number)
        return Party([], adults=entry.adults, children=entry.children)

    def lines(self, party: Party) -> StyledLines:
        """The question, how many heads they are, and their state."""
        question = _("Who comes along with {name}?").format(name=self.person.name)
        heads = _("heads {n}").format(n=1 + sum(party.counts.values()))
        entry = self.entry
        state = entry_state(entry) if entry else _("not signed up yet")
        return [[(question, STRONG), f"   {self.person.code}   {heads}   {state}"]]

    def save(self, party: Party) -> str:
        """Write who comes along; sign the person up with it, if they are not in the register."""
        registers, number = self.village.registers, self.person.number
        adults, children = party.counts["adults"], party.counts["children"]
        name = distinct_name(self.village.people.all(), number)
        entry = self.entry
        if entry is None or not (entry.expected or entry.stints):
            (signed,) = registers.signup.sign_up(
                self.occurrence, number, adults=adults, children=children
            )
            register = registers.read(self.occurrence.key)
            return sign_up_words(signed, name, register, registers.places(self.occurrence))
        before = registers.read(self.occurrence.key).entries
        changed = registers.checkin.bring(
            self.occurrence,
            number,
            adults=adults,
            children=children,
            admit=Tone.FULL in self.asked,
        )
        party_words = along_words(changed.entry) if changed.entry.party > 1 else _("comes alone")
        people = self.village.people.all()
        moved_up = moved_up_words(changed.moved_up, people, self.occurrence, before)
        return _("{name}: {what}").format(name=name, what=party_words) + moved_up
