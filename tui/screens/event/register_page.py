"""What can be done to one register, in the order of a day: sign up, sheet, roll call, close."""

from __future__ import annotations

from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Entry, Event
from yigong.store.squads.staffing import people_to_ask
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

    def action_sign_up(self) -> None:
        """Sign people up, one after the other."""
        from yigong.tui.screens.event.sign_up_page import SignUpPage

        with self.report_refusals():
            self.needs_writing()
            self.app.push_screen(SignUpPage(self.one))

    def action_whole_squads(self) -> None:
        """Sign up the members of the squads that are needed, whoever is not in the register yet."""
        from yigong.tui.screens.base.questions import AskYes

        with self.report_refusals():
            self.needs_writing()
            needs = self.one.event.needs
            if not needs:
                raise Refused("This event needs no squads yet; e says how many of each.")
            squads, people = self.village.squads.all(), self.village.people.all()
            register = self.village.registers.read(self.one.key)
            serves = people_to_ask((squads[n] for n in needs if n in squads), people, register)
            if not serves:
                raise Refused("All members of the squads needed are in the register already.")
            names = self.village.squads.names(tuple(needs))

            def go(sure: bool | None) -> None:
                if sure:
                    with self.report_refusals():
                        self.village.registers.signup.sign_up(self.one, *serves, squads=serves)
                        self.refresh_page()
                        said = _("{n} people are signed up; u takes it back")
                        self.status.good(said.format(n=len(serves)))

            question = _("Sign up all members of {squads}?").format(squads=names)
            self.app.push_screen(AskYes(question, _("{n} people").format(n=len(serves))), go)

    def action_take_back(self) -> None:
        """Take back what is said of whoever is under the cursor: a check-in, else the sign-up."""
        with self.report_refusals():
            self.needs_writing()
            number = self.chosen
            if number is None:
                raise Refused("Nobody is chosen.")
            entry = self.village.registers.read(self.one.key).entries.get(number)
            if entry is not None and entry.stints:
                self._ask_why(entry)
            elif entry is not None and entry.grants and entry.expected is None:
                raise Refused("There are only granted hours; g, then ^R takes them back.")
            else:
                self._withdraw(number)

    def _withdraw(self, number: int) -> None:
        """Take a sign-up back; `u` brings it again."""
        name = self.village.people.get(number).name
        waited = self.village.registers.signup.withdraw(self.one, number)
        self.refresh_page()
        text = _("{name} is not signed up any more; u undoes").format(name=name)
        self.status.good(text + moved_up_words(waited, self.village.people.all()))

    def _ask_why(self, entry: Entry) -> None:
        """Take the last thing of somebody back, with a reason: it may be another's, and long ago.

        Who was clocked out is here again; asked once more, they were not here at all.
        """
        from yigong.tui.screens.base.questions import AskText

        last = entry.stints[-1]
        end_only = last.end is not None and last.origin == "clocked"
        question, done = _BACK["out" if end_only else "in"]
        name = self.village.people.get(entry.number).name
        spoken = {"name": name, "at": f"{(last.end if end_only else None) or last.start:%H:%M}"}

        def go(reason: str | None) -> None:
            if reason is not None:
                with self.report_refusals():
                    self.village.registers.checkin.revoke(
                        self.one, entry.number, reason, end_only=end_only
                    )
                    self.refresh_page()
                    self.status.good(_(done).format(**spoken))

        where = last.end_desk if end_only else last.desk
        said = f"{where} {last.end_by if end_only else last.by}".strip()
        self.app.push_screen(
            AskText(
                _(question).format(**spoken),
                "  ".join(filter(None, (said, _("the reason is kept")))),
            ),
            go,
        )

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
            one = self.village.events.occurrence_for(key)
            if one.end > now and any(e.waiting for e in registers.read(key).entries.values()):
                moved += registers.signup.move_up(one)
        return moved_up_words(moved, self.village.people.all())

    def action_undo(self) -> None:
        """Take back my last change of this register, or of the event's plan."""
        with self.report_refusals():
            self.needs_writing()
            key = self.one.key
            register = f"registers/{key.partition('@')[2][:4]}/{key}"
            undone = self.village.undo(register, self.one.event.number)
            self.refresh_page()
            self.status.good(_("undone: {act}").format(act=act_name(undone.act)))

    def action_roll_call(self) -> None:
        """点名: choose a squad, then one key each."""
        from yigong.tui.screens.event.roll_call_page import RollCallPage
        from yigong.tui.screens.event.roll_squads_page import RollSquadsPage

        with self.report_refusals():
            self.needs_writing()
            register = self.village.registers.read(self.one.key)
            if not register.expected:
                raise Refused("Nobody is expected yet: a signs people up, w whole squads.")
            squads = {entry.squad for entry in register.expected}
            page = RollSquadsPage(self.one) if len(squads) > 1 else RollCallPage(self.one)
            self.app.push_screen(page)

    def action_paper(self) -> None:
        """Type back what was written on the sheet."""
        from yigong.tui.screens.event.sheet_page import SheetPage

        def done(rows: int | None) -> None:
            self.refresh_page()
            if rows:
                said = ngettext(
                    "{n} row is typed in; u takes it back",
                    "{n} rows are typed in; u takes it back",
                    rows,
                )
                self.status.good(said.format(n=rows))

        with self.report_refusals():
            self.needs_writing()
            if self.village.registers.read(self.one.key).closed:
                raise Refused("It is signed already; R reopens it, with a reason.")
            self.app.push_screen(SheetPage(self.one), done)

    def action_grant(self) -> None:
        """认定: grant hours that no clock saw."""
        from yigong.tui.screens.event.grants_page import GrantsPage

        with self.report_refusals():
            self.needs_writing()
            if self.village.registers.read(self.one.key).closed:
                raise Refused("It is signed already; R reopens it, with a reason.")
            self.app.push_screen(GrantsPage(self.one, self.chosen))

    def action_report(self) -> None:
        """小结: say in a sentence how it went, for the ledger; also when it is signed already."""
        from yigong.tui.screens.base.questions import AskText

        def go(answer: str | None) -> None:
            if answer is not None:
                with self.report_refusals():
                    self.village.registers.settlement.report(self.one, answer)
                    self.refresh_page()
                    self.status.good(_("the report stands in the ledger; u takes it back"))

        with self.report_refusals():
            self.needs_writing()
            head = self.village.registers.read(self.one.key).head
            if head is None:
                raise Refused("Nobody signed up or came, so there is nothing to report.")
            hint = _("a sentence for the ledger, such as what was done; empty takes it away")
            self.app.push_screen(AskText(_("How did it go?"), hint, head.report), go)

    def action_close_register(self) -> None:
        """收尾: settle, sign, freeze."""
        from yigong.tui.screens.event.close_page import ClosePage

        with self.report_refusals():
            self.needs_writing()
            register = self.village.registers.read(self.one.key)
            if register.closed:
                raise Refused("It is signed already; R reopens it, with a reason.")
            if not register.present and not any(e.grants for e in register.entries.values()):
                raise Refused("Nobody was checked in, so there is nothing to close.")
            self.app.push_screen(ClosePage(self.one), self._was_closed)

    def _was_closed(self, done: bool | None) -> None:
        self.refresh_page()
        if done:
            self.status.good(_("the register is signed and closed; u takes it back"))

    def action_reopen(self) -> None:
        """Open a signed register again, with a reason."""
        from yigong.tui.screens.base.questions import AskText

        def go(answer: str | None) -> None:
            if answer is not None:
                with self.report_refusals():
                    self.village.registers.settlement.reopen(self.one, answer)
                    self.refresh_page()
                    self.status.good(_("the register is open again"))

        with self.report_refusals():
            self.needs_writing()
            self.app.push_screen(AskText(_("Why is the register reopened?")), go)

    def action_sheet(self) -> None:
        """Write this occurrence's sign-in sheet; who is on it has their row from now on."""
        from yigong.exports.documents.signin_file import signin_file

        def make() -> bytes:
            return signin_file(self.village, self.one, "html")

        self._write(f"signin-{self.one.key}.html", make)
