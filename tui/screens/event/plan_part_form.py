"""The form of a part of a plan, a post or a leg, and the question for which dates it is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Generic, Literal, NamedTuple, TypeVar

import msgspec
from textual import work

from yigong.store.attendance.register import Promotion
from yigong.store.errors import Refused
from yigong.store.event_records import Leg, Occurrence, Post
from yigong.store.language import _
from yigong.store.village.village import Village
from yigong.tui.screens.base.form import Form
from yigong.tui.screens.base.page import Page, Result, needs_writing
from yigong.tui.screens.calendar.date_scope_page import Scope, ScopeOption, ScopePage
from yigong.tui.text.words import day_name
from yigong.tui.view.event_words import next_words
from yigong.tui.widgets.canvas import STRONG, Piece

PlanPart = TypeVar("PlanPart", bound=Post | Leg)
PartsName = Literal["posts", "legs"]
"""The field of an event that its parts are in."""


class PlanPartForm(Form[PlanPart | None], Generic[PlanPart]):
    """Plans a part, or changes one. A subclass has the fields, and reads them."""

    PARTS: ClassVar[PartsName]

    def __init__(self, occurrence: Occurrence, part: PlanPart, before: PlanPart | None) -> None:
        """Make the form.

        Args:
            occurrence: The occurrence on whose page it is planned.
            part: What the form shows first.
            before: The part that is changed; `None`: a new one is planned.
        """
        super().__init__()
        self.occurrence = occurrence
        self.part = part
        self.before = before
        self._scope: Scope = "one"
        self.moved_up: list[Promotion] = []
        """Who moved up from the waitlist when it was saved."""

    def part_name(self) -> str:
        """What is planned, for the heading."""
        raise NotImplementedError

    def read(self, values: Mapping[str, object]) -> PlanPart:
        """The part that the fields say.

        Raises:
            Refused: A value is invalid.
        """
        raise NotImplementedError

    def heading(self) -> list[Piece]:
        """The part, and the event."""
        return [(self.part_name(), STRONG), f"  {self.occurrence.event.title}"]

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Save; of a repeating event, say first for which dates."""
        self.read(self.values())
        scope = await ask_scope(self, self.occurrence, self.PARTS)
        if scope is not None:
            self._scope = scope
            await self.save_or_ask()

    def save(self, values: Mapping[str, object]) -> PlanPart:
        """Plan the part, or change it, for the chosen dates."""
        new = self.read(values)

        def edit(parts: Sequence[PlanPart]) -> Sequence[PlanPart]:
            return replaced(parts, self.before, new)

        change = PartsChange(self.occurrence, self.PARTS, self._scope)
        save_parts(self.village, change, edit, self.moved_up, sure=self.sure)
        return new


def replaced(
    parts: Sequence[PlanPart], before: PlanPart | None, *after: PlanPart
) -> list[PlanPart]:
    """Parts with others in the place of one; `None`: behind all of them.

    Raises:
        Refused: It is not there any more, or not as it was.
    """
    if before is None:
        return [*parts, *after]
    if before not in parts:
        raise Refused(
            "Somebody changed this in the meantime; nothing was overwritten. "
            "Go back and look at it again."
        )
    at = parts.index(before)
    return [*parts[:at], *after, *parts[at + 1 :]]


async def ask_scope(page: Page[Result], occurrence: Occurrence, name: PartsName) -> Scope | None:
    """For which dates parts are changed: asked where there are several that have the same ones.

    Args:
        page: The page that asks.
        occurrence: The occurrence on whose page they are changed.
        name: Which parts.

    Returns:
        The dates; `None`: none, the organiser went back.
    """
    event = page.village.events.get(occurrence.event.number)
    own = (
        getattr(occurrence, name) != getattr(occurrence.event, name)
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


class PartsChange(NamedTuple):
    """Which parts are changed, and of which dates."""

    occurrence: Occurrence
    name: PartsName
    scope: Scope


def save_parts(
    village: Village,
    change: PartsChange,
    edit: Callable[[Sequence[PlanPart]], Sequence[PlanPart]],
    moved_up: list[Promotion],
    *,
    sure: bool = True,
) -> None:
    """Change the posts or the legs of one date, of it and those after it, or of all.

    Args:
        village: The village.
        change: Which of them, of which dates.
        edit: Makes the parts that there shall be of those that there are.
        moved_up: Collects who moves up from a waitlist by it.
        sure: Also where there would be fewer places than people have.

    Raises:
        Overbooked: There would be, and that is not sure.
        Refused: People are signed up for a part that would be gone, or at two posts at the same
            time; one is invalid; the vehicle of a leg is held.
    """
    events, (occurrence, name, scope) = village.events, change
    event, planned = events.get(occurrence.event.number), occurrence.planned
    if scope == "one":
        parts = edit(getattr(events.occurrence_for(occurrence.key), name))
        plan = events.plan_posts if name == "posts" else events.plan_legs
        plan(event.number, planned, parts, moved_up, sure=sure)  # type: ignore[arg-type]
        return
    changed = msgspec.structs.replace(event, **{name: tuple(edit(getattr(event, name)))})
    if scope == "all":
        events.save(changed, moved_up, sure=sure)
    else:
        start = datetime.combine(planned, event.start.time())
        from_date = msgspec.structs.replace(changed, start=start)
        events.save_from(from_date, planned, moved_up, sure=sure)
