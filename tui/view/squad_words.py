"""A squad in words: who leads it, what is needed of it, who came, and a row for each member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from yigong.store.attendance.hours import hours_text
from yigong.store.language import _, ngettext
from yigong.store.records import Occurrence, Squad, Volunteer
from yigong.store.squads.leaderboard import Standing
from yigong.store.squads.staffing import Need
from yigong.tui.text.words import day_name
from yigong.tui.view.staffing_words import need_count, need_style
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece, fit
from yigong.tui.widgets.row_list import ListRow


def officer_words(squad: Squad, people: Mapping[int, Volunteer]) -> list[Piece]:
    """Who leads it, and the deputies."""
    leader = people.get(squad.leader or 0)
    pieces: list[Piece] = [(_("no leader yet; l on a member"), QUIET)]
    if leader is not None:
        pieces = [(_("leader: {name}").format(name=leader.name), STRONG)]
    deputies = ", ".join(people[n].name for n in squad.deputies if n in people)
    if deputies:
        pieces.append("   " + _("deputies: {names}").format(names=deputies))
    return pieces


def upcoming_need_lines(following: Iterable[tuple[Occurrence, Need]]) -> list[list[Piece]]:
    """The next events that need it, a line each: signed up against needed."""
    lines: list[list[Piece]] = [
        [
            fit(day_name(one.start.date()), 14),
            (fit(need_count(need), 7), need_style(need)),
            one.event.title,
        ]
        for one, need in following
    ]
    return lines or [[(_("no event of the next months needs it"), QUIET)]]


def attendance_pending() -> str:
    """What a page says while attendance is looked up."""
    return _("looking up who came when ..")


def turnout_lines(
    squad: Squad, came: Mapping[int, Standing] | None, period: str
) -> list[list[Piece]]:
    """What the members did together in a period, and who helped them without being one: lines.

    Args:
        squad: The squad.
        came: Who served in it; `None`: that is being looked up.
        period: What the period is called.
    """
    if came is None:
        return [[(f"{period}  {attendance_pending()}", QUIET)]]
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


def member_row(squad: Squad, person: Volunteer, one: Standing) -> ListRow:
    """A member on the board: name, code, role, times, hours, last date, group."""
    return ListRow(
        one.number,
        [
            person.name,
            person.code,
            office_word(squad, person),
            str(one.times or ""),
            hours_text(one.minutes) if one.minutes else "",
            str(one.last or ""),
            person.group,
        ],
        QUIET if person.archived else PLAIN,
    )


def office_word(squad: Squad, person: Volunteer) -> str:
    """What somebody is in a squad beyond a member; who is archived does not hold an office."""
    if person.archived:
        return _("archived")
    if person.number == squad.leader:
        return _("leader")
    return _("deputy") if person.number in squad.deputies else ""
