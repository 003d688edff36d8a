"""What takes place today with each squad's bar, and what is next: two parts of the side column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from yigong.store.dates.date_words import short_date
from yigong.store.event_records import Occurrence
from yigong.store.language import _, ngettext
from yigong.tui.text.words import day_name, occurrence_hours, weekday
from yigong.tui.widgets.bars import bar, shade, swatch, track
from yigong.tui.widgets.canvas import (
    BAD,
    PLAIN,
    QUIET,
    STRONG,
    Canvas,
    Piece,
    StyledLines,
    compose_line,
    fit,
)

_MOST_OCCURRENCES = 4
_NAME, _CAME, _SIGNED = 10, 5, 10
"""Cells of a squad's name and of its two counts."""

_ROOMY = 48
"""The width from which a coming occurrence has a bar, not only a mark."""

_BAR, _COUNT = 8, 7
_MOST_WIDTH = 72
"""The most cells of a bar with its name and counts: a longer one does not say more."""

_BELOW = 22
"""Lines of the column that the other parts need: the next six occurrences, twelve months."""


@dataclass(frozen=True)
class SquadFilling:
    """How many people of a squad an occurrence needs and has."""

    name: str
    needed: int
    signed: int
    came: int
    count: tuple[str, Style]
    """Sign-ups against the need, in words."""


@dataclass(frozen=True)
class Filling:
    """An occurrence, and how many people it needs and has."""

    occurrence: Occurrence
    squads: Sequence[SquadFilling] = ()
    signed: int = 0
    mark: str = ""
    """The colour of its kind; empty: it has none."""

    @property
    def needed(self) -> int:
        """How many are needed of all squads."""
        return sum(squad.needed for squad in self.squads)


@dataclass(frozen=True)
class TodayView:
    """A day, its occurrences, those after it, and who came in the year up to it."""

    now: datetime
    today: Sequence[Filling] = ()
    coming: Sequence[Filling] = ()
    """The next occurrences after the day, as many as the largest terminal shows."""

    attendance: Mapping[date, int] = field(default_factory=dict)
    """How many people came, by day."""

    overdue: int = 0
    """Requests that should have been answered by now."""

    @property
    def current(self) -> Filling | None:
        """The occurrence of today that is under way, else the next, else the last."""
        held = [each for each in self.today if not each.occurrence.cancelled]
        left = (each for each in held if each.occurrence.end > self.now)
        return next(left, held[-1] if held else None)


def fill_colour(signed: int, needed: int) -> str:
    """The colour of a count against a need: green it is met, yellow half of it is, red less."""
    if signed >= needed:
        return "green"
    return "yellow" if 2 * signed >= needed else "red"


class TodayCard(Canvas):
    """The day, its occurrences, and each squad of the one that is under way or next."""

    DEFAULT_CSS = "TodayCard { height: auto; }"

    _view: TodayView | None = None

    def show(self, view: TodayView) -> None:
        """Show another day, or another state of it."""
        self._view = view
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: the lines of the day, with air between the bars where there is room."""
        least = len(self._lines(width, 1))
        airy = len(self._lines(width, 2))
        return airy if airy + _BELOW <= container.height else least

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines of the day."""
        lines = self._lines(width, 2)
        for pieces in (lines if len(lines) <= height else self._lines(width, 1))[:height]:
            yield compose_line(*pieces, width=width)

    def _lines(self, width: int, step: int) -> StyledLines:
        """The lines, with a bar in each line (step 1) or in every other."""
        view = self._view
        if view is None:
            return [[]]
        day = day_name(view.now.date(), lunar=True)
        lines: StyledLines = [[(_("Today"), STRONG), ("  " + day, QUIET)]]
        if view.overdue:
            text = ngettext("{n} request is overdue", "{n} requests are overdue", view.overdue)
            lines.append([(text.format(n=view.overdue), BAD), ("  0 q", QUIET)])
        if not view.today:
            lines.append([(_("Nothing takes place today."), QUIET)])
        for filling in view.today[:_MOST_OCCURRENCES]:
            lines += _occurrence_lines(filling, width)
        if len(view.today) > _MOST_OCCURRENCES:
            more = _("and {n} more").format(n=len(view.today) - _MOST_OCCURRENCES)
            lines.append([("  " + more, QUIET)])
        if view.current is not None and view.current.squads:
            lines += [[], *_squad_lines(self, view.current.squads, width, step)]
        return lines


