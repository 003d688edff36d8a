"""The list page: a list that has the focus, with widgets above and below it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.tui.screens.base.page import Page, Result
from yigong.tui.screens.base.popup import Popup
from yigong.tui.view.row_arrangement import RowArrangement
from yigong.tui.widgets.canvas import QUIET
from yigong.tui.widgets.find_line import FindLine
from yigong.tui.widgets.row_list import ListColumn, RowList, entry_count


class ListPage(Page[Result]):
    """A subclass has `columns`, shows its rows in `reload`, and handles `RowList.Chosen`.

    Its rows are found by ``/`` and sorted by ``S``. Rows without a key are headings, which both
    leave out.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find_row", N_("Find")),
        Binding("S", "sort_rows", N_("Sort")),
    ]
    DEFAULT_CSS = "ListPage RowList { margin-top: 1; }"
    EMPTY = ""
    """What an empty list says, as a msgid."""

    HEADS = True
    """Whether the heads of the columns are shown."""

    SORTS = True
    """Whether the rows can be sorted: their own order is not their meaning."""

    FINDS = N_("words, pinyin or initials; Esc shows all")
    """What the empty line says in which a row is looked for, as a msgid."""

    _arrangement: RowArrangement | None = None
    """What is looked for, and how the rows are sorted; `None`: neither was asked for yet."""

    def above(self) -> ComposeResult:
        """The widgets above the list."""
        yield from ()

    def work_failed(self, why: str) -> None:
        """Say why work in a thread has no result; an empty list does not say any more that it goes
        on."""
        super().work_failed(why)
        if not self.rows.rows:
            self.rows.show([], empty=" ")

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

    # -- finding and sorting -------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to sort where columns have names, in a popup only what is not all in sight."""
        if action in ("find_row", "sort_rows") and isinstance(self, Popup) and self.rows.fits:
            return False
        if action == "sort_rows":
            return self.sorts()
        return super().check_action(action, parameters)

    @classmethod
    def sorts(cls) -> bool:
        """Whether its rows can be sorted: by columns that have names."""
        return cls.SORTS and cls.HEADS

    async def action_find_row(self) -> None:
        """Find rows of the list by words, pinyin or initials."""
        if not self.query(FindLine):
            await self.mount(FindLine(self.rows, self.find_typed, _(self.FINDS)), before=self.rows)
            self._learn()
        self.focus_on(self.query_one(FindLine))

    @property
    def looked_for(self) -> str:
        """What is typed to find rows; empty: all are shown."""
        return next((line.value.strip() for line in self.query(FindLine)), "")

    def find_typed(self) -> None:
        """Show the rows that are found by what is typed now."""
        self._arranging.query = self.looked_for
        self.arrange_rows()
        rows, text = self.rows, ""
        if self.looked_for:
            rows.move_to(rows.rows[0].key if rows.rows else None)
            found, count = entry_count(rows.rows), entry_count(rows.all_rows)
            text = _("{n} of {all}; Esc shows all").format(n=found, all=count)
        self.status.show(text, QUIET)

    @work
    async def action_sort_rows(self) -> None:
        """Sort the list by a column; by the same one again, the other way round."""
        from yigong.tui.screens.base.questions import AskOption

        arranging = self._arranging
        options: list[tuple[object, str]] = [("", _("in their own order"))]
        for head in (column.head for column in self.rows.columns if column.head):
            again = "  " + _("the other way round") if head == arranging.head else ""
            options.append((head, head + again))
        chosen = await self.ask(AskOption(_("Sort by"), options, arranging.head))
        if chosen is not None:
            arranging.sort_by(str(chosen))
            self.rows.reset_cursor()
            self.refresh_page()
            self.arrange_rows()
            self._learn()

    @property
    def _arranging(self) -> RowArrangement:
        """What is looked for, and how the rows are sorted."""
        if self._arrangement is None:
            people, events = self.village.people.all(), self.village.events.all()
            keys = {person.name: person.keys for person in people.values()}
            self._arrangement = RowArrangement(
                keys | {event.title: event.keys for event in events.values()}
            )
        return self._arrangement

    def arrange_rows(self) -> None:
        """Show the rows that are found, sorted as was chosen."""
        arranging = self._arranging
        self.rows.rearrange(
            arranging.arrange if arranging else None,
            sorted_by=arranging.head,
            narrowed=bool(self.looked_for),
        )

    @work(exclusive=True, group="readings")
    async def _learn(self) -> None:
        """Look up, in a thread, how the words of the rows are read that nobody knows yet."""
        unread = self._arranging.unread(self.rows.all_rows)
        if unread:
            self._arranging.learn(await asyncio.to_thread(_look_up, unread))
            if self.looked_for:
                self.find_typed()
            else:
                self.arrange_rows()

    @on(RowList.ShowAll)
    async def close_find(self) -> None:
        """Close the line in which a row is looked for."""
        self.focus_on(self.rows)
        await self.query(FindLine).remove()
        self.find_typed()

    def action_none(self) -> None:
        """Open the row under the cursor.

        The list does so itself; a binding of this action shows it in the footer.
        """


def _look_up(texts: Iterable[str]) -> Mapping[str, str]:
    """How texts are read."""
    from yigong.store.people import pinyin

    pinyin.preload_titles(texts)
    return {text: pinyin.title_keys(text) for text in texts}
