"""The form of a squad: its name and its purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from yigong.store.errors import Stale
from yigong.store.language import _
from yigong.store.records import Squad
from yigong.tui.screens.base.form import Field, Form
from yigong.tui.widgets.canvas import STRONG, Piece


class SquadForm(Form[Squad | None]):
    """Founds or changes a squad."""

    def __init__(self, squad: Squad | None = None) -> None:
        """Make the form; `None` founds a new one."""
        super().__init__()
        self._new = squad is None
        self._squad = squad or Squad(name="")

    def heading(self) -> list[Piece]:
        """The squad's name."""
        return [(_("New squad") if self._new else self._squad.name, STRONG)]

    def fields(self) -> Sequence[Field]:
        """Name, purpose and state; leader and members are chosen on the page."""
        states: list[tuple[object, str]] = [(False, _("at work")), (True, _("archived"))]
        fields = [
            Field("name", _("Squad"), self._squad.name, hint=_("needed")),
            Field("purpose", _("Purpose"), self._squad.purpose, hint=_("what it is for")),
        ]
        if not self._new:
            fields.append(Field("archived", _("State"), self._squad.archived, options=states))
        return fields

    def save(self, values: Mapping[str, object]) -> Squad:
        """Found the squad, or save the changes."""
        squad = msgspec.structs.replace(
            self._squad,
            name=str(values["name"]),
            purpose=str(values["purpose"]),
            archived=bool(values.get("archived", False)),
        )
        return self.village.squads.add(squad) if self._new else self.village.squads.save(squad)

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Go on from the version that somebody else saved; its members stay."""
        theirs = cast("Squad", stale.theirs)
        self._squad = theirs
        return {"name": theirs.name, "purpose": theirs.purpose, "archived": theirs.archived}
