"""``yigong event show``: one event, the occurrence that is meant, and its register."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from yigong.store.language import _, ngettext
from yigong.tui.commands import command_words, output
from yigong.tui.commands.event_list import occurrence_data, occurrence_state

if TYPE_CHECKING:
    from yigong.store.attendance.register import Register
    from yigong.store.records import Occurrence
    from yigong.tui.commands.call import Call


def show_event(call: Call) -> None:
    """Show an event: its plan, the occurrence that is meant, its register."""
    village = call.village
    one = village.events.occurrence_for(call.options.event)
    book = village.registers.read(one.key)
    if call.options.json:
        output.print_json(
            {
                "event": output.record_data(one.event),
                "occurrence": occurrence_data(one),
                "register": {
                    "head": output.record_data(book.head) if book.head else None,
                    "entries": [output.entry_data(call, e) for e in book.entries.values()],
                },
            }
        )
        return
    output.print_line(f"{one.key}  {one.event.title}  {occurrence_state(one)}".rstrip())
    output.print_table(_plan(call, one))
    for line in one.event.notes.splitlines():
        output.print_line(line)
    _squads(call, one, book)
    _people(call, book)


def _plan(call: Call, one: Occurrence) -> list[list[object]]:
    from yigong.store.dates import recurrence
    from yigong.tui.text.repeat_words import repeat_text
    from yigong.tui.text.words import kind_name

    event, zone = one.event, call.village.zone
    whole = call.village.events.get(event.number)
    rows: list[list[object]] = []
    when = command_words.span_text(
        one.start.astimezone(zone), one.end.astimezone(zone), all_day=event.all_day
    )
    rows.append([kind_name(event.kind), command_words.day_text(one.start.astimezone(zone)), when])
    if event.repeat or whole.earlier:
        midnight = datetime.combine(one.planned + timedelta(days=1), time())
        ahead = recurrence.next_starts(whole, midnight, 3)
        rows.append([_("Repeats"), repeat_text(event)])
        if ahead:
            rows.append([_("Next"), ", ".join(f"{start:%Y-%m-%d}" for start in ahead)])
    if one.place:
        rows.append([_("Place"), one.place])
    if event.lead:
        rows.append([_("In charge"), event.lead])
    if event.programme:
        rows.append([_("Programme"), event.programme])
    if event.travel:
        rows.append([_("On the way"), _("{n} min").format(n=event.travel)])
    if event.capacity:
        rows.append([_("Places"), event.capacity])
    return rows


def _squads(call: Call, one: Occurrence, book: Register) -> None:
    """Needed against signed up against here, for each squad that is needed."""
    squads = call.village.squads.all()
    signed, present = book.by_squad(book.expected), book.by_squad(book.present)
    if one.event.needs:
        output.print_line()
        rows: list[list[object]] = [[_("Squad"), _("Needed"), _("Signed up"), _("Came")]]
        rows += [
            [squads[n].name if n in squads else n, count, signed.get(n, 0), present.get(n, 0)]
            for n, count in one.event.needs.items()
        ]
        output.print_table(rows, right=(1, 2, 3))


def _people(call: Call, book: Register) -> None:
    from yigong.store.attendance.hours import hours_text

    waiting = sum(1 for entry in book.entries.values() if entry.waiting)
    output.print_line()
    output.print_line(
        _("Signed up {expected}, waiting {waiting}, came {came}, here now {here}.").format(
            expected=len(book.expected),
            waiting=waiting,
            came=len(book.present),
            here=len(book.here),
        )
    )
    if book.head is not None and book.closed:
        output.print_line(
            _("Closed by {by} on {at:%Y-%m-%d %H:%M}.").format(
                by=book.head.closed_by, at=book.head.closed
            )
        )
    if book.head is not None and book.head.report:
        output.print_line(_("Report: {text}").format(text=book.head.report))
    people, zone = call.village.people.all(), call.village.zone
    rows: list[list[object]] = []
    for entry in book.entries.values():
        person = people.get(entry.number)
        stints = " ".join(
            f"{s.start.astimezone(zone):%H:%M}-{s.end.astimezone(zone):%H:%M}"
            if s.end
            else f"{s.start.astimezone(zone):%H:%M}-"
            for s in entry.stints
        )
        state = (
            _("waiting")
            if entry.waiting
            else command_words.code_word(command_words.MARKS, entry.mark)
        )
        granted = sum(grant.minutes for grant in entry.grants)
        if granted:
            said = _("granted {hours} h").format(hours=hours_text(granted))
            state = f"{state}  {said}".strip()
        along = entry.adults + entry.children
        rows.append(
            [
                f"V{entry.number:04d}",
                person.name if person else "?",
                call.village.squads.names((entry.squad,)),
                stints,
                ngettext("with {n} more", "with {n} more", along).format(n=along) if along else "",
                state,
            ]
        )
    output.print_table(rows)
