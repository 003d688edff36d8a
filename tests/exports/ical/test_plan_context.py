"""What a plan refers to in calendar files: programme, hosts, venues, bookings, somebody's posts."""

from __future__ import annotations

from datetime import date, datetime

import icalendar
import msgspec
import pytest

from yigong.exports.ical.calendar_file import write_calendar, write_event, write_occurrences
from yigong.exports.ical.feeds import write_feeds
from yigong.exports.ical.importing.import_plan import plan_import
from yigong.exports.ical.selection import (
    occurrences_of_person,
    posts_of_person,
    rides_of_person,
)
from yigong.store.event_records import ByRRule, Change, Event, Leg, OrganisedBy, Post
from yigong.store.programme_records import Programme, Season
from yigong.store.records import Squad
from yigong.store.storage.book import ChangeReason
from yigong.store.venue_records import Venue

FAIR = date(2026, 11, 15)


@pytest.fixture
def town(village):
    """A house of two rooms, a company that hosts, a programme with a season."""
    village.squads.add(Squad(name="修葺队"))
    village.squads.add(Squad(name="青山农场", hosts=True, contact="王总 15400000001"))
    village.venues.add(Venue(name="会客厅", address="青山路 1 号"))
    village.venues.add(Venue(name="书吧", part_of=1))
    village.venues.add(Venue(name="茶室, 二楼", part_of=1))
    season = Season(name="秋收", first=date(2026, 9, 1), last=date(2026, 11, 30))
    village.programmes.add(Programme(name="四季赋能", seasons=(season,)))
    return village


def plan(village, **fields) -> Event:
    defaults = {"title": "番薯丰收节", "start": datetime(2026, 11, 15, 9), "minutes": 180}
    return village.events.add(Event(**(defaults | fields)))


def file_of(village, event: Event) -> bytes:
    return write_event(event, village.settings, context=village.context)


