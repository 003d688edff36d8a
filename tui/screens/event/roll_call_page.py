"""点名: the names of those expected are read aloud; one key for each says who is there."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from yigong.store.attendance.checkin_rules import RollCallMark
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Entry, Occurrence, Volunteer
from yigong.tui.screens.base.page import BACK, HELP, Page, needs_writing
from yigong.tui.text.words import act_name, day_name, person_name
from yigong.tui.view.roll_call_words import (
    call_state,
    moved_up_words,
    roll_call_entries,
    roll_counts,
    squad_name,
)
from yigong.tui.widgets.called_name import CalledName, spaced_name
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, TODAY, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

_SAID: dict[RollCallMark, str] = {
    "here": N_("{name}: here"),
    "late": N_("{name}: late"),
    "leave": N_("{name}: on leave"),
    "absent": N_("{name}: absent"),
    "": N_("{name}: not called yet"),
}


class RollCallPage(Page[None]):
    """The roll call of one squad, or of everybody who is expected.

    Whoever is not called yet is not absent: that is said at the close, or here with a key. So it
    can be left and taken up again, by two organisers at once and while the desk is busy.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,space,d,h", "call('here')", N_("Here")),
        Binding("2,c,l", "call('late')", N_("Late")),
        Binding("3,j,v", "call('leave')", N_("On leave")),
        Binding("4,q,a", "call('absent')", N_("Absent")),
        Binding("down,right", "step(1)", N_("Skip")),
        Binding("up,left", "step(-1)", N_("Before")),
        Binding("0,backspace", "call('')", N_("Take back")),
        Binding("u", "undo", N_("Undo")),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "events"})
    DEFAULT_CSS = "RollCallPage Horizontal { height: 1fr; }"

    def __init__(self, occurrence: Occurrence, squad: int | None = None) -> None:
        """Call the roll.

        Args:
            one: The occurrence.
            squad: Only of this squad (0: of those in none); `None`: of everybody expected.
        """
        super().__init__()
        self.occurrence = occurrence
        self._squad = squad
        self._entries: dict[int, Entry] = {}
        self._calls: list[int] = []
        """Whom something was said of on this page, the last one last."""

    def body(self) -> ComposeResult:
        """The counts above; whose turn it is on the left, all on the right."""
        yield TextBlock()
        with Horizontal():
            yield CalledName()
            yield RowList(
                [
                    ListColumn(_("Name"), 0, most=20),
                    ListColumn(_("Code"), 6),
                    ListColumn(_("State"), 16),
                ],
                focusable=False,
                empty=_("Nobody is expected."),
                id="roll",
            )

    @property
    def roll(self) -> RowList:
        """The list."""
        return self.query_one("#roll", RowList)

    def heading(self) -> list[Piece]:
        """Of whom, for what."""
        whose = ""
        if self._squad is not None:
            whose = "  " + squad_name(self._squad, self.village.squads.all())
        return [
            (_("Roll call") + whose, STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def fingerprint(self) -> object:
        """Also the register: the desks write it."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def begin(self) -> None:
        """To the first who is not called yet."""
        super().begin()
        self.roll.highlight(True)
        if self.roll.rows and not self._on(-1):
            self.status.good(_("everybody is called"))

    def reload(self) -> None:
        """Everybody's state as it is now; the one being called stays the one."""
        people = self.village.people.all()
        register = self.village.registers.read(self.occurrence.key)
        entries = roll_call_entries(register, people, self._squad)
        self._entries = {entry.number: entry for entry in entries}
        self.query_one(TextBlock).show([roll_counts(entries)])
        self.roll.show([_row(entry, people.get(entry.number)) for entry in entries])
        self._show_called()

    def _show_called(self) -> None:
        """Whose turn it is, large, and who comes after."""
        people, at = self.village.people.all(), self.roll.index
        entry = self._entries.get(self.number or 0)
        if entry is None:
            self.query_one(CalledName).show([])
            return
        person = people.get(entry.number) or Volunteer(number=entry.number, name="?")
        coming = people.get(self._next(at) or 0)
        after = coming.name if coming else ""
        squad = squad_name(entry.squad, self.village.squads.all()) if entry.squad else ""
        tail = f"..{person.phone[-4:]}" if person.phone else ""
        state = call_state(entry)
        self.query_one(CalledName).show(
            [
                [(f"{at + 1}/{len(self.roll.rows)}", QUIET)],
                [],
                [(f"  {spaced_name(person.name, 26)}  ", TODAY)],
                [f"  {person.reading}"],
                [],
                [f"  {person.code}  {squad}"],
                [f"  {person.group}  {tail}".rstrip()],
                [],
                [("  " + (state or _("not called yet")), ACCENT if state else QUIET)],
                [(f"  {_where(entry)}", QUIET)],
                [],
                [("  " + _("then {name}").format(name=after) if after else "", QUIET)],
            ]
        )

    @property
    def number(self) -> int | None:
        """Whose turn it is."""
        return self.roll.key if isinstance(self.roll.key, int) else None

    # -- the keys ----------------------------------------------------------

    @needs_writing
    def action_call(self, call: RollCallMark) -> None:
        """Say of the one whose turn it is: here, late, on leave, absent; then the next.

        Nothing said takes back: what was said of this one, or else the last call of this page.
        """
        number = self.number if call else self._mistaken()
        if number is None:
            raise Refused("Nobody is chosen.")
        name = self.village.people.get(number).name
        marked = self.village.registers.checkin.roll(self.occurrence, number, call)
        self._calls = [each for each in self._calls if each != number]
        self._calls += [number] if call else []
        self.refresh_page()
        self.roll.move_to(number)
        if not call and marked.entry.stints:
            raise Refused(
                "{name} was checked in at a desk; Del on the event page takes that back.",
                name=name,
            )
        said = _(_SAID[call]).format(name=name)
        said += moved_up_words(marked.moved_up, self.village.people.all())
        if call and not self._on(self.roll.index):
            said += "   " + _("everybody is called")
        self.status.good(said)

    def _mistaken(self) -> int | None:
        """Of whom a call is taken back: whose turn it is, or who was called last on this page.

        Raises:
            Refused: Nobody was.
        """
        at = self._entries.get(self.number or 0)
        if at is None or call_state(at):
            return self.number
        for number in reversed(self._calls):
            entry = self._entries.get(number)
            if entry is not None and call_state(entry):
                return number
        raise Refused(
            "{name} is not called yet, so there is nothing to take back.",
            name=self.village.people.get(at.number).name,
        )

    def action_step(self, step: int) -> None:
        """Leave somebody out for now, or go back to the one before."""
        self.roll.action_move(step)

    def action_page(self, step: int) -> None:
        """Far down or up the list."""
        self.roll.action_page(step)

    @needs_writing
    def action_undo(self) -> None:
        """Take back my last change of this register, and go to whom it was about."""
        key = self.occurrence.key
        undone = self.village.undo(f"registers/{key.partition('@')[2][:4]}/{key}")
        changed = {line.key for line in self.village.history.change(undone.id)}
        number = next((n for n in reversed(self._calls) if n in changed), undone.key)
        self.refresh_page()
        self.roll.move_to(number)
        self._show_called()
        said = f"{act_name(undone.act)} {self._as_it_is(number)}".rstrip()
        self.status.good(_("undone: {act}").format(act=said))

    def _as_it_is(self, number: int) -> str:
        """Somebody's name and what is known of them now; a move up may have moved others, too."""
        person, entry = self.village.people.all().get(number), self._entries.get(number)
        state = (call_state(entry) or _("not called yet")) if entry else ""
        return f"{person.name if person else ''}   {state}".rstrip()

    @on(RowList.Moved)
    def moved(self) -> None:
        """It is somebody else's turn."""
        self._show_called()

    def _on(self, index: int) -> bool:
        """To the next who is not called yet, if there is one."""
        coming = self._next(index)
        self.roll.move_to(coming)
        return coming is not None

    def _next(self, index: int) -> int | None:
        """Who comes after a row: not called yet; from the top again after the last."""
        keys = [row.key for row in self.roll.rows]
        for key in (*keys[index + 1 :], *keys[: max(0, index)]):
            entry = self._entries.get(key) if isinstance(key, int) else None
            if entry is not None and not call_state(entry):
                return entry.number
        return None


def _row(entry: Entry, person: Volunteer | None) -> ListRow:
    state = call_state(entry)
    away = bool(state) and not entry.stints
    style = QUIET if away else PLAIN if state else STRONG
    return ListRow(entry.number, [person_name(person), person.code if person else "", state], style)


def _where(entry: Entry) -> str:
    """At which desk and by whom somebody was let in last."""
    last = entry.stints[-1] if entry.stints else None
    return f"{last.desk} {last.by}".strip() if last else ""
