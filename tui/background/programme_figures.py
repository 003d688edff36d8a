"""What calendar and registers say of a programme, looked up for its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yigong.store.errors import DataError
from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.programme_records import Programme
from yigong.store.programmes.goal_progress import progress_of, season_progress
from yigong.store.programmes.programme_events import (
    planned_by_programme,
    programme_occurrences,
    takes_in,
)
from yigong.store.statistics.summary import Summary, summarise
from yigong.store.statistics.tally import Tally, register_sum, registers_within
from yigong.store.village.village import Village
from yigong.tui.view.programme_rows import ProgrammeFigures
from yigong.tui.view.programme_words import against


def programme_figures(
    village: Village, programme: Programme, unreadable: list[DataError]
) -> ProgrammeFigures:
    """Look up the figures of a programme; it may run in a thread.

    Args:
        village: The village.
        programme: The programme.
        unreadable: Gets the errors of registers that cannot be read, which are left out.
    """
    now = village.now()
    summary = village.summary(None, None, programme=programme.name, unreadable=unreadable)
    events = village.events.all().values()
    planned = planned_by_programme(events, {programme.number: programme}, now, village.zone)
    found = programme_occurrences(events, programme.number, now.date(), village.zone)
    coming = [each for each in found if each.end > now]
    over = [each for each in found if each.end <= now]
    outside = {each.key for each in found if not takes_in(programme, each.start.date())}
    heads = {each.key: register_sum(each).tally().attendances for each in summary.counted}
    return ProgrammeFigures(
        progress=progress_of(programme, summary.counted, planned.get(programme.number, 0)),
        seasons=season_progress(programme, summary.counted, now.date()),
        tallies=_tallies(village, programme, summary),
        occurrences=[*coming, *reversed(over)],
        states=_states(village, coming, heads) | dict.fromkeys(outside, _("not counted")),
        within=len(found) - len(outside),
        heads={key: number for key, number in heads.items() if key not in outside},
    )


def _tallies(
    village: Village, programme: Programme, summary: Summary
) -> Sequence[tuple[str, Tally]]:
    """The numbers in all and of each season."""
    policy = village.settings.hours
    spans = [(_("in all"), programme.first, programme.last)]
    spans += [(season.name, season.first, season.last) for season in programme.seasons]
    return [
        (name, summarise(registers_within(summary.counted, first, last), policy).total)
        for name, first, last in spans
    ]


def _states(
    village: Village, coming: Sequence[Occurrence], heads: Mapping[str, int]
) -> dict[str, str]:
    """Who came to what was held, and who signed up for what is to come."""
    came = {key: _("{n} heads").format(n=number) for key, number in heads.items()}
    planned = set(village.registers.planned_between())
    signed = {}
    for occurrence in coming:
        if occurrence.cancelled:
            signed[occurrence.key] = _("cancelled")
        elif occurrence.key in planned:
            register = village.registers.peek(occurrence.key)
            count = sum(entry.party for entry in register.expected)
            text = against(count, occurrence.event.capacity)
            signed[occurrence.key] = _("signed {count}").format(count=text)
    return signed | came
