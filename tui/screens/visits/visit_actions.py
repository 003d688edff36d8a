"""The actions that the list of visits and the pages of a visit and of a household share."""

from __future__ import annotations

from textual import work

from yigong.store.language import _
from yigong.store.requests.visits import HouseholdTaken
from yigong.tui.screens.base.page import Page, needs_writing
from yigong.tui.screens.base.questions import AskText, AskYes
from yigong.tui.view.history_words import undone_words


class VisitActions(Page[None]):
    """A page about visits. A subclass names the keys."""

    BOOKS = frozenset({"people", "visits", "requests", "settings"})

    async def rename(self, home: str) -> str | None:
        """Ask for another label of a household.

        Returns:
            The new label; `None`: it stays.
        """
        new = await self.ask(
            AskText(
                _("What is the household {home} called?").format(home=home),
                _("The visits to it get the new label, too."),
                home,
            )
        )
        if not new or new == home:
            return None
        visits = self.village.visits
        try:
            visits.rename_household(home, new)
        except HouseholdTaken as taken:
            if not await self.ask(AskYes(_("Make the two one household?"), str(taken))):
                return None
            visits.rename_household(home, new, joined=True)
        return new

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of visits and households."""
        undone = self.village.undo("visits")
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Write visits down, one after the other."""
        from yigong.tui.screens.visits.visit_form import VisitForm

        await self.ask(VisitForm(None, home=self.home_at_cursor()))
        self.refresh_page()

    def home_at_cursor(self) -> str:
        """The household that a new visit is to at first; empty: it is typed."""
        return ""
