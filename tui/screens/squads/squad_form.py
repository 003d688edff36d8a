"""The form of a squad: its name, its purpose, whether it hosts events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yigong.store.language import N_, _
from yigong.store.records import Squad
from yigong.tui.screens.base.named_form import NamedForm
from yigong.tui.view.form_fields import Field, with_typed_values
from yigong.tui.widgets.canvas import STRONG, Piece


class SquadForm(NamedForm[Squad]):
    """Founds or changes a squad."""

    PURPOSE = N_("Write down what a squad is.")

    def __init__(self, squad: Squad | None = None) -> None:
        """Make the form; `None` founds a new one."""
        super().__init__(squad, Squad(name=""))

    def heading(self) -> list[Piece]:
        """The squad's name."""
        return [(_("New squad") if self.new else self.record.name, STRONG)]

    def fields(self) -> Sequence[Field]:
        """Name, purpose, hosting and state; leader and members are chosen on the page."""
        states: list[tuple[object, str]] = [(False, _("at work")), (True, _("archived"))]
        hosting: list[tuple[object, str]] = [(False, _("no")), (True, _("yes"))]
        company = _("a company or a branch needs no members")
        fields = [
            Field("name", _("Squad"), self.record.name, hint=_("needed")),
            Field("purpose", _("Purpose"), self.record.purpose, hint=_("what it is for")),
            Field("hosts", _("Hosts events"), self.record.hosts, options=hosting, hint=company),
            Field("contact", _("Contact"), self.record.contact, hint=_("whom to ask there")),
            Field("archived", _("State"), self.record.archived, options=states),
        ]
        return fields[:-1] if self.new else fields

    def similar(self, name: str) -> list[Squad]:
        """The squads whose names are like a new one."""
        return self.village.squads.similar(name)

    def save(self, values: Mapping[str, object]) -> Squad:
        """Found the squad, or save the changes."""
        squad = with_typed_values(self.record, self.fields(), values)
        return self.village.squads.add(squad) if self.new else self.village.squads.save(squad)
