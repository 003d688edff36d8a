"""The programme, venues, hosts, squads and requests of an occurrence: what its page leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.named_records import Named
from yigong.store.requests.request_words import request_text
from yigong.store.squads.staffing import asked_squads
from yigong.store.village.village import Village

_MOST_TEXT = 30
"""Characters of a request in the list."""

Related = tuple[str, int]
"""A record by the letter of its code and its number."""


def related_records(village: Village, occurrence: Occurrence) -> list[tuple[Related, str]]:
    """What an occurrence belongs to, takes place in and is made by; each once, with its label.

    Args:
        village: The village.
        occurrence: The occurrence.
    """
    event = occurrence.event
    vehicles = [vehicle for leg in occurrence.legs for vehicle in leg.vehicles]
    groups: tuple[tuple[str, str, Mapping[int, Named], Iterable[int]], ...] = (
        (N_("Programme"), "P", village.programmes.all(), [event.programme]),
        (N_("Venue"), "L", village.venues.all(), [*occurrence.venues, *vehicles]),
        (N_("Host"), "S", village.squads.all(), [host.squad for host in event.hosts]),
        (N_("Squad"), "S", village.squads.all(), asked_squads(occurrence)),
    )
    found = dict[Related, str]()
    for label, letter, records, numbers in groups:
        for number in numbers:
            if number in records:
                record = records[number]
                found.setdefault((letter, number), f"{_(label)}  {record.name} {record.code}")
    for number in event.answers:
        request = village.requests.all().get(number)
        if request is not None:
            text = request_text(village.requests.shown(request))[:_MOST_TEXT]
            label = _("Request")
            found[("Q", number)] = f"{label}  {text} {request.code}"
    return list(found.items())
