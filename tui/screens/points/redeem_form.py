"""The form by which a gift is given away for points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yigong.store.language import N_, _
from yigong.store.named_records import in_use
from yigong.store.points.accounts import Account
from yigong.store.points.ledger_rules import gifts_left, refuse_redeeming
from yigong.store.points.points_ledger import MAX_GIFTS
from yigong.store.points.points_words import account_title, points_text
from yigong.store.points_records import Gift, PointsEntry
from yigong.tui.screens.base.form import Form
from yigong.tui.text.typed_values import read_points
from yigong.tui.view.form_fields import Field
from yigong.tui.widgets.canvas import ACCENT, STRONG, Piece


class RedeemForm(Form[PointsEntry | None]):
    """Says which gift, how many, and who takes it."""

    PURPOSE = N_("Give a gift away for points of a household.")

    def __init__(self, account: Account, balance: int) -> None:
        """Redeem of an account that has so many points."""
        super().__init__()
        self._account = account
        self._balance = balance

    def heading(self) -> list[Piece]:
        """Whose points, and how many there are."""
        balance = _("balance {points}").format(points=points_text(self._balance))
        return [(account_title(self._account), STRONG), "  ", (balance, ACCENT)]

    def fields(self) -> Sequence[Field]:
        """The gift, how many, who takes it."""
        given = self.village.gifts.redeemed()
        gifts = [g for g in in_use(self.village.gifts.all()) if gifts_left(g, given) != 0]
        active = [person for person in self._account.people if not person.archived]
        return [
            Field(
                "gift",
                _("Gift"),
                gifts[0].number,
                options=[(gift.number, _gift_words(gift, given)) for gift in gifts],
            ),
            Field("count", _("Pieces"), "1"),
            Field(
                "person",
                _("Who takes it"),
                active[0].number,
                options=[(person.number, f"{person.name} {person.code}") for person in active],
                hint=_("under 18 only of their own points"),
            ),
        ]

    def field_changed(self, name: str) -> None:
        """Say what it costs, and what is left after it; or that it is too much."""
        if name in ("gift", "count") and self.is_mounted:
            self.explain("count", self._meaning)

    def _meaning(self) -> str:
        values = self.values()
        gift = self.village.gifts.get(int(str(values["gift"])))
        count = read_points(values["count"] or "1", MAX_GIFTS)
        refuse_redeeming(gift, count, self.village.gifts.left(gift), self._balance)
        price = gift.points * count
        return _("{points}; {balance} are left").format(
            points=points_text(price), balance=points_text(self._balance - price)
        )

    def save(self, values: Mapping[str, object]) -> PointsEntry:
        """Give it away."""
        return self.village.points.redeem(
            int(str(values["person"])),
            int(str(values["gift"])),
            read_points(values["count"] or "1", MAX_GIFTS),
        )


def _gift_words(gift: Gift, given: Mapping[int, int]) -> str:
    words = f"{gift.name} {gift.code}  {points_text(gift.points)}"
    left = gifts_left(gift, given)
    return words if left is None else words + "  " + _("{n} left").format(n=left)
