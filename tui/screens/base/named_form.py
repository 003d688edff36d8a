"""The form of a record that has a name, such as a squad: a second spelling is asked about first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic

from textual import work

from yigong.store.language import _
from yigong.store.named_records import N, Named
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.text.words import similar_words


class NamedForm(RecordForm[N | None, N], Generic[N]):
    """Adds or changes a record with a field for its name. A subclass saves it."""

    def __init__(self, record: N | None, blank: N) -> None:
        """Make the form.

        Args:
            record: The record to change; `None` adds a new one.
            blank: What a new one is at first.
        """
        super().__init__()
        self.new = record is None
        self.record = record or blank

    def similar(self, name: str) -> Sequence[Named]:
        """The records whose names are like a new one."""
        raise NotImplementedError

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Save; a new name that is like that of another one is asked about first."""
        if not self.new or await self._is_another(str(self.values()["name"])):
            self.save_and_close()

    async def _is_another(self, name: str) -> bool:
        """Ask whether a name is meant though there are similar ones; without these do not ask."""
        similar = self.similar(name)
        if not similar:
            return True
        question = _("There is {others} already. Is {name} another one?").format(
            name=name, others=similar_words(similar)
        )
        answer = await self.ask(AskYes(question, _("n goes back, and nothing is added.")))
        return answer is True
