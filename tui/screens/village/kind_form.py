"""The form of a kind of event that the village has of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yigong.store.attendance.role_words import role_name
from yigong.store.kinds import COLOURS, all_kinds, kind_name
from yigong.store.language import N_, _
from yigong.store.records import ROLES
from yigong.store.settings_records import KindSpec
from yigong.tui.screens.base.form import Form
from yigong.tui.text.day_words import kind_letter
from yigong.tui.view.form_fields import Field, with_typed_values
from yigong.tui.widgets.canvas import STRONG, Piece


class KindForm(Form[KindSpec | None]):
    """Adds a kind, or changes one of the village's own."""

    PURPOSE = N_("Say what a kind of event is.")

    def __init__(self, kind: KindSpec | None = None) -> None:
        """Make the form; `None` adds a kind."""
        super().__init__()
        self._old = kind
        self._kind = kind or KindSpec(name="")

    def heading(self) -> list[Piece]:
        """The kind's name."""
        return [(self._old.name if self._old else _("New kind"), STRONG)]

    def fields(self) -> Sequence[Field]:
        """Name, letter and colour in the month; what people are there as."""
        kind = self._kind
        colours: list[tuple[object, str]] = [("", _("none"))]
        colours += [(colour, _(name)) for colour, name in COLOURS.items()]
        roles: list[tuple[object, str]] = [(role, role_name(role)) for role in ROLES]
        trains: list[tuple[object, str]] = [(False, _("no")), (True, _("yes"))]
        record = _("then on a learner's service record")
        return [
            Field("name", _("Kind"), kind.name, hint=_("needed")),
            Field("letter", _("Letter"), kind.letter, hint=_("empty: the first of the name")),
            Field("colour", _("Colour"), kind.colour, options=colours, hint=_("in the month")),
            Field("role", _("Role"), kind.role, options=roles, hint=_("what people are there as")),
            Field("trains", _("Trains volunteers"), kind.trains, options=trains, hint=record),
        ]

    def field_changed(self, name: str) -> None:
        """Say whether another kind has the letter."""
        if name not in ("name", "letter") or not self.is_mounted:
            return
        typed = self.values()
        letter = str(typed["letter"] or typed["name"])[:1]
        others = (kind for kind in all_kinds(self.village.settings.kinds) if kind != self._old)
        same = next((kind for kind in others if letter and kind_letter(kind) == letter), None)
        hint = self.field("letter").hint
        if same is not None:
            hint = _("{letter}: as {kind}").format(letter=letter, kind=kind_name(same.name))
        self.show_hint("letter", hint)

    def save(self, values: Mapping[str, object]) -> KindSpec:
        """Add the kind, or save the changes."""
        before = self.village.settings.kinds
        kind = with_typed_values(self._kind, self.fields(), values)
        saved = self.village.save_kind(self._old, kind).kinds
        return saved[before.index(self._old) if self._old else -1]
