"""The files of the outbox: what was written and sent here, how it is fetched, what may go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.errors import Refused, YigongError
from yigong.store.language import N_, _, ngettext
from yigong.tui.access.outbox_files import OutboxFile, outbox_files, remove_outbox_file, writer
from yigong.tui.access.site_place import asks_for_folder, site_place
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText, AskYes
from yigong.tui.screens.base.transfer_pages import (
    FetchPage,
    WrittenFile,
    route_of,
    show_how_to_send,
)
from yigong.tui.screens.files.publish_site import publish_site
from yigong.tui.view.outbox_words import OLD_DAYS, age_text, fetching_lines, file_kind, size_text
from yigong.tui.widgets.canvas import BAD, QUIET, STRONG, Piece
from yigong.tui.widgets.detail_pane import DetailPane
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.wrapped_text import WrappedText


class FilesPage(ListPage[None]):
    """Lists the files, the newest first; Enter shows how to fetch one."""

    PURPOSE = MAIN_PAGES["files"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Fetch"), tooltip=N_("Show how to fetch the file under the cursor.")
        ),
        Binding("a", "send", N_("Send a file here")),
        Binding("p", "publish", N_("Publish")),
        Binding("c", "check", N_("Check a record")),
        Binding("delete,minus", "remove", N_("Remove")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"issued", "settings"})
    DEFAULT_CSS = "FilesPage.-wide DetailPane, FilesPage.-widest DetailPane { display: none; }"
    EMPTY = N_("Nothing was written yet. Sheets, ledgers, lists and calendar files come here.")

    def __init__(self) -> None:
        super().__init__()
        self._files: dict[str, OutboxFile] = {}

    def heading(self) -> list[Piece]:
        """How many they are, and their size."""
        count = len(self._files)
        size = size_text(sum(file.size for file in self._files.values()))
        text = ngettext("{n} file", "{n} files", count).format(n=count)
        return [(_("Files"), STRONG), f"  {text}  {size}" if count else ""]

    def columns(self) -> Sequence[ListColumn]:
        """Name, kind, size, time, age, who."""
        return [
            ListColumn(_("File name"), 0, most=60),
            ListColumn(_("Kind"), 15, snug=True, least=76),
            ListColumn(_("Size"), 7, right=True, least=50),
            ListColumn(_("Written"), 16, least=100),
            ListColumn(_("Age"), 9, right=True, snug=True),
            ListColumn(_("By"), 16, snug=True, least=76),
        ]

    def below(self) -> ComposeResult:
        """The chosen file, where there is no side column."""
        yield DetailPane()

    def side(self) -> Iterable[Widget]:
        """The chosen file, and how it is fetched; today."""
        yield WrappedText()
        yield from super().side()

    def reload_side(self) -> None:
        """Show the chosen file there."""
        super().reload_side()
        self._show_chosen()

    def fingerprint(self) -> object:
        """The fingerprint of the books and of the names in the outbox."""
        return super().fingerprint(), self.village.root.fingerprint("outbox")

    def reload(self) -> None:
        """List the files."""
        self._files = {file.name: file for file in outbox_files(self.village.root)}
        issues = []
        with suppress(YigongError):  # then the owners are known
            issues = list(self.village.issued.all().values())
        self.rows.show([self._row(file, writer(file, issues)) for file in self._files.values()])
        self.show_heading()
        self._show_chosen()

    def _row(self, file: OutboxFile, by: str) -> ListRow:
        cells = [
            file.name,
            _(file_kind(file.name).name),
            size_text(file.size),
            f"{self._written(file):%Y-%m-%d %H:%M}",
            self._age(file),
            by,
        ]
        return ListRow(file.name, cells, cell_styles={4: BAD if self._is_old(file) else QUIET})

    def _written(self, file: OutboxFile) -> datetime:
        """When it was written, in the village's zone."""
        return file.at.astimezone(self.village.now().tzinfo)

    def _age(self, file: OutboxFile) -> str:
        return age_text(self._written(file).date(), self.village.now().date())

    def _is_old(self, file: OutboxFile) -> bool:
        """Whether it may name people and has been there for long."""
        days = (self.village.now() - file.at).days
        return file_kind(file.name).names_people and days >= OLD_DAYS

    @on(RowList.Moved)
    def _show_chosen(self) -> None:
        """Show the chosen file below the list or beside it."""
        file = self._files.get(str(self.rows.key))
        lines = self._about(file) if file else []
        self.query_one(DetailPane).show(file.name if file else "", lines)
        for text in self.query("#side WrappedText").results(WrappedText):
            pieces: list[Piece] = ["", (file.name, STRONG), *lines] if file else []
            for label, line in fetching_lines(route_of(self), file.name) if file else ():
                pieces += ["", (label, QUIET), line]
            text.show(pieces)

    def _about(self, file: OutboxFile) -> list[str]:
        """Kind, size, time and age of a file, and whether it should go."""
        when = f"{self._written(file):%Y-%m-%d %H:%M}"
        kind = _(file_kind(file.name).name)
        lines = [f"{kind}  {size_text(file.size)}", f"{when}  {self._age(file)}"]
        if self._is_old(file):
            lines.append(_("It may name people: remove it when nobody needs it any more."))
        return lines

    # -- keys --------------------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Show how to fetch the file that Enter chose."""
        self.app.push_screen(FetchPage(WrittenFile(str(event.key))))

    @work
    async def action_send(self) -> None:
        """Show how to send a file here from your own computer."""
        await show_how_to_send(self)

    @work
    async def action_publish(self) -> None:
        """Write the pages for everybody into the folder of the web server, or one that is named."""
        if not asks_for_folder():
            publish_site(self)
            return
        question = _("In which folder shall the pages for everybody be?")
        root = self.village.root
        asked = AskText(question, _("for instance: ~/www"), act=lambda text: site_place(root, text))
        folder = await self.ask(asked)
        if folder is not None:
            publish_site(self, folder)

    @work
    async def action_check(self) -> None:
        """Check a service record that somebody brings, by the code on it."""
        from yigong.tui.screens.files.record_check_page import RecordCheckPage, ask_paper_code

        code = await ask_paper_code(self)
        if code:
            self.app.push_screen(RecordCheckPage(code))

    @needs_writing
    @work
    async def action_remove(self) -> None:
        """Remove the file under the cursor; you are asked first."""
        file = self._files.get(str(self.rows.key))
        if file is None:
            raise Refused("There is no file to remove.")
        question = _("Remove {name}?").format(name=file.name)
        details = _("{age}. Nothing takes it back; most files can be written anew.")
        if await self.ask(AskYes(question, details.format(age=self._age(file)))):
            remove_outbox_file(self.village.root, file.name)
            self.refresh_page()
            self.status.good(_("{name} is removed").format(name=file.name))
