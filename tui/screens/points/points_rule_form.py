"""The form of a rule by which points are earned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from yigong.store.attendance.role_words import role_name
from yigong.store.errors import Refused
from yigong.store.kinds import all_kinds, kind_name
from yigong.store.language import N_, _
from yigong.store.named_records import in_use
from yigong.store.points.points_words import rule_sentence
from yigong.store.points_records import PointsRule
from yigong.store.records import ROLES
from yigong.store.validate import MAX_MINUTES
from yigong.tui.screens.base.form import Form
from yigong.tui.text.typed_values import read_points
from yigong.tui.view.form_fields import Field, with_typed_values
from yigong.tui.widgets.canvas import STRONG, Piece


class PointsRuleForm(Form[PointsRule | None]):
    """Adds or changes a rule."""

    PURPOSE = N_("Say what points are given for, and to whom.")

    def __init__(self, rule: PointsRule | None = None) -> None:
        """Make the form; `None` adds a rule."""
        super().__init__()
        self._old = rule
        self._rule = rule or PointsRule(name="", points=0)

    def heading(self) -> list[Piece]:
        """The rule's name."""
        return [(self._old.name if self._old else _("New rule"), STRONG)]

    def fields(self) -> Sequence[Field]:
        """Name, what it counts, how much it gives, for which events and roles."""
        rule, village = self._rule, self.village
        per: list[tuple[object, str]] = [
            ("minutes", _("credited minutes")),
            ("attendance", _("each attendance")),
        ]
        known = [kind.name for kind in all_kinds(village.settings.kinds)]
        kinds = [*known, *(kind for kind in rule.kinds if kind not in known)]
        roles = [role for role in ROLES if role != "paid"]
        role_names = {str(role): role_name(role) for role in ROLES}
        programmes: list[tuple[object, str]] = [(0, _("any"))]
        programmes += [(each.number, each.name) for each in in_use(village.programmes.all())]
        most = str(rule.day_most or "")
        return [
            Field("name", _("Rule"), rule.name, hint=_("needed, such as: service"), needed=True),
            Field(
                "points",
                _("Points"),
                str(rule.points or ""),
                read_points,
                hint=_("needed"),
                needed=True,
            ),
            Field("per", _("What it counts"), rule.per, options=per),
            Field("unit", _("Whole minutes"), str(rule.unit), _read_unit, hint=_("less: nothing")),
            _picks("roles", _("Who earns"), roles, rule.roles, role_names.__getitem__),
            _picks("kinds", _("Only kinds"), kinds, rule.kinds, kind_name),
            Field("programme", _("Only of"), rule.programme, options=programmes),
            Field("day_most", _("Most a day"), most, _read_most, hint=_("empty: any")),
        ]

    def begin(self) -> None:
        """Say what the rule gives."""
        super().begin()
        self.field_changed("per")

    def field_changed(self, name: str) -> None:
        """Say in a sentence what the rule gives now."""
        if not self.is_mounted:
            return
        self.show_row("unit", self.values()["per"] == "minutes")
        self.explain("points", self._meaning)

    def _meaning(self) -> str:
        if not self.values()["points"]:
            return ""
        typed = with_typed_values(self._rule, self.fields(), self.values())
        return rule_sentence(typed, self.village.programmes.all())

    def save(self, values: Mapping[str, object]) -> PointsRule:
        """Add the rule, or save the changes."""
        before = self.village.settings.points
        rule = with_typed_values(self._rule, self.fields(), values)
        saved = self.village.save_points_rule(self._old, rule).points
        return saved[before.index(self._old) if self._old in before else -1]


def _picks(
    name: str,
    label: str,
    words: Sequence[str],
    picked: Sequence[str],
    say: Callable[[str], str],
) -> Field:
    """A field in which several words are picked; its value numbers them from 1 on."""
    return Field(
        name,
        label,
        tuple((words.index(word) + 1, "") for word in picked if word in words),
        lambda picks: tuple(words[number - 1] for number, _part in picks),
        options=[(number, say(word)) for number, word in enumerate(words, 1)],
        picks=True,
    )


def _read_unit(value: object) -> int:
    return read_points(value, MAX_MINUTES)


def _read_most(value: object) -> int:
    text = str(value).strip()
    if text == "0":
        raise Refused("Leave it empty for any number.")
    return read_points(text) if text else 0
