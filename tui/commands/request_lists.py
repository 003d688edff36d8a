"""``yigong request list``, ``show`` and ``message``: the commands that only read."""

from __future__ import annotations

from typing import Any

import msgspec

from yigong.exports.privacy import mask_phones
from yigong.store.language import _
from yigong.store.records import code
from yigong.store.request_records import Request
from yigong.store.requests.due_dates import days_overdue, due_date
from yigong.store.requests.request_counts import count_requests
from yigong.store.requests.request_words import (
    heard_words,
    holding_words,
    is_kept_back,
    near_day,
    rate_words,
    request_due_words,
    state_words,
)
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.view.request_filter import SECTIONS, RequestFilter, of_section
from yigong.tui.view.request_steps import asker_text, fact_rows, life_lines, listed_text


def request_data(call: Call, request: Request) -> dict[str, Any]:
    """A request as plain data as this organiser is shown it, with the codes of what it names."""
    village = call.village
    shown = village.requests.shown(request)
    data: dict[str, Any] = output.record_data(shown)
    for name in ("state", "text", "topic", "group", "urgency", "source", "secret"):
        data[name] = getattr(shown, name)
    for name, letter in (
        *(("who", "V"), ("holder", "V"), ("squad", "S"), ("holding_squad", "S")),
        ("same_as", "Q"),
    ):
        data[name] = code(letter, data[name]) if data.get(name) else ""
    today = village.now().date()
    data["asker"] = mask_phones(data.get("asker", ""))
    data["due"] = due_date(request)
    data["overdue"] = days_overdue(request, today)
    data["shown"] = village.requests.may_read(request)
    data["events"] = [event.code for event in village.events.answering(request.number)]
    return data


def list_requests(call: Call) -> None:
    """List requests, what is due first first, and their counts in a period."""
    village, options = call.village, call.options
    first, last = call.period()
    today = village.now().date()
    wanted = RequestFilter(
        groups=frozenset(filter(None, [options.group])),
        topics=frozenset(filter(None, [options.topic])),
        holders=frozenset([village.people.person_for(options.holder).number])
        if options.holder is not None
        else frozenset(),
        squads=frozenset([village.squads.find(options.squad).number])
        if options.squad is not None
        else frozenset(),
        overdue=options.overdue,
    )
    found = [
        each
        for each in of_section(village.requests.all_shown(), options.state)
        if wanted.takes(each, today)
        and (first is None or first <= each.at.date())
        and (last is None or each.at.date() <= last)
    ]
    counts = count_requests(village.requests.all().values(), first, last, today)
    if options.json:
        output.print_json(
            {
                "first": first,
                "last": last,
                "counts": msgspec.to_builtins(counts),
                "requests": [
                    request_data(call, village.requests.get(each.number)) for each in found
                ],
            }
        )
        return
    if not village.requests.all():
        output.print_line(_("No requests yet; `yigong request add TEXT` writes one down."))
        return
    people, squads = village.people.all(), village.squads.all()
    rows: list[list[object]] = [
        [
            _("Code"),
            _("Heard on"),
            _("Due"),
            _("Who asks"),
            _("They ask for"),
            _("Taken on by"),
            _("State"),
        ]
    ]
    rows += [
        [
            each.code,
            near_day(each.at.astimezone(village.zone).date(), today),
            request_due_words(each, today),
            asker_text(village, each),
            listed_text(each)[:_MOST],
            holding_words(each, people, squads),
            state_words(each),
        ]
        for each in found
    ]
    if found:
        output.print_table(rows)
    else:
        output.print_line(_("No such request."))
    output.print_line()
    output.print_line("   ".join([*heard_words(counts), *rate_words(counts)]))
    if counts.unfinished:
        text = _("unfinished {n}, overdue {late}")
        output.print_line(text.format(n=counts.unfinished, late=counts.overdue))


_MOST = 40
"""Characters of the text in the list."""


def show_request(call: Call) -> None:
    """Show a request and its whole life; ``--look`` shows a secret one to others, on record."""
    village = call.village
    request = village.requests.find(call.options.request)
    if call.options.look:
        request = village.look_at_request(request.number)
        if call.options.json:
            output.print_json({**output.record_data(request), "shown": True})
            return
    elif call.options.json:
        output.print_json(request_data(call, request))
        return
    shown = request if call.options.look else village.requests.shown(request)
    text = _("(not shown)") if is_kept_back(shown) else mask_phones(shown.text)
    for number, part in enumerate(text.split("\n")):
        output.print_line(part if number else f"{shown.code}  {part}")
    output.print_table(fact_rows(village, shown))
    output.print_line()
    today = village.now().date()
    for line in life_lines(village, shown):
        words = (line.when(today), line.act, line.by, line.words)
        output.print_line("  ".join(filter(None, words)))


def show_replies(call: Call) -> None:
    """Print the sentence to who asked, and to those whose request is the same."""
    from yigong.exports.request_reply import replies_to

    replies = replies_to(call.village, call.village.requests.find(call.options.request).number)
    if call.options.json:
        output.print_json([{"to": each.to, "text": each.text} for each in replies])
        return
    for each in replies:
        output.print_line(each.text)


def register(group: Commands) -> None:
    """Add the parts to ``export``."""
    for name, run, summary in (
        ("requests", export_open, _("the requests that are still to be answered")),
        ("answered", export_answered, _("the requests that were answered, and by what")),
    ):
        part = group.add(name, run, summary)
        part.add_period("all")
        part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
        part.add_output()


def export_open(call: Call) -> None:
    """Export the requests that are still to be answered."""
    from yigong.exports.documents.request_tables import open_requests_file

    first, last = call.period()
    form = call.options.format
    data = open_requests_file(call.village, first, last, form)
    output.deliver(call, f"requests-{call.village.now().date()}.{form}", data)


def export_answered(call: Call) -> None:
    """Export the requests that were answered."""
    from yigong.exports.documents.request_tables import answered_requests_file

    first, last = call.period()
    form = call.options.format
    data = answered_requests_file(call.village, first, last, form)
    output.deliver(call, f"answered-{call.village.now().date()}.{form}", data)


STATES = tuple(SECTIONS)
"""The words of ``--state``."""
