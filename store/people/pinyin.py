"""Pinyin: the readings of names and titles for the finder, computed when a record is written.

pypinyin takes a quarter of a second and 55 MB to import, so it is imported at the first character
that is looked up. A search or a check-in looks up none.
"""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable

_SURNAMES = {
    "单": ("shan", "dan"), "曾": ("zeng", "ceng"), "解": ("xie", "jie"), "仇": ("qiu", "chou"),
    "朴": ("piao", "pu"), "查": ("zha", "cha"), "盖": ("ge", "gai"), "区": ("ou", "qu"),
    "翟": ("zhai", "di"), "缪": ("miao", "mou"), "覃": ("qin", "tan"), "员": ("yun", "yuan"),
    "折": ("she", "zhe"), "召": ("shao", "zhao"), "黑": ("he", "hei"), "繁": ("po", "fan"),
    "种": ("chong", "zhong"), "乐": ("yue", "le"), "任": ("ren",), "华": ("hua",),
    "宁": ("ning",), "应": ("ying",), "冼": ("xian",), "尹": ("yin",), "干": ("gan",),
}  # fmt: skip
"""Surnames that are not read as the character usually is; the common misreading comes last, as it
is typed at a desk too."""

_COMPOUND_SURNAMES = {
    "尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "单于": "chan yu",
    "令狐": "ling hu", "欧阳": "ou yang", "司马": "si ma", "上官": "shang guan",
    "诸葛": "zhu ge", "夏侯": "xia hou", "皇甫": "huang fu", "慕容": "mu rong",
    "司徒": "si tu", "东方": "dong fang", "澹台": "tan tai", "公孙": "gong sun",
}  # fmt: skip
_HETERONYMS = {"乐": ("le", "yue"), "行": ("xing", "hang"), "长": ("chang", "zhang")}
"""Characters that are read both ways in given names."""

_ADDED = {"𠮷": "ji"}
"""Characters that pypinyin does not know."""

_MAX_CHILD_CHARACTERS = 5_000
"""Characters in one question to a child process: more than all names of a large roster have."""

_MAX_READINGS = 4
"""The most readings of one name."""


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def is_compound(surname: str) -> bool:
    """Whether two characters are one surname: 欧阳, 尉迟."""
    return surname in _COMPOUND_SURNAMES


def likely_reading(name: str) -> str:
    """The likeliest reading of a name, as syllables: ``zhang xiao ming``."""
    return " ".join(_readings(name)[0])


def finder_keys(name: str, corrected: str = "") -> str:
    """The keys of a name that the finder matches.

    Args:
        name: The name as written.
        corrected: Its reading as corrected by hand, one syllable for each character.

    Returns:
        Tokens of a character and its syllable, ``张zhang 小xiao 明ming``; further readings follow
        after ``|``. A word in Latin letters is one token with ``·`` in front.
    """
    units = _units(name)
    readings = _readings(name)
    by_hand = tuple(_plain(corrected).split())
    if len(by_hand) == len(units):
        readings = [by_hand, *(reading for reading in readings if reading != by_hand)]
    return "|".join(
        " ".join(
            f"{unit if is_han(unit) else '·'}{syllable}"
            for unit, syllable in zip(units, reading, strict=True)
        )
        for reading in readings[:_MAX_READINGS]
    )


def title_keys(title: str) -> str:
    """The keys of a title that a search matches, in the form of `finder_keys`.

    A title is read as a phrase: 重阳节 is chong yang jie. The reading character by character
    follows if it differs.
    """
    units = _units(title)
    preload_titles([title])
    syllables = (syllable for run in _RUN.findall(title) for syllable in _runs[run])
    phrase = tuple(next(syllables) if is_han(unit) else _plain(unit) for unit in units)
    single = tuple(_syllable(unit) for unit in units)
    return "|".join(
        " ".join(
            f"{unit if is_han(unit) else '·'}{syllable}"
            for unit, syllable in zip(units, reading, strict=True)
        )
        for reading in dict.fromkeys((phrase, single))
    )


def preload_titles(titles: Iterable[str]) -> None:
    """Look up the phrases of titles that will be needed, in one question to a child process."""
    needed = dict.fromkeys(run for title in titles for run in _RUN.findall(title))
    missing = [run for run in needed if run not in _runs]
    if _in_child and missing:
        _runs.update(_runs_from_child(missing))
    for run in missing:
        if run not in _runs:
            _runs[run] = _run_from_dictionary(run)
    preload_readings(missing)


