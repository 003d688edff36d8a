"""Every key that a page or a widget names does something."""

from __future__ import annotations

import importlib
import pkgutil

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode

from yigong import tui
from yigong.tui.app import YigongApp
from yigong.tui.screens.base.page import Page
from yigong.tui.widgets.header_footer import declared_bindings


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


MEANINGS = {
    "a": {"sign_up", "members", "send"},  # puts something that there is into what the page shows
    "e": {"edit"},
    "n": {"new", "add", "no"},  # makes something new; in a question that y answers, no
    "u": {"undo"},
    "slash": {"find", "find_row", "ask"},
    "f": {"filter"},
    "S": {"sort_rows"},
    "question_mark": {"app.help"},
    "f1": {"app.help"},
    "escape": {"all_or_back", "back", "clear_or_back", "leave", "month", "no", "quit"},
    "0": {"menu"},
}
"""The keys that mean one thing on every page, and the actions that are that thing."""


def test_the_keys_that_stand_in_every_footer_mean_one_thing_everywhere():
    other = [
        (node.__name__, binding.key, binding.action)
        for node, binding in bound()
        if issubclass(node, (Page, YigongApp)) and binding.key in MEANINGS
        if binding.action.partition("(")[0] not in MEANINGS[binding.key]
    ]
    assert other == []


def test_a_letter_means_one_thing_on_a_page():
    for node, _binding in bound():
        if issubclass(node, Page):
            actions: dict[str, set[str]] = {}
            for binding in declared_bindings(node):
                for key in binding.key.split(","):
                    if binding.show or len(key) == 1:
                        actions.setdefault(key, set()).add(binding.action)
            assert {key: found for key, found in actions.items() if len(found) > 1} == {}, node
