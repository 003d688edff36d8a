"""The entries of two records of one person, in words."""

from __future__ import annotations

from yigong.store.attendance.hours import Credit, hours_text
from yigong.store.attendance_records import Entry, Head
from yigong.store.language import _
from yigong.tui.text.attendance_words import heads_words, role_letters, time_words


def entry_words(entry: Entry, head: Head | None) -> str:
    """When they were there, as what, and with whom; else their granted hours or their sign-up."""
    along = heads_words(entry.adults, entry.children)
    words = [
        "  ".join(
            f"{stint.start:%H:%M}-" + (f"{stint.end:%H:%M}" if stint.end else "")
            for stint in entry.stints
        )
    ]
    if entry.grants and not entry.stints:
        hours = hours_text(sum(grant.minutes for grant in entry.grants))
        words = [_("granted {hours}").format(hours=hours)]
    elif not entry.stints:
        words = [_("signed up") if entry.expected else _("nothing")]
    if head is not None and (entry.stints or entry.expected):
        words.append(role_letters(entry, head))
    if along:
        words.append(f"+ {along}")
    return " ".join(words)


def credited_words(entry: Entry) -> str:
    """The time of each kind that a signed entry is credited; empty: it is not signed."""
    if entry.credit is None:
        return ""
    credit = Credit(service=entry.credit, learning=entry.learning, labour=entry.labour)
    return time_words(credit) or hours_text(0)
