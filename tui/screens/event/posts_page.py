"""The posts of an occurrence (岗位): what is to be done, from when to when, by how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult

from yigong.store.attendance.register import post_plan
from yigong.store.event_records import Occurrence, Post
from yigong.store.language import N_, _
from yigong.store.squads.staffing import PostNeed, post_staffing
from yigong.tui.screens.event.plan_part_page import PlanPartPage
from yigong.tui.screens.event.post_form import PostForm
from yigong.tui.text.words import entry_state, person_name
from yigong.tui.view.post_timeline import post_timeline
from yigong.tui.view.staffing_words import need_count, need_style
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import flowing_lines

_HIGH = 30
"""Rows from which there is air between the bars, and a line for each person."""


class PostsPage(PlanPartPage[Post]):
    """Lists the posts by time; each is changed on a form."""

    PURPOSE = N_("Plan what is to be done, from when to when, by how many.")
    PARTS = "posts"
    NAME = N_("Posts")
    DEFAULT_CSS = """
    PostsPage RowList { height: auto; min-height: 3; max-height: 50%; }
    PostsPage #chosen { height: 1fr; margin: 1 1 0 1; }
    """
    EMPTY = N_("No posts yet. n: the first, such as parking 7:30-10 for four.")

    def __init__(self, occurrence: Occurrence) -> None:
        """Plan the posts of an occurrence."""
        super().__init__(occurrence)
        self._needs: list[PostNeed] = []

    def parts(self) -> Mapping[int, Post]:
        """The posts by their numbers."""
        return {post.id: post for post in self.occurrence.posts}

    def part_name(self, key: int) -> str:
        """The name of a post."""
        return self.parts()[key].name

    def form(self, part: Post | None = None) -> PostForm:
        """The form of a post."""
        return PostForm(self.occurrence, part)

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn(_("When"), 11),
            ListColumn(_("Post"), 0, most=28),
            ListColumn(_("Signed up"), 9, right=True),
            ListColumn(_("Waiting"), 7, right=True, least=60),
            ListColumn(_("Squad"), 14, snug=True, least=50),
            ListColumn(_("In charge"), 12, snug=True, least=72),
            ListColumn(_("Note"), 0, least=100),
        ]

    def below(self) -> ComposeResult:
        """The posts along the hours, and who is at the one under the cursor."""
        yield Panel(id="chosen")

    def reload(self) -> None:
        """List the posts by time."""
        super().reload()
        register = self.village.registers.read(self.occurrence.key)
        needs = post_staffing(post_plan(register, self.occurrence), register)
        self._needs = sorted(needs, key=lambda need: need.hours.start)
        self.rows.show([self._row(need) for need in self._needs])
        self.moved()

    @on(RowList.Moved)
    def moved(self) -> None:
        """Show who is at the post under the cursor."""
        panel, chosen = self.query_one("#chosen", Panel), self.rows.key
        need = next((need for need in self._needs if need.post.id == chosen), None)
        people = self._people_at(need.post) if need is not None else []

        def lines(width: int) -> StyledLines:
            number = need.post.id if need is not None else 0
            times = post_timeline(panel, self._needs, self.occurrence, number, width)
            airy = self.size.height >= _HIGH
            if airy:
                times = [each for line in times for each in (line, [])][:-1]
            if need is None:
                return times
            title: list[list[Piece]] = [[(f"{need.post.name} {need.hours}", STRONG)]]
            title += [[(need.post.note, QUIET)]] if need.post.note else []
            nobody: StyledLines = [[(_("nobody is signed up for it yet"), QUIET)]]
            if airy:
                return [*times, [], *flowing_lines(title, width), *(people or nobody)]
            return [
                *times,
                [],
                *flowing_lines(title, width),
                *flowing_lines(people or nobody, width),
            ]

        panel.fill(lines)

    def _people_at(self, post: Post) -> list[list[Piece]]:
        """Who is signed up for a post, in their turn, with their state."""
        entries = self.village.registers.read(self.occurrence.key).entries.values()
        people = self.village.people.all()
        turns = [
            (each.waiting, each.at.timestamp(), entry)
            for entry in entries
            for each in entry.posts
            if each.post == post.id
        ]
        found: list[list[Piece]] = []
        for waiting, _at, entry in sorted(turns, key=lambda turn: turn[:2]):
            state = _("waiting") if waiting else entry_state(entry)
            found.append([f"{person_name(people.get(entry.number))} ", (state, QUIET)])
        return found

    def _row(self, need: PostNeed) -> ListRow:
        post = need.post
        squad = self.village.squads.names((post.squad,)) if post.squad else ""
        lead = person_name(self.village.people.all().get(post.lead)) if post.lead else ""
        waiting = str(need.waiting or "")
        cells = [
            str(need.hours), post.name, need_count(need), waiting, squad, lead, post.note,
        ]  # fmt: skip
        return ListRow(post.id, cells, PLAIN, cell_styles={2: need_style(need)})
