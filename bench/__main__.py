"""``python -m bench [store|terminal|load]``: prints one table with a verdict on each budget."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from bench.table import Measurement, Row, measured, show


def store() -> Sequence[Measurement]:
    """The measurements that need no terminal."""
    from bench.booking_costs import booking_costs
    from bench.contention import many_desks, several_desks
    from bench.read_costs import READ_COSTS
    from bench.roster_costs import roster_costs
    from bench.town_costs import town_costs
    from bench.write_costs import one_desk

    return (
        one_desk, several_desks, many_desks, *READ_COSTS, booking_costs, roster_costs, town_costs,
    )  # fmt: skip


def terminal() -> Sequence[Measurement]:
    """The measurements of the screens."""
    from bench.layer_time import layer_time
    from bench.month_costs import month_costs
    from bench.page_costs import page_costs
    from bench.screens import session_rows, start_rows

    return (start_rows, session_rows, month_costs, page_costs, layer_time)


def load() -> Sequence[Measurement]:
    """Many organisers at once, which takes a minute and a half; not run by default."""
    from bench.load import mixed_load, open_desks

    return (mixed_load, open_desks)


PARTS: dict[str, Callable[[], Sequence[Measurement]]] = {
    "store": store,
    "terminal": terminal,
    "load": load,
}


def main() -> int:
    """Run the parts that are named, or all but the load.

    Returns:
        0, or 1 where a figure is over budget, or 2 where one could not be measured.
    """
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    help_ = "store, terminal, load; else all but load"
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help=help_)
    parts = parser.parse_args().part or [part for part in PARTS if part != "load"]
    rows: list[Row] = []
    for part in parts:
        for measurement in PARTS[part]():
            for row in measured(measurement):
                print(f"  {row.name}: {row.figure}", file=sys.stderr, flush=True)
                rows.append(row)
    print(show(rows))
    verdicts = {row.verdict for row in rows}
    return 2 if "FAILED" in verdicts else int("OVER" in verdicts)


if __name__ == "__main__":
    sys.exit(main())
