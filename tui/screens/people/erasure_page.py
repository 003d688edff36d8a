"""Forgetting somebody: what it deletes, what it cannot reach, and their code typed as the yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.hours import hours_text
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Volunteer
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import HELP_F1, Page
from yigong.tui.screens.base.questions import Blank
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.inputs import TextInput
from yigong.tui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from yigong.store.village.erasure import ErasureReport


class ErasurePage(Page[None]):
    """Asks for the code; afterwards it says what was done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "forget", N_("Forget"), priority=True),
        Binding("enter", "leave", priority=True, show=False),
        Binding("escape", "back", N_("Back")),
        HELP_F1,
    ]
    DEFAULT_CSS = "ErasurePage TextInput { margin: 0 1; height: 1; max-width: 20; }"

    def __init__(self, person: Volunteer) -> None:
        """Ask.

        Args:
            person: Whom it is about.
        """
        super().__init__()
        self._person = person
        self._outlook: ErasureReport | None = None
        self._done: ErasureReport | None = None

    def heading(self) -> list[Piece]:
        """Whom."""
        return [(_("Forget"), STRONG), f"  {self._person.code}"]

    def body(self) -> ComposeResult:
        """What will happen, and a line for the code."""
        yield TextBlock()
        yield TextInput()
        yield Blank()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Once it is done, Enter leads back; nothing is offered twice."""
        if action in ("forget", "leave"):
            return (action == "leave") == (self._done is not None)
        return super().check_action(action, parameters)

    @property
    def code(self) -> TextInput:
        """Where the code is typed."""
        return self.query_one(TextInput)

    def begin(self) -> None:
        """Into the line for the code."""
        super().begin()
        self.focus_on(self.code)
        self._look()

    def _look(self) -> None:
        """What it would do, in a thread: registers and the whole history are looked through."""
        village, number = self.village, self._person.number

        run_task(self, lambda: village.erase(number, dry=True), self._looked, "outlook")

    def _looked(self, outlook: ErasureReport) -> None:
        self._outlook = outlook
        self.reload()

    def on_resize(self) -> None:
        """Another width: the sentences break elsewhere."""
        if self.looked:
            self.reload()

    def reload(self) -> None:
        """What will happen, or what was done."""
        words = self._will() if self._done is None else self._did(self._done)
        width = max(20, self.app.size.width - 4)
        self.query_one(TextBlock).show(
            [[(part, style)] for text, style in words for part in wrap_text(text, width)]
        )

    def _will(self) -> list[tuple[str, Style]]:
        code, outlook = self._person.code, self._outlook
        deleted = _(
            "Deleted, in the history, too: name, reading, phone, gender, year of birth, group, "
            "tags, guardians, consent, notes."
        )
        beyond = _("Not reached: files exported before, backups, paper, reasons that name them.")
        numbers = self._numbers(outlook) if outlook else [(_("adding up .."), QUIET)]
        return [
            (_("Forget {name} {code}?").format(name=self._person.name, code=code), BAD),
            ("", PLAIN),
            (deleted, PLAIN),
            *numbers,
            (beyond, PLAIN),
            (_("Nobody can take this back."), BAD),
            ("", PLAIN),
            (_("Type {code} and press Enter; Esc changes nothing.").format(code=code), STRONG),
        ]

    def _did(self, done: ErasureReport) -> list[tuple[str, Style]]:
        papers = _("Paper, and files sent elsewhere, have to be seen to by hand.")
        return [
            (_("{code} is forgotten.").format(code=self._person.code), STRONG),
            ("", PLAIN),
            *self._numbers(done),
            (papers, QUIET),
        ]

    def _numbers(self, found: ErasureReport) -> list[tuple[str, Style]]:
        """What stays, what goes, what is left to do by hand."""
        kept = _("Kept, without a name: {times} attendances, {hours} hours.").format(
            times=found.attendances, hours=hours_text(found.minutes)
        )
        count = found.history_lines
        lines = ngettext(
            "{n} line of the history is cleared.", "{n} lines of the history are cleared.", count
        ).format(n=count)
        words = [(kept, PLAIN), (lines, PLAIN)]
        if found.squads:
            squads = self.village.squads.names(found.squads)
            words.append((_("Squads left: {squads}").format(squads=squads), PLAIN))
        if found.backups or found.outbox:
            said = _("May still name them: {backups} files of backups, {files} in the outbox.")
            words.append((said.format(backups=found.backups, files=found.outbox), BAD))
        return words

    def action_forget(self) -> None:
        """Do it, if their own code was typed."""
        with self.report_refusals():
            self.refuse_reader()
            typed = self.code.value.strip().upper()
            if typed != self._person.code:
                raise Refused("Type {code}, to be sure whom you mean.", code=self._person.code)
            self._done = self.village.erase(self._person.number)
            self.code.display = False
            self.refresh_page()
            self.status.good(_("{code} is forgotten.").format(code=self._person.code))

    def action_leave(self) -> None:
        """Back to the person's page."""
        self.dismiss()
