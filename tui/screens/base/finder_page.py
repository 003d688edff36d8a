"""A page around the person finder: the input keeps the focus, Enter needs one clear person."""

from __future__ import annotations

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
    """What the desk, the roster, sign-up and a squad's members have in common."""

    BINDINGS: ClassVar[list[BindingType]] = [CLEAR_OR_BACK, HELP_F1]

    _noted = ""
    """What was said last while something was typed."""

    @property
    def finder(self) -> PersonFinder:
        """Where one types."""
        return self.query_one(PersonFinder)

    def begin(self) -> None:
        """Into the input."""
        super().begin()
        self.focus_on(self.finder.input)

    def nobody(self, query: str) -> str:
        """What to say when nobody is found."""
        return _("Nobody is found by {query}. ^N adds a new person.").format(query=query)

    def typed(self, query: str) -> None:
        """Something else is typed: what was said before is old, but a ✓ stays until a letter."""
        if query:
            with self.report_refusals():
                self._noted = self.note(query)
                self.status.show(self._noted)
        elif self._noted and self.status.text == self._noted:
            self.status.show("")

    def note(self, query: str) -> str:
        """What to say while something is typed.

        Args:
            query: What is typed.

        Raises:
            DataError: The folder is gone.
        """
        if not self.finder.candidates.rows:
            self.context.require_folder()  # without it nobody is found, and that is not why
            return self.nobody(query)
        return hidden_words(self.finder.hidden_count, truncated=self.finder.truncated)

    @on(PersonFinder.Unclear)
    def unclear(self, event: PersonFinder.Unclear) -> None:
        """Several people, or nobody: say which, act on nobody."""
        if event.hits:
            text = _("{n} people: choose with the arrows, then Enter.")
            if self.finder.truncated:
                text = _("More than {n} people: type more letters.")
            self.status.show(text.format(n=event.hits), STRONG)
        else:
            self.typed(event.query)
            self.finder.mark_answered()

    def action_none(self) -> None:
        """Enter is the input's; it stands among the keys only to be seen."""

    def action_clear_or_back(self) -> None:
        """Clear what is typed; with nothing typed, leave."""
        if self.finder.query_text:
            self.finder.clear()
            self.status.show("")
        else:
            self.dismiss()
