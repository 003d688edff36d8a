"""The review of roles in words: what would move at an occurrence, and who stays a volunteer."""

from __future__ import annotations

from collections.abc import Mapping

from yigong.store.attendance.hours import hours_tenths, tenths_text
from yigong.store.attendance.role_review import (
    KeptFor,
    ReviewedEntry,
    ReviewedRegister,
    ReviewSum,
    sum_of_review,
)
from yigong.store.attendance.role_words import role_name
from yigong.store.dates.date_words import date_text
from yigong.store.language import N_, _
from yigong.store.records import Volunteer, code
from yigong.tui.text.tally_words import grouped, grouped_tenths
from yigong.tui.text.words import person_name

NOTHING = N_("Every register of this period has roles; there is nothing to review.")

RULE = N_(
    "Signed before there were roles, when all who came were volunteers. Who serves in a squad that "
    "the event needs, or was granted hours, stays one."
)
"""By which rule somebody stays a volunteer."""

KEPT_FOR: dict[KeptFor, str] = {
    "squad": N_("volunteers, as their squad is needed: {names}"),
    "grant": N_("volunteers, as they were granted hours: {names}"),
}
"""Who stays a volunteer, by the reason, as msgids."""


def review_numbers(total: ReviewSum) -> list[str]:
    """What moves in all: ``志愿人次 1 053 -> 492``, ``服务时长 2 694.6 -> 1 329.0`` and so on.

    What is no time of any kind any more is the rest of what is shown, so that they add up.
    """
    was, now = total.credit_before, total.credit
    served, serves = hours_tenths(was.service.total), hours_tenths(now.service.total)
    learned = hours_tenths(now.learning.minutes - was.learning.minutes)
    worked = hours_tenths(now.labour.minutes - was.labour.minutes)
    dropped = served - serves - learned - worked
    parts = [
        _("volunteer heads {was} -> {now}").format(
            was=grouped(total.volunteers_before), now=grouped(total.volunteers)
        ),
        _("hours of service {was} -> {now}").format(
            was=grouped_tenths(served), now=grouped_tenths(serves)
        ),
    ]
    for text, tenths in (
        (_("learning hours +{hours}"), learned),
        (_("paid hours +{hours}"), worked),
        (_("not counted any more: {hours}"), dropped),
    ):
        if tenths > 0:
            parts.append(text.format(hours=grouped_tenths(tenths)))
    return parts


def register_headings() -> list[str]:
    """The headings of `register_cells`."""
    return [_("Date"), _("Title"), _("There as"), _("Vol."), _("Service"), _("less")]


def register_cells(register: ReviewedRegister) -> list[str]:
    """An occurrence: date, title, the plan's role, what moves, and by how many hours."""
    total, head = sum_of_review([register]), register.after
    was, now = (hours_tenths(c.service.total) for c in (total.credit_before, total.credit))
    return [
        date_text(head.start),
        head.title,
        role_name(head.role) if head.role else "",
        f"{total.volunteers_before} -> {total.volunteers}",
        f"{tenths_text(was)} -> {tenths_text(now)}",
        tenths_text(was - now) if was != now else "",
    ]


def entry_headings() -> list[str]:
    """The headings of `entry_cells`."""
    return [_("Name"), _("Code"), _("Counts as"), _("Service"), _("Stays for")]


def entry_cells(
    entry: ReviewedEntry, people: Mapping[int, Volunteer], squads: Mapping[int, str]
) -> list[str]:
    """A person: name, code, what they count as, their service, and why they stay a volunteer."""
    number = entry.before.number
    was, now = (hours_tenths(c.service.total) for c in (entry.credit_before, entry.credit))
    kept_for = {"": "", "squad": squads.get(entry.before.squad, ""), "grant": _("granted hours")}
    return [
        person_name(people.get(number)),
        code("V", number),
        role_name(entry.role),
        tenths_text(was) if was == now else f"{tenths_text(was)} -> {tenths_text(now)}",
        kept_for[entry.kept_for],
    ]


def kept_text(
    register: ReviewedRegister, kept_for: KeptFor, people: Mapping[int, Volunteer]
) -> str:
    """Who stays a volunteer for a reason, in a line; empty: nobody."""
    kept = [entry.before.number for entry in register.entries if entry.kept_for == kept_for]
    if not kept:
        return ""
    named = (f"{person_name(people.get(number))} {code('V', number)}".strip() for number in kept)
    return _(KEPT_FOR[kept_for]).format(names=_(", ").join(named))
