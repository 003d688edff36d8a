"""``yigong export``: what leaves the village, as files or on standard output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.language import _
from tui.commands import output
from tui.commands.arguments import Group, Subparsers

if TYPE_CHECKING:
    from tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command and its parts."""
    group = Group(commands, "export", _("write a calendar file, a summary or a sign-in sheet"))
    part = group.add("ical", ical, _("one event, or the whole calendar, as .ics"))
    part.add_argument("event", nargs="?", metavar="E", help=_("only this event"))
    _out(part)
    part = group.add("summary", summary, _("the four numbers of a period"))
    part.add_argument(
        "period",
        nargs="?",
        default="year",
        metavar="PERIOD",
        help=_("2026, 2026-Q4, 2026-11, 2026-11-01..2026-11-25, year, quarter, month"),
    )
    part.add_argument("--format", choices=("csv", "md"), default="csv", help=_("csv or md"))
    _out(part)
    part = group.add("signin", signin, _("the sign-in sheet of an occurrence, for paper"))
    part.add_argument(
        "event", metavar="E", help=_("E0042, E0042@2026-11-25 or the whole title of an event")
    )
    part.add_argument("--format", choices=("html", "csv"), default="html", help=_("html or csv"))
    part.add_argument("--full-phones", action="store_true", help=_("do not mask phone numbers"))
    _out(part)


def _out(part: Any) -> None:
    part.add_argument(
        "-o", "--output", metavar="FILE", help=_("where to (else the outbox); -: standard output")
    )


def ical(call: Call) -> None:
    """Export one event, or all of them."""
    from exports.ical import file_name, write_calendar, write_event

    village = call.village
    if call.options.event:
        event = village.events.one(call.options.event).event
        _deliver(call, file_name(event), write_event(event, village.settings))
        return
    events = village.events.all().values()
    _deliver(call, "calendar.ics", write_calendar(events, village.settings))


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
        _deliver(call, f"{name}.md", text.encode())
    else:
        _deliver(call, f"{name}.csv", summary_csv(added, squads, village.settings))


def signin(call: Call) -> None:
    """Export a sign-in sheet."""
    from exports.signin import signin_csv, signin_html

    village = call.village
    one = village.events.one(call.options.event)
    book = village.registers.read(one.key)
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
    _deliver(call, f"signin-{one.key}.{call.options.format}", raw)


def _deliver(call: Call, name: str, data: bytes) -> None:
    """Write an export where it was asked for, and say where; ``-`` gets the bytes alone."""
    from exports.files import write

    target = call.options.output
    if target == "-":
        output.send(data)
        return
    path = write(Path(target).expanduser() if target else call.village.outbox() / name, data)
    if call.options.json:
        output.emit({"path": str(path), "bytes": len(data)})
    else:
        output.say(path)
