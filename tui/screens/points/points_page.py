"""All accounts of points, with what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.points.accounts import Account, PointsSum, account_sum
from yigong.store.points.points_words import account_title, people_words, points_text
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.files.write_file import write_file
from yigong.tui.screens.points.points_actions import (
    MAX_IMMEDIATE,
    PointsActions,
    cleared_words,
)
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock


class _Accounts(NamedTuple):
    """What the page shows."""

    found: list[tuple[Account, PointsSum]]
    unreadable: list[DataError]


class PointsPage(PointsActions):
    """Lists the accounts: households, and those who live in none that is known."""

    PURPOSE = MAIN_PAGES["points"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the account under the cursor.")),
        Binding("w", "award", N_("Award")),
        Binding("g", "redeem", N_("Redeem")),
        Binding("l", "gifts", N_("Gifts")),
        Binding("r", "rules", N_("Rules")),
        Binding("c", "public", N_("List to put up")),
        Binding("x", "table", "Excel"),
        Binding("K", "clear", N_("Clear all")),
        Binding("h", "without", N_("Without points, too")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    EMPTY = N_("Nobody has points yet. r makes rules, w awards some.")
    FINDS = N_("household, name, pinyin, initials or code; Esc shows all")
    DEFAULT_CSS = "PointsPage TextBlock { margin: 1 0 0 0; }"

    _show_all = False
    _accounts: _Accounts | None = None
    """As they were when they were last looked up; `None`: that is being done."""

    def account_here(self) -> tuple[Account, int]:
        """The account under the cursor."""
        found = self._accounts.found if self._accounts else []
        for account, total in found:
            if account.number == self.rows.key:
                return account, total.balance
        raise Refused("There is no account here; h lists all.")

    def columns(self) -> Sequence[ListColumn]:
        """The account, who is in it, its points and where they come from."""
        return [
            ListColumn(_("Account"), 0, most=26),
            ListColumn(_("Code"), 6),
            ListColumn(_("Balance"), 8, right=True),
            ListColumn(_("Earned"), 8, right=True, least=70),
            ListColumn(_("Awarded"), 8, right=True, least=70),
            ListColumn(_("Redeemed"), 8, right=True, least=70),
            ListColumn(_("Who is in it"), 0, most=44, least=48),
        ]

    def above(self) -> ComposeResult:
        """How points come about here."""
        yield TextBlock()

    def heading(self) -> list[Piece]:
        """How many accounts there are, and their points together."""
        pieces: list[Piece] = [(_("Points"), STRONG)]
        if self._accounts is not None:
            with_points = [total for _account, total in self._accounts.found if total.balance]
            text = ngettext("{n} account", "{n} accounts", len(with_points))
            together = points_text(sum(total.balance for total in with_points))
            pieces.append(f"  {text.format(n=len(with_points))}  {together}")
        return pieces

    def reload(self) -> None:
        """Look the accounts up: in a thread, where there are many registers."""
        self.query_one(TextBlock).show([[(self._hint(), QUIET)]])
        if len(self.village.registers.near(None, None)) <= MAX_IMMEDIATE:
            self._show(self._look_up())
        else:
            run_task(self, self._look_up, self._show, "points")

    def _hint(self) -> str:
        if not self.village.settings.points:
            return _("There are no rules yet, so nothing is earned; r makes some.")
        return _("Earned by signed registers. Points are no hours: hours stand on a person's page.")

    def _look_up(self) -> _Accounts:
        unreadable: list[DataError] = []
        ledger = self.village.points
        sums = ledger.sums(unreadable=unreadable)
        found = [(account, account_sum(account, sums)) for account in ledger.accounts()]
        people = self.village.people.all()
        found.sort(key=lambda pair: (people[pair[0].number].reading, pair[0].number))
        return _Accounts(found, unreadable)

    def _show(self, accounts: _Accounts) -> None:
        self._accounts = accounts
        self.show_heading()
        self.rows.show(
            [
                _row(account, total)
                for account, total in accounts.found
                if self._show_all or total.balance or total.earned or total.awarded
            ]
        )
        self.report_skipped(accounts.unreadable)

    # -- what can be done --------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the account."""
        from yigong.tui.screens.points.account_page import AccountPage

        if isinstance(event.key, int):
            self.app.push_screen(AccountPage(event.key))

    def action_rules(self) -> None:
        """Open the rules by which points are earned."""
        from yigong.tui.screens.points.points_rules_page import PointsRulesPage

        self.app.push_screen(PointsRulesPage())

    def action_table(self) -> None:
        """Write the table of all accounts as a workbook."""
        from yigong.exports.documents.points_tables import points_file, points_name

        village, name = self.village, f"{points_name(self.village.now().date())}.xlsx"
        write_file(self, lambda: (name, points_file(village, "xlsx")))

    @needs_writing
    @work
    async def action_clear(self) -> None:
        """Clear the points of all accounts up to a day; what was gained after it stays."""
        from yigong.tui.screens.points.clear_form import ClearForm

        entries = await self.ask(ClearForm(None))
        if entries:
            self.refresh_page()
            self.status.good(cleared_words(entries))

    def action_without(self) -> None:
        """List accounts without points, too, or hide them again."""
        self._show_all = not self._show_all
        self.refresh_page()
        self.status.show(_("accounts without points are listed, too") if self._show_all else "")


def _row(account: Account, total: PointsSum) -> ListRow:
    cells = [
        account_title(account),
        account.people[0].code,
        str(total.balance),
        str(total.earned),
        str(total.awarded),
        str(total.redeemed),
        people_words(account.people) if account.home else "",
    ]
    quiet = all(person.archived for person in account.people)
    return ListRow(
        account.number,
        cells,
        QUIET if quiet else PLAIN,
        cell_styles={2: BAD} if total.balance < 0 else {},
    )
