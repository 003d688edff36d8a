"""Points in words: what a rule gives, what an entry is; for pages, commands and papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yigong.store.attendance.role_words import role_name
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _, ngettext
from yigong.store.points.accounts import Account, PointsSum
from yigong.store.points.statement import StatementLine
from yigong.store.points_records import Gift, PointsEntry, PointsKind, PointsRule
from yigong.store.programme_records import Programme
from yigong.store.records import Volunteer, code

ENTRY_NAMES: Mapping[PointsKind, str] = {
    "award": N_("award"),
    "gift": N_("redeemed"),
    "reset": N_("cleared"),
    "reversal": N_("reversed"),
}
"""奖励 兑换 清零 冲回; msgids."""


def points_text(points: int) -> str:
    """So many points: ``126 分``."""
    return ngettext("{n} point", "{n} points", points).format(n=points)


def signed_points(points: int) -> str:
    """Points that are added or taken: ``+11``, ``-25``."""
    return f"{points:+d}" if points else "0"


def rule_sentence(rule: PointsRule, programmes: Mapping[int, Programme]) -> str:
    """What a rule gives, to whom, for what, in a sentence without a stop.

    Args:
        rule: The rule.
        programmes: The programmes, by number.
    """
    roles = _(", ").join(role_name(role) for role in rule.roles)
    if rule.per == "attendance":
        text = _("{roles}: {points} for each attendance")
    else:
        text = ngettext(
            "{roles}: {points} for each whole minute",
            "{roles}: {points} for each whole {n} minutes",
            rule.unit,
        )
    parts = [text.format(roles=roles, points=points_text(rule.points), n=rule.unit)]
    if rule.kinds:
        kinds = _(", ").join(kind_name(kind) for kind in rule.kinds)
        parts.append(_("only {kinds}").format(kinds=kinds))
    if rule.programme:
        programme = programmes.get(rule.programme)
        name = programme.name if programme else code("P", rule.programme)
        parts.append(_("only of {programme}").format(programme=name))
    if rule.day_most:
        parts.append(_("at most {points} a day").format(points=points_text(rule.day_most)))
    return _("; ").join(parts)


def rule_words(rule: PointsRule, programmes: Mapping[int, Programme]) -> str:
    """A rule by its name, and what it gives: ``志愿服务：志愿：每满 60 分钟 1 分``.

    Args:
        rule: The rule.
        programmes: The programmes, by number.
    """
    return _("{name}: {what}").format(name=rule.name, what=rule_sentence(rule, programmes))


def account_title(account: Account) -> str:
    """A household with how many it has, or somebody alone."""
    if not account.home:
        return account.people[0].name
    count = ngettext("{n} person", "{n} people", len(account.people)).format(n=len(account.people))
    return f"{account.home} ({count})"


def ledger_entry_words(entry: PointsEntry, gifts: Mapping[int, Gift]) -> str:
    """What an entry is: ``兑换 食用油 x 2``, ``奖励 送饭``, ``冲回 F2026-0031``."""
    words = [_(ENTRY_NAMES[entry.kind])]
    if entry.kind == "reversal":
        words.append(entry.reverses)
    if entry.gift:
        gift = gifts.get(entry.gift)
        words.append(gift.name if gift else code("G", entry.gift))
        if entry.pieces > 1:
            words.append(f"x {entry.pieces}")
    if entry.reason:
        words.append(entry.reason)
    return " ".join(words)


def parts_words(line: StatementLine) -> str:
    """Which rules gave what: ``志愿服务 6，义务日出勤 5``."""
    return _(", ").join(f"{rule.name} {points}" for rule, points in line.parts)


def line_words(line: StatementLine, gifts: Mapping[int, Gift]) -> str:
    """What a line of a statement is for; of an entry that was reversed, that it was."""
    if line.entry is None:
        return line.title
    words = ledger_entry_words(line.entry, gifts)
    return _("{what} (reversed)").format(what=words) if line.is_reversed else words


def sum_words(total: PointsSum) -> str:
    """Where the points of a time come from and where they went."""
    words = [
        _("earned {n}").format(n=total.earned),
        _("awarded {n}").format(n=total.awarded),
        _("redeemed {n}").format(n=total.redeemed),
    ]
    if total.reset:
        words.append(_("cleared {n}").format(n=total.reset))
    return "  ".join(words)


def below_zero_words(balance: int) -> str:
    """That an account is below 0; empty: it is not."""
    if balance >= 0:
        return ""
    return _("below 0: a register was corrected, or an award reversed, after points were spent")


def people_words(people: Iterable[Volunteer]) -> str:
    """The names and codes of people."""
    return _(", ").join(f"{person.name} {person.code}" for person in people)
