"""The roles as people read and write them: in one character, in a short word, or in a word."""

from __future__ import annotations

import unicodedata

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import ROLE_NAMES, ROLES, Role

SHORT_ROLES: dict[Role, str] = {
    "volunteer": N_("vol."),
    "participant": N_("part."),
    "learner": N_("learn."),
    "guest": N_("guest."),
    "paid": N_("paid."),
}
"""志 参 学 宾 工, each a character of its name, as msgids."""

_LETTERS: dict[Role, str] = {
    "volunteer": N_("V"),
    "participant": N_("P"),
    "learner": N_("L"),
    "guest": N_("G"),
    "paid": N_("$"),
}
"""The same in one character each in English, too, as msgids."""

_WORDS: dict[str, Role] = {
    "志": "volunteer", "服": "volunteer", "志愿": "volunteer", "服务": "volunteer",
    "志愿者": "volunteer", "vol": "volunteer", "volunteer": "volunteer",
    "参": "participant", "参加": "participant", "part": "participant",
    "participant": "participant",
    "学": "learner", "学习": "learner", "培训": "learner", "learn": "learner",
    "learner": "learner",
    "宾": "guest", "嘉宾": "guest", "guest": "guest",
    "工": "paid", "用工": "paid", "paid": "paid",
    "v": "volunteer", "p": "participant", "l": "learner", "g": "guest", "$": "paid",
}  # fmt: skip


def role_from_word(word: str) -> Role | None:
    """The role that a word means, in Chinese or English, whole or short; `None`: it means none."""
    plain = unicodedata.normalize("NFKC", word).strip().lower()
    return _WORDS.get(plain.removesuffix("."))


def read_role(text: str) -> Role:
    """Read a role as it is typed (see `role_from_word`).

    Raises:
        Refused: There is no such role.
    """
    role = role_from_word(text)
    if role is None:
        known = _(", ").join(f"{role_letter(each)} {role_name(each)}" for each in ROLES)
        raise Refused("There is no role {role}; there are: {roles}.", role=text[:20], roles=known)
    return role


def role_name(role: Role) -> str:
    """The name of a role: ``志愿``, ``volunteer``."""
    return _(ROLE_NAMES[role])


def role_letter(role: Role) -> str:
    """One character for a role, for a narrow column: ``志``, ``V``."""
    return _(_LETTERS[role])


def next_role(role: Role) -> Role:
    """The role after another; after the last the first."""
    return ROLES[(ROLES.index(role) + 1) % len(ROLES)]
