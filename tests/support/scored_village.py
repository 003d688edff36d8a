"""A village with a quarter that has 84 marks, four stars and a yellow card."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from support.clock import SHANGHAI, Clock
from yigong.store.event_records import ByRRule, Event, OrganisedBy
from yigong.store.records import Squad, Volunteer
from yigong.store.request_records import Request, Round, Visit
from yigong.store.storage.book import ChangeReason
from yigong.store.village.village import Village

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
QUARTER = (FIRST, LAST)
BEGIN = datetime(2026, 10, 8, 9, 0, tzinfo=SHANGHAI)
END = datetime(2026, 12, 31, 17, 0, tzinfo=SHANGHAI)
PER_DAY, DAYS, HOMES, MET = 21, 10, 200, 180


def hold_quarter(village: Village, clock: Clock, *, requests: bool = True) -> Village:
    """Let a quarter pass: ten days of 21 volunteers each, nine signed on the day and one late, six
    requests done in time, 180 of 200 households met."""
    clock.now = BEGIN
    village.people.add_all(
        Volunteer(name=f"村民{n:03d}", home=f"{n}号", group="一组" if n <= 100 else "二组")
        for n in range(1, HOMES + 1)
    )
    village.squads.add(Squad(name="修葺队", members=tuple(range(1, PER_DAY + 1))))
    village.squads.add(Squad(name="党群服务中心", hosts=True))
    event = village.events.add(
        Event(
            title="村民义务日",
            start=BEGIN.replace(tzinfo=None),
            minutes=120,
            repeat=ByRRule("FREQ=DAILY;INTERVAL=4"),
            needs={1: 1},
            hosts=(OrganisedBy(squad=2),),
        )
    )
    for n in range(DAYS):
        day = BEGIN + timedelta(days=4 * n)
        clock.now = day
        occurrence = village.events.occurrence(event.number, day.date())
        for person in range(1, PER_DAY + 1):
            village.registers.checkin.check_in(occurrence, person)
        clock.now = day + (timedelta(days=40) if n == DAYS - 1 else timedelta(hours=3))
        village.registers.settlement.close(occurrence)
    if requests:
        put_requests(village, *(done_request(n) for n in range(6)))
    put_visits(village, *(Visit(day=date(2026, 11, 2), who=n, by=(1,)) for n in range(1, MET + 1)))
    clock.now = END
    return village


def done_request(n: int, **fields) -> Request:
    """A request that was done the day after it was heard."""
    heard = BEGIN + timedelta(days=n)
    answered = Round(answered=heard + timedelta(days=1), outcome="修好了", satisfaction="good")
    given = {"at": heard, "text": "楼道灯坏了", "topic": "照明", "state": "done", "who": 1}
    return Request(**given | {"days": 5, "holding_squad": 1, "rounds": (answered,)} | fields)


def put_requests(village: Village, *requests: Request) -> None:
    """Write requests as they are given."""
    with village.session.change(village.book("requests"), ChangeReason("request.add")) as draft:
        for request in requests:
            draft.put(_numbered(request, draft.next_number()))


def put_visits(village: Village, *visits: Visit) -> None:
    """Write visits of one year as they are given."""
    book = village.book(f"visits/{visits[0].day.year}")
    with village.session.change(book, ChangeReason("visit.add")) as draft:
        for visit in visits:
            draft.put(_numbered(visit, draft.next_number()))


def _numbered(record, number):
    from msgspec import structs

    return structs.replace(record, number=number)
