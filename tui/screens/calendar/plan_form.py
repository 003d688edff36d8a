"""The plan form, base of the event form: the fields, a preview of the next dates, the clashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.dates import recurrence
from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Stale, YigongError
from yigong.store.event_records import ByLunar, Event, Repeat
from yigong.store.language import N_, _
from yigong.store.squads.host_words import host_words
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.screens.base.page import HELP_F1, NEXT_FIELD
from yigong.tui.screens.base.popup import Popup
from yigong.tui.screens.calendar.programme_pick_page import ProgrammePickPage
from yigong.tui.text.repeat_words import repeat_sentence
from yigong.tui.text.typed_values import coordinates, geo_text, read_days, read_times
from yigong.tui.text.typed_words import day_meaning, hours_meaning
from yigong.tui.text.words import day_name
from yigong.tui.view.booking_dates import closed_lines
from yigong.tui.view.event_fields import (
    checked_event,
    event_fields,
    event_values,
    known_coordinates,
    read_event,
    read_repeat,
    read_start,
    same_place,
    with_plain_dates,
)
from yigong.tui.view.event_words import (
    clash_lines,
    coordinate_words,
    end_words,
    leap_words,
    short_words,
)
from yigong.tui.view.form_fields import Field
from yigong.tui.view.kind_words import role_options
from yigong.tui.view.occurrence_plan import left_out_line
from yigong.tui.view.repeat_choices import (
    repeat_offers,
    repeat_without_end,
    repeat_without_options,
    shift_repeat,
)
from yigong.tui.widgets.choice_field import ChoiceField
from yigong.tui.widgets.inputs import TextInput
from yigong.tui.widgets.next_dates import NextDates
from yigong.tui.widgets.pick_field import PickField, Picks

_PREVIEW = 12
"""Dates of the preview, as many as a side column has lines for."""

_NO_PREVIEW = frozenset(
    {
        *("title", "kind", "role", "lead", "notes", "capacity", "programme", "hosts"),
        *("answers", "travel"),
    }
)
"""Fields that change neither dates nor clashes."""


class PlanForm(RecordForm[Event | None, Event]):
    """A form for an event. A subclass saves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save")),
        NEXT_FIELD,
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]
    DEFAULT_CSS = """
    PlanForm .row #field-repeat { max-width: 100%; }
    PlanForm.-wide #main NextDates, PlanForm.-widest #main NextDates { display: none; }
    PlanForm #side NextDates { height: 1fr; margin: 1 0; }
    """

    def __init__(self, event: Event, shown: date, *, from_today: bool) -> None:
        """Make the form.

        Args:
            event: The event whose values the fields hold.
            shown: The date that they show.
            from_today: Whether the preview leaves past dates out.
        """
        super().__init__()
        self.record = event
        self._shown = shown
        self._from_today = from_today
        self._start = datetime.combine(shown, event.start.time())
        """The start by which the repeats are offered."""

    def fields(self) -> Sequence[Field]:
        """The fields of the event."""
        fields = event_fields(self.record, self._shown, self.village.context)
        by_name = {field.name: field for field in fields}
        by_name["repeat"].options = self._repeat_options(self.record.repeat)
        self._coordinates = known_coordinates(self.village.events.all().values())
        self._proposed_coordinates = str(by_name["geo"].value)
        self._venue_names = self.village.context.venue_names(self.record.venues)
        return fields

    def body(self) -> ComposeResult:
        """The fields, and the preview below them."""
        yield from super().body()
        yield NextDates()

    def side(self) -> Iterable[Widget]:
        """The preview, where there is room for it beside the fields."""
        return (NextDates(), *self.side_below())

    def reload_side(self) -> None:
        """Show the preview."""
        super().reload_side()
        if self.focused is not None:  # else `begin` is about to show it
            self._preview()

    def values(self) -> dict[str, object]:
        """The present values, with dates and hours as the form writes them."""
        return with_plain_dates(super().values(), self._shown, self.village.now().date())

    def begin(self) -> None:
        """Show the first preview."""
        super().begin()
        for name in ("venues", "hosts", "answers"):  # without any there is nothing to choose
            self.show_row(name, bool(self.field(name).options))
        self.show_hint("repeat", "")
        self._show_programme_hosts()
        self._preview()

    def field_changed(self, name: str) -> None:
        """Update the fields that depend on a field, and the preview."""
        if not self.is_mounted:
            return
        if name == "kind":
            self._update_usual_role()
        elif name == "date":
            self._update_repeats()
        elif name == "repeat":
            self._update_lunar_options()
        elif name in ("leap", "short"):
            self._update_repeat_sentence()
        elif name == "place":
            self._propose_coordinates()
        elif name == "venues":
            self._propose_place()
        elif name == "programme":
            self._show_programme_hosts()
        if name not in _NO_PREVIEW:
            self._preview()

    def show_hint(self, name: str, text: str, *, bad: bool = False) -> None:
        """Show a text behind a field; an empty one behind the repeat leaves its space to that."""
        super().show_hint(name, text, bad=bad)
        if name == "repeat":
            self.query_one("#hint-repeat").display = bool(text)

    def _update_usual_role(self) -> None:
        """Say what people are there as, if the event says nothing, by the chosen kind."""
        typed = self.values()
        own_kinds = self.village.settings.kinds
        self.field("role").options = role_options(str(typed["kind"]), own_kinds)
        self.set_value("role", typed["role"])

    # -- repeats -----------------------------------------------------------

    def _repeat_options(self, chosen: Repeat | None) -> list[tuple[object, str]]:
        """The repeats offered, as sentences; that of the chosen one names leap and short months."""
        offers = (repeat_without_options(offer.repeat) for offer in repeat_offers(self._start))
        sentences = {repeat: repeat_sentence(repeat, self._start) for repeat in offers}
        endless = repeat_without_end(chosen)
        sentences[repeat_without_options(endless)] = repeat_sentence(endless, self._start)
        return list(sentences.items())

    def _update_repeats(self) -> None:
        """Offer the repeats of the typed date; "monthly on this day" changes with the day."""
        try:
            start = read_start(self.values(), self.record, self._shown)
        except YigongError:
            return
        if start.date() == self._start.date():
            return
        chosen = cast("Repeat | None", self.query_one("#field-repeat", ChoiceField).value)
        repeat = shift_repeat(chosen, self._start, start)
        self._start = start
        self._offer_repeats(repeat)

    def _update_lunar_options(self) -> None:
        """Set the options for leap and short months to those of the chosen lunar repeat."""
        chosen = self.values()["repeat"]
        if not isinstance(chosen, ByLunar):
            return
        candidates = [self.record.repeat, *(each.repeat for each in repeat_offers(self._start))]
        repeat = next(
            (
                each
                for each in candidates
                if repeat_without_options(repeat_without_end(each)) == chosen
            ),
            chosen,
        )
        if isinstance(repeat, ByLunar):
            self.set_value("leap", repeat.leap)
            self.set_value("short", repeat.short)
        self._update_repeat_sentence()

    def _update_repeat_sentence(self) -> None:
        """Name leap and short months in the sentence of a lunar repeat."""
        typed = self.values()
        if isinstance(typed["repeat"], ByLunar):
            self._offer_repeats(read_repeat({**typed, "until": ""}, self._start))

    def _offer_repeats(self, repeat: Repeat | None) -> None:
        field = self.field("repeat")
        field.options = self._repeat_options(repeat)
        self.query_one("#field-repeat", ChoiceField).offer(
            field.options, repeat_without_options(repeat)
        )

    def _propose_place(self) -> None:
        """Fill in the names of the venues as the place, unless another was typed."""
        numbers = [number for number, _part in cast("Picks", self.values()["venues"])]
        names = self.village.context.venue_names(numbers)
        if self.values()["place"] in ("", self._venue_names):
            self.set_value("place", names)
        self._venue_names = names

    def _show_programme_hosts(self) -> None:
        """Say who holds it where it names nobody itself: whoever holds its programme."""
        picks = cast("Picks", self.values()["programme"])
        programme = self.village.programmes.all().get(picks[0][0]) if picks else None
        words = host_words(programme.hosts, self.village.squads.all()) if programme else ""
        text = _("as the programme: {hosts}").format(hosts=words) if words else ""
        self.query_one("#field-hosts", PickField).say_nothing_picked(text)

    def choices(self, field: Field, choice: ChoiceField) -> Popup[Any]:
        """The popup for a field; a new programme can be added in that of the programme."""
        if field.name == "programme" and isinstance(choice, PickField):
            return ProgrammePickPage(field.label, choice)
        return super().choices(field, choice)

    def _propose_coordinates(self) -> None:
        """Fill in the coordinates that another event has for the place, unless some were typed."""
        typed = self.values()
        if typed["geo"] == self._proposed_coordinates:
            known = self._coordinates.get(same_place(str(typed["place"])))
            self._proposed_coordinates = geo_text(known)
            self.set_value("geo", self._proposed_coordinates)

    # -- preview -----------------------------------------------------------

    def _preview(self) -> None:
        """Explain the fields; show the next dates and the clashes."""
        typed = self.values()
        self._show_lunar_fields(typed)
        refused = [
            name for name, words in self._meanings(typed).items() if not self.explain(name, words)
        ]
        dates: list[str] = []
        warnings: list[str] = []
        rule = left_out = ""
        if not refused:
            try:
                event = checked_event(read_event(typed, self.record, self._shown))
                dates = self._dates(event, read_start(typed, self.record, self._shown))
                if event.repeat is not None:
                    rule = repeat_sentence(event.repeat, self._start)
                    left_out = left_out_line(event)
                clashes = self.village.events.clashes(event)
                warnings = clash_lines(clashes, self.village.squads.all())
                warnings += closed_lines(self.village, event)
                if typed["until"]:
                    self.show_hint("until", end_words(event))
            except YigongError as error:
                warnings = [str(error)]
        label = _("Next dates") if typed["repeat"] else _("Date")
        for preview in self.query(NextDates):
            preview.show(label, dates, warnings, rule, left_out)

    def _meanings(self, typed: Mapping[str, object]) -> dict[str, Callable[[], str]]:
        """The meaning of each field, for `explain`."""

        def day() -> str:
            today = self.village.now().date()
            return day_meaning(parse_day(str(typed["date"]), today, near=self._shown), today)

        def hours() -> str:
            begin, minutes, all_day = read_times(str(typed["time"]), "1")
            said = "" if all_day else hours_meaning(begin, minutes)
            return "" if said == self.query_one("#field-time", TextInput).value else said

        def nothing(_value: object) -> str:
            return ""

        def place() -> str:
            geo = coordinates(str(typed["geo"]))
            known = self._coordinates.get(same_place(str(typed["place"])))
            if geo is None and known:
                return _("known: {coordinates}").format(coordinates=geo_text(known))
            return coordinate_words(geo)

        return {
            "date": day,
            "time": hours,
            "days": lambda: nothing(read_days(str(typed["days"]))),
            "until": lambda: nothing(read_repeat(typed, self._start)),
            "geo": place,
        }

    def _show_lunar_fields(self, typed: Mapping[str, object]) -> None:
        """Show the fields for leap and short months only where they make a difference."""
        repeat = typed["repeat"]
        today = self.village.now().date()
        for name, words, usual in (("leap", leap_words, "first"), ("short", short_words, "last")):
            lunar = repeat if isinstance(repeat, ByLunar) else None
            text = words(lunar, today) if lunar else ""
            self.show_row(name, bool(text) or (lunar is not None and typed[name] != usual))
            self.show_hint(name, text)

    def _dates(self, event: Event, start: datetime) -> list[str]:
        """The next dates, from the date of the form or from today."""
        day = start.date()
        if self._from_today:
            day = max(day, self.village.now().date())
        starts = recurrence.next_starts(event, datetime.combine(day, time()), _PREVIEW)
        return [day_name(start.date(), lunar=True, year=True) for start in starts or [event.start]]

    def adopt_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Continue from their event; its repeat becomes an option, too."""
        self.record = theirs = cast("Event", stale.theirs)
        values = event_values(theirs, self._shown)
        field = self.field("repeat")
        if values["repeat"] not in [value for value, _text in field.options]:
            sentence = repeat_sentence(repeat_without_end(theirs.repeat), theirs.start)
            field.options = [*field.options, (values["repeat"], sentence)]
        return values
