"""The services of an open village, each over its books."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yigong.store.attendance.counts_cache import CountsCache
from yigong.store.attendance.desk_presence import Presence
from yigong.store.attendance.registers import Registers
from yigong.store.attendance_records import ServiceTime
from yigong.store.calendar.bookings import Bookings
from yigong.store.calendar.events import Events
from yigong.store.calendar.venue_calendar import VenueCalendar
from yigong.store.calendar.venue_changes import VenueChanges
from yigong.store.errors import DataError
from yigong.store.people.issued import Issued
from yigong.store.people.people import People
from yigong.store.plan_context import PlanContext
from yigong.store.programmes.enrolments import Enrolments
from yigong.store.programmes.programmes import Programmes
from yigong.store.squads.squads import Squads
from yigong.store.storage.book import Actor, Book
from yigong.store.storage.schema import register_key
from yigong.store.storage.session import system_clock
from yigong.store.storage.transaction import Transaction
from yigong.store.venues.venues import Venues
from yigong.store.village.elsewhere import Elsewhere
from yigong.store.village.finder_ranking import FinderRanking
from yigong.store.village.village_books import VillageBooks

if TYPE_CHECKING:
    from yigong.store.attendance.role_review import RoleReview
    from yigong.store.attendance.sign_ups import SignUps
    from yigong.store.points.gifts import Gifts
    from yigong.store.points.points_ledger import PointsLedger
    from yigong.store.request_records import Request
    from yigong.store.requests.requests import Requests
    from yigong.store.requests.visits import Visits
    from yigong.store.scores.scorecards import Scorecards
    from yigong.store.statistics.summary import Summary


class VillageServices(VillageBooks):
    """What can be asked of a village and done in it, by subject."""

    def __init__(
        self,
        folder: Path,
        actor: Actor | None = None,
        *,
        clock: Callable[[], datetime] = system_clock,
        sync: bool = True,
    ) -> None:
        """Make the services that the calendar needs; see `VillageBooks`."""
        super().__init__(folder, actor, clock=clock, sync=sync)
        self.people = People(self.book("people"), self.session)
        self.squads = Squads(self.book("squads"), self.session, self.people)
        self.programmes = Programmes(
            self.book("programmes"),
            self.book("enrolments"),
            self.session,
            self.history,
            self.squads,
        )
        self.enrolments = Enrolments(
            self.book("enrolments"), self.session, self.programmes, self.people
        )
        self.venues = Venues(self.book("venues"), self.session, self.people)
        self.context = PlanContext(
            lambda: self.settings.kinds,
            self.programmes.all,
            self.squads.all,
            self.venues.all,
            lambda: {each.number: each for each in self.requests.all_shown()},
        )
        """What the numbers in plans stand for."""

        self.registers = Registers(
            self.root,
            self.history,
            self.session,
            lambda: self.settings,
            self.people,
            self.squads.of,
            self.context,
        )
        self.counts = CountsCache(self.registers)
        self.events = Events(
            self.book("events"),
            self.session,
            lambda: self.zone,
            self.registers,
            self.context,
            self.history,
            self._begin_requests,
        )
        self.venue_calendar = VenueCalendar(self.events, self.venues, lambda: self.zone)
        self.bookings = Bookings(
            self.book("events"),
            self.events,
            self.venues,
            self.venue_calendar,
            self.session,
            lambda: self.zone,
        )
        self.venue_changes = VenueChanges(
            self.book("venues"),
            self.venues,
            self.events,
            self.venue_calendar,
            self.history,
            self.session,
            lambda: self.zone,
        )
        self.issued = Issued(self.book("issued"), self.session)
        self.presence = Presence(self.root, self.session)
        self.elsewhere = Elsewhere(self.events, self.registers, self.session)
        self.finder_ranking = FinderRanking(self.registers, self.people, self.squads, self.session)

    def book(self, name: str) -> Book[Any]:
        """A book by its name in the history: ``people``, ``registers/2026/E0042@2026-11-25``.

        Raises:
            DataError: There is no such book.
            Refused: There can be no such register.
        """
        key = register_key(name)
        return self.registers.book(key) if key else super().book(name)

    @property
    def role_review(self) -> RoleReview:
        """The review of what was signed before there were roles."""
        from yigong.store.attendance.role_review import RoleReview

        return RoleReview(
            self.registers,
            self.counts,
            self.events.plan_on,
            lambda: self.settings,
            self.history,
            self.session,
        )

    # -- beside the calendar: made when they are first asked for ------------

    @cached_property
    def requests(self) -> Requests:
        """What residents ask for."""
        from yigong.store.requests.requests import Requests

        return Requests(
            self.book("requests"), self.session, self.people, self.squads, lambda: self.settings
        )

    def _begin_requests(self, change: Transaction, numbers: Iterable[int]) -> None:
        """Begin the requests that an event is in answer to."""
        self.requests.begin_in(change, numbers)

    def look_at_request(self, number: int) -> Request:
        """A secret request, whole, for somebody whom it is not shown to; that is on record.

        Raises:
            Refused: There is none, or the user may only read.
            DataError: It cannot be recorded; then the request must not be shown.
        """
        request = self.requests.get(number)
        if not self.requests.may_read(request):
            self.issued.add_look(request.code)
            self.requests.looked_at(request.number)
        return request

    @cached_property
    def visits(self) -> Visits:
        """The visits to households."""
        from yigong.store.requests.visits import Visits

        return Visits(
            self._yearly["visits"],
            self.session,
            self.history,
            self.people,
            self.book("people"),
            self.requests,
        )

    @cached_property
    def gifts(self) -> Gifts:
        """What points are redeemed for."""
        from yigong.store.points.gifts import Gifts

        return Gifts(self.book("gifts"), self.session, self._yearly["points"].records)

    @cached_property
    def points(self) -> PointsLedger:
        """The ledger of points, and the accounts."""
        from yigong.store.points.earnings import Earnings
        from yigong.store.points.points_ledger import PointsLedger

        return PointsLedger(
            self._yearly["points"],
            self.gifts,
            self.people,
            Earnings(self.counts),
            lambda: self.settings.hours,
            self.session,
            self.transaction,
        )

    @cached_property
    def sign_ups(self) -> SignUps:
        """Who is in which register, and whether they came."""
        from yigong.store.attendance.sign_ups import SignUps

        return SignUps(self.registers)

    @cached_property
    def scorecards(self) -> Scorecards:
        """The signed scorecards."""
        from yigong.store.scores.scorecards import Scorecards, ScoreSources

        sources = ScoreSources(
            self.summary,
            lambda: self.requests.all().values(),
            self.visits.all,
            self.people.all,
            self.squads.all,
            lambda: self.settings,
        )
        return Scorecards(self.book("scorecards"), self.session, sources)

    def summary(
        self,
        first: date | None,
        last: date | None,
        *,
        programme: str | None = None,
        kind: str | None = None,
        squad: int | None = None,
        unreadable: list[DataError] | None = None,
    ) -> Summary:
        """The attendance of a period, as on every screen, paper and export.

        Registers are read again only after they were written. It may run in a thread.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            programme: Only events of the programme of this name, present or former; empty or
                `None`: of any.
            kind: Only events of this kind; `None`: of any.
            squad: Only people who served in this squad; 0 or `None`: everybody.
            unreadable: Gets the errors of registers that cannot be read, which are left out, and of
                the programmes, whose former names count for themselves then; if it is `None`, the
                first of them is raised.
        """
        from yigong.store.statistics.summary import summarise

        policy = self.settings.hours
        try:
            names = self.programmes.canonical_names()
        except DataError as error:
            if unreadable is None:
                raise
            unreadable.append(error)
            names = {}
        return summarise(
            self.counts.between(first, last, policy, unreadable),
            policy,
            first=first,
            last=last,
            people=self.people.all(),
            programme=programme,
            programme_names=names,
            kind=kind,
            squad=squad,
        )

    def totals(self, unreadable: list[DataError] | None = None) -> dict[int, ServiceTime]:
        """Each person's minutes of service in all, by origin (see `summary.service_totals`)."""
        from yigong.store.statistics.summary import service_totals

        return service_totals(self.counts.between(None, None, self.settings.hours, unreadable))
