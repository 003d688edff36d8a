"""A spot check in a town: whom the same draw gives in each village, by code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.town.spot_check import check_draw
from yigong.store.town.town_draw import VillageDraw, draw_in_town
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.town.town_list_page import TownListPage
from yigong.tui.text.town_words import draw_asking, draw_line, draw_remark
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow
from yigong.tui.widgets.text_block import wrapped_line


class DrawPage(TownListPage):
    """Lists codes and registers; whose a code is, the village says."""

    PURPOSE = N_("See whom a spot check asks; whose a code is, the village says.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "count", N_("How many")),
        BACK,
        HELP,
    ]
    SORTS = False
    DEFAULT_CSS = "DrawPage #ask { margin: 1 1 0 1; }"

    def __init__(self, seed: str, first: date, last: date) -> None:
        """Draw by a text.

        Args:
            seed: The text.
            first: The first day of the period.
            last: Its last day.
        """
        super().__init__()
        self._seed = seed
        self._ends = first, last
        self._count = 5
        self._drawn: Sequence[VillageDraw] | None = None

    def heading(self) -> list[Piece]:
        """How many are drawn, and by which text."""
        count = _("{n} of each village").format(n=self._count)
        return [(_("Spot check"), STRONG), f"  {count}  {self._seed}"]

    def below(self) -> ComposeResult:
        """How villages are asked that only send."""
        yield Panel(id="ask")

    def columns(self) -> Sequence[ListColumn]:
        """Code, date, what it was, the beginning of the digest."""
        return [
            ListColumn(_("Code"), 14),
            ListColumn(_("Date"), 10),
            ListColumn(_("Title"), 0),
            ListColumn(_("Digest"), 12, least=76),
        ]

    def reload(self) -> None:
        """Draw, in a thread."""
        town, clock, ends = self.town, self.program.clock, self._ends
        seed, count = self._seed, self._count

        def draw() -> list[VillageDraw]:
            report = self.reporter().report
            villages = town.read().villages
            return draw_in_town(villages, *ends, seed, count, clock=clock, progress=report)

        self._show_rows()
        run_task(self, draw, self._show, "draw")

    def _show(self, drawn: list[VillageDraw]) -> None:
        self._drawn = drawn
        self.status.show("")
        self._show_rows()

    def _show_rows(self) -> None:
        if self._drawn is None:
            self.rows.show([], empty=_("reading the villages"))
            return
        line = draw_line(*self._ends, self._count, self._seed)
        rows: list[ListRow] = []
        for each in self._drawn:
            rows.append(ListRow(None, [each.village.name, "", "", ""], STRONG))
            if said := draw_remark(each):
                style = BAD if each.problem else QUIET
                rows.append(ListRow(("said", each.village.name), ["", "", said, ""], style))
            for who in each.drawn:
                cells = [f"  {who.code}", f"{who.day}", who.title, who.digest[:12]]
                rows.append(ListRow((each.village.name, who.code), cells, PLAIN))
        self.rows.show(rows)
        asks = any(each.asks for each in self._drawn)
        text = draw_asking(line) if asks else ""
        self.query_one("#ask", Panel).fill(
            lambda width: [
                line for each in text.splitlines() for line in wrapped_line([(each, QUIET)], width)
            ]
        )

    @work
    async def action_count(self) -> None:
        """Draw more or fewer people of each village."""

        def number(text: str) -> int:
            if not text.strip().isdecimal():
                raise Refused("{text} is not a whole number, 0 or more.", text=text[:20])
            check_draw(self._seed, int(text))
            return int(text)

        asked = await self.ask(AskText(_("How many people?"), "", str(self._count), act=number))
        if asked:
            self._count = int(asked)
            self._drawn = None
            self.refresh_page()
