"""The form of a post: what is to be done, from when to when, by how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from yigong.store.event_records import Occurrence, Post
from yigong.store.language import N_, _
from yigong.tui.screens.event.plan_part_form import PlanPartForm
from yigong.tui.view.form_fields import Field
from yigong.tui.view.post_fields import post_fields, read_post, with_hours
from yigong.tui.view.post_words import post_and_hours


class PostForm(PlanPartForm[Post]):
    """Plans a post, or changes one."""

    PURPOSE = N_("Say what is to be done, from when to when, by how many.")
    PARTS = "posts"

    def __init__(self, occurrence: Occurrence, post: Post | None = None) -> None:
        """Make the form; without a post it plans a new one."""
        super().__init__(occurrence, post or Post(name=""), post)

    def part_name(self) -> str:
        """The post."""
        return self.part.name or _("New post")

    def fields(self) -> Sequence[Field]:
        """Name, hours, how many, and who is asked first and in charge."""
        squads = [squad for squad in self.village.squads.all().values() if not squad.archived]
        return post_fields(self.part, self.occurrence, squads, self._lead_as_typed())

    def _lead_as_typed(self) -> str:
        """Who is in charge, by name; by code where others have the name."""
        people = self.village.people.all()
        lead = people.get(self.part.lead)
        if lead is None:
            return ""
        alone = sum(person.name == lead.name for person in people.values()) == 1
        return lead.name if alone else lead.code

    def field_changed(self, name: str) -> None:
        """Say how hours are read, and who is meant."""
        if not self.is_mounted:
            return
        typed = str(self.values()[name])
        if name == "hours":
            self.explain(name, lambda: self._hours_as_read(typed) if typed else "")
        elif name == "lead_name":
            lead = self.village.people.person_for
            self.explain(name, lambda: lead(typed).code if typed else "")

    def _hours_as_read(self, typed: str) -> str:
        post = with_hours(self.part, typed, self.occurrence)
        return post_and_hours(msgspec.structs.replace(post, name=""), self.occurrence).strip()

    def read(self, values: Mapping[str, object]) -> Post:
        """The post that the fields say."""
        typed = str(values["lead_name"])
        lead = self.part.lead
        if typed != self._lead_as_typed():
            lead = self.village.people.person_for(typed).number if typed else 0
        return read_post(values, self.part, self.occurrence, self._fields, lead)
