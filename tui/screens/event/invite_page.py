"""Whom to ask to come: the members of the squads needed, who came least lately first."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.privacy import mask_phone
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Occurrence, Squad, Volunteer
from yigong.store.squads import leaderboard
from yigong.store.squads.leaderboard import Standing
from yigong.store.squads.staffing import Need, people_to_ask, squads_to_ask, staffing
from yigong.tui.background.attendance_query import query_attendance
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.event.register_page import RegisterPage
from yigong.tui.text.words import day_name
from yigong.tui.view.desk_answers import distinct_name
from yigong.tui.view.squad_words import attendance_pending
from yigong.tui.view.staffing_words import need_lines
from yigong.tui.widgets.canvas import ACCENT, PLAIN, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock


class InvitePage(ListPage[None], RegisterPage):
    """The members of some squads who are not in the register yet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "sign_them_up", N_("Sign up")),
        Binding("space", "tick", N_("Tick")),
        Binding("left", "turn(-1)", N_("Other squad")),
        Binding("right", "turn(1)", show=False),
        Binding("p", "phones", N_("Phone list")),
        Binding("i", "ical", N_("Hand over")),
        Binding("o", "person", N_("Their page")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "people", "squads", "settings"})

    def __init__(self, occurrence: Occurrence) -> None:
        """Ask people to an occurrence."""
        super().__init__(occurrence)
        self._squad = 0
        """Whose members are listed; 0: those of all squads that are needed."""

        self._ticked: set[int] = set()
        self._serves: Mapping[int, int] = {}
        """The squad each would serve in, by person."""

        self._nobody = ""
        """What is said where there is nobody to ask."""

        self._came: Mapping[int, Standing] | None = None
        """Who came when, to anything; `None`: that is being looked up."""

    def heading(self) -> list[Piece]:
        """To what."""
        return [
            (_("Invite"), STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def above(self) -> ComposeResult:
        """What is needed above, whom to ask below."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn("", 1),
            ListColumn(_("Name"), 0, most=24),
            ListColumn(_("Code"), 6),
            ListColumn(_("Squad"), 16),
            ListColumn(_("Last came"), 10),
            ListColumn(_("Times"), 5, right=True),
            ListColumn(_("Phone"), 11, least=76),
            ListColumn(_("Group"), 12, least=90),
        ]

    @property
    def chosen(self) -> int | None:
        """The person under the cursor."""
        return self.rows.key if isinstance(self.rows.key, int) else None

    def fingerprint(self) -> object:
        """Also the register: who signs up need not be asked any more."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """Who is not in the register yet, as it is now; in which order may be known later."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)
        register = self.village.registers.read(self.occurrence.key)
        squads = self.village.squads.all()
        if self._squad not in self._choices():
            self._squad = 0
        asked = (
            [squads[self._squad]]
            if self._squad
            else squads_to_ask(self.occurrence, register, squads)
        )
        self._serves = people_to_ask(asked, self.village.people.all(), register)
        self._nobody = (
            _("All of them are in the register already.")
            if any(squad.members for squad in asked)
            else _("No members yet: s on the calendar opens the squads.")
        )
        self._ticked &= set(self._serves)
        self._show(staffing(self.occurrence, register))
        if self._came is None:  # once: who arrives elsewhere meanwhile is no reason to read it all
            query_attendance(self, None, None, leaderboard.standings, self._take)

    def _choices(self) -> list[int]:
        """What left and right go through: all that are needed, then squad by squad."""
        squads = self.village.squads.all()
        at_work = [squad.number for squad in squads.values() if not squad.archived]
        needed = [number for number in self.occurrence.event.needs if number in squads]
        return [0, *dict.fromkeys([*needed, *at_work])]

    def _take(self, came: Mapping[int, Standing]) -> None:
        self._came = came
        self._show(staffing(self.occurrence, self.village.registers.read(self.occurrence.key)))

    def _show(self, found: Sequence[Need]) -> None:
        squads, people = self.village.squads.all(), self.village.people.all()
        whose = squads[self._squad].name if self._squad in squads else _("all squads needed")
        if not self._squad and not self.occurrence.event.needs:
            whose = _("all squads")
        lines: list[list[Piece]] = [
            *need_lines(found, squads, self.size.width - 2),
            [(f"< {whose} >", ACCENT), "  " + self._says()],
        ]
        self.query_one(TextBlock).show(lines)
        if self._came is None:  # in which order is not known yet, so nobody is under the cursor
            self.rows.show([], empty=attendance_pending())
            return
        self.rows.show(
            [
                self._row(people[one.number], one, squads)
                for one in leaderboard.invitation_order(self._serves, people, self._came)
            ],
            empty=self._nobody,
        )

    def _says(self) -> str:
        text = _("{n} to ask, who came least lately first").format(n=len(self._serves))
        if self._ticked:
            text += "   " + _("ticked {n}").format(n=len(self._ticked))
        return text

    def _row(self, person: Volunteer, one: Standing, squads: Mapping[int, Squad]) -> ListRow:
        return ListRow(
            one.number,
            [
                "✓" if one.number in self._ticked else "",
                person.name,
                person.code,
                squads[self._serves[one.number]].name,
                str(one.last or _("never")),
                str(one.times or ""),
                mask_phone(person.phone),
                person.group,
            ],
            Style(bold=True) if one.number in self._ticked else PLAIN,
        )

    # -- what can be done --------------------------------------------------

    def action_turn(self, step: int) -> None:
        """The members of another squad, or of all that are needed."""
        choices = self._choices()
        self._squad = choices[(choices.index(self._squad) + step) % len(choices)]
        self._ticked.clear()
        self.rows.reset_cursor()
        self.refresh_page()

    def action_tick(self) -> None:
        """Tick the one under the cursor, or take the tick away, and go on to the next."""
        if self.chosen is not None:
            self._ticked ^= {self.chosen}
            self._show(staffing(self.occurrence, self.village.registers.read(self.occurrence.key)))
            self.rows.action_move(1)

    @on(RowList.Chosen)
    @needs_writing
    def action_sign_them_up(self) -> None:
        """Sign up all that are ticked; where nobody is, the one under the cursor."""
        numbers = self._in_order(self._ticked) or self._in_order({self.chosen})
        if not numbers:
            raise Refused("Nobody is chosen.")
        serves = {number: self._serves[number] for number in numbers}
        done = self.village.registers.signup.sign_up(self.occurrence, *numbers, squads=serves)
        self.refresh_page()
        self.status.good(self._signed_up(numbers, sum(entry.waiting for entry in done)))

    def _in_order(self, wanted: Container[int | None]) -> list[int]:
        """Some of those listed, in the order they stand in."""
        keys = (row.key for row in self.rows.rows)
        return [key for key in keys if isinstance(key, int) and key in wanted]

    def _signed_up(self, numbers: Sequence[int], waiting: int) -> str:
        expected = len(self.village.registers.read(self.occurrence.key).expected)
        if len(numbers) == 1:
            name = distinct_name(self.village.people.all(), numbers[0])
            if waiting:
                return _("{name} is on the waitlist: all places are taken").format(name=name)
            return _("{name} is signed up; {n} are expected").format(name=name, n=expected)
        said = _("{n} people are signed up; u takes it back").format(n=len(numbers))
        if waiting:
            wait = ngettext(
                "{n} of them waits for a place", "{n} of them wait for a place", waiting
            )
            said += ", " + wait.format(n=waiting)
        return said

    def action_phones(self) -> None:
        """The phone list of those who are ticked, else of all, in the order they stand in."""
        from yigong.tui.screens.people.phone_list_page import PhoneListPage

        people = self.village.people.all()
        asked = self._in_order(self._ticked) or self._in_order(self._serves)
        listed = [people[number] for number in asked]
        page = PhoneListPage(self.occurrence.event.title, self.occurrence.key, listed)
        self.app.push_screen(page)

    def action_person(self) -> None:
        """The page of the one under the cursor."""
        from yigong.tui.screens.people.person_page import PersonPage

        if self.chosen is not None:
            self.app.push_screen(PersonPage(self.chosen))
