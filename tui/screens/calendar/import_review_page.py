"""What a calendar file would do, event by event; Enter does it, and one undo takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import Refused, YigongError
from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import HELP
from yigong.tui.view.import_words import (
    IMPORT_VERDICT_NAMES,
    apply_import,
    import_counts,
    import_done_words,
    item_details,
    item_when,
)
from yigong.tui.widgets.canvas import BAD, GOOD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.detail_pane import DetailPane
from yigong.tui.widgets.page_lines import FooterLine
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from yigong.exports.ical.importing.import_plan import ImportItem, ImportPlan

_STYLES = {"new": PLAIN, "changed": STRONG, "same": QUIET, "refused": BAD}


class ImportReviewPage(ListPage[str]):
    """The dry run. It gives back what was done, in words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", N_("Take in")),
        Binding("escape", "back", N_("Back, take nothing")),
        HELP,
    ]
    BOOKS = frozenset({"events", "settings"})
    DEFAULT_CSS = "ImportReviewPage TextBlock { margin: 1 0; }"
    EMPTY = N_("reading ..")

    def __init__(self, name: str, raw: bytes) -> None:
        """Show what a file would do.

        Args:
            name: What the file is called.
            raw: The file.
        """
        super().__init__()
        self._name = name
        self._raw = raw
        self._reading: ImportPlan | None = None

    def heading(self) -> list[Piece]:
        """The file."""
        return [(_("Take in a calendar file"), STRONG), f"  {self._name}"]

    def above(self) -> ComposeResult:
        """How much of what, the events, and what there is to say of the chosen one."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn("", 8),
            ListColumn(_("When"), 21),
            ListColumn(_("Title"), 0, most=50),
            ListColumn("", 0, least=100),
        ]

    def below(self) -> ComposeResult:
        """What stands below the list."""
        yield DetailPane()

    def reload(self) -> None:
        """Read the file against the calendar as it is now, in a thread: the screen stays alive."""
        village = self.village
        events, settings, now = village.events.all(), village.settings, village.now()
        raw = self._raw

        def run() -> None:
            from yigong.exports.ical.importing.import_plan import plan_import

            try:
                reading = plan_import(raw, events, settings, now=now)
            except YigongError as error:
                self.call_later(self._refused, str(error))
            else:
                self.call_later(self._show, reading)

        self._reading = None
        # Pressed keys and the next look at the books come through meanwhile.
        self.run_worker(run, group="import", exclusive=True, thread=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Taking in is not offered where there is nothing to take in."""
        if action == "take":
            return self._takes > 0
        return super().check_action(action, parameters)

    @property
    def _takes(self) -> int:
        """How many events would be taken in."""
        reading = self._reading
        return reading.count("new") + reading.count("changed") if reading else 0

    def _refused(self, words: str) -> None:
        self.rows.show([], empty=_("Nothing can be taken in."))
        self.status.bad(words)

    def _show(self, reading: ImportPlan) -> None:
        self._reading = reading
        order = list(IMPORT_VERDICT_NAMES)
        found = sorted(enumerate(reading.items), key=lambda pair: order.index(pair[1].verdict))
        self.rows.show([_row(index, item) for index, item in found], empty=_("It has no events."))
        style = GOOD if self._takes else PLAIN
        lines: list[list[Piece]] = [[(import_counts(reading) or _("It has no events."), style)]]
        lines += [[(note, QUIET)] for note in reading.notes]
        self.query_one(TextBlock).show(lines)
        self.query_one(FooterLine).repaint()
        self._tell()

    @on(RowList.Moved)
    def moved(self) -> None:
        """Another event."""
        self._tell()

    def _tell(self) -> None:
        """Say all of the chosen event."""
        key = self.rows.key
        if self._reading is None or not isinstance(key, int):
            return
        item = self._reading.items[key]
        code = item.before.code if item.before else ""
        self.query_one(DetailPane).show(f"{item.title}  {code}".strip(), item_details(item))

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Enter in the list takes all of it in, as the line of keys says."""
        self.action_take()

    def action_take(self) -> None:
        """Take in what is new and changed, as one change."""
        reading = self._reading
        if reading is None:
            return
        if not self._takes:
            raise Refused("There is nothing to take in: all of it is here, or refused.")
        self.refuse_reader()
        taken = apply_import(self.village, reading)
        self.dismiss(_("{done}; u takes it back.").format(done=import_done_words(len(taken))))


def _row(index: int, item: ImportItem) -> ListRow:
    said = item_details(item)
    cells = [
        _(IMPORT_VERDICT_NAMES[item.verdict]),
        item_when(item),
        item.title,
        said[0] if said else "",
    ]
    return ListRow(index, cells, _STYLES[item.verdict])
