"""The changes that faults interrupt: one of each kind, on a small village with a history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.event_records import ByRRule, Event, Post
from yigong.store.kinds import BOOKING
from yigong.store.points_records import Gift
from yigong.store.programme_records import Programme
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.request_records import Request, Visit
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.storage.files import os_errors_explained
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import village_files
from yigong.store.venue_records import Venue
from yigong.store.village.backup import back_up
from yigong.store.village.restore import restore_over_village
from yigong.store.village.village import Village

NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
KEY = "E0001@2026-11-25"
REGISTER = f"registers/2026/{KEY}"
KEEP, MERGED = 5, 2
"""The numbers of the merge: `MERGED` is in the squad and two registers, `KEEP` in one of these."""

SPELLING = 2
"""The number of a programme that is another one by a second spelling."""

ASKED, FALLS = 4, 5
"""The numbers of two bookings that wait, of which one is agreed to."""

HEARD, NOTED = "楼道灯坏了", "灯"
"""A request that is heard on a visit, and what is noted of the visit."""

ANSWER = "修路日"
"""The event that is planned in answer to the first request."""

SAVED = "saved.zip"
"""A backup of the village in its folder, from before some of its changes."""

ERASED, NAME, PHONE = 3, "村民03", "12000000333"
"""Who is forgotten. They are in charge of the event, they are somebody's guardian, they signed a
check-in, and a file that was taken in is named after them."""


def make(folder: Path) -> None:
    """Make the village: twelve people, a squad, a monthly event, two registers, two months; a
    programme, a venue and a booking, in each of which somebody stands who is merged or forgotten;
    a programme spelled twice, a venue that two ask for; a request, a visit and points of theirs.
    """
    moment = NOW - timedelta(days=40)
    village = Village.create(
        folder, Settings(name="青山村"), Actor("李芳", "东门"), clock=lambda: moment, sync=False
    )
    village.people.add_all(Volunteer(name=f"村民{n:02d}", reading="cun min") for n in range(1, 13))
    village.people.save(msgspec.structs.replace(village.people.get(ERASED), phone=PHONE))
    moment = NOW
    with village.session.change(
        village.book("people"), ChangeReason("person.import", f"{NAME}.csv")
    ) as draft:
        draft.put(msgspec.structs.replace(draft.records[8], guardians=(Guardian(name=NAME),)))
    village.squads.add(Squad(name="清理队", members=(1, 2, 3)))
    village.events.add(
        Event(
            title="村民义务日",
            start=datetime(2026, 11, 25, 8, 30),
            minutes=180,
            lead=f"李芳、{NAME}",
            repeat=ByRRule("FREQ=MONTHLY;BYMONTHDAY=25"),
            posts=(Post(id=1, name="停车", heads=2, lead=MERGED),),
        )
    )
    village.venues.add(Venue(name="会客厅", keeper=MERGED))
    village.venues.add(Venue(name="院子", keeper=ERASED))
    village.programmes.add(Programme(name="四季赋能", mentors_each=2))
    village.enrolments.add(1, [MERGED, ERASED])
    village.events.add(
        Event(
            title="读书会",
            kind=BOOKING,
            start=datetime(2026, 12, 1, 14),
            venues=(1,),
            booker=MERGED,
        )
    )
    _spell_a_programme_twice(village)
    _ask_twice_for_a_venue(village)
    village.requests.add(Request(at=NOW, text="修路", who=MERGED))
    village.visits.add(Visit(day=NOW.date(), who=MERGED, by=(ERASED,)))
    village.gifts.add(Gift(name="毛巾", points=3, stock=1))
    village.points.award([MERGED, ERASED], 5, "备料")
    occurrence = village.events.occurrence_for(KEY)
    village.registers.signup.sign_up(occurrence, *range(1, 12))
    back_up(folder, folder / SAVED, NOW, "李芳")
    village.session.actor = Actor(NAME, "西门")
    village.registers.checkin.check_in(occurrence, 1)
    village.session.actor = Actor("李芳", "东门")
    village.registers.signup.sign_up(village.events.occurrence_for("E0001@2027-02-25"), MERGED)


def _spell_a_programme_twice(village: Village) -> None:
    """`SPELLING`, with an event and people who are enrolled in it."""
    village.programmes.add(Programme(name="四季赋能计划"))
    village.enrolments.add(SPELLING, [1, 4])
    start = datetime(2026, 12, 2, 9)
    village.events.add(Event(title="课堂", start=start, programme=SPELLING))


def _ask_twice_for_a_venue(village: Village) -> None:
    """`ASKED` and `FALLS`, which wait for one venue at one time."""
    venue = village.venues.add(Venue(name="礼堂", needs_approval=True)).number
    for title in ("排练", "茶会"):
        start = datetime(2026, 12, 3, 9)
        village.bookings.book(Event(title=title, start=start, minutes=60, venues=(venue,)))


def every_file(folder: Path) -> dict[str, bytes]:
    """Every book and every file of the history, by path."""
    names = [file.name for file in village_files(Folder(folder))]
    return {name: (folder / name).read_bytes() for name in names}


def opened(folder: Path, minutes: int = 0) -> Village:
    """The village as another organiser opens it."""
    at = NOW + timedelta(minutes=minutes)
    return Village.open(folder, Actor("王强", "西门"), clock=lambda: at)


def _check_in(village: Village) -> None:
    village.registers.checkin.check_in(village.events.occurrence_for(KEY), 2)


def _first_of_a_register(village: Village) -> None:
    """The register's folder and file are made by this change."""
    village.registers.signup.sign_up(village.events.occurrence_for("E0001@2028-01-25"), 5)


