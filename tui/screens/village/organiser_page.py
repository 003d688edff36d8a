"""Who is at the keyboard: asked where several people use one account."""

from __future__ import annotations

import re
from itertools import islice
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import DescendantFocus
from textual.widgets import Input

from yigong.store import validate
from yigong.store.language import N_, _
from yigong.store.storage.book import Actor
from yigong.store.storage.history import HistoryLine
from yigong.store.village.village import Village
from yigong.tui.access.caller import asks_for_name
from yigong.tui.screens.base.form import Label
from yigong.tui.screens.base.page import HELP_F1, Page
from yigong.tui.screens.base.questions import QuestionText
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.inputs import LiveInput, TextInput
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_LOOKED_AT = 5000
"""History lines that are looked through for names: a few weeks of a busy village."""

_LABEL = 8
"""Cells before a field."""


def recent_names(village: Village) -> dict[str, HistoryLine]:
    """Who signed lately, and the last line of each, whoever was last first.

    Raises:
        DataError: The history cannot be read.
    """
    found: dict[str, HistoryLine] = {}
    for one in islice(village.history.newest_first(), _LOOKED_AT):
        if one.by:
            found.setdefault(one.by, one)
    return found


class OrganiserPage(Page[Actor | None]):
    """Asks for a name and a desk; the name is typed, read from a badge, or chosen by the arrows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("OK")),
        Binding("down", "choose", N_("Choose a name")),
        Binding("tab", "app.focus_next", N_("Next field")),
        Binding("shift+tab,up", "app.focus_previous", show=False),
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]
    DEFAULT_CSS = """
    OrganiserPage .row { height: 1; margin: 0 1; }
    OrganiserPage .row TextInput { width: 1fr; max-width: 40; }
    OrganiserPage #names { height: 1fr; margin-top: 1; }
    """

    def __init__(self, *, first: bool = False) -> None:
        """Ask.

        Args:
            first: Whether nobody is named yet; then leaving the page leaves the program.
        """
        super().__init__()
        self._first = first
        self._choosing = False
        self._signed: dict[str, HistoryLine] = {}

    def heading(self) -> list[Piece]:
        """The village."""
        return [(self.village.settings.name, STRONG)]

    def body(self) -> ComposeResult:
        """The question, the two fields, the names known here."""
        yield QuestionText(
            [
                (_("Who is at the keyboard?"), STRONG),
                (_("The name signs every change from here on."), QUIET),
            ]
        )
        name = LiveInput(self._typed)
        name.id = "name"
        desk = TextInput(self.context.actor.desk, id="desk")
        for label, field in ((_("Name"), name), (_("Desk"), desk)):
            with Horizontal(classes="row"):
                words = Label(label, quiet=True)
                words.id = f"label-{field.id}"
                words.styles.width = _LABEL
                yield words
                yield field
        yield RowList(
            [ListColumn(_("Known here"), 24), ListColumn(_("Last"), 12), ListColumn(_("Desk"), 0)],
            empty=_("Nobody known here is called so; Enter takes the name as it is typed."),
            id="names",
        )

    @property
    def _typing(self) -> LiveInput:
        return self.query_one("#name", LiveInput)

    @property
    def _list(self) -> RowList:
        return self.query_one("#names", RowList)

    def begin(self) -> None:
        """Into the empty name: no name is taken over by a reflex."""
        super().begin()
        self.focus_on(self._typing)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The name of the field one is in stands out; an empty field shows no other way."""
        for label in self.query(Label):
            label.light(label.id == f"label-{event.widget.id}")

    def reload(self) -> None:
        """Who signed here before."""
        with self.report_refusals():
            self._signed = recent_names(self.village)
        self._offer("")

    def _offer(self, typed: str) -> None:
        """List the names that hold what is typed, or whose pinyin begins so."""
        names = [*self._signed, *sorted(set(self.village.settings.organisers.values()))]
        found = {person.name for person in self.village.people.find(typed, 50)} if typed else set()
        fits = [name for name in dict.fromkeys(names) if typed in name or name in found]
        self._list.show([self._row(name) for name in fits])

    def _row(self, name: str) -> ListRow:
        last = self._signed.get(name)
        when = f"{last.at.astimezone(self.village.zone):%m-%d %H:%M}" if last else ""
        return ListRow(name, [name, when, last.desk if last else ""])

    # -- what happens ------------------------------------------------------

    def _typed(self) -> None:
        if not self._choosing:
            with self.report_refusals():
                self.status.show("")
                self._offer(self._typing.value.strip())

    def action_choose(self) -> None:
        """Into the names."""
        if self._list.rows:
            self.focus_on(self._list)
            self._take(self._list.key)

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """The name under the cursor is the one that Enter takes, and it is seen where it counts."""
        self._take(event.key)

    def _take(self, name: object) -> None:
        self._choosing = True
        self._typing.value = str(name)
        self._choosing = False

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def accepted(self) -> None:
        """Enter, wherever one is: it comes after what was typed before it, however fast."""
        self.action_accept()

    def action_accept(self) -> None:
        """Go on with what the fields say."""
        with self.report_refusals():
            name = self._named(self._typing.value.strip())
            desk = self.query_one("#desk", TextInput).value
            self.dismiss(
                Actor(
                    validate.clean_line(
                        name, N_("The organiser's name"), validate.MAX_NAME, needed=True
                    ),
                    validate.clean_line(desk, N_("The desk's name"), validate.MAX_NAME),
                )
            )

    def _named(self, typed: str) -> str:
        """The name that is meant: a badge's is its bearer's, and ``?`` is none.

        Raises:
            Refused: There is no such person.
        """
        if badge := re.fullmatch(r"[Vv]([0-9]{1,9})", typed):
            return self.village.people.get_unerased(int(badge[1])).name
        return "" if asks_for_name(typed) else typed

    def action_leave(self) -> None:
        """As it was before: with nobody named, out of the program."""
        if self._first:
            self.app.exit(0)
        else:
            self.dismiss(None)
