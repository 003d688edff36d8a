"""The desk over a thin line, beside the same desk made of stock widgets, in the same run."""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import stock
from bench.screen import Step, Terminal
from bench.table import Row, judged, milliseconds, missing, share
from bench.village import WATCH
from yigong.store.records import Occurrence, Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

TYPED = ("zhang", "lixm", "wang", "chenj", "lvxy", "zxm", "5678", "yangw", "zhaoy", "liuf")
ARRIVALS = 15
IDLE = 5.0
CLEAR, ENTER, TAB = b"\x15", b"\r", b"\t"

SPEED = 2_000
"""Bytes a second of a thin line."""

QUEUE = 10
TYPING, PAINTED, WATCHED = 20.0, 25.0, 45.0
"""Seconds in which the queue is typed, by which it has to be on the screen, and watched at most."""

BADGES = 6
OTHERS = 6
OTHER = Actor("王强", "西门")


@dataclass(frozen=True)
class Cost:
    """What a desk costs on the line."""

    keys: list[Step]
    arrivals: list[Step]
    hop: int
    idle: int

    @property
    def key(self) -> float:
        """Bytes of a typed key, the median."""
        return statistics.median(step.size for step in self.keys)

    @property
    def arrival(self) -> float:
        """Bytes of a check-in, the median."""
        return statistics.median(step.size for step in self.arrivals)

    @property
    def slow(self) -> float:
        """Seconds from a key until it is painted, the 95th of 100."""
        return share([step.painted for step in self.keys], 95)


def cost(line: Terminal) -> Cost:
    """Keys typed, people checked in, one Tab, and nothing done at all."""
    line.press(b"w")  # the first key lays the finder out; its row has that
    line.press(CLEAR)
    keys: list[Step] = []
    for word in TYPED:
        keys += [line.press(key.encode()) for key in word]
        line.press(CLEAR)
    arrivals: list[Step] = []
    for number in range(1, ARRIVALS + 1):
        for key in f"v{number * 37:04d}":
            line.press(key.encode(), pause=0.06)  # by hand: no scanner is that slow
        arrivals.append(line.press(ENTER, pause=0.4))
    hop = line.press(TAB, pause=0.4).size
    line.quiet(pause=1.0)
    return Cost(keys, arrivals, hop, line.listen(IDLE).size)


def stock_desk(data: Path, environ: Mapping[str, str]) -> Terminal:
    """The reference, running."""
    line = Terminal([sys.executable, "-m", "bench.stock", str(data)], environ)
    line.wait_for(stock.SHOWS)
    return line


def rows(ours: Cost, plain: Cost, there: int) -> Iterator[Row]:
    """The desk's rows.

    Args:
        ours: Its cost.
        plain: The cost of the same desk of stock widgets.
        there: How many are in the register on the disk.
    """
    most = max(step.size for step in ours.keys)
    what = f"bytes per key typed at the desk ({most} the most)"
    yield _bytes(what, ours.key, plain.key, 800)
    yield Row(
        f"key to painted at the desk, p95 of {len(ours.keys)}, 20,000 people",
        milliseconds(ours.slow),
        f"{milliseconds(plain.slow)} stock widgets",
        f"{ours.slow / plain.slow:.2f}x",
        "<= 30 ms",
        judged(ours.slow <= 0.03),
    )
    if there == ARRIVALS:
        most = max(step.size for step in ours.arrivals)
        yield _bytes(f"bytes per check-in ({most} the most)", ours.arrival, plain.arrival, 1_200)
    else:
        yield missing("bytes per check-in", f"{there} of {ARRIVALS} are in the register")
    yield _bytes("bytes of Tab at the desk: the focus stays", ours.hop, plain.hop, 0)
    yield _bytes(f"bytes of {IDLE:.0f} s at the desk doing nothing", ours.idle, plain.idle, 0)


def badges(line: Terminal, ours: Cost) -> Row:
    """Badges read at the desk: a code and Enter in one burst."""
    steps = [line.press(f"V{3001 + n}\r".encode(), pause=0.4) for n in range(BADGES)]
    size = statistics.median(step.size for step in steps)
    slow = milliseconds(max(step.painted for step in steps))
    typed = f"{ours.arrival + 5 * ours.key:,.0f} typed by hand"
    what = f"bytes of a badge read ({slow} until painted, the most of {BADGES})"
    return Row(what, f"{size:,.0f}", typed, budget="<= 1,200", verdict=judged(size <= 1_200))


