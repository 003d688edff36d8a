"""The language of every sentence that a person reads: gettext catalogues, English as msgid."""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("zh", "en")
"""The languages with a catalogue; the first is the default of a village."""

_LOCALE = Path(__file__).with_name("locale")
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_spoken: ContextVar[str] = ContextVar("spoken", default="")
"""The language of a block (`speaking`); empty: the process's."""


def use_language(language: str) -> None:
    """Set the language of this process.

    Args:
        language: ``zh`` or ``en``; anything else is taken as ``en``.
    """
    global _catalogue, _language  # noqa: PLW0603 - one process speaks one language, as gettext.install does
    _language = language if language in LANGUAGES else "en"
    _catalogue = _catalogue_of(_language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language in a block, such as for a file in it: in this thread alone, so that
    no screen changes meanwhile.

    Args:
        language: ``zh`` or ``en``.
    """
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def current_language() -> str:
    """The language that is spoken now: ``zh`` or ``en``."""
    return _spoken.get() or _language


def _(message: str) -> str:
    """A message in the language that is spoken now."""
    return _spoken_catalogue().gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """A message that depends on a count, in the language that is spoken now."""
    return _spoken_catalogue().ngettext(singular, plural, count)


def _spoken_catalogue() -> gettext.NullTranslations:
    language = _spoken.get()
    return _catalogue_of(language) if language else _catalogue


@lru_cache(maxsize=8)
def _catalogue_of(language: str) -> gettext.NullTranslations:
    return gettext.translation("yigong", str(_LOCALE), [language], fallback=True)


@lru_cache(maxsize=64)
def all_translations(message: str) -> tuple[str, ...]:
    """A message in all languages: a file may have been written in any of them."""
    translations = (_catalogue_of(language).gettext(message) for language in LANGUAGES)
    return tuple(dict.fromkeys([*translations, message]))


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


def from_environment(environ: Mapping[str, str]) -> str:
    """The language of a locale (POSIX order: LC_ALL, LC_MESSAGES, LANG).

    Returns:
        ``zh``, ``en``, or an empty string if the locale names neither (``C``, ``POSIX``, unset,
        or a language without a catalogue): then the village's setting decides.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            language = value.replace("-", "_").split("_")[0].split(".")[0].lower()
            return language if language in LANGUAGES else ""
    return ""
