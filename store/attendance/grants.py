"""认定: hours granted for what no clock saw, such as preparing at home."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from yigong.store import validate
from yigong.store.attendance.register_writer import RegisterWriter, entry_of
from yigong.store.attendance.role_words import role_name
from yigong.store.attendance.roles import counted_role, with_roles
from yigong.store.attendance_records import Entry, Grant
from yigong.store.errors import Refused, Unsure
from yigong.store.event_records import Occurrence
from yigong.store.language import N_
from yigong.store.storage.book import ChangeReason, Draft

MOST = 6000
"""Minutes in one grant; more are a typing error."""

_MANY, _ONE_DAY = 3, 24 * 60
"""How many times the length of the occurrence, and how many minutes, are asked about."""

_TWICE = timedelta(minutes=1)
"""How soon after a grant the same one is asked about."""


class Grants:
    """Grants hours in registers."""

    def __init__(self, writer: RegisterWriter) -> None:
        self._writer = writer
        self._session = writer.session
        self._people = writer.people

    def grant(
        self,
        occurrence: Occurrence,
        number: int,
        minutes: int,
        reason: str,
        *,
        sure: bool = False,
    ) -> Entry:
        """Grant a person hours without presence; a grant alone is no attendance.

        The village's hours policy does not change granted minutes, and sums list them apart.

        Args:
            occurrence: The occurrence it was for; it may lie ahead, or be called off.
            number: The person.
            minutes: How many.
            reason: For what; required.
            sure: Also what may be a slip.

        Raises:
            Unsure: It is the same as a moment ago, or makes more than a day or than three times
                what the occurrence lasts.
            Refused: No reason; not 1 minute to 100 hours; no such person; closed; or they are, or
                are expected, there as something else than a volunteer.
        """
        number = self._people.get_unerased(number).number
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        if not 1 <= minutes <= MOST:
            raise Refused("What is granted at once is 1 minute to {n} hours.", n=MOST // 60)
        grant = Grant(
            minutes=minutes, at=self._session.now(), by=self._session.actor.by, reason=reason
        )
        with self._writer.change(occurrence, ChangeReason("grant", reason)) as draft:
            entry = self._volunteer(draft, occurrence, number)
            if not sure:
                ask_about_slip(entry, grant, occurrence.minutes, self._named(number))
            squad = entry.squad or self._writer.serving_squad(number, occurrence)
            grants = (*entry.grants, grant)
            return draft.put(msgspec.structs.replace(entry, squad=squad, grants=grants))

    def _volunteer(self, draft: Draft[Entry], occurrence: Occurrence, number: int) -> Entry:
        """A person's entry, if it is a volunteer's, as one whatever the plan says later.

        Raises:
            Refused: It is another role's.
        """
        head = self._writer.head(draft, occurrence)
        entry = draft.records.get(number) or Entry(number=number, role="volunteer")
        role = counted_role(entry, head)
        if role != "volunteer":
            raise Refused(
                "{code} is there as {role}; hours are granted to volunteers only. If they served, "
                "change their role first.",
                code=self._named(number),
                role=role_name(role),
            )
        return with_roles(entry, head)

    def _named(self, number: int) -> str:
        person = self._people.get(number)
        return f"{person.name} {person.code}"

    def revoke_grant(self, occurrence: Occurrence, number: int, reason: str) -> Entry:
        """Take back a person's last grant, whoever granted it and whenever.

        An entry with nothing else in it is removed.

        Args:
            occurrence: The occurrence.
            number: The person.
            reason: Why, for the history; required.

        Raises:
            Refused: No reason; nothing was granted; closed.
        """
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        with self._writer.change(occurrence, ChangeReason("ungrant", reason)) as draft:
            entry = entry_of(draft, number)
            if not entry.grants:
                raise Refused("Nothing was granted, so there is nothing to take back.")
            entry = msgspec.structs.replace(entry, grants=entry.grants[:-1])
            return self._writer.put_or_remove(draft, entry, occurrence)


def ask_about_slip(entry: Entry, grant: Grant, length: int, who: str) -> None:
    """Ask whether a grant is meant.

    Args:
        entry: The entry that it is for.
        grant: The grant.
        length: The minutes of the occurrence.
        who: Whom it is for, in words.

    Raises:
        Unsure: It may be a slip: made twice, or far more than the occurrence lasts.
    """
    for other in entry.grants:
        same = (other.minutes, other.reason) == (grant.minutes, grant.reason)
        if same and timedelta(0) <= grant.at - other.at <= _TWICE:
            raise Unsure(
                N_("{code} was granted {minutes} min for that just now already."),
                code=who,
                minutes=grant.minutes,
            )
    total = grant.minutes + sum(other.minutes for other in entry.grants)
    if total > min(_MANY * length, _ONE_DAY):
        raise Unsure(
            N_("That makes {total} min granted to {code}, and the event lasts {length} min."),
            total=total,
            code=who,
            length=length,
        )
