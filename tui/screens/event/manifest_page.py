"""The passenger list of a leg, to print: with masked numbers, or with whole ones on record."""

from __future__ import annotations

from functools import partial
from typing import Any

from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.base.transfer_pages import WrittenFile
from yigong.tui.screens.files.whole_numbers_page import WholeNumbersPage
from yigong.tui.screens.files.write_file import write_file


def write_manifest(page: Page[Any], trip: Occurrence, leg: int, *, full: bool = False) -> None:
    """Write the list of who rides a leg, and open its page; who waits is not on it.

    Args:
        page: The page that does.
        trip: The trip.
        leg: The leg, from 1.
        full: Whether the numbers are whole; else they are masked.
    """
    from yigong.exports.documents.manifest import manifest_file

    def make() -> tuple[str, bytes]:
        name = f"manifest-{trip.key}-{leg}{'-full' if full else ''}.html"
        return name, manifest_file(page.village, trip, leg, "html", full_phones=full)

    done = _("written; it prints on A4 from any browser")
    write_file(page, make, done=done, view=partial(ManifestPage, trip, leg, full=full))


class ManifestPage(WholeNumbersPage):
    """Shows how to fetch the list, with whom to call for each passenger."""

    PURPOSE = N_("Fetch the passenger list, with whole phone numbers for who leads the trip.")

    def __init__(self, trip: Occurrence, leg: int, file: WrittenFile, *, full: bool) -> None:
        """Make the page of a list that was written (see `write_manifest`)."""
        super().__init__(file, full=full)
        self._trip = trip
        self._leg = leg

    def count(self) -> int:
        """How many people on the list have a number, of their own or of whom to call."""
        from yigong.exports.documents.manifest import callable_people

        return len(callable_people(self.village, self._trip, self._leg))

    def write_whole(self) -> None:
        """Write the list with whole numbers."""
        write_manifest(self, self._trip, self._leg, full=True)
