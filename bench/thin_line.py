"""The rows of the desk over a thin connection, against a desk of stock widgets in the same run."""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import stock_desk
from bench.pseudo_terminal import Step, Terminal
from bench.table import Row, compared, milliseconds, missing, percentile, verdict_of
from bench.village import DAILY
from yigong.store.event_records import Occurrence
from yigong.store.records import Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village
from yigong.tui.app import POLL

TYPED = ("zhang", "lixm", "wang", "chenj", "lvxy", "zxm", "5678", "yangw", "zhaoy", "liuf")
CHECK_INS = 15
IDLE = 5.0
CLEAR, ENTER, TAB = b"\x15", b"\r", b"\t"

SPEED = 2_000
"""Bytes a second of a thin connection."""

QUEUE = 10
TYPING, WATCHED = 20.0, 45.0
"""Seconds in which the queue is typed, and until reading ends."""

PAINTED, SHOWN = 1.25, 1.25
"""Until all of the queue must be painted, as a multiple of the typing; until another desk's arrival
must be, as a multiple of the seconds between two looks."""

BADGES = 6
OTHERS = 6
OTHER = Actor("王强", "西门")


@dataclass(frozen=True)
class Cost:
    """The output of a desk."""

    keys: list[Step]
    check_ins: list[Step]
    tab: int
    """Bytes of Tab."""

    idle: int
    """Bytes of some idle seconds."""

    @property
    def key(self) -> float:
        """The median bytes of a typed key."""
        return statistics.median(step.size for step in self.keys)

    @property
    def check_in(self) -> float:
        """The median bytes of a check-in."""
        return statistics.median(step.size for step in self.check_ins)

    @property
    def key_seconds(self) -> float:
        """Seconds from a key until it is painted, the 95th percentile."""
        return percentile([step.painted for step in self.keys], 95)


def desk_cost(line: Terminal) -> Cost:
    """Type keys, check people in, press Tab, and wait."""
    line.press(b"w")  # the first key makes the finder's index, which has a row of its own
    line.press(CLEAR)
    keys: list[Step] = []
    for word in TYPED:
        keys += [line.press(key.encode()) for key in word]
        line.press(CLEAR)
    check_ins: list[Step] = []
    for number in range(1, CHECK_INS + 1):
        for key in f"v{number * 37:04d}":
            line.press(key.encode(), pause=0.06)  # slower than a scanner, so it is not a badge
        check_ins.append(line.press(ENTER, pause=0.4))
    tab = line.press(TAB, pause=0.4).size
    line.quiet(pause=1.0)
    return Cost(keys, check_ins, tab, line.listen(IDLE).size)


def start_stock_desk(data: Path, environ: Mapping[str, str]) -> Terminal:
    """Start the reference."""
    line = Terminal([sys.executable, "-m", "bench.stock_desk", str(data)], environ)
    line.wait_for(stock_desk.SHOWS)
    return line


def cost_rows(ours: Cost, plain: Cost, here: int) -> Iterator[Row]:
    """The rows of two costs.

    Args:
        ours: The cost of the desk.
        plain: The cost of the desk of stock widgets.
        here: How many people are checked in on disk.
    """
    most = max(step.size for step in ours.keys)
    name = f"bytes per key typed at the desk ({most} the most)"
    yield _bytes(name, ours.key, plain.key, 800)
    yield compared(
        f"key to painted at the desk, p95 of {len(ours.keys)}, 20,000 people",
        ours.key_seconds,
        plain.key_seconds,
        "stock widgets",
        0.5,
    )
    if here == CHECK_INS:
        most = max(step.size for step in ours.check_ins)
        yield _bytes(f"bytes per check-in ({most} the most)", ours.check_in, plain.check_in, 1_200)
    else:
        yield missing("bytes per check-in", f"{here} of {CHECK_INS} are in the register")
    yield _bytes("bytes of Tab at the desk: the focus stays", ours.tab, plain.tab, 0)
    yield _bytes(f"bytes of {IDLE:.0f} s at the desk doing nothing", ours.idle, plain.idle, 0)


