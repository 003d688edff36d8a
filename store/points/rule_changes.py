"""The rules of points: checked, and changed one at a time."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from yigong.store import bounds, validate
from yigong.store.errors import Refused, Stale
from yigong.store.kinds import all_kinds, kind_called, unknown_kind
from yigong.store.language import N_
from yigong.store.points_records import PointsRule
from yigong.store.records import code
from yigong.store.settings_records import KindSpec

MAX_RULES = 30
"""The most rules of a village."""


def with_rule_changed(
    rules: tuple[PointsRule, ...],
    old: PointsRule | None,
    new: PointsRule | None,
    kinds: tuple[KindSpec, ...],
    programmes: Collection[int],
) -> tuple[PointsRule, ...]:
    """The rules with one added, changed or removed.

    Args:
        rules: The rules.
        old: As it was when the change began; `None`: it is added.
        new: As it shall be; `None`: it is removed.
        kinds: The village's own kinds of events.
        programmes: The numbers of its programmes.

    Raises:
        Refused: It is invalid; or there is no such kind or programme.
        Stale: It was changed or removed since.
    """
    if old is not None and old not in rules:
        theirs = next((rule for rule in rules if rule.name == old.name), None)
        raise Stale(theirs or old, new or old)
    if new is not None:
        new = _checked_rule(_known(new, old.kinds if old else (), kinds, programmes))
        if any(each.name == new.name for each in rules if each != old):
            raise Refused("There is a rule of points {name} already.", name=new.name)
    if old is None:
        changed = (*rules, *([new] if new else []))
    else:
        at = rules.index(old)
        changed = (*rules[:at], *([new] if new else []), *rules[at + 1 :])
    if len(changed) > MAX_RULES and len(changed) > len(rules):
        raise Refused("A village has at most {most} rules of points.", most=MAX_RULES)
    return changed


def _known(
    rule: PointsRule,
    kept: Collection[str],
    own: tuple[KindSpec, ...],
    programmes: Collection[int],
) -> PointsRule:
    """A rule with its kinds as events store them; refuse what there is not, but for what it
    had."""
    names = []
    known = {*(kind.name for kind in all_kinds(own)), *kept}
    for name in rule.kinds:
        kind = kind_called(name, own)
        if name not in known and kind is None:
            raise unknown_kind(validate.clean_line(name, N_("The kind"), validate.MAX_TITLE), own)
        names.append(name if kind is None else kind.name)
    if rule.programme and rule.programme not in programmes:
        raise Refused("There is no programme {code}.", code=code("P", rule.programme))
    return msgspec.structs.replace(rule, kinds=tuple(dict.fromkeys(names)))


def _checked_rule(rule: PointsRule) -> PointsRule:
    name = validate.clean_line(rule.name, N_("The rule"), validate.MAX_NAME, needed=True)
    if rule.per not in ("minutes", "attendance"):
        raise Refused("A rule of points counts minutes or attendance.")
    if not 1 <= rule.unit <= validate.MAX_MINUTES:
        raise Refused("A rule gives points for 1 to {most} minutes.", most=validate.MAX_MINUTES)
    if not 1 <= rule.points <= bounds.MAX_POINTS:
        raise Refused("A rule gives 1 to {most} points.", most=bounds.MAX_POINTS)
    if not 0 <= rule.day_most <= bounds.MAX_POINTS:
        raise Refused("The most of a day is 0 (any) to {most} points.", most=bounds.MAX_POINTS)
    roles = tuple(dict.fromkeys(validate.checked_role(role) for role in rule.roles))
    if "paid" in roles:
        raise Refused("Who is paid earns no points.")
    if not roles:
        raise Refused("Say who earns: a rule of points names a role.")
    useless = {"participant", "guest"}.issuperset(roles)
    if rule.per == "minutes" and useless:
        raise Refused(
            "Participants and guests have no minutes that are credited: "
            "let the rule count attendance."
        )
    return msgspec.structs.replace(rule, name=name, roles=roles)
