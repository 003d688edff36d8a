"""The form that plans an event or changes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import cast

import msgspec

from store import recurrence, validate
from store.errors import Refused, Stale, YigongError
from store.language import _
from store.records import KINDS, ByRRule, Event, Kind
from tui.repeats import choices, sentence
from tui.screens.form import Field, Form
from tui.widgets.choice import Choice
from tui.widgets.painted import STRONG, Piece
from tui.words import day_name, kind_name, read_date, read_time

_PREVIEW = 5
"""Dates shown before saving."""


class EventForm(Form[Event | None]):
    """Plans an event on a day, or changes the one it is given."""

    def __init__(self, event: Event | None = None, day: date | None = None) -> None:
        """Make the form.

        Args:
            event: The event to change; `None` plans a new one.
            day: The day a new one is for.
        """
        super().__init__()
        self._new = event is None
        start = datetime.combine(day or date(2000, 1, 1), time(8, 30))
        self._event = event or Event(title="", start=start, minutes=150)

    def heading(self) -> list[Piece]:
        """Which event."""
        return [(_("New event") if self._new else self._event.title, STRONG)]

    def fields(self) -> Sequence[Field]:
        """What, when, where, how often, who."""
        event = self._event
        rule = event.repeat.rule if event.repeat else ""
        values = _values(event)
        return [
            Field("title", _("Title"), event.title, hint=_("needed")),
            Field("kind", _("Kind"), event.kind, options=[(k, kind_name(k)) for k in KINDS]),
            Field("date", _("Date"), values["date"], hint="2026-11-25"),
            Field("time", _("Time"), values["time"], hint=_("08:30-11:00, or empty: all day")),
            Field("days", _("Days"), values["days"], hint=_("1, or how many days it lasts")),
            Field("repeat", _("Repeats"), rule, options=self._repeats(event.start, rule)),
            Field("until", _("Until"), values["until"], hint=_("empty: goes on")),
            Field("place", _("Place"), event.place),
            Field("lead", _("In charge"), event.lead),
            Field("notes", _("Notes"), values["notes"], hint=_("what to bring")),
            Field("capacity", _("Places"), values["capacity"], hint=_("empty: no limit")),
            *(
                Field(
                    f"need-{squad.number}",
                    _("Needs {squad}").format(squad=squad.name),
                    event.needs.get(squad.number) or "",
                    hint=_("how many people"),
                )
                for squad in self.village.squads.all().values()
                if not squad.archived
            ),
        ]

    def _repeats(self, start: datetime, rule: str) -> list[tuple[object, str]]:
        base = _without_until(rule)
        found: list[tuple[object, str]] = list(choices(start))
        if base and base not in [value for value, _text in found]:
            found.append((base, sentence(base, start)))
        return found

    def begin(self) -> None:
        """The rule without its end is what the choice holds."""
        super().begin()
        rule = self._event.repeat.rule if self._event.repeat else ""
        self.query_one("#field-repeat", Choice).offer(
            self._repeats(self._event.start, rule), _without_until(rule)
        )
        self._before = self.values()
        self._preview()

    def changed_field(self, name: str) -> None:
        """Another date offers other repeats; another rule gives other dates."""
        if name == "date":
            try:
                start = self._start(self.values())
            except YigongError:
                self._preview()
                return
            choice = self.query_one("#field-repeat", Choice)
            before = [value for value, _text in choices(self._event.start)]
            after = choices(start)
            chosen = choice.value
            if chosen in before:  # "monthly on this day" follows the day
                at = before.index(chosen)
                chosen = after[min(at, len(after) - 1)][0]
            options: list[tuple[object, str]] = list(after)
            if chosen not in [value for value, _text in options]:
                options.append((chosen, sentence(str(chosen), start)))
            choice.offer(options, chosen)
            self._event = msgspec.structs.replace(self._event, start=start)
        if name in ("date", "time", "days", "repeat", "until") and self.is_mounted:
            self._preview()

    def _preview(self) -> None:
        """What the fields mean, each said behind its own: the next dates, or what is wrong."""
        values = self.values()
        today = self.village.now().date()
        checks = {
            "date": lambda: day_name(read_date(str(values["date"]), today), lunar=True),
            "time": lambda: _nothing(_span(str(values["time"]), "1")),
            "days": lambda: _nothing(_days(str(values["days"]))),
            "until": lambda: values["until"] and read_date(str(values["until"]), today),
        }
        wrong = [name for name, words in checks.items() if not self._say(name, words)]
        self._say("repeat", lambda: "" if wrong else self._dates(values))

    def _say(self, name: str, words: Callable[[], object]) -> bool:
        """Put words behind a field, or why there are none; whether there were."""
        try:
            said = str(words() or "")
        except YigongError as error:
            self.hint(name, str(error), bad=True)
            return False
        plain = next(field.hint for field in self._fields if field.name == name)
        self.hint(name, said or plain)
        return True

    def _dates(self, values: Mapping[str, object]) -> str:
        """The next dates of a repeat, before anything is saved."""
        event = self._read(values, check=False)
        if event.repeat is None:
            return ""
        yearly = "FREQ=YEARLY" in event.repeat.rule
        dates = recurrence.next_starts(event, event.start, 2 if yearly else _PREVIEW)
        return " ".join(f"{start:%Y-%m-%d}" if yearly else f"{start:%m-%d}" for start in dates)

    def save(self, values: Mapping[str, object]) -> Event:
        """Plan or change it."""
        event = self._read(values)
        return self.village.events.add(event) if self._new else self.village.events.save(event)

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Their version, to compare."""
        theirs = cast("Event", stale.theirs)
        self._event = theirs  # what the form does not show (moved dates) stays theirs
        needs = {f"need-{squad}": str(count) for squad, count in theirs.needs.items()}
        return {**_values(theirs), **needs, "title": theirs.title, "kind": theirs.kind,
                "place": theirs.place, "lead": theirs.lead}  # fmt: skip

    # -- reading the fields ------------------------------------------------

    def _start(self, values: Mapping[str, object]) -> datetime:
        day = read_date(str(values["date"]), self.village.now().date())
        begin, _minutes, all_day = _span(str(values["time"]), str(values["days"]))
        return datetime.combine(day, time() if all_day else begin)

    def _read(self, values: Mapping[str, object], *, check: bool = True) -> Event:
        start = self._start(values)
        _begin, minutes, all_day = _span(str(values["time"]), str(values["days"]))
        rule = str(values["repeat"])
        if values["until"] and not rule:
            raise Refused("It does not repeat, so it needs no end: leave Until empty.")
        if rule and values["until"]:
            until = read_date(str(values["until"]), start.date())
            if until < start.date():
                raise Refused("The end of the repeat is before its start.")
            rule += f";UNTIL={until:%Y%m%d}"
        event = msgspec.structs.replace(
            self._event,
            title=str(values["title"]) or ("" if check else "?"),
            kind=cast("Kind", values["kind"]),
            start=start,
            minutes=minutes,
            all_day=all_day,
            repeat=ByRRule(rule=rule) if rule else None,
            place=str(values["place"]),
            lead=str(values["lead"]),
            notes=str(values["notes"]).replace(" / ", "\n"),
            capacity=_count(values["capacity"]),
            needs={
                int(name.removeprefix("need-")): _count(value)
                for name, value in values.items()
                if name.startswith("need-")
            },
        )
        return validate.event(event)


