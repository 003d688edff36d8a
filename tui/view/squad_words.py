"""A squad in words: its officers, the events that need it, its turnout, a row for each member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.widget import Widget

from yigong.store.dates.date_words import date_text, short_date
from yigong.store.event_records import HostPart, Occurrence
from yigong.store.language import _, ngettext
from yigong.store.records import Squad, Volunteer
from yigong.store.squads.host_words import HOST_PARTS
from yigong.store.squads.leaderboard import Standing
from yigong.store.squads.staffing import Need
from yigong.tui.text.tally_words import grouped_hours
from yigong.tui.text.words import day_name, more_text
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.staffing_words import need_bar, need_count, need_style
from yigong.tui.widgets.bars import bar
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece, StyledLines, fit
from yigong.tui.widgets.row_list import Fill, ListRow
from yigong.tui.widgets.text_block import narrow_lines

_WHEN = 10
"""Cells of a date, and a gap behind it."""

_BAR = 6
"""The column of a member's bar."""

_MEMBER = 36
"""The least cells of a member with a bar."""


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


def host_line(squad: Squad) -> list[Piece]:
    """That it hosts events, and whom to ask there; empty: it does not."""
    if not squad.hosts:
        return []
    return [(_("hosts events"), ACCENT), f"  {squad.contact}"]


def hosted_lines(hosted: Sequence[tuple[Occurrence, HostPart]], width: int) -> StyledLines:
    """What it hosts and hosted, a line each."""
    lines: StyledLines = [[(_("Hosts:"), STRONG)]]
    for occurrence, part in hosted:
        when = fit(short_date(occurrence.start), _WHEN)
        room = max(8, width - _WHEN - 8)
        how = (fit(_(HOST_PARTS[part]), 8, right=True), QUIET)
        lines.append([(when, QUIET), fit(occurrence.event.title, room), how])
    return lines if hosted else [*lines, [(_("nothing yet"), QUIET)]]


def upcoming_need_lines(upcoming: Iterable[tuple[Occurrence, Need]]) -> list[list[Piece]]:
    """The next occurrences that need the squad, a line each: signed up against needed."""
    lines: list[list[Piece]] = [
        [
            fit(day_name(occurrence.start.date()), 14),
            (fit(need_count(need), 9), need_style(need)),
            occurrence.event.title,
        ]
        for occurrence, need in upcoming
    ]
    return lines or [[(_("no event of the next months needs it"), QUIET)]]


def squad_panel(
    widget: Widget,
    squad: Squad,
    people: Mapping[int, Volunteer],
    upcoming: Sequence[tuple[Occurrence, Need]],
    hosted: Sequence[tuple[Occurrence, HostPart]],
    width: int,
) -> StyledLines:
    """A squad beside the list of squads: its purpose and officers, what needs it next, what it
    hosts."""
    lines: StyledLines = [[(squad.name, STRONG), (f"  {squad.code}", QUIET)]]
    lines += [[(part, QUIET)] for part in wrap_text(squad.purpose, width) if part]
    if squad.hosts:
        lines += narrow_lines([host_line(squad)], width)
    if squad.leader or not squad.only_hosts:
        lines += narrow_lines([officer_words(squad, people)], width)
    if squad.only_hosts:
        return [*lines, [], *hosted_lines(hosted, width)]
    hosts: StyledLines = [[], *hosted_lines(hosted, width)] if squad.hosts else []
    lines += [[], [(_("Needed next"), STRONG)]]
    for occurrence, need in upcoming:
        when = fit(short_date(occurrence.start), _WHEN)
        room = max(8, width - _WHEN - 8)
        count = (fit(need_count(need), 8, right=True), need_style(need))
        lines.append([(when, QUIET), fit(occurrence.event.title, room), count])
        lines.append([" " * _WHEN, *need_bar(widget, need, room)])
    if not upcoming:
        lines.append([(_("no event of the next months needs it"), QUIET)])
    return [*lines, *hosts]


def member_bars(
    widget: Widget,
    squad: Squad,
    people: Mapping[int, Volunteer],
    standings: Mapping[int, Standing] | None,
    width: int,
) -> StyledLines:
    """The members, most often first, with a bar for how often each served.

    Standings are `None` while they are being looked up. The last line of the widget says how many
    there is no room for.
    """
    members = [n for n in squad.members if n in people]
    known = standings or {}
    times = {n: known[n].times if n in known else 0 for n in members}
    most = max(times.values(), default=0)
    lines: StyledLines = [[(_("Members"), STRONG), (f"  {len(members)}", QUIET)]]
    if not members:
        return [*lines, [(_("none yet; a chooses them"), QUIET)]]
    height = max(1, widget.size.height - 1)
    columns = max(1, min(width // _MEMBER, -(-len(members) // height)))
    cells = width // columns
    room = columns * height
    shown = len(members) if len(members) <= room else max(0, room - columns)
    cell_lines = [
        [
            fit(people[number].name, 16),
            *_plain_bar(widget, times[number], most, max(1, cells - 23)),
            (fit(str(times[number] or ""), 4, right=True) + "   ", QUIET),
        ]
        for number in sorted(members, key=lambda n: -times[n])[:shown]
    ]
    rows = -(-len(cell_lines) // columns)
    lines += [[piece for cell in cell_lines[row::rows] for piece in cell] for row in range(rows)]
    hidden = len(members) - shown
    return [*lines, [(more_text(hidden), QUIET)]] if hidden else lines


def _plain_bar(widget: Widget, value: int, most: int, width: int) -> list[Piece]:
    """A bar on the ground of its page."""
    full, rest = bar(widget, value, most, width, "green")
    return [full, " " * len(rest[0])]


def attendance_pending() -> str:
    """What a page says while attendance is looked up."""
    return _("looking up who came when ..")


def turnout_lines(
    squad: Squad, standings: Mapping[int, Standing] | None, period: str
) -> list[list[Piece]]:
    """The turnout of a period in lines: of the members, and of guests who served in the squad.
    Standings are `None` while they are being looked up."""
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


def member_row(squad: Squad, person: Volunteer, standing: Standing, most: int) -> ListRow:
    """The row of a member: name, code, office, times, hours, last date, group, and a bar of how
    often whoever served most often did."""
    return ListRow(
        standing.number,
        [
            person.name,
            person.code,
            office_word(squad, person),
            str(standing.times or ""),
            grouped_hours(standing.minutes) if standing.minutes else "",
            date_text(standing.last) if standing.last else "",
            "",
            person.group,
        ],
        QUIET if person.archived else PLAIN,
        fills={_BAR: Fill(standing.times, most)},
    )


def office_word(squad: Squad, person: Volunteer) -> str:
    """A person's office in a squad, if any; archived people hold none."""
    if person.archived:
        return _("archived")
    if person.number == squad.leader:
        return _("leader")
    return _("deputy") if person.number in squad.deputies else ""
