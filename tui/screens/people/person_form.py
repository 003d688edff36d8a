"""Forms for a person: the whole one, and the two fields of somebody new at the door."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from yigong.store.errors import Refused, Stale
from yigong.store.language import N_, _
from yigong.store.people import age
from yigong.store.records import Volunteer
from yigong.tui.screens.base.form import Field, Form
from yigong.tui.screens.base.page import HELP_F1
from yigong.tui.text.words import day_name
from yigong.tui.view.person_fields import (
    offered_words,
    person_values,
    read_person,
    read_plain_day,
    read_tags,
    read_year,
)
from yigong.tui.widgets.canvas import STRONG, Piece


class NewPersonForm(Form[Volunteer | None]):
    """A form that may put somebody on the roster: asks before it does so a second time."""

    _told = ""

    def _tell_namesakes(self, name: str) -> None:
        """Stop once where the name is on the roster, so that nobody gets there twice.

        Raises:
            Refused: The name is there; the sentence says whose it is. The next try goes through.
        """
        found = [p for p in self.village.people.find(name, archived=True) if p.name == name]
        if found and name != self._told:
            self._told = name
            raise Refused(
                "On the roster already: {people}. ^S once more adds another person.",
                people=", ".join(f"{p.name} {p.code} {p.group}".strip() for p in found),
            )


class PersonForm(NewPersonForm):
    """Adds a person or changes one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save")),
        Binding("tab,down", "app.focus_next", N_("Next field")),
        Binding("ctrl+t", "offer", N_("Choose a group, tags")),
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]

    def __init__(self, person: Volunteer | None = None) -> None:
        """Make the form; `None` adds somebody new."""
        super().__init__()
        self._new = person is None
        self._person = person or Volunteer(name="")

    def heading(self) -> list[Piece]:
        """Whose."""
        if self._new:
            return [(_("New person"), STRONG)]
        return [(self._person.name, STRONG), f"  {self._person.code}"]

    def fields(self) -> Sequence[Field]:
        """Who they are, who answers for a minor, where they belong, what they agreed to."""
        genders: list[tuple[object, str]] = [
            ("", _("not given")),
            ("f", _("female")),
            ("m", _("male")),
        ]
        states: list[tuple[object, str]] = [(False, _("on the roster")), (True, _("archived"))]
        held = person_values(self._person)
        guardian = _("name, phone, mother or father")
        fields = [
            Field("name", _("Name"), hint=_("needed")),
            Field("reading", _("Reading"), hint=_("pinyin; empty: worked out")),
            Field("phone", _("Phone")),
            Field("gender", _("Gender"), options=genders),
            Field("born", _("Born"), hint=_("the year; empty: of age")),
            *(
                Field(name, _("Guardian"), hint=guardian)
                for name in held
                if name.startswith("guardian-")
            ),
            Field("group", _("Group"), hint=self._offers("group")),
            Field("tags", _("Tags"), hint=self._offers("tags")),
            Field("consent", _("Consent"), hint=_("when they agreed; t: today")),
            Field("joined", _("Joined"), hint=_("a date; t: today")),
            Field("note", _("Note")),
        ]
        if not self._new:
            fields.append(Field("archived", _("Roster"), options=states))
        for field in fields:
            field.value = held[field.name]
        return fields

    def begin(self) -> None:
        """Guardians are asked for where somebody needs one."""
        super().begin()
        for name in ("born", "consent", "joined"):
            self._follow(name)

    def changed_field(self, name: str) -> None:
        """A year of birth says whether a guardian is needed; a date is said in full."""
        if self.is_mounted:
            self._follow(name)

    def _follow(self, name: str) -> None:
        today = self.village.now().date()
        if name == "born":
            self._say(name, lambda text: self._age(read_year(text), today))
            self._show_guardians(today)
        elif name in ("consent", "joined"):
            self._say(name, lambda text: _said(read_plain_day(text, today)))

    def _say(self, name: str, words: Callable[[str], str]) -> None:
        """Say behind a field what it means, or why it means nothing."""
        typed = str(self.values()[name])
        usual = next(field.hint for field in self._fields if field.name == name)
        try:
            self.hint(name, words(typed) or usual)
        except Refused as refused:
            self.hint(name, str(refused), bad=True)

    def _age(self, born: int, today: date) -> str:
        if not born:
            return ""
        age.check_birth_year(Volunteer(name=_("A child"), born=born), today)
        young = age.is_minor(Volunteer(name="", born=born), today)
        words = _("{n} this year: a guardian answers for them") if young else _("{n} this year")
        return words.format(n=today.year - born)

    def _show_guardians(self, today: date) -> None:
        """Only where there are some, or somebody is a minor."""
        typed = self.values()
        names = [name for name in typed if name.startswith("guardian-")]
        try:
            young = age.is_minor(Volunteer(name="", born=read_year(str(typed["born"]))), today)
        except Refused:
            young = False
        shown = young or any(typed[name] for name in names)
        for name in names:
            row = self.query_one(f"#label-{name}").parent
            assert isinstance(row, Widget)  # noqa: S101 - each label stands in a row
            row.display = shown

    # -- groups and tags ---------------------------------------------------

    def _offered(self, name: str) -> dict[str, int]:
        settings, people = self.village.settings, self.village.people.listed()
        if name == "group":
            return offered_words(settings.groups, (person.group for person in people))
        return offered_words(settings.tags, (tag for person in people for tag in person.tags))

    def _offers(self, name: str) -> str:
        words = list(self._offered(name))
        if not words:
            return (
                _("village group or grid") if name == "group" else _("words, with blanks between")
            )
        return _("^T: {words}").format(words=" ".join(words[:12]))

    def action_offer(self) -> None:
        """Choose a group or tags from those there are."""
        from yigong.tui.screens.base.offered_page import OfferedPage

        inside = ((self.focused.id or "") if self.focused else "").removeprefix("field-")
        if inside not in ("group", "tags"):
            self.focus_on(self.query_one("#field-group"))
            inside = "group"
        typed = str(self.values()[inside])
        chosen = read_tags(typed) if inside == "tags" else [typed] * bool(typed)

        def take(found: tuple[str, ...] | None) -> None:
            if found is not None:
                self.put(inside, " ".join(found))

        title = _("Tags") if inside == "tags" else _("Group")
        many = inside == "tags"
        self.app.push_screen(OfferedPage(title, self._offered(inside), chosen, many=many), take)

    # -- saving ------------------------------------------------------------

    def save(self, typed: Mapping[str, object]) -> Volunteer:
        """Put them on the roster, or change them."""
        person = read_person(typed, self._person, self.village.now().date())
        if not self._new:
            return self.village.people.save(person)
        self._tell_namesakes(person.name)
        return self.village.people.add(person)

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Their version, to compare."""
        self._person = cast("Volunteer", stale.theirs)
        return person_values(self._person)


def _said(day: date | None) -> str:
    return day_name(day, year=True) if day else ""


class WalkInForm(NewPersonForm):
    """现场加入: a name and a phone; the code is given at once."""

    def __init__(self, typed: str = "") -> None:
        """Make the form.

        Args:
            typed: What was typed in vain; taken as the name or as the phone.
        """
        super().__init__()
        self._typed = typed

    def heading(self) -> list[Piece]:
        """Somebody new."""
        return [(_("New person"), STRONG)]

    def fields(self) -> Sequence[Field]:
        """Two."""
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
        """Enter behind the phone saves. Somebody of a known name takes ^S: Enter may bounce."""
        event.prevent_default()  # it does not go on, back to the name
        self._told = ""
        self.action_save()

    def save(self, values: Mapping[str, object]) -> Volunteer:
        """Put them on the roster."""
        self._tell_namesakes(str(values["name"]))
        return self.village.people.add(
            Volunteer(
                name=str(values["name"]),
                phone=str(values["phone"]),
                joined=self.village.now().date(),
            )
        )
