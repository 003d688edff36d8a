"""The records that our own files name: venues, hosts, the programme; found again by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from yigong.exports.ical import content_lines
from yigong.exports.ical.importing.parser import Component, ContentLine, split_list
from yigong.exports.ical.importing.text_reader import clean_text_line
from yigong.exports.ical.importing.vevents import Vevent
from yigong.store.event_records import HostPart, OrganisedBy
from yigong.store.kinds import kind_called
from yigong.store.plan_context import PlanContext
from yigong.store.squads.host_words import HOST_PARTS


class NamedRecords(NamedTuple):
    """What a VEVENT names, as far as the village has it and it is not archived."""

    venues: tuple[int, ...]
    hosts: tuple[OrganisedBy, ...]
    """Empty also where they are those of the programme."""

    programme: int
    unknown: tuple[str, ...]
    """The names of what is not here."""


def read_record_names(vevent: Vevent) -> NamedRecords:
    """Find the records that a VEVENT of our own names."""
    component, context, unknown = vevent.component, vevent.context, list[str]()
    venues = {clean_text_line(v.name): n for n, v in context.venues().items() if not v.archived}
    organisers = (squad for squad in context.squads().values() if squad.hosts)
    squads = {clean_text_line(s.name): s.number for s in organisers if not s.archived}
    found_venues = _numbers(_texts(component, "RESOURCES"), venues, unknown)
    found_hosts = _hosts(component, squads, unknown)
    programme = _programme(component, context, unknown)
    known = context.programmes().get(programme)
    usual = {(each.squad, each.how) for each in known.hosts} if known is not None else set()
    hosts = () if usual == {(each.squad, each.how) for each in found_hosts} else found_hosts
    return NamedRecords(found_venues, hosts, programme, tuple(unknown))


def _hosts(
    component: Component, squads: Mapping[str, int], unknown: list[str]
) -> tuple[OrganisedBy, ...]:
    """The hosts, each once, and their part in it; without a word of it, they are the host."""
    found: dict[int, OrganisedBy] = {}
    for line in component.all("CONTACT"):
        said = line.params.get(content_lines.HOST_PART)
        part: HostPart = next((each for each in HOST_PARTS if each == said), "host")
        for squad in _numbers(_line_texts(line), squads, unknown):
            found.setdefault(squad, OrganisedBy(squad=squad, how=part))
    return tuple(found.values())


def _programme(component: Component, context: PlanContext, unknown: list[str]) -> int:
    """The programme among the CATEGORIES, which name the kind and the season, too."""
    names = _texts(component, "CATEGORIES")
    others = [name for name in names if kind_called(name, tuple(context.kinds())) is None]
    programmes = [each for each in context.programmes().values() if not each.archived]
    for programme in programmes:
        called = {clean_text_line(name) for name in (programme.name, *programme.aliases)}
        if called.intersection(others):
            seasons = {clean_text_line(season.name) for season in programme.seasons}
            unknown += [name for name in others if name not in called | seasons]
            return programme.number
    unknown += others
    return 0


def _texts(component: Component, name: str) -> list[str]:
    return [text for line in component.all(name) for text in _line_texts(line)]


def _line_texts(line: ContentLine) -> list[str]:
    return [clean_text_line(text) for text in split_list(line.value)]


def _numbers(names: Sequence[str], known: Mapping[str, int], unknown: list[str]) -> tuple[int, ...]:
    unknown += [name for name in names if name not in known]
    return tuple(dict.fromkeys(known[name] for name in names if name in known))
