"""收尾: what is still open, when they left, sign."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.errors import Refused
from store.language import N_, _
from store.records import Occurrence
from tui.screens.page import HELP, Page
from tui.widgets.painted import BAD, QUIET, STRONG, Piece
from tui.widgets.plan import Plan
from tui.widgets.rows import Column, Row, Rows
from tui.words import day_name, read_time


class ClosePage(Page[bool | None]):
    """Settles a register before it is signed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "sign", N_("Sign and close")),
        Binding("t", "time", N_("Another time")),
        Binding("escape", "leave", N_("Do not close yet")),
        HELP,
    ]

    def __init__(self, one: Occurrence) -> None:
        """Close an occurrence's register."""
        super().__init__()
        self.one = one
        self._until: datetime | None = None

    def heading(self) -> list[Piece]:
        """Which register."""
        return [
            (_("Close the register"), STRONG),
            f"  {self.one.event.title}  {day_name(self.one.start.date())}",
        ]

    def body(self) -> ComposeResult:
        """What it means above, who is still here below."""
        yield Plan()
        yield Rows(
            [
                Column(_("Name"), 0, most=28),
                Column(_("Code"), 6),
                Column(_("In"), 5),
                Column(_("Out"), 20),
            ],
            empty=_("Everybody was checked out."),
            id="open",
        )

    @property
    def until(self) -> datetime:
        """When those still here left, as proposed or as set."""
        return self._until or min(self.village.now(), self.one.end)

    def watched(self) -> object:
        """The register: somebody may still be checked out elsewhere."""
        return self.village.registers.signature(self.one.key)

    def reload(self) -> None:
        """Who is open now."""
        register = self.village.registers.read(self.one.key)
        people = self.village.people.all()
        absent = [e for e in register.expected if not e.stints and not e.mark]
        early: list[list[Piece]] = []
        if self.village.now() < self.one.end:
            text = _("It is not over: it goes on until {time}.")
            early = [[(text.format(time=f"{self.one.end:%H:%M}"), BAD)]]
        self.query_one(Plan).show(
            [
                *early,
                [
                    (_("came {n}").format(n=len(register.present)), STRONG),
                    "   ",
                    (_("still here {n}").format(n=len(register.here)), STRONG),
                    "   ",
                    (_("not come {n}").format(n=len(absent)), STRONG),
                ],
                [
                    _(
                        "Those still here are checked out at {time}; this counts as filled in."
                    ).format(time=f"{self.until:%H:%M}")
                ],
                [_("Who was expected and did not come is noted as absent.")],
                [
                    (
                        _("Signed by {by}. After that the register is frozen.").format(
                            by=self.village.actor.by
                        ),
                        QUIET,
                    )
                ],
            ]
        )
        here = sorted(register.here, key=lambda e: e.stints[-1].start)
        self.query_one("#open", Rows).show(
            [
                Row(
                    e.number,
                    [
                        people[e.number].name if e.number in people else "?",
                        people[e.number].code if e.number in people else "",
                        f"{e.stints[-1].start:%H:%M}",
                        f"{max(self.until, e.stints[-1].start):%H:%M} " + _("filled in"),
                    ],
                )
                for e in here
            ]
        )

    def action_time(self) -> None:
        """Another time for those still here."""
        from tui.screens.ask import AskText

        def go(answer: str | None) -> None:
            if answer:
                with self.telling():
                    self._until = self._read_until(answer)
                    self.refresh_page()

        now = f"{self.until:%H:%M}"
        ask = AskText(
            _("When did those still here leave?"),
            _("for example {when}").format(when="11:00"),
            now,
            check=self._read_until,
        )
        self.app.push_screen(ask, go)

    def _read_until(self, text: str) -> datetime:
        """A time on the occurrence's day, or after midnight.

        Raises:
            Refused: There is no such time, or it lies ahead.
        """
        hour, minute = read_time(text)
        moment = self.one.start.replace(hour=hour, minute=minute)
        if moment < self.one.start:
            moment += timedelta(days=1)
        if moment > self.village.now():
            raise Refused("That lies ahead; nobody has left then yet.")
        return moment

    def action_sign(self) -> None:
        """Sign and freeze."""
        with self.telling():
            self.village.registers.close(self.one, until=self._until)
            self.dismiss(True)

    def action_leave(self) -> None:
        """Leave it open."""
        self.dismiss(None)
