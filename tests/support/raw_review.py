"""What a review of roles leaves of signed minutes, from the raw JSON of a village of format 3.

No code of the program is used: the rule is implemented a second time. Who comes to a duty day, or
serves in a squad that the event needs, is a volunteer; of all others only what was granted stays.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Split:
    """Minutes and heads of a period, by person where it says so."""

    service: Counter = field(default_factory=Counter)
    """Minutes that stay service, by person."""

    other: Counter = field(default_factory=Counter)
    """Minutes that do not."""

    volunteers: int = 0
    participants: int = 0
    """With who came along."""

    occurrences: int = 0
    moved: int = 0
    """Registers that were signed for another kind than a duty day."""


def split_minutes(folder, first, last):
    """Count every register of a village that was not reviewed.

    Args:
        folder: The village's.
        first: The first day, ``2026-01-01``.
        last: The last.
    """
    events = json.loads((folder / "events.json").read_bytes())["_default"]
    found = Split()
    for path in sorted(folder.glob("registers/*/*.json")):
        tables = json.loads(path.read_bytes())
        head = tables["head"]["1"]
        if not first <= head["start"][:10] <= last:
            continue
        everybody = head["kind"] == "duty_day"
        needed = {int(squad) for squad in events[str(head["event"])].get("needs", {})}
        came = 0
        for number, entry in tables["_default"].items():
            serves = everybody or entry.get("squad", 0) in needed
            granted = sum(grant["minutes"] for grant in entry.get("grants", ()))
            present = _minutes(entry)
            (found.service if serves else found.other)[number] += present
            found.service[number] += granted
            if entry.get("stints"):
                came += 1
                counts = serves or bool(granted)
                found.volunteers += counts
                found.participants += not counts
                found.participants += entry.get("adults", 0) + entry.get("children", 0)
        found.occurrences += bool(came)
        found.moved += "closed" in head and not everybody
    return found


def _minutes(entry):
    """Minutes of presence: as they were signed, else from shown minute to shown minute."""
    if "credit" in entry:
        return entry["credit"].get("clocked", 0) + entry["credit"].get("filled", 0)
    total = 0
    for stint in entry.get("stints", ()):
        if stint.get("end"):
            start, end = (
                datetime.fromisoformat(stint[side]).replace(second=0) for side in ("start", "end")
            )
            total += int((end - start).total_seconds()) // 60
    return total
