"""The page that hands an occurrence over: QR code, calendar file, text for WeChat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.strip import Strip
from textual.widget import Widget

from yigong.exports.ical import qr
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.tui.screens.base.copy_page import CopyText
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.screens.files.write_file import write_file
from yigong.tui.text.words import day_name, occurrence_hours
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Canvas, Piece, compose_line
from yigong.tui.widgets.header_footer import FooterLine, HeaderLine, StatusLine

_INK = Style(color=f"color({qr.DARK_COLOUR})", bgcolor=f"color({qr.LIGHT_COLOUR})")
_MIN_TEXT_WIDTH = 28
"""Cells for the text beside a code."""


class QrCode(Canvas):
    """The QR code, at the top left of the page."""

    DEFAULT_CSS = "QrCode { height: 1fr; width: 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[str] = ()

    def show(self, rows: Sequence[str]) -> None:
        """Show another code; without rows: none."""
        if rows != self._rows:
            self._rows = rows
            self.styles.width = len(rows[0]) if rows else 0
            self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The code, dark on light with any palette."""
        for row in self._rows:
            yield compose_line((row, _INK), width=width)


class SideText(Canvas):
    """The text beside the code."""

    DEFAULT_CSS = "SideText { height: 1fr; margin: 1 1 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._paragraphs: Sequence[tuple[str, Style]] = ()

    def show(self, paragraphs: Sequence[tuple[str, Style]]) -> None:
        """Show another text."""
        self._paragraphs = paragraphs
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The paragraphs, wrapped."""
        for text, style in self._paragraphs:
            for line in wrap_text(text, width):
                yield compose_line((line, style), width=width)


class HandOverPage(Page[None]):
    """Shows the QR code of an occurrence; keys write its file and its text."""

    PURPOSE = N_("Get this date onto phones.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "file", N_("File")),
        Binding("w", "text", N_("WeChat text")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "settings"})
    DEFAULT_CSS = """
    HandOverPage Vertical { width: 1fr; }
    HandOverPage Horizontal { height: 1fr; }
    HandOverPage FooterLine { max-height: 1; }
    """

    def __init__(self, occurrence: Occurrence) -> None:
        """Hand an occurrence over."""
        super().__init__()
        self.occurrence = occurrence

    def compose(self) -> ComposeResult:
        """The code on the left from the first line on, as it needs them all; the text beside it."""
        with Horizontal():
            yield QrCode()
            with Vertical():
                yield HeaderLine()
                yield SideText()
                yield StatusLine()
        yield FooterLine()

    def side(self) -> Iterable[Widget]:
        """None: the code takes all there is."""
        return ()

    def heading(self) -> list[Piece]:
        """The title."""
        return [(_("Hand over"), STRONG)]

    def reload(self) -> None:
        """Show the occurrence as it is now, and the largest code that fits."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the code for the new size."""
        if self.loaded:
            self._show()

    def _show(self) -> None:
        width, height = self.app.size
        capacity = qr.qr_capacity(width - _MIN_TEXT_WIDTH, height - 1)
        payload = qr.qr_payload(self.occurrence, min(capacity, qr.MAX_PAYLOAD))
        self.query_one(QrCode).show(qr.half_block_rows(payload.text) if payload else ())
        self.query_one(SideText).show([*self._plan(), *self._hints(payload)])

    def _plan(self) -> list[tuple[str, Style]]:
        occurrence = self.occurrence
        day = day_name(occurrence.start.date(), year=True)
        place = [(occurrence.place, PLAIN)] if occurrence.place else []
        cancelled = [(_("cancelled"), BAD)] if occurrence.cancelled else []
        return [
            (occurrence.event.title, STRONG),
            (f"{day} {occurrence_hours(occurrence)}", PLAIN),
            *place,
            *cancelled,
        ]

    def _hints(self, payload: qr.QrPayload | None) -> list[tuple[str, Style]]:
        """What the code does and leaves out, and what to do instead."""
        text: list[tuple[str, Style]] = [("", PLAIN)]
        if payload is None:
            text.append((self._no_code_text(), BAD))
        else:
            camera = _("A phone's camera reads this date from the screen into its calendar.")
            text.append((camera, PLAIN))
            if payload.title_cut:
                text.append((_("The title is too long for a code and was cut."), QUIET))
            if payload.place_left_out:
                text.append((self._no_place_text(), QUIET))
            if self.app.no_color or self.app.console.color_system is None:
                text.append((_("Colours are off; if no phone reads it, take the file."), BAD))
        text.append(("", PLAIN))
        file = _("i: the calendar file; sent again, it renews what a phone has.")
        if self.occurrence.event.repeat:
            file = _("i: the calendar file, with all its dates.")
        text += [(file, PLAIN), (_("w: a text for WeChat."), PLAIN)]
        if self.occurrence.cancelled:
            unsafe = _("Not every phone crosses out what it has: send the text, too.")
            text += [("", PLAIN), (unsafe, BAD)]
        return text

    def _no_code_text(self) -> str:
        smallest = next(
            (size for size in range(qr.MAX_PAYLOAD + 1) if qr.qr_payload(self.occurrence, size)), 0
        )
        if not smallest:
            return _("This does not fit a code that phones read; send the file instead.")
        rows = qr.terminal_rows(smallest)
        return _("No room for a code: it takes {rows} lines and {columns} columns.").format(
            rows=rows + 1, columns=2 * rows - 1 + _MIN_TEXT_WIDTH
        )

    def _no_place_text(self) -> str:
        whole = qr.qr_payload(self.occurrence)
        if whole is None or whole.place_left_out:
            return _("The place did not fit into the code.")
        rows = qr.terminal_rows(len(whole.text.encode())) + 1
        return _("With {rows} lines the place would fit into it, too.").format(rows=rows)

    # -- actions -----------------------------------------------------------

    def action_file(self) -> None:
        """Write the event's calendar file, and show how to fetch it."""
        event = self.village.events.get(self.occurrence.event.number)
        settings, today = self.village.settings, self.village.now().date()
        context = self.village.context.snapshot()

        def make() -> tuple[str, bytes]:
            from yigong.exports.ical.calendar_file import event_file_name, write_event

            # The file holds every plan of the event; its name is made of the plan on this page.
            name = event_file_name(self.occurrence.event)
            return name, write_event(event, settings, context=context, today=today)

        write_file(self, make)

    def action_text(self) -> None:
        """Write the text for WeChat, show it and copy it."""
        from yigong.exports.ical.calendar_file import safe_file_name
        from yigong.exports.ical.message import chat_message
        from yigong.store.squads.staffing import post_staffing

        occurrence = self.occurrence
        register = self.village.registers.read(occurrence.key)
        hosts = self.village.context.hosts(occurrence.event)
        text = chat_message(occurrence, post_staffing(occurrence, register), hosts)
        name = safe_file_name(occurrence.key.replace("@", "-"), occurrence.event.title, ".txt")
        content = f"{text}\n".encode()
        write_file(self, lambda: (name, content), text=CopyText(_("For WeChat"), text))
