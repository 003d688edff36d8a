"""The fields of the event form: the values for an event, and the event for typed values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from operator import methodcaller
from typing import NamedTuple, cast

import msgspec

from yigong.store.dates import recurrence
from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, Event, LeapMonth, Occurrence, Repeat, ShortMonth
from yigong.store.kinds import BOOKING, kind_name, kinds_in_use
from yigong.store.language import _
from yigong.store.named_records import in_use
from yigong.store.plan_context import NO_CONTEXT, PlanContext
from yigong.store.requests.due_dates import UNFINISHED
from yigong.store.requests.request_words import request_text
from yigong.store.validate_event import validated_event
from yigong.tui.text.typed_values import (
    coordinates,
    geo_text,
    number_of_people,
    read_minutes,
    read_times,
)
from yigong.tui.view.event_words import leap_options, short_options
from yigong.tui.view.form_fields import Field, field_values, with_typed_values
from yigong.tui.view.hosts_field import hosts_field
from yigong.tui.view.kind_words import role_options
from yigong.tui.view.repeat_choices import (
    repeat_count,
    repeat_end,
    repeat_with_end,
    repeat_without_end,
    repeat_without_options,
    shift_repeat,
)

_MOST_TEXT = 30
"""Characters of a request in the list of them."""

_WHEN = ("date", "time", "days")
_ONE_DATE = {*_WHEN, "place", "geo", "venues"}
"""The fields that may differ on one date; coordinates follow the place."""

_REPEAT = ("repeat", "until", "leap", "short")


def event_fields(
    event: Event,
    shown: date,
    context: PlanContext = NO_CONTEXT,
) -> list[Field]:
    """The fields for an event, in the order of the form; those that are seldom used come last.

    Args:
        event: The event.
        shown: The date that the form is opened for: one of the event's, or the first.
        context: What there is to choose from: squads, programmes, venues, kinds of events.
    """
    own_kinds = tuple(context.kinds())
    end = event.start + timedelta(minutes=event.minutes)
    hours = "" if event.all_day else f"{event.start:%H:%M}-{end:%H:%M}"
    days = event.minutes // 1440 if event.all_day else (event.minutes - 1) // 1440 + 1
    repeat = repeat_without_end(event.repeat)
    lunar = repeat if isinstance(repeat, ByLunar) else ByLunar(month=0, day=1)
    kinds = [
        (kind.name, kind_name(kind.name))
        for kind in kinds_in_use(own_kinds, [event])
        if kind.name != BOOKING or event.kind == BOOKING  # they are made at their venue
    ]
    roles = role_options(event.kind, own_kinds)
    serving = _("squads it needs: volunteers")
    notes, places = event.notes.replace("\n", " / "), str(event.capacity or "")
    read_notes = methodcaller("replace", " / ", "\n")
    on_the_way = _("minutes of it there and back, or 1.5 h")
    maps = _("30.27, 120.15; for maps in phones")
    return [
        Field("title", _("Title"), event.title, hint=_("needed")),
        Field("kind", _("Kind"), event.kind, options=kinds),
        Field("date", _("Date"), shown.isoformat(), hint="2026-11-25"),
        Field("time", _("Time"), hours, hint=_("8:30-11; empty: all day")),
        Field("days", _("Days"), str(max(1, days)), hint=_("1, or how many days it lasts")),
        Field("repeat", _("Repeats"), repeat_without_options(repeat)),
        Field("leap", _("In a leap month"), lunar.leap, options=leap_options()),
        Field("short", _("No 30th day"), lunar.short, options=short_options()),
        Field("until", _("Until"), repeat_end(event.repeat), hint=_("a date, 10 times, or empty")),
        _venues_field(event, context),
        Field("place", _("Place"), event.place),
        Field("lead", _("In charge"), event.lead),
        Field("notes", _("Notes"), notes, read_notes, hint=_("what to bring")),
        Field("capacity", _("Places"), places, number_of_people, hint=_("empty: no limit")),
        *(
            Field(
                f"need-{squad.number}",
                _("Needs {squad}").format(squad=squad.name),
                str(event.needs.get(squad.number, "")),
                hint=_("how many people"),
            )
            for squad in in_use(context.squads())
            if not squad.only_hosts or squad.number in event.needs
        ),
        Field("role", _("Role"), event.role, options=roles, hint=serving),
        _programme_field(event, context),
        hosts_field(event.hosts, context.squads()),
        _answers_field(event, context),
        Field(
            "public",
            _("For everybody"),
            event.public,
            options=[(True, _("yes")), (False, _("no"))],
            hint=_("on the pages and in calendars for everybody"),
        ),
        Field("travel", _("On the way"), str(event.travel or ""), read_minutes, hint=on_the_way),
        Field("geo", _("Coordinates"), geo_text(event.geo), coordinates, hint=maps),
    ]


def _programme_field(event: Event, context: PlanContext) -> Field:
    programmes = context.programmes()
    options = [(each.number, each.name) for each in in_use(programmes)]
    if event.programme in programmes and programmes[event.programme].archived:
        options.append((event.programme, programmes[event.programme].name))
    return Field(
        "programme",
        _("Programme"),
        ((event.programme, ""),) if event.programme else (),
        lambda picks: picks[0][0] if picks else 0,
        options=[(0, _("none")), *options],
        picks=True,
        many=False,
    )


def _answers_field(event: Event, context: PlanContext) -> Field:
    """The requests that it answers: of those that are shown the unfinished ones, and its own."""
    return Field(
        "answers",
        _("Answers requests"),
        tuple((number, "") for number in event.answers),
        lambda picks: tuple(number for number, _part in picks),
        options=[
            (each.number, f"{each.code} {request_text(each)[:_MOST_TEXT]}".rstrip())
            for each in context.requests().values()
            if each.number in event.answers or each.state in UNFINISHED
        ],
        picks=True,
    )


def _venues_field(event: Event, context: PlanContext) -> Field:
    return Field(
        "venues",
        _("Venues"),
        tuple((number, "") for number in event.venues),
        lambda picks: tuple(number for number, _part in picks),
        options=[
            (venue.number, venue.name)
            for venue in context.venues().values()
            if venue.number in event.venues or not venue.archived
        ],
        picks=True,
    )


def event_values(event: Event, shown: date) -> dict[str, object]:
    """The fields' values for an event, with those for all squads that it needs."""
    needs = {f"need-{squad}": str(count) for squad, count in event.needs.items()}
    return field_values(event_fields(event, shown)) | needs


