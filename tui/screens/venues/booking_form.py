"""The form of a booking: what for, which venue, when, for whom, how it repeats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta

from textual import work

from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused, YigongError
from yigong.store.event_records import Event
from yigong.store.kinds import BOOKING
from yigong.store.language import N_, _
from yigong.store.request_records import Request
from yigong.store.requests.request_words import request_title
from yigong.store.venue_records import Venue
from yigong.store.venues.booking_rules import DatesTaken
from yigong.store.venues.time_spans import minute_of, next_span, time_of
from yigong.tui.screens.base.form import Form
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.text.typed_values import read_times
from yigong.tui.text.typed_words import day_meaning, hours_meaning
from yigong.tui.view.booking_dates import obstacle_lines, passed_over_words
from yigong.tui.view.form_fields import Field
from yigong.tui.view.repeat_choices import repeat_offers, repeat_with_end
from yigong.tui.view.venue_words import free_by_day, span_words, venue_label
from yigong.tui.widgets.canvas import STRONG, Piece

_LOOKED_AHEAD = 62
"""Days ahead for which a free hour is looked for."""

_USUAL = 120
"""Minutes that a booking has at first."""

_SHAPES = ("once", "daily", "weekly", "fortnightly", "monthly", "nth")


class BookingForm(Form[Event | None]):
    """Books a venue."""

    PURPOSE = N_("Book a venue, once or for many dates.")

    def __init__(
        self,
        venue: Venue,
        start: datetime | None = None,
        *,
        answers: Request | None = None,
    ) -> None:
        """Make the form.

        Args:
            venue: The venue that is chosen at first.
            start: From when on a free time is looked for, naive; `None`: the next full hour.
            answers: The request that it is in answer to, as it may be shown to everybody.
        """
        super().__init__()
        self._answers = answers
        self._venue = venue
        self._given = start
        self._skip_taken = False

    def heading(self) -> list[Piece]:
        """The venue, and the request that it is for."""
        pieces: list[Piece] = [(_("New booking"), STRONG), f"  {venue_label(self._venue)}"]
        return [*pieces, f"  {self._answers.code}"] if self._answers else pieces

    def _hours(self) -> tuple[datetime, datetime]:
        """From when to when it is at first: when it is next free, from the given time on."""
        now, zone = self.village.now(), self.village.zone
        hour = now.replace(minute=0, second=0) + timedelta(hours=1)
        given = self._given.replace(tzinfo=zone) if self._given is not None else hour
        earliest = given if given > now else hour
        first = earliest.date()
        last = first + timedelta(days=_LOOKED_AHEAD)
        free = self.village.venue_calendar.free(self._venue, first, last)
        span = next_span(free, minute_of(earliest), _USUAL)
        start, end = (time_of(minute, zone).replace(tzinfo=None) for minute in span)
        return start, min(end, datetime.combine(start.date(), time(23, 59)))

    def fields(self) -> Sequence[Field]:
        """What for, where, when; then whom for, how it repeats, why all the same."""
        start, end = self._hours()
        venues: list[tuple[object, str]] = [
            (venue.number, venue_label(venue))
            for venue in self.village.venues.all().values()
            if not venue.archived
        ]
        also: list[tuple[object, str]] = [(0, _("no other"))]
        title = request_title(self._answers) if self._answers else ""
        return [
            Field("title", _("What for"), title, hint=_("needed")),
            Field("venue", _("Venue"), self._venue.number, options=venues),
            Field("also", _("And also"), 0, options=also + venues),
            Field(
                "date",
                _("Date"),
                start.date().isoformat(),
                hint=day_meaning(start.date(), start.date()),
            ),
            Field("time", _("Time"), f"{start:%H:%M}-{end:%H:%M}", hint=_("14-16")),
            Field("whom", _("Asked by"), hint=_("a person or a squad; empty: an organiser")),
            Field("repeat", _("Repeats"), "once", options=self._repeats(start)),
            Field("until", _("Until"), hint=_("last date, or how many times")),
            Field("why", _("All the same"), hint=_("a reason, in spite of others, hours, limits")),
        ]

    def _repeats(self, start: datetime) -> list[tuple[object, str]]:
        return [(o.shape, o.text) for o in repeat_offers(start) if o.shape in _SHAPES]

    def begin(self) -> None:
        """Say what is free on the day."""
        super().begin()
        self.field_changed("date")
        self.show_row("until", False)

    def field_changed(self, name: str) -> None:
        """Say what is read, what is free on that day, and what is in the way."""
        values, today = self.values(), self.village.now().date()
        if name == "date":
            self.explain("date", lambda: day_meaning(parse_day(str(values["date"]), today), today))
            with suppress(YigongError):
                start = self._start(values)[0]
                self.field("repeat").options = self._repeats(start)
                self.set_value("repeat", values["repeat"])
        if name == "repeat":
            self.show_row("until", values["repeat"] != "once")
        if name in ("date", "time", "venue", "also", "repeat", "until", "why"):
            self.explain("time", lambda: self._time_meaning(values))
            self._preview(values)

    def _time_meaning(self, values: Mapping[str, object]) -> str:
        """The hours as they are read, and what is free on the day."""
        begin, minutes, all_day = read_times(str(values["time"]), "")
        day = self._start(values)[0].date()
        venue = self.village.venues.get(int(str(values["venue"])))
        ((_day, free),) = free_by_day(self.village, venue, day, day)
        times = " ".join(span_words(span, self.village.zone) for span in free)
        meaning = hours_meaning(begin, minutes, all_day=all_day)
        said = _("free: {times}").format(times=times or _("nothing free"))
        return f"{meaning}  {said}".strip()

    def _preview(self, values: Mapping[str, object]) -> None:
        """Say which dates cannot be had, before it is saved."""
        if not values["title"]:
            values = {**values, "title": "-"}
        try:
            planned = self.village.bookings.plan(self._booking(values))
        except YigongError as error:
            self.status.bad(str(error))
            return
        if not planned.obstacles:
            self.status.show(passed_over_words(self.village, planned.event))
            return
        today = self.village.now().date()
        taken = DatesTaken(planned.obstacles, len(planned.dates), today)
        why = planned.obstacles[0].why(self.village.venues.all(), self.village.zone)
        self.status.bad(why if len(planned.dates) == 1 else f"{taken}  {why}")

    def _start(self, values: Mapping[str, object]) -> tuple[datetime, int]:
        """When it begins, and its minutes.

        Raises:
            Refused: There is no such date or time.
        """
        day = parse_day(str(values["date"]), self.village.now().date())
        begin, minutes, _all_day = read_times(str(values["time"]), "")
        return datetime.combine(day, begin), minutes

    def _booking(self, values: Mapping[str, object]) -> Event:
        """The booking that was typed.

        Raises:
            Refused: Something of it cannot be read.
        """
        start, minutes = self._start(values)
        shape, until = values["repeat"], str(values["until"])
        repeat = next((o.repeat for o in repeat_offers(start) if o.shape == shape), None)
        booker, squad = self._asker(str(values["whom"]))
        venues = [int(str(values[name])) for name in ("venue", "also")]
        return Event(
            title=str(values["title"]),
            kind=BOOKING,
            start=start,
            minutes=minutes,
            venues=tuple(venue for venue in venues if venue),
            repeat=repeat_with_end(repeat, until, start) if repeat else None,
            booker=booker,
            booked_for=squad,
            override=str(values["why"]),
            answers=(self._answers.number,) if self._answers else (),
        )

    def _asker(self, text: str) -> tuple[int, int]:
        """The person or the squad that asks, by number."""
        if not text:
            return 0, 0
        try:
            return 0, self.village.squads.find(text).number
        except Refused:
            return self.village.people.person_for(text).number, 0

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Book it and go back.

        Where some of its dates cannot be had, it asks whether to book the others.
        """
        try:
            self.save_and_close()
        except DatesTaken as taken:
            lines = obstacle_lines(self.village, taken.obstacles)
            if len(taken.obstacles) == taken.count:
                raise
            question = AskYes(_("Book the others?"), str(taken), *lines)
            if await self.ask(question):
                self._skip_taken = True
                self.save_and_close()

    def save(self, values: Mapping[str, object]) -> Event:
        """Book it."""
        booking = self._booking(values)
        return self.village.bookings.book(booking, skip_taken=self._skip_taken)
