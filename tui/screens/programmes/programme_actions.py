"""The actions that the list of programmes and the page of one programme share."""

from __future__ import annotations

from textual import work

from yigong.store.language import _
from yigong.store.programme_records import Programme
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.programmes.programme_form import GoalForm, ProgrammeForm
from yigong.tui.view.history_words import undone_words


class ProgrammeActions(ListPage[None]):
    """A page about programmes. A subclass names the keys."""

    BOOKS = frozenset({"programmes", "enrolments", "events", "people", "squads", "settings"})

    def programme(self) -> Programme:
        """The programme that the actions are about, as it is now.

        Raises:
            Refused: There is none.
        """
        raise NotImplementedError

    def show_programme(self, programme: Programme) -> None:
        """Show a programme after it was added or changed."""
        self.refresh_page()

    def fingerprint(self) -> object:
        """The whole history: check-ins and signed registers change numbers here."""
        return self.village.history.fingerprint()

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the programme."""
        await self.fill_in(ProgrammeForm(self.programme()))

    @needs_writing
    @work
    async def action_goals(self) -> None:
        """Change the goals, and the seasons or themes."""
        await self.fill_in(GoalForm(self.programme()))

    async def fill_in(self, form: ProgrammeForm | GoalForm) -> None:
        """Open a form and show the programme that it saved, and who moved up by it."""
        programme = await self.ask(form)
        if programme is not None:
            self.show_programme(programme)
            self.status.good(
                _("{title} is saved").format(title=programme.name)
                + self.moved_up_text([each.person for each in form.moved_up])
            )

    def moved_up_text(self, people: list[int]) -> str:
        """Who moved up from the waitlist, to stand behind what was done; empty: nobody."""
        if not people:
            return ""
        names = _(", ").join(self.village.people.get(number).name for number in people)
        return "   " + _("moved up: {names}").format(names=names)

    @needs_writing
    def action_archive(self) -> None:
        """Archive the programme, or take it back."""
        programme = self.programme()
        archived = not programme.archived
        programme = self.village.programmes.archive(programme.number, archived)
        self.show_programme(programme)
        text = _("{name} is archived; u takes it back") if archived else _("{name} is back")
        self.status.good(text.format(name=programme.name))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of the programmes and of who is enrolled."""
        undone = self.village.undo("programmes")
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))

    def action_progress(self, form: str) -> None:
        """Write how far the programmes have come as a file.

        Args:
            form: ``html`` to print it, ``xlsx`` for Excel.
        """
        from yigong.exports.documents.programme_tables import progress_file
        from yigong.tui.screens.files.write_file import write_file

        write_file(self, lambda: (f"programmes.{form}", progress_file(self.village, form)))
