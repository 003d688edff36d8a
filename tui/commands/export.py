"""``yigong export``: the summary, the ledger, the sign-in sheet, as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from yigong.store.errors import DataError
from yigong.store.language import _
from yigong.store.statistics.summary import VIEWS, Summary
from yigong.tui.commands import (
    export_calendar,
    export_people,
    output,
    points,
    programme_lists,
    request_lists,
    score,
    visit_lists,
    workload,
)
from yigong.tui.commands.arguments import count_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.commands.output import deliver
from yigong.tui.commands.venue_lists import export_bookings


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group(
        "export", _("write a calendar file, a summary, a ledger, a sheet, badges")
    )
    export_calendar.register(group)
    part = group.add("summary", export_summary, _("the numbers of a period"))
    part.add_period("year")
    part.add_value("--programme", "P", _("only what belongs to this programme: code or name"))
    part.add_flag("--names", _("by person, too"))
    part.add_format(_("csv, xlsx, html (to print) or md"), "csv", "xlsx", "html", "md")
    part.add_output()
    part = group.add("ledger", export_ledger, _("what took place in a month, to be signed"))
    part.add_period("month")
    part.add_flag("--with-paid", _("who was paid, too, below the sum"))
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_output()
    part = group.add("paid", export_paid, _("who was paid, when and for how long"))
    part.add_period("month")
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_output()
    workload.register_workload_export(group)
    part = group.add("signin", export_signin, _("the sign-in sheet of an occurrence, for paper"))
    part.add_event()
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_full_phones()
    part.add_output()
    part = group.add("manifest", export_manifest, _("who rides a leg of a trip, for paper"))
    part.add_event()
    part.add_value("--leg", "N", _("the leg, from 1"), type=count_argument, required=True)
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_full_phones()
    part.add_output()
    part = group.add("bookings", export_bookings, _("what was booked in a venue, or in all"))
    part.add_period("month")
    part.add_value("--venue", "L", _("only of this venue"))
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_output()
    export_people.register(group)
    programme_lists.register(group)
    points.register_points_files(group)
    score.register_export(group)
    request_lists.register(group)
    visit_lists.register(group)


def export_summary(call: Call) -> None:
    """Export the summary of a period; names are in its JSON, too, only on request."""
    from yigong.exports.documents import summary_tables

    village, form = call.village, call.options.format
    first, last = call.period()
    summary = village.summary(first, last, programme=_programme_name(call))
    tables = summary, village.squads.all(), village.settings
    names = call.options.names
    if form == "md":
        data = summary_tables.summary_markdown(*tables, names=names).encode()
    elif form == "xlsx":
        data = _summary_workbook(call, first, last, summary)
    elif form == "html":
        data = summary_tables.summary_html(*tables, names=names)
    else:
        data = summary_tables.summary_csv(*tables, names=names)
    name = f"summary-{f'{first}-{last}' if first else 'all'}.{form}"
    views = [view for view in VIEWS if names or view != "people"]
    deliver(call, name, data, lambda: output.summary_data(summary, views))


def _programme_name(call: Call) -> str:
    """The name of the programme that ``--programme`` means; empty: all events; refuse what is
    none."""
    return programme_lists.programme_meant(call).name if call.options.programme else ""


def _summary_workbook(call: Call, first: date | None, last: date | None, summary: Summary) -> bytes:
    """The summary as a workbook; not beside the year before where that cannot be read whole."""
    from yigong.exports.documents.summary_workbook import summary_xlsx
    from yigong.tui.view.summary_period import SummaryPeriod

    village, programme = call.village, _programme_name(call)
    before: Summary | None = None
    unreadable: list[DataError] = []
    if earlier := SummaryPeriod(first, last).year_earlier(village.now().date()):
        before = village.summary(
            earlier.first, earlier.last, programme=programme, unreadable=unreadable
        )
    squads, settings = village.squads.all(), village.settings
    return summary_xlsx(
        summary, squads, settings, names=call.options.names, before=None if unreadable else before
    )


def export_ledger(call: Call) -> None:
    """Export the ledger of a month."""
    from yigong.exports.documents.ledger import ledger_file, ledger_name

    first, last = call.period()
    form, with_paid = call.options.format, call.options.with_paid
    data = ledger_file(call.village, first, last, form, with_paid=with_paid)
    deliver(call, f"{ledger_name(first, last)}.{form}", data, _occurrence_numbers(call))


def export_paid(call: Call) -> None:
    """Export the paid work of a period."""
    from yigong.exports.documents.paid_table import paid_file, paid_name

    first, last = call.period()
    form = call.options.format
    data = paid_file(call.village, first, last, form)
    deliver(call, f"{paid_name(first, last)}.{form}", data, _occurrence_numbers(call))


def _occurrence_numbers(call: Call) -> Callable[[], dict[str, Any]]:
    """Give the numbers of the period in total and by occurrence, for the answer as JSON."""
    return lambda: output.summary_data(call.village.summary(*call.period()), ["occurrences"])


def export_signin(call: Call) -> None:
    """Export a sign-in sheet; everybody on it keeps the row number."""
    from yigong.exports.documents.signin_file import signin_file

    options, village = call.options, call.village
    occurrence = call.occurrence("door")
    data = signin_file(village, occurrence, options.format, full_phones=options.full_phones)

    def numbers() -> dict[str, Any]:
        return {"numbers": output.register_data(village, village.registers.read(occurrence.key))}

    deliver(call, f"signin-{occurrence.key}.{options.format}", data, numbers)


def export_manifest(call: Call) -> None:
    """Export who rides a leg of a trip."""
    from yigong.exports.documents.manifest import manifest_file, riding_entries

    options, village = call.options, call.village
    occurrence, leg, form = call.occurrence("door"), options.leg, options.format
    data = manifest_file(village, occurrence, leg, form, full_phones=options.full_phones)

    def listed() -> dict[str, Any]:
        head = village.registers.head(occurrence)
        entries = riding_entries(village, occurrence, leg)
        return {"entries": [output.entry_data(call, entry, head) for entry in entries]}

    deliver(call, f"manifest-{occurrence.key}-{leg}.{form}", data, listed)
