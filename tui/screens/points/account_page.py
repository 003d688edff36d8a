"""One account of points: its balance, and everything that was added to it or taken from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.points.accounts import NO_POINTS, Account, PointsSum, account_sum
from yigong.store.points.ledger_rules import refuse_reversing
from yigong.store.points.points_words import (
    below_zero_words,
    line_words,
    parts_words,
    points_text,
    rule_sentence,
    signed_points,
    sum_words,
)
from yigong.store.points.statement import StatementLine, statement
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.files.write_file import write_file
from yigong.tui.screens.points.points_actions import (
    MAX_IMMEDIATE,
    PointsActions,
    cleared_words,
)
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Piece, fit
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock


class _Contents(NamedTuple):
    """What the page shows."""

    total: PointsSum
    """Of all time: what is there now."""

    year: PointsSum
    """Of this year."""

    lines: list[StatementLine]
    """The newest first."""

    unreadable: list[DataError]


class AccountPage(PointsActions):
    """Shows an account."""

    PURPOSE = N_("See what somebody's household earned, and give gifts away for it.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Open"),
            tooltip=N_("Open the event at which the points under the cursor were earned."),
        ),
        Binding("g", "redeem", N_("Redeem")),
        Binding("w", "award", N_("Award")),
        Binding("z", "reverse", N_("Reverse")),
        Binding("o", "passbook", N_("Print passbook")),
        Binding("l", "gifts", N_("Gifts")),
        Binding("c", "public", N_("List to put up")),
        Binding("K", "clear", N_("Clear")),
        Binding("p", "people", N_("Person")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    EMPTY = N_(
        "Nothing was earned or awarded yet. Only signed registers give points; w awards some."
    )
    SORTS = False
    DEFAULT_CSS = """
    AccountPage TextBlock { margin: 1 0 0 0; }
    AccountPage RowList { height: auto; min-height: 3; max-height: 1fr; }
    """

    def __init__(self, number: int) -> None:
        """Open the account that somebody has a part in, by their number."""
        super().__init__()
        self._number = number
        self._contents: _Contents | None = None

    def account(self) -> Account:
        """The account, as it is now."""
        return self.village.points.account(self._number)

    def above(self) -> ComposeResult:
        """The numbers of this year."""
        yield TextBlock()

    def below(self) -> ComposeResult:
        """What the points of the line under the cursor were given for."""
        yield TextBlock(id="given")

    def columns(self) -> Sequence[ListColumn]:
        """When, for what, whose, by which rules, how many."""
        return [
            ListColumn(_("Date"), 10),
            ListColumn(_("For what"), 0, most=46),
            ListColumn(_("Whose"), 10, least=56),
            ListColumn(_("By which rules"), 0, most=44, least=100),
            ListColumn(_("Points"), 7, right=True),
            ListColumn(_("Entry"), 10, least=64),
        ]

    def heading(self) -> list[Piece]:
        """Whose it is, what is in it, how many have a part in it."""
        account, style = self.account(), STRONG
        name = fit(account.name, max(12, self.app.size.width - 28)).rstrip()
        if self._contents is not None:
            balance = self._contents.total.balance
            name += "  " + _("balance {points}").format(points=points_text(balance))
            style = BAD if balance < 0 else STRONG
        pieces: list[Piece] = [(name, style)]  # one piece: it is in sight however narrow it is
        if account.home:
            count = len(account.people)
            people = ngettext("{n} person", "{n} people", count).format(n=count)
            pieces.append(f"  ({people})")
        return pieces

    def reload(self) -> None:
        """Look the account up: in a thread, where there are many registers."""
        if self._number not in self.village.people.all():
            self.dismiss()
            return
        if len(self.village.registers.near(None, None)) <= MAX_IMMEDIATE:
            self._show(self._look_up())
        else:
            run_task(self, self._look_up, self._show, "points")

    def _look_up(self) -> _Contents:
        unreadable: list[DataError] = []
        ledger, numbers = self.village.points, self.account().numbers
        sums = ledger.sums(people=numbers, unreadable=unreadable)
        first = date(self.village.now().year, 1, 1)
        year = ledger.sums(first=first, people=numbers, unreadable=[])
        entries = [entry for entry in ledger.all() if entry.person in numbers]
        lines = statement(ledger.earned(people=numbers, unreadable=[]), entries)
        account = self.account()
        return _Contents(
            account_sum(account, sums), account_sum(account, year), lines[::-1], unreadable
        )

    def _show(self, contents: _Contents) -> None:
        self._contents = contents
        self.show_heading()
        this_year = _("this year: {numbers}").format(numbers=sum_words(contents.year))
        apart = _("Points are no hours: these stand on a person's page.")
        lines: list[list[Piece]] = [[this_year, (f"   {apart}", QUIET)]]
        if contents.total.balance < 0:
            lines.append([(below_zero_words(contents.total.balance), BAD)])
        self.query_one(TextBlock).show(lines)
        self.rows.show([self._row(line) for line in contents.lines])
        self._show_given()
        self.report_skipped(contents.unreadable)

    def _row(self, line: StatementLine) -> ListRow:
        people, gifts = self.village.people.all(), self.village.gifts.all()
        person = people.get(line.person)
        cells = [
            f"{line.at.astimezone(self.village.zone):%F}",
            line_words(line, gifts),
            person.name if person else "",
            parts_words(line),
            signed_points(line.points),
            line.entry.code if line.entry else "",
        ]
        return ListRow((line.code, line.person), cells, QUIET if line.is_reversed else PLAIN)

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another line: say what that was given for."""
        self.when_rested(self._show_given)

    def _show_given(self) -> None:
        line, programmes = self._at_cursor(), self.village.programmes.all()
        lines: list[list[Piece]] = []
        if line is not None and line.entry is None:
            lines = [
                [f"{rule.name} {signed_points(points)}", (f"  {words}", QUIET)]
                for rule, points in line.parts
                if (words := rule_sentence(rule, programmes))
            ]
        elif line is not None and line.entry is not None:
            lines = [[line_words(line, self.village.gifts.all()), (f"  {self._by(line)}", QUIET)]]
        self.query_one("#given", TextBlock).show(lines)

    def _by(self, line: StatementLine) -> str:
        """By whom an entry is, and when."""
        at, by = line.at.astimezone(self.village.zone), line.entry.by if line.entry else ""
        return _("{code}: by {by}, {time}").format(
            code=line.code, by=by or "?", time=f"{at:%F %H:%M}"
        )

    def _at_cursor(self) -> StatementLine | None:
        lines = self._contents.lines if self._contents else []
        return next((each for each in lines if (each.code, each.person) == self.rows.key), None)

    def _line(self) -> StatementLine:
        """The line under the cursor.

        Raises:
            Refused: There is none.
        """
        found = self._at_cursor()
        if found is None:
            raise Refused("There is no line yet.")
        return found

    # -- what can be done --------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Open the event of the line."""
        line = self._line()
        if line.entry is not None:
            raise Refused("This line is an entry of the ledger; z reverses it.")
        self.context.open_occurrence(self.village.events.occurrence_for(line.occurrence))

    def account_here(self) -> tuple[Account, int]:
        """The account, and the points in it as they are shown."""
        total = self._contents.total if self._contents else NO_POINTS
        return self.account(), total.balance

    def awarded_people(self) -> Sequence[int] | None:
        """Whoever is alone; of a household that is asked."""
        account = self.account()
        return account.numbers if len(account.people) == 1 else None

    @needs_writing
    @work
    async def action_reverse(self) -> None:
        """Reverse the award, the gift or the clearing under the cursor, once; a gift is in stock
        again."""
        line = self._line()
        if line.entry is None:
            raise Refused("What was earned follows from the register: reopen that to correct it.")
        entry = line.entry
        refuse_reversing(entry, {entry.code} if line.is_reversed else ())
        question = _("Reverse {code}: {what}. Why?").format(
            code=entry.code, what=line_words(line, self.village.gifts.all())
        )
        reason = await self.ask(AskText(question, _("such as: the wrong person")))
        if reason is None:
            return
        self.village.points.reverse(entry.code, reason)
        self.refresh_page()
        below = below_zero_words(self._contents.total.balance if self._contents else 0)
        self.status.good(
            "  ".join(filter(None, (_("{code} is reversed"), below))).format(code=entry.code)
        )

    def action_passbook(self) -> None:
        """Write the passbook for paper, with a code that the badge scanner opens here."""
        from yigong.exports.documents.passbook import passbook_name, passbook_page

        village, account = self.village, self.account()
        name = passbook_name(account, village.now().date())
        write_file(self, lambda: (name, passbook_page(village, account).encode()))

    @needs_writing
    @work
    async def action_clear(self) -> None:
        """Clear the points of the account up to a day; what was gained after it stays."""
        from yigong.tui.screens.points.clear_form import ClearForm

        entries = await self.ask(ClearForm(self.account()))
        if entries:
            self.refresh_page()
            self.status.good(cleared_words(entries))

    def action_people(self) -> None:
        """Open the page of the person of the line under the cursor."""
        from yigong.tui.screens.people.person_page import PersonPage

        key = self.rows.key
        number = key[1] if isinstance(key, tuple) else self._number
        self.app.push_screen(PersonPage(number))
