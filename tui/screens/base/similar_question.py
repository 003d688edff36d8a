"""The question whether a new record is one that is there already, by another spelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yigong.store.language import _
from yigong.store.named_records import Named
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.text.words import similar_words


async def is_another(page: Page[Any], name: str, similar: Sequence[Named]) -> bool:
    """Ask whether a new name is meant though there are similar ones; without these do not ask."""
    if not similar:
        return True
    question = _("There is {others} already. Is {name} another one?").format(
        name=name, others=similar_words(similar)
    )
    answer = await page.ask(AskYes(question, _("n goes back, and nothing is added.")))
    return answer is True
