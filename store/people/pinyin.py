"""How a name is read: pinyin for the finder, worked out when a person is written.

pypinyin takes a quarter of a second and 55 MB to import, so it is imported here, on the first
name, and the desk never comes here.
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
"""Surnames that are read otherwise than the character; the common misreading last, because the
door types what it sees."""

_COMPOUND = {
    "尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "单于": "chan yu",
    "令狐": "ling hu", "欧阳": "ou yang", "司马": "si ma", "上官": "shang guan",
    "诸葛": "zhu ge", "夏侯": "xia hou", "皇甫": "huang fu", "慕容": "mu rong",
    "司徒": "si tu", "东方": "dong fang", "澹台": "tan tai", "公孙": "gong sun",
}  # fmt: skip
_OPEN = {"乐": ("le", "yue"), "行": ("xing", "hang"), "长": ("chang", "zhang")}
"""Given-name characters that are truly read both ways."""

_MISSING = {"𠮷": "ji"}
_MOST_APART = 5_000
"""Characters looked up apart at once: more than all names of a large roster have."""

_MOST = 4
"""Readings kept of one name."""


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def is_compound(surname: str) -> bool:
    """Whether two characters are one surname: 欧阳, 尉迟."""
    return surname in _COMPOUND


def likely_reading(name: str) -> str:
    """The likeliest reading of a name: ``zhang xiao ming``."""
    return " ".join(_readings(name)[0])


def finder_keys(name: str, corrected: str = "") -> str:
    """What the finder matches for a name.

    Args:
        name: The name as written.
        corrected: Its reading as corrected by hand, one syllable a character.

    Returns:
        Tokens of a character and its syllable, ``张zhang 小xiao 明ming``; further readings follow
        after ``|``. A word in Latin letters is one token that begins with ``·``.
    """
    units = _units(name)
    ways = _readings(name)
    given = tuple(_plain(corrected).split())
    if len(given) == len(units):
        ways = [given, *(way for way in ways if way != given)]
    return "|".join(
        " ".join(
            f"{unit if is_han(unit) else '·'}{syllable}"
            for unit, syllable in zip(units, way, strict=True)
        )
        for way in ways[:_MOST]
    )


def title_keys(title: str) -> str:
    """What a search matches for a title, in the form of `keys`.

    A title is words and no name: 重阳节 is read chong yang jie, as the phrase it is. The reading
    of each character by itself follows where it is another one.
    """
    units = _units(title)
    preload_titles([title])
    read = (syllable for run in _RUN.findall(title) for syllable in _runs[run])
    phrase = tuple(next(read) if is_han(unit) else _plain(unit) for unit in units)
    single = tuple(_syllable(unit) for unit in units)
    return "|".join(
        " ".join(
            f"{unit if is_han(unit) else '·'}{syllable}"
            for unit, syllable in zip(units, way, strict=True)
        )
        for way in dict.fromkeys((phrase, single))
    )


def preload_titles(titles: Iterable[str]) -> None:
    """Look up the phrases of titles that will be read, all at once where that is apart."""
    needed = dict.fromkeys(run for title in titles for run in _RUN.findall(title))
    left = [run for run in needed if run not in _runs]
    if _apart and left:
        _runs.update(_runs_from_child(left))
    for run in left:
        if run not in _runs:
            _runs[run] = _run_from_dictionary(run)
    preload_readings(left)


def _units(name: str) -> list[str]:
    """What is read one after the other: each Chinese character, each word of others."""
    return re.findall(r"[\u3400-\u9fff\U00020000-\U0003ffff]|[^\W\u3400-\u9fff]+", name)


def _readings(name: str) -> list[tuple[str, ...]]:
    units = _units(name)
    if not units:
        return [()]
    start = "".join(units[:2])
    choices: list[tuple[str, ...]]
    if start in _COMPOUND and len(units) > 2:
        choices = [(syllable,) for syllable in _COMPOUND[start].split()]
        rest = units[2:]
    elif units[0] in _SURNAMES:
        choices, rest = [_SURNAMES[units[0]]], units[1:]
    else:
        choices, rest = [], units
    choices += [_OPEN.get(unit) or (_syllable(unit),) for unit in rest]
    ways = itertools.islice(itertools.product(*choices), _MOST)
    # The product varies its last choice first; a misread surname must come after all others.
    return sorted(ways, key=lambda way: sum(c.index(s) for c, s in zip(choices, way, strict=True)))


def _syllable(unit: str) -> str:
    if not is_han(unit):
        return _plain(unit)
    if unit in _MISSING:
        return _MISSING[unit]
    if unit not in _looked_up:
        _looked_up.update(_from_child(unit) if _apart else {})
    if unit not in _looked_up:
        _looked_up[unit] = _from_dictionary(unit)
    return _plain(_looked_up[unit]) or "?"


def _from_dictionary(character: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(character, style=Style.NORMAL, errors="ignore"))


def _run_from_dictionary(run: str) -> list[str]:
    """The syllables of Chinese characters that follow each other, one for each."""
    from pypinyin import Style, lazy_pinyin

    def unknown(rest: str) -> str:
        return " ".join(_MISSING.get(character, "?") for character in rest)

    read = lazy_pinyin(run, style=Style.NORMAL, errors=unknown)
    return [_plain(syllable) or "?" for syllable in " ".join(read).split()]


_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_runs: dict[str, list[str]] = {}
_looked_up: dict[str, str] = {}
_apart = False


def use_child_process(apart: bool = True) -> None:
    """Whether the dictionary is asked in a process of its own, for as long as that takes.

    A session of the screens stays small that way: twenty of them share a server, and one walk-in
    would double the memory of its own for the rest of the day.
    """
    global _apart  # noqa: PLW0603 - one process is a session of the screens, or it is not
    _apart = apart


def preload_readings(names: Iterable[str]) -> None:
    """Look up the characters of names that will be read, all at once where that is apart."""
    needed = {c for name in names for c in name if is_han(c)} - _looked_up.keys()
    if _apart and needed and len(needed) <= _MOST_APART:
        _looked_up.update(_from_child("".join(sorted(needed))))


def _from_child(characters: str) -> dict[str, str]:
    """Characters and their syllables, from another process; nothing where it fails."""
    try:
        return dict(pair.split("=") for pair in _asked_apart("_answer", characters).split())
    except ValueError:
        return {}  # then it is asked in this process: slower to carry, but right


def _runs_from_child(runs: list[str]) -> dict[str, list[str]]:
    """Runs of characters and their syllables, from another process; nothing where it fails."""
    answers = _asked_apart("_answer_runs", " ".join(runs)).splitlines()
    if len(answers) != len(runs):
        return {}
    found = {run: answer.split() for run, answer in zip(runs, answers, strict=True)}
    return {run: syllables for run, syllables in found.items() if len(syllables) == len(run)}


def _asked_apart(answer: str, question: str) -> str:
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
    """Lower-case letters without accents; ü is v, as it is typed."""
    text = text.lower().replace("ü", "v").replace("u:", "v")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
