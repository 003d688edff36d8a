"""The gifts that points are redeemed for: their prices, and how many are left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from yigong.store.bounds import MAX_STOCK
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.points.ledger_rules import gifts_left
from yigong.store.points_records import Gift
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.points.gift_form import GiftForm
from yigong.tui.text.typed_values import at_most
from yigong.tui.view.history_words import undone_words
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class GiftsPage(ListPage[None]):
    """Lists the gifts; Enter changes one."""

    PURPOSE = N_("Keep the gifts, their prices, and how many are left.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Edit"), tooltip=N_("Change the gift under the cursor.")),
        Binding("e", "edit", show=False),
        Binding("n", "new", N_("New gift")),
        Binding("s", "stock", N_("Stock")),
        Binding("A", "archive", N_("Archive / take back")),
        Binding("h", "archived", N_("Archived, too")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BADGE_OPENS_ACCOUNT = True
    BOOKS = frozenset({"gifts", "points"})
    EMPTY = N_("No gift yet. n adds one, such as cooking oil for 15 points.")

    _show_archived = False

    def heading(self) -> list[Piece]:
        """How many there are."""
        gifts = [gift for gift in self.village.gifts.all().values() if not gift.archived]
        count = ngettext("{n} gift", "{n} gifts", len(gifts)).format(n=len(gifts))
        return [(_("Gifts"), STRONG), f"  {count}"]

    def columns(self) -> Sequence[ListColumn]:
        """The gift, its price, how many are left and were redeemed."""
        return [
            ListColumn(_("Gift"), 0, most=28),
            ListColumn(_("Code"), 5),
            ListColumn(_("Price"), 8, right=True),
            ListColumn(_("In stock"), 8, right=True),
            ListColumn(_("Redeemed"), 9, right=True, least=50),
            ListColumn(_("Note"), 0, most=40, least=70),
        ]

    def reload(self) -> None:
        """List the gifts, archived ones last."""
        gifts, given = self.village.gifts.all().values(), self.village.gifts.redeemed()
        shown = [gift for gift in gifts if self._show_archived or not gift.archived]
        shown.sort(key=lambda gift: (gift.archived, gift.number))
        self.rows.show([_row(gift, given) for gift in shown])

    def _gift(self) -> Gift:
        """The gift under the cursor.

        Raises:
            Refused: There is none.
        """
        number = self.rows.key
        if not isinstance(number, int):
            raise Refused("There is no gift yet; n adds one.")
        return self.village.gifts.get(number)

    # -- what can be done --------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Change the gift that Enter chose."""
        self.action_edit()

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Add a gift."""
        await self._fill_in(GiftForm())

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the gift under the cursor; what was redeemed keeps its price."""
        await self._fill_in(GiftForm(self._gift()))

    async def _fill_in(self, form: GiftForm) -> None:
        gift = await self.ask(form)
        if gift is not None:
            self.refresh_page()
            self.rows.move_to(gift.number)
            self.status.good(_("{title} is saved").format(title=gift.name))

    @needs_writing
    @work
    async def action_stock(self) -> None:
        """Write down how many came, were lost or are left."""
        gift = self._gift()
        question = _("{gift}: how many came?").format(gift=gift.name)
        example = _("10: so many came; -2: were lost; =7: are left now; -: not counted any more")
        typed = await self.ask(AskText(question, example))
        if not typed:
            return
        changed = self._changed_stock(gift, typed)
        self.refresh_page()
        left = self.village.gifts.left(changed)
        text = _("{gift} is not counted") if left is None else _("{gift}: {n} left")
        self.status.good(text.format(gift=gift.name, n=left))

    def _changed_stock(self, gift: Gift, typed: str) -> Gift:
        text = unicodedata.normalize("NFKC", typed).strip()
        gifts = self.village.gifts
        if text == "-":
            return gifts.set_stock(gift.number, left=-1)
        found = re.fullmatch(r"([+=-]?)\s*([0-9]+)", text)
        if found is None:
            raise Refused("{text} is not a whole number, 0 or more.", text=text[:20])
        number = at_most(found[2], MAX_STOCK)
        if found[1] == "=":
            return gifts.set_stock(gift.number, left=number)
        return gifts.set_stock(gift.number, add=-number if found[1] == "-" else number)

    @needs_writing
    def action_archive(self) -> None:
        """Archive the gift under the cursor, or take it back; what was redeemed stays."""
        gift = self._gift()
        gift = self.village.gifts.archive(gift.number, not gift.archived)
        self.refresh_page()
        text = _("{name} is archived; u takes it back") if gift.archived else _("{name} is back")
        self.status.good(text.format(name=gift.name))

    def action_archived(self) -> None:
        """List archived gifts, too, or hide them again."""
        self._show_archived = not self._show_archived
        self.refresh_page()
        self.status.show(_("archived gifts are listed, too") if self._show_archived else "")

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of the gifts."""
        undone = self.village.undo("gifts")
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))


def _row(gift: Gift, given: dict[int, int]) -> ListRow:
    left = gifts_left(gift, given)
    cells = [
        gift.name,
        gift.code,
        str(gift.points),
        _("any") if left is None else str(left),
        str(given.get(gift.number, 0) or ""),
        _("archived") if gift.archived else " ".join(gift.note.split()),
    ]
    style = QUIET if gift.archived else PLAIN
    return ListRow(gift.number, cells, style, cell_styles={3: BAD} if left == 0 else {})