def only(data: bytes):
    (vevent,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return vevent


def test_the_venues_are_its_place_with_their_address_and_its_resources(town):
    vevent = only(file_of(town, plan(town, venues=(1, 3))))
    assert vevent["LOCATION"] == "会客厅, 茶室, 二楼 (青山路 1 号)"
    assert vevent["RESOURCES"] == ["会客厅", "茶室, 二楼"]


def test_programme_and_season_stand_beside_the_kind(town):
    event = plan(town, programme=1, kind="festival")
    assert only(file_of(town, event))["CATEGORIES"].cats == ["Festival", "四季赋能", "秋收"]
    winter = plan(town, programme=1, kind="festival", start=datetime(2026, 12, 15, 9))
    assert only(file_of(town, winter))["CATEGORIES"].cats == ["Festival", "四季赋能"]


def test_a_series_is_in_no_season_as_its_later_dates_are_in_others(town):
    event = plan(town, programme=1, repeat=ByRRule("FREQ=MONTHLY"))
    assert only(file_of(town, event))["CATEGORIES"].cats == ["Duty day", "四季赋能"]


def test_the_contacts_are_the_hosts_by_name_without_a_phone(town):
    vevent = only(file_of(town, plan(town, hosts=(OrganisedBy(squad=2),))))
    assert vevent["CONTACT"] == "青山农场"
    assert "15400000001" not in vevent.to_ical().decode()


def test_what_a_keeper_has_not_agreed_to_is_tentative_and_what_was_declined_is_cancelled(town):
    asked = plan(town, venues=(2,), kind="booking", booking="tentative")
    assert only(file_of(town, asked))["STATUS"] == "TENTATIVE"
    declined = plan(town, venues=(2,), kind="booking", booking="declined", answer="消杀")
    vevent = only(file_of(town, declined))
    assert vevent["STATUS"] == "CANCELLED"
    assert vevent["DESCRIPTION"] == "Reason: 消杀"


def test_a_file_that_is_taken_in_again_changes_nothing_of_what_it_refers_to(town):
    def taken_in(raw: bytes) -> Event:
        found = plan_import(
            raw, town.events.all(), town.settings, now=town.now(), context=town.context
        )
        town.events.import_events(found.events("new"), found.events("changed"))
        return town.events.get(1)

    event = plan(town, venues=(1,), hosts=(OrganisedBy(squad=2),), programme=1)
    assert taken_in(file_of(town, event)) == event
    renamed = file_of(town, event).replace("番薯丰收节".encode(), "番薯节".encode())
    changed = taken_in(renamed.replace(b"SEQUENCE:0", b"SEQUENCE:1"))
    assert changed.title == "番薯节"
    assert (changed.place, changed.venues) == ("会客厅", (1,))
    assert (changed.hosts, changed.programme) == (event.hosts, 1)


def test_a_change_onto_a_held_venue_is_refused_alone_and_two_may_change_places(town):
    day = [datetime(2026, 12, 8, hour) for hour in (9, 13, 17)]
    for venue, start in zip((2, 2, 3), day, strict=True):
        plan(town, venues=(venue,), start=start)

    def planned(*starts):
        moved = [
            event
            if event.start == start
            else msgspec.structs.replace(event, start=start, sequence=event.sequence + 1)
            for event, start in zip(town.events.all().values(), starts, strict=True)
        ]
        raw = write_calendar(moved, town.settings, context=town.context)
        found = plan_import(
            raw, town.events.all(), town.settings, now=town.now(), context=town.context
        )
        town.events.import_events(found.events("new"), found.events("changed"))
        return [item.verdict for item in found.items]

    assert planned(day[1], day[1], day[0]) == ["refused", "same", "changed"]
    assert planned(day[1], day[0], day[0]) == ["changed", "changed", "same"]


@pytest.fixture
def taken_in_anew(town):
    """Takes a file in where the event is not any more, and gives the item of the plan."""

    def taken(event):
        raw = file_of(town, event)
        with town.session.change(town.book("events"), ChangeReason("event.add")) as draft:
            draft.remove(event.number)
        found = plan_import(
            raw, town.events.all(), town.settings, now=town.now(), context=town.context
        )
        (item,) = found.items
        town.events.import_events(found.events("new"), [])
        return item

    return taken


def stored(town):
    return max(town.events.all().values(), key=lambda event: event.number)


def test_venues_hosts_and_programme_are_found_again_by_their_names(town, taken_in_anew):
    event = plan(town, venues=(1, 3), hosts=(OrganisedBy(squad=2),), programme=1, kind="festival")
    assert taken_in_anew(event).reasons == ()
    again = stored(town)
    assert (again.venues, again.hosts, again.programme) == ((1, 3), event.hosts, 1)
    assert (again.place, again.kind, again.geo) == (event.place, event.kind, event.geo)


def test_what_is_not_for_everybody_is_private_in_its_file_and_not_public_where_it_is_taken_in(
    town, taken_in_anew
):
    assert "CLASS" not in only(file_of(town, plan(town)))
    event = plan(town, title="理事会", public=False)
    assert only(file_of(town, event))["CLASS"] == "PRIVATE"
    item = taken_in_anew(event)
    assert stored(town).title == "理事会" and not stored(town).public
    assert any("not for everybody" in str(reason) for reason in item.reasons)


def test_a_date_elsewhere_is_found_again_and_a_booking_waits_again(town, taken_in_anew):
    booking = plan(
        town,
        venues=(2,),
        kind="booking",
        booking="tentative",
        repeat=ByRRule("FREQ=WEEKLY;COUNT=3"),
    )
    town.events.move(booking.number, date(2026, 11, 22), datetime(2026, 11, 22, 9), venues=(3,))
    taken_in_anew(town.events.get(booking.number))
    again = stored(town)
    assert (again.kind, again.venues, again.booking) == ("booking", (2,), "tentative")
    assert again.changes["2026-11-22"].venues == (3,)


@pytest.mark.parametrize("how", ["host", "with", "support"])
def test_the_part_of_a_host_is_read_back(town, taken_in_anew, how):
    hosts = (OrganisedBy(squad=2, how=how),)
    taken_in_anew(plan(town, hosts=hosts))
    assert stored(town).hosts == hosts


def test_of_two_new_events_of_a_file_that_hold_one_venue_the_second_alone_is_refused(town):
    first = plan(town, venues=(1,))
    raw = file_of(town, first)
    vevent = raw[raw.index(b"BEGIN:VEVENT") : raw.index(b"END:VCALENDAR")]
    later = vevent.replace(b"UID:", b"UID:x").replace("番薯丰收节".encode(), "茶会".encode())
    with town.session.change(town.book("events"), ChangeReason("event.add")) as draft:
        draft.remove(first.number)
    raw = raw.replace(b"END:VCALENDAR", later + b"END:VCALENDAR")
    found = plan_import(raw, town.events.all(), town.settings, now=town.now(), context=town.context)
    assert [item.verdict for item in found.items] == ["new", "refused"]
    assert "番薯丰收节 (会客厅" in found.items[1].reasons[0]
    town.events.import_events(found.events("new"), [])
    assert stored(town).title == "番薯丰收节"


def test_what_is_not_here_any_more_is_said_and_left_out(town, taken_in_anew):
    event = plan(town, venues=(1,), hosts=(OrganisedBy(squad=2),), programme=1)
    town.venue_changes.archive(1, held_too=True)
    town.squads.save(msgspec.structs.replace(town.squads.get(2), archived=True))
    (reason,) = taken_in_anew(event).reasons
    assert "会客厅, 青山农场" in reason
    assert (stored(town).venues, stored(town).hosts, stored(town).programme) == ((), (), 1)


def test_a_file_whose_venue_somebody_else_has_by_now_is_refused_by_name(town, taken_in_anew):
    event = plan(town, venues=(1,))
    town.events.add(
        Event(title="别的", start=datetime(2026, 11, 15, 10), venues=(1,), override="说好了")
    )
    item = taken_in_anew(event)
    assert item.verdict == "refused"
    assert "别的 E0002" in item.reasons[0]


def test_a_change_of_one_date_in_a_file_leaves_its_venues(town):
    event = plan(town, venues=(1,), repeat=ByRRule("FREQ=WEEKLY;COUNT=3"))
    changes = {"2026-11-22": Change(venues=(2,), minutes=60)}
    town.events.save(msgspec.structs.replace(event, changes=changes))
    raw = file_of(town, town.events.get(1)).replace(b"20261122T090000", b"20261122T093000")
    raw = raw.replace(
        b"RECURRENCE-ID;TZID=Asia/Shanghai:20261122T093000",
        b"RECURRENCE-ID;TZID=Asia/Shanghai:20261122T090000",
    )
    raw = raw.replace(b"SEQUENCE:1", b"SEQUENCE:7")
    found = plan_import(raw, town.events.all(), town.settings, now=town.now(), context=town.context)
    (item,) = found.items
    assert item.verdict == "changed", item.reasons
    change = item.event.changes["2026-11-22"]
    assert (change.start, change.venues) == (datetime(2026, 11, 22, 9, 30), (2,))


# -- posts ------------------------------------------------------------------------


@pytest.fixture
def fair(town, enrol):
    """番薯丰收节 with its posts; 王建国 is at two of them, which touch, and waits for none."""
    posts = (
        Post(id=1, name="停车", start=-90, minutes=150, heads=4, note="东门外"),
        Post(id=2, name="摊位", start=60, minutes=120, heads=6, squad=1),
        Post(id=3, name="收场", start=180, minutes=60, heads=3),
    )
    event = plan(town, posts=posts)
    enrol("王建国", "陈小梅")
    occurrence = town.events.occurrence(event.number, FAIR)
    for person, post in ((1, 1), (1, 2), (2, 3)):
        town.registers.signup.sign_up(occurrence, person, posts=[post])
    return town


def personal_file(village, person: int) -> bytes:
    dates = occurrences_of_person(village, person, FAIR)
    posts = posts_of_person(village, dates, person)
    return write_occurrences(dates, village.settings, context=village.context, posts=posts)


def test_a_persons_calendar_has_an_event_for_each_post_with_its_hours_and_an_alarm(fair):
    vevents = icalendar.Calendar.from_ical(personal_file(fair, 1)).walk("VEVENT")
    assert [
        (str(v["SUMMARY"]), f"{v.start:%H:%M}-{v.end:%H:%M}", len(v.walk("VALARM")))
        for v in vevents
    ] == [("番薯丰收节 停车", "07:30-10:00", 1), ("番薯丰收节 摊位", "10:00-12:00", 1)]
    uid = fair.events.get(1).uid
    assert [str(v["UID"]).partition("@")[0] for v in vevents] == [f"{uid}-p1", f"{uid}-p2"]


def test_a_post_of_a_series_has_the_date_in_its_uid(fair):
    event = plan(
        fair,
        title="清理",
        start=datetime(2026, 11, 16, 9),
        repeat=ByRRule("FREQ=WEEKLY"),
        posts=(Post(id=4, name="工具", minutes=30),),
    )
    later = fair.events.occurrence(event.number, date(2026, 11, 23))
    fair.registers.signup.sign_up(later, 2, posts=[4])
    uids = [
        str(v["UID"]).partition("@")[0]
        for v in icalendar.Calendar.from_ical(personal_file(fair, 2)).walk("VEVENT")
    ]
    assert uids == [f"{fair.events.get(1).uid}-p3", f"{event.uid}-p4-2026-11-23"]


def test_a_persons_calendar_does_not_come_back_as_events_of_its_own(fair):
    raw = personal_file(fair, 1)
    found = plan_import(raw, fair.events.all(), fair.settings, now=fair.now(), context=fair.context)
    assert [item.verdict for item in found.items] == ["refused", "refused"]
    assert "post" in found.items[0].reasons[0]


# -- legs -------------------------------------------------------------------------


def test_who_rides_has_an_event_for_each_leg_that_is_related_to_the_trip(fair):
    fair.venues.add(Venue(name="大巴", kind="vehicle", seats=45))
    legs = (
        Leg(after=0, minutes=40, origin="城里", destination="溪口", vehicles=(4,)),
        Leg(after=120, minutes=40, origin="溪口", destination="城里", vehicles=(4,)),
    )
    event = plan(fair, title="百橙号", start=datetime(2026, 11, 16, 8), minutes=180, legs=legs)
    trip = fair.events.occurrence(event.number, date(2026, 11, 16))
    fair.registers.signup.sign_up(trip, 1)
    fair.registers.signup.sign_up(trip, 2, rides=[2])

    def ridden(person):
        dates = [o for o in occurrences_of_person(fair, person, FAIR) if o.legs]
        rides = rides_of_person(fair, dates, person)
        raw = write_occurrences(dates, fair.settings, context=fair.context, rides=rides)
        vevents = icalendar.Calendar.from_ical(raw).walk("VEVENT")
        return [
            (
                str(v["SUMMARY"]),
                f"{v.start:%H:%M}-{v.end:%H:%M}",
                str(v["LOCATION"]),
                str(v["UID"]).partition("@")[0],
                str(v["RELATED-TO"]).partition("@")[0],
            )
            for v in vevents
        ]

    there = ("百橙号 城里 - 溪口", "08:00-08:40", "城里", f"{event.uid}-leg1", event.uid)
    back = ("百橙号 溪口 - 城里", "10:00-10:40", "溪口", f"{event.uid}-leg2", event.uid)
    assert ridden(1) == [there, back]
    assert ridden(2) == [back]


# -- feeds ------------------------------------------------------------------------


def feed_titles(village, folder) -> dict[str, list[str]]:
    today = date(2026, 11, 25)
    events = list(village.events.all().values())
    feeds = write_feeds(folder, events, village.settings, village.context, today=today)
    return {
        feed.path.name: sorted(
            str(v["SUMMARY"])
            for v in icalendar.Calendar.from_ical(feed.path.read_bytes()).walk("VEVENT")
        )
        for feed in feeds
    }


def test_there_is_a_feed_for_each_venue_programme_and_host_and_bookings_are_in_the_venues(
    town, tmp_path
):
    plan(town, title="节", venues=(1,), hosts=(OrganisedBy(squad=2),), needs={1: 2})
    plan(town, title="沙龙", programme=1, start=datetime(2026, 12, 1, 9))
    plan(
        town,
        title="读书会",
        kind="booking",
        venues=(2,),
        start=datetime(2026, 12, 2, 9),
        programme=1,
        hosts=(OrganisedBy(squad=2),),
    )
    declined = Event(
        title="瑜伽",
        kind="booking",
        venues=(2,),
        start=datetime(2026, 12, 3, 9),
        booking="declined",
    )
    town.events.add(declined)
    assert feed_titles(town, tmp_path) == {
        "village.ics": ["沙龙", "节"],
        "squad-S01.ics": ["节"],
        "venue-L01.ics": ["节", "读书会"],
        "venue-L02.ics": ["节", "读书会"],
        "venue-L03.ics": ["节"],
        "programme-P01.ics": ["沙龙"],
        "host-S02.ics": ["节"],
    }


def test_a_venues_feed_has_the_dates_that_are_there_and_not_those_elsewhere(town, tmp_path):
    weekly = {"repeat": ByRRule("FREQ=WEEKLY;COUNT=2"), "start": datetime(2026, 12, 7, 9)}
    plan(town, title="晨练", venues=(2,), changes={"2026-12-14": Change(venues=(3,))}, **weekly)
    titles = feed_titles(town, tmp_path)
    assert titles["venue-L02.ics"] == ["晨练"]
    assert titles["venue-L03.ics"] == ["晨练"]
    assert b"EXDATE;TZID=Asia/Shanghai:20261214" in (tmp_path / "venue-L02.ics").read_bytes()
    moved = (tmp_path / "venue-L03.ics").read_bytes()
    assert b"DTSTART;TZID=Asia/Shanghai:20261214T090000" in moved
    assert b"20261207" not in moved


def test_unchanged_feeds_are_not_touched(town, tmp_path):
    plan(town, title="节", venues=(1,), programme=1, hosts=(OrganisedBy(squad=2),))
    feed_titles(town, tmp_path)
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("*.ics")}
    feed_titles(town, tmp_path)
    assert {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("*.ics")} == before


def test_a_vehicle_has_the_trips_it_drives_for_in_its_calendar(town, tmp_path):
    town.venues.add(Venue(name="小巴", kind="vehicle", seats=20))
    leg = Leg(minutes=60, vehicles=(4,))
    plan(town, title="进城", legs=(leg,))
    plan(town, title="赏花", start=datetime(2026, 12, 6, 9))
    other = plan(
        town, title="每周进城", start=datetime(2026, 12, 7, 9), repeat=ByRRule("FREQ=WEEKLY")
    )
    with_bus = {"2026-12-14": Change(legs=(leg,))}
    town.events.save(msgspec.structs.replace(other, changes=with_bus))
    write_feeds(tmp_path, town.events.all().values(), town.settings, town.context, today=FAIR)
    calendar = icalendar.Calendar.from_ical((tmp_path / "venue-L04.ics").read_bytes())
    found = sorted((str(v["SUMMARY"]), f"{v['DTSTART'].dt:%m-%d}") for v in calendar.walk("VEVENT"))
    assert found == [("每周进城", "12-14"), ("进城", "11-15")]
