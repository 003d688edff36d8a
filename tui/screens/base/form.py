"""The form: labels and fields, saved by ^S; Escape asks before it discards input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, cast

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import DescendantBlur, DescendantFocus, Key, Resize
from textual.geometry import Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from yigong.store.errors import Refused, Stale, Unsure, YigongError
from yigong.store.language import N_, _
from yigong.tui.screens.base.page import HELP_F1, NEXT_FIELD, Page, Result, needs_writing
from yigong.tui.screens.base.pick_page import PickFieldPage
from yigong.tui.screens.base.popup import Popup
from yigong.tui.screens.base.questions import AskOption, AskYes, ask_to_leave
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.form_fields import Field, FormRecord, field_values
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, Canvas, compose_line
from yigong.tui.widgets.choice_field import ChoiceField
from yigong.tui.widgets.inputs import TextInput
from yigong.tui.widgets.pick_field import PickField

_SLIM = 60
"""Columns below which there is no room for a hint behind a field."""


class Label(Canvas):
    """The name of a field, or its hint."""

    DEFAULT_CSS = "Label { height: auto; }"

    def __init__(self, text: str, *, quiet: bool = False) -> None:
        super().__init__()
        self.text = text
        self._style = QUIET if quiet else PLAIN

    def set_accent(self, accented: bool) -> None:
        """Show the text in the accent colour, or quietly."""
        style = ACCENT if accented else QUIET
        if style != self._style:
            self._style = style
            self.refresh()

    def set_text(self, text: str, *, bad: bool = False) -> None:
        """Show another text, quietly or as an error."""
        self.text, self._style = text, BAD if bad else QUIET
        self.set_class(bad, "-bad")
        self.set_class(not text, "-empty")
        self.refresh(layout=len(self._wrapped(self.size.width)) != self.size.height)

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The text."""
        for line in self._wrapped(width):
            yield compose_line((line, self._style), width=width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: the lines that the text needs."""
        return len(self._wrapped(width))

    def _wrapped(self, width: int) -> list[str]:
        return wrap_text(self.text, max(1, width))


class FieldScroll(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The rows of a form; they scroll with the focus, and leave the arrow keys to the form.

    Its last line says how many lines are below, where not all of them are in view.
    """

    def compose(self) -> ComposeResult:
        """The last line."""
        more = Label("")
        more.add_class("more")
        yield more

    def on_resize(self, event: Resize) -> None:
        """Put air between the rows, if there is room for it."""
        rows = sum(row.display for row in self.query(".row"))
        self.set_class(event.size.height > 2 * rows, "-airy")
        self.call_after_refresh(self.mark_more)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say how much is below now; the terminal's cursor stays on its field."""
        super().watch_scroll_y(old_value, new_value)
        self.mark_more()
        if self.screen.focused is not None:
            self.call_after_refresh(self.uncover, self.screen.focused)
        if isinstance(self.screen.focused, ChoiceField):
            self.call_after_refresh(self.screen.focused.place_cursor)

    def uncover(self, field: Widget) -> None:
        """Scroll a field off the last line, which says how much is below."""
        covered = any(more.display for more in self.query(".more"))
        if covered and field.region.bottom == self.region.bottom:
            self.scroll_relative(y=1, animate=False)

    def mark_more(self) -> None:
        """Say how many lines are below; with all of them in view there is no such line."""
        below = self.max_scroll_y - round(self.scroll_y)
        for more in self.query(".more").results(Label):  # none is left once the form is closed
            more.display = self.max_scroll_y - more.display > 0  # the line itself takes one
            more.set_text(_("{n} more below").format(n=below) if below > 0 else "")


class Form(Page[Result]):
    """A form. A subclass has `fields` and `save`s their values."""

    DEFAULT_CSS = """
    Form FieldScroll { height: 1fr; padding: 1 1 0 1; }
    Form .more { dock: bottom; display: none; }
    Form .section { margin-top: 1; text-style: bold; }
    Form .row { height: auto; }
    Form .-airy .row { margin-bottom: 1; }
    Form .row TextInput, Form .row ChoiceField { width: 1fr; max-width: 60; }
    Form .row PickField { max-width: 100%; }
    Form .row.-odd TextInput, Form .row.-odd ChoiceField { background-tint: $ground 40%; }
    Form .row Label.hint { width: 1fr; max-width: 48; margin-left: 2; }
    Form.-slim .row { layout: grid; grid-size: 2; }
    Form.-slim .row Label.hint { display: none; column-span: 2; }
    Form.-slim .row Label.hint.-now, Form.-slim .row Label.hint.-bad { display: block; }
    Form.-slim .row Label.hint.-empty { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save")),
        NEXT_FIELD,
        Binding("shift+tab,up", "app.focus_previous", show=False),
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Without a repaint of the page, as the fields show the focus themselves."""

    sure = False
    """Whether what may be a slip is meant (see `save_or_ask`)."""

    def fields(self) -> Sequence[Field]:
        """The fields, in order."""
        raise NotImplementedError

    def save(self, values: Mapping[str, object]) -> Result:
        """Save the values; the result is given to the page below.

        Raises:
            Refused: A value is invalid; the form stays open.
            Stale: Somebody else saved first; see `adopt_theirs`.
        """
        raise NotImplementedError

    def adopt_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Continue from the version that somebody else saved; return its values."""
        raise stale

    def field_changed(self, name: str) -> None:
        """Update other fields and hints after a change of a field."""

    # -- fields ------------------------------------------------------------

    def body(self) -> ComposeResult:
        """A row for each field."""
        self._fields = list(self.fields())
        width = min(24, max(cell_len(field.label) for field in self._fields) + 2)
        width += width % 2
        with FieldScroll():
            for at, field in enumerate(self._fields):
                if field.section:
                    section = Label(field.section)
                    section.add_class("section")
                    yield section
                with Horizontal(classes="row -odd" if at % 2 else "row") as row:
                    row.styles.grid_columns = [width, "1fr"]
                    label = Label(field.label, quiet=True)
                    label.id = f"label-{field.name}"
                    label.styles.width = width
                    yield label
                    yield _widget(field)
                    hint = Label(field.hint, quiet=True)
                    hint.id = f"hint-{field.name}"
                    hint.add_class("hint", *["-empty"] * (not field.hint))
                    if field.picks:  # names take the whole line
                        hint.display = False
                    yield hint

    def begin(self) -> None:
        """Focus the first field, with the cursor at its end and nothing selected."""
        super().begin()
        first = self.query_one(f"#field-{self._fields[0].name}")
        self.focus_on(first)
        if isinstance(first, Input):
            first.select_on_focus = False
            first.cursor_position = len(first.value)
        self._before = self.values()

    def on_resize(self, event: Resize) -> None:
        """Without room for hints behind the fields, that of the focused one stands below it."""
        self.set_class(event.size.width < _SLIM, "-slim")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Accent the name of the focused field, as an empty field does not show the focus."""
        name = (event.widget.id or "").removeprefix("field-")
        self.call_after_refresh(self.query_one(FieldScroll).uncover, event.widget)
        for field in self._fields:
            self.query_one(f"#label-{field.name}", Label).set_accent(field.name == name)
            self.query_one(f"#hint-{field.name}").set_class(field.name == name, "-now")

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Select the text of the first field, too, when it is focused again."""
        if isinstance(event.widget, TextInput):
            event.widget.select_on_focus = True

    def values(self) -> dict[str, object]:
        """The present values: stripped text, or the chosen value of options."""
        values: dict[str, object] = {}
        for field in self._fields:
            widget = self.query_one(f"#field-{field.name}")
            if isinstance(widget, ChoiceField):
                values[field.name] = widget.value
            elif isinstance(widget, Input):
                values[field.name] = widget.value.strip()
        return values

    def field(self, name: str) -> Field:
        """A field by its name."""
        return next(field for field in self._fields if field.name == name)

    def set_value(self, name: str, value: object) -> None:
        """Set the value of a field."""
        widget = self.query_one(f"#field-{name}")
        if isinstance(widget, Input):
            widget.value = str(value)
        elif isinstance(widget, ChoiceField):
            widget.offer(self.field(name).options, value)

    def show_hint(self, name: str, text: str, *, bad: bool = False) -> None:
        """Show a text behind a field."""
        self.query_one(f"#hint-{name}", Label).set_text(text, bad=bad)

    def explain(self, name: str, words: Callable[[], str]) -> bool:
        """Show behind a field what its value means, or why it is refused.

        Args:
            name: The name of the field.
            words: Gives the meaning (empty: the field's own hint), or raises the refusal.

        Returns:
            Whether the value is accepted.
        """
        try:
            meaning = words()
        except YigongError as error:
            self.show_hint(name, str(error), bad=True)
            return False
        self.show_hint(name, meaning or self.field(name).hint)
        return True

    def show_row(self, name: str, shown: bool) -> None:
        """Show or hide a field with its label and hint."""
        row = self.query_one(f"#label-{name}").parent
        assert isinstance(row, Widget)  # noqa: S101 - each label stands in a row
        row.display = shown
        self.call_after_refresh(self.query_one(FieldScroll).mark_more)

    # -- keys --------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether anything was changed since the form opened."""
        return self.values() != self._before

    @on(Input.Changed)
    def input_changed(self, event: Input.Changed) -> None:
        """Handle a change of a text; what was refused before is no longer true."""
        if self.status.text.startswith("! "):
            self.status.show("")
        if event.input.id:
            self.field_changed(event.input.id.removeprefix("field-"))

    @on(ChoiceField.Changed)
    def choice_changed(self, event: ChoiceField.Changed) -> None:
        """Handle the choice of an option."""
        if event.choice.id:
            self.field_changed(event.choice.id.removeprefix("field-"))

    @on(ChoiceField.Opened)
    @work
    async def show_options(self, event: ChoiceField.Opened) -> None:
        """Show all options of a field, and choose one."""
        choice = event.choice
        value = await self.ask(self.choices(self.field((choice.id or "")[len("field-") :]), choice))
        if value is not None:
            choice.choose(value)

    def choices(self, field: Field, choice: ChoiceField) -> Popup[Any]:
        """The popup in which the value of a field is chosen."""
        if isinstance(choice, PickField):
            return PickFieldPage(field.label, choice)
        return AskOption(field.label, choice.options, choice.value)

    @on(Input.Submitted)
    def next_field(self) -> None:
        """Move to the next field on Enter; only ^S saves."""
        self.focus_next()

    def on_key(self, event: Key) -> None:
        """Move to the next field on Enter in a choice, too."""
        if event.key == "enter" and isinstance(self.focused, ChoiceField):
            event.stop()
            self.focus_next()

    @needs_writing
    def action_save(self) -> object:
        """Save and go back.

        A subclass may ask something first, in a worker.
        """
        self.save_and_close()
        return None

    async def save_or_ask(self) -> None:
        """Save and close; what may be a slip is asked about first."""
        try:
            self.save_and_close()
        except Unsure as doubt:
            self.sure = await self.ask(AskYes(_("Save it all the same?"), str(doubt))) is True
            if self.sure:
                self.save_and_close()

    def save_and_close(self) -> None:
        """Save and close; if somebody else saved first, show their values and stay open."""
        self._refuse_empty()
        try:
            result = self.save(self.values())
        except Stale as stale:
            theirs = self.adopt_theirs(stale)
            self._show_theirs(theirs)
            self.status.bad(str(stale))
            return
        except Unsure:
            raise
        except Refused:
            self._go_to_refused()
            raise
        self.dismiss(result)

    def _refuse_empty(self) -> None:
        """Go to the first field that is needed and empty.

        Raises:
            Refused: There is one; its label stands in the sentence.
        """
        values = self.values()
        for field in self._fields:
            if field.needed and not values[field.name]:
                self.focus_on(self.query_one(f"#field-{field.name}"))
                raise Refused("{what} is empty.", what=field.label)

    def _go_to_refused(self) -> None:
        """Focus the first field of which it is known that what it holds is refused."""
        values = self.values()
        refused = (
            field.name
            for field in self._fields
            if self.query_one(f"#hint-{field.name}").has_class("-bad")
            or _is_refused(field, values[field.name])
        )
        if name := next(refused, None):
            self.focus_on(self.query_one(f"#field-{name}"))

    def _show_theirs(self, theirs: Mapping[str, object]) -> None:
        """Show somebody else's value behind each field that differs; the fields stay."""
        values = self.values()
        for field in self._fields:
            other = theirs.get(field.name)
            if other is not None and str(other) != str(values[field.name]):
                widget = self.query_one(f"#field-{field.name}")
                text = next((text for value, text in field.options if value == other), str(other))
                text = widget.words(other) if isinstance(widget, PickField) else text
                self.show_hint(field.name, _("theirs: {value}").format(value=text), bad=True)

    def action_leave(self) -> None:
        """Go back without saving; what you typed is asked about first."""
        ask_to_leave(self, dirty=self.dirty)


def _is_refused(field: Field, value: object) -> bool:
    """Whether a field refuses what was typed into it."""
    if value == field.value:
        return False
    try:
        field.read(value)
    except Refused:
        return True
    return False


class RecordForm(Form[Result], Generic[Result, FormRecord]):
    """A form for a record; its `fields` hold the values of the record."""

    record: FormRecord

    def adopt_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Continue from the record that somebody else saved; what is typed stays."""
        self.record = cast("FormRecord", stale.theirs)
        return field_values(self.fields())


def _widget(field: Field) -> Widget:
    """The widget of a field."""
    name = f"field-{field.name}"
    if field.picks:
        return PickField(field.options, field.value, field.parts, many=field.many, id=name)
    if field.options:
        return ChoiceField(field.options, field.value, id=name)
    # Typing in a newly focused field replaces its text; the arrows keep it.
    return TextInput(str(field.value), id=name, select_on_focus=True)
