"""The form of a post, and the question for which dates of a series posts are changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from textual import work

from yigong.store.attendance.register import Promotion
from yigong.store.event_records import Event, Occurrence, Post
from yigong.store.language import N_, _
from yigong.store.village.village import Village
from yigong.tui.screens.base.form import Form
from yigong.tui.screens.base.page import Page, Result, needs_writing
from yigong.tui.screens.calendar.date_scope_page import Scope, ScopeOption, ScopePage
from yigong.tui.text.words import day_name
from yigong.tui.view.event_words import next_words
from yigong.tui.view.form_fields import Field
from yigong.tui.view.post_fields import post_fields, read_post, with_hours
from yigong.tui.view.post_words import post_and_hours
from yigong.tui.widgets.canvas import STRONG, Piece

PostEdit = Callable[[Sequence[Post]], Sequence[Post]]
"""Makes the posts that there shall be of those that there are."""


class PostForm(Form[Post | None]):
    """Plans a post, or changes one."""

    PURPOSE = N_("Say what is to be done, from when to when, by how many.")

    def __init__(self, occurrence: Occurrence, post: Post | None = None) -> None:
        """Make the form; without a post it plans a new one."""
        super().__init__()
        self._occurrence = occurrence
        self._post = post or Post(name="")
        self._scope: Scope = "one"
        self.moved_up: list[Promotion] = []
        """Who moved up from the waitlist when it was saved."""

    def heading(self) -> list[Piece]:
        """The post, and the occurrence."""
        name = self._post.name or _("New post")
        return [(name, STRONG), f"  {self._occurrence.event.title}"]

    def fields(self) -> Sequence[Field]:
        """Name, hours, how many, and who is asked first and in charge."""
        squads = [squad for squad in self.village.squads.all().values() if not squad.archived]
        return post_fields(self._post, self._occurrence, squads, self._lead_as_typed())

    def _lead_as_typed(self) -> str:
        """Who is in charge, by name; by code where others have the name."""
        people = self.village.people.all()
        lead = people.get(self._post.lead)
        if lead is None:
            return ""
        alone = sum(person.name == lead.name for person in people.values()) == 1
        return lead.name if alone else lead.code

    def field_changed(self, name: str) -> None:
        """Say how hours are read, and who is meant."""
        if not self.is_mounted:
            return
        typed = str(self.values()[name])
        if name == "hours" and typed:
            self.explain(name, lambda: self._hours_as_read(typed))
        elif name == "lead_name" and typed:
            self.explain(name, lambda: self.village.people.person_for(typed).code)

    def _hours_as_read(self, typed: str) -> str:
        post = with_hours(self._post, typed, self._occurrence)
        return post_and_hours(msgspec.structs.replace(post, name=""), self._occurrence).strip()

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Save; of a repeating event, say first for which dates."""
        self._read(self.values())
        scope = await ask_scope(self, self._occurrence)
        if scope is not None:
            self._scope = scope
            self.save_and_close()

    def _read(self, values: Mapping[str, object]) -> Post:
        typed = str(values["lead_name"])
        lead = self._post.lead
        if typed != self._lead_as_typed():
            lead = self.village.people.person_for(typed).number if typed else 0
        return read_post(values, self._post, self._occurrence, self._fields, lead)

    def save(self, values: Mapping[str, object]) -> Post:
        """Plan the post, or change it, for the chosen dates."""
        new, old = self._read(values), self._post

        def edit(posts: Sequence[Post]) -> Sequence[Post]:
            if not old.id:
                return [*posts, new]
            return [new if post.id == old.id else post for post in posts]

        save_posts(self.village, self._occurrence, self._scope, edit, self.moved_up)
        return new


async def ask_scope(
    page: Page[Result], occurrence: Occurrence, what: Literal["posts", "legs"] = "posts"
) -> Scope | None:
    """For which dates posts are changed: asked where there are several that have the same ones.

    Args:
        page: The page that asks.
        occurrence: The occurrence on whose page the posts are changed.
        what: What is changed.

    Returns:
        The dates; `None`: none, the organiser went back.
    """
    event = page.village.events.get(occurrence.event.number)
    own = (
        getattr(occurrence, what) != getattr(occurrence.event, what)
        or event.uid != occurrence.event.uid
    )
    if event.repeat is None or own:
        return "one" if own else "all"
    day = day_name(occurrence.planned, year=True)
    following, start = next_words(event, occurrence.planned), event.start.date()
    only = ScopeOption("one", _("only {day}").format(day=day), day)
    later = ScopeOption("following", _("{day} and those after it").format(day=day), following)
    everywhere = _("all dates, but for those people were checked in at")
    options = [only, later, ScopeOption("all", everywhere, next_words(event, start))]
    return await page.ask(ScopePage(_("Which dates does this change?"), options))


def save_posts(
    village: Village,
    occurrence: Occurrence,
    scope: Scope,
    edit: PostEdit,
    moved_up: list[Promotion],
) -> None:
    """Change the posts of one date, of it and those after it, or of all.

    Args:
        village: The village.
        occurrence: The occurrence.
        scope: Which dates.
        edit: The change.
        moved_up: Collects who moves up from a waitlist by it.

    Raises:
        Refused: People are signed up for a post that would be gone, or at two at the same time.
    """
    event, planned = village.events.get(occurrence.event.number), occurrence.planned
    if scope == "one":
        posts = edit(village.events.occurrence_for(occurrence.key).posts)
        village.events.plan_posts(event.number, planned, posts, moved_up)
        return
    changed = msgspec.structs.replace(event, posts=tuple(edit(event.posts)))
    if scope == "all":
        village.events.save(changed, moved_up)
    else:
        village.events.save_from(from_date(changed, occurrence), planned, moved_up)


def from_date(event: Event, occurrence: Occurrence) -> Event:
    """An event as its plan shall be from one of its dates on."""
    start = datetime.combine(occurrence.planned, event.start.time())
    return msgspec.structs.replace(event, start=start)
