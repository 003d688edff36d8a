"""The question why a date is called off; of a series it can be left out instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from yigong.store.language import N_
from yigong.tui.screens.base.questions import AskText


class AskCancellation(AskText):
    """Returns the reason, once the date is called off."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("Call off"), priority=True),
        Binding(
            "ctrl+o",
            "leave_out",
            N_("Leave it out"),
            tooltip=N_("Leave the date out, as if it had never been planned: nobody is told."),
            priority=True,
        ),
        Binding("escape", "leave", N_("Leave it")),
    ]

    def __init__(
        self,
        question: str,
        example: str,
        cancel: Callable[[str], object],
        leave_out: Callable[[], object] | None,
    ) -> None:
        """Make the page.

        Args:
            question: The question, translated.
            example: What to type, translated.
            cancel: Calls the date off, for the reason that was typed.
            leave_out: Leaves it out of its series; `None`: it is the only date.
        """
        super().__init__(question, example, act=cancel)
        self._leave_out = leave_out

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to leave a date out only where others are left."""
        if action == "leave_out":
            return self._leave_out is not None
        return super().check_action(action, parameters)

    def action_leave_out(self) -> None:
        """Leave the date out of its series; where it is refused, the question stays open."""
        if self._leave_out is not None:
            self._leave_out()
            self.dismiss(None)
