"""Writes one file again and again with bytes of its own until its input ends; checks each.

Arguments: the village's folder, the file's name in the outbox, the letter to write, the bytes of
the first. It prints how often it said done, and how often the file was then not a whole one.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import select
import sys
from pathlib import Path

from yigong.exports.export_file import write_export
from yigong.store.storage.folder import Folder

folder, name, letter, length = sys.argv[1:]
village = Folder(Path(folder))
done = broken = 0
print("writing", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    data = letter.encode() * (int(length) + done % 1000)
    write_export(Path(folder) / "outbox" / name, data, village)
    done += 1
    content, _fingerprint = village.read(f"outbox/{name}")
    if len(set(content)) != 1 or len(content) < int(length):
        broken += 1
print(done, broken, flush=True)
