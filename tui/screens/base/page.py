"""What all pages have: the three lines, the village, one way to act and to say how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from yigong.store.errors import Refused, YigongError
from yigong.store.language import N_
from yigong.store.village.village import Village
from yigong.tui.app_context import AppContext
from yigong.tui.widgets.canvas import Piece
from yigong.tui.widgets.page_lines import FooterLine, HeaderLine, StatusLine

Result = TypeVar("Result")
Returned = TypeVar("Returned")
P = ParamSpec("P")
BACK = Binding("escape", "back", N_("Back"))
HELP = Binding("question_mark,f1", "app.help", N_("Help"))
HELP_F1 = Binding("f1", "app.help", N_("Help"))
"""Pages whose focus is in an input, where ``?`` is a character."""


def needs_writing(
    action: Callable[Concatenate[Any, P], Returned],
) -> Callable[Concatenate[Any, P], Returned]:
    """Mark an action that changes the village: whoever may only read is refused before it begins.

    Above `textual.work` where the action asks something meanwhile.
    """

    @wraps(action)
    def checked(page: Any, /, *arguments: P.args, **options: P.kwargs) -> Returned:
        page.refuse_reader()
        return action(page, *arguments, **options)

    return checked


class Page(Screen[Result]):
    """A page. A subclass gives its `body`, its `heading`, and `reload`s from the village."""

    BINDINGS: ClassVar[list[BindingType]] = [BACK]
    BOOKS: ClassVar[frozenset[str]] = frozenset()
    """The books it shows; when somebody else writes one, it reloads."""

    _was_covered = False
    _fingerprint: object = None
    _unmade: YigongError | None = None
    """Why there is no body: it could not be made of what is on the disk."""

    def compose(self) -> ComposeResult:
        """Bar, body, status, keys."""
        yield HeaderLine()
        try:
            yield from self.body()
        except YigongError as error:
            self._unmade = error
        yield StatusLine()
        yield FooterLine()

    def body(self) -> ComposeResult:
        """What stands between the lines."""
        raise NotImplementedError

    def heading(self) -> Sequence[Piece]:
        """What the first line says is open."""
        return ()

    def reload(self) -> None:
        """Take everything anew from the village and repaint what changed."""

    # -- at hand -----------------------------------------------------------

    @property
    def context(self) -> AppContext:
        """The application, as far as pages use it."""
        return cast("AppContext", self.app)

    @property
    def village(self) -> Village:
        """The open village."""
        return self.context.village

    @property
    def status(self) -> StatusLine:
        """The line that says what just happened."""
        return self.query_one(StatusLine)

    def on_mount(self) -> None:
        """The page is there. Subclasses extend `begin`: Textual calls every class's `on_mount`."""
        try:
            if self._unmade is not None:
                raise self._unmade
            self.begin()
        except YigongError as error:
            self._give_up(error)

    def _give_up(self, error: YigongError) -> None:
        """Close a page that has nothing to show, and say why on the page below."""
        below = self.app.screen_stack[-2]
        self.dismiss(None)
        if isinstance(below, Page):
            below.call_later(below.status.bad, str(error))

    def begin(self) -> None:
        """The first look, and where the focus goes."""
        self.refresh_page()

    def on_screen_suspend(self) -> None:
        """Another page is on top; what was said here is old when it is gone."""
        self._was_covered = True
        if self.query(StatusLine):
            self.status.show("")

    def on_screen_resume(self) -> None:
        """Back from another page, which may have changed anything."""
        if self._was_covered:
            self._was_covered = False
            self.refresh_page()

    def refresh_page(self) -> None:
        """The first line, the body and the keys, as they are now."""
        with self.report_refusals():
            self._fingerprint = (
                self.fingerprint()
            )  # before reading: what comes in between shows next time
            self.show_heading()
            self.reload()
        self.query_one(FooterLine).repaint()

    def show_heading(self) -> None:
        """The first line, as it is now."""
        self.query_one(HeaderLine).show(self.heading(), self.context.organiser_and_desk())

    def stale(self) -> bool:
        """Whether what this page shows was written since it looked.

        The page remembers what it saw: a book may have been read again since by others.
        """
        return self.fingerprint() != self._fingerprint

    @property
    def loaded(self) -> bool:
        """Whether it had its first look."""
        return self._fingerprint is not None

    def fingerprint(self) -> object:
        """What is another one after every write of what this page shows."""
        return self.village.fingerprints(sorted(self.BOOKS))

    # -- acting ------------------------------------------------------------

    async def _on_message(self, message: Message) -> None:
        """A book may break at any moment: what nobody expected to be refused is told, too."""
        with self.report_refusals():
            await super()._on_message(message)

    @contextmanager
    def report_refusals(self) -> Iterator[None]:
        """Run something; if it is refused, say why, and go on."""
        try:
            yield
        except YigongError as error:
            self.status.bad(str(error))

    async def ask(self, page: Screen[Returned]) -> Returned | None:
        """Open a page on top and wait for its answer; `None`: it was left. Only in a worker."""
        return await self.app.push_screen_wait(page)

    def refuse_reader(self) -> None:
        """Refuse at once, before a form is filled in for nothing.

        Raises:
            Refused: This user may only read.
            DataError: The folder is gone.
        """
        if not self.village.writable:
            self.context.require_folder()
            raise Refused("You may look but not change: the folder is not writable for you.")

    def open(self, page: Callable[[], Screen[Any]]) -> None:
        """Open another page on top."""
        with self.report_refusals():
            self.app.push_screen(page())

    def action_back(self) -> None:
        """To the page below."""
        self.dismiss()

    def focus_on(self, widget: Widget) -> None:
        """Give a widget the focus without scrolling anything."""
        self.set_focus(widget, scroll_visible=False)