def with_plain_dates(typed: Mapping[str, object], shown: date, today: date) -> dict[str, object]:
    """Typed values with dates and hours as the form writes them: 下周六 becomes 2026-12-12. What
    cannot be read stays, to be refused."""
    values = dict(typed)
    day = shown
    with suppress(Refused):
        day = parse_day(str(typed["date"]), today, near=shown)
        values["date"] = day.isoformat()
    with suppress(Refused):
        begin, minutes, all_day = read_times(str(typed["time"]), "1")
        end = datetime.combine(date.min, begin) + timedelta(minutes=minutes)
        values["time"] = "" if all_day else f"{begin:%H:%M}-{end:%H:%M}"
    until = str(typed["until"])
    if until and not repeat_count(until):
        with suppress(Refused):
            values["until"] = parse_day(until, today, near=day, first=day).isoformat()
    return values


def changed_fields(typed: Mapping[str, object], event: Event, shown: date) -> set[str]:
    """The names of the fields whose value differs from the event's."""
    values = event_values(event, shown)
    return {name for name, value in typed.items() if value != values.get(name, "")}


def read_event(typed: Mapping[str, object], event: Event, shown: date) -> Event:
    """The event for typed values, for all its dates. Fields that were not touched stay as they are.

    Another date than the one shown moves the start by as many days.

    Raises:
        Refused: A value cannot be read.
    """
    touched = changed_fields(typed, event, shown)
    when = read_start(typed, event, shown)
    start = event.start + (datetime.combine(when.date(), time()) - datetime.combine(shown, time()))
    _clock, minutes, all_day = read_times(str(typed["time"]), str(typed["days"]))
    if not touched & {"time", "days"}:
        minutes, all_day = event.minutes, event.all_day
    repeat = read_repeat(typed, when) if touched.intersection(_REPEAT) else event.repeat
    fields = sorted(event_fields(event, shown), key=lambda field: field.name != "geo")
    return msgspec.structs.replace(
        with_typed_values(event, fields, typed),  # coordinates are read first
        start=start.replace(hour=when.hour, minute=when.minute),
        minutes=minutes,
        all_day=all_day,
        repeat=repeat,
        needs={
            **event.needs,  # a squad archived since has no field
            **{
                int(name.removeprefix("need-")): number_of_people(value)
                for name, value in typed.items()
                if name.startswith("need-")
            },
        },
    )


