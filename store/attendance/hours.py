"""Credited minutes: from stints and grants to credits by origin, under the village's policy."""

from __future__ import annotations

from yigong.store.records import Credit, Entry, Head, HoursPolicy, elapsed


def served_credit(entry: Entry) -> Credit:
    """Whole minutes by origin, before any policy: of the ended stints, and of grants.

    The rule is 即到即签、即退即签: time actually served, each stint on its own. An open stint
    counts nothing.
    """
    minutes = {"clocked": 0, "filled": 0, "granted": sum(grant.minutes for grant in entry.grants)}
    for stint in entry.stints:
        if stint.end is not None:
            minutes[stint.origin] += max(0, elapsed(stint.start, stint.end))
    return Credit(**minutes)


def credited(
    entry: Entry, length: int, policy: HoursPolicy, *, travel: int = 0, spent: int = 0
) -> Credit:
    """The minutes that one attendance is credited.

    In this order: below the minimum presence nothing is credited; travel time is subtracted; the
    rest is rounded; and it is cut to what is left of the daily cap.

    Args:
        entry: The attendance.
        length: How long the occurrence lasts, in minutes.
        policy: The village's rules. They apply to clocked and filled minutes together; what they
            subtract or add is taken from the clocked first. Granted minutes are not changed.
        travel: How many of the minutes are travel time, which counts only if the policy says so.
            The minimum presence applies before it is subtracted.
        spent: The clocked and filled minutes they are credited elsewhere for the same day, which
            count towards the daily cap.
    """
    raw = served_credit(entry)
    present = raw.clocked + raw.filled
    if present * 100 < policy.min_presence * length:
        return Credit(granted=raw.granted)
    if not policy.travel:
        present = max(0, present - travel)
    target = _rounded(present, policy)
    if policy.daily_cap:
        target = min(target, max(0, policy.daily_cap - spent))
    filled = min(raw.filled, target)
    return (
        Credit(clocked=target - filled, filled=filled, granted=raw.granted)
        if raw.clocked
        else (Credit(filled=target, granted=raw.granted))
    )


def entry_credit(entry: Entry, head: Head, policy: HoursPolicy, *, spent: int = 0) -> Credit:
    """The credit of an entry: as it was signed, or as it would be signed now.

    Args:
        entry: The entry.
        head: The register's; its own policy, if it has one, is used.
        policy: The hours policy of registers without their own.
        spent: As in `credited`. Without it the credit is an estimate that may be above what a
            daily cap leaves in the end.
    """
    if entry.credit is not None:
        return entry.credit
    length = elapsed(head.start, head.end)
    return credited(entry, length, head.policy or policy, travel=head.travel, spent=spent)


def _rounded(minutes: int, policy: HoursPolicy) -> int:
    step = policy.round_to
    if policy.rounding == "none" or step <= 1:
        return minutes
    if policy.rounding == "nearest":
        return (minutes * 2 + step) // (step * 2) * step
    return minutes // step * step


def hours_text(minutes: int) -> str:
    """Minutes as hours with one decimal, rounded half up: ``2.5``. Only for display."""
    tenths = (minutes * 2 + 6) // 12
    return f"{tenths // 10}.{tenths % 10}"
