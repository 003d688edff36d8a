"""The programmes of a village: 四季赋能, 月月有亮点."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from yigong.store.language import N_
from yigong.store.named_records import NamedBook, Refusals
from yigong.store.plan_context import refuse_hosts
from yigong.store.programme_records import Enrolment, Programme, Season
from yigong.store.programmes.enrolment_rules import promote
from yigong.store.programmes.programme_checks import checked_programme
from yigong.store.squads.squads import Squads
from yigong.store.storage.book import Book, ChangeReason
from yigong.store.storage.history import History
from yigong.store.storage.session import Session


class Programmes(NamedBook[Programme]):
    """The programmes of a village."""

    letter = "P"
    act = "programme"
    refusals = Refusals(
        none=N_("There is no programme {code}."),
        no_one=N_("No programme is called {query}, or several are; there are: {names}."),
        taken=N_("There is a programme {name} already: {code}."),
    )

    def __init__(
        self,
        book: Book[Programme],
        enrolments: Book[Enrolment],
        session: Session,
        history: History,
        squads: Squads,
    ) -> None:
        super().__init__(book, session)
        self._enrolments = enrolments
        self._history = history
        self._squads = squads
        self._seasons: tuple[Mapping[int, Programme], list[Season]] | None = None
        """The seasons of the programmes that are not archived, by their first day; and of which
        snapshot of the book."""

    def names_of(self, record: Programme) -> tuple[str, ...]:
        """Its name, and those it had."""
        return record.name, *record.aliases

    def canonical_names(self) -> dict[str, str]:
        """The present name of a programme by each of its other names.

        A name that one programme has now and another had before is the first one's.
        """
        everyone = sorted(self.all().values(), key=lambda each: not each.archived)
        found = {alias: each.name for each in everyone for alias in each.aliases}
        return found | {each.name: each.name for each in everyone}

    def seasons_between(self, first: date, last: date) -> list[Season]:
        """The seasons and themes that hold on one of some days, those that began first first.

        Args:
            first: The first of the days.
            last: The last.
        """
        programmes = self.all()
        if self._seasons is None or self._seasons[0] is not programmes:
            found = [s for p in programmes.values() if not p.archived for s in p.seasons]
            self._seasons = programmes, sorted(found, key=lambda season: season.first)
        return [s for s in self._seasons[1] if s.first <= last and first <= s.last]

    def save(self, programme: Programme, moved_up: list[Enrolment] | None = None) -> Programme:
        """Change a programme; `programme.rev` is the revision the change was made from.

        The name it had counts on as one of its own. With more places the waitlist moves up; with
        fewer, everybody keeps the place they have, and nobody moves up until there is one.

        Args:
            programme: As it shall be.
            moved_up: Collects who moved up from the waitlist.

        Raises:
            Stale: Somebody changed it in the meantime.
        """
        with self._session.transaction(self._history, ChangeReason("programme.change")) as change:
            current, stored = self.put(change.open(self._book), programme)
            if stored.places != current.places:
                promoted = promote(change.open(self._enrolments), stored)
                if moved_up is not None:
                    moved_up += promoted
            return stored

    def archive(self, number: int, archived: bool = True) -> Programme:
        """Archive a programme, or take it back; its events and its numbers stay."""
        return self._set_archived(number, archived)

    def _following(self, ready: Programme, current: Programme) -> Programme:
        """A renamed programme keeps the name it had as another one of its own."""
        if ready.name == current.name:
            return ready
        aliases = dict.fromkeys((*ready.aliases, current.name))
        aliases.pop(ready.name, None)
        return msgspec.structs.replace(ready, aliases=tuple(aliases))

    def _checked(self, record: Programme) -> Programme:
        """A programme ready to be written; it may keep the hosts that it has."""
        before = self.all().get(record.number)
        kept = {host.squad for host in before.hosts} if before is not None else set()
        refuse_hosts(record.hosts, kept, self._squads.all())
        return checked_programme(record)
