"""The pages for everybody in one language, each of at most 30 kB: as text, by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from yigong.exports.site import page_words
from yigong.exports.site.public_edition import PublicEdition, calendar_edition
from yigong.exports.site.schema_data import schema_events
from yigong.store.dates.date_words import date_text, days_text, month_name
from yigong.store.event_records import Event, Occurrence
from yigong.store.kinds import kind_name
from yigong.store.language import _, current_language, ngettext
from yigong.store.programme_records import Programme
from yigong.store.squads.host_words import HOST_PARTS
from yigong.store.venue_records import VENUE_KIND_NAMES, Venue
from yigong.store.venues.openings import coming_closures, shut_on
from yigong.store.venues.venue_rules import needs_agreement, rules_of, wholes_of

if TYPE_CHECKING:
    import jinja2

MAX_BYTES = 30_000
"""Of a page: what a phone on a village's line loads at once."""

_FEWER = (12, 6, 3, 1)
"""How many lines of a kind a page shows; fewer where it would be too long."""

_MOST_PARTS, _MOST_CLOSURES = 24, 12
"""Of a venue on its page."""

T = TypeVar("T")


class SitePages:
    """Writes the pages in the language that is spoken now."""

    def __init__(self, edition: PublicEdition) -> None:
        """Load the templates.

        Args:
            edition: What the pages show.
        """
        self._edition = edition
        self._zone = ZoneInfo(edition.settings.zone)
        self._templates = _templates()
        own, other = edition.settings.language, "en" if edition.settings.public_english else ""
        self._english = current_language() == "en" != own
        self._suffix = ".en.html" if self._english else ".html"
        other_suffix = ".html" if self._english else ".en.html"
        self._templates.globals |= {
            "_": _,
            "settings": edition.settings,
            "subscribe": _subscription(edition.settings.public_url, "public.ics"),
            "edition": edition,
            "suffix": self._suffix,
            "other_suffix": other_suffix if other and own != "en" else "",
            "language": "zh-CN" if current_language() == "zh" else "en",
            "words": page_words,
            "kind_name": kind_name,
            "host_parts": HOST_PARTS,
            "days_text": days_text,
            "date_text": date_text,
        }

    def write(self) -> Iterator[tuple[str, str]]:
        """Write all pages; gives the name and the text of each."""
        this_month = self._edition.today.replace(day=1)
        for month in self._edition.months:
            pages = list(self._month(month, f"{month:%Y-%m}"))
            yield from pages
            if month == this_month:
                yield from self._month(month, "index")
        for event in self._edition.events.values():
            yield event.code + self._suffix, self._event(event)
        for programme in self._edition.programmes.values():
            yield programme.code + self._suffix, self._programme(programme)
        for venue in self._edition.venues.values():
            yield venue.code + self._suffix, self._venue(venue)
        yield from self._list("programmes", list(self._edition.programmes.values()))
        yield from self._list("venues", list(self._edition.venues.values()))

    def _month(self, month: date, name: str) -> Iterator[tuple[str, str]]:
        """Write a month, in parts where it is too long for one page."""
        begins = [o for o in self._edition.dates if o.start.date().replace(day=1) == month]
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)

        def render(dates: Sequence[Occurrence], part: int, parts: int) -> str:
            by_day = {day: list(each) for day, each in groupby(dates, lambda o: o.start.date())}
            first_day = min(by_day, default=month) if part else month
            last_day = max(by_day, default=last) if part < parts - 1 else last
            days = [first_day + timedelta(days=k) for k in range((last_day - first_day).days + 1)]
            return self._render(
                "month.html",
                title=month_name(month),
                name=name,
                month=month,
                days=[(day, by_day.get(day, [])) for day in days],
                column=(first_day.weekday() - self._edition.settings.first_weekday) % 7 + 1,
                seasons=list(self._seasons(month, last))[:6],
                months=[(f"{each:%Y-%m}", month_name(each)) for each in self._edition.months],
                part=part,
                parts=parts,
            )

        yield from self._parts(name, begins, render)

    def _seasons(self, first: date, last: date) -> Iterator[tuple[Programme, str]]:
        """The seasons and themes of a period, each after its programme."""
        for programme in self._edition.programmes.values():
            for season in programme.seasons:
                if season.first <= last and season.last >= first:
                    yield programme, season.name

    def _list(self, name: str, records: Sequence[Programme | Venue]) -> Iterator[tuple[str, str]]:
        """Write the list of the programmes or of the venues."""

        def render(some: Sequence[Programme | Venue], part: int, parts: int) -> str:
            return self._render(
                f"{name}.html",
                title=_("Programmes") if name == "programmes" else _("Venues"),
                name=name,
                records=some,
                kinds=VENUE_KIND_NAMES,
                part=part,
                parts=parts,
            )

        yield from self._parts(name, records, render)

    def _parts(
        self, name: str, items: Sequence[T], render: Callable[[Sequence[T], int, int], str]
    ) -> Iterator[tuple[str, str]]:
        """Write a page of many items as so many pages that each is short enough."""
        parts = 1
        while True:
            size = -(-len(items) // parts) or 1
            chunks = [items[k : k + size] for k in range(0, len(items), size)] or [[]]
            texts = [render(chunk, part, len(chunks)) for part, chunk in enumerate(chunks)]
            longest = max(len(text.encode()) for text in texts)
            if longest <= MAX_BYTES or size == 1:
                break
            parts = max(parts + 1, parts * longest // MAX_BYTES)
        for part, text in enumerate(texts):
            yield f"{name}{f'-{part + 1}' if part else ''}{self._suffix}", text

    def _event(self, event: Event) -> str:
        """Write an event with its coming dates; where there are none, with its last ones."""
        edition, url = self._edition, self._edition.settings.public_url
        dates = edition.dates_of(event.number)
        coming = edition.coming(dates)
        shown = coming or dates[::-1]
        page = url + event.code + self._suffix if url else ""
        programme = edition.programmes.get(event.programme)
        return self._fitting(
            "event.html",
            shown,
            lambda dates: {
                "data": schema_events(dates, edition.settings, edition.context, page),
                "dates": dates,
            },
            title=event.title,
            next=next((o for o in coming if not o.cancelled), None),
            name=event.code,
            event=event,
            over=not coming,
            hosts=edition.context.hosts(event)[:12],
            programme=programme,
            venues=[
                venue for venue in edition.context.venues_of(event.venues)[:12]
                if venue.number in edition.venues
            ],
            has_calendar=calendar_edition(event) is not None,
            has_code=bool(url or any(not o.cancelled for o in coming)),
            subscribe=_subscription(url, f"{event.code}.ics"),
        )  # fmt: skip

    def _programme(self, programme: Programme) -> str:
        """Write a programme with its seasons, its goal and its coming events."""
        edition = self._edition
        dates = [o for o in edition.dates if o.event.programme == programme.number]
        return self._fitting(
            "programme.html",
            edition.coming(dates) or dates[::-1],
            lambda dates: {"dates": dates},
            title=programme.name,
            name=programme.code,
            programme=programme,
            seasons=programme.seasons,
            goals=list(self._goals(programme)),
            over=not edition.coming(dates),
            hosts=edition.context.named_hosts(programme.hosts)[:12],
            subscribe=_subscription(edition.settings.public_url, f"programme-{programme.code}.ics"),
        )

    def _goals(self, programme: Programme) -> Iterator[tuple[str, int, int]]:
        """The goals of a programme: a sentence, what was reached, what shall be."""
        progress = self._edition.progress.get(programme.number)
        if progress is None:
            return
        for text, done, goal in (
            (_("{done} of {goal} events held"), progress.occurrences, progress.goal.occurrences),
            (_("{done} of {goal} participants"), progress.attendances, progress.goal.attendances),
            (_("{done} of {goal} people"), progress.people, progress.goal.people),
        ):
            if goal:
                yield text.format(done=done, goal=goal), done, goal

    def _venue(self, venue: Venue) -> str:
        """Write a venue with the hours at which it is free in the week, and what takes place."""
        edition = self._edition
        spans, venues = edition.free[venue.number], edition.context.venues()
        inside = [n for n in venues if venue in wholes_of(venues, n)]
        here = {venue.number, *inside}
        dates = edition.coming(o for o in edition.dates if here.intersection(o.venues))
        return self._fitting(
            "venue.html",
            dates,
            lambda dates: {"dates": dates},
            title=venue.name,
            name=venue.code,
            venue=venue,
            kinds=VENUE_KIND_NAMES,
            wholes=[
                each for each in wholes_of(venues, venue.number) if each.number in edition.venues
            ],
            inside=[edition.venues[n] for n in inside if n in edition.venues][:_MOST_PARTS],
            asks=needs_agreement(venues, venue.number),
            shut=coming_closures(venue, venues, edition.today)[:_MOST_CLOSURES],
            opens=list(page_words.opening_lines(rules_of(venue, venues).opens[:20])),
            week=[
                (day, hours[:12], shut_on(venue, venues, day))
                for day, hours in page_words.spans_by_day(spans, edition.today, 7, self._zone)
            ],
            subscribe=_subscription(edition.settings.public_url, f"venue-{venue.code}.ics"),
        )

    def _fitting(
        self,
        template: str,
        items: Sequence[Occurrence],
        more: Callable[[Sequence[Occurrence]], dict[str, Any]],
        **values: Any,
    ) -> str:
        """Write a page with as many dates as it has room for."""
        text = ""
        for count in _FEWER:
            left = max(0, len(items) - count)
            rest = ngettext("{n} more date", "{n} more dates", left).format(n=left) if left else ""
            text = self._render(template, rest=rest, **more(items[:count]), **values)
            if len(text.encode()) <= MAX_BYTES:
                break
        return text

    def _render(self, template: str, **values: Any) -> str:
        text = self._templates.get_template(template).render(values)
        return re.sub(r"\n\s*", "\n", text)


def _subscription(url: str, file: str) -> str:
    """The address at which phones subscribe to a calendar; empty: the pages have no address."""
    return re.sub("^https?", "webcal", url) + file if url else ""


def _templates() -> jinja2.Environment:
    """The templates: every value is escaped, and a name that there is not is an error."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("yigong.exports.site"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False, "separators": (",", ":"), "sort_keys": True,
    }  # fmt: skip
    return environment
