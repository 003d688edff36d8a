"""``yigong event show``: an event, one occurrence of it, and the occurrence's register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yigong.exports.privacy import mask_phones
from yigong.store.attendance.hours import hours_text
from yigong.store.attendance.register import Register, post_plan
from yigong.store.attendance.rides import count_leg, leg_name
from yigong.store.attendance.role_words import role_name
from yigong.store.attendance.roles import HeadsByRole, count_heads
from yigong.store.attendance.waitlist import waitlist_turns
from yigong.store.attendance_records import Entry, Head
from yigong.store.event_records import Occurrence
from yigong.store.kinds import kind_name
from yigong.store.language import _
from yigong.store.records import Role
from yigong.store.requests.request_words import request_text, state_words
from yigong.store.settings_records import HoursPolicy
from yigong.store.squads.host_words import host_words
from yigong.store.squads.staffing import post_staffing, staffing
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.event_codes import event_data
from yigong.tui.commands.event_list import day_and_hours, occurrence_data, occurrence_state
from yigong.tui.commands.trip import leg_data
from yigong.tui.text.attendance_words import (
    along_words,
    entry_time_words,
    role_counts,
    role_letters,
)
from yigong.tui.view.trip_words import leg_counts_words, leg_line, wanted_words
from yigong.tui.view.venue_words import venue_rows

_MOST_LEFT_OUT = 5
"""The most dates listed that were left out of a series, the last ones."""


def show_event(call: Call) -> None:
    """Show an event: its plan, the occurrence that is named or nearest, its register."""
    occurrence = call.occurrence("plan")
    event, book = occurrence.event, call.village.registers.read(occurrence.key)
    if call.options.json:
        counted_by = call.village.registers.head(occurrence)
        entries = [output.entry_data(call, each, counted_by) for each in book.entries.values()]
        head = output.record_data(book.head) if book.head else None
        output.print_json(
            {
                "event": event_data(event),
                "occurrence": {
                    **occurrence_data(occurrence),
                    "role": _role(call, occurrence),
                    "usual": _usual_data(call, occurrence),
                    "posts": _posts_data(call, occurrence, book),
                    "legs": [leg_data(book, leg, counted_by) for leg in _legs(counted_by)],
                },
                "register": {
                    "head": head,
                    "entries": entries,
                    "heads": _heads_data(count_heads(book.entries.values(), counted_by)),
                },
            }
        )
        return
    state = occurrence_state(occurrence)
    output.print_line(f"{occurrence.key}  {event.title}  {state}".rstrip())
    output.print_table(_plan_rows(call, occurrence))
    for line in event.notes.splitlines():
        output.print_line(line)
    _print_legs(call.village.registers.head(occurrence), book)
    _print_posts(occurrence, book)
    _print_needs(call, occurrence, book)
    _print_register(call, occurrence, book)


def _usual_data(call: Call, occurrence: Occurrence) -> dict[str, Any] | None:
    """How many usually come, and by which dates; `None`: that is not known."""
    from yigong.store.village.outlooks import occurrence_turnout

    turnout = occurrence_turnout(call.village, occurrence)
    if turnout is None:
        return None
    return {
        "heads": turnout.usual,
        "lowest": turnout.lowest,
        "highest": turnout.highest,
        "same_event": turnout.same_event,
        "signed": turnout.signed,
        "kept": turnout.kept,
        "dates": [
            {"occurrence": each.key, "date": each.day, "heads": each.heads}
            for each in turnout.dates
        ],
    }


def _usual_rows(call: Call, occurrence: Occurrence) -> list[list[object]]:
    """How many usually come, and of those who signed up."""
    from yigong.store.village.outlooks import occurrence_turnout
    from yigong.tui.view.turnout_words import signed_up_words, turnout_words

    turnout = occurrence_turnout(call.village, occurrence)
    if turnout is None:
        return []
    signed = len(call.village.registers.read(occurrence.key).expected)
    words = (turnout_words(turnout), signed_up_words(turnout, signed))
    return [[_("Outlook"), _(", ").join(filter(None, words))]]


def _heads_data(heads: HeadsByRole) -> dict[str, int]:
    """How many there are of each role; paid ones are in no other number."""
    return {
        "volunteers": heads.volunteers,
        "participants": heads.participants,
        "learners": heads.present.learner,
        "along": heads.along,
        "nameless": heads.nameless,
        "guests": heads.guests,
        "total": heads.total,
        "paid": heads.paid,
    }


def _role(call: Call, occurrence: Occurrence) -> Role:
    """What people are there as, unless they are there as something else."""
    return call.village.registers.head(occurrence).role or "volunteer"


def _plan_rows(call: Call, occurrence: Occurrence) -> list[list[object]]:
    from yigong.store.dates import recurrence
    from yigong.tui.text.repeat_words import repeat_text

    event = occurrence.event
    series = call.village.events.get(event.number)
    rows: list[list[object]] = []
    rows.append([kind_name(event.kind), *day_and_hours(occurrence, call.village.zone)])
    rows.append([_("Role"), role_name(_role(call, occurrence))])
    if event.repeat or series.earlier:
        midnight = datetime.combine(occurrence.planned + timedelta(days=1), time())
        starts = recurrence.next_starts(series, midnight, 3)
        rows.append([_("Repeats"), repeat_text(event)])
        if starts:
            rows.append([_("Next"), _(", ").join(f"{start:%Y-%m-%d}" for start in starts)])
        plans = recurrence.all_plans(series)
        left_out = sorted(day for plan in plans for day in recurrence.left_out_dates(plan))
        if left_out:
            rows.append([_("Left out"), _(", ").join(map(str, left_out[-_MOST_LEFT_OUT:]))])
    if occurrence.place != call.village.context.venue_names(occurrence.venues):
        rows.append([_("Place"), occurrence.place])
    rows += [[label, text] for label, text in venue_rows(call.village, occurrence)]
    if event.lead:
        rows.append([_("In charge"), event.lead])
    if hosts := host_words(call.village.context.hosts(event)):
        rows.append([_("Held by"), hosts])
    if event.programme:
        programme = call.village.programmes.get(event.programme)
        rows.append([_("Programme"), f"{programme.code} {programme.name}"])
    for number in event.answers:
        request = call.village.requests.shown(call.village.requests.get(number))
        text = f"{request.code} {mask_phones(request_text(request))}  {state_words(request)}"
        rows.append([_("Answers requests"), text])
    if event.travel:
        rows.append([_("On the way"), _("{n} min").format(n=event.travel)])
    if event.capacity:
        taken = call.village.registers.read(occurrence.key).places_taken
        rows.append([_("Places"), f"{taken}/{event.capacity}"])
    return rows + _usual_rows(call, occurrence)


def _posts_data(call: Call, occurrence: Occurrence, book: Register) -> list[dict[str, Any]]:
    """The posts, those that are not filled first, and how many are there of those needed."""
    squads, people = call.village.squads.all(), call.village.people.all()
    return [
        {
            "id": need.post.id,
            "name": need.post.name,
            "start": need.hours.start.isoformat(),
            "end": need.hours.end.isoformat(),
            "squad": squads[need.post.squad].code if need.post.squad in squads else "",
            "lead": people[need.post.lead].code if need.post.lead in people else "",
            "note": need.post.note,
            "needed": need.needed,
            "signed": need.signed,
            "waiting": need.waiting,
            "came": need.came,
            "lacks": need.lacks,
        }
        for need in post_staffing(post_plan(book, occurrence), book)
    ]


def _legs(head: Head) -> range:
    return range(1, len(head.legs) + 1)


def _print_legs(head: Head, book: Register) -> None:
    """When each leg of a trip goes, how many seats it has, and who is on board."""
    for leg in _legs(head):
        counts = count_leg(book.entries.values(), leg, head)
        output.print_line(f"{leg_name(leg, head)} {leg}/{len(head.legs)}  {leg_line(leg, head)}")
        output.print_line("   ".join(leg_counts_words(counts)))


def _print_posts(occurrence: Occurrence, book: Register) -> None:
    """How many are needed, signed up, waiting and present at each post, and what is lacking."""
    from yigong.tui.view.post_words import lacking_words

    needs = post_staffing(post_plan(book, occurrence), book)
    if not needs:
        return
    heads = [_("Post"), _("When"), _("Needed"), _("Signed up"), _("Waiting"), _("Came")]
    rows = [
        [n.post.name, n.hours, n.needed, n.signed, n.waiting or "", n.came or ""] for n in needs
    ]
    output.print_line()
    output.print_table([heads, *rows], right=(2, 3, 4, 5))
    if (lacking := lacking_words(needs)) and not book.closed:
        output.print_line(lacking)


def _print_needs(call: Call, occurrence: Occurrence, book: Register) -> None:
    """How many are needed, signed up and present, for each squad that is needed."""
    squads = call.village.squads.all()
    needs = [need for need in staffing(occurrence, book) if need.needed]
    if needs:
        output.print_line()
        rows: list[list[object]] = [[_("Squad"), _("Needed"), _("Signed up"), _("Came")]]
        rows += [
            [squads[n.squad].name if n.squad in squads else n.squad, n.needed, n.signed, n.came]
            for n in needs
        ]
        output.print_table(rows, right=(1, 2, 3))


def _print_register(call: Call, occurrence: Occurrence, book: Register) -> None:
    head = call.village.registers.head(occurrence)
    output.print_line()
    output.print_line(counts_text(book))
    if counts := role_counts(count_heads(book.entries.values(), head)):
        output.print_line("   ".join(counts))
    if book.head is not None and book.closed:
        output.print_line(
            _("Closed by {by} on {at:%Y-%m-%d %H:%M}.").format(
                by=book.head.closed_by, at=book.head.closed
            )
        )
    policy = call.village.registers.settlement.policy(book)
    if book.head is not None and book.head.report:
        output.print_line(_("Report: {text}").format(text=book.head.report))
    turns = waitlist_turns(book.entries.values())
    output.print_table(
        _entry_row(call, entry, turns, head, policy) for entry in book.entries.values()
    )


def counts_text(book: Register) -> str:
    """How many are signed up, waiting, present and still here, as a sentence."""
    return _("Signed up {expected}, waiting {waiting}, came {came}, here now {here}.").format(
        expected=len(book.expected),
        waiting=sum(entry.waiting for entry in book.entries.values()),
        came=len(book.present),
        here=len(book.here),
    )


def _entry_row(
    call: Call, entry: Entry, turns: Mapping[int, int], head: Head, policy: HoursPolicy
) -> list[object]:
    from yigong.tui.view.post_words import post_list

    person = call.village.people.all().get(entry.number)
    return [
        f"V{entry.number:04d}",
        person.name if person else "?",
        role_letters(entry, head),
        call.village.squads.names((entry.squad,)),
        _stints_text(entry, call.village.zone),
        entry_time_words(entry, head, policy),
        along_words(entry) if entry.party > 1 else "",
        post_list(entry, head),
        wanted_words(entry, head),
        _state(entry, turns),
    ]


def _stints_text(entry: Entry, zone: ZoneInfo) -> str:
    return " ".join(
        f"{stint.start.astimezone(zone):%H:%M}-"
        + (f"{stint.end.astimezone(zone):%H:%M}" if stint.end else "")
        for stint in entry.stints
    )


def _state(entry: Entry, turns: Mapping[int, int]) -> str:
    """Waiting, and in which turn, or the mark, and the granted hours."""
    from yigong.tui.view.field_names import MARK_NAMES

    mark = _(MARK_NAMES[entry.mark]) if entry.mark else ""
    turn = turns.get(entry.number)
    words = [_("waits, no. {n}").format(n=turn) if entry.waiting and turn else mark]
    if minutes := sum(grant.minutes for grant in entry.grants):
        words.append(_("granted {hours} h").format(hours=hours_text(minutes)))
    return "  ".join(filter(None, words))