def _first_of_a_month(village: Village) -> None:
    """The file of the history is made by this change."""
    december = opened(village.folder, minutes=10 * 24 * 60)
    december.people.save(msgspec.structs.replace(december.people.get(3), phone="12000000003"))


def _close(village: Village) -> None:
    """Twelve records and the head in one change; the book is written twice."""
    village.registers.settlement.close(village.events.occurrence_for(KEY))


def _move(village: Village) -> None:
    village.events.move(1, datetime(2026, 12, 25).date(), datetime(2026, 12, 26, 9, 0))


def _leave_out(village: Village) -> None:
    village.events.leave_out(1, datetime(2027, 3, 25).date())


def _book(village: Village) -> None:
    start = datetime(2026, 12, 1, 16)
    village.bookings.book(Event(title="茶叙", start=start, minutes=60, venues=(1,)))


def _approve(village: Village) -> None:
    """What else asks for the venue falls with it."""
    village.bookings.approve(ASKED)


def _merge_programmes(village: Village) -> None:
    """Three books in one change."""
    village.merge_programmes(1, SPELLING)


def _visit(village: Village) -> None:
    """A request that was heard is written with it, the book of the year is new: two books."""
    visit = Visit(day=NOW.date(), who=4, by=(5,), note=NOTED)
    village.visits.add(visit, [Request(at=village.now(), text=HEARD)])


def _take_request(village: Village) -> None:
    village.requests.take(1, 6)


def _answer(village: Village) -> None:
    """An event is planned in answer to a request, which is in hand from then on: two books."""
    event = Event(title=ANSWER, start=datetime(2026, 12, 5, 9), answers=(1,))
    village.events.add(event)


def _award(village: Village) -> None:
    """Two records in one change."""
    village.points.award([6, 7], 10, "台风夜值守")


def _redeem(village: Village) -> None:
    """The last gift is given away."""
    village.points.redeem(MERGED, 1)


def _sign_scorecard(village: Village) -> None:
    """The book is new."""
    village.scorecards.sign(date(2026, 7, 1), date(2026, 9, 30), "village")


def _rename_venue(village: Village) -> None:
    """The booking that shows the name follows: two books."""
    venue = village.venues.get(1)
    village.venue_changes.save(msgspec.structs.replace(venue, name="人才会客厅"))


def _rename(village: Village) -> None:
    village.people.save(msgspec.structs.replace(village.people.get(3), phone="12000000003"))


def _settings(village: Village) -> None:
    village.save_settings(msgspec.structs.replace(village.settings, name="绿水村"))


def _check_in_another(village: Village) -> None:
    village.registers.checkin.check_in(village.events.occurrence_for(KEY), 4)


