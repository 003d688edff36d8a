"""The form by which points are cleared: up to which day, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from yigong.store.dates.day_parser import parse_day
from yigong.store.language import N_, _
from yigong.store.points.accounts import Account
from yigong.store.points.points_words import account_title
from yigong.store.points_records import PointsEntry
from yigong.tui.screens.base.form import Form
from yigong.tui.text.typed_words import day_meaning
from yigong.tui.view.form_fields import Field
from yigong.tui.widgets.canvas import STRONG, Piece


class ClearForm(Form[Sequence[PointsEntry] | None]):
    """Clears the points of one account, or of all."""

    PURPOSE = N_("Clear points, as at the end of a year; what was gained after the day stays.")

    def __init__(self, account: Account | None) -> None:
        """Clear the points of an account; `None`: of all."""
        super().__init__()
        self._account = account

    def heading(self) -> list[Piece]:
        """Whose points."""
        whose = _("all accounts") if self._account is None else account_title(self._account)
        return [(_("Clear points"), STRONG), f"  {whose}"]

    def fields(self) -> Sequence[Field]:
        """Up to which day, and why."""
        today = f"{self.village.now():%F}"
        return [
            Field("until", _("Up to"), today, hint=_("what was gained after it stays")),
            Field(
                "reason",
                _("Reason"),
                "",
                hint=_("needed, such as: end of the year 2026"),
                needed=True,
            ),
        ]

    def field_changed(self, name: str) -> None:
        """Say which day was read."""
        if name == "until":
            self.explain(name, lambda: day_meaning(self._until(), self.village.now().date()))

    def _until(self) -> date:
        """The day that was typed; empty: today. Without a year, the last one of that name."""
        today, typed = self.village.now().date(), str(self.values()["until"])
        return parse_day(typed, today, last=today) if typed else today

    def save(self, values: Mapping[str, object]) -> Sequence[PointsEntry]:
        """Clear them."""
        people = None if self._account is None else [self._account.number]
        return self.village.points.reset(str(values["reason"]), people, self._until())
