"""Forms for a person: all fields, or the two of a walk-in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.people import age
from yigong.store.records import Volunteer
from yigong.tui.screens.base.form import Form, RecordForm
from yigong.tui.screens.base.page import HELP_F1, NEXT_FIELD
from yigong.tui.screens.base.word_choice_page import WordChoicePage
from yigong.tui.screens.people.person_panel import PersonPanel
from yigong.tui.text.typed_words import day_meaning
from yigong.tui.view.form_fields import Field
from yigong.tui.view.person_fields import (
    offered_words,
    person_fields,
    read_person,
    read_plain_day,
    read_tags,
    read_year,
)
from yigong.tui.widgets.canvas import STRONG, Piece

_OFFERED = {
    "group": N_("village group or grid"),
    "home": N_("who has the same label lives together"),
    "tags": N_("words, with blanks between"),
}
"""The fields whose words can be chosen from those in use, and what is typed there."""


class NewPersonForm(Form[Volunteer | None]):
    """A form that may add a person: the first try for a name on the roster is refused."""

    _refused_name = ""

    def _refuse_namesake(self, name: str) -> None:
        """Refuse a name that is on the roster once, so that nobody is added twice by mistake.

        Raises:
            Refused: The name is there; the sentence says whose it is. The next try goes through.
        """
        namesakes = [p for p in self.village.people.find(name, archived=True) if p.name == name]
        if namesakes and name != self._refused_name:
            self._refused_name = name
            raise Refused(
                "On the roster already: {people}. ^S once more adds another person.",
                people=_(", ").join(f"{p.name} {p.code} {p.group}".strip() for p in namesakes),
            )


class PersonForm(NewPersonForm, RecordForm[Volunteer | None, Volunteer]):
    """Adds a person or changes one."""

    PURPOSE = N_("Write down a person's particulars.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save")),
        NEXT_FIELD,
        Binding("ctrl+t", "offer", N_("Choose a group, tags")),
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]

    def __init__(self, person: Volunteer | None = None, *, filled: Volunteer | None = None) -> None:
        """Make the form.

        Args:
            person: Whom to change; `None` adds a person.
            filled: What is known of who is added.
        """
        super().__init__()
        self._new = person is None
        self.record = person or filled or Volunteer(name="")

    def heading(self) -> list[Piece]:
        """Name and code of the person."""
        if self._new:
            return [(_("New person"), STRONG)]
        return [(self.record.name, STRONG), f"  {self.record.code}"]

    def fields(self) -> Sequence[Field]:
        """Particulars, guardians, group and tags, consent."""
        fields = person_fields(self.record, self.village.now().date())
        for field in fields:
            if field.name in _OFFERED:
                field.hint = self._offered_hint(field.name)
        return fields[:-1] if self._new else fields

    def side(self) -> Iterable[Widget]:
        """The person as they are; beside a new one, today."""
        return super().side() if self._new else (PersonPanel(),)

    def reload_side(self) -> None:
        """Show them as they are now."""
        super().reload_side()
        for panel in self.query(PersonPanel):
            panel.show_people(self, [self.record.number])

    def begin(self) -> None:
        """Show the hints that follow from the values."""
        super().begin()
        for name in ("born", "consent", "joined"):
            self._update_hint(name)

    def field_changed(self, name: str) -> None:
        """Show what a year of birth or a date means."""
        if self.is_mounted:
            self._update_hint(name)

    def _update_hint(self, name: str) -> None:
        today = self.village.now().date()
        text = str(self.values()[name])
        if name == "born":
            self.explain(name, lambda: self._age_words(read_year(text), today))
            self._show_guardians(today)
        elif name in ("consent", "joined"):
            self.explain(name, lambda: _day_words(read_plain_day(text, today), today))

    def _age_words(self, born: int, today: date) -> str:
        if not born:
            return ""
        age.check_birth_year(Volunteer(name=_("A child"), born=born), today)
        minor = age.is_minor(Volunteer(name="", born=born), today)
        text = _("{n} this year: a guardian answers for them") if minor else _("{n} this year")
        return text.format(n=today.year - born)

    def _show_guardians(self, today: date) -> None:
        """Show the guardians' fields if the person is a minor or has a guardian."""
        values = self.values()
        names = [name for name in values if name.startswith("guardian-")]
        try:
            minor = age.is_minor(Volunteer(name="", born=read_year(str(values["born"]))), today)
        except Refused:
            minor = False
        shown = minor or any(values[name] for name in names)
        for name in names:
            self.show_row(name, shown)

    # -- groups and tags ---------------------------------------------------

    def _offered(self, name: str) -> dict[str, int]:
        settings, people = self.village.settings, self.village.people.listed()
        if name == "group":
            return offered_words(settings.groups, (person.group for person in people))
        if name == "home":
            return offered_words((), (person.home for person in people))
        return offered_words(settings.tags, (tag for person in people for tag in person.tags))

    def _offered_hint(self, name: str) -> str:
        words = list(self._offered(name))
        if not words:
            return _(_OFFERED[name])
        if name == "home":
            return _("^T: that of somebody else")
        return _("^T: {words}").format(words=" ".join(words[:12]))

    @work
    async def action_offer(self) -> None:
        """Choose the group, the household or the tags from a list."""
        name = ((self.focused.id or "") if self.focused else "").removeprefix("field-")
        if name not in _OFFERED:
            self.focus_on(self.query_one("#field-group"))
            name = "group"
        many = name == "tags"
        text = str(self.values()[name])
        chosen = read_tags(text) if many else (text,) * bool(text)
        title = self.field(name).label
        words = await self.ask(WordChoicePage(title, self._offered(name), chosen, many=many))
        if words is not None:
            self.set_value(name, " ".join(words))

    # -- saving ------------------------------------------------------------

    def save(self, values: Mapping[str, object]) -> Volunteer:
        """Add the person, or save the changes."""
        person = read_person(values, self.record, self.village.now().date())
        if not self._new:
            return self.village.people.save(person)
        self._refuse_namesake(person.name)
        return self.village.people.add(person)


def _day_words(day: date | None, today: date) -> str:
    return day_meaning(day, today) if day else ""


class WalkInForm(NewPersonForm):
    """现场加入: adds a walk-in by name and phone."""

    PURPOSE = N_("Take in somebody new at the door.")

    def __init__(self, typed: str = "") -> None:
        """Make the form.

        Args:
            typed: The query that found nobody; it becomes the name or the phone.
        """
        super().__init__()
        self._typed = typed

    def heading(self) -> list[Piece]:
        """What is added."""
        return [(_("New person"), STRONG)]

    def fields(self) -> Sequence[Field]:
        """Name and phone, filled in from the query."""
        phone = self._typed if re.fullmatch(r"[\d+ -]{5,}", self._typed) else ""
        name = "" if any(c.isdigit() for c in self._typed) else self._typed
        return [
            Field(
                "name", _("Name"), name, hint=_("needed; letters will do, it can be mended later")
            ),
            Field("phone", _("Phone"), phone, hint=_("may stay empty; Enter saves")),
        ]

    @on(Input.Submitted, "#field-phone")
    def last_field(self, event: Input.Submitted) -> None:
        """Enter in the phone saves. It never adds a namesake, because Enter may arrive twice."""
        event.prevent_default()  # the focus does not go on to the name
        self._refused_name = ""
        self.action_save()

    def save(self, values: Mapping[str, object]) -> Volunteer:
        """Add the person."""
        self._refuse_namesake(str(values["name"]))
        return self.village.people.add(
            Volunteer(
                name=str(values["name"]),
                phone=str(values["phone"]),
                joined=self.village.now().date(),
            )
        )
