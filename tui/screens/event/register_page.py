"""The register page, base of pages about a register: sign up, sheet, roll call, close."""

from __future__ import annotations

from functools import partial

from textual import work

from yigong.store.attendance.register import Promotion, Register
from yigong.store.attendance.role_words import next_role, role_name
from yigong.store.attendance.roles import counted_role
from yigong.store.attendance_records import Entry
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.squads.staffing import people_to_ask
from yigong.tui.screens.base.page import Page, needs_writing
from yigong.tui.screens.base.questions import AskOption, AskText, AskYes
from yigong.tui.screens.event.occurrence_page import OccurrencePage
from yigong.tui.text.attendance_words import heads_words
from yigong.tui.text.typed_values import read_role_and_reason
from yigong.tui.view.history_words import undone_words
from yigong.tui.view.post_words import withdrawal_options
from yigong.tui.view.roll_call_words import moved_up_words, promoted_words

_REVOKE_TEXTS = {
    "in": (
        N_("Take the check-in of {name} at {at} back? Why?"),
        N_("the check-in of {name} is taken back"),
    ),
    "out": (
        N_("Take the check-out of {name} at {at} back? Why?"),
        N_("the check-out of {name} is taken back; they are here"),
    ),
}
"""The question, and the text when it is done, as msgids."""


