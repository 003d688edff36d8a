"""The form of an indicator: its name, what it counts, how that gives marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.score_records import SCORE_MEASURES, SHARES, Indicator
from yigong.store.scores.checked_rules import checked_indicator
from yigong.store.scores.score_words import MEASURE_NAMES, steps_text
from yigong.tui.screens.base.form import Form
from yigong.tui.text.typed_scores import read_marks, read_steps
from yigong.tui.view.form_fields import Field, with_typed_values
from yigong.tui.widgets.canvas import STRONG, Piece


class IndicatorForm(Form[Indicator | None]):
    """Adds an indicator, or changes one."""

    PURPOSE = N_("Say what an indicator counts, and how that gives marks.")

    def __init__(self, indicator: Indicator | None = None) -> None:
        """Make the form; `None` adds an indicator."""
        super().__init__()
        self._old = indicator
        self._indicator = indicator or Indicator(name="", measure="occurrences")

    def heading(self) -> list[Piece]:
        """The indicator's name."""
        return [(self._old.name if self._old else _("New indicator"), STRONG)]

    def fields(self) -> Sequence[Field]:
        """Name, what is counted, full marks, target or steps."""
        each = self._indicator
        measures = [(measure, _(MEASURE_NAMES[measure])) for measure in SCORE_MEASURES]
        target = str(each.target or "")
        return [
            Field("name", _("Indicator"), each.name, hint=_("needed; the head of its column")),
            Field("measure", _("Counts"), each.measure, options=measures),
            Field("full", _("Full marks"), str(each.full), read_marks),
            Field(
                "target", _("Target"), target, read_marks, hint=_("of a count: what has full marks")
            ),
            Field(
                "steps",
                _("Steps"),
                steps_text(each.steps),
                read_steps,
                hint=_("of a share: 95:20 80:10; empty: its part of the full marks"),
            ),
        ]

    def save(self, values: Mapping[str, object]) -> Indicator:
        """Add the indicator, or save the changes."""
        typed = with_typed_values(self._indicator, self.fields(), values)
        if typed.measure in SHARES and typed.target != self._indicator.target:
            raise Refused("A share has no target; it has steps, or its part of the full marks.")
        kept = checked_indicator(typed)
        settings = self.village.settings
        found = list(settings.score.indicators)
        if self._old is None:
            found.append(kept)
        elif self._old in found:
            found[found.index(self._old)] = kept
        else:
            raise Refused("Somebody changed this indicator meanwhile; look at it again.")
        rules = structs.replace(settings.score, indicators=tuple(found))
        self.village.save_settings(structs.replace(settings, score=rules))
        return kept
