"""The demo village of format 3, as the last version without roles left it, and its figures."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from support.places import TESTS

KEPT = TESTS / "store/village/format3.zip"
FIGURES = json.loads(KEPT.with_suffix(".json").read_bytes())
"""The numbers that version computed, by period (see format3.md)."""


def format3_village(folder: Path) -> Path:
    """Unpack it into a folder; its own folder in that is returned."""
    with zipfile.ZipFile(KEPT) as archive:
        archive.extractall(folder)
    village = folder / "village"
    for path in (village, *village.rglob("*")):
        path.chmod(0o2770 if path.is_dir() else 0o660)
    return village
