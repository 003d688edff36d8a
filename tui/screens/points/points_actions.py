"""The actions that the list of accounts of points and the page of one account share."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work

from yigong.store.errors import DataError, Refused
from yigong.store.language import _, ngettext
from yigong.store.named_records import in_use
from yigong.store.people.retired import is_retired
from yigong.store.points.accounts import Account
from yigong.store.points.ledger_rules import gifts_left
from yigong.store.points.points_words import points_text
from yigong.store.points_records import PointsEntry
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.files.write_file import write_file
from yigong.tui.text.words import unreadable_text
from yigong.tui.view.history_words import undone_words

MAX_IMMEDIATE = 200
"""The most registers that are gone through without a thread."""


class PointsActions(ListPage[None]):
    """A page about accounts of points. A subclass names the keys."""

    BADGE_OPENS_ACCOUNT = True
    BOOKS = frozenset({"people", "gifts", "points", "settings"})

    def fingerprint(self) -> object:
        """The whole history: each register that is signed or reopened changes points."""
        return self.village.history.fingerprint()

    def awarded_people(self) -> Sequence[int] | None:
        """Who can be awarded at once; `None`: that is asked."""
        return None

    def report_skipped(self, unreadable: Sequence[DataError]) -> None:
        """Say which registers could not be read, so that what they gave is missing."""
        if unreadable:
            self.status.bad(unreadable_text(unreadable))

    # -- what can be done --------------------------------------------------

    @needs_writing
    @work
    async def action_award(self) -> None:
        """Award points to one or several people, with a reason."""
        from yigong.tui.screens.points.award_form import AwardForm
        from yigong.tui.screens.points.award_people_page import AwardPeoplePage

        people = self.awarded_people()
        if people is None:
            page = AwardPeoplePage()
            await self.ask(page)
            people = list(page.chosen)
        if not people:
            return
        entries = await self.ask(AwardForm(people))
        if entries:
            self.refresh_page()
            self.status.good(awarded_words(entries))

    def account_here(self) -> tuple[Account, int]:
        """The account that gifts are redeemed of, and the points in it.

        Raises:
            Refused: There is none.
        """
        raise NotImplementedError

    @needs_writing
    @work
    async def action_redeem(self) -> None:
        """Give a gift away for points of the account."""
        from yigong.tui.screens.points.redeem_form import RedeemForm

        gifts, given = in_use(self.village.gifts.all()), self.village.gifts.redeemed()
        if not gifts:
            raise Refused("There are no gifts yet; l opens them.")
        if all(gifts_left(gift, given) == 0 for gift in gifts):
            raise Refused("No gift is left; l opens them.")
        account, balance = self.account_here()
        if all(person.archived or is_retired(person) for person in account.people):
            raise Refused("Nobody in this household can redeem: they are archived.")
        entry = await self.ask(RedeemForm(account, balance))
        if entry is not None:
            self.refresh_page()
            gift = self.village.gifts.get(entry.gift)
            text = _("{gift} x {n} for {points}; {balance} are left")
            now = self.village.points.balance(self.village.points.account(account.number), [])
            self.status.good(
                text.format(
                    gift=gift.name,
                    n=entry.pieces,
                    points=points_text(-entry.points),
                    balance=points_text(now),
                )
            )

    def action_gifts(self) -> None:
        """Open the gifts: their prices, and how many are left."""
        from yigong.tui.screens.points.gifts_page import GiftsPage

        self.app.push_screen(GiftsPage())

    def action_public(self) -> None:
        """Write the list that is put up for everybody, with masked names."""
        from yigong.exports.documents.points_tables import points_file, points_name

        village, today = self.village, self.village.now().date()
        name = f"{points_name(today, public=True)}.html"
        write_file(self, lambda: (name, points_file(village, "html", public=True)))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of points."""
        undone = self.village.undo("points")
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))


def awarded_words(entries: Sequence[PointsEntry]) -> str:
    """What was awarded, in a sentence."""
    text = ngettext(
        "{points} awarded to {n} person", "{points} each awarded to {n} people", len(entries)
    )
    return text.format(points=points_text(entries[0].points), n=len(entries))


def cleared_words(entries: Sequence[PointsEntry]) -> str:
    """What was cleared, in a sentence."""
    text = ngettext(
        "{points} of {n} person cleared", "{points} of {n} people cleared", len(entries)
    )
    points = -sum(entry.points for entry in entries)
    return text.format(points=points_text(points), n=len(entries))
