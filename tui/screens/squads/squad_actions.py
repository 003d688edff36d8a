"""The actions that the list of squads and the page of one squad share."""

from __future__ import annotations

from collections.abc import Iterator

from textual import work

from yigong.store.errors import DataError
from yigong.store.event_records import HostPart, Occurrence
from yigong.store.language import _
from yigong.store.records import Squad
from yigong.store.squads.hosting import hosted_by
from yigong.store.squads.staffing import Need, upcoming_needs
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.squads.squad_form import SquadForm
from yigong.tui.view.history_words import undone_words


class SquadActions(ListPage[None]):
    """A page about squads. A subclass names the keys."""

    BOOKS = frozenset({"people", "squads", "events", "settings"})

    def squad(self) -> Squad:
        """The squad that the actions are about, as it is now.

        Raises:
            Refused: There is none.
        """
        raise NotImplementedError

    def show_squad(self, squad: Squad) -> None:
        """Show a squad after it was founded or changed."""
        self.refresh_page()

    def fingerprint(self) -> object:
        """The whole history: sign-ups, check-ins and signed registers change numbers here."""
        return self.village.history.fingerprint()

    def upcoming_needs(self, unreadable: list[DataError]) -> Iterator[tuple[Occurrence, Need]]:
        """The needs of every squad at future occurrences (see `staffing.upcoming_needs`)."""
        village = self.village
        return upcoming_needs(village.events, village.registers, village.now(), unreadable)

    def hosted(self, squad: Squad, most: int) -> list[tuple[Occurrence, HostPart]]:
        """What a squad hosts and hosted, the next first; nothing of one that does not host."""
        if not squad.hosts:
            return []
        village = self.village
        events, now = village.events.all().values(), village.now()
        return hosted_by(squad.number, events, village.context, now, village.zone)[:most]

    # -- what can be done --------------------------------------------------

    @needs_writing
    def action_members(self) -> None:
        """Choose who is in the squad."""
        from yigong.tui.screens.event.sign_up_page import MembersPage

        self.app.push_screen(MembersPage(self.squad()))

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the squad."""
        await self.fill_in(SquadForm(self.squad()))

    async def fill_in(self, form: SquadForm) -> None:
        """Open a form and show the squad that it saved."""
        squad = await self.ask(form)
        if squad is not None:
            self.show_squad(squad)
            self.status.good(_("{title} is saved").format(title=squad.name))

    @needs_writing
    def action_archive(self) -> None:
        """Archive the squad, or take it back."""
        squad = self.squad()
        squad = self.village.squads.archive(squad.number, not squad.archived)
        self.show_squad(squad)
        text = _("{name} is archived; u takes it back") if squad.archived else _("{name} is back")
        self.status.good(text.format(name=squad.name))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of the squads."""
        undone = self.village.undo("squads")
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))
