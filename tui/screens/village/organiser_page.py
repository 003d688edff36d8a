"""Asks an organiser for name and desk, where several share an account."""

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
from yigong.store.dates.date_words import short_date
from yigong.store.language import N_, _
from yigong.store.storage.book import Actor
from yigong.store.storage.history_line import HistoryLine
from yigong.store.village.village import Village
from yigong.tui.access.caller import asks_for_name
from yigong.tui.screens.base.form import Label
from yigong.tui.screens.base.page import HELP_F1, NEXT_FIELD
from yigong.tui.screens.base.popup import Popup
from yigong.tui.widgets.canvas import QUIET, Piece
from yigong.tui.widgets.inputs import LiveInput, TextInput
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.wrapped_text import WrappedText

_MAX_SCANNED = 5000
"""History lines scanned for names: a few weeks of a busy village."""

_LABEL_WIDTH = 8
"""Cells before a field."""


def recent_names(village: Village) -> dict[str, HistoryLine]:
    """The organisers of the latest history lines, the last one first, each with their last line.

    Who was forgotten is left out: only a code is known of them.

    Raises:
        DataError: The history cannot be read.
    """
    lines: dict[str, HistoryLine] = {}
    forgotten = {person.code for person in village.people.all().values() if person.forgotten}
    for line in islice(village.history.newest_first(), _MAX_SCANNED):
        if line.by and line.by not in forgotten:
            lines.setdefault(line.by, line)
    return lines


class OrganiserPage(Popup[Actor | None]):
    """Returns an organiser; the name is typed, read from a badge, or chosen from a list."""

    PURPOSE = N_("Say who works here.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("OK")),
        Binding("down", "choose", N_("Choose a name")),
        Binding("tab", "app.focus_next", N_("Next field"), tooltip=NEXT_FIELD.tooltip),
        Binding("shift+tab,up", "app.focus_previous", show=False),
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]
    DEFAULT_CSS = """
    OrganiserPage .row { height: 1; }
    OrganiserPage .row TextInput { width: 1fr; max-width: 40; }
    """

    def __init__(self, *, first: bool = False) -> None:
        """Make the page.

        Args:
            first: Whether there is no organiser yet; then leaving the page ends the program.
        """
        super().__init__()
        self._first = first
        self._choosing = False
        self._recent: dict[str, HistoryLine] = {}

    def heading(self) -> list[Piece]:
        """The village, and the question."""
        return [f"{self.village.settings.name}  ", _("Who is at the keyboard?")]

    def body(self) -> ComposeResult:
        """What the name is for, the two fields, the known names."""
        yield WrappedText([(_("The name signs every change from here on."), QUIET), ""])
        name = LiveInput(self._name_changed)
        name.id = "name"
        desk = TextInput(self.context.actor.desk, id="desk")
        for label, field in ((_("Name"), name), (_("Desk"), desk)):
            with Horizontal(classes="row"):
                words = Label(label, quiet=True)
                words.id = f"label-{field.id}"
                words.styles.width = _LABEL_WIDTH
                yield words
                yield field
        yield RowList(
            [ListColumn(_("Known here"), 16), ListColumn(_("Last"), 14), ListColumn(_("Desk"), 0)],
            empty=_("Nobody known here is called so; Enter takes the name as it is typed."),
            id="names",
        )

    @property
    def _name_input(self) -> LiveInput:
        return self.query_one("#name", LiveInput)

    @property
    def _list(self) -> RowList:
        return self.query_one("#names", RowList)

    def begin(self) -> None:
        """Focus the name, which is empty, so that Enter alone takes nobody's name."""
        super().begin()
        self.focus_on(self._name_input)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Highlight the label of the field in focus; an empty field shows it in no other way."""
        for label in self.query(Label):
            label.set_accent(label.id == f"label-{event.widget.id}")

    def reload(self) -> None:
        """Read the known names anew; an unreadable history leaves those of the settings."""
        with self.report_refusals():
            self._recent = recent_names(self.village)
        self._list_names("")

    def _list_names(self, query: str) -> None:
        """List the names that contain a query, or whose pinyin begins with it."""
        names = [*self._recent, *sorted(set(self.village.settings.organisers.values()))]
        found = {person.name for person in self.village.people.find(query, 50)} if query else set()
        matches = [name for name in dict.fromkeys(names) if query in name or name in found]
        self._list.show([self._row(name) for name in matches])

    def _row(self, name: str) -> ListRow:
        last = self._recent.get(name)
        if last is None:
            return ListRow(name, [name, "", ""])
        at = last.at.astimezone(self.village.zone)
        return ListRow(name, [name, f"{short_date(at)} {at:%H:%M}", last.desk])

    # -- what happens ------------------------------------------------------

    def _name_changed(self) -> None:
        if not self._choosing:
            with self.report_refusals():
                self.status.show("")
                self._list_names(self._name_input.value.strip())

    def action_choose(self) -> None:
        """Choose a name from the list."""
        if self._list.rows:
            self.focus_on(self._list)
            self._put_name(self._list.key)

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """Put the name under the cursor into the field, where Enter takes it from."""
        self._put_name(event.key)

    def _put_name(self, name: object) -> None:
        self._choosing = True
        self._name_input.value = str(name)
        self._choosing = False

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def action_accept(self) -> None:
        """Work under this name from now on."""
        name = self._organiser_name(self._name_input.value.strip())
        desk = self.query_one("#desk", TextInput).value
        self.dismiss(
            Actor(
                validate.clean_line(
                    name, N_("The organiser's name"), validate.MAX_NAME, needed=True
                ),
                validate.clean_line(desk, N_("The desk's name"), validate.MAX_NAME),
            )
        )

    def _organiser_name(self, text: str) -> str:
        """The name that a text means: for a badge's code its person's, for ``?`` none.

        Raises:
            Refused: There is no such person.
        """
        if badge := re.fullmatch(r"[Vv]([0-9]{1,9})", text):
            return self.village.people.get_unerased(int(badge[1])).name
        return "" if asks_for_name(text) else text

    def action_leave(self) -> None:
        """Go back; without a name at the start, quit."""
        if self._first:
            self.app.exit(0)
        else:
            self.dismiss(None)
