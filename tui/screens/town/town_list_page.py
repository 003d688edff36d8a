"""A list page of a town: it watches the town's folder, and no village."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, cast

from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.language import _
from yigong.store.town.town_folder import TownFolder
from yigong.tui.background.progress import ProgressReporter, progress_bar
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.town.town_context import TownContext
from yigong.tui.view.row_arrangement import RowArrangement


class TownListPage(ListPage[None]):
    """A subclass shows its rows in `reload`."""

    IN_VILLAGE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "sort_rows", show=False)]

    @property
    def program(self) -> TownContext:
        """The application."""
        return cast("TownContext", self.app)

    @property
    def town(self) -> TownFolder:
        """The town's folder."""
        return self.program.town

    def fingerprint(self) -> object:
        """What differs once somebody changed the town or took a file."""
        return self.town.fingerprint()

    def side(self) -> Iterable[Widget]:
        """There is no today of a town."""
        return ()

    @property
    def _arranging(self) -> RowArrangement:
        """What is looked for, and how the rows are sorted."""
        if self._arrangement is None:
            self._arrangement = RowArrangement({})
        return self._arrangement

    def reporter(self) -> ProgressReporter:
        """Reports how many villages were read; to be made in the thread that reads them."""

        def words(_stage: str, done: int, total: int) -> str:
            said = _("reading {done} of {all} villages")
            return f"{progress_bar(done, total)} {said.format(done=done, all=total)}"

        return ProgressReporter(self, words)
