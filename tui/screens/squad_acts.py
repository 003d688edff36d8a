"""What can be done to a squad, on the list of all and on its own page."""

from __future__ import annotations

from collections.abc import Iterator

from store.errors import DataError
from store.language import _
from store.needs import Need, ahead
from store.records import Occurrence, Squad
from tui.screens.page import Page
from tui.screens.squad_form import SquadForm
from tui.words import act_name


class SquadActs(Page[None]):
    """A page about squads. Its keys are named by the page that is shown."""

    BOOKS = frozenset({"people", "squads", "events", "settings"})

    def squad(self) -> Squad:
        """The squad that is meant, as it is now.

        Raises:
            Refused: There is none.
        """
        raise NotImplementedError

    def go(self, squad: Squad) -> None:
        """A squad was founded or changed: show it."""
        self.refresh_page()

    def watched(self) -> object:
        """Any change at all may change a number here: sign-ups, arrivals, signed registers."""
        return self.village.history.signature()

    def needed(self, unreadable: list[DataError]) -> Iterator[tuple[Occurrence, Need]]:
        """What the events to come need of every squad (see `store.needs.ahead`)."""
        village = self.village
        return ahead(village.events, village.registers, village.now(), unreadable)

    # -- what can be done --------------------------------------------------

    def action_members(self) -> None:
        """Choose who belongs to it."""
        from tui.screens.sign_up import MembersPage

        with self.telling():
            self.needs_writing()
            self.app.push_screen(MembersPage(self.squad()))

    def action_edit(self) -> None:
        """The form of the squad."""
        with self.telling():
            self.needs_writing()
            self.app.push_screen(SquadForm(self.squad()), self.saved)

    def saved(self, squad: Squad | None) -> None:
        """The form was closed; with `None`, nothing was saved."""
        if squad is not None:
            self.go(squad)
            self.status.good(_("{title} is saved").format(title=squad.name))

    def action_archive(self) -> None:
        """Put the squad away, or take it up again."""
        with self.telling():
            self.needs_writing()
            squad = self.squad()
            squad = self.village.squads.archive(squad.number, not squad.archived)
            self.go(squad)
            said = (
                _("{name} is archived; u takes it back") if squad.archived else _("{name} is back")
            )
            self.status.good(said.format(name=squad.name))

    def action_undo(self) -> None:
        """Take back my last change of the squads."""
        with self.telling():
            self.needs_writing()
            undone = self.village.undo("squads")
            self.refresh_page()
            self.status.good(_("undone: {act}").format(act=act_name(undone.act)))
