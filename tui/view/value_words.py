"""Stored values in words: times in the village's zone, names for numbers, words for marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from yigong.exports.privacy import mask_phone, mask_phones
from yigong.store.attendance.role_words import role_name
from yigong.store.attendance_records import (
    Correction,
    Grant,
    Headcount,
    PostSignUp,
    ServiceTime,
    Stint,
)
from yigong.store.dates.date_words import date_text, short_date
from yigong.store.event_records import Change, Event, Leg, OrganisedBy, Post, Repeat
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _
from yigong.store.points.points_words import ENTRY_NAMES
from yigong.store.programme_records import Goal, Season
from yigong.store.records import ROLE_NAMES, Guardian, code
from yigong.store.requests.visit_words import VISIT_WAY_NAMES
from yigong.store.settings_records import KindSpec
from yigong.store.squads.host_words import host_words
from yigong.store.venue_records import VENUE_KIND_NAMES, Opening, Shut
from yigong.store.village.village import Village
from yigong.tui.text.attendance_words import heads_words
from yigong.tui.text.day_words import kind_letter
from yigong.tui.text.repeat_words import repeat_sentence, repeat_text
from yigong.tui.text.typed_openings import openings_text, shut_text
from yigong.tui.text.words import person_name, weekday
from yigong.tui.view.field_names import GENDER_NAMES, MARK_NAMES
from yigong.tui.view.kind_words import colour_name
from yigong.tui.view.points_values import points_formatters
from yigong.tui.view.programme_words import goal_text, season_text
from yigong.tui.view.request_values import request_formatters
from yigong.tui.view.score_value_words import score_formatters
from yigong.tui.view.venue_words import venue_labels

NOTHING = "-"
_WORDS: dict[str, str] = {
    **{str(mark): name for mark, name in MARK_NAMES.items()},
    **GENDER_NAMES,
    **{str(role): name for role, name in ROLE_NAMES.items()},
    "floor": N_("down"),
    "nearest": N_("to the nearest"),
    "none": N_("not at all"),
    "tentative": N_("waits for the keeper"),
    "declined": N_("declined"),
}
_KINDS: dict[str, str] = {
    **{str(kind): name for kind, name in VENUE_KIND_NAMES.items() if kind != "other"},
    **{str(kind): name for kind, name in ENTRY_NAMES.items()},
    "record": N_("Service record"),
    "phones": N_("Whole phone numbers"),
    "check": N_("A check of a service record"),
    "look": N_("Secret request"),
}


_LISTS = {
    "phones": N_("Phone list"),
    "signin": N_("Sign-in sheet"),
    "manifest": N_("Passenger list"),
    "history": N_("History"),
}
"""Lists with phone numbers, by the word they are stored as."""


CHECK_ANSWERS = {
    "equal": N_("equal"),
    "changed": N_("changed since"),
    "total": N_("compared by its total"),
}
"""What was answered to whoever had a service record checked, by the word it is stored as."""


class ValueWords:
    """Puts values of a village into words."""

    def __init__(self, village: Village, register: str = "") -> None:
        """Make the words.

        Args:
            village: The village, whose records have names.
            register: The key of the register that the values are of; empty: of none.
        """
        self._village = village
        self._register = register
        self._formatters: dict[str, Callable[[Any], str]] = {
            **dict.fromkeys(("start", "end", "expected", "closed"), self._time),
            "stints": self._stints,
            "changes": self._change,
            "corrections": self._corrections,
            "earlier": self._plans,
            "credit": _credit,
            **request_formatters(lambda: self._village.zone),
            **score_formatters(),
            **points_formatters(lambda: self._village),
            **dict.fromkeys(("leader", "person", "merged", "who", "holder"), self.person),
            "holding_squad": self.squad,
            "squad": self.squad,
            "programme": self.programme,
            "venues": lambda numbers: venue_labels(self._village, numbers),
            "part_of": lambda number: venue_labels(self._village, [number]),
            **dict.fromkeys(("booker", "keeper"), self.person),
            "booked_for": self.squad,
            "opens": _opens,
            "shut": _shut,
            **dict.fromkeys(("buffer", "max_minutes"), _minutes),
            "seasons": _seasons,
            "goal": _goal,
            "visit_way": lambda way: _(VISIT_WAY_NAMES[way]),
            "what": self.issued_list,
            **dict.fromkeys(("members", "deputies", "apart", "mentors"), _each(self.person)),
            "phone": mask_phone,
            "emergency": mask_phones,
            "legs": _legs,
            "rides": lambda rides: _(", ").join(map(str, rides)),
            "guardians": _guardians,
            "kind": _kind,
            "kinds": _kind_spec,
            "minutes": _minutes,
            "travel": _travel,
            "grants": _grants,
            "headcounts": self._headcounts,
            "serving": _each(self.squad),
            "hosts": self._hosts,
            **dict.fromkeys(("learning", "labour"), lambda time: _minutes(time.get("minutes", 0))),
            "first_weekday": weekday,
            **dict.fromkeys(("mark", "gender", "rounding", "role", "booking"), _word),
        }

    def words(self, field: str, value: Any, record: Mapping[str, Any]) -> str:
        """A value in a line of words, as the history stores it; without a formatter, and if
        malformed, as stored. Some depend on other fields of the whole record."""
        if value is None or value in ("", [], {}):
            return NOTHING
        formatter = self._formatters.get(field, stored_value_words)
        if field in ("repeat", "posts"):
            by_record = self._repeat if field == "repeat" else self._posts

            def formatter(value: Any) -> str:
                return by_record(value, record)

        if field in ("repeat", "posts", *self._formatters):
            try:
                return formatter(value) or NOTHING
            except (msgspec.ValidationError, ValueError, TypeError, KeyError, IndexError):
                pass  # a history can be edited by hand
        return stored_value_words(value)

    def person(self, number: int) -> str:
        """The name and code of a person."""
        return f"{person_name(self._village.people.all().get(number))} {code('V', number)}"

    def squad(self, number: int) -> str:
        """The name of a squad; ``-`` for 0."""
        if not number:
            return NOTHING
        squad = self._village.squads.all().get(number)
        return squad.name if squad else code("S", number)

    def programme(self, number: int | str) -> str:
        """The name of a programme; older books have the name itself."""
        programme = self._village.programmes.all().get(number) if isinstance(number, int) else None
        return programme.name if programme else str(number)

    def issued_list(self, stored: str) -> str:
        """Which list was given out (see `issued.Issued.phones`): the roster, a squad's phone
        list, an event's sign-in sheet; what is none of these as it is kept."""
        if stored.startswith("Q"):
            return _("Secret request {code}").format(code=stored)
        kind, _space, code_or_key = stored.partition(" ")
        if kind in _LISTS:
            return f"{_(_LISTS[kind])} {self._name_of(code_or_key)}".rstrip()
        if code_or_key in CHECK_ANSWERS:
            return f"{kind} {_(CHECK_ANSWERS[code_or_key])}"
        return _("the roster") if kind == "people" else stored

    def _name_of(self, code_or_key: str) -> str:
        """A squad or an event with its name, from ``S05`` or ``E0042@2026-11-25``."""
        number = code_or_key[1:].partition("@")[0]
        if not number.isdecimal() or not number.isascii() or len(number) > 7:
            return code_or_key
        squad = self._village.squads.all().get(int(number)) if code_or_key[0] == "S" else None
        event = self._village.events.all().get(int(number)) if code_or_key[0] == "E" else None
        name = squad.name if squad else event.title if event else ""
        return f"{code_or_key} {name}".rstrip()

    def _headcounts(self, value: Any) -> str:
        """``10:40 2 adults, 1 child 李芳 / ..``."""
        counts = msgspec.convert(value, tuple[Headcount, ...])
        return " / ".join(
            f"{count.at.astimezone(self._village.zone):%H:%M} "
            f"{heads_words(count.adults, count.children)} {count.by}".rstrip()
            for count in counts
        )

    def _time(self, value: str) -> str:
        """A moment in the village's zone, or a wall-clock time."""
        at = datetime.fromisoformat(value)
        local = at.astimezone(self._village.zone) if at.tzinfo else at
        return f"{date_text(local)} {local:%H:%M}"

    def _stints(self, value: Any) -> str:
        return " / ".join(map(self._stint, msgspec.convert(value, tuple[Stint, ...])))

    def _stint(self, stint: Stint) -> str:
        """``08:52-11:10 at 东门 by 李芳, out at 西门 by 王强``."""
        zone = self._village.zone
        times = f"{stint.start.astimezone(zone):%H:%M}-"
        times += f"{stint.end.astimezone(zone):%H:%M}" if stint.end else ""
        where = _(" at {desk}").format(desk=stint.desk) if stint.desk else ""
        who = _(" by {by}").format(by=stint.by) if stint.by else ""
        who += _out(stint)
        why = f" ({stint.reason})" if stint.reason else ""
        origin = _(" filled in") if stint.origin == "filled" else ""
        role = f" {role_name(stint.role)}" if stint.role else ""
        return f"{times}{role}{origin}{where}{who}{why}"

    def _hosts(self, value: Any) -> str:
        """Of an event who organises it; of a squad whether it hosts."""
        if isinstance(value, bool):
            return stored_value_words(value)
        hosts = msgspec.convert(value, tuple[OrganisedBy, ...])
        return host_words(hosts, self._village.squads.all())

    def _change(self, value: Any) -> str:
        """The change of one date."""
        change = msgspec.convert(value, Change)
        parts = []
        if change.left_out:
            parts.append(_("left out"))
        if change.cancelled:
            parts.append(_("cancelled"))
        if change.start is not None:
            parts.append(f"{short_date(change.start)} {change.start:%H:%M}")
        if change.minutes is not None:
            parts.append(_("{n} min").format(n=change.minutes))
        if change.venues is not None:
            parts.append(venue_labels(self._village, change.venues))
        if change.posts is not None:
            parts.append(_(", ").join(post.name for post in change.posts) or _("no posts"))
        if change.booking:
            parts.append(_word(change.booking))
        parts += [text for text in (change.place, change.reason, change.override) if text]
        return "  ".join(parts)

    def _corrections(self, value: Any) -> str:
        corrections = msgspec.convert(value, tuple[Correction, ...])
        zone = self._village.zone
        times = ((found.at.astimezone(zone), found) for found in corrections)
        return " / ".join(
            f"{short_date(at)} {at:%H:%M} {found.by} {found.reason}" for at, found in times
        )

    def _repeat(self, value: Any, record: Mapping[str, Any]) -> str:
        start = datetime.fromisoformat(str(record.get("start")))
        return repeat_sentence(msgspec.convert(value, Repeat), start)

    def _posts(self, value: Any, record: Mapping[str, Any]) -> str:
        """The posts of a plan with their hours, or those that somebody signed up for."""
        if any("post" in each for each in value):
            head = self._village.registers.read(self._register).head if self._register else None
            names = {post.id: post.name for post in head.posts} if head is not None else {}
            signed = msgspec.convert(value, tuple[PostSignUp, ...])
            words = ((names.get(each.post, f"#{each.post}"), each.waiting) for each in signed)
            return _(", ").join(
                _("{post} (waiting)").format(post=name) if waiting else name
                for name, waiting in words
            )
        begins = datetime.fromisoformat(str(record.get("start")))
        found = []
        for post in msgspec.convert(value, tuple[Post, ...]):
            start = begins + timedelta(minutes=post.start)
            end = f"{start + timedelta(minutes=post.minutes):%H:%M}" if post.minutes else ""
            heads = _("{n} people").format(n=post.heads)
            found.append(f"{post.name} {start:%H:%M}-{end} {heads}")
        return " / ".join(found)

    def _plans(self, value: Any) -> str:
        plans = msgspec.convert(value, tuple[Event, ...], str_keys=True)
        return " / ".join(map(repeat_text, plans))


