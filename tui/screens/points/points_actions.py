"""The actions that the list of accounts of points and the page of one account share."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work

from yigong.store.errors import DataError
from yigong.store.language import _, ngettext
from yigong.store.points.points_words import points_text
from yigong.store.points_records import PointsEntry
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.files.write_file import write_file
from yigong.tui.text.words import unreadable_text
from yigong.tui.view.history_words import undone_words

MAX_IMMEDIATE = 200
"""The most registers that are gone through without a thread."""


class PointsActions(ListPage[None]):
    """A page about accounts of points. A subclass names the keys."""

    BADGE_OPENS_ACCOUNT = True
    BOOKS = frozenset({"people", "gifts", "points", "settings"})

    def fingerprint(self) -> object:
        """The whole history: each register that is signed or reopened changes points."""
        return self.village.history.fingerprint()

    def awarded_people(self) -> Sequence[int] | None:
        """Who can be awarded at once; `None`: that is asked."""
        return None

    def report_skipped(self, unreadable: Sequence[DataError]) -> None:
        """Say which registers could not be read, so that what they gave is missing."""
        if unreadable:
            self.status.bad(unreadable_text(unreadable))

    # -- what can be done --------------------------------------------------

    @needs_writing
    @work
    async def action_award(self) -> None:
        """Award points to one or several people, with a reason."""
        from yigong.tui.screens.points.award_form import AwardForm
        from yigong.tui.screens.points.award_people_page import AwardPeoplePage

        people = self.awarded_people()
        if people is None:
            page = AwardPeoplePage()
            await self.ask(page)
            people = list(page.chosen)
        if not people:
            return
        entries = await self.ask(AwardForm(people))
        if entries:
            self.refresh_page()
            self.status.good(awarded_words(entries))

    def action_public(self) -> None:
        """Write the list that is put up for everybody, with masked names."""
        from yigong.exports.documents.points_tables import points_file, points_name

        village, today = self.village, self.village.now().date()
        name = f"{points_name(today, public=True)}.html"
        write_file(self, lambda: (name, points_file(village, "html", public=True)))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of points."""
        undone = self.village.undo("points")
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))


def awarded_words(entries: Sequence[PointsEntry]) -> str:
    """What was awarded, in a sentence."""
    text = ngettext(
        "{points} awarded to {n} person", "{points} each awarded to {n} people", len(entries)
    )
    return text.format(points=points_text(entries[0].points), n=len(entries))


def cleared_words(entries: Sequence[PointsEntry]) -> str:
    """What was cleared, in a sentence."""
    text = ngettext(
        "{points} of {n} person cleared", "{points} of {n} people cleared", len(entries)
    )
    points = -sum(entry.points for entry in entries)
    return text.format(points=points_text(points), n=len(entries))
