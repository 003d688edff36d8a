"""Households proposed from equal phones: an organiser takes one, all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _, ngettext
from yigong.store.people.households import HouseholdProposal, propose_households
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText, AskYes
from yigong.tui.screens.visits.visit_actions import VisitActions
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class ProposalsPage(VisitActions, ListPage[None]):
    """Lists who may live together, as they have one phone."""

    PURPOSE = N_("Make households of people who have one phone; nothing is set unless you say so.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Take this"), tooltip=N_("Take this household, under any label.")
        ),
        Binding("t", "take_all", N_("Take all")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    EMPTY = N_("No phone is that of several people without a household.")

    def __init__(self) -> None:
        super().__init__()
        self._proposals: list[HouseholdProposal] = []

    def heading(self) -> list[Piece]:
        """How many there are."""
        count = len(propose_households(self.village.people.listed()))
        text = ngettext("{n} proposal", "{n} proposals", count).format(n=count)
        return [(_("Households by phone"), STRONG), f"  {text}"]

    def columns(self) -> Sequence[ListColumn]:
        """The label, and who would live there."""
        return [
            ListColumn(_("Household"), 22, snug=True),
            ListColumn(_("Who would live there"), 0, most=60),
            ListColumn(_("Lives there already"), 20, least=80),
        ]

    def reload(self) -> None:
        """List the proposals."""
        self._proposals = propose_households(self.village.people.listed())
        self.rows.show(
            [
                ListRow(
                    each.people[0].number,
                    [
                        each.home,
                        _(", ").join(f"{person.name} {person.code}" for person in each.people),
                        _(", ").join(person.name for person in each.joins),
                    ],
                )
                for each in self._proposals
            ]
        )

    @on(RowList.Chosen)
    @needs_writing
    @work
    async def chosen(self, event: RowList.Chosen) -> None:
        """Take one, under the label that is typed."""
        found = next((p for p in self._proposals if p.people[0].number == event.key), None)
        if found is None:
            return
        label = await self.ask(
            AskText(
                _("What is the household of {name} called?").format(name=found.people[0].name),
                _(", ").join(person.name for person in (*found.people, *found.joins)),
                found.home,
            )
        )
        if label:
            numbers = [person.number for person in found.people]
            self.village.people.live_in(label, numbers)
            self.refresh_page()
            self.status.good(_("{title} is saved").format(title=label))

    @needs_writing
    @work
    async def action_take_all(self) -> None:
        """Take all of them over, after a question."""
        proposals = self._proposals
        count = len(proposals)
        text = ngettext("Set {n} household?", "Set {n} households?", count).format(n=count)
        if not proposals or not await self.ask(AskYes(text, _("u takes all of it back."))):
            return
        self.village.people.settle(
            {each.home: [person.number for person in each.people] for each in proposals}
        )
        self.refresh_page()
        done = ngettext("{n} household is set", "{n} households are set", count)
        self.status.good(done.format(n=count))
