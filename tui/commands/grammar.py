"""The grammar of the command line: argparse with our errors and in our language."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from yigong.store.errors import WrongUsage
from yigong.store.language import LANGUAGES, _

if TYPE_CHECKING:
    from yigong.tui.commands.call import Call

Command = Callable[["Call"], "int | None"]
"""Runs a command and returns its exit code, `None` for 0; raises a YigongError if it cannot."""


class Parser(argparse.ArgumentParser):
    """A parser that raises its errors, so that they are reported like all others."""

    def __init__(self, **options: Any) -> None:
        # An abbreviation would change its meaning when another option is added.
        super().__init__(**{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """Raise argparse's message.

        Raises:
            WrongUsage: Always.
        """
        raise WrongUsage(
            "{reason} (`{command} --help` explains)", reason=message, command=self.prog
        )

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse a command that is not there by naming the nearest: argparse would list all."""
        if not isinstance(action, Subparsers) or value in action.choices:
            super()._check_value(action, value)
            return
        import difflib

        near = difflib.get_close_matches(value, action.choices)
        said = {"name": value[:40], "near": ", ".join(near), "command": self.prog}
        if near:
            raise WrongUsage(
                "There is no command {name}; the nearest: {near}. All of them: {command} --help",
                **said,
            )
        raise WrongUsage("There is no command {name}. All of them: {command} --help", **said)


if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[Parser]
else:
    Subparsers = argparse._SubParsersAction  # argparse has no public name for it


def add_command(
    commands: Subparsers, name: str, run: Command, summary: str, *, json: bool = True
) -> Parser:
    """Add a command and return its parser.

    Args:
        commands: The commands or the group it is added to.
        name: Its word.
        run: What it does.
        summary: A phrase for the help.
        json: Whether it has ``--json``.
    """
    part = commands.add_parser(name, help=summary, description=summary)
    part.set_defaults(run=run)
    add_globals(part, again=True)
    if json:
        part.add_argument(
            "--json", action="store_true", help=_("answer in JSON, errors on stderr too")
        )
    return part


class CommandGroup:
    """A command with parts: ``event add``, ``event list``."""

    def __init__(self, commands: Subparsers, name: str, summary: str) -> None:
        group = commands.add_parser(name, help=summary, description=summary)
        self._parts = group.add_subparsers(
            dest="part", metavar=_("COMMAND"), required=True, title=_("commands")
        )

    def add(self, name: str, run: Command, summary: str, *, json: bool = True) -> Parser:
        """Add a part of the command (see `add_command`)."""
        return add_command(self._parts, name, run, summary, json=json)


def add_globals(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add the global options, which may stand before the command or after it.

    Args:
        parser: The parser.
        again: For options after the command: not listed in its help, and without a default, so
            that they do not replace those before the command.
    """

    def option(name: str, metavar: str, summary: str, absent: str | None = "", **more: Any) -> None:
        default = argparse.SUPPRESS if again else absent
        text = argparse.SUPPRESS if again else summary
        parser.add_argument(name, metavar=metavar, default=default, help=text, **more)

    where = _("the village's folder (else $YIGONG_DATA, else your data folder)")
    option("--data", "DIR", where, absent=None)
    option("--lang", "zh|en", _("the language (else the locale's)"), choices=LANGUAGES)
    option("--by", _("NAME"), _("who you are (else $YIGONG_BY, else your login name)"))
    option("--desk", _("DESK"), _("the desk you are at (else $YIGONG_DESK)"))
