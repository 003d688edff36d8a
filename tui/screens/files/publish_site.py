"""Write the pages for everybody, in a thread, and open the page that says where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yigong.store.language import _, ngettext
from yigong.tui.access.site_place import site_place
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.copy_page import CopyPage, CopyText
from yigong.tui.screens.base.page import Page
from yigong.tui.view.site_words import kept_file_text, masked_text

if TYPE_CHECKING:
    from yigong.exports.site.site_folder import SiteChange


def publish_site(page: Page[Any], named: str | None = None) -> None:
    """Write the pages into a folder.

    The books are read before the thread starts.

    Args:
        page: The page that says what is refused.
        named: The folder; `None`: the one that the server's environment names.

    Raises:
        YigongError: No folder is named, or the books cannot be read.
    """
    from yigong.exports.site.public_edition import public_edition

    village = page.village
    settings, folder = village.settings, site_place(village.root, named)
    edition = public_edition(village)

    def write() -> SiteChange:
        from yigong.exports.site.site_files import site_files
        from yigong.exports.site.site_folder import write_site

        return write_site(folder, site_files(edition), settings.uid_domain)

    def show(change: SiteChange) -> None:
        texts = [CopyText(_("The folder on this server"), str(folder))]
        if settings.public_url:
            texts.insert(0, CopyText(_("Public address"), f"{settings.public_url}index.html"))
        odd = [*map(masked_text, edition.masked), *map(kept_file_text, change.kept)]
        texts += [CopyText(_("Look at this text"), sentence) for sentence in odd]
        count = len(change.written) + len(change.removed)
        done = ngettext("published; {n} file changed", "published; {n} files changed", count)
        if page.app.screen is page:
            page.app.push_screen(CopyPage(_("Pages for everybody"), texts, done.format(n=count)))
        else:
            page.status.good(done.format(n=count))

    page.status.show(_("writing the pages .."))
    run_task(page, write, show, "publish")
