"""身份: what people are there as, by which they are counted and their time is kept apart.

令67号 counts the time of who serves. Who is served, taught, invited or paid was there, too, and is
counted for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.errors import Refused
from yigong.store.records import Role


class RoleCounts(msgspec.Struct, frozen=True, gc=False):
    """A number for each role."""

    volunteer: int = 0
    participant: int = 0
    learner: int = 0
    guest: int = 0
    paid: int = 0


class HeadsByRole(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """人次: who was there, each time they were, apart by role."""

    present: RoleCounts = RoleCounts()
    """People with a name."""

    along: int = 0
    """Who came along with one of them, whatever that one's role."""

    nameless: int = 0
    """Who was counted without a name."""

    @property
    def volunteers(self) -> int:
        """志愿人次."""
        return self.present.volunteer

    @property
    def participants(self) -> int:
        """参加人次: who was served or taught, who came along and who has no name."""
        return self.present.participant + self.present.learner + self.along + self.nameless

    @property
    def guests(self) -> int:
        """嘉宾人次."""
        return self.present.guest

    @property
    def paid(self) -> int:
        """用工人次, which is part of no other number."""
        return self.present.paid

    @property
    def total(self) -> int:
        """人次: everybody but who was paid."""
        return self.volunteers + self.participants + self.guests


def role_of(stint: Stint | None, entry: Entry, head: Head) -> Role:
    """What somebody is there as.

    It is what the stint says, else the entry; else who serves in a squad that the event needs, or
    at a post, is a volunteer; else what the event says.

    Args:
        stint: One of the entry's; `None`: as they are there on the whole.
        entry: The entry.
        head: The register's.
    """
    own = (stint.role if stint is not None else "") or entry.role
    if own:
        return own
    if not head.role or entry.squad in head.serving:
        return "volunteer"
    if any(not post.waiting for post in entry.posts):
        return "volunteer"
    return head.role


def counted_role(entry: Entry, head: Head) -> Role:
    """The role that an entry counts as, once: volunteer, if any of its stints is one's."""
    role = role_of(None, entry, head)
    if role != "volunteer" and any(
        stint.role and role_of(stint, entry, head) == "volunteer" for stint in entry.stints
    ):
        return "volunteer"
    return role


def with_roles(entry: Entry, head: Head) -> Entry:
    """An entry with its roles written out, so that they stand whatever the plan says later.

    In a register of before there were roles only those are that somebody has said since.
    """
    if not (head.role or entry.role):
        return entry
    counted = counted_role(entry, head)
    stints = []
    for stint in entry.stints:
        role = role_of(stint, entry, head)
        stints.append(msgspec.structs.replace(stint, role="" if role == counted else role))
    return msgspec.structs.replace(entry, role=counted, stints=tuple(stints))


def count_heads(entries: Iterable[Entry], head: Head) -> HeadsByRole:
    """Count who is or was there.

    Args:
        entries: A register's.
        head: Its head, or that of its plan (`store.attendance.register.head_of`).
    """
    present = dict.fromkeys(RoleCounts.__struct_fields__, 0)
    along = 0
    for entry in entries:
        if entry.stints:
            present[counted_role(entry, head)] += 1
            along += entry.party - 1
    return HeadsByRole(present=RoleCounts(**present), along=along, nameless=nameless_heads(head))


def with_role(entry: Entry, head: Head, role: Role, *, last: bool = False) -> Entry:
    """An entry with another role.

    Args:
        entry: The entry.
        head: The register's.
        role: What they are there as.
        last: Only in their last stint; what they were there as before stays. Else in all of them.

    Raises:
        Refused: They were granted hours, which only a volunteer can be.
    """
    if not last or len(entry.stints) < 2:
        if entry.grants and role != "volunteer":
            raise Refused("Hours were granted to them, so they are there as a volunteer.")
        stints = tuple(msgspec.structs.replace(stint, role="") for stint in entry.stints)
        return msgspec.structs.replace(entry, role=role, stints=stints)
    final = msgspec.structs.replace(entry.stints[-1], role=stint_role(entry, head, role))
    return msgspec.structs.replace(entry, stints=(*entry.stints[:-1], final))


def stint_role(entry: Entry, head: Head, role: Role) -> Role | Literal[""]:
    """What one stint of an entry has to say to be of a role: nothing, where the entry says it."""
    return "" if role == role_of(None, entry, head) else role


def nameless_heads(head: Head) -> int:
    """How many were counted without a name."""
    return sum(count.adults + count.children for count in head.headcounts)