def badge_row(line: Terminal, ours: Cost) -> Row:
    """Badges read at the desk: a code and Enter in one burst."""
    steps = [line.press(f"V{3001 + n}\r".encode(), pause=0.4) for n in range(BADGES)]
    size = statistics.median(step.size for step in steps)
    slowest = milliseconds(max(step.painted for step in steps))
    typed = f"{ours.check_in + 5 * ours.key:,.0f} typed by hand"
    name = f"bytes of a badge read ({slowest} until painted, the most of {BADGES})"
    return Row(name, f"{size:,.0f}", typed, budget="<= 1,200", verdict=verdict_of(size <= 1_200))


def other_desk_rows(line: Terminal, data: Path, ours: Cost) -> Iterator[Row]:
    """Check-ins at another desk, until this one shows them."""
    village = Village.open(data, OTHER)
    occurrence = daily_occurrence(village)
    steps = []
    for number in range(OTHERS):
        line.quiet(pause=0.3 + 0.17 * number)  # at any moment between two polls
        began = time.perf_counter()
        village.registers.checkin.check_in(occurrence, 1001 + number)
        steps.append(Step(began, line.listen(1.5).parts))
    waits = [step.parts[0][0] - step.began if step.parts else 9.9 for step in steps]
    yield compared(
        f"another desk's arrival, until it shows (most of {OTHERS})",
        max(waits),
        POLL,
        "between two looks",
        SHOWN,
    )
    size = statistics.median(step.size for step in steps)
    yield Row(
        "bytes of another desk's arrival",
        f"{size:,.0f}",
        f"{ours.check_in:,.0f} of one's own",
        f"{size / ours.check_in:.2f}x",
        "<= 1,200",
        verdict_of(0 < size <= 1_200),
    )


def thin_line_row(line: Terminal, reference: Terminal, people: list[Volunteer]) -> Row:
    """Ten people checked in by the ends of their phones, over a connection of 2 kB a second."""
    keys = list(_timetable(people))
    step = line.play(keys, WATCHED, SPEED)
    painted = _painted(
        line,
        step,
        [rf"(?:签到|到)(?: \S)? +{re.escape(p.name)}|{re.escape(p.name)} 签到" for p in people],
    )
    plain = reference.play(keys, WATCHED, SPEED)
    counts = _painted(reference, plain, [rf"came {n}\b" for n in range(1, QUEUE + 1)])
    last = max((moment or WATCHED for moment in painted), default=WATCHED)
    done = sum(moment is not None for moment in counts)
    reference_figure = f"{done} of {QUEUE} after {WATCHED:.0f} s, stock widgets"
    if done == QUEUE:
        reference_figure = f"{max(filter(None, counts)):.1f} s stock widgets"
    return Row(
        f"{QUEUE} check-ins typed in {TYPING:.0f} s at 2 kB/s, painted by",
        f"{last:.1f} s ({sum(len(d) for _, d in step.parts):,} bytes)",
        reference_figure,
        f"{last / TYPING:.2f}x",
        f"<= {PAINTED:g}x",
        verdict_of(None not in painted and last <= PAINTED * TYPING),
    )


def distinct_people(village: Village, count: int = QUEUE) -> list[Volunteer]:
    """People whose name is unique, and so are the last six digits of their phone.

    Digits that are also a code would find two people, so those are left out.
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


def daily_occurrence(village: Village) -> Occurrence:
    """Today's occurrence of the daily event, whose desk is open."""
    event = next(event for event in village.events.all().values() if event.title == DAILY)
    return village.events.occurrence_for(event.code)


def _timetable(people: list[Volunteer]) -> Iterator[tuple[float, bytes]]:
    """The keys of each person's six digits and Enter, at even times."""
    keys = [key.encode() for p in people for key in (*p.phone[-6:], "\r")]
    for index, key in enumerate(keys):
        yield TYPING * (index + 1) / len(keys), key


def _painted(line: Terminal, step: Step, patterns: list[str]) -> list[float | None]:
    """Seconds from the start of a step until the screen showed a text for each pattern."""
    found: list[float | None] = [None] * len(patterns)
    for moment, text in line.screens(step):
        for index, pattern in enumerate(patterns):
            if found[index] is None and re.search(pattern, text):
                found[index] = moment - step.began
    return found


def _bytes(name: str, size: float, plain: float, budget: int) -> Row:
    return Row(
        name,
        f"{size:,.0f}",
        f"{plain:,.0f} stock widgets",
        f"{size / plain:.2f}x" if plain else "-",
        f"<= {budget:,}",
        verdict_of(size <= budget),
    )
