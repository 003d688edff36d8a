"""The finder page: the person finder keeps the focus, and Enter acts on one clear person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.tui.screens.base.page import HELP_F1, Page, Result
from yigong.tui.view.desk_answers import hidden_words
from yigong.tui.widgets.canvas import STRONG
from yigong.tui.widgets.person_finder import PersonFinder

CLEAR_OR_BACK = Binding("escape", "clear_or_back", N_("Clear / back"))


class FinderPage(Page[Result]):
    """Base of the desk, the roster, sign-up, grants and a squad's members."""

    BINDINGS: ClassVar[list[BindingType]] = [CLEAR_OR_BACK, HELP_F1]

    TYPED: ClassVar[Sequence[tuple[str, str]]] = (
        ("zxm zhangxm 张xm", N_("Initials, pinyin, characters, or mixed.")),
        ("5678 V0123", N_("The end of a phone number, or a code.")),
    )

    _query_note = ""
    """The last text about a query on the status line."""

    @property
    def finder(self) -> PersonFinder:
        """The input and its candidates."""
        return self.query_one(PersonFinder)

    def begin(self) -> None:
        """Focus the input."""
        super().begin()
        self.focus_on(self.finder.input)

    def nobody_found(self, query: str) -> str:
        """The text for a query that finds nobody."""
        return _("Nobody is found by {query}. ^N adds a new person.").format(query=query)

    def typed(self, query: str) -> None:
        """Show the text about a query; an empty one leaves a ✓ on the status line."""
        if query:
            with self.report_refusals():
                self._query_note = self.query_note(query)
                self.status.show(self._query_note)
        elif self._query_note and self.status.text == self._query_note:
            self.status.show("")

    def query_note(self, query: str) -> str:
        """The text for the status line while something is typed.

        Args:
            query: What is typed.

        Raises:
            DataError: The folder is missing.
        """
        if not self.finder.candidates.rows:
            self.context.require_folder()  # without the folder nobody can be found
            return self.nobody_found(query)
        return hidden_words(self.finder.hidden_count, truncated=self.finder.truncated)

    @on(PersonFinder.Unclear)
    def unclear(self, event: PersonFinder.Unclear) -> None:
        """Say that several people are found or listed, or nobody; choose the only one."""
        if event.hits and not event.query and self.status.text:
            return  # Enter was pressed twice: the ✓ stays, and nobody is chosen
        if event.hits == 1:
            self.finder.action_move(1)
        elif event.hits:
            text = _("{n} people: choose with the arrows, then Enter.")
            if self.finder.truncated:
                text = _("More than {n} people: type more letters.")
            self.status.show(text.format(n=event.hits), STRONG)
        else:
            self.typed(event.query)
            self.finder.mark_answered()

    def action_none(self) -> None:
        """Take the row under the cursor.

        The input does so itself; a binding of this action shows it in the footer.
        """

    def action_clear_or_back(self) -> None:
        """Clear what is typed; with nothing typed, go back."""
        if self.finder.query_text:
            self.finder.clear()
            self.status.show("")
        else:
            self.dismiss()
