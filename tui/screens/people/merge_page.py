"""Two records of one person side by side: choose field by field, see what moves, merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.hours import hours_text
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Entry
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.field_names import FIELD_NAMES
from yigong.tui.view.merge_choice import MERGE_FIELDS, MergeChoice, Side, field_words
from yigong.tui.view.roll_call_words import moved_up_words
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from yigong.store.village.merge import MergeResult, SharedRegister

_BELOW = 4
"""Lines below the list, for what does not fit into its columns."""


class MergePage(Page[str]):
    """Compares two records and makes one of them. It gives back what was done, as a sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose('keep')", N_("Left")),
        Binding("right", "choose('other')", N_("Right")),
        Binding("b", "choose('both')", N_("Both")),
        Binding("space", "turn", show=False),
        Binding("x", "swap", N_("The other code stays")),
        Binding("ctrl+s", "merge", N_("Merge")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads"})
    DEFAULT_CSS = f"""
    MergePage #above {{ margin: 1 0; }}
    MergePage #below {{ height: {_BELOW}; margin: 1 0 0 0; }}
    """

    def __init__(self, keep: int, gone: int) -> None:
        """Compare two records.

        Args:
            keep: The person whose code stays, to begin with.
            gone: The one whose code will lead there.
        """
        super().__init__()
        self._pair = keep, gone
        self._merging: MergeChoice | None = None
        self._trial: MergeResult | None = None

    def heading(self) -> list[Piece]:
        """Who becomes whom."""
        keep, gone = self._pair
        people = self.village.people.all()
        if keep not in people or gone not in people:
            return [(_("Merge"), STRONG)]
        return [(_("Merge"), STRONG), f"  {people[gone].code} -> {people[keep].code}"]

    def body(self) -> ComposeResult:
        """What moves, the fields of both, and the chosen row in full."""
        above, below = TextBlock(), TextBlock()
        above.id, below.id = "above", "below"
        yield above
        yield RowList([ListColumn("", 0)], id="fields")
        yield below

    @property
    def rows(self) -> RowList:
        """The list of fields and of what they both came to."""
        return self.query_one("#fields", RowList)

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)

    def watched(self) -> object:
        """Also the registers: both may come to something while one compares them."""
        return super().watched(), self.village.history.fingerprint()

    # -- what is shown -----------------------------------------------------

    def reload(self) -> None:
        """Both as they are now; what was chosen stays."""
        people = self.village.people
        keep, gone = (people.get(number) for number in self._pair)
        if {keep.number, gone.number} != set(self._pair):
            raise Refused("These two were merged already.")
        if self._merging is None:
            self._merging = MergeChoice(keep, gone)
        else:
            self._merging.update_records(keep, gone)
        self._show()
        self._try(self._merging)

    def _try(self, merging: MergeChoice) -> None:
        """What would move, in a thread: all registers are looked through."""
        village, person = self.village, merging.person
        keep, gone = self._pair

        self._trial = None
        run_task(self, lambda: village.merge(keep, gone, person, dry=True), self._tried, "trial")

    def _tried(self, trial: MergeResult) -> None:
        self._trial = trial
        self._show()

    def _show(self) -> None:
        assert self._merging is not None  # noqa: S101 - reload came first
        self.query_one("#above", TextBlock).show(self._moving())
        keep, gone = self._merging.keep, self._merging.other
        columns = [
            ListColumn("", 11),
            ListColumn(f"  {keep.code} {keep.name}", 0, most=50),
            ListColumn(f"  {gone.code} {gone.name}", 0, most=50),
        ]
        rows = [
            self._field(name)
            for name in MERGE_FIELDS
            if field_words(name, keep) or field_words(name, gone)
        ]
        if self._trial is not None and self._trial.shared:
            title = _("Both stand in these registers")
            rows += [ListRow(None, []), ListRow("", ["", f"  {title}"], STRONG)]
            rows += [_clash(clash) for clash in self._trial.shared]
        self.rows.show(rows, columns=columns)
        self._tell()

    def _field(self, name: str) -> ListRow:
        assert self._merging is not None  # noqa: S101 - reload came first
        merging = self._merging
        side = merging.side(name)
        left, right = field_words(name, merging.keep), field_words(name, merging.other)
        if not merging.differs(name):
            return ListRow(name, [_(FIELD_NAMES[name]), f"  {left}", f"  {right}"], QUIET)
        ticked = [
            f"{'✓' if side in (which, 'both') else ' '} {text}"
            for which, text in (("keep", left), ("other", right))
        ]
        return ListRow(name, [_(FIELD_NAMES[name]), *ticked])

    def _moving(self) -> list[list[Piece]]:
        """What moves to the record that stays."""
        keep, gone = self._pair
        people, trial = self.village.people.all(), self._trial
        words = _("{gone} becomes {keep}: the old code leads there. ✓ is what is kept.")
        lines: list[list[Piece]] = [
            [(words.format(gone=people[gone].code, keep=people[keep].code), PLAIN)]
        ]
        if trial is None:
            return [*lines, [(_("adding up .."), QUIET)]]
        lines.append([(self._moves(trial), ACCENT)])
        if trial.shared:
            text = ngettext(
                "{n} register has both: their times there are joined, see below.",
                "{n} registers have both: their times there are joined, see below.",
                len(trial.shared),
            )
            lines.append([(text.format(n=len(trial.shared)), BAD)])
        return lines

    def _moves(self, trial: MergeResult) -> str:
        count = len(trial.registers)
        text = ngettext("in {n} register", "in {n} registers", count).format(n=count)
        squads = self.village.squads.names(trial.squads)
        return text + ("   " + _("squads: {names}").format(names=squads) if squads else "")

    @on(RowList.Moved)
    def moved(self) -> None:
        """Another row."""
        self._tell()

    def _tell(self) -> None:
        """Say all of the chosen row: a note is longer than its column."""
        width = max(20, self.size.width - 2)
        texts = self._of(self.rows.key)
        lines = [part for text in texts for part in wrap_text(text, width)][:_BELOW]
        below: list[list[Piece]] = [[line] for line in lines]
        self.query_one("#below", TextBlock).show([*below, *([[]] * (_BELOW - len(below)))])

    def _of(self, key: object) -> list[str]:
        merging = self._merging
        if merging is None or not isinstance(key, str):
            return []
        if key in MERGE_FIELDS:
            both = (
                (person.code, field_words(key, person)) for person in (merging.keep, merging.other)
            )
            return [f"{code}  {text}" for code, text in both if text]
        clashes = self._trial.shared if self._trial else ()
        found = next((clash for clash in clashes if clash.key == key), None)
        if found is None:
            return []
        who = moved_up_words(found.moved_up, self.village.people.all()).strip()
        return [*_joined(found), *([who] if who else [])]

    # -- what can be done --------------------------------------------------

    def action_choose(self, side: Side) -> None:
        """Take the field under the cursor from one of them, or from both."""
        if self._merging is not None and isinstance(self.rows.key, str):
            if side == "both" and self.rows.key in MERGE_FIELDS:
                self._merging.choose(self.rows.key, side)
                if self._merging.side(self.rows.key) != "both":
                    self.status.show(_("Only tags, guardians and notes are taken from both."))
            elif self.rows.key in MERGE_FIELDS:
                self._merging.choose(self.rows.key, side)
            self._show()

    @on(RowList.Chosen)
    def action_turn(self) -> None:
        """The next possibility for the field under the cursor."""
        if self._merging is not None and self.rows.key in MERGE_FIELDS:
            self._merging.choose_next(str(self.rows.key))
            self._show()

    def action_swap(self) -> None:
        """The other code stays."""
        if self._merging is not None:
            self._merging.swap()
            self._pair = self._pair[1], self._pair[0]
            self.refresh_page()

    def action_merge(self) -> None:
        """Make one of the two. Enter does not: it may bounce from the page before."""
        with self.report_refusals():
            self.refuse_reader()
            if self._merging is None:
                return
            keep, gone = self._merging.keep, self._merging.other
            done = self.village.merge(keep.number, gone.number, self._merging.person)
            text = _("{gone} is {name} {keep} now; u takes it back").format(
                gone=gone.code, name=done.person.name, keep=keep.code
            )
            up = [entry for clash in done.shared for entry in clash.moved_up]
            who = moved_up_words(up, self.village.people.all())
            self.dismiss(f"{text}   {self._moves(done)}{who}")


def _clash(clash: SharedRegister) -> ListRow:
    cells = [f"{clash.date:%Y-%m-%d}", f"  {_times(clash.mine)}", f"  {_times(clash.theirs)}"]
    return ListRow(clash.key, cells)


def _joined(clash: SharedRegister) -> list[str]:
    """What becomes of what both have in one register."""
    became = _("{title}: becomes {times}").format(title=clash.title, times=_times(clash.result))
    lines = [became]
    if clash.signed:
        credit = clash.result.credit
        lines.append(
            _(
                "It is signed: credited anew, {hours} hours, and noted there as a correction."
            ).format(hours=hours_text(credit.total if credit else 0))
        )
    return lines


def _times(entry: Entry) -> str:
    """When somebody was there, or that they only signed up."""
    if entry.stints:
        return "  ".join(
            f"{stint.start:%H:%M}-" + (f"{stint.end:%H:%M}" if stint.end else "")
            for stint in entry.stints
        )
    if entry.grants:
        return _("granted {hours}").format(hours=hours_text(sum(g.minutes for g in entry.grants)))
    return _("signed up") if entry.expected else _("nothing")
