"""The names of keys: as they are printed on the keyboard, the arrows as words."""

from __future__ import annotations

from textual.binding import Binding

from yigong.store.language import N_, _

_NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "question_mark": "?",
    "space": N_("Space"),
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "slash": "/",
    "delete": "Del",
    "backspace": N_("Backspace"),
    "tab": "Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "full_stop": ".",
    "exclamation_mark": "!",
    "plus": "+",
    "minus": "-",
    "left": N_("Left"),
    "right": N_("Right"),
    "up": N_("Up"),
    "down": N_("Down"),
}


def key_name(key: str) -> str:
    """A key as it is printed on the keyboard: ``^N``, ``Enter``, ``F2``; an arrow as a word.

    Words, because the width of an arrow's character depends on the terminal.
    """
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+').upper()}"
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return _(_NAMES[key]) if key in _NAMES else key


def binding_key(binding: Binding) -> str:
    """The key of a binding, where there is room for one: its first, or those it wants shown."""
    keys = binding.key_display or binding.key.partition(",")[0]
    return "/".join(map(key_name, keys.split(",")))
