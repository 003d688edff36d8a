"""What a village tells the town of a period, put together from its books."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

import msgspec

from yigong.store.attendance.counts_cache import RegisterCounts
from yigong.store.errors import Refused
from yigong.store.kinds import BUILT_IN
from yigong.store.requests.coverage import coverage
from yigong.store.requests.request_counts import count_requests
from yigong.store.score_records import ScoreRow
from yigong.store.scores.signing_time import Signing, signing_of
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import RunningTally, TallyRow, register_sum, sum_for
from yigong.store.town.name_mask import NameMask
from yigong.store.town.upward_numbers import upward_numbers
from yigong.store.town_records import (
    UpwardCorrection,
    UpwardOccurrence,
    UpwardReport,
    UpwardRow,
    UpwardVisits,
)
from yigong.store.village.village import Village

_BUILT_IN = frozenset(kind.name for kind in BUILT_IN)


def upward_report(
    village: Village, first: date | None, last: date | None, *, digests: bool = True
) -> UpwardReport:
    """What a village tells of a period; names and phones of its roster are masked in all texts.

    Its own name alone stays as it is, also where a person's is in it.

    Args:
        village: The village; it is only read.
        first: The first day.
        last: The last day.
        digests: Whether the registers are read again for their SHA-256.

    Raises:
        Refused: The period has no end; or the village has no identity.
        DataError: A book that is needed cannot be read.
    """
    if first is None or last is None:
        raise Refused("What is sent is of a period with two ends: write 2026-11 or 2026-Q4.")
    settings, now = village.settings, village.now()
    people = village.people.all()
    mask = NameMask(people.values())
    summary = village.summary(first, last)
    unsigned = RunningTally()
    for register in summary.counted:
        if register.head.closed is None:
            unsigned.add(register_sum(register))
    score, indicators = _score(village, summary, mask)
    visited = coverage(village.visits.all(), people, first, last)
    return UpwardReport(
        id=settings.uid_domain,
        village=settings.name,
        period=period_label(first, last),
        first=first,
        last=last,
        at=now,
        by=mask.text(village.actor.by),
        total=upward_numbers(summary.total),
        months=_rows(summary.months),
        kinds=_rows(summary.kinds, mask),
        programmes=_rows(summary.programmes, mask),
        hosts=_host_rows(summary, mask),
        places=_place_rows(summary.counted, mask),
        unsigned=upward_numbers(unsigned.tally()),
        unsigned_registers=summary.unsigned,
        by_old_rule=summary.credited_alike,
        occurrences=tuple(
            _occurrence(
                register,
                mask,
                signing_of(register.head, settings.score.sign_within, now.date()),
                now.date(),
                _digest(village, register.key) if digests else "",
            )
            for register in summary.counted
        ),
        requests=count_requests(village.requests.all().values(), first, last, now.date()),
        visits=UpwardVisits(visits=visited.visits, met=visited.met, known=visited.known),
        score=score,
        indicators=indicators,
    )


def period_label(first: date, last: date) -> str:
    """The shortest name of a period, also as a part of a file's name: ``2026-11``, ``2026-Q4``."""
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    months = last.month - first.month + 1
    if whole and first.year == last.year:
        if months == 1:
            return f"{first:%Y-%m}"
        if months == 3 and last.month % 3 == 0:
            return f"{first.year}-Q{last.month // 3}"
        if months == 12:
            return str(first.year)
    return f"{first}_{last}"


def _days_late(signing: Signing, today: date) -> int:
    """By how many days a register was signed late, or is late by now; 0: it is not, or that is not
    known."""
    if signing.state != "late" or signing.until is None:
        return 0
    done = signing.signed.date() if signing.signed is not None else today
    return (done - signing.until).days


def _score(village: Village, summary: Summary, mask: NameMask) -> tuple[ScoreRow, tuple[str, ...]]:
    """The village's score and the names of its indicators: as it was signed, or else as it is."""
    first, last, name = summary.first, summary.last, village.settings.name
    cards = village.scorecards
    card = cards.standing(first, last, "village") if first and last else None
    rules = card.rules if card is not None else village.settings.score
    row = card.rows[0] if card is not None else cards.village_row(first, last, summary)
    names = tuple(mask.text(indicator.name) for indicator in rules.indicators)
    return msgspec.structs.replace(row, key="", name=name), names


def _rows(rows: Iterable[TallyRow], mask: NameMask | None = None) -> tuple[UpwardRow, ...]:
    return tuple(
        UpwardRow(key=_kind_key(row.key, mask), numbers=upward_numbers(row.tally)) for row in rows
    )


def _kind_key(key: str, mask: NameMask | None) -> str:
    """A key without names; kinds that every village has are words of the program."""
    return mask.text(key) if mask is not None and key not in _BUILT_IN else key


def _host_rows(summary: Summary, mask: NameMask) -> tuple[UpwardRow, ...]:
    return tuple(
        UpwardRow(key=mask.text(row.label) if row.key else "", numbers=upward_numbers(row.tally))
        for row in summary.hosts
    )


def _place_rows(counted: Iterable[RegisterCounts], mask: NameMask) -> tuple[UpwardRow, ...]:
    """The numbers by the words of the place."""
    sums: dict[str, RunningTally] = {}
    for register in counted:
        sum_for(sums, mask.text(register.head.place)).add(register_sum(register))
    return tuple(
        UpwardRow(key=place, numbers=upward_numbers(found.tally()))
        for place, found in sorted(sums.items(), key=lambda item: (not item[0], item[0]))
    )


def _occurrence(
    register: RegisterCounts, mask: NameMask, signing: Signing, today: date, digest: str
) -> UpwardOccurrence:
    head = register.head
    signed = signing.signed or head.closed
    return UpwardOccurrence(
        key=register.key,
        day=head.start.date(),
        title=mask.text(head.title),
        kind=_kind_key(head.kind, mask),
        place=mask.text(head.place),
        numbers=upward_numbers(register_sum(register).tally()),
        signed=signed.date() if head.closed is not None and signed is not None else None,
        late=_days_late(signing, today),
        corrections=tuple(
            UpwardCorrection(at=each.at, reason=mask.text(each.reason)) for each in head.corrections
        ),
        digest=digest,
    )


def _digest(village: Village, key: str) -> str:
    raw, _fingerprint = village.registers.raw(key)
    return hashlib.sha256(raw).hexdigest()
