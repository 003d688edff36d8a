"""Words to choose from, so that they need not be typed: a village's groups, its tags."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class WordChoicePage(ListPage[tuple[str, ...] | None]):
    """Gives back the words that were chosen, in the order they are offered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("Tick")),
        Binding("enter", "take", N_("Take these")),
        BACK,
        HELP,
    ]
    EMPTY = N_("Nothing to choose from yet: type it, or name it in the settings.")

    def __init__(
        self,
        title: str,
        words: Mapping[str, int],
        chosen: Collection[str],
        *,
        many: bool,
        counted: str = "",
    ) -> None:
        """Offer words.

        Args:
            title: What they are.
            words: The words, and how many people, or what `counted` says, have each.
            chosen: Those chosen before.
            many: Whether several may be; else Enter takes the one under the cursor.
            counted: What has them, translated; empty: people.
        """
        super().__init__()
        self._title = title
        self._words = dict(words) | {word: 0 for word in chosen if word not in words}
        self._chosen = set(chosen)
        self._many = many
        self._counted = counted or _("people")

    def heading(self) -> list[Piece]:
        """What they are."""
        return [(self._title, STRONG)]

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn("", 1),
            ListColumn("", 0, most=40),
            ListColumn(self._counted, 7, right=True),
        ]

    def begin(self) -> None:
        """Into the list, onto the first that is chosen."""
        super().begin()
        self.focus_on(self.rows)
        if not self._many:
            self.rows.move_to(next(iter(self._chosen), None))

    def reload(self) -> None:
        """The words, ticked or not."""
        self.rows.show(
            [
                ListRow(word, ["✓" if word in self._chosen else "", word, str(count or "")])
                for word, count in self._words.items()
            ]
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One alone is not ticked, but taken."""
        if action == "tick":
            return self._many
        return super().check_action(action, parameters)

    def action_tick(self) -> None:
        """Tick the word, or take the tick away."""
        if self.rows.key is not None:
            self._chosen ^= {str(self.rows.key)}
            self.reload()

    @on(RowList.Chosen)
    def action_take(self) -> None:
        """Those that are ticked; of one alone, the one under the cursor."""
        if not self._many and self.rows.key is not None:
            self._chosen = {str(self.rows.key)}
        self.dismiss(tuple(word for word in self._words if word in self._chosen))
