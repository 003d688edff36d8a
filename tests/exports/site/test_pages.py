"""The pages for everybody: what stands on them, what never does, and that they stay whole."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import html5lib
import icalendar
import msgspec
import pytest

from support.random_village import random_village
from yigong.exports.site.pages import MAX_BYTES
from yigong.exports.site.public_edition import public_edition
from yigong.exports.site.site_files import site_files
from yigong.exports.site.site_folder import _OURS
from yigong.store import language
from yigong.store.event_records import ByRRule, Change, Event, Leg, OrganisedBy, Post
from yigong.store.programme_records import Goal, Programme, Season
from yigong.store.records import Squad, Volunteer
from yigong.store.venue_records import Opening, Shut, Venue

HOSTILE = (
    "</script><script>alert(1)</script>", "<!--", "]]>", "{{ 7 * 7 }}{% raw %}", "&lt;&amp;&#x0;",
    "\"'`><img src=x onerror=y>", "javascript:alert(1)", "\\u003c/script>", "长" * 60, "𠮷" * 30,
    "مرحبا", "a" * 80,
)  # fmt: skip
"""Titles."""


def pages_of(files):
    return {name: data.decode() for name, data in files.items() if name.endswith(".html")}


def parsed(text):
    """A page as a tree; anything that HTML does not allow is an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def structured(text):
    """The schema.org data of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    return json.loads(found[1])["@graph"] if found else []


def words(tree):
    return " ".join("".join(tree.itertext()).split())


def publish(village):
    return site_files(public_edition(village))


@pytest.fixture
def planned(village):
    """A village with one of everything: an event with a venue, a host, a programme, dates."""
    village.people.add(Volunteer(name="王建国", phone="12000000001"))
    village.squads.add(Squad(name="党群服务中心", hosts=True, contact="赵六 12000000009"))
    village.venues.add(
        Venue(
            name="会客厅",
            seats=60,
            address="村口 1 号",
            geo=(30.4, 119.9),
            note="钥匙在门卫",
            opens=(Opening(days=tuple(range(7)), start="09:00", end="21:00"),),
            shut=(Shut(first=date(2026, 11, 26), last=date(2026, 11, 26), reason="盘点"),),
        )
    )
    village.programmes.add(
        Programme(
            name="四季赋能",
            seasons=(Season(name="秋收", first=date(2026, 9, 1), last=date(2026, 11, 30)),),
            goal=Goal(occurrences=30),
            hosts=(OrganisedBy(squad=1),),
            lead="钱七",
            note="内部备注",
        )
    )
    village.events.add(
        Event(
            title="番薯丰收节",
            kind="festival",
            start=datetime(2026, 11, 27, 14),
            minutes=120,
            repeat=ByRRule("FREQ=WEEKLY;COUNT=6"),
            venues=(1,),
            programme=1,
            lead="孙八",
            notes="自带小铲子，找王建国 120 0000 0001",
            posts=(Post(id=1, name="停车", heads=4, note="吴九带队"),),
        )
    )
    return village


def change_of(village, day, **fields):
    event = village.events.get(1)
    changes = {**event.changes, day: Change(**fields)}
    village.events.save(msgspec.structs.replace(event, changes=changes))


def test_an_event_has_its_place_map_host_programme_and_what_to_bring(planned):
    text = publish(planned)["E0001.html"].decode()
    said = words(parsed(text))
    for part in ("番薯丰收节", "会客厅", "党群服务中心", "四季赋能", "自带小铲子", "村口 1 号"):
        assert part in said
    assert "https://uri.amap.com/marker?position=119.900000,30.400000&amp;name=" in text
    assert 'href="geo:30.400000,119.900000"' in text
    assert 'href="E0001.ics"' in text
    assert 'src="E0001.svg"' in text


def test_its_dates_are_data_that_search_engines_read(planned):
    change_of(planned, "2026-12-04", cancelled=True, reason="停电")
    found = structured(publish(planned)["E0001.html"].decode())
    assert len(found) == 6
    first, second = found[:2]
    assert first["@type"] == "Event"
    assert first["startDate"] == "2026-11-27T14:00:00+08:00"
    assert first["eventStatus"] == "https://schema.org/EventScheduled"
    assert first["location"]["name"] == "会客厅"
    assert first["location"]["geo"]["latitude"] == 30.4
    assert first["organizer"] == [{"@type": "Organization", "name": "党群服务中心"}]
    assert second["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_cancelled_date_stays_with_its_reason_and_one_left_out_never_was(planned):
    change_of(planned, "2026-12-04", cancelled=True, reason="停电")
    planned.events.leave_out(1, date(2026, 12, 11))
    files = publish(planned)
    for name in ("E0001.html", "2026-12.html", "P01.html", "L01.html"):
        said = words(parsed(files[name].decode()))
        assert "停电" in said, name
        assert "厅已取消" not in said, "words stand apart"
        if name != "2026-12.html":  # which has every day
            assert "12月11日" not in said, name


def test_what_is_private_booked_or_only_asked_for_is_nowhere(planned):
    start = datetime(2026, 11, 28, 10)
    planned.events.add(Event(title="内部会议", start=start, public=False, place="里屋"))
    planned.events.add(Event(title="生日聚会", start=start, kind="booking", venues=(1,)))
    change_of(planned, "2026-12-18", booking="tentative")
    files = publish(planned)
    for name, data in files.items():
        for text in ("内部会议", "里屋", "生日聚会"):
            assert text.encode() not in data, name
    assert "12月18日" not in words(parsed(files["E0001.html"].decode()))
    (calendar,) = icalendar.Calendar.from_ical(files["public.ics"]).walk("VCALENDAR")
    assert {str(e["SUMMARY"]) for e in calendar.walk("VEVENT")} == {"番薯丰收节"}


def test_a_venue_says_when_it_is_free_in_the_week_and_booked_time_is_taken(planned):
    planned.events.add(
        Event(title="生日聚会", start=datetime(2026, 11, 25, 10), kind="booking", venues=(1,))
    )
    said = words(parsed(publish(planned)["L01.html"].decode()))
    assert "星期三 09:00-10:00 12:00-21:00" in said
    assert "星期四 当天不开放 盘点" in said
    assert "星期五 09:00-14:00 16:00-21:00" in said


def test_the_free_hours_name_their_day_and_nothing_changes_in_the_course_of_it(planned, clock):
    clock.now = datetime.fromisoformat("2026-11-25T08:20+08:00")
    morning = publish(planned)
    assert "截至 2026年11月25日 的预约情况" in words(parsed(morning["L01.html"].decode()))
    clock.now = datetime.fromisoformat("2026-11-25T23:20+08:00")
    assert publish(planned) == morning
    clock.now = datetime.fromisoformat("2026-11-26T08:20+08:00")
    changed = {name for name, data in publish(planned).items() if morning.get(name) != data}
    assert changed == {"L01.html"}


def test_an_event_names_its_venue_once_and_offers_no_calendar_when_it_is_over(planned):
    page = publish(planned)["E0001.html"].decode()
    said = words(parsed(page))
    assert "地点会客厅" in said.replace(" ", "") and "场地会客厅" not in said.replace(" ", "")
    assert "加到自己的日历" in said
    past = datetime(2026, 11, 20, 9)
    over = planned.events.add(Event(title="旧事", start=past, venues=(1,)))
    page = words(parsed(publish(planned)[f"{over.code}.html"].decode()))
    assert "已经结束" in page and "加到自己的日历" not in page


def test_a_venue_says_how_to_ask_for_it_when_it_is_closed_and_what_it_is_part_of(planned):
    later = Shut(first=date(2026, 12, 20), last=date(2027, 1, 3), reason="修缮")
    past = Shut(first=date(2026, 11, 1), last=date(2026, 11, 2), reason="大扫除")
    venue = planned.venues.get(1)
    planned.venue_changes.save(
        msgspec.structs.replace(venue, shut=(later, past), keeper=1), held_too=True
    )
    planned.venues.add(Venue(name="一楼大厅", part_of=1, needs_approval=True))
    files = publish(planned)
    whole, part = (words(parsed(files[name].decode())) for name in ("L01.html", "L02.html"))
    for said in (whole, part):
        assert "2026年12月20日至2027年1月3日 修缮" in said
        assert "大扫除" not in said and "王建国" not in said
        assert "须经管理人同意" in said and "请向村里提出" in said
    assert '<a href="L02.html">一楼大厅</a>' in files["L01.html"].decode()
    assert '<a href="L01.html">会客厅</a>' in files["L02.html"].decode()


def test_what_nobody_is_named_by_stays_inside(planned):
    files = publish(planned)
    edition = public_edition(planned)
    for name, data in files.items():
        for text in ("王建国", "赵六", "钱七", "孙八", "吴九", "12000000009", "钥匙", "备注"):
            assert text.encode() not in data, (name, text)
    assert "找王** 120****0001" in words(parsed(files["E0001.html"].decode()))
    assert {(each.code, each.field, each.what) for each in edition.masked} == {
        ("E0001", "notes", "name"), ("E0001", "notes", "phone"),
    }  # fmt: skip


def test_a_trip_says_when_the_bus_goes_from_where_to_where(planned):
    event = planned.events.get(1)
    legs = (
        Leg(after=0, minutes=40, origin="东站 王建国家", destination="村口"),
        Leg(after=80, minutes=40, origin="村口", destination="东站"),
    )
    planned.events.save(msgspec.structs.replace(event, legs=legs))
    said = words(parsed(publish(planned)["E0001.html"].decode()))
    assert "14:00-14:40 东站 王**家 - 村口" in said
    assert "15:20-16:00 村口 - 东站" in said


def test_the_pages_are_in_english_too_where_the_village_says_so(planned):
    assert not [name for name in publish(planned) if ".en." in name]
    settings = msgspec.structs.replace(
        planned.settings, public_english=True, public_url="https://village.example/c"
    )
    planned.save_settings(settings)
    files = publish(planned)
    chinese, english = files["index.html"].decode(), files["index.en.html"].decode()
    assert '<html lang="zh-CN">' in chinese
    assert '<html lang="en">' in english
    assert 'href="index.en.html" hreflang="en"' in chinese
    assert 'href="index.html" hreflang="zh"' in english
    assert "November 2026" in english
    assert "webcal://village.example/c/public.ics" in chinese
    assert "https://village.example/c/E0001.html<" in files["E0001.en.html"].decode()
    assert language.current_language() == "en", "what the screens speak is left alone"


def test_every_link_leads_to_a_file_that_there_is(planned):
    planned.save_settings(msgspec.structs.replace(planned.settings, public_english=True))
    files = publish(planned)
    for name, text in pages_of(files).items():
        for target in re.findall(r'(?:href|src)="([^"#:]+)"', text):
            assert target in files, (name, target)
    assert all(map(_OURS.fullmatch, files))


def test_the_same_village_gives_the_same_bytes(planned):
    assert publish(planned) == publish(planned)


class Outline(HTMLParser):
    """The landmarks and headings of a page, and what has no text for those who do not see it."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.faults = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.tags.append(tag)
        if tag == "img" and not names.get("alt"):
            self.faults.append("an image without a text")
        if tag == "nav" and "aria-label" not in names:
            self.faults.append("a navigation without a name")
        if "style" in names or any(name.startswith("on") for name in names):
            self.faults.append(f"{tag} with a style or a script")


