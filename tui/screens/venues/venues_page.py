"""All venues: who has each now, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.venue_records import Venue
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.venues.venue_actions import VenueActions
from yigong.tui.view.venue_lines import next_lines, next_occurrences, venue_panel
from yigong.tui.view.venue_words import venue_kind, venue_state
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_COLOURS = {"held": "red", "free": "green", "closed": ""}


class VenuesPage(VenueActions, ListPage[None]):
    """Lists the venues; Enter opens the week of one."""

    DEFAULT_CSS = """
    VenuesPage RowList { height: auto; min-height: 3; max-height: 60%; }
    VenuesPage #venue { margin-top: 1; }
    VenuesPage #next { height: 1fr; margin: 1 1 0 1; }
    """
    PURPOSE = MAIN_PAGES["venues"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Week"), tooltip=N_("Open the week of the venue.")),
        Binding("n", "new", N_("New venue")),
        Binding("b", "book", N_("Book")),
        Binding("exclamation_mark", "waiting", N_("What waits")),
        Binding("e", "edit", N_("Edit")),
        Binding("A", "archive", N_("Archive / take back")),
        Binding("h", "archived", N_("Archived, too")),
        Binding("o", "bookings('html')", N_("Print this month")),
        Binding("x", "bookings('xlsx')", "Excel"),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    EMPTY = N_("No venue yet. n adds one, such as the hall on the second floor.")

    _show_archived = False

    def columns(self) -> Sequence[ListColumn]:
        """The venue, who has it now, what comes next."""
        return [
            ListColumn(_("Venue"), 26, snug=True),
            ListColumn(_("Code"), 4, least=56),
            ListColumn(_("Now"), 18, snug=True),
            ListColumn(_("Next"), 0, most=40, least=56),
            ListColumn(_("Seats"), 7, right=True, snug=True),
            ListColumn(_("Kind"), 9, snug=True, least=90),
        ]

    def heading(self) -> list[Piece]:
        """How many bookings wait."""
        pieces: list[Piece] = [(_("Venues"), STRONG)]
        waiting = len(self.village.venue_calendar.waiting(self.village.now()))
        if waiting:
            text = ngettext("{n} booking waits", "{n} bookings wait", waiting).format(n=waiting)
            pieces.append((f"  {text}", ACCENT))
        return pieces

    def below(self) -> ComposeResult:
        """What takes place next at the venue under the cursor."""
        yield Panel(id="next")

    def side(self) -> Iterable[Widget]:
        """The venue under the cursor, and today."""
        yield Panel(id="venue")
        yield from self.side_below()

    def reload_side(self) -> None:
        """Show beside the list the venue under the cursor as it is now."""
        super().reload_side()
        venue, panel = self._at_cursor(), self.query_one("#venue", Panel)
        today = self.village.now().date()
        panel.fill(
            (lambda width: venue_panel(self.village, venue, today, width)) if venue else _nothing
        )

    def reload(self) -> None:
        """List the venues, parts below their whole, archived ones last."""
        venues = self.village.venues.all()
        shown = [v for v in venues.values() if self._show_archived or not v.archived]
        self.rows.show([self._row(v, depth) for v, depth in _as_tree(shown)])
        self._show_next()

    def _row(self, venue: Venue, depth: int) -> ListRow:
        name = f"{'  ' * depth}{venue.name}"
        seats = str(venue.seats or "")
        if venue.archived:
            cells = [name, venue.code, _("archived"), "", seats, venue_kind(venue)]
            return ListRow(venue.number, cells, QUIET)
        state = venue_state(self.village, venue)
        cells = [name, venue.code, state.now, state.next_use, seats, venue_kind(venue)]
        colour = _COLOURS[state.style]
        return ListRow(venue.number, cells, mark=swatch(colour) if colour else PLAIN)

    def _show_next(self) -> None:
        """Show below the list what takes place next there."""
        venue, panel = self._at_cursor(), self.query_one("#next", Panel)
        if venue is None:
            panel.fill(_nothing)
            return
        found = next_occurrences(self.village, venue, self.village.now().date())
        heading: Piece = (_("Next at {venue}").format(venue=venue.name), STRONG)
        panel.fill(lambda width: [[heading], *next_lines(self.village, found, width)])

    def _at_cursor(self) -> Venue | None:
        number = self.rows.key
        return self.village.venues.all().get(number) if isinstance(number, int) else None

    def venue(self) -> Venue:
        """The venue under the cursor."""
        venue = self._at_cursor()
        if venue is None:
            raise Refused("There is no venue yet; n adds one.")
        return venue

    def show_venue(self, venue: Venue) -> None:
        """Put the cursor on a venue."""
        self.refresh_page()
        self.rows.move_to(venue.number)

    # -- what can be done --------------------------------------------------

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another venue: show that."""
        self.when_rested(self._show_all)

    def _show_all(self) -> None:
        self._show_next()
        if self.has_side:
            self.reload_side()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the week of the venue."""
        from yigong.tui.screens.venues.venue_week_page import VenueWeekPage

        if isinstance(event.key, int):
            self.app.push_screen(VenueWeekPage(event.key))

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Add a venue."""
        from yigong.tui.screens.venues.venue_form import VenueForm

        venue = await self.ask(VenueForm())
        if venue is not None:
            self.show_venue(venue)
            self.status.good(_("{title} is saved").format(title=venue.name))

    def action_archived(self) -> None:
        """List archived venues, too, or hide them again."""
        self._show_archived = not self._show_archived
        self.refresh_page()
        self.status.show(_("archived venues are listed, too") if self._show_archived else "")


def _nothing(_width: int) -> StyledLines:
    return []


def _as_tree(venues: Sequence[Venue]) -> list[tuple[Venue, int]]:
    """Venues with their parts below them, each with its depth; archived ones last."""
    known = {venue.number for venue in venues}
    found: list[tuple[Venue, int]] = []

    def add(whole: int, depth: int) -> None:
        for venue in sorted(venues, key=lambda each: (each.archived, each.number)):
            below = venue.part_of if venue.part_of in known else 0
            if below == whole and all(venue.number != each.number for each, _depth in found):
                found.append((venue, depth))
                add(venue.number, depth + 1)

    add(0, 0)
    left = [(venue, 0) for venue in venues if all(venue is not each for each, _depth in found)]
    return found + left
