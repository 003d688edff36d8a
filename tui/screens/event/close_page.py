"""收尾: only what is open or odd, with an end proposed for each; then the recorder signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.documents.signin_sheet import correction_sentences
from yigong.store.attendance import hours, settlement_rules
from yigong.store.attendance.hours import hours_text
from yigong.store.attendance.register import Register, head_of
from yigong.store.attendance.settlement_rules import OddEntry, OddReason
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Entry, Head, Occurrence, Volunteer
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import HELP
from yigong.tui.screens.base.questions import AskText
from yigong.tui.text.words import day_name, person_name, read_time
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow
from yigong.tui.widgets.text_block import TextBlock

_WHY: dict[OddReason, str] = {
    "here": N_("still here"),
    "backwards": N_("out before in"),
    "long": N_("very long"),
    "short": N_("too short"),
}


class ClosePage(ListPage[bool | None]):
    """Settles a register before it is signed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "sign", N_("Sign and close")),
        Binding("a", "all", N_("Take all")),
        Binding("t", "time", N_("Time")),
        Binding("space", "turn", N_("Take/leave")),
        Binding("T", "time_for_all", N_("One time for all still here"), show=False),
        Binding("escape", "leave", N_("Not yet")),
        HELP,
    ]
    BOOKS = frozenset({"people", "settings"})
    EMPTY = N_("Nothing is open and nothing is odd.")

    def __init__(self, occurrence: Occurrence) -> None:
        """Close an occurrence's register."""
        super().__init__()
        self.occurrence = occurrence
        self._register = Register(occurrence.key, {})
        self._oddities: dict[int, OddEntry] = {}
        self._chosen: dict[int, datetime | None] = {}
        """What the recorder decided: an end, or `None` for what was clocked."""

    def heading(self) -> list[Piece]:
        """Which register."""
        return [
            (_("Close the register"), STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def above(self) -> ComposeResult:
        """What it means above, who is open or odd below."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn(_("Name"), 0, most=20),
            ListColumn(_("Code"), 6),
            ListColumn(_("In"), 9),
            ListColumn(_("Out"), 5),
            ListColumn(_("What is odd"), 20),
            ListColumn(_("Signed as"), 16),
            ListColumn(_("Hours"), 5, right=True, least=76),
        ]

    @property
    def _head(self) -> Head:
        """When it took place, as the register knows it."""
        return self._register.head or head_of(self.occurrence)

    def fingerprint(self) -> object:
        """Also the register: somebody may still be checked out elsewhere."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """Who is open or odd now."""
        self._register = self.village.registers.read(self.occurrence.key)
        found = settlement_rules.odd_entries(
            self.occurrence, self._register, self.village.settings.hours, self.village.now()
        )
        self._oddities = {odd.number: odd for odd in found}
        self.query_one(TextBlock).show(self._plan())
        people = self.village.people.all()
        self.rows.show([self._row(odd, people) for odd in found])

    def _plan(self) -> list[list[Piece]]:
        register = self._register
        absent = [e for e in register.expected if not (e.stints or e.grants or e.mark)]
        lines: list[list[Piece]] = []
        if self.village.now() < self.occurrence.end:
            text = _("It is not over: it goes on until {time}.")
            lines.append([(text.format(time=f"{self.occurrence.end:%H:%M}"), BAD)])
        lines.append(
            [
                (_("came {n}").format(n=len(register.present)), STRONG),
                "   ",
                (_("still here {n}").format(n=len(register.here)), STRONG),
                "   ",
                (_("not come {n}").format(n=len(absent)), STRONG),
            ]
        )
        if self.ends():
            lines.append([_("A time that is proposed or typed here counts as filled in.")])
        kept = [n for n, odd in self._oddities.items() if odd.proposed and n not in self.ends()]
        if kept:
            text = ngettext(
                "{n} stays as it was clocked; Space or a takes what is proposed.",
                "{n} stay as they were clocked; Space or a takes what is proposed.",
                len(kept),
            )
            lines.append([(text.format(n=len(kept)), BAD)])
        if absent:
            lines.append([_("Who was expected and did not come is noted as absent.")])
        lines += [[(text, QUIET)] for text in correction_sentences(register.head)[-2:]]
        signer = _("Signed by {by}. After that the register is frozen.")
        return [*lines, [(signer.format(by=self.village.actor.by or "?"), ACCENT)]]

    def _row(self, odd: OddEntry, people: Mapping[int, Volunteer]) -> ListRow:
        entry = self._register.entries[odd.number]
        stint, end = entry.stints[odd.stint], self.ends().get(odd.number)
        person = people.get(odd.number)
        signed = _("as clocked")
        if end is not None:
            entry = settlement_rules.with_end(entry, odd.stint, end, "")
            signed = f"{end:%H:%M} " + _("filled in")
        policy = self.village.settings.hours
        credit = hours.entry_credit(entry, self._head, policy)
        return ListRow(
            odd.number,
            [
                person_name(person),
                person.code if person else "",
                _came(entry),
                f"{stint.end:%H:%M}" if stint.end else "",
                " ".join(_(_WHY[why]) for why in odd.reasons),
                signed,
                hours_text(credit.total),
            ],
            PLAIN if end or not odd.proposed else STRONG,
        )

    def ends(self) -> dict[int, datetime]:
        """The ends that will be signed, by person.

        What is open must end: there the proposal holds unless the recorder says otherwise. What was
        clocked stays, however odd, until the recorder takes what is proposed: whoever was checked
        in by mistake and out at once is not given the whole day by it.
        """
        found = {}
        for number, odd in self._oddities.items():
            end = self._chosen.get(number)
            if end is None and "here" in odd.reasons:
                end = odd.proposed
            if end is not None:
                found[number] = end
        return found

    # -- deciding ----------------------------------------------------------

    def _under_cursor(self) -> OddEntry:
        """Whom the cursor is on.

        Raises:
            Refused: Nobody.
        """
        odd = self._oddities.get(self.rows.key) if isinstance(self.rows.key, int) else None
        if odd is None:
            raise Refused("Nobody is chosen.")
        return odd

    def action_turn(self) -> None:
        """Take what is proposed for one, or leave it as it was clocked."""
        odd = self._under_cursor()
        if odd.number in self.ends() and "here" not in odd.reasons:
            self._chosen[odd.number] = None
        elif odd.proposed is not None:
            self._chosen[odd.number] = odd.proposed
        else:
            raise Refused("Nothing is proposed here; t gives a time.")
        self.refresh_page()
        self.rows.action_move(1)

    def action_all(self) -> None:
        """Take every proposal, but for the times that were typed here."""
        for number, odd in self._oddities.items():
            if odd.proposed is not None and self._chosen.get(number) is None:
                self._chosen[number] = odd.proposed
        self.refresh_page()

    @work
    async def action_time(self) -> None:
        """Another time for one."""
        odd = self._under_cursor()
        entry = self._register.entries[odd.number]
        name = self.village.people.get(odd.number).name
        now = self.ends().get(odd.number) or entry.stints[odd.stint].end or self.occurrence.end
        answer = await self.ask(
            AskText(
                _("When did {name} leave?").format(name=name),
                _("for example {when}").format(when="11:00"),
                f"{now:%H:%M}",
                check=lambda text: self._read_end(text, entry, odd),
            )
        )
        if answer:
            self._chosen[odd.number] = self._read_end(answer, entry, odd)
            self.refresh_page()

    @work
    async def action_time_for_all(self) -> None:
        """One time for all who are still here; who came later keeps what is proposed."""

        def read(text: str) -> datetime:
            return settlement_rules.cap_end(
                self._read_time(text, self.occurrence.start), self._head.end, self._head
            )

        now = f"{min(self.village.now(), self.occurrence.end):%H:%M}"
        question = _("When did those still here leave?")
        example = _("for example {when}").format(when="11:00")
        answer = await self.ask(AskText(question, example, now, check=read))
        if answer:
            end = read(answer)
            for entry in self._register.here:
                if entry.stints[-1].start <= end:
                    self._chosen[entry.number] = end
            self.refresh_page()

    def _read_end(self, text: str, entry: Entry, odd: OddEntry) -> datetime:
        """An end as it is typed for somebody.

        Raises:
            Refused: There is no such time, or the register would not take it.
        """
        end = self._read_time(text, entry.stints[odd.stint].start)
        settlement_rules.settle_entry(entry, end, self._head, self.village.now(), "")
        return end

    def _read_time(self, text: str, after: datetime) -> datetime:
        """A time on the day of another, or after midnight.

        Raises:
            Refused: There is no such time, or it lies ahead.
        """
        hour, minute = read_time(text)
        moment = after.astimezone(self.occurrence.start.tzinfo).replace(hour=hour, minute=minute)
        if moment < after.replace(second=0) and self.occurrence.end.date() > after.date():
            moment += timedelta(days=1)
        if moment > self.village.now():
            raise Refused("That lies ahead; nobody has left then yet.")
        return moment

    def action_sign(self) -> None:
        """Sign and freeze what is on the screen, and nothing else."""
        if self.stale():
            self.refresh_page()
            raise Refused("Somebody changed the register just now: look again, then y signs.")
        self.village.registers.settlement.close(self.occurrence, ends=self.ends())
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leave it open."""
        self.dismiss(None)


def _came(entry: Entry) -> str:
    """When somebody came first, and how often where they came back: the hours count all of it."""
    came, times = f"{entry.stints[0].start:%H:%M}", len(entry.stints)
    return f"{came} ({times})" if times > 1 else came
