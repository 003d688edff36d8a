"""What can be done to a squad, on the list of all and on its own page."""

from __future__ import annotations

from collections.abc import Iterator

from yigong.store.errors import DataError
from yigong.store.language import _
from yigong.store.records import Occurrence, Squad
from yigong.store.squads.staffing import Need, upcoming_needs
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.squads.squad_form import SquadForm
from yigong.tui.text.words import act_name


class SquadActions(Page[None]):
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
        return self.village.history.fingerprint()

    def needed(self, unreadable: list[DataError]) -> Iterator[tuple[Occurrence, Need]]:
        """What the events to come need of every squad (see `staffing.upcoming_needs`)."""
        village = self.village
        return upcoming_needs(village.events, village.registers, village.now(), unreadable)

    # -- what can be done --------------------------------------------------

    def action_members(self) -> None:
        """Choose who belongs to it."""
        from yigong.tui.screens.event.sign_up_page import MembersPage

        with self.report_refusals():
            self.refuse_reader()
            self.app.push_screen(MembersPage(self.squad()))

    def action_edit(self) -> None:
        """The form of the squad."""
        with self.report_refusals():
            self.refuse_reader()
            self.app.push_screen(SquadForm(self.squad()), self.saved)

    def saved(self, squad: Squad | None) -> None:
        """The form was closed; with `None`, nothing was saved."""
        if squad is not None:
            self.go(squad)
            self.status.good(_("{title} is saved").format(title=squad.name))

    def action_archive(self) -> None:
        """Put the squad away, or take it up again."""
        with self.report_refusals():
            self.refuse_reader()
            squad = self.squad()
            squad = self.village.squads.archive(squad.number, not squad.archived)
            self.go(squad)
            said = (
                _("{name} is archived; u takes it back") if squad.archived else _("{name} is back")
            )
            self.status.good(said.format(name=squad.name))

    def action_undo(self) -> None:
        """Take back my last change of the squads."""
        with self.report_refusals():
            self.refuse_reader()
            undone = self.village.undo("squads")
            self.refresh_page()
            self.status.good(_("undone: {act}").format(act=act_name(undone.act)))
