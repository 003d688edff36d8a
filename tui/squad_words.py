"""A squad in words: who leads it, what is needed of it, who came, and a row for each member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from store.boards import Standing
from store.hours import hours_text
from store.language import _, ngettext
from store.needs import Need
from store.records import Occurrence, Squad, Volunteer
from tui.came import waiting
from tui.need_words import count, style
from tui.widgets.painted import ACCENT, PLAIN, QUIET, STRONG, Piece, fit
from tui.widgets.rows import Row
from tui.words import day_name


def officers(squad: Squad, people: Mapping[int, Volunteer]) -> list[Piece]:
    """Who leads it, and the deputies."""
    leader = people.get(squad.leader or 0)
    pieces: list[Piece] = [(_("no leader yet; l on a member"), QUIET)]
    if leader is not None:
        pieces = [(_("leader: {name}").format(name=leader.name), STRONG)]
    deputies = ", ".join(people[n].name for n in squad.deputies if n in people)
    if deputies:
        pieces.append("   " + _("deputies: {names}").format(names=deputies))
    return pieces


def needed_next(following: Iterable[tuple[Occurrence, Need]]) -> list[list[Piece]]:
    """The next events that need it, a line each: signed up against needed."""
    lines: list[list[Piece]] = [
        [fit(day_name(one.start.date()), 14), (fit(count(need), 7), style(need)), one.event.title]
        for one, need in following
    ]
    return lines or [[(_("no event of the next months needs it"), QUIET)]]


def turnout(squad: Squad, came: Mapping[int, Standing] | None, period: str) -> list[list[Piece]]:
    """What the members did together in a period, and who helped them without being one: lines.

    Args:
        squad: The squad.
        came: Who served in it; `None`: that is being looked up.
        period: What the period is called.
    """
    if came is None:
        return [[(f"{period}  {waiting()}", QUIET)]]
    members = [one for number, one in came.items() if number in squad.members]
    guests = [one for number, one in came.items() if number not in squad.members]
    lines: list[list[Piece]] = [[(f"{period}  ", QUIET), (_together(members), ACCENT)]]
    if guests:
        helped = ngettext(
            "and {n} who is no member: {turnout}",
            "and {n} who are no members: {turnout}",
            len(guests),
        )
        lines.append([(helped.format(n=len(guests), turnout=_together(guests)), QUIET)])
    return lines


def _together(standings: Sequence[Standing]) -> str:
    """``came 45 times   120.5 hours``."""
    times = sum(one.times for one in standings)
    came = ngettext("came {n} time", "came {n} times", times).format(n=times)
    hours = hours_text(sum(one.minutes for one in standings))
    return f"{came}   " + _("{n} hours").format(n=hours)


def member_row(squad: Squad, person: Volunteer, one: Standing) -> Row:
    """A member on the board: name, code, role, times, hours, last date, group."""
    return Row(
        one.number,
        [
            person.name,
            person.code,
            role(squad, person),
            str(one.times or ""),
            hours_text(one.minutes) if one.minutes else "",
            str(one.last or ""),
            person.group,
        ],
        QUIET if person.archived else PLAIN,
    )


def role(squad: Squad, person: Volunteer) -> str:
    """What somebody is in a squad beyond a member; who is archived does not hold an office."""
    if person.archived:
        return _("archived")
    if person.number == squad.leader:
        return _("leader")
    return _("deputy") if person.number in squad.deputies else ""
