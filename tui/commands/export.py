"""``yigong export``: what leaves the village, as files or on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.language import _
from tui.commands import calendar_files
from tui.commands.arguments import Group, Subparsers
from tui.commands.deliver import deliver, out

if TYPE_CHECKING:
    from tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command and its parts."""
    group = Group(commands, "export", _("write a calendar file, a summary or a sign-in sheet"))
    calendar_files.register(group)
    part = group.add("summary", summary, _("the four numbers of a period"))
    part.add_argument(
        "period",
        nargs="?",
        default="year",
        metavar="PERIOD",
        help=_("2026, 2026-Q4, 2026-11, 2026-11-01..2026-11-25, year, quarter, month"),
    )
    part.add_argument("--format", choices=("csv", "md"), default="csv", help=_("csv or md"))
    out(part)
    part = group.add("signin", signin, _("the sign-in sheet of an occurrence, for paper"))
    part.add_argument(
        "event", metavar="E", help=_("E0042, E0042@2026-11-25 or the whole title of an event")
    )
    part.add_argument("--format", choices=("html", "csv"), default="html", help=_("html or csv"))
    part.add_argument("--full-phones", action="store_true", help=_("do not mask phone numbers"))
    out(part)


def summary(call: Call) -> None:
    """Export the attendance of a period."""
    from exports.tables import summary_csv, summary_markdown
    from store.summary import period, summarise

    village = call.village
    first, last = period(call.options.period, village.now().date())
    added = summarise(
        village.registers.between(first, last), village.settings.hours, first=first, last=last
    )
    squads = village.squads.all()
    name = f"summary-{first}-{last}"
    if call.options.format == "md":
        text = summary_markdown(added, squads, village.settings)
        deliver(call, f"{name}.md", text.encode())
    else:
        deliver(call, f"{name}.csv", summary_csv(added, squads, village.settings))


def signin(call: Call) -> None:
    """Export a sign-in sheet; who is on it has their row from then on."""
    from exports.signin import signin_csv, signin_html
    from exports.signin_sheet import numbered

    village = call.village
    one = village.events.one(call.options.event)
    book = numbered(village, one)
    write = signin_csv if call.options.format == "csv" else signin_html
    data = write(
        one,
        book,
        village.people.all(),
        village.squads.all(),
        village.settings,
        full_phones=call.options.full_phones,
    )
    raw = data if isinstance(data, bytes) else data.encode()
    deliver(call, f"signin-{one.key}.{call.options.format}", raw)
