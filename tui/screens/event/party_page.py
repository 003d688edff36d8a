"""Who came along: the household is ticked, others are counted, one Enter takes them all in."""

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
from yigong.tui.view.desk_answers import distinct_name, distinct_names
from yigong.tui.view.party import PARTY_COUNTS, Party, PartyCount
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

_WORDS: dict[PartyCount, tuple[str, str]] = {
    "adults": (N_("adults"), N_("not on the roster, counted only")),
    "children": (N_("children"), N_("under 14, counted only")),
}


class PartyPage(ListPage[str | None]):
    """The people with whom somebody came. It gives back what was done, as a sentence."""

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
        """Ask who came along.

        Args:
            one: To which occurrence.
            person: With whom.
        """
        super().__init__()
        self.occurrence = occurrence
        self.person = person
        self._party: Party | None = None
        self._full = False
        """Whether it was said that there is no place, so that Enter now means all the same."""

    # -- what is shown -----------------------------------------------------

    def heading(self) -> list[Piece]:
        """With whom."""
        return [(_("People along"), STRONG), f"  {self.occurrence.event.title}"]

    def above(self) -> ComposeResult:
        """The question, the household, two numbers."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        widths = (3, 0, 6, 18, 20)
        return [ListColumn("", width, most=0 if width else 28) for width in widths]

    def fingerprint(self) -> object:
        """Also the register: they may come in at another door."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """The household as it is now; what is ticked stays."""
        entries = self.village.registers.read(self.occurrence.key).entries
        household = self.village.people.household(self.person.number)
        absent = [p.number for p in household if not _here(entries.get(p.number))]
        if self._party is None:
            expected = [n for n in absent if n in entries and entries[n].expected]
            mine = entries.get(self.person.number) or Entry(number=self.person.number)
            self._party = Party(absent, expected, adults=mine.adults, children=mine.children)
        self._party.limit_members(absent)
        self._show(self._party, [(p, entries.get(p.number)) for p in household])

    def _show(self, party: Party, household: list[tuple[Volunteer, Entry | None]]) -> None:
        question = _("Who came along with {name}?").format(name=self.person.name)
        heads = _("heads {n}").format(n=1 + len(party.ticked) + sum(party.counts.values()))
        plan: list[list[Piece]] = [[(question, STRONG), f"   {self.person.code}   {heads}"]]
        if not party.members:
            digits = _("Digits count heads: 1, Space, 2 is one adult and two children.")
            plan.append([(digits, QUIET)])
        self.query_one(TextBlock).show(plan)
        rows = [self._member(person, entry, party) for person, entry in household]
        for head in PARTY_COUNTS:
            word, hint = _WORDS[head]
            cells = [f"{party.counts[head]:>3}", f"{_(word)}  {_(hint)}"]
            rows.append(ListRow(head, cells))
        self.rows.show(rows)
        self.rows.move_to(party.at)

    def _member(self, person: Volunteer, entry: Entry | None, party: Party) -> ListRow:
        here = _here(entry)
        tick = "" if here else "[x]" if person.number in party.ticked else "[ ]"
        squads = self.village.squads.names(self.village.squads.of(person.number))
        cells = [tick, person.name, person.code, squads, entry_state(entry) if entry else ""]
        style = QUIET if here else Style(bold=True) if tick == "[x]" else PLAIN
        return ListRow(person.number, cells, style)

    # -- keys --------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is somebody to tick only where there is a household that is not here yet."""
        if action in ("blank", "everybody") and self._party is not None:
            return bool(self._party.members)
        return super().check_action(action, parameters)

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """The arrows lead on; where the cursor was a key ago does not matter any more."""
        party = self._party
        for row in party.rows if party else ():
            if party and row == event.key == self.rows.key:
                party.move_to(row)

    def on_key(self, event: Key) -> None:
        """All keys but Enter are heard here, in their order; bindings come after a whole burst."""
        party, typed = self._party, event.character or ""
        if party is None:
            return
        if typed.isascii() and typed.isdigit():
            party.type_digit(int(typed))
        elif typed == ",":
            party.move_to("children")
        elif typed == " ":
            party.press_space()
        elif typed == "a":
            party.everybody()
        elif event.key == "backspace":
            party.erase_digit()
        else:
            return
        event.stop()
        self._changed()

    def _changed(self) -> None:
        if self._full:
            self._full = False
            self.status.show("")
        self.reload()

    def action_blank(self) -> None:
        """Tick; behind the adults: on to the children."""
        if self._party is not None:
            self._party.press_space()
            self._changed()

    def action_everybody(self) -> None:
        """The whole household, or nobody of it."""
        if self._party is not None:
            self._party.everybody()
            self._changed()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Enter, which the list hears first."""
        self.action_accept()

    def action_accept(self) -> None:
        """Check in whoever is ticked and count the others, in one step that one undo takes back."""
        party = self._party
        if party is None:
            return
        admit, self._full = self._full, False
        self.refuse_reader()
        ticked = [number for number in party.members if number in party.ticked]
        if not self._take_in(ticked, party.counts, admit=admit):
            return
        heads = sum(party.counts.values())
        text = _("{name}: {n} people along")
        name = distinct_name(self.village.people.all(), self.person.number)
        text = text.format(name=name, n=len(ticked) + heads)
        self.dismiss(f"{text}  {self._names(ticked)}".rstrip())

    def _take_in(self, ticked: list[int], heads: Mapping[PartyCount, int], *, admit: bool) -> bool:
        """Do it, unless there is no place: then ask, and whether it was done is no."""
        registers, number = self.village.registers, self.person.number
        adults, children = heads["adults"], heads["children"]
        entry = registers.read(self.occurrence.key).entries.get(number)
        if not ticked and entry is not None and entry.stints:
            registers.checkin.bring(self.occurrence, number, adults=adults, children=children)
            return True  # only the numbers are mended; who has left since stays so
        family = registers.checkin.bring_family(
            self.occurrence, number, ticked, adults=adults, children=children, admit=admit
        )
        left_out = [a.entry.number for a in family if a.answer.tone is Tone.FULL]
        if left_out:
            self._ask(left_out)
        return not left_out

    def _ask(self, left_out: list[int]) -> None:
        self._full = True
        fact = _("All {n} places are taken, and {name} has none.").format(
            n=self.occurrence.event.capacity, name=self._names(left_out)
        )
        offer = _("Enter lets them in all the same.")
        self.status.show(_("{fact} {offer}").format(fact=fact, offer=offer), STRONG)

    def _names(self, numbers: Iterable[int]) -> str:
        people = distinct_names(self.village.people.all(), numbers)
        return " ".join(person.name for person in people.values())


def _here(entry: Entry | None) -> bool:
    return entry is not None and entry.here
