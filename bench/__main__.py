"""``python -m bench [store|terminal|load]``: measure, print one table, say what is over budget."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from bench.table import Row, show


def store() -> Iterator[Row]:
    """The rows that need no terminal."""
    from bench.reading import reading
    from bench.roster import taking_in
    from bench.writing import writing

    yield from writing()
    yield from reading()
    yield from taking_in()


def terminal() -> Iterator[Row]:
    """The rows of the screens."""
    from bench.month import month
    from bench.terminal import terminal as rows

    yield from rows()
    yield from month()


def load() -> Iterator[Row]:
    """The rows of many organisers at once: a minute and a half, so only when asked for."""
    from bench.load import load as rows
    from bench.load import screens

    yield from rows()
    yield from screens()


PARTS: dict[str, Callable[[], Iterator[Row]]] = {"store": store, "terminal": terminal, "load": load}


def main() -> int:
    """Run the parts that are asked for, or all.

    Returns:
        0, or 1 where a budget was overrun.
    """
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words = "store, terminal, load; else all but load"
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help=words)
    wanted = parser.parse_args().part or [part for part in PARTS if part != "load"]
    rows: list[Row] = []
    for part in wanted:
        for row in PARTS[part]():
            print(f"  {row.what}: {row.figure}", file=sys.stderr, flush=True)
            rows.append(row)
    print(show(rows))
    return int(any(row.verdict == "OVER" for row in rows))


if __name__ == "__main__":
    sys.exit(main())
