"""The squads, and who is in the one under the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, cast

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from store.errors import Refused, Stale
from store.language import N_, _
from store.records import Squad
from tui.screens.form import Field, Form
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import STRONG, Piece
from tui.widgets.rows import Column, Row, Rows


class SquadsPage(Page[None]):
    """Squads on the left, members on the right; Tab goes across."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "members", N_("Members")),
        Binding("n", "new", N_("New squad")),
        Binding("e", "edit", N_("Edit")),
        Binding("l", "lead", N_("Make leader")),
        Binding("v", "deputy", N_("Deputy")),
        Binding("delete,minus", "leave", N_("Take out")),
        Binding("tab", "across", N_("Across")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads"})
    DEFAULT_CSS = """
    SquadsPage Horizontal { height: 1fr; margin-top: 1; }
    SquadsPage #squads { width: 2fr; margin-right: 2; }
    SquadsPage #members { width: 3fr; }
    """

    def body(self) -> ComposeResult:
        """Two lists."""
        with Horizontal():
            yield Rows(
                [Column(_("Squad"), 0), Column(_("Members"), 7, right=True)],
                empty=_("No squads yet. n founds one."),
                id="squads",
            )
            yield Rows(
                [
                    Column(_("Name"), 0),
                    Column(_("Code"), 6),
                    Column(_("Role"), 10),
                    Column(_("Group"), 8, least=44),
                ],
                empty=_("No members yet. a chooses them."),
                id="members",
            )

    @property
    def squads(self) -> Rows:
        """The left list."""
        return self.query_one("#squads", Rows)

    @property
    def members(self) -> Rows:
        """The right list."""
        return self.query_one("#members", Rows)

    def heading(self) -> list[Piece]:
        """What the squad under the cursor is for."""
        number = self.squads.key
        squad = self.village.squads.all().get(number) if isinstance(number, int) else None
        return [(_("Squads"), STRONG), f"  {squad.purpose if squad else ''}"]

    def begin(self) -> None:
        """Into the left list."""
        super().begin()
        self.focus_on(self.squads)

    def reload(self) -> None:
        """Both lists."""
        squads = [s for s in self.village.squads.all().values() if not s.archived]
        self.squads.show([Row(s.number, [s.name, str(len(s.members))]) for s in squads])
        self._show_members()

    @on(Rows.Moved, "#squads")
    def moved(self) -> None:
        """Another squad."""
        with self.telling():
            self._show_members()

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Enter: from a squad to its members, from a member to their page."""
        if event.rows.id == "squads":
            self.action_members()
        elif isinstance(event.key, int):
            from tui.screens.person import PersonPage

            with self.telling():
                self.app.push_screen(PersonPage(event.key))

    def _show_members(self) -> None:
        number = self.squads.key
        if not isinstance(number, int):
            self.members.show([])
            return
        squad = self.village.squads.get(number)
        people = self.village.people.all()

        def role(member: int) -> str:
            if member == squad.leader:
                return _("leader")
            return _("deputy") if member in squad.deputies else ""

        def order(member: int) -> tuple[bool, bool, str]:
            return member != squad.leader, member not in squad.deputies, people[member].reading

        present = sorted((m for m in squad.members if m in people), key=order)
        self.members.show(
            [Row(m, [people[m].name, people[m].code, role(m), people[m].group]) for m in present]
        )
        self.head()

    def _squad(self) -> Squad:
        number = self.squads.key
        if not isinstance(number, int):
            raise Refused("There is no squad yet; n founds one.")
        return self.village.squads.get(number)

    def _member(self) -> int:
        number = self.members.key
        if not self.members.has_focus:
            raise Refused("Tab goes to the members: choose one first.")
        if not isinstance(number, int):
            raise Refused("Nobody is chosen.")
        return number

    # -- what can be done --------------------------------------------------

    def action_across(self) -> None:
        """To the other list."""
        self.focus_on(self.members if self.squads.has_focus else self.squads)

    def action_members(self) -> None:
        """Choose who belongs to it."""
        from tui.screens.sign_up import MembersPage

        with self.telling():
            self.needs_writing()
            self.app.push_screen(MembersPage(self._squad()))

    def action_new(self) -> None:
        """A form for a new squad."""
        with self.telling():
            self.needs_writing()
            self.app.push_screen(SquadForm(), self._saved)

    def action_edit(self) -> None:
        """The form of the squad."""
        with self.telling():
            self.needs_writing()
            self.app.push_screen(SquadForm(self._squad()), self._saved)

    def _saved(self, squad: Squad | None) -> None:
        if squad is not None:
            self.refresh_page()
            self.squads.go(squad.number)
            self._show_members()
            self.status.good(_("{title} is saved").format(title=squad.name))

    def action_lead(self) -> None:
        """The member under the cursor leads it, or does not any more."""
        with self.telling():
            self.needs_writing()
            squad, member = self._squad(), self._member()
            leader = None if squad.leader == member else member
            deputies = tuple(d for d in squad.deputies if d != member)
            self.village.squads.save(
                msgspec.structs.replace(squad, leader=leader, deputies=deputies)
            )
            self.reload()
            name = self.village.people.get(member).name
            said = (
                _("{name} leads {squad}") if leader else _("{squad} has no leader; {name} led it")
            )
            self.status.good(said.format(name=name, squad=squad.name))

    def action_deputy(self) -> None:
        """The member under the cursor is a deputy, or not any more."""
        with self.telling():
            self.needs_writing()
            squad, member = self._squad(), self._member()
            inside = member in squad.deputies
            deputies = tuple(d for d in squad.deputies if d != member) + (
                () if inside else (member,)
            )
            leader = None if squad.leader == member else squad.leader
            self.village.squads.save(
                msgspec.structs.replace(squad, deputies=deputies, leader=leader)
            )
            self.reload()
            name = self.village.people.get(member).name
            said = _("{name} is no deputy any more") if inside else _("{name} is a deputy")
            self.status.good(said.format(name=name))

    def action_leave(self) -> None:
        """Take the member under the cursor out; u takes that back."""
        with self.telling():
            self.needs_writing()
            squad, member = self._squad(), self._member()
            name = self.village.people.get(member).name
            self.village.squads.leave(squad.number, member)
            self.reload()
            self.status.good(_("{name} left {squad}").format(name=name, squad=squad.name))

    def action_undo(self) -> None:
        """Take back my last change of the squads."""
        from tui.words import act_name

        with self.telling():
            self.needs_writing()
            undone = self.village.undo("squads")
            self.reload()
            self.status.good(_("undone: {act}").format(act=act_name(undone.act)))


class SquadForm(Form[Squad | None]):
    """Founds a squad or changes one."""

    def __init__(self, squad: Squad | None = None) -> None:
        """Make the form; `None` founds a new one."""
        super().__init__()
        self._new = squad is None
        self._squad = squad or Squad(name="")

    def heading(self) -> list[Piece]:
        """Which squad."""
        return [(_("New squad") if self._new else self._squad.name, STRONG)]

    def fields(self) -> Sequence[Field]:
        """Name and purpose; leader and members are chosen on the page."""
        states: list[tuple[object, str]] = [(False, _("at work")), (True, _("archived"))]
        fields = [
            Field("name", _("Squad"), self._squad.name, hint=_("needed")),
            Field("purpose", _("Purpose"), self._squad.purpose, hint=_("what it is for")),
        ]
        if not self._new:
            fields.append(Field("archived", _("State"), self._squad.archived, options=states))
        return fields

    def save(self, values: Mapping[str, object]) -> Squad:
        """Found or change it."""
        squad = msgspec.structs.replace(
            self._squad,
            name=str(values["name"]),
            purpose=str(values["purpose"]),
            archived=bool(values.get("archived", False)),
        )
        return self.village.squads.add(squad) if self._new else self.village.squads.save(squad)

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Their version, to compare; their members stay."""
        theirs = cast("Squad", stale.theirs)
        self._squad = theirs
        return {"name": theirs.name, "purpose": theirs.purpose, "archived": theirs.archived}
