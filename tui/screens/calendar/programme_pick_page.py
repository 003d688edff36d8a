"""The choice of the programme that an event is part of; a new one can be added by its name."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.store.programme_records import Programme
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.pick_page import PickFieldPage
from yigong.tui.screens.base.questions import AskOption, AskText


class ProgrammePickPage(PickFieldPage):
    """Returns the programme that is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "take", N_("Take it")),
        Binding("n", "new", N_("New programme")),
        BACK,
        HELP,
    ]

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Add a programme by its name; those of a similar name are offered first."""
        programmes = self.village.programmes
        name = await self.ask(AskText(_("What is the new programme called?")))
        if not name or not name.strip():
            return
        number: object = 0
        if similar := programmes.similar(name):
            options: list[tuple[object, str]] = [(each.number, each.name) for each in similar]
            added = _("none of these: add {name}").format(name=name.strip())
            number = await self.ask(
                AskOption(_("Is it one of these?"), [*options, (0, added)], similar[0].number)
            )
        if number == 0:
            programme = programmes.add(Programme(name=name))
            self.options.append((programme.number, programme.name))
            number = programme.number
        if isinstance(number, int):
            self.dismiss(((number, ""),))
