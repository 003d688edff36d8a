"""点名: the names of those expected are read aloud; one key for each says who is there."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from store.desk import Call
from store.errors import Refused
from store.language import N_, _
from store.records import Entry, Occurrence, Volunteer
from tui.roll import called, counts, moved_up, on_roll, squad_name
from tui.screens.page import BACK, HELP, Page
from tui.widgets.called import Called, spaced
from tui.widgets.painted import ACCENT, PLAIN, QUIET, STRONG, TODAY, Piece
from tui.widgets.plan import Plan
from tui.widgets.rows import Column, Row, Rows
from tui.words import act_name, day_name

_SAID: dict[Call, str] = {
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

    def __init__(self, one: Occurrence, squad: int | None = None) -> None:
        """Call the roll.

        Args:
            one: The occurrence.
            squad: Only of this squad (0: of those in none); `None`: of everybody expected.
        """
        super().__init__()
        self.one = one
        self._squad = squad
        self._entries: dict[int, Entry] = {}

    def body(self) -> ComposeResult:
        """The counts above; whose turn it is on the left, all on the right."""
        yield Plan()
        with Horizontal():
            yield Called()
            yield Rows(
                [Column(_("Name"), 0, most=20), Column(_("Code"), 6), Column(_("State"), 16)],
                focusable=False,
                empty=_("Nobody is expected."),
                id="roll",
            )

    @property
    def roll(self) -> Rows:
        """The list."""
        return self.query_one("#roll", Rows)

    def heading(self) -> list[Piece]:
        """Of whom, for what."""
        whose = ""
        if self._squad is not None:
            whose = "  " + squad_name(self._squad, self.village.squads.all())
        return [
            (_("Roll call") + whose, STRONG),
            f"  {self.one.event.title}  {day_name(self.one.start.date())}",
        ]

    def watched(self) -> object:
        """Also the register: the desks write it."""
        return super().watched(), self.village.registers.signature(self.one.key)

    def begin(self) -> None:
        """To the first who is not called yet."""
        super().begin()
        self.roll.light(True)
        if self.roll.rows and not self._on(-1):
            self.status.good(_("everybody is called"))

    def reload(self) -> None:
        """Everybody's state as it is now; the one being called stays the one."""
        people = self.village.people.all()
        register = self.village.registers.read(self.one.key)
        entries = on_roll(register, people, self._squad)
        self._entries = {entry.number: entry for entry in entries}
        self.query_one(Plan).show([counts(entries)])
        self.roll.show([_row(entry, people.get(entry.number)) for entry in entries])
        self._show_called()

    def _show_called(self) -> None:
        """Whose turn it is, large, and who comes after."""
        people, rows, at = self.village.people.all(), self.roll.rows, self.roll.index
        entry = self._entries.get(self.number or 0)
        if entry is None:
            self.query_one(Called).show([])
            return
        person = people.get(entry.number) or Volunteer(number=entry.number, name="?")
        after = rows[at + 1].cells[0] if at + 1 < len(rows) else ""
        squad = squad_name(entry.squad, self.village.squads.all()) if entry.squad else ""
        tail = f"..{person.phone[-4:]}" if person.phone else ""
        state = called(entry)
        self.query_one(Called).show(
            [
                [(f"{at + 1}/{len(rows)}", QUIET)],
                [],
                [(f"  {spaced(person.name, 26)}  ", TODAY)],
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

    def action_call(self, call: Call) -> None:
        """Say of the one whose turn it is: here, late, on leave, absent; then the next."""
        with self.telling():
            self.needs_writing()
            if self.number is None:
                raise Refused("Nobody is chosen.")
            name = self.village.people.get(self.number).name
            marked = self.village.registers.roll(self.one, self.number, call)
            self.refresh_page()
            if not call and marked.entry.stints:
                raise Refused(
                    "{name} was checked in at a desk; Del on the event page takes that back.",
                    name=name,
                )
            said = _(_SAID[call]).format(name=name)
            said += moved_up(marked.moved_up, self.village.people.all())
            if call and not self._on(self.roll.index):
                said += "   " + _("everybody is called")
            self.status.good(said)

    def action_step(self, step: int) -> None:
        """Leave somebody out for now, or go back to the one before."""
        self.roll.action_move(step)

    def action_page(self, step: int) -> None:
        """Far down or up the list."""
        self.roll.action_page(step)

    def action_undo(self) -> None:
        """Take back my last change of this register, and go to whom it was about."""
        with self.telling():
            self.needs_writing()
            key = self.one.key
            undone = self.village.undo(f"registers/{key.partition('@')[2][:4]}/{key}")
            self.refresh_page()
            self.roll.go(undone.key)
            person = self.village.people.all().get(undone.key)
            name = person.name if person else ""
            self.status.good(_("undone: {act}").format(act=f"{act_name(undone.act)} {name}"))

    @on(Rows.Moved)
    def moved(self) -> None:
        """It is somebody else's turn."""
        self._show_called()

    def _on(self, index: int) -> bool:
        """To the next who is not called yet, from the top again after the last; if there is one."""
        keys = [row.key for row in self.roll.rows]
        for key in (*keys[index + 1 :], *keys[: index + 1]):
            entry = self._entries.get(key) if isinstance(key, int) else None
            if entry is not None and not called(entry):
                self.roll.go(key)
                return True
        return False


def _row(entry: Entry, person: Volunteer | None) -> Row:
    state = called(entry)
    away = bool(state) and not entry.stints
    style = QUIET if away else PLAIN if state else STRONG
    return Row(
        entry.number, [person.name if person else "?", person.code if person else "", state], style
    )


def _where(entry: Entry) -> str:
    """At which desk and by whom somebody was let in last."""
    last = entry.stints[-1] if entry.stints else None
    return f"{last.desk} {last.by}".strip() if last else ""
