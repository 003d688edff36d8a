"""The list page: a list that has the focus, with widgets above and below it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from yigong.store.language import _
from yigong.tui.screens.base.page import Page, Result
from yigong.tui.widgets.row_list import ListColumn, RowList


class ListPage(Page[Result]):
    """A subclass has `columns`, shows its rows in `reload`, and handles `RowList.Chosen`."""

    DEFAULT_CSS = "ListPage RowList { margin-top: 1; }"
    EMPTY = ""
    """What an empty list says, as a msgid."""

    HEADS = True
    """Whether the heads of the columns are shown."""

    def above(self) -> ComposeResult:
        """The widgets above the list."""
        yield from ()

    def below(self) -> ComposeResult:
        """The widgets below the list."""
        yield from ()

    def columns(self) -> Sequence[ListColumn]:
        """The columns, until `RowList.show` is given others."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """The list, and the widgets above and below it."""
        yield from self.above()
        yield RowList(self.columns(), empty=_(self.EMPTY) if self.EMPTY else "", heads=self.HEADS)
        yield from self.below()

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def begin(self) -> None:
        """Focus the list."""
        super().begin()
        self.focus_on(self.rows)

    def action_none(self) -> None:
        """Do nothing: the list handles Enter; a binding shows it in the footer."""
