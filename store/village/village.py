"""The village: the only access to its folder, and the changes that touch several books."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from yigong.store import validate
from yigong.store.errors import DataError, Refused, Stale
from yigong.store.kinds import with_kind_changed
from yigong.store.points_records import PointsRule
from yigong.store.records import Volunteer
from yigong.store.settings_records import KindSpec, Settings
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.storage.book_file import FORMAT
from yigong.store.storage.folder import Folder
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.layout import format_of, is_unused, make_folders, village_files
from yigong.store.storage.session import system_clock
from yigong.store.village.village_services import VillageServices

if TYPE_CHECKING:
    from yigong.store.attendance.register import Promotion
    from yigong.store.programme_records import Programme
    from yigong.store.roster.plan import RosterPlan, RosterResult
    from yigong.store.roster.source_table import Progress
    from yigong.store.village.erasure import ErasureReport
    from yigong.store.village.merge import AlongChoice, MergeResult
    from yigong.store.village.undo import Undo


class Village(VillageServices):
    """An open village."""

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
        from yigong.store.scores.checked_rules import usual_score_rules

        checked = validate.checked_settings(settings)
        if checked.language != "zh" and checked.score == usual_score_rules("zh"):
            usual = usual_score_rules(checked.language)
            checked = msgspec.structs.replace(checked, score=usual)
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

    def save_settings(self, settings: Settings) -> Settings:
        """Change the settings; registers that are not signed follow the kinds of events.

        Args:
            settings: The new ones, with the revision of those they were made from.

        Raises:
            Stale: Somebody changed them in the meantime.
        """
        from yigong.store.scores.checked_rules import checked_score_rules

        checked = validate.checked_settings(settings)
        score = checked_score_rules(checked.score)
        if score != checked.score:  # else what is as usual would be written out
            checked = msgspec.structs.replace(checked, score=score)
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

    # -- the whole village -------------------------------------------------

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

    def merge_programmes(self, keep: int, merged: int) -> Programme:
        """Merge two programmes, of which one is a second spelling (see `programme_merge`); one
        undo."""
        from yigong.store.programmes.programme_merge import merge_programmes

        return merge_programmes(
            keep, merged, self.transaction, *map(self.book, ("programmes", "enrolments", "events"))
        )

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

    def last_change(self, book: str) -> list[HistoryLine]:
        """The lines of what `undo` would take back in a book; empty: there is nothing."""
        from yigong.store.village.undo import last_change

        actor = self.session.actor
        return last_change(self.history, actor.by, actor.desk, book) or []

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
