"""``yigong gift``: what points are redeemed for, and how many of each are left."""

from __future__ import annotations

from typing import Any

import msgspec

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.points.ledger_rules import gifts_left
from yigong.store.points.points_words import points_text
from yigong.store.points_records import Gift
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument, points_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("gift", _("what points are redeemed for"))
    part = group.add("add", add_gift, _("add a gift"))
    part.add_value("name", "NAME", _("its name"))
    part.add_value("points", "N", _("its price in points"), type=points_argument)
    part.add_value("--stock", "N", _("how many there are (else not counted)"), type=count_argument)
    part.add_value("--note", "TEXT", _("what else is to know"))
    part = group.add("edit", edit_gift, _("change a gift; what was redeemed keeps its price"))
    part.add_value("gift", "G", _("a gift's code or name"))
    part.add_value("--name", "NAME", _("its new name"))
    part.add_value("--points", "N", _("its price in points"), type=points_argument)
    part.add_value("--note", "TEXT", _("what else is to know"))
    part = group.add("list", list_gifts, _("list the gifts, and how many are left"))
    part.add_flag("--archived", _("archived gifts too"))
    part = group.add("stock", set_stock, _("change how many of a gift there are"))
    part.add_value("gift", "G", _("a gift's code or name"))
    part.add_value("--add", "N", _("so many came"), type=count_argument)
    part.add_value("--lost", "N", _("so many were lost"), type=count_argument)
    part.add_value("--left", "N", _("so many are left now"), type=count_argument)
    part.add_flag("--uncounted", _("they are not counted any more"))
    part = group.add("archive", archive_gift, _("put a gift away; what was redeemed stays"))
    part.add_value("gift", "G", _("a gift's code or name"))
    part.add_flag("--back", _("take it up again"))


def add_gift(call: Call) -> None:
    """Add a gift."""
    options = call.options
    gift = call.village.gifts.add(
        Gift(
            name=options.name,
            points=options.points,
            stock=-1 if options.stock is None else options.stock,
            note=options.note or "",
        )
    )
    _answer(call, gift, _("✓ {name} {code} costs {points}."))


def edit_gift(call: Call) -> None:
    """Change a gift."""
    gift, options = call.village.gifts.find(call.options.gift), call.options
    facts = {
        name: getattr(options, name)
        for name in ("name", "points", "note")
        if getattr(options, name) is not None
    }
    changed = call.village.gifts.save(msgspec.structs.replace(gift, **facts))
    _answer(call, changed, _("✓ {name} {code} is changed."))


def list_gifts(call: Call) -> None:
    """List the gifts."""
    gifts, given = call.village.gifts, call.village.gifts.redeemed()
    shown = [g for g in gifts.all().values() if call.options.archived or not g.archived]
    if call.options.json:
        output.print_json([_gift_data(gift, given) for gift in shown])
        return
    if not shown:
        output.print_line(_("There are no gifts yet; `yigong gift add NAME N` adds one."))
        return
    heads = [_("Gift"), _("Code"), _("Price"), _("In stock"), _("Redeemed"), ""]
    rows = [
        [
            gift.name,
            gift.code,
            gift.points,
            "-" if (left := gifts_left(gift, given)) is None else left,
            given.get(gift.number, 0),
            _("archived") if gift.archived else "",
        ]
        for gift in shown
    ]
    output.print_table([heads, *rows], right=(2, 3, 4))


def set_stock(call: Call) -> None:
    """Change how many of a gift there are."""
    options, gifts = call.options, call.village.gifts
    gift = gifts.find(options.gift)
    given = [options.add, options.lost, options.left, options.uncounted or None]
    if sum(each is not None for each in given) != 1:
        raise Refused("Say one of --add, --lost, --left and --uncounted.")
    if options.uncounted:
        changed = gifts.set_stock(gift.number, left=-1)
    elif options.left is not None:
        changed = gifts.set_stock(gift.number, left=options.left)
    else:
        changed = gifts.set_stock(gift.number, add=(options.add or 0) - (options.lost or 0))
    left = gifts.left(changed)
    text = _("✓ {name} {code} is not counted.") if left is None else _("✓ {name} {code}: {n} left.")
    _answer(call, changed, text)


def archive_gift(call: Call) -> None:
    """Archive a gift, or take an archived one up again."""
    gifts, back = call.village.gifts, call.options.back
    gift = (gifts.find_archived if back else gifts.find)(call.options.gift)
    text = _("✓ {name} {code} is back.") if back else _("✓ {name} {code} is archived.")
    _answer(call, gifts.archive(gift.number, not back), text)


def _answer(call: Call, gift: Gift, text: str) -> None:
    given = call.village.gifts.redeemed()
    sentence = text.format(
        name=gift.name,
        code=gift.code,
        points=points_text(gift.points),
        n=gifts_left(gift, given),
    )
    output.answer(call, _gift_data(gift, given), sentence)


def _gift_data(gift: Gift, given: dict[int, int]) -> dict[str, Any]:
    return {
        "code": gift.code,
        "name": gift.name,
        "points": gift.points,
        "left": gifts_left(gift, given),
        "redeemed": given.get(gift.number, 0),
        "note": gift.note,
        "archived": gift.archived,
    }
