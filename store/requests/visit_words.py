"""Visits in words: how somebody was reached, whom a visit was to."""

from __future__ import annotations

from collections.abc import Mapping

from yigong.store.language import N_, _
from yigong.store.records import Volunteer, code
from yigong.store.request_records import Visit, VisitWay

VISIT_WAY_NAMES: dict[VisitWay, str] = {
    "home": N_("at home"),
    "phone": N_("by telephone"),
    "online": N_("by message"),
    "here": N_("they came"),
}
"""上门 电话 线上 到访; msgids."""


def met_words(visit: Visit) -> str:
    """Whether anybody was met."""
    return _("met") if visit.met else _("nobody met")


def visited_words(visit: Visit, people: Mapping[int, Volunteer]) -> str:
    """Whom a visit was to: the person, else the household."""
    person = people.get(visit.who)
    if person is not None:
        return person.name or person.code
    return visit.home or _("somebody")


def visitor_words(visit: Visit, people: Mapping[int, Volunteer]) -> str:
    """Who visited, by name."""
    return _(", ").join(
        (people[number].name or code("V", number)) if number in people else code("V", number)
        for number in visit.by
    )
