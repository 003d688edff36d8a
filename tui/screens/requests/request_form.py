"""The form of a request: what is asked for, by whom, how urgent it is, by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from operator import methodcaller

import msgspec

from yigong.store.dates.date_words import date_text
from yigong.store.dates.day_parser import parse_day
from yigong.store.dates.working_days import working_days_after
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.named_records import in_use
from yigong.store.request_records import Request
from yigong.store.requests.due_dates import days_for
from yigong.store.requests.request_words import SOURCE_NAMES, URGENCY_NAMES
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.text.typed_words import day_meaning
from yigong.tui.view.form_fields import Field, with_typed_values
from yigong.tui.widgets.canvas import STRONG, Piece


class RequestForm(RecordForm[Request | None, Request]):
    """Writes down a request, or changes it."""

    PURPOSE = N_("Write down what somebody asks for.")

    def __init__(self, request: Request | None = None) -> None:
        """Make the form; `None` writes down a new one."""
        super().__init__()
        self._new = request is None
        self.record = request or Request(number=0, at=datetime.min, text="")

    def heading(self) -> list[Piece]:
        """The request's code."""
        return [(_("New request") if self._new else self.record.code, STRONG)]

    def fields(self) -> Sequence[Field]:
        """What for, who asks, how it was heard, how urgent it is."""
        record, village = self.record, self.village
        today = village.now().date()
        heard = today if self._new else record.at.astimezone(village.zone).date()
        person = village.people.all().get(record.who)
        asker = f"{person.name} {person.code}" if person is not None else record.asker
        squads: list[tuple[object, str]] = [(0, _("for nobody else"))]
        squads += [(s.number, s.name) for s in in_use(village.squads.all())]
        if record.squad and record.squad not in [value for value, _name in squads]:
            squads.append((record.squad, village.squads.get(record.squad).name))
        return [
            Field(
                "text",
                _("They ask for"),
                record.text.replace("\n", " / "),
                methodcaller("replace", " / ", "\n"),
                hint=_("needed"),
            ),
            Field("asker", _("Who asks"), asker, hint=_("a name on the roster, or in words")),
            Field("squad", _("Asks for"), record.squad, options=squads),
            Field("group", _("Group"), record.group, hint=_("empty: the person's")),
            Field("topic", _("Topic"), record.topic, hint=_("a word; seen of secret ones, too")),
            Field(
                "urgency",
                _("Urgency"),
                record.urgency,
                options=[(value, _(name)) for value, name in URGENCY_NAMES.items()],
            ),
            Field(
                "source",
                _("Heard how"),
                record.source,
                options=[(value, _(name)) for value, name in SOURCE_NAMES.items()],
            ),
            Field("heard", _("Day"), heard.isoformat(), hint=day_meaning(heard, today)),
            Field("due", _("Due"), str(record.due or ""), self._read_due),
            Field(
                "secret",
                _("Secret"),
                record.secret,
                options=[(False, _("no")), (True, _("yes"))],
                hint=_("shown only to you and to who works on it"),
            ),
        ]

    def begin(self) -> None:
        """Say what follows from what stands there."""
        super().begin()
        for name in ("asker", "due"):
            self.field_changed(name)

    def field_changed(self, name: str) -> None:
        """Say who is meant, which day, and by when it is due."""
        values = self.values()
        today = self.village.now().date()
        if name == "asker":
            self.explain(name, lambda: self._asker_meaning(str(values["asker"])))
        elif name == "heard":
            self.explain(name, lambda: day_meaning(_read_heard(values, today), today))
        if name in ("heard", "due", "urgency"):
            self.explain("due", lambda: self._due_meaning(values))

    def _due_meaning(self, values: Mapping[str, object]) -> str:
        """The day that was typed, or the one that follows from the working days."""
        today, typed = self.village.now().date(), str(values["due"])
        if typed and (self._new or typed != str(self.record.due)):
            return day_meaning(parse_day(typed, today), today)
        urgency = next(level for level in URGENCY_NAMES if level == values["urgency"])
        days = days_for(urgency, self.village.settings.answer_days)
        due = working_days_after(_read_heard(values, today), days)
        if due is None:
            return _("no holidays announced, due date open")
        if not self._new and typed and urgency == self.record.urgency:
            return day_meaning(parse_day(typed, today), today)
        text = _("{n} working days: {date}")
        return text.format(n=days, date=date_text(due))

    def _asker_meaning(self, text: str) -> str:
        number = self._person(text)
        if not number:
            return _("not on the roster: kept as it stands") if text else ""
        person = self.village.people.get(number)
        return f"{person.name} {person.code} {person.group}".rstrip()

    def _person(self, text: str) -> int:
        """The person of a name or a code; 0: it is nobody's on the roster.

        Raises:
            Refused: Several have the name; their codes tell them apart.
        """
        words = text.split()
        people = self.village.people.listed()
        coded = [p for p in people if p.code in (text, *words[-1:])]
        named = coded or [p for p in people if text and p.name == text]
        if len(named) > 1:
            raise Refused(
                "Several are called {name}: {codes}.",
                name=text,
                codes=_(", ").join(p.code for p in named),
            )
        return named[0].number if named else 0

    def _read_due(self, text: str) -> date | None:
        return parse_day(text, self.village.now().date()) if text.strip() else None

    def save(self, values: Mapping[str, object]) -> Request:
        """Write the request down, or save the changes."""
        village, now = self.village, self.village.now()
        text = str(values["asker"])
        who = self._person(text)
        request = with_typed_values(self.record, self.fields(), values)
        request = msgspec.structs.replace(request, who=who, asker="" if who else text)
        day = _read_heard(values, now.date())
        at = request.at
        if self._new or day != at.astimezone(village.zone).date():
            at = now if day == now.date() else datetime.combine(day, time(12), village.zone)
        request = msgspec.structs.replace(request, at=at)
        return village.requests.add(request) if self._new else village.requests.save(request)


def _read_heard(values: Mapping[str, object], today: date) -> date:
    """The day that a request was heard: without a year, the last one of that name."""
    return parse_day(str(values["heard"]), today, last=today)
