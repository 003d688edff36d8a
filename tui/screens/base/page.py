"""The page, base of all screens: header, status line, footer, reloading, refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from yigong.store.errors import Refused, YigongError
from yigong.store.language import N_
from yigong.store.village.village import Village
from yigong.tui.app_context import AppContext
from yigong.tui.screens.base.today_panel import TodayPanel
from yigong.tui.upgrade import upgrade_behind
from yigong.tui.widgets.canvas import Piece
from yigong.tui.widgets.header_footer import FooterLine, HeaderLine, StatusLine

Result = TypeVar("Result")
Returned = TypeVar("Returned")
P = ParamSpec("P")
WIDE, WIDEST = 100, 160
"""Columns from which there is a side column, and from which it is a wide one."""

TALL = 44
"""Rows from which a side column has room for two things."""

_REST = 0.1
"""Seconds for which the cursor rests before what stands beside or below its list follows it."""

BACK = Binding("escape", "back", N_("Back"))
NEXT_FIELD = Binding(
    "tab,down", "app.focus_next", N_("Next field"), tooltip=N_("Go to the next field.")
)
HELP = Binding("question_mark,f1", "app.help", N_("Help"), tooltip=N_("Show what each key does."))
HELP_F1 = Binding("f1", "app.help", N_("Help"), tooltip=N_("Show what each key does."))
"""For pages whose focus is in an input, where ``?`` is a character."""


def needs_writing(
    action: Callable[Concatenate[Any, P], Returned],
) -> Callable[Concatenate[Any, P], Returned]:
    """Refuse an action that changes the village to users who may only read, before it begins.

    It stands above `textual.work` where the action is a worker.
    """

    @wraps(action)
    def checked(page: Any, /, *arguments: P.args, **options: P.kwargs) -> Returned:
        page.refuse_reader()
        return action(page, *arguments, **options)

    return checked


class Page(Screen[Result]):
    """A page. A subclass has a `body` and a `heading`, and `reload`s from the village."""

    BINDINGS: ClassVar[list[BindingType]] = [BACK]
    # Textual declares these two as instance variables.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-usual"), (WIDE, "-wide"), (WIDEST, "-widest")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-medium"), (32, "-high")]  # noqa: RUF012
    PURPOSE: ClassVar[str] = ""
    """What it is for, in a sentence, as a msgid: its help begins with it."""

    TYPED: ClassVar[Sequence[tuple[str, str]]] = ()
    """What can be typed to find somebody, and what that means, as msgids, for its help."""

    BADGE_OPENS_ACCOUNT: ClassVar[bool] = False
    """Whether a badge opens the account of points above this page, instead of the person."""

    BOOKS: ClassVar[frozenset[str]] = frozenset()
    """The books it shows; when another process writes one, it reloads."""

    IN_VILLAGE: ClassVar[bool] = True
    """Whether it is a page of a village, from which its main pages are opened."""

    _was_covered = False
    _fingerprint: object = None
    _rest_timer: Timer | None = None
    """Until the cursor has rested; `None`: nothing waits for that."""

    _body_error: YigongError | None = None
    """Why the body could not be made."""

    def compose(self) -> ComposeResult:
        """Header, body, status line, footer."""
        self._take_size()
        yield HeaderLine()
        with Horizontal(id="columns"):
            with Vertical(id="main"):
                yield from self.safe_body()
            if self.is_wide and (widgets := list(self.side())):
                yield Vertical(*widgets, id="side")
        yield StatusLine()
        yield FooterLine()

    def _take_size(self) -> None:
        """Take the classes of the terminal's size before the first layout, not after it."""
        width, height = self.app.size
        for cells, points in (
            (width, self.HORIZONTAL_BREAKPOINTS),
            (height, self.VERTICAL_BREAKPOINTS),
        ):
            self.add_class([name for least, name in points if cells >= least][-1])

    def safe_body(self) -> ComposeResult:
        """The body; a refusal is kept for `on_mount`, which has a page below to report it on."""
        try:
            yield from self.body()
        except YigongError as error:
            self._body_error = error

    def body(self) -> ComposeResult:
        """The widgets between header and status line."""
        raise NotImplementedError

    def side(self) -> Iterable[Widget]:
        """The widgets of the column beside the body: today, unless a page has others.

        They are made with the page, so that they are sent with it; where the terminal is not wide
        then, as soon as it is. `reload_side` fills them.
        """
        return (TodayPanel(),)

    def side_below(self) -> Iterable[Widget]:
        """Today below what a page has in its side column, where the terminal is high enough."""
        return Page.side(self) if self.app.size.height >= TALL else ()

    def reload_side(self) -> None:
        """Show in the side column what the page shows now; called after `reload`."""
        for panel in self.query(TodayPanel):
            panel.reload()

    def reload_side_soon(self) -> None:
        """Fill the side column when the cursor has rested for a moment."""
        if self.has_side:
            self.when_rested(self.reload_side)

    def when_rested(self, show: Callable[[], None]) -> None:
        """Show something when the cursor has rested for a moment: no key waits for it.

        Args:
            show: Shows it; of several, the last is called.
        """

        def show_now() -> None:
            self._rest_timer = None
            with self.report_refusals():
                show()

        if self._rest_timer is not None:
            self._rest_timer.stop()
        self._rest_timer = self.set_timer(_REST, show_now)

    @property
    def has_side(self) -> bool:
        """Whether there is a side column now."""
        return self.is_wide and bool(self.query("#side > *"))

    @property
    def is_wide(self) -> bool:
        """Whether the terminal has room for a side column."""
        return self.app.size.width >= WIDE

    def heading(self) -> Sequence[Piece]:
        """What the header says of the page."""
        return ()

    def reload(self) -> None:
        """Read from the village, and repaint what changed."""

    # -- shortcuts ---------------------------------------------------------

    @property
    def context(self) -> AppContext:
        """The application, as pages know it."""
        return cast("AppContext", self.app)

    @property
    def village(self) -> Village:
        """The open village."""
        return self.context.village

    @property
    def status(self) -> StatusLine:
        """The line that says what was just done or refused."""
        return self.query_one(StatusLine)

    # -- loading -----------------------------------------------------------

    def on_mount(self) -> None:
        """Begin. Subclasses extend `begin`, as Textual calls the `on_mount` of every class."""
        try:
            if self._body_error is not None:
                raise self._body_error
            self.begin()
        except YigongError as error:
            self._close_with(error)
            return
        self._need_side()

    def on_resize(self, event: Resize) -> None:
        """Make the side column when there is room for it for the first time."""
        self._need_side()

    def _need_side(self) -> None:
        if self.is_wide and self.is_mounted and self.loaded and not self.query("#side"):
            self.call_later(self._open_side)

    async def _open_side(self) -> None:
        """Make the side column, if the page has one."""
        widgets = [] if self.query("#side") else list(self.side())
        if widgets:
            await self.query_one("#columns").mount(Vertical(*widgets, id="side"))
            if self.query("#side > *"):  # else the page was closed meanwhile
                with self.report_refusals():
                    self.reload_side()

    def _close_with(self, error: YigongError) -> None:
        """Close the page, which has nothing to show, and report the error on the page below."""
        below = self.app.screen_stack[-2]
        self.dismiss(None)
        if isinstance(below, Page):
            below.call_later(below.status.bad, str(error))

    def begin(self) -> None:
        """Load the page, and set the focus."""
        self.refresh_page()

    def on_screen_suspend(self) -> None:
        """Clear the status line: it is out of date when the page on top is closed."""
        self._was_covered = True
        if self.query(StatusLine):
            self.status.show("")

    def on_screen_resume(self) -> None:
        """Reload: the page that was on top may have changed anything."""
        if self._was_covered:
            self._was_covered = False
            self.refresh_page()

    def refresh_page(self) -> None:
        """Reload header, body and footer."""
        with self.report_refusals():
            # Before reading: a write in between is then noticed at the next poll.
            self._fingerprint = self.fingerprint()
            self.show_heading()
            self.reload()
            if self.has_side:
                self.reload_side()
        self.query_one(FooterLine).refresh()

    def show_heading(self) -> None:
        """Repaint the header; its first words are the title of the window."""
        heading = self.heading()
        self.query_one(HeaderLine).show(heading, self.context.organiser_and_desk())
        title = next(iter(heading), "")
        self.context.show_title(title if isinstance(title, str) else title[0])

    def is_stale(self) -> bool:
        """Whether the files that this page shows were written since it was loaded.

        The page keeps its own fingerprint, as other pages may have read the books since.
        """
        return self.fingerprint() != self._fingerprint

    @property
    def loaded(self) -> bool:
        """Whether the page was loaded once."""
        return self._fingerprint is not None

    def fingerprint(self) -> object:
        """The fingerprint of the files that this page shows; every write of one changes it."""
        return self.village.fingerprints(sorted(self.BOOKS)) if self.BOOKS else ()

    # -- acting ------------------------------------------------------------

    async def _on_message(self, message: Message) -> None:
        """Handle a message; report a refusal, as any book may become unreadable at any time."""
        with self.report_refusals():
            await super()._on_message(message)

    def work_failed(self, why: str) -> None:
        """Say why work in a thread has no result."""
        self.status.bad(why)

    @contextmanager
    def report_refusals(self) -> Iterator[None]:
        """Show a refusal of the block on the status line, and continue after it."""
        try:
            yield
        except YigongError as error:
            self.status.bad(str(error))
        except Exception as error:
            upgraded = upgrade_behind(error)
            if upgraded is None:
                raise
            self.status.bad(str(upgraded))

    async def ask(self, page: Screen[Returned]) -> Returned | None:
        """Open a page on top and wait for its result; `None`: it was left. Only in a worker."""
        return await self.app.push_screen_wait(page)

    def refuse_reader(self) -> None:
        """Refuse users who may only read, for instance before they fill in a form.

        Raises:
            Refused: This user may only read.
            DataError: The folder is missing.
        """
        if not self.village.writable:
            self.context.require_folder()
            raise Refused("You may look but not change: the folder is not writable for you.")

    def action_back(self) -> None:
        """Go back to the page before."""
        self.dismiss()

    def focus_on(self, widget: Widget) -> None:
        """Focus a widget without scrolling."""
        self.set_focus(widget, scroll_visible=False)
