"""Minutes: from stints to what is credited, by origin, under the village's policy."""

from __future__ import annotations

from yigong.store.records import Credit, Entry, Head, HoursPolicy, elapsed


def served_credit(entry: Entry) -> Credit:
    """Whole minutes by origin, before any policy: of the ended stints, and what was granted.

    The rule is 即到即签、即退即签: time actually served, each stint on its own. An open stint
    counts nothing until it ends.
    """
    minutes = {"clocked": 0, "filled": 0, "granted": sum(grant.minutes for grant in entry.grants)}
    for stint in entry.stints:
        if stint.end is not None:
            minutes[stint.origin] += max(0, elapsed(stint.start, stint.end))
    return Credit(**minutes)


def credited(
    entry: Entry, length: int, policy: HoursPolicy, *, travel: int = 0, spent: int = 0
) -> Credit:
    """The minutes one attendance is worth.

    In this order: who was there for less than the least presence gets nothing for it; the time on
    the way is taken off; what is left is rounded; and it is cut to what the day has left.

    Args:
        entry: The attendance.
        length: How long the occurrence lasts, in minutes.
        policy: The village's rules. They apply to clocked and filled minutes together; what they
            take off or add is taken from the clocked first. What was granted stays as it was
            granted.
        travel: How many of the minutes are spent on the way; they count only if the policy says
            so. The least presence looks at the time there before they are taken off.
        spent: The clocked and filled minutes they are credited elsewhere for the same day; with
            them they get no more than the policy's most for a day.
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
    """What an entry of a register is worth: as it was signed, or as it would be signed now.

    Args:
        entry: The entry.
        head: The register's. Its own policy goes before, and its time on the way is known to it.
        policy: What minutes go by that are not signed yet.
        spent: As in `credit`. An estimate does without: where a day has a most, it may lie above
            what is signed in the end.
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
    """Minutes as hours with one decimal, rounded half up: ``2.5``. For show; sums use minutes."""
    tenths = (minutes * 2 + 6) // 12
    return f"{tenths // 10}.{tenths % 10}"
