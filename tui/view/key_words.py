"""What a key does, in a sentence: what the docstring of its action says first, translated."""

from __future__ import annotations

import inspect

from textual.binding import Binding
from textual.dom import DOMNode

from yigong.store.language import _


def key_sentence(owner: type[DOMNode], binding: Binding) -> str:
    """The sentence of a page's binding; its name, where it has none.

    Its tooltip comes before the docstring of its action, which several may share.
    """
    if binding.tooltip:
        return _(binding.tooltip)
    name = binding.action.rpartition(".")[2].partition("(")[0]
    action = getattr(owner, f"action_{name}", None)
    sentence = (inspect.getdoc(action) or "").partition("\n\n")[0].replace("\n", " ")
    return _(sentence) if sentence else _(binding.description)