def seen_from_elsewhere(line: Terminal, data: Path, ours: Cost) -> Iterator[Row]:
    """Arrivals at another desk, until this one shows them by itself."""
    village = Village.open(data, OTHER)
    one = watch(village)
    steps = []
    for number in range(OTHERS):
        line.quiet(pause=0.3 + 0.17 * number)  # at any moment between two looks
        step = Step(time.perf_counter())
        village.registers.checkin.check_in(one, 1001 + number)
        found = line.listen(1.5)
        steps.append(Step(step.began, found.parts))
    waits = [step.parts[0][0] - step.began if step.parts else 9.9 for step in steps]
    yield Row(
        f"another desk's arrival, until it shows (most of {OTHERS})",
        milliseconds(max(waits)),
        f"{milliseconds(statistics.median(waits))} the median",
        budget="<= 1 s",
        verdict=judged(max(waits) <= 1.0),
    )
    size = statistics.median(step.size for step in steps)
    yield Row(
        "bytes of another desk's arrival",
        f"{size:,.0f}",
        f"{ours.arrival:,.0f} of one's own",
        f"{size / ours.arrival:.2f}x",
        "<= 1,200",
        judged(0 < size <= 1_200),
    )


def thin_line(line: Terminal, reference: Terminal, people: list[Volunteer]) -> Row:
    """Ten people checked in by the ends of their phones, over a line of 2 kB a second."""
    keys = list(_timetable(people))
    step = line.play(keys, WATCHED, SPEED)
    painted = _painted(
        line, step, [rf"(?:签到|到) +{re.escape(p.name)}|{re.escape(p.name)} 签到" for p in people]
    )
    plain = reference.play(keys, WATCHED, SPEED)
    counts = _painted(reference, plain, [rf"came {n}\b" for n in range(1, QUEUE + 1)])
    last = max((moment or WATCHED for moment in painted), default=WATCHED)
    done = sum(moment is not None for moment in counts)
    said = f"{done} of {QUEUE} after {WATCHED:.0f} s, stock widgets"
    if done == QUEUE:
        said = f"{max(filter(None, counts)):.1f} s stock widgets"
    return Row(
        f"{QUEUE} check-ins typed in {TYPING:.0f} s at 2 kB/s, painted by",
        f"{last:.1f} s ({sum(len(d) for _, d in step.parts):,} bytes)",
        said,
        budget=f"<= {PAINTED:.0f} s",
        verdict=judged(None not in painted and last <= PAINTED),
    )


def tails(village: Village, count: int = QUEUE) -> list[Volunteer]:
    """People whose name is theirs alone, as are the last six digits of their phone.

    Digits that are also somebody's code mean two people, so those are left out.
    """
    everybody = village.people.all().values()
    names = Counter(person.name for person in everybody)
    ends = Counter(person.phone[-6:] for person in everybody)
    found = (
        p
        for p in everybody
        if p.phone
        and names[p.name] == ends[p.phone[-6:]] == 1
        and int(p.phone[-6:]) not in village.people.all()
        and p.number > 2_000
    )
    return [person for _, person in zip(range(count), found, strict=False)]


def watch(village: Village) -> Occurrence:
    """The watch of today, at which the desk is open."""
    event = next(event for event in village.events.all().values() if event.title == WATCH)
    return village.events.occurrence_for(event.code)


def _timetable(people: list[Volunteer]) -> Iterator[tuple[float, bytes]]:
    """Each person's six digits and Enter, evenly in the time there is."""
    keys = [key.encode() for p in people for key in (*p.phone[-6:], "\r")]
    for index, key in enumerate(keys):
        yield TYPING * (index + 1) / len(keys), key


def _painted(line: Terminal, step: Step, patterns: list[str]) -> list[float | None]:
    """Seconds from the beginning of a step until the screen showed each of some texts."""
    found: list[float | None] = [None] * len(patterns)
    for moment, text in line.screens(step):
        for index, pattern in enumerate(patterns):
            if found[index] is None and re.search(pattern, text):
                found[index] = moment - step.began
    return found


def _bytes(what: str, size: float, plain: float, budget: int) -> Row:
    return Row(
        what,
        f"{size:,.0f}",
        f"{plain:,.0f} stock widgets",
        f"{size / plain:.2f}x" if plain else "-",
        f"<= {budget:,}",
        judged(size <= budget),
    )
