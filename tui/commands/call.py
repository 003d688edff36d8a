"""One call of a command: where the village is, who calls, in which language."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from yigong.store import language
from yigong.store.errors import Refused
from yigong.store.language import N_
from yigong.tui.access import caller, file_path

if TYPE_CHECKING:
    from yigong.store.records import Settings
    from yigong.store.storage.book import Actor
    from yigong.store.village.village import Village


class Call:
    """What the global options and the environment say, and the village once it is needed."""

    def __init__(self, options: argparse.Namespace, environ: Mapping[str, str]) -> None:
        self.options = options
        self._environ = environ
        self.language = options.lang or language.from_environment(environ)
        """``zh``, ``en``, or empty: the village's setting decides."""

    @cached_property
    def folder(self) -> Path:
        """The village's folder: ``--data``, else ``$YIGONG_DATA``, else the user's data folder."""
        named = self.options.data or self._environ.get("YIGONG_DATA", "")
        return file_path.expand_path(named) if named else caller.data_folder()

    @cached_property
    def village(self) -> Village:
        """The village, open; its language is spoken from here on where nothing else named one.

        Raises:
            Refused: There is none.
            DataError: It cannot be read.
        """
        return self.open(self.folder)

    def open(self, folder: Path, *, asking: bool = False) -> Village:
        """Open a village in some folder, signed by whoever calls (see `village` and `actor`)."""
        from yigong.store.village.village import Village

        caller.check_readable(folder)
        settings = Village.open(folder).settings
        if not self.language:
            language.use_language(settings.language)
        return Village.open(folder, self.actor(settings, asking=asking))

    def speak(self) -> None:
        """Speak the village's language where nothing else named one, without opening the village.

        A village that is not there, or cannot be read, changes nothing.
        """
        from yigong.store.errors import YigongError
        from yigong.store.village.village import Village

        with contextlib.suppress(YigongError):
            if not self.language:
                language.use_language(Village(self.folder).settings.language)

    def place(self, name: str) -> Path:
        """The file that an argument names (see `tui.access.file_path.allowed_path`).

        Raises:
            Refused: It lies where this caller may not go.
        """
        return file_path.allowed_path(self.folder / "outbox", name)

    def read(self, name: str, most: int = 0) -> bytes:
        """The file that an argument names, or standard input for ``-``.

        Args:
            name: The argument.
            most: How many bytes are wanted; one more is read, so that its reader can say so. 0:
                as many as any list has.

        Raises:
            Refused: It lies where this caller may not go.
            DataError: It cannot be read.
        """
        if name == "-":
            return file_path.read_line(most or file_path.MOST)
        return file_path.read_path(self.place(name), most or file_path.MOST)

    @property
    def shared(self) -> bool:
        """Whether several people use this account, so that it asks who is at the keyboard."""
        return caller.asks_for_name(self.options.by) or caller.asks_for_name(
            self._environ.get("YIGONG_BY", "")
        )

    def actor(
        self,
        settings: Settings | None = None,
        *,
        by: str = "",
        desk: str = "",
        asking: bool = False,
    ) -> Actor:
        """Who calls, at which desk.

        Args:
            settings: The village's, for the name that goes with a login name.
            by: Whom to name where neither option nor environment does; empty: the login name.
            desk: The same for the desk.
            asking: Whether the caller asks who it is where the account says to; the name is empty
                until then.

        Raises:
            Refused: The account says to ask, and a command cannot; or name or desk is not a line.
        """
        from yigong.store import validate
        from yigong.store.storage.book import Actor

        name = self.options.by or self._environ.get("YIGONG_BY", "") or by
        if caller.asks_for_name(name):
            if not asking:
                raise Refused("Several people use this account: say who you are with --by NAME.")
            name = ""
        elif not name:
            login = caller.login_name()
            name = settings.organisers.get(login, login) if settings else login
        place = self.options.desk or self._environ.get("YIGONG_DESK", "") or desk
        return Actor(
            validate.clean_line(name, N_("The organiser's name"), validate.NAME),
            validate.clean_line(place, N_("The desk's name"), validate.NAME),
        )