def _values(event: Event) -> dict[str, str]:
    """What the fields hold for an event."""
    end = event.start + timedelta(minutes=event.minutes)
    days = event.minutes // 1440 if event.all_day else (event.minutes - 1) // 1440 + 1
    rule = event.repeat.rule if event.repeat else ""
    until = dict(part.partition("=")[::2] for part in rule.split(";")).get("UNTIL", "")
    return {
        "date": event.start.date().isoformat(),
        "time": "" if event.all_day else f"{event.start:%H:%M}-{end:%H:%M}",
        "days": str(max(1, days)),
        "until": f"{until[:4]}-{until[4:6]}-{until[6:8]}" if until else "",
        "notes": event.notes.replace("\n", " / "),
        "capacity": str(event.capacity or ""),
    }


def _without_until(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if not part.startswith("UNTIL="))


def _span(text: str, days: str) -> tuple[time, int, bool]:
    """Begin, length in minutes and whether it is all day, from ``08:30-11:00`` and days."""
    count = _days(days)
    plain = text.replace("－", "-").replace("–", "-").replace("—", "-").replace("~", "-")
    if not plain.strip():
        return time(), count * 1440, True
    begin_text, dash, end_text = plain.partition("-")
    begin = time(*read_time(begin_text))
    if not dash or not end_text.strip():
        return begin, 120 + (count - 1) * 1440, False
    end = time(*read_time(end_text))
    minutes = (end.hour - begin.hour) * 60 + end.minute - begin.minute
    if minutes <= 0:  # past midnight
        minutes += 1440
    return begin, minutes + (count - 1) * 1440, False


def _nothing(_value: object) -> str:
    """For a field that is only checked: there is nothing to say about a right one."""
    return ""


def _days(text: str) -> int:
    """How many days it lasts.

    Raises:
        Refused: It is not 1 to 31.
    """
    if not text.strip():
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= 31):
        raise Refused("An event lasts 1 to 31 days.")
    return int(text)


def _count(value: object) -> int:
    text = str(value).strip()
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 4:
        raise Refused("A number of people is 0 to 9999.")
    return int(text)
