"""Write a file into the outbox, in a thread, and open the page that says how to fetch it.

Every page that writes a file does it by `write_file`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yigong.store.errors import YigongError
from yigong.store.language import _
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.copy_page import CopyText
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.base.transfer_pages import FetchPage, WrittenFile


def write_file(
    page: Page[Any],
    make: Callable[[], tuple[str, bytes] | list[tuple[str, bytes]]],
    *,
    text: CopyText | None = None,
    done: str = "",
    view: Callable[[WrittenFile], FetchPage] = FetchPage,
) -> None:
    """Write a file, and open its page; if another page is in front by then, say so below it.

    Args:
        page: The page that writes it; in the place of a `FetchPage` its next one opens.
        make: Gives the name and the content, in a thread; or those of several files, of which the
            first is fetched and the others lie beside it.
        text: What the file says; it is shown and sent to the clipboard also where the file cannot
            be written.
        done: What is said when it is written.
        view: Makes the page of the file.
    """
    village = page.village

    def write() -> WrittenFile:
        from yigong.exports.export_file import write_export

        made = make()
        files = made if isinstance(made, list) else [made]
        name = files[0][0]
        try:
            for each, content in files:
                write_export(village.outbox() / each, content, village.root)
        except YigongError as error:
            if text is None:
                raise
            return WrittenFile(name, text, problem=str(error))
        said = _("written, and sent to your terminal's clipboard") if text else _("written")
        return WrittenFile(name, text, done or said)

    def show(file: WrittenFile) -> None:
        if page.app.screen is not page:
            path = village.folder / "outbox" / file.name
            page.status.good(_("written: {path}").format(path=path))
        elif isinstance(page, FetchPage):
            page.app.switch_screen(view(file))
        else:
            page.app.push_screen(view(file))

    run_task(page, write, show, "file")