def _undo(village: Village) -> None:
    _check_in_another(village)
    village.undo()


def _merge(village: Village) -> None:
    """Nine books in one change, and registers."""
    village.merge(KEEP, MERGED)


def _unmerge(village: Village) -> None:
    _merge(village)
    village.undo()


def _forget(village: Village) -> None:
    """Three books in one change, with a register and two months of the history rewritten."""
    village.erase(ERASED)


def _restore(village: Village) -> None:
    """A register, a month of the history and another register that is not in the archive."""
    restore_over_village(village.folder / SAVED, village.folder, village.now(), "王强")


def _back_up(village: Village) -> None:
    with os_errors_explained(village.folder):
        village.root.make("backups")
    back_up(village.folder, village.folder / "backups", village.now(), "王强")


def traces(folder: Path) -> dict[str, int]:
    """How often the person who is forgotten is named, by file, in every byte of the folder."""
    content = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    counts = {
        path.relative_to(folder).as_posix(): raw.count(NAME.encode()) + raw.count(PHONE.encode())
        for path, raw in content.items()
    }
    return {name: count for name, count in counts.items() if count}


def named_in_points(village: Village) -> int:
    """How many entries of points are of who is merged."""
    return sum(each.person == MERGED for each in village.points.all())


def is_whole(village: Village) -> bool:
    """Whether each merge was made in all books or in none, and what falls fell with what was
    agreed to."""
    spelled = SPELLING in village.programmes.all()
    enrolled = {each.programme for each in village.enrolments.all().values()}
    if {village.events.get(3).programme == SPELLING, SPELLING in enrolled} != {spelled}:
        return False
    answers = village.events.get(ASKED).booking, village.events.get(FALLS).booking
    if answers not in {("tentative", "tentative"), ("", "declined")}:
        return False
    heard = any(each.text == HEARD for each in village.requests.all().values())
    if heard != any(each.note == NOTED for each in village.visits.all()):
        return False
    planned = any(each.title == ANSWER for each in village.events.all().values())
    if planned != (village.requests.get(1).state == "doing"):
        return False
    merged = bool(village.people.all()[MERGED].merged)
    named = [
        MERGED in village.squads.get(1).members,
        MERGED in village.registers.read(KEY).entries,
        MERGED in village.registers.read("E0001@2027-02-25").entries,
        village.venues.get(1).keeper == MERGED,
        village.events.get(1).posts[0].lead == MERGED,
        village.events.get(2).booker == MERGED,
        MERGED in {each.person for each in village.enrolments.all().values()},
        MERGED in {each.who for each in village.requests.all().values()},
        MERGED in {each.who for each in village.visits.all()},
        bool(named_in_points(village)),
    ]
    return all(merged is not names_merged for names_merged in named)


CHANGES: dict[str, tuple[str, Callable[[Village], object]]] = {
    "check-in": (REGISTER, _check_in),
    "first sign-up": ("registers/2028/E0001@2028-01-25", _first_of_a_register),
    "new month": ("people", _first_of_a_month),
    "close": (REGISTER, _close),
    "move": ("events", _move),
    "leave out": ("events", _leave_out),
    "book": ("events", _book),
    "booking approved": ("events", _approve),
    "programmes merged": ("events", _merge_programmes),
    "venue renamed": ("venues", _rename_venue),
    "visit with a request": ("requests", _visit),
    "request taken": ("requests", _take_request),
    "request answered by an event": ("events", _answer),
    "points awarded": ("points/2026", _award),
    "gift redeemed": ("points/2026", _redeem),
    "scorecard signed": ("scorecards", _sign_scorecard),
    "person": ("people", _rename),
    "settings": ("settings", _settings),
    "undo": (REGISTER, _undo),
    "merge": ("people", _merge),
    "merge undone": ("people", _unmerge),
    "forget": ("people", _forget),
    "restore": (REGISTER, _restore),
    "backup": ("people", _back_up),
}
"""By name, the first book that is changed, and the change."""

FIRST_STEPS: dict[str, Callable[[Village], object]] = {
    "undo": _check_in_another,
    "merge undone": _merge,
}
"""Of what are two changes, one after the other, the first."""
