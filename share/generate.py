"""Writes the completions for bash, zsh and fish and the manual page, all from the grammar.

What it writes is committed, so that building the wheel needs neither the generators nor what the
program depends on. The layout is that of a prefix: PREFIX/share/...
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import shtab
from argparse_manpage.manpage import Manpage

from yigong.store import language
from yigong.tui.cli import build_parser

HERE = Path(__file__).parent
COMPLETIONS = {
    "bash": "bash-completion/completions/yigong",
    "zsh": "zsh/site-functions/_yigong",
    "fish": "fish/vendor_completions.d/yigong.fish",
}
MANUAL_PAGE = "man/man1/yigong.1"
_PATHS = {"FILE": shtab.FILE, "FILE|-": shtab.FILE, "DIR": shtab.DIR}
"""What is completed for a value, by its placeholder in the help."""

_LICENCE = (
    "# Made by shtab; the functions are shtab's, under the MPL-2.0: https://mozilla.org/MPL/2.0/"
)
_SECTIONS = (
    (
        "ENVIRONMENT",
        (
            ("YIGONG_DATA", "the village's folder; --data wins"),
            ("YIGONG_BY", "who you are; --by wins. A question mark: the screens ask"),
            ("YIGONG_DESK", "the desk you are at; --desk wins"),
            ("YIGONG_SSH", "the address to show for fetching files, like lifang@village.example"),
            ("YIGONG_CONFINED", "1: only this program's commands, and no file outside the village"),
            ("LC_ALL, LC_MESSAGES, LANG", "Chinese or English; --lang wins"),
        ),
    ),
    (
        "FILES",
        (
            ("~/.local/share/yigong", "the village, where nothing else is named"),
            ("~/.local/share/yigong-demo", "the demo village, in English in yigong-demo-en"),
        ),
    ),
)


def generated() -> dict[str, str]:
    """The text of each file, by its path in share/."""
    language.use_language("en")
    os.environ["COLUMNS"] = "80"  # the width to which argparse breaks the usage lines
    texts = {path: _completion(shell) for shell, path in COMPLETIONS.items()}
    return {**texts, MANUAL_PAGE: _manual_page()}


def _completion(shell: str) -> str:
    parser = build_parser()
    summaries = {action.dest: action.help for action in parser._actions}
    for action in _actions(parser):
        if action.help == argparse.SUPPRESS and action.dest in summaries:
            action.help = summaries[action.dest]  # a global option, which may stand here, too
        if action.metavar in _PATHS:
            action.complete = _PATHS[action.metavar]  # type: ignore[attr-defined]
    return shtab.complete(parser, shell, preamble={shell: _LICENCE})


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for part in action.choices.values():
                yield from _actions(part)


def _manual_page() -> str:
    page = Manpage(build_parser())
    page.description = "volunteers and events of a village"
    page.source = f"yigong {version('yigong')}"
    page.manual = "yigong"
    page.date = ""  # the same text whenever it is made
    for heading, entries in _SECTIONS:
        text = "\n".join(f".TP\n\\fB{name}\\fR\n{meaning}" for name, meaning in entries)
        page.add_section(heading, "=", text.replace("-", r"\-"))
    heading, _newline, rest = str(page).partition("\n")
    return f"{heading}\n.ad l\n{rest}"  # long usages cannot be spread to the margin


def main() -> None:
    """Write the files."""
    for path, text in generated().items():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