def _each(words: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda values: " / ".join(map(words, values))


def _out(stint: Stint) -> str:
    """The desk and organiser of the check-out, where they differ from the check-in's."""
    desk = stint.end_desk if stint.end_desk != stint.desk else ""
    by = stint.end_by if stint.end_by != stint.by else ""
    if desk and by:
        return _(", out at {desk} by {by}").format(desk=desk, by=by)
    if desk:
        return _(", out at {desk}").format(desk=desk)
    return _(", out by {by}").format(by=by) if by else ""


def _minutes(value: int) -> str:
    return _("{n} min").format(n=value)


def _travel(value: bool | int) -> str:
    """Of a policy whether travel counts; of an event its minutes."""
    if isinstance(value, bool):
        return _("counts as service") if value else _("is not counted")
    return _minutes(value)


def _grants(value: Any) -> str:
    grants = msgspec.convert(value, tuple[Grant, ...])
    return " / ".join(f"{_minutes(grant.minutes)} {grant.by} ({grant.reason})" for grant in grants)


def _seasons(value: Any) -> str:
    return " / ".join(map(season_text, msgspec.convert(value, tuple[Season, ...])))


def _opens(value: Any) -> str:
    return openings_text(msgspec.convert(value, tuple[Opening, ...]))


def _shut(value: Any) -> str:
    return shut_text(msgspec.convert(value, tuple[Shut, ...]), date.min)


def _goal(value: Any) -> str:
    return goal_text(msgspec.convert(value, Goal))


def _legs(value: Any) -> str:
    """The legs of a trip: ``未来科技城 - 溪口 40 min``."""
    return " / ".join(
        f"{leg.origin} - {leg.destination} {_minutes(leg.minutes)}"
        for leg in msgspec.convert(value, tuple[Leg, ...])
    )


def _guardians(value: Any) -> str:
    """A minor's guardians: ``父亲 王强 120****0009``."""
    return " / ".join(
        " ".join(filter(None, (guardian.relation, guardian.name, mask_phone(guardian.phone))))
        for guardian in msgspec.convert(value, tuple[Guardian, ...])
    )


def _word(value: str) -> str:
    """A mark, a gender, a rounding, or a role."""
    return _(_WORDS[value])


def _kind(value: str) -> str:
    """A kind of event, or of an issue."""
    return _(_KINDS[value]) if value in _KINDS else kind_name(str(value))


def _kind_spec(value: Any) -> str:
    """One of the village's own kinds of events: ``诊 magenta participant``."""
    kind = msgspec.convert(value, KindSpec)
    trains = _("trains volunteers") if kind.trains else ""
    return " ".join(filter(None, (kind_letter(kind), colour_name(kind), _word(kind.role), trains)))


def _credit(value: Any) -> str:
    """Minutes by origin."""
    credit = msgspec.convert(value, ServiceTime)
    parts = [
        (credit.clocked, N_("{n} min clocked")),
        (credit.filled, N_("{n} min filled in")),
        (credit.granted, N_("{n} min granted")),
    ]
    return _(", ").join(_(text).format(n=n) for n, text in parts if n) or _("{n} min").format(n=0)


def stored_value_words(value: Any) -> str:
    """Any stored value in a line."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " / ".join(stored_value_words(item) for item in value) or NOTHING
    if isinstance(value, dict):
        return (
            " ".join(f"{name}={stored_value_words(item)}" for name, item in value.items())
            or NOTHING
        )
    return str(value).replace("\n", " ")
