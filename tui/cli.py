"""The command line: its whole grammar, built in the language that the call asks for."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from types import ModuleType

from yigong.store import language
from yigong.store.errors import WrongUsage
from yigong.store.language import LANGUAGES, _
from yigong.tui.commands import command_words
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser, add_globals


def parse_call(argv: Sequence[str], environ: Mapping[str, str]) -> Call:
    """Parse the arguments of a call.

    The language is set first, because the help is built in it: that of the command line or the
    locale, else Chinese until a village is opened.

    Raises:
        WrongUsage: The arguments are wrong.
        SystemExit: Help was printed.
    """
    language.use_language(_language_in(argv) or language.from_environment(environ) or LANGUAGES[0])
    command_words.translate_argparse()
    options, rest = build_parser(commands=False).parse_known_args(argv)
    if rest:
        options = build_parser().parse_args(argv)
        _refuse_blanks(options)
    return Call(options, environ)


_NAMING = (
    ("apart", "P"), ("archive", "FILE"), ("change", "ID"), ("double", "B"),
    ("event", "E"), ("feeds", "DIR"), ("file", "FILE"), ("folder", "DIR"), ("kind", "KIND"),
    ("leader", "P"), ("organiser", "--who"), ("output", "FILE"), ("people", "P"),
    ("period", "PERIOD"), ("person", "P"), ("post", "--post"), ("programme", "P"),
    ("request", "Q"), ("other", "Q"), ("answers", "--answers"), ("holder", "--holder"),
    ("who", "--who"),
    ("search", "--search"), ("site", "DIR"), ("squad", "S"),
    ("row", "--row"), ("indicator", "INDICATOR"), ("card", "C"), ("village", "NAME"),
    ("gift", "G"), ("rule", "RULE"), ("entry", "CODE"), ("code", "CODE"),
    ("new_name", "NEW"), ("files", "FILE"), ("paths", "PATH"), ("seed", "--seed"),
    ("town", "--town"), ("sends", "--sends"), ("visit", "CODE"), ("visitor", "--visitor"),
    ("household", "LABEL"), ("of_group", "--group"),
)  # fmt: skip
"""The arguments that name somebody or something, as the help calls them."""


def _refuse_blanks(options: argparse.Namespace) -> None:
    """Refuse blanks for a name: a variable of a script that is not set.

    Taken for an argument that is not given, they would mean everybody, or the last change.

    Raises:
        WrongUsage: There are some.
    """
    for name, shown in _NAMING:
        given = getattr(options, name, None)
        values = given if isinstance(given, list) else [given]
        if any(isinstance(value, str) and not value.strip() for value in values):
            raise WrongUsage("{what} is empty.", what=shown)


def build_parser(*, commands: bool = True) -> Parser:
    """Build the parser in the current language.

    Args:
        commands: Whether it has the commands and the help. Without them it is built in a tenth of
            the time, which is enough to start the screens.
    """
    parser = Parser(
        prog="yigong",
        add_help=commands,
        description=_("Volunteers and events of a village. Without a command: the screens."),
        epilog=_("Exit code: 0 done, 1 refused, 2 wrong usage, 3 the data cannot be used."),
    )
    parser.set_defaults(run=None, command=None)
    parser.add_argument("--version", action="store_true", help=_("show the version"))
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    add_globals(parser)
    if commands:
        parts = Commands(parser, "command")
        for module in _command_modules():
            module.register(parts)
    return parser


def _command_modules() -> Sequence[ModuleType]:
    """The command modules, in the order of the help; the screens start without them."""
    from yigong.tui.commands import (
        attendance,
        backup,
        booking,
        demo,
        doctor,
        event,
        export,
        files,
        gift,
        history,
        import_calendar,
        init,
        kind,
        paper,
        parties,
        people,
        points,
        programme,
        publish,
        request,
        roles_review,
        score,
        send,
        settlement,
        signups,
        squad,
        town,
        trip,
        undo,
        venue,
        verify,
        visit,
        workload,
    )

    return (
        init, demo, event, kind, programme, venue, booking, people, squad, request, visit, points,
        gift, score, signups, attendance, parties, trip, undo, paper, settlement, roles_review,
        workload, export, verify, publish, send, town, files, import_calendar, history, doctor,
        backup,
    )  # fmt: skip


def _language_in(argv: Sequence[str]) -> str:
    """The language that ``--lang`` names, looked up before the options are parsed."""
    found = ""
    for index, word in enumerate(argv):
        if word == "--":
            break
        if word.startswith("--lang="):
            found = word.removeprefix("--lang=")
        elif word == "--lang":
            found = argv[index + 1] if index + 1 < len(argv) else ""
    return found if found in LANGUAGES else ""
