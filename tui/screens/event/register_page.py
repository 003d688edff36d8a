"""What can be done to one register, in the order of a day: sign up, sheet, roll call, close."""

from __future__ import annotations

from textual import work

from yigong.store.attendance.register import Register
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Entry, Event
from yigong.store.squads.staffing import people_to_ask
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.base.questions import AskText, AskYes
from yigong.tui.screens.event.occurrence_page import OccurrencePage
from yigong.tui.text.words import act_name
from yigong.tui.view.roll_call_words import moved_up_words

_BACK = {
    "in": (
        N_("Take the check-in of {name} at {at} back? Why?"),
        N_("the check-in of {name} is taken back"),
    ),
    "out": (
        N_("Take the check-out of {name} at {at} back? Why?"),
        N_("the check-out of {name} is taken back; they are here"),
    ),
}
"""The question and what is said when it is done, as msgids."""


class RegisterPage(OccurrencePage):
    """A page about one occurrence and its register. Its keys are named by the page itself."""

    @property
    def chosen(self) -> int | None:
        """The person under the cursor."""
        raise NotImplementedError

    @needs_writing
    def action_sign_up(self) -> None:
        """Sign people up, one after the other."""
        from yigong.tui.screens.event.sign_up_page import SignUpPage

        self.app.push_screen(SignUpPage(self.occurrence))

    @needs_writing
    @work
    async def action_whole_squads(self) -> None:
        """Sign up the members of the squads that are needed, whoever is not in the register yet."""
        needs = self.occurrence.event.needs
        if not needs:
            raise Refused("This event needs no squads yet; e says how many of each.")
        squads, people = self.village.squads.all(), self.village.people.all()
        register = self.village.registers.read(self.occurrence.key)
        serves = people_to_ask((squads[n] for n in needs if n in squads), people, register)
        if not serves:
            raise Refused("All members of the squads needed are in the register already.")
        names = self.village.squads.names(tuple(needs))
        question = _("Sign up all members of {squads}?").format(squads=names)
        if await self.ask(AskYes(question, _("{n} people").format(n=len(serves)))):
            self.village.registers.signup.sign_up(self.occurrence, *serves, squads=serves)
            self.refresh_page()
            said = _("{n} people are signed up; u takes it back")
            self.status.good(said.format(n=len(serves)))

    @needs_writing
    @work
    async def action_take_back(self) -> None:
        """Take back what is said of whoever is under the cursor: a check-in, else the sign-up."""
        number = self.chosen
        if number is None:
            raise Refused("Nobody is chosen.")
        entry = self.village.registers.read(self.occurrence.key).entries.get(number)
        if entry is not None and entry.stints:
            await self._revoke(entry)
        elif entry is not None and entry.grants and entry.expected is None:
            raise Refused("There are only granted hours; g, then ^R takes them back.")
        else:
            self._withdraw(number)

    def _withdraw(self, number: int) -> None:
        """Take a sign-up back; `u` brings it again."""
        name = self.village.people.get(number).name
        waited = self.village.registers.signup.withdraw(self.occurrence, number)
        self.refresh_page()
        text = _("{name} is not signed up any more; u undoes").format(name=name)
        self.status.good(text + moved_up_words(waited, self.village.people.all()))

    async def _revoke(self, entry: Entry) -> None:
        """Take somebody's last check-out or check-in back, with a reason.

        It may be another desk's, and long ago. Whoever was checked out is here again; done once
        more, they were not here at all.
        """
        last = entry.stints[-1]
        end_only = last.end is not None and last.origin == "clocked"
        question, done = _BACK["out" if end_only else "in"]
        name = self.village.people.get(entry.number).name
        spoken = {"name": name, "at": f"{(last.end if end_only else None) or last.start:%H:%M}"}
        where = last.end_desk if end_only else last.desk
        recorded = f"{where} {last.end_by if end_only else last.by}".strip()
        hint = "  ".join(filter(None, (recorded, _("the reason is kept"))))
        reason = await self.ask(AskText(_(question).format(**spoken), hint))
        if reason is not None:
            self.village.registers.checkin.revoke(
                self.occurrence, entry.number, reason, end_only=end_only
            )
            self.refresh_page()
            self.status.good(_(done).format(**spoken))

    def fill_places(self, event: Event) -> str:
        """Let those who wait move up, on every date to come, after places were added.

        Args:
            event: The event, as it was saved.

        Returns:
            Who moved up, to be said; empty where nobody waited or nothing got free.
        """
        registers, now = self.village.registers, self.village.now()
        moved: list[Entry] = []
        for key in registers.planned_between():
            if not key.startswith(f"{event.code}@"):
                continue
            occurrence = self.village.events.occurrence_for(key)
            waiting = any(entry.waiting for entry in registers.read(key).entries.values())
            if occurrence.end > now and waiting:
                moved += registers.signup.move_up(occurrence)
        return moved_up_words(moved, self.village.people.all())

    @needs_writing
    def action_undo(self) -> None:
        """Take back my last change of this register, or of the event's plan."""
        key = self.occurrence.key
        register = f"registers/{key.partition('@')[2][:4]}/{key}"
        undone = self.village.undo(register, self.occurrence.event.number)
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=act_name(undone.act)))

    @needs_writing
    def action_roll_call(self) -> None:
        """点名: choose a squad, then one key each."""
        from yigong.tui.screens.event.roll_call_page import RollCallPage
        from yigong.tui.screens.event.roll_squads_page import RollSquadsPage

        register = self.village.registers.read(self.occurrence.key)
        if not register.expected:
            raise Refused("Nobody is expected yet: a signs people up, w whole squads.")
        squads = {entry.squad for entry in register.expected}
        page = RollSquadsPage if len(squads) > 1 else RollCallPage
        self.app.push_screen(page(self.occurrence))

    @needs_writing
    @work
    async def action_paper(self) -> None:
        """Type back what was written on the sheet."""
        from yigong.tui.screens.event.sheet_page import SheetPage

        self._refuse_signed()
        rows = await self.ask(SheetPage(self.occurrence))
        self.refresh_page()
        if rows:
            said = ngettext(
                "{n} row is typed in; u takes it back",
                "{n} rows are typed in; u takes it back",
                rows,
            )
            self.status.good(said.format(n=rows))

    @needs_writing
    def action_grant(self) -> None:
        """认定: grant hours that no clock saw."""
        from yigong.tui.screens.event.grants_page import GrantsPage

        self._refuse_signed()
        self.app.push_screen(GrantsPage(self.occurrence, self.chosen))

    def _refuse_signed(self) -> Register:
        """The register, unless it is signed.

        Raises:
            Refused: It is.
        """
        register = self.village.registers.read(self.occurrence.key)
        if register.closed:
            raise Refused("It is signed already; R reopens it, with a reason.")
        return register

    @needs_writing
    @work
    async def action_report(self) -> None:
        """小结: say in a sentence how it went, for the ledger; also when it is signed already."""
        head = self.village.registers.read(self.occurrence.key).head
        if head is None:
            raise Refused("Nobody signed up or came, so there is nothing to report.")
        hint = _("a sentence for the ledger, such as what was done; empty takes it away")
        report = await self.ask(AskText(_("How did it go?"), hint, head.report))
        if report is not None:
            self.village.registers.settlement.report(self.occurrence, report)
            self.refresh_page()
            self.status.good(_("the report stands in the ledger; u takes it back"))

    @needs_writing
    @work
    async def action_close_register(self) -> None:
        """收尾: settle, sign, freeze."""
        from yigong.tui.screens.event.close_page import ClosePage

        register = self._refuse_signed()
        if not register.present and not any(e.grants for e in register.entries.values()):
            raise Refused("Nobody was checked in, so there is nothing to close.")
        signed = await self.ask(ClosePage(self.occurrence))
        self.refresh_page()
        if signed:
            self.status.good(_("the register is signed and closed; u takes it back"))

    @needs_writing
    @work
    async def action_reopen(self) -> None:
        """Open a signed register again, with a reason."""
        reason = await self.ask(AskText(_("Why is the register reopened?")))
        if reason is not None:
            self.village.registers.settlement.reopen(self.occurrence, reason)
            self.refresh_page()
            self.status.good(_("the register is open again"))

    def action_sheet(self) -> None:
        """Write this occurrence's sign-in sheet; who is on it has their row from now on."""
        from yigong.exports.documents.signin_file import signin_file

        def make() -> bytes:
            return signin_file(self.village, self.occurrence, "html")

        self._write(f"signin-{self.occurrence.key}.html", make)
