"""Every key that a page or a widget names does something."""

from __future__ import annotations

import importlib
import pkgutil

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode

from yigong import tui
from yigong.tui.app import YigongApp


def bound() -> list[tuple[type[DOMNode], Binding]]:
    """The bindings of all pages and widgets of the program."""
    for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
        importlib.import_module(module.name)
    found, left = [], [DOMNode]
    while left:
        node = left.pop()
        left += node.__subclasses__()
        if node.__module__.startswith("yigong."):
            found += [(node, binding) for binding in Binding.make_bindings(node.BINDINGS)]
    return found


def test_the_action_of_every_binding_is_there():
    pairs = bound()
    assert len(pairs) > 400
    for node, binding in pairs:
        target, name, _parameters = parse(binding.action)
        assert target in ("", "app")
        owners = [YigongApp] if target == "app" else [node, *node.__subclasses__()]
        assert any(hasattr(owner, f"action_{name}") for owner in owners), (node, binding.action)
