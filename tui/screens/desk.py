"""The desk at the door: the input always has the focus; type, pick, Enter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import ClassVar

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.strip import Strip

from store.desk import Tone
from store.errors import Refused
from store.find import Rank
from store.language import N_, _
from store.records import Entry, Occurrence, Volunteer
from store.register import Register
from tui.screens.finder_page import CLEAR_OR_BACK, FinderPage
from tui.screens.page import HELP_F1
from tui.widgets.painted import ACCENT, BAD, PLAIN, QUIET, STRONG, Painted, Piece, line
from tui.widgets.person_finder import PersonFinder
from tui.widgets.rows import Column, Row, Rows
from tui.words import act_name, day_name, entry_state, hours_of

_BOUNCE = 0.5
"""Seconds within which a second Enter is the first one, bounced."""


class Counts(Painted):
    """How many were expected, came, are here; and each squad against its need."""

    DEFAULT_CSS = "Counts { height: 3; }"

    def __init__(self) -> None:
        super().__init__()
        self._numbers: list[Piece] = []
        self._squads: list[Piece] = []

    def show(self, numbers: list[Piece], squads: list[Piece]) -> None:
        """Put other numbers in."""
        self._numbers, self._squads = numbers, squads
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """Numbers, then squads."""
        yield line(" ", *self._numbers, width=width)
        yield line(" ", *self._squads, width=width)


class Recent(Painted):
    """A quiet head above the latest arrivals."""

    DEFAULT_CSS = "Recent { height: 2; }"

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """One blank line, then the head."""
        yield Strip.blank(width)
        yield line((" " + _("Just now"), QUIET), width=width)


class DeskPage(FinderPage):
    """Check-in for one occurrence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Check in / out")),
        Binding("ctrl+z", "undo", N_("Undo"), priority=True),
        Binding("ctrl+n", "walk_in", N_("Walk-in"), priority=True),
        Binding("ctrl+b", "bring", N_("People along"), priority=True),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads", "events"})
    DEFAULT_CSS = """
    DeskPage PersonFinder #candidates { height: 7; margin-top: 0; }
    DeskPage #recent { height: 1fr; }
    """

    def __init__(self, one: Occurrence) -> None:
        """Open the desk of an occurrence."""
        super().__init__()
        self.one = one
        self._offer: tuple[int, str] | None = None
        self._offered_at = 0.0
        self._last: int | None = None
        self._rank: Rank = {}
        self._register = Register(one.key, {})  # until it is read; it may be damaged

    def body(self) -> ComposeResult:
        """Counts, finder, latest arrivals."""
        yield Counts()
        yield PersonFinder(
            self.village.people.find,
            self._candidate,
            [
                Column("", 0, most=24),
                Column("", 6),
                Column("", 20, least=64),
                Column("", 6),
                Column("", 8, least=70),
                Column("", 20),
            ],
            rank=lambda: self._rank,
            typed=self.typed,
            guard=self.telling,
            placeholder=_("name, pinyin or initials, phone tail, code"),
        )
        yield Recent()
        yield Rows(
            [
                Column("", 5),
                Column("", 6),
                Column("", 0, most=28),
                Column("", 18),
                Column("", 20, least=70),
            ],
            heads=False,
            focusable=False,
            empty=_("Nobody has come yet."),
            id="recent",
        )

    def heading(self) -> list[Piece]:
        """Which event."""
        when = f"{day_name(self.one.start.date())} {hours_of(self.one)}"
        return [(self.one.event.title, STRONG), f"  {when}"]

    def on_resize(self, event: Resize) -> None:
        """A tall terminal shows more candidates."""
        self.finder.candidates.styles.height = max(5, (event.size.height - 10) // 2)

    def watched(self) -> object:
        """Also the register: other desks write it."""
        return super().watched(), self.village.registers.signature(self.one.key)

    def reload(self) -> None:
        """Counts, arrivals and candidates as they are now."""
        register = self.village.registers.read(self.one.key)
        self._register = register
        self._rank = self._ranked(register)
        self.query_one(Counts).show(self._numbers(register), self._squad_counts(register))
        recent = self.query_one("#recent", Rows)
        recent.forget()  # always from the top: the latest is what one looks for
        recent.show(self._arrivals(register))
        self.finder.look()

    def _numbers(self, register: Register) -> list[Piece]:
        return [
            (_("came {n}").format(n=len(register.present)), ACCENT),
            ("   " + _("expected {n}").format(n=len(register.expected)), PLAIN),
            ("   " + _("still here {n}").format(n=len(register.here)), PLAIN),
            ("   " + _("heads {n}").format(n=register.heads), PLAIN),
            ("   " + _("signed and closed") if register.closed else "", BAD),
        ]

    def _squad_counts(self, register: Register) -> list[Piece]:
        came = register.by_squad(register.present)
        squads = self.village.squads.all()
        pieces: list[Piece] = []
        for number in dict.fromkeys([*self.one.event.needs, *came]):
            name = squads[number].name if number in squads else _("no squad")
            need = self.one.event.needs.get(number)
            count = f"{came.get(number, 0)}/{need}" if need else f"{came.get(number, 0)}"
            style = ACCENT if need and came.get(number, 0) >= need else STRONG
            pieces += [(f"{name} ", QUIET), (count, style), "   "]
        return pieces

    def _arrivals(self, register: Register) -> list[Row]:
        people = self.village.people.all()
        moves: list[tuple[datetime, bool, Entry, str, str]] = []
        for entry in register.entries.values():
            for stint in entry.stints[-1:]:
                moves.append((stint.start, False, entry, stint.desk, stint.by))
                if stint.end is not None:
                    moves.append((stint.end, True, entry, "", stint.end_by))
        moves.sort(key=lambda move: (move[0], move[1], move[2].number), reverse=True)
        rows = []
        for when, out, entry, desk, by in moves[: max(10, self.size.height)]:
            person = people.get(entry.number)
            along = entry.adults + entry.children
            name = (person.name if person else "?") + (f" +{along}" if along and not out else "")
            squad = self.village.squads.names((entry.squad,)) if entry.squad else ""
            rows.append(
                Row(
                    (entry.number, when, out),
                    [
                        f"{when:%H:%M}",
                        _("left") if out else _("came"),
                        name,
                        squad,
                        f"{desk} {by}".strip(),
                    ],
                    QUIET if out else PLAIN,
                )
            )
        return rows

    def _candidate(self, person: Volunteer) -> Row:
        entry = self._register.entries.get(person.number)
        state, style = "", PLAIN
        if entry is not None:
            state = entry_state(entry)
            style = Style(bold=True) if not entry.stints else PLAIN
        squads = self.village.squads.names(self.village.squads.of(person.number))
        tail = f"..{person.phone[-4:]}" if person.phone else ""
        return Row(
            person.number, [person.name, person.code, squads, tail, person.group, state], style
        )

    def _ranked(self, register: Register) -> dict[int, int]:
        """Expected and not here yet; who is here; squads that are needed; then the rest."""
        rank = dict.fromkeys(self.village.squads.members(self.one.event.needs), 3)
        for entry in register.entries.values():
            rank[entry.number] = 2 if entry.stints else 1
        return rank

    # -- typing and Enter --------------------------------------------------

    def typed(self, query: str) -> None:
        """What was offered is off the table, too."""
        if query:
            self._offer = None
        super().typed(query)

    @on(PersonFinder.Picked)
    def picked(self, event: PersonFinder.Picked) -> None:
        """Enter on somebody: check in, or what was offered."""
        number = event.number
        with self.telling():
            self.needs_writing()
            offered = self._offer[1] if self._offer and self._offer[0] == number else ""
            if offered and monotonic() - self._offered_at < _BOUNCE:
                return  # one press that bounced is no answer to a question
            self._offer = None
            if offered == "out":
                self._check_out(number)
            else:
                self._check_in(number, again=offered == "again")

    def _check_in(self, number: int, *, again: bool) -> None:
        arrival = self.village.registers.check_in(self.one, number, again=again)
        name = self.village.people.get(number).name
        tone, stint = arrival.answer.tone, arrival.answer.stint
        self._last = number
        if tone is Tone.WELCOME or (tone is Tone.LEFT and again):
            squad = self.village.squads.names((arrival.entry.squad,)) if arrival.entry.squad else ""
            when = f"{arrival.entry.stints[-1].start:%H:%M}"
            self._done(_("{time} {name} is checked in").format(time=when, name=name) + f"  {squad}")
            return
        assert stint is not None  # noqa: S101 - every other tone is about a stint
        since = f"{stint.start:%H:%M}"
        if tone is Tone.STUTTER:
            self._done("")
            self.status.show(_("{name} is checked in already, just now.").format(name=name))
        elif tone is Tone.LEFT:
            self._put((number, "again"))
            text = _("{name} left at {time}. Back again? Enter checks in once more.")
            self.status.show(text.format(name=name, time=f"{stint.end:%H:%M}"), STRONG)
        else:
            self._put((number, "out"))
            text = _("{name} is here since {time}. Enter checks out.")
            if tone is Tone.HERE_ELSEWHERE:
                text = _("{name} is here since {time}, at {desk} by {by}. Enter checks out.")
            self.status.show(
                text.format(name=name, time=since, desk=stint.desk or "-", by=stint.by or "?"),
                STRONG,
            )

    def _put(self, offer: tuple[int, str]) -> None:
        """Offer something that a second Enter will do."""
        self._offer = offer
        self._offered_at = monotonic()

    def _check_out(self, number: int) -> None:
        entry = self.village.registers.check_out(self.one, number)
        name = self.village.people.get(number).name
        when = f"{entry.stints[-1].end:%H:%M}"
        self._last = number
        self._done(_("{time} {name} is checked out").format(time=when, name=name))

    def _done(self, text: str) -> None:
        """It is on disk: say so, and be ready for the next."""
        self.finder.clear()
        self.reload()
        if text:
            self.status.good(text)

    # -- other keys --------------------------------------------------------

    def action_clear_or_back(self) -> None:
        """Clear what is typed; with nothing typed, leave."""
        self._offer = None
        super().action_clear_or_back()

    def action_undo(self) -> None:
        """Take back the last thing done at this desk, by this organiser, in this register."""
        with self.telling():
            self.needs_writing()
            key = self.one.key
            undone = self.village.undo(f"registers/{key.partition('@')[2][:4]}/{key}")
            person = self.village.people.all().get(undone.key)
            self._offer = None
            self.reload()
            name = person.name if person else ""
            self.status.good(_("undone: {act}").format(act=f"{act_name(undone.act)} {name}"))

    def action_walk_in(self) -> None:
        """现场加入: a new person in two fields, then checked in."""
        from tui.screens.person_form import WalkInForm

        typed = self.finder.query_text

        def added(person: Volunteer | None) -> None:
            if person is not None:
                with self.telling():
                    self.reload()
                    self._check_in(person.number, again=False)

        with self.telling():
            self.needs_writing()
            self.app.push_screen(WalkInForm(typed), added)

    def action_bring(self) -> None:
        """Count who came along with somebody: adults and children, numbers and no names."""
        from tui.screens.ask import AskText

        number = self.finder.number or self._last

        def go(answer: str | None) -> None:
            if answer and number is not None:
                with self.telling():
                    adults, children = _two_numbers(answer)
                    self.village.registers.bring(self.one, number, adults=adults, children=children)
                    self._done(_("{name}: {n} people along").format(name=name, n=adults + children))

        with self.telling():
            self.needs_writing()
            if number is None:
                raise Refused("Choose somebody first: who did they come with?")
            name = self.village.people.get(number).name
            entry = self._register.entries.get(number)
            along = bool(entry and entry.heads > 1)
            before = f"{entry.adults} {entry.children}" if entry and along else ""
            question = _("Who came along with {name}? Adults, then children.").format(name=name)
            ask = AskText(question, _("for example: 1 2"), before, check=_two_numbers)
            self.app.push_screen(ask, go)


def _two_numbers(text: str) -> tuple[int, int]:
    """Adults and children from ``1 2``.

    Raises:
        Refused: It is not one or two numbers.
    """
    parts = text.replace(",", " ").replace("，", " ").split()
    if not 1 <= len(parts) <= 2 or not all(part.isdecimal() and len(part) <= 2 for part in parts):
        raise Refused("Two numbers are needed: adults and children, like 1 2.")
    return int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
