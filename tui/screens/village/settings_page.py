"""What the village decides for itself."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from yigong.store.errors import Refused, Stale
from yigong.store.language import _
from yigong.store.records import Rounding, Settings
from yigong.tui.screens.base.form import Field, Form
from yigong.tui.text.words import weekday
from yigong.tui.view.person_fields import read_tags
from yigong.tui.widgets.canvas import STRONG, Piece

LANGUAGES: list[tuple[object, str]] = [("zh", "中文"), ("en", "English")]


class SettingsPage(Form[None]):
    """The village's settings."""

    def heading(self) -> list[Piece]:
        """What this is."""
        return [(_("Settings"), STRONG), f"  {self.village.folder}"]

    def fields(self) -> Sequence[Field]:
        """Name, language, calendar, hours, and my own name."""
        settings = self._settings = self.village.settings
        hours = settings.hours
        roundings: list[tuple[object, str]] = [
            ("floor", _("down")),
            ("nearest", _("to the nearest")),
            ("none", _("not at all")),
        ]
        blanks = _("words, with blanks between")
        ways: list[tuple[object, str]] = [
            (False, _("is not counted")),
            (True, _("counts as service")),
        ]
        days: list[tuple[object, str]] = [(day, weekday(day)) for day in (0, 6)]
        return [
            Field("name", _("Village"), settings.name),
            *self._my_name(settings),
            Field("language", _("Language"), settings.language, options=LANGUAGES),
            Field("zone", _("Time zone"), settings.zone),
            Field("first_weekday", _("Week begins"), settings.first_weekday, options=days),
            Field("rounding", _("Hours round"), hours.rounding, options=roundings),
            Field("round_to", _("  to minutes"), hours.round_to, hint=_("30: half hours")),
            Field(
                "daily_cap",
                _("Most a day"),
                hours.daily_cap,
                hint=_("minutes in all; 0: no limit"),
            ),
            Field(
                "min_presence", _("Least presence"), hours.min_presence, hint=_("per cent; 0: any")
            ),
            Field("travel", _("On the way"), hours.travel, options=ways),
            Field("stars", _("Stars at hours"), " ".join(str(s) for s in settings.stars)),
            Field("groups", _("Groups"), " ".join(settings.groups), hint=blanks),
            Field("tags", _("Tags"), " ".join(settings.tags), hint=blanks),
            Field(
                "unit", _("Recording unit"), settings.unit, hint=_("on paper; empty: the village")
            ),
            Field(
                "years_ahead",
                _("Years ahead"),
                settings.years_ahead,
                hint=_("of lunar dates in calendar files"),
            ),
        ]

    def _my_name(self, settings: Settings) -> list[Field]:
        """The name that goes with this account, where the account is one person's own."""
        if self.context.shared or not self.context.may_rename:
            return []
        mine = settings.organisers.get(login(), "")
        return [Field("me", _("My name"), mine, hint=_("signs what I do"))]

    def save(self, values: Mapping[str, object]) -> None:
        """Change the settings; registers signed before keep the policy they were signed under."""
        numbers = {}
        labels = {field.name: field.label.strip() for field in self._fields}
        for name in ("round_to", "daily_cap", "min_presence", "years_ahead"):
            text = str(values[name])
            if not (text.isascii() and text.isdecimal() and len(text) < 6):
                raise Refused("{what} is a whole number.", what=labels[name])
            numbers[name] = int(text)
        years_ahead = numbers.pop("years_ahead")
        stars = str(values["stars"]).replace(",", " ").replace("，", " ").split()
        if not all(s.isascii() and s.isdecimal() and len(s) < 7 for s in stars):
            raise Refused("The hours for the stars rise from one to the next.")
        organisers = dict(self._settings.organisers)
        me = str(values.get("me", ""))
        if me:
            organisers[login()] = me
        elif "me" in values:
            organisers.pop(login(), None)
        self.village.save_settings(
            msgspec.structs.replace(
                self._settings,
                name=str(values["name"]),
                zone=str(values["zone"]),
                language=str(values["language"]),
                first_weekday=cast("int", values["first_weekday"]),
                years_ahead=years_ahead,
                hours=msgspec.structs.replace(
                    self._settings.hours,
                    rounding=cast("Rounding", values["rounding"]),
                    travel=bool(values["travel"]),
                    **numbers,
                ),
                stars=tuple(int(star) for star in stars),
                groups=self._named("groups", values),
                tags=self._named("tags", values),
                unit=str(values["unit"]),
                organisers=organisers,
            )
        )
        if me != self._settings.organisers.get(login()):
            self.context.take_name(me)
        self.context.relabel()
        self.app.call_later(self.context.tell, _("the settings are saved"))

    def _named(self, name: str, values: Mapping[str, object]) -> tuple[str, ...]:
        """The names that were typed with blanks between; untouched they are as they were."""
        held: tuple[str, ...] = getattr(self._settings, name)
        typed = str(values[name])
        return held if typed == " ".join(held) else tuple(read_tags(typed))

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Their version, to compare."""
        theirs = self._settings = cast("Settings", stale.theirs)
        return {
            "name": theirs.name,
            "language": theirs.language,
            "zone": theirs.zone,
            "first_weekday": theirs.first_weekday,
            "years_ahead": theirs.years_ahead,
            "rounding": theirs.hours.rounding,
            "round_to": theirs.hours.round_to,
            "daily_cap": theirs.hours.daily_cap,
            "min_presence": theirs.hours.min_presence,
            "travel": theirs.hours.travel,
            "stars": " ".join(str(s) for s in theirs.stars),
            "groups": " ".join(theirs.groups),
            "tags": " ".join(theirs.tags),
            "unit": theirs.unit,
        }


def login() -> str:
    """The login name of whoever is at the keyboard."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"
