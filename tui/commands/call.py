"""One call of a command: the village's folder, the organiser and desk, the language."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from yigong.store import language, validate
from yigong.store.calendar.lookup import Purpose
from yigong.store.dates.day_parser import parse_day, past_reading
from yigong.store.dates.period_parser import parse_period
from yigong.store.errors import Refused, WrongUsage, YigongError
from yigong.store.event_records import Event, Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Squad, Volunteer, code
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.storage.folder import Folder
from yigong.store.village.village import Village
from yigong.tui.access import caller
from yigong.tui.access.confined_files import (
    READ_LIMIT,
    allowed_path,
    expand_path,
    read_limited,
    read_stdin,
)
from yigong.tui.commands.command_words import day_text, occurrence_text
from yigong.tui.text.display_text import harmless_line


def code_number(query: str) -> int | None:
    """The number in a person's code, ``V0123``; `None`: this is no code."""
    found = re.fullmatch(r"[Vv](\d{1,7})", query.strip())
    return int(found[1]) if found else None


class Call:
    """The options and the environment, and the village, opened when it is first used."""

    def __init__(self, options: argparse.Namespace, environ: Mapping[str, str]) -> None:
        self.options = options
        self._environ = environ
        self.language = options.lang or language.from_environment(environ)
        """``zh``, ``en``, or empty: the village's setting decides."""

        self.remark = ""
        """What stands beside the answer. Under ``--json`` it is printed after it, and not beside an
        error, which is JSON on standard error then."""

    @cached_property
    def folder(self) -> Path:
        """The village's folder: ``--data``, else ``$YIGONG_DATA``, else the user's data folder.

        Raises:
            WrongUsage: A blank is given: a variable of a script that is not set.
        """
        for what, name in (
            ("--data", self.options.data),
            ("YIGONG_DATA", self._environ.get("YIGONG_DATA")),
        ):
            if name is not None and not name.strip():
                raise WrongUsage("{what} is empty.", what=what)
            if name is not None:
                return expand_path(name)
        return caller.data_folder()

    @cached_property
    def village(self) -> Village:
        """The village, opened in `folder` (see `open_village`).

        Raises:
            Refused: There is none.
            DataError: It cannot be read.
        """
        return self.open_village(self.folder)

    def open_village(self, folder: Path, *, asking: bool = False) -> Village:
        """Open a village in any folder; use its language if neither option nor locale names one.

        `asking` is as in `actor`.

        Raises:
            Refused: There is none.
            DataError: It cannot be read.
        """
        caller.check_readable(folder)
        settings = Village.open(folder).settings
        if not self.language:
            language.use_language(settings.language)
        return Village.open(folder, self.actor(settings, asking=asking))

    def use_village_language(self) -> None:
        """Use the village's language if neither option nor locale names one.

        A village that does not exist or cannot be read changes nothing.
        """
        with contextlib.suppress(YigongError):
            if not self.language:
                language.use_language(Village(self.folder).settings.language)

    def occurrence(self, purpose: Purpose, person: int | None = None) -> Occurrence:
        """Look up the occurrence that the argument ``event`` names; remark which, if not today's.

        Purpose and person are those of `CalendarLookup.meant`.

        Raises:
            Refused: There is none.
        """
        events, query = self.village.events, self.options.event.strip()
        occurrence = events.occurrence_for(query, purpose, person)
        day = query.partition("@")[2] or self.village.now().date().isoformat()
        if day != (occurrence.planned if "@" in query else occurrence.start.date()).isoformat():
            self._remark(occurrence_text(occurrence))
        return occurrence

    def day(
        self,
        text: str,
        *,
        near: date | None = None,
        first: date | None = None,
        last: date | None = None,
        say: bool = True,
    ) -> date:
        """Read a date that an argument gives; `near`, `first` and `last` are as for `parse_day`.

        With `say` it is remarked which it is, unless it was written as 2026-11-25. Of one without
        a year that is far ahead, it is remarked in any case, with the past day of that name.

        Raises:
            Refused: There is no such date.
        """
        today = self.village.now().date()
        day = parse_day(text, today, near=near, first=first, last=last)
        past = past_reading(text, today, day)
        if past:
            said = _("{typed} is read as {day}. If the past one is meant, write {past}.")
            self._remark(said.format(typed=text, day=day_text(day), past=past.isoformat()))
        elif say and text != day.isoformat():
            self._remark(f"{text}: {day_text(day)}")
        return day

    def past_day(self, text: str) -> date:
        """Read a date of what was: of what is not said in full, the last up to today is meant.

        Raises:
            Refused: There is no such date.
        """
        return self.day(text, last=self.village.now().date())

    def period(self, *, ahead: bool = False) -> tuple[date | None, date | None]:
        """Read the argument ``period``: the first and the last day (see `parse_period`); refuse
        what is none. Of what is not said in full, the last is meant; with `ahead`, the next."""
        today = self.village.now().date()
        return parse_period(self.options.period, today, first=today if ahead else None)

    def _remark(self, text: str) -> None:
        self.remark = "; ".join(filter(None, (self.remark, text)))
        if not getattr(self.options, "json", False):
            self.print_remark()

    def print_remark(self) -> None:
        """Print `remark` on standard error, once."""
        if self.remark:
            print(harmless_line(self.remark), file=sys.stderr)
            self.remark = ""

    def event(self) -> Event:
        """Look up the event that the argument ``event`` names, with a date or without; there
        has to be one."""
        events = self.village.events
        return events.get(events.occurrence_for(self.options.event).event.number)

    def person(self) -> Volunteer:
        """Look up the person that the argument ``person`` names, archived ones not; there has
        to be one, and not several."""
        return self.village.people.person_for(self.options.person)

    def any_person(self, query: str | None = None) -> Volunteer:
        """Look up a person, archived or not; of a merged record's code remark the present one.

        Without a query it is the argument ``person``.

        Raises:
            Refused: There is none, there are several, or they were forgotten.
        """
        query = self.options.person if query is None else query
        found = self.village.people.person_for(query, archived=True)
        number = code_number(query)
        if number is not None and number != found.number:
            text = _("{code} is {name} {now} now.")
            earlier = code("V", number)
            remark = text.format(code=earlier, name=found.name, now=found.code)
            print(harmless_line(remark), file=sys.stderr)
        return found

    def squad(self) -> Squad:
        """Look up the squad that the argument or option ``squad`` names; there has to be one."""
        return self.village.squads.find(self.options.squad)

    def file_path(self, name: str) -> Path:
        """Return the path of a file argument that this caller may use (see
        `confined_files.allowed_path`)."""
        return allowed_path(Folder(self.folder), name)

    def read_file(self, name: str, limit: int = READ_LIMIT) -> bytes:
        """Read a file argument, or standard input for ``-``: a byte more than the limit at most, so
        that its parser can refuse it.

        Raises:
            Refused: This caller may not use it.
            DataError: It cannot be read.
        """
        if name == "-":
            return read_stdin(limit)
        return read_limited(self.file_path(name), Folder(self.folder), limit, waiting=True)

    @property
    def shared(self) -> bool:
        """Whether several people use this account, so that the screens ask who is at them."""
        names = (self.options.by, self._environ.get("YIGONG_BY", ""))
        return any(map(caller.asks_for_name, names))

    def actor(
        self,
        settings: Settings | None = None,
        *,
        by: str = "",
        desk: str = "",
        asking: bool = False,
    ) -> Actor:
        """Return the organiser and the desk.

        Args:
            settings: The village's, for the name that belongs to a login name.
            by: The organiser if neither option nor environment names one; empty: the login name.
            desk: The same for the desk.
            asking: Whether the caller asks for the name if the account says to; until then the
                organiser's name is empty.

        Raises:
            Refused: The account says to ask and `asking` is false; or name or desk is not a line.
        """
        name = self.options.by or self._environ.get("YIGONG_BY", "") or by
        if caller.asks_for_name(name):
            if not asking:
                raise Refused("Several people use this account: say who you are with --by NAME.")
            name = ""
        elif not name:
            login = caller.login_name()
            name = settings.organisers.get(login, login) if settings else login
        desk = self.options.desk or self._environ.get("YIGONG_DESK", "") or desk
        return Actor(
            validate.clean_line(name, N_("The organiser's name"), validate.MAX_NAME),
            validate.clean_line(desk, N_("The desk's name"), validate.MAX_NAME),
        )
