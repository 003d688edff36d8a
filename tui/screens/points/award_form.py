"""The form of an award of points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yigong.store.language import N_, _
from yigong.store.points_records import PointsEntry
from yigong.tui.screens.base.form import Form
from yigong.tui.text.typed_values import read_points
from yigong.tui.view.form_fields import Field
from yigong.tui.widgets.canvas import STRONG, Piece

_NAMED = 6
"""The most people whose names stand in the heading."""


class AwardForm(Form[Sequence[PointsEntry] | None]):
    """Says how many points, and why."""

    PURPOSE = N_("Say how many points each is awarded, and why.")

    def __init__(self, people: Sequence[int]) -> None:
        """Award people points, by their numbers."""
        super().__init__()
        self._people = people

    def heading(self) -> list[Piece]:
        """Who is awarded."""
        people = self.village.people
        names = _(", ").join(people.get(number).name for number in self._people[:_NAMED])
        more = len(self._people) - _NAMED
        if more > 0:
            names += _("; ") + _("and {n} more").format(n=more)
        return [(_("Award points"), STRONG), f"  {names}"]

    def fields(self) -> Sequence[Field]:
        """How many, and why."""
        return [
            Field(
                "points",
                _("Points each"),
                "",
                read_points,
                hint=_("a whole number, needed"),
                needed=True,
            ),
            Field("reason", _("Reason"), "", hint=_("needed; everybody may read it"), needed=True),
        ]

    def save(self, values: Mapping[str, object]) -> Sequence[PointsEntry]:
        """Award them."""
        return self.village.points.award(
            self._people, read_points(values["points"]), str(values["reason"])
        )
