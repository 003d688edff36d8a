"""``python -m bench [store|terminal|load]``: prints one table with a verdict on each budget."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from bench.table import Row, show


def store() -> Iterator[Row]:
    """The rows that need no terminal."""
    from bench.read_costs import read_costs
    from bench.roster_costs import roster_costs
    from bench.write_costs import write_costs

    yield from write_costs()
    yield from read_costs()
    yield from roster_costs()


def terminal() -> Iterator[Row]:
    """The rows of the screens."""
    from bench.month_costs import month_costs
    from bench.screens import screens

    yield from screens()
    yield from month_costs()


def load() -> Iterator[Row]:
    """The rows of many organisers at once, which take a minute and a half; not run by default."""
    from bench.load import mixed_load, open_desks

    yield from mixed_load()
    yield from open_desks()


PARTS: dict[str, Callable[[], Iterator[Row]]] = {"store": store, "terminal": terminal, "load": load}


def main() -> int:
    """Run the parts that are named, or all but the load.

    Returns:
        0, or 1 where a figure is over budget.
    """
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    help_ = "store, terminal, load; else all but load"
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help=help_)
    parts = parser.parse_args().part or [part for part in PARTS if part != "load"]
    rows: list[Row] = []
    for part in parts:
        for row in PARTS[part]():
            print(f"  {row.name}: {row.figure}", file=sys.stderr, flush=True)
            rows.append(row)
    print(show(rows))
    return int(any(row.verdict == "OVER" for row in rows))


if __name__ == "__main__":
    sys.exit(main())