def test_every_page_has_its_landmarks_and_one_first_heading(planned):
    for name, text in pages_of(publish(planned)).items():
        outline = Outline(text)
        assert not outline.faults, name
        for tag in ("header", "main", "footer", "h1", "title"):
            assert outline.tags.count(tag) == 1, (name, tag)
        assert 'meta name="viewport"' in text
        levels = [int(tag[1]) for tag in outline.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_hostile_texts_keep_every_page_valid_and_start_nothing(village):
    for number, title in enumerate(HOSTILE):
        village.programmes.add(Programme(name=f"{number}{title}"[:40]))
        village.venues.add(Venue(name=f"{number}{title}"[:40], address=title))
        village.squads.add(Squad(name=f"{number}{title}"[:40], hosts=True))
        village.events.add(
            Event(
                title=title,
                start=datetime(2026, 11, 25 + number % 5, 8),
                notes=(title * 2000)[:2000],
                place=(title * 2)[:100],
                venues=(number + 1,),
                programme=number + 1,
                hosts=(OrganisedBy(squad=number + 1),),
                repeat=ByRRule("FREQ=DAILY;COUNT=50"),
            )
        )
    files = publish(village)
    for name, text in pages_of(files).items():
        tree = parsed(text)
        assert len(text.encode()) <= MAX_BYTES, name
        scripts = tree.findall(".//script")
        assert all(script.get("type") == "application/ld+json" for script in scripts)
        assert "49" not in words(tree.find(".//h1")), name
        structured(text)
    assert all(structured(files[f"E{n:04d}.html"].decode()) for n in range(1, len(HOSTILE) + 1))


def test_a_programme_has_all_of_its_seasons_however_few_its_dates_are(planned):
    programme = planned.programmes.get(1)
    names = [f"{n:02d}{'季' * 38}" for n in range(60)]
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(60)]
    seasons = tuple(
        Season(name=name, first=day, last=day) for name, day in zip(names, days, strict=True)
    )
    planned.programmes.save(msgspec.structs.replace(programme, seasons=seasons))
    text = publish(planned)["P01.html"].decode()
    assert all(name in text for name in names)
    assert len(text.encode()) <= MAX_BYTES


