"""A form: labels and fields, saved by ^S; Escape asks before anything typed is given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, cast

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import DescendantBlur, DescendantFocus, Key
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input

from yigong.store.errors import Stale, YigongError
from yigong.store.language import N_, _
from yigong.tui.screens.base.page import HELP_F1, Page, Result, needs_writing
from yigong.tui.screens.base.questions import ask_to_leave
from yigong.tui.view.form_fields import Field, FormRecord, field_values
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, Canvas, compose_line
from yigong.tui.widgets.choice_field import ChoiceField
from yigong.tui.widgets.inputs import TextInput


class Label(Canvas):
    """The name of a field, and what is said about it."""

    DEFAULT_CSS = "Label { height: 1; }"

    def __init__(self, text: str, *, quiet: bool = False) -> None:
        super().__init__()
        self.text = text
        self._style = QUIET if quiet else PLAIN

    @property
    def bad(self) -> bool:
        """Whether it says that something is wrong."""
        return self._style == BAD

    @property
    def cut(self) -> bool:
        """Whether there is no room for all of it."""
        return 0 < self.size.width < cell_len(self.text)

    def light(self, lit: bool) -> None:
        """Stand out, or not."""
        style = ACCENT if lit else QUIET
        if style != self._style:
            self._style = style
            self.repaint()

    def say(self, text: str, *, bad: bool = False) -> None:
        """Say something else."""
        self.text, self._style = text, BAD if bad else QUIET
        self.repaint()

    def paint(self, width: int, height: int):  # type: ignore[no-untyped-def]  # noqa: ANN201 - as Painted says
        """The words."""
        yield compose_line((self.text, self._style), width=width)


class Form(Page[Result]):
    """A form. A subclass names its `fields` and `save`s their values."""

    DEFAULT_CSS = """
    Form VerticalScroll { height: 1fr; padding: 1 1 0 1; }
    Form .row { height: 1; }
    Form .row TextInput, Form .row ChoiceField { width: 1fr; max-width: 60; }
    Form .row Label.hint { width: 1fr; max-width: 48; margin-left: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save")),
        Binding("tab,down", "app.focus_next", N_("Next field")),
        Binding("shift+tab,up", "app.focus_previous", show=False),
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The fields show themselves who has the focus: no need to paint all of the page anew."""

    _whole = ""
    """What the status line says because it did not fit behind its field."""

    def fields(self) -> Sequence[Field]:
        """The fields, in order."""
        raise NotImplementedError

    def save(self, values: Mapping[str, object]) -> Result:
        """Save what was typed, and give back what the page below should get.

        Raises:
            Refused: What was typed is not right; the form stays.
            Stale: Somebody else saved first; see `take_theirs`.
        """
        raise NotImplementedError

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Go on from somebody else's version: remember its revision, and give its values."""
        raise stale

    def changed_field(self, name: str) -> None:
        """A field was changed; other fields or hints may follow."""

    # -- the page ----------------------------------------------------------

    def body(self) -> ComposeResult:
        """A row for each field."""
        self._fields = list(self.fields())
        width = min(24, max(cell_len(field.label) for field in self._fields) + 2)
        width += width % 2
        with VerticalScroll(can_focus=False):
            for field in self._fields:
                with Horizontal(classes="row"):
                    label = Label(field.label, quiet=True)
                    label.id = f"label-{field.name}"
                    label.styles.width = width
                    yield label
                    yield _widget(field)
                    hint = Label(field.hint, quiet=True)
                    hint.id = f"hint-{field.name}"
                    hint.add_class("hint")
                    yield hint

    def begin(self) -> None:
        """Into the first field."""
        super().begin()
        first = self.query_one(f"#field-{self._fields[0].name}")
        self.focus_on(first)
        if isinstance(first, Input):
            first.select_on_focus = False  # nobody came into it yet: the cursor is at its end
            first.cursor_position = len(first.value)
        self._before = self.values()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The name of the field one is in stands out; an empty field shows no other way."""
        inside = (event.widget.id or "").removeprefix("field-")
        for field in self._fields:
            self.query_one(f"#label-{field.name}", Label).light(field.name == inside)
        self._say_whole(inside)

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """From now on the first field is like the others."""
        if isinstance(event.widget, TextInput):
            event.widget.select_on_focus = True

    def values(self) -> dict[str, object]:
        """What the fields hold now: stripped text, or the chosen value."""
        found: dict[str, object] = {}
        for field in self._fields:
            widget = self.query_one(f"#field-{field.name}")
            if isinstance(widget, ChoiceField):
                found[field.name] = widget.value
            elif isinstance(widget, Input):
                found[field.name] = widget.value.strip()
        return found

    def field(self, name: str) -> Field:
        """A field by its name."""
        return next(field for field in self._fields if field.name == name)

    def put(self, name: str, value: object) -> None:
        """Put a value into a field."""
        widget = self.query_one(f"#field-{name}")
        if isinstance(widget, Input):
            widget.value = str(value)
        elif isinstance(widget, ChoiceField):
            widget.offer(self.field(name).options, value)

    def hint(self, name: str, text: str, *, bad: bool = False) -> None:
        """Say something behind a field."""
        self.query_one(f"#hint-{name}", Label).say(text, bad=bad)
        if self.focused is not None and self.focused.id == f"field-{name}":
            self._say_whole(name)

    def explain(self, name: str, words: Callable[[], str]) -> bool:
        """Say behind a field what it means, or why it is refused; return whether it is not."""
        try:
            said = words()
        except YigongError as error:
            self.hint(name, str(error), bad=True)
            return False
        self.hint(name, said or self.field(name).hint)
        return True

    def show_row(self, name: str, shown: bool) -> None:
        """Show or hide a field with its label and hint."""
        row = self.query_one(f"#label-{name}").parent
        assert isinstance(row, Widget)  # noqa: S101 - each label stands in a row
        row.display = shown

    def _say_whole(self, name: str) -> None:
        """What does not fit behind the field one is in is said in the status line, too."""
        found = self.query(f"#hint-{name}").results(Label) if name else iter(())
        hint = next(found, None)
        if hint is not None and hint.cut:
            self.status.show(*((f"! {hint.text}", BAD) if hint.bad else (hint.text, QUIET)))
            self._whole = self.status.text
        elif self._whole:
            if self.status.text == self._whole:
                self.status.show("")
            self._whole = ""

    @property
    def dirty(self) -> bool:
        """Whether anything was changed since the form opened."""
        return self.values() != self._before

    @on(Input.Changed)
    def input_changed(self, event: Input.Changed) -> None:
        """Text was typed."""
        if event.input.id:
            self.changed_field(event.input.id.removeprefix("field-"))

    @on(ChoiceField.Changed)
    def choice_changed(self, event: ChoiceField.Changed) -> None:
        """An answer was chosen."""
        if event.choice.id:
            self.changed_field(event.choice.id.removeprefix("field-"))

    @on(Input.Submitted)
    def next_field(self) -> None:
        """Enter goes on; saving is ^S, so no half-filled form is saved by a reflex."""
        self.focus_next()

    def on_key(self, event: Key) -> None:
        """Enter on a choice goes on, too."""
        if event.key == "enter" and isinstance(self.focused, ChoiceField):
            event.stop()
            self.focus_next()

    @needs_writing
    def action_save(self) -> object:
        """Save and close; a subclass may ask something first, in a worker."""
        self.save_and_close()
        return None

    def save_and_close(self) -> None:
        """Save and close; if refused, say why and stay."""
        try:
            result = self.save(self.values())
        except Stale as stale:
            theirs = self.take_theirs(stale)
            self._show_theirs(theirs)
            self.status.bad(str(stale))
            return
        self.dismiss(result)

    def _show_theirs(self, theirs: Mapping[str, object]) -> None:
        """Mine stays in the fields, theirs is shown behind each that differs."""
        mine = self.values()
        for field in self._fields:
            other = theirs.get(field.name)
            if other is not None and str(other) != str(mine[field.name]):
                said = next((text for value, text in field.options if value == other), str(other))
                self.hint(field.name, _("theirs: {value}").format(value=said), bad=True)

    def action_leave(self) -> None:
        """Close; ask first, if something would be lost."""
        ask_to_leave(self, dirty=self.dirty)


class RecordForm(Form[Result], Generic[Result, FormRecord]):
    """A form for one record; its `fields` hold the record's values."""

    record: FormRecord

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Go on from somebody else's version; what is typed stays."""
        self.record = cast("FormRecord", stale.theirs)
        return field_values(self.fields())


def _widget(field: Field) -> Widget:
    """A field on screen."""
    if field.options:
        return ChoiceField(field.options, field.value, id=f"field-{field.name}")
    # Typing in a field one comes into replaces what it held, the arrows keep it.
    return TextInput(str(field.value), id=f"field-{field.name}", select_on_focus=True)
