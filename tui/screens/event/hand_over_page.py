"""Handing a date over: a code for phones that are here, a file and a text for those elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.strip import Strip

from yigong.exports.ical import qr
from yigong.store.language import N_, _
from yigong.store.records import Occurrence
from yigong.tui.screens.base.copy_page import CopyPage, CopyText, fetch_texts
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.text.words import day_name, occurrence_hours
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Canvas, Piece, compose_line
from yigong.tui.widgets.page_lines import FooterLine, HeaderLine, StatusLine

_INK = Style(color=f"color({qr.DARK_COLOUR})", bgcolor=f"color({qr.LIGHT_COLOUR})")
_WORDS = 28
"""The fewest cells for the words beside a code."""


class QrCode(Canvas):
    """The code, at the top left: every line of the terminal counts."""

    DEFAULT_CSS = "QrCode { height: 1fr; width: 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[str] = ()

    def show(self, rows: Sequence[str]) -> None:
        """Put another code in; no rows: none."""
        if rows != self._rows:
            self._rows = rows
            self.styles.width = len(rows[0]) if rows else 0
            self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The code, black on white whatever the terminal's colours are."""
        for row in self._rows:
            yield compose_line((row, _INK), width=width)


class SideText(Canvas):
    """The words beside the code."""

    DEFAULT_CSS = "SideText { height: 1fr; margin: 1 1 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._words: Sequence[tuple[str, Style]] = ()

    def show(self, words: Sequence[tuple[str, Style]]) -> None:
        """Put other words in, a paragraph each."""
        self._words = words
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The words, broken into lines."""
        for text, style in self._words:
            for part in wrap_text(text, width):
                yield compose_line((part, style), width=width)


class HandOverPage(Page[None]):
    """One date, ready to hand over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f,i", "file", N_("File")),
        Binding("w", "text", N_("WeChat text")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "settings"})
    DEFAULT_CSS = "HandOverPage Vertical { width: 1fr; } HandOverPage Horizontal { height: 1fr; }"

    def __init__(self, occurrence: Occurrence) -> None:
        """Hand an occurrence over."""
        super().__init__()
        self.occurrence = occurrence

    def compose(self) -> ComposeResult:
        """The code on the left from the very first line, and all words on its right."""
        with Horizontal():
            yield QrCode()
            with Vertical():
                yield HeaderLine()
                yield SideText()
                yield StatusLine()
        yield FooterLine()

    def heading(self) -> list[Piece]:
        """What this page is."""
        return [(_("Hand over"), STRONG)]

    def reload(self) -> None:
        """The occurrence as it is now, and the code that fits."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """More room: more in the code."""
        if self.loaded:
            self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.app.size
        room = qr.qr_capacity(width - _WORDS, height - 1)
        found = qr.qr_payload(self.occurrence, min(room, qr.MAX_PAYLOAD))
        self.query_one(QrCode).show(qr.half_block_rows(found.text) if found else ())
        self.query_one(SideText).show([*self._plan(), *self._about(found)])

    def _plan(self) -> list[tuple[str, Style]]:
        one = self.occurrence
        day = day_name(one.start.date(), year=True)
        called_off = [(_("cancelled"), BAD)] if one.cancelled else []
        place = [(one.place, PLAIN)] if one.place else []
        return [
            (one.event.title, STRONG),
            (f"{day} {occurrence_hours(one)}", PLAIN),
            *place,
            *called_off,
        ]

    def _about(self, found: qr.QrPayload | None) -> list[tuple[str, Style]]:
        """What the code does, what it leaves out, what to do instead."""
        words: list[tuple[str, Style]] = [("", PLAIN)]
        if found is None:
            words.append((self._no_code(), BAD))
        else:
            said = _("A phone's camera reads this date from the screen into its calendar.")
            words.append((said, PLAIN))
            if found.title_cut:
                words.append((_("The title is too long for a code and was cut."), QUIET))
            if found.place_left_out:
                words.append((self._no_place(), QUIET))
            if self.app.no_color or self.app.console.color_system is None:
                words.append((_("Colours are off; if no phone reads it, take the file."), BAD))
        words.append(("", PLAIN))
        if self.occurrence.event.repeat:
            words.append((_("f: the calendar file, with all its dates."), PLAIN))
        else:
            said = _("f: the calendar file; sent again, it renews what a phone has.")
            words.append((said, PLAIN))
        words.append((_("w: a text for WeChat."), PLAIN))
        if self.occurrence.cancelled:
            said = _("Not every phone crosses out what it has: send the text, too.")
            words += [("", PLAIN), (said, BAD)]
        return words

    def _no_code(self) -> str:
        smallest = next(
            (size for size in range(qr.MAX_PAYLOAD + 1) if qr.qr_payload(self.occurrence, size)), 0
        )
        if not smallest:
            return _("This does not fit a code that phones read; send the file instead.")
        return _("No room for a code: it takes {rows} lines and {columns} columns.").format(
            rows=qr.terminal_rows(smallest) + 1, columns=2 * qr.terminal_rows(smallest) - 1 + _WORDS
        )

    def _no_place(self) -> str:
        whole = qr.qr_payload(self.occurrence)
        if whole is None or whole.place_left_out:
            return _("The place did not fit into the code.")
        rows = qr.terminal_rows(len(whole.text.encode())) + 1
        return _("With {rows} lines the place would fit into it, too.").format(rows=rows)

    # -- what can be done --------------------------------------------------

    def action_file(self) -> None:
        """Write the event's calendar file, and show how to fetch it."""
        from yigong.exports.export_file import write_export
        from yigong.exports.ical.calendar_file import event_file_name, write_event

        village = self.village
        event = village.events.get(self.occurrence.event.number)
        data = write_event(event, village.settings, today=village.now().date())
        # The file holds every plan of the event; it is called as the date on this page.
        path = write_export(village.outbox() / event_file_name(self.occurrence.event), data)
        blocks = fetch_texts(village, path, event.code)
        page = CopyPage(self.occurrence.event.title, blocks, _("written"))
        self.app.push_screen(page)

    def action_text(self) -> None:
        """Write the text for WeChat, show it, and send it to the clipboard."""
        from yigong.exports.export_file import write_export
        from yigong.exports.ical.calendar_file import safe_file_name
        from yigong.exports.ical.message import chat_message

        text = chat_message(self.occurrence)
        blocks, done = [CopyText(_("For WeChat"), text)], ""
        with self.report_refusals():
            name = safe_file_name(
                self.occurrence.key.replace("@", "-"), self.occurrence.event.title, ".txt"
            )
            path = write_export(self.village.outbox() / name, f"{text}\n".encode())
            done = _("written, and sent to your terminal's clipboard")
            blocks.append(CopyText(_("The file on this server"), str(path.absolute())))
        self.app.copy_to_clipboard(text)
        self.app.push_screen(CopyPage(self.occurrence.event.title, blocks, done))
