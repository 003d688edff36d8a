"""An attendance in words: as what, with how many, and how many there are of each role."""

from __future__ import annotations

from yigong.store.attendance.hours import Credit, entry_credit, hours_text
from yigong.store.attendance.role_words import role_letter, role_name
from yigong.store.attendance.roles import HeadsByRole, counted_role, role_of
from yigong.store.attendance.settlement_rules import is_timed
from yigong.store.attendance_records import Entry, Head
from yigong.store.language import _, ngettext
from yigong.store.settings_records import HoursPolicy


def role_letters(entry: Entry, head: Head) -> str:
    """As what somebody is there, in a character; one for each role where their stints differ."""
    stints = entry.stints or (None,)
    return "".join(dict.fromkeys(role_letter(role_of(stint, entry, head)) for stint in stints))


def attendance_note(entry: Entry, head: Head, *, last: bool = False) -> str:
    """As what somebody is there and with how many, where that is not as a volunteer and alone:
    ``participant, with 3 more``.

    `last`: as what they came last, not as what they count.
    """
    stint = entry.stints[-1] if last and entry.stints else None
    role = role_of(stint, entry, head) if last else counted_role(entry, head)
    words = [role_name(role)] if role != "volunteer" else []
    if entry.party > 1:
        words.append(along_words(entry))
    return _(", ").join(words)


def along_words(entry: Entry) -> str:
    """With how many somebody comes."""
    more = entry.party - 1
    return ngettext("with {n} more", "with {n} more", more).format(n=more)


def heads_words(adults: int, children: int) -> str:
    """How many adults and children: ``2 adults, 1 child``."""
    parts = (
        (adults, ngettext("{n} adult", "{n} adults", adults)),
        (children, ngettext("{n} child", "{n} children", children)),
    )
    return _(", ").join(text.format(n=count) for count, text in parts if count)


def role_counts(heads: HeadsByRole) -> list[str]:
    """How many there are of each role, where there are any: ``part 17 (12 nameless)``.

    Who learns is apart from who takes part; who is paid is part of no other number.
    """
    present = heads.present
    taking_part = heads.participants - present.learner
    participants = _("part {n}")
    if heads.nameless:
        participants = _("part {n} ({nameless} nameless)")
    counts = (
        (present.volunteer, _("vol {n}")),
        (taking_part, participants),
        (present.learner, _("learn {n}")),
        (present.guest, _("guests {n}")),
        (present.paid, _("paid besides {n}")),
    )
    return [text.format(n=count, nameless=heads.nameless) for count, text in counts if count]


def time_words(credit: Credit) -> str:
    """Each kind of time there is any of, in hours: ``2.3``, ``learn 2.0``, ``paid 3.0``."""
    kinds = (
        (credit.service.total, "{hours}"),
        (credit.learning.minutes, _("learn {hours}")),
        (credit.labour.minutes, _("paid {hours}")),
    )
    return " ".join(text.format(hours=hours_text(minutes)) for minutes, text in kinds if minutes)


def entry_time_words(entry: Entry, head: Head, policy: HoursPolicy) -> str:
    """The time of an entry; 0.0 where it counts and came to nothing, empty where none counts or
    they are here still."""
    left = entry.stints and not entry.here
    timed = left and any(is_timed(stint, entry, head) for stint in entry.stints)
    return time_words(entry_credit(entry, head, policy)) or (hours_text(0) if timed else "")
