"""The erasure of a person: what it deletes, what it cannot reach; typing the code confirms it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widget import Widget
from textual.worker import Worker

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import HELP_F1, Page, needs_writing
from yigong.tui.screens.people.person_panel import PersonPanel
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.erasure_words import erasure_lines
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.inputs import TextInput
from yigong.tui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from yigong.store.village.erasure import ErasureReport

_MOST_PLACES = (5, 3, 1)
"""The most places of a kind that the page names, fewer where it is not high enough; the command
names all."""

_OTHER_ROWS = 6
"""The rows of the page beside the text: heading, margins, the field for the code, status, keys."""


class ErasurePage(Page[None]):
    """Asks for the person's code, erases, and then shows what was done."""

    PURPOSE = N_("Erase somebody's particulars at their wish; the hours stay.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "forget", N_("Forget"), priority=True),
        Binding("enter", "leave", priority=True, show=False),
        Binding("escape", "back", N_("Back")),
        HELP_F1,
    ]
    DEFAULT_CSS = "ErasurePage TextInput { margin: 0 1; height: 1; max-width: 20; }"

    def __init__(self, person: Volunteer) -> None:
        """Make the page.

        Args:
            person: Who is to be erased.
        """
        super().__init__()
        self._person = person
        self._dry_run: ErasureReport | None = None
        self._report: ErasureReport | None = None
        self._worker: Worker[None] | None = None

    def heading(self) -> list[Piece]:
        """Whose erasure it is."""
        return [(_("Forget"), STRONG), f"  {self._person.code}"]

    def body(self) -> ComposeResult:
        """What is deleted, and a field for the code."""
        yield TextBlock()
        yield TextInput()

    def side(self) -> Iterable[Widget]:
        """Who is erased."""
        yield PersonPanel()

    def reload_side(self) -> None:
        """Show what is known of them."""
        self.query_one(PersonPanel).show_people(self, [self._person.number])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter erases; once that is done, it leads back. Meanwhile nobody leaves unsaid."""
        working = self._worker is not None and not self._worker.is_finished
        if working and action in ("back", "forget", "leave"):
            return False
        if action in ("forget", "leave"):
            return (action == "leave") == (self._report is not None)
        return super().check_action(action, parameters)

    @property
    def code(self) -> TextInput:
        """The field for the code."""
        return self.query_one(TextInput)

    def begin(self) -> None:
        """Focus the code and start the dry run; a thread reads all registers and the history."""
        super().begin()
        self.focus_on(self.code)
        village, number = self.village, self._person.number
        run_task(self, lambda: village.erase(number, dry=True), self._show_dry_run, "dry run")

    def _show_dry_run(self, report: ErasureReport) -> None:
        self._dry_run = report
        self.reload()

    def on_resize(self, event: Resize) -> None:
        """Wrap the sentences to the new width."""
        if self.loaded:
            self.reload()

    def reload(self) -> None:
        """Show the outlook, or what was done."""
        width = max(20, (self.query_one(TextBlock).size.width or self.app.size.width) - 4)
        for most in _MOST_PLACES:
            report = self._report
            lines = self._outcome(report, most) if report else self._outlook(most)
            rows: StyledLines = [
                [(part, style)] for text, style in lines for part in wrap_text(text, width)
            ]
            if len(rows) <= self.app.size.height - _OTHER_ROWS:
                break
        self.query_one(TextBlock).show(rows)

    def _outlook(self, most: int) -> list[tuple[str, Style]]:
        """What an erasure would do, as far as the dry run has said it."""
        code, dry_run = self._person.code, self._dry_run
        deleted = _(
            "Deleted, in the history, too: name, reading, phone, gender, year of birth, group, "
            "tags, guardians, consent, notes."
        )
        known = self._report_lines(dry_run, most) if dry_run else [(_("adding up .."), QUIET)]
        return [
            (_("Forget {name} {code}?").format(name=self._person.name, code=code), BAD),
            (deleted, PLAIN),
            *known,
            (_("Nobody can take this back, or search for the name afterwards."), BAD),
            (_("Type {code} and press Enter; Esc changes nothing.").format(code=code), STRONG),
        ]

    def _outcome(self, report: ErasureReport, most: int) -> list[tuple[str, Style]]:
        """What the erasure did."""
        return [
            (_("{code} is forgotten.").format(code=self._person.code), STRONG),
            ("", PLAIN),
            *self._report_lines(report, most),
        ]

    def _report_lines(self, report: ErasureReport, most: int) -> list[tuple[str, Style]]:
        """What stays, what is removed, and what has to be done by hand."""
        lines = erasure_lines(self.village, report, most=most)
        return [(line.text, BAD if line.grave else PLAIN) for line in lines]

    @needs_writing
    def action_forget(self) -> None:
        """Erase the person, once their code is typed."""
        typed = self.code.value.strip().upper()
        if typed != self._person.code:
            raise Refused("Type {code}, to be sure whom you mean.", code=self._person.code)
        if self._dry_run is None:
            raise Refused("Wait until it is added up what goes and what stays.")
        village, number = self.village, self._person.number
        self.status.show(_("forgetting .."))
        self._worker = run_task(self, lambda: village.erase(number), self._show_outcome, "erasure")

    def _show_outcome(self, report: ErasureReport) -> None:
        """Show what was done, in a thread: years of registers may have to be written."""
        self._report = report
        self.code.display = False
        self.refresh_page()
        self.status.good(_("{code} is forgotten.").format(code=self._person.code))

    def action_leave(self) -> None:
        """Go back to the person's page."""
        self.dismiss()
