"""The question which file to import: a path is typed, or one of the files found is chosen."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from yigong.store.errors import Damaged, Refused, YigongError
from yigong.store.language import N_, _
from yigong.store.storage.folder import Folder
from yigong.tui.access import confined_files
from yigong.tui.screens.base.page import HELP_F1, Page
from yigong.tui.screens.base.transfer_pages import show_how_to_send
from yigong.tui.view.outbox_words import size_text
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.inputs import TextInput
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.wrapped_text import WrappedText

_MAX_LISTED = 50
_HEAD = 2000
"""Bytes of a file by which it is recognised."""

_MAX_ENTRIES = 2000
"""Directory entries read in one folder: a home with a hundred thousand files is not read."""


class FilePage(Page[None]):
    """Asks for a file. A subclass names the kind of file and opens its review."""

    PURPOSE = N_("Choose the file to take in.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "read", N_("Look into it"), priority=True),
        Binding("down,tab", "choose(1)", N_("Choose a file"), priority=True),
        Binding("up", "choose(-1)", show=False, priority=True),
        Binding("ctrl+n", "send", N_("Send a file here"), priority=True),
        Binding("escape", "back", N_("Back")),
        HELP_F1,
    ]
    DEFAULT_CSS = """
    FilePage TextInput { margin: 0 1; height: 1; }
    FilePage #files { height: 1fr; margin-top: 1; }
    """
    SUFFIXES: ClassVar[frozenset[str]]
    """Of the files that are listed; a path with any other may be typed."""

    TITLE_TEXT: ClassVar[str]
    ABOUT: ClassVar[str]
    EXAMPLE: ClassVar[str]
    COLUMN: ClassVar[str]
    EMPTY: ClassVar[str]
    """Msgids: heading, kind of file, example of a path, head of the list, text of an empty list."""

    MAX_BYTES: ClassVar[int]
    """The most bytes that are read; the review refuses a file that is longer."""

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether a file is listed, by its name and its beginning."""
        raise NotImplementedError

    def review(self, name: str, raw: bytes) -> Screen[str]:
        """The page that shows the dry run; it returns what was imported, in words.

        Args:
            name: The name of the file.
            raw: Its content.
        """
        raise NotImplementedError

    def heading(self) -> list[Piece]:
        """The title."""
        return [(_(self.TITLE_TEXT), STRONG)]

    def body(self) -> ComposeResult:
        """An input for the path, and the files found."""
        yield WrappedText([(_("Which file?"), STRONG), (_(self.ABOUT), QUIET)])
        yield TextInput(placeholder=self.EXAMPLE)
        yield RowList(
            [
                ListColumn(_(self.COLUMN), 0, most=60),
                ListColumn(_("Size"), 10, right=True, least=50),
                ListColumn("", 16, least=76),
            ],
            empty=_(self.EMPTY),
            id="files",
            focusable=False,
        )

    @property
    def path(self) -> TextInput:
        """The input of the path."""
        return self.query_one(TextInput)

    @property
    def files(self) -> RowList:
        """The list of files."""
        return self.query_one("#files", RowList)

    def begin(self) -> None:
        """Focus the path."""
        super().begin()
        self.focus_on(self.path)

    def reload(self) -> None:
        """List the files, the newest first."""
        listed = itertools.islice(filter(self._is_offered, self._files()), _MAX_LISTED)
        self.files.show([_row(*file) for file in listed])

    def _is_offered(self, file: tuple[str, str, int, float]) -> bool:
        """Whether a file looks like what is taken in here."""
        with contextlib.suppress(YigongError):
            path = confined_files.allowed_path(self.village.root, file[0])
            head = confined_files.read_limited(path, self.village.root, _HEAD)
            return self.recognises(path.name, head)
        return False

    def _files(self) -> list[tuple[str, str, int, float]]:
        """Path, the path as it is listed, bytes and time of the files in the outbox.

        For a caller who is not confined, also of those in the home folder, its downloads and the
        current folder.
        """
        confined, sent = confined_files.is_confined(), self.village.folder.absolute() / "outbox"
        files: dict[Path, tuple[str, str, int, float]] = {}
        for name, size, at in self._files_in(self.village.root, "outbox"):
            path = name if confined else str(sent / name)
            files[sent / name] = (path, f"outbox/{name}", size, at)
        if not confined:
            for folder in dict.fromkeys([Path.cwd(), Path.home(), Path.home() / "Downloads"]):
                for name, size, at in self._files_in(Folder(folder)):
                    path = _short_path(folder / name)
                    files.setdefault(folder / name, (path, path, size, at))
        return sorted(files.values(), key=lambda file: -file[3])

    def _files_in(self, folder: Folder, within: str = "") -> Iterator[tuple[str, int, float]]:
        """Name, bytes and time of the plain files in a folder; none in one that is not readable."""
        with (
            contextlib.suppress(OSError, Damaged),
            folder.opened(within) as descriptor,
            os.scandir(descriptor) as entries,
        ):
            for entry in itertools.islice(entries, _MAX_ENTRIES):
                suffix = Path(entry.name).suffix.lower()
                if suffix in self.SUFFIXES and entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    yield entry.name, status.st_size, status.st_mtime

    def action_choose(self, step: int) -> None:
        """Choose the next or the previous file; its path goes into the field."""
        files = self.files
        if not files.rows:
            return
        if files.highlighted:
            files.action_move(step)
        files.highlight(True)
        self.path.value = str(files.key)
        self.path.cursor_position = len(self.path.value)

    @on(TextInput.Changed)
    def typed(self) -> None:
        """Highlight the chosen file only while the input holds its path."""
        self.files.highlight(self.path.value == str(self.files.key))
        self.status.show("")

    @work
    async def action_send(self) -> None:
        """Show how to send a file here from your own computer."""
        await show_how_to_send(self)

    @work
    async def action_read(self) -> None:
        """Read the file, and show first what it would change."""
        text = self.path.value.strip()
        if not text:
            raise Refused("Which file? Type its path, or choose one with the arrows.")
        path = confined_files.allowed_path(self.village.root, text)
        raw = confined_files.read_limited(path, self.village.root, self.MAX_BYTES)
        imported = await self.ask(self.review(path.name, raw))
        if imported:  # reported on the page below
            self.app.call_later(self._report, self.app, imported)
            self.dismiss()

    @staticmethod
    def _report(app: App[Any], sentence: str) -> None:
        """Say on the page in front what was imported."""
        if isinstance(app.screen, Page):
            app.screen.refresh_page()
            app.screen.status.good(sentence)


def _short_path(path: Path) -> str:
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _row(path: str, listed: str, size: int, at: float) -> ListRow:
    return ListRow(path, [listed, size_text(size), f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M}"])
