"""The posts of an occurrence (岗位): what is to be done, from when to when, by how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.register import Promotion, post_plan
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence, Post
from yigong.store.language import N_, _
from yigong.store.squads.staffing import PostNeed, post_staffing
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide
from yigong.tui.screens.event.post_form import PostForm, ask_scope, save_posts
from yigong.tui.text.words import day_name, entry_state, person_name
from yigong.tui.view.history_words import undone_words
from yigong.tui.view.post_timeline import post_timeline
from yigong.tui.view.roll_call_words import promoted_words
from yigong.tui.view.staffing_words import need_count, need_style
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import flowing_lines

_HIGH = 30
"""Rows from which there is air between the bars, and a line for each person."""


class PostsPage(OccurrenceSide[None], ListPage[None]):
    """Lists the posts by time; each is changed on a form."""

    PURPOSE = N_("Plan what is to be done, from when to when, by how many.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Change"), tooltip=N_("Change the post under the cursor.")),
        Binding("n", "add", N_("New post")),
        Binding("e", "edit", N_("Edit")),
        Binding("delete,minus", "remove", N_("Remove")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "people", "squads", "settings"})
    DEFAULT_CSS = """
    PostsPage RowList { height: auto; min-height: 3; max-height: 50%; }
    PostsPage #chosen { margin: 1 1 0 1; }
    """
    EMPTY = N_("No posts yet. n: the first, such as parking 7:30-10 for four.")

    def __init__(self, occurrence: Occurrence) -> None:
        """Plan the posts of an occurrence."""
        super().__init__()
        self.occurrence = occurrence
        self._needs: list[PostNeed] = []

    def heading(self) -> list[Piece]:
        """The occurrence."""
        title, day = self.occurrence.event.title, day_name(self.occurrence.start.date())
        return [(_("Posts"), STRONG), f"  {title}  {day}"]

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

    def fingerprint(self) -> object:
        """The books, and the register, in which people sign up."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """List the posts by time."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)
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

    def _chosen(self) -> Post:
        """The post under the cursor.

        Raises:
            Refused: There is none.
        """
        for post in self.occurrence.posts:
            if post.id == self.rows.key:
                return post
        raise Refused("There is no post yet; n plans one.")

    def _refuse_signed(self) -> None:
        if self.village.registers.read(self.occurrence.key).closed:
            raise Refused("The register is signed, so its posts stay as they were.")

    # -- keys --------------------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Change the post that Enter chose."""
        self.action_edit()

    @needs_writing
    @work
    async def action_add(self) -> None:
        """Plan a post."""
        self._refuse_signed()
        await self._fill_in(PostForm(self.occurrence))

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the post under the cursor.

        Who is signed up for it stays.
        """
        self._refuse_signed()
        await self._fill_in(PostForm(self.occurrence, self._chosen()))

    async def _fill_in(self, form: PostForm) -> None:
        saved = await self.ask(form)
        if saved is not None:
            text = _("the post {post} is saved; u takes it back").format(post=saved.name)
            self._say_saved(text, form.moved_up)
            for post in self.occurrence.posts:
                if post.name == saved.name:
                    self.rows.move_to(post.id)

    @needs_writing
    @work
    async def action_remove(self) -> None:
        """Remove the post under the cursor, if nobody is signed up for it."""
        self._refuse_signed()
        gone, moved_up = self._chosen(), list[Promotion]()
        if not await self.ask(AskYes(_("Remove the post {post}?").format(post=gone.name))):
            return
        scope = await ask_scope(self, self.occurrence)
        if scope is not None:

            def edit(posts: Iterable[Post]) -> list[Post]:
                return [post for post in posts if post.id != gone.id]

            save_posts(self.village, self.occurrence, scope, edit, moved_up)
            text = _("the post {post} is removed; u takes it back").format(post=gone.name)
            self._say_saved(text, moved_up)

    def _say_saved(self, text: str, moved_up: list[Promotion]) -> None:
        self.refresh_page()
        self.status.good(text + promoted_words(moved_up, self.village.people.all()))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of this event or its register."""
        register = self.village.registers.book(self.occurrence.key).name
        moved_up: list[Promotion] = []
        undone = self.village.undo(register, self.occurrence.event.number, moved_up)
        act = undone_words(self.village, undone)
        self._say_saved(_("undone: {act}").format(act=act), moved_up)
