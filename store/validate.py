"""Validation: user input becomes a clean record, or is refused with a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from yigong.store.bounds import MAX_ANSWER_DAYS
from yigong.store.errors import Refused
from yigong.store.kinds import COLOURS, kind_called
from yigong.store.language import LANGUAGES, N_, _
from yigong.store.records import ROLES, Guardian, Role, Squad, Volunteer
from yigong.store.settings_records import KindSpec, Settings

MAX_NAME = 40
MAX_TITLE = 80
MAX_PLACE = 120
MAX_NOTE = 2000
MAX_PHONE = 24
"""The most characters of each; a longer text was pasted by mistake."""

MAX_KIND_NAME = 20
"""Characters; it stands in columns and filters."""

MAX_KINDS = 30
"""The most kinds of events that a village adds."""

MAX_MINUTES = 60 * 24 * 31
MAX_POSTS = 60
"""The most posts of one event."""

MAX_PLANS = 200
"""The most plans that one event may have had."""

_ALLOWED_JOINERS = "\u200d\ufe0f"
"""Zero width joiner and emoji selector, which are parts of an emoji."""


def clean_line(text: str, field: str, limit: int, *, needed: bool = False) -> str:
    """One line of text: trimmed, NFC, no control or direction characters.

    Args:
        text: As typed or read.
        field: The name of the field, as a msgid, for the message.
        limit: The most characters.
        needed: Whether an empty text is refused.

    Raises:
        Refused: It is empty, too long, or holds characters that could drive a terminal.
    """
    text = unicodedata.normalize("NFC", text).strip().strip("\u3000\ufeff").strip()
    if needed and not text:
        raise Refused("{what} is empty.", what=LazyMessage(field))
    if len(text) > limit:
        raise Refused(
            "{what} is too long: {count} characters, at most {limit}.",
            what=LazyMessage(field),
            count=len(text),
            limit=limit,
        )
    for character in text:
        if not _is_text(character):
            raise Refused(
                "{what} holds a character that is not text (U+{point:04X}).",
                what=LazyMessage(field),
                point=ord(character),
            )
    return text


def clean_paragraph(text: str, field: str) -> str:
    """Several lines of text, by the rules of `clean_line`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    joined = "\n".join(clean_line(part, field, MAX_NOTE) for part in lines).strip()
    if len(joined) > MAX_NOTE:
        raise Refused(
            "{what} is too long: {count} characters, at most {limit}.",
            what=LazyMessage(field),
            count=len(joined),
            limit=MAX_NOTE,
        )
    return joined


class LazyMessage(str):
    """A msgid in a field of an error, translated when the sentence is shown."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return format(_(str(self)), spec)


def _is_text(character: str) -> bool:
    if character in _ALLOWED_JOINERS or (character >= "\ue000" and character <= "\uf8ff"):
        return True  # private use: rare surnames in old rosters
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")


def clean_person_name(text: str) -> str:
    """A person's name: ``张　三`` is 张三, and the dot of a long name is always ``·``."""
    text = re.sub("[•・‧∙●]", "·", text.replace("\u3000", " "))
    text = clean_line(text, N_("The name"), MAX_NAME, needed=True)
    if re.fullmatch(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff·\s]+", text):
        text = re.sub(r"\s+", "", text)
    return re.sub(r"\s+", " ", text)


def clean_phone(text: str) -> str:
    """A phone number as ASCII digits, without spaces, dashes and +86.

    Raises:
        Refused: It is not a phone number.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    digits = re.sub(r"[\s\-()]", "", text)
    if digits.startswith(("+86", "0086")) and len(digits) >= 13:
        digits = digits.removeprefix("+86").removeprefix("0086")
    if digits and not re.fullmatch(r"\+?[0-9]{5,20}", digits):
        raise Refused(
            "This is not a phone number: {text}", text=clean_line(text, N_("The phone"), MAX_PHONE)
        )
    return digits


def checked_volunteer(record: Volunteer) -> Volunteer:
    """A volunteer ready to be written."""
    return msgspec.structs.replace(
        record,
        name=clean_person_name(record.name),
        reading=_checked_reading(record),
        phone=clean_phone(record.phone),
        group=clean_line(record.group, N_("The group"), MAX_NAME),
        home=clean_line(record.home, N_("The household"), MAX_NAME),
        tags=_clean_words(record.tags, N_("The tag")),
        note=clean_paragraph(record.note, N_("The note")),
        born=_checked_birth_year(record.born),
        guardians=tuple(checked_guardian(each) for each in record.guardians),
        emergency=clean_line(record.emergency, N_("The emergency contact"), MAX_TITLE),
    )


def _checked_reading(record: Volunteer) -> str:
    """A reading in letters; beside them only what the name has, too."""
    reading = clean_line(record.reading, N_("The reading"), MAX_NAME * 3).lower()
    kept = set(f" '-·{record.name}{unicodedata.normalize('NFKC', record.name)}".lower())
    if all(c in kept or (c.isalpha() and c < "\u2e80") for c in reading):
        return reading
    raise Refused("A reading is letters, such as zhang xiaoming, not {text}.", text=reading)


def _checked_birth_year(year: int) -> int:
    """A year of birth from 1900 to 2100; 0: not known."""
    if year and not 1900 <= year <= 2100:
        raise Refused("The year {year} is out of range (1900 to 2100).", year=year)
    return year


def checked_guardian(record: Guardian) -> Guardian:
    """A guardian ready to be written."""
    return Guardian(
        name=clean_person_name(record.name),
        phone=clean_phone(record.phone),
        relation=clean_line(record.relation, N_("The relation"), MAX_NAME),
    )


def checked_squad(record: Squad) -> Squad:
    """A squad ready to be written; its leader and deputies are always members."""
    officers = [p for p in (record.leader, *record.deputies) if p]
    return msgspec.structs.replace(
        record,
        name=clean_line(record.name, N_("The name"), MAX_NAME, needed=True),
        purpose=clean_line(record.purpose, N_("The purpose"), MAX_TITLE),
        contact=clean_line(record.contact, N_("The contact"), MAX_TITLE),
        members=tuple(dict.fromkeys([*officers, *record.members])),
    )


def checked_zone(name: str) -> str:
    """The name of a time zone; one that does not exist is refused."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(
            "There is no time zone {name}.", name=clean_line(name, N_("The zone"), MAX_NAME)
        ) from None
    return name