def _units(name: str) -> list[str]:
    """The units of a name that have one reading each: a Chinese character, or another word."""
    return re.findall(r"[\u3400-\u9fff\U00020000-\U0003ffff]|[^\W\u3400-\u9fff]+", name)


def _readings(name: str) -> list[tuple[str, ...]]:
    """The readings of a name, the likeliest first; each has a syllable for each unit."""
    units = _units(name)
    if not units:
        return [()]
    start = "".join(units[:2])
    choices: list[tuple[str, ...]]
    if start in _COMPOUND_SURNAMES and len(units) > 2:
        choices = [(syllable,) for syllable in _COMPOUND_SURNAMES[start].split()]
        rest = units[2:]
    elif units[0] in _SURNAMES:
        choices, rest = [_SURNAMES[units[0]]], units[1:]
    else:
        choices, rest = [], units
    choices += [_HETERONYMS.get(unit) or (_syllable(unit),) for unit in rest]
    readings = itertools.islice(itertools.product(*choices), _MAX_READINGS)

    def rank(reading: tuple[str, ...]) -> int:
        return sum(c.index(syllable) for c, syllable in zip(choices, reading, strict=True))

    # The product varies its last choice first; a misread surname must come after all others.
    return sorted(readings, key=rank)


def _syllable(unit: str) -> str:
    if not is_han(unit):
        return _plain(unit)
    if unit in _ADDED:
        return _ADDED[unit]
    if unit not in _looked_up:
        _looked_up.update(_from_child(unit) if _in_child else {})
    if unit not in _looked_up:
        _looked_up[unit] = _from_dictionary(unit)
    return _plain(_looked_up[unit]) or "?"


def _from_dictionary(character: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(character, style=Style.NORMAL, errors="ignore"))


def _run_from_dictionary(run: str) -> list[str]:
    """The syllables of consecutive Chinese characters, one for each."""
    from pypinyin import Style, lazy_pinyin

    def unknown(rest: str) -> str:
        return " ".join(_ADDED.get(character, "?") for character in rest)

    syllables = lazy_pinyin(run, style=Style.NORMAL, errors=unknown)
    return [_plain(syllable) or "?" for syllable in " ".join(syllables).split()]


_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_runs: dict[str, list[str]] = {}
_looked_up: dict[str, str] = {}
_in_child = False


def use_child_process(in_child: bool = True) -> None:
    """Set whether the dictionary is loaded in a short-lived child process.

    That keeps a session of the screens small: twenty of them share a server, and one new name would
    double the memory of its session for the rest of the day.
    """
    global _in_child  # noqa: PLW0603 - one process is a session of the screens, or it is not
    _in_child = in_child


def preload_readings(names: Iterable[str]) -> None:
    """Look up the characters of names that will be needed, in one question to a child process."""
    needed = {c for name in names for c in name if is_han(c)} - _looked_up.keys()
    if _in_child and needed and len(needed) <= _MAX_CHILD_CHARACTERS:
        _looked_up.update(_from_child("".join(sorted(needed))))


def _from_child(characters: str) -> dict[str, str]:
    """Characters and their syllables, from a child process; nothing if it fails."""
    try:
        return dict(pair.split("=") for pair in _ask_child("_answer", characters).split())
    except ValueError:
        return {}  # then the dictionary is loaded in this process


def _runs_from_child(runs: list[str]) -> dict[str, list[str]]:
    """Runs of characters and their syllables, from a child process; nothing if it fails."""
    answers = _ask_child("_answer_runs", " ".join(runs)).splitlines()
    if len(answers) != len(runs):
        return {}
    found = {run: answer.split() for run, answer in zip(runs, answers, strict=True)}
    return {run: syllables for run, syllables in found.items() if len(syllables) == len(run)}


def _ask_child(answer: str, question: str) -> str:
    code = f"import sys; from {__name__} import {answer} as a; a(sys.stdin.buffer.read())"
    command = [sys.executable, "-P", "-c", code]  # -P: no module of the current folder
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and our own words
            command, input=question.encode(), capture_output=True, timeout=20, check=True
        )
        return child.stdout.decode()
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""


def _answer(characters: bytes) -> None:
    pairs = [f"{character}={_from_dictionary(character)}" for character in characters.decode()]
    sys.stdout.buffer.write(" ".join(pairs).encode())


def _answer_runs(runs: bytes) -> None:
    answers = [" ".join(_run_from_dictionary(run)) for run in runs.decode().split()]
    sys.stdout.buffer.write("\n".join(answers).encode())


def _plain(text: str) -> str:
    """Lower-case letters without accents, with v for ü, as it is typed."""
    text = text.lower().replace("ü", "v").replace("u:", "v")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
