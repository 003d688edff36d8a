"""The choice of records for a field of a form, several of them or one, found by typing after /."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.language import N_
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.base.popup import Popup
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.pick_field import PickField, Picks
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class PickFieldPage(Popup[Picks | None], ListPage[Picks | None]):
    """Returns what is picked; Escape leaves it as it was."""

    PURPOSE = N_("Choose what the field names.")
    HEADS = False
    SORTS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("Tick")),
        Binding("enter,ctrl+s", "take", N_("Take these")),
        BACK,
        HELP,
    ]
    EMPTY = N_("There is nothing to choose from yet.")

    def __init__(self, question: str, field: PickField) -> None:
        """Make the page.

        Args:
            question: What is chosen, translated.
            field: The field, with what there is and what is picked.
        """
        super().__init__()
        self._question = question
        self.options = field.options
        self._parts = field.parts or (("", ""),)
        self._many = field.many
        self._picked: dict[object, str] = dict(field.value) if field.value else {}  # type: ignore[call-overload]

    def heading(self) -> list[Piece]:
        """What is chosen."""
        return [(self._question, STRONG)]

    def columns(self) -> Sequence[ListColumn]:
        """The tick or the part, and the name."""
        return [ListColumn("", 6 if self._parts[0][1] else 1), ListColumn("", 0, most=60)]

    def begin(self) -> None:
        """Move to the first that is picked."""
        super().begin()
        self.rows.move_to(next(iter(self._picked), None))

    def reload(self) -> None:
        """List what there is with ticks or parts."""
        names = dict(self._parts)
        self.rows.show(
            [
                ListRow(number, [self._mark(names.get(self._picked.get(number, "-"))), name])
                for number, name in self.options
                if isinstance(number, int)
            ]
        )

    @staticmethod
    def _mark(part: str | None) -> str:
        """The name of a part; a tick where parts have no names; nothing where it is not picked."""
        return "" if part is None else part or "✓"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the tick where only one can be picked."""
        if action == "tick":
            return self._many
        return super().check_action(action, parameters)

    def action_tick(self) -> None:
        """Pick what is under the cursor, give it its next part, or pick it no more."""
        number = self.rows.key
        if number is None:
            return
        keys = [part for part, _name in self._parts]
        at = keys.index(self._picked[number]) + 1 if self._picked.get(number) in keys else 0
        if at < len(keys):
            self._picked[number] = keys[at]
        else:
            self._picked.pop(number)
        self.reload()

    @on(RowList.Chosen)
    def action_take(self) -> None:
        """Take what is picked; where it can be only one, or none is yet, that under the cursor."""
        number = self.rows.key
        if number is not None and (not self._many or not self._picked):
            self._picked = {number: self._parts[0][0]} if number else {}
        self.dismiss(tuple((n, part) for n, part in self._picked.items() if isinstance(n, int)))
