"""点名, the roll call: shows the name to read aloud; one key marks here, late, leave or absent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from yigong.store.attendance.checkin_rules import RollCallMark, Tone, outside_hours
from yigong.store.attendance.role_words import role_name
from yigong.store.attendance.roles import counted_role
from yigong.store.attendance_records import Entry, Head
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence, Post
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.screens.base.page import BACK, HELP, WIDEST, Page, needs_writing
from yigong.tui.text.attendance_words import role_letters
from yigong.tui.text.words import day_name, person_name
from yigong.tui.view.entry_marks import state_colour, state_mark
from yigong.tui.view.history_words import act_words, change_subject, changed_people
from yigong.tui.view.post_words import due_words, post_and_hours, post_list
from yigong.tui.view.roll_call_words import (
    call_state,
    moved_up_words,
    roll_call_entries,
    roll_counts,
    squad_name,
)
from yigong.tui.widgets.called_name import CalledName, CalledPerson
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import flowing_lines

_MARK_TEXTS: dict[RollCallMark, str] = {
    "here": N_("{name}: here"),
    "late": N_("{name}: late"),
    "leave": N_("{name}: on leave"),
    "absent": N_("{name}: absent"),
    "": N_("{name}: not called yet"),
}


class RollCallPage(Page[None]):
    """The roll call of one squad, of one post, or of everybody who is expected.

    A person who was not called is not absent before a key or the closing says so. So a roll call
    can be left and continued, by several organisers at once and beside a desk.
    """

    PURPOSE = N_("Call the names of those who are expected.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "1,space,d,h",
            "call('here')",
            N_("Here"),
            tooltip=N_("Mark the person as here, and go on to the next."),
        ),
        Binding(
            "2,c,l",
            "call('late')",
            N_("Late"),
            tooltip=N_("Mark the person as late, and go on to the next."),
        ),
        Binding(
            "3,j,v",
            "call('leave')",
            N_("On leave"),
            tooltip=N_("Mark the person as on leave, and go on to the next."),
        ),
        Binding(
            "4,q,x",
            "call('absent')",
            N_("Absent"),
            tooltip=N_("Mark the person as absent, and go on to the next."),
        ),
        Binding("down,right", "step(1)", N_("Skip")),
        Binding("up,left", "step(-1)", N_("Before")),
        Binding(
            "backspace,minus",
            "call('')",
            N_("Take back"),
            tooltip=N_("Take back the person's mark; without one, the last mark."),
        ),
        Binding("u", "undo", N_("Undo")),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "events"})
    DEFAULT_CSS = """
    RollCallPage #call { height: 1fr; }
    RollCallPage CalledName { width: 34; margin: 0 1; }
    RollCallPage.-wide CalledName { width: 50; }
    RollCallPage.-widest CalledName { width: 70; }
    RollCallPage #roll { width: 1fr; }
    RollCallPage.-narrow #call { layout: vertical; }
    RollCallPage.-narrow CalledName { width: 1fr; height: 8; }
    """

    def __init__(
        self, occurrence: Occurrence, squad: int | None = None, post: Post | None = None
    ) -> None:
        """Call the roll.

        Args:
            occurrence: The occurrence.
            squad: The squad (0: people without one); `None`: of all.
            post: The post; `None`: of all.
        """
        super().__init__()
        self.occurrence = occurrence
        self._squad = squad
        self._post = post
        self._entries: dict[int, Entry] = {}
        self._head: Head | None = None
        """The register's, once it is read."""

        self._calls: list[int] = []
        """The people marked on this page, the last one last."""

        self._asked: int | None = None
        """Whom the page did not check in because it has ended; the same key again does."""

    def body(self) -> ComposeResult:
        """The counts; below them the called name on the left or above, the list."""
        part = _("Post or squad") if self.occurrence.posts else _("Squad")
        yield Panel(id="counts")
        with Horizontal(id="call"):
            yield CalledName()
            yield RowList(
                [
                    ListColumn(_("Name"), 0, most=32, snug=True),
                    ListColumn(_("Code"), 6, least=44),
                    ListColumn("", 2),
                    ListColumn(part, 14, snug=True, least=64),
                    ListColumn(_("State"), 16, snug=True),
                ],
                focusable=False,
                empty=_("Nobody is expected."),
                id="roll",
            )

    def side(self) -> Iterable[Widget]:
        """None, as the name is large; today, where there is room for both."""
        return super().side() if self.app.size.width >= WIDEST else ()

    @property
    def roll(self) -> RowList:
        """The list of the people expected."""
        return self.query_one("#roll", RowList)

    def heading(self) -> list[Piece]:
        """The squad or the post, and the occurrence."""
        part = ""
        if self._squad is not None:
            part = "  " + squad_name(self._squad, self.village.squads.all())
        elif self._post is not None:
            part = "  " + post_and_hours(self._post, self.occurrence)
        return [
            (_("Roll call") + part, STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def fingerprint(self) -> object:
        """The books, and the register, which desks write."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def begin(self) -> None:
        """Move to the first person who is not called yet."""
        super().begin()
        self.roll.highlight(True)
        if self.roll.rows and not self._move_to_next(-1):
            self.status.good(_("everybody is called"))

    def reload(self) -> None:
        """Show every state as it is now; the cursor stays on the same person."""
        people = self.village.people.all()
        register = self.village.registers.read(self.occurrence.key)
        post = self._post.id if self._post is not None else 0
        entries = roll_call_entries(register, people, self._squad, post)
        self._entries = {entry.number: entry for entry in entries}
        counts = [[piece] for piece in roll_counts(entries)]
        self.query_one("#counts", Panel).fill(lambda width: _counts_lines(counts, width))
        self._head = head = self.village.registers.head(self.occurrence)
        squads = self.village.squads.all()
        self.roll.show(
            [
                _row(
                    each,
                    people.get(each.number),
                    head,
                    post_list(each, self.occurrence) or squad_name(each.squad, squads),
                )
                for each in entries
            ]
        )
        self._show_called()

    def _show_called(self) -> None:
        """Show the called person in large type, and the name that comes next."""
        people, at = self.village.people.all(), self.roll.index
        entry = self._entries.get(self.number or 0)
        if entry is None or self._head is None:
            self.query_one(CalledName).show(None)
            return
        person = people.get(entry.number) or Volunteer(number=entry.number, name="?")
        following = people.get(self._next(at) or 0)
        squad = due_words(entry, self.occurrence, self.village.now())
        if not squad and entry.squad:
            squad = squad_name(entry.squad, self.village.squads.all())
        tail = f"..{person.phone[-4:]}" if person.phone else ""
        role = role_name(counted_role(entry, self._head))
        self.query_one(CalledName).show(
            CalledPerson(
                person.name,
                person.reading,
                f"{at + 1}/{len(self.roll.rows)}",
                (
                    f"{person.code}  {role}  {squad}".rstrip(),
                    f"{person.group}  {tail}".strip(),
                ),
                call_state(entry) or _("not called yet"),
                state_colour(entry),
                _desk_and_organiser(entry),
                _("then {name}").format(name=following.name) if following else "",
            )
        )

    @property
    def number(self) -> int | None:
        """The number of the called person."""
        return self.roll.key if isinstance(self.roll.key, int) else None

    # -- the keys ----------------------------------------------------------

    @needs_writing
    def action_call(self, call: RollCallMark) -> None:
        """Mark the called person, and move to the next.

        An empty mark takes back the mark of the called person; if they have none, the last mark
        made on this page.
        """
        number = self.number if call else self._last_marked()
        if number is None:
            raise Refused("Nobody is chosen.")
        name = self.village.people.get(number).name
        confirmed = self._asked == number
        self._refuse_outside_hours(number, name, call)
        before = self.village.registers.read(self.occurrence.key).entries
        result = self.village.registers.checkin.roll(
            self.occurrence, number, call, outside_hours=confirmed
        )
        self._calls = [each for each in self._calls if each != number]
        self._calls += [number] if call else []
        self.refresh_page()
        self.roll.move_to(number)
        if not call and result.entry.stints:
            raise Refused(
                "{name} was checked in at a desk; Del on the event page takes that back.",
                name=name,
            )
        text = _(_MARK_TEXTS[call]).format(name=name)
        people = self.village.people.all()
        text += moved_up_words(result.moved_up, people, self.occurrence, before)
        if call and not self._move_to_next(self.roll.index):
            text += "   " + _("everybody is called")
        self.status.good(text)

    def _refuse_outside_hours(self, number: int, name: str, call: RollCallMark) -> None:
        """Refuse once to check somebody in long before the start, or when it has ended.

        Raises:
            Refused: It was not said yet about this person.
        """
        entry, asked = self._entries.get(number), self._asked
        self._asked = None
        arrives = call in ("here", "late") and not (entry and entry.here)
        outside = outside_hours(self.occurrence, self.village.now()) if arrives else None
        if outside is None or asked == number:
            return
        self._asked = number
        if outside is Tone.EARLY:
            raise Refused(
                "It begins much later, {name} is not in. Press again to check in.", name=name
            )
        raise Refused(
            "It has ended, {name} is not in. Press again, or p at the event fills in.", name=name
        )

    def _last_marked(self) -> int | None:
        """The called person if they are marked, else the person marked last on this page.

        Raises:
            Refused: Neither is there.
        """
        called = self._entries.get(self.number or 0)
        if called is None or call_state(called):
            return self.number
        for number in reversed(self._calls):
            entry = self._entries.get(number)
            if entry is not None and call_state(entry):
                return number
        raise Refused(
            "{name} is not called yet, so there is nothing to take back.",
            name=self.village.people.get(called.number).name,
        )

    def action_step(self, step: int) -> None:
        """Go to the next person or to the one before, without a mark."""
        self.roll.action_move(step)

    def action_page(self, step: int) -> None:
        """Move by a page."""
        self.roll.action_page(step)

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last mark here, and go to that person."""
        undone = self.village.undo(self.village.registers.book(self.occurrence.key).name)
        lines = self.village.history.change(undone.id)
        changed = changed_people(lines)
        number = next((n for n in reversed(self._calls) if n in changed), undone.key)
        self.refresh_page()
        self.roll.move_to(number)
        self._show_called()
        whom = self._name_and_state(number)
        if len(changed) > 1:
            whom = change_subject(self.village, lines)
        act = act_words(undone.act, whom)
        self.status.good(_("undone: {act}").format(act=act))

    def _name_and_state(self, number: int) -> str:
        person, entry = self.village.people.all().get(number), self._entries.get(number)
        state = (call_state(entry) or _("not called yet")) if entry else ""
        return f"{person.name if person else ''}   {state}".rstrip()

    @on(RowList.Moved)
    def moved(self) -> None:
        """Show the person under the cursor."""
        self._show_called()

    def _move_to_next(self, index: int) -> bool:
        """Move to the next person who is not called yet; return whether there is one."""
        number = self._next(index)
        self.roll.move_to(number)
        return number is not None

    def _next(self, index: int) -> int | None:
        """The next person after a row who is not called yet; after the last row, from the top."""
        keys = [row.key for row in self.roll.rows]
        for key in (*keys[index + 1 :], *keys[: max(0, index)]):
            entry = self._entries.get(key) if isinstance(key, int) else None
            if entry is not None and not call_state(entry):
                return entry.number
        return None


def _counts_lines(counts: Sequence[Sequence[Piece]], width: int) -> StyledLines:
    """The counts, with air around them."""
    return [[], *([" ", *line] for line in flowing_lines(counts, width)), []]


def _row(entry: Entry, person: Volunteer | None, head: Head, squad: str) -> ListRow:
    state = call_state(entry)
    absent = bool(state) and not entry.stints
    style = QUIET if absent else PLAIN if state else STRONG
    letters = role_letters(entry, head)
    cells = [person_name(person), person.code if person else "", letters, squad, state]
    return ListRow(entry.number, cells, style, mark=state_mark(entry))


def _desk_and_organiser(entry: Entry) -> str:
    """Those of the last check-in."""
    last = entry.stints[-1] if entry.stints else None
    return f"{last.desk} {last.by}".strip() if last else ""
