"""Bookings: what may be booked, who gets it, what falls with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Event
from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.venues.booking_rules import DatesTaken
from yigong.store.venues.double_booking import VenueHeld
from yigong.store.village.village import Village

DAY = date(2026, 12, 8)
OPEN = (Opening(days=tuple(range(7)), start="09:00", end="21:00"),)


@pytest.fixture
def house(village: Village) -> tuple[Venue, Venue, Venue]:
    """会客厅 L01 with two parts: 书吧 L02, 会议室 L03."""
    whole = village.venues.add(Venue(name="会客厅", seats=60, buffer=15, opens=OPEN))
    parts = [
        village.venues.add(Venue(name=name, part_of=whole.number, buffer=15, opens=OPEN))
        for name in ("书吧", "会议室")
    ]
    return whole, *parts


Ask = Callable[..., Event]


@pytest.fixture
def ask(village: Village) -> Ask:
    """``ask(2, "14:00", 120)`` books L02 on the 8th of December from 14:00 for two hours."""

    def booked(venue: int, start: str, minutes: int, title: str = "读书会", **more: Any) -> Event:
        skip, day = more.pop("skip_taken", False), more.pop("day", DAY)
        at = datetime.combine(day, datetime.strptime(start, "%H:%M").time())
        event = Event(title=title, start=at, minutes=minutes, venues=(venue,), **more)
        return village.bookings.book(event, skip_taken=skip)

    return booked


@pytest.mark.usefixtures("house")
class TestHeldVenues:
    """No occurrence newly holds what another holds."""

    def test_a_whole_is_refused_while_a_part_is_held_and_all_who_hold_it_are_named(
        self, ask: Ask
    ) -> None:
        ask(2, "14:00", 120, "B1")
        ask(3, "15:00", 120, "B2")
        with pytest.raises(VenueHeld) as held:
            ask(1, "16:00", 60, "B3")
        assert "B1 E0001 (书吧, until 16:15)" in str(held.value)
        assert "B2 E0002 (会议室, until 17:15)" in str(held.value)

    def test_time_is_kept_free_after_each(self, ask: Ask) -> None:
        ask(3, "15:00", 120)
        with pytest.raises(VenueHeld):
            ask(1, "17:10", 60)
        assert ask(1, "17:15", 60).booking == ""
        with pytest.raises(VenueHeld):  # and before the next
            ask(2, "16:10", 60)

    def test_parts_of_one_whole_are_not_in_each_others_way(self, ask: Ask) -> None:
        ask(2, "14:00", 120)
        assert ask(3, "14:00", 120).number

    def test_a_series_with_a_date_taken_is_saved_without_it_only_on_a_word(
        self, village: Village, ask: Ask
    ) -> None:
        ask(3, "15:00", 120)
        weekly = ByRRule("FREQ=WEEKLY;COUNT=4")
        with pytest.raises(DatesTaken, match=r"1 of 4 dates cannot be had: 12-08"):
            ask(3, "15:00", 60, repeat=weekly)
        series = ask(3, "15:00", 60, repeat=weekly, skip_taken=True)
        dates = village.events.between(DAY, DAY + timedelta(days=60))
        own = [o.planned for o in dates if o.event.number == series.number]
        assert own == [date(2026, 12, 15), date(2026, 12, 22), date(2026, 12, 29)]
        assert series.changes["2026-12-08"].left_out

    def test_no_way_leads_round_it(self, village: Village, ask: Ask) -> None:
        first, events = ask(2, "14:00", 120), village.events
        second = ask(2, "18:00", 60)
        with pytest.raises(VenueHeld):
            events.move(second.number, DAY, datetime(2026, 12, 8, 15, 0))
        with pytest.raises(VenueHeld):
            events.add(Event(title="讲座", start=datetime(2026, 12, 8, 13), venues=(1,)))
        with pytest.raises(VenueHeld):
            events.add(Event(title="全天", start=datetime(2026, 12, 8), all_day=True, venues=(1,)))
        with pytest.raises(VenueHeld):  # 07:30 in Berlin is 14:30 here
            berlin = Event(title="b", start=datetime(2026, 12, 8, 7, 30), zone="Europe/Berlin")
            events.import_events([_with(berlin, venues=(2,))], [])
        events.cancel(first.number)
        third = ask(2, "14:00", 60)
        with pytest.raises(VenueHeld):
            events.restore(first.number)
        with pytest.raises(VenueHeld):
            village.undo_change(_change_of(village, first.number, "event.change"))
        assert third.number

    def test_a_date_put_back_is_looked_at_again(self, village: Village, ask: Ask) -> None:
        series = ask(2, "10:00", 60, repeat=ByRRule("FREQ=WEEKLY;COUNT=3"))
        village.events.cancel_occurrence(series.number, DAY)
        village.events.leave_out(series.number, date(2026, 12, 15))
        ask(2, "10:00", 60)
        ask(2, "10:30", 60, day=date(2026, 12, 15))
        with pytest.raises(VenueHeld):
            village.events.restore_occurrence(series.number, DAY)
        with pytest.raises(VenueHeld):
            village.events.put_back(series.number, date(2026, 12, 15))

    def test_a_date_moved_onto_another_of_its_series_is_refused(
        self, village: Village, ask: Ask
    ) -> None:
        series = ask(2, "10:00", 60, repeat=ByRRule("FREQ=DAILY;COUNT=3"))
        with pytest.raises(VenueHeld):
            village.events.move(series.number, DAY, datetime(2026, 12, 9, 10, 30))

    def test_what_is_cancelled_asked_for_or_declined_is_in_nobodys_way(
        self, village: Village, ask: Ask
    ) -> None:
        village.venue_changes.save(_with(village.venues.get(2), needs_approval=True))
        asked = ask(2, "14:00", 120)
        assert asked.booking == "tentative"
        assert ask(3, "14:00", 120).number
        assert ask(1, "18:00", 120).number

    def test_an_override_lets_it_through_and_both_say_so(self, village: Village, ask: Ask) -> None:
        first = ask(2, "14:00", 120)
        second = ask(2, "15:00", 60, override="书记同意")
        for one, other in ((first, second), (second, first)):
            occurrence = village.events.occurrence(one.number, DAY)
            (held,) = village.venue_calendar.beside(occurrence)
            assert held.occurrence.event.number == other.number
        with pytest.raises(VenueHeld):  # a third one needs a reason of its own
            ask(2, "15:30", 60)
        with pytest.raises(VenueHeld):  # and without its reason the second may not stay
            village.events.save(_with(village.events.get(second.number), override=""))

    def test_an_old_fault_does_not_hinder_other_changes(self, village: Village, ask: Ask) -> None:
        first = ask(2, "14:00", 120)
        with village.session.change(village.book("events"), _reason("event.add")) as draft:
            guards, village.book("events").guards = village.book("events").guards, []
            draft.put(_with(first, number=2, uid="other"))
        village.book("events").guards = guards
        changed = village.events.save(_with(village.events.get(1), title="新名"))
        assert changed.title == "新名"

    def test_clocks_that_change_do_not_hide_an_overlap(self, village: Village) -> None:
        village.save_settings(_with(village.settings, zone="Europe/Berlin"))
        venue = village.venues.add(Venue(name="夜间"))
        night = datetime(2027, 3, 28, 1, 30)  # 02:00 becomes 03:00
        village.events.add(Event(title="一", start=night, minutes=60, venues=(venue.number,)))
        after = datetime(2027, 3, 28, 3, 15)
        with pytest.raises(VenueHeld):
            village.events.add(Event(title="二", start=after, minutes=60, venues=(venue.number,)))


@pytest.mark.usefixtures("house")
class TestRules:
    """When, how long, how far ahead and how often a venue is booked."""

    def test_the_past_and_closed_times_are_refused(self, village: Village, ask: Ask) -> None:
        with pytest.raises(Refused, match="time to come"):
            ask(2, "10:00", 60, day=date(2026, 11, 24))
        with pytest.raises(Refused, match="not open then"):
            ask(2, "20:30", 60)
        shut = Shut(first=DAY, last=DAY, reason="消杀")
        village.venue_changes.save(_with(village.venues.get(1), shut=(shut,)))
        with pytest.raises(Refused, match="消杀"):  # who closes the whole closes its parts
            ask(2, "10:00", 60)
        assert ask(2, "20:30", 60, override="年终晚会").override == "年终晚会"

    def test_limits_are_named(self, village: Village, ask: Ask) -> None:
        person = village.people.add_all([_person("吴秀英")])[0].number
        limits = {"max_minutes": 240, "max_days_ahead": 20, "max_per_month": 2}
        village.venue_changes.save(_with(village.venues.get(2), **limits))
        with pytest.raises(Refused, match="240 minutes"):
            ask(2, "10:00", 241)
        with pytest.raises(Refused, match="20 days"):
            ask(2, "10:00", 60, day=date(2026, 12, 16))
        ask(2, "10:00", 60, booker=person)
        ask(2, "12:00", 60, booker=person)
        with pytest.raises(Refused, match=r"2 x a month .* in 2026-12 they have 2"):
            ask(2, "15:00", 60, booker=person)
        assert ask(2, "15:00", 60).number  # an organiser
        assert ask(2, "17:00", 60, booker=person, override="特批").number

    def test_hours_over_midnight_are_one_night(self, village: Village) -> None:
        night = (Opening(days=(4,), start="21:00", end="02:00"),)
        bar = village.venues.add(Venue(name="夜市", kind="ground", opens=night))
        friday = Event(
            title="夜市", start=datetime(2026, 12, 11, 23), minutes=180, venues=(bar.number,)
        )
        assert village.bookings.book(friday).number
        with pytest.raises(Refused, match="not open"):
            village.bookings.book(_with(friday, start=datetime(2026, 12, 12, 23)))

    def test_a_part_without_hours_has_those_of_its_whole(self, village: Village, ask: Ask) -> None:
        part = village.venues.add(Venue(name="茶室", part_of=1))
        with pytest.raises(Refused, match="not open"):
            ask(part.number, "22:00", 30)


class TestApproval:
    """A keeper agrees to one; what else asks for the time falls with it."""

    @pytest.fixture
    def two(self, village: Village, ask: Ask) -> tuple[Event, Event]:
        hall = village.venues.add(Venue(name="礼堂", needs_approval=True)).number
        return ask(hall, "14:00", 120, "A"), ask(hall, "15:00", 120, "B")

    def test_one_change_agrees_and_declines_and_one_undo_brings_both_back(
        self, village: Village, two: tuple[Event, Event]
    ) -> None:
        a, b = two
        assert (a.booking, b.booking) == ("tentative", "tentative")
        assert [o.event.number for o in village.bookings.falls(a.number)] == [b.number]
        village.bookings.approve(a.number)
        after = village.events.all()
        assert (after[a.number].booking, after[b.number].booking) == ("", "declined")
        assert "A E0001" in after[b.number].answer
        assert after[b.number].sequence > b.sequence
        village.undo("events")
        after = village.events.all()
        assert (after[a.number].booking, after[b.number].booking) == ("tentative", "tentative")
        assert after[b.number].answer == ""

    def test_who_waits_for_the_time_of_one_that_waits_for_nobody_is_known(
        self, village: Village, two: tuple[Event, Event], ask: Ask
    ) -> None:
        hall = two[0].venues[0]
        village.venue_changes.save(_with(village.venues.get(hall), needs_approval=False))
        late = Event(
            title="C", start=datetime(2026, 12, 8, 16), minutes=60, venues=(hall,), kind="booking"
        )
        assert [o.event.number for o in village.bookings.passed_over(late)] == [two[1].number]
        assert village.bookings.passed_over(_with(late, booking="tentative")) == []
        assert village.bookings.passed_over(ask(hall, "17:00", 60, "D")) == []

    def test_a_declined_one_is_taken_back_once_it_is_free(
        self, village: Village, two: tuple[Event, Event]
    ) -> None:
        a, b = two
        village.bookings.approve(a.number)
        with pytest.raises(VenueHeld):
            village.bookings.approve(b.number)
        village.events.cancel(a.number)
        assert village.bookings.approve(b.number) == []
        assert village.events.get(b.number).booking == ""

    def test_one_date_of_a_series_is_declined_and_the_others_wait(
        self, village: Village, ask: Ask, two: tuple[Event, Event]
    ) -> None:
        series = ask(1, "14:30", 30, "C", repeat=ByRRule("FREQ=WEEKLY;COUNT=3"))
        declined = village.bookings.approve(two[0].number)
        assert {o.event.title for o in declined} == {"B", "C"}
        dates = [village.events.occurrence(series.number, DAY + timedelta(days=d)) for d in (0, 7)]
        assert [o.booking for o in dates] == ["declined", "tentative"]
        village.bookings.approve(series.number)
        dates = [village.events.occurrence(series.number, DAY + timedelta(days=d)) for d in (0, 7)]
        assert [o.booking for o in dates] == ["declined", ""]

    @pytest.mark.usefixtures("house")
    def test_a_whole_waits_for_the_keeper_of_any_part_and_takes_nothing_until_then(
        self, village: Village, ask: Ask
    ) -> None:
        save = village.venue_changes.save
        save(_with(village.venues.get(3), needs_approval=True))
        assert [ask(n, "14:00", 60).booking for n in (1, 2)] == ["tentative", ""]
        save(_with(village.venues.get(3), archived=True))  # nobody keeps what is put away
        assert ask(1, "18:00", 60).booking == ""

    def test_what_would_fall_is_asked_only_of_a_booking_that_can_be_agreed_to(
        self, village: Village, two: tuple[Event, Event]
    ) -> None:
        a, b = two
        village.bookings.approve(a.number)
        for number, sentence in ((a.number, "approved already"), (b.number, "A E0001")):
            with pytest.raises(Refused, match=sentence):
                village.bookings.falls(number)
            with pytest.raises(Refused, match=sentence):
                village.bookings.approve(number)
        village.events.cancel(b.number)
        with pytest.raises(Refused, match="is cancelled"):
            village.bookings.falls(b.number)

    def test_refusing_needs_an_answer(self, village: Village, two: tuple[Event, Event]) -> None:
        with pytest.raises(Refused, match="answer"):
            village.bookings.decline(two[0].number, " ")
        assert village.bookings.decline(two[0].number, "设备检修").answer == "设备检修"
        with pytest.raises(Refused, match="declined already"):
            village.bookings.decline(two[0].number, "again")


def _with(record: Any, **fields: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(record, **fields)


def _person(name: str) -> Any:
    from yigong.store.records import Volunteer

    return Volunteer(name=name)


def _reason(act: str) -> Any:
    from yigong.store.storage.book import ChangeReason

    return ChangeReason(act)


def _change_of(village: Village, number: int, act: str) -> str:
    lines = village.history.newest_first()
    return next(line.id for line in lines if line.key == number and line.act == act)
