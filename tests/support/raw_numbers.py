"""The four numbers computed from the raw JSON of the books, without any code of the program.

The tests compare what the program shows with them. The rules are implemented a second time: whole
minutes of each stint, travel time, least presence, rounding down, daily cap.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Numbers:
    """The four numbers of a group of attendances, with minutes by origin for hours."""

    occurrences: set = field(default_factory=set)
    attendances: int = 0
    people: set = field(default_factory=set)
    clocked: int = 0
    filled: int = 0
    granted: int = 0

    @property
    def shown(self):
        """As in a table: three counts, then hours in total and by origin."""
        minutes = (self.clocked + self.filled + self.granted, self.clocked, self.filled)
        counts = (len(self.occurrences), self.attendances, len(self.people))
        return (*counts, *(tenths(each) for each in (*minutes, self.granted)))


def tenths(minutes):
    """Hours with one decimal, rounded half up."""
    whole, rest = divmod(minutes * 10 + 30, 60)
    assert rest >= 0
    return f"{whole // 10}.{whole % 10}"


def credited(stints, grants, head, policy, spent):
    """The credit of an attendance: clocked, filled and granted minutes."""
    length = _minutes(head["start"], head["end"])
    sums = {"clocked": 0, "filled": 0, "granted": sum(grant["minutes"] for grant in grants)}
    for stint in stints:
        sums[stint.get("origin", "clocked")] += max(0, _minutes(stint["start"], stint["end"]))
    present = sums["clocked"] + sums["filled"]
    if present * 100 < policy.get("min_presence", 0) * length:
        return 0, 0, sums["granted"]
    if not policy.get("travel", False):
        present = max(0, present - head.get("travel", 0))
    step = policy.get("round_to", 1)
    assert policy.get("rounding", "floor") == "floor"
    present = present // step * step
    if policy.get("daily_cap"):
        present = min(present, max(0, policy["daily_cap"] - spent))
    filled = min(sums["filled"], present)
    if not sums["clocked"]:
        filled = present
    return present - filled, filled, sums["granted"]


def numbers(folder, first, last):
    """The numbers of a period: ``{("total",): Numbers, ("squads", "1"): ..., ...}``.

    All registers must be signed, without open stints; ``closed`` gives the order of signatures.
    """
    people = json.loads((folder / "people.json").read_bytes())["_default"]
    registers = {
        path.stem: json.loads(path.read_bytes())
        for path in sorted(folder.glob("registers/*/*.json"))
    }
    found = defaultdict(Numbers)
    for register, tables in registers.items():
        head = tables["head"]["1"]
        if not first.isoformat() <= head["start"][:10] <= last.isoformat():
            continue
        for number, entry in tables["_default"].items():
            stints, grants = entry.get("stints", []), entry.get("grants", [])
            if not stints and not grants:
                continue
            policy = head["policy"]
            spent = _spent(registers, register, number)
            minutes = credited(stints, grants, head, policy, spent)
            stored = entry["credit"]
            assert minutes == tuple(stored.get(o, 0) for o in ("clocked", "filled", "granted")), (
                register,
                number,
                minutes,
                stored,
                stints,
                grants,
                head,
                spent,
            )
            person = people[number]
            squad = entry.get("squad", 0)
            for key in (
                ("total",),
                ("months", head["start"][:7]),
                ("events", f"E{head['event']:04d}"),
                ("kinds", head["kind"]),
                ("programmes", head.get("programme", "")),
                ("occurrences", register),
                ("squads", str(squad)),
                ("people", number),
                ("groups", person.get("group", "")),
            ):
                _add(found[key], register, number, entry if stints else None, minutes)
    return found


def _add(into, key, number, entry, minutes):
    if entry is not None:
        into.occurrences.add(key)
        into.people.add(number)
        into.attendances += 1 + entry.get("adults", 0) + entry.get("children", 0)
    into.clocked += minutes[0]
    into.filled += minutes[1]
    into.granted += minutes[2]


def _spent(registers, register, number):
    """The minutes credited for the same day in registers that were signed before this one."""
    head, total = registers[register]["head"]["1"], 0
    for other, tables in registers.items():
        other_head = tables["head"]["1"]
        same_day = other_head["start"][:10] == head["start"][:10]
        earlier = (other_head["closed"], other) < (head["closed"], register)
        if other != register and same_day and earlier and number in tables["_default"]:
            credit = tables["_default"][number].get("credit") or {}
            total += credit.get("clocked", 0) + credit.get("filled", 0)
    return total


def _minutes(start, end):
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return int((last.timestamp() - first.timestamp()) // 60)
