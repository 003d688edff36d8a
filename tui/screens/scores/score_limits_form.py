"""The form of what scores have beside indicators: stars, colours, nothing to count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs
from textual.app import ComposeResult

from yigong.store.language import N_, _
from yigong.store.score_records import ScoreRules
from yigong.store.scores.score_words import UNCOUNTED_NAMES
from yigong.store.settings_records import Settings
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.text.typed_scores import read_limit, read_stars
from yigong.tui.view.form_fields import Field, with_typed_values
from yigong.tui.widgets.canvas import STRONG, Piece


class ScoreLimitsForm(RecordForm[ScoreRules | None, Settings]):
    """Changes the marks for stars, the limits of the colours, and what there is without numbers."""

    PURPOSE = N_("Say how many marks a star takes, and when a row is yellow or red.")

    def heading(self) -> list[Piece]:
        """What this is."""
        return [(_("Stars and colours"), STRONG)]

    def body(self) -> ComposeResult:
        """The rules as they are now."""
        self.record = self.village.settings
        return super().body()

    def fields(self) -> Sequence[Field]:
        """Stars, days, limits, what there is without anything to count."""
        rules = self.record.score
        stars = " ".join(map(str, rules.stars))
        uncounted = [(each, _(name)) for each, name in UNCOUNTED_NAMES.items()]
        late = _("late registers; 0: never")
        over = _("days that an open request is over; 0: never")
        return [
            Field("stars", _("Stars at marks"), stars, read_stars, hint=_("rising")),
            Field(
                "sign_within",
                _("Signed within"),
                str(rules.sign_within),
                read_limit,
                hint=_("working days after the end"),
            ),
            _limit("yellow_late", _("Yellow from"), rules.yellow_late, late),
            _limit("yellow_overdue", _("  or"), rules.yellow_overdue, over),
            _limit("red_late", _("Red from"), rules.red_late, late),
            _limit("red_overdue", _("  or"), rules.red_overdue, over),
            Field(
                "uncounted",
                _("Nothing to count"),
                rules.uncounted,
                options=uncounted,
                hint=_("gives this, as dividing by 0 has no result"),
            ),
        ]

    def save(self, values: Mapping[str, object]) -> ScoreRules:
        """Save the rules."""
        rules = with_typed_values(self.record.score, self.fields(), values)
        saved = self.village.save_settings(structs.replace(self.record, score=rules))
        return saved.score


def _limit(name: str, label: str, value: int, hint: str) -> Field:
    return Field(name, label, str(value), read_limit, hint=hint)