def test_two_hundred_events_a_month_take_several_pages_of_thirty_kilobytes(village):
    for number in range(200):
        village.events.add(
            Event(
                title=f"{number:03d} {'很长的活动名称' * 10}",
                start=datetime(2026, 12, 1, 8) + timedelta(hours=3 * number),
                place="很长的地点" * 20,
                notes="说明" * 1000,
            )
        )
    texts = pages_of(publish(village))
    assert all(len(text.encode()) <= MAX_BYTES for text in texts.values())
    parts = [texts[name] for name in texts if name.startswith("2026-12")]
    assert len(parts) > 1
    assert {n for n in range(200) for part in parts if f'"E{n + 1:04d}.html"' in part} == set(
        range(200)
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_name_and_no_phone_is_in_any_byte(tmp_path, seed):
    """A village in which texts of every kind name people of the roster."""
    village = random_village(tmp_path / "village", seed)
    people = [person for person in village.people.all().values() if not person.forgotten]
    named = f"找{people[3].name}、{people[4].name} {people[3].phone}"
    village.squads.add(Squad(name="党支部", hosts=True, contact=named))
    village.venues.add(Venue(name=f"{people[5].name}之家", address=named, note=named))
    village.programmes.add(
        Programme(
            name=f"{people[6].name}讲堂",
            lead=people[7].name,
            note=named,
            seasons=(Season(name=people[8].name, first=date(2026, 12, 1), last=date(2027, 1, 1)),),
        )
    )
    village.events.add(
        Event(
            title=f"{people[9].name}的课",
            start=datetime(2026, 12, 21, 8),
            place=named,
            lead=people[10].name,
            notes=named,
            venues=(1,),
            programme=len(village.programmes.all()),
            repeat=ByRRule("FREQ=DAILY;COUNT=3"),
            hosts=(OrganisedBy(squad=3),),
            posts=(Post(id=1, name=people[11].name, note=named, lead=people[11].number),),
            changes={
                "2026-12-22": Change(cancelled=True, reason=named),
                "2026-12-23": Change(place=named),
            },
        )
    )
    village.save_settings(
        msgspec.structs.replace(
            village.settings, public_english=True, organisers={"li": people[12].name}
        )
    )
    files = publish(village)
    assert len(files) > 40
    everything = b"\n".join(files.values()).replace(b"\r\n ", b"").decode()
    for person in people:
        assert person.name not in everything
        assert person.phone not in everything
    leads = {plan.lead for e in village.events.all().values() for plan in (e, *e.earlier)}
    assert not [lead for lead in leads if lead and lead in everything]
    assert "党支部" in everything
