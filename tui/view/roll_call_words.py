"""The roll call in words: its entries, their states, and the counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.style import Style

from yigong.store.attendance.posts import PostPlan
from yigong.store.attendance.register import Promotion, Register
from yigong.store.attendance_records import Entry
from yigong.store.dates.date_words import short_date
from yigong.store.language import _
from yigong.store.records import Squad, Volunteer
from yigong.tui.view.field_names import MARK_NAMES
from yigong.tui.view.post_words import post_names
from yigong.tui.widgets.canvas import ACCENT, QUIET, STRONG


def roll_call_entries(
    register: Register, people: Mapping[int, Volunteer], squad: int | None, post: int = 0
) -> list[Entry]:
    """The entries that are called, by squad and pinyin.

    Args:
        register: The register, of which those with a place are called.
        people: The roster.
        squad: Only those of this squad (0: of none); `None`: of all.
        post: Only those at this post; 0: all.
    """
    found = [
        entry
        for entry in register.expected
        if squad in (None, entry.squad)
        and (not post or any(each.post == post and not each.waiting for each in entry.posts))
    ]

    def order(entry: Entry) -> tuple[bool, int, str, int]:
        person = people.get(entry.number)
        reading = person.reading or person.name if person else ""
        return entry.squad == 0, entry.squad, reading, entry.number

    return sorted(found, key=order)


def call_state(entry: Entry) -> str:
    """The state of an entry, in a word or two; empty: not called yet."""
    if entry.stints:
        times = {"time": f"{entry.stints[0].start:%H:%M}"}
        if entry.mark == "late":
            return _("late {time}").format(**times)
        return _("here {time}").format(**times)
    return _(MARK_NAMES[entry.mark]) if entry.mark else ""


def squad_name(squad: int, squads: Mapping[int, Squad]) -> str:
    """A squad's name, or ``no squad``."""
    return squads[squad].name if squad in squads else _("no squad")


def roll_counts(entries: Sequence[Entry]) -> list[tuple[str, Style]]:
    """The counts of here, late, on leave, absent, and not called yet."""
    present = [entry for entry in entries if entry.stints]
    late = sum(1 for entry in present if entry.mark == "late")
    away = [entry.mark for entry in entries if not entry.stints]
    left = sum(1 for entry in entries if not call_state(entry))
    return [
        (_("here {n}").format(n=len(present) - late), STRONG),
        (_("late {n}").format(n=late + away.count("late")), STRONG),
        (_("on leave {n}").format(n=away.count("leave")), STRONG),
        (_("absent {n}").format(n=away.count("absent")), STRONG),
        (_("not called yet {n}").format(n=left), ACCENT if left else QUIET),
    ]


def moved_up_words(
    entries: Iterable[Entry],
    people: Mapping[int, Volunteer],
    plan: PostPlan | None = None,
    before: Mapping[int, Entry] | None = None,
) -> str:
    """Who moved up from the waitlist, to be added to a sentence; empty for nobody.

    Args:
        entries: Their entries after it.
        people: The roster.
        plan: The occurrence, whose posts they have are said; `None`: they are of several.
        before: The register's entries before it: only what they did not have then is said.
    """
    text = ""
    for entry in entries:
        name = people[entry.number].name if entry.number in people else "?"
        had = (before or {}).get(entry.number)
        posts = post_names(entry, plan, had) if plan is not None else ""
        text += "   " + _("{name} moved up from the waitlist").format(name=name)
        text += f": {posts}" if posts else ""
    return text


def promoted_words(promotions: Iterable[Promotion], people: Mapping[int, Volunteer]) -> str:
    """The same where an event was changed, with the date."""
    text = ""
    for promotion in promotions:
        date = short_date(promotion.occurrence.start)
        entry, before = promotion.entry, {promotion.entry.number: promotion.before}
        text += moved_up_words([entry], people, promotion.occurrence, before) + f" {date}"
    return text
