"""The choice of words that are in use already, such as a village's groups or tags."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.base.popup import Popup
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class WordChoicePage(Popup[tuple[str, ...] | None], ListPage[tuple[str, ...] | None]):
    """Returns the chosen words, in the order of the list."""

    PURPOSE = N_("Choose words from the list.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("Tick")),
        Binding("enter,ctrl+s", "take", N_("Take these")),
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
        """Make the page.

        Args:
            title: What the words are, translated.
            words: The words, and how many people (or what `counted` names) have each.
            chosen: The words that are chosen already.
            many: Whether several may be chosen; else Enter takes the one under the cursor.
            counted: What is counted, translated; empty: people.
        """
        super().__init__()
        self._title = title
        self._words = dict(words) | {word: 0 for word in chosen if word not in words}
        self._chosen = set(chosen)
        self._many = many
        self._counted = counted or _("people")

    def heading(self) -> list[Piece]:
        """What the words are."""
        return [(self._title, STRONG)]

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn("", 1),
            ListColumn("", 0, most=40),
            ListColumn(self._counted, 7, right=True),
        ]

    def begin(self) -> None:
        """Move to the word that is chosen already."""
        super().begin()
        if not self._many:
            self.rows.move_to(next(iter(self._chosen), None))

    def reload(self) -> None:
        """List the words with their ticks."""
        self.rows.show(
            [
                ListRow(word, ["✓" if word in self._chosen else "", word, str(count or "")])
                for word, count in self._words.items()
            ]
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the tick where only one word may be chosen."""
        if action == "tick":
            return self._many
        return super().check_action(action, parameters)

    def action_tick(self) -> None:
        """Tick the word under the cursor, or remove its tick."""
        if self.rows.key is not None:
            self._chosen ^= {str(self.rows.key)}
            self.reload()

    @on(RowList.Chosen)
    def action_take(self) -> None:
        """Take what is ticked; where only one may be chosen, the one under the cursor."""
        if not self._many and self.rows.key is not None:
            self._chosen = {str(self.rows.key)}
        self.dismiss(tuple(word for word in self._words if word in self._chosen))
