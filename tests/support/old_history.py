"""The history as versions wrote it that took the file of the clock's month for every line."""

from __future__ import annotations

from collections import defaultdict

from msgspec.structs import replace

from support.replay import all_lines, history_paths
from yigong.store.storage.files import FILE_MODE
from yigong.store.storage.history_line import HistoryLine, encode_line, with_checksum


def write_by_month(folder):
    """Write the lines of a village's history anew, each into the file of its own month.

    Returns:
        The lines in the order in which they were first appended.
    """
    lines = all_lines(folder)
    months = defaultdict[str, list[HistoryLine]](list)
    for line in lines:
        months[f"{line.at:%Y-%m}"].append(replace(line, file=""))
    for path in history_paths(folder):
        path.unlink()
    for month, own in months.items():
        checksum, content = "", b""
        for number, line in enumerate(own, 1):
            summed, checksum = with_checksum(line, number, checksum)
            content += encode_line(summed) + b"\n"
        path = folder / f"history/{month}.jsonl"
        path.write_bytes(content)
        path.chmod(FILE_MODE)
    return lines
