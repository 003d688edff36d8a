"""The field of a form for who organises an event or a programme: squads, each with its part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yigong.store.event_records import OrganisedBy
from yigong.store.language import _
from yigong.store.records import Squad
from yigong.store.squads.host_words import HOST_PARTS
from yigong.tui.view.form_fields import Field


def hosts_field(hosts: Iterable[OrganisedBy], squads: Mapping[int, Squad]) -> Field:
    """The field, with the squads that host and those that it names already.

    Args:
        hosts: Who organises it.
        squads: Every squad by number.
    """
    picks = tuple((host.squad, host.how) for host in hosts)
    own = {number for number, _how in picks}
    return Field(
        "hosts",
        _("Held by"),
        picks,
        lambda picks: tuple(OrganisedBy(squad=squad, how=how) for squad, how in picks),
        options=[
            (squad.number, squad.name)
            for squad in squads.values()
            if squad.number in own or (squad.hosts and not squad.archived)
        ],
        picks=True,
        parts=[(part, _(name)) for part, name in HOST_PARTS.items()],
    )