class FillingCard(Canvas):
    """One occurrence: title, hours, place, and each squad."""

    DEFAULT_CSS = "FillingCard { height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self._all: Mapping[str, Filling] = {}
        self._key = ""

    def show_among(self, fillings: Iterable[Filling]) -> None:
        """Take the occurrences of which one is shown; it is as high as the longest."""
        self._all = {filling.occurrence.key: filling for filling in fillings}
        self.refresh(layout=True)

    def choose(self, key: str) -> None:
        """Show the occurrence with a key; empty: nothing."""
        self._key = key
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: the lines of the longest, so that what is below it does not move."""
        return max((len(self._lines(each, width)) for each in self._all.values()), default=0)

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines of the occurrence."""
        chosen = self._all.get(self._key)
        for pieces in self._lines(chosen, width)[:height] if chosen else ():
            yield compose_line(*pieces, width=width)

    def _lines(self, filling: Filling, width: int) -> StyledLines:
        bars = _squad_lines(self, filling.squads, min(width - 1, _MOST_WIDTH), 1)
        return _occurrence_lines(filling, width) + [[" ", *line] for line in bars]


class ComingList(Canvas):
    """The next occurrences, as many as there is room for, and how far each is filled."""

    DEFAULT_CSS = "ComingList { height: 1fr; }"

    _view: TodayView | None = None

    def show(self, view: TodayView) -> None:
        """Show other occurrences."""
        self._view = view
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """A heading, and a line for each."""
        if self._view is None or not self._view.coming:
            return
        yield compose_line((_("Next"), STRONG), width=width)
        for filling in self._view.coming[: height - 1]:
            yield compose_line(*self._row(filling, width), width=width)

    def _row(self, filling: Filling, width: int) -> list[Piece]:
        day = filling.occurrence.start.date()
        when = f" {fit(short_date(day), 8)} {weekday(day.weekday())} "
        bars = _BAR if width >= _ROOMY else 1
        room = max(0, width - 1 - cell_len(when) - 1 - bars - _COUNT)
        needed, signed = filling.needed, filling.signed
        count = f"{signed}/{needed}" if needed else str(signed or "")
        fill = bar(self, signed, needed, bars, fill_colour(signed, needed)) if needed else []
        pieces: list[Piece] = [(" ", _mark(filling)), (when, QUIET)]
        pieces += [fit(filling.occurrence.event.title, room) + " ", *(fill or [" " * bars])]
        return [*pieces, f"{count:>{_COUNT}}"]


def _mark(filling: Filling) -> Style:
    """The blank in the colour of the kind."""
    return swatch(filling.mark) if filling.mark else PLAIN


def _occurrence_lines(filling: Filling, width: int) -> StyledLines:
    """Title and hours, and below them the place."""
    occurrence = filling.occurrence
    hours = "  " + occurrence_hours(occurrence, short=True)
    struck = Style(strike=True) if occurrence.cancelled else STRONG
    room = width - 2 - cell_len(hours)
    title = occurrence.event.title
    title = title if cell_len(title) <= room else fit(title, room)
    lines: StyledLines = [[(" ", _mark(filling)), " ", (title, struck), (hours, QUIET)]]
    if occurrence.place:
        lines.append([(" ", _mark(filling)), (f" {occurrence.place}", QUIET)])
    return lines


def _squad_lines(
    widget: Canvas, squads: Sequence[SquadFilling], width: int, step: int
) -> StyledLines:
    """The heads of the counts, and a bar for each squad: in each line, or in every `step`-th."""
    if not squads:
        return []
    heads = fit(_("Came"), _CAME, right=True) + fit(_("Signed up"), _SIGNED, right=True)
    lines: StyledLines = [[" " * (width - cell_len(heads)), (heads, QUIET)]]
    for squad in squads:
        lines += [_squad_line(widget, squad, width), *[[]] * (step - 1)]
    return lines[: len(lines) - step + 1]


def _squad_line(widget: Canvas, squad: SquadFilling, width: int) -> list[Piece]:
    """A squad: who came in full, who signed up in half, who is missing as what is left."""
    room = max(0, width - _NAME - 1 - _CAME - _SIGNED)
    whole = max(1, squad.needed, squad.signed, squad.came)
    came, signed = (-(-room * number // whole) for number in (squad.came, squad.signed))
    text, half = shade(widget, 2, "green")
    return [
        fit(squad.name, _NAME) + " ",
        (" " * came, swatch("green")),
        (text * (signed - came), half),
        track(widget, room - max(came, signed)),
        f"{squad.came or '':>{_CAME}}",
        (f"{squad.count[0]:>{_SIGNED}}", squad.count[1]),
    ]