class RegisterPage(OccurrencePage):
    """A page about an occurrence and its register. Subclasses bind keys to its actions."""

    @property
    def chosen(self) -> int | None:
        """The person under the cursor."""
        raise NotImplementedError

    @property
    def nameless_chosen(self) -> bool:
        """Whether the cursor is on those without a name."""
        return False

    @needs_writing
    def action_sign_up(self) -> None:
        """Sign people up."""
        from yigong.tui.screens.event.sign_up_page import SignUpPage

        self.app.push_screen(SignUpPage(self.occurrence))

    @needs_writing
    @work
    async def action_whole_squads(self) -> None:
        """Sign up all members of the needed squads."""
        needs = self.occurrence.event.needs
        if not needs:
            raise Refused("This event needs no squads yet; e says how many of each.")
        squads, people = self.village.squads.all(), self.village.people.all()
        register = self.village.registers.read(self.occurrence.key)
        needed_squads = (squads[number] for number in needs if number in squads)
        squad_by_person = people_to_ask(needed_squads, people, register)
        if not squad_by_person:
            raise Refused("All members of the squads needed are in the register already.")
        names, count = self.village.squads.names(tuple(needs)), len(squad_by_person)
        question = _("Sign up all members of {squads}?").format(squads=names)
        if await self.ask(AskYes(question, _("{n} people").format(n=count))):
            self.village.registers.signup.sign_up(
                self.occurrence, *squad_by_person, squads=squad_by_person
            )
            self.refresh_page()
            self.status.good(_("{n} people are signed up; u takes it back").format(n=count))

    @needs_writing
    @work
    async def action_take_back(self) -> None:
        """Take back the row's last check-out or check-in; without one, its sign-up.

        On those without a name it is the last count.
        """
        number = self.chosen
        if self.nameless_chosen:
            await self._uncount()
            return
        if number is None:
            raise Refused("Nobody is chosen.")
        entry = self.village.registers.read(self.occurrence.key).entries.get(number)
        if entry is not None and entry.stints:
            await self._revoke(entry)
        elif entry is not None and entry.grants and entry.expected is None:
            raise Refused("There are only granted hours; g, then ^R takes them back.")
        else:
            await self._withdraw(number)

    async def _uncount(self) -> None:
        """Take back the last count of people without a name, with a reason."""
        count = self.village.registers.head(self.occurrence).headcounts[-1]
        question = _("Take the count of {heads} at {at} back? Why?").format(
            heads=heads_words(count.adults, count.children),
            at=f"{count.at.astimezone(self.village.zone):%H:%M}",
        )
        recorded = f"{count.desk} {count.by}".strip()
        hint = "  ".join(filter(None, (recorded, _("the reason is kept"))))
        uncount = partial(self.village.registers.checkin.uncount, self.occurrence)
        if await self.ask(AskText(question, hint, act=uncount)) is not None:
            self.refresh_page()
            self.status.good(_("the count is taken back"))

    async def _withdraw(self, number: int) -> None:
        """Take back a sign-up; of who has several posts, say first from which."""
        name = self.village.people.get(number).name
        before = self.village.registers.read(self.occurrence.key).entries
        entry = before.get(number)
        options = withdrawal_options(entry, self.occurrence) if entry is not None else []
        chosen: object = ("out", 0)
        if len(options) > 1:
            chosen = await self.ask(AskOption(name, options, chosen))
        if not isinstance(chosen, tuple):
            return
        _out, post = chosen
        moved_up = self.village.registers.signup.withdraw(self.occurrence, number, post)
        self.refresh_page()
        text = _("{name} is not signed up any more; u undoes")
        if post:
            text = _("{name} is not at the post any more; u undoes")
        text = text.format(name=name)
        self.status.good(
            text + moved_up_words(moved_up, self.village.people.all(), self.occurrence, before)
        )

    async def _revoke(self, entry: Entry) -> None:
        """Take back the last check-out of an entry, with a reason; without one, the check-in.

        It may have been made at any desk, at any time.
        """
        last = entry.stints[-1]
        end_only = last.end is not None and last.origin == "clocked"
        question, done = _REVOKE_TEXTS["out" if end_only else "in"]
        name = self.village.people.get(entry.number).name
        fields = {"name": name, "at": f"{(last.end if end_only else None) or last.start:%H:%M}"}
        desk, organiser = (last.end_desk, last.end_by) if end_only else (last.desk, last.by)
        recorded = f"{desk} {organiser}".strip()
        hint = "  ".join(filter(None, (recorded, _("the reason is kept"))))
        revoke = partial(
            self.village.registers.checkin.revoke,
            self.occurrence,
            entry.number,
            end_only=end_only,
        )
        if await self.ask(AskText(_(question).format(**fields), hint, act=revoke)) is not None:
            self.refresh_page()
            self.status.good(_(done).format(**fields))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of this event or its register."""
        register = self.village.registers.book(self.occurrence.key).name
        moved_up: list[Promotion] = []
        undone = self.village.undo(register, self.occurrence.event.number, moved_up)
        self.refresh_page()
        text = _("undone: {act}").format(act=undone_words(self.village, undone))
        self.status.good(text + promoted_words(moved_up, self.village.people.all()))

    @needs_writing
    def action_roll_call(self) -> None:
        """Call the roll of a squad, of a post, or of everybody."""
        from yigong.tui.screens.event.roll_call_page import RollCallPage
        from yigong.tui.screens.event.roll_squads_page import RollSquadsPage

        register = self.village.registers.read(self.occurrence.key)
        if not register.expected:
            raise Refused("Nobody is expected yet: a signs people up, w whole squads.")
        parts = {entry.squad for entry in register.expected}
        page = RollSquadsPage if len(parts) > 1 or self.occurrence.posts else RollCallPage
        self.app.push_screen(page(self.occurrence))

    @needs_writing
    @work
    async def action_paper(self) -> None:
        """Type in the sheet that was filled in on paper."""
        from yigong.tui.screens.event.sheet_page import SheetPage

        self._refuse_signed()
        rows = await self.ask(SheetPage(self.occurrence))
        self.refresh_page()
        if rows:
            text = ngettext(
                "{n} row is typed in; u takes it back",
                "{n} rows are typed in; u takes it back",
                rows,
            )
            self.status.good(text.format(n=rows))

    @needs_writing
    def action_grant(self) -> None:
        """Grant hours that no clock saw, with a reason."""
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

    # -- as what, and with whom ------------------------------------------------

    @needs_writing
    @work
    async def action_turn_role(self) -> None:
        """Give the person under the cursor the next role: V volunteer, P participant, L learner,
        G guest, $ paid.

        Of a signed register, ask which and why. Where somebody was there twice, it holds for both.
        """
        registers, number = self.village.registers, self.chosen
        entry = registers.read(self.occurrence.key).entries.get(number or 0)
        if number is None or entry is None:
            raise Refused("Nobody is chosen.")
        head, name = registers.head(self.occurrence), self.village.people.get(number).name
        role = next_role(counted_role(entry, head))

        def sign(answer: str) -> None:
            nonlocal role
            role, reason = read_role_and_reason(answer)
            registers.roles.change(self.occurrence, number, role, reason=reason)

        if head.closed is None:
            registers.roles.change(self.occurrence, number, role)
        else:
            question = _("{name} is signed as {role}. As what, and why?").format(
                name=name, role=role_name(counted_role(entry, head))
            )
            example = _("for example {when}").format(when=_("V helped all morning"))
            if await self.ask(AskText(question, example, act=sign)) is None:
                return
        self.refresh_page()
        text = _("{name}: {role}; u takes it back")
        self.status.good(text.format(name=name, role=role_name(role)))

    @needs_writing
    @work
    async def action_count_nameless(self) -> None:
        """Count people who give no name."""
        from yigong.tui.screens.event.heads_page import NamelessPage

        self._refuse_signed()
        await self._say_done(NamelessPage(self.occurrence))

    @needs_writing
    @work
    async def action_along(self) -> None:
        """Count who comes along with the person under the cursor.

        Also with a sign-up.
        """
        from yigong.tui.screens.event.heads_page import AlongPage

        self._refuse_signed()
        if self.chosen is None:
            raise Refused("Nobody is chosen.")
        person = self.village.people.get(self.chosen)
        await self._say_done(AlongPage(self.occurrence, person))

    async def _say_done(self, page: Page[str | None]) -> None:
        """Ask a page, and show the sentence that it returns."""
        done = await self.ask(page)
        if done:
            self.refresh_page()
            self.status.good(done)

    @needs_writing
    @work
    async def action_report(self) -> None:
        """Say in a sentence how it went, for the ledger.

        Also of a signed register.
        """
        head = self.village.registers.read(self.occurrence.key).head
        if head is None:
            raise Refused("Nobody signed up or came, so there is nothing to report.")
        hint = _("a sentence for the ledger, such as what was done; empty takes it away")
        report = partial(self.village.registers.settlement.report, self.occurrence)
        if await self.ask(AskText(_("How did it go?"), hint, head.report, act=report)) is not None:
            self.refresh_page()
            self.status.good(_("the report stands in the ledger; u takes it back"))

    @needs_writing
    @work
    async def action_close_register(self) -> None:
        """Look at what is open, and sign and close the register."""
        from yigong.tui.screens.event.close_page import ClosePage
        from yigong.tui.screens.event.settled_requests import settle_answered

        register = self._refuse_signed()
        granted = any(entry.grants for entry in register.entries.values())
        if not (register.attended or granted):
            raise Refused("Nobody was checked in, so there is nothing to close.")
        signed = await self.ask(ClosePage(self.occurrence))
        self.refresh_page()
        if signed:
            self.status.good(_("the register is signed and closed; u takes it back"))
            await settle_answered(self, self.occurrence)

    @needs_writing
    @work
    async def action_reopen(self) -> None:
        """Reopen the signed register, with a reason."""
        reopen = partial(self.village.registers.settlement.reopen, self.occurrence)
        if await self.ask(AskText(_("Why is the register reopened?"), act=reopen)) is not None:
            self.refresh_page()
            self.status.good(_("the register is open again"))

    def action_sheet(self) -> None:
        """Write the sign-in sheet, to print.

        Each person on it has their row number from now on.
        """
        from yigong.exports.documents.signin_file import signin_file
        from yigong.tui.screens.files.write_file import write_file

        def make() -> tuple[str, bytes]:
            name = f"signin-{self.occurrence.key}.html"
            return name, signin_file(self.village, self.occurrence, "html")

        write_file(self, make, done=_("written; it prints on A4 from any browser"))
