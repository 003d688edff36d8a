"""The rows of a town: 78 copies of the demo village against one, each in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.table import Row
from yigong.store.demo.demo_village import make_demo
from yigong.store.town.town_folder import TownFolder, village_at, with_village
from yigong.store.town_records import TownList
from yigong.store.village.village import Village

VILLAGES = 78
_MOST_TIMES, _MOST_MB = 40.0, 64.0

_READ = """
import json, resource, sys
from datetime import date
from pathlib import Path
from yigong.store.town.town_folder import TownFolder
from yigong.store.town.town_reading import read_town
town = TownFolder(Path(sys.argv[1]))
villages = town.read().villages[:int(sys.argv[2])]
year = int(sys.argv[3])
whole = len(sys.argv) > 4
summary = read_town(town, villages, date(year, 1, 1), date(year, 12, 31), whole=whole)
assert len(summary.reported) == len(villages), [each.problem for each in summary.villages]
if whole:
    from yigong.exports.documents.town_workbook import town_xlsx
    town_xlsx("", summary)
used = resource.getrusage(resource.RUSAGE_SELF)
# Not `ru_maxrss`, which a process takes over from the one that started it.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
megabytes = int(peak.split()[1]) / 1024
print(json.dumps([used.ru_utime + used.ru_stime, megabytes, summary.total.occurrences]))
"""


def town_costs() -> Iterator[Row]:
    """The CPU of 78 villages against that of one, start included, and the memory."""
    with tempfile.TemporaryDirectory() as place:
        folder, year = Path(place), make_town(Path(place))
        one = min(_measured(folder, 1, year) for _again in range(3))
        many = min(_measured(folder, VILLAGES, year) for _again in range(2))
        book = _measured(folder, VILLAGES, year, "whole")
    assert many[2] == VILLAGES * one[2]
    times = many[0] / one[0]
    yield Row(
        f"a year of a town of {VILLAGES} demo villages, CPU with the start",
        f"{many[0]:.2f} s",
        f"{one[0]:.2f} s: one of them",
        f"{times:.1f} x",
        f"{_MOST_TIMES:.0f} x",
        "ok" if times <= _MOST_TIMES else "OVER",
    )
    for name, cost, beside in (
        ("memory at its most while they are read", many, f"{one[1]:.0f} MB: one of them"),
        ("memory at its most while their workbook is made", book, f"{book[0]:.2f} s of CPU"),
    ):
        yield Row(
            name,
            f"{cost[1]:.0f} MB",
            beside,
            budget=f"{_MOST_MB:.0f} MB",
            verdict="ok" if cost[1] <= _MOST_MB else "OVER",
        )


def make_town(folder: Path) -> int:
    """Make the town and its villages, copies of the demo; gives the year of the demo."""
    demo = make_demo(folder / "demo", language="zh")
    town = TownFolder(folder / "town")
    town.create("黄湖镇", "zh")
    for number in range(VILLAGES):
        place = folder / f"v{number}"
        shutil.copytree(demo.folder, place)
        village = Village.open(place)
        renamed = msgspec.structs.replace(
            village.settings, name=f"第{number}村", uid_domain=f"v{number}.yigong"
        )
        village.save_settings(renamed)
    found = [village_at(folder / f"v{number}") for number in range(VILLAGES)]

    def all_of_them(old: TownList) -> TownList:
        for village in found:
            old = with_village(old, village)
        return old

    town.change(all_of_them)
    return demo.now().year


def _measured(folder: Path, count: int, year: int, *more: str) -> tuple[float, float, int]:
    words = [sys.executable, "-c", _READ, str(folder / "town"), str(count), str(year), *more]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    cpu, megabytes, occurrences = json.loads(done.stdout)
    return cpu, megabytes, occurrences
