"""The numbers computed from the raw JSON of the books, without any code of the program.

The tests compare what the program shows with them. The rules are implemented a second time: what
somebody is there as; whole minutes of each stint, from shown minute to shown minute; least
presence, travel time, rounding down, daily cap.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

ORIGINS = ("clocked", "filled", "granted")
PARTICIPANTS = ("participant", "learner")


@dataclass
class Numbers:
    """The numbers of a group of attendances, in whole minutes for hours."""

    occurrences: set = field(default_factory=set)
    heads: Counter = field(default_factory=Counter)
    """People with a name by role, each time they came."""

    along: int = 0
    nameless: int = 0
    persons: dict = field(default_factory=lambda: defaultdict(set))
    """Who they were, by role."""

    granted_to: set = field(default_factory=set)
    """Who was granted hours where they did not come."""

    clocked: int = 0
    filled: int = 0
    granted: int = 0
    learning: int = 0
    labour: int = 0
    boardings: int = 0

    @property
    def volunteers(self):
        return self.heads["volunteer"]

    @property
    def participants(self):
        return sum(self.heads[role] for role in PARTICIPANTS) + self.along + self.nameless

    @property
    def guests(self):
        return self.heads["guest"]

    @property
    def paid(self):
        return self.heads["paid"]

    @property
    def attendances(self):
        """Everybody but who was paid."""
        return self.volunteers + self.participants + self.guests

    @property
    def present(self):
        """Who came in any role but paid."""
        return set().union(*(who for role, who in self.persons.items() if role != "paid"))

    @property
    def people(self):
        return len(self.present)

    @property
    def service(self):
        return self.clocked + self.filled + self.granted

    @property
    def hours(self):
        """Service as shown: in all and by origin, so that the origins add up to all."""
        return shown_hours(self.clocked, self.filled, self.granted)


def tenths(minutes):
    """Hours with one decimal, rounded half up."""
    whole, rest = divmod(minutes * 10 + 30, 60)
    assert rest >= 0
    return f"{whole // 10}.{whole % 10}"


def shown_hours(*parts):
    """A sum of minutes and its parts as hours: the largest remainders are rounded up."""
    total = int(tenths(sum(parts)).replace(".", ""))
    shown = [minutes // 6 for minutes in parts]
    while sum(shown) < total:
        rests = [minutes - tenth * 6 for minutes, tenth in zip(parts, shown, strict=True)]
        shown[rests.index(max(rests))] += 1
    assert sum(shown) == total
    return tuple(f"{n // 10}.{n % 10}" for n in (total, *shown))


def numbers(folder, first, last):
    """The numbers of a period: ``{("total",): Numbers, ("squads", "1"): ..., ...}``.

    Where a register is signed, what it stores is compared with the rules, too; ``closed`` gives the
    order of signatures. Where it is not, it counts as if it were signed now, and no daily cap
    looks at other registers.

    Args:
        folder: The village's.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
    """
    books = {name: _book(folder, name) for name in ("people", "events", "settings")}
    registers = {
        path.stem: json.loads(path.read_bytes())
        for path in sorted(folder.glob("registers/*/*.json"))
    }
    found = defaultdict(Numbers)
    for key, tables in registers.items():
        head = tables.get("head", {}).get("1")
        if head is None:
            continue
        day = head["start"][:10]
        if (first and day < first.isoformat()) or (last and day > last.isoformat()):
            continue
        plan = roles_planned(head, books)
        of_register = {
            "months": day[:7],
            "events": f"E{head['event']:04d}",
            "kinds": head["kind"],
            "programmes": head.get("programme", ""),
            "occurrences": key,
        }
        hosts = [("hosts", str(host["squad"])) for host in head.get("hosts", ())]
        hosts = hosts or [("hosts", "")]
        for number, entry in tables.get("_default", {}).items():
            if not entry.get("stints") and not entry.get("grants"):
                continue
            keys = of_register | {
                "squads": str(entry.get("squad", 0)),
                "people": number,
                "groups": books["people"][number].get("group", ""),
            }
            minutes = _minutes_of(registers, key, number, entry, plan, books["settings"])
            for row in (("total",), *hosts, *keys.items()):
                _add(found[row], key, number, entry, plan, minutes)
        nameless = sum(
            count.get("adults", 0) + count.get("children", 0)
            for count in head.get("headcounts", ())
        )
        if nameless:
            nobodys = {"squads": "0", "groups": ""}
            for row in (("total",), *hosts, *(of_register | nobodys).items()):
                found[row].nameless += nameless
                found[row].occurrences.add(key)
    return dict(found)


# -- what somebody is there as -------------------------------------------------


def roles_planned(head, books):
    """The role of who has none of their own, and the squads whose people are volunteers.

    Those of the head where it is signed; else those of the event and its kind.
    """
    if head.get("role", "") == "" and "policy" in head:
        return "volunteer", ()  # signed before there were roles
    if "closed" in head:
        return None, ()  # everybody has a role of their own
    event = books["events"][str(head["event"])]
    plans = [*event.get("earlier", ()), event]
    event = [plan for plan in plans if plan["start"][:10] <= head["planned"]][-1]
    kind = event.get("kind", "duty_day")
    by_kind = {"duty_day": "volunteer"}
    for own in books["settings"]["1"].get("kinds", ()):
        by_kind[own["name"]] = own.get("role", "participant")
    needed = tuple(int(squad) for squad in event.get("needs", {}))
    return event.get("role") or by_kind.get(kind, "participant"), needed


def role_on_the_whole(entry, plan):
    role, needed = plan
    if entry.get("role"):
        return entry["role"]
    assert role, "a signed entry has a role"
    return "volunteer" if entry.get("squad", 0) in needed else role


def role_of_stint(stint, entry, plan):
    return stint.get("role") or role_on_the_whole(entry, plan)


def role_counted(entry, plan):
    """Once: volunteer, if any stint was one's."""
    roles = [role_of_stint(stint, entry, plan) for stint in entry["stints"]]
    return "volunteer" if "volunteer" in roles else role_on_the_whole(entry, plan)


