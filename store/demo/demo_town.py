"""The town above the demo village: six villages, of which four are read in their folders, one sent
files and corrected what it had sent, and one has not reported."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from yigong.store.demo.attendance_story import Action
from yigong.store.demo.demo_play import MARKER, ZONE
from yigong.store.demo.english import Wording, wording
from yigong.store.demo.neighbour_village import make_neighbour
from yigong.store.demo.neighbours import NEIGHBOURS, Neighbour
from yigong.store.errors import Refused
from yigong.store.storage import files
from yigong.store.storage.book import Actor
from yigong.store.town.town_folder import TOWN_FILE, TownFolder, village_at, with_village
from yigong.store.town.upward_file import encode_upward
from yigong.store.town.upward_report import upward_report
from yigong.store.town_records import TownList, TownVillage
from yigong.store.village.village import Village

TOWN = "黄湖镇"
IN_PLACE, AWAY = "villages", "elsewhere"
"""The folders of a demo town for the villages that it reads, and for those that would be on other
computers."""

_SENDER, _SILENT = "liling", "yiting"
_HOUR = timedelta(hours=1)


def town_of(village: Path) -> Path:
    """The folder of the town above a demo village: beside it."""
    return village.with_name(f"{village.name}-town")


def make_town(folder: Path, village: Village) -> TownFolder:
    """Make the town of today, whole or not at all.

    It is built beside the folder and renamed into place, as the demo village is.

    Args:
        folder: Its folder, which does not exist yet or is empty.
        village: The first village, which was made today.

    Raises:
        Refused: Something else is in the folder.
        DataError: It cannot be made.
    """
    language = village.settings.language
    now, say = village.now().astimezone(ZONE), wording(language)
    target = folder.resolve()
    with files.os_errors_explained(folder):
        if target.is_dir() and any(target.iterdir()):
            raise Refused("{folder} is not empty; name a new folder.", folder=folder)
        building = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            town = TownFolder(building / "town", village.actor.by)
            town.create(say(TOWN), language)
            _fill(town, target, village, now, say)
            town.root.replace(MARKER, village.root.read(MARKER)[0])
            town.path.rename(target)
        except OSError as error:
            if (target / TOWN_FILE).exists():  # somebody else was faster
                raise Refused("{folder} is not empty; name a new folder.", folder=folder) from error
            raise
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return TownFolder(folder, village.actor.by)


def _fill(town: TownFolder, target: Path, village: Village, now: datetime, say: Wording) -> None:
    """The villages of a town that will be in a folder, and what one of them sends."""
    language, sent = village.settings.language, list[bytes]()
    known = [village_at(village.folder.resolve())]
    for about in NEIGHBOURS:
        place = AWAY if about.slug in (_SENDER, _SILENT) else IN_PLACE
        town.root.make(place)
        more = _sending(sent, about, now, say) if about.slug == _SENDER else ()
        made = make_neighbour(town.path / place / about.slug, about, now, language, say, more)
        name, id_ = made.settings.name, made.settings.uid_domain
        if place == IN_PLACE:
            path = str(target / place / about.slug)
            known.append(TownVillage(name=name, id=id_, path=path))
        else:
            known.append(TownVillage(name=name, id=id_ if about.slug == _SENDER else ""))
    town.change(lambda listed: _with_villages(listed, known))
    for raw in sent:
        town.take(raw)


def _with_villages(town: TownList, villages: Iterable[TownVillage]) -> TownList:
    for village in villages:
        town = with_village(town, village)
    return town


def _sending(sent: list[bytes], about: Neighbour, now: datetime, say: Wording) -> Iterable[Action]:
    """What a village sends: last month, once more after a correction; this month; this year."""
    clerk = Actor(about.organisers[0])
    this_month = (now - timedelta(days=2)).date().replace(day=1)
    end = this_month - timedelta(days=1)
    begin = end.replace(day=1)
    at = datetime.combine(this_month, time(10, 5), now.tzinfo)

    def send(village: Village, first: date, last: date) -> None:
        sent.append(encode_upward(upward_report(village, first, last)))

    def send_last_month(village: Village) -> None:
        send(village, begin, end)

    def correct(village: Village) -> None:
        signed = [r for r in village.registers.between(begin, end) if r.closed and r.present]
        if not signed:
            return
        occurrence = village.events.occurrence_for(signed[-1].key)
        village.registers.settlement.reopen(occurrence, say("漏记一位"))
        helper = occurrence.event.lead
        number = next(n for n, p in village.people.all().items() if p.name == helper)
        village.registers.grants.grant(occurrence, number, 30, say("在家做了宣传牌"))
        village.registers.settlement.close(occurrence)

    def send_now(village: Village) -> None:
        first = now.date().replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        if first > this_month:
            send(village, this_month, first - timedelta(days=1))
        send(village, first, following - timedelta(days=1))
        send(village, date(now.year, 1, 1), date(now.year, 12, 31))

    return (
        Action(at, clerk, send_last_month),
        Action(at + _HOUR, clerk, correct),
        Action(at + 2 * _HOUR, clerk, send_last_month),
        Action(now - _HOUR / 2, clerk, send_now),
    )
