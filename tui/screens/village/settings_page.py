"""The form of the village's settings."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import Refused, Stale
from yigong.store.language import N_, _
from yigong.store.requests.request_words import URGENCY_NAMES
from yigong.store.settings_records import AnswerDays, Settings
from yigong.tui.access.preferences import Preferences
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import HELP_F1, NEXT_FIELD
from yigong.tui.screens.village.kinds_page import KindsPage
from yigong.tui.text.words import weekday
from yigong.tui.themes import NAMES, TERMINAL, has_shades
from yigong.tui.view.form_fields import Field, with_typed_values
from yigong.tui.view.person_fields import read_tags
from yigong.tui.widgets.canvas import STRONG, Piece

LANGUAGES: list[tuple[object, str]] = [("zh", "中文"), ("en", "English")]


class SettingsPage(RecordForm[None, Settings]):
    """Changes the settings; the kinds of events on a page of their own."""

    PURPOSE = MAIN_PAGES["settings"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save")),
        NEXT_FIELD,
        Binding("ctrl+t", "kinds", N_("Kinds of events")),
        Binding("escape", "leave", N_("Leave")),
        HELP_F1,
    ]

    def heading(self) -> list[Piece]:
        """What this is."""
        return [(_("Settings"), STRONG), f"  {self.village.folder}"]

    def body(self) -> ComposeResult:
        """The settings as they are now."""
        self.record = self.village.settings
        return super().body()

    def fields(self) -> Sequence[Field]:
        """Name, language, calendar, hours, and the organiser's own name."""
        settings, hours = self.record, self.record.hours
        roundings = [
            ("floor", _("down")),
            ("nearest", _("to the nearest")),
            ("none", _("not at all")),
        ]
        blanks = _("words, with blanks between")
        ways = [(False, _("is not counted")), (True, _("counts as service"))]
        days = [(day, weekday(day)) for day in (0, 6)]
        stars = " ".join(str(s) for s in settings.stars)
        groups, tags = " ".join(settings.groups), " ".join(settings.tags)
        cap, ahead = _("minutes in all; 0: no limit"), _("of lunar dates in calendar files")
        return [
            Field("name", _("Village"), settings.name),
            *self._my_name(settings),
            Field("language", _("Language"), settings.language, options=LANGUAGES),
            Field("zone", _("Time zone"), settings.zone),
            Field("first_weekday", _("Week begins"), settings.first_weekday, options=days),
            Field("rounding", _("Hours round"), hours.rounding, options=roundings),
            _number_field("round_to", _("  to minutes"), hours.round_to, _("30: half hours")),
            _number_field("daily_cap", _("Most a day"), hours.daily_cap, cap),
            _number_field(
                "min_presence", _("Least presence"), hours.min_presence, _("per cent; 0: any")
            ),
            Field("travel", _("On the way"), hours.travel, options=ways),
            *_answer_fields(settings.answer_days),
            Field("stars", _("Stars at hours"), stars, _read_stars),
            Field("groups", _("Groups"), groups, read_tags, hint=blanks),
            Field("tags", _("Tags"), tags, read_tags, hint=blanks),
            Field(
                "unit", _("Recording unit"), settings.unit, hint=_("on paper; empty: the village")
            ),
            _number_field("years_ahead", _("Years ahead"), settings.years_ahead, ahead),
            Field(
                "public_url",
                _("Public address"),
                settings.public_url,
                hint=_("https://.., for QR codes"),
                section=_("Pages for everybody"),
            ),
            Field(
                "public_english",
                _("Also in English"),
                settings.public_english,
                options=[(False, _("no")), (True, _("yes"))],
            ),
            *self._terminal_fields(),
        ]

    def _terminal_fields(self) -> list[Field]:
        """The organiser's preferences, which are applied and kept at once."""
        now = self.context.preferences
        looks = [(look, _(name)) for look, name in NAMES.items()]
        mice = [(False, _("the terminal's")), (True, _("the program's"))]
        modes = [(False, _("off")), (True, _("on"))]
        selects, follows = _("the terminal's selects text"), _("a screen reader hears each change")
        return [
            Field(
                "look",
                _("Look"),
                now.look or TERMINAL,
                options=looks,
                hint=_("at once, for you alone")
                if has_shades(self.app)
                else _("its own: it has 16 colours"),
                section=_("This terminal"),
            ),
            Field("mouse", _("Mouse"), now.mouse, options=mice, hint=selects),
            Field("reading", _("Reading mode"), now.reading, options=modes, hint=follows),
        ]

    def field_changed(self, name: str) -> None:
        """Apply and keep a preference of the organiser's; it is no setting to be saved."""
        if name in Preferences.__struct_fields__ and self.is_mounted:
            value = self.values()[name]
            self._before[name] = value
            self.context.prefer(msgspec.structs.replace(self.context.preferences, **{name: value}))

    def _my_name(self, settings: Settings) -> list[Field]:
        """The organiser's own name, if the account is not shared."""
        if self.context.shared or not self.context.may_rename:
            return []
        return [Field("me", _("My name"), self._name_in(settings), hint=_("signs what I do"))]

    def _name_in(self, settings: Settings) -> str:
        """The organiser's name in the settings; where they have none, the present one."""
        return settings.organisers.get(login(), self.context.actor.by)

    def save(self, values: Mapping[str, object]) -> None:
        """Save the settings; signed registers keep the policy they were signed under."""
        fields = sorted(self.fields(), key=lambda field: field.name == "stars")  # read last
        hours = with_typed_values(self.record.hours, fields, values)
        settings = with_typed_values(self.record, fields, values)
        days = with_typed_values(self.record.answer_days, fields, values)
        organisers = dict(self.record.organisers)
        me = str(values.get("me", ""))
        renamed = "me" in values and me != self._name_in(self.record)
        if renamed:
            organisers.pop(login(), None)
            organisers |= {login(): me} if me else {}
        self.village.save_settings(
            msgspec.structs.replace(settings, hours=hours, answer_days=days, organisers=organisers)
        )
        if renamed:
            self.context.sign_with_name(me)
        self.context.apply_language()
        done = _("the settings are saved")
        if settings.language != self.record.language and self.context.asked_language:
            done = _("the settings are saved; the language shows at the next start without --lang")
        self.app.call_later(self.context.report_done, done)

    @work
    async def action_kinds(self) -> None:
        """Show the kinds of events, and change the village's own.

        Go on from the settings with them, if nothing else changed.
        """
        await self.ask(KindsPage())
        settings = self.village.settings
        before = self.record
        if msgspec.structs.replace(settings, rev=before.rev, kinds=before.kinds) == before:
            self.record = settings

    def adopt_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Go on from the version that somebody else saved; the own name is not compared."""
        return {**super().adopt_theirs(stale), "me": None}


def _number_field(name: str, label: str, value: int, hint: str) -> Field:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 6):
            raise Refused("{what} is a whole number.", what=label.strip())
        return int(text)

    return Field(name, label, str(value), read, hint=hint)


def _answer_fields(days: AnswerDays) -> list[Field]:
    """The working days that a request may take, by how urgent it is."""
    return [
        _number_field(
            level,
            _("Days, {urgency}").format(urgency=_(name)),
            getattr(days, level),
            _("working days for a request"),
        )
        for level, name in URGENCY_NAMES.items()
    ]


def _read_stars(text: str) -> tuple[int, ...]:
    stars = text.replace(",", " ").replace("，", " ").split()
    if not all(s.isascii() and s.isdecimal() and len(s) < 7 for s in stars):
        raise Refused("The hours for the stars rise from one to the next.")
    return tuple(int(star) for star in stars)


def login() -> str:
    """The login name of the account."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"
