"""The invitation page: of a squad or the event's programme, who came longest ago first."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.privacy import mask_phone
from yigong.store.attendance.register import Register
from yigong.store.attendance_records import Entry
from yigong.store.dates.date_words import date_text
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence, Post
from yigong.store.language import N_, _, ngettext
from yigong.store.programme_records import Enrolment
from yigong.store.programmes.enrolment_rules import enrolled_to_ask, is_enrolled
from yigong.store.records import Volunteer
from yigong.store.squads import leaderboard
from yigong.store.squads.leaderboard import Standing
from yigong.store.squads.staffing import (
    all_needs,
    asked_squads,
    people_to_ask,
    posts_to_ask_for,
    squads_to_ask,
    unfilled_posts,
)
from yigong.tui.background.attendance_query import query_attendance
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide
from yigong.tui.screens.event.register_page import RegisterPage
from yigong.tui.text.words import day_name
from yigong.tui.view.desk_answers import distinct_name, sign_up_words
from yigong.tui.view.post_words import lacking_words, post_and_hours
from yigong.tui.view.squad_words import attendance_pending
from yigong.tui.view.staffing_words import need_lines
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

_ENROLLED = -1
"""The group of those who are enrolled in the programme; squads are their numbers, 0 is all that
are needed."""


class InvitePage(OccurrenceSide[None], ListPage[None], RegisterPage):
    """Lists who is not in the register of one squad, of all needed ones, or of the programme."""

    PURPOSE = N_("Choose whom to invite; who came least lately stands first, by post if any lack.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "sign_them_up", N_("Sign up")),
        Binding("space", "tick", N_("Tick")),
        Binding("ctrl+b", "along", N_("Along")),
        Binding("left", "turn(-1)", N_("Other group")),
        Binding("right", "turn(1)", show=False),
        Binding("p", "phones", N_("Phone list")),
        Binding("i", "ical", N_("Hand over")),
        Binding("o", "person", N_("Their page")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "people", "squads", "settings", "programmes", "enrolments"})

    def __init__(self, occurrence: Occurrence) -> None:
        """Invite people to an occurrence."""
        super().__init__(occurrence)
        self._group: int | None = None
        """The group that is listed; `None`: the first."""

        self._ticked: set[int] = set()
        self._squad_by_person: Mapping[int, int] = {}
        """The people listed, with the squad each would serve in; 0: that is not said."""

        self._post_by_person: Mapping[int, Post] = {}
        """The post that each is asked for, where some lack people."""

        self._children: Mapping[int, int] = {}
        """How many children come along with a guardian, where the places are theirs."""

        self._empty_text = ""
        self._standings: Mapping[int, Standing] | None = None
        """Last attendance and number of attendances by person; `None`: a thread reads them."""

    def heading(self) -> list[Piece]:
        """The occurrence."""
        return [
            (_("Invite"), STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def above(self) -> ComposeResult:
        """The needs of the squads, and whose members are listed."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn("", 1),
            ListColumn(_("Name"), 0, most=24),
            ListColumn(_("Code"), 6),
            *([ListColumn(_("Post"), 18, snug=True)] if self._post_by_person else []),
            *([ListColumn(_("Children"), 8, right=True, snug=True)] if self._children else []),
            ListColumn(_("Squad"), 16, snug=True, least=70 if self._post_by_person else 0),
            ListColumn(_("Last served"), 14, snug=True),
            ListColumn(_("Times"), 5, right=True),
            ListColumn(_("Phone"), 11, least=76),
            ListColumn(_("Group"), 12, least=90),
        ]

    @property
    def chosen(self) -> int | None:
        """The person under the cursor."""
        return self.rows.key if isinstance(self.rows.key, int) else None

    def fingerprint(self) -> object:
        """The books, and the register: a person who signs up is not listed any more."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """List the people who are not in the register, once a thread has read their attendances."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)
        register = self.village.registers.read(self.occurrence.key)
        self._group = self._group_now()
        self._squad_by_person, self._empty_text = self._listed(register)
        self._ticked &= set(self._squad_by_person)
        self._show(register)
        if self._standings is None:  # read once: check-ins elsewhere hardly change the order
            query_attendance(self, None, None, leaderboard.standings, self._show_standings)

    def _listed(self, register: Register) -> tuple[dict[int, int], str]:
        """Who of the group can be invited, with the squad of each; and what is said if nobody."""
        people, squads = self.village.people.all(), self.village.squads.all()
        in_already = _("All of them are in the register already.")
        group = self._group_now()
        self._children = {}
        if group == _ENROLLED:
            enrolments = self._enrolments()
            asked = enrolled_to_ask(enrolments, people, register)
            children = {e.person: e.children for e in enrolments if is_enrolled(e)}
            self._children = {n: children[n] for n in asked if children.get(n)}
            return dict.fromkeys(asked, 0), in_already
        listed = [squads[group]] if group else squads_to_ask(self.occurrence, register, squads)
        nobody = _("No members yet: s on the calendar opens the squads.")
        empty = in_already if any(squad.members for squad in listed) else nobody
        return people_to_ask(listed, people, register), empty

    def _enrolments(self) -> list[Enrolment]:
        """The enrolments of the event's programme."""
        number = self.occurrence.event.programme
        return self.village.enrolments.of(number) if number else []

    def _choices(self) -> list[int]:
        """The groups that left and right go through: the needed squads together, who is enrolled,
        each needed squad, the others. Where no squad is needed who is enrolled comes first."""
        squads = self.village.squads.all()
        active = [squad.number for squad in squads.values() if not squad.archived]
        needed = [number for number in asked_squads(self.occurrence) if number in squads]
        enrolled = [_ENROLLED] if any(map(is_enrolled, self._enrolments())) else []
        groups = [0, *enrolled] if needed else [*enrolled, 0]
        return [*groups, *dict.fromkeys([*needed, *active])]

    def _group_now(self) -> int:
        """The group that is listed: the chosen one while there is that, else the first."""
        choices = self._choices()
        return self._group if self._group in choices else choices[0]

    def _group_name(self) -> str:
        group = self._group_now()
        if group == _ENROLLED:
            programme = self.village.programmes.get(self.occurrence.event.programme)
            return _("enrolled in {programme}").format(programme=programme.name)
        if group:
            return self.village.squads.get(group).name
        return _("all squads needed") if asked_squads(self.occurrence) else _("all squads")

    def _show_standings(self, standings: Mapping[int, Standing]) -> None:
        self._standings = standings
        self._show_again()

    def _show_again(self) -> None:
        self._show(self.village.registers.read(self.occurrence.key))

    def _show(self, register: Register) -> None:
        squads, people = self.village.squads.all(), self.village.people.all()
        needs = all_needs(self.occurrence, register)
        lacking = lacking_words(unfilled_posts(self.occurrence, register))
        lines: list[list[Piece]] = [
            *([] if self.is_wide else need_lines(needs, squads, self.size.width - 2)),
            [(f"< {self._group_name()} >", ACCENT), "  " + self._counts()],
        ]
        if lacking:
            lines.insert(-1, [(lacking, BAD)])
        self.query_one(TextBlock).show(lines)
        if self._standings is None:  # nobody is under the cursor before the order is known
            self.rows.show([], empty=attendance_pending())
            return
        found = leaderboard.invitation_order(self._squad_by_person, people, self._standings)
        numbers = (standing.number for standing in found)
        posts = posts_to_ask_for(numbers, self._squad_by_person, self.occurrence, register)
        turns = {number: turn for turn, number in enumerate(posts)}
        found.sort(key=lambda each: turns.get(each.number, len(turns)))
        self._post_by_person = posts
        self.rows.show(
            [self._row(people[standing.number], standing) for standing in found],
            columns=self.columns(),
            empty=self._empty_text,
        )

    def _counts(self) -> str:
        count = len(self._squad_by_person)
        text = _("{n} to ask, who came least lately first").format(n=count)
        if self._ticked:
            text += "   " + _("ticked {n}").format(n=len(self._ticked))
        return text

    def _row(self, person: Volunteer, standing: Standing) -> ListRow:
        ticked = person.number in self._ticked
        post = self._post_by_person.get(person.number)
        words = post_and_hours(post, self.occurrence) if post is not None else ""
        cells = [
            "✓" if ticked else "",
            person.name,
            person.code,
            *([words] if self._post_by_person else []),
            *([str(self._children.get(person.number, ""))] if self._children else []),
            self.village.squads.names((self._squad_by_person[person.number],)),
            date_text(standing.last) if standing.last else _("never"),
            str(standing.times or ""),
            mask_phone(person.phone),
            person.group,
        ]
        return ListRow(person.number, cells, Style(bold=True) if ticked else PLAIN)

    # -- actions -----------------------------------------------------------

    def action_turn(self, step: int) -> None:
        """List another group: a squad, all that are needed, who is enrolled in the programme."""
        choices = self._choices()
        self._group = choices[(choices.index(self._group_now()) + step) % len(choices)]
        self._ticked.clear()
        self.rows.reset_cursor()
        self.refresh_page()

    def action_tick(self) -> None:
        """Tick the person under the cursor, or remove the tick, and go on to the next."""
        if self.chosen is not None:
            self._ticked ^= {self.chosen}
            self._show_again()
            self.rows.action_move(1)

    @on(RowList.Chosen)
    @needs_writing
    def action_sign_them_up(self) -> None:
        """Sign up who is ticked; with nobody ticked, the person under the cursor.

        Each for the post that they are asked for, if there is one.
        """
        numbers = self._in_order(self._ticked) or self._in_order({self.chosen})
        if not numbers:
            raise Refused("Nobody is chosen.")
        squads = {number: self._squad_by_person[number] for number in numbers}
        posts = {n: [self._post_by_person[n].id] for n in numbers if n in self._post_by_person}
        entries = self.village.registers.signup.sign_up(
            self.occurrence, *numbers, squads=squads, own_posts=posts
        )
        self.refresh_page()
        self.status.good(self._signed_up_text(entries))

    def _in_order(self, numbers: Container[int | None]) -> list[int]:
        """Some of the people listed, in the order of the list."""
        keys = (row.key for row in self.rows.rows)
        return [key for key in keys if isinstance(key, int) and key in numbers]

    def _signed_up_text(self, entries: Sequence[Entry]) -> str:
        if len(entries) == 1:
            registers, entry = self.village.registers, entries[0]
            name = distinct_name(self.village.people.all(), entry.number)
            register = registers.read(self.occurrence.key)
            return sign_up_words(entry, name, register, registers.places(self.occurrence))
        text = _("{n} people are signed up; u takes it back").format(n=len(entries))
        if waiting := sum(entry.waiting for entry in entries):
            waitlisted = ngettext(
                "{n} of them waits for a place", "{n} of them wait for a place", waiting
            )
            text += ", " + waitlisted.format(n=waiting)
        return text

    def action_phones(self) -> None:
        """Show the phone list of those who are ticked, else of all.

        In the order of the list.
        """
        from yigong.tui.screens.people.phone_list_page import PhoneList, write_phone_list

        numbers = self._in_order(self._ticked) or self._in_order(self._squad_by_person)
        everybody = self.village.people.all()
        people = [everybody[number] for number in numbers]
        write_phone_list(self, PhoneList(self.occurrence.event.title, self.occurrence.key, people))

    def action_person(self) -> None:
        """Open the page of the person under the cursor."""
        from yigong.tui.screens.people.person_page import PersonPage

        if self.chosen is not None:
            self.app.push_screen(PersonPage(self.chosen))
