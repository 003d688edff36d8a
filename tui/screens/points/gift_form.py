"""The form of a gift: what it is called, what it costs, how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yigong.store.bounds import MAX_STOCK
from yigong.store.language import N_, _
from yigong.store.points_records import Gift
from yigong.tui.screens.base.named_form import NamedForm
from yigong.tui.text.typed_values import read_points
from yigong.tui.view.form_fields import Field, with_typed_values
from yigong.tui.widgets.canvas import STRONG, Piece


class GiftForm(NamedForm[Gift]):
    """Adds or changes a gift."""

    PURPOSE = N_("Write down a gift and its price in points.")

    def __init__(self, gift: Gift | None = None) -> None:
        """Make the form; `None` adds a new one."""
        super().__init__(gift, Gift(name="", points=1))

    def heading(self) -> list[Piece]:
        """The gift's name."""
        return [(_("New gift") if self.new else self.record.name, STRONG)]

    def fields(self) -> Sequence[Field]:
        """Name, price, note; of a new one how many there are, of others s on the page changes
        that."""
        price = "" if self.new else str(self.record.points)
        fields = [
            Field("name", _("Gift"), self.record.name, hint=_("needed"), needed=True),
            Field(
                "points", _("Price in points"), price, read_points, hint=_("of one"), needed=True
            ),
            Field("note", _("Note"), self.record.note),
        ]
        if self.new:
            uncounted = _("empty: they are not counted")
            fields.insert(2, Field("stock", _("Pieces"), "", _read_stock, hint=uncounted))
        return fields

    def similar(self, name: str) -> list[Gift]:
        """The gifts whose names are like a new one."""
        return self.village.gifts.similar(name)

    def save(self, values: Mapping[str, object]) -> Gift:
        """Add the gift, or save the changes."""
        gift = with_typed_values(self.record, self.fields(), values)
        return self.village.gifts.add(gift) if self.new else self.village.gifts.save(gift)


def _read_stock(value: object) -> int:
    return read_points(value, MAX_STOCK) if str(value).strip() else -1
