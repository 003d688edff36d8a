"""``yigong export``: what leaves the village, as files or on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.language import _
from tui.commands import calendar_files, export_people
from tui.commands.arguments import Group, Subparsers
from tui.commands.deliver import deliver, out

if TYPE_CHECKING:
    from datetime import date

    from tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command and its parts."""
    group = Group(
        commands, "export", _("write a calendar file, a summary, a ledger, a sheet, badges")
    )
    calendar_files.register(group)
    part = group.add("summary", summary, _("the four numbers of a period"))
    _period(part, "year")
    part.add_argument(
        "--programme", default="", metavar="NAME", help=_("only what belongs to this programme")
    )
    part.add_argument("--names", action="store_true", help=_("by person, too"))
    part.add_argument(
        "--format", choices=("csv", "xlsx", "md"), default="csv", help=_("csv, xlsx or md")
    )
    out(part)
    part = group.add("ledger", ledger, _("what took place in a month, to be signed"))
    _period(part, "month")
    _paper(part)
    out(part)
    part = group.add("signin", signin, _("the sign-in sheet of an occurrence, for paper"))
    part.add_argument(
        "event", metavar="E", help=_("E0042, E0042@2026-11-25 or the whole title of an event")
    )
    _paper(part)
    part.add_argument("--full-phones", action="store_true", help=_("do not mask phone numbers"))
    out(part)
    export_people.register(group)


def _period(part: Any, default: str) -> None:
    part.add_argument(
        "period",
        nargs="?",
        default=default,
        metavar="PERIOD",
        help=_("2026, 2026-Q4, 2026-11, 2026-11-01..2026-11-25, year, quarter, month, all"),
    )


def _paper(part: Any) -> None:
    part.add_argument(
        "--format",
        choices=("html", "xlsx", "csv"),
        default="html",
        help=_("html (to print), xlsx or csv"),
    )


def summary(call: Call) -> None:
    """Export the attendance of a period."""
    from exports import tables

    village, form = call.village, call.options.format
    first, last = _days(call)
    added = village.summary(first, last, programme=call.options.programme)
    given = added, village.squads.all(), village.settings
    names = call.options.names
    if form == "md":
        data = tables.summary_markdown(*given, names=names).encode()
    elif form == "xlsx":
        data = tables.summary_xlsx(*given, names=names)
    else:
        data = tables.summary_csv(*given, names=names)
    deliver(call, f"summary-{f'{first}-{last}' if first else 'all'}.{form}", data)


def ledger(call: Call) -> None:
    """Export the ledger of a month."""
    from exports.ledger import ledger_name, ledger_of

    first, last = _days(call)
    form = call.options.format
    deliver(call, f"{ledger_name(first, last)}.{form}", ledger_of(call.village, first, last, form))


def _days(call: Call) -> tuple[date | None, date | None]:
    from store.periods import period

    return period(call.options.period, call.village.now().date())


def signin(call: Call) -> None:
    """Export a sign-in sheet; who is on it has their row from then on."""
    from exports.signin import signin as sheet

    options, village = call.options, call.village
    one = village.events.one(options.event)
    data = sheet(village, one, options.format, full_phones=options.full_phones)
    deliver(call, f"signin-{one.key}.{options.format}", data)
