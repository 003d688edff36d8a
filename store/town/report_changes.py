"""What differs between two reports of a village of one period, and why."""

from __future__ import annotations

from datetime import date

import msgspec

from yigong.store.town_records import (
    UpwardNumbers,
    UpwardOccurrence,
    UpwardReport,
)


class RegisterChange(msgspec.Struct, frozen=True, kw_only=True):
    """A register that says something else than before."""

    key: str
    day: date
    title: str
    before: UpwardNumbers | None = None
    """`None`: it was not there, or not sent."""

    after: UpwardNumbers | None = None
    """`None`: it is gone."""

    reasons: tuple[str, ...] = ()
    """Those of the corrections since."""

    corrected: date | None = None
    """The day of the last correction; `None`: there was none."""


class ReportChange(msgspec.Struct, frozen=True, kw_only=True):
    """A later report beside the one before."""

    before: UpwardNumbers
    after: UpwardNumbers
    registers: tuple[RegisterChange, ...] = ()

    def difference(self, field: str) -> int:
        """By how much a number rose."""
        found: int = getattr(self.after, field) - getattr(self.before, field)
        return found


def report_change(before: UpwardReport, after: UpwardReport) -> ReportChange:
    """What differs in a later report of the same village and period."""
    old = {each.key: each for each in before.occurrences}
    new = {each.key: each for each in after.occurrences}
    found = []
    for key in sorted(old.keys() | new.keys(), key=lambda key: (key[-10:], key)):
        was, now = old.get(key), new.get(key)
        if was == now or (was is not None and now is not None and not _differs(was, now)):
            continue
        shown = now if now is not None else old[key]
        known = len(was.corrections) if was is not None else 0
        fresh = now.corrections[known:] if now is not None else ()
        found.append(
            RegisterChange(
                key=key,
                day=shown.day,
                title=shown.title,
                before=was.numbers if was is not None else None,
                after=now.numbers if now is not None else None,
                reasons=tuple(each.reason for each in fresh),
                corrected=fresh[-1].at.date() if fresh else None,
            )
        )
    return ReportChange(before=before.total, after=after.total, registers=tuple(found))


def _differs(was: UpwardOccurrence, now: UpwardOccurrence) -> bool:
    return (
        was.numbers != now.numbers
        or was.corrections != now.corrections
        or (was.signed is None) != (now.signed is None)
        or (was.digest != now.digest and bool(was.digest and now.digest))
    )


def corrections_of(report: UpwardReport) -> tuple[RegisterChange, ...]:
    """The registers of a report that were corrected after they were signed.

    What they said before is not known: a village that is read in its place is not remembered.
    """
    return tuple(
        RegisterChange(
            key=each.key,
            day=each.day,
            title=each.title,
            after=each.numbers,
            reasons=tuple(correction.reason for correction in each.corrections),
            corrected=each.corrections[-1].at.date(),
        )
        for each in report.occurrences
        if each.corrections
    )
