"""Renames one squad again and again. Arguments: the folder, the squad's number, how often."""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

village = Village.open(Path(sys.argv[1]), Actor("王强", "西门"))
squad = village.squads.get(int(sys.argv[2]))
for turn in range(int(sys.argv[3])):
    # The length changes each time, so that half of one and half of another would not fit.
    squad = village.squads.save(msgspec.structs.replace(squad, purpose="清理" * (1 + turn % 37)))
    print(squad.rev, flush=True)
