"""The scorecards: computed of any period, signed, withdrawn, compared with what is known now."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from yigong.store import validate
from yigong.store.dates.date_words import days_text
from yigong.store.errors import DataError, Refused
from yigong.store.language import N_
from yigong.store.records import Squad, Volunteer, code
from yigong.store.request_records import Request, Visit
from yigong.store.score_records import (
    CardWithdrawal,
    Scorecard,
    ScoreRow,
    ScoreRules,
    ScoreSubject,
)
from yigong.store.scores.measures import (
    Figure,
    ScoredSubject,
    ScoreFacts,
    SubjectFacts,
    score_subjects,
    scored_row,
)
from yigong.store.settings_records import Settings
from yigong.store.statistics.summary import Summary
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session


class ScoreSources(NamedTuple):
    """Where scores come from."""

    summary: Callable[..., Summary]
    """`Village.summary`."""

    requests: Callable[[], Iterable[Request]]
    visits: Callable[[], Iterable[Visit]]
    people: Callable[[], Mapping[int, Volunteer]]
    squads: Callable[[], Mapping[int, Squad]]
    settings: Callable[[], Settings]


class Scores(NamedTuple):
    """The rows of a period, and what they were counted from."""

    facts: ScoreFacts
    rules: ScoreRules
    subjects: Sequence[ScoredSubject]
    rows: tuple[ScoreRow, ...]

    def of(self, key: str) -> SubjectFacts:
        """What one row has, for what stands behind its cells.

        Raises:
            Refused: There is no such row.
        """
        for subject in self.subjects:
            if subject.key == key:
                return SubjectFacts(self.facts, subject, self.rules.sign_within)
        raise Refused("The scorecard has no such row.")

    def behind(self, key: str, measure: str) -> list[Figure]:
        """What stands behind the cell of a row; an empty measure is the colour.

        Raises:
            Refused: There is no such row.
        """
        own = self.of(key)
        for indicator in self.rules.indicators:
            if indicator.measure == measure:
                return own.behind(indicator.measure)
        return own.behind_colour()

    @property
    def undated(self) -> int:
        """How many registers of the village are not judged yet (see `SubjectFacts.undated`)."""
        whole = ScoredSubject("village", "", "")
        return SubjectFacts(self.facts, whole, self.rules.sign_within).undated


class RowDifference(NamedTuple):
    """A row as it was signed, and as it would be by now."""

    signed: ScoreRow | None
    """`None`: it was not there."""

    now: ScoreRow | None
    """`None`: it is not there any more."""


class Scorecards:
    """The scorecards of a village.

    A signed one is never changed or removed: it was handed out. It may be withdrawn, or another one
    takes its place; either with a reason, and it stays.
    """

    def __init__(self, book: Book[Scorecard], session: Session, sources: ScoreSources) -> None:
        self._book = book
        self._session = session
        self._sources = sources
        book.guards.append(_guard)

    # -- computed ----------------------------------------------------------

    def scores(
        self,
        first: date | None,
        last: date | None,
        of: ScoreSubject,
        *,
        rules: ScoreRules | None = None,
        today: date | None = None,
        unreadable: list[DataError] | None = None,
        summary: Summary | None = None,
    ) -> Scores:
        """Score a period. It may run in a thread.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            of: Whom there is a row for.
            rules: By which rules; `None`: those of the settings.
            today: The day on which what is not done yet is looked at; `None`: today.
            unreadable: As in `Village.summary`.
            summary: The summary of the period, if there is one already.
        """
        settings, sources = self._sources.settings(), self._sources
        rules = rules or settings.score
        facts = ScoreFacts(
            summary=summary or sources.summary(first, last, unreadable=unreadable),
            requests=tuple(sources.requests()),
            visits=tuple(sources.visits()),
            people=sources.people(),
            squads=sources.squads(),
            groups=settings.groups,
            village=settings.name,
            today=today or self._session.now().date(),
        )
        subjects = score_subjects(facts, of)
        rows = tuple(scored_row(facts, subject, rules) for subject in subjects)
        return Scores(facts, rules, subjects, rows)

    def village_row(
        self, first: date | None, last: date | None, summary: Summary | None = None
    ) -> ScoreRow:
        """The score of the whole village, for the town above it.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            summary: Its summary of the period, if there is one already.
        """
        return self.scores(first, last, "village", summary=summary).rows[0]

    # -- signed ------------------------------------------------------------

    def all(self) -> Mapping[int, Scorecard]:
        """Every signed scorecard, by number."""
        return self._book.read().records

    def get(self, number: int) -> Scorecard:
        """One signed scorecard.

        Raises:
            Refused: There is none with this number.
        """
        return _current(self.all(), number)

    def find(self, query: str) -> Scorecard:
        """A signed scorecard by its code: ``C01``, ``c1``, ``1``.

        Raises:
            Refused: There is none.
        """
        wanted = unicodedata.normalize("NFKC", query).strip()
        if not (match := re.fullmatch(r"[Cc]?([0-9]{1,7})", wanted)):
            raise Refused("{query} is no scorecard; they are called C01.", query=query[:40])
        return self.get(int(match[1]))

    def standing(self, first: date, last: date, of: ScoreSubject) -> Scorecard | None:
        """The scorecard that holds for some days: not withdrawn, and no other took its place."""
        return _standing(self.all(), first, last, of)

    def replaced_by(self, number: int) -> Scorecard | None:
        """The scorecard that took the place of another; `None`: none did."""
        return _replacement(self.all(), number)

    def sign(
        self,
        first: date | None,
        last: date | None,
        of: ScoreSubject,
        *,
        note: str = "",
        reason: str = "",
        seen: Sequence[ScoreRow] | None = None,
    ) -> Scorecard:
        """Sign the scorecard of some days, as it is now.

        Args:
            first: The first day.
            last: The last day.
            of: Whom it has rows for.
            note: A remark on it.
            reason: Why it takes the place of one that was signed before; needed if there is one.
            seen: The rows that the organiser saw; `None`: they need not be compared.

        Returns:
            The signed one.

        Raises:
            Refused: The days have no bounds or are not over; there is nobody to score; there is one
                and no reason; the numbers are others by now than those that were seen.
            DataError: A register cannot be read, so that its numbers would be missing.
        """
        now = self._session.now()
        if first is None or last is None:
            raise Refused("Only a scorecard with a first and a last day is signed.")
        if last > now.date():
            raise Refused(
                "{days} are not over yet; a scorecard is signed when they are.",
                days=days_text(first, last),
            )
        note = validate.clean_line(note, N_("The note"), validate.MAX_PLACE)
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE)
        scores = self.scores(first, last, of)
        if not scores.rows:
            raise Refused("There is nobody to score; nothing was signed.")
        if seen is not None and tuple(seen) != scores.rows:
            raise Refused("The numbers changed meanwhile; look at them again before you sign.")
        with self._session.change(self._book, ChangeReason("score.sign", reason)) as draft:
            standing = _standing(draft.records, first, last, of)
            if standing is not None and not reason:
                raise Refused(
                    "{code} of these days is signed already. Another one takes its place only with "
                    "a reason.",
                    code=standing.code,
                )
            return draft.put(
                Scorecard(
                    number=draft.next_number(),
                    first=first,
                    last=last,
                    of=of,
                    rules=scores.rules,
                    rows=scores.rows,
                    at=now,
                    by=self._session.actor.by,
                    note=note,
                    replaces=standing.number if standing is not None else 0,
                    reason=reason if standing is not None else "",
                )
            )

    def withdraw(self, number: int, reason: str) -> Scorecard:
        """Withdraw a signed scorecard: it stays, and says that it holds no more, and why.

        Raises:
            Refused: There is none; it was withdrawn or replaced before; or there is no reason.
        """
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        with self._session.change(self._book, ChangeReason("score.withdraw", reason)) as draft:
            card = _current(draft.records, number)
            if card.withdrawn is not None:
                raise Refused("{code} was withdrawn before.", code=card.code)
            later = _replacement(draft.records, number)
            if later is not None:
                raise Refused(
                    "{later} took the place of {code}; withdraw that one.",
                    later=later.code,
                    code=card.code,
                )
            by, now = self._session.actor.by, self._session.now()
            withdrawal = CardWithdrawal(at=now, by=by, reason=reason)
            return draft.put(msgspec.structs.replace(card, withdrawn=withdrawal))

    def differences(
        self, card: Scorecard, unreadable: list[DataError] | None = None
    ) -> list[RowDifference]:
        """What later corrections would change of a signed scorecard, by the rules of then.

        What is not done is looked at as of the day on which it was signed.

        Args:
            card: The signed one.
            unreadable: As in `Village.summary`.

        Returns:
            The rows that would be others, in the order of the card, new ones last.
        """
        scores = self.scores(
            card.first,
            card.last,
            card.of,
            rules=card.rules,
            today=card.at.date(),
            unreadable=unreadable,
        )
        now = {row.key: row for row in scores.rows}
        pairs = [RowDifference(row, now.pop(row.key, None)) for row in card.rows]
        pairs += [RowDifference(None, row) for row in now.values() if _has_any(row)]
        return [pair for pair in pairs if pair.now is None or not _alike(pair)]


def _has_any(row: ScoreRow) -> bool:
    """Whether a row has more than zeros: a squad that was founded since does not."""
    return any(cell.value for cell in row.cells) or row.late > 0


def _alike(pair: RowDifference) -> bool:
    """Whether a row has the marks that it had. Its colour is of the day on which it was signed."""
    signed, now = pair
    if signed is None or now is None:
        return False
    return (signed.cells, signed.stars) == (now.cells, now.stars)


def _current(cards: Mapping[int, Scorecard], number: int) -> Scorecard:
    card = cards.get(number)
    if card is None:
        raise Refused("There is no scorecard {code}.", code=code("C", number))
    return card


def _replacement(cards: Mapping[int, Scorecard], number: int) -> Scorecard | None:
    """The scorecard that stands in the place of another one."""
    found = (each for each in cards.values() if each.replaces == number and not each.withdrawn)
    return next(found, None)


def _standing(
    cards: Mapping[int, Scorecard], first: date, last: date, of: ScoreSubject
) -> Scorecard | None:
    for card in cards.values():
        same = (card.first, card.last, card.of) == (first, last, of)
        if same and card.withdrawn is None and _replacement(cards, card.number) is None:
            return card
    return None


def _guard(draft: Draft[Scorecard]) -> None:
    """Keep what was signed: only a withdrawal may be added, or taken back; and of the same days
    one holds.

    Raises:
        Refused: It would be otherwise.
    """
    for old, new in draft.pending.values():
        if old is None:
            continue
        kept = new is not None and msgspec.structs.replace(
            new, withdrawn=old.withdrawn, rev=old.rev
        )
        if kept != old:
            raise Refused(
                "{code} is signed: it is not changed any more, but can be withdrawn.", code=old.code
            )
    standing: dict[object, Scorecard] = {}
    for card in draft.records.values():
        if card.withdrawn is None and _replacement(draft.records, card.number) is None:
            other = standing.setdefault((card.first, card.last, card.of), card)
            if other is not card and {card.number, other.number} & set(draft.pending):
                raise Refused(
                    "{code} and {other} would both hold for the same days.",
                    code=other.code,
                    other=card.code,
                )
