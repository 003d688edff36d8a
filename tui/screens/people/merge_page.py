"""Two records of one person side by side: fields are chosen one by one, then both are merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.attendance.entry_merge import Along
from yigong.store.dates.date_words import date_text
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.village.merge import BothBrought
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, WIDEST, needs_writing
from yigong.tui.screens.people.person_panel import PersonPanel
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.field_names import FIELD_NAMES
from yigong.tui.view.merge_choice import MERGE_FIELDS, MergeChoice, Side, field_words
from yigong.tui.view.merge_words import credited_words, entry_words
from yigong.tui.view.roll_call_words import moved_up_words
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece, StyledLines, fit
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from yigong.store.village.merge import MergeResult, SharedRegister

_LABEL = 14
"""Cells of a field's name."""

_DETAIL_LINES = 4
"""Lines below the list, for what does not fit into its columns."""


class MergePage(ListPage[str]):
    """Compares two records and merges them. It returns what was done, as a sentence."""

    PURPOSE = N_("Make two records of one person one, field by field.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose('keep')", N_("Take left")),
        Binding("right", "choose('other')", N_("Take right")),
        Binding("b", "choose('both')", N_("Both")),
        Binding("space", "turn", show=False),
        Binding("x", "swap", N_("The other code stays")),
        Binding("ctrl+s", "merge", N_("Merge")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads"})
    SORTS = False
    DEFAULT_CSS = f"""
    MergePage PersonPanel {{ display: none; margin: 1; }}
    MergePage.-wide PersonPanel, MergePage.-widest PersonPanel {{ display: block; }}
    MergePage.-wide RowList, MergePage.-widest RowList {{ height: auto; max-height: 50%; }}
    MergePage #merged {{ margin-top: 1; }}
    MergePage #details {{ height: {_DETAIL_LINES}; margin: 1 0 0 0; }}
    """

    def __init__(self, keep: int, other: int) -> None:
        """Compare two records.

        Args:
            keep: The number that is proposed to stay.
            other: The number that is merged into it.
        """
        super().__init__()
        self._pair = keep, other
        self._choice: MergeChoice | None = None
        self._along: dict[str, Along] = {}
        """Whose people came along, by occurrence, where some came with both."""

        self._dry_run: MergeResult | None = None

    def heading(self) -> list[Piece]:
        """Which code is merged into which."""
        keep, other = self._pair
        people = self.village.people.all()
        if keep not in people or other not in people:
            return [(_("Merge"), STRONG)]
        return [(_("Merge"), STRONG), f"  {people[other].code} -> {people[keep].code}"]

    def above(self) -> ComposeResult:
        """What the merge does."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """One, until both records are read."""
        return [ListColumn("", 0)]

    def below(self) -> ComposeResult:
        """The row under the cursor in full; where there is room, both people."""
        details = TextBlock()
        details.id = "details"
        yield details
        yield PersonPanel(beside=True)

    def side(self) -> Iterable[Widget]:
        """Who they become; below the widest terminals the columns of both need all there is."""
        return (Panel(id="merged"),) if self.app.size.width >= WIDEST else ()

    def reload_side(self) -> None:
        """Show them as they are chosen now."""
        if self._choice is None:
            return
        person, squads = self._choice.person, self.village.squads
        numbers = sorted({n for number in self._pair for n in squads.of(number)})
        heading: list[Piece] = [(person.name, STRONG), (f"  {person.code}", QUIET)]
        becomes: list[Piece] = [(_("After the merge"), QUIET)]

        def lines(width: int) -> StyledLines:
            found: StyledLines = [becomes, [], heading, [squads.names(tuple(numbers))], []]
            for name in MERGE_FIELDS[1:]:
                label = _(FIELD_NAMES[name])
                for part in wrap_text(field_words(name, person), width - _LABEL):
                    found += [[(fit(label, _LABEL), QUIET), part]] if part else []
                    label = ""
            return found

        self.query_one("#merged", Panel).fill(lines)

    def fingerprint(self) -> object:
        """The registers, too: somebody may check one of the two in meanwhile."""
        return super().fingerprint(), self.village.history.fingerprint()

    # -- what is shown -----------------------------------------------------

    def reload(self) -> None:
        """Read both records anew, keep the choices, and start another dry run."""
        people = self.village.people
        keep, other = (people.get(number) for number in self._pair)
        if {keep.number, other.number} != set(self._pair):
            raise Refused("These two were merged already.")
        if self._choice is None:
            self._choice = MergeChoice(keep, other)
        else:
            self._choice.update_records(keep, other)
        self._dry_run = None
        self._show()
        self._start_dry_run(self._choice)
        if self.is_wide:
            self.query_one(PersonPanel).show_people(self, self._pair)

    def _start_dry_run(self, choice: MergeChoice) -> None:
        """Find out what would move, in a thread, because all registers are read."""
        village, person = self.village, choice.person
        keep, other = self._pair
        along = dict(self._along)

        def dry_run() -> MergeResult:
            return village.merge(keep, other, person, along.get, dry=True)

        run_task(self, dry_run, self._show_dry_run, "dry run")

    def _show_dry_run(self, result: MergeResult) -> None:
        self._dry_run = result
        self._show()

    def _show(self) -> None:
        assert self._choice is not None  # noqa: S101 - reload came first
        self.query(TextBlock).first().show(self._outlook())
        keep, other = self._choice.keep, self._choice.other
        columns = [
            ListColumn("", _LABEL),
            ListColumn(f"  {keep.code} {keep.name}", 0, most=60),
            ListColumn(f"  {other.code} {other.name}", 0, most=60),
        ]
        rows = [
            _field_row(name, self._choice)
            for name in MERGE_FIELDS
            if field_words(name, keep) or field_words(name, other)
        ]
        if self._dry_run is not None and self._dry_run.shared:
            title = _("Both stand in these registers")
            rows += [ListRow(None, []), ListRow("", ["", f"  {title}"], STRONG)]
            rows += [
                _register_row(shared, self._along.get(shared.key))
                for shared in self._dry_run.shared
            ]
        self.rows.show(rows, columns=columns)
        self._show_details()
        if self.has_side:
            self.reload_side()

    def _outlook(self) -> list[list[Piece]]:
        """What the merge would do, as far as the dry run has said it."""
        keep, other = self._pair
        people, dry_run = self.village.people.all(), self._dry_run
        text = _("{gone} becomes {keep}: the old code leads there. ✓ is what is kept.")
        lines: list[list[Piece]] = [
            [(text.format(gone=people[other].code, keep=people[keep].code), PLAIN)]
        ]
        if dry_run is None:
            return [*lines, [(_("adding up .."), QUIET)]]
        lines.append([(self._extent(dry_run), ACCENT)])
        if dry_run.shared:
            text = ngettext(
                "{n} register has both: their times there are joined, see below.",
                "{n} registers have both: their times there are joined, see below.",
                len(dry_run.shared),
            )
            lines.append([(text.format(n=len(dry_run.shared)), BAD)])
        asked = [s for s in dry_run.shared if s.both_brought and s.key not in self._along]
        if asked:
            text = ngettext(
                "{n} register: people came with both; choose on its row whose they are.",
                "{n} registers: people came with both; choose on their rows whose they are.",
                len(asked),
            )
            lines.append([(text.format(n=len(asked)), BAD)])
        return lines

    def _extent(self, result: MergeResult) -> str:
        """How many registers, and which squads, a merge changes."""
        count = len(result.registers)
        text = ngettext("in {n} register", "in {n} registers", count).format(n=count)
        squads = self.village.squads.names(result.squads)
        return text + ("   " + _("squads: {names}").format(names=squads) if squads else "")

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another row: show its details."""
        self._show_details()

    def _show_details(self) -> None:
        """Show the row under the cursor in full: a note may be longer than its column."""
        width = max(20, self.size.width - 2)
        texts = self._details(self.rows.key)
        lines: list[list[Piece]] = [[part] for text in texts for part in wrap_text(text, width)]
        lines = (lines + [[]] * _DETAIL_LINES)[:_DETAIL_LINES]
        self.query_one("#details", TextBlock).show(lines)

    def _details(self, key: object) -> list[str]:
        choice = self._choice
        if choice is None or not isinstance(key, str):
            return []
        if key in MERGE_FIELDS:
            both = [
                (person.code, field_words(key, person)) for person in (choice.keep, choice.other)
            ]
            return [f"{code}  {text}" for code, text in both if text]
        registers = self._dry_run.shared if self._dry_run else ()
        shared = next((shared for shared in registers if shared.key == key), None)
        if shared is None:
            return []
        moved_up = moved_up_words(shared.moved_up, self.village.people.all()).strip()
        return [*_joined_words(shared), *([moved_up] if moved_up else [])]

    # -- what can be done --------------------------------------------------

    def action_choose(self, side: Side) -> None:
        """Take this field from the left record, from the right one, or from both."""
        choice, field = self._choice, self.rows.key
        if choice is None or not isinstance(field, str):
            return
        if self._asked_along(field):
            self._along[field] = side
            self._start_dry_run(choice)
        elif field in MERGE_FIELDS:
            choice.choose(field, side)
            if side == "both" and choice.side(field) != "both":
                self.status.show(_("Only tags, guardians and notes are taken from both."))
        self._show()

    @on(RowList.Chosen)
    def action_turn(self) -> None:
        """Take this field from the next possible side."""
        choice, row = self._choice, str(self.rows.key)
        if choice is None:
            return
        if self._asked_along(row):
            sides: list[Along] = ["keep", "other", "both"]
            at = sides.index(self._along[row]) + 1 if row in self._along else 0
            self._along[row] = sides[at % len(sides)]
            self._start_dry_run(choice)
        elif row in MERGE_FIELDS:
            choice.choose_next(row)
            self._show()

    def _asked_along(self, key: str) -> bool:
        """Whether a row is of a register to which both brought people."""
        registers = self._dry_run.shared if self._dry_run else ()
        return any(shared.key == key and shared.both_brought for shared in registers)

    def action_swap(self) -> None:
        """Keep the other code instead."""
        if self._choice is not None:
            self._choice.swap()
            opposite: dict[Along, Along] = {"keep": "other", "other": "keep", "both": "both"}
            self._along = {key: opposite[side] for key, side in self._along.items()}
            self._pair = self._pair[1], self._pair[0]
            self.refresh_page()

    @needs_writing
    def action_merge(self) -> None:
        """Make the two one record.

        Enter does not: the Enter that opened the page may arrive twice.
        """
        if self._choice is None:
            return
        keep, other = self._choice.keep, self._choice.other
        try:
            result = self.village.merge(
                keep.number, other.number, self._choice.person, self._along.get
            )
        except BothBrought as asked:
            self.rows.move_to(asked.shared.key)
            raise
        text = _("{gone} is {name} {keep} now; u takes it back").format(
            gone=other.code, name=result.person.name, keep=keep.code
        )
        entries = [entry for shared in result.shared for entry in shared.moved_up]
        moved_up = moved_up_words(entries, self.village.people.all())
        self.dismiss(f"{text}   {self._extent(result)}{moved_up}")


def _field_row(name: str, choice: MergeChoice) -> ListRow:
    """Both values of a field; where they differ, with a tick before what is chosen."""
    side = choice.side(name)
    left, right = field_words(name, choice.keep), field_words(name, choice.other)
    if not choice.differs(name):
        return ListRow(name, [_(FIELD_NAMES[name]), f"  {left}", f"  {right}"], QUIET)
    ticked = [
        f"{'✓' if side in (which, 'both') else ' '} {text}"
        for which, text in (("keep", left), ("other", right))
    ]
    return ListRow(name, [_(FIELD_NAMES[name]), *ticked], mark=swatch("yellow"))


def _register_row(shared: SharedRegister, along: Along | None) -> ListRow:
    """Both entries of a register; if both brought people, with a tick before whose are kept."""
    texts = [entry_words(entry, shared.head) for entry in (shared.mine, shared.theirs)]
    ticks = ["✓" if along in (side, "both") else " " for side in ("keep", "other")]
    cells = [f"{tick} {text}" for tick, text in zip(ticks, texts, strict=True)]
    asked = shared.both_brought and along is None
    cells = [date_text(shared.date), *cells]
    return ListRow(shared.key, cells, mark=swatch("red")) if asked else ListRow(shared.key, cells)


def _joined_words(shared: SharedRegister) -> list[str]:
    """What becomes of the two entries of one register."""
    times = entry_words(shared.result, shared.head)
    lines = [_("{title}: becomes {times}").format(title=shared.title, times=times)]
    if shared.signed:
        text = _("It is signed: credited anew, {hours} hours, and noted there as a correction.")
        lines.append(text.format(hours=credited_words(shared.result)))
    if shared.both_brought:
        lines.append(_("People came with both: left, right or both says whose they are."))
    return lines
