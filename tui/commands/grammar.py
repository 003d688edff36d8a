"""The grammar of the command line: argparse with our errors and in our language."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from yigong.store.attendance.role_words import read_role
from yigong.store.errors import Refused, WrongUsage
from yigong.store.language import LANGUAGES, _
from yigong.tui.commands.arguments import count_argument, roles_help

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
        """Raise argparse's message as wrong usage."""
        raise WrongUsage(
            "{reason} (`{command} --help` explains)", reason=message, command=self.prog
        )

    usual_part = ""
    """The part of a command that is meant where none is named; empty: one has to be."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse arguments; where no part of the command is named, its usual one is meant."""
        if self.usual_part and not self._names_part(args):
            args = [self.usual_part, *args]
        return super().parse_known_args(args, namespace)

    def _names_part(self, args: list[str]) -> bool:
        """Whether arguments name a part of the command, or ask for its help."""
        parts = next(a for a in self._actions if isinstance(a, argparse._SubParsersAction))
        return any(word in parts.choices for word in args) or args[:1] in (["-h"], ["--help"])

    def take_over(self) -> None:
        """Let this part use the names of global options, which stand before the command then."""
        self.conflict_handler = self._optionals.conflict_handler = "resolve"

    def add_flag(self, name: str, summary: str) -> None:
        """Add an option without a value."""
        self.add_argument(name, action="store_true", help=summary)

    def add_reason(self) -> None:
        """Add ``--why``, also under the name that it had first."""
        self.add_argument("--why", "--reason", metavar="REASON", help=_("why"), default="")

    def add_value(
        self, name: str, metavar: str | tuple[str, ...], summary: str, **more: Any
    ) -> None:
        """Add an argument, or an option with a value, under its name in the help."""
        self.add_argument(name, metavar=metavar, help=summary, **more)

    def add_repeated(self, name: str, metavar: str, summary: str) -> None:
        """Add an option that may be given several times; its values are a list."""
        self.add_value(name, metavar, summary, action="append", default=[])

    def add_event(self, **more: Any) -> None:
        """Add the argument that names an event or an occurrence (see `Call.occurrence`)."""
        self.add_value(
            "event", "E", _("E0042, E0042@2026-11-25 or the whole title of an event"), **more
        )

    def add_person(self, **more: Any) -> None:
        """Add the argument that names a person (see `Call.person`)."""
        self.add_value("person", "P", _("a code, a phone, or a name only one has"), **more)

    def add_people(self, nargs: str = "+") -> None:
        """Add the argument that names several people."""
        self.add_value("people", "P", _("a code, a phone, or a name only one has"), nargs=nargs)

    def add_period(self, default: str) -> None:
        """Add the argument that names a period (see `store.dates.period_parser.parse_period`)."""
        text = _("2026, 2026-Q4, 2026-11, 2026-11-01..2026-11-25, year, quarter, month, all")
        self.add_value("period", "PERIOD", text, nargs="?", default=default)

    def add_format(self, summary: str, *forms: str) -> None:
        """Add ``--format``, the first form being the usual one."""
        self.add_argument("--format", choices=forms, default=forms[0], help=summary)

    def add_full_phones(self) -> None:
        """Add ``--full-phones``."""
        self.add_flag("--full-phones", _("do not mask phone numbers"))

    def add_output(self, summary: str = "") -> None:
        """Add ``-o`` (see `output.deliver`)."""
        text = summary or _("where to (else the outbox); -: standard output")
        self.add_argument("-o", "--output", metavar="FILE", help=text)

    def add_role(self) -> None:
        """Add ``--as``."""
        self.add_value("--as", "ROLE", roles_help(), dest="role", type=read_role)

    def add_along(self) -> None:
        """Add ``--adults`` and ``--children``, whose default is `None`."""
        adults = _("how many adults without a name")
        self.add_value("--adults", "N", adults, type=count_argument)
        children = _("how many children under 14 without a name")
        self.add_value("--children", "N", children, type=count_argument)

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """Report what the type of an argument refuses as argparse reports a wrong one."""
        try:
            return super()._get_value(action, arg_string)
        except Refused as refusal:
            raise argparse.ArgumentError(action, str(refusal)) from None

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse a command that is not there by naming the nearest: argparse would list all."""
        if not isinstance(action, argparse._SubParsersAction) or value in action.choices:
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


class Commands:
    """Commands beside one another: those of the program, or the parts of one (``event add``)."""

    def __init__(self, parser: Parser, dest: str, *, required: bool = False) -> None:
        self._parts = parser.add_subparsers(
            dest=dest, metavar=_("COMMAND"), required=required, title=_("commands")
        )

    def add(self, name: str, run: Command, summary: str, *, json: bool = True) -> Parser:
        """Add a command with a phrase for the help, and return its parser."""
        part: Parser = self._parts.add_parser(name, help=summary, description=summary)
        part.set_defaults(run=run)
        add_globals(part, again=True)
        if json:
            part.add_flag("--json", _("answer in JSON, errors on stderr too"))
        return part

    def group(self, name: str, summary: str, *, usual: str = "") -> Commands:
        """Add a command that has parts, and return these.

        `usual` names the part that is meant where none is named.
        """
        group: Parser = self._parts.add_parser(name, help=summary, description=summary)
        group.usual_part = usual
        return Commands(group, "part", required=True)


def add_globals(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add the global options, which may stand before the command or, `again`, after it.

    Those are not listed in its help, and without a default, so that they do not replace the others.
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
