"""The roles as people write them: on paper in one character or a short word, else in a word."""

from __future__ import annotations

import unicodedata

from yigong.store.language import N_
from yigong.store.records import Role

SHORT_ROLES: dict[Role, str] = {
    "volunteer": N_("vol."),
    "participant": N_("part."),
    "learner": N_("learn."),
    "guest": N_("guest."),
    "paid": N_("paid."),
}
"""服 参 学 宾 工, as msgids."""

_WORDS: dict[str, Role] = {
    "服": "volunteer", "志愿": "volunteer", "服务": "volunteer", "志愿者": "volunteer",
    "vol": "volunteer", "volunteer": "volunteer",
    "参": "participant", "参加": "participant", "part": "participant",
    "participant": "participant",
    "学": "learner", "学习": "learner", "培训": "learner", "learn": "learner",
    "learner": "learner",
    "宾": "guest", "嘉宾": "guest", "guest": "guest",
    "工": "paid", "用工": "paid", "paid": "paid",
}  # fmt: skip


def role_from_word(word: str) -> Role | None:
    """The role that a word means, in Chinese or English, whole or short; `None`: it means none."""
    plain = unicodedata.normalize("NFKC", word).strip().lower()
    return _WORDS.get(plain.removesuffix("."))
