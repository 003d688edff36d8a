"""The forms of a programme: what it is; its goals, and its seasons or themes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from yigong.store.dates.date_words import days_text
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.programme_records import Enrolment, Goal, Programme, Season
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.screens.base.named_form import NamedForm
from yigong.tui.text.typed_programme import goal_example, read_goal, read_season, season_example
from yigong.tui.view.form_fields import Field, count_field, with_typed_values
from yigong.tui.view.hosts_field import hosts_field
from yigong.tui.view.programme_words import goal_text, season_text
from yigong.tui.widgets.canvas import STRONG, Piece

_EMPTY_SEASONS = 4
"""Fields for further seasons."""


class ProgrammeForm(NamedForm[Programme]):
    """Adds or changes a programme."""

    PURPOSE = N_("Write down what a programme is.")

    def __init__(self, programme: Programme | None = None) -> None:
        """Make the form; `None` adds a new one."""
        super().__init__(programme, Programme(name=""))
        self.moved_up: list[Enrolment] = []
        """Who moved up from the waitlist when it was saved."""

    def heading(self) -> list[Piece]:
        """The programme's name."""
        return [(_("New programme") if self.new else self.record.name, STRONG)]

    def fields(self) -> Sequence[Field]:
        """What it is, when, by whom, for how many."""
        record = self.record
        named = _(", ").join(record.aliases)
        return [
            Field("name", _("Programme"), record.name, hint=_("needed")),
            Field(
                "aliases",
                _("Also called"),
                named,
                read=_read_names,
                hint=_("names that registers may have; commas between them"),
            ),
            Field("first", _("First day"), _day(record.first), read=self._read_day),
            Field("last", _("Last day"), _day(record.last), read=self._read_day),
            hosts_field(record.hosts, self.village.squads.all()),
            Field("lead", _("In charge"), record.lead),
            count_field(
                "places",
                _("Places"),
                record.places,
                _("for who is enrolled; empty: any number"),
            ),
            count_field(
                "mentors_each", _("Mentors for each"), record.mentors_each, _("empty: no mentors")
            ),
            Field("note", _("Note"), record.note),
        ]

    def _read_day(self, text: str) -> date | None:
        from yigong.store.dates.day_parser import parse_day

        return parse_day(text, self.village.now().date()) if text.strip() else None

    def similar(self, name: str) -> list[Programme]:
        """The programmes whose names are like a new one."""
        return self.village.programmes.similar(name)

    def save(self, values: Mapping[str, object]) -> Programme:
        """Add the programme, or save the changes."""
        programmes = self.village.programmes
        programme = with_typed_values(self.record, self.fields(), values)
        if self.new:
            return programmes.add(programme)
        return programmes.save(programme, self.moved_up)


class GoalForm(RecordForm[Programme | None, Programme]):
    """Changes the goals of a programme, and its seasons or themes."""

    PURPOSE = N_("Say what a programme wants to reach, and by which seasons or themes.")
    DEFAULT_CSS = "GoalForm .row TextInput { max-width: 100%; }"

    def __init__(self, programme: Programme) -> None:
        """Make the form."""
        super().__init__()
        self.record = programme
        self.moved_up: list[Enrolment] = []
        """Nobody moves up by it."""

        self._count = len(programme.seasons) + _EMPTY_SEASONS

    def heading(self) -> list[Piece]:
        """The programme's name."""
        return [(self.record.name, STRONG), "  " + _("goals and seasons")]

    def fields(self) -> Sequence[Field]:
        """The goal, and a line for each season."""
        goal = goal_text(self.record.goal)
        seasons = [season_text(season) for season in self.record.seasons]
        texts = [*seasons, *[""] * self._count][: self._count]
        return [
            Field("goal", _("Goal"), goal, hint="" if goal else goal_example()),
            *(
                Field(
                    f"season-{at}",
                    _("Season {n}").format(n=at),
                    text,
                    hint=season_example() if at == 1 and not text else "",
                    section=_("Seasons or themes") if at == 1 else "",
                )
                for at, text in enumerate(texts, 1)
            ),
        ]

    def begin(self) -> None:
        """Leave to long texts the space of hints that there are not."""
        super().begin()
        for field in self._fields:
            self.show_hint(field.name, field.hint)

    def show_hint(self, name: str, text: str, *, bad: bool = False) -> None:
        """Show a text behind a field; an empty one leaves its space to that."""
        super().show_hint(name, text, bad=bad)
        self.query_one(f"#hint-{name}").display = bool(text)

    def field_changed(self, name: str) -> None:
        """Say what was read where it was typed otherwise, or why it is refused."""
        text = str(self.values()[name]) if self.is_mounted else ""
        if not text:
            return
        if name == "goal":
            self.explain(name, lambda: _unless(text, goal_text(read_goal(text, Goal()))))
        else:
            self.explain(name, lambda: self._season_meaning(text))

    def _season_meaning(self, text: str) -> str:
        season = self._season(text)
        return _unless(text, season_text(season)) and days_text(season.first, season.last)

    def _season(self, text: str) -> Season:
        return read_season(text, self.village.now().date(), self.record.first)

    def save(self, values: Mapping[str, object]) -> Programme:
        """Save the goal and the seasons; an empty line is none."""
        texts = [str(values[f"season-{at}"]) for at in range(1, self._count + 1)]
        return self.village.programmes.save(
            msgspec.structs.replace(
                self.record,
                goal=read_goal(str(values["goal"]), Goal()),
                seasons=tuple(self._season(text) for text in texts if text),
            )
        )


def _unless(text: str, meaning: str) -> str:
    """What a text means; nothing where that is what it says."""
    return "" if meaning == text else meaning


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read_names(text: str) -> tuple[str, ...]:
    """Names with commas between them.

    Raises:
        Refused: One has nothing but days in it; with a word it may be a name (2026丰收).
    """
    for comma in "，、;；":
        text = text.replace(comma, ",")
    names = tuple(filter(None, map(str.strip, text.split(","))))
    for name in names:
        if re.fullmatch(r"[\d\s./~年月日号至到-]*\d[\d\s./~年月日号至到-]*", name):
            raise Refused(
                "{text} is a period: it belongs to the first and the last day.", text=name
            )
    return names
