"""Every key that a page or a widget names does something, and the help says what."""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata

import pytest
from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode

from yigong import tui
from yigong.store import language
from yigong.store.language import _
from yigong.tui.app import YigongApp
from yigong.tui.screens.base.menu_page import MenuPage
from yigong.tui.screens.base.page import HELP, HELP_F1, Page
from yigong.tui.text.key_names import binding_key, key_name
from yigong.tui.view.key_words import key_sentence
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
    "slash": {"find", "find_row"},
    "f": {"filter"},
    "S": {"sort_rows"},
    "question_mark": {"app.help"},
    "f1": {"app.help"},
    "escape": {"back", "clear_or_back", "leave", "month", "no", "quit"},
    "0": {"menu"},
}
"""The keys that mean one thing on every page, and the actions that are that thing."""


def test_the_keys_that_stand_in_every_footer_mean_one_thing_everywhere():
    other = [
        (node.__name__, binding.key, binding.action)
        for node, binding in bound()
        if issubclass(node, (Page, YigongApp)) and binding.key in MEANINGS
        if node is not MenuPage  # there a letter is that of a page
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


def named() -> list[tuple[type[Page], Binding]]:
    """The bindings with a name, of all pages that open."""
    pages = {node for node, _binding in bound() if issubclass(node, Page)}
    return [
        (page, binding)
        for page in pages
        for binding in declared_bindings(page)
        if binding.description
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_help_has_a_sentence_for_every_key_that_is_not_its_bare_name(lang):
    language.use_language(lang)
    pairs = named()
    assert len(pairs) > 300
    for page, binding in pairs:
        sentence = key_sentence(page, binding)
        assert sentence != _(binding.description), (page, binding.key)
        if lang == "en":
            assert re.match(r"[A-Z].*[^.]\.$", sentence), (page, binding.key, sentence)
        else:
            assert re.search(r"[\u4e00-\u9fff].*[^。]。$", sentence), (page, binding.key, sentence)


def test_the_sentences_of_keys_speak_to_organisers():
    programmers = re.compile(
        r"binding|subclass|footer|worker|thread|\bthe input\b|Return |Do nothing"
    )
    for page, binding in named():
        sentence = key_sentence(page, binding)
        assert not programmers.search(sentence), (page, binding.key, sentence)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_keys_are_named_as_on_the_keyboard_in_characters_whose_width_is_sure(lang):
    language.use_language(lang)
    for page, binding in named():
        for name in [binding_key(binding), *map(key_name, binding.key.split(","))]:
            assert not re.match(r"[a-z]{2}|.*_", name), (page, name)
            assert all(unicodedata.east_asian_width(char) != "A" for char in name), name
    assert key_name("left") == {"en": "Left", "zh": "左"}[lang]
    assert key_name("enter") == "Enter" and key_name("ctrl+n") == "^N"


def test_the_help_of_every_page_begins_with_what_the_page_is_for():
    helped = {page for page, binding in named() if binding in (HELP, HELP_F1)}
    without = [page for page in helped if not page.PURPOSE and not page.__subclasses__()]
    assert len(helped) > 40 and without == []