# -- minutes -------------------------------------------------------------------


def _minutes_of(registers, key, number, entry, plan, settings):
    """Minutes clocked, filled, granted, of learning and of paid work."""
    head = registers[key]["head"]["1"]
    policy = head.get("policy") or settings["1"].get("hours", {})
    signed = "closed" in head
    spent = _spent(registers, key, number) if signed else 0
    minutes = credited(entry, plan, head, policy, spent)
    if signed:
        stored = (
            *(entry["credit"].get(origin, 0) for origin in ORIGINS),
            entry.get("learning", {}).get("minutes", 0),
            entry.get("labour", {}).get("minutes", 0),
        )
        assert minutes == stored, (key, number, minutes, entry, head, spent)
        if entry.get("stints") and plan[0] is None:
            assert entry["role"] == role_counted(entry, plan), (key, number)
    return minutes


def credited(entry, plan, head, policy, spent):
    """The credit of an attendance: minutes clocked, filled, granted, of learning, of paid work."""
    sums, present = Counter(), 0
    for stint, on_the_way in _with_time_between_legs(entry, head):
        minutes = max(0, _elapsed(stint["start"], stint["end"]))
        present += minutes
        role = role_of_stint(stint, entry, plan)
        if on_the_way and role != "paid" and not policy.get("travel", False):
            continue
        sums[stint.get("origin", "clocked") if role == "volunteer" else role] += minutes
    granted = sum(grant["minutes"] for grant in entry.get("grants", ()))
    length = _elapsed(head["start"], head["end"])
    if present * 100 < policy.get("min_presence", 0) * length:
        return 0, 0, granted, 0, sums["paid"]
    served, learned = sums["clocked"] + sums["filled"], sums["learner"]
    travel = 0 if policy.get("travel", False) else head.get("travel", 0)
    served, travel = max(0, served - travel), max(0, travel - served)
    learned = max(0, learned - travel)
    step = policy.get("round_to", 1)
    assert policy.get("rounding", "floor") == "floor"
    served, learned = served // step * step, learned // step * step
    if policy.get("daily_cap"):
        served = min(served, max(0, policy["daily_cap"] - spent))
    filled = min(sums["filled"], served) if sums["clocked"] else served
    return served - filled, filled, granted, learned, sums["paid"]


def _with_time_between_legs(entry, head):
    """The ended stints, whether each is a ride, and on a trip the time from ride to ride; in the
    villages of the tests nobody on a trip is checked in besides."""
    ended = [stint for stint in entry.get("stints", ()) if stint.get("end")]
    if not head.get("legs"):
        return [(stint, False) for stint in ended]
    assert all(stint.get("leg") for stint in ended)
    between = [
        {**one, "start": one["end"], "end": other["start"]} for one, other in pairwise(ended)
    ]
    return [*((stint, True) for stint in ended), *((stint, False) for stint in between)]


def _spent(registers, key, number):
    """The minutes credited for the same day in registers that were signed before this one."""
    head, total = registers[key]["head"]["1"], 0
    for other, tables in registers.items():
        other_head = tables["head"]["1"]
        if other == key or "closed" not in other_head:
            continue
        same_day = other_head["start"][:10] == head["start"][:10]
        earlier = (other_head["closed"], other) < (head["closed"], key)
        entry = tables.get("_default", {}).get(number)  # nobody with a name may have come
        if same_day and earlier and entry is not None:
            credit = entry.get("credit") or {}
            total += credit.get("clocked", 0) + credit.get("filled", 0)
    return total


def _elapsed(start, end):
    """From shown minute to shown minute."""
    first, last = (datetime.fromisoformat(at).replace(second=0) for at in (start, end))
    return int((last.timestamp() - first.timestamp()) // 60)


# -- adding up -----------------------------------------------------------------


def _add(into, key, number, entry, plan, minutes):
    if entry.get("stints"):
        role = role_counted(entry, plan)
        into.heads[role] += 1
        into.persons[role].add(number)
        along = entry.get("adults", 0) + entry.get("children", 0)
        into.along += along
        if role != "paid":
            into.boardings += sum(1 for s in entry["stints"] if s.get("leg")) * (1 + along)
        if role != "paid" or along:
            into.occurrences.add(key)
    else:
        into.granted_to.add(number)
    into.clocked += minutes[0]
    into.filled += minutes[1]
    into.granted += minutes[2]
    into.learning += minutes[3]
    into.labour += minutes[4]


def _book(folder, name):
    path = folder / f"{name}.json"
    return json.loads(path.read_bytes()).get("_default", {}) if path.exists() else {}
