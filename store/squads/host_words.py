"""主办 承办 协办: who organises an event, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yigong.store.event_records import HostPart, OrganisedBy
from yigong.store.language import N_, _
from yigong.store.records import Squad

HOST_PARTS: dict[HostPart, str] = {
    "host": N_("host"),
    "with": N_("with"),
    "support": N_("supported by"),
}
"""The parts in organising, as msgids."""


def host_words(hosts: Iterable[OrganisedBy], squads: Mapping[int, Squad] = {}) -> str:
    """``主办 党群服务中心  协办 乐跑团``; empty: nobody is named.

    Args:
        hosts: Who organises it; those of a register's head have the names of that time.
        squads: The squads by number, for the names of those without one.
    """
    named: dict[HostPart, list[str]] = {}
    for host in hosts:
        name = host.name or (squads[host.squad].name if host.squad in squads else "")
        if name:
            named.setdefault(host.how, []).append(name)
    comma = _(", ")
    return "  ".join(
        f"{_(word)} {comma.join(named[part])}" for part, word in HOST_PARTS.items() if part in named
    )
