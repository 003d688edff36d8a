"""How a made-up village is played: each action at its time, by its organiser."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.demo.attendance_story import Action
from yigong.store.demo.english import Wording, reworded, said_actor
from yigong.store.score_records import USUAL_INDICATORS, ScoreRules
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.storage.locks import HOLDERS_FILE, LOCK_FILE
from yigong.store.village.village import Village

MARKER = ".demo"
"""The file that tells a demo village from a real one; it holds `marker_of`."""

ZONE = ZoneInfo("Asia/Shanghai")


def marker_of(village: Village, day: date) -> bytes:
    """What the marker of a demo village says that was made for a day.

    It names the village: another that was put in its folder since is no demo.
    """
    return f"{day} {village.settings.uid_domain}\n".encode()


class StoryClock:
    """A clock that returns what it was set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time."""
        return self.at


def made_up_domain(today: date, village: str = "") -> str:
    """The identity of a demo village of a day."""
    rng = random.Random(f"{today} settings{village}")
    return f"{rng.getrandbits(48):012x}.yigong"


def play(
    folder: Path,
    settings: Settings,
    clerk: Actor,
    founded: datetime,
    today: date,
    actions: Iterable[Action],
    say: Wording,
) -> Village:
    """Make a village of its actions, in the order of time.

    Args:
        folder: Its folder.
        settings: Its settings.
        clerk: Who founds it.
        founded: When.
        today: The date for which it is made.
        actions: The actions.
        say: How its texts are said.
    """
    clock = StoryClock(founded)
    score = ScoreRules(indicators=tuple(reworded(each, say) for each in USUAL_INDICATORS))
    settings = msgspec.structs.replace(reworded(settings, say), score=score)
    village = Village.create(folder, settings, said_actor(clerk, say), clock=clock, sync=False)
    for action in sorted(actions, key=lambda action: action.at):
        clock.at, village.session.actor = action.at, said_actor(action.by, say)
        action.effect(village)
    village.root.replace(MARKER, marker_of(village, today), sync=False)
    for name in (LOCK_FILE, HOLDERS_FILE):
        village.root.remove(name)  # nobody else can hold a lock yet
    return village
