"""The import of calendar files: which events, changes and refusals a file gives."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import pytest
import recurring_ical_events

from support.places import FOREIGN
from yigong.exports.ical.calendar_file import write_calendar, write_event, write_occurrences
from yigong.exports.ical.importing import import_plan, parser
from yigong.exports.ical.importing.import_plan import plan_import
from yigong.store import language
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Change, Event
from yigong.store.settings_records import KindSpec, Settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 8, 50, tzinfo=SHANGHAI)
VILLAGE = Settings(name="青山村", uid_domain="0123456789ab.yigong")
STAMP = datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)


def plan_of(raw, events=(), settings=VILLAGE):
    if isinstance(raw, str):
        raw = raw.encode()
    return plan_import(raw, {event.number: event for event in events}, settings, now=NOW)


def foreign(name):
    return (FOREIGN / f"{name}.ics").read_bytes()


def by_title(raw):
    return {item.title: item for item in plan_of(raw).items}


def imported(plan):
    """The new events of a plan, as a village would store them."""
    return [
        msgspec.structs.replace(event, number=number, rev=1)
        for number, event in enumerate(plan.events("new"), 1)
    ]


def calendar(*lines, method="", product="-//x//x//EN"):
    """A file with one VEVENT for each group of lines."""
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{product}"]
    text += [f"METHOD:{method}"] if method else []
    for group in lines:
        text += ["BEGIN:VEVENT", *group.split("|"), "END:VEVENT"]
    return "\r\n".join([*text, "END:VCALENDAR", ""])


def only_item(lines, **more):
    """The item of a file with one VEVENT."""
    (item,) = plan_of(calendar(f"UID:u1|SUMMARY:一场|{lines}", **more)).items
    return item


def planned(**fields):
    given = {
        "number": 7,
        "title": "村民义务日",
        "start": datetime(2026, 11, 25, 8, 30),
        "minutes": 180,
        "place": "文化礼堂",
        "lead": "李芳",
        "notes": "带手套",
        "uid": "a1b2c3",
        "stamped": STAMP,
    }
    return Event(**(given | fields))


# -- files of other programs ------------------------------------------------------


def test_an_apple_file_gives_a_series_with_a_moved_date_and_one_left_out():
    found = by_title(foreign("apple"))
    event = found["编织课"].event
    assert event.repeat == ByRRule("FREQ=WEEKLY;UNTIL=20261226;BYDAY=SA")
    assert (event.start, event.minutes, event.zone) == (datetime(2026, 11, 7, 9), 120, "")
    assert event.place == "文化礼堂 青山路 1 号"
    assert event.changes["2026-11-21"].left_out
    moved = event.changes["2026-11-28"]
    assert (moved.start, moved.place) == (datetime(2026, 11, 29, 14), "老祠堂")
    fair = found["国庆集市"].event
    assert (fair.all_day, fair.minutes) == (True, 3 * 1440)


def test_a_google_file_is_converted_to_the_villages_zone():
    found = by_title(foreign("google"))
    river = found["清理河道"].event
    assert (river.start, river.minutes, river.zone) == (datetime(2026, 11, 25, 8, 30), 180, "")
    assert river.notes.startswith("<b>带手套</b>, 还有水")
    assert found["村民会议"].event.cancelled


def test_a_yearly_rule_of_google_is_once_a_year_and_it_says_so():
    item = by_title(foreign("google"))["建村纪念日"]
    days = recurrence.next_starts(item.event, datetime(2026, 1, 1), 3)
    assert [f"{day:%Y-%m-%d}" for day in days] == ["2026-02-14", "2027-02-14", "2028-02-14"]
    assert item.reasons == ("Google's yearly rule is taken as once a year.",)
    other = only_item(
        "DTSTART:20200214T000000Z|DTEND:20200214T010000Z|RRULE:FREQ=YEARLY;BYMONTHDAY=14"
    )
    assert "BYMONTH=" not in other.event.repeat.rule  # anybody else means what the RFC says


def test_an_outlook_file_names_zones_in_its_own_way_and_whole_days_as_times():
    found = by_title(foreign("outlook"))
    meeting = found["年度总结会"].event
    assert (meeting.start, meeting.zone, meeting.kind) == (
        datetime(2026, 12, 10, 14), "", "meeting",
    )  # fmt: skip
    assert meeting.uid.endswith("AABBCCDDEEFF00112233445566778899")  # folded by a tab
    trip = found["冬日出行"].event
    assert (trip.all_day, trip.minutes) == (True, 2 * 1440)


def test_a_file_of_old_outlook_in_gbk_is_read_and_it_says_so():
    found = plan_of(foreign("outlook_gbk"))
    assert found.items[0].title == "修葺老屋"
    assert (found.items[0].event.start, found.items[0].event.minutes) == (
        datetime(2006, 12, 25, 14, 30), 150,
    )  # fmt: skip
    assert found.notes == ("It is written in GB18030, as old programs do.",)


def test_a_nextcloud_file_keeps_its_zone_and_counts_what_is_no_event():
    found = plan_of(foreign("nextcloud"))
    talk, other = found.items
    assert talk.event.zone == "Europe/Berlin"
    assert set(talk.event.changes) == {"2026-08-03", "2026-09-07"}
    assert talk.event.kind == "meeting"  # its category is the English name of a kind
    assert other.event.zone == ""
    assert found.notes == ("2 tasks or notes in it are not events and are left out.",)


def test_a_kind_of_the_village_is_written_by_its_name_and_known_again_by_it():
    market = KindSpec(name="市集, Market")
    settings = msgspec.structs.replace(VILLAGE, kinds=(market,))
    event = Event(number=1, title="集", kind=market.name, start=datetime(2026, 12, 5, 9), uid="a")
    raw = write_event(event, settings)
    assert b"CATEGORIES:" + "市集\\, Market".encode() in raw
    (again,) = plan_of(raw, settings=settings).items
    assert again.event.kind == market.name
    (elsewhere,) = plan_of(raw).items
    assert elsewhere.event.kind == "other", "a village without it"
    lines = "UID:b|DTSTART:20261205T010000Z|CATEGORIES:HOLIDAY,市集\\, MARKET,Class"
    (capitals,) = plan_of(calendar(lines), settings=settings).items
    assert capitals.event.kind == market.name


def test_an_event_of_a_kind_that_was_dropped_keeps_it_when_its_file_comes_back():
    before = Event(number=1, title="集", kind="市集", start=datetime(2026, 12, 5, 9), uid="a")
    raw = write_event(before, VILLAGE).replace(b"SUMMARY:", b"SUMMARY:x")
    (item,) = plan_of(raw, [before]).items
    assert (item.verdict, item.event.kind) == ("changed", "市集")


def test_floating_times_of_khal_are_in_the_villages_zone_with_a_remark():
    watch, note = plan_of(foreign("khal")).items
    assert watch.event.start == datetime(2026, 12, 3, 20)
    assert watch.reasons == ("Its times name no zone; they are taken by the village's clock.",)
    assert note.event.minutes == 60
    assert note.reasons == ("It has no end; an hour is taken.",)


def test_unambiguous_lunar_rules_of_chinese_servers_become_lunar_repeats():
    found = by_title(foreign("chinese_server"))
    assert found["重阳敬老"].event.repeat == ByLunar(month=9, day=9)
    assert found["初一上香"].event.repeat == ByLunar(month=0, day=1, count=12)
    assert found["除夕守岁"].event.repeat == ByLunar(month=12, day=30)
    assert found["说不清"].verdict == "refused"
    assert "lunar rule does not say plainly" in found["说不清"].reasons[0]


@pytest.mark.parametrize(
    ("rule", "start", "repeat"),
    [
        ("FREQ=LUNAR_YEARLY", "20261018", ByLunar(month=9, day=9)),
        # 18 October repeats the date of the start: 九月初九 is meant.
        ("FREQ=LUNAR_YEARLY;BYMONTH=10;BYMONTHDAY=18", "20261018", ByLunar(month=9, day=9)),
        ("FREQ=LUNAR_YEARLY;BYMONTH=8;BYMONTHDAY=15", "20261018", None),
        ("FREQ=LUNAR_MONTHLY;BYMONTH=9", "20261018", None),
        ("FREQ=LUNAR_MONTHLY;INTERVAL=3", "20261018", None),
        ("FREQ=LUNAR_YEARLY", "20250725", ByLunar(month=6, day=1, leap="leap")),
        ("RSCALE=CHINESE;FREQ=YEARLY", "20261018", ByLunar(month=9, day=9)),
        (
            "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30",
            "20250128",
            None,  # 2025-01-28 is 廿九: the first date would be another
        ),
        (
            "RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=30",
            "20261208",
            ByLunar(month=0, day=30, short="skip"),
        ),
        ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=1", "20250725", None),
        (
            "RSCALE=CHINESE;SKIP=BACKWARD;FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=1",
            "20250725",
            ByLunar(month=6, day=1, leap="leap"),
        ),
        ("RSCALE=HEBREW;FREQ=YEARLY", "20261018", None),
        (
            "FREQ=LUNAR_YEARLY;UNTIL=20301231",
            "20261018",
            ByLunar(month=9, day=9, until=date(2030, 12, 31)),
        ),
    ],
)
def test_a_lunar_rule_is_read_only_if_it_is_unambiguous(rule, start, repeat):
    item = only_item(f"DTSTART;VALUE=DATE:{start}|RRULE:{rule}")
    if repeat is None and item.verdict == "new":
        # Taken as it stands, on the first date it gives.
        assert item.event.start.date() != date.fromisoformat(start)
    else:
        assert (item.event and item.event.repeat) == repeat, item.reasons


def test_what_hostile_files_hold_is_refused_in_a_sentence_or_made_harmless():
    found = plan_of(foreign("hostile"))
    items = {item.title: item for item in found.items}
    refused = {title: item.reasons[-1] for title, item in items.items() if not item.event}
    assert len(refused) == 10
    assert "not FREQ=SECONDLY" in refused["每秒一次"]
    assert "not understood: FREQ=DAILY;BYHOUR=8,20" in refused["一天两次"]
    assert "Atlantis/Poseidonis is not known" in refused["不知道哪里"]
    assert "RANGE=THISANDFUTURE" in refused["以后都改"]
    assert "RDATE" in refused["加一场"]
    assert "gives no date" in refused["二月三十"]
    assert refused["断在"] == "The file ends in the middle of it."
    texts = "".join(
        f"{item.title}{item.event.place}{item.event.notes}{''.join(item.reasons)}"
        for item in found.items
        if item.event
    )
    assert all(c.isprintable() or c == "\n" for c in texts)
    assert items["[31m红[0m反 [/] =1+1"].event.notes == "一\n二三"


def test_every_date_is_the_one_that_another_reader_finds():
    """Read by recurring-ical-events and icalendar, as far as they read the same things."""
    for name in ("apple", "outlook", "nextcloud"):
        raw = foreign(name)
        ours = {
            (o.event.title, o.start.astimezone(UTC), o.end.astimezone(UTC), o.place)
            for event in imported(plan_of(raw))
            for o in recurrence.occurrences([event], date(2026, 1, 1), date(2027, 12, 31), SHANGHAI)
            if not o.cancelled and not o.event.all_day
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it guesses at the maker's prefix of a zone, as we do
            calendars = icalendar.Calendar.from_ical(raw, multiple=True)
        theirs = {
            (
                str(event["SUMMARY"]),
                event.start.astimezone(UTC),
                event.end.astimezone(UTC),
                " ".join(str(event.get("LOCATION", "")).split("\n")),
            )
            for part in calendars
            for event in recurring_ical_events.of(part).between((2026, 1, 1), (2028, 1, 1))
            if isinstance(event.start, datetime) and "X-MICROSOFT-CDO-ALLDAYEVENT" not in event
        }
        assert ours == theirs, name
        assert ours


# -- values -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "start", "minutes", "zone"),
    [
        ("DTSTART:20261125T003000Z|DURATION:PT90M", datetime(2026, 11, 25, 8, 30), 90, ""),
        ("DTSTART:20261125T003000Z|DURATION:P1W", datetime(2026, 11, 25, 8, 30), 7 * 1440, ""),
        ("DTSTART;VALUE=DATE:20261125", datetime(2026, 11, 25), 1440, ""),
        ("DTSTART:20261125|DTEND:20261125", datetime(2026, 11, 25), 1440, ""),
        (
            "DTSTART;TZID=America/New_York:20261125T083000|DTEND:20261125T150000Z",
            datetime(2026, 11, 25, 8, 30), 90, "America/New_York",
        ),
        (
            "DTSTART;TZID=\"(UTC+08:00) Beijing\":20261125T083000|DURATION:PT1H",
            datetime(2026, 11, 25, 8, 30), 60, "",
        ),
        ("DTSTART;TZID=Tokyo Standard Time:20261125T083000|DURATION:PT1H",
         datetime(2026, 11, 25, 8, 30), 60, "Asia/Tokyo"),
        ("DTSTART;TZID=GMT+9:20261125T083000|DURATION:PT1H",
         datetime(2026, 11, 25, 8, 30), 60, "Etc/GMT-9"),
        ("DTSTART:20261125T003059Z|DTEND:20261125T013059Z", datetime(2026, 11, 25, 8, 30), 60, ""),
    ],
)  # fmt: skip
def test_a_time_is_read_in_its_zone(lines, start, minutes, zone):
    event = only_item(lines).event
    assert (event.start, event.minutes, event.zone) == (start, minutes, zone)


DAILY = "DTSTART:20261125T083000Z|RRULE:FREQ=DAILY"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("DTSTART:20261325T083000", "not a date or time: 20261325T083000"),
        ("DTSTART:20261125T250000", "not a date or time"),
        ("DTSTART:yesterday", "not a date or time: yesterday"),
        ("DTSTART:", "not a date or time: -"),
        ("DTSTART:20261125T083000Z|DTEND:20261125T003000Z", "The end is not after the start."),
        ("DTSTART:20261125T083000Z|DURATION:-PT1H", "not a length of time"),
        ("DTSTART:20261125T083000Z|DURATION:P1H", "not a length of time: P1H"),
        ("DTSTART:20261125T083000Z|DURATION:P99999D", "from 1 minute to 31 days"),
        ("DTSTART:00010101T000000Z|DTEND:00010101T010000Z", "1900 to 2200"),
        ("DTSTART:99991231T235959Z|DURATION:PT1H", "not a date or time"),
        ("DTSTART;TZID=America/New_York:99991231T235959|DURATION:PT1H", "1900 to 2200"),
        ("DTSTART;TZID=right/Asia/Shanghai:20261125T083000", "right/Asia/Shanghai is not known"),
        ("DTSTART;TZID=../../etc/passwd:20261125T083000", "../../etc/passwd is not known"),
        (f"{DAILY};COUNT=3;UNTIL=20270101", "by a date or after a count, not both"),
        ("DTSTART:20261125T083000Z|RRULE:FREQ=MINUTELY;COUNT=2", "not FREQ=MINUTELY"),
        (f"{DAILY};INTERVAL=0", "rule is not understood"),
        (f"{DAILY};UNTIL=someday", "rule is not understood"),
        (f"{DAILY}|RRULE:FREQ=WEEKLY", "more than one rule"),
        (f"{DAILY}|EXRULE:FREQ=WEEKLY", "more than one rule"),
        (DAILY + ";FREQ=DAILY" * 200, "rule is not understood"),
        (f"{DAILY}|EXDATE:" + ",".join(["20261126"] * 2000), "More than 1000 of its dates"),
        ("RECURRENCE-ID:20261125T083000Z|DTSTART:20261125T083000Z", "event that is not here"),
    ],
)
def test_what_the_store_cannot_hold_is_refused_with_its_reason(lines, reason):
    item = only_item(lines)
    assert (item.verdict, item.event) == ("refused", None)
    assert reason in item.reasons[-1]


def test_the_days_of_a_rule_in_utc_are_converted_to_the_villages():
    """06:30 on Saturdays in China is 22:30 on Fridays in UTC."""
    item = only_item("DTSTART:20261106T223000Z|DURATION:PT1H|RRULE:FREQ=WEEKLY;BYDAY=FR")
    assert item.event.repeat == ByRRule("FREQ=WEEKLY;BYDAY=SA")
    assert item.event.start == datetime(2026, 11, 7, 6, 30)
    item = only_item("DTSTART:20261130T223000Z|DURATION:PT1H|RRULE:FREQ=MONTHLY;BYMONTHDAY=-1")
    assert "days in UTC" in item.reasons[0]


def test_hours_in_a_rule_that_repeat_its_start_are_left_out():
    item = only_item("DTSTART:20261125T003000Z|DURATION:PT1H|RRULE:FREQ=DAILY;BYHOUR=0;BYMINUTE=30")
    assert item.event.repeat == ByRRule("FREQ=DAILY")


def test_an_unknown_zone_is_read_by_its_only_offset_or_refused():
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Mars\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
    )
    raw = calendar("UID:a|DTSTART;TZID=Mars:20261125T083000|DURATION:PT1H|RRULE:FREQ=DAILY")
    (item,) = plan_of(raw.replace("BEGIN:VEVENT", zone, 1)).items
    assert item.event.zone == "Etc/GMT-9"
    changing = zone.replace(
        "END:STANDARD",
        "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nTZOFFSETTO:+1000\r\nEND:DAYLIGHT",
    )
    (item,) = plan_of(raw.replace("BEGIN:VEVENT", changing, 1)).items
    assert item.verdict == "refused"
    assert "Mars" in item.reasons[0]


def test_the_newest_of_several_with_one_uid_is_taken_and_it_says_so():
    raw = calendar(
        "UID:a|SEQUENCE:2|SUMMARY:新的|DTSTART:20261125T003000Z",
        "UID:a|SEQUENCE:1|SUMMARY:旧的|DTSTART:20261126T003000Z",
    )
    (item,) = plan_of(raw).items
    assert item.title == "新的"
    assert "more than once" in item.reasons[0]


def test_an_event_without_a_uid_is_known_again_the_next_time():
    raw = calendar("SUMMARY:没有编号|DTSTART:20261125T003000Z|DTEND:20261125T013000Z")
    assert [i.verdict for i in plan_of(raw, imported(plan_of(raw))).items] == ["same"]


def test_texts_that_are_too_long_are_cut_and_it_says_so():
    item = only_item(f"DTSTART:20261125T003000Z|DTEND:20261125T013000Z|LOCATION:{'长' * 500}")
    assert len(item.event.place) == 120
    assert item.reasons == ("A text of it is too long and was cut.",)


def test_an_override_of_no_date_is_left_out_with_a_remark():
    raw = calendar(
        "UID:a|SUMMARY:x|DTSTART:20261125T003000Z|DURATION:PT1H|RRULE:FREQ=WEEKLY",
        "UID:a|SUMMARY:x|RECURRENCE-ID:20261126T003000Z|DTSTART:20261126T013000Z|DURATION:PT1H",
    )
    (item,) = plan_of(raw).items
    assert item.event.changes == {}
    assert "2026-11-26 is not one of its dates" in item.reasons[0]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_date_moved_to_the_end_of_the_calendar_is_refused(year):
    edge = f"{year}0101T000000" if year == "0001" else f"{year}1231T235959"
    raw = calendar(
        "UID:a|SUMMARY:x|DTSTART:20261125T083000|DURATION:PT1H|RRULE:FREQ=WEEKLY",
        f"UID:a|SUMMARY:x|RECURRENCE-ID:20261202T083000|DTSTART:{edge}|DURATION:PT1H",
        f"UID:b|SUMMARY:y|DTSTART:{edge}|DTEND:{edge}|RRULE:FREQ=YEARLY;UNTIL={edge}Z",
        f"UID:c|SUMMARY:z|DTSTART:20261125T083000|RRULE:FREQ=WEEKLY|EXDATE:{edge}",
    )
    assert [item.verdict for item in plan_of(raw).items] == ["refused", "refused", "new"]


# -- limits -----------------------------------------------------------------------


def test_a_file_that_is_too_large_is_refused_with_the_limit():
    with pytest.raises(Refused, match="larger than 10 MB"):
        plan_of(b"x" * (parser.MAX_CALENDAR_BYTES + 1))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("", "not a calendar file"),
        ("<html></html>", "not a calendar file"),
        ("BEGIN:VCARD\nEND:VCARD\n", "not a calendar file"),
        ("BEGIN:VCALENDAR\nVERSION:1.0\nEND:VCALENDAR\n", "vCalendar"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 9, "nested more than 8 deep"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VALARM\nEND:VALARM\n" * 50_000, "50000 components"),
        ("BEGIN:VCALENDAR\nDESCRIPTION:" + "x" * 100_001, "longer than 100000 characters"),
        ("BEGIN:VCALENDAR\nDESCRIPTION:" + "x\n " * 100_001, "longer than 100000 characters"),
        (b"BEGIN:VCALENDAR\nSUMMARY:\xff\xff\n", "no encoding known"),
    ],
)
def test_a_file_that_is_no_calendar_or_beyond_the_limits_is_refused(raw, words):
    with pytest.raises(Refused, match=words):
        plan_of(raw)


def test_a_file_with_too_many_events_is_refused_with_the_limit(monkeypatch):
    monkeypatch.setattr(import_plan, "MAX_EVENTS", 2)
    raw = calendar(*(f"UID:{n}|DTSTART:20261125T003000Z" for n in range(3)))
    with pytest.raises(Refused, match="more than 2 events"):
        plan_of(raw)


def test_a_file_that_takes_too_long_is_refused():
    seconds = iter(range(0, 100, 20))
    raw = calendar(*(f"UID:{n}|DTSTART:20261125T003000Z" for n in range(5)))
    with pytest.raises(Refused, match="more than 30 seconds; nothing was imported"):
        plan_import(raw.encode(), {}, VILLAGE, now=NOW, clock=lambda: float(next(seconds)))


# -- compared with the village's events ---------------------------------------------

CHANGED = Change(sequence=2, stamped=STAMP)
OURS = {
    "once": planned(),
    "once, cancelled": planned(cancelled=True, reason="下雪", sequence=1),
    "once, moved": planned(
        changes={"2026-11-25": Change(start=datetime(2026, 11, 28, 14), minutes=60, place="祠堂")}
    ),
    "once, called off as a date": planned(changes={"2026-11-25": Change(cancelled=True)}),
    "abroad": planned(zone="America/New_York"),
    "all day": planned(all_day=True, start=datetime(2026, 11, 25), minutes=2880),
    "with coordinates": planned(geo=(30.2700001, 120.1512345)),
    "notes that look like ours": planned(lead="", notes="In charge: nobody\nbring water"),
    "a title that looks cancelled": planned(title="[Cancelled] as a joke", cancelled=True),
    "hard text": planned(title="a;b,c\\n C:\\New", notes="x\\,y;\n\nz 🏳️‍🌈", place="一,二;三"),
    "monthly": planned(repeat=ByRRule("FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20281231")),
    "until the last second of a day": planned(
        repeat=ByRRule("UNTIL=20281231T235959;FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=WE")
    ),
    "weekly with changes": planned(
        repeat=ByRRule("FREQ=WEEKLY;BYDAY=WE"),
        sequence=3,
        changes={
            "2026-12-02": Change(cancelled=True, reason="雪", sequence=4, stamped=STAMP),
            "2026-12-09": Change(start=datetime(2026, 12, 10, 9), minutes=90, sequence=5),
            "2026-12-16": CHANGED,
            "2027-01-01": Change(place="nowhere, the rule was changed since"),
        },
    ),
    "a cancelled series": planned(
        repeat=ByRRule("FREQ=WEEKLY;BYDAY=WE"),
        cancelled=True,
        reason="没人",
        changes={"2026-12-02": Change(place="祠堂", sequence=1)},
    ),
    "abroad, weekly": planned(
        zone="America/New_York", repeat=ByRRule("FREQ=WEEKLY;COUNT=30"), sequence=1
    ),
    "lunar": planned(
        start=datetime(2026, 10, 18, 9),
        repeat=ByLunar(month=9, day=9),
        changes={"2027-10-08": Change(cancelled=True, reason="雨", sequence=1, stamped=STAMP)},
    ),
    "lunar, every month": planned(
        start=datetime(2025, 7, 1, 8),
        repeat=ByLunar(month=0, day=7),
        changes={"2025-07-31": Change(start=datetime(2025, 8, 2, 9), sequence=1)},
    ),
    "both of a leap month": planned(
        start=datetime(2025, 7, 1, 9), repeat=ByLunar(month=6, day=7, leap="both")
    ),
    "a solar term": planned(
        start=datetime(2026, 9, 23), all_day=True, minutes=1440, repeat=ByTerm(term="秋分")
    ),
    "several plans": planned(
        start=datetime(2027, 1, 2, 14),
        repeat=ByRRule("FREQ=WEEKLY;BYDAY=SA"),
        earlier=(
            Event(
                title="村民义务日",
                start=datetime(2026, 10, 3, 9),
                repeat=ByRRule("FREQ=WEEKLY;BYDAY=SA;UNTIL=20270101"),
                uid="older",
                sequence=2,
                stamped=STAMP,
                changes={"2026-12-05": Change(cancelled=True, sequence=1)},
            ),
        ),
    ),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", OURS)
def test_importing_our_own_export_changes_nothing(name, lang):
    event = OURS[name]
    language.use_language(lang)
    for raw in (
        write_event(event, VILLAGE),
        write_calendar([event], VILLAGE, today=date(2029, 1, 1)),
        write_occurrences(
            recurrence.occurrences([event], date(2026, 1, 1), date(2027, 12, 31), SHANGHAI), VILLAGE
        ),
    ):
        found = plan_of(raw, [event])
        assert [(i.verdict, i.reasons) for i in found.items] == [("same", ())], name
        assert found.items[0].event == event


PLAIN = [name for name in OURS if "look" not in name]


@pytest.mark.parametrize("name", PLAIN)
def test_an_export_in_one_language_is_the_same_in_the_other(name):
    event = OURS[name]
    language.use_language("zh")
    raw = write_event(event, VILLAGE)
    language.use_language("en")
    assert [i.verdict for i in plan_of(raw, [event]).items] == ["same"]


@pytest.mark.parametrize("name", ["apple", "google", "outlook", "nextcloud", "khal"])
def test_importing_a_foreign_file_twice_changes_nothing(name):
    raw = foreign(name)
    again = plan_of(raw, imported(plan_of(raw)))
    assert {item.verdict for item in again.items} == {"same"}


@pytest.mark.parametrize("name", ["apple", "google", "nextcloud"])
def test_our_own_export_of_imported_events_is_the_same(name):
    events = imported(plan_of(foreign(name)))
    again = plan_of(write_calendar(events, VILLAGE), events)
    assert {item.verdict for item in again.items} == {"same"}


def altered(event, *pairs):
    """Our export of an event, with some of its text replaced, in a higher revision."""
    text = write_event(event, VILLAGE).decode().replace("\r\n ", "")
    for old, new in (*pairs, ("SEQUENCE:", "SEQUENCE:1")):
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_change_keeps_what_a_calendar_file_does_not_hold():
    event = planned(needs={1: 5}, capacity=40, kind="festival", keys="x")
    raw = altered(event, ("SUMMARY:村民义务日", "SUMMARY:义务日"), ("CATEGORIES:Festival", "X-A:b"))
    (item,) = plan_of(raw, [event]).items
    assert item.verdict == "changed"
    assert item.event == msgspec.structs.replace(event, title="义务日", sequence=10)
    assert item.before == event


def test_a_single_event_on_another_day_is_moved_and_keeps_its_planned_date():
    """Its register is named by that date."""
    raw = altered(planned(), ("DTSTART;TZID=Asia/Shanghai:20261125", "DTSTART:20261128"),
                  ("DTEND;TZID=Asia/Shanghai:20261125", "DTEND:20261128"))  # fmt: skip
    raw = raw.replace("T083000", "T003000Z").replace("T113000", "T033000Z")
    (item,) = plan_of(raw, [planned()]).items
    assert item.event.start == planned().start
    assert item.event.changes["2026-11-25"].start == datetime(2026, 11, 28, 8, 30)


def test_one_date_of_a_lunar_series_can_be_moved():
    event = OURS["lunar"]
    moved = (("20261018T090000", "20261019T100000"), ("20261018T120000", "20261019T130000"))
    raw = altered(event, *moved)
    (item,) = plan_of(raw, [event]).items
    assert item.verdict == "changed"
    assert item.event.changes["2026-10-18"].start == datetime(2026, 10, 19, 10)
    assert item.event.changes["2027-10-08"] == event.changes["2027-10-08"]


def test_a_newer_file_without_a_change_reverts_it():
    event = planned(
        repeat=ByRRule("FREQ=WEEKLY"), changes={"2026-12-02": Change(cancelled=True, sequence=1)}
    )
    plain = write_event(msgspec.structs.replace(event, changes={}), VILLAGE).decode()
    (item,) = plan_of(plain.replace("SEQUENCE:0", "SEQUENCE:2"), [event]).items
    assert item.verdict == "changed"
    assert not item.event.changes["2026-12-02"].cancelled


def test_an_older_revision_is_refused_unless_nothing_differs():
    event = planned(sequence=3, place="祠堂")
    older = write_event(planned(sequence=2), VILLAGE)
    (item,) = plan_of(older, [event]).items
    assert item.verdict == "refused"
    assert "older revision than the one here (SEQUENCE 2, here 3)" in item.reasons[0]
    same = write_event(planned(sequence=2, place="祠堂"), VILLAGE)
    assert plan_of(same, [event]).items[0].verdict == "same"


def test_an_older_file_does_not_restore_a_cancelled_date():
    event = planned(repeat=ByRRule("FREQ=WEEKLY"))
    older = write_event(event, VILLAGE)
    off = Change(cancelled=True, sequence=1, stamped=STAMP)
    event = msgspec.structs.replace(event, changes={"2026-12-02": off})
    assert plan_of(older, [event]).items[0].verdict == "refused"


def test_a_lower_sequence_with_a_later_revision_time_is_taken_with_a_remark():
    """Google leaves SEQUENCE as it is when only the description is changed."""
    raw = calendar(
        "UID:g@google.com|SEQUENCE:0|SUMMARY:新名|LAST-MODIFIED:20261120T000000Z"
        "|DTSTART:20261125T003000Z|DTEND:20261125T033000Z"
    )
    event = planned(uid="g@google.com", sequence=1)
    (item,) = plan_of(raw, [event]).items
    assert item.verdict == "changed"
    assert item.reasons == ("Its SEQUENCE is lower than here, but it was changed later.",)


def test_method_cancel_cancels_only_known_events():
    event = planned(repeat=ByRRule("FREQ=WEEKLY"))
    cancel_all = calendar("UID:a1b2c3|SEQUENCE:1", method="CANCEL")
    assert plan_of(cancel_all, [event]).items[0].event.cancelled
    day = calendar("UID:a1b2c3|SEQUENCE:1|RECURRENCE-ID:20261202T003000Z", method="CANCEL")
    (item,) = plan_of(day, [event]).items
    assert item.event.changes["2026-12-02"].cancelled
    assert not item.event.cancelled
    (item,) = plan_of(cancel_all).items
    assert item.reasons == ("It calls off an event that is not here.",)


def test_an_answer_to_an_invitation_is_refused():
    item = only_item("DTSTART:20261125T003000Z", method="REPLY")
    assert item.reasons == ("It is an answer to an invitation (REPLY).",)


def test_the_rule_of_an_earlier_plan_is_not_changed_by_an_import():
    event = OURS["several plans"]
    raw = altered(event, ("20270101T155959Z", "20270601T155959Z"))
    (item,) = plan_of(raw, [event]).items
    assert item.verdict == "refused"
    assert "plan that was replaced here" in item.reasons[0]


def test_a_line_folded_inside_a_character_is_whole_again():
    raw = calendar("UID:a|SUMMARY:青山|DTSTART:20261125T003000Z").encode()
    at = raw.index("青".encode()) + 1
    (item,) = plan_of(raw[:at] + b"\r\n " + raw[at:]).items
    assert item.title == "青山"
