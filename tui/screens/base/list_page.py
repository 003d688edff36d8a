"""A page that is a list: the list has the focus, Enter opens its row, words may stand above it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from yigong.store.language import _
from yigong.tui.screens.base.page import Page, Result
from yigong.tui.widgets.row_list import ListColumn, RowList


class ListPage(Page[Result]):
    """A subclass gives its `columns`, shows its rows in `reload`, and handles `RowList.Chosen`."""

    DEFAULT_CSS = "ListPage RowList { margin-top: 1; }"
    EMPTY = ""
    """What stands in the place of rows where there are none, as a msgid."""

    HEADS = True
    """Whether the heads of the columns are shown."""

    def above(self) -> ComposeResult:
        """What stands above the list."""
        yield from ()

    def below(self) -> ComposeResult:
        """What stands below it."""
        yield from ()

    def columns(self) -> Sequence[ListColumn]:
        """The columns at first; `RowList.show` may give others."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """The words above, the list, the words below."""
        yield from self.above()
        yield RowList(self.columns(), empty=_(self.EMPTY) if self.EMPTY else "", heads=self.HEADS)
        yield from self.below()

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)

    def action_none(self) -> None:
        """Enter is the list's; its binding stands here for the line of keys."""
