"""A town (镇/街道): a folder with the list of its villages and with the files that they sent.

It is read-only towards villages, and holds nothing of one that it can read in its place.
"""

from __future__ import annotations

import contextlib
import re
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec

from yigong.store import validate
from yigong.store.errors import Newer, Refused
from yigong.store.language import LANGUAGES, N_
from yigong.store.storage.files import (
    FOLDER_MODE,
    damaged_file,
    os_errors_explained,
    reading_explained,
)
from yigong.store.storage.folder import Folder
from yigong.store.storage.locks import TIMEOUT, opened_locks
from yigong.store.town.upward_file import MAX_UPWARD_BYTES, VILLAGE_ID, decode_upward
from yigong.store.town.upward_report import period_label
from yigong.store.town_records import TOWN_FORMAT, TownList, TownVillage, UpwardReport
from yigong.store.village.village import Village

TOWN_FILE = "town.json"
_MOST_VILLAGES = 2_000
_MOST_BYTES = 2_000_000
_SENT = re.compile(r"(.+)-(\d{1,6})\.json", re.ASCII)


class SentFile(msgspec.Struct, frozen=True):
    """A file that a town took, and the one of the same period that counted before."""

    village: TownVillage
    report: UpwardReport
    before: UpwardReport | None


class TownFolder:
    """A town's folder."""

    def __init__(self, path: Path, holder: str = "") -> None:
        """Nothing is read before `read`.

        Args:
            path: The folder.
            holder: Who changes it, named to others who wait in vain.
        """
        self.path = path
        self.root = Folder(path)
        self._holder = holder

    def read(self) -> TownList:
        """The list of its villages.

        Raises:
            Refused: There is no town in the folder.
            Newer: A newer yigong wrote it.
            DataError: It cannot be read.
        """
        path = self.path / TOWN_FILE
        with reading_explained(path):
            raw, found = self._raw()
        if found is None:
            raise Refused(
                "There is no town in {folder}. `yigong town init {folder} NAME` makes one.",
                folder=self.path,
            )
        try:
            town = msgspec.json.decode(raw, type=TownList)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            if _claimed_format(raw) > TOWN_FORMAT:
                raise _newer_town(path) from error
            raise damaged_file(path, str(error)) from error
        if town.format > TOWN_FORMAT:
            raise _newer_town(path)
        try:
            same = _checked(town) == town
        except Refused as refusal:
            raise damaged_file(path, str(refusal)) from refusal
        if not same:
            raise damaged_file(path, N_("names with blanks around them"))
        return town

    def _raw(self) -> tuple[bytes, object]:
        try:
            return self.root.read(TOWN_FILE, _MOST_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return b"", None

    def create(self, name: str, language: str) -> TownList:
        """Make a town in a folder that is empty or does not exist.

        Raises:
            Refused: There is something in the folder.
            DataError: It cannot be made.
        """
        town = _checked(TownList(name=name, language=language))
        with os_errors_explained(self.path):
            status = self.path.lstat() if self.path.is_symlink() or self.path.exists() else None
            if status is not None and not stat.S_ISDIR(status.st_mode):
                raise Refused("{path} is not a folder.", path=self.path)
            if status is not None and self.root.names():
                raise Refused(
                    "{folder} is not empty; a town is made in a folder of its own.",
                    folder=self.path,
                )
            self.root.create()
            if status is None:
                self.path.chmod(FOLDER_MODE)
        with self._writing():
            self._write(town)
        return town

    def change(self, change: Callable[[TownList], TownList]) -> TownList:
        """Change the list of villages, under its lock.

        Args:
            change: Gives the new list; it may raise a refusal.
        """
        self.read()
        with self._writing():
            town = _checked(change(self.read()))
            self._write(town)
        return town

    def take(self, raw: bytes, *, new: bool = False, dry: bool = False) -> SentFile:
        """Take what a village sent; every version is kept, and the latest counts.

        Args:
            raw: The file.
            new: Whether a village that the town does not know is added to it.
            dry: Only say what would be taken.

        Raises:
            Refused: It is no such file, of no village of the town, or no later than what is here.
            DataError: The disk refuses.
        """
        report = decode_upward(raw)
        self.read()
        if dry:
            town, village = _sender(self.read(), report, new=new)
            return SentFile(village, report, self._before(village, report))
        with self._writing():
            old = self.read()
            town, village = _sender(old, report, new=new)
            before = self._before(village, report)
            within = f"received/{report.id}"
            self.root.make(within)
            number = max((n for n, _name in self._versions(report.id, report.period)), default=0)
            self.root.add(f"{within}/{report.period}-{number + 1}.json", raw)
            if town != old:
                self._write(_checked(town))
        return SentFile(village, report, before)

    def _before(self, village: TownVillage, report: UpwardReport) -> UpwardReport | None:
        """What counted before a file, which must be later.

        Raises:
            Refused: It is not.
        """
        before = next(iter(self.sent(village, report.first, report.last)), None)
        if before is not None and report == before:
            raise Refused(
                "{village} {period} is here already.", village=report.village, period=report.period
            )
        if before is not None and report.at <= before.at:
            raise Refused(
                "Of {village} {period} a later file is here, of {at}; nothing was taken.",
                village=report.village,
                period=report.period,
                at=f"{before.at:%Y-%m-%d %H:%M}",
            )
        return before

    def sent(self, village: TownVillage, first: date, last: date) -> Iterator[UpwardReport]:
        """What a village sent of exactly this period, the latest first.

        Raises:
            DataError: A file cannot be read.
        """
        if not VILLAGE_ID.fullmatch(village.id):
            return
        for _number, name in sorted(
            self._versions(village.id, period_label(first, last)), reverse=True
        ):
            path = self.path / name
            with reading_explained(path):
                raw, _found = self.root.read(name, MAX_UPWARD_BYTES)
            try:
                report = decode_upward(raw)
            except Refused as refusal:
                raise damaged_file(path, str(refusal)) from refusal
            if report.id != village.id or (report.first, report.last) != (first, last):
                raise damaged_file(path, N_("it is of another village or period"))
            yield report

    def _versions(self, id_: str, period: str) -> Iterator[tuple[int, str]]:
        within = f"received/{id_}"
        with reading_explained(self.path / within):
            names = self.root.names(within)
        for name in names:
            match = _SENT.fullmatch(name)
            if match and match[1] == period:
                yield int(match[2]), f"{within}/{name}"

    def fingerprint(self) -> tuple[object, ...]:
        """What differs once somebody changed the town or took a file."""
        folders = ["received"]
        with reading_explained(self.path):
            with contextlib.suppress(FileNotFoundError):
                folders += [f"received/{name}" for name in self.root.names("received")]
            return self.root.fingerprint(TOWN_FILE), *map(self.root.fingerprint, folders)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with (
            os_errors_explained(self.path),
            opened_locks(self.root, self._holder) as locks,
        ):
            locks.take("town", TIMEOUT)
            yield

    def _write(self, town: TownList) -> None:
        data = msgspec.json.format(msgspec.json.encode(town), indent=1)
        self.root.replace(TOWN_FILE, data + b"\n")


def village_at(path: Path) -> TownVillage:
    """A village that a town will read in its folder.

    Raises:
        Refused: The path is a link; or there is no village.
        DataError: It cannot be read, or is of an older version.
    """
    settings = Village.open_reading(path).settings
    if not VILLAGE_ID.fullmatch(settings.uid_domain):
        raise Refused("The village in {folder} has no identity.", folder=path)
    return TownVillage(name=settings.name, id=settings.uid_domain, path=str(path))


def with_village(town: TownList, village: TownVillage) -> TownList:
    """A town with one more village.

    Raises:
        Refused: It has it already, or another one of the same name.
    """
    for known in town.villages:
        if village.id and known.id == village.id:
            raise Refused(
                "{name} and {known} are the same village (both are {id}); one of them is a copy.",
                name=village.name,
                known=known.name,
                id=village.id,
            )
        if _plain_name(known.name) == _plain_name(village.name):
            raise Refused(
                "The town has a village {name} already: rename that one, or give this one another "
                "name.",
                name=village.name,
            )
    return msgspec.structs.replace(town, villages=(*town.villages, village))


def village_named(town: TownList, name: str) -> TownVillage:
    """A village of a town by its name or identity.

    Raises:
        Refused: There is none.
    """
    wanted = _plain_name(name)
    for village in town.villages:
        if wanted in (_plain_name(village.name), village.id.casefold()):
            return village
    raise Refused("The town has no village {name}.", name=name[:40])


def replaced_village(town: TownList, old: TownVillage, new: TownVillage | None) -> TownList:
    """A town with a village changed, or without it.

    Raises:
        Refused: Another one has the new name.
    """
    others = msgspec.structs.replace(
        town, villages=tuple(each for each in town.villages if each != old)
    )
    if new is None:
        return others
    with_village(others, new)
    return msgspec.structs.replace(
        town, villages=tuple(new if each == old else each for each in town.villages)
    )


def _sender(town: TownList, report: UpwardReport, *, new: bool) -> tuple[TownList, TownVillage]:
    """Whose a file is, and the town with what it tells of them.

    Raises:
        Refused: It is of no village of the town, or says so.
    """
    named = next(
        (v for v in town.villages if _plain_name(v.name) == _plain_name(report.village)), None
    )
    known = next((v for v in town.villages if v.id == report.id), None)
    if known is not None:
        if named is not None and named != known:
            raise Refused(
                "The file says that it is of {name}, but has the identity of {known}; nothing was "
                "taken.",
                name=report.village,
                known=known.name,
            )
        if known.path:
            raise Refused(
                "{name} is read in its folder, {path}: it need not send.",
                name=known.name,
                path=known.path,
            )
        return town, known
    if named is not None and named.id:
        raise Refused(
            "The file says that it is of {name}, but has another identity; nothing was taken.",
            name=report.village,
        )
    if named is not None:
        bound = msgspec.structs.replace(named, id=report.id)
        return replaced_village(town, named, bound), bound
    if not new:
        raise Refused(
            "The town has no village {name}: `yigong town add --sends {name}` adds it.",
            name=report.village,
        )
    added = TownVillage(name=report.village, id=report.id)
    return with_village(town, added), added


def _checked(town: TownList) -> TownList:
    """A town as it may be stored.

    Raises:
        Refused: It may not.
    """
    if not 1 <= town.format <= TOWN_FORMAT or town.language not in LANGUAGES:
        raise Refused("There is no form {form}; there are {forms}.", form=town.language[:20],
                      forms=", ".join(LANGUAGES))  # fmt: skip
    if len(town.villages) > _MOST_VILLAGES:
        raise Refused("A town has at most {n} villages.", n=_MOST_VILLAGES)
    names = [_plain_name(village.name) for village in town.villages]
    ids = [village.id for village in town.villages if village.id]
    if len(set(names)) < len(names) or len(set(ids)) < len(ids):
        raise Refused("The same village is there twice.")
    return msgspec.structs.replace(
        town,
        name=validate.clean_line(town.name, N_("The name"), validate.MAX_NAME, needed=True),
        villages=tuple(map(_checked_village, town.villages)),
    )


def _checked_village(village: TownVillage) -> TownVillage:
    if village.id and not VILLAGE_ID.fullmatch(village.id):
        raise Refused("{what} is not an identity of a village.", what=village.id[:40])
    if village.path and not Path(village.path).is_absolute():
        raise Refused("{path} is not a whole path.", path=village.path[:200])
    return msgspec.structs.replace(
        village,
        name=validate.clean_line(village.name, N_("The name"), validate.MAX_NAME, needed=True),
        path=validate.clean_line(village.path, N_("The path"), 1_000),
        group=validate.clean_line(village.group, N_("The group"), validate.MAX_NAME),
    )


def _plain_name(name: str) -> str:
    return "".join(name.split()).casefold()


def _claimed_format(raw: bytes) -> int:
    try:
        claimed = msgspec.json.decode(raw)["format"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, TypeError):
        return 0
    return claimed if isinstance(claimed, int) else 0


def _newer_town(path: Path) -> Newer:
    return Newer(
        "{path} was written by a newer yigong and was left as it is. Update yigong to open it.",
        path=path,
    )
