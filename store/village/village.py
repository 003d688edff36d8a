"""The one door to the data: a village is a folder, and everything in it is reached from here."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from yigong.store import validate
from yigong.store.attendance.counts import CountsCache
from yigong.store.attendance.presence import Presence
from yigong.store.attendance.register import Register
from yigong.store.attendance.registers import Registers
from yigong.store.calendar.events import Events
from yigong.store.errors import Damaged, DataError, Refused, Stale
from yigong.store.people.finder import Rank
from yigong.store.people.issued import Issued
from yigong.store.people.people import People
from yigong.store.records import (
    Credit,
    Kind,
    Occurrence,
    Settings,
    Volunteer,
)
from yigong.store.squads.squads import Squads
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.book import FORMAT, Actor, Book, ChangeReason
from yigong.store.storage.history import History, HistoryLine
from yigong.store.storage.layout import format_of, make_folders
from yigong.store.storage.schema import BOOKS, register_key
from yigong.store.storage.session import Session, system_clock
from yigong.store.storage.transaction import Transaction
from yigong.store.village.desk_context import DeskContext
from yigong.store.village.merge import MergeResult, PersonMerge
from yigong.store.village.undo import Undo

if TYPE_CHECKING:
    from yigong.store.roster.plan import RosterPlan, RosterResult
    from yigong.store.roster.source_table import Progress
    from yigong.store.statistics.summary import Summary
    from yigong.store.village.erasure import ErasureReport


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
        """Open a folder; `open` and `create` are the ways in.

        Args:
            folder: The village's folder.
            actor: Who works with it; changes are signed so.
            clock: Gives the time, aware.
            sync: Whether changes wait for the disk; only a village being made up may say no.
        """
        self.folder = folder
        self.session = Session(actor or Actor(), lambda: self.zone, clock, sync=sync)
        self.history = History(folder / "history")
        self._books = {
            name: Book(folder / f"{name}.json", name, schema, self.history)
            for name, schema in BOOKS.items()
        }
        self._settings: Book[Settings] = self.book("settings")
        self.people = People(self.book("people"), self.session)
        self.squads = Squads(self.book("squads"), self.session, self.people)
        self.registers = Registers(
            folder / "registers",
            self.history,
            self.session,
            lambda: self.settings,
            self.people,
            self.squads.of,
        )
        self.counts = CountsCache(self.registers)
        self.events = Events(self.book("events"), self.session, lambda: self.zone, self.registers)
        self.issued = Issued(self.book("issued"), self.session)
        self._merging = PersonMerge(
            self.book("people"),
            self.book("squads"),
            self.registers,
            self.events,
            self.history,
            self.session,
        )
        self._undo = Undo(
            self.book,
            self.people,
            self.squads,
            self.events,
            self.registers,
            self.history,
            self.session,
        )
        self.presence = Presence(folder / ".desks", self.session)
        self._around = DeskContext(
            self.events, self.registers, self.people, self.squads, self.session
        )

    @classmethod
    def open(
        cls,
        folder: Path,
        actor: Actor | None = None,
        *,
        clock: Callable[[], datetime] = system_clock,
    ) -> Village:
        """Open a village that is there.

        Raises:
            Refused: There is none in the folder.
            DataError: Its settings cannot be read; or it is of an older version and cannot be
                brought up to this one (see `store.village.migrate`).
        """
        if not is_village(folder):
            raise Refused(
                "There is no village in {folder}. `yigong init {folder}` makes one.", folder=folder
            )
        _brought_up(folder, clock)
        _finished(folder)
        village = cls(folder, actor, clock=clock)
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
        """Make a village in a folder that is empty or not there yet.

        Raises:
            Refused: There is a village already, or something else is in the folder.
            DataError: The folder cannot be made.
        """
        ready = validate.checked_settings(settings)
        with files.os_errors_explained(folder):
            if is_village(folder):
                raise Refused("There is a village in {folder} already.", folder=folder)
            if folder.is_dir() and any(folder.iterdir()):
                raise Refused("{folder} is not empty; name a new folder.", folder=folder)
            make_folders(folder)
        village = cls(folder, actor, clock=clock, sync=sync)
        ready = msgspec.structs.replace(
            ready, number=1, rev=0, uid_domain=ready.uid_domain or f"{secrets.token_hex(6)}.yigong"
        )
        at = clock().astimezone(ZoneInfo(ready.zone)).replace(microsecond=0)
        with village._settings.change(
            village.session.actor, at, ChangeReason("village.create"), sync=sync
        ) as draft:
            draft.put(ready)
        return village

    # -- settings ----------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """What the village decided for itself, as it is now."""
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
        """Change the settings; `settings.rev` is the revision the change was made from.

        Raises:
            Stale: Somebody changed them in the meantime.
        """
        ready = validate.checked_settings(settings)
        with self.session.change(self._settings, ChangeReason("settings.change")) as draft:
            current = draft.records[1]
            if current.rev != settings.rev:
                raise Stale(current, settings)
            return draft.put(ready) if ready != current else current

    # -- all of it ---------------------------------------------------------

    def book(self, name: str) -> Book[Any]:
        """A book by its name in the history: ``people``, ``registers/2026/E0042@2026-11-25``.

        Raises:
            DataError: There is no such book.
            Refused: There can be no such register.
        """
        if key := register_key(name):
            return self.registers.book(key)
        if name not in self._books:
            raise DataError("The history names a book that is not known: {name}.", name=name[:80])
        return self._books[name]

    @property
    def actor(self) -> Actor:
        """Who works with it."""
        return self.session.actor

    def now(self) -> datetime:
        """The time in the village, to the second."""
        return self.session.now()

    @property
    def writable(self) -> bool:
        """Whether this user may change anything."""
        return os.access(self.folder, os.W_OK | os.X_OK) and all(
            os.access(path, os.W_OK)
            for path in (self.folder / "history", self.folder / "registers")
            if path.exists()
        )

    @contextmanager
    def transaction(self, what: ChangeReason) -> Iterator[Transaction]:
        """Change several books, all of them or none; one undo takes all of it back.

        Inside, each book is opened by `Together.open`, and nothing else may write; what takes long
        is worked out before. When the block ends, whatever was put is durable in every book; if
        it raises, nothing is written.

        Args:
            what: Why, for the history; each of its lines carries what binds them (`Line.of`).

        Raises:
            Busy: Somebody else is writing for too long.
            ReadOnly: No permission.
            DataError: The disk refuses; the sentence says whether anything was changed.
        """
        with self.session.transaction(self.history, what) as change:
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
            Damaged: A month of the history cannot be read; nothing was changed.
            DataError: The disk refuses; a second erasure does the rest.
        """
        from yigong.store.village.erasure import PersonErasure

        erasure = PersonErasure(
            self.folder,
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
        self, keep: int, gone: int, person: Volunteer | None = None, *, dry: bool = False
    ) -> MergeResult:
        """Make one person of two: their record, their squads, their registers; one undo.

        Args:
            keep: The number that stays.
            gone: The number that goes; its record is archived and leads to the other.
            person: The record that stays as it was chosen field by field, with number and revision
                of `keep`; `None`: what `keep` does not say is taken from `gone`.
            dry: Only say what would become of them.

        Returns:
            What becomes, or became, of them.

        Raises:
            Refused: There are no two such people, or one was merged or forgotten before.
            Stale: The record that stays was changed since it was looked at.
            DataError: A register that may name the number that goes cannot be read.
        """
        return self._merging.merge(keep, gone, person, dry=dry)

    def expected_elsewhere(self, one: Occurrence, number: int) -> Occurrence | None:
        """Where somebody is expected today instead of here (see `Around.expected_elsewhere`)."""
        return self._around.expected_elsewhere(one, number)

    def seen_recently(self, now: datetime) -> frozenset[int]:
        """Who was checked in anywhere in the last 60 days (see `Around.seen_recently`)."""
        return self._around.seen_recently(now)

    def rank(self, one: Occurrence, register: Register) -> Rank:
        """Whom the desk of an occurrence lists first (see `Around.rank`)."""
        return self._around.rank(one, register)

    def fingerprints(self, names: Iterable[str]) -> tuple[files.Fingerprint, ...]:
        """What tells whether books were written since somebody looked: a stat for each.

        Args:
            names: The books', as `book` takes them.
        """
        return tuple(self.book(name).fingerprint() for name in names)

    def take_roster(
        self, plan: RosterPlan, note: str = "", progress: Progress | None = None
    ) -> RosterResult:
        """Do what a plan for a roster says, all of it or nothing (see `store.roster.reader`).

        Args:
            plan: What is to be done, as it was looked through.
            note: For the history: what the file is called.
            progress: Told how far it is; what it raises ends it, and nothing is written.

        Raises:
            Refused: The village was changed since, so that a row is to be judged anew.
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
        kind: Kind | None = None,
        squad: int | None = None,
        unreadable: list[DataError] | None = None,
    ) -> Summary:
        """The attendance of a period: the same numbers for whoever asks.

        Registers are read again only after they were written; it may run in a thread.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            programme: Only what belongs to it; empty or `None`: everything.
            kind: Only events of this kind; `None`: of any.
            squad: Only those who served in it; 0 or `None`: everybody.
            unreadable: Takes the errors of registers that cannot be read, which are left out.
                Without it the first of them is raised.
        """
        from yigong.store.statistics.summary import summarise

        policy = self.settings.hours
        return summarise(
            self.counts.between(first, last, policy, unreadable),
            policy,
            first=first,
            last=last,
            people=self.people.all(),
            programme=programme,
            kind=kind,
            squad=squad,
        )

    def totals(self, unreadable: list[DataError] | None = None) -> dict[int, Credit]:
        """The minutes everybody has together, by origin (see `summary.credit_totals`)."""
        from yigong.store.statistics.summary import credit_totals

        return credit_totals(self.counts.between(None, None, self.settings.hours, unreadable))

    def outbox(self) -> Path:
        """The folder for what was exported; made where it is missing."""
        folder = self.folder / "outbox"
        with files.os_errors_explained(folder):
            files.make_folder(folder)
        return folder

    def undo(self, book: str = "", event: int = 0) -> HistoryLine:
        """Take back the last thing this organiser did at this desk.

        Args:
            book: Only in this book, by its name in the history; empty: in any.
            event: Also in the plan of this event.

        Returns:
            The line of what was undone.

        Raises:
            Refused: There is nothing, or a record was changed since.
        """
        _finished(self.folder)
        return self._undo.undo_last(book, event)

    def undo_change(self, id_: str, reason: str = "") -> HistoryLine:
        """Take back any one change of the history, if nothing later rests on it.

        Args:
            id_: A line of it (`Line.id`).
            reason: Why; needed where it was somebody else's.

        Returns:
            The line of what was undone.

        Raises:
            Refused: There is no such change, it is of a kind that stays, it is somebody else's and
                no reason is given, or a record was changed since.
        """
        _finished(self.folder)
        return self._undo.undo_change(id_, reason)


def _brought_up(folder: Path, clock: Callable[[], datetime]) -> None:
    """Migrate a village of an older version; a present one costs a small read, and no import."""
    if 0 < format_of(folder) < FORMAT:
        from yigong.store.village.migrate import migrate

        migrate(folder, clock())


def _finished(folder: Path) -> None:
    """Finish a change of several books that was cut short, if that can be done now.

    Whoever may only read sees the books as they are; and what a disk refuses is said to whoever
    writes.
    """
    if journal.exists(folder) and os.access(folder, os.W_OK | os.X_OK):
        with suppress(DataError, OSError), village_lock.exclusive(folder):
            pass  # the gate sees to it


def is_village(folder: Path) -> bool:
    """Whether there is a village in a folder.

    Raises:
        DataError: That cannot be seen (no permission to look into it).
    """
    path = folder / "settings.json"
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror
        ) from error
