"""The application of a town, as its pages know it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from yigong.store.town.town_folder import TownFolder


class TownContext(Protocol):
    """One town, which is looked at."""

    town: TownFolder
    """Its folder."""

    clock: Callable[[], datetime]
    """Gives the time, aware."""
