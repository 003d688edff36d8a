"""Forms for a person: the whole one, and the two fields of somebody new at the door."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, cast

import msgspec
from textual import on
from textual.widgets import Input

from store.errors import Refused, Stale
from store.language import _
from store.records import Volunteer
from tui.screens.form import Field, Form
from tui.widgets.painted import STRONG, Piece


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
        """Name, how it is read, phone, group, tags."""
        person = self._person
        genders: list[tuple[object, str]] = [
            ("", _("not given")),
            ("f", _("female")),
            ("m", _("male")),
        ]
        states: list[tuple[object, str]] = [(False, _("on the roster")), (True, _("archived"))]
        fields = [
            Field("name", _("Name"), person.name, hint=_("needed")),
            Field("reading", _("Reading"), person.reading, hint=_("pinyin; empty: worked out")),
            Field("phone", _("Phone"), person.phone),
            Field("gender", _("Gender"), person.gender, options=genders),
            Field("group", _("Group"), person.group, hint=_("village group or grid")),
            Field("tags", _("Tags"), " ".join(person.tags), hint=_("words, with spaces between")),
            Field("note", _("Note"), person.note.replace("\n", " / ")),
        ]
        if not self._new:
            fields.append(Field("archived", _("Roster"), person.archived, options=states))
        return fields

    def save(self, values: Mapping[str, object]) -> Volunteer:
        """Put them on the roster, or change them."""
        person = msgspec.structs.replace(
            self._person,
            name=str(values["name"]),
            reading=str(values["reading"]),
            phone=str(values["phone"]),
            gender=cast("Literal['', 'f', 'm']", values["gender"]),
            group=str(values["group"]),
            tags=tuple(str(values["tags"]).split()),
            note=str(values["note"]).replace(" / ", "\n"),
            archived=bool(values.get("archived", False)),
        )
        if not self._new:
            return self.village.people.save(person)
        self._tell_namesakes(person.name)
        return self.village.people.add(person)

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Their version, to compare."""
        theirs = cast("Volunteer", stale.theirs)
        self._person = theirs
        return {
            "name": theirs.name,
            "reading": theirs.reading,
            "phone": theirs.phone,
            "gender": theirs.gender,
            "group": theirs.group,
            "tags": " ".join(theirs.tags),
            "note": theirs.note.replace("\n", " / "),
            "archived": theirs.archived,
        }


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
