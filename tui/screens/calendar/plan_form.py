"""The fields of an event and what they mean: its next dates, and what they clash with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.dates import recurrence
from yigong.store.errors import Stale, YigongError
from yigong.store.language import N_, _
from yigong.store.records import ByLunar, Event, Repeat
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.screens.base.page import HELP_F1
from yigong.tui.text.lunar_words import read_day
from yigong.tui.text.repeat_words import repeat_sentence
from yigong.tui.text.typed_values import coordinates, geo_text, read_days, read_times
from yigong.tui.text.words import day_name
from yigong.tui.view.event_fields import (
    checked_event,
    event_fields,
    event_values,
    known_coordinates,
    read_event,
    read_repeat,
    read_start,
    same_place,
)
from yigong.tui.view.event_words import (
    clash_lines,
    coordinate_words,
    date_words,
    end_words,
    leap_words,
    short_words,
)
from yigong.tui.view.form_fields import Field
from yigong.tui.view.repeat_choices import (
    repeat_offers,
    repeat_without_end,
    repeat_without_options,
    shift_repeat,
)
from yigong.tui.widgets.choice_field import ChoiceField
from yigong.tui.widgets.next_dates import NextDates

_PREVIEW = 5
"""Dates shown before saving."""

_NO_DATES = frozenset({"title", "kind", "lead", "notes", "capacity", "programme", "travel"})
"""Fields that say nothing about when and where."""


class PlanForm(RecordForm[Event | None, Event]):
    """A form for an event. A subclass knows what is saved, and for which dates."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save")),
        Binding("tab,down", "app.focus_next", N_("Next field")),
        Binding("ctrl+t", "offer", N_("Choose a programme")),
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]
    DEFAULT_CSS = "PlanForm .row #field-repeat { max-width: 100%; }"

    def __init__(self, event: Event, shown: date, *, from_today: bool) -> None:
        """Make the form.

        Args:
            event: What its fields hold.
            shown: The date they show.
            from_today: Whether dates that are past are left out of the preview.
        """
        super().__init__()
        self.record = event
        self._shown = shown
        self._from_today = from_today
        self._begins = datetime.combine(shown, event.start.time())

    def fields(self) -> Sequence[Field]:
        """What, when, where, how often, who."""
        squads = [squad for squad in self.village.squads.all().values() if not squad.archived]
        fields = event_fields(self.record, self._shown, squads)
        found = {field.name: field for field in fields}
        found["repeat"].options = self._repeats(self.record.repeat)
        found["programme"].hint = self._programmes()
        self._known = known_coordinates(self.village.events.all().values())
        self._proposed = str(found["geo"].value)
        return fields

    def body(self) -> ComposeResult:
        """The fields, and below them the dates."""
        yield from super().body()
        yield NextDates()

    def begin(self) -> None:
        """The first dates."""
        super().begin()
        self.hint("repeat", "")
        self._preview()

    def changed_field(self, name: str) -> None:
        """Another date offers other repeats; another rule gives other dates."""
        if not self.is_mounted:
            return
        if name == "date":
            self._follow()
        elif name == "repeat":
            self._settle()
        elif name in ("leap", "short"):
            self._say_repeat()
        elif name == "place":
            self._propose()
        if name not in _NO_DATES:
            self._preview()

    def hint(self, name: str, text: str, *, bad: bool = False) -> None:
        """Say something behind a field; a repeat's sentence takes the room where there is none."""
        super().hint(name, text, bad=bad)
        if name == "repeat":
            self.query_one("#hint-repeat").display = bool(text)

    # -- the programme -----------------------------------------------------

    def _offered(self) -> dict[str, int]:
        """The programmes that events belong to, the latest first, and how many."""
        events = sorted(self.village.events.all().values(), key=lambda e: e.start, reverse=True)
        return dict(Counter(event.programme for event in events if event.programme))

    def _programmes(self) -> str:
        offered = " ".join(list(self._offered())[:6])
        if not offered:
            return _("what it belongs to with other events")
        return _("^T: {words}").format(words=offered)

    @work
    async def action_offer(self) -> None:
        """Choose a programme from those there are."""
        from yigong.tui.screens.base.word_choice_page import WordChoicePage

        self.focus_on(self.query_one("#field-programme"))
        now = str(self.values()["programme"])
        page = WordChoicePage(
            _("Programme"),
            self._offered(),
            [now] if now else [],
            many=False,
            counted=_("events"),
        )
        chosen = await self.ask(page)
        if chosen:
            self.put("programme", chosen[0])

    # -- repeats -----------------------------------------------------------

    def _repeats(self, chosen: Repeat | None) -> list[tuple[object, str]]:
        """The sentences to choose from; the one chosen says leap and short months, too."""
        found = {
            value: repeat_sentence(value, self._begins)
            for value in (
                repeat_without_options(offer.repeat) for offer in repeat_offers(self._begins)
            )
        }
        bare = repeat_without_end(chosen)
        found[repeat_without_options(bare)] = repeat_sentence(bare, self._begins)
        return list(found.items())

    def _follow(self) -> None:
        """Offer the repeats of another date; "monthly on this day" follows the day."""
        try:
            start = read_start(self.values(), self.record, self._shown)
        except YigongError:
            return
        if start.date() == self._begins.date():
            return
        chosen = cast("Repeat | None", self.query_one("#field-repeat", ChoiceField).value)
        repeat = shift_repeat(chosen, self._begins, start)
        self._begins = start
        self._offer(repeat)

    def _settle(self) -> None:
        """A lunar date was chosen: what it does in leap and short months at first."""
        chosen = self.values()["repeat"]
        if not isinstance(chosen, ByLunar):
            return
        meant = [self.record.repeat, *(offer.repeat for offer in repeat_offers(self._begins))]
        moon = next(
            (rule for rule in meant if repeat_without_options(repeat_without_end(rule)) == chosen),
            chosen,
        )
        if isinstance(moon, ByLunar):
            self.put("leap", moon.leap)
            self.put("short", moon.short)
        self._say_repeat()

    def _say_repeat(self) -> None:
        """Say the chosen repeat in full."""
        typed = self.values()
        if isinstance(typed["repeat"], ByLunar):
            self._offer(read_repeat({**typed, "until": ""}, self._begins))

    def _offer(self, repeat: Repeat | None) -> None:
        field = self.field("repeat")
        field.options = self._repeats(repeat)
        self.query_one("#field-repeat", ChoiceField).offer(
            field.options, repeat_without_options(repeat)
        )

    def _propose(self) -> None:
        """The coordinates that another event has for the place, unless others were typed."""
        typed = self.values()
        if typed["geo"] == self._proposed:
            self._proposed = geo_text(self._known.get(same_place(str(typed["place"]))))
            self.put("geo", self._proposed)

    # -- what is said about it ---------------------------------------------

    def _preview(self) -> None:
        """What the fields mean, each said behind its own, and the next dates below."""
        typed = self.values()
        self._show_moon(typed)
        wrong = [
            name for name, words in self._checks(typed).items() if not self.explain(name, words)
        ]
        dates: list[str] = []
        warnings: list[str] = []
        if not wrong:
            try:
                event = checked_event(read_event(typed, self.record, self._shown))
                dates = self._dates(event, read_start(typed, self.record, self._shown))
                clashes = self.village.events.clashes(event)
                warnings = clash_lines(clashes, self.village.squads.all())
                if typed["until"]:
                    self.hint("until", end_words(event))
            except YigongError as error:
                warnings = [str(error)]
        label = _("Next dates") if typed["repeat"] else _("Date")
        self.query_one(NextDates).show(label, dates, warnings)

    def _checks(self, typed: Mapping[str, object]) -> dict[str, Callable[[], str]]:
        """What there is to say behind each field; it raises for what is wrong."""

        def day() -> str:
            return day_name(read_day(str(typed["date"]), self._shown), lunar=True, year=True)

        def nothing(_value: object) -> str:
            return ""

        def place() -> str:
            geo = coordinates(str(typed["geo"]))
            known = self._known.get(same_place(str(typed["place"])))
            if geo is None and known:
                return _("known: {coordinates}").format(coordinates=geo_text(known))
            return coordinate_words(geo)

        return {
            "date": day,
            "time": lambda: nothing(read_times(str(typed["time"]), "1")),
            "days": lambda: nothing(read_days(str(typed["days"]))),
            "until": lambda: nothing(read_repeat(typed, self._begins)),
            "geo": place,
        }

    def _show_moon(self, typed: Mapping[str, object]) -> None:
        """The questions about leap and short months, only where they make a difference."""
        repeat = typed["repeat"]
        today = self.village.now().date()
        for name, words, usual in (("leap", leap_words, "first"), ("short", short_words, "last")):
            moon = repeat if isinstance(repeat, ByLunar) else None
            said = words(moon, today) if moon else ""
            self.show_row(name, bool(said) or (moon is not None and typed[name] != usual))
            self.hint(name, said)

    def _dates(self, event: Event, start: datetime) -> list[str]:
        """The next dates, from the one the form is for, before anything is saved."""
        day = start.date()
        if self._from_today:
            day = max(day, self.village.now().date())
        starts = recurrence.next_starts(event, datetime.combine(day, time()), _PREVIEW)
        return [date_words(start.date()) for start in starts or [event.start]]

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Go on from their version; its repeat can be chosen, too."""
        self.record = theirs = cast("Event", stale.theirs)
        shown = event_values(theirs, self._shown)
        field = self.field("repeat")
        if shown["repeat"] not in [value for value, _text in field.options]:
            said = repeat_sentence(repeat_without_end(theirs.repeat), theirs.start)
            field.options = [*field.options, (shown["repeat"], said)]
        return shown
