"""``yigong points``: rules, accounts, awards, gifts redeemed, resets and reversals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from yigong.store.attendance.role_words import read_role
from yigong.store.errors import DataError, Refused
from yigong.store.kinds import kind_called
from yigong.store.language import _, ngettext
from yigong.store.points.accounts import NO_POINTS, Account, PointsSum, account_sum
from yigong.store.points.points_words import (
    account_title,
    below_zero_words,
    line_words,
    parts_words,
    points_text,
    rule_sentence,
    signed_points,
    sum_words,
)
from yigong.store.points.statement import StatementLine, statement
from yigong.store.points_records import PointsEntry, PointsRule
from yigong.store.records import code
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument, date_argument, points_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser

_NONE = "-"
"""The word for no programme."""


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("points", _("points: rules, accounts, awards and gifts redeemed"))
    group.add("rules", list_rules, _("list the rules by which points are earned"))
    part = group.add("rule-add", add_rule, _("add a rule of points"))
    part.add_value("rule", "NAME", _("its name"))
    _add_rule_options(part)
    part = group.add("rule-edit", edit_rule, _("change a rule of points"))
    part.add_value("rule", "RULE", _("its name"))
    part.add_value("--name", "NAME", _("its new name"))
    _add_rule_options(part)
    part = group.add("rule-remove", remove_rule, _("remove a rule of points"))
    part.add_value("rule", "RULE", _("its name"))
    part = group.add("list", list_accounts, _("list the accounts with their points"))
    part.add_argument(
        "--sort", choices=("name", "points"), default="name", help=_("in which order")
    )
    part.add_flag("--all", _("accounts without points, too"))
    part = group.add("show", show_account, _("show the account of somebody's household"))
    part.add_person()
    part = group.add("award", award_points, _("award points to one or several, with a reason"))
    part.add_value("points", "N", _("how many points each"), type=points_argument)
    part.add_people()
    part.add_value("--why", "REASON", _("why"), required=True)
    part = group.add("redeem", redeem_gift, _("redeem a gift for somebody"))
    part.add_person()
    part.add_value("gift", "G", _("a gift's code or name"))
    part.add_value("--count", "N", _("how many"), type=count_argument, default=1)
    part = group.add("reset", reset_points, _("clear points, of some or of all"))
    part.add_people(nargs="*")
    part.add_flag("--all", _("of all accounts"))
    part.add_value("--until", "DATE", _("what was gained after this day stays"), type=date_argument)
    part.add_value("--why", "REASON", _("why"), required=True)
    part = group.add("reverse", reverse_entry, _("reverse an award, a gift or a reset"))
    part.add_value("entry", "CODE", _("the code of the entry, F2026-0031"))
    part.add_value("--why", "REASON", _("why"), default="")


def _add_rule_options(part: Parser) -> None:
    part.add_argument(
        "--per", choices=("minutes", "attendance"), help=_("what it counts (else minutes)")
    )
    part.add_value("--unit", "N", _("for how many whole minutes (else 60)"), type=count_argument)
    part.add_value("--points", "N", _("how many points"), type=points_argument)
    part.add_repeated("--kind", "KIND", _("only events of this kind; -: all kinds"))
    part.add_value("--programme", "P", _("only events of this programme; -: any"))
    part.add_value(
        "--role", "ROLE", _("who earns (else volunteers)"), type=read_role, action="append"
    )
    part.add_value(
        "--day-most", "N", _("the most for one person in a day; 0: any"), type=points_argument
    )


# -- rules -----------------------------------------------------------------


def list_rules(call: Call) -> None:
    """List the rules, each in a sentence."""
    rules = call.village.settings.points
    if call.options.json:
        output.print_json([_rule_data(rule) for rule in rules])
        return
    if not rules:
        output.print_line(_("There are no rules of points; `yigong points rule-add` adds one."))
        return
    programmes = call.village.programmes.all()
    output.print_table([[rule.name, rule_sentence(rule, programmes)] for rule in rules])
    output.print_line(_("Signed registers keep the rules that they were first signed with."))


def add_rule(call: Call) -> None:
    """Add a rule."""
    if call.options.points is None:
        raise Refused("Say how many points it gives: --points N.")
    blank = PointsRule(name=call.options.rule, points=1)
    new = msgspec.structs.replace(blank, **_rule_facts(call))
    _answer_rule(call, call.village.save_points_rule(None, new).points[-1], _("✓ {name}: {rule}."))


def edit_rule(call: Call) -> None:
    """Change a rule; registers that are signed keep theirs."""
    old = _rule(call)
    facts = _rule_facts(call)
    if call.options.name is not None:
        facts["name"] = call.options.name
    at = call.village.settings.points.index(old)
    rules = call.village.save_points_rule(old, msgspec.structs.replace(old, **facts)).points
    _answer_rule(call, rules[at], _("✓ {name}: {rule}."))


def remove_rule(call: Call) -> None:
    """Remove a rule; registers that are signed keep it."""
    old = _rule(call)
    call.village.save_points_rule(old, None)
    text = _("✓ {name} is removed; signed registers keep it.").format(name=old.name)
    output.answer(call, {**_rule_data(old), "removed": True}, text)


def _rule(call: Call) -> PointsRule:
    rules = call.village.settings.points
    found = next((rule for rule in rules if rule.name == call.options.rule.strip()), None)
    if found is None:
        names = _(", ").join(rule.name for rule in rules) or "-"
        raise Refused(
            "There is no rule of points {name}; there are: {names}.",
            name=call.options.rule[:40],
            names=names,
        )
    return found


def _rule_facts(call: Call) -> dict[str, Any]:
    """The facts of a rule that the options give."""
    options = call.options
    facts = {
        name: getattr(options, name)
        for name in ("per", "unit", "points", "day_most")
        if getattr(options, name) is not None
    }
    if options.kind:
        own = call.village.settings.kinds
        found = [(name, kind_called(name, own)) for name in options.kind if name != _NONE]
        facts["kinds"] = tuple(kind.name if kind else name for name, kind in found)
    if options.programme is not None:
        programmes = call.village.programmes
        none = options.programme == _NONE
        facts["programme"] = 0 if none else programmes.find(options.programme).number
    if options.role:
        facts["roles"] = tuple(options.role)
    return facts


def _answer_rule(call: Call, rule: PointsRule, text: str) -> None:
    words = rule_sentence(rule, call.village.programmes.all())
    output.answer(call, _rule_data(rule), text.format(name=rule.name, rule=words))


def _rule_data(rule: PointsRule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "per": rule.per,
        "unit": rule.unit,
        "points": rule.points,
        "kinds": list(rule.kinds),
        "programme": code("P", rule.programme) if rule.programme else "",
        "roles": list(rule.roles),
        "day_most": rule.day_most,
    }


# -- accounts --------------------------------------------------------------


def list_accounts(call: Call) -> None:
    """List the accounts, by name or by points."""
    unreadable: list[DataError] = []
    ledger = call.village.points
    sums = ledger.sums(unreadable=unreadable)
    found = [(account, account_sum(account, sums)) for account in ledger.accounts()]
    shown = [(account, total) for account, total in found if call.options.all or total != NO_POINTS]
    if call.options.sort == "points":
        shown.sort(key=lambda pair: (-pair[1].balance, pair[0].number))
    else:
        shown.sort(key=lambda pair: (pair[0].home or pair[0].people[0].reading, pair[0].number))
    if call.options.json:
        output.print_json([account_data(account, sums) for account, _total in shown])
    elif not shown:
        output.print_line(_("Nobody has points yet."))
    else:
        heads = [_("Account"), _("Code"), _("Balance"), _("Earned"), _("Awarded")]
        heads += [_("Redeemed"), _("Cleared")]
        rows = [
            [
                account_title(account),
                account.people[0].code,
                total.balance,
                *(total.earned, total.awarded, total.redeemed, total.reset),
            ]
            for account, total in shown
        ]
        output.print_table([heads, *rows], right=(2, 3, 4, 5, 6))
    output.print_unreadable(unreadable)


def show_account(call: Call) -> None:
    """Show an account: its balance, and the lines of its statement."""
    unreadable: list[DataError] = []
    village, ledger = call.village, call.village.points
    account = ledger.account(call.any_person().number)
    sums = ledger.sums(people=account.numbers, unreadable=unreadable)
    total = account_sum(account, sums)
    lines = statement(
        ledger.earned(people=account.numbers, unreadable=[]),
        [entry for entry in ledger.all() if entry.person in account.numbers],
    )
    if call.options.json:
        data = account_data(account, sums)
        output.print_json({**data, "lines": [_line_data(call, line) for line in lines]})
    else:
        balance = _("balance {points}").format(points=points_text(total.balance))
        output.print_line(f"{account_title(account)}  {balance}  {sum_words(total)}")
        if total.balance < 0:
            output.print_line(below_zero_words(total.balance))
        people, gifts = village.people.all(), village.gifts.all()
        output.print_table(
            [
                [
                    f"{line.at.astimezone(village.zone):%F}",
                    line.code,
                    line_words(line, gifts),
                    people[line.person].name,
                    parts_words(line),
                    signed_points(line.points),
                ]
                for line in lines
            ],
            right=(5,),
        )
    output.print_unreadable(unreadable)


def account_data(account: Account, sums: Mapping[int, PointsSum]) -> dict[str, Any]:
    """An account as plain data."""
    total = account_sum(account, sums)
    return {
        "home": account.home,
        "people": [
            {
                "code": person.code,
                "name": person.name,
                "balance": sums.get(person.number, NO_POINTS).balance,
            }
            for person in account.people
        ],
        "balance": total.balance,
        "earned": total.earned,
        "awarded": total.awarded,
        "redeemed": total.redeemed,
        "cleared": total.reset,
    }


def _line_data(call: Call, line: StatementLine) -> dict[str, Any]:
    if line.entry is not None:
        return {**_entry_data(call, line.entry), "reversed": line.is_reversed}
    return {
        "at": line.at,
        "person": code("V", line.person),
        "points": line.points,
        "occurrence": line.occurrence,
        "title": line.title,
        "rules": [{"name": rule.name, "points": points} for rule, points in line.parts],
    }


def _entry_data(call: Call, entry: PointsEntry) -> dict[str, Any]:
    data = {
        "code": entry.code,
        "at": entry.at.astimezone(call.village.zone),
        "by": entry.by,
        "kind": entry.kind,
        "person": code("V", entry.person),
        "points": entry.points,
        "reason": entry.reason,
    }
    if entry.gift:
        data |= {"gift": code("G", entry.gift), "pieces": entry.pieces}
    if entry.reverses:
        data["reverses"] = entry.reverses
    return data


# -- the ledger ------------------------------------------------------------


def award_points(call: Call) -> None:
    """Award points to people."""
    village = call.village
    people = [village.people.person_for(query) for query in call.options.people]
    entries = village.points.award(
        [person.number for person in people], call.options.points, call.options.why
    )
    text = ngettext(
        "✓ {points} for {n} person: {why}", "✓ {points} each for {n} people: {why}", len(entries)
    )
    sentence = text.format(
        points=points_text(entries[0].points), n=len(entries), why=entries[0].reason
    )
    output.answer(call, _entries_data(call, entries), sentence)


def redeem_gift(call: Call) -> None:
    """Redeem a gift."""
    village, person = call.village, call.person()
    gift = village.gifts.find(call.options.gift)
    entry = village.points.redeem(person.number, gift.number, call.options.count)
    balance = village.points.balance(village.points.account(person.number), [])
    sentence = _("✓ {name} {code}: {gift} x {n} for {points}; {balance} are left.").format(
        name=person.name,
        code=person.code,
        gift=gift.name,
        n=entry.pieces,
        points=points_text(-entry.points),
        balance=points_text(balance),
    )
    data = {**_entry_data(call, entry), "balance": balance, "left": village.gifts.left(gift)}
    output.answer(call, data, sentence)


def reset_points(call: Call) -> None:
    """Clear points of some people, with their households, or of all."""
    village, options = call.village, call.options
    if bool(options.people) == options.all:
        raise Refused("Name whose points are cleared, or say --all.")
    people = [village.people.person_for(query, archived=True).number for query in options.people]
    until = call.past_day(options.until) if options.until else None
    entries = village.points.reset(options.why, None if options.all else people, until)
    cleared = -sum(entry.points for entry in entries)
    text = ngettext(
        "✓ {points} of {n} person are cleared.",
        "✓ {points} of {n} people are cleared.",
        len(entries),
    )
    sentence = text.format(points=points_text(cleared), n=len(entries))
    output.answer(call, _entries_data(call, entries), sentence)


def reverse_entry(call: Call) -> None:
    """Reverse an entry."""
    village = call.village
    entry = village.points.reverse(call.options.entry, call.options.why)
    balance = village.points.balance(village.points.account(entry.person), [])
    sentence = _("✓ {code} is reversed: {points}; the balance is {balance}.").format(
        code=entry.reverses, points=signed_points(entry.points), balance=points_text(balance)
    )
    below = below_zero_words(balance)
    data = {**_entry_data(call, entry), "balance": balance}
    output.answer(call, data, " ".join(filter(None, (sentence, below))))


def _entries_data(call: Call, entries: Sequence[PointsEntry]) -> list[dict[str, Any]]:
    return [_entry_data(call, entry) for entry in entries]


# -- files -----------------------------------------------------------------


def register_points_files(group: Commands) -> None:
    """Add the parts of ``yigong export`` that write points."""
    part = group.add("points", export_points, _("the accounts of points, or the list to put up"))
    part.add_flag("--public", _("the list to put up, with masked names"))
    part.add_flag("--names", _("with --public: whole names"))
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_output()
    part = group.add("passbook", export_passbook, _("the passbook of somebody's household"))
    part.add_person()
    part.add_output()


def export_points(call: Call) -> None:
    """Export the accounts of points."""
    from yigong.exports.documents.points_tables import points_file, points_name

    options, village = call.options, call.village
    if options.names and not options.public:
        raise Refused("--names goes with --public: the other table has names anyway.")
    data = points_file(village, options.format, public=options.public, names=options.names)
    name = f"{points_name(village.now().date(), public=options.public)}.{options.format}"

    def accounts_listed() -> dict[str, Any]:
        sums = village.points.sums()
        found = [a for a in village.points.accounts() if account_sum(a, sums) != NO_POINTS]
        if options.public and not options.names:
            return {"accounts": len(found)}
        return {"accounts": [account_data(account, sums) for account in found]}

    output.deliver(call, name, data, accounts_listed)


def export_passbook(call: Call) -> None:
    """Export a passbook."""
    from yigong.exports.documents.passbook import passbook_name, passbook_page

    village = call.village
    account = village.points.account(call.any_person().number)
    data = passbook_page(village, account).encode()
    sums = village.points.sums(people=account.numbers)
    name = passbook_name(account, village.now().date())
    output.deliver(call, name, data, lambda: {"account": account_data(account, sums)})