def read_start(typed: Mapping[str, object], event: Event, shown: date) -> datetime:
    """The start of the occurrence the fields were filled for.

    Raises:
        Refused: There is no such date or time, or the length is out of range.
    """
    day = shown
    if typed["date"] != shown.isoformat():
        day = parse_day(str(typed["date"]), shown)
    clock, _minutes, all_day = read_times(str(typed["time"]), str(typed["days"]))
    if not changed_fields(typed, event, shown) & {"time", "days"}:
        clock = event.start.time()
    return datetime.combine(day, time() if all_day else clock)


def read_repeat(typed: Mapping[str, object], start: datetime) -> Repeat | None:
    """The repeat for the chosen rule, leap and short months and end.

    Raises:
        Refused: The end is neither a date nor a number of times, or lies before the start.
    """
    repeat = cast("Repeat | None", typed["repeat"])
    if isinstance(repeat, ByLunar):
        repeat = msgspec.structs.replace(
            repeat, leap=cast("LeapMonth", typed["leap"]), short=cast("ShortMonth", typed["short"])
        )
    return repeat_with_end(repeat, str(typed["until"]), start)


# -- this and following -----------------------------------------------------


def event_from_date(typed: Mapping[str, object], event: Event, planned: date) -> Event:
    """The event for typed values from one of its dates on, for `Events.save_from`.

    Its rule counts from the new start: every second week is every second week from there. From a
    number of times that was not touched, the earlier ones are subtracted.
    """
    new = read_event(typed, event, planned)
    when = read_start(typed, event, planned)
    end = repeat_end(new.repeat)
    if repeat_count(end) and "until" not in changed_fields(typed, event, planned):
        midnight = datetime.combine(planned, time())
        past = sum(
            1 for _start in recurrence.plan_starts(latest_plan(event), event.start, midnight)
        )
        new = msgspec.structs.replace(
            new,
            repeat=repeat_with_end(
                repeat_without_end(new.repeat), str(max(1, repeat_count(end) - past)), when
            ),
        )
    return msgspec.structs.replace(new, start=when)


def latest_plan(event: Event) -> Event:
    """An event without its earlier plans."""
    return msgspec.structs.replace(event, earlier=())


# -- one date --------------------------------------------------------------


def not_for_one_date(typed: Mapping[str, object], event: Event, shown: date) -> set[str]:
    """The changed fields that cannot differ on one date; a repeat that only followed the date
    can."""
    found = changed_fields(typed, event, shown) - _ONE_DATE
    if found.intersection(_REPEAT):
        start = datetime.combine(shown, event.start.time())
        shifted = shift_repeat(event.repeat, start, read_start(typed, event, shown))
        if read_repeat(typed, start) in (shifted, event.repeat):
            found -= set(_REPEAT)
    return found


class DateChange(NamedTuple):
    """The change of one date: its start; its length, place and venues where they were touched."""

    start: datetime
    minutes: int | None
    place: str | None
    venues: tuple[int, ...] | None


def one_date_change(
    typed: Mapping[str, object], event: Event, occurrence: Occurrence
) -> DateChange:
    """The change of one date that was typed."""
    touched = changed_fields(typed, event, occurrence.planned)
    when = read_start(typed, event, occurrence.planned)
    day = when.date() if "date" in touched else occurrence.start.date()
    clock = when.time() if touched & {"time", "days"} else occurrence.start.time()
    minutes = None
    if touched & {"time", "days"}:
        minutes = read_times(str(typed["time"]), str(typed["days"]))[1]
    place = str(typed["place"]) if "place" in touched else None
    venues = None
    if "venues" in touched:
        venues = cast("tuple[int, ...]", _venues_field(event, NO_CONTEXT).read(typed["venues"]))
    return DateChange(datetime.combine(day, clock), minutes, place, venues)


# -- the place -------------------------------------------------------------


def known_coordinates(events: Iterable[Event]) -> dict[str, tuple[float, float]]:
    """The coordinates of places, by `same_place`; the latest event's."""
    found = {}
    for event in sorted(events, key=lambda event: event.start):
        if event.geo and event.place:
            found[same_place(event.place)] = event.geo
    return found


def same_place(place: str) -> str:
    """A place normalised for comparison: NFKC, case folded, stripped."""
    return unicodedata.normalize("NFKC", place).casefold().strip()


def checked_event(event: Event) -> Event:
    """The event as it would be saved, for a preview: its title may be missing."""
    return validated_event(msgspec.structs.replace(latest_plan(event), title=event.title or "?"))
