"""The registers of a village: who was expected and who came, one small book for each occurrence.

They are read by `register_folder` and changed by `signup`, `checkin`, `grants`, `settlement` and
`role_changes`, which decide by functions over entries: `capacity`, `roles`, `checkin_rules`,
`sheet_rules`, `settlement_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import zip_longest

from yigong.store.attendance import rides, waitlist
from yigong.store.attendance.boarding import Boarding
from yigong.store.attendance.capacity import Places
from yigong.store.attendance.checkin import CheckIn
from yigong.store.attendance.grants import Grants
from yigong.store.attendance.posts import post_hours
from yigong.store.attendance.register import Promotion, current_head, drafted
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.attendance.register_writer import RegisterWriter
from yigong.store.attendance.role_changes import RoleChanges
from yigong.store.attendance.settlement import Settlement
from yigong.store.attendance.sheet_rules import PeopleLookup
from yigong.store.attendance.signup import SignUp
from yigong.store.attendance_records import Head
from yigong.store.dates.date_words import date_text
from yigong.store.event_records import Occurrence
from yigong.store.plan_context import PlanContext
from yigong.store.settings_records import KindSpec, Settings
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.session import Session
from yigong.store.storage.transaction import Transaction


class Registers(RegisterFolder):
    """The registers of a village: it reads them, its five parts change them."""

    def __init__(
        self,
        folder: Folder,
        history: History,
        session: Session,
        settings: Callable[[], Settings],
        people: PeopleLookup,
        squads_of: Callable[[int], tuple[int, ...]],
        context: PlanContext,
    ) -> None:
        """Open the registers.

        Args:
            folder: The village's folder.
            history: The village's.
            session: Who changes them.
            settings: Gets the village's current settings.
            people: The roster.
            squads_of: The squads somebody is in.
            context: What the numbers in plans stand for.
        """
        super().__init__(folder, history)
        self._context = context
        writer = self._writer = RegisterWriter(self, session, settings, people, squads_of, context)
        self.signup = SignUp(writer)
        self.checkin = CheckIn(writer)
        self.boarding = Boarding(writer)
        self.grants = Grants(writer)
        self.settlement = Settlement(writer)
        self.roles = RoleChanges(writer, self.settlement)

    def head(self, occurrence: Occurrence) -> Head:
        """The head by which an occurrence's register is counted now (see `current_head`)."""
        return current_head(self.read(occurrence.key), occurrence, self._context)

    def places(self, occurrence: Occurrence) -> Places:
        """What an occurrence has room for."""
        return Places(occurrence.event.capacity, self.head(occurrence))

    def follow_plan(
        self, change: Transaction, before: Occurrence | None, after: Occurrence
    ) -> list[Promotion]:
        """Let a register that is not signed follow a change of its event, in the same transaction.

        Its head gets the roles, posts and legs of the plan; new places go to the waitlist.

        Args:
            change: The transaction.
            before: The occurrence as it was; `None`: the event did not have it.
            after: The occurrence as it is now.

        Returns:
            Who moved up from the waitlist.

        Raises:
            Refused: People are signed up for a post that is gone, or would be at two at one time;
                or they ride a leg that is gone.
        """
        writer = self._writer
        ahead = after.end > writer.session.now()
        more_places = ahead and not after.cancelled and self._has_more_places(before, after)
        same_plan = before is not None and _followed_plan(
            before, writer.planned_head(before)
        ) == _followed_plan(after, writer.planned_head(after))
        if same_plan and not more_places:
            return []
        draft = change.open(self.book(after.key))
        if draft.head is None or draft.head.closed is not None:
            return []
        attended = drafted(after.key, draft).attended
        if before is not None and (ahead or attended):
            day = date_text(after.start)
            waitlist.refuse_lost_posts(draft.records.values(), before, after, day)
            rides.refuse_lost_legs(draft.records.values(), before, after, day)
        head = writer.followed_head(draft, after, attended=attended)
        if head != draft.head:
            draft.set_head(head)
        waited = dict(draft.records)
        promoted = writer.move_up(draft, after) if more_places else []
        return [Promotion(after, entry, waited[entry.number]) for entry in promoted]

    def refuse_overbooked(
        self, change: Transaction, before: Occurrence | None, after: Occurrence
    ) -> None:
        """Refuse a plan to come with fewer places than people have by its register.

        Args:
            change: The transaction.
            before: The occurrence as it was; `None`: the event did not have it.
            after: The occurrence as it is now.

        Raises:
            Overbooked: More are too many than before.
        """
        writer, draft = self._writer, change.open(self.book(after.key))
        over = after.cancelled or after.end <= writer.session.now()
        if before is not None and not over and draft.head is not None:
            heads = writer.planned_head(before), writer.planned_head(after)
            waitlist.refuse_overbooked(draft.records.values(), before, after, heads)

    def follow_kind(
        self, change: Transaction, occurrence: Occurrence, own_kinds: Iterable[KindSpec]
    ) -> None:
        """Let a register that is not signed follow a change of its kind, in the same transaction.

        Args:
            change: The transaction.
            occurrence: The register's.
            own_kinds: The village's own kinds of events, as they shall be.
        """
        draft = change.open(self.book(occurrence.key))
        register = drafted(occurrence.key, draft)
        head = current_head(register, occurrence, self._context.with_kinds(own_kinds))
        if draft.head is not None and head != draft.head:
            draft.set_head(head)

    def _has_more_places(self, before: Occurrence | None, after: Occurrence) -> bool:
        """Whether an occurrence has got places, also at a post or on a leg."""
        if before is None:
            return True
        heads = {post.id: post.heads for post in before.posts}
        if any(post.heads > heads.get(post.id, 0) for post in after.posts):
            return True
        had, has = (
            Places(each.event.capacity, self._writer.planned_head(each)).limits
            for each in (before, after)
        )
        return any(
            old and (new > old or not new) for old, new in zip_longest(had, has, fillvalue=0)
        )


def _followed_plan(occurrence: Occurrence, head: Head) -> tuple[object, ...]:
    """What of a plan decides who is there as what, and counts; and who is at which post when."""
    hours = tuple(post_hours(post, occurrence) for post in occurrence.posts)
    return head.kind, head.role, head.serving, head.trains, occurrence.posts, hours, head.legs
