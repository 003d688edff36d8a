"""A squad in words: its officers, the events that need it, its turnout, a row for each member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from yigong.store.language import _, ngettext
from yigong.store.records import Occurrence, Squad, Volunteer
from yigong.store.squads.leaderboard import Standing
from yigong.store.squads.staffing import Need
from yigong.tui.text.tally_words import grouped_hours
from yigong.tui.text.words import day_name
from yigong.tui.view.staffing_words import need_count, need_style
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece, fit
from yigong.tui.widgets.row_list import ListRow


def officer_words(squad: Squad, people: Mapping[int, Volunteer]) -> list[Piece]:
    """The leader and the deputies."""
    leader = people.get(squad.leader or 0)
    pieces: list[Piece] = [(_("no leader yet; l on a member"), QUIET)]
    if leader is not None:
        pieces = [(_("leader: {name}").format(name=leader.name), STRONG)]
    deputies = _(", ").join(people[n].name for n in squad.deputies if n in people)
    if deputies:
        pieces.append("   " + _("deputies: {names}").format(names=deputies))
    return pieces


def upcoming_need_lines(upcoming: Iterable[tuple[Occurrence, Need]]) -> list[list[Piece]]:
    """The next occurrences that need the squad, a line each: signed up against needed."""
    lines: list[list[Piece]] = [
        [
            fit(day_name(occurrence.start.date()), 14),
            (fit(need_count(need), 7), need_style(need)),
            occurrence.event.title,
        ]
        for occurrence, need in upcoming
    ]
    return lines or [[(_("no event of the next months needs it"), QUIET)]]


def attendance_pending() -> str:
    """What a page says while attendance is looked up."""
    return _("looking up who came when ..")


def turnout_lines(
    squad: Squad, standings: Mapping[int, Standing] | None, period: str
) -> list[list[Piece]]:
    """The turnout of a period in lines: of the members, and of guests who served in the squad.

    Args:
        squad: The squad.
        standings: By person; `None`: these are being looked up.
        period: The period's name.
    """
    if standings is None:
        return [[(f"{period}  {attendance_pending()}", QUIET)]]
    members = [found for number, found in standings.items() if number in squad.members]
    guests = [found for number, found in standings.items() if number not in squad.members]
    lines: list[list[Piece]] = [[(f"{period}  ", QUIET), (_turnout(members), ACCENT)]]
    if guests:
        helped = ngettext(
            "and {n} who is no member: {turnout}",
            "and {n} who are no members: {turnout}",
            len(guests),
        )
        lines.append([(helped.format(n=len(guests), turnout=_turnout(guests)), QUIET)])
    return lines


def _turnout(standings: Sequence[Standing]) -> str:
    """``served 45 times   120.5 hours``."""
    times = sum(standing.times for standing in standings)
    text = ngettext("served {n} time", "served {n} times", times).format(n=times)
    hours = grouped_hours(sum(standing.minutes for standing in standings))
    return f"{text}   " + _("{n} hours").format(n=hours)


def member_row(squad: Squad, person: Volunteer, standing: Standing) -> ListRow:
    """The row of a member: name, code, office, times, hours, last date, group."""
    return ListRow(
        standing.number,
        [
            person.name,
            person.code,
            office_word(squad, person),
            str(standing.times or ""),
            grouped_hours(standing.minutes) if standing.minutes else "",
            str(standing.last or ""),
            person.group,
        ],
        QUIET if person.archived else PLAIN,
    )


def office_word(squad: Squad, person: Volunteer) -> str:
    """A person's office in a squad, if any; archived people hold none."""
    if person.archived:
        return _("archived")
    if person.number == squad.leader:
        return _("leader")
    return _("deputy") if person.number in squad.deputies else ""
