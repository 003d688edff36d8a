"""The review of a calendar import, event by event; Enter imports, and one undo takes it back."""

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
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import GOOD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.detail_pane import DetailPane
from yigong.tui.widgets.header_footer import FooterLine
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from yigong.exports.ical.importing.import_plan import ImportItem, ImportPlan

_MARKS = {"new": swatch("green"), "changed": swatch("yellow"), "refused": swatch("red")}
"""The blank before an event says what becomes of it, beside the word."""


class ImportReviewPage(ListPage[str]):
    """Shows the dry run. Returns what was imported, in words."""

    PURPOSE = N_("See what a calendar file would change before it does.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", N_("Take in")),
        Binding(
            "escape", "back", N_("Back, take nothing"), tooltip=N_("Go back; nothing is taken in.")
        ),
        HELP,
    ]
    BOOKS = frozenset({"events", "settings"})
    DEFAULT_CSS = """
    ImportReviewPage TextBlock { margin: 1 0; }
    ImportReviewPage RowList { height: auto; max-height: 60%; }
    """
    EMPTY = N_("reading ..")

    def __init__(self, name: str, raw: bytes) -> None:
        """Make the page.

        Args:
            name: The name of the file.
            raw: Its content.
        """
        super().__init__()
        self._file_name = name
        self._raw = raw
        self._plan: ImportPlan | None = None

    def heading(self) -> list[Piece]:
        """The name of the file."""
        return [(_("Take in a calendar file"), STRONG), f"  {self._file_name}"]

    def above(self) -> ComposeResult:
        """How many events of each verdict, and the notes of the parser."""
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
        """The details of the event under the cursor."""
        yield DetailPane()

    def reload(self) -> None:
        """Compare the file with the calendar as it is now, in a thread."""
        village = self.village
        events, settings, now = village.events.all(), village.settings, village.now()
        raw, context = self._raw, village.context.snapshot()

        def run() -> None:
            from yigong.exports.ical.importing.import_plan import plan_import

            try:
                plan = plan_import(raw, events, settings, now=now, context=context)
            except YigongError as error:
                self.call_later(self._show_refusal, str(error))
            else:
                self.call_later(self._show, plan)

        self._plan = None
        # In a thread: keys and the next poll of the books are handled meanwhile.
        self.run_worker(run, group="import", exclusive=True, thread=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the import where the file has nothing new."""
        if action == "take":
            return self._import_count > 0
        return super().check_action(action, parameters)

    @property
    def _import_count(self) -> int:
        """How many events would be imported."""
        return self._plan.count("new") + self._plan.count("changed") if self._plan else 0

    def _show_refusal(self, sentence: str) -> None:
        self.rows.show([], empty=_("Nothing can be taken in."))
        self.status.bad(sentence)

    def _show(self, plan: ImportPlan) -> None:
        self._plan = plan
        order = list(IMPORT_VERDICT_NAMES)
        items = sorted(enumerate(plan.items), key=lambda pair: order.index(pair[1].verdict))
        self.rows.show([_row(index, item) for index, item in items], empty=_("It has no events."))
        style = GOOD if self._import_count else PLAIN
        lines: list[list[Piece]] = [[(import_counts(plan) or _("It has no events."), style)]]
        lines += [[(note, QUIET)] for note in plan.notes]
        self.query_one(TextBlock).show(lines)
        self.query_one(FooterLine).refresh()
        self._show_details()

    @on(RowList.Moved)
    def moved(self) -> None:
        """Show the details of the event under the cursor."""
        self._show_details()

    def _show_details(self) -> None:
        key = self.rows.key
        if self._plan is None or not isinstance(key, int):
            return
        item = self._plan.items[key]
        code = item.before.code if item.before else ""
        self.query_one(DetailPane).show(f"{item.title}  {code}".strip(), item_details(item))

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Import everything, as the footer says of Enter."""
        self.action_take()

    def action_take(self) -> None:
        """Take in what is new and what has changed; one key takes it back."""
        plan = self._plan
        if plan is None:
            return
        if not self._import_count:
            raise Refused("There is nothing to take in: all of it is here, or refused.")
        self.refuse_reader()
        imported = apply_import(self.village, plan)
        self.dismiss(_("{done}; u takes it back.").format(done=import_done_words(len(imported))))


def _row(index: int, item: ImportItem) -> ListRow:
    details = item_details(item)
    cells = [
        _(IMPORT_VERDICT_NAMES[item.verdict]),
        item_when(item),
        item.title,
        details[0] if details else "",
    ]
    style = QUIET if item.verdict == "same" else PLAIN
    return ListRow(index, cells, style, mark=_MARKS.get(item.verdict, PLAIN))
