"""The numbers of a venue in a period: bookings, use, and who was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yigong.store.calendar.venue_calendar import BookingCounts
from yigong.store.language import _
from yigong.store.statistics.tally import register_sum
from yigong.store.venue_records import Venue
from yigong.store.venues.holdings import VenueUse
from yigong.store.village.village import Village
from yigong.tui.text.tally_words import grouped


@dataclass(frozen=True)
class VenueNumbers:
    """The numbers of a venue in a period."""

    counts: BookingCounts
    use: VenueUse
    heads: int
    """接待人次: everybody who came to what took place there, but who was paid."""

    def words(self) -> list[str]:
        """The numbers, each with its name; those of nothing are left out."""
        counts, use = self.counts, self.use
        words = [
            _("bookings {n}").format(n=counts.bookings),
            _("approved {n}").format(n=counts.approved),
            _("to answer {n}").format(n=counts.waiting),
            _("declined {n}").format(n=counts.declined),
        ]
        if counts.events:
            words.append(_("events {n}").format(n=counts.events))
        percent = "-" if use.percent is None else f"{use.percent:.1f} %"
        words.append(_("use {percent}").format(percent=percent))
        for text, minutes in (
            (_("through the whole {hours} h"), use.through_whole),
            (_("through parts {hours} h"), use.through_parts),
        ):
            if minutes:
                words.append(text.format(hours=f"{minutes / 60:.1f}"))
        words.append(_("visits {n}").format(n=grouped(self.heads)))
        return words


def venue_numbers(village: Village, venue: Venue, first: date, last: date) -> VenueNumbers:
    """The numbers of a venue from a first to a last day, inclusive."""
    calendar = village.venue_calendar
    keys = {occurrence.key for occurrence in calendar.occurrences([venue.number], first, last)}
    counted = village.counts.between(first, last, village.settings.hours, []) if keys else ()
    heads = sum(register_sum(each).tally().attendances for each in counted if each.key in keys)
    return VenueNumbers(
        calendar.counts(venue.number, first, last), calendar.use(venue, first, last), heads
    )