def checked_settings(record: Settings) -> Settings:
    """Settings ready to be written."""
    policy = record.hours
    if not (1 <= policy.round_to <= 240 and 0 <= policy.daily_cap <= 1440):
        raise Refused("Rounding takes 1 to 240 minutes, the daily cap 0 to 1440.")
    if not 0 <= policy.min_presence <= 100:
        raise Refused("The least presence is a percentage, 0 to 100.")
    if list(record.stars) != sorted(set(record.stars)) or any(s <= 0 for s in record.stars):
        raise Refused("The hours for the stars rise from one to the next.")
    days = record.answer_days
    if not all(1 <= count <= MAX_ANSWER_DAYS for count in (days.plain, days.soon, days.now)):
        raise Refused("A request may take 1 to {most} working days.", most=MAX_ANSWER_DAYS)
    if record.first_weekday not in range(7):
        raise Refused("The first weekday is 0 (Monday) to 6 (Sunday).")
    if not 1 <= record.years_ahead <= 20:
        raise Refused("Lunar dates are written 1 to 20 years ahead.")
    if record.language not in LANGUAGES:
        language = clean_line(record.language, N_("The language"), MAX_NAME)
        raise Refused("There is no language {name}.", name=language)
    if not re.fullmatch(r"[A-Za-z0-9.-]{0,80}", record.uid_domain):
        raise Refused("The domain of the calendar's UIDs has only letters, digits, dots, hyphens.")
    return msgspec.structs.replace(
        record,
        name=clean_line(record.name, N_("The name"), MAX_NAME, needed=True),
        zone=checked_zone(record.zone),
        public_url=_checked_url(record.public_url),
        groups=_clean_words(record.groups, N_("The group")),
        tags=_clean_words(record.tags, N_("The tag")),
        kinds=_checked_kinds(record.kinds),
        unit=clean_line(record.unit, N_("The recording unit"), MAX_TITLE),
        organisers={
            clean_line(login, N_("The name"), MAX_NAME): clean_line(name, N_("The name"), MAX_NAME)
            for login, name in record.organisers.items()
        },
    )


def _checked_url(text: str) -> str:
    """The address of the pages for everybody, with a slash at its end, or none."""
    url, server, path = text.strip(), r"[A-Za-z0-9.:\[\]-]{1,100}", r"/[A-Za-z0-9._~/-]{0,100}"
    if url and not re.fullmatch(f"https?://{server}({path})?", url):
        raise Refused("An address of pages is written as https://village.example/calendar/.")
    return f"{url.rstrip('/')}/" if url else ""


def _checked_kinds(kinds: Iterable[KindSpec]) -> tuple[KindSpec, ...]:
    """The village's own kinds of events, each under a name that no other kind has."""
    checked: tuple[KindSpec, ...] = ()
    for kind in kinds:
        name = clean_line(kind.name, N_("The name"), MAX_KIND_NAME, needed=True)
        if kind_called(name, checked) is not None:
            raise Refused("There is a kind of event {kind} already.", kind=name)
        letter = clean_line(kind.letter, N_("The letter"), MAX_KIND_NAME)
        if len(letter) > 1 or _is_joined(letter or name[0]):
            raise Refused("The letter of a kind is one character.")
        if kind.colour and kind.colour not in COLOURS:
            raise Refused(
                "There is no colour {colour}; there are: {colours}.",
                colour=clean_line(kind.colour, N_("The colour"), MAX_NAME),
                colours=", ".join(COLOURS),
            )
        role = checked_role(kind.role)
        checked += (msgspec.structs.replace(kind, name=name, letter=letter, role=role),)
    if len(checked) > MAX_KINDS:
        raise Refused("A village has at most {most} kinds of events of its own.", most=MAX_KINDS)
    return checked


def _is_joined(character: str) -> bool:
    """Whether a character has no cell of its own, but is a part of the one before it."""
    return unicodedata.category(character) in ("Mn", "Me") or character in _ALLOWED_JOINERS


def checked_role(role: str) -> Role:
    """A role by the word that records store."""
    found = next((each for each in ROLES if each == role), None)
    if found is None:
        raise Refused(
            "There is no role {role}; there are: {roles}.",
            role=clean_line(role, N_("The role"), MAX_NAME),
            roles=", ".join(ROLES),
        )
    return found


def _clean_words(words: Iterable[str], field: str) -> tuple[str, ...]:
    """Names, cleaned, each once, without empty ones."""
    return tuple(dict.fromkeys(filter(None, (clean_line(word, field, MAX_NAME) for word in words))))


def checked_geo(geo: tuple[float, float] | None) -> tuple[float, float] | None:
    """Coordinates on the earth, rounded to six decimals: ten centimetres."""
    if geo is None:
        return None
    latitude, longitude = geo
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # NaN fails too
        raise Refused("Coordinates are degrees north (-90 to 90) and east (-180 to 180).")
    return round(latitude, 6), round(longitude, 6)
