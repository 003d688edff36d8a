"""The pages with the lines that fetch a file of the outbox, and that send one there."""

from __future__ import annotations

from typing import Any, NamedTuple

from textual.app import ComposeResult

from yigong.store.language import N_, _
from yigong.tui.access.confined_files import outbox_path
from yigong.tui.access.transfer_lines import TransferRoute, this_route
from yigong.tui.screens.base.copy_page import CopyPage, CopyText
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.base.questions import AskText
from yigong.tui.view.outbox_words import fetching_lines, file_kind, sending_lines
from yigong.tui.widgets.canvas import STRONG, Piece


class WrittenFile(NamedTuple):
    """A file of the outbox, and what is said of it."""

    name: str
    text: CopyText | None = None
    """What it says, where that is a text to be copied."""

    done: str = ""
    """What was done already, for the status line."""

    problem: str = ""
    """Why it was not written; then there is the text alone."""


class FetchPage(CopyPage):
    """Shows how a file of the outbox is fetched; its text is sent to the clipboard at once."""

    PURPOSE = N_("Fetch a file onto your own computer.")

    def __init__(self, file: WrittenFile) -> None:
        """Make the page of a file."""
        super().__init__(_(file_kind(file.name).name), [], file.done)
        self._file = file

    def heading(self) -> list[Piece]:
        """Its kind and name."""
        return [(self._title, STRONG), f"  {self._file.name}"]

    def body(self) -> ComposeResult:
        """The text, and the lines that fetch the file."""
        text, problem = self._file.text, self._file.problem
        lines = [] if problem else fetching_lines(route_of(self), self._file.name)
        self._texts = [*([text] if text else []), *(CopyText(*line) for line in lines)]
        yield from super().body()

    def begin(self) -> None:
        """Send the text to the clipboard; report why there is no file."""
        super().begin()
        if self._file.text:
            self.app.copy_to_clipboard(self._file.text.text)
        if self._file.problem:
            self.status.bad(self._file.problem)


async def show_how_to_send(page: Page[Any]) -> None:
    """Ask for the name of a file, and show the lines that send it to the outbox.

    Args:
        page: The page that asks, in a worker.

    Raises:
        Refused: This user may only read.
    """
    page.refuse_reader()
    name = await page.ask(
        AskText(
            _("What is the file on your computer called?"),
            _("for example {name}").format(name=_("roster.xlsx")),
            act=lambda name: outbox_path(page.village.root, name),
        )
    )
    if name:
        title = _("Send {name} here").format(name=name)
        texts = [CopyText(*line) for line in sending_lines(route_of(page), name)]
        done = _("Then it is listed where files are taken in: in the roster and the calendar.")
        page.app.push_screen(CopyPage(title, texts, done))


def route_of(page: Page[Any]) -> TransferRoute:
    """The way to the outbox for this session."""
    context = page.context
    return this_route(page.village.folder, context.actor.by if context.shared else "")
