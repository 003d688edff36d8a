"""Minutes: from stints to what is credited, by origin, under the village's policy."""

from __future__ import annotations

from store.records import Credit, Entry, HoursPolicy, elapsed


def served(entry: Entry) -> Credit:
    """Whole minutes of the ended stints, by origin, before any policy.

    The rule is 即到即签、即退即签: time actually served, each stint on its own. An open stint
    counts nothing until it ends.
    """
    minutes = {"clocked": 0, "filled": 0, "granted": 0}
    for stint in entry.stints:
        if stint.end is not None:
            minutes[stint.origin] += max(0, elapsed(stint.start, stint.end))
    return Credit(**minutes)


def credit(entry: Entry, length: int, policy: HoursPolicy) -> Credit:
    """The minutes one attendance is worth.

    Args:
        entry: The attendance.
        length: How long the occurrence lasts, in minutes.
        policy: The village's rules. Rounding and the cap apply to clocked and filled minutes
            together; what they take off or add is taken from the clocked first. What was granted
            stays as it was granted.
    """
    raw = served(entry)
    present = raw.clocked + raw.filled
    if present * 100 < policy.min_presence * length:
        return Credit(granted=raw.granted)
    target = _rounded(present, policy)
    if policy.daily_cap:
        target = min(target, policy.daily_cap)
    filled = min(raw.filled, target)
    return (
        Credit(clocked=target - filled, filled=filled, granted=raw.granted)
        if raw.clocked
        else (Credit(filled=target, granted=raw.granted))
    )


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
