"""The village: the only access to its folder, and the changes that touch several books."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from yigong.store import validate
from yigong.store.attendance.counts_cache import CountsCache
from yigong.store.attendance.desk_presence import Presence
from yigong.store.attendance.registers import Registers
from yigong.store.attendance_records import ServiceTime
from yigong.store.calendar.bookings import Bookings
from yigong.store.calendar.events import Events
from yigong.store.calendar.venue_calendar import VenueCalendar
from yigong.store.calendar.venue_changes import VenueChanges
from yigong.store.errors import Damaged, DataError, Refused, Stale
from yigong.store.kinds import with_kind_changed
from yigong.store.people.issued import Issued
from yigong.store.people.people import People
from yigong.store.plan_context import PlanContext
from yigong.store.points_records import PointsRule
from yigong.store.programmes.enrolments import Enrolments
from yigong.store.programmes.programmes import Programmes
from yigong.store.records import Volunteer
from yigong.store.settings_records import KindSpec, Settings
from yigong.store.squads.squads import Squads
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.book import Actor, Book, ChangeReason
from yigong.store.storage.book_file import FORMAT
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.layout import format_of, is_unused, make_folders, village_files
from yigong.store.storage.schema import BOOKS, YEARLY, register_key, schema_of
from yigong.store.storage.session import Session, system_clock
from yigong.store.storage.transaction import Transaction
from yigong.store.storage.yearly_books import YearlyBooks
from yigong.store.venues.venues import Venues
from yigong.store.village.elsewhere import Elsewhere
from yigong.store.village.finder_ranking import FinderRanking

if TYPE_CHECKING:
    from yigong.store.attendance.register import Promotion
    from yigong.store.attendance.role_review import RoleReview
    from yigong.store.attendance.sign_ups import SignUps
    from yigong.store.points.gifts import Gifts
    from yigong.store.points.points_ledger import PointsLedger
    from yigong.store.programme_records import Programme
    from yigong.store.request_records import Request
    from yigong.store.requests.requests import Requests
    from yigong.store.requests.visits import Visits
    from yigong.store.roster.plan import RosterPlan, RosterResult
    from yigong.store.roster.source_table import Progress
    from yigong.store.scores.scorecards import Scorecards
    from yigong.store.statistics.summary import Summary
    from yigong.store.village.erasure import ErasureReport
    from yigong.store.village.merge import AlongChoice, MergeResult
    from yigong.store.village.undo import Undo


class Village:
    """An open village."""

    def __init__(
        self,
        folder: Path,
        actor: Actor | None = None,
        *,
        clock: Callable[[], datetime] = system_clock,
        sync: bool = True,
    ) -> None:
        """Open a folder without a check; callers use `open` or `create`.

        Args:
            folder: The village's folder.
            actor: Who signs the changes.
            clock: Gives the time, aware.
            sync: Whether changes wait for the disk; only a village being generated may say no.
        """
        self.folder = folder
        self.root = Folder(folder)
        """The same, for opening what is in it: nothing there is reached through a link."""

        self.session = Session(actor or Actor(), lambda: self.zone, clock, sync=sync)
        self.history = History(self.root)
        self._books = {
            name: Book(self.root, name, schema, self.history) for name, schema in BOOKS.items()
        }
        self._yearly = {
            name: YearlyBooks(self.root, schema, self.history) for name, schema in YEARLY.items()
        }
        self._settings: Book[Settings] = self.book("settings")
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

    @classmethod
    def open(
        cls,
        folder: Path,
        actor: Actor | None = None,
        *,
        clock: Callable[[], datetime] = system_clock,
    ) -> Village:
        """Open an existing village.

        Raises:
            Refused: There is none in the folder.
            DataError: Its settings are gone or cannot be read; or it is of an older version and
                cannot be migrated (see `store.village.migrate`).
        """
        if not is_village(folder):
            if _has_other_books(folder):
                raise DataError(
                    "The settings of the village in {folder} are gone; `yigong doctor --repair` "
                    "makes them again from the history.",
                    folder=folder,
                )
            raise Refused(
                "There is no village in {folder}. `yigong init {folder}` makes one.", folder=folder
            )
        village = cls(folder, actor, clock=clock)
        if 0 < format_of(village.root) < FORMAT:
            from yigong.store.village.migrate import migrate

            migrate(folder, village.now(), str(village.session.actor))
        _finish_transaction(village.root, village.session.actor)
        _ = village.settings
        return village

    @classmethod
    def open_reading(cls, folder: Path, *, clock: Callable[[], datetime] = system_clock) -> Village:
        """Open a village of somebody else, to look only: nothing in its folder is written.

        It is not migrated, and a transaction that was cut short is not finished.

        Raises:
            Refused: There is none in the folder, or the folder is a link.
            DataError: Its settings cannot be read, or are of another version.
        """
        if folder.is_symlink():
            raise Refused("{path} is a link: name the folder itself.", path=folder)
        if not is_village(folder):
            raise Refused("There is no village in {folder}.", folder=folder)
        village = cls(folder, clock=clock)
        if 0 < format_of(village.root) < FORMAT:
            raise DataError(
                "The village in {folder} is of an older version; once somebody there opens it with "
                "this yigong, it can be read.",
                folder=folder,
            )
        _ = village.settings
        return village

    @classmethod
    def create(
        cls,
        folder: Path,
        settings: Settings,
        actor: Actor | None = None,
        *,
        clock: Callable[[], datetime] = system_clock,
        sync: bool = True,
    ) -> Village:
        """Create a village in a folder that is empty or does not exist; what was cut short goes on.

        Raises:
            Refused: There is a village already, or the folder is not empty.
            DataError: The folder cannot be made.
        """
        checked = validate.checked_settings(settings)
        with files.os_errors_explained(folder):
            if is_village(folder):
                raise Refused("There is a village in {folder} already.", folder=folder)
            if folder.is_dir() and not is_unused(Folder(folder)):
                raise Refused("{folder} is not empty; name a new folder.", folder=folder)
            make_folders(Folder(folder))
        village = cls(folder, actor, clock=clock, sync=sync)
        checked = msgspec.structs.replace(
            checked,
            number=1,
            rev=0,
            uid_domain=checked.uid_domain or f"{secrets.token_hex(6)}.yigong",
        )
        at = clock().astimezone(ZoneInfo(checked.zone)).replace(microsecond=0)
        with village._settings.change(
            village.session.actor, at, ChangeReason("village.create"), sync=sync
        ) as draft:
            draft.put(checked)
        return village

    # -- settings ----------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The village's settings."""
        settings = self._settings.read().records.get(1)
        if settings is None:
            raise Damaged(
                "{path} is damaged and was left as it is ({reason}). "
                "Restore it from a backup; the other books are safe.",
                path=self._settings.path,
                reason="no settings",
            )
        return settings

    @property
    def zone(self) -> ZoneInfo:
        """The village's time zone."""
        name = self.settings.zone
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise DataError("There is no time zone {name}.", name=name) from error

    def save_settings(self, settings: Settings) -> Settings:
        """Change the settings; registers that are not signed follow the kinds of events.

        Args:
            settings: The new ones, with the revision of those they were made from.

        Raises:
            Stale: Somebody changed them in the meantime.
        """
        from yigong.store.scores.checked_rules import checked_score_rules

        checked = validate.checked_settings(settings)
        checked = msgspec.structs.replace(checked, score=checked_score_rules(checked.score))
        with self.transaction(ChangeReason("settings.change")) as change:
            draft = change.open(self._settings)
            current = draft.records[1]
            if current.rev != settings.rev:
                raise Stale(current, settings)
            if checked == current:
                return current
            self.events.follow_kinds(change, current.kinds, checked.kinds)
            return draft.put(checked)

    def save_kind(self, old: KindSpec | None, new: KindSpec | None) -> Settings:
        """Add, change or remove one of the village's own kinds of events.

        Args:
            old: As it was when the change began; `None`: it is added.
            new: As it shall be; `None`: it is removed, and events that have it keep the word.

        Raises:
            Refused: It is invalid, or as in `kinds.with_kind_changed`.
            Stale: Somebody changed the settings in this moment.
        """
        settings = self.settings
        changed = with_kind_changed(settings.kinds, old, new, self.events.all().values())
        return self.save_settings(msgspec.structs.replace(settings, kinds=changed))

    def save_points_rule(self, old: PointsRule | None, new: PointsRule | None) -> Settings:
        """Add, change or remove a rule of points; registers that are signed keep theirs.

        Args:
            old: As it was when the change began; `None`: it is added.
            new: As it shall be; `None`: it is removed.

        Raises:
            Refused: It is invalid, or names a kind or programme that there is not.
            Stale: Somebody changed it, or the settings in this moment.
        """
        from yigong.store.points.rule_changes import with_rule_changed

        settings = self.settings
        rules = with_rule_changed(settings.points, old, new, settings.kinds, self.programmes.all())
        return self.save_settings(msgspec.structs.replace(settings, points=rules))

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

    # -- the whole village -------------------------------------------------

    def book(self, name: str) -> Book[Any]:
        """A book by its name in the history: ``people``, ``registers/2026/E0042@2026-11-25``.

        Raises:
            DataError: There is no such book.
            Refused: There can be no such register.
        """
        if key := register_key(name):
            return self.registers.book(key)
        folder, _slash, year = name.partition("/")
        if folder in YEARLY and schema_of(name) is not None:
            return self._yearly[folder].book(int(year))
        if name not in self._books:
            raise DataError("The history names a book that is not known: {name}.", name=name[:80])
        return self._books[name]

    @property
    def actor(self) -> Actor:
        """Who signs the changes."""
        return self.session.actor

    def now(self) -> datetime:
        """The time in the village, to the second."""
        return self.session.now()

    @property
    def writable(self) -> bool:
        """Whether this user may change anything."""
        return all(self.root.writable(name) for name in ("", "history", "registers"))

    @contextmanager
    def transaction(self, reason: ChangeReason) -> Iterator[Transaction]:
        """Change several books, all of them or none; one undo undoes all of it.

        In the block each book is opened by `Transaction.open`, and nobody else can write, so slow
        work belongs before it. When the block ends, the changes are durable in every book; if it
        raises, nothing is written.

        Args:
            reason: Why, for the history, whose lines carry the identity of the transaction
                (`HistoryLine.of`).

        Raises:
            Busy: Somebody else was writing for too long.
            ReadOnly: No permission.
            DataError: The disk refuses; the sentence says whether anything was changed.
        """
        with self.session.transaction(self.history, reason) as change:
            yield change

    def erase(self, number: int, *, dry: bool = False) -> ErasureReport:
        """Erase a person at their wish, for good (see `erasure`); it cannot be undone.

        Args:
            number: The person's.
            dry: Only report what would be done.

        Returns:
            What was done, and what could not be reached.

        Raises:
            Refused: There is no such person.
            ReadOnly: No permission; nothing was changed.
            Busy: Somebody is writing.
            Damaged: A book or a month of the history that may name them cannot be read; nothing was
                changed.
            DataError: The disk refuses; the sentence says whether anything was changed.
        """
        from yigong.store.village.erasure import PersonErasure

        erasure = PersonErasure(
            self.root,
            self.book,
            self.people,
            self.squads,
            self.events,
            self.registers,
            self.history,
            self.session,
            lambda: self.settings,
        )
        return erasure.erase(number, dry=dry)

    def merge(
        self,
        keep: int,
        merged: int,
        person: Volunteer | None = None,
        along: AlongChoice | None = None,
        *,
        dry: bool = False,
    ) -> MergeResult:
        """Merge two people: their record, their squads, their registers; one undo.

        Args:
            keep: The number that is kept.
            merged: The other number; its record is archived and leads to `keep`.
            person: The merged record, its fields chosen by hand, with number and revision of
                `keep`; `None`: empty fields of `keep` are filled from `merged`.
            along: Gives whose people came along, where some came with both (see
                `entry_merge.Along`).
            dry: Only report what would be done.

        Raises:
            BothBrought: Some came with both, and `along` does not say whose.
            Refused: There are no two such people, or one was merged or erased before.
            Stale: The record that is kept was changed since it was read.
            DataError: A register that may have the merged number cannot be read.
        """
        from yigong.store.village.merge import PersonMerge

        merge = PersonMerge(
            self.book,
            self.registers,
            self.events,
            self.history,
            self.session,
        )
        return merge.merge(keep, merged, person, along, dry=dry)

    def fingerprints(self, names: Iterable[str]) -> tuple[files.Fingerprint, ...]:
        """The fingerprints of some books, which differ once a book was written; a stat for each.

        Args:
            names: The books', as `book` takes them; of those of each year the name of all
                (``visits``).
        """
        return tuple((self._yearly.get(name) or self.book(name)).fingerprint() for name in names)

    def apply_roster(
        self, plan: RosterPlan, note: str = "", progress: Progress | None = None
    ) -> RosterResult:
        """Apply a roster plan, all of it or nothing (see `store.roster.reader`).

        Args:
            plan: The plan, as it was reviewed.
            note: The file's name, for the history.
            progress: Called with the progress; if it raises, nothing is written.

        Raises:
            Refused: The village was changed since, so that a row must be judged again.
            DataError: The disk refuses; the sentence says whether anything was changed.
        """
        from yigong.store.roster.apply_plan import apply_plan

        return apply_plan(
            plan, self.transaction, self.book("people"), self.book("squads"), note, progress
        )

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

    def merge_programmes(self, keep: int, merged: int) -> Programme:
        """Merge two programmes, of which one is a second spelling (see `programme_merge`); one
        undo."""
        from yigong.store.programmes.programme_merge import merge_programmes

        return merge_programmes(
            keep, merged, self.transaction, *map(self.book, ("programmes", "enrolments", "events"))
        )

    def totals(self, unreadable: list[DataError] | None = None) -> dict[int, ServiceTime]:
        """Each person's minutes of service in all, by origin (see `summary.service_totals`)."""
        from yigong.store.statistics.summary import service_totals

        return service_totals(self.counts.between(None, None, self.settings.hours, unreadable))

    def outbox(self) -> Path:
        """The folder for exported files; made if it is missing."""
        folder = self.folder / "outbox"
        with files.os_errors_explained(folder):
            self.root.make("outbox")
        return folder

    def undo(
        self, book: str = "", event: int = 0, moved_up: list[Promotion] | None = None
    ) -> HistoryLine:
        """Undo the last change that this organiser made at this desk.

        Args:
            book: Only in this book, by its name in the history; empty: in any.
            event: Also in the plan of this event.
            moved_up: Collects who moves up from the waitlist, if there are more places again.

        Returns:
            The history line of what was undone.

        Raises:
            Refused: There is none, its kind is not undone, or a record was changed since.
        """
        return self._undo().undo_last(book, event, moved_up)

    def undo_change(
        self, id_: str, reason: str = "", moved_up: list[Promotion] | None = None
    ) -> HistoryLine:
        """Undo any one change of the history, if no later change depends on it.

        Args:
            id_: One of its lines (`HistoryLine.id`).
            reason: Why; required if somebody else made the change.
            moved_up: As in `undo`.

        Returns:
            The history line of what was undone.

        Raises:
            Refused: There is no such change, its kind is not undone, it is somebody else's and no
                reason is given, or a record was changed since.
        """
        return self._undo().undo_change(id_, reason, moved_up)

    def _undo(self) -> Undo:
        """What undoes changes, once a transaction that was cut short is finished."""
        from yigong.store.village.undo import Undo

        _finish_transaction(self.root, self.session.actor)
        # They guard their books, once they are made.
        _ = self.requests, self.visits, self.points, self.gifts, self.scorecards
        return Undo(
            self.book,
            self.people,
            self.squads,
            self.events,
            self.registers,
            self.history,
            self.session,
        )


def _finish_transaction(folder: Folder, actor: Actor) -> None:
    """Finish a transaction that was cut short, if possible.

    Users who may only read see the books as they are; an error of the disk is reported to the next
    writer.
    """
    if journal.exists(folder) and folder.writable():
        with suppress(DataError, OSError), village_lock.exclusive(folder, str(actor)):
            pass  # taking the lock finishes it


def is_village(folder: Path) -> bool:
    """Whether there is a village in a folder.

    Raises:
        DataError: No permission to look into it.
    """
    with files.reading_explained(folder / "settings.json"):
        try:
            status = Folder(folder).status("settings.json")
        except NotADirectoryError:
            return False
    return status is not None and stat.S_ISREG(status.st_mode)


def _has_other_books(folder: Path) -> bool:
    """Whether a folder without settings has a book of a village, or some of its history.

    What a restore that was cut short has left does not count: the restore is repeated.
    """
    with files.reading_explained(folder):
        place = Folder(folder)
        is_own = folder.is_dir() and place.status(".restored.tmp") is None
        return is_own and bool(village_files(place, []))
