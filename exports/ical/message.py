"""An occurrence as plain text for a group chat (WeChat), where few people can open a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from yigong.exports.plain_text import one_line, paragraphs
from yigong.store import language
from yigong.store.dates.almanac import day_note
from yigong.store.dates.date_words import WEEKDAYS, date_text
from yigong.store.event_records import Occurrence, OrganisedBy
from yigong.store.language import _, ngettext
from yigong.store.squads.host_words import host_words
from yigong.store.squads.staffing import PostNeed


def chat_message(
    occurrence: Occurrence, posts: Sequence[PostNeed] = (), hosts: Sequence[OrganisedBy] = ()
) -> str:
    """Write an occurrence as a message: title, day by both calendars, time, place, posts, notes.

    Args:
        occurrence: The occurrence.
        posts: Its posts, full ones too: whoever helps reads there when to come.
        hosts: Who organises it, with their names.

    Returns:
        Lines of plain text, without markup and without a newline at the end.
    """
    event = occurrence.event
    title = one_line(event.title)
    lines = [(_("[Cancelled] ") + title) if occurrence.cancelled else title]
    if occurrence.cancelled and occurrence.reason:
        lines.append(_("Reason: {reason}").format(reason=one_line(occurrence.reason)))
    if occurrence.moved and not occurrence.cancelled:
        lines.append(_("Moved from {day}.").format(day=_day(occurrence.planned)))
    lines += _time_lines(occurrence)
    if occurrence.place:
        lines.append(_("Place: {place}").format(place=one_line(occurrence.place)))
    if event.lead:
        lines.append(_("In charge: {name}").format(name=one_line(event.lead)))
    if organised := host_words(hosts):
        lines.append(one_line(organised))
    if posts and not occurrence.cancelled:
        lines += _post_lines(posts)
    notes = paragraphs(event.notes)
    return "\n".join([*lines, *([notes] if notes else [])])


def _post_lines(posts: Sequence[PostNeed]) -> list[str]:
    """The posts with their hours; then what is still lacking: how many in all, and of each."""
    posts = sorted(posts, key=lambda each: each.post.start)
    named = [f"{one_line(each.post.name)} {each.hours}" for each in posts]
    lacking = [each for each in posts if each.lacks]
    return [_("Posts:"), *named, *(_lacking_lines(lacking) if lacking else [])]


def _lacking_lines(needs: Sequence[PostNeed]) -> list[str]:
    """What is still lacking: how many in all, and a line for each post."""
    total = sum(need.lacks for need in needs)
    text = ngettext("{n} person is still needed:", "{n} people are still needed:", total)
    post = _("{post} {hours}: {n}")
    return [
        text.format(n=total),
        *(post.format(post=one_line(n.post.name), hours=n.hours, n=n.lacks) for n in needs),
    ]


def _time_lines(occurrence: Occurrence) -> list[str]:
    start, end = occurrence.start, occurrence.end
    first, last = start.date(), (end - timedelta(seconds=1)).date()
    if occurrence.event.all_day:
        when = _day(first) if last <= first else _span(_day(first), _day(last))
    elif occurrence.minutes >= 24 * 60:
        when = _span(f"{_day(first)} {start:%H:%M}", f"{_day(end.date())} {end:%H:%M}")
    else:
        when = f"{_day(first)} {start:%H:%M}-{end:%H:%M}"
    lines = [_("Time: {when}").format(when=when)]
    if occurrence.event.zone:
        lines.append(_("(clock time in {zone})").format(zone=occurrence.event.zone))
    note = day_note(first)
    if note.lunar:
        name = f" {note.text}" if note.kind in ("festival", "term") else ""
        lines.append(_("Lunar calendar: {day}").format(day=note.lunar + name))
    return lines


def _span(first: str, last: str) -> str:
    return _("{first} to {last}").format(first=first, last=last)


def _day(day: date) -> str:
    weekday = _(WEEKDAYS[day.weekday()])
    if language.current_language() == "zh":
        return f"{date_text(day)}（{weekday}）"
    return f"{weekday} {date_text(day)}"
